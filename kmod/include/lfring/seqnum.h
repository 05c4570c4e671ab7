/* SPDX-License-Identifier: GPL-2.0 */
/*
 * seqnum.h - serial arithmetic: from a number of a few bits to one of 64
 *
 * A packet carries the low bits of its sequence number, 8 to 64 of them, and they
 * start again from 0 when they run out. Two such numbers cannot be told to be in
 * order by comparing them. What can be done is to say which full number is meant
 * if one knows a full number that is not far away: the nearest one with those low
 * bits. "Not far" is less than half of the range; packets that are that late or
 * that early are rare with 16 bits and unheard of with 32.
 *
 * Usage
 * =====
 *	near = 1ull << 32 | value of the first packet;
 *	...
 *	seq = lfr_seq_unfold(near, value, 16);
 *	if (lfr_seq_diff(seq, near) > 0)
 *		near = seq;
 *
 * What near begins with above the low bits is free; above 0 there is room for what
 * was sent before the first packet. The results wrap at 2^64 like any u64, so they
 * are compared by lfr_seq_diff() and never by <.
 *
 * Limits
 * ======
 * With numbers that lie half of the range or more from @near the answer is that of
 * another lap. Whoever sees jumps (a sender that starts again) has to find out about
 * them by other means.
 *
 * Pure functions: no state, no allocation, no clock, no printing, no memory but the
 * arguments. They may be called in any context, and nobody delays anybody.
 *
 * Source: R. Elz, R. Bush, "Serial Number Arithmetic", RFC 1982, 1996. It leaves
 * the comparison of two numbers that are half of the range apart undefined (section
 * 3.2); here such a number lies behind.
 */
#ifndef _LFRING_SEQNUM_H
#define _LFRING_SEQNUM_H

#include <linux/types.h>

/**
 * lfr_seq_unfold() - the nearest number with given low bits
 * @near: a number of 64 bits
 * @value: the low bits; what is above @bits of them is ignored
 * @bits: how many they are, 1 to 64
 *
 * The result is from @near - 2^(@bits - 1) to @near + 2^(@bits - 1) - 1, modulo
 * 2^64: a value exactly half of the range away is taken to lie behind, as what is late
 * does less harm than what makes everything else late. Below 0 comes 2^64 - 1.
 * With 64 bits the result is @value.
 *
 * Context: any.
 *
 * Return: the number.
 */
static inline u64 lfr_seq_unfold(u64 near, u64 value, u32 bits)
{
	u64 most = ~0ull >> (64 - bits);
	u64 ahead = (value - near) & most;

	/* For 64 bits a range is 2^64, and so nothing: @most + 1 is 0. */
	return near + ahead - (ahead > most >> 1 ? most + 1 : 0);
}

/**
 * lfr_seq_diff() - how far one number is ahead of another
 * @a: a number of 64 bits
 * @b: a number of 64 bits
 *
 * Right for numbers that are less than 2^63 apart, wherever they lie. Those that are
 * exactly 2^63 apart are behind each other, which goes with lfr_seq_unfold().
 *
 * Context: any.
 *
 * Return: @a - @b; negative if @a is behind @b.
 */
static inline s64 lfr_seq_diff(u64 a, u64 b)
{
	return (s64)(a - b);
}

#endif /* _LFRING_SEQNUM_H */
