/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream_cases.h - a stream ring, one step at a time
 */
#ifndef _LFRING_STREAM_CASES_H
#define _LFRING_STREAM_CASES_H

#include <lfring/limits.h>
#include <lfring/stream.h>
#include "case.h"
#include "stream_fixture.h"

/* The first of mq's three tests: in, out, and back to empty. */
static void lfring_stream_basic(struct lfr_test *t)
{
	struct lfr_stream *stream = lfr_stream_fixture(t, 16);
	void *item = NULL;
	u32 i;

	LFR_EXPECT(t, lfr_stream_empty(stream));
	LFR_EXPECT(t, !lfr_stream_full(stream));
	LFR_EXPECT_EQ(t, lfr_stream_size(stream), 16);
	LFR_EXPECT_EQ(t, lfr_stream_len(stream), 0);
	for (i = 1; i <= 10; i++) {
		LFR_ASSERT_EQ(t, lfr_stream_push(stream, lfr_stream_item(0, i)), 0);
		LFR_EXPECT_EQ(t, lfr_stream_len(stream), i);
		LFR_EXPECT(t, !lfr_stream_empty(stream));
	}
	for (i = 1; i <= 10; i++) {
		LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
		LFR_EXPECT(t, item == lfr_stream_item(0, i));
		LFR_EXPECT_EQ(t, lfr_stream_len(stream), 10 - i);
	}
	LFR_EXPECT(t, lfr_stream_empty(stream));
	lfr_stream_at_rest(t, stream);
}

/* The second: eight slots hold eight items, not seven, and not nine. */
static void lfring_stream_full_capacity(struct lfr_test *t)
{
	struct lfr_stream *stream = lfr_stream_fixture(t, 8);
	void *item;
	u32 i;

	for (i = 0; i < 8; i++) {
		LFR_EXPECT(t, !lfr_stream_full(stream));
		LFR_ASSERT_EQ(t, lfr_stream_push(stream, lfr_stream_item(0, i)), 0);
	}
	LFR_EXPECT(t, lfr_stream_full(stream));
	LFR_EXPECT_EQ(t, lfr_stream_push(stream, lfr_stream_item(0, 8)), -ENOSPC);
	LFR_EXPECT_EQ(t, lfr_stream_try_push(stream, lfr_stream_item(0, 8)), -ENOSPC);
	LFR_EXPECT_EQ(t, lfr_stream_len(stream), 8);
	LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
	LFR_EXPECT(t, item == lfr_stream_item(0, 0));
	LFR_EXPECT(t, !lfr_stream_full(stream));
	LFR_ASSERT_EQ(t, lfr_stream_try_push(stream, lfr_stream_item(0, 8)), 0);
	LFR_EXPECT(t, lfr_stream_full(stream));
	for (i = 1; i <= 8; i++) {
		LFR_ASSERT_EQ(t, lfr_stream_try_pop(stream, &item), 0);
		LFR_EXPECT(t, item == lfr_stream_item(0, i));
	}
	item = lfr_stream_item(1, 1);
	LFR_EXPECT_EQ(t, lfr_stream_try_pop(stream, &item), -ENODATA);
	LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -ENODATA);
	LFR_EXPECT(t, item == lfr_stream_item(1, 1));
	lfr_stream_at_rest(t, stream);
}

/* The third: 64 slots, batches of 8, out in batches of another length. */
static void lfring_stream_batch_operations(struct lfr_test *t)
{
	struct lfr_stream *stream = lfr_stream_fixture(t, 64);
	void *in[8], *out[64];
	u32 i, n, taken = 0;

	for (n = 0; n < 64; n += 8) {
		for (i = 0; i < 8; i++)
			in[i] = lfr_stream_item(0, n + i);
		LFR_ASSERT_EQ(t, lfr_stream_push_batch(stream, in, 8), 8);
		LFR_EXPECT_EQ(t, lfr_stream_len(stream), n + 8);
	}
	LFR_EXPECT_EQ(t, lfr_stream_push_batch(stream, in, 8), 0);
	while ((n = lfr_stream_pop_batch(stream, out + taken, 5)))
		taken += n;
	LFR_EXPECT_EQ(t, taken, 64);
	for (i = 0; i < taken; i++)
		LFR_EXPECT_MSG(t, out[i] == lfr_stream_item(0, i), "item %u", i);
	LFR_EXPECT(t, lfr_stream_empty(stream));
	lfr_stream_at_rest(t, stream);
}

static void lfring_stream_init_params(struct lfr_test *t)
{
	static const u32 bad[] = { 0, 1, 3, 6, 100, LFR_STREAM_SLOTS_MAX + 1,
				   2 * LFR_STREAM_SLOTS_MAX, 1u << 31, U32_MAX };
	static const struct {
		u64 wanted;
		u32 gets;
	} rows[] = {
		{ 0, LFR_STREAM_SLOTS_DEFAULT }, { 1, 2 }, { 2, 2 }, { 3, 4 }, { 100, 128 },
		{ 4096, 4096 }, { 4097, 8192 }, { LFR_STREAM_SLOTS_MAX, LFR_STREAM_SLOTS_MAX },
		{ LFR_STREAM_SLOTS_MAX + 1ull, 0 }, { 1ull << 32, 0 }, { U64_MAX, 0 },
	};
	static const u32 presets[][2] = {
		{ LFR_STREAM_SLOTS_LATENCY, LFR_STREAM_BATCH_LATENCY },
		{ LFR_STREAM_SLOTS_LINEAR, LFR_STREAM_BATCH_LINEAR },
		{ LFR_STREAM_SLOTS_THROUGHPUT, LFR_STREAM_BATCH_THROUGHPUT },
	};
	struct lfr_stream *stream = lfr_case_alloc(t, lfr_stream_bytes(64));
	u32 size, i;

	for (i = 0; i < ARRAY_SIZE(bad); i++)
		LFR_EXPECT_MSG(t, lfr_stream_init(stream, bad[i]) == -EINVAL, "size %u", bad[i]);
	for (size = LFR_STREAM_SLOTS_MIN; size <= 64; size *= 2) {
		LFR_ASSERT_EQ(t, lfr_stream_init(stream, size), 0);
		LFR_EXPECT_EQ(t, lfr_stream_size(stream), size);
		lfr_stream_at_rest(t, stream);
	}
	for (i = 0; i < ARRAY_SIZE(rows); i++)
		LFR_EXPECT_MSG(t, lfr_stream_round(rows[i].wanted) == rows[i].gets,
			       "%llu slots wanted", (unsigned long long)rows[i].wanted);
	/* 4096/64, 8192/128, 16384/256 */
	for (i = 0; i < ARRAY_SIZE(presets); i++) {
		LFR_EXPECT_EQ(t, presets[i][0], 4096u << i);
		LFR_EXPECT_EQ(t, presets[i][1], 64u << i);
		stream = lfr_stream_fixture(t, presets[i][0]);
		lfr_stream_at_rest(t, stream);
	}
}

/* Full to the last slot, and then not one more; in order out; then empty. */
static void lfr_stream_case_laps(struct lfr_test *t, u32 size, u64 start)
{
	struct lfr_stream *stream = lfr_stream_fixture_at(t, size, start);
	u32 lap, i, n = 0;
	void *item;

	LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -ENODATA);
	for (lap = 0; lap < 5; lap++) {
		for (i = 0; i < size; i++) {
			LFR_EXPECT_EQ(t, lfr_stream_len(stream), i);
			LFR_EXPECT(t, !lfr_stream_full(stream));
			LFR_ASSERT_EQ(t, lfr_stream_push(stream, lfr_stream_item(0, n + i)), 0);
			LFR_EXPECT(t, !lfr_stream_empty(stream));
		}
		LFR_EXPECT_EQ(t, lfr_stream_push(stream, NULL), -ENOSPC);
		LFR_EXPECT(t, lfr_stream_full(stream));
		LFR_EXPECT_EQ(t, lfr_stream_len(stream), size);
		LFR_EXPECT_EQ(t, lfr_stream_tail(stream), start + n + size);
		for (i = 0; i < size; i++, n++) {
			LFR_EXPECT_EQ(t, lfr_stream_head(stream), start + n);
			LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
			LFR_ASSERT(t, item == lfr_stream_item(0, n));
			LFR_EXPECT(t, !lfr_stream_full(stream));
		}
		LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -ENODATA);
		LFR_EXPECT(t, lfr_stream_empty(stream));
	}
	/* Out of step with the lap: one in, one out, at every phase. */
	for (i = 0; i < 3 * size; i++) {
		LFR_ASSERT_EQ(t, lfr_stream_push(stream, lfr_stream_item(1, i)), 0);
		LFR_EXPECT_EQ(t, lfr_stream_len(stream), 1);
		LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
		LFR_ASSERT(t, item == lfr_stream_item(1, i));
		LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -ENODATA);
	}
}

static void lfring_stream_wrap(struct lfr_test *t)
{
	u32 size, i;

	for (size = 2; size <= 16; size *= 2)
		for (i = 0; i < ARRAY_SIZE(lfr_fixture_starts); i++)
			lfr_stream_case_laps(t, size, lfr_fixture_starts[i]);
}

/* Batches of every length, at every phase of the lap, across every wrap. */
static void lfring_stream_wrap_batch(struct lfr_test *t)
{
	void *in[40], *out[40];
	u32 size, s, n, i, k, got, pushed, popped;

	for (size = 2; size <= 32; size *= 4) {
		for (s = 0; s < ARRAY_SIZE(lfr_fixture_starts); s++) {
			struct lfr_stream *stream =
				lfr_stream_fixture_at(t, size, lfr_fixture_starts[s]);

			pushed = 0;
			popped = 0;
			/* In by 1, 1, 1, 2, 2, 2, ...; out one less, but each third time all. */
			for (k = 0; k < 3 * (size + 1); k++) {
				u32 room = size - (pushed - popped), max;

				n = 1 + k / 3;
				for (i = 0; i < n; i++)
					in[i] = lfr_stream_item(0, pushed + i);
				got = lfr_stream_push_batch(stream, in, n);
				LFR_ASSERT_EQ(t, got, min(n, room));
				pushed += got;
				max = k % 3 == 2 ? ARRAY_SIZE(out) : n - 1;
				got = lfr_stream_pop_batch(stream, out, max);
				LFR_ASSERT_EQ(t, got, min(max, pushed - popped));
				for (i = 0; i < got; i++)
					LFR_ASSERT(t, out[i] == lfr_stream_item(0, popped + i));
				popped += got;
			}
			lfr_stream_at_rest(t, stream);
		}
	}
}

static void lfring_stream_null_value(struct lfr_test *t)
{
	struct lfr_stream *stream = lfr_stream_fixture(t, 4);
	void *hello = stream, *item = hello, *some[4] = {};
	u32 i, lap;

	LFR_ASSERT_EQ(t, lfr_stream_push(stream, NULL), 0);
	LFR_ASSERT_EQ(t, lfr_stream_push(stream, hello), 0);
	LFR_EXPECT_EQ(t, lfr_stream_len(stream), 2);
	LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
	LFR_EXPECT(t, !item);
	LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
	LFR_EXPECT(t, item == hello);

	/* Nothing but NULL, full, for some laps. */
	for (lap = 0; lap < 4; lap++) {
		LFR_ASSERT_EQ(t, lfr_stream_push_batch(stream, some, 4), 4);
		LFR_EXPECT_EQ(t, lfr_stream_push(stream, NULL), -ENOSPC);
		for (i = 0; i < 4; i++) {
			item = hello;
			LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
			LFR_EXPECT(t, !item);
		}
		LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -ENODATA);
	}
}

/* Bit 0 is the ring's: who sets it is refused, and nothing has happened. */
static void lfring_stream_odd_item(struct lfr_test *t)
{
	struct lfr_stream *stream = lfr_stream_fixture(t, 8);
	void *odd = (void *)((unsigned long)lfr_stream_item(0, 7) | 1);
	void *in[8], *out[8], *item;
	u32 i, n;

	LFR_EXPECT_EQ(t, lfr_stream_push(stream, odd), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_stream_try_push(stream, odd), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_stream_push(stream, (void *)1ul), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_stream_push(stream, (void *)~0ul), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_stream_tail(stream), 0);

	/* Wherever it is. */
	for (n = 1; n <= 8; n++) {
		for (i = 0; i < 8; i++)
			in[i] = i == n - 1 ? odd : lfr_stream_item(0, i);
		LFR_EXPECT_EQ(t, lfr_stream_push_batch(stream, in, 8), -EINVAL);
		LFR_EXPECT_EQ(t, lfr_stream_tail(stream), 0);
		LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -ENODATA);
	}
	/* Up to there they are good. */
	LFR_EXPECT_EQ(t, lfr_stream_push_batch(stream, in, 7), 7);
	LFR_EXPECT_EQ(t, lfr_stream_push(stream, odd), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_stream_pop_batch(stream, out, 8), 7);
	for (i = 0; i < 7; i++)
		LFR_EXPECT(t, out[i] == lfr_stream_item(0, i));
	lfr_stream_at_rest(t, stream);
}

/*
 * Two producers, claim and publish apart:
 *
 *	claim A, claim B, publish B: nothing to take, and not empty
 *	publish A: A, then B
 */
static void lfring_stream_claim_publish(struct lfr_test *t)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(lfr_fixture_starts); i++) {
		u64 start = lfr_fixture_starts[i], a, b;
		struct lfr_stream *stream = lfr_stream_fixture_at(t, 4, start);
		void *item = stream;

		LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -ENODATA);
		LFR_EXPECT(t, !lfr_stream_stalled(stream));
		LFR_ASSERT_EQ(t, lfr_stream_claim(stream, 1, &a), 1);
		LFR_ASSERT_EQ(t, lfr_stream_claim(stream, 1, &b), 1);
		LFR_EXPECT_EQ(t, a, start);
		LFR_EXPECT_EQ(t, b, start + 1);
		LFR_EXPECT_EQ(t, lfr_stream_len(stream), 2);
		LFR_EXPECT(t, !lfr_stream_empty(stream));
		LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -EBUSY);
		LFR_EXPECT_EQ(t, lfr_stream_try_pop(stream, &item), -EBUSY);
		LFR_EXPECT(t, item == stream);

		lfr_stream_publish(stream, b, lfr_stream_item(2, 0));
		LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -EBUSY);
		LFR_EXPECT_EQ(t, lfr_stream_pop_batch(stream, &item, 1), 0);
		LFR_EXPECT(t, lfr_stream_stalled(stream));
		LFR_EXPECT_EQ(t, lfr_stream_len(stream), 2);

		lfr_stream_publish(stream, a, lfr_stream_item(1, 0));
		LFR_EXPECT(t, !lfr_stream_stalled(stream));
		LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
		LFR_EXPECT(t, item == lfr_stream_item(1, 0));
		LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
		LFR_EXPECT(t, item == lfr_stream_item(2, 0));
		LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -ENODATA);
		lfr_stream_at_rest(t, stream);
	}
}

/* A batch stops at the hole, wherever it is, and goes on when it is filled. */
static void lfring_stream_hole(struct lfr_test *t)
{
	u32 hole, i, k;
	void *out[32];
	u64 pos;

	for (k = 0; k < 20; k++) {
		for (hole = 0; hole < 20; hole++) {
			struct lfr_stream *stream = lfr_stream_fixture_at(t, 32, U64_MAX - k);

			LFR_ASSERT_EQ(t, lfr_stream_claim(stream, 20, &pos), 20);
			for (i = 20; i--;)
				if (i != hole)
					lfr_stream_publish(stream, pos + i, lfr_stream_item(0, i));
			LFR_ASSERT_EQ(t, lfr_stream_pop_batch(stream, out, 32), hole);
			for (i = 0; i < hole; i++)
				LFR_EXPECT(t, out[i] == lfr_stream_item(0, i));
			LFR_EXPECT_EQ(t, lfr_stream_pop_batch(stream, out, 32), 0);
			LFR_EXPECT(t, lfr_stream_stalled(stream));
			LFR_EXPECT_EQ(t, lfr_stream_len(stream), 20 - hole);

			lfr_stream_publish(stream, pos + hole, lfr_stream_item(0, hole));
			LFR_EXPECT(t, !lfr_stream_stalled(stream));
			LFR_ASSERT_EQ(t, lfr_stream_pop_batch(stream, out, 32), 20 - hole);
			for (i = hole; i < 20; i++)
				LFR_EXPECT(t, out[i - hole] == lfr_stream_item(0, i));
			LFR_EXPECT(t, lfr_stream_empty(stream));
		}
	}
}

static void lfring_stream_batch_limits(struct lfr_test *t)
{
	struct lfr_stream *stream = lfr_stream_fixture(t, 8);
	void *in[16], *out[16];
	u32 i;

	for (i = 0; i < ARRAY_SIZE(in); i++)
		in[i] = lfr_stream_item(0, i);

	/* Nothing, not even an array. */
	LFR_EXPECT_EQ(t, lfr_stream_push_batch(stream, NULL, 0), 0);
	LFR_EXPECT_EQ(t, lfr_stream_pop_batch(stream, NULL, 0), 0);
	LFR_EXPECT_EQ(t, lfr_stream_tail(stream), 0);

	/* More than there are slots, and no item is looked at that cannot go in. */
	in[8] = (void *)1ul;
	LFR_EXPECT_EQ(t, lfr_stream_push_batch(stream, in, 16), 8);
	LFR_EXPECT_EQ(t, lfr_stream_push_batch(stream, in, 1), 0);
	/* What lies behind the end of the caller's array stays as it was. */
	for (i = 0; i < 16; i++)
		out[i] = lfr_stream_item(1, i);
	LFR_EXPECT_EQ(t, lfr_stream_pop_batch(stream, out, 5), 5);
	for (i = 0; i < 16; i++)
		LFR_EXPECT_MSG(t, out[i] == lfr_stream_item(i >= 5, i), "item %u", i);
	LFR_EXPECT_EQ(t, lfr_stream_push_batch(stream, in, 3), 3);
	/* A batch longer than the ring cannot go round it twice. */
	LFR_EXPECT_EQ(t, lfr_stream_pop_batch(stream, out, 16), 6);
	for (i = 0; i < 6; i++)
		LFR_EXPECT(t, out[i] == lfr_stream_item(0, i < 3 ? 5 + i : i - 3));
	LFR_EXPECT_EQ(t, lfr_stream_push_batch(stream, in, 8), 8);
	LFR_EXPECT_EQ(t, lfr_stream_pop_batch(stream, out, U32_MAX), 8);
	for (i = 8; i < 16; i++)
		LFR_EXPECT(t, out[i] == lfr_stream_item(1, i));
	lfr_stream_at_rest(t, stream);
}

/* Looking takes nothing, and what was looked at can be taken once. */
static void lfring_stream_peek_take(struct lfr_test *t)
{
	struct lfr_stream *stream = lfr_stream_fixture_at(t, 4, U64_MAX - 1);
	void *mine[8], *theirs[8];
	u64 a, b;
	u32 i;

	LFR_EXPECT_EQ(t, lfr_stream_peek(stream, mine, 8, &a), 0);
	LFR_EXPECT_EQ(t, a, U64_MAX - 1);
	for (i = 0; i < 4; i++)
		LFR_ASSERT_EQ(t, lfr_stream_push(stream, lfr_stream_item(0, i)), 0);
	LFR_ASSERT_EQ(t, lfr_stream_peek(stream, mine, 8, &a), 4);
	LFR_ASSERT_EQ(t, lfr_stream_peek(stream, theirs, 2, &b), 2);
	for (i = 0; i < 4; i++)
		LFR_EXPECT(t, mine[i] == lfr_stream_item(0, i));
	LFR_EXPECT_EQ(t, a, b);
	LFR_EXPECT_EQ(t, lfr_stream_len(stream), 4);
	/* It is still all the ring's. */
	LFR_EXPECT_EQ(t, lfr_stream_push(stream, NULL), -ENOSPC);

	LFR_EXPECT(t, lfr_stream_take(stream, b, 1));
	LFR_EXPECT(t, !lfr_stream_take(stream, a, 4));
	LFR_EXPECT(t, !lfr_stream_take(stream, b, 2));
	LFR_EXPECT_EQ(t, lfr_stream_len(stream), 3);
	LFR_ASSERT_EQ(t, lfr_stream_peek(stream, mine, 8, &a), 3);
	/* Fewer than were looked at. */
	LFR_EXPECT(t, lfr_stream_take(stream, a, 2));
	LFR_ASSERT_EQ(t, lfr_stream_pop_batch(stream, mine, 8), 1);
	LFR_EXPECT(t, mine[0] == lfr_stream_item(0, 3));
	lfr_stream_at_rest(t, stream);
}

/* Forgets what is in it, and goes on where it was; not while somebody is inside. */
static void lfring_stream_reset(struct lfr_test *t)
{
	u32 i, n, k;
	u64 pos;

	for (i = 0; i < ARRAY_SIZE(lfr_fixture_starts); i++) {
		struct lfr_stream *stream =
			lfr_stream_fixture_at(t, 8, lfr_fixture_starts[i]);

		for (n = 0; n <= 8; n++) {
			for (k = 0; k < n; k++)
				LFR_ASSERT_EQ(t, lfr_stream_push(stream, NULL), 0);
			LFR_EXPECT_EQ(t, lfr_stream_reset(stream), n);
			LFR_EXPECT_EQ(t, lfr_stream_reset(stream), 0);
			lfr_stream_at_rest(t, stream);
		}
		LFR_ASSERT_EQ(t, lfr_stream_push(stream, NULL), 0);
		LFR_ASSERT_EQ(t, lfr_stream_claim(stream, 2, &pos), 2);
		LFR_EXPECT_EQ(t, lfr_stream_reset(stream), -EBUSY);
		lfr_stream_publish(stream, pos, NULL);
		LFR_EXPECT_EQ(t, lfr_stream_reset(stream), -EBUSY);
		LFR_EXPECT_EQ(t, lfr_stream_len(stream), 3);
		lfr_stream_publish(stream, pos + 1, NULL);
		LFR_EXPECT_EQ(t, lfr_stream_reset(stream), 3);
		lfr_stream_at_rest(t, stream);
	}
}

static struct lfr_case lfr_stream_cases[] = {
	LFR_CASE(lfring_stream_basic),
	LFR_CASE(lfring_stream_full_capacity),
	LFR_CASE(lfring_stream_batch_operations),
	LFR_CASE(lfring_stream_init_params),
	LFR_CASE(lfring_stream_wrap),
	LFR_CASE(lfring_stream_wrap_batch),
	LFR_CASE(lfring_stream_null_value),
	LFR_CASE(lfring_stream_odd_item),
	LFR_CASE(lfring_stream_claim_publish),
	LFR_CASE(lfring_stream_hole),
	LFR_CASE(lfring_stream_batch_limits),
	LFR_CASE(lfring_stream_peek_take),
	LFR_CASE(lfring_stream_reset),
	{}
};

#endif /* _LFRING_STREAM_CASES_H */
