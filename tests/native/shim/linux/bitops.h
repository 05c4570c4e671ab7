/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_BITOPS_H
#define _LFR_SHIM_BITOPS_H

#include <linux/types.h>

#define BITS_PER_LONG	(8 * sizeof(long))

static inline void __set_bit(unsigned long nr, unsigned long *map)
{
	map[nr / BITS_PER_LONG] |= 1ul << nr % BITS_PER_LONG;
}

static inline void __clear_bit(unsigned long nr, unsigned long *map)
{
	map[nr / BITS_PER_LONG] &= ~(1ul << nr % BITS_PER_LONG);
}

static inline bool test_bit(unsigned long nr, const unsigned long *map)
{
	return map[nr / BITS_PER_LONG] >> nr % BITS_PER_LONG & 1;
}

static inline bool __test_and_set_bit(unsigned long nr, unsigned long *map)
{
	bool was = test_bit(nr, map);

	__set_bit(nr, map);
	return was;
}

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
