/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_BITMAP_H
#define _LFR_SHIM_BITMAP_H

#include <linux/bitops.h>
#include <linux/types.h>

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
