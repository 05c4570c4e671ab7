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

struct lfr_autosize_case {
	u32 rate;
	u32 bytes;
	u32 producers;
	u32 interval_ms;
	u32 multiplier;
};

/* A power of two, enough, and half of it not. */
static void lfr_autosize_case_check(struct lfr_test *t, const struct lfr_autosize_case *c)
{
	u32 slots = lfr_pace_ring_size(c->rate, c->bytes, c->producers, c->interval_ms,
				       c->multiplier);
	/* In bits, as the packets that fit and those that come take them. */
	u64 bits = (u64)c->rate * c->producers * c->interval_ms;
	u64 room = (u64)slots * 8 * c->bytes;
	u64 need = bits / 1000 * c->multiplier + (bits % 1000 * c->multiplier + 999) / 1000;

	LFR_EXPECT(t, is_power_of_2(slots));
	LFR_EXPECT(t, slots >= LFR_AUTO_SIZE_MIN && slots <= LFR_SHARD_SLOTS_MAX);
	LFR_EXPECT_MSG(t, room >= need || slots == LFR_SHARD_SLOTS_MAX,
		       "%u kbit/s, %u bytes, %u producers, %u ms, %u: %u is too little", c->rate,
		       c->bytes, c->producers, c->interval_ms, c->multiplier, slots);
	LFR_EXPECT_MSG(t, room / 2 < need || slots == LFR_AUTO_SIZE_MIN,
		       "%u kbit/s, %u bytes, %u producers, %u ms, %u: %u is too much", c->rate,
		       c->bytes, c->producers, c->interval_ms, c->multiplier, slots);
}

/* Over all that can be asked for. */
static void lfring_autosize_sweep(struct lfr_test *t)
{
	static const u32 rates[] = { 1, 12500, 50000, 999999, LFR_RATE_MAX };
	static const u32 bytes[] = { 1, 500, 1450, 9000, LFR_PACKET_SIZE_MAX };
	static const u32 producers[] = { 0, 1, 7, 64, LFR_PRODUCERS_MAX };
	static const u32 intervals[] = { 1, 10, 50, 333, LFR_INTERVAL_MS_MAX };
	static const u32 margins[] = { LFR_MULTIPLIER_MIN, 1999, 2000, 2500, LFR_MULTIPLIER_MAX };
	u32 i;

	for (i = 0; i < 5 * 5 * 5 * 5 * 5; i++) {
		struct lfr_autosize_case c = {
			.rate = rates[i % 5],
			.bytes = bytes[i / 5 % 5],
			.producers = producers[i / 25 % 5],
			.interval_ms = intervals[i / 125 % 5],
			.multiplier = margins[i / 625],
		};

		lfr_autosize_case_check(t, &c);
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
