/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seqnum_cases.h - serial arithmetic, against a search and against walks
 */
#ifndef _LFRING_SEQNUM_CASES_H
#define _LFRING_SEQNUM_CASES_H

#include <linux/kernel.h>
#include <linux/minmax.h>
#include <lfring/seqnum.h>
#include "case.h"

/* Where full numbers are awkward: around 0, where few bits wrap, and in the middle. */
static const u64 lfr_seqnum_case_places[] = {
	0, 1, 0x7f, 0x80, 0xff, 0x100, 0x7fff, 0x8000, 0xffff, 0x10000, 0x7fffffff, 0x80000000,
	0xffffffff, 0x100000000ull, 0x123456789abcdef0ull, 0x7fffffffffffffffull,
	0x8000000000000000ull, 0xffffffffffffff00ull, 0xffffffffffffffffull,
};

/* 2^@bits - 1 */
static u64 lfr_seqnum_case_mask(u32 bits)
{
	u64 mask = 0;

	while (bits--)
		mask = mask << 1 | 1;
	return mask;
}

/* The definition: look further and further away, and on each step behind first. */
static u64 lfr_seqnum_case_search(u64 near, u64 value, u64 mask)
{
	u64 away;

	for (away = 0;; away++) {
		if (((near - away) & mask) == value)
			return near - away;
		if (((near + away) & mask) == value)
			return near + away;
	}
}

/* All numbers of up to 8 bits from all places. */
static void lfring_seqnum_exhaustive(struct lfr_test *t)
{
	u32 bits, p;

	for (bits = 1; bits <= 8; bits++) {
		u64 mask = lfr_seqnum_case_mask(bits);

		for (p = 0; p < ARRAY_SIZE(lfr_seqnum_case_places); p++) {
			u64 base = lfr_seqnum_case_places[p] & ~0xffull, i, value;
			u32 wrong = 0;

			for (i = 0; i < 256; i++)
				for (value = 0; value <= mask; value++)
					wrong += lfr_seq_unfold(base + i, value, bits) !=
						 lfr_seqnum_case_search(base + i, value, mask);
			LFR_EXPECT_MSG(t, !wrong, "%u bits, from %llx: %u wrong", bits,
				       (unsigned long long)base, wrong);
		}
	}
}

/* Expect that full number @seq is found again from @near. */
static void lfr_seqnum_case_expect(struct lfr_test *t, u64 near, u64 seq, u32 bits)
{
	u64 got = lfr_seq_unfold(near, seq & lfr_seqnum_case_mask(bits), bits);

	LFR_EXPECT_MSG(t, got == seq, "%u bits near %llx: %llx instead of %llx", bits,
		       (unsigned long long)near, (unsigned long long)got,
		       (unsigned long long)seq);
	/* A field of the packet may come with what is beside it. */
	LFR_EXPECT_EQ(t, lfr_seq_unfold(near, seq, bits), got);
}

/* What is just within and just beyond half of the range, of all widths. */
static void lfring_seqnum_half(struct lfr_test *t)
{
	u32 bits, p;

	for (bits = 1; bits <= 64; bits++) {
		u64 half = 1ull << (bits - 1);

		for (p = 0; p < ARRAY_SIZE(lfr_seqnum_case_places); p++) {
			u64 near = lfr_seqnum_case_places[p];

			lfr_seqnum_case_expect(t, near, near, bits);
			lfr_seqnum_case_expect(t, near, near + half - 1, bits);
			lfr_seqnum_case_expect(t, near, near - half, bits);
			lfr_seqnum_case_expect(t, near, near - half + 1, bits);
			/* Exactly half is behind, whichever way one gets there. */
			LFR_EXPECT_EQ(t, lfr_seq_unfold(near, near + half, bits), near - half);
			LFR_EXPECT(t, lfr_seq_diff(lfr_seq_unfold(near, near + half, bits),
						   near) < 0);
			LFR_EXPECT_EQ(t, lfr_seq_unfold(near, near - half - 1, bits),
				      near + half - 1);
		}
	}
}

/* The starts of the walks: a little before each width wraps. */
static const u32 lfr_seqnum_case_widths[] = { 8, 16, 24, 31, 32, 48, 63, 64 };

/*
 * In order, with losses: steps of up to @step, from a little below where @wrap bits wrap,
 * each number unfolded from the one before.
 */
static void lfr_seqnum_case_walk(struct lfr_test *t, u32 bits, u32 wrap, u32 step)
{
	u64 seq = lfr_seqnum_case_mask(wrap) - 100, near = seq, random = bits * 100 + wrap;
	u32 i, wrong = 0;

	for (i = 0; i < 3000; i++) {
		seq += 1 + lfr_case_random(&random) % step;
		near = lfr_seq_unfold(near, seq & lfr_seqnum_case_mask(bits), bits);
		wrong += near != seq;
	}
	LFR_EXPECT_MSG(t, !wrong, "%u bits from below 2^%u, steps of %u: %u wrong", bits, wrap,
		       step, wrong);
}

static void lfring_seqnum_walk(struct lfr_test *t)
{
	u32 bits, w;

	for (bits = 2; bits <= 64; bits++) {
		for (w = 0; w < ARRAY_SIZE(lfr_seqnum_case_widths); w++) {
			u32 wrap = lfr_seqnum_case_widths[w];

			lfr_seqnum_case_walk(t, bits, wrap, 1);
			/* As far as can be told, and where that is very far, far. */
			lfr_seqnum_case_walk(t, bits, wrap, (1u << min(bits - 1, 27u)) - 1);
		}
	}
}

/* Reordered as far as can be told, the newest so far being what is known. */
static void lfr_seqnum_case_shuffled(struct lfr_test *t, u32 bits, u32 wrap)
{
	u64 half = 1ull << (bits - 1), newest = lfr_seqnum_case_mask(wrap) - 100;
	u64 random = bits * 1000 + wrap;
	u32 i, wrong = 0, older = 0, newer = 0;

	for (i = 0; i < 3000; i++) {
		u64 far = (u64)lfr_case_random(&random) << 32 | lfr_case_random(&random);
		u64 seq, got;

		/* Most come from nearby, some from as far as can be. */
		far &= (i % 4 ? 15 : ~0ull) & (half - 1);
		seq = i % 3 ? newest + far % 4 : newest - far;
		got = lfr_seq_unfold(newest, seq & lfr_seqnum_case_mask(bits), bits);
		wrong += got != seq;
		if (lfr_seq_diff(got, newest) > 0) {
			newest = got;
			newer++;
		} else if (got != newest) {
			older++;
		}
	}
	LFR_EXPECT_MSG(t, !wrong, "%u bits from below 2^%u: %u wrong", bits, wrap, wrong);
	/* It went past the wrap, and there were some of both kinds. */
	LFR_EXPECT(t, newer > 100);
	LFR_EXPECT(t, older > 100);
	LFR_EXPECT(t, lfr_seq_diff(newest, lfr_seqnum_case_mask(wrap)) > 0);
}

static void lfring_seqnum_reordered(struct lfr_test *t)
{
	u32 bits, w;

	for (bits = 4; bits <= 64; bits++)
		for (w = 0; w < ARRAY_SIZE(lfr_seqnum_case_widths); w++)
			lfr_seqnum_case_shuffled(t, bits, lfr_seqnum_case_widths[w]);
}

/* By example, with numbers that can be checked by eye. */
static void lfring_seqnum_examples(struct lfr_test *t)
{
	/* RTP: 65535 and then 0 is a step of one. */
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0xffff, 0, 16), 0x10000);
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0x10000, 0xffff, 16), 0xffff);
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0x2fffe, 0x0001, 16), 0x30001);
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0x30001, 0xfffe, 16), 0x2fffe);
	/* SRT: there is no bit 31. */
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0x7fffffff, 0, 31), 0x80000000ull);
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0x80000000ull, 0x7fffffff, 31), 0x7fffffff);
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0xffffffffull, 0, 31), 0x100000000ull);
	/* pktgen */
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0xffffffffull, 0, 32), 0x100000000ull);
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0x100000000ull, 0xffffffff, 32), 0xffffffffull);
	/* Below 0, and above 2^64. */
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0, 255, 8), U64_MAX);
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0, 128, 8), U64_MAX - 127);
	LFR_EXPECT_EQ(t, lfr_seq_unfold(U64_MAX, 0, 8), 0);
	LFR_EXPECT_EQ(t, lfr_seq_unfold(U64_MAX, 0, 64), 0);
	LFR_EXPECT_EQ(t, lfr_seq_unfold(0, U64_MAX, 64), U64_MAX);
}

static void lfring_seqnum_diff(struct lfr_test *t)
{
	u32 p;

	LFR_EXPECT_EQ(t, lfr_seq_diff(7, 5), 2);
	LFR_EXPECT_EQ(t, lfr_seq_diff(5, 7), -2);
	LFR_EXPECT_EQ(t, lfr_seq_diff(0, U64_MAX), 1);
	LFR_EXPECT_EQ(t, lfr_seq_diff(U64_MAX, 0), -1);
	for (p = 0; p < ARRAY_SIZE(lfr_seqnum_case_places); p++) {
		u64 at = lfr_seqnum_case_places[p];

		LFR_EXPECT_EQ(t, lfr_seq_diff(at, at), 0);
		LFR_EXPECT_EQ(t, lfr_seq_diff(at + 1, at), 1);
		LFR_EXPECT_EQ(t, lfr_seq_diff(at - 1, at), -1);
		LFR_EXPECT_EQ(t, lfr_seq_diff(at + S64_MAX, at), S64_MAX);
		LFR_EXPECT_EQ(t, lfr_seq_diff(at, at + S64_MAX), -S64_MAX);
		/* As far as can be is behind, from either side. */
		LFR_EXPECT_EQ(t, lfr_seq_diff(at + (1ull << 63), at), S64_MIN);
		LFR_EXPECT_EQ(t, lfr_seq_diff(at, at + (1ull << 63)), S64_MIN);
	}
}

static struct lfr_case lfr_seqnum_cases[] = {
	LFR_CASE(lfring_seqnum_exhaustive),
	LFR_CASE(lfring_seqnum_half),
	LFR_CASE(lfring_seqnum_walk),
	LFR_CASE(lfring_seqnum_reordered),
	LFR_CASE(lfring_seqnum_examples),
	LFR_CASE(lfring_seqnum_diff),
	{}
};

#endif /* _LFRING_SEQNUM_CASES_H */
