/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bcast_cases.h - what each call of the broadcast ring does, one after the other
 */
#ifndef _LFRING_BCAST_CASES_H
#define _LFRING_BCAST_CASES_H

#include <lfring/bcast.h>
#include "bcast_fixture.h"
#include "case.h"

/* What cannot be is refused, whether the memory is asked for or used. KB7: a size of 0. */
static void lfring_bcast_shapes(struct lfr_test *t)
{
	static const struct {
		u32 slots;
		u32 bytes;
		u32 readers;
		u32 policy;
		long timeout;
		bool polled;
		bool good;
	} rows[] = {
		{ 2, 8, 1, LFR_BCAST_WAIT, 0, false, true },
		{ 256, 1, 10, LFR_BCAST_EVICT, 0, true, true },
		{ 4, 131072, 1, LFR_BCAST_OVERWRITE, 0, false, true },
		{ 2, 8, 1024, LFR_BCAST_TIMEOUT, 1, false, true },
		{ 0, 8, 1, LFR_BCAST_WAIT, 0, false, false },
		{ 1, 8, 1, LFR_BCAST_WAIT, 0, false, false },
		{ 3, 8, 1, LFR_BCAST_WAIT, 0, false, false },
		{ 10, 8, 1, LFR_BCAST_WAIT, 0, false, false },
		{ (1u << 24) + 1, 8, 1, LFR_BCAST_WAIT, 0, false, false },
		{ 1u << 25, 8, 1, LFR_BCAST_WAIT, 0, false, false },
		{ 1u << 31, 8, 1, LFR_BCAST_WAIT, 0, false, false },
		{ U32_MAX, 8, 1, LFR_BCAST_WAIT, 0, false, false },
		{ 2, 0, 1, LFR_BCAST_WAIT, 0, false, false },
		{ 2, 131073, 1, LFR_BCAST_WAIT, 0, false, false },
		{ 2, U32_MAX, 1, LFR_BCAST_WAIT, 0, false, false },
		{ 2, 8, 0, LFR_BCAST_WAIT, 0, false, false },
		{ 2, 8, 1025, LFR_BCAST_WAIT, 0, false, false },
		{ 2, 8, U32_MAX, LFR_BCAST_WAIT, 0, false, false },
		{ 2, 8, 1, LFR_BCAST_POLICIES, 0, false, false },
		{ 2, 8, 1, U32_MAX, 0, false, false },
		{ 2, 8, 1, LFR_BCAST_WAIT, 1, false, false },
		{ 2, 8, 1, LFR_BCAST_TIMEOUT, 0, false, false },
		{ 2, 8, 1, LFR_BCAST_TIMEOUT, -1, false, false },
		{ 2, 8, 1, LFR_BCAST_TIMEOUT, 1, true, false },
	};
	struct lfr_bcast *untouched = lfr_case_alloc(t, sizeof(*untouched));
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++) {
		struct lfr_bcast_config config = {
			.slots = rows[i].slots, .bytes = rows[i].bytes,
			.readers = rows[i].readers, .policy = rows[i].policy,
			.timeout = rows[i].timeout, .polled = rows[i].polled,
		};

		LFR_EXPECT_MSG(t, !!lfr_bcast_bytes(&config) == rows[i].good, "row %u", i);
		if (!rows[i].good)
			LFR_EXPECT_MSG(t, lfr_bcast_init(untouched, &config) == -EINVAL,
				       "row %u", i);
	}
}

/* KB10: what different threads write is on different cache lines. */
static void lfring_bcast_kb10_lines(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 2, 2, LFR_BCAST_WAIT, 0);
	unsigned long line = SMP_CACHE_BYTES;

	LFR_EXPECT_EQ(t, sizeof(struct lfr_bcast_place) % line, 0);
	LFR_EXPECT_EQ(t, (unsigned long)&ring->place[0] % line, 0);
	LFR_EXPECT_EQ(t, (unsigned long)&ring->head % line, 0);
	LFR_EXPECT_EQ(t, (unsigned long)&ring->order % line, 0);
	LFR_EXPECT((t), (unsigned long)&ring->start / line != (unsigned long)&ring->head / line);
	LFR_EXPECT((t), (unsigned long)ring->slots >= (unsigned long)&ring->place[2]);
}

/* Each size of a value, also those that are no whole words; and neighbours stay intact. */
static void lfring_bcast_values(struct lfr_test *t)
{
	static const u32 sizes[] = { 1, 2, 3, 4, 5, 7, 8, 9, 12, 15, 16, 24, 31, 64, 67, 72 };
	u8 in[LFR_BCAST_CASE_BYTES + 1], out[LFR_BCAST_CASE_BYTES + 2];
	u32 i, p, k;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		for (p = 0; p < LFR_BCAST_POLICIES; p++) {
			struct lfr_bcast_config config =
				lfr_bcast_case_config(4, sizes[i], 1, p, U64_MAX - 2);
			struct lfr_bcast *ring = lfr_bcast_case_make(t, &config);
			struct lfr_bcast_reader reader;

			LFR_ASSERT_EQ(t, lfr_bcast_subscribe(ring, &reader), 0);
			for (k = 0; k < 16; k++) {
				/* Not aligned to anything. */
				lfr_bcast_case_fill(in + 1, sizes[i], k);
				LFR_ASSERT_EQ(t, lfr_bcast_try_write(ring, in + 1), 0);
				lfr_bcast_case_fill(in + 1, sizes[i], k + 1000);
				LFR_ASSERT_EQ(t, lfr_bcast_try_write(ring, in + 1), 0);
				memset(out, 0x5a, sizeof(out));
				LFR_ASSERT_EQ(t, lfr_bcast_try_read(ring, &reader, out + 1), 0);
				LFR_EXPECT_MSG(t, lfr_bcast_case_is(out + 1, sizes[i], k),
					       "%u bytes, policy %u, value %u", sizes[i], p, k);
				LFR_EXPECT_EQ(t, out[0], 0x5a);
				LFR_EXPECT_EQ(t, out[1 + sizes[i]], 0x5a);
				LFR_ASSERT_EQ(t, lfr_bcast_try_read(ring, &reader, out + 1), 0);
				LFR_EXPECT(t, lfr_bcast_case_is(out + 1, sizes[i], k + 1000));
			}
		}
}

/* Twin of GetsAreSequentiallyOrdered, across the wraps (KB1, KB2). */
static void lfring_bcast_gets_sequential(struct lfr_test *t)
{
	u32 s, i, k;

	for (s = 0; s < ARRAY_SIZE(lfr_bcast_case_starts); s++) {
		struct lfr_bcast *ring = lfr_bcast_case_new(t, 8, 10, LFR_BCAST_WAIT,
							    lfr_bcast_case_starts[s]);
		struct lfr_bcast_case_reader a;

		LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
		for (i = 0; i < 10; i++) {
			for (k = 0; k < 5; k++)
				LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
			for (k = 0; k < 5; k++)
				LFR_ASSERT_EQ(t, lfr_bcast_case_get(ring, &a), 0);
			LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), -EAGAIN);
		}
		LFR_EXPECT_EQ(t, a.bad, 0);
		LFR_EXPECT_EQ(t, a.got, 50);
	}
}

/* Twin of NewConsumerReadsFromCurrentWritePosition. */
static void lfring_bcast_new_reader(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 10, LFR_BCAST_WAIT, U64_MAX - 1);
	struct lfr_bcast_case_reader a, b;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
	for (i = 0; i < 3; i++) {
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
		LFR_ASSERT_EQ(t, lfr_bcast_case_get(ring, &a), 0);
	}
	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &b), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_lag(ring, &b.handle), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &b), -EAGAIN);
	LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &b), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), 0);
	LFR_EXPECT_EQ(t, a.bad + b.bad, 0);
}

/* Twin of RemovingConsumerDoesNotBlockNewWrites. B13: without readers nothing blocks. */
static void lfring_bcast_removed_reader(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 2, LFR_BCAST_WAIT, (1ull << 32) - 8);
	struct lfr_bcast_case_reader a, b;
	u32 i;

	for (i = 0; i < 100; i++)
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &b), 0);
	for (i = 0; i < 4; i++) {
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
		LFR_ASSERT_EQ(t, lfr_bcast_case_get(ring, &b), 0);
	}
	LFR_EXPECT_EQ(t, lfr_bcast_case_put(ring), -EAGAIN);
	LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(ring, &a.handle), 0);
	for (i = 0; i < 4; i++)
		LFR_EXPECT_EQ(t, lfr_bcast_case_put(ring), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_case_put(ring), -EAGAIN);
	LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(ring, &b.handle), 0);
	for (i = 0; i < 100; i++)
		LFR_EXPECT_EQ(t, lfr_bcast_case_put(ring), 0);
	LFR_EXPECT_EQ(t, b.bad, 0);
}

/* The producer waits at each lag it may have to the wraps, and never a value too early. */
static void lfring_bcast_full(struct lfr_test *t)
{
	u32 s, size, ahead, i;

	for (s = 0; s < ARRAY_SIZE(lfr_bcast_case_starts); s++)
		for (size = 2; size <= 16; size *= 2)
			for (ahead = 0; ahead <= 17; ahead++) {
				struct lfr_bcast *ring =
					lfr_bcast_case_new(t, size, 2, LFR_BCAST_WAIT,
							   lfr_bcast_case_starts[s]);
				struct lfr_bcast_case_reader a;

				for (i = 0; i < ahead; i++)
					LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
				LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
				for (i = 0; i < size; i++)
					LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
				LFR_EXPECT_EQ(t, lfr_bcast_case_put(ring), -EAGAIN);
				LFR_EXPECT_EQ(t, lfr_bcast_lag(ring, &a.handle), size);
				for (i = 0; i < 3 * size; i++) {
					LFR_ASSERT_EQ(t, lfr_bcast_case_get(ring, &a), 0);
					LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
					LFR_EXPECT_EQ(t, lfr_bcast_case_put(ring), -EAGAIN);
				}
				while (!lfr_bcast_case_get(ring, &a))
					;
				LFR_EXPECT_EQ(t, a.got, 4 * size);
				LFR_EXPECT_EQ(t, a.bad, 0);
			}
}

/* Batches: of each length, longer than the ring, of nothing. */
static void lfring_bcast_batches(struct lfr_test *t)
{
	u64 in[20], out[20];
	u32 p, n, i, lap;

	for (p = 0; p < LFR_BCAST_POLICIES; p++)
		for (n = 1; n <= ARRAY_SIZE(in); n++) {
			struct lfr_bcast *ring = lfr_bcast_case_new(t, 16, 1, p, U64_MAX - 7);
			u32 most = min(n, p == LFR_BCAST_OVERWRITE ? 15u : 16u);
			struct lfr_bcast_case_reader a;

			LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
			LFR_EXPECT_EQ(t, lfr_bcast_try_write_batch(ring, in, 0), 0);
			LFR_EXPECT_EQ(t, lfr_bcast_try_read_batch(ring, &a.handle, out, 0), 0);
			LFR_EXPECT_EQ(t, lfr_bcast_try_read_batch(ring, &a.handle, out, n),
				      -EAGAIN);
			for (lap = 0; lap < 5; lap++) {
				int got;

				for (i = 0; i < n; i++)
					in[i] = lfr_bcast_case_head(ring) + i;
				LFR_ASSERT_EQ(t, lfr_bcast_try_write_batch(ring, in, n),
					      min(n, 16u));
				got = lfr_bcast_try_read_batch(ring, &a.handle, out, 20);
				if (got == -EOVERFLOW) {
					lfr_bcast_case_judge(&a, got, 0);
					got = lfr_bcast_try_read_batch(ring, &a.handle, out, 20);
				}
				LFR_ASSERT_EQ(t, got, most);
				for (i = 0; i < most; i++)
					lfr_bcast_case_judge(&a, 0, out[i]);
			}
			LFR_EXPECT_EQ(t, a.bad, 0);
			LFR_EXPECT_EQ(t, a.got, 5 * most);
		}
}

/* A batch that finds room for some is cut, one that finds none is refused. */
static void lfring_bcast_batch_cut(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 1, LFR_BCAST_WAIT, 0);
	u64 in[4] = { 0, 1, 2, 3 }, out[4];
	struct lfr_bcast_reader a;

	LFR_ASSERT_EQ(t, lfr_bcast_subscribe(ring, &a), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_try_write_batch(ring, in, 3), 3);
	LFR_EXPECT_EQ(t, lfr_bcast_try_write_batch(ring, in + 3, 3), 1);
	LFR_EXPECT_EQ(t, lfr_bcast_try_write_batch(ring, in, 3), -EAGAIN);
	LFR_EXPECT_EQ(t, lfr_bcast_try_read_batch(ring, &a, out, 3), 3);
	LFR_EXPECT_EQ(t, out[0], 0);
	LFR_EXPECT_EQ(t, out[2], 2);
	LFR_EXPECT_EQ(t, lfr_bcast_try_read_batch(ring, &a, out, 3), 1);
	LFR_EXPECT_EQ(t, out[0], 3);
}

/* Values in their place: made there, looked at there. */
static void lfring_bcast_in_place(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 1, LFR_BCAST_WAIT, U64_MAX);
	struct lfr_bcast_reader a;
	const void *got = NULL;
	u64 i, lap;
	void *slot;

	LFR_ASSERT_EQ(t, lfr_bcast_subscribe(ring, &a), 0);
	for (lap = 0; lap < 10; lap++) {
		for (i = 0; i < 4; i++) {
			LFR_ASSERT_EQ(t, lfr_bcast_claim(ring, &slot), 0);
			LFR_EXPECT_EQ(t, (unsigned long)slot % 8, 0);
			*(u64 *)slot = 10 * lap + i;
			LFR_EXPECT_EQ(t, lfr_bcast_peek(ring, &a, i, &got), -EAGAIN);
			lfr_bcast_publish(ring);
		}
		LFR_EXPECT_EQ(t, lfr_bcast_claim(ring, &slot), -EAGAIN);
		for (i = 0; i < 4; i++) {
			LFR_ASSERT_EQ(t, lfr_bcast_peek(ring, &a, i, &got), 0);
			LFR_EXPECT_EQ(t, *(const u64 *)got, 10 * lap + i);
		}
		LFR_EXPECT_EQ(t, lfr_bcast_peek(ring, &a, 4, &got), -EAGAIN);
		LFR_EXPECT_EQ(t, lfr_bcast_peek(ring, &a, U32_MAX, &got), -EAGAIN);
		LFR_EXPECT_EQ(t, lfr_bcast_release(ring, &a, 5), -EINVAL);
		LFR_EXPECT_EQ(t, lfr_bcast_release(ring, &a, 1), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_release(ring, &a, 3), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_release(ring, &a, 1), -EINVAL);
	}
}

/* Where a reader learns only later that it was evicted, nobody gets at values. */
static void lfring_bcast_in_place_refused(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 1, LFR_BCAST_EVICT, 0);
	struct lfr_bcast_reader a;
	const void *got;
	void *slot;

	LFR_ASSERT_EQ(t, lfr_bcast_subscribe(ring, &a), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_claim(ring, &slot), -EOPNOTSUPP);
	LFR_EXPECT_EQ(t, lfr_bcast_peek(ring, &a, 0, &got), -EOPNOTSUPP);
	LFR_EXPECT_EQ(t, lfr_bcast_release(ring, &a, 1), -EINVAL);
}

/* A ring of which nobody sleeps has no forms that do. */
static void lfring_bcast_polled(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_polled(t, 2, 1, LFR_BCAST_WAIT, 0);
	struct lfr_bcast_case_reader a;
	u64 value = 0;

	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_write(ring, &value), -EOPNOTSUPP);
	LFR_EXPECT_EQ(t, lfr_bcast_write_timeout(ring, &value, 1), -EOPNOTSUPP);
	LFR_EXPECT_EQ(t, lfr_bcast_read(ring, &a.handle, &value), -EOPNOTSUPP);
	LFR_EXPECT_EQ(t, lfr_bcast_read_timeout(ring, &a.handle, &value, 1), -EOPNOTSUPP);
	LFR_EXPECT_EQ(t, lfr_bcast_case_put(ring), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), 0);
	LFR_EXPECT_EQ(t, a.bad, 0);
}

/* Closed: what was written is still read, then everybody is told. */
static void lfring_bcast_close(struct lfr_test *t)
{
	u32 p;

	for (p = 0; p < LFR_BCAST_POLICIES; p++) {
		struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 2, p, 0);
		struct lfr_bcast_case_reader a, b;
		u64 value = 0, out[4];
		const void *where;
		void *slot;

		LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
		lfr_bcast_close(ring);
		lfr_bcast_close(ring);
		LFR_EXPECT_EQ(t, lfr_bcast_case_put(ring), -ESHUTDOWN);
		LFR_EXPECT_EQ(t, lfr_bcast_write(ring, &value), -ESHUTDOWN);
		LFR_EXPECT_EQ(t, lfr_bcast_write_timeout(ring, &value, 1), -ESHUTDOWN);
		LFR_EXPECT_EQ(t, lfr_bcast_try_write_batch(ring, out, 2), -ESHUTDOWN);
		if (p <= LFR_BCAST_TIMEOUT)
			LFR_EXPECT_EQ(t, lfr_bcast_claim(ring, &slot), -ESHUTDOWN);
		LFR_EXPECT_EQ(t, lfr_bcast_subscribe(ring, &b.handle), -ESHUTDOWN);
		LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &b), -ESTALE);
		LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_read(ring, &a.handle, &value), 0);
		LFR_EXPECT_EQ(t, value, 1);
		LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), -ESHUTDOWN);
		LFR_EXPECT_EQ(t, lfr_bcast_read(ring, &a.handle, &value), -ESHUTDOWN);
		LFR_EXPECT_EQ(t, lfr_bcast_read_timeout(ring, &a.handle, &value, 1), -ESHUTDOWN);
		LFR_EXPECT_EQ(t, lfr_bcast_try_read_batch(ring, &a.handle, out, 4), -ESHUTDOWN);
		if (p <= LFR_BCAST_TIMEOUT)
			LFR_EXPECT_EQ(t, lfr_bcast_peek(ring, &a.handle, 0, &where), -ESHUTDOWN);
		LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(ring, &a.handle), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), -ESTALE);
		LFR_EXPECT_EQ(t, a.bad, 0);
	}
}

static void lfring_bcast_stats(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 2, LFR_BCAST_WAIT, U64_MAX - 1);
	struct lfr_bcast_case_reader a, b;
	struct lfr_bcast_stat stat;
	u32 i;

	LFR_EXPECT_EQ(t, lfr_bcast_size(ring), 4);
	LFR_EXPECT_EQ(t, lfr_bcast_stat(ring, 0, &stat), -ENOENT);
	LFR_EXPECT_EQ(t, lfr_bcast_stat(ring, 2, &stat), -ENOENT);
	LFR_EXPECT_EQ(t, lfr_bcast_stat(ring, U32_MAX, &stat), -ENOENT);
	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &b), 0);
	for (i = 0; i < 3; i++)
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_case_get(ring, &b), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_written(ring), 3);
	LFR_ASSERT_EQ(t, lfr_bcast_stat(ring, 0, &stat), 0);
	LFR_EXPECT_EQ(t, stat.lag, 3);
	LFR_EXPECT_EQ(t, stat.generation, 1);
	LFR_ASSERT_EQ(t, lfr_bcast_stat(ring, 1, &stat), 0);
	LFR_EXPECT_EQ(t, stat.lag, 2);
	LFR_EXPECT_EQ(t, stat.lost, 0);
	LFR_EXPECT_EQ(t, lfr_bcast_lag(ring, &b.handle), 2);
	LFR_ASSERT_EQ(t, lfr_bcast_unsubscribe(ring, &a.handle), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_stat(ring, 0, &stat), -ENOENT);
	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_stat(ring, 0, &stat), 0);
	LFR_EXPECT_EQ(t, stat.generation, 2);
	LFR_EXPECT_EQ(t, lfr_bcast_subscribed(ring), 2);
}

static struct lfr_case lfr_bcast_cases[] = {
	LFR_CASE(lfring_bcast_shapes),
	LFR_CASE(lfring_bcast_kb10_lines),
	LFR_CASE(lfring_bcast_values),
	LFR_CASE(lfring_bcast_gets_sequential),
	LFR_CASE(lfring_bcast_new_reader),
	LFR_CASE(lfring_bcast_removed_reader),
	LFR_CASE(lfring_bcast_full),
	LFR_CASE(lfring_bcast_batches),
	LFR_CASE(lfring_bcast_batch_cut),
	LFR_CASE(lfring_bcast_in_place),
	LFR_CASE(lfring_bcast_in_place_refused),
	LFR_CASE(lfring_bcast_polled),
	LFR_CASE(lfring_bcast_close),
	LFR_CASE(lfring_bcast_stats),
	{}
};

#endif /* _LFRING_BCAST_CASES_H */
