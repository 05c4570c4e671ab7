/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream_regress_cases.h - the known bugs of mq's rings, which must not be possible here
 *
 * KD1 to KD8 are their numbers; each case begins with the story, and replays it with
 * claim and publish, or peek and take, apart. The steps that lie inside of an operation
 * are replayed natively, by tests/native/stream_interrupt_cases.h.
 */
#ifndef _LFRING_STREAM_REGRESS_CASES_H
#define _LFRING_STREAM_REGRESS_CASES_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <lfring/stream.h>
#include "case.h"
#include "stream_fixture.h"

/*
 * KD1: P1 claims position 0 and is stopped. The consumer claims 0 as well, finds nothing
 * there, and gives it up. P1 stores A, which nobody will look for: one lap later it is
 * overwritten, or comes after what is newer.
 */
static void lfring_stream_kd1_publish_race(struct lfr_test *t)
{
	u32 s, i, way;

	for (s = 0; s < ARRAY_SIZE(lfr_fixture_starts); s++) {
		for (way = 0; way < 4; way++) {
			struct lfr_stream *stream =
				lfr_stream_fixture_at(t, 2, lfr_fixture_starts[s]);
			void *item, *out[2];
			u64 p1;

			LFR_ASSERT_EQ(t, lfr_stream_claim(stream, 1, &p1), 1);
			for (i = 0; i < 10; i++) {
				if (way == 0)
					LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -EBUSY);
				else if (way == 1)
					LFR_EXPECT_EQ(t, lfr_stream_try_pop(stream, &item), -EBUSY);
				else if (way == 2)
					LFR_EXPECT_EQ(t, lfr_stream_pop_batch(stream, out, 2), 0);
			}
			LFR_EXPECT_EQ(t, lfr_stream_head(stream), p1);
			LFR_EXPECT_EQ(t, lfr_stream_len(stream), 1);
			/* A, that was there first, is delivered, and before B. */
			LFR_ASSERT_EQ(t, lfr_stream_push(stream, lfr_stream_item(2, 0)), 0);
			LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -EBUSY);
			LFR_EXPECT_EQ(t, lfr_stream_push(stream, NULL), -ENOSPC);
			lfr_stream_publish(stream, p1, lfr_stream_item(1, 0));
			LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
			LFR_EXPECT(t, item == lfr_stream_item(1, 0));
			LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
			LFR_EXPECT(t, item == lfr_stream_item(2, 0));
			lfr_stream_at_rest(t, stream);
		}
	}
}

/*
 * KD2: two slots, full. A consumer claims position 0 and is stopped before it reads. A
 * producer sees room, and stores X into slot 0. The consumer reads X, or reads A and then
 * clears X.
 */
static void lfring_stream_kd2_overwrite(struct lfr_test *t)
{
	u32 s, laps;

	for (s = 0; s < ARRAY_SIZE(lfr_fixture_starts); s++) {
		for (laps = 1; laps <= 4; laps++) {
			struct lfr_stream *stream =
				lfr_stream_fixture_at(t, 2, lfr_fixture_starts[s]);
			void *slow[2], *item;
			u64 head;
			u32 i;

			LFR_ASSERT_EQ(t, lfr_stream_push(stream, lfr_stream_item(0, 0)), 0);
			LFR_ASSERT_EQ(t, lfr_stream_push(stream, lfr_stream_item(0, 1)), 0);
			LFR_ASSERT_EQ(t, lfr_stream_peek(stream, slow, 2, &head), 2);
			/* A consumer that has not taken makes no room. */
			LFR_EXPECT_EQ(t, lfr_stream_push(stream, lfr_stream_item(0, 2)), -ENOSPC);
			/* Others take, and the slots are filled again, as often as you like. */
			for (i = 0; i < 2 * laps; i++) {
				LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
				LFR_EXPECT(t, item == lfr_stream_item(0, i));
				item = lfr_stream_item(0, i + 2);
				LFR_ASSERT_EQ(t, lfr_stream_push(stream, item), 0);
			}
			/* What it has in its hands is not its, and it takes nothing away. */
			LFR_EXPECT(t, !lfr_stream_take(stream, head, 2));
			LFR_EXPECT(t, !lfr_stream_take(stream, head, 1));
			LFR_EXPECT_EQ(t, lfr_stream_len(stream), 2);
			for (; i < 2 * laps + 2; i++) {
				LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
				LFR_EXPECT(t, item == lfr_stream_item(0, i));
			}
			lfr_stream_at_rest(t, stream);
		}
	}
}

/*
 * KD3: PushBatch makes k positions known by one compare-and-swap before it stores any.
 * PopBatch takes what is between, skips the ones that are not there yet, and they are lost.
 */
static void lfring_stream_kd3_batch(struct lfr_test *t)
{
	u32 stored, i, n, got;
	void *out[16];
	u64 pos = 0;

	for (n = 1; n <= 16; n++) {
		for (stored = 0; stored <= n; stored++) {
			struct lfr_stream *stream = lfr_stream_fixture_at(t, 16, U64_MAX - 5);

			LFR_ASSERT_EQ(t, lfr_stream_claim(stream, n, &pos), n);
			/* Every other one first, then the rest. */
			for (i = 0, got = 0; i < stored; i++) {
				u32 k = i * 2 < n ? i * 2 : (i - (n + 1) / 2) * 2 + 1;

				lfr_stream_publish(stream, pos + k, lfr_stream_item(0, k));
				got += lfr_stream_pop_batch(stream, out + got, 16 - got);
			}
			for (; i < n; i++) {
				u32 k = i * 2 < n ? i * 2 : (i - (n + 1) / 2) * 2 + 1;

				lfr_stream_publish(stream, pos + k, lfr_stream_item(0, k));
			}
			got += lfr_stream_pop_batch(stream, out + got, 16 - got);
			LFR_EXPECT_EQ(t, got, n);
			for (i = 0; i < got; i++)
				LFR_EXPECT_MSG(t, out[i] == lfr_stream_item(0, i),
					       "%u of %u stored: item %u", stored, n, i);
			lfr_stream_at_rest(t, stream);
		}
	}
}

/*
 * KD4: PushBatch stores the addresses of the elements of the caller's array, so whoever
 * uses the array again changes what is in the ring.
 */
static void lfring_stream_kd4_array_reused(struct lfr_test *t)
{
	struct lfr_stream *stream = lfr_stream_fixture_at(t, 32, (1ull << 32) - 9);
	void *items[8], *out[32], *one;
	u32 round, i, n;

	for (round = 0; round < 4; round++) {
		for (i = 0; i < 8; i++)
			items[i] = lfr_stream_item(round, i);
		LFR_ASSERT_EQ(t, lfr_stream_push_batch(stream, items, round == 3 ? 7 : 8),
			      round == 3 ? 7 : 8);
	}
	for (i = 0; i < 8; i++)
		items[i] = lfr_stream_item(9, 9);
	one = lfr_stream_item(3, 7);
	LFR_ASSERT_EQ(t, lfr_stream_push(stream, one), 0);
	one = lfr_stream_item(9, 9);
	n = lfr_stream_pop_batch(stream, out, 32);
	LFR_ASSERT_EQ(t, n, 32);
	/* The array that is filled may be used at once, too. */
	LFR_ASSERT_EQ(t, lfr_stream_push_batch(stream, out, 32), 32);
	for (i = 0; i < n; i++)
		LFR_EXPECT_MSG(t, out[i] == lfr_stream_item(i / 8, i % 8), "item %u", i);
	for (i = 0; i < n; i++)
		out[i] = NULL;
	LFR_ASSERT_EQ(t, lfr_stream_pop_batch(stream, out, 32), 32);
	for (i = 0; i < n; i++)
		LFR_EXPECT_MSG(t, out[i] == lfr_stream_item(i / 8, i % 8), "item %u", i);
	lfr_stream_at_rest(t, stream);
}

/* KD5: TryPop takes the position before it looks, and gives it up if there is nothing. */
static void lfring_stream_kd5_try_pop(struct lfr_test *t)
{
	struct lfr_stream *stream = lfr_stream_fixture_at(t, 4, U64_MAX - 1);
	void *item = stream;
	u64 pos;
	u32 i;

	for (i = 0; i < 10; i++)
		LFR_EXPECT_EQ(t, lfr_stream_try_pop(stream, &item), -ENODATA);
	LFR_EXPECT_EQ(t, lfr_stream_head(stream), U64_MAX - 1);
	LFR_ASSERT_EQ(t, lfr_stream_claim(stream, 3, &pos), 3);
	lfr_stream_publish(stream, pos + 1, NULL);
	for (i = 0; i < 10; i++)
		LFR_EXPECT_EQ(t, lfr_stream_try_pop(stream, &item), -EBUSY);
	LFR_EXPECT_EQ(t, lfr_stream_head(stream), U64_MAX - 1);
	LFR_EXPECT(t, item == stream);
	lfr_stream_publish(stream, pos, lfr_stream_item(0, 1));
	LFR_EXPECT_EQ(t, lfr_stream_try_pop(stream, &item), 0);
	LFR_EXPECT(t, item == lfr_stream_item(0, 1));
	/* NULL is an item, not the lack of one. */
	LFR_EXPECT_EQ(t, lfr_stream_try_pop(stream, &item), 0);
	LFR_EXPECT(t, !item);
	LFR_EXPECT_EQ(t, lfr_stream_try_pop(stream, &item), -EBUSY);
	lfr_stream_publish(stream, pos + 2, lfr_stream_item(0, 2));
	LFR_EXPECT_EQ(t, lfr_stream_try_pop(stream, &item), 0);
	LFR_EXPECT(t, item == lfr_stream_item(0, 2));
	LFR_EXPECT_EQ(t, lfr_stream_try_pop(stream, &item), -ENODATA);
	lfr_stream_at_rest(t, stream);
}

/**
 * struct lfr_kd6 - items that go round and round
 * @stream: has as many slots as there are items, or a few more
 * @rounds: that each worker makes
 * @batch: items that a worker takes at a time, at most
 * @way: which of the calls it uses
 * @full: pushes that were refused, and rings that looked full
 * @empty: pops that were told "empty", and rings that looked so
 * @wrong: other answers that cannot be
 */
struct lfr_kd6 {
	struct lfr_stream *stream;
	u32 rounds;
	u32 batch;
	u32 way;
	u32 full[LFR_CASE_WORKERS_MAX];
	u32 empty[LFR_CASE_WORKERS_MAX];
	u32 wrong[LFR_CASE_WORKERS_MAX];
};

static void lfr_kd6_single(struct lfr_worker *self, struct lfr_kd6 *kd6)
{
	u32 me = self->index;
	void *item;
	int ret;

	while ((ret = kd6->way ? lfr_stream_try_pop(kd6->stream, &item) :
				 lfr_stream_pop(kd6->stream, &item))) {
		kd6->empty[me] += ret == -ENODATA || lfr_stream_empty(kd6->stream);
		kd6->wrong[me] += ret != -EBUSY && !(kd6->way && ret == -EAGAIN);
		if (!lfr_case_yield(self))
			return;
	}
	/* The item in this worker's hands has left a slot free, and nobody else can use it. */
	kd6->full[me] += lfr_stream_full(kd6->stream);
	while ((ret = kd6->way ? lfr_stream_try_push(kd6->stream, item) :
				 lfr_stream_push(kd6->stream, item))) {
		kd6->full[me] += ret == -ENOSPC;
		kd6->wrong[me] += !(kd6->way && ret == -EAGAIN);
		if (!lfr_case_yield(self))
			return;
	}
}

static void lfr_kd6_batch(struct lfr_worker *self, struct lfr_kd6 *kd6)
{
	u32 me = self->index, n;
	void *items[4];
	int put;

	while (!(n = lfr_stream_pop_batch(kd6->stream, items, kd6->batch))) {
		kd6->empty[me] += lfr_stream_empty(kd6->stream);
		if (!lfr_case_yield(self))
			return;
	}
	put = lfr_stream_push_batch(kd6->stream, items, n);
	kd6->full[me] += put != (int)n;
	while (put >= 0 && put < (int)n) {
		if (!lfr_case_yield(self))
			return;
		put += lfr_stream_push_batch(kd6->stream, items + put, n - put);
	}
}

static void lfr_kd6_worker(struct lfr_worker *self)
{
	struct lfr_kd6 *kd6 = self->ctx;
	u32 i;

	for (i = 0; i < kd6->rounds; i++) {
		if (kd6->batch)
			lfr_kd6_batch(self, kd6);
		else
			lfr_kd6_single(self, kd6);
		if (i % 32 == 31 && !lfr_case_yield(self))
			return;
	}
}

/*
 * KD6: Push reads one position, others push and pop, it reads the other position, and
 * the ring looks full though it is empty.
 *
 * Here each worker takes an item, or a few, and puts them back, and there are more
 * items than all workers hold: the ring is never empty when somebody looks; and he who
 * holds one has left room for it: it is never full for him.
 */
static void lfring_stream_kd6_spurious(struct lfr_test *t)
{
	static const struct {
		u32 size, items, workers, batch, way;
	} rows[] = {
		{ 4, 4, 3, 0, 0 }, { 4, 4, 3, 0, 1 }, { 8, 8, 4, 0, 0 }, { 8, 5, 4, 0, 1 },
		{ 8, 8, 3, 2, 0 }, { 16, 16, 4, 3, 0 }, { 2, 2, 1, 0, 0 },
	};
	u32 r, i;

	for (r = 0; r < ARRAY_SIZE(rows); r++) {
		struct lfr_kd6 *kd6 = lfr_case_alloc(t, sizeof(*kd6));
		u64 seen = 0;
		void *item;

		kd6->stream = lfr_stream_fixture_at(t, rows[r].size, (1ull << 32) - 1000);
		kd6->rounds = lfr_case_scale(10000);
		kd6->batch = rows[r].batch;
		kd6->way = rows[r].way;
		for (i = 0; i < rows[r].items; i++)
			LFR_ASSERT_EQ(t, lfr_stream_push(kd6->stream, lfr_stream_item(0, i)), 0);
		lfr_case_threads(t, rows[r].workers, lfr_kd6_worker, kd6);
		for (i = 0; i < rows[r].workers; i++) {
			LFR_EXPECT_MSG(t, !kd6->full[i], "row %u: full %u times", r, kd6->full[i]);
			LFR_EXPECT_MSG(t, !kd6->empty[i], "row %u: empty %u times", r,
				       kd6->empty[i]);
			LFR_EXPECT_MSG(t, !kd6->wrong[i], "row %u: %u wrong answers", r,
				       kd6->wrong[i]);
		}
		LFR_EXPECT_EQ(t, lfr_stream_len(kd6->stream), rows[r].items);
		while (!lfr_stream_pop(kd6->stream, &item))
			seen |= 1ull << lfr_item_n(lfr_stream_plain(item));
		LFR_EXPECT_EQ(t, seen, (1ull << rows[r].items) - 1);
		lfr_stream_at_rest(t, kd6->stream);
	}
}

/* KD7: head and tail share a cache line, for the padding comes after both. */
static void lfring_stream_kd7_layout(struct lfr_test *t)
{
	size_t line = SMP_CACHE_BYTES;
	size_t tail = offsetof(struct lfr_stream, tail) / line;
	size_t head = offsetof(struct lfr_stream, head) / line;
	size_t size = offsetof(struct lfr_stream, size) / line;
	size_t slots = offsetof(struct lfr_stream, slots);

	LFR_EXPECT(t, head != tail);
	LFR_EXPECT(t, size != tail);
	LFR_EXPECT(t, size != head);
	/* What producers have learnt of the consumers is theirs. */
	LFR_EXPECT_EQ(t, offsetof(struct lfr_stream, head_seen) / line, tail);
	LFR_EXPECT_EQ(t, slots % line, 0);
	LFR_EXPECT(t, slots / line > max(max(head, tail), size));
	LFR_EXPECT_EQ(t, __alignof__(struct lfr_stream) % line, 0);
	/* And a slot is as big as a pointer. */
	LFR_EXPECT_EQ(t, lfr_stream_bytes(256) - lfr_stream_bytes(128), 128 * sizeof(void *));
}

/*
 * KD8: Push allocates memory for each item, and PopBatch for each call, even if there is
 * nothing. Here a pointer goes in and the same pointer comes out, into the caller's array,
 * and the ring's memory is what it was given: nothing before or behind it is touched.
 * (That nothing is allocated the headers show: they know no allocator, see
 * tests/static/includes.)
 */
static void lfring_stream_kd8_no_memory(struct lfr_test *t)
{
	size_t bytes = lfr_stream_bytes(8), line = SMP_CACHE_BYTES, k;
	u8 *memory = lfr_case_alloc(t, bytes + 2 * line);
	struct lfr_stream *stream = (struct lfr_stream *)(memory + line);
	void *items[8], *out[8], *item;
	u32 i, n, wrong = 0;

	for (k = 0; k < bytes + 2 * line; k++)
		memory[k] = 0x5a;
	LFR_ASSERT_EQ(t, lfr_stream_init(stream, 8), 0);
	for (i = 0; i < 8; i++)
		items[i] = &items[i];
	for (n = 1; n <= 8; n++) {
		LFR_ASSERT_EQ(t, lfr_stream_push_batch(stream, items, n), n);
		LFR_ASSERT_EQ(t, lfr_stream_pop_batch(stream, out, 8), n);
		for (i = 0; i < n; i++)
			LFR_EXPECT(t, out[i] == &items[i]);
		LFR_EXPECT_EQ(t, lfr_stream_pop_batch(stream, out, 8), 0);
		LFR_ASSERT_EQ(t, lfr_stream_push(stream, &items[0]), 0);
		LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
		LFR_EXPECT(t, item == &items[0]);
	}
	for (k = 0; k < line; k++)
		wrong += memory[k] != 0x5a || memory[line + bytes + k] != 0x5a;
	LFR_EXPECT_EQ(t, wrong, 0);
}

static struct lfr_case lfr_stream_regress_cases[] = {
	LFR_CASE(lfring_stream_kd1_publish_race),
	LFR_CASE(lfring_stream_kd2_overwrite),
	LFR_CASE(lfring_stream_kd3_batch),
	LFR_CASE(lfring_stream_kd4_array_reused),
	LFR_CASE(lfring_stream_kd5_try_pop),
	LFR_CASE_SLOW(lfring_stream_kd6_spurious),
	LFR_CASE(lfring_stream_kd7_layout),
	LFR_CASE(lfring_stream_kd8_no_memory),
	{}
};

#endif /* _LFRING_STREAM_REGRESS_CASES_H */
