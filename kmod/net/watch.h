/* SPDX-License-Identifier: GPL-2.0 */
/*
 * watch.h - look at a flow once a second, and raise an alarm
 */
#ifndef _LFRING_NET_WATCH_H
#define _LFRING_NET_WATCH_H

#include <linux/types.h>
#include <linux/workqueue.h>

struct lfr_flow;

/**
 * enum lfr_watch_what - what an alarm is about
 * @LFR_WATCH_LOST: packets lost
 * @LFR_WATCH_REORDERED: packets reordered
 */
enum lfr_watch_what {
	LFR_WATCH_LOST,
	LFR_WATCH_REORDERED,
};

/**
 * typedef lfr_watch_fn - raise an alarm
 * @flow: the flow
 * @what: what it is about
 * @ppm: of a million packets in the last second
 * @limit: that many would have been all right
 */
typedef void (*lfr_watch_fn)(struct lfr_flow *flow, enum lfr_watch_what what, u32 ppm, u32 limit);

/**
 * struct lfr_watch - what was seen a second ago
 * @work: looks
 * @ended: it is not to look any more
 * @expected: numbers
 * @unique: of them that arrived
 * @lost: of them that did not
 * @reordered: packets
 */
struct lfr_watch {
	struct delayed_work work;
	bool ended;
	u64 expected;
	u64 unique;
	u64 lost;
	u64 reordered;
};

void lfr_watch_init(lfr_watch_fn alarm);
void lfr_watch_create(struct lfr_flow *flow);
void lfr_watch_start(struct lfr_flow *flow);
void lfr_watch_stop(struct lfr_flow *flow);

#endif /* _LFRING_NET_WATCH_H */
