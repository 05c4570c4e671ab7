/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_LOG2_H
#define _LFR_SHIM_LOG2_H

#include <linux/types.h>

static inline bool is_power_of_2(unsigned long n)
{
	return n && !(n & (n - 1));
}

static inline int ilog2(u64 n)
{
	return 63 - __builtin_clzll(n);
}

/* Undefined for 0, as in the kernel. */
static inline unsigned long roundup_pow_of_two(unsigned long n)
{
	return n == 1 ? 1 : 1ul << (ilog2(n - 1) + 1);
}

#endif /* _LFR_SHIM_LOG2_H */
