/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_setup.h - begin, end and counts of a pool (pool.h)
 */
#ifndef _LFRING_POOL_SETUP_H
#define _LFRING_POOL_SETUP_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <linux/types.h>
#include <lfring/limits.h>
#include <lfring/pool_depot.h>
#include <lfring/pool_types.h>

/**
 * enum lfr_pool_preset - classes that somebody has found useful
 * @LFR_POOL_DEFAULT: 1 MB of each size from 64 to 4096
 * @LFR_POOL_GAMING: many small, some large
 * @LFR_POOL_MOBA: nine sizes from 32 to 8192
 * @LFR_POOL_CODEC: four sizes, small
 */
enum lfr_pool_preset {
	LFR_POOL_DEFAULT,
	LFR_POOL_GAMING,
	LFR_POOL_MOBA,
	LFR_POOL_CODEC,
};

/**
 * lfr_pool_preset() - set the classes of a configuration
 * @config: gets the classes; the rest is not touched
 * @preset: which
 *
 * Context: any.
 * Return: 0, or -EINVAL if there is no such preset.
 */
static inline int lfr_pool_preset(struct lfr_pool_config *config, enum lfr_pool_preset preset)
{
	static const struct lfr_pool_size classes[][10] = {
		[LFR_POOL_DEFAULT] = {
			{ 64, 16384 }, { 128, 8192 }, { 256, 4096 }, { 512, 2048 },
			{ 1024, 1024 }, { 4096, 256 },
		},
		[LFR_POOL_GAMING] = {
			{ 64, 2048 }, { 512, 1024 }, { 1024, 512 }, { 4096, 256 },
		},
		[LFR_POOL_MOBA] = {
			{ 32, 16384 }, { 64, 8192 }, { 128, 8192 }, { 256, 4096 },
			{ 512, 4096 }, { 1024, 2048 }, { 2048, 1024 }, { 4096, 512 },
			{ 8192, 256 },
		},
		[LFR_POOL_CODEC] = {
			{ 64, 1024 }, { 512, 512 }, { 1024, 256 }, { 4096, 128 },
		},
	};
	u32 i;

	if ((u32)preset > LFR_POOL_CODEC)
		return -EINVAL;
	for (i = 0; classes[preset][i].size; i++)
		config->class[i] = classes[preset][i];
	config->nr = i;
	return 0;
}

static inline u32 lfr_pool_stride(u32 size)
{
	return (size + LFR_POOL_ALIGN - 1) / LFR_POOL_ALIGN * LFR_POOL_ALIGN;
}

static inline size_t lfr_pool_align(size_t bytes)
{
	return (bytes + LFR_POOL_ALIGN - 1) / LFR_POOL_ALIGN * LFR_POOL_ALIGN;
}

static inline size_t lfr_pool_magazine_bytes(u32 half)
{
	return lfr_pool_align(sizeof(struct lfr_pool_magazine) +
			      2 * half * sizeof(struct lfr_pool_item));
}

/* Granules of 2^@shift bytes that the classes of @config need. */
static inline u64 lfr_pool_granules(const struct lfr_pool_config *config, u32 shift)
{
	u64 granules = 0;
	u32 i;

	for (i = 0; i < config->nr; i++) {
		u64 bytes = (u64)lfr_pool_stride(config->class[i].size) *
			    config->class[i].objects;

		granules += (bytes + (1ull << shift) - 1) >> shift;
	}
	return granules;
}

static inline int lfr_pool_check(const struct lfr_pool_config *config)
{
	u32 i;

	if (!config->nr || config->nr > LFR_POOL_CLASSES_MAX || !config->cpus ||
	    config->cpus > LFR_POOL_CPUS_MAX || config->flags & ~LFR_POOL_FLAGS)
		return -EINVAL;
	if (config->magazine != LFR_POOL_MAGAZINE_AUTO &&
	    config->magazine > LFR_POOL_MAGAZINE_MAX)
		return -EINVAL;
	if (config->flags & LFR_POOL_FALLBACK &&
	    (!config->fallback || config->fallback > LFR_POOL_FALLBACK_MAX))
		return -EINVAL;
	for (i = 0; i < config->nr; i++) {
		const struct lfr_pool_size *class = &config->class[i];

		if (!class->size || class->size > LFR_POOL_SIZE_MAX || !class->objects ||
		    class->objects > LFR_POOL_OBJECTS_MAX)
			return -EINVAL;
		if (i && class->size <= config->class[i - 1].size)
			return -EINVAL;
	}
	return 0;
}

/**
 * lfr_pool_plan() - how much memory a pool needs
 * @config: what is asked for
 * @plan: where to put the answer
 *
 * Context: any.
 * Return: 0; -EINVAL if a size is 0 or above LFR_POOL_SIZE_MAX, a class has no object or
 * more than LFR_POOL_OBJECTS_MAX, sizes do not ascend, there is no class or there are more
 * than LFR_POOL_CLASSES_MAX, no CPU or more than LFR_POOL_CPUS_MAX, an unknown flag, a
 * magazine longer than LFR_POOL_MAGAZINE_MAX, or LFR_POOL_FALLBACK with a limit of 0 or above
 * LFR_POOL_FALLBACK_MAX; -E2BIG if all of it is more than can be addressed.
 */
static inline int lfr_pool_plan(const struct lfr_pool_config *config, struct lfr_pool_plan *plan)
{
	const u64 limit = ~0ul >> 1;
	u64 meta, cpu = 0;
	u32 i, words = 2;
	int ret;

	ret = lfr_pool_check(config);
	if (ret)
		return ret;
	plan->shift = ilog2(LFR_POOL_ALIGN);
	while (lfr_pool_granules(config, plan->shift) > LFR_POOL_GRANULES)
		plan->shift++;
	if (lfr_pool_granules(config, plan->shift) > limit >> plan->shift)
		return -E2BIG;
	plan->arena = (size_t)lfr_pool_granules(config, plan->shift) << plan->shift;

	plan->fallback = 0;
	if (config->flags & LFR_POOL_FALLBACK)
		plan->fallback = (u32)roundup_pow_of_two(2 * (unsigned long)config->fallback);
	if (config->flags & LFR_POOL_ZERO)
		words++;
	meta = lfr_pool_align((size_t)plan->fallback * sizeof(atomic64_t));
	for (i = 0; i < config->nr; i++) {
		u32 objects = config->class[i].objects;

		plan->half[i] = config->magazine;
		/* Half of the objects at most are in magazines. */
		if (config->magazine == LFR_POOL_MAGAZINE_AUTO)
			plan->half[i] = min(objects / config->cpus / 4, LFR_POOL_MAGAZINE_MAX);
		cpu += lfr_pool_magazine_bytes(plan->half[i]);
		meta += lfr_pool_align(config->cpus * sizeof(void *)) +
			lfr_pool_align(objects * sizeof(atomic64_t)) +
			words * lfr_pool_align(objects * sizeof(u32));
	}
	if (meta > limit)
		return -E2BIG;
	plan->meta = lfr_pool_align(meta);
	plan->cpu = cpu;
	return 0;
}

/* The number x for which d * x is 1, modulo the size of a word; @d is odd. */
static inline unsigned long lfr_pool_inverse(unsigned long d)
{
	unsigned long x = d;	/* right in the lowest 3 bits; each step doubles them */
	u32 i;

	for (i = 0; i < 5; i++)
		x *= 2 - d * x;
	return x;
}

/**
 * lfr_pool_flush_cpu() - send what is in the magazines of a CPU to the depot
 * @pool: the pool
 * @cpu: the CPU
 *
 * Context: on that CPU with preemption off and not in an interrupt; or from anywhere when
 * nobody allocates or frees there, because it is offline or nobody does so anywhere.
 */
static inline void lfr_pool_flush_cpu(struct lfr_pool *pool, u32 cpu)
{
	u32 c, n;

	for (c = 0; c < pool->nr; c++) {
		struct lfr_pool_class *class = &pool->class[c];
		struct lfr_pool_magazine *mag = class->mag[cpu];

		WRITE_ONCE(mag->busy, 1);
		barrier();
		while (mag->top != mag->item) {
			n = min(lfr_pool_magazine_len(mag), class->half);
			lfr_pool_comes_in(class, n);
			lfr_pool_depot_put_items(class, mag->top - n, n);
			WRITE_ONCE(mag->top, mag->top - n);
			WRITE_ONCE(mag->puts, mag->puts + 1);
		}
		barrier();
		WRITE_ONCE(mag->busy, 0);
	}
}

/* All objects into the depot, in chains of neighbours. */
static inline void lfr_pool_class_fill(struct lfr_pool_class *class)
{
	u32 length = max(class->half, 1u);
	u32 chains = (class->nr + length - 1) / length;

	while (chains--) {
		u32 first = chains * length, last = min(first + length, class->nr) - 1, i;

		for (i = first; i < last; i++)
			class->next[i] = i + 1;
		lfr_pool_depot_put(class, first, last - first + 1);
	}
}

static inline void lfr_pool_class_init(struct lfr_pool *pool, u32 index,
				       const struct lfr_pool_config *config, u32 half,
				       void *const *cpu, size_t offset, char **meta)
{
	struct lfr_pool_class *class = &pool->class[index];
	u32 nr = config->class[index].objects, i;
	size_t bytes = lfr_pool_align(nr * sizeof(u32));

	class->nr = nr;
	class->size = config->class[index].size;
	class->stride = lfr_pool_stride(class->size);
	class->twos = 0;
	while (!(class->stride >> class->twos & 1))
		class->twos++;
	class->inverse = lfr_pool_inverse(class->stride >> class->twos);
	class->half = half;
	class->flags = config->flags;
	class->index = index;
	class->pool = pool;
	class->mag = (struct lfr_pool_magazine **)*meta;
	*meta += lfr_pool_align(config->cpus * sizeof(class->mag[0]));
	class->state = (atomic64_t *)*meta;
	*meta += lfr_pool_align(nr * sizeof(atomic64_t));
	class->next = (u32 *)*meta;
	*meta += bytes;
	class->chain = (u32 *)*meta;
	*meta += bytes;
	class->used = NULL;
	if (config->flags & LFR_POOL_ZERO) {
		class->used = (u32 *)*meta;
		*meta += bytes;
	}
	atomic_set(&class->outside, 0);
	atomic_set(&class->high_water, 0);
	atomic64_set(&class->head, LFR_POOL_NONE);
	atomic64_set(&class->ticket, LFR_POOL_TICKET - 1);
	atomic64_set(&class->gets, 0);
	atomic64_set(&class->puts, 0);
	atomic64_set(&class->spills, 0);
	atomic64_set(&class->fallbacks, 0);
	atomic64_set(&class->failed, 0);
	for (i = 0; i < nr; i++)
		atomic64_set(&class->state[i], 0);
	lfr_pool_class_fill(class);
	for (i = 0; i < config->cpus; i++) {
		struct lfr_pool_magazine *mag = (void *)((char *)cpu[i] + offset);

		memset(mag, 0, sizeof(*mag));
		mag->top = mag->item;
		mag->end = mag->item + 2 * half;
		mag->ticket = i + 1;
		class->mag[i] = mag;
		if (config->flags & LFR_POOL_PREWARM && half)
			lfr_pool_refill(class, mag);
	}
}

/**
 * lfr_pool_init() - make a pool, all of its objects free
 * @pool: the pool
 * @config: what is asked for
 * @arena: memory for the objects, as lfr_pool_plan() says; with LFR_POOL_ZERO it must be
 *	zero
 * @meta: memory for what is known about them
 * @cpu: for each CPU, memory for its magazines, best on that CPU's node
 * @ops: what to do beyond the classes; NULL for nothing. Lives as long as @pool.
 * @ctx: given to them
 *
 * Context: any; nobody else may use @pool yet.
 * Return: 0, or what lfr_pool_plan() says.
 */
static inline int lfr_pool_init(struct lfr_pool *pool, const struct lfr_pool_config *config,
				void *arena, void *meta, void *const *cpu,
				const struct lfr_pool_ops *ops, void *ctx)
{
	struct lfr_pool_plan plan;
	unsigned long base = (unsigned long)arena;
	size_t offset = 0;
	char *at = meta;
	u32 c, i, g = 0;
	int ret;

	ret = lfr_pool_plan(config, &plan);
	if (ret)
		return ret;
	memset(pool, 0, sizeof(*pool));
	pool->arena = base;
	pool->shift = plan.shift;
	pool->nr = config->nr;
	pool->cpus = config->cpus;
	pool->flags = config->flags;
	pool->ops = ops;
	pool->ctx = ctx;
	pool->max = config->class[config->nr - 1].size;

	if (plan.fallback) {
		pool->kept = (atomic64_t *)at;
		pool->kept_mask = plan.fallback - 1;
		pool->kept_max = config->fallback;
		for (i = 0; i < plan.fallback; i++)
			atomic64_set(&pool->kept[i], 0);
		at += lfr_pool_align(plan.fallback * sizeof(atomic64_t));
	}

	for (c = 0; c < config->nr; c++) {
		struct lfr_pool_class *class = &pool->class[c];
		u64 bytes;

		class->base = pool->arena + ((unsigned long)g << plan.shift);
		lfr_pool_class_init(pool, c, config, plan.half[c], cpu, offset, &at);
		offset += lfr_pool_magazine_bytes(plan.half[c]);
		bytes = (u64)class->stride * class->nr;
		for (i = 0; i < (bytes + (1ull << plan.shift) - 1) >> plan.shift; i++)
			pool->granule[g++] = class;
	}
	pool->granules = g;
	for (i = 1, c = 0; i <= lfr_pool_stride(pool->max) / LFR_POOL_ALIGN; i++) {
		/* The smallest size that is looked up here is one more than the multiple before. */
		while (config->class[c].size <= (i - 1) * LFR_POOL_ALIGN)
			c++;
		pool->by_size[i] = c;
	}
	return 0;
}

/**
 * lfr_pool_class_read() - counts of a class
 * @pool: the pool
 * @index: number of the class, from 0
 * @stats: where to put them
 *
 * Context: any. Takes a look at the magazine of every CPU.
 * Return: 0, or -EINVAL if there is no such class.
 */
static inline int lfr_pool_class_read(struct lfr_pool *pool, u32 index,
				      struct lfr_pool_class_stats *stats)
{
	struct lfr_pool_class *class;
	s64 in_use;
	u32 i;

	if (index >= pool->nr)
		return -EINVAL;
	class = &pool->class[index];
	stats->size = class->size;
	stats->objects = class->nr;
	stats->magazine = class->half;
	stats->in_magazines = 0;
	stats->high_water = atomic_read(&class->high_water);
	stats->allocs = (u64)atomic64_read(&class->ticket) >> LFR_POOL_TICKET_BITS;
	stats->gets = atomic64_read(&class->gets);
	stats->puts = atomic64_read(&class->puts);
	stats->spills = atomic64_read(&class->spills);
	stats->fallbacks = atomic64_read(&class->fallbacks);
	stats->failed = atomic64_read(&class->failed);
	for (i = 0; i < pool->cpus; i++) {
		struct lfr_pool_magazine *mag = class->mag[i];

		stats->allocs += READ_ONCE(mag->ticket) >> LFR_POOL_TICKET_BITS;
		stats->gets += READ_ONCE(mag->gets);
		stats->puts += READ_ONCE(mag->puts);
		stats->in_magazines += lfr_pool_magazine_len(mag);
	}
	in_use = (s64)atomic_read(&class->outside) - stats->in_magazines;
	stats->in_use = clamp_t(s64, in_use, 0, class->nr);
	stats->frees = stats->allocs - min_t(u64, stats->allocs, stats->in_use);
	return 0;
}

/**
 * lfr_pool_read() - counts of a pool
 * @pool: the pool
 * @stats: where to put them
 *
 * Context: any.
 */
static inline void lfr_pool_read(struct lfr_pool *pool, struct lfr_pool_stats *stats)
{
	u32 i;

	stats->classes = pool->nr;
	stats->fallback_in_use = atomic64_read(&pool->kept_live);
	stats->oversize = atomic64_read(&pool->oversize);
	stats->oversize_failed = atomic64_read(&pool->oversize_failed);
	for (i = 0; i < LFR_POOL_MISUSES; i++)
		stats->refused[i] = atomic64_read(&pool->refused[i]);
}

/**
 * lfr_pool_in_use() - buffers that are allocated
 * @pool: the pool
 *
 * Context: any; exact when nobody allocates or frees.
 * Return: those of all classes and those of the ops.
 */
static inline u64 lfr_pool_in_use(struct lfr_pool *pool)
{
	u64 n = atomic64_read(&pool->kept_live);
	struct lfr_pool_class_stats stats;
	u32 c;

	for (c = 0; c < pool->nr; c++) {
		lfr_pool_class_read(pool, c, &stats);
		n += stats.in_use;
	}
	return n;
}

/**
 * lfr_pool_exit() - be done with a pool
 * @pool: the pool
 *
 * Its memory is the caller's again, but for what is still in use. As long as @pool itself
 * is there, an allocation gives NULL, a free -ESHUTDOWN, and both are counted and reported.
 *
 * Context: any; nobody else may use @pool at that time.
 * Return: buffers that are still allocated; 0 if all is well.
 */
static inline u64 lfr_pool_exit(struct lfr_pool *pool)
{
	u64 in_use = lfr_pool_in_use(pool);

	pool->max = 0;
	pool->granules = 0;
	pool->nr = 0;
	pool->dead = true;
	return in_use;
}

#endif /* _LFRING_POOL_SETUP_H */
