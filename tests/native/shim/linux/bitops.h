/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_BITOPS_H
#define _LFR_SHIM_BITOPS_H

#include <linux/types.h>

/* Number of the highest bit that is set, from 1 on; 0 for 0. */
static inline int fls64(u64 x)
{
	return x ? 64 - __builtin_clzll(x) : 0;
}

/* Number of the lowest bit that is set, from 0 on. Undefined for 0, as in the kernel. */
static inline unsigned long __ffs64(u64 x)
{
	return __builtin_ctzll(x);
}

#endif /* _LFR_SHIM_BITOPS_H */
