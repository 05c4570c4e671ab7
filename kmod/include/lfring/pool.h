/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool.h - buffers of several sizes, from any CPU and in any context, without a lock
 *
 * Data structure
 * ==============
 * A pool has one piece of memory, the arena. It is divided into classes: objects of
 * one size each, numbered from 0, one after the other. Which class a pointer belongs
 * to and its number there follow from the address alone, so a pointer that is not the
 * start of an object is known for what it is without reading any memory.
 *
 * Beside the objects, never in them, each class has three arrays with an entry for each
 * object:
 *	state	64 bits: the ticket of its allocation, a number that no other allocation has;
 *		0 while it is free. It is what tells a second free from the first.
 *	next	32 bits: the object after this one in its chain
 *	chain	32 bits, of a chain's first object: the length, and the first of the next
 *		chain
 *
 * The depot is a stack of chains, of up to LFR_POOL_MAGAZINE_MAX free objects each.
 * Its head is one word of 64 bits: the number of the first chain's first object (24
 * bits) and a tag (40 bits) that every change counts up. A chain is pushed or popped
 * by one compare-and-swap, whatever its length.
 *
 * Each CPU has a magazine of each class: an array of free objects, last in first out,
 * so what was freed just now is still in the cache and is allocated next. An empty
 * magazine takes one chain from the depot. A full one, twice as long, sends its older
 * half there. That hysteresis is the one of Bonwick's pair of loaded and previous
 * magazine: after either there are as many operations that need no depot, both ways,
 * as a chain is long.
 *
 * A magazine is used with preemption off. Against interrupts on its CPU it has a flag,
 * written by plain stores: an interrupt that finds the flag set goes to the depot.
 *
 * Usage
 * =====
 *	struct lfr_pool_config config = {
 *		.magazine = LFR_POOL_MAGAZINE_AUTO,
 *		.flags = LFR_POOL_FALLBACK,
 *		.fallback = 1024,
 *	};
 *
 *	lfr_pool_preset(&config, LFR_POOL_DEFAULT);
 *	pool = lfr_pool_create(&config, "mine", 0, NUMA_NO_NODE);
 *
 *	buffer = lfr_pool_alloc(pool, 1450, GFP_ATOMIC);
 *	lfr_pool_free(pool, buffer);
 *
 * Limits
 * ======
 * See limits.h: sizes up to LFR_POOL_SIZE_MAX, LFR_POOL_CLASSES_MAX classes in
 * ascending order, LFR_POOL_OBJECTS_MAX objects in each. Objects are aligned to
 * LFR_POOL_ALIGN bytes and take up a multiple of that. Memory is passed in; nothing
 * here allocates, sleeps, prints or reads a clock. What lies beyond the classes is done
 * by struct lfr_pool_ops: more memory when a class is exhausted, and complaining.
 *
 * Objects in the magazine of a CPU are out of the others' reach. So a class can be
 * exhausted for one CPU while up to two chains of free objects for each other CPU are
 * left. Magazines are made so short that this is at most half of the class, and a
 * class too small for that has none; with magazine = 0 an allocation fails only if every
 * object of the class is in use. What is in the magazines of a CPU that goes offline stays
 * there until lfr_pool_flush_cpu() or until the CPU is back.
 *
 * Who may call
 * ============
 *	alloc, zalloc, free,	anyone: thread, softirq, hard interrupt. Not NMI: the
 *	class_get, class_put	compare-and-swap of 64 bits may be built on disabling
 *				interrupts.
 *	stats			anyone; counts of a live pool are read one by one
 *	init, exit, flush_cpu	see there
 *
 * Progress
 * ========
 * Without the depot an allocation or a free takes a bounded number of steps, and
 * nobody can delay it. With it, it is lock-free: a compare-and-swap is repeated only
 * because another CPU changed the depot meanwhile, that is, once in the length of a
 * chain for each CPU that is in the same state. Nothing is ever claimed and given
 * back, and there is no count that decides whether there is an object: a stopped CPU
 * holds up nobody.
 *
 * Who frees twice
 * ===============
 * An object is freed by exchange of its state for 0, so of any number of frees of one
 * allocation, on whatever CPUs and at the same time, exactly one gets the ticket; the
 * others get 0 and are refused with -EINVAL, counted, reported, and change nothing.
 *
 * That is the only bus-locked operation on the fast path, and most of what a free costs.
 * It cannot be had for less: two frees that may come at the same time are told apart only by
 * an atomic read-modify-write, or by a store that is ordered before a load (Attiya and
 * others, "Laws of Order", POPL 2011). An exchange needs no load before it, and costs about
 * half of a compare-and-swap. LFR_POOL_RELAXED replaces it by a load and a store. Then a
 * second free is still refused if it comes after the first one, by whatever orders the two.
 * What is lost are two frees that race: if both find the object allocated, it is in two
 * magazines, will be given out twice, and links of chains that it is in may be mixed up. Use
 * it where a race of two frees is excluded otherwise.
 *
 * A pointer says nothing about when it was allocated. Once an object has been
 * allocated again, freeing it through a pointer from the time before is a free like
 * any other. Who has to rule that out too remembers lfr_pool_tag() with the pointer
 * and frees by lfr_pool_free_tagged(), which refuses with -ESTALE. The tag is the ticket; one
 * comes again after 2^48 allocations on one CPU.
 *
 * ABA
 * ===
 * Between its load of the depot's head and its compare-and-swap a CPU may sleep
 * through any number of changes, and the same chain may be first again. The tag
 * differs then, unless exactly a multiple of 2^40 changes were made: at a hundred
 * million a second that takes three hours, with preemption off.
 *
 * Memory barriers
 * ===============
 * Every access that orders another is labelled LMM(name). There is one pair:
 *
 *	put:A / get:A
 *		What was done to an object before it was freed, and its place in
 *		its chain, come before what is done to it after it was allocated, on
 *		whatever CPU. Changes of the head are read-modify-writes, so the
 *		chains below the first one are covered, too.
 *
 * Within a CPU's magazine the order is that of the CPU. The exchanges of state need none:
 * who gets the ticket has the object, and what it did with it is ordered by put:A, or by the
 * magazine.
 *
 * Sources: J. Bonwick and J. Adams, "Magazines and Vmem" (USENIX 2001), for magazines,
 * depot and their hysteresis; R. K. Treiber, "Systems Programming: Coping with
 * Parallelism" (IBM RJ 5118, 1986), for the stack, and the tag is that of the IBM
 * System/370 Principles of Operation; T. Granlund and P. Montgomery, "Division by
 * Invariant Integers using Multiplication" (PLDI 1994), section 9, for the division
 * that notices a remainder.
 */
#ifndef _LFRING_POOL_H
#define _LFRING_POOL_H
#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/string.h>
#include <linux/types.h>
#include <lfring/pool_depot.h>
#include <lfring/pool_setup.h>
#include <lfring/pool_types.h>

/* What has just been taken is allocated from now on. */
static __always_inline void lfr_pool_begin(struct lfr_pool_class *class, u32 index, u64 ticket,
					   u32 size)
{
	/* Nobody else writes it but who frees what is not allocated: that leaves the 0 a 0. */
	atomic64_set(&class->state[index], ticket);
	if (unlikely(class->flags & LFR_POOL_ZERO))
		class->used[index] = size;
}

/* Where lfr_pool_take() could not. */
static noinline __maybe_unused void *lfr_pool_class_get_slow(struct lfr_pool_class *class,
							     u32 size)
{
	struct lfr_pool_item item;
	u64 ticket;

	if (!lfr_pool_take_slow(class, &item, &ticket))
		return NULL;
	lfr_pool_begin(class, item.index, ticket, size);
	return item.object;
}

/**
 * lfr_pool_class_get() - take an object of one class
 * @class: the class
 * @size: bytes that will be used, at most its size
 *
 * Neither spills nor falls back, and does not count failure.
 *
 * Context: any but NMI.
 * Return: the object, NULL if there is none.
 */
static __always_inline void *lfr_pool_class_get(struct lfr_pool_class *class, u32 size)
{
	struct lfr_pool_item item;
	u64 ticket;

	if (unlikely(!lfr_pool_take(class, &item, &ticket)))
		return lfr_pool_class_get_slow(class, size);
	lfr_pool_begin(class, item.index, ticket, size);
	return item.object;
}

static noinline __maybe_unused int lfr_pool_refuse(struct lfr_pool *pool,
						   enum lfr_pool_misuse misuse,
						   const void *object)
{
	atomic64_inc(&pool->refused[misuse]);
	if (pool->ops && pool->ops->misuse)
		pool->ops->misuse(pool->ctx, misuse, object);
	return misuse == LFR_POOL_STALE ? -ESTALE :
	       misuse == LFR_POOL_DEAD ? -ESHUTDOWN : -EINVAL;
}

/*
 * The number of an object. A multiple of the stride times the inverse of the odd part is
 * what is left of the quotient; anything else becomes a number beyond all quotients.
 */
static __always_inline unsigned long lfr_pool_index(const struct lfr_pool_class *class,
						    const void *object)
{
	unsigned long x = ((unsigned long)object - class->base) * class->inverse;

	return x >> class->twos | x << (8 * sizeof(x) - class->twos);
}

static __always_inline int lfr_pool_class_put_as(struct lfr_pool_class *class, void *object,
						 bool tagged, u64 tag)
{
	unsigned long i = lfr_pool_index(class, object);
	s64 old = tag;

	if (unlikely(i >= class->nr))
		return lfr_pool_refuse(class->pool, LFR_POOL_OFFSET, object);
	if (tagged) {
		/* No allocation has the tag of what is free. */
		if (unlikely(!tag ||
			     !atomic64_try_cmpxchg_relaxed(&class->state[i], &old, 0)))
			return lfr_pool_refuse(class->pool, LFR_POOL_STALE, object);
	} else if (class->flags & LFR_POOL_RELAXED) {
		if (unlikely(!atomic64_read(&class->state[i])))
			return lfr_pool_refuse(class->pool, LFR_POOL_DOUBLE, object);
		atomic64_set(&class->state[i], 0);
	} else if (unlikely(!atomic64_xchg_relaxed(&class->state[i], 0))) {
		return lfr_pool_refuse(class->pool, LFR_POOL_DOUBLE, object);
	}
	/* From here on it is this caller's alone until it is in the magazine. */
	if (unlikely(class->flags & LFR_POOL_ZERO))
		memset(lfr_pool_object(class, (u32)i), 0, class->used[i]);
	lfr_pool_give(class, (struct lfr_pool_item){ object, (u32)i });
	return 0;
}

/**
 * lfr_pool_class_put() - give back an object of one class
 * @class: the class that it was taken from
 * @object: the object
 *
 * Context: any but NMI.
 * Return: 0; -EINVAL if it is not allocated, or not the start of an object of @class.
 */
static __always_inline int lfr_pool_class_put(struct lfr_pool_class *class, void *object)
{
	return lfr_pool_class_put_as(class, object, false, 0);
}

/**
 * lfr_pool_class() - the class for a size
 * @pool: the pool
 * @size: bytes
 *
 * Who always needs the same size asks once, and uses lfr_pool_class_get().
 *
 * Context: any.
 * Return: the class with the smallest objects that are large enough; NULL if @size is 0
 * or larger than all.
 */
static __always_inline struct lfr_pool_class *lfr_pool_class(struct lfr_pool *pool, u32 size)
{
	struct lfr_pool_class *class;

	/* 0 becomes larger than all. */
	if (unlikely(size - 1 >= pool->max))
		return NULL;
	class = &pool->class[pool->by_size[(size + LFR_POOL_ALIGN - 1) / LFR_POOL_ALIGN]];
	/* Only sizes that differ by less than LFR_POOL_ALIGN need another step. */
	while (unlikely(class->size < size))
		class++;
	return class;
}

static __always_inline u32 lfr_pool_kept_at(const struct lfr_pool *pool, u64 key)
{
	return (u32)((key * 0x9e3779b97f4a7c15ull) >> 32) & pool->kept_mask;
}

/*
 * The address without its uppermost bits, which are all alike, and one more than the class
 * in their place. So a place that is not 0 says everything, and is changed at once.
 */
static __always_inline u64 lfr_pool_kept_key(const void *object)
{
	return (u64)(unsigned long)object << 5;
}

/* Note that @object is out. Return: false if there is no place for it. */
static inline bool lfr_pool_keep(struct lfr_pool *pool, u32 class, const void *object)
{
	u64 key = lfr_pool_kept_key(object);
	u32 at = lfr_pool_kept_at(pool, key), i;

	for (i = 0; i < LFR_POOL_PROBES; i++) {
		atomic64_t *place = &pool->kept[(at + i) & pool->kept_mask];
		s64 old = 0;

		if (!atomic64_read(place) &&
		    atomic64_try_cmpxchg_relaxed(place, &old, key | (class + 1)))
			return true;
	}
	return false;
}

/* Forget @object. Return: its class, or U32_MAX if it is not out. */
static inline u32 lfr_pool_unkeep(struct lfr_pool *pool, const void *object)
{
	u64 key = lfr_pool_kept_key(object);
	u32 at = lfr_pool_kept_at(pool, key), i;

	for (i = 0; pool->kept && i < LFR_POOL_PROBES; i++) {
		atomic64_t *place = &pool->kept[(at + i) & pool->kept_mask];
		s64 old = atomic64_read(place);
		u32 class = ((u32)old & 31) - 1;

		if (old && ((u64)old & ~31ull) == key &&
		    atomic64_try_cmpxchg_relaxed(place, &old, 0))
			return class;
	}
	return U32_MAX;
}

/* Ask the ops. Return: NULL if they may not be asked or have nothing. */
static inline void *lfr_pool_fallback(struct lfr_pool *pool, u32 class, u32 size, gfp_t gfp)
{
	s64 live = atomic64_read(&pool->kept_live);
	void *object;

	if (!(pool->flags & LFR_POOL_FALLBACK) || !pool->ops || !pool->ops->alloc)
		return NULL;
	do {
		if (live >= pool->kept_max)
			return NULL;
	} while (!atomic64_try_cmpxchg_relaxed(&pool->kept_live, &live, live + 1));
	object = pool->ops->alloc(pool->ctx, class, size, gfp, pool->flags & LFR_POOL_ZERO);
	if (object && lfr_pool_keep(pool, class, object))
		return object;
	if (object)
		pool->ops->free(pool->ctx, class, object);
	atomic64_fetch_sub_relaxed(1, &pool->kept_live);
	return NULL;
}

static noinline __maybe_unused void *lfr_pool_alloc_slow(struct lfr_pool *pool,
							 struct lfr_pool_class *class, u32 size,
							 gfp_t gfp)
{
	void *object;

	if (unlikely(pool->dead)) {
		lfr_pool_refuse(pool, LFR_POOL_DEAD, NULL);
		return NULL;
	}
	/* Nothing was asked for, so nothing is counted. */
	if (!size)
		return NULL;
	if (!class) {
		atomic64_inc(&pool->oversize);
		object = lfr_pool_fallback(pool, pool->nr, size, gfp);
		if (!object)
			atomic64_inc(&pool->oversize_failed);
		return object;
	}
	object = lfr_pool_class_get_slow(class, size);
	if (object)
		return object;
	if (pool->flags & LFR_POOL_SPILL && class->index + 1 < pool->nr) {
		object = lfr_pool_class_get(class + 1, size);
		if (object) {
			atomic64_inc(&class->spills);
			return object;
		}
	}
	object = lfr_pool_fallback(pool, class->index, size, gfp);
	atomic64_inc(object ? &class->fallbacks : &class->failed);
	return object;
}

/**
 * lfr_pool_alloc() - allocate a buffer
 * @pool: the pool
 * @size: bytes
 * @gfp: for the ops, if they are asked
 *
 * From the class with the smallest objects that are large enough; if that is exhausted from
 * the next one, with LFR_POOL_SPILL; then from the ops, with LFR_POOL_FALLBACK. Never sleeps
 * unless the ops do.
 *
 * Context: any but NMI that @gfp allows.
 * Return: the buffer, aligned to LFR_POOL_ALIGN if it is the pool's own; NULL if there is
 * none, or @size is 0.
 */
static __always_inline void *lfr_pool_alloc(struct lfr_pool *pool, u32 size, gfp_t gfp)
{
	struct lfr_pool_class *class = lfr_pool_class(pool, size);
	struct lfr_pool_item item;
	u64 ticket;

	if (likely(class) && likely(lfr_pool_take(class, &item, &ticket))) {
		lfr_pool_begin(class, item.index, ticket, size);
		return item.object;
	}
	return lfr_pool_alloc_slow(pool, class, size, gfp);
}

/**
 * lfr_pool_zalloc() - allocate a buffer of zeroes
 * @pool: the pool
 * @size: bytes
 * @gfp: for the ops, if they are asked
 *
 * With LFR_POOL_ZERO this is what lfr_pool_alloc() does. Clears @size bytes, not the class.
 *
 * Context: as lfr_pool_alloc().
 * Return: as lfr_pool_alloc().
 */
static inline void *lfr_pool_zalloc(struct lfr_pool *pool, u32 size, gfp_t gfp)
{
	void *object = lfr_pool_alloc(pool, size, gfp);

	if (object && !(pool->flags & LFR_POOL_ZERO))
		memset(object, 0, size);
	return object;
}

/* What is not in the arena. */
static noinline __maybe_unused int lfr_pool_free_other(struct lfr_pool *pool, void *object)
{
	u32 class;

	if (unlikely(pool->dead))
		return lfr_pool_refuse(pool, LFR_POOL_DEAD, object);
	if (!object)
		return -EINVAL;
	class = lfr_pool_unkeep(pool, object);
	if (class == U32_MAX)
		return lfr_pool_refuse(pool, LFR_POOL_FOREIGN, object);
	atomic64_fetch_sub_relaxed(1, &pool->kept_live);
	pool->ops->free(pool->ctx, class, object);
	return 0;
}

/* Less than @pool's number of granules if it is in the arena. */
static __always_inline unsigned long lfr_pool_granule(const struct lfr_pool *pool,
						      const void *object)
{
	return ((unsigned long)object - pool->arena) >> pool->shift;
}

/* The class whose memory @object is in, NULL if none. */
static __always_inline struct lfr_pool_class *lfr_pool_class_of(const struct lfr_pool *pool,
								const void *object)
{
	unsigned long granule = lfr_pool_granule(pool, object);

	return likely(granule < pool->granules) ? pool->granule[granule] : NULL;
}

/**
 * lfr_pool_free() - give a buffer back
 * @pool: the pool that it came from
 * @object: the buffer
 *
 * Context: any but NMI; another one than it was allocated in, and another CPU, if you like.
 * Return: 0; -EINVAL if @object is NULL, was never given out by @pool, is not the start of
 * a buffer, or is not allocated; -ESHUTDOWN after lfr_pool_exit(). All but NULL are counted
 * and reported to the ops.
 */
static __always_inline int lfr_pool_free(struct lfr_pool *pool, void *object)
{
	unsigned long granule = lfr_pool_granule(pool, object);

	if (likely(granule < pool->granules))
		return lfr_pool_class_put_as(pool->granule[granule], object, false, 0);
	return lfr_pool_free_other(pool, object);
}

/**
 * lfr_pool_tag() - what tells this allocation of a buffer from earlier and later ones
 * @pool: the pool
 * @object: a buffer that the caller has allocated
 *
 * Context: any; whoever has the buffer.
 * Return: a number other than 0; 0 if the buffer is not one of the pool's own: it came from
 * the ops, which know nothing of tags.
 */
static inline u64 lfr_pool_tag(struct lfr_pool *pool, const void *object)
{
	struct lfr_pool_class *class = lfr_pool_class_of(pool, object);
	unsigned long i;

	if (!class)
		return 0;
	i = lfr_pool_index(class, object);
	return i < class->nr ? (u64)atomic64_read(&class->state[i]) : 0;
}

/**
 * lfr_pool_free_tagged() - give a buffer back unless it is somebody else's by now
 * @pool: the pool that it came from
 * @object: the buffer
 * @tag: what lfr_pool_tag() said when it was allocated
 *
 * Context: as lfr_pool_free().
 * Return: as lfr_pool_free(); -ESTALE if that allocation has been freed before, whoever has
 * the buffer now, or if a buffer of the pool's own has come with 0.
 */
static inline int lfr_pool_free_tagged(struct lfr_pool *pool, void *object, u64 tag)
{
	struct lfr_pool_class *class = lfr_pool_class_of(pool, object);

	if (likely(class))
		return lfr_pool_class_put_as(class, object, true, tag);
	return lfr_pool_free_other(pool, object);
}

#ifdef __KERNEL__
/**
 * lfr_pool_create() - allocate a pool, all of its objects free
 * @config: what is asked for; @cpus is set to what the machine has
 * @name: for messages and for the names of the caches it falls back to
 * @reserve: with LFR_POOL_FALLBACK: objects put by for each class in a mempool, so that falling
 *	back succeeds even without free memory; 0 for plain caches
 * @node: NUMA node for the objects, NUMA_NO_NODE for any. Magazines are on the nodes of their
 *	CPUs.
 *
 * Misuse is told by WARN(), for each kind once.
 *
 * Context: process, may sleep.
 * Return: the pool; ERR_PTR(-ENOMEM); ERR_PTR() of what lfr_pool_plan() says; ERR_PTR(-EINVAL)
 * if there is no such @node, or a @reserve without LFR_POOL_FALLBACK.
 */
struct lfr_pool *lfr_pool_create(const struct lfr_pool_config *config, const char *name,
				 u32 reserve, int node);

/**
 * lfr_pool_destroy() - be done with a pool
 * @pool: the pool; nobody else may use it any more. NULL and ERR_PTR() are allowed.
 *
 * A pool with buffers in use is not freed, but complained of: its memory stays with those who
 * have it, for good, and what they do with the pool has a defined end as after lfr_pool_exit().
 * Otherwise a use after this is one of freed memory, which KASAN reports.
 *
 * Context: process, may sleep.
 * Return: buffers that were in use.
 */
u64 lfr_pool_destroy(struct lfr_pool *pool);
#endif

#endif /* _LFRING_POOL_H */
