// SPDX-License-Identifier: GPL-2.0
/*
 * watch.c - look at a flow once a second, and raise an alarm
 */
#include <linux/jiffies.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/workqueue.h>
#include "net/udpflow.h"
#include "net/watch.h"

#define LFR_WATCH_PERIOD	HZ

static lfr_watch_fn lfr_watch_alarm;

/* Of a million; 0 where there was nothing. */
static u32 lfr_watch_ppm(u64 part, u64 whole)
{
	return whole ? min_t(u64, div64_u64(part * LFR_FLOW_PPM_MAX, whole), LFR_FLOW_PPM_MAX) : 0;
}

/* What has been added to a counter since; one that was reset, or has gone back, begins anew. */
static u64 lfr_watch_since(u64 *before, u64 now)
{
	u64 since = now > *before ? now - *before : 0;

	*before = now;
	return since;
}

static void lfr_watch_look(struct lfr_flow *flow, const struct lfr_metrics_view *m)
{
	struct lfr_watch *watch = &flow->watch;
	u64 lost = lfr_watch_since(&watch->lost, m->lost);
	u64 expected = lfr_watch_since(&watch->expected, m->expected);
	u64 reordered = lfr_watch_since(&watch->reordered, m->reordered);
	u64 unique = lfr_watch_since(&watch->unique, m->unique);
	u32 ppm, limit;

	limit = READ_ONCE(flow->setup.config.alarm_lost);
	ppm = lfr_watch_ppm(lost, expected);
	if (limit && ppm >= limit)
		lfr_watch_alarm(flow, LFR_WATCH_LOST, ppm, limit);
	limit = READ_ONCE(flow->setup.config.alarm_reordered);
	ppm = lfr_watch_ppm(reordered, unique);
	if (limit && ppm >= limit)
		lfr_watch_alarm(flow, LFR_WATCH_REORDERED, ppm, limit);
}

static void lfr_watch_work(struct work_struct *work)
{
	struct lfr_flow *flow = container_of(to_delayed_work(work), struct lfr_flow, watch.work);
	struct lfr_flow_view *view = kmalloc(sizeof(*view), GFP_KERNEL);

	/* Without memory, the next second will tell of two. */
	if (view) {
		lfr_flow_read(flow, view, NULL);
		lfr_watch_look(flow, &view->metrics);
		kfree(view);
	}
	lfr_watch_start(flow);
}

/**
 * lfr_watch_create() - prepare a flow to be watched
 * @flow: the flow
 */
void lfr_watch_create(struct lfr_flow *flow)
{
	INIT_DELAYED_WORK(&flow->watch.work, lfr_watch_work);
}

/**
 * lfr_watch_start() - watch a flow, if it has a limit
 * @flow: the flow; may be watched already
 *
 * Context: any but hard interrupt.
 */
void lfr_watch_start(struct lfr_flow *flow)
{
	if (READ_ONCE(flow->watch.ended))
		return;
	if (READ_ONCE(flow->setup.config.alarm_lost) ||
	    READ_ONCE(flow->setup.config.alarm_reordered))
		schedule_delayed_work(&flow->watch.work, LFR_WATCH_PERIOD);
}

/**
 * lfr_watch_stop() - watch a flow no longer, and wait for who is just looking
 * @flow: the flow
 *
 * A command that began before may start it once more; so this is called again when there are no
 * more references.
 *
 * Context: process, may sleep; not under a lock that an alarm takes.
 */
void lfr_watch_stop(struct lfr_flow *flow)
{
	WRITE_ONCE(flow->watch.ended, true);
	cancel_delayed_work_sync(&flow->watch.work);
}

/**
 * lfr_watch_init() - before the first flow
 * @alarm: to be called when a limit is reached; in process context, may sleep
 */
void lfr_watch_init(lfr_watch_fn alarm)
{
	lfr_watch_alarm = alarm;
}
