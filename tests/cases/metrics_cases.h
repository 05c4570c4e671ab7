/* SPDX-License-Identifier: GPL-2.0 */
/*
 * metrics_cases.h - what the order of arrival tells: examples by hand, and an oracle
 *
 * The oracle has all arrivals in an array and computes each metric from its definition, one
 * after another and however long it takes. Walks at random are given to both.
 */
#ifndef _LFRING_METRICS_CASES_H
#define _LFRING_METRICS_CASES_H

#include <linux/bitops.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include "net/metrics.h"
#include "case.h"

/**
 * struct lfr_metrics_arrival - a packet
 * @seq: its number; in the oracle's arrays less the lowest that may occur
 * @at: when, ns
 * @media: its media time
 * @path: which way
 */
struct lfr_metrics_arrival {
	u64 seq;
	u64 at;
	u32 media;
	u32 path;
};

/* Numbers that a stream of the oracle may span. */
#define LFR_METRICS_SPAN	(1u << 17)

/**
 * struct lfr_metrics_oracle - arrivals of a stream, and what they say
 * @a: arrivals, then those of them that were the first of their number
 * @n: how many
 * @clock_hz: of the media clock, or 0
 * @seen: paths that a number came by
 * @has: a number is in the buffer
 * @index: arrivals that skipped numbers
 * @v: sums over all streams
 * @unique: by path, numbers that came by it
 * @jitter: of the last stream, times 16
 */
struct lfr_metrics_oracle {
	struct lfr_metrics_arrival *a;
	u32 n;
	u32 clock_hz;
	u8 *seen;
	bool *has;
	u32 *index;
	struct lfr_metrics_view v;
	u64 unique[LFR_METRICS_PATHS];
	u64 jitter;
};

static struct lfr_metrics_oracle *lfr_metrics_oracle_new(struct lfr_test *t, u32 most)
{
	struct lfr_metrics_oracle *o = lfr_case_alloc(t, sizeof(*o));

	o->a = lfr_case_alloc(t, most * sizeof(*o->a));
	o->seen = lfr_case_alloc(t, LFR_METRICS_SPAN);
	o->has = lfr_case_alloc(t, LFR_METRICS_SPAN);
	o->index = lfr_case_alloc(t, most * sizeof(*o->index));
	return o;
}

static void lfr_metrics_oracle_hist(struct lfr_hist_view *hist, u64 value)
{
	u32 i = 0;

	while (value >> i)
		i++;
	hist->bucket[min(i, (u32)LFR_HIST_BUCKETS - 1)]++;
}

/* Duplicates and what is too old are counted and taken out of the array. */
static void lfr_metrics_oracle_sort_out(struct lfr_metrics_oracle *o)
{
	u32 i, kept = 0;
	u64 highest = 0;

	memset(o->seen, 0, LFR_METRICS_SPAN);
	for (i = 0; i < o->n; i++) {
		struct lfr_metrics_arrival a = o->a[i];
		struct lfr_metrics_path_view *path = &o->v.path[a.path];

		path->received++;
		if (i && a.seq + LFR_METRICS_HISTORY <= highest) {
			path->old++;
			o->v.old++;
			continue;
		}
		if (!(o->seen[a.seq] & 1 << a.path))
			o->unique[a.path]++;
		if (o->seen[a.seq]) {
			path->duplicate++;
			o->v.duplicate++;
		} else {
			path->reordered += kept && a.seq < highest;
			o->a[kept++] = a;
			highest = max(highest, a.seq);
		}
		o->seen[a.seq] |= 1 << a.path;
	}
	o->n = kept;
}

static void lfr_metrics_oracle_loss(struct lfr_metrics_oracle *o)
{
	u64 lowest = U64_MAX, highest = 0, seq, run = 0;
	u32 i;

	for (i = 0; i < o->n; i++) {
		lowest = min(lowest, o->a[i].seq);
		highest = max(highest, o->a[i].seq);
	}
	if (!o->n)
		return;
	o->v.streams++;
	o->v.expected += highest - lowest + 1;
	o->v.unique += o->n;
	for (seq = lowest; seq <= highest; seq++) {
		if (!o->seen[seq]) {
			o->v.lost++;
			run++;
		} else if (run) {
			lfr_metrics_oracle_hist(&o->v.loss_burst, run);
			o->v.loss_bursts++;
			o->v.loss_burst_max = max(o->v.loss_burst_max, run);
			run = 0;
		}
	}
}

/* RFC 4737. */
static void lfr_metrics_oracle_order(struct lfr_metrics_oracle *o)
{
	u32 i, j, n, gaps = 0;
	u64 next = 0, offset;

	for (i = 0; i < o->n; i++) {
		u64 seq = o->a[i].seq;

		if (!i || seq > next)
			o->index[gaps++] = i;
		if (!i || seq >= next) {
			next = seq + 1;
			continue;
		}
		o->v.reordered++;
		for (j = 0; o->a[j].seq < seq; j++)
			;
		/* The limit of what is remembered. */
		if (gaps > LFR_METRICS_GAPS)
			j = max(j, o->index[gaps - LFR_METRICS_GAPS]);
		lfr_metrics_oracle_hist(&o->v.extent, i - j);
		o->v.extent_max = max(o->v.extent_max, (u64)i - j);
		offset = o->a[i].at > o->a[j].at ? o->a[i].at - o->a[j].at : 0;
		lfr_metrics_oracle_hist(&o->v.late_offset, offset);
		o->v.late_offset_max = max(o->v.late_offset_max, offset);
		for (n = 0; n < i && o->a[i - n - 1].seq > seq; n++)
			;
		o->v.n_reordering[min(n, LFR_METRICS_LINEAR - 1u)]++;
	}
}

static bool lfr_metrics_oracle_in(const u64 *list, u32 len, u64 seq)
{
	while (len--)
		if (list[len] == seq)
			return true;
	return false;
}

static u64 lfr_metrics_oracle_min(const u64 *list, u32 len)
{
	u64 lowest = U64_MAX;

	while (len--)
		lowest = min(lowest, list[len]);
	return lowest;
}

/*
 * RFC 5236, 7.1, word for word. @last: the stream has ended; if it has not, an index that has
 * not arrived is waited for with a full window.
 */
static void lfr_metrics_oracle_density(struct lfr_metrics_oracle *o, bool last)
{
	u64 window[LFR_METRICS_THRESHOLD + 1], buffer[LFR_METRICS_THRESHOLD];
	u32 len = 0, buffered = 0, i = 0, k;
	u64 ri = o->n ? o->a[0].seq : 0;

	for (;;) {
		while (len <= LFR_METRICS_THRESHOLD && i < o->n) {
			if (o->a[i].seq >= ri)
				window[len++] = o->a[i].seq;
			i++;
		}
		if (!len)
			break;
		if (lfr_metrics_oracle_in(window, len, ri) ||
		    lfr_metrics_oracle_in(buffer, buffered, ri)) {
			s64 d = ri - window[0];
			u64 s = window[0];

			memmove(window, window + 1, --len * sizeof(*window));
			if (d > LFR_METRICS_THRESHOLD || d < -LFR_METRICS_THRESHOLD)
				continue;
			if (d < 0)
				o->v.density_early[-d]++;
			else
				o->v.density_late[d]++;
			for (k = 0; k < buffered; k++)
				if (buffer[k] == ri)
					buffer[k] = buffer[--buffered];
			if (d < 0)
				buffer[buffered++] = s;
			ri++;
		} else {
			u64 m = min(lfr_metrics_oracle_min(window, len),
				    lfr_metrics_oracle_min(buffer, buffered));

			if (!last && len <= LFR_METRICS_THRESHOLD)
				break;
			ri = ri < m ? m : ri + 1;
		}
	}
}

/* RFC 5236, 7.2, word for word, but that what finds no room is stored when there is some. */
static void lfr_metrics_oracle_occupancy(struct lfr_metrics_oracle *o)
{
	u64 e = o->n ? o->a[0].seq : 0;
	u32 i, b = 0;

	memset(o->has, 0, LFR_METRICS_SPAN);
	for (i = 0; i < o->n; i++) {
		u64 s = o->a[i].seq;

		if (s < e)
			continue;
		if (s == e) {
			e++;
			for (; o->has[e]; e++)
				b--;
		} else if (b < LFR_METRICS_THRESHOLD) {
			o->has[s] = true;
			b++;
		} else {
			o->has[s] = true;
			b++;
			do {
				e++;
			} while (!o->has[e]);
			for (; o->has[e]; e++)
				b--;
		}
		o->v.occupancy[b]++;
	}
}

/* RFC 3550, A.8, in ns; without media clock of the spacing. */
static void lfr_metrics_oracle_jitter(struct lfr_metrics_oracle *o)
{
	u64 ns = 1000000000, shift = 0;
	s64 last = -1, differ, tick = 0;
	bool known = false;
	u32 i;

	if (o->clock_hz) {
		for (; div_u64(ns, o->clock_hz) < 1u << 31; ns *= 2)
			shift++;
		tick = div_u64(ns, o->clock_hz);
	}
	o->jitter = 0;
	for (i = 1; i < o->n; i++) {
		const struct lfr_metrics_arrival *a = &o->a[i - 1], *b = &o->a[i];
		s64 spacing = b->at - a->at;

		if (o->clock_hz) {
			differ = spacing - ((s32)(b->media - a->media) * tick >> shift);
		} else {
			if (b->seq != a->seq + 1)
				continue;
			differ = spacing - last;
			last = spacing;
			if (!known) {
				known = true;
				continue;
			}
		}
		o->jitter += (differ < 0 ? -differ : differ) - ((o->jitter + 8) >> 4);
	}
}

/* Count the arrivals of a stream, which are lost to others. */
static void lfr_metrics_oracle_add(struct lfr_metrics_oracle *o, bool last)
{
	lfr_metrics_oracle_sort_out(o);
	lfr_metrics_oracle_loss(o);
	lfr_metrics_oracle_order(o);
	lfr_metrics_oracle_density(o, last);
	lfr_metrics_oracle_occupancy(o);
	lfr_metrics_oracle_jitter(o);
}

static void lfr_metrics_oracle_read(const struct lfr_metrics_oracle *o, bool last,
				    struct lfr_metrics_view *view)
{
	u32 i;

	*view = o->v;
	view->jitter_ns = last ? 0 : o->jitter >> 4;
	for (i = 0; i < LFR_METRICS_PATHS; i++)
		view->path[i].lost = view->expected - o->unique[i];
}

/* Everything in a view is a u64: the first that differs. */
static void lfr_metrics_case_same(struct lfr_test *t, const struct lfr_metrics_view *is,
				  const struct lfr_metrics_view *should, u32 seed, u32 n)
{
	const u64 *a = (const u64 *)is, *b = (const u64 *)should;
	u32 i, words = sizeof(*is) / sizeof(*a);

	for (i = 0; i < words && a[i] == b[i]; i++)
		;
	LFR_EXPECT_MSG(t, i == words, "walk %u after %u: word %u is %llu, should be %llu", seed, n,
		       i, i < words ? (unsigned long long)a[i] : 0,
		       i < words ? (unsigned long long)b[i] : 0);
}

/* Read @m and compare it with @o. */
static void lfr_metrics_case_compare(struct lfr_test *t, const struct lfr_metrics *m,
				     const struct lfr_metrics_oracle *o, bool last, u32 seed, u32 n)
{
	struct lfr_metrics_view *view = lfr_case_alloc(t, 2 * sizeof(*view));

	memset(view, 0x5a, sizeof(*view));
	lfr_metrics_read(m, &view[0]);
	lfr_metrics_oracle_read(o, last, &view[1]);
	lfr_metrics_case_same(t, &view[0], &view[1], seed, n);
}

static struct lfr_metrics *lfr_metrics_case_new(struct lfr_test *t, u32 clock_hz)
{
	struct lfr_metrics *m = lfr_case_alloc(t, sizeof(*m));

	memset(m, 0x5a, sizeof(*m));
	lfr_metrics_init(m, clock_hz);
	return m;
}

/* Packets with these numbers, 1 us apart; and what is to be read, once the stream has ended. */
static struct lfr_metrics_view *lfr_metrics_case_numbers(struct lfr_test *t, const u32 *seq, u32 n,
							 bool end)
{
	struct lfr_metrics_view *view = lfr_case_alloc(t, sizeof(*view));
	struct lfr_metrics *m = lfr_metrics_case_new(t, 0);
	u32 i;

	for (i = 0; i < n; i++)
		lfr_metrics_add(m, seq[i], (i + 1) * 1000, 0, 0);
	if (end)
		lfr_metrics_stream(m);
	lfr_metrics_read(m, view);
	return view;
}

#define LFR_METRICS_NUMBERS(t, end, ...)						\
	lfr_metrics_case_numbers(t, (const u32 []){ __VA_ARGS__ },			\
				 ARRAY_SIZE(((const u32 []){ __VA_ARGS__ })), end)

static void lfr_metrics_nothing(struct lfr_test *t)
{
	struct lfr_metrics *m = lfr_metrics_case_new(t, 90000);
	struct lfr_metrics_oracle *o = lfr_metrics_oracle_new(t, 1);

	lfr_metrics_case_compare(t, m, o, true, 0, 0);
	lfr_metrics_stream(m);
	lfr_metrics_case_compare(t, m, o, true, 0, 0);
}

static void lfr_metrics_in_order(struct lfr_test *t)
{
	struct lfr_metrics_view *view = lfr_case_alloc(t, sizeof(*view));
	struct lfr_metrics *m = lfr_metrics_case_new(t, 0);
	u32 i;

	for (i = 0; i < 20000; i++) {
		lfr_metrics_add(m, 77 + i, 1000 * i, 0, 1);
		/* The first two tell the spacing. */
		LFR_ASSERT_EQ(t, m->quiet, i > 0);
	}
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->expected, 20000);
	LFR_EXPECT_EQ(t, view->unique, 20000);
	LFR_EXPECT_EQ(t, view->lost, 0);
	LFR_EXPECT_EQ(t, view->reordered, 0);
	LFR_EXPECT_EQ(t, view->density_late[0], 20000);
	LFR_EXPECT_EQ(t, view->occupancy[0], 20000);
	LFR_EXPECT_EQ(t, view->path[1].received, 20000);
	LFR_EXPECT_EQ(t, view->path[1].lost, 0);
	LFR_EXPECT_EQ(t, view->path[0].lost, 20000);
	LFR_EXPECT_EQ(t, view->jitter_ns, 0);
}

/*
 * The example of RFC 4737, 7, with three packets: 1 2 3 7 8 9 10 4 5 6 11. 4, 5 and 6 are
 * reordered with extents of 4, 5 and 6; 4 is 4-reordered, 5 and 6 come after a lower number.
 */
static void lfr_metrics_rfc4737(struct lfr_test *t)
{
	struct lfr_metrics_view *view = LFR_METRICS_NUMBERS(t, false, 1, 2, 3, 7, 8, 9, 10, 4, 5,
							    6, 11);

	LFR_EXPECT_EQ(t, view->reordered, 3);
	LFR_EXPECT_EQ(t, view->extent.bucket[3], 3);
	LFR_EXPECT_EQ(t, view->extent_max, 6);
	LFR_EXPECT_EQ(t, view->late_offset_max, 6000);
	LFR_EXPECT_EQ(t, view->n_reordering[4], 1);
	LFR_EXPECT_EQ(t, view->n_reordering[0], 2);
	LFR_EXPECT_EQ(t, view->lost, 0);

	/* One packet late by three. */
	view = LFR_METRICS_NUMBERS(t, false, 1, 2, 4, 5, 6, 3, 7);
	LFR_EXPECT_EQ(t, view->reordered, 1);
	LFR_EXPECT_EQ(t, view->extent.bucket[2], 1);
	LFR_EXPECT_EQ(t, view->extent_max, 3);
	LFR_EXPECT_EQ(t, view->late_offset_max, 3000);
	LFR_EXPECT_EQ(t, view->n_reordering[3], 1);

	/* Duplicates are neither reordered nor counted by index. */
	view = LFR_METRICS_NUMBERS(t, false, 1, 2, 4, 4, 1, 4, 3, 3, 5);
	LFR_EXPECT_EQ(t, view->duplicate, 4);
	LFR_EXPECT_EQ(t, view->reordered, 1);
	LFR_EXPECT_EQ(t, view->extent_max, 1);
	LFR_EXPECT_EQ(t, view->late_offset_max, 4000);
	LFR_EXPECT_EQ(t, view->n_reordering[1], 1);
	LFR_EXPECT_EQ(t, view->unique, 5);
}

/* The examples of RFC 5236, 3: displacements, without and with loss and duplicates; buffer. */
static void lfr_metrics_rfc5236(struct lfr_test *t)
{
	struct lfr_metrics_view *view;

	/* index 1 2 3 4 5 6: displacements 0 0 0 -1 1 0; buffer 0 0 0 1 0 0 */
	view = LFR_METRICS_NUMBERS(t, false, 1, 2, 3, 5, 4, 6);
	LFR_EXPECT_EQ(t, view->density_late[0], 4);
	LFR_EXPECT_EQ(t, view->density_early[1], 1);
	LFR_EXPECT_EQ(t, view->density_late[1], 1);
	LFR_EXPECT_EQ(t, view->occupancy[0], 5);
	LFR_EXPECT_EQ(t, view->occupancy[1], 1);

	/* 2 is lost, 3 comes twice: index 1 3 4 5 - 6 7 8; displacements 0 -1 1 0 - -2 0 2 */
	view = LFR_METRICS_NUMBERS(t, true, 1, 4, 3, 5, 3, 8, 7, 6);
	LFR_EXPECT_EQ(t, view->duplicate, 1);
	LFR_EXPECT_EQ(t, view->lost, 1);
	LFR_EXPECT_EQ(t, view->density_late[0], 3);
	LFR_EXPECT_EQ(t, view->density_early[1], 1);
	LFR_EXPECT_EQ(t, view->density_late[1], 1);
	LFR_EXPECT_EQ(t, view->density_early[2], 1);
	LFR_EXPECT_EQ(t, view->density_late[2], 1);
	/* As long as 2 may still come, only 1 has an index. */
	view = LFR_METRICS_NUMBERS(t, false, 1, 4, 3, 5, 3, 8, 7, 6);
	LFR_EXPECT_EQ(t, view->density_late[0], 1);
	LFR_EXPECT_EQ(t, view->density_early[1], 0);

	/* 4 and 5 wait for 3. */
	view = LFR_METRICS_NUMBERS(t, false, 1, 2, 4, 5, 3);
	LFR_EXPECT_EQ(t, view->occupancy[0], 3);
	LFR_EXPECT_EQ(t, view->occupancy[1], 1);
	LFR_EXPECT_EQ(t, view->occupancy[2], 1);
	LFR_EXPECT_EQ(t, view->density_early[1], 2);
	LFR_EXPECT_EQ(t, view->density_late[2], 1);
}

/* A packet is lost for both densities when as many as the threshold have waited for it. */
static void lfr_metrics_threshold(struct lfr_test *t)
{
	struct lfr_metrics_view *view = lfr_case_alloc(t, sizeof(*view));
	u32 late, i;

	for (late = LFR_METRICS_THRESHOLD - 1; late <= LFR_METRICS_THRESHOLD + 1; late++) {
		struct lfr_metrics *m = lfr_metrics_case_new(t, 0);
		bool lost = late > LFR_METRICS_THRESHOLD;

		lfr_metrics_add(m, 1, 0, 0, 0);
		for (i = 0; i < late; i++)
			lfr_metrics_add(m, 3 + i, 0, 0, 0);
		lfr_metrics_read(m, view);
		LFR_EXPECT_EQ(t, view->density_late[0], lost ? 1 + late : 1);
		LFR_EXPECT_EQ(t, view->occupancy[0], lost ? 2 : 1);
		lfr_metrics_add(m, 2, 0, 0, 0);
		lfr_metrics_read(m, view);
		LFR_EXPECT_EQ(t, view->density_late[0], lost ? 1 + late : 1);
		LFR_EXPECT_EQ(t, view->density_early[1], lost ? 0 : late);
		if (!lost)
			LFR_EXPECT_EQ(t, view->density_late[late], 1);
		LFR_EXPECT_EQ(t, view->occupancy[0], 2);
		LFR_EXPECT_EQ(t, view->lost, 0);
		LFR_EXPECT_EQ(t, view->extent_max, late);
		LFR_EXPECT_EQ(t, view->n_reordering[min(late, LFR_METRICS_LINEAR - 1u)], 1);
	}
}

/* Bursts of loss: one that is filled, one that is split, one that leaves the history. */
static void lfr_metrics_bursts(struct lfr_test *t)
{
	struct lfr_metrics_view *view = lfr_case_alloc(t, sizeof(*view));
	struct lfr_metrics *m = lfr_metrics_case_new(t, 0);
	u32 i;

	lfr_metrics_add(m, 0, 0, 0, 0);
	lfr_metrics_add(m, 11, 0, 0, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->loss_bursts, 1);
	LFR_EXPECT_EQ(t, view->loss_burst_max, 10);
	LFR_EXPECT_EQ(t, view->loss_burst.bucket[4], 1);
	lfr_metrics_add(m, 4, 0, 0, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->loss_bursts, 2);
	LFR_EXPECT_EQ(t, view->loss_burst_max, 6);
	LFR_EXPECT_EQ(t, view->loss_burst.bucket[4], 0);
	LFR_EXPECT_EQ(t, view->loss_burst.bucket[3], 1);
	LFR_EXPECT_EQ(t, view->loss_burst.bucket[2], 1);
	for (i = 1; i < 4; i++)
		lfr_metrics_add(m, i, 0, 0, 0);
	for (i = 12; i < 30000; i++)
		lfr_metrics_add(m, i, 0, 0, 0);
	/* While it is 0 nothing is looked for. */
	LFR_EXPECT_EQ(t, m->missing, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->loss_bursts, 1);
	LFR_EXPECT_EQ(t, view->loss_burst_max, 6);
	LFR_EXPECT_EQ(t, view->lost, 6);
	/* Farther than any array of numbers. */
	lfr_metrics_add(m, 30000 + (1ull << 40), 0, 0, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->loss_bursts, 2);
	LFR_EXPECT_EQ(t, view->loss_burst_max, 1ull << 40);
	LFR_EXPECT_EQ(t, view->lost, 6 + (1ull << 40));
	LFR_EXPECT_EQ(t, view->loss_burst.bucket[41], 1);
}

/* How far back numbers are known, to the packet. */
static void lfr_metrics_history(struct lfr_test *t)
{
	struct lfr_metrics_view *view = lfr_case_alloc(t, sizeof(*view));
	struct lfr_metrics *m = lfr_metrics_case_new(t, 0);
	const u32 far = LFR_METRICS_HISTORY;
	u32 i;

	/* Even numbers only; the highest is 30000. */
	for (i = 0; i <= 30000; i += 2)
		lfr_metrics_add(m, i, 0, 0, 0);
	lfr_metrics_add(m, 30000 - far, 0, 0, 0);
	lfr_metrics_add(m, 30000 - far - 1, 0, 0, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->old, 2);
	LFR_EXPECT_EQ(t, view->duplicate, 0);
	LFR_EXPECT_EQ(t, view->unique, 15001);
	lfr_metrics_add(m, 30000 - far + 1, 0, 0, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->unique, 15002);
	LFR_EXPECT_EQ(t, view->reordered, 1);
	/* 1024 gaps are remembered, and it has come after the 2048th before. */
	LFR_EXPECT_EQ(t, view->extent_max, LFR_METRICS_GAPS);
	lfr_metrics_add(m, 30000 - far + 1, 0, 0, 0);
	lfr_metrics_add(m, 30000 - far + 2, 0, 0, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->old, 2);
	LFR_EXPECT_EQ(t, view->duplicate, 2);
	LFR_EXPECT_EQ(t, view->unique, 15002);
	LFR_EXPECT_EQ(t, view->expected, 30001);
}

/* Before the first: the lowest number moves down, what is between is missing. */
static void lfr_metrics_before_first(struct lfr_test *t)
{
	struct lfr_metrics_view *view = LFR_METRICS_NUMBERS(t, true, 100, 101, 90, 95, 90, 102);

	LFR_EXPECT_EQ(t, view->expected, 13);
	LFR_EXPECT_EQ(t, view->unique, 5);
	LFR_EXPECT_EQ(t, view->lost, 8);
	LFR_EXPECT_EQ(t, view->duplicate, 1);
	LFR_EXPECT_EQ(t, view->reordered, 2);
	LFR_EXPECT_EQ(t, view->extent_max, 3);
	LFR_EXPECT_EQ(t, view->loss_bursts, 2);
	LFR_EXPECT_EQ(t, view->loss_burst.bucket[3], 2);
	/* The densities start with 100. */
	LFR_EXPECT_EQ(t, view->density_late[0], 3);
	LFR_EXPECT_EQ(t, view->occupancy[0], 3);
}

/* Two paths, each of which loses something; a path that repeats itself. */
static void lfr_metrics_paths(struct lfr_test *t)
{
	struct lfr_metrics_view *view = lfr_case_alloc(t, sizeof(*view));
	struct lfr_metrics *m = lfr_metrics_case_new(t, 0);
	u32 i;

	for (i = 0; i < 10000; i++) {
		if (i % 10 != 3)
			lfr_metrics_add(m, i, i, 0, 0);
		if (i % 10 != 7)
			lfr_metrics_add(m, i, i, 0, 1);
		if (i % 10 == 9)
			lfr_metrics_add(m, i, i, 0, 1);
	}
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->expected, 10000);
	LFR_EXPECT_EQ(t, view->lost, 0);
	LFR_EXPECT_EQ(t, view->duplicate, 9000);
	LFR_EXPECT_EQ(t, view->path[0].received, 9000);
	LFR_EXPECT_EQ(t, view->path[0].duplicate, 0);
	LFR_EXPECT_EQ(t, view->path[0].lost, 1000);
	LFR_EXPECT_EQ(t, view->path[1].received, 10000);
	LFR_EXPECT_EQ(t, view->path[1].duplicate, 9000);
	LFR_EXPECT_EQ(t, view->path[1].lost, 1000);
	LFR_EXPECT_EQ(t, view->density_late[0], 10000);
	LFR_EXPECT(t, m->quiet);
}

/* RFC 3550, A.8: packets of 20 ms at 8 kHz that come 1 ms early and late in turn. */
static void lfr_metrics_jitter_clock(struct lfr_test *t)
{
	struct lfr_metrics_view *view = lfr_case_alloc(t, sizeof(*view));
	struct lfr_metrics *m = lfr_metrics_case_new(t, 8000);
	u64 at = 5000000000ull;
	u32 i;

	/* J approaches the 2 ms of each difference; the media time wraps. */
	for (i = 0; i < 1000; i++)
		lfr_metrics_add(m, i, at + i * 20000000ull + i % 2 * 2000000, i * 160 - 8000, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT(t, view->jitter_ns > 1999900 && view->jitter_ns <= 2000000);

	/* The first difference of 16 us makes 1 us. */
	lfr_metrics_stream(m);
	lfr_metrics_add(m, 0, at, 1000, 0);
	lfr_metrics_add(m, 1, at + 20016000, 1160, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->jitter_ns, 1000);
	/* Two at the same media time. */
	lfr_metrics_add(m, 2, at + 20016000, 1160, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT_EQ(t, view->jitter_ns, 937);
}

/* Slow and fast clocks, and steps as long as media time can make. */
static void lfr_metrics_jitter_extremes(struct lfr_test *t)
{
	static const u32 hz[] = { 1, 999, 90000, 27000000, 1000000000, U32_MAX };
	struct lfr_metrics_view *view = lfr_case_alloc(t, sizeof(*view));
	const u64 at = 1ull << 62;
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(hz); i++) {
		struct lfr_metrics *m = lfr_metrics_case_new(t, hz[i]);

		/* Ahead by 2^31 - 1 ticks and back: as exact as 32 bits of a tick's ns. */
		for (j = 0; j < 3; j++) {
			u64 ns = j % 2 ? div_u64(S32_MAX * 1000000000ull, hz[i]) : 0;

			lfr_metrics_add(m, j, at + ns, j % 2 ? 7u + S32_MAX : 7, 0);
		}
		lfr_metrics_read(m, view);
		LFR_EXPECT_MSG(t, view->jitter_ns <= div_u64(1000000000, hz[i]) / 8 + 1,
			       "%u Hz: jitter %llu", hz[i], (unsigned long long)view->jitter_ns);
	}
}

/* Without a clock: spacings of 1 and 3 us in turn. */
static void lfr_metrics_jitter_spacing(struct lfr_test *t)
{
	struct lfr_metrics_view *view = lfr_case_alloc(t, sizeof(*view));
	struct lfr_metrics *m = lfr_metrics_case_new(t, 0);
	u32 i;

	for (i = 0; i < 1000; i++)
		lfr_metrics_add(m, i, i * 2000 + i % 2 * 1000, 0, 0);
	lfr_metrics_read(m, view);
	LFR_EXPECT(t, view->jitter_ns > 1990 && view->jitter_ns <= 2000);
}

/**
 * struct lfr_metrics_walk - how arrivals wander
 * @seed: of the walk
 * @first: number that 0 stands for
 * @clock_hz: of the media clock, or 0
 * @calm: of 100 packets so many are in order
 * @spread: how far the others are from where they should be
 * @lose: longest burst of loss
 * @jump: a jump beyond the history in so many packets; 0: none
 * @paths: number of paths
 * @streams: number of streams
 * @runs: what is in order is counted together
 */
struct lfr_metrics_walk {
	u32 seed;
	u64 first;
	u32 clock_hz;
	u32 calm;
	u32 spread;
	u32 lose;
	u32 jump;
	u32 paths;
	u32 streams;
	bool runs;
};

#define LFR_METRICS_STEPS	5000u

/**
 * struct lfr_metrics_run - packets that have not been counted yet, as a flow has them
 * @next: number of the next one
 * @left: how many more there may be
 * @n: how many there are
 * @path: which way they came
 * @all: packets of all runs
 */
struct lfr_metrics_run {
	u64 next;
	u32 left;
	u32 n;
	u32 path;
	u32 all;
};

static void lfr_metrics_case_run_end(struct lfr_metrics *m, struct lfr_metrics_run *run)
{
	lfr_metrics_add_run(m, run->n, run->path);
	run->all += run->n;
	run->n = 0;
	run->left = 0;
}

static void lfr_metrics_case_run_on(struct lfr_metrics *m, struct lfr_metrics_run *run, u64 seq,
				    const struct lfr_metrics_arrival *a)
{
	if (!run->left) {
		lfr_metrics_case_run_end(m, run);
		run->left = lfr_metrics_ready(m, seq, 100);
		run->next = seq;
		run->path = a->path;
	}
	if (run->left && seq == run->next && a->path == run->path) {
		lfr_metrics_jitter(m, a->at, a->media);
		run->n++;
		run->left--;
		run->next++;
		return;
	}
	lfr_metrics_case_run_end(m, run);
	lfr_metrics_add(m, seq, a->at, a->media, a->path);
}

/* The next number, around a @front that moves on. Those below 10000 are for what is before. */
static u32 lfr_metrics_case_step(const struct lfr_metrics_walk *w, u64 *seed, u32 *front)
{
	u32 seq = *front, spread = lfr_case_random(seed) % w->spread;

	if (w->jump && !(lfr_case_random(seed) % w->jump)) {
		*front += 8000 + lfr_case_random(seed) % 1000;
		return (*front)++;
	}
	if (lfr_case_random(seed) % 100 < w->calm) {
		(*front)++;
		return seq;
	}
	switch (lfr_case_random(seed) % 8) {
	case 0:
	case 1:
		seq += lfr_case_random(seed) % w->lose;
		*front = seq + 1;
		break;
	case 2:
		seq += spread;		/* ahead of its time; will be a duplicate */
		break;
	case 3:
		seq -= 8190 + lfr_case_random(seed) % 6;	/* the history's edge */
		break;
	default:
		seq -= spread;
	}
	return seq;
}

static void lfr_metrics_case_walk(struct lfr_test *t, const struct lfr_metrics_walk *w)
{
	struct lfr_metrics_arrival *a = lfr_case_alloc(t, LFR_METRICS_STEPS * sizeof(*a));
	struct lfr_metrics_oracle *o = lfr_metrics_oracle_new(t, LFR_METRICS_STEPS);
	struct lfr_metrics_oracle *sum = lfr_case_alloc(t, sizeof(*sum));
	struct lfr_metrics *m = lfr_metrics_case_new(t, w->clock_hz);
	struct lfr_metrics_run run = {};
	u64 seed = w->seed, at = 0;
	u32 stream, i, front, look;

	o->clock_hz = w->clock_hz;
	for (stream = 0; stream < w->streams; stream++) {
		front = 10000;
		look = lfr_case_random(&seed) % LFR_METRICS_STEPS;
		*sum = *o;
		for (i = 0; i < LFR_METRICS_STEPS; i++) {
			a[i].seq = lfr_metrics_case_step(w, &seed, &front);
			a[i].at = at;
			a[i].media = at / 10000 + lfr_case_random(&seed) % 5;
			a[i].path = lfr_case_random(&seed) % w->paths;
			at += lfr_case_random(&seed) % 20000;
			at -= min(at, (u64)(lfr_case_random(&seed) % 10) * 100);
			if (w->runs)
				lfr_metrics_case_run_on(m, &run, w->first + a[i].seq, &a[i]);
			else
				lfr_metrics_add(m, w->first + a[i].seq, a[i].at, a[i].media,
						a[i].path);
			if (i == look) {
				lfr_metrics_case_run_end(m, &run);
				memcpy(o->a, a, (i + 1) * sizeof(*a));
				o->n = i + 1;
				lfr_metrics_oracle_add(o, false);
				lfr_metrics_case_compare(t, m, o, false, w->seed, i + 1);
				*o = *sum;
			}
		}
		memcpy(o->a, a, LFR_METRICS_STEPS * sizeof(*a));
		o->n = LFR_METRICS_STEPS;
		lfr_metrics_oracle_add(o, true);
		lfr_metrics_case_run_end(m, &run);
		lfr_metrics_stream(m);
		lfr_metrics_case_compare(t, m, o, true, w->seed, LFR_METRICS_STEPS);
	}
	/* There was something to see. */
	LFR_EXPECT(t, !w->runs || w->calm < 99 || run.all > 100);
	LFR_EXPECT(t, o->v.lost && o->v.duplicate && o->v.reordered && o->v.old);
	if (w->spread < 100)
		LFR_EXPECT(t, o->v.occupancy[1] && o->v.density_late[1] && o->v.density_early[1]);
}

static void lfr_metrics_case_walks(struct lfr_test *t, bool runs)
{
	static const u32 calm[] = { 99, 90, 50, 5 };
	static const u32 spread[] = { 4, 70, 1500, 7000 };
	u32 i, j;

	for (i = 0; i < ARRAY_SIZE(calm); i++) {
		for (j = 0; j < ARRAY_SIZE(spread); j++) {
			struct lfr_metrics_walk w = {
				.seed = 1 + i * 91 + j,
				.calm = calm[i],
				.spread = spread[j],
				.lose = j % 2 ? 40 : 3,
				.jump = j == 1 ? 900 : 0,
				.paths = 1 + j % 3,
				.clock_hz = j % 2 ? 90000 : 0,
				.streams = 2,
				.runs = runs,
			};

			lfr_metrics_case_walk(t, &w);
		}
	}
}

static void lfr_metrics_random(struct lfr_test *t)
{
	lfr_metrics_case_walks(t, false);
}

/* The same where packets in order are counted together. */
static void lfr_metrics_random_runs(struct lfr_test *t)
{
	lfr_metrics_case_walks(t, true);
}

/* The same where numbers start over, and where they become negative. */
static void lfr_metrics_random_wrap(struct lfr_test *t)
{
	struct lfr_metrics_walk w = { .calm = 80, .spread = 100, .lose = 5, .jump = 800,
				      .paths = 8, .clock_hz = 8000, .streams = 3 };

	w.seed = 5;
	w.first = -11000ull;
	lfr_metrics_case_walk(t, &w);
	w.seed = 6;
	w.first = -10001ull;
	w.clock_hz = 0;
	lfr_metrics_case_walk(t, &w);
	w.seed = 7;
	w.first = (1ull << 63) - 11000;
	lfr_metrics_case_walk(t, &w);
	w.seed = 8;
	w.first = (1ull << 32) - 11000;
	lfr_metrics_case_walk(t, &w);
	w.seed = 9;
	w.first = -11000ull;
	w.runs = true;
	lfr_metrics_case_walk(t, &w);
}

static struct lfr_case lfr_metrics_cases[] = {
	LFR_CASE(lfr_metrics_nothing),
	LFR_CASE(lfr_metrics_in_order),
	LFR_CASE(lfr_metrics_rfc4737),
	LFR_CASE(lfr_metrics_rfc5236),
	LFR_CASE(lfr_metrics_threshold),
	LFR_CASE(lfr_metrics_bursts),
	LFR_CASE(lfr_metrics_history),
	LFR_CASE(lfr_metrics_before_first),
	LFR_CASE(lfr_metrics_paths),
	LFR_CASE(lfr_metrics_jitter_clock),
	LFR_CASE(lfr_metrics_jitter_extremes),
	LFR_CASE(lfr_metrics_jitter_spacing),
	LFR_CASE(lfr_metrics_random),
	LFR_CASE(lfr_metrics_random_runs),
	LFR_CASE(lfr_metrics_random_wrap),
	{}
};

#endif /* _LFRING_METRICS_CASES_H */
