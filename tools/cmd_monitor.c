// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/time.h>
#include <time.h>

#include <linux/lfring.h>

#include "cmd.h"
#include "json.h"
#include "nl.h"
#include "output.h"
#include "text.h"
#include "wait.h"

static void print_json(unsigned int cmd, const struct rec *rec, const struct timeval *now)
{
	struct json json;

	/* An object on a line of its own for each event: an array would have no end. */
	json_init(&json, stdout, false);
	json_object(&json, NULL);
	json_decimal(&json, "time", now->tv_sec * 1000000ULL + now->tv_usec, 6);
	json_string(&json, "event", attr_cmd_names[cmd]);
	rec_json(&json, rec);
	json_end(&json);
}

static void print_time(const struct timeval *now)
{
	char text[32];
	struct tm tm;

	localtime_r(&now->tv_sec, &tm);
	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
	printf("%s.%06ld ", text, (long)now->tv_usec);
}

static void print_text(unsigned int cmd, const struct rec *rec, const struct timeval *now)
{
	print_time(now);
	/* The first attribute of all sets. */
	text_name(stdout, rec_str(rec, LFRING_A_EVENT_NAME));
	switch (cmd) {
	case LFRING_CMD_PIPELINE_ADD_NTF:
		puts(": added");
		break;
	case LFRING_CMD_PIPELINE_DEL_NTF:
		puts(": removed");
		break;
	case LFRING_CMD_PIPELINE_SET_NTF:
		puts(": changed");
		break;
	case LFRING_CMD_STATE_NTF:
		printf(": %s\n", rec_enum(rec, LFRING_A_EVENT_STATE));
		break;
	case LFRING_CMD_DROP_NTF:
		printf(": dropped %" PRIu64 " for %s", rec_num(rec, LFRING_A_EVENT_DROPPED),
		       rec_enum(rec, LFRING_A_EVENT_REASON));
		if (rec_num(rec, LFRING_A_EVENT_SUPPRESSED))
			printf(" (%" PRIu64 " events before were not sent)",
			       rec_num(rec, LFRING_A_EVENT_SUPPRESSED));
		putchar('\n');
		break;
	case LFRING_CMD_FLOW_ADD_NTF:
		puts(": flow added");
		break;
	case LFRING_CMD_FLOW_DEL_NTF:
		puts(": flow removed");
		break;
	case LFRING_CMD_FLOW_SET_NTF:
		puts(": flow changed");
		break;
	case LFRING_CMD_FLOW_ALARM_NTF:
		printf(": %s %" PRIu64 " of a million packets, the alarm is at %" PRIu64 "\n",
		       rec_enum(rec, LFRING_A_FLOW_EVENT_ALARM),
		       rec_num(rec, LFRING_A_FLOW_EVENT_PPM),
		       rec_num(rec, LFRING_A_FLOW_EVENT_THRESHOLD));
		break;
	default:
		printf(": %s\n", attr_cmd_names[cmd]);
	}
}

static void print_event(unsigned int cmd, const struct rec *rec, void *arg)
{
	const struct args *args = arg;
	struct timeval now;

	if (!attr_cmd_names[cmd])
		return;
	gettimeofday(&now, NULL);
	if (args->json)
		print_json(cmd, rec, &now);
	else
		print_text(cmd, rec, &now);
	output_flush();
}

/* The usual end of a pipe from here, such as one to head, and no mistake. */
static enum status nobody_reads(void)
{
	output_give_up();
	return STATUS_DONE;
}

static enum status listen(const struct args *args, struct conn *conn)
{
	int err;

	wait_catch_signals();
	for (;;) {
		switch (wait_until(UINT64_MAX, conn_fd(conn))) {
		case WAIT_SIGNAL:
			return STATUS_DONE;
		case WAIT_GONE:
			return nobody_reads();
		default:
			break;
		}
		err = conn_event(conn, print_event, (void *)args);
		if (err == -ENOBUFS)
			fprintf(stderr,
				"lfringctl: warning: events came too fast, some are lost\n");
		else if (err)
			return failed("%s", conn_error(conn));
		if (output_error() == EPIPE)
			return nobody_reads();
		if (output_error())
			return STATUS_FAILED;
	}
}

enum status cmd_monitor(const struct args *args)
{
	enum status status;
	struct conn *conn;

	if (conn_open(&conn) || conn_subscribe(conn))
		status = failed("%s", conn_error(conn));
	else
		status = listen(args, conn);
	conn_close(conn);
	return status;
}
