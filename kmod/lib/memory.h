/* SPDX-License-Identifier: GPL-2.0 */
/*
 * memory.h - memory of the library's structures
 */
#ifndef _LFRING_LIB_MEMORY_H
#define _LFRING_LIB_MEMORY_H

#include <linux/gfp.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/mm.h>
#include <linux/slab.h>
#include <linux/types.h>
#include <linux/vmalloc.h>

/*
 * Does the machine have so much at all? If not, to try would print a stack, and where it is
 * asked for in pieces others would lose theirs first.
 */
static inline bool lfr_memory_enough(u64 bytes)
{
	return bytes <= SIZE_MAX && bytes >> PAGE_SHIFT < totalram_pages();
}

/*
 * Zeroed, and aligned to a cache line: small memory is, if its size is a power of two. NULL if
 * there is not so much. To be freed by kvfree().
 */
static inline void *lfr_memory(u64 bytes, int node)
{
	if (!lfr_memory_enough(bytes))
		return NULL;
	if (bytes < PAGE_SIZE)
		bytes = roundup_pow_of_two((unsigned long)bytes);
	/* More than kvzalloc_node() is willing to give. */
	if (bytes > INT_MAX)
		return vzalloc_node(bytes, node);
	return kvzalloc_node(bytes, GFP_KERNEL | __GFP_NOWARN, node);
}

#endif /* _LFRING_LIB_MEMORY_H */
