/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_HASH_H
#define _LFR_SHIM_HASH_H

#include <linux/types.h>

#define GOLDEN_RATIO_32	0x61C88647

static inline u32 hash_32(u32 value, unsigned int bits)
{
	return (value * GOLDEN_RATIO_32) >> (32 - bits);
}

#endif /* _LFR_SHIM_HASH_H */
