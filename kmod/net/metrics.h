/* SPDX-License-Identifier: GPL-2.0 */
/*
 * metrics.h - what the order of arrival of a flow's packets tells
 *
 * Loss, duplicates, reordering and jitter, computed as packets arrive. Of two
 * copies of a number the first counts, and all that is said of order is about
 * those; the others are duplicates and nothing else.
 *
 * Data
 * ====
 * - A byte for each of the last LFR_METRICS_HISTORY numbers, with a bit for
 *   each path that it came by. 0: it is missing. What comes for an older
 *   number is @old: whether it is a duplicate is not known any more, and what
 *   was said of that number stays.
 * - The last LFR_METRICS_GAPS arrivals that skipped numbers. The earliest
 *   arrival with a higher number than that of a late packet is always one of
 *   those (or the first arrival), and they are in ascending order: so it is
 *   found by bisection. If it has been overwritten, the oldest one that is
 *   left stands for it, and extent and late time offset are lower bounds.
 * - The last 64 numbers in order of arrival, for n-reordering.
 * - What RFC 5236 calls window and buffer.
 *
 * A stream in which nothing is missing, waited for or late is "quiet". The next
 * packet in order then needs its byte, one line of state and its path's counter: no
 * loop and no division; and of many that follow each other only the jitter needs to be measured
 * when they arrive, see lfr_metrics_ready(). What the history would have to be told is caught up
 * on when quiet ends. A gap is O(its length), at most the history; a late packet O(64).
 *
 * What is measured
 * ================
 * - Reordered: RFC 4737, 3.3: its number is below the highest one before it. A
 *   duplicate is not reordered.
 * - Extent: RFC 4737, 4.2: packets from the earliest arrival with a higher
 *   number. Late time offset: RFC 4737, 4.3: time since then. The index of
 *   arrival counts no duplicates.
 * - n-reordering: RFC 4737, 5.3: how many arrivals right before it have higher
 *   numbers. 0 are reordered packets that are not even 1-reordered. At 63 the
 *   count ends.
 * - Reorder density: RFC 5236, 3 and 7.1, with displacement threshold
 *   LFR_METRICS_THRESHOLD, by the stay-back method: while a number is missing,
 *   the result trails by up to 64 packets, until it has come or is taken for lost.
 *   Packets displaced farther, and those that come when their number was taken
 *   for lost, are left out.
 * - Reorder buffer-occupancy density: RFC 5236, 3 and 7.2, with the same
 *   threshold. What comes when its number was taken for lost is left out.
 *   For both a stream starts with the number that arrives first; what comes with a
 *   lower one is left out of them.
 * - Jitter: RFC 3550, 6.4.1 and A.8, in ns, of the current stream; duplicates do
 *   not count. A difference of media time is made ns by multiplication with
 *   2^shift * 10^9 / clock_hz, rounded down, where shift is the least that makes this
 *   2^31 or more, and division by 2^shift, rounded down.
 *   Without a media clock the time in transit is not known; then it is the variation
 *   of spacing: a packet that arrives right after the one with the number before its
 *   own has a spacing, and the difference of each to the last one takes the place
 *   of the difference in transit.
 * - Loss bursts: runs of consecutive numbers, from the lowest to the highest, that
 *   are missing at the time of reading. Late packets shorten or split them.
 *
 * Who may call
 * ============
 * One at a time, also lfr_metrics_read(), in any context.
 */
#ifndef _LFRING_NET_METRICS_H
#define _LFRING_NET_METRICS_H

#include <linux/cache.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include "engine/stats.h"

#define LFR_METRICS_PATHS	8
#define LFR_METRICS_HISTORY	8192u	/* numbers */
#define LFR_METRICS_GAPS	1024u	/* arrivals that skipped numbers */
#define LFR_METRICS_LINEAR	64	/* buckets; the last counts all from 63 */
#define LFR_METRICS_THRESHOLD	(LFR_METRICS_LINEAR - 1)	/* DT and BT of RFC 5236 */

/* Place of a number in the history. */
#define LFR_METRICS_SLOT(seq)	((u32)(seq) & (LFR_METRICS_HISTORY - 1))

/**
 * struct lfr_metrics_gap - an arrival that skipped numbers, or the first one
 * @seq: its number
 * @at: when it arrived, ns
 * @index: unique packets before it
 */
struct lfr_metrics_gap {
	u64 seq;
	u64 at;
	u64 index;
};

/**
 * struct lfr_metrics_density - state of the reorder density, named as in RFC 5236
 * @ri: receive index that is given next
 * @window: arrivals that have none yet, a ring
 * @head: the first of them
 * @len: how many
 * @waiting: @ri is neither in window nor in buffer
 * @buffer: bit n: @ri + n arrived early, and has been given its index
 */
struct lfr_metrics_density {
	u64 ri;
	u64 window[LFR_METRICS_LINEAR];
	u32 head;
	u32 len;
	bool waiting;
	u64 buffer;
};

/**
 * struct lfr_metrics_occupancy - state of the buffer-occupancy density
 * @e: expected number
 * @buffer: numbers above it that have arrived, in ascending order, a ring
 * @head: the first of them
 * @len: how many
 */
struct lfr_metrics_occupancy {
	u64 e;
	u64 buffer[LFR_METRICS_LINEAR];
	u32 head;
	u32 len;
};

/**
 * struct lfr_metrics - what is known of a flow's packets
 * @quiet: nothing is missing, waited for or late: see above
 * @started: the stream has packets
 * @spaced: @spacing has been measured
 * @shift: keeps @tick below 2^32
 * @prev_media: media time of the last packet
 * @next: highest number and 1
 * @in_order: packets that came in order while the stream was quiet
 * @jitter: 16 times the jitter, ns
 * @prev_at: arrival of the last packet, ns; 0 if there was none
 * @spacing: last time between packets of consecutive numbers, ns
 * @tick: 2^@shift times the ns of a tick of the media clock; 0 without one
 * @path_first: packets by path, first copies of a number
 * @path_again: the same, later copies
 * @path_own: those of them that were the first on their path
 * @path_old: packets for numbers older than the history
 * @path_reordered: first copies that are reordered
 * @others: first copies that are not in @in_order
 * @told: how much of @in_order @recent has been told
 * @missing: numbers missing within the history
 * @streams: streams that have begun
 * @lowest: lowest number of the stream
 * @spanned: numbers from lowest to highest of all streams, but for those of @in_order
 * @run: numbers missing right before the history
 * @loss_burst: runs that have left the history, by length
 * @loss_burst_max: longest of them
 * @extent: extents
 * @extent_max: greatest of them
 * @late_offset: late time offsets, ns
 * @late_offset_max: greatest of them
 * @n_reordering: reordered packets by n
 * @early: packets displaced forward; 0 is not used
 * @late: packets displaced backward, or not at all
 * @occupancy: arrivals by occupancy, but for those of @in_order
 * @density: state of @early and @late
 * @buffer: state of @occupancy
 * @gaps: number of gaps in the stream, the first packet included
 * @pushed: numbers that @recent was given; 63 at least if there were more packets
 * @recent: last numbers in order of arrival, a ring
 * @gap: the last of the gaps, a ring
 * @seen: bit p of byte s % LFR_METRICS_HISTORY tells whether s came by path p. All
 *	are set of numbers before the lowest: they are not missing.
 */
struct lfr_metrics {
	bool quiet;
	bool started;
	bool spaced;
	u8 shift;
	u32 prev_media;
	u64 next;
	u64 in_order;
	u64 jitter;
	u64 prev_at;
	s64 spacing;
	s64 tick;

	u64 path_first[LFR_METRICS_PATHS] ____cacheline_aligned;
	u64 path_again[LFR_METRICS_PATHS];
	u64 path_own[LFR_METRICS_PATHS];
	u64 path_old[LFR_METRICS_PATHS];
	u64 path_reordered[LFR_METRICS_PATHS];
	u64 others;
	u64 told;
	u32 missing;
	u64 streams;
	u64 lowest;
	u64 spanned;
	u64 run;
	struct lfr_hist loss_burst;
	u64 loss_burst_max;
	struct lfr_hist extent;
	u64 extent_max;
	struct lfr_hist late_offset;
	u64 late_offset_max;
	u64 n_reordering[LFR_METRICS_LINEAR];
	u64 early[LFR_METRICS_LINEAR];
	u64 late[LFR_METRICS_LINEAR];
	u64 occupancy[LFR_METRICS_LINEAR];
	struct lfr_metrics_density density;
	struct lfr_metrics_occupancy buffer;
	u64 gaps;
	u64 pushed;
	u64 recent[LFR_METRICS_LINEAR];
	struct lfr_metrics_gap gap[LFR_METRICS_GAPS];
	u8 seen[LFR_METRICS_HISTORY];
};

/**
 * struct lfr_metrics_path_view - what came by one path
 * @received: packets
 * @duplicate: packets that another copy of had arrived before, here or elsewhere
 * @old: packets for numbers older than the history
 * @lost: numbers of which no copy came this way
 * @reordered: packets of @received that came after one of a higher number, by any path
 */
struct lfr_metrics_path_view {
	u64 received;
	u64 duplicate;
	u64 old;
	u64 lost;
	u64 reordered;
};

/**
 * struct lfr_metrics_view - metrics that were read
 * @streams: streams that have begun
 * @expected: numbers from the lowest to the highest
 * @unique: different numbers that arrived
 * @lost: @expected less @unique
 * @duplicate: packets whose number had arrived before (RFC 5560)
 * @old: packets for numbers older than the history, in none of the other counters
 * @reordered: packets that came after one of a higher number
 * @extent_max: greatest extent, packets
 * @late_offset_max: greatest late time offset, ns
 * @loss_bursts: runs of consecutive missing numbers
 * @loss_burst_max: longest of them
 * @jitter_ns: jitter of the current stream
 * @extent: extents
 * @late_offset: late time offsets
 * @loss_burst: lengths of runs of missing numbers
 * @n_reordering: reordered packets by n
 * @density_early: packets displaced forward by n, from 1 on
 * @density_late: packets displaced backward by n; 0: in their place
 * @occupancy: arrivals that left n packets in the buffer
 * @path: by path
 */
struct lfr_metrics_view {
	u64 streams;
	u64 expected;
	u64 unique;
	u64 lost;
	u64 duplicate;
	u64 old;
	u64 reordered;
	u64 extent_max;
	u64 late_offset_max;
	u64 loss_bursts;
	u64 loss_burst_max;
	u64 jitter_ns;
	struct lfr_hist_view extent;
	struct lfr_hist_view late_offset;
	struct lfr_hist_view loss_burst;
	u64 n_reordering[LFR_METRICS_LINEAR];
	u64 density_early[LFR_METRICS_LINEAR];
	u64 density_late[LFR_METRICS_LINEAR];
	u64 occupancy[LFR_METRICS_LINEAR];
	struct lfr_metrics_path_view path[LFR_METRICS_PATHS];
};

void lfr_metrics_init(struct lfr_metrics *m, u32 clock_hz);
void lfr_metrics_stream(struct lfr_metrics *m);
void lfr_metrics_add(struct lfr_metrics *m, u64 seq, u64 at_ns, u32 media_time, u32 path);
u32 lfr_metrics_ready(const struct lfr_metrics *m, u64 seq, u32 most);
void lfr_metrics_add_run(struct lfr_metrics *m, u32 n, u32 path);
void lfr_metrics_read(const struct lfr_metrics *m, struct lfr_metrics_view *view);

/**
 * lfr_metrics_silence() - since when has nothing new come?
 * @m: the metrics
 * @at_ns: now
 *
 * Return: ns since the last packet that is no copy; 0 if there was none.
 */
static inline u64 lfr_metrics_silence(const struct lfr_metrics *m, u64 at_ns)
{
	/* Clocks of two CPUs may differ a little. */
	return m->prev_at && at_ns > m->prev_at ? at_ns - m->prev_at : 0;
}

/* RFC 3550, A.8; there has been a packet, and without media clock a spacing. */
static __always_inline void lfr_metrics_jitter(struct lfr_metrics *m, u64 at_ns, u32 media_time)
{
	s64 spacing = at_ns - m->prev_at, due, differ;
	u64 jitter = m->jitter;

	m->prev_at = at_ns;
	if (m->tick) {
		s64 ticks = (s32)(media_time - m->prev_media);

		m->prev_media = media_time;
		due = (ticks * m->tick) >> m->shift;
	} else {
		due = m->spacing;
		m->spacing = spacing;
	}
	differ = spacing - due;
	if (differ < 0)
		differ = -differ;
	m->jitter = jitter + differ - ((jitter + 8) >> 4);
}

#endif /* _LFRING_NET_METRICS_H */
