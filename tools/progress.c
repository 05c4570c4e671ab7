// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <unistd.h>

#include "fmt.h"
#include "progress.h"
#include "wait.h"

enum {
	INTERVAL = 1000000000 /* ns */
};

void progress_begin(struct progress *progress, bool shown)
{
	*progress = (struct progress){ .shown = shown, .is_terminal = isatty(STDERR_FILENO) };
	progress->since = wait_now();
	progress->next = shown ? progress->since + INTERVAL : UINT64_MAX;
}

void progress_show(struct progress *progress)
{
	uint64_t now = wait_now();
	char rate[FMT_SIZE];

	if (now < progress->next)
		return;
	fmt_mbps(rate, sizeof(rate),
		 8e9 * (progress->bytes - progress->before) / (now - progress->since));
	fprintf(stderr, "%s%" PRIu64 " packets, %" PRIu64 " bytes, %s Mb/s, %" PRIu64 " lost%s",
		progress->is_terminal ? "\r" : "", progress->packets, progress->bytes, rate,
		progress->lost, progress->is_terminal ? "\033[K" : "\n");
	progress->line_open = progress->is_terminal;
	progress->since = now;
	progress->before = progress->bytes;
	progress->next += INTERVAL;
	/* After a stop of the process, what was missed is not made up for. */
	if (progress->next < now)
		progress->next = now + INTERVAL;
}

void progress_clear(struct progress *progress)
{
	if (progress->line_open)
		fputs("\r\033[K", stderr);
	progress->line_open = false;
}

void progress_end(struct progress *progress)
{
	progress_clear(progress);
	fprintf(stderr, "%" PRIu64 " packets, %" PRIu64 " bytes, %" PRIu64 " lost\n",
		progress->packets, progress->bytes, progress->lost);
}
