/* SPDX-License-Identifier: GPL-2.0 */
/*
 * regress_cases.h - the known bugs of go-lock-free-ring, which must not be possible here
 *
 * KA1 to KA13 are their numbers; each case begins with the story. Where a bug needs
 * threads, the steps are first replayed with claim and publish apart. The steps that
 * lie inside of a claim are replayed natively, by tests/native/interrupt_cases.h.
 */
#ifndef _LFRING_REGRESS_CASES_H
#define _LFRING_REGRESS_CASES_H

#include <lfring/limits.h>
#include <lfring/ring.h>
#include <lfring/shards.h>
#include "backoff_cases.h"
#include "case.h"
#include "fixture.h"
#include "stress.h"

/*
 * KA1: full, two slots. A and B add to the tail, A finds its slot taken, the consumer
 * takes both items, B finds its slot free and publishes, A subtracts again. The
 * position that A had is then nobody's: the consumer waits for it for ever.
 */
static void lfring_ka1_wedge(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring_at(t, 2, 0);
	void *item, *out[2];
	u64 a, b;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_ring_push(ring, lfr_item(0, 0)), 0);
	LFR_ASSERT_EQ(t, lfr_ring_push(ring, lfr_item(0, 1)), 0);

	/* Neither A nor B gets anything, and nothing has moved. */
	for (i = 0; i < 100; i++) {
		LFR_EXPECT_EQ(t, lfr_ring_claim(ring, 1, &a), 0);
		LFR_EXPECT_EQ(t, lfr_ring_claim(ring, 2, &b), 0);
	}
	LFR_EXPECT_EQ(t, lfr_ring_tail(ring), 2);
	LFR_EXPECT_EQ(t, lfr_ring_len(ring), 2);
	LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, 2), 2);

	/* B is first to publish; A's position is still A's. */
	LFR_ASSERT_EQ(t, lfr_ring_claim(ring, 1, &a), 1);
	LFR_ASSERT_EQ(t, lfr_ring_claim(ring, 1, &b), 1);
	LFR_EXPECT_EQ(t, a, 2);
	LFR_EXPECT_EQ(t, b, 3);
	lfr_ring_publish(ring, b, lfr_item(2, 0));
	LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EBUSY);
	lfr_ring_publish(ring, a, lfr_item(1, 0));
	LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, 2), 2);
	LFR_EXPECT(t, out[0] == lfr_item(1, 0));
	LFR_EXPECT(t, out[1] == lfr_item(2, 0));

	for (i = 0; i < 100; i++) {
		LFR_ASSERT_EQ(t, lfr_ring_push(ring, lfr_item(0, i)), 0);
		LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
		LFR_EXPECT(t, item == lfr_item(0, i));
	}
	lfr_fixture_at_rest(t, ring);
}

/*
 * KA2: full, two slots. P2 and P1 add to the tail, P2 finds its slot taken, the consumer
 * takes both, P1 finds its slot free, P2 subtracts and tries again: it is given the
 * position P1 has. Both publish, both are told yes, one item is gone.
 */
static void lfring_ka2_dup_claim(struct lfr_test *t)
{
	u32 attempt, local;

	for (local = 0; local < 2; local++) {
		struct lfr_ring *ring = lfr_fixture_ring_at(t, 2, U64_MAX);
		u64 owned[4], pos;
		u32 n, i;
		void *out[2];

		/* Whatever fails in between, no position is given twice. */
		for (n = 0; n < 2; n++)
			LFR_ASSERT_EQ(t, lfr_ring_claim(ring, 1, &owned[n]), 1);
		for (attempt = 0; attempt < 5; attempt++)
			LFR_EXPECT_EQ(t, local ? lfr_ring_claim_local(ring, 1, &pos) :
						 lfr_ring_claim(ring, 1, &pos), 0);
		lfr_ring_publish(ring, owned[1], lfr_item(1, 1));
		lfr_ring_publish(ring, owned[0], lfr_item(1, 0));
		LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, 2), 2);
		LFR_EXPECT(t, out[0] == lfr_item(1, 0));
		LFR_EXPECT(t, out[1] == lfr_item(1, 1));

		for (; n < 4; n++) {
			LFR_ASSERT_EQ(t, local ? lfr_ring_claim_local(ring, 1, &owned[n]) :
						 lfr_ring_claim(ring, 1, &owned[n]), 1);
			for (i = 0; i < n; i++)
				LFR_EXPECT(t, owned[i] != owned[n]);
		}
		LFR_EXPECT_EQ(t, lfr_ring_claim(ring, 1, &pos), 0);
		lfr_ring_publish(ring, owned[3], lfr_item(2, 1));
		lfr_ring_publish(ring, owned[2], lfr_item(2, 0));
		LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, 2), 2);
		LFR_EXPECT(t, out[0] == lfr_item(2, 0));
		LFR_EXPECT(t, out[1] == lfr_item(2, 1));
		lfr_fixture_at_rest(t, ring);
	}
}

/*
 * KA1 and KA2 as they happen: more producers than shards, two slots in each, retries
 * without end.
 */
static void lfring_ka12_stress(struct lfr_test *t)
{
	static const struct {
		u32 shards;
		u32 producers;
		u32 batch;
	} rows[] = { { 1, 2, 1 }, { 1, 8, 1 }, { 2, 6, 2 } };
	u32 r;

	for (r = 0; r < ARRAY_SIZE(rows); r++) {
		struct lfr_shards *shards =
			lfr_fixture_shards_at(t, 2 * rows[r].shards, rows[r].shards,
					      LFR_SELECT_PRODUCER, (1ull << 32) - 1000);
		struct lfr_stress *s = lfr_stress_new(t, shards, rows[r].producers, 20000);

		s->batch = rows[r].batch;
		lfr_stress_run(t, s);
	}
}

/**
 * struct lfr_ka3 - records whose halves belong together
 * @ring: of two slots
 * @record: the records, plain memory
 * @producers: how many
 * @items: that each of them puts in
 * @got: records that came
 * @torn: records of which one half was another's, or that were not to come
 */
struct lfr_ka3 {
	struct lfr_ring *ring;
	struct lfr_ka3_record {
		u32 type;
		u32 data;
	} *record;
	u32 producers;
	u32 items;
	u32 got;
	u32 torn;
};

static void lfr_ka3_worker(struct lfr_worker *self)
{
	struct lfr_ka3 *ka3 = self->ctx;
	u32 i;

	for (i = 0; self->index && i < ka3->items; i++) {
		struct lfr_ka3_record *mine =
			&ka3->record[(self->index - 1) * ka3->items + i];

		mine->type = self->index;
		mine->data = i;
		while (lfr_ring_push(ka3->ring, mine))
			if (!lfr_case_yield(self))
				return;
	}
	while (!self->index && ka3->got < ka3->producers * ka3->items) {
		struct lfr_ka3_record *record;
		void *item;

		if (lfr_ring_pop(ka3->ring, &item)) {
			if (!lfr_case_yield(self))
				return;
			continue;
		}
		record = item;
		ka3->got++;
		if (record != &ka3->record[(record->type - 1) * ka3->items + record->data])
			ka3->torn++;
		/* Whoever comes twice is not what it was. */
		record->type = 0;
	}
}

/*
 * KA3: the two of KA2 write a value of two words each, and the slot ends up with one
 * word of both. A slot is one word here, and its contents are the producer's until the
 * consumer has them.
 */
static void lfring_ka3_torn_item(struct lfr_test *t)
{
	struct lfr_ka3 *ka3 = lfr_case_alloc(t, sizeof(*ka3));

	ka3->ring = lfr_fixture_ring_at(t, 2, U64_MAX - 500);
	ka3->producers = 4;
	ka3->items = lfr_case_scale(10000);
	ka3->record = lfr_case_alloc(t, ka3->producers * ka3->items * sizeof(*ka3->record));
	LFR_EXPECT_EQ(t, sizeof(ka3->ring->slots[0]), sizeof(void *));
	lfr_case_threads(t, 1 + ka3->producers, lfr_ka3_worker, ka3);
	LFR_EXPECT_EQ(t, ka3->got, ka3->producers * ka3->items);
	LFR_EXPECT_EQ(t, ka3->torn, 0);
	lfr_fixture_at_rest(t, ka3->ring);
}

/*
 * KA4: with one slot "written" is the same as "free for the next lap": the second write
 * lands on the first, and the reader finds nothing, ever.
 */
static void lfring_ka4_cap1(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_case_alloc(t, lfr_ring_bytes(2));
	struct lfr_shards *shards;
	u32 i;

	LFR_EXPECT_EQ(t, lfr_ring_init(ring, 1), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_ring_round(0), 2);
	LFR_EXPECT_EQ(t, lfr_ring_round(1), 2);
	LFR_EXPECT_EQ(t, lfr_shards_split(64, 64), 2);
	LFR_EXPECT_EQ(t, lfr_shards_split(1, 64), 2);

	shards = lfr_fixture_shards(t, 64, 64, LFR_SELECT_PRODUCER);
	for (i = 0; i < 128; i++)
		LFR_EXPECT_EQ(t, lfr_shards_push(shards, i, lfr_item(0, i / 64)), 0);
	for (i = 0; i < 64; i++) {
		LFR_EXPECT_EQ(t, lfr_shards_push(shards, i, NULL), -ENOSPC);
		lfr_ring_release(lfr_fixture_shard(shards, i), 2);
		lfr_fixture_at_rest(t, lfr_fixture_shard(shards, i));
	}
}

/*
 * KA5: no retries meant that nothing was tried, and no limit that it went on for ever;
 * a limit of k meant k - 1 sleeps; and nothing could stop a producer.
 */
static void lfring_ka5_zero_cfg(struct lfr_test *t)
{
	static const struct lfr_backoff bad[] = {
		{},
		{ .max_retries = 0, .backoff_us = 100, .max_backoffs = 10 },
		{ .max_retries = 10, .backoff_us = 0, .max_backoffs = 10 },
		{ .max_retries = 10, .backoff_us = 0, .max_backoffs = 0 },
	};
	struct lfr_backoff once = { .max_retries = 1, .backoff_us = 1, .max_backoffs = 1 };
	struct lfr_backoff forever = LFR_BACKOFF_INIT;
	struct lfr_backoff_case *c = lfr_backoff_case_full(t);
	void *item = NULL, *out[16];
	u32 i, done, len;

	for (i = 0; i < ARRAY_SIZE(bad); i++) {
		/* Whether there is room or not. */
		for (len = 16; ; len = 0) {
			done = 77;
			LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, &item, 1, bad[i], &done),
				      -EINVAL);
			LFR_EXPECT_EQ(t, done, 0);
			LFR_EXPECT_EQ(t, c->calls, 0);
			LFR_EXPECT_EQ(t, lfr_shards_len(c->shards), len);
			if (!len)
				break;
			lfr_shards_pop_batch(c->shards, out, 16);
		}
		for (len = 0; len < 16; len++)
			LFR_ASSERT_EQ(t, lfr_shards_push(c->shards, 0, NULL), 0);
	}
	LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, &item, 1, once, &done), -ENOSPC);
	LFR_EXPECT_EQ(t, c->calls, 1);
	c->stop_at = 3;
	LFR_EXPECT_EQ(t, lfr_backoff_case_push(c, &item, 1, forever, &done), -EINTR);
	LFR_EXPECT_EQ(t, c->calls, 3);
}

/**
 * struct lfr_ka6 - one shard is filled as fast as it is read
 * @shards: what is tested
 * @hot: the shard that is always full
 * @take: items that the consumer takes at a time
 * @taken: so far
 * @pushed: items that each producer put in
 * @refused: pushes of the others that found no room
 * @check: items that came out
 */
struct lfr_ka6 {
	struct lfr_shards *shards;
	u32 hot;
	u32 take;
	u32 taken;
	u32 pushed[4];
	u32 refused;
	struct lfr_seqcheck check;
};

/* Each of the others pushes a tenth of what is taken. */
static void lfr_ka6_push(struct lfr_ka6 *ka6)
{
	u32 k;

	while (!lfr_shards_push(ka6->shards, ka6->hot, lfr_item(ka6->hot, ka6->pushed[ka6->hot])))
		ka6->pushed[ka6->hot]++;
	for (k = 0; k < 4; k++) {
		while (k != ka6->hot && ka6->pushed[k] * 10 <= ka6->taken) {
			if (lfr_shards_push(ka6->shards, k, lfr_item(k, ka6->pushed[k]))) {
				ka6->refused++;
				break;
			}
			ka6->pushed[k]++;
		}
	}
}

static void lfr_ka6_case(struct lfr_test *t, u32 hot, u32 take)
{
	struct lfr_ka6 *ka6 = lfr_case_alloc(t, sizeof(*ka6));
	void *out[64];
	u32 i, k;

	ka6->shards = lfr_fixture_shards(t, 4 * 128, 4, LFR_SELECT_PRODUCER);
	ka6->hot = hot;
	ka6->take = take;
	while (ka6->taken < 10000) {
		lfr_ka6_push(ka6);
		LFR_ASSERT_EQ(t, lfr_shards_pop_batch(ka6->shards, out, take), take);
		ka6->taken += take;
		for (i = 0; i < take; i++)
			lfr_seqcheck_item(&ka6->check, out[i]);
	}
	LFR_EXPECT_MSG(t, !ka6->refused, "shard %u hot, %u at a time: %u refused", hot, take,
		       ka6->refused);
	for (k = 0; k < 4; k++)
		LFR_EXPECT_MSG(t, ka6->check.next[k] >= 900,
			       "shard %u hot, %u at a time: only %u of 10000 from shard %u", hot,
			       take, ka6->check.next[k], k);
	lfr_seqcheck_report(t, &ka6->check);
}

/*
 * KA6: every read began at shard 0. As long as that one was filled as fast as it was
 * read, the others were never visited and their producers dropped everything.
 */
static void lfring_ka6_fairness(struct lfr_test *t)
{
	u32 hot;

	for (hot = 0; hot < 4; hot++) {
		lfr_ka6_case(t, hot, 1);
		lfr_ka6_case(t, hot, 8);
		lfr_ka6_case(t, hot, 64);
	}
}

/**
 * struct lfr_ka7 - watching the length while producers fail
 * @ring: of two slots
 * @live: workers that push and pop
 * @rounds: of each of them
 * @longest: the greatest length that was seen
 */
struct lfr_ka7 {
	struct lfr_ring *ring;
	atomic_t live;
	u32 rounds;
	u32 longest;
};

static void lfr_ka7_worker(struct lfr_worker *self)
{
	struct lfr_ka7 *ka7 = self->ctx;
	void *item;
	u32 i, len;

	if (!self->index) {
		while (atomic_read(&ka7->live)) {
			len = lfr_ring_len(ka7->ring);
			if (len > ka7->longest)
				ka7->longest = len;
			if (!lfr_case_yield(self))
				break;
		}
		return;
	}
	for (i = 0; i < ka7->rounds; i++) {
		if (self->index == 1)
			lfr_ring_pop(ka7->ring, &item);
		else
			lfr_ring_push(ka7->ring, NULL);
		if (i % 16 == 0 && !lfr_case_yield(self))
			break;
	}
	atomic_fetch_add_relaxed(-1, &ka7->live);
}

/*
 * KA7: producers that failed counted until they had taken themselves back, so the ring
 * was longer than it can be, and others were told "full" although a slot was free.
 */
static void lfring_ka7_len_le_cap(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring(t, 4);
	struct lfr_ka7 *ka7 = lfr_case_alloc(t, sizeof(*ka7));
	void *item;
	u64 pos;
	u32 i;

	for (i = 0; i < 4; i++)
		LFR_ASSERT_EQ(t, lfr_ring_push(ring, lfr_item(0, i)), 0);
	/* A fails, the consumer frees one slot, B gets it. */
	for (i = 0; i < 20; i++) {
		LFR_EXPECT_EQ(t, lfr_ring_claim(ring, 3, &pos), 0);
		LFR_EXPECT_EQ(t, lfr_ring_len(ring), 4);
		LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
		LFR_ASSERT_EQ(t, lfr_ring_claim(ring, 3, &pos), 1);
		lfr_ring_publish(ring, pos, NULL);
	}
	LFR_EXPECT_EQ(t, lfr_ring_tail(ring), 24);

	ka7->ring = lfr_fixture_ring_at(t, 2, U64_MAX - 100);
	ka7->rounds = lfr_case_scale(50000);
	atomic_set(&ka7->live, 5);
	lfr_case_threads(t, 6, lfr_ka7_worker, ka7);
	LFR_EXPECT(t, ka7->longest <= 2);
	while (!lfr_ring_pop(ka7->ring, &item))
		;
	lfr_fixture_at_rest(t, ka7->ring);
}

/*
 * KA8: a producer that is stopped between claim and publish holds up its own shard, no
 * other one, and is told apart from an empty ring.
 */
static void lfring_ka8_stalled_producer(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 2 * 8, 2, LFR_SELECT_PRODUCER);
	struct lfr_ring *held = lfr_fixture_shard(shards, 0);
	void *item, *out[8];
	u64 pos;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_ring_claim(held, 1, &pos), 1);
	for (i = 0; i < 7; i++)
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, 0, lfr_item(0, i + 1)), 0);
	for (i = 0; i < 1000; i++) {
		LFR_ASSERT_EQ(t, lfr_shards_push(shards, 1, lfr_item(1, i)), 0);
		LFR_ASSERT_EQ(t, lfr_shards_pop(shards, &item), 0);
		LFR_EXPECT(t, item == lfr_item(1, i));
		LFR_EXPECT_EQ(t, lfr_shards_pop(shards, &item), -EAGAIN);
		LFR_EXPECT_EQ(t, lfr_shards_stalled(shards), 1);
	}
	LFR_EXPECT_EQ(t, held->stalls, 1000);
	lfr_ring_publish(held, pos, lfr_item(0, 0));
	LFR_ASSERT_EQ(t, lfr_shards_pop_batch(shards, out, 8), 8);
	for (i = 0; i < 8; i++)
		LFR_EXPECT(t, out[i] == lfr_item(0, i));
}

/* KA9: 10 slots in 4 shards became 8. Here there are never fewer than were asked for. */
static void lfring_ka9_capacity(struct lfr_test *t)
{
	u32 total, nr;

	for (nr = 1; nr <= 64; nr *= 2) {
		for (total = 0; total <= 300; total++) {
			u32 each = lfr_shards_split(total, nr);

			LFR_EXPECT(t, each >= LFR_SHARD_SLOTS_MIN);
			LFR_EXPECT(t, each * nr >= total);
			/* And no more than the next power of two needs. */
			LFR_EXPECT(t, each == LFR_SHARD_SLOTS_MIN || each / 2 * nr < total);
		}
	}
}

static struct lfr_case lfr_regress_cases[] = {
	LFR_CASE(lfring_ka1_wedge),
	LFR_CASE(lfring_ka2_dup_claim),
	LFR_CASE_SLOW(lfring_ka12_stress),
	LFR_CASE_SLOW(lfring_ka3_torn_item),
	LFR_CASE(lfring_ka4_cap1),
	LFR_CASE(lfring_ka5_zero_cfg),
	LFR_CASE(lfring_ka6_fairness),
	LFR_CASE_SLOW(lfring_ka7_len_le_cap),
	LFR_CASE(lfring_ka8_stalled_producer),
	LFR_CASE(lfring_ka9_capacity),
	{}
};

#endif /* _LFRING_REGRESS_CASES_H */
