/* SPDX-License-Identifier: GPL-2.0 */
/*
 * autosize_cases.h - how large a ring is when nobody says
 */
#ifndef _LFRING_AUTOSIZE_CASES_H
#define _LFRING_AUTOSIZE_CASES_H

#include <linux/log2.h>
#include <lfring/limits.h>
#include <lfring/pace.h>
#include <lfring/ring.h>
#include "case.h"

#define LFR_AUTOSIZE_CASE_BYTES	1450u
#define LFR_AUTOSIZE_CASE_TWICE	2000u	/* thousandths */

/* The original's five configurations, and the three next to them. */
static void lfring_autosize(struct lfr_test *t)
{
	static const struct {
		u32 rate;	/* Mb/s */
		u32 producers;
		u32 interval_ms;
		u32 slots;
	} rows[] = {
		{ 1, 4, 50, 64 },
		{ 10, 4, 10, 128 },
		{ 50, 4, 10, 512 },
		{ 50, 10, 10, 1024 },
		{ 100, 16, 10, 4096 },
		{ 10, 1, 10, 64 },
		{ 50, 8, 10, 1024 },
		{ 100, 4, 100, 8192 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		LFR_EXPECT_EQ(t, lfr_pace_ring_size(rows[i].rate * 1000, LFR_AUTOSIZE_CASE_BYTES,
						    rows[i].producers, rows[i].interval_ms,
						    LFR_AUTOSIZE_CASE_TWICE), rows[i].slots);
}

static void lfring_autosize_pow2(struct lfr_test *t)
{
	static const struct {
		u64 wanted;
		u32 slots;
	} rows[] = {
		{ 0, 2 },
		{ 1, 2 },
		{ 2, 2 },
		{ 3, 4 },
		{ 5, 8 },
		{ 64, 64 },
		{ 65, 128 },
		{ 100, 128 },
		{ 1000, 1024 },
		{ 1025, 2048 },
		{ LFR_SHARD_SLOTS_MAX - 1, LFR_SHARD_SLOTS_MAX },
		{ LFR_SHARD_SLOTS_MAX, LFR_SHARD_SLOTS_MAX },
		{ LFR_SHARD_SLOTS_MAX + 1, 0 },
		{ (1ull << 32) + 64, 0 },
		{ U64_MAX, 0 },
	};
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rows); i++)
		LFR_EXPECT_EQ(t, lfr_ring_round(rows[i].wanted), rows[i].slots);
}

static void lfring_autosize_edges(struct lfr_test *t)
{
	u32 slots;

	LFR_EXPECT_EQ(t, lfr_pace_ring_size(10000, 1450, 0, 10, 2000), 64);
	LFR_EXPECT_EQ(t, lfr_pace_ring_size(LFR_RATE_MIN, LFR_PACKET_SIZE_MAX, 1,
					    LFR_INTERVAL_MS_MIN, LFR_MULTIPLIER_MIN), 64);
	slots = lfr_pace_ring_size(1000000, 1450, 32, 10, 2000);
	LFR_EXPECT(t, slots >= 32768);
	LFR_EXPECT_EQ(t, slots, 65536);
	/* Everything at its end: as much as a shard can have, and no overflow on the way. */
	LFR_EXPECT_EQ(t, lfr_pace_ring_size(LFR_RATE_MAX, LFR_PACKET_SIZE_MIN, LFR_PRODUCERS_MAX,
					    LFR_INTERVAL_MS_MAX, LFR_MULTIPLIER_MAX),
		      LFR_SHARD_SLOTS_MAX);
	LFR_EXPECT_EQ(t, lfr_pace_ring_size(LFR_RATE_MAX, LFR_PACKET_SIZE_MAX, LFR_PRODUCERS_MAX,
					    LFR_INTERVAL_MS_MAX, LFR_MULTIPLIER_MAX),
		      LFR_SHARD_SLOTS_MAX);
	/* A whole number of packets needs no slot more, the least bit above it does. */
	LFR_EXPECT_EQ(t, lfr_pace_ring_size(8000, 1000, 1, 128, 1000), 128);
	LFR_EXPECT_EQ(t, lfr_pace_ring_size(8001, 1000, 1, 128, 1000), 256);
	LFR_EXPECT_EQ(t, lfr_pace_ring_size(8000, 1000, 1, 64, 2000), 128);
	LFR_EXPECT_EQ(t, lfr_pace_ring_size(8000, 1000, 1, 64, 2001), 256);
}

/* Over all that can be asked for: a power of two, enough, and half of it not. */
static void lfring_autosize_sweep(struct lfr_test *t)
{
	static const u32 rates[] = { 1, 12500, 50000, 999999, LFR_RATE_MAX };
	static const u32 bytes[] = { 1, 500, 1450, 9000, LFR_PACKET_SIZE_MAX };
	static const u32 producers[] = { 0, 1, 7, 64, LFR_PRODUCERS_MAX };
	static const u32 intervals[] = { 1, 10, 333, LFR_INTERVAL_MS_MAX };
	static const u32 multipliers[] = { LFR_MULTIPLIER_MIN, 2000, 2500, LFR_MULTIPLIER_MAX };
	u32 r, b, p, i, m;

	for (r = 0; r < ARRAY_SIZE(rates); r++)
	for (b = 0; b < ARRAY_SIZE(bytes); b++)
	for (p = 0; p < ARRAY_SIZE(producers); p++)
	for (i = 0; i < ARRAY_SIZE(intervals); i++)
	for (m = 0; m < ARRAY_SIZE(multipliers); m++) {
		u32 slots = lfr_pace_ring_size(rates[r], bytes[b], producers[p], intervals[i],
					       multipliers[m]);
		/* slots * 8000 * bytes >= bits * multiplier, as packets take room. */
		u64 bits = (u64)rates[r] * producers[p] * intervals[i];
		u64 room = (u64)slots * 8 * bytes[b], need;

		LFR_EXPECT(t, is_power_of_2(slots));
		LFR_EXPECT(t, slots >= LFR_AUTO_SIZE_MIN && slots <= LFR_SHARD_SLOTS_MAX);
		/* Below 2^50 * 2^10; rounded up, as the slots are. */
		need = (bits / 1000) * multipliers[m] + (bits % 1000 * multipliers[m] + 999) / 1000;
		LFR_EXPECT_MSG(t, room >= need || slots == LFR_SHARD_SLOTS_MAX,
			       "%u kbit/s, %u bytes, %u producers, %u ms, %u: %u is too little",
			       rates[r], bytes[b], producers[p], intervals[i], multipliers[m], slots);
		LFR_EXPECT_MSG(t, room / 2 < need || slots == LFR_AUTO_SIZE_MIN,
			       "%u kbit/s, %u bytes, %u producers, %u ms, %u: %u is too much",
			       rates[r], bytes[b], producers[p], intervals[i], multipliers[m], slots);
	}
}

static struct lfr_case lfr_autosize_cases[] = {
	LFR_CASE(lfring_autosize),
	LFR_CASE(lfring_autosize_pow2),
	LFR_CASE(lfring_autosize_edges),
	LFR_CASE(lfring_autosize_sweep),
	{}
};

#endif /* _LFRING_AUTOSIZE_CASES_H */
