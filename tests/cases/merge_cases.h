/* SPDX-License-Identifier: GPL-2.0 */
/*
 * merge_cases.h - shards that are merged by a key
 */
#ifndef _LFRING_MERGE_CASES_H
#define _LFRING_MERGE_CASES_H

#include <linux/atomic.h>
#include <linux/preempt.h>
#include <lfring/ring.h>
#include <lfring/shards.h>
#include "case.h"
#include "fixture.h"

static u64 lfr_merge_key(const void *item)
{
	return (unsigned long)item >> 1;
}

static void *lfr_merge_item(u64 key)
{
	return (void *)((unsigned long)key << 1);
}

/* Numbers that are spread over the shards at random come out sorted, in any batch. */
static void lfring_merge_sorted(struct lfr_test *t)
{
	u64 seed = 4711, next = 0, last;
	struct lfr_shards *shards;
	void *items[64];
	u32 take, i, n;

	for (take = 1; take <= 64; take += 9) {
		shards = lfr_fixture_shards_at(t, 4096, 4, LFR_SELECT_PRODUCER, U64_MAX - 100);
		for (i = 0; i < 2000; i++) {
			u32 shard = lfr_case_random(&seed) % 4;

			if (lfr_shards_push(shards, shard, lfr_merge_item(next)))
				break;
			next++;
		}
		last = next - i;
		n = lfr_shards_pop_merged(shards, items, take, lfr_merge_key);
		while (n) {
			for (i = 0; i < n; i++)
				LFR_ASSERT_EQ(t, lfr_merge_key(items[i]), last++);
			n = lfr_shards_pop_merged(shards, items, take, lfr_merge_key);
		}
		LFR_EXPECT_EQ(t, last, next);
		LFR_EXPECT_EQ(t, lfr_shards_len(shards), 0);
	}
}

/* One shard is full of newer items, and another gets older ones in between. */
static void lfring_merge_hot(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 256, 2, LFR_SELECT_PRODUCER);
	void *items[16];
	u32 i;

	for (i = 0; i < 128; i++)
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, 0, lfr_merge_item(1000 + i)), 0);
	LFR_EXPECT_EQ(t, lfr_shards_pop_merged(shards, items, 16, lfr_merge_key), 16);
	LFR_EXPECT_EQ(t, lfr_merge_key(items[15]), 1015);
	LFR_ASSERT_EQ(t, lfr_shards_push(shards, 1, lfr_merge_item(7)), 0);
	LFR_ASSERT_EQ(t, lfr_shards_push(shards, 1, lfr_merge_item(1017)), 0);
	LFR_EXPECT_EQ(t, lfr_shards_pop_merged(shards, items, 4, lfr_merge_key), 4);
	LFR_EXPECT_EQ(t, lfr_merge_key(items[0]), 7);
	LFR_EXPECT_EQ(t, lfr_merge_key(items[1]), 1016);
	LFR_EXPECT_EQ(t, lfr_merge_key(items[2]) + lfr_merge_key(items[3]), 2 * 1017);
}

/* A slot that is claimed and not published hides what is behind it, and nothing else. */
static void lfring_merge_stalled(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 64, 2, LFR_SELECT_PRODUCER);
	struct lfr_ring *ring = lfr_fixture_shard(shards, 0);
	void *items[8];
	u64 pos;

	preempt_disable();
	LFR_EXPECT_EQ(t, lfr_ring_claim(ring, 1, &pos), 1);
	LFR_EXPECT_EQ(t, lfr_ring_push(ring, lfr_merge_item(2)), 0);
	LFR_EXPECT_EQ(t, lfr_shards_push(shards, 1, lfr_merge_item(3)), 0);
	LFR_EXPECT_EQ(t, lfr_shards_pop_merged(shards, items, 8, lfr_merge_key), 1);
	LFR_EXPECT_EQ(t, lfr_merge_key(items[0]), 3);
	LFR_EXPECT_EQ(t, lfr_shards_stalled(shards), 1);
	lfr_ring_publish(ring, pos, lfr_merge_item(1));
	preempt_enable();
	LFR_EXPECT_EQ(t, lfr_shards_pop_merged(shards, NULL, 0, lfr_merge_key), 0);
	LFR_EXPECT_EQ(t, lfr_shards_len(shards), 2);
	LFR_EXPECT_EQ(t, lfr_shards_pop_merged(shards, items, 8, lfr_merge_key), 2);
	LFR_EXPECT_EQ(t, lfr_merge_key(items[0]), 1);
	LFR_EXPECT_EQ(t, lfr_merge_key(items[1]), 2);
	LFR_EXPECT_EQ(t, lfr_shards_pop_merged(shards, items, 8, lfr_merge_key), 0);
}

#define LFR_MERGE_PRODUCERS	3u

/**
 * struct lfr_merge - producers that take numbers, and a consumer that merges
 * @shards: one for each producer
 * @number: the next number
 * @items: numbers to be taken
 * @seen: how often each number came out
 * @taken: items that came out
 * @last: for each producer, the number after the one that came out last
 * @back: items that were older than the one before them in their shard
 */
struct lfr_merge {
	struct lfr_shards *shards;
	atomic_t number;
	u32 items;
	u8 *seen;
	u32 taken;
	u64 last[LFR_MERGE_PRODUCERS];
	u32 back;
};

static void lfr_merge_work(struct lfr_worker *self)
{
	struct lfr_merge *m = self->ctx;
	void *items[32];
	u32 n, i;

	if (self->index) {
		for (;;) {
			u32 number = atomic_fetch_add_relaxed(1, &m->number);

			if (number >= m->items)
				return;
			while (lfr_shards_push(m->shards, self->index - 1,
					       lfr_merge_item((u64)number * LFR_MERGE_PRODUCERS +
							      self->index - 1)))
				if (!lfr_case_yield(self))
					return;
		}
	}
	while (m->taken < m->items) {
		n = lfr_shards_pop_merged(m->shards, items, 32, lfr_merge_key);
		for (i = 0; i < n; i++) {
			u32 value = lfr_merge_key(items[i]);
			u32 producer = value % LFR_MERGE_PRODUCERS;
			u32 number = value / LFR_MERGE_PRODUCERS;

			m->back += number + 1 <= m->last[producer];
			m->last[producer] = number + 1;
			m->seen[number]++;
		}
		m->taken += n;
		if (!n && !lfr_case_yield(self))
			return;
	}
}

/* With threads: every number once, and each producer's in order. */
static void lfring_merge_conc(struct lfr_test *t)
{
	struct lfr_merge *m = lfr_case_alloc(t, sizeof(*m));
	u32 i, wrong = 0;

	m->items = lfr_case_scale(200000);
	m->seen = lfr_case_alloc(t, m->items);
	m->shards = lfr_fixture_shards(t, 4 * 16, 4, LFR_SELECT_PRODUCER);
	lfr_case_threads(t, 1 + LFR_MERGE_PRODUCERS, lfr_merge_work, m);
	for (i = 0; i < m->items; i++)
		wrong += m->seen[i] != 1;
	LFR_EXPECT_EQ(t, wrong, 0);
	LFR_EXPECT_EQ(t, m->back, 0);
	LFR_EXPECT_EQ(t, lfr_shards_len(m->shards), 0);
}

static struct lfr_case lfr_merge_cases[] = {
	LFR_CASE(lfring_merge_sorted),
	LFR_CASE(lfring_merge_hot),
	LFR_CASE(lfring_merge_stalled),
	LFR_CASE(lfring_merge_conc),
	{}
};

#endif /* _LFRING_MERGE_CASES_H */
