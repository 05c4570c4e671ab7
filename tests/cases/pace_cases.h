/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pace_cases.h - the schedule, against products of 128 bits
 *
 * Packet n of b bytes at r kbit/s is due at the first whole nanosecond d with
 *
 *	d * r >= n * b * 8000000
 *
 * which needs no division and no rounding to check.
 */
#ifndef _LFRING_PACE_CASES_H
#define _LFRING_PACE_CASES_H

#include <linux/minmax.h>
#include <lfring/limits.h>
#include <lfring/pace.h>
#include "case.h"

struct lfr_u128 {
	u64 high;
	u64 low;
};

static struct lfr_u128 lfr_pace_case_mul(u64 a, u64 b)
{
	u64 al = (u32)a, ah = a >> 32, bl = (u32)b, bh = b >> 32;
	u64 low = al * bl, mid = ah * bl + (low >> 32), mid2 = al * bh + (u32)mid;

	return (struct lfr_u128){
		.high = ah * bh + (mid >> 32) + (mid2 >> 32),
		.low = (mid2 << 32) | (u32)low,
	};
}

static bool lfr_pace_case_less(struct lfr_u128 a, struct lfr_u128 b)
{
	return a.high < b.high || (a.high == b.high && a.low < b.low);
}

/* Is packet @n due at most @d nanoseconds after the first one? */
static bool lfr_pace_case_due_by(u32 rate, u32 bytes, u64 n, u64 d)
{
	return !lfr_pace_case_less(lfr_pace_case_mul(d, rate),
				   lfr_pace_case_mul(n, (u64)bytes * 8000000));
}

/* The five rates of the generator's tests, decimals, the ends, and awkward ones. */
static const struct lfr_pace_case_flow {
	u32 rate;	/* kbit/s */
	u32 bytes;
} lfr_pace_case_flows[] = {
	{ 2000, 1456 },
	{ 10000, 1456 },
	{ 25000, 1456 },
	{ 50000, 1456 },
	{ 75000, 1456 },
	{ 1000, 1450 },
	{ 10000, 1450 },
	{ 12500, 1450 },
	{ 50000, 1450 },
	{ 100000, 1450 },
	{ 100000, 500 },
	{ 100000, 9000 },
	{ 1000000, 1316 },
	{ 33333, 1450 },
	{ 7919, 104729 % 65536 },
	{ 9999991, 1 },
	{ 9999991, 65521 },
	{ LFR_RATE_MIN, LFR_PACKET_SIZE_MIN },
	{ LFR_RATE_MIN, LFR_PACKET_SIZE_MAX },
	{ LFR_RATE_MAX, LFR_PACKET_SIZE_MIN },
	{ LFR_RATE_MAX, LFR_PACKET_SIZE_MAX },
	{ LFR_RATE_MAX - 1, LFR_PACKET_SIZE_MAX },
};

/* The check is only as good as its arithmetic. */
static void lfring_pace_oracle(struct lfr_test *t)
{
	struct lfr_u128 p;

	p = lfr_pace_case_mul(U64_MAX, U64_MAX);
	LFR_EXPECT_EQ(t, p.high, U64_MAX - 1);
	LFR_EXPECT_EQ(t, p.low, 1);
	p = lfr_pace_case_mul(0x123456789abcdef0ull, 0xfedcba9876543210ull);
	LFR_EXPECT_EQ(t, p.high, 0x121fa00ad77d7422ull);
	LFR_EXPECT_EQ(t, p.low, 0x236d88fe5618cf00ull);
	p = lfr_pace_case_mul(1ull << 32, 1ull << 32);
	LFR_EXPECT_EQ(t, p.high, 1);
	LFR_EXPECT_EQ(t, p.low, 0);
	/* 1450 bytes at 10 Mb/s: 1160000 ns. */
	LFR_EXPECT(t, lfr_pace_case_due_by(10000, 1450, 1, 1160000));
	LFR_EXPECT(t, !lfr_pace_case_due_by(10000, 1450, 1, 1159999));
}

/* The next packet is number @n of a schedule that began at @start. */
static void lfr_pace_case_check(struct lfr_test *t, const struct lfr_pace_case_flow *flow,
				const struct lfr_pace *pace, u64 start, u64 n)
{
	u64 at = lfr_pace_deadline(pace), d = at - start;

	LFR_EXPECT_MSG(t, lfr_pace_case_due_by(flow->rate, flow->bytes, n, d),
		       "%u kbit/s, %u bytes: packet %llu at %llu is early", flow->rate,
		       flow->bytes, (unsigned long long)n, (unsigned long long)d);
	LFR_EXPECT_MSG(t, !d || !lfr_pace_case_due_by(flow->rate, flow->bytes, n, d - 1),
		       "%u kbit/s, %u bytes: packet %llu at %llu is late", flow->rate,
		       flow->bytes, (unsigned long long)n, (unsigned long long)d);
	/* What is due says the same as when it is due. */
	LFR_EXPECT_EQ(t, lfr_pace_due(pace, at - 1), 0);
	LFR_EXPECT(t, lfr_pace_due(pace, at) >= 1);
}

/* Number of packets due @ns after the first one, by bisection. */
static u64 lfr_pace_case_count(const struct lfr_pace_case_flow *flow, u64 ns)
{
	u64 low = 0, high = 1;

	/* Packet @low is due, packet @high is not. */
	while (lfr_pace_case_due_by(flow->rate, flow->bytes, high, ns)) {
		low = high;
		high *= 2;
	}
	while (high - low > 1) {
		u64 mid = low + (high - low) / 2;

		if (lfr_pace_case_due_by(flow->rate, flow->bytes, mid, ns))
			low = mid;
		else
			high = mid;
	}
	return low + 1;
}

static void lfring_pace_exact(struct lfr_test *t)
{
	u32 f, n;

	for (f = 0; f < ARRAY_SIZE(lfr_pace_case_flows); f++) {
		const struct lfr_pace_case_flow *flow = &lfr_pace_case_flows[f];
		u64 start = 1700000000ull * 1000000000 + f;
		struct lfr_pace pace;

		lfr_pace_init(&pace, start, flow->rate, flow->bytes);
		LFR_EXPECT_EQ(t, lfr_pace_deadline(&pace), start);
		LFR_EXPECT_EQ(t, lfr_pace_due(&pace, start - 1), 0);
		for (n = 0; n < 3000; n++) {
			lfr_pace_case_check(t, flow, &pace, start, n);
			lfr_pace_advance(&pace, 1);
		}
	}
}

/* However a schedule is walked through, the packets are due at the same times. */
static void lfring_pace_no_drift(struct lfr_test *t)
{
	u32 f, i;

	for (f = 0; f < ARRAY_SIZE(lfr_pace_case_flows); f++) {
		const struct lfr_pace_case_flow *flow = &lfr_pace_case_flows[f];
		/* A billion packets, or 146 years of them. */
		u64 apart = (u64)flow->bytes * 8000000 / flow->rate + 1;
		u64 most = min_t(u64, 1000000000, (1ull << 62) / apart);
		u64 start = 12345678901ull, random = f + 1, n = 0;
		struct lfr_pace walk, jump;

		/* In odd steps, a little at a time at both ends. */
		lfr_pace_init(&walk, start, flow->rate, flow->bytes);
		for (i = 0; n < most; i++) {
			u64 step = i < 500 || n >= most - 1000 ? 1 + i % 3 :
				   lfr_case_random(&random) % (most / 500);

			lfr_pace_case_check(t, flow, &walk, start, n);
			if (n < most - 1000)
				step = min(step, most - 1000 - n);
			lfr_pace_advance(&walk, step);
			n += step;
		}
		lfr_pace_case_check(t, flow, &walk, start, n);

		/* At once. */
		lfr_pace_init(&jump, start, flow->rate, flow->bytes);
		lfr_pace_advance(&jump, n);
		LFR_EXPECT_EQ(t, lfr_pace_deadline(&jump), lfr_pace_deadline(&walk));
	}
}

/* How many are due, at any time and whatever of them has been sent. */
static void lfring_pace_due(struct lfr_test *t)
{
	u32 f, i;

	for (f = 0; f < ARRAY_SIZE(lfr_pace_case_flows); f++) {
		const struct lfr_pace_case_flow *flow = &lfr_pace_case_flows[f];
		u64 start = 1000, random = 77 + f, now = start, sent = 0;
		struct lfr_pace pace;

		lfr_pace_init(&pace, start, flow->rate, flow->bytes);
		for (i = 0; i < 300; i++) {
			u64 count = lfr_pace_case_count(flow, now - start), due, some;

			due = lfr_pace_due(&pace, now);
			LFR_EXPECT_EQ(t, due, count - sent);
			/* Those that are not sent now stay due. */
			some = i % 3 ? due : due / 2;
			lfr_pace_advance(&pace, some);
			sent += some;
			LFR_EXPECT_EQ(t, lfr_pace_due(&pace, now), due - some);
			now += (u64)lfr_case_random(&random) << (i % 12);
		}
	}
}

/* What was due long ago can be left out, and the schedule is still the same one. */
static void lfring_pace_skip(struct lfr_test *t)
{
	u32 f;

	for (f = 0; f < ARRAY_SIZE(lfr_pace_case_flows); f++) {
		const struct lfr_pace_case_flow *flow = &lfr_pace_case_flows[f];
		u64 start = 5, pause = 3600ull * 1000000000, due;
		struct lfr_pace pace;

		lfr_pace_init(&pace, start, flow->rate, flow->bytes);
		due = lfr_pace_due(&pace, start + pause);
		LFR_EXPECT_EQ(t, due, lfr_pace_case_count(flow, pause));
		lfr_pace_advance(&pace, due);
		LFR_EXPECT_EQ(t, lfr_pace_due(&pace, start + pause), 0);
		LFR_EXPECT(t, lfr_pace_deadline(&pace) > start + pause);
		lfr_pace_case_check(t, flow, &pace, start, due);
		/* Nothing is due of what lies behind, even if the clock were to go back. */
		LFR_EXPECT_EQ(t, lfr_pace_due(&pace, start), 0);
		LFR_EXPECT_EQ(t, lfr_pace_due(&pace, start - 1), 0);
	}
}

/* A clock that passes 2^63 and 2^64, and a year of the fastest and the slowest flow. */
static void lfring_pace_limits(struct lfr_test *t)
{
	static const u64 starts[] = { 0, (1ull << 63) - 100, U64_MAX - 1000000, U64_MAX };
	u64 year = LFR_DURATION_MAX * 1000000000ull;
	u32 f, s, i;

	for (f = 0; f < ARRAY_SIZE(lfr_pace_case_flows); f++) {
		const struct lfr_pace_case_flow *flow = &lfr_pace_case_flows[f];

		for (s = 0; s < ARRAY_SIZE(starts); s++) {
			struct lfr_pace pace;
			u64 n;

			lfr_pace_init(&pace, starts[s], flow->rate, flow->bytes);
			for (i = 0; i < 50; i++) {
				u64 at = lfr_pace_deadline(&pace);

				LFR_EXPECT_EQ(t, lfr_pace_due(&pace, at - 1), 0);
				LFR_EXPECT(t, lfr_pace_due(&pace, at) >= 1);
				lfr_pace_advance(&pace, 1);
			}
			n = lfr_pace_due(&pace, starts[s] + year);
			LFR_EXPECT_EQ(t, n, lfr_pace_case_count(flow, year) - 50);
			lfr_pace_advance(&pace, n);
			lfr_pace_case_check(t, flow, &pace, starts[s], n + 50);
		}
	}
}

static void lfring_pace_total(struct lfr_test *t)
{
	static const u64 times[] = { 1, 1000, 1000000, 1000000000, 3600000000000ull };
	u32 f, i;

	/* 10 s of 1450 bytes: 862.07, 1077.59 and 4310.34 packets a second. */
	LFR_EXPECT_EQ(t, lfr_pace_total(10000, 1450, 10000000000ull), 8621);
	LFR_EXPECT_EQ(t, lfr_pace_total(12500, 1450, 10000000000ull), 10776);
	LFR_EXPECT_EQ(t, lfr_pace_total(50000, 1450, 10000000000ull), 43104);
	/* 1000 bytes at 8 Mb/s: the packet that is due at the end does not count. */
	LFR_EXPECT_EQ(t, lfr_pace_total(8000, 1000, 999999), 1);
	LFR_EXPECT_EQ(t, lfr_pace_total(8000, 1000, 1000000), 1);
	LFR_EXPECT_EQ(t, lfr_pace_total(8000, 1000, 1000001), 2);

	for (f = 0; f < ARRAY_SIZE(lfr_pace_case_flows); f++) {
		const struct lfr_pace_case_flow *flow = &lfr_pace_case_flows[f];

		LFR_EXPECT_EQ(t, lfr_pace_total(flow->rate, flow->bytes, 0), 0);
		for (i = 0; i < ARRAY_SIZE(times); i++)
			LFR_EXPECT_EQ(t, lfr_pace_total(flow->rate, flow->bytes, times[i]),
				      lfr_pace_case_count(flow, times[i] - 1));
	}
}

/*
 * 5 s at each of the rates, asked every 1.3 ms as a producer would: the packets and
 * bits that the arithmetic gives, where the original allows 3, 5 and 10 per cent.
 */
static void lfring_gen_rate_accuracy(struct lfr_test *t)
{
	static const u32 rates[] = { 2000, 10000, 25000, 50000, 75000 };
	u64 second = 1000000000, now, sent, bits;
	u32 i;

	for (i = 0; i < ARRAY_SIZE(rates); i++) {
		struct lfr_pace pace;

		lfr_pace_init(&pace, 0, rates[i], 1456);
		for (now = 0, sent = 0; now < 5 * second; now += 1300007) {
			u64 due = lfr_pace_due(&pace, now);

			lfr_pace_advance(&pace, due);
			sent += due;
		}
		sent += lfr_pace_due(&pace, 5 * second - 1);
		LFR_EXPECT_EQ(t, sent, lfr_pace_total(rates[i], 1456, 5 * second));
		/* At most one packet above, none below. */
		bits = sent * 1456 * 8;
		LFR_EXPECT(t, bits >= rates[i] * 5000ull);
		LFR_EXPECT(t, bits < rates[i] * 5000ull + 1456 * 8);
	}
}

/* 500 intervals at 10 Mb/s, none of them a nanosecond off. */
static void lfring_gen_smoothness(struct lfr_test *t)
{
	u64 exact = 1456ull * 8 * 1000000 / 10000, last = 0;
	struct lfr_pace pace;
	u32 i;

	lfr_pace_init(&pace, 0, 10000, 1456);
	for (i = 1; i <= 500; i++) {
		u64 at;

		lfr_pace_advance(&pace, 1);
		at = lfr_pace_deadline(&pace);
		LFR_EXPECT(t, at - last == exact || at - last == exact + 1);
		last = at;
	}
	LFR_EXPECT_EQ(t, last, 500 * exact);
}

static struct lfr_case lfr_pace_cases[] = {
	LFR_CASE(lfring_pace_oracle),
	LFR_CASE(lfring_pace_exact),
	LFR_CASE(lfring_pace_no_drift),
	LFR_CASE(lfring_pace_due),
	LFR_CASE(lfring_pace_skip),
	LFR_CASE(lfring_pace_limits),
	LFR_CASE(lfring_pace_total),
	LFR_CASE(lfring_gen_rate_accuracy),
	LFR_CASE(lfring_gen_smoothness),
	{}
};

#endif /* _LFRING_PACE_CASES_H */
