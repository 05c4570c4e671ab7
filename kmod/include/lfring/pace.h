/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pace.h - when is the n-th packet due, and how many are due now
 *
 * A packet of b bytes at r kbit/s is due every b * 8e6 / r nanoseconds, which is
 * seldom a whole number. Rounding it would drift (2 % at 50 ns), so the schedule
 * is kept as a fraction in lowest terms: @per packets in @span nanoseconds. After
 * @per packets exactly @span nanoseconds have gone by, and counting starts again
 * from there, so nothing is ever rounded twice and nothing overflows: with the
 * bounds of limits.h every product here is below 2^63.
 *
 * All times are nanoseconds of one monotonic clock that the caller reads. Not
 * thread-safe: a schedule belongs to its producer.
 */
#ifndef _LFRING_PACE_H
#define _LFRING_PACE_H

#include <linux/gcd.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/types.h>
#include <lfring/limits.h>

/**
 * struct lfr_pace - a schedule
 * @epoch: when packet 0 of this span is due
 * @span: nanoseconds that @per packets take
 * @per: packets in a span
 * @next: packets of this span that have been sent or skipped
 */
struct lfr_pace {
	u64 epoch;
	u64 span;
	u32 per;
	u32 next;
};

/**
 * lfr_pace_init() - start a schedule
 * @pace: the schedule
 * @start: when its first packet is due
 * @rate: kbit/s, LFR_RATE_MIN to LFR_RATE_MAX
 * @bytes: size of a packet, LFR_PACKET_SIZE_MIN to LFR_PACKET_SIZE_MAX
 *
 * Context: any; whoever owns @pace.
 */
static inline void lfr_pace_init(struct lfr_pace *pace, u64 start, u32 rate, u32 bytes)
{
	/* ns * kbit/s of one packet: bytes * 8 bit * 1e9 ns/s / 1e3 bit/kbit */
	u64 cost = (u64)bytes * 8000000;
	/* gcd(cost, rate), with operands that fit an unsigned long anywhere */
	u64 rest;
	u32 common;

	div64_u64_rem(cost, rate, &rest);
	common = rest ? gcd(rate, (unsigned long)rest) : rate;
	pace->epoch = start;
	pace->span = div64_u64(cost, common);
	pace->per = rate / common;
	pace->next = 0;
}

/**
 * lfr_pace_deadline() - when is the next packet due?
 * @pace: the schedule
 *
 * Context: any; whoever owns @pace.
 * Return: its time, rounded up to a whole nanosecond.
 */
static inline u64 lfr_pace_deadline(const struct lfr_pace *pace)
{
	return pace->epoch + div64_u64((u64)pace->next * pace->span + pace->per - 1, pace->per);
}

/**
 * lfr_pace_due() - how many packets are due?
 * @pace: the schedule
 * @now: the time
 *
 * Context: any; whoever owns @pace.
 * Return: number of packets whose deadline is @now or earlier, and that have not
 * been sent.
 */
static inline u64 lfr_pace_due(const struct lfr_pace *pace, u64 now)
{
	u64 spans, rest, due;

	if ((s64)(now - pace->epoch) < 0)
		return 0;
	spans = div64_u64_rem(now - pace->epoch, pace->span, &rest);
	due = spans * pace->per + div64_u64(rest * pace->per, pace->span) + 1;
	return due > pace->next ? due - pace->next : 0;
}

/**
 * lfr_pace_advance() - note that packets were sent or skipped
 * @pace: the schedule
 * @n: how many
 *
 * Context: any; whoever owns @pace.
 */
static inline void lfr_pace_advance(struct lfr_pace *pace, u64 n)
{
	u64 next = pace->next + n, rest;

	pace->epoch += div64_u64_rem(next, pace->per, &rest) * pace->span;
	pace->next = (u32)rest;
}

/**
 * lfr_pace_total() - how many packets are due in a given time?
 * @rate: kbit/s
 * @bytes: size of a packet
 * @ns: nanoseconds
 *
 * Context: any.
 * Return: number of packets whose deadline is before @ns after the first one's.
 */
static inline u64 lfr_pace_total(u32 rate, u32 bytes, u64 ns)
{
	struct lfr_pace pace;

	if (!ns)
		return 0;
	lfr_pace_init(&pace, 0, rate, bytes);
	return lfr_pace_due(&pace, ns - 1);
}

/* The ring never gets smaller than this by computation. */
#define LFR_AUTO_SIZE_MIN	64u

/**
 * lfr_pace_ring_size() - slots that hold what arrives between two wake-ups
 * @rate: kbit/s of each producer
 * @bytes: size of a packet
 * @producers: number of them
 * @interval_ms: time between two wake-ups
 * @multiplier: margin, in thousandths
 *
 * rate / (8 * bytes) packets a second, times producers, interval and margin,
 * rounded up, then up to a power of two, LFR_AUTO_SIZE_MIN at least.
 *
 * Context: any.
 * Return: number of slots; LFR_SHARD_SLOTS_MAX if it would be more.
 */
static inline u32 lfr_pace_ring_size(u32 rate, u32 bytes, u32 producers, u32 interval_ms,
				     u32 multiplier)
{
	/*
	 * kbit * ms is bits, so packets are rate * producers * interval / (8 * bytes),
	 * below 2^50; the whole part is enough to know that the bound is exceeded.
	 */
	u64 bits = (u64)rate * producers * interval_ms;
	u64 slots, rest;

	slots = div64_u64_rem(bits, 8ull * bytes, &rest);
	if (slots >= LFR_SHARD_SLOTS_MAX)
		return LFR_SHARD_SLOTS_MAX;
	/* (slots + rest / (8 * bytes)) * multiplier / 1000, rounded up once */
	slots = div64_u64((slots * 8 * bytes + rest) * multiplier + 8000ull * bytes - 1,
			  8000ull * bytes);
	if (slots >= LFR_SHARD_SLOTS_MAX)
		return LFR_SHARD_SLOTS_MAX;
	if (slots <= LFR_AUTO_SIZE_MIN)
		return LFR_AUTO_SIZE_MIN;
	return (u32)roundup_pow_of_two((unsigned long)slots);
}

#endif /* _LFRING_PACE_H */
