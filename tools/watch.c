// SPDX-License-Identifier: GPL-2.0
#include <stdlib.h>

#include "output.h"
#include "screen.h"
#include "wait.h"
#include "watch.h"

struct watch {
	const struct args *args;
	struct conn *conn;
	bool pages;
	watch_fn show;
	void *state;
};

bool watch_repeats(const struct args *args)
{
	return ARGS_OPT(args, 'w') || ARGS_OPT(args, 'c');
}

static enum status once(const struct watch *watch)
{
	enum status status;
	size_t size;
	char *page;
	FILE *file;

	if (!watch->pages)
		return watch->show(watch->args, watch->conn, stdout, watch->state);
	file = open_memstream(&page, &size);
	if (!file)
		return failed("out of memory");
	status = watch->show(watch->args, watch->conn, file, watch->state);
	if (fclose(file))
		return failed("out of memory");
	if (status == STATUS_DONE && watch_repeats(watch->args))
		screen_page(page);
	else if (status == STATUS_DONE)
		fputs(page, stdout);
	free(page);
	return status;
}

static enum status again(const struct watch *watch, uint64_t interval, uint64_t count)
{
	uint64_t next = wait_now();
	enum status status;

	wait_catch_signals();
	for (;;) {
		status = once(watch);
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

enum status watch(const struct args *args, bool pages, watch_fn show, void *state)
{
	const char *interval = ARGS_OPT(args, 'w'), *count = ARGS_OPT(args, 'c');
	struct watch how = { .args = args, .pages = pages, .show = show, .state = state };
	unsigned long milli = 1000;
	uint64_t times = UINT64_MAX;
	enum status status;

	if (interval && args_milli("--watch", interval, UINT32_MAX, &milli))
		return STATUS_USAGE;
	if (!milli)
		return usage("--watch: the time between two looks cannot be 0");
	if (count && args_count("--count", count, UINT32_MAX, &times))
		return STATUS_USAGE;
	if (conn_open(&how.conn))
		status = failed("%s", conn_error(how.conn));
	else if (watch_repeats(args))
		status = again(&how, milli * 1000000ULL, times);
	else
		status = once(&how);
	conn_close(how.conn);
	return status;
}
