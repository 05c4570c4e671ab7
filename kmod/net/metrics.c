// SPDX-License-Identifier: GPL-2.0
/*
 * metrics.c - what the order of arrival of a flow's packets tells
 *
 * Sources: RFC 3550, RFC 4737, RFC 5236, RFC 5560.
 */
#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "net/metrics.h"
#include "net/metrics_parts.h"

#define LFR_METRICS_GAP(i)	((u32)(i) & (LFR_METRICS_GAPS - 1))

/* So far ahead one that is missing is looked for, which is paid for by the packets until then. */
#define LFR_METRICS_LOOK	64u

static void lfr_metrics_max(u64 *max, u64 value)
{
	*max = max(*max, value);
}

/**
 * lfr_metrics_init() - start with nothing
 * @m: the metrics
 * @clock_hz: ticks of media_time in a second; 0: there is no media_time
 *
 * All counters are 0, and the next packet begins the first stream. To be called again
 * only by the one who may call lfr_metrics_add().
 */
void lfr_metrics_init(struct lfr_metrics *m, u32 clock_hz)
{
	u64 ns;

	memset(m, 0, sizeof(*m));
	memset(m->seen, 0xff, sizeof(m->seen));
	if (!clock_hz)
		return;
	/* As exact as can be while 32 bits of ticks fit beside it. */
	for (ns = 1000000000; div_u64(ns, clock_hz) < 1u << 31; ns *= 2)
		m->shift++;
	m->tick = div_u64(ns, clock_hz);
}

/* A run of missing numbers that is before the history will not change any more. */
static void lfr_metrics_end_run(struct lfr_metrics *m)
{
	u64 run = m->run;

	if (!run)
		return;
	lfr_hist_add(&m->loss_burst, run);
	lfr_metrics_max(&m->loss_burst_max, run);
	m->run = 0;
}

/* The oldest @n numbers leave the history; what is more than it has, is missing. */
static void lfr_metrics_leave(struct lfr_metrics *m, u64 n)
{
	u64 seq = m->next;	/* has the place of the oldest */
	u32 left = min_t(u64, n, LFR_METRICS_HISTORY);

	for (; left && m->missing; left--, seq++) {
		if (m->seen[LFR_METRICS_SLOT(seq)]) {
			lfr_metrics_end_run(m);
		} else {
			m->run++;
			m->missing--;
		}
	}
	if (left)
		lfr_metrics_end_run(m);
	if (n > LFR_METRICS_HISTORY)
		m->run += n - LFR_METRICS_HISTORY;
}

/* The @n numbers from @seq on, fewer than the history has, are missing. */
static void lfr_metrics_miss(struct lfr_metrics *m, u64 seq, u32 n)
{
	u32 at = LFR_METRICS_SLOT(seq);
	u32 first = min(n, LFR_METRICS_HISTORY - at);

	memset(m->seen + at, 0, first);
	memset(m->seen, 0, n - first);
	m->missing += n;
}

/* The earliest arrival with a number above @seq, if it is remembered. */
static const struct lfr_metrics_gap *lfr_metrics_find_gap(const struct lfr_metrics *m, u64 seq)
{
	u64 high = m->gaps - 1;		/* is above */
	u64 low = m->gaps > LFR_METRICS_GAPS ? m->gaps - LFR_METRICS_GAPS : 0;

	while (low < high) {
		u64 mid = low + (high - low) / 2;

		if ((s64)(m->gap[LFR_METRICS_GAP(mid)].seq - seq) > 0)
			high = mid;
		else
			low = mid + 1;
	}
	return &m->gap[LFR_METRICS_GAP(low)];
}

/* First copies that have arrived. */
static u64 lfr_metrics_index(const struct lfr_metrics *m)
{
	return m->in_order + m->others;
}

/* A packet has come late, that is, is reordered. */
static void lfr_metrics_reordered(struct lfr_metrics *m, u64 seq, u64 at_ns)
{
	const struct lfr_metrics_gap *gap = lfr_metrics_find_gap(m, seq);
	u32 most = min_t(u64, m->pushed, LFR_METRICS_LINEAR - 1), n = 0;
	u64 extent = lfr_metrics_index(m) - gap->index;
	/* Clocks of two CPUs may differ a little. */
	u64 offset = max_t(s64, at_ns - gap->at, 0);

	lfr_hist_add(&m->extent, extent);
	lfr_metrics_max(&m->extent_max, extent);
	lfr_hist_add(&m->late_offset, offset);
	lfr_metrics_max(&m->late_offset_max, offset);
	while (n < most && (s64)(m->recent[LFR_METRICS_RECENT(m->pushed - 1 - n)] - seq) > 0)
		n++;
	m->n_reordering[n]++;
}

/* A packet has skipped numbers, or is the first. */
static void lfr_metrics_gap(struct lfr_metrics *m, u64 seq, u64 at_ns)
{
	m->gap[LFR_METRICS_GAP(m->gaps++)] = (struct lfr_metrics_gap){
		.seq = seq,
		.at = at_ns,
		.index = lfr_metrics_index(m),
	};
}

/* RFC 3550, A.8, for any packet. */
static void lfr_metrics_any_jitter(struct lfr_metrics *m, u64 seq, u64 at_ns, u32 media_time)
{
	bool next = m->pushed && m->recent[LFR_METRICS_RECENT(m->pushed - 1)] + 1 == seq;

	if (m->tick ? m->pushed > 0 : next && m->spaced) {
		lfr_metrics_jitter(m, at_ns, media_time);
		return;
	}
	if (next) {
		m->spacing = at_ns - m->prev_at;
		m->spaced = true;
	}
	m->prev_at = at_ns;
	m->prev_media = media_time;
}

/* The stream is no longer quiet: do what was put off. */
static void lfr_metrics_wake(struct lfr_metrics *m)
{
	u64 next = m->next, in_order = m->in_order;
	u64 seq = next - min_t(u64, in_order - m->told, LFR_METRICS_LINEAR - 1);

	m->told = in_order;
	for (; seq != next; seq++)
		m->recent[LFR_METRICS_RECENT(m->pushed++)] = seq;
	m->density.ri = next;
	m->buffer.e = next;
	m->quiet = false;
}

/* What window and buffers hold is never all below @ri or @e: if these are next, they are empty. */
static bool lfr_metrics_is_quiet(const struct lfr_metrics *m, u64 seq)
{
	u64 next = m->next;

	return seq + 1 == next && (m->tick || m->spaced) && !m->run &&
	       m->density.ri == next && m->buffer.e == next;
}

static void lfr_metrics_start(struct lfr_metrics *m, u64 seq)
{
	m->started = true;
	m->streams++;
	m->next = seq;
	m->lowest = seq;
	m->density.ri = seq;
	m->buffer.e = seq;
}

/* The highest number so far, or it is the first. */
static void lfr_metrics_forward(struct lfr_metrics *m, u64 seq, u64 at_ns)
{
	u64 missing = seq - m->next;
	u32 known = min_t(u64, missing, LFR_METRICS_HISTORY - 1);

	lfr_metrics_leave(m, missing + 1);
	m->spanned += missing + 1;
	if (missing)
		lfr_metrics_miss(m, seq - known, known);
	if (missing || !m->gaps)
		lfr_metrics_gap(m, seq, at_ns);
	m->next = seq + 1;
}

/* A number below the highest that has not arrived. */
static void lfr_metrics_backward(struct lfr_metrics *m, u64 seq, u64 at_ns, u32 path)
{
	lfr_metrics_reordered(m, seq, at_ns);
	m->path_reordered[path]++;
	if ((s64)(seq - m->lowest) < 0) {
		lfr_metrics_miss(m, seq + 1, m->lowest - seq - 1);
		m->spanned += m->lowest - seq;
		m->lowest = seq;
	} else {
		m->missing--;
	}
}

/* A number below the highest: has it been seen, or is it too old to know? */
static bool lfr_metrics_again(struct lfr_metrics *m, u64 seq, u32 path)
{
	u8 *seen = &m->seen[LFR_METRICS_SLOT(seq)];

	if (m->next - seq > LFR_METRICS_HISTORY) {
		m->path_old[path]++;
		return true;
	}
	if (!*seen || (s64)(seq - m->lowest) < 0)
		return false;
	m->path_again[path]++;
	if (!(*seen & (1u << path))) {
		*seen |= 1u << path;
		m->path_own[path]++;
	}
	return true;
}

/* What lfr_metrics_add() does if the packet is not just the next one. */
static noinline void lfr_metrics_add_any(struct lfr_metrics *m, u64 seq, u64 at_ns, u32 media_time,
					 u32 path)
{
	bool below;

	if (!m->started)
		lfr_metrics_start(m, seq);
	below = (s64)(seq - m->next) < 0;
	if (below && lfr_metrics_again(m, seq, path))
		return;
	if (m->quiet)
		lfr_metrics_wake(m);
	if (below)
		lfr_metrics_backward(m, seq, at_ns, path);
	else
		lfr_metrics_forward(m, seq, at_ns);
	m->seen[LFR_METRICS_SLOT(seq)] = 1u << path;
	m->path_first[path]++;
	lfr_metrics_density_add(m, seq);
	lfr_metrics_occupancy_add(m, seq);
	lfr_metrics_any_jitter(m, seq, at_ns, media_time);
	m->recent[LFR_METRICS_RECENT(m->pushed++)] = seq;
	m->others++;
	m->quiet = lfr_metrics_is_quiet(m, seq);
}

/* Is this the next one of a stream that is quiet? */
static bool lfr_metrics_is_next(const struct lfr_metrics *m, u64 seq)
{
	return m->quiet && seq == m->next;
}

/**
 * lfr_metrics_ready() - how many packets may be counted together?
 * @m: the metrics
 * @seq: number of the first of them
 * @most: no more than so many, fewer than the history has
 *
 * Return: for how many packets from @seq on, in order, the caller may call lfr_metrics_jitter() as
 * each arrives, and lfr_metrics_add_run() for all of them afterwards, in place of
 * lfr_metrics_add(). 0 if it may not.
 */
u32 lfr_metrics_ready(const struct lfr_metrics *m, u64 seq, u32 most)
{
	u32 n;

	if (!lfr_metrics_is_next(m, seq))
		return 0;
	if (!m->missing)
		return most;
	/* Where one is missing that leaves the history, a run of missing ones may begin. */
	most = min(most, LFR_METRICS_LOOK);
	for (n = 0; n < most && m->seen[LFR_METRICS_SLOT(seq + n)]; n++)
		;
	return n;
}

/* So many have arrived that are next. */
static void lfr_metrics_count(struct lfr_metrics *m, u32 n, u32 path)
{
	m->next += n;
	m->in_order += n;
	m->path_first[path] += n;
}

/**
 * lfr_metrics_add_run() - packets have arrived in order, as lfr_metrics_ready() has it
 * @m: the metrics
 * @n: how many
 * @path: which way they came, below LFR_METRICS_PATHS
 */
void lfr_metrics_add_run(struct lfr_metrics *m, u32 n, u32 path)
{
	u32 at = LFR_METRICS_SLOT(m->next);
	u32 first = min(n, LFR_METRICS_HISTORY - at);

	memset(m->seen + at, 1u << path, first);
	memset(m->seen, 1u << path, n - first);
	lfr_metrics_count(m, n, path);
}

/**
 * lfr_metrics_add() - a packet has arrived
 * @m: the metrics
 * @seq: its number, unfolded to 64 bits
 * @at_ns: when
 * @media_time: its time of the media clock; not looked at if there is none
 * @path: which way it came, below LFR_METRICS_PATHS; higher bits are not looked at
 */
void lfr_metrics_add(struct lfr_metrics *m, u64 seq, u64 at_ns, u32 media_time, u32 path)
{
	u8 *seen = &m->seen[LFR_METRICS_SLOT(seq)];

	path &= LFR_METRICS_PATHS - 1;
	if (likely(lfr_metrics_is_next(m, seq) && *seen)) {
		*seen = 1u << path;
		lfr_metrics_count(m, 1, path);
		lfr_metrics_jitter(m, at_ns, media_time);
	} else {
		lfr_metrics_add_any(m, seq, at_ns, media_time, path);
	}
}

/**
 * lfr_metrics_stream() - numbers begin anew: what follows is another stream
 * @m: the metrics
 *
 * Totals go on; what was missing is lost. The next packet tells where numbers start.
 */
void lfr_metrics_stream(struct lfr_metrics *m)
{
	if (!m->started)
		return;
	if (m->quiet)
		lfr_metrics_wake(m);
	lfr_metrics_density_end(m);
	/* With the highest number, so no run is left. */
	lfr_metrics_leave(m, LFR_METRICS_HISTORY);
	m->jitter = 0;
	memset(m->seen, 0xff, sizeof(m->seen));
	m->density.buffer = 0;
	m->buffer.len = 0;
	m->gaps = 0;
	m->pushed = 0;
	m->spaced = false;
	m->started = false;
}
