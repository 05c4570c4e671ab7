/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stress.h - producers and one consumer at the same time, every item checked
 *
 * Worker 0 is the consumer. Nothing is measured and nothing depends on time: the
 * run is over when every item has arrived, and a ring that loses one fails when
 * the time of the case is over.
 */
#ifndef _LFRING_STRESS_H
#define _LFRING_STRESS_H

#include <linux/cache.h>
#include <linux/compiler.h>
#include <lfring/ring.h>
#include <lfring/shards.h>
#include "case.h"
#include "fixture.h"

#define LFR_STRESS_BATCH_MAX	64u

/**
 * struct lfr_stress_producer - what one producer found
 * @items: items it put in
 * @full: pushes that found no room
 * @error: of a push, 0 if none
 * @high: a push told that the mark was reached
 */
struct lfr_stress_producer {
	u32 items;
	u32 full;
	int error;
	bool high;
} ____cacheline_aligned;

/**
 * struct lfr_stress - a run
 * @shards: what is tested
 * @producers: how many, one less than LFR_CASE_WORKERS_MAX at most
 * @items: that each of them puts in
 * @batch: most items in a push; each has a random number of them
 * @take: most items in a pop
 * @how: retries of a push
 * @drop: a push that finds no room is given up
 * @unordered: a producer's items may pass each other
 * @live: producers that are not done
 * @check: the consumer's oracle
 * @seen: with @unordered: how often each item came, @items for each producer
 * @longest: most items that the consumer saw in the ring
 * @producer: what each producer found
 */
struct lfr_stress {
	struct lfr_shards *shards;
	u32 producers;
	u32 items;
	u32 batch;
	u32 take;
	struct lfr_backoff how;
	bool drop;
	bool unordered;

	atomic_t live;
	struct lfr_seqcheck check;
	u8 *seen;
	u64 longest;
	struct lfr_stress_producer producer[LFR_CASE_WORKERS_MAX];
};

/* Run until everything has arrived: no limit but the caller's. */
static inline int lfr_stress_wait(void *ctx, u32 us)
{
	return lfr_case_yield(ctx) ? 0 : -ETIMEDOUT;
}

static inline void lfr_stress_produce(struct lfr_worker *self, struct lfr_stress *s)
{
	u32 id = self->index - 1;
	struct lfr_stress_producer *mine = &s->producer[id];
	void *items[LFR_STRESS_BATCH_MAX];
	u64 random = id + 1;

	while (mine->items < s->items) {
		u32 n = 1 + lfr_case_random(&random) % s->batch;
		u32 i, done;

		n = min(n, s->items - mine->items);
		for (i = 0; i < n; i++)
			items[i] = lfr_item(id, mine->items + i);
		if (s->drop) {
			/* Items that did not fit are numbered anew. */
			done = n == 1 ? !lfr_shards_push(s->shards, id, items[0]) :
			       lfr_shards_push_batch(s->shards, id, items, n, &mine->high);
			if (done < n) {
				mine->full++;
				if (!lfr_case_yield(self))
					return;
			}
		} else {
			mine->error = lfr_shards_push_backoff(s->shards, id, items, n, &s->how,
							      lfr_stress_wait, self, &done,
							      &mine->high);
		}
		mine->items += done;
		if (mine->error)
			return;
	}
}

static inline void lfr_stress_item(struct lfr_stress *s, void *item)
{
	if (!s->unordered) {
		lfr_seqcheck_item(&s->check, item);
		return;
	}
	s->check.got++;
	if (lfr_item_producer(item) < s->producers && lfr_item_n(item) < s->items &&
	    !s->seen[lfr_item_producer(item) * s->items + lfr_item_n(item)]++)
		return;
	if (!s->check.bad++)
		s->check.first_bad = item;
}

static inline void lfr_stress_consume(struct lfr_worker *self, struct lfr_stress *s)
{
	void *items[LFR_STRESS_BATCH_MAX];
	bool over = false;
	u32 i, n;

	for (;;) {
		u64 len = lfr_shards_len(s->shards);

		if (len > s->longest)
			s->longest = len;
		n = lfr_shards_pop_batch(s->shards, items, s->take);
		for (i = 0; i < n; i++)
			lfr_stress_item(s, items[i]);
		if (n)
			continue;
		/* Found nothing after the last producer had been done. */
		if (over)
			return;
		over = !atomic_read_acquire(&s->live);
		if (!over && !lfr_case_yield(self))
			return;
	}
}

static void lfr_stress_worker(struct lfr_worker *self)
{
	struct lfr_stress *s = self->ctx;

	if (!self->index) {
		lfr_stress_consume(self, s);
		return;
	}
	lfr_stress_produce(self, s);
	atomic_fetch_add_release(-1, &s->live);
}

/* Every item once, in order for each producer unless that cannot be; then at rest. */
static inline void lfr_stress_run(struct lfr_test *t, struct lfr_stress *s)
{
	struct lfr_backoff forever = LFR_BACKOFF_INIT;
	u32 i;

	s->how = forever;
	s->take = s->take ?: LFR_STRESS_BATCH_MAX;
	s->batch = s->batch ?: 1;
	if (s->unordered)
		s->seen = lfr_case_alloc(t, (size_t)s->producers * s->items);
	atomic_set(&s->live, s->producers);
	lfr_case_threads(t, 1 + s->producers, lfr_stress_worker, s);

	for (i = 0; i < s->producers; i++) {
		LFR_EXPECT_EQ(t, s->producer[i].error, 0);
		LFR_EXPECT_EQ(t, s->producer[i].items, s->items);
		if (!s->unordered)
			LFR_EXPECT_EQ(t, s->check.next[i], s->items);
	}
	LFR_EXPECT_EQ(t, s->check.got, s->producers * s->items);
	LFR_EXPECT(t, s->longest <= lfr_shards_capacity(s->shards));
	lfr_seqcheck_report(t, &s->check);
	LFR_EXPECT_EQ(t, lfr_shards_len(s->shards), 0);
	LFR_EXPECT_EQ(t, lfr_shards_stalled(s->shards), 0);
	for (i = 0; i < lfr_shards_nr(s->shards); i++)
		lfr_fixture_at_rest(t, lfr_fixture_shard(s->shards, i));
}

static inline struct lfr_stress *lfr_stress_new(struct lfr_test *t, struct lfr_shards *shards,
						u32 producers, u32 items)
{
	struct lfr_stress *s = lfr_case_alloc(t, sizeof(*s));

	s->shards = shards;
	s->producers = producers;
	s->items = lfr_case_scale(items);
	return s;
}

#endif /* _LFRING_STRESS_H */
