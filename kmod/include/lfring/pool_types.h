/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_types.h - what a pool (pool.h) is made of
 */
#ifndef _LFRING_POOL_TYPES_H
#define _LFRING_POOL_TYPES_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/types.h>
#include <lfring/limits.h>

/* Objects are aligned to this and take up a multiple of it: no two share a cache line. */
#define LFR_POOL_ALIGN		64u

/* Let lfr_pool_init() choose how long magazines are. */
#define LFR_POOL_MAGAZINE_AUTO	U32_MAX

/* Of the name of a pool that lfr_pool_create() makes, the terminating NUL included. */
#define LFR_POOL_NAME_LEN	32

/* Of the depot's head and of chain[]: the number of an object. */
#define LFR_POOL_INDEX_BITS	24
#define LFR_POOL_NONE		((1u << LFR_POOL_INDEX_BITS) - 1)

/* Parts of the arena that are told apart by the upper bits of the address. */
#define LFR_POOL_GRANULES	256u

/* Places where a pointer that came from the ops may be noted, of twice as many as may be out. */
#define LFR_POOL_PROBES		64u

/**
 * enum lfr_pool_flag - what a pool does
 * @LFR_POOL_SPILL: where a class is exhausted, take from the next larger one
 * @LFR_POOL_FALLBACK: where there is no class or it is exhausted, ask the ops
 * @LFR_POOL_ZERO: memory is zero when it is allocated: what was asked for is cleared
 *	when it is freed. An object's bytes beyond that are not, so nobody may write there.
 * @LFR_POOL_PREWARM: magazines are filled from the start
 * @LFR_POOL_RELAXED: two frees of one object that race may both succeed; see the top
 */
enum lfr_pool_flag {
	LFR_POOL_SPILL = 1 << 0,
	LFR_POOL_FALLBACK = 1 << 1,
	LFR_POOL_ZERO = 1 << 2,
	LFR_POOL_PREWARM = 1 << 3,
	LFR_POOL_RELAXED = 1 << 4,
};

#define LFR_POOL_FLAGS		31u

/*
 * Each allocation has a ticket: how many there were before it in the same magazine, and, in
 * the lowest bits, the number of the CPU plus 1. Those without a magazine have numbers of
 * their own. So no two tickets are the same, and none is 0.
 */
#define LFR_POOL_TICKET_BITS	16
#define LFR_POOL_TICKET		((u64)1 << LFR_POOL_TICKET_BITS)

/**
 * enum lfr_pool_misuse - what a pool refuses
 * @LFR_POOL_DOUBLE: a free of what is not allocated
 * @LFR_POOL_OFFSET: a free of what is in the arena but is not the start of an object
 * @LFR_POOL_FOREIGN: a free of what this pool never gave out, or fallback freed twice
 * @LFR_POOL_STALE: a free with a tag of an earlier allocation
 * @LFR_POOL_DEAD: any use after lfr_pool_exit()
 * @LFR_POOL_MISUSES: number of them
 */
enum lfr_pool_misuse {
	LFR_POOL_DOUBLE,
	LFR_POOL_OFFSET,
	LFR_POOL_FOREIGN,
	LFR_POOL_STALE,
	LFR_POOL_DEAD,
	LFR_POOL_MISUSES,
};

/**
 * struct lfr_pool_ops - what a pool has no means for
 * @alloc: get memory from elsewhere. @class is the class that was exhausted, or the
 *	number of classes if @size is beyond all of them; @zero asks for zeroed memory.
 *	Return: NULL if there is none.
 * @free: give it back; @class is the same
 * @misuse: tell somebody; is called every time
 *
 * Called in the context of the caller, preemption and interrupts as there. Each may be
 * NULL.
 */
struct lfr_pool_ops {
	void *(*alloc)(void *ctx, u32 class, size_t size, gfp_t gfp, bool zero);
	void (*free)(void *ctx, u32 class, void *object);
	void (*misuse)(void *ctx, enum lfr_pool_misuse misuse, const void *object);
};

/**
 * struct lfr_pool_size - a class as it is asked for
 * @size: bytes of an object
 * @objects: how many
 */
struct lfr_pool_size {
	u32 size;
	u32 objects;
};

/**
 * struct lfr_pool_config - a pool as it is asked for
 * @class: the classes, in ascending order of size
 * @nr: how many
 * @cpus: a number above every smp_processor_id()
 * @magazine: length of a chain, and half of a magazine; 0 for no magazines;
 *	LFR_POOL_MAGAZINE_AUTO
 * @flags: of enum lfr_pool_flag
 * @fallback: with LFR_POOL_FALLBACK, most objects of the ops that may be out at a time
 */
struct lfr_pool_config {
	struct lfr_pool_size class[LFR_POOL_CLASSES_MAX];
	u32 nr;
	u32 cpus;
	u32 magazine;
	u32 flags;
	u32 fallback;
};

/**
 * struct lfr_pool_plan - the memory that a pool needs
 * @arena: bytes for the objects
 * @meta: bytes for what is known about them
 * @cpu: bytes for the magazines of one CPU
 * @shift: private: size of a granule is two to this
 * @half: private: length of a chain, for each class
 * @fallback: private: places to note objects of the ops
 *
 * Each piece must be aligned to a cache line and to LFR_POOL_ALIGN.
 */
struct lfr_pool_plan {
	size_t arena;
	size_t meta;
	size_t cpu;
	u32 shift;
	u32 half[LFR_POOL_CLASSES_MAX];
	u32 fallback;
};

/**
 * struct lfr_pool_item - a free object in a magazine
 * @object: its address
 * @index: its number, which follows from the address, but not at once
 */
struct lfr_pool_item {
	void *object;
	u32 index;
};

/**
 * struct lfr_pool_magazine - free objects of one class on one CPU
 * @busy: somebody on this CPU is at it
 * @top: just above the newest of them
 * @end: how far @top may grow
 * @ticket: of the last allocation
 * @gets: chains taken from the depot
 * @puts: chains sent there
 * @item: the objects
 *
 * Written by its CPU only, by who set @busy.
 */
struct lfr_pool_magazine {
	u32 busy;
	struct lfr_pool_item *top;
	struct lfr_pool_item *end;
	u64 ticket;
	u64 gets;
	u64 puts;
	struct lfr_pool_item item[];
};

struct lfr_pool;

/**
 * struct lfr_pool_class - objects of one size
 * @base: address of the first one
 * @inverse: of the odd part of their stride, modulo the size of a word
 * @twos: the stride is the odd part times two to this
 * @nr: how many
 * @stride: from one to the next, in bytes
 * @size: bytes of one
 * @half: length of a chain, half of a magazine; 0 without magazines
 * @flags: of the pool
 * @index: number of this class
 * @mag: the magazine of each CPU
 * @state: of each object, the ticket of its allocation, 0 while free
 * @next: of each object, the next one in its chain
 * @chain: of each chain's first object: length and next chain
 * @used: of each object, bytes to clear; only with LFR_POOL_ZERO
 * @pool: whose class this is
 * @head: the depot: tag and first chain
 * @outside: objects that are not in the depot
 * @high_water: the most of them
 * @ticket: of the last allocation without a magazine, because it was interrupted or there is
 *	none
 * @gets: chains they took from the depot
 * @puts: chains that frees of that kind sent there
 * @spills: allocations that the next class served
 * @fallbacks: allocations that the ops served
 * @failed: allocations that nobody served
 *
 * All members are private. What is constant, the depot, and what is rarely written
 * have cache lines of their own.
 */
struct lfr_pool_class {
	unsigned long base;
	unsigned long inverse;
	u32 twos;
	u32 nr;
	u32 stride;
	u32 size;
	u32 half;
	u32 flags;
	u32 index;
	struct lfr_pool_magazine **mag;
	atomic64_t *state;
	u32 *next;
	u32 *chain;
	u32 *used;
	struct lfr_pool *pool;

	atomic64_t head ____cacheline_aligned;
	atomic_t outside;
	atomic_t high_water;

	atomic64_t ticket ____cacheline_aligned;
	atomic64_t gets;
	atomic64_t puts;
	atomic64_t spills;
	atomic64_t fallbacks;
	atomic64_t failed;
};

/**
 * struct lfr_pool - buffers of several sizes
 * @arena: address of the first object of the first class
 * @max: largest size
 * @granules: that the arena has
 * @shift: their size is two to this
 * @nr: number of classes
 * @cpus: number of CPUs
 * @flags: of enum lfr_pool_flag
 * @dead: lfr_pool_exit() was called
 * @ops: what it has no means for
 * @ctx: given to them
 * @kept: the objects of the ops that are out
 * @kept_mask: number of places there, less 1
 * @kept_max: most that may be out
 * @by_size: for each multiple of LFR_POOL_ALIGN, the class for sizes just above the
 *	multiple before
 * @granule: whose it is
 * @kept_live: objects of the ops that are out
 * @oversize: allocations beyond all classes
 * @oversize_failed: those that nobody served
 * @refused: of each enum lfr_pool_misuse
 * @class: the classes
 *
 * All members are private.
 */
struct lfr_pool {
	unsigned long arena;
	u32 max;
	u32 granules;
	u32 shift;
	u32 nr;
	u32 cpus;
	u32 flags;
	bool dead;
	const struct lfr_pool_ops *ops;
	void *ctx;
	atomic64_t *kept;
	u32 kept_mask;
	u32 kept_max;
	u8 by_size[LFR_POOL_SIZE_MAX / LFR_POOL_ALIGN + 1];
	struct lfr_pool_class *granule[LFR_POOL_GRANULES];

	atomic64_t kept_live ____cacheline_aligned;
	atomic64_t oversize;
	atomic64_t oversize_failed;
	atomic64_t refused[LFR_POOL_MISUSES];

	struct lfr_pool_class class[LFR_POOL_CLASSES_MAX] ____cacheline_aligned;
};

/**
 * struct lfr_pool_class_stats - counts of a class
 * @size: bytes of an object
 * @objects: how many there are
 * @magazine: length of a chain
 * @in_use: objects that are allocated
 * @in_magazines: free objects in magazines
 * @high_water: the most objects that were outside of the depot at a time, allocated or in
 *	a magazine. It is what the class must have for an allocation never to fail, and
 *	without magazines it is the most that were allocated at a time.
 * @allocs: allocations it served, those that spilled from the class before included
 * @frees: objects that came back
 * @gets: chains taken from the depot
 * @puts: chains sent there
 * @spills: allocations for it that the next class served
 * @fallbacks: allocations for it that the ops served
 * @failed: allocations for it that nobody served
 *
 * @in_use, @allocs and @frees are exact when nobody allocates or frees.
 */
struct lfr_pool_class_stats {
	u32 size;
	u32 objects;
	u32 magazine;
	u32 in_use;
	u32 in_magazines;
	u32 high_water;
	u64 allocs;
	u64 frees;
	u64 gets;
	u64 puts;
	u64 spills;
	u64 fallbacks;
	u64 failed;
};

/**
 * struct lfr_pool_stats - counts of a pool
 * @classes: number of classes
 * @fallback_in_use: objects of the ops that are out
 * @oversize: allocations beyond all classes
 * @oversize_failed: those of them that nobody served
 * @refused: of each enum lfr_pool_misuse
 */
struct lfr_pool_stats {
	u32 classes;
	u32 fallback_in_use;
	u64 oversize;
	u64 oversize_failed;
	u64 refused[LFR_POOL_MISUSES];
};

#endif /* _LFRING_POOL_TYPES_H */
