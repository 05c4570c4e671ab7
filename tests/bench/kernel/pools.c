// SPDX-License-Identifier: GPL-2.0
/*
 * pools.c - buffers of 1450 bytes: lfring's pool, kmem_cache, mempool on one, kmalloc
 *
 * The pass that looks writes to each buffer and sees whether that is still there when the buffer
 * is given back.
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mempool.h>
#include <linux/printk.h>
#include <linux/slab.h>
#ifdef BENCH_POOL
#include <lfring/pool.h>
#endif
#include "bench.h"

#define BUFFER_BYTES	1450u
#define BUFFERS		4096u
#define HOLD_MAX	32u

struct pool_kind {
	const char *name;
	bool ours;
	void *(*create)(void);
	void (*destroy)(void *pool);
	void (*cycles)(struct bench_job *job);
	void (*give)(struct bench_job *job);
	void (*take)(struct bench_job *job);
};

struct pool_load {
	const char *name;
	const char *about;
	unsigned int threads;
	unsigned int hold;	/* 0: the second thread frees */
};

/* Buffers on their way from one thread to the other; NULL is empty. */
struct belt {
	void *slot[BENCH_SLOTS];
};

/* Is that slot empty? */
static __always_inline bool belt_free(void **slot)
{
	/* The taker has read it. Pairs with that in belt_take(). */
	return !smp_load_acquire(slot);
}

static __always_inline void belt_put(void **slot, void *buffer)
{
	/* What is written on it is seen by the taker. Pairs with that in belt_take(). */
	smp_store_release(slot, buffer);
}

/* Takes the buffer out of that slot; NULL if there is none. */
static __always_inline void *belt_take(void **slot)
{
	/* Pairs with that in belt_put(). */
	void *buffer = smp_load_acquire(slot);

	if (buffer)
		/* Pairs with that in belt_free(). */
		smp_store_release(slot, NULL);
	return buffer;
}

static __always_inline void mark(struct bench_job *job, void *buffer, u64 n)
{
	u64 *words = buffer;

	words[0] = n << 1 | job->id;
	words[BUFFER_BYTES / 8 - 1] = ~words[0];
}

static __always_inline bool marked(void *buffer, u64 n, unsigned int id)
{
	u64 *words = buffer;

	return words[0] == (n << 1 | id) && words[BUFFER_BYTES / 8 - 1] == ~words[0];
}

/* A pool's threads, from its name, and functions NAME_alloc() and NAME_free(). */
#define POOL(kind)									\
static __always_inline void kind##_cycles_as(struct bench_job *job, unsigned int hold,	\
					     bool looks)				\
{											\
	void *pool = job->run->thing[0], *held[HOLD_MAX];				\
	unsigned int i, k;								\
											\
	while (bench_turn(job) != BENCH_STOP) {						\
		for (k = 0; k < BENCH_CHUNK; k += hold) {				\
			for (i = 0; i < hold; i++) {					\
				held[i] = kind##_alloc(pool);				\
				if (unlikely(!held[i]))					\
					job->wrong = true;				\
				else if (looks)						\
					mark(job, held[i], job->count + k + i);		\
			}								\
			for (i = 0; i < hold; i++) {					\
				if (unlikely(!held[i]))					\
					continue;					\
				if (looks && !marked(held[i], job->count + k + i, job->id))	\
					job->wrong = true;				\
				kind##_free(pool, held[i]);				\
			}								\
		}									\
		job->count += k;							\
		cond_resched();								\
	}										\
}											\
static void kind##_cycles(struct bench_job *job)					\
{											\
	const struct pool_load *load = job->run->load;					\
											\
	if (job->looks)									\
		kind##_cycles_as(job, load->hold, true);				\
	else if (load->hold == 1)							\
		kind##_cycles_as(job, 1, false);					\
	else										\
		kind##_cycles_as(job, load->hold, false);				\
}											\
static void kind##_give(struct bench_job *job)						\
{											\
	struct belt *belt = job->run->thing[1];						\
	unsigned int misses = 0;							\
											\
	while (bench_turn(job) != BENCH_STOP) {						\
		void **slot = &belt->slot[job->count % BENCH_SLOTS], *buffer;		\
											\
		if (!belt_free(slot)) {							\
			bench_miss(job, &misses);					\
			continue;							\
		}									\
		buffer = kind##_alloc(job->run->thing[0]);				\
		if (!buffer) {								\
			job->wrong = true;						\
			continue;							\
		}									\
		if (job->looks)								\
			mark(job, buffer, job->count);					\
		belt_put(slot, buffer);							\
		if (++job->count % BENCH_VISIT == 0)					\
			cond_resched();							\
	}										\
	atomic_inc_return_release(&job->run->done);					\
}											\
static void kind##_take(struct bench_job *job)						\
{											\
	struct belt *belt = job->run->thing[1];						\
	unsigned int misses = 0;							\
	bool last;									\
											\
	for (;;) {									\
		void **slot = &belt->slot[job->count % BENCH_SLOTS], *buffer;		\
											\
		last = bench_turn(job) == BENCH_STOP && atomic_read_acquire(&job->run->done);	\
		buffer = belt_take(slot);						\
		if (!buffer) {								\
			if (last)							\
				break;							\
			bench_miss(job, &misses);					\
			continue;							\
		}									\
		if (job->looks && !marked(buffer, job->count, 0))			\
			job->wrong = true;						\
		kind##_free(job->run->thing[0], buffer);				\
		if (++job->count % BENCH_VISIT == 0)					\
			cond_resched();							\
	}										\
}

static void *cache_create(void)
{
	/* One of its own, not merged with others of that size. */
	return kmem_cache_create("lfring_bench", BUFFER_BYTES, 0, SLAB_HWCACHE_ALIGN, NULL);
}

static void cache_destroy(void *pool)
{
	kmem_cache_destroy(pool);
}

static __always_inline void *cache_alloc(void *pool)
{
	return kmem_cache_alloc(pool, GFP_NOWAIT | __GFP_NOWARN);
}

static __always_inline void cache_free(void *pool, void *buffer)
{
	kmem_cache_free(pool, buffer);
}

POOL(cache)

static void *kmalloc_create(void)
{
	return kzalloc(1, GFP_KERNEL);
}

static void kmalloc_destroy(void *pool)
{
	kfree(pool);
}

static __always_inline void *kmalloc_alloc(void *pool)
{
	return kmalloc(BUFFER_BYTES, GFP_NOWAIT | __GFP_NOWARN);
}

static __always_inline void kmalloc_free(void *pool, void *buffer)
{
	kfree(buffer);
}

POOL(kmalloc)

static void *mempool_on_cache(void)
{
	struct kmem_cache *cache = cache_create();
	mempool_t *pool;

	if (!cache)
		return NULL;
	pool = mempool_create_slab_pool(64, cache);
	if (!pool)
		kmem_cache_destroy(cache);
	return pool;
}

static void mempool_and_cache(void *pool)
{
	mempool_t *mempool = pool;
	struct kmem_cache *cache;

	if (!mempool)
		return;
	cache = mempool->pool_data;
	mempool_destroy(mempool);
	kmem_cache_destroy(cache);
}

static __always_inline void *reserve_alloc(void *pool)
{
	return mempool_alloc(pool, GFP_NOWAIT | __GFP_NOWARN);
}

static __always_inline void reserve_free(void *pool, void *buffer)
{
	mempool_free(buffer, pool);
}

POOL(reserve)

#ifdef BENCH_POOL
struct own {
	struct lfr_pool pool;
	void *arena, *meta, **cpu;
};

static void own_destroy(void *pool)
{
	struct own *own = pool;
	unsigned int i;

	for (i = 0; own && own->cpu && i < nr_cpu_ids; i++)
		kfree(own->cpu[i]);
	if (own) {
		kvfree(own->arena);
		kvfree(own->meta);
		kfree(own->cpu);
	}
	kfree(own);
}

static void *own_create(void)
{
	struct lfr_pool_config config = {
		.class = { { BUFFER_BYTES, BUFFERS } }, .nr = 1, .cpus = nr_cpu_ids,
		.magazine = LFR_POOL_MAGAZINE_AUTO,
	};
	struct own *own = kzalloc(sizeof(*own), GFP_KERNEL);
	struct lfr_pool_plan plan;
	unsigned int i;

	if (!own || lfr_pool_plan(&config, &plan))
		goto destroy;
	own->arena = kvzalloc(plan.arena, GFP_KERNEL);
	own->meta = kvzalloc(plan.meta, GFP_KERNEL);
	own->cpu = kcalloc(nr_cpu_ids, sizeof(*own->cpu), GFP_KERNEL);
	if (!own->arena || !own->meta || !own->cpu)
		goto destroy;
	for (i = 0; i < nr_cpu_ids; i++) {
		own->cpu[i] = kzalloc(roundup_pow_of_two(plan.cpu), GFP_KERNEL);
		if (!own->cpu[i])
			goto destroy;
	}
	if (!lfr_pool_init(&own->pool, &config, own->arena, own->meta, own->cpu, NULL, NULL))
		return own;
destroy:
	own_destroy(own);
	return NULL;
}

static __always_inline void *own_alloc(void *pool)
{
	struct own *own = pool;

	return lfr_pool_alloc(&own->pool, BUFFER_BYTES, GFP_NOWAIT);
}

static __always_inline void own_free(void *pool, void *buffer)
{
	struct own *own = pool;

	lfr_pool_free(&own->pool, buffer);
}

POOL(own)
#endif

static const struct pool_kind kinds[] = {
#ifdef BENCH_POOL
	{ "lfr_pool", true, own_create, own_destroy, own_cycles, own_give, own_take },
#endif
	{ "kmem_cache", false, cache_create, cache_destroy, cache_cycles, cache_give, cache_take },
	{ "mempool", false, mempool_on_cache, mempool_and_cache, reserve_cycles, reserve_give,
	  reserve_take },
	{ "kmalloc", false, kmalloc_create, kmalloc_destroy, kmalloc_cycles, kmalloc_give,
	  kmalloc_take },
};

static const struct pool_load loads[] = {
	{ "w6.1h1", "one thread: a buffer of 1450 bytes is taken and given back", 1, 1 },
	{ "w6.1h32", "one thread: 32 are taken, then 32 given back", 1, 32 },
	{ "w6.2h1", "w6.1h1 by a thread on each CPU, time of one of them", 2, 1 },
	{ "w6.2h32", "w6.1h32 by a thread on each CPU, time of one of them", 2, 32 },
	{ "w6.x", "a thread takes, one on the other CPU gives back", 2, 0 },
};

static int pool_pass(const struct bench_entry *entry, bool looks, unsigned int warm_ms,
		     unsigned int ms, struct bench_result *result)
{
	const struct pool_load *load = entry->load_data;
	const struct pool_kind *kind = entry->who_data;
	struct bench_run *run = bench_run_new();
	struct belt *belt;
	unsigned int i;
	int ret = -ENOMEM;

	if (!run)
		return -ENOMEM;
	run->load = load;
	run->thing[0] = kind->create();
	belt = kzalloc(sizeof(*belt), GFP_KERNEL);
	run->thing[1] = belt;
	if (!run->thing[0] || !belt)
		goto destroy;
	for (i = 0; i < load->threads; i++) {
		run->job[i].id = i;
		run->job[i].looks = looks;
		bench_add(run, i, i, load->hold ? kind->cycles : i ? kind->take : kind->give);
	}
	ret = bench_go(run, load->threads, warm_ms, ms);
	if (run->job[0].wrong || run->job[1].wrong ||
	    (!load->hold && run->job[0].count != run->job[1].count)) {
		pr_err("lfring_bench: %s, %s: a buffer was missing, or given out twice\n",
		       entry->load, entry->who);
		ret = -EIO;
	}
	for (i = load->hold ? 0 : 1; !ret && result && i < load->threads; i++) {
		result->ns += run->job[i].ns;
		result->items += run->job[i].measured;
	}
destroy:
	kfree(belt);
	kind->destroy(run->thing[0]);
	bench_run_free(run);
	return ret;
}

static int pool_sample(const struct bench_entry *entry, unsigned int warm_ms, unsigned int ms,
		       struct bench_result *result)
{
	int ret = pool_pass(entry, true, 0, BENCH_CHECK_MS, NULL);

	return ret ?: pool_pass(entry, false, warm_ms, ms, result);
}

int bench_each_pool(bench_show show, void *ctx)
{
	unsigned int i, j;
	int ret = 0;

	for (i = 0; i < ARRAY_SIZE(loads); i++) {
		for (j = 0; j < ARRAY_SIZE(kinds) && !ret; j++) {
			struct bench_entry entry = {
				.load = loads[i].name, .about = loads[i].about,
				.who = kinds[j].name, .safe = "pool", .ours = kinds[j].ours,
				.cpus = loads[i].threads,
				.load_data = &loads[i], .who_data = &kinds[j],
				.sample = pool_sample,
			};

			ret = show(&entry, ctx);
		}
	}
	return ret;
}
