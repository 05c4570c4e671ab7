/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring_cases.h - one shard, one step at a time
 */
#ifndef _LFRING_RING_CASES_H
#define _LFRING_RING_CASES_H

#include <lfring/limits.h>
#include <lfring/ring.h>
#include "case.h"
#include "fixture.h"

static int lfr_ring_case_push(struct lfr_ring *ring, void *item, bool local)
{
	return local ? lfr_ring_push_local(ring, item) : lfr_ring_push(ring, item);
}

static void lfring_init_params(struct lfr_test *t)
{
	static const u32 bad[] = { 0, 1, 3, 6, 100, 1u << 25, U32_MAX };
	struct lfr_ring *ring = lfr_case_alloc(t, lfr_ring_bytes(64));
	u32 size, i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		LFR_EXPECT_MSG(t, lfr_ring_init(ring, bad[i]) == -EINVAL, "size %u", bad[i]);
	for (size = LFR_SHARD_SLOTS_MIN; size <= 64; size *= 2) {
		LFR_ASSERT_EQ(t, lfr_ring_init(ring, size), 0);
		LFR_EXPECT_EQ(t, lfr_ring_size(ring), size);
		lfr_fixture_at_rest(t, ring);
	}
}

/* Every slot is as big as a pointer, and producers, consumer and constants share no line. */
static void lfring_layout(struct lfr_test *t)
{
	size_t line = SMP_CACHE_BYTES;

	LFR_EXPECT_EQ(t, lfr_ring_bytes(256) - lfr_ring_bytes(128), 128 * sizeof(void *));
	LFR_EXPECT_EQ(t, offsetof(struct lfr_ring, tail) / line,
		      offsetof(struct lfr_ring, limit) / line);
	LFR_EXPECT(t, offsetof(struct lfr_ring, head) / line !=
		      offsetof(struct lfr_ring, tail) / line);
	LFR_EXPECT(t, offsetof(struct lfr_ring, size) / line !=
		      offsetof(struct lfr_ring, tail) / line);
	LFR_EXPECT(t, offsetof(struct lfr_ring, size) / line !=
		      offsetof(struct lfr_ring, head) / line);
	LFR_EXPECT_EQ(t, offsetof(struct lfr_ring, slots) % line, 0);
	LFR_EXPECT(t, offsetof(struct lfr_ring, slots) / line !=
		      offsetof(struct lfr_ring, size) / line);
}

/* Full to the last slot, and then not one more; in order out; then empty. */
static void lfr_ring_case_laps(struct lfr_test *t, u32 size, u64 start, bool local)
{
	struct lfr_ring *ring = lfr_fixture_ring_at(t, size, start);
	u32 lap, i, n = 0;
	void *item;

	for (lap = 0; lap < 5; lap++) {
		for (i = 0; i < size; i++) {
			LFR_EXPECT_EQ(t, lfr_ring_len(ring), i);
			LFR_ASSERT_EQ(t, lfr_ring_case_push(ring, lfr_item(0, n + i), local), 0);
		}
		LFR_EXPECT_EQ(t, lfr_ring_case_push(ring, NULL, local), -ENOSPC);
		LFR_EXPECT_EQ(t, lfr_ring_len(ring), size);
		LFR_EXPECT_EQ(t, lfr_ring_tail(ring), start + n + size);
		for (i = 0; i < size; i++, n++) {
			LFR_EXPECT_EQ(t, lfr_ring_head(ring), start + n);
			LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
			LFR_ASSERT(t, item == lfr_item(0, n));
		}
		LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EAGAIN);
	}
	/* Out of step with the lap: one in, one out, at every phase. */
	for (i = 0; i < 3 * size; i++) {
		LFR_ASSERT_EQ(t, lfr_ring_case_push(ring, lfr_item(1, i), local), 0);
		LFR_EXPECT_EQ(t, lfr_ring_len(ring), 1);
		LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
		LFR_ASSERT(t, item == lfr_item(1, i));
	}
}

static void lfring_wrap(struct lfr_test *t)
{
	u32 size, i, local;

	for (local = 0; local < 2; local++)
		for (size = 2; size <= 16; size *= 2)
			for (i = 0; i < ARRAY_SIZE(lfr_fixture_starts); i++)
				lfr_ring_case_laps(t, size, lfr_fixture_starts[i], local);
}

static void lfring_null_value(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring(t, 4);
	u32 hello = 0;
	void *item = &hello;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_ring_push(ring, NULL), 0);
	LFR_ASSERT_EQ(t, lfr_ring_push(ring, &hello), 0);
	LFR_EXPECT_EQ(t, lfr_ring_len(ring), 2);

	LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
	LFR_EXPECT(t, !item);
	LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
	LFR_EXPECT(t, item == &hello);
	LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EAGAIN);
	LFR_EXPECT(t, item == &hello);

	/* Nothing but NULL, full, and in a batch. */
	for (i = 0; i < 4; i++)
		LFR_ASSERT_EQ(t, lfr_ring_push_local(ring, NULL), 0);
	LFR_EXPECT_EQ(t, lfr_ring_push_local(ring, NULL), -ENOSPC);
	for (i = 0; i < 4; i++) {
		void *out[1] = { &hello };

		LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, 1), 1);
		LFR_EXPECT(t, !out[0]);
	}
	LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EAGAIN);
}

/* Bit 0 is the lap's tag: what has it set is refused, by itself and in a batch. */
static void lfring_odd_item(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring(t, 8);
	void *odd = (void *)((unsigned long)lfr_item(1, 1) | 1);
	void *items[8];
	u32 i, k;

	LFR_EXPECT_EQ(t, lfr_ring_push(ring, odd), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_ring_push_local(ring, odd), -EINVAL);
	for (k = 0; k < ARRAY_SIZE(items); k++) {
		for (i = 0; i < ARRAY_SIZE(items); i++)
			items[i] = i == k ? odd : lfr_item(0, i);
		LFR_EXPECT_EQ(t, lfr_ring_push_batch(ring, items, 8), 0);
		LFR_EXPECT_EQ(t, lfr_ring_push_batch_local(ring, items, 8), 0);
		LFR_EXPECT(t, !lfr_ring_can_take(items, 8));
		LFR_EXPECT(t, lfr_ring_can_take(items, k));
	}
	LFR_EXPECT_EQ(t, lfr_ring_tail(ring), 0);
	lfr_fixture_at_rest(t, ring);
}

/*
 * Two producers, claim and publish apart:
 *
 *	claim A, claim B, publish B: nothing to take, and not empty
 *	publish A: A, then B
 */
static void lfring_claim_publish(struct lfr_test *t)
{
	u32 i, local;

	for (local = 0; local < 2; local++) {
		for (i = 0; i < ARRAY_SIZE(lfr_fixture_starts); i++) {
			u64 start = lfr_fixture_starts[i], a, b;
			struct lfr_ring *ring = lfr_fixture_ring_at(t, 4, start);
			void *item;

			LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EAGAIN);
			if (local) {
				LFR_ASSERT_EQ(t, lfr_ring_claim_local(ring, 1, &a), 1);
				LFR_ASSERT_EQ(t, lfr_ring_claim_local(ring, 1, &b), 1);
			} else {
				LFR_ASSERT_EQ(t, lfr_ring_claim(ring, 1, &a), 1);
				LFR_ASSERT_EQ(t, lfr_ring_claim(ring, 1, &b), 1);
			}
			LFR_EXPECT_EQ(t, a, start);
			LFR_EXPECT_EQ(t, b, start + 1);
			LFR_EXPECT_EQ(t, lfr_ring_len(ring), 2);
			LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EBUSY);

			lfr_ring_publish(ring, b, lfr_item(2, 0));
			LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EBUSY);
			LFR_EXPECT(t, !lfr_ring_peek(ring, 0, &item));
			LFR_EXPECT_EQ(t, lfr_ring_len(ring), 2);

			lfr_ring_publish(ring, a, lfr_item(1, 0));
			LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
			LFR_EXPECT(t, item == lfr_item(1, 0));
			LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
			LFR_EXPECT(t, item == lfr_item(2, 0));
			LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EAGAIN);
			lfr_fixture_at_rest(t, ring);
		}
	}
}

/* A batch stops at the hole and goes on when it is filled. */
static void lfring_claim_hole(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring_at(t, 8, U64_MAX - 3);
	void *out[8];
	u64 pos;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_ring_claim(ring, 6, &pos), 6);
	for (i = 0; i < 6; i++)
		if (i != 2)
			lfr_ring_publish(ring, pos + i, lfr_item(0, i));

	LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, 8), 2);
	LFR_EXPECT(t, out[0] == lfr_item(0, 0));
	LFR_EXPECT(t, out[1] == lfr_item(0, 1));
	LFR_EXPECT_EQ(t, lfr_ring_pop_batch(ring, out, 8), 0);
	LFR_EXPECT(t, lfr_ring_stalled(ring));
	LFR_EXPECT_EQ(t, lfr_ring_len(ring), 4);

	lfr_ring_publish(ring, pos + 2, lfr_item(0, 2));
	LFR_EXPECT(t, !lfr_ring_stalled(ring));
	LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, 8), 4);
	for (i = 0; i < 4; i++)
		LFR_EXPECT(t, out[i] == lfr_item(0, i + 2));
	lfr_fixture_at_rest(t, ring);
}

static void lfring_claim_partial(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring(t, 4);
	void *out[4];
	u64 pos;
	u32 i;

	/* More than there are: what there is. */
	LFR_ASSERT_EQ(t, lfr_ring_claim(ring, 100, &pos), 4);
	LFR_EXPECT_EQ(t, pos, 0);
	LFR_EXPECT_EQ(t, lfr_ring_claim(ring, 1, &pos), 0);
	LFR_EXPECT_EQ(t, lfr_ring_tail(ring), 4);
	LFR_EXPECT_EQ(t, lfr_ring_len(ring), 4);
	for (i = 0; i < 4; i++)
		lfr_ring_publish(ring, i, lfr_item(0, i));

	LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, 3), 3);
	LFR_ASSERT_EQ(t, lfr_ring_claim_local(ring, U32_MAX, &pos), 3);
	LFR_EXPECT_EQ(t, pos, 4);
	LFR_EXPECT_EQ(t, lfr_ring_tail(ring), 7);
	for (i = 0; i < 3; i++)
		lfr_ring_publish(ring, pos + i, lfr_item(0, 4 + i));
	LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, 4), 4);
	for (i = 0; i < 4; i++)
		LFR_EXPECT(t, out[i] == lfr_item(0, 3 + i));
	lfr_fixture_at_rest(t, ring);
}

static void lfring_stalled(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring(t, 4);
	void *item;
	u64 pos;

	/* Empty is not stalled, nor is a ring with something to take. */
	LFR_EXPECT(t, !lfr_ring_stalled(ring));
	LFR_EXPECT_EQ(t, ring->stalls, 0);
	LFR_ASSERT_EQ(t, lfr_ring_push(ring, NULL), 0);
	LFR_EXPECT(t, !lfr_ring_stalled(ring));
	LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
	LFR_EXPECT_EQ(t, ring->stalls, 0);

	/* Each time it is found is counted. */
	LFR_ASSERT_EQ(t, lfr_ring_claim(ring, 1, &pos), 1);
	LFR_EXPECT(t, lfr_ring_stalled(ring));
	LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EBUSY);
	LFR_EXPECT(t, !lfr_ring_poll(ring, &item));
	LFR_EXPECT_EQ(t, ring->stalls, 2);
	lfr_ring_publish(ring, pos, NULL);
	item = &pos;
	LFR_EXPECT(t, lfr_ring_poll(ring, &item));
	LFR_EXPECT(t, !item);
	LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EAGAIN);
	LFR_EXPECT_EQ(t, ring->stalls, 2);
}

static void lfring_push_batch(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring_at(t, 8, (1ull << 32) - 5);
	void *in[16], *out[16];
	u32 i, n = 0, taken = 0;

	for (i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = lfr_item(0, i);

	/* Nothing. */
	LFR_EXPECT_EQ(t, lfr_ring_push_batch(ring, in, 0), 0);
	LFR_EXPECT_EQ(t, lfr_ring_push_batch_local(ring, NULL, 0), 0);
	LFR_EXPECT_EQ(t, lfr_ring_pop_batch(ring, out, 0), 0);
	LFR_EXPECT_EQ(t, lfr_ring_len(ring), 0);

	/* All, some, none. */
	n += lfr_ring_push_batch(ring, in, 5);
	LFR_EXPECT_EQ(t, n, 5);
	n += lfr_ring_push_batch(ring, in + n, 5);
	LFR_EXPECT_EQ(t, n, 8);
	LFR_EXPECT_EQ(t, lfr_ring_push_batch(ring, in + n, 5), 0);
	LFR_EXPECT_EQ(t, lfr_ring_len(ring), 8);

	/* The array belongs to the caller again. */
	for (i = 0; i < n; i++)
		in[i] = lfr_item(9, 9);

	LFR_EXPECT_EQ(t, lfr_ring_pop_batch(ring, out, 0), 0);
	taken += lfr_ring_pop_batch(ring, out, 3);
	LFR_EXPECT_EQ(t, taken, 3);
	n += lfr_ring_push_batch_local(ring, in + n, 8);
	LFR_EXPECT_EQ(t, n, 11);
	taken += lfr_ring_pop_batch(ring, out + taken, 13);
	LFR_EXPECT_EQ(t, taken, 11);
	for (i = 0; i < taken; i++)
		LFR_EXPECT_MSG(t, out[i] == lfr_item(0, i), "item %u", i);
	lfr_fixture_at_rest(t, ring);
}

/*
 * Batches of every length from every place in a lap, the wrap and the change of the
 * tag in their middle; the hole of a position that is not published yet at each place.
 */
static void lfr_ring_case_batches(struct lfr_test *t, u32 size, u64 start)
{
	struct lfr_ring *ring = lfr_fixture_ring_at(t, size, start);
	void *in[16], *out[16];
	u32 n, hole, i, next = 0;
	u64 pos = 0;

	for (n = 1; n <= size; n++) {
		for (hole = 0; hole <= n; hole++) {
			for (i = 0; i < n; i++)
				in[i] = lfr_item(1, next + i);
			if (hole == n) {
				LFR_ASSERT_EQ(t, lfr_ring_push_batch(ring, in, n), n);
			} else {
				LFR_ASSERT_EQ(t, lfr_ring_claim(ring, n, &pos), n);
				lfr_ring_publish_batch(ring, pos, in, hole);
				lfr_ring_publish_batch(ring, pos + hole + 1, in + hole + 1,
						       n - hole - 1);
			}
			LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, size), hole);
			for (i = 0; i < hole; i++)
				LFR_ASSERT(t, out[i] == in[i]);
			if (hole < n) {
				lfr_ring_publish(ring, pos + hole, in[hole]);
				LFR_ASSERT_EQ(t, lfr_ring_pop_batch(ring, out, size), n - hole);
				for (i = 0; i < n - hole; i++)
					LFR_ASSERT(t, out[i] == in[hole + i]);
			}
			next += n;
		}
	}
	lfr_fixture_at_rest(t, ring);
}

static void lfring_wrap_batch(struct lfr_test *t)
{
	u32 size, i;

	for (size = 2; size <= 16; size *= 2)
		for (i = 0; i < ARRAY_SIZE(lfr_fixture_starts); i++)
			lfr_ring_case_batches(t, size, lfr_fixture_starts[i]);
}

static void lfring_pop_batch(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring(t, 8);
	void *out[10];
	u32 i;

	for (i = 0; i < 8; i++)
		LFR_ASSERT_EQ(t, lfr_ring_push(ring, lfr_item(0, i)), 0);
	/* What lies behind the end of the batch stays as it was. */
	for (i = 0; i < 10; i++)
		out[i] = lfr_item(1, i);
	LFR_EXPECT_EQ(t, lfr_ring_pop_batch(ring, out, 5), 5);
	for (i = 0; i < 10; i++)
		LFR_EXPECT_MSG(t, out[i] == lfr_item(i >= 5, i), "item %u", i);
	/* A batch longer than the ring cannot go round it twice. */
	for (i = 0; i < 5; i++)
		LFR_ASSERT_EQ(t, lfr_ring_push(ring, lfr_item(0, 8 + i)), 0);
	LFR_EXPECT_EQ(t, lfr_ring_pop_batch(ring, out, 10), 8);
	for (i = 0; i < 8; i++)
		LFR_EXPECT_MSG(t, out[i] == lfr_item(0, 5 + i), "item %u", i);
	LFR_EXPECT(t, out[8] == lfr_item(1, 8));
}

static void lfring_peek(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring_at(t, 4, U64_MAX - 1);
	void *item = NULL;
	u32 i, round;

	LFR_EXPECT(t, !lfr_ring_peek(ring, 0, &item));
	for (i = 0; i < 4; i++)
		LFR_ASSERT_EQ(t, lfr_ring_push(ring, lfr_item(0, i)), 0);
	/* Looking takes nothing. */
	for (round = 0; round < 2; round++) {
		for (i = 0; i < 4; i++) {
			LFR_ASSERT(t, lfr_ring_peek(ring, i, &item));
			LFR_EXPECT(t, item == lfr_item(0, i));
		}
	}
	/* Not round and round, however full; two laps on the tag is the same again. */
	for (i = 4; i < 20; i++)
		LFR_EXPECT(t, !lfr_ring_peek(ring, i, &item));
	LFR_EXPECT(t, !lfr_ring_peek(ring, U32_MAX, &item));
	LFR_EXPECT_EQ(t, lfr_ring_len(ring), 4);
	LFR_EXPECT_EQ(t, lfr_ring_push(ring, NULL), -ENOSPC);

	lfr_ring_release(ring, 3);
	LFR_EXPECT_EQ(t, lfr_ring_len(ring), 1);
	LFR_EXPECT(t, !lfr_ring_peek(ring, 1, &item));
	LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
	LFR_EXPECT(t, item == lfr_item(0, 3));
	lfr_fixture_at_rest(t, ring);
}

static void lfring_depth(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring_at(t, 8, (1ull << 32) - 2);
	void *out[8];
	u32 i;

	LFR_EXPECT_EQ(t, lfr_ring_depth(ring), 0);
	for (i = 0; i < 5; i++)
		LFR_ASSERT_EQ(t, lfr_ring_push(ring, NULL), 0);
	LFR_EXPECT_EQ(t, lfr_ring_depth(ring), 5);
	LFR_EXPECT_EQ(t, lfr_ring_pop_batch(ring, out, 4), 4);
	LFR_EXPECT_EQ(t, lfr_ring_depth(ring), 1);
	LFR_EXPECT_EQ(t, ring->deepest, 5);
}

/* Exact at both ends, though producers know the consumer's position from hearsay. */
static void lfring_above(struct lfr_test *t)
{
	u32 s, i, mark;

	for (s = 0; s < ARRAY_SIZE(lfr_fixture_starts); s++) {
		struct lfr_ring *ring = lfr_fixture_ring_at(t, 8, lfr_fixture_starts[s]);
		void *item;

		for (i = 0; i <= 8; i++) {
			for (mark = 0; mark <= 9; mark++)
				LFR_EXPECT_MSG(t, lfr_ring_above(ring, mark) == (i >= mark),
					       "filled %u, mark %u", i, mark);
			LFR_EXPECT(t, !lfr_ring_above(ring, U32_MAX));
			if (i < 8)
				LFR_ASSERT_EQ(t, lfr_ring_push(ring, NULL), 0);
		}
		for (i = 8; i; i--) {
			for (mark = 0; mark <= 9; mark++)
				LFR_EXPECT_MSG(t, lfr_ring_above(ring, mark) == (i >= mark),
					       "drained to %u, mark %u", i, mark);
			LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
		}
	}
}

/* An old guess costs a claim that fails, and is mended: also by who then finds no room. */
static void lfring_guess(struct lfr_test *t)
{
	void *items[3] = { lfr_item(0, 8), lfr_item(0, 9), lfr_item(0, 10) };
	u32 s, i;

	for (s = 0; s < ARRAY_SIZE(lfr_fixture_starts); s++) {
		u64 start = lfr_fixture_starts[s];
		struct lfr_ring *ring = lfr_fixture_ring_at(t, 8, start);
		void *item;

		LFR_EXPECT_EQ(t, (u64)atomic64_read(&ring->guess), start);
		for (i = 0; i < 8; i++) {
			atomic64_set(&ring->guess, start);
			LFR_ASSERT_EQ(t, lfr_ring_push(ring, lfr_item(0, i)), 0);
			LFR_ASSERT_EQ(t, lfr_ring_tail(ring), start + i + 1);
			LFR_EXPECT_EQ(t, (u64)atomic64_read(&ring->guess), start + i + 1);
		}
		atomic64_set(&ring->guess, start + 7);
		LFR_EXPECT_EQ(t, lfr_ring_push(ring, NULL), -ENOSPC);
		LFR_EXPECT_EQ(t, (u64)atomic64_read(&ring->guess), start + 8);
		for (i = 0; i < 8; i++) {
			LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
			LFR_EXPECT(t, item == lfr_item(0, i));
		}
		atomic64_set(&ring->guess, start);
		LFR_ASSERT_EQ(t, lfr_ring_push_batch(ring, items, 3), 3u);
		LFR_EXPECT_EQ(t, (u64)atomic64_read(&ring->guess), start + 11);
		LFR_EXPECT_EQ(t, lfr_ring_pop_batch(ring, items, 3), 3u);
		LFR_EXPECT(t, items[0] == lfr_item(0, 8) && items[2] == lfr_item(0, 10));
	}
}

#ifdef CONFIG_DEBUG_KMEMLEAK
/* What was taken is not found in the ring any more, and the ring goes on as before. */
static void lfring_wiped(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_fixture_ring_at(t, 8, U64_MAX - 10);
	u32 n, lap, i;
	void *out[8];

	for (lap = 0; lap < 4; lap++) {
		for (i = 0; i < 8; i++)
			LFR_ASSERT_EQ(t, lfr_ring_push(ring, lfr_item(1, i)), 0);
		n = lfr_ring_pop_batch(ring, out, 5);
		LFR_EXPECT_EQ(t, n, 5);
		while (n < 8)
			LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &out[n++]), 0);
		for (i = 0; i < 8; i++)
			LFR_EXPECT(t, ring->slots[i] <= 1);
	}
}
#endif

static struct lfr_case lfr_ring_cases[] = {
	LFR_CASE(lfring_init_params),
	LFR_CASE(lfring_layout),
	LFR_CASE(lfring_wrap),
	LFR_CASE(lfring_null_value),
#ifdef CONFIG_DEBUG_KMEMLEAK
	LFR_CASE(lfring_wiped),
#endif
	LFR_CASE(lfring_odd_item),
	LFR_CASE(lfring_claim_publish),
	LFR_CASE(lfring_claim_hole),
	LFR_CASE(lfring_claim_partial),
	LFR_CASE(lfring_stalled),
	LFR_CASE(lfring_push_batch),
	LFR_CASE(lfring_wrap_batch),
	LFR_CASE(lfring_pop_batch),
	LFR_CASE(lfring_peek),
	LFR_CASE(lfring_depth),
	LFR_CASE(lfring_above),
	LFR_CASE(lfring_guess),
	{}
};

#endif /* _LFRING_RING_CASES_H */
