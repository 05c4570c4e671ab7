// SPDX-License-Identifier: GPL-2.0
/*
 * metrics_density.c - reorder density and buffer-occupancy density
 *
 * Source: RFC 5236, 7. A packet is given its receive index at once if that number has
 * arrived, for then it does not depend on what comes later. Duplicates do not get here.
 */
#include <linux/bitops.h>
#include <linux/minmax.h>
#include "net/metrics.h"
#include "net/metrics_parts.h"

/* Has it been waited for @ri as long as may be? */
static bool lfr_metrics_full(const struct lfr_metrics_density *d)
{
	return d->len > LFR_METRICS_THRESHOLD;
}

/* Is there an arrival without receive index that has number @ri? */
static bool lfr_metrics_in_window(const struct lfr_metrics_density *d)
{
	u32 i;

	for (i = 0; i < d->len; i++)
		if (d->window[LFR_METRICS_RECENT(d->head + i)] == d->ri)
			return true;
	return false;
}

/* @ri is lost: go on to the lowest number above it that is there. There is one. */
static void lfr_metrics_skip(struct lfr_metrics_density *d)
{
	u64 step = d->buffer ? __ffs64(d->buffer) : U64_MAX;
	u32 i;

	for (i = 0; i < d->len; i++) {
		s64 above = d->window[LFR_METRICS_RECENT(d->head + i)] - d->ri;

		if (above > 0)
			step = min_t(u64, step, above);
	}
	d->ri += step;
	d->buffer = step < 64 ? d->buffer >> step : 0;
}

/* The first arrival in the window is given @ri, unless it is too far from there. */
static void lfr_metrics_displace(struct lfr_metrics *m)
{
	struct lfr_metrics_density *d = &m->density;
	s64 early = d->window[d->head] - d->ri;

	d->head = LFR_METRICS_RECENT(d->head + 1);
	d->len--;
	if (early > LFR_METRICS_THRESHOLD || early < -LFR_METRICS_THRESHOLD)
		return;
	if (early > 0) {
		m->early[early]++;
		d->buffer |= 1ull << early;
	} else {
		m->late[-early]++;
	}
	d->buffer >>= 1;
	d->ri++;
}

/* Give out receive indices; @all: there will be no more arrivals. RFC 5236, 7.1, step 2. */
static void lfr_metrics_indices(struct lfr_metrics *m, bool all)
{
	struct lfr_metrics_density *d = &m->density;

	d->waiting = false;
	while (d->len) {
		if (d->window[d->head] == d->ri || d->buffer & 1 || lfr_metrics_in_window(d)) {
			lfr_metrics_displace(m);
		} else if (all || lfr_metrics_full(d)) {
			lfr_metrics_skip(d);
		} else {
			d->waiting = true;
			break;
		}
	}
}

/**
 * lfr_metrics_density_add() - a packet has arrived, count it in the reorder density
 * @m: the metrics
 * @seq: its number, which has not arrived before
 */
void lfr_metrics_density_add(struct lfr_metrics *m, u64 seq)
{
	struct lfr_metrics_density *d = &m->density;

	if ((s64)(seq - d->ri) < 0)
		return;
	d->window[LFR_METRICS_RECENT(d->head + d->len++)] = seq;
	if (!d->waiting || seq == d->ri || lfr_metrics_full(d))
		lfr_metrics_indices(m, false);
}

/**
 * lfr_metrics_density_end() - there will be no more arrivals, count what is waited with
 * @m: the metrics
 */
void lfr_metrics_density_end(struct lfr_metrics *m)
{
	lfr_metrics_indices(m, true);
}

static void lfr_metrics_release(struct lfr_metrics_occupancy *o)
{
	while (o->len && o->buffer[o->head] == o->e) {
		o->head = LFR_METRICS_RECENT(o->head + 1);
		o->len--;
		o->e++;
	}
}

/**
 * lfr_metrics_occupancy_add() - a packet has arrived, count what is in the buffer then
 * @m: the metrics
 * @seq: its number, which has not arrived before
 *
 * RFC 5236, 7.2.
 */
void lfr_metrics_occupancy_add(struct lfr_metrics *m, u64 seq)
{
	struct lfr_metrics_occupancy *o = &m->buffer;
	u32 i;

	if ((s64)(seq - o->e) < 0)
		return;
	/* No room: what was expected is lost. */
	if (seq != o->e && o->len == LFR_METRICS_THRESHOLD) {
		o->e = (s64)(o->buffer[o->head] - seq) < 0 ? o->buffer[o->head] : seq;
		lfr_metrics_release(o);
	}
	if (seq == o->e) {
		o->e++;
		lfr_metrics_release(o);
	} else {
		for (i = o->len++; i; i--) {
			u64 below = o->buffer[LFR_METRICS_RECENT(o->head + i - 1)];

			if ((s64)(below - seq) < 0)
				break;
			o->buffer[LFR_METRICS_RECENT(o->head + i)] = below;
		}
		o->buffer[LFR_METRICS_RECENT(o->head + i)] = seq;
	}
	m->occupancy[o->len]++;
}
