/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bcast_place_cases.h - values written and read in their place, where they may be overwritten
 */
#ifndef _LFRING_BCAST_PLACE_CASES_H
#define _LFRING_BCAST_PLACE_CASES_H

#include <lfring/bcast.h>
#include "bcast_fixture.h"
#include "case.h"

/**
 * struct lfr_bcast_place_value - a value of any length
 * @pos: its position
 * @len: bytes that follow
 * @data: these
 */
struct lfr_bcast_place_value {
	u64 pos;
	u64 len;
	u8 data[LFR_BCAST_CASE_BYTES];
};

#define LFR_BCAST_PLACE_HEADER	offsetof(struct lfr_bcast_place_value, data)

/* More than twice what is copied in a turn, and each number of words besides. */
#define LFR_BCAST_PLACE_REST	200

/* A ring with its slots in memory of their own, behind which there is a word that stays. */
static struct lfr_bcast *lfr_bcast_place_new(struct lfr_test *t, u32 slots, u64 start, u64 **memory)
{
	struct lfr_bcast_config config =
		lfr_bcast_case_config(slots, sizeof(struct lfr_bcast_place_value), 2,
				      LFR_BCAST_OVERWRITE, start);
	struct lfr_bcast *ring = lfr_case_alloc(t, lfr_bcast_bytes_at(&config));
	u32 words = slots * sizeof(struct lfr_bcast_place_value) / 8;

	*memory = lfr_case_alloc(t, (words + 1) * 8);
	(*memory)[words] = 0x600df00d;
	LFR_ASSERT_EQ(t, lfr_bcast_init_at(ring, &config, *memory), 0);
	return ring;
}

static u32 lfr_bcast_place_len(u64 pos)
{
	return (u32)(pos * 7 % (LFR_BCAST_CASE_BYTES + 1));
}

static int lfr_bcast_place_put(struct lfr_bcast *ring)
{
	struct lfr_bcast_place_value value = { .pos = lfr_bcast_case_head(ring) };
	void *slot;
	int err = lfr_bcast_claim(ring, &slot);

	if (err)
		return err;
	value.len = lfr_bcast_place_len(value.pos);
	lfr_bcast_case_fill(value.data, value.len, value.pos);
	lfr_bcast_store(slot, 0, &value, LFR_BCAST_PLACE_HEADER);
	lfr_bcast_store(slot, LFR_BCAST_PLACE_HEADER, value.data, value.len);
	lfr_bcast_publish(ring);
	return 0;
}

/* Read the next one; @meanwhile others are written between its two parts. */
static int lfr_bcast_place_get(struct lfr_bcast *ring, struct lfr_bcast_case_reader *r,
			       u32 meanwhile)
{
	struct lfr_bcast_place_value value;
	const void *slot;
	int err = lfr_bcast_peek(ring, &r->handle, 0, &slot);

	if (!err) {
		lfr_bcast_load(slot, 0, &value, LFR_BCAST_PLACE_HEADER);
		while (meanwhile--)
			lfr_bcast_place_put(ring);
		lfr_bcast_load(slot, LFR_BCAST_PLACE_HEADER, value.data,
			       min_t(u64, value.len, LFR_BCAST_CASE_BYTES));
		err = lfr_bcast_release(ring, &r->handle, 1);
	}
	if (!err)
		r->bad += value.len != lfr_bcast_place_len(value.pos) ||
			  !lfr_bcast_case_is(value.data, value.len, value.pos);
	return lfr_bcast_case_judge(r, err, value.pos);
}

/* Values of all lengths, in slots that are elsewhere, come as they were. */
static void lfring_bcast_place_lengths(struct lfr_test *t)
{
	struct lfr_bcast_case_reader a, b;
	struct lfr_bcast *ring;
	u64 *memory, words;
	const void *slot;
	u32 s, i;

	for (s = 0; s < ARRAY_SIZE(lfr_bcast_case_starts); s++) {
		ring = lfr_bcast_place_new(t, 4, lfr_bcast_case_starts[s], &memory);
		words = 4 * sizeof(struct lfr_bcast_place_value) / 8;
		LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_peek(ring, &a.handle, 0, &slot), -EAGAIN);
		LFR_EXPECT_EQ(t, lfr_bcast_release(ring, &a.handle, 1), -EINVAL);
		LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &b), 0);
		for (i = 0; i < 200; i++) {
			LFR_ASSERT_EQ(t, lfr_bcast_place_put(ring), 0);
			LFR_ASSERT_EQ(t, lfr_bcast_peek(ring, &a.handle, 0, &slot), 0);
			LFR_EXPECT_EQ(t, slot == memory + (u32)(a.handle.pos % 4) * words / 4, 1);
			LFR_EXPECT_EQ(t, lfr_bcast_place_get(ring, &a, 0), 0);
			if (i % 3 == 2)
				while (!lfr_bcast_place_get(ring, &b, 0))
					;
		}
		LFR_EXPECT_EQ(t, lfr_bcast_place_get(ring, &a, 0), -EAGAIN);
		LFR_EXPECT_EQ(t, a.bad, 0);
		LFR_EXPECT_EQ(t, b.bad, 0);
		LFR_EXPECT_EQ(t, b.missed, 0);
		LFR_EXPECT_EQ(t, memory[words], 0x600df00d);
		lfr_bcast_close(ring);
		LFR_EXPECT_EQ(t, lfr_bcast_claim(ring, (void **)&slot), -ESHUTDOWN);
	}
}

/* All of a value is stored, however long and wherever it is; behind it its last word is 0. */
static void lfring_bcast_place_rest(struct lfr_test *t)
{
	u8 from[8 + LFR_BCAST_PLACE_REST], out[LFR_BCAST_PLACE_REST];
	u64 slot[LFR_BCAST_PLACE_REST / 8];
	u32 n, i, wrong = 0;

	for (i = 0; i < sizeof(from); i++)
		from[i] = (u8)(i + 1);
	for (n = 0; n <= sizeof(out); n++) {
		const u8 *value = from + n % 8;

		memset(slot, 0xff, sizeof(slot));
		lfr_bcast_store(slot, 0, value, n);
		lfr_bcast_load(slot, 0, out, sizeof(out));
		for (i = 0; i < n; i++)
			wrong += out[i] != value[i];
		for (; i % sizeof(long); i++)
			wrong += out[i] != 0;
		for (; i < sizeof(out); i++)
			wrong += out[i] != 0xff;
	}
	LFR_EXPECT_EQ(t, wrong, 0);
}

/* A value that is overwritten while it is read is not one, and what was lost adds up. */
static void lfring_bcast_place_overrun(struct lfr_test *t)
{
	u32 s, over;

	for (s = 0; s < ARRAY_SIZE(lfr_bcast_case_starts); s++)
		for (over = 0; over < 20; over++) {
			u64 *memory;
			struct lfr_bcast *ring =
				lfr_bcast_place_new(t, 4, lfr_bcast_case_starts[s], &memory);
			struct lfr_bcast_case_reader a;
			const void *slot;
			int err;

			LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
			LFR_ASSERT_EQ(t, lfr_bcast_place_put(ring), 0);
			err = lfr_bcast_place_get(ring, &a, over);
			/* One that is a lap less one behind may be in the middle of a slot. */
			LFR_EXPECT_EQ(t, err, over >= 3 ? -EOVERFLOW : 0);
			/* The rest was there when the reader looked last, or is told now. */
			while (!(err = lfr_bcast_place_get(ring, &a, 0)) || err == -EOVERFLOW)
				;
			LFR_EXPECT_EQ(t, err, -EAGAIN);
			LFR_EXPECT_EQ(t, a.got + a.missed, 1 + over);
			LFR_EXPECT_EQ(t, a.bad, 0);
			/* Somebody who has not begun is told by the first look. */
			for (err = 0; err < 5; err++)
				LFR_ASSERT_EQ(t, lfr_bcast_place_put(ring), 0);
			LFR_EXPECT_EQ(t, lfr_bcast_peek(ring, &a.handle, 0, &slot), -EOVERFLOW);
			LFR_EXPECT_EQ(t, a.handle.missed, 2);
			LFR_EXPECT_EQ(t, lfr_bcast_peek(ring, &a.handle, 0, &slot), 0);
		}
}

/* To ask whether a value stands takes nothing, and brings no reader nearer to the producer. */
static void lfring_bcast_place_ask(struct lfr_test *t)
{
	u64 *memory;
	struct lfr_bcast *ring = lfr_bcast_place_new(t, 8, 0, &memory);
	struct lfr_bcast_case_reader a;
	const void *slot;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_place_put(ring), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_peek(ring, &a.handle, 0, &slot), 0);
	for (i = 0; i < 7; i++) {
		LFR_EXPECT_EQ(t, lfr_bcast_release(ring, &a.handle, 0), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_lag(ring, &a.handle), 1 + i);
		LFR_ASSERT_EQ(t, lfr_bcast_place_put(ring), 0);
	}
	LFR_EXPECT_EQ(t, lfr_bcast_release(ring, &a.handle, 0), -EOVERFLOW);
	LFR_EXPECT_EQ(t, a.handle.missed, 1);
	LFR_EXPECT_EQ(t, lfr_bcast_lag(ring, &a.handle), 7);
	LFR_ASSERT_EQ(t, lfr_bcast_peek(ring, &a.handle, 0, &slot), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_release(ring, &a.handle, 0), 0);
	for (i = 0; i < 8; i++)
		LFR_ASSERT_EQ(t, lfr_bcast_place_put(ring), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_release(ring, &a.handle, 0), -EOVERFLOW);
	LFR_EXPECT_EQ(t, lfr_bcast_lag(ring, &a.handle), 6);
}

/* A reader goes anywhere between the first value and the next; what is not there is lost. */
static void lfring_bcast_place_seek(struct lfr_test *t)
{
	u32 s, i;

	for (s = 0; s < ARRAY_SIZE(lfr_bcast_case_starts); s++) {
		u64 *memory, start = lfr_bcast_case_starts[s];
		struct lfr_bcast *ring = lfr_bcast_place_new(t, 8, start, &memory);
		struct lfr_bcast_case_reader a;
		struct lfr_bcast_reader stale = {};
		struct lfr_bcast_stat stat;

		LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_seek(ring, &stale, start), -ESTALE);
		LFR_EXPECT_EQ(t, lfr_bcast_seek(ring, &a.handle, start + 1), -EINVAL);
		for (i = 0; i < 20; i++)
			LFR_ASSERT_EQ(t, lfr_bcast_place_put(ring), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_seek(ring, &a.handle, start - 1), -EINVAL);
		LFR_EXPECT_EQ(t, lfr_bcast_seek(ring, &a.handle, start + 21), -EINVAL);
		LFR_EXPECT_EQ(t, lfr_bcast_lag(ring, &a.handle), 20);
		for (i = 0; i <= 20; i++) {
			LFR_ASSERT_EQ(t, lfr_bcast_seek(ring, &a.handle, start + i), 0);
			a.next = start + i;
			LFR_ASSERT_EQ(t, lfr_bcast_stat(ring, 0, &stat), 0);
			LFR_EXPECT_EQ(t, stat.lag, 20 - i);
			a.missed = 0;
			a.got = 0;
			if (i < 13)
				LFR_EXPECT_EQ(t, lfr_bcast_place_get(ring, &a, 0), -EOVERFLOW);
			while (!lfr_bcast_place_get(ring, &a, 0))
				;
			LFR_EXPECT_EQ(t, a.missed, i < 13 ? 13 - i : 0);
			LFR_EXPECT_EQ(t, a.got + a.missed, 20 - i);
			LFR_EXPECT_EQ(t, a.bad, 0);
		}
	}
}

/* A reader for whom the producer waits may not go anywhere. */
static void lfring_bcast_place_seek_refused(struct lfr_test *t)
{
	u32 p;

	for (p = 0; p < LFR_BCAST_POLICIES; p++) {
		struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 1, p, 0);
		struct lfr_bcast_reader a;

		LFR_ASSERT_EQ(t, lfr_bcast_subscribe(ring, &a), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_seek(ring, &a, 0),
			      p == LFR_BCAST_OVERWRITE ? 0 : -EOPNOTSUPP);
	}
}

static struct lfr_case lfr_bcast_place_cases[] = {
	LFR_CASE(lfring_bcast_place_lengths),
	LFR_CASE(lfring_bcast_place_rest),
	LFR_CASE(lfring_bcast_place_overrun),
	LFR_CASE(lfring_bcast_place_ask),
	LFR_CASE(lfring_bcast_place_seek),
	LFR_CASE(lfring_bcast_place_seek_refused),
	{}
};

#endif /* _LFRING_BCAST_PLACE_CASES_H */
