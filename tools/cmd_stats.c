// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <stdlib.h>

#include <linux/lfring.h>

#include "cmd.h"
#include "fmt.h"
#include "json.h"
#include "nl.h"
#include "output.h"
#include "screen.h"
#include "snapshot.h"
#include "text.h"
#include "wait.h"

static void print_json(const struct args *args, const struct snapshot *snapshot)
{
	const struct rec_node *node;
	struct json json;

	json_init(&json, stdout, args->pretty);
	json_array(&json, NULL);
	for (node = snapshot->stats.first; node; node = node->next) {
		json_object(&json, NULL);
		snapshot_json(&json, snapshot, &node->rec);
		json_end(&json);
	}
	json_end(&json);
}

static void print_lines(const struct snapshot *snapshot)
{
	const struct rec_node *node;

	for (node = snapshot->stats.first; node; node = node->next) {
		text_oneline(stdout, &node->rec);
		/* Which one it is matters only when there are several. */
		if (snapshot->stats.count > 1) {
			printf(" pipeline=");
			text_name(stdout, rec_str(&node->rec, LFRING_A_STATS_NAME));
		}
		putchar('\n');
	}
}

static enum status print_text(const struct snapshot *snapshot, bool again)
{
	const struct rec_node *node;
	size_t size;
	char *page;
	FILE *file = open_memstream(&page, &size);

	if (!file)
		return failed("out of memory");
	for (node = snapshot->stats.first; node; node = node->next) {
		if (node != snapshot->stats.first)
			putc('\n', file);
		text_stats(file, snapshot, &node->rec);
	}
	if (!snapshot->stats.first && again)
		fputs("there is no pipeline\n", file);
	if (fclose(file))
		return failed("out of memory");
	if (again)
		screen_page(page);
	else
		fputs(page, stdout);
	free(page);
	return STATUS_DONE;
}

static enum status print(const struct args *args, struct conn *conn, bool again)
{
	enum status status = STATUS_DONE;
	bool oneline = ARGS_OPT(args, 'o');
	struct snapshot snapshot;

	snapshot_init(&snapshot);
	if (snapshot_take(&snapshot, conn, args->name, !oneline))
		status = failed("%s", conn_error(conn));
	else if (args->json)
		print_json(args, &snapshot);
	else if (oneline)
		print_lines(&snapshot);
	else
		status = print_text(&snapshot, again);
	snapshot_free(&snapshot);
	return status;
}

static enum status watch(const struct args *args, struct conn *conn, uint64_t interval,
			 uint64_t count)
{
	uint64_t next = wait_now();
	enum status status;

	wait_catch_signals();
	for (;;) {
		status = print(args, conn, true);
		if (!output_flush() || status != STATUS_DONE || !--count)
			return status;
		next += interval;
		/* After a stop of the process, what was missed is not made up for. */
		if (next < wait_now())
			next = wait_now();
		switch (wait_until(next, -1)) {
		case WAIT_TIME:
			break;
		case WAIT_GONE:
			return STATUS_FAILED;
		default:
			return STATUS_DONE;
		}
	}
}

enum status cmd_stats(const struct args *args)
{
	const char *interval = ARGS_OPT(args, 'w'), *count = ARGS_OPT(args, 'c');
	unsigned long milli = 1000;
	char error[128];
	uint64_t times = UINT64_MAX;
	enum fmt_error fault;
	enum status status;
	struct conn *conn;

	if (interval && args_milli("--watch", interval, UINT32_MAX, &milli))
		return STATUS_USAGE;
	if (!milli)
		return usage("--watch: the time between two looks cannot be 0");
	if (count) {
		fault = fmt_parse(count, 0, UINT32_MAX, &times);
		if (fault) {
			fmt_complain(error, sizeof(error), fault, count, 0, UINT32_MAX);
			return usage("--count: %s", error);
		}
		if (!times)
			return usage("--count: 0 times is none");
	}
	if (conn_open(&conn))
		status = failed("%s", conn_error(conn));
	else if (interval || count)
		status = watch(args, conn, milli * 1000000ULL, times);
	else
		status = print(args, conn, false);
	conn_close(conn);
	return status;
}
