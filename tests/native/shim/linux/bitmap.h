/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_BITMAP_H
#define _LFR_SHIM_BITMAP_H

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

static inline void bitmap_clear(unsigned long *map, unsigned int start, unsigned int n)
{
	while (n--)
		__clear_bit(start++, map);
}

static inline void bitmap_set(unsigned long *map, unsigned int start, unsigned int n)
{
	while (n--)
		__set_bit(start++, map);
}

static inline void bitmap_zero(unsigned long *map, unsigned int bits)
{
	bitmap_clear(map, 0, bits);
}

#endif /* _LFR_SHIM_BITMAP_H */
