// SPDX-License-Identifier: GPL-2.0
/*
 * Makes a pipeline what it is asked to be, starts it, watches it until it stops, and judges.
 * Whatever goes wrong after the start, it is not left running.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <linux/lfring.h>

#include "fmt.h"
#include "nl.h"
#include "output.h"
#include "run.h"
#include "screen.h"
#include "wait.h"

enum {
	DEFAULT_DURATION = 10,	 /* s */
	DEFAULT_TOLERANCE = 100, /* thousandths of a percent */
	BAR_WIDTH = 20,
};

/* How long after their duration producers may take to end before they are told to, in s. */
#ifndef RUN_GRACE
#define RUN_GRACE 10
#endif

#define SECOND 1000000000ULL

static bool is_running(uint64_t state)
{
	return state == LFRING_STATE_RUNNING || state == LFRING_STATE_DRAINING;
}

/*
 * Stops and resets what is there, or makes a new one, so that it has this configuration. One that
 * runs is asked to take it before anything else is done to it, so that it goes on undisturbed
 * when it is refused. -ECHILD when there would be no producers.
 */
static int prepare(struct conn *conn, struct run *run, const struct config *config)
{
	bool running, applied;
	uint64_t producers = 0;
	int err;

	err = conn_get(conn, LFRING_CMD_PIPELINE_GET, run->name, &run->config);
	if (err && err != -ENOENT)
		return err;
	if (run->config.first)
		producers = rec_num(&run->config.first->rec, LFRING_A_PIPELINE_PRODUCERS);
	if (config->given[LFRING_A_PIPELINE_PRODUCERS])
		producers = config->value[LFRING_A_PIPELINE_PRODUCERS].num;
	if (!producers)
		return -ECHILD;
	if (err == -ENOENT) {
		err = conn_change(conn, LFRING_CMD_PIPELINE_ADD, run->name, config);
	} else if (run->config.first) {
		running = is_running(rec_num(&run->config.first->rec, LFRING_A_PIPELINE_STATE));
		err = conn_change(conn, LFRING_CMD_PIPELINE_SET, run->name, config);
		applied = !err;
		/* Some of it cannot change while it runs. */
		if (running && (applied || err == -EBUSY)) {
			err = conn_change(conn, LFRING_CMD_PIPELINE_STOP, run->name, NULL);
			if (!err && !applied)
				err = conn_change(conn, LFRING_CMD_PIPELINE_SET, run->name, config);
		}
		if (!err)
			err = conn_change(conn, LFRING_CMD_PIPELINE_RESET, run->name, NULL);
	}
	if (!err)
		err = conn_get(conn, LFRING_CMD_PIPELINE_GET, run->name, &run->config);
	return err;
}

static void print_start(const struct run *run)
{
	const struct rec *config = &run->config.first->rec;
	char rate[FMT_SIZE];

	fmt_decimal(rate, sizeof(rate), rec_num(config, LFRING_A_PIPELINE_RATE), 3);
	printf("Starting: %" PRIu64 " producers @ %s Mb/s, ring=%" PRIu64 "/%" PRIu64
	       " shards, window max=%" PRIu64 ", consumer every %" PRIu64 " ms\n",
	       rec_num(config, LFRING_A_PIPELINE_PRODUCERS), rate,
	       rec_num(config, LFRING_A_PIPELINE_RING_CAPACITY),
	       rec_num(config, LFRING_A_PIPELINE_SHARDS),
	       rec_num(config, LFRING_A_PIPELINE_TREE_SIZE),
	       rec_num(config, LFRING_A_PIPELINE_INTERVAL_MS));
	output_flush();
}

static void print_progress(const struct rec *stats, uint64_t duration)
{
	struct rec ring = rec_nest(stats, LFRING_A_STATS_RING);
	double seconds = rec_num(stats, LFRING_A_STATS_RUN_NS) / 1e9;
	char line[256], bar[BAR_WIDTH + 1], rate[FMT_SIZE], target[FMT_SIZE];
	int filled;

	fmt_mbps(rate, sizeof(rate), rec_num(stats, LFRING_A_STATS_RATE_BPS));
	fmt_decimal(target, sizeof(target), rec_num(stats, LFRING_A_STATS_TARGET_BPS), 6);
	if (duration) {
		filled = seconds >= duration ? BAR_WIDTH : seconds / duration * BAR_WIDTH;
		memset(bar, '-', BAR_WIDTH);
		memset(bar, '#', filled);
		bar[BAR_WIDTH] = '\0';
		snprintf(line, sizeof(line),
			 "[%s] %4.1f/%" PRIu64 " s  %s of %s Mb/s  dropped %" PRIu64
			 "  ring %" PRIu64 "/%" PRIu64,
			 bar, seconds, duration, rate, target,
			 rec_num(stats, LFRING_A_STATS_DROPPED), rec_num(&ring, LFRING_A_RING_LEN),
			 rec_num(&ring, LFRING_A_RING_CAPACITY));
	} else {
		snprintf(line, sizeof(line),
			 "%4.1f s  %s of %s Mb/s  dropped %" PRIu64 "  ring %" PRIu64 "/%" PRIu64,
			 seconds, rate, target, rec_num(stats, LFRING_A_STATS_DROPPED),
			 rec_num(&ring, LFRING_A_RING_LEN), rec_num(&ring, LFRING_A_RING_CAPACITY));
	}
	screen_line(line);
}

/* An event only makes us look at once, what has happened is in the statistics. */
static void ignore_event(unsigned int cmd, const struct rec *rec, void *arg)
{
	(void)cmd;
	(void)rec;
	(void)arg;
}

/* Looks; 1 while it runs. */
static int look(struct conn *conn, struct run *run)
{
	int err;

	err = snapshot_take(&run->snapshot, conn, run->name, false);
	if (err)
		return err;
	if (!run->snapshot.stats.first)
		return -ENOENT;
	return is_running(rec_num(&run->snapshot.stats.first->rec, LFRING_A_STATS_STATE));
}

/* Until it has stopped by itself, or shall be stopped, which then is left to the caller. */
static int watch(struct conn *conn, struct conn *events, struct run *run, const struct args *args,
		 uint64_t duration)
{
	uint64_t interval = screen_is_terminal() && !args->json ? SECOND / 5 : SECOND;
	uint64_t start = wait_now(), next = start + interval, deadline = UINT64_MAX, at;
	int err;

	if (duration)
		deadline = start + (duration + RUN_GRACE) * SECOND;
	for (;;) {
		at = next < deadline ? next : deadline;
		switch (wait_until(at, events ? conn_fd(events) : -1)) {
		case WAIT_SIGNAL:
			run->interrupted = true;
			return 0;
		case WAIT_GONE:
			run->interrupted = true;
			return -EPIPE;
		case WAIT_FD:
			/* Lost events are made up for by looking. */
			err = conn_event(events, ignore_event, NULL);
			if (err && err != -ENOBUFS)
				events = NULL;
			break;
		default:
			break;
		}
		err = look(conn, run);
		if (!err && !args->json)
			print_progress(&run->snapshot.stats.first->rec, duration);
		if (err <= 0)
			return err;
		if (wait_now() >= deadline) {
			screen_line_end();
			fprintf(stderr, "lfringctl: warning: %s did not end by itself\n",
				run->name);
			return 0;
		}
		if (wait_now() < next)
			continue;
		next += interval;
		if (next < wait_now())
			next = wait_now() + interval;
		if (!args->json)
			print_progress(&run->snapshot.stats.first->rec, duration);
	}
}

/* From start to stop. The snapshot is that of the end. */
static int execute(struct conn *conn, struct conn *events, struct run *run, const struct args *args)
{
	uint64_t duration = rec_num(&run->config.first->rec, LFRING_A_PIPELINE_DURATION);
	struct cpu_time start, end;
	int err, stop_err = 0;

	run->has_cpu = cpu_read(&start);
	err = conn_change(conn, LFRING_CMD_PIPELINE_START, run->name, NULL);
	if (err)
		return err;
	err = watch(conn, events, run, args, duration);
	screen_line_end();
	if (err == -EPIPE || look(conn, run) != 0)
		stop_err = conn_change(conn, LFRING_CMD_PIPELINE_STOP, run->name, NULL);
	run->has_cpu = run->has_cpu && cpu_read(&end);
	if (run->has_cpu)
		run->cpu = cpu_since(&start, &end);
	if (err && err != -EPIPE)
		return err;
	if (!stop_err)
		stop_err = snapshot_take(&run->snapshot, conn, run->name, true);
	return stop_err ? stop_err : err;
}

static enum status run_it(struct conn *conn, struct conn *events, struct run *run,
			  const struct args *args, const struct config *config)
{
	int err;

	err = prepare(conn, run, config);
	if (err == -ECHILD)
		return failed("%s has no producers, so nothing would happen: give 'producers "
			      "NUMBER'",
			      run->name);
	if (err)
		return failed("%s", conn_error(conn));
	if (!run->config.first)
		return failed("the kernel does not tell how %s is configured", run->name);
	if (!args->json)
		print_start(run);
	err = execute(conn, events, run, args);
	if (err == -EPIPE)
		return STATUS_FAILED;
	if (err)
		return failed("%s", conn_error(conn));
	if (!run->snapshot.stats.first)
		return failed("the kernel does not tell what became of %s", run->name);
	return run_summary(run, args);
}

enum status cmd_run(const struct args *args)
{
	struct config config = args->config;
	struct conn *conn = NULL, *events = NULL;
	struct run run = {
		.name = args->name ? args->name : DEFAULT_NAME,
		.tolerance = DEFAULT_TOLERANCE,
	};
	enum status status;

	if (args_check_new_name(&attr_pipeline, run.name))
		return STATUS_USAGE;
	if (args->tolerance &&
	    args_milli("tolerance", args->tolerance, 1000 * 1000, &run.tolerance))
		return STATUS_USAGE;
	if (!config.given[LFRING_A_PIPELINE_DURATION]) {
		config.given[LFRING_A_PIPELINE_DURATION] = 1;
		config.value[LFRING_A_PIPELINE_DURATION].num = DEFAULT_DURATION;
	}
	rec_list_init(&run.config);
	snapshot_init(&run.snapshot);
	wait_catch_signals();
	/* Replies and events on one socket could not be told apart in time. */
	if (conn_open(&conn) || conn_open(&events))
		status = failed("%s", conn_error(events ? events : conn));
	else if (conn_subscribe(events))
		status = failed("%s", conn_error(events));
	else
		status = run_it(conn, events, &run, args, &config);
	rec_list_free(&run.config);
	snapshot_free(&run.snapshot);
	conn_close(events);
	conn_close(conn);
	return status;
}
