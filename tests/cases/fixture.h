/* SPDX-License-Identifier: GPL-2.0 */
/*
 * fixture.h - rings to test, items to put in them, and the oracle
 */
#ifndef _LFRING_FIXTURE_H
#define _LFRING_FIXTURE_H

#include <linux/errno.h>
#include <linux/kernel.h>
#include <lfring/ring.h>
#include <lfring/shards.h>
#include "case.h"

/* Where positions start: around each wrap of the lap, of 32 bits, of the sign, of 64 bits. */
static const u64 lfr_fixture_starts[] __maybe_unused = {
	0,
	1,
	(1ull << 31) - 3,
	(1ull << 32) - 3,
	(1ull << 32) - 1,
	(1ull << 63) - 3,
	U64_MAX - 2,
	U64_MAX,
};

static inline struct lfr_ring *lfr_fixture_ring_at(struct lfr_test *t, u32 size, u64 pos)
{
	struct lfr_ring *ring = lfr_case_alloc(t, lfr_ring_bytes(size));

	LFR_ASSERT_EQ(t, lfr_ring_init_at(ring, size, pos), 0);
	return ring;
}

static inline struct lfr_ring *lfr_fixture_ring(struct lfr_test *t, u32 size)
{
	struct lfr_ring *ring = lfr_case_alloc(t, lfr_ring_bytes(size));

	LFR_ASSERT_EQ(t, lfr_ring_init(ring, size), 0);
	return ring;
}

/* @nr shards that together have at least @total slots and whose positions start at @pos. */
static inline struct lfr_shards *lfr_fixture_shards_at(struct lfr_test *t, u64 total, u32 nr,
						       enum lfr_select select, u64 pos)
{
	struct lfr_shards *shards = lfr_case_alloc(t, lfr_shards_bytes(nr));
	u32 size = lfr_shards_split(total, nr);
	u32 i;

	LFR_ASSERT_EQ(t, lfr_shards_init(shards, nr, select), 0);
	for (i = 0; i < nr; i++)
		lfr_shards_set(shards, i, lfr_fixture_ring_at(t, size, pos));
	return shards;
}

static inline struct lfr_shards *lfr_fixture_shards(struct lfr_test *t, u64 total, u32 nr,
						    enum lfr_select select)
{
	return lfr_fixture_shards_at(t, total, nr, select, 0);
}

static inline struct lfr_ring *lfr_fixture_shard(struct lfr_shards *shards, u32 i)
{
	return shards->shard[i];
}

/*
 * Items are even numbers, 24 bits of them for each of 128 producers, so that they
 * fit a pointer anywhere. The first item of producer 0 is NULL.
 */
#define LFR_ITEM_BITS	24

static inline void *lfr_item(u32 producer, u32 n)
{
	return (void *)((((unsigned long)producer << LFR_ITEM_BITS) | n) << 1);
}

static inline u32 lfr_item_producer(const void *item)
{
	return (unsigned long)item >> 1 >> LFR_ITEM_BITS;
}

static inline u32 lfr_item_n(const void *item)
{
	return ((unsigned long)item >> 1) & ((1u << LFR_ITEM_BITS) - 1);
}

/**
 * struct lfr_seqcheck - the oracle: did every item arrive once, and in order?
 * @next: for each producer, the number of its next item
 * @got: items seen
 * @bad: items that were not the next one of their producer
 * @first_bad: the first of them
 * @expected: what was expected instead
 *
 * Belongs to the consumer; the case looks at it after the end.
 */
struct lfr_seqcheck {
	u32 next[LFR_CASE_WORKERS_MAX];
	u32 got;
	u32 bad;
	void *first_bad;
	u32 expected;
};

static inline void lfr_seqcheck_item(struct lfr_seqcheck *check, const void *item)
{
	u32 producer = lfr_item_producer(item);
	u32 expected = producer < LFR_CASE_WORKERS_MAX ? check->next[producer] : U32_MAX;

	check->got++;
	if (lfr_item_n(item) == expected) {
		check->next[producer]++;
		return;
	}
	if (!check->bad++) {
		check->first_bad = (void *)item;
		check->expected = expected;
	}
}

static inline void lfr_seqcheck_report(struct lfr_test *t, const struct lfr_seqcheck *check)
{
	LFR_EXPECT_MSG(t, !check->bad,
		       "%u of %u items lost, doubled or reordered; first: producer %u item %u, expected %u",
		       check->bad, check->got, lfr_item_producer(check->first_bad),
		       lfr_item_n(check->first_bad), check->expected);
}

/* At rest nothing is left over: no item, no claim, and a lap can be pushed and popped. */
static inline void lfr_fixture_at_rest(struct lfr_test *t, struct lfr_ring *ring)
{
	u32 size = lfr_ring_size(ring);
	void *item;
	u32 i;

	LFR_EXPECT_EQ(t, lfr_ring_len(ring), 0);
	LFR_EXPECT_EQ(t, lfr_ring_tail(ring) - lfr_ring_head(ring), 0);
	LFR_EXPECT(t, !lfr_ring_stalled(ring));
	for (i = 0; i < size; i++)
		LFR_EXPECT_MSG(t, !lfr_ring_push(ring, lfr_item(0, i)), "push %u of %u", i, size);
	LFR_EXPECT_EQ(t, lfr_ring_push(ring, NULL), -ENOSPC);
	for (i = 0; i < size; i++) {
		LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
		LFR_EXPECT(t, item == lfr_item(0, i));
	}
	LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EAGAIN);
}

#endif /* _LFRING_FIXTURE_H */
