// SPDX-License-Identifier: GPL-2.0
/*
 * pool.c - memory of a pool, and what it falls back to
 */
#include <linux/atomic.h>
#include <linux/bitops.h>
#include <linux/bug.h>
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/mempool.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <lfring/pool.h>
#include "lib/memory.h"

static atomic_t lfr_pool_caches = ATOMIC_INIT(0);

/**
 * struct lfr_pool_owner - a pool and its memory
 * @pool: the pool
 * @name: for complaints and for the names of the caches
 * @told: kinds of misuse that were complained of
 * @arena: the objects
 * @meta: what is known about them
 * @cpu: the magazines of each CPU
 * @cache: of each class, for when it is exhausted
 * @reserve: the same, with objects put by
 */
struct lfr_pool_owner {
	struct lfr_pool pool;
	char name[LFR_POOL_NAME_LEN];
	unsigned long told;
	void *arena;
	void *meta;
	void **cpu;
	struct kmem_cache *cache[LFR_POOL_CLASSES_MAX];
	mempool_t *reserve[LFR_POOL_CLASSES_MAX];
};

static void *lfr_pool_owner_alloc(void *ctx, u32 class, size_t size, gfp_t gfp, bool zero)
{
	struct lfr_pool_owner *owner = ctx;
	void *object;

	gfp |= __GFP_NOWARN;
	if (class >= owner->pool.nr)
		object = kmalloc(size, gfp);
	else if (owner->reserve[class])
		object = mempool_alloc(owner->reserve[class], gfp & ~__GFP_ZERO);
	else
		object = kmem_cache_alloc(owner->cache[class], gfp);
	if (object && zero)
		memset(object, 0, size);
	return object;
}

static void lfr_pool_owner_free(void *ctx, u32 class, void *object)
{
	struct lfr_pool_owner *owner = ctx;

	if (class >= owner->pool.nr)
		kfree(object);
	else if (owner->reserve[class])
		mempool_free(object, owner->reserve[class]);
	else
		kmem_cache_free(owner->cache[class], object);
}

static void lfr_pool_owner_misuse(void *ctx, enum lfr_pool_misuse misuse, const void *object)
{
	static const char * const why[] = {
		[LFR_POOL_DOUBLE] = "free of what is not allocated",
		[LFR_POOL_OFFSET] = "free of what is not the start of a buffer",
		[LFR_POOL_FOREIGN] = "free of a buffer that is not of this pool",
		[LFR_POOL_STALE] = "free of an allocation that was freed before",
		[LFR_POOL_DEAD] = "use after its end",
	};
	struct lfr_pool_owner *owner = ctx;

	/* Refused and counted every time, told once. */
	if (test_and_set_bit(misuse, &owner->told))
		return;
	WARN(1, "lfring: pool %s: %s, %p: refused\n", owner->name, why[misuse], object);
}

static const struct lfr_pool_ops lfr_pool_owner_ops = {
	.alloc = lfr_pool_owner_alloc,
	.free = lfr_pool_owner_free,
	.misuse = lfr_pool_owner_misuse,
};

static void lfr_pool_owner_release(struct lfr_pool_owner *owner, u32 nr, u32 cpus)
{
	u32 i;

	for (i = 0; i < nr; i++) {
		mempool_destroy(owner->reserve[i]);
		kmem_cache_destroy(owner->cache[i]);
	}
	for (i = 0; owner->cpu && i < cpus; i++)
		kvfree(owner->cpu[i]);
	kvfree(owner->cpu);
	kvfree(owner->meta);
	kvfree(owner->arena);
	kvfree(owner);
}

/* Caches to fall back to. */
static int lfr_pool_owner_caches(struct lfr_pool_owner *owner,
				 const struct lfr_pool_config *config, u32 reserve)
{
	char name[LFR_POOL_NAME_LEN + 24];
	u32 i;

	for (i = 0; i < config->nr; i++) {
		u32 size = config->class[i].size;

		/* Pools may have the same name, caches may not. */
		scnprintf(name, sizeof(name), "%s-%u:%u", owner->name, size,
			  (u32)atomic_inc_return(&lfr_pool_caches));
		/*
		 * Objects that may be copied to user space keep a cache from being merged with
		 * others, so what is left behind is noticed when the cache goes.
		 */
		owner->cache[i] = kmem_cache_create_usercopy(name, size, LFR_POOL_ALIGN,
							     SLAB_HWCACHE_ALIGN, 0, size, NULL);
		if (!owner->cache[i])
			return -ENOMEM;
		if (!reserve)
			continue;
		owner->reserve[i] = mempool_create_slab_pool(reserve, owner->cache[i]);
		if (!owner->reserve[i])
			return -ENOMEM;
	}
	return 0;
}

/* Described where it is declared. */
struct lfr_pool *lfr_pool_create(const struct lfr_pool_config *wanted, const char *name,
				 u32 reserve, int node)
{
	struct lfr_pool_config config = *wanted;
	struct lfr_pool_owner *owner;
	struct lfr_pool_plan plan;
	u32 i;
	int ret;

	config.cpus = nr_cpu_ids;
	ret = lfr_pool_plan(&config, &plan);
	if (ret)
		return ERR_PTR(ret);
	if (node != NUMA_NO_NODE && (node < 0 || node >= MAX_NUMNODES || !node_online(node)))
		return ERR_PTR(-EINVAL);
	if (reserve > INT_MAX || (reserve && !(config.flags & LFR_POOL_FALLBACK)))
		return ERR_PTR(-EINVAL);

	owner = lfr_memory(sizeof(*owner), node);
	if (!owner)
		return ERR_PTR(-ENOMEM);
	strscpy(owner->name, name, sizeof(owner->name));
	ret = -ENOMEM;
	owner->arena = lfr_memory(plan.arena, node);
	owner->meta = lfr_memory(plan.meta, node);
	owner->cpu = kvcalloc(config.cpus, sizeof(*owner->cpu), GFP_KERNEL);
	if (!owner->arena || !owner->meta || !owner->cpu)
		goto release;
	for (i = 0; i < config.cpus; i++) {
		owner->cpu[i] = lfr_memory(plan.cpu, cpu_possible(i) ? cpu_to_node(i) :
							       NUMA_NO_NODE);
		if (!owner->cpu[i])
			goto release;
	}
	if (config.flags & LFR_POOL_FALLBACK) {
		ret = lfr_pool_owner_caches(owner, &config, reserve);
		if (ret)
			goto release;
	}
	ret = lfr_pool_init(&owner->pool, &config, owner->arena, owner->meta, owner->cpu,
			    &lfr_pool_owner_ops, owner);
	if (ret)
		goto release;
	return &owner->pool;

release:
	lfr_pool_owner_release(owner, config.nr, config.cpus);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_NS_GPL(lfr_pool_create, LFRING);

u64 lfr_pool_destroy(struct lfr_pool *pool)
{
	struct lfr_pool_owner *owner;
	u32 nr, cpus;
	u64 in_use;

	if (IS_ERR_OR_NULL(pool))
		return 0;
	owner = container_of(pool, struct lfr_pool_owner, pool);
	nr = pool->nr;
	cpus = pool->cpus;
	in_use = lfr_pool_exit(pool);
	/* Who still has a buffer may write to it: better lose the memory than give it to others. */
	if (WARN(in_use, "lfring: pool %s ends with %llu buffers in use\n", owner->name, in_use))
		return in_use;
	lfr_pool_owner_release(owner, nr, cpus);
	return 0;
}
EXPORT_SYMBOL_NS_GPL(lfr_pool_destroy, LFRING);
