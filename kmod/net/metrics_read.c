// SPDX-License-Identifier: GPL-2.0
/*
 * metrics_read.c - what metrics.c has counted, for readers
 */
#include <linux/compiler.h>
#include <linux/minmax.h>
#include "net/metrics.h"
#include "net/metrics_parts.h"

/* Returns how many values there are. */
static u64 lfr_metrics_read_hist(const struct lfr_hist *hist, struct lfr_hist_view *view)
{
	u64 sum = 0;
	u32 i;

	lfr_hist_read(hist, view);
	for (i = 0; i < LFR_HIST_BUCKETS; i++)
		sum += view->bucket[i];
	return sum;
}

static void lfr_metrics_read_run(struct lfr_metrics_view *view, u64 run)
{
	if (!run)
		return;
	view->loss_bursts++;
	view->loss_burst.bucket[lfr_hist_bucket(run)]++;
	view->loss_burst_max = max(view->loss_burst_max, run);
}

/* The runs that the history still has. */
static void lfr_metrics_read_runs(const struct lfr_metrics *m, struct lfr_metrics_view *view)
{
	u64 seq = m->next, run = m->run;
	u32 i;

	view->loss_bursts = lfr_metrics_read_hist(&m->loss_burst, &view->loss_burst);
	view->loss_burst_max = m->loss_burst_max;
	for (i = 0; m->missing && i < LFR_METRICS_HISTORY; i++) {
		if (m->seen[LFR_METRICS_SLOT(seq + i)]) {
			lfr_metrics_read_run(view, run);
			run = 0;
		} else {
			run++;
		}
	}
	lfr_metrics_read_run(view, run);
}

static void lfr_metrics_read_paths(const struct lfr_metrics *m, struct lfr_metrics_view *view)
{
	u32 i;

	view->unique = 0;
	view->duplicate = 0;
	view->old = 0;
	for (i = 0; i < LFR_METRICS_PATHS; i++) {
		struct lfr_metrics_path_view *path = &view->path[i];
		u64 first = m->path_first[i];
		u64 here = first + m->path_own[i];

		path->duplicate = m->path_again[i];
		path->old = m->path_old[i];
		path->reordered = m->path_reordered[i];
		path->received = first + path->duplicate + path->old;
		path->lost = view->expected - min(here, view->expected);
		view->unique += first;
		view->duplicate += path->duplicate;
		view->old += path->old;
	}
	view->lost = view->expected - min(view->unique, view->expected);
}

/**
 * lfr_metrics_read() - read all
 * @m: the metrics
 * @view: what they are
 */
void lfr_metrics_read(const struct lfr_metrics *m, struct lfr_metrics_view *view)
{
	u64 in_order = m->in_order;
	u32 i;

	view->streams = m->streams;
	view->expected = in_order + m->spanned;
	lfr_metrics_read_paths(m, view);
	view->reordered = lfr_metrics_read_hist(&m->extent, &view->extent);
	view->extent_max = m->extent_max;
	lfr_metrics_read_hist(&m->late_offset, &view->late_offset);
	view->late_offset_max = m->late_offset_max;
	view->jitter_ns = m->jitter >> 4;
	lfr_metrics_read_runs(m, view);
	for (i = 0; i < LFR_METRICS_LINEAR; i++) {
		view->n_reordering[i] = m->n_reordering[i];
		view->density_early[i] = m->early[i];
		view->density_late[i] = m->late[i];
		view->occupancy[i] = m->occupancy[i];
	}
	view->density_late[0] += in_order;
	view->occupancy[0] += in_order;
}
