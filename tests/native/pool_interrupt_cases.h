/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_interrupt_cases.h - what happens when a pool is interrupted anywhere inside
 *
 * As interrupt_cases.h, for allocations and frees: one operation, and one or two
 * interrupts at chosen accesses of it, every pair of them in turn. An interrupt runs on
 * the same CPU, in the middle of its magazine, or plays what another CPU does meanwhile.
 */
#ifndef _LFRING_POOL_INTERRUPT_CASES_H
#define _LFRING_POOL_INTERRUPT_CASES_H

#include <stdio.h>
#include <string.h>
#include <lfring/pool.h>
#include "../cases/case.h"
#include "../cases/pool_fixture.h"

#define LFR_POOL_HELD	32u

/**
 * struct lfr_pool_interrupt - one operation and its interrupts
 * @pool: what they work on
 * @at: numbers of the accesses that are interrupted
 * @does: what each interrupt does: a allocates, f frees what was allocated last, F what was
 *	allocated first, d frees that twice, x frees what the operation is just freeing
 * @elsewhere: interrupts are those of another CPU
 * @accesses: accesses of the operation so far
 * @level: how many interrupts are running
 * @freeing: what the operation frees
 * @freed: how often that was done
 * @errors: frees that were refused, or should have been
 * @short_of: allocations that got nothing though there was enough for everybody
 * @held: what is allocated
 * @nr: how many
 */
struct lfr_pool_interrupt {
	struct lfr_pool *pool;
	u32 at[2];
	const char *does;
	bool elsewhere;
	u32 accesses;
	u32 level;
	void *freeing;
	u32 freed;
	u32 errors;
	u32 short_of;
	void *held[LFR_POOL_HELD];
	u32 nr;
};

static struct lfr_pool_interrupt *lfr_pool_interrupt_now;

/**
 * struct lfr_pool_interrupt_how - a pool, an operation and what interrupts do
 * @magazine: length of its chains
 * @flags: of the pool
 * @elsewhere: as above
 * @held: buffers that are out before
 * @what: the operation
 * @does: as above
 */
struct lfr_pool_interrupt_how {
	u32 magazine;
	u32 flags;
	bool elsewhere;
	u32 held;
	const char *what;
	const char *does;
};

/* Memory for one pool after the other. */
struct lfr_pool_interrupt_memory {
	struct lfr_pool pool;
	struct lfr_spare spare;
	char arena[12 * 64 + 64] __attribute__((aligned(LFR_POOL_ALIGN)));
	char meta[1024] __attribute__((aligned(LFR_POOL_ALIGN)));
	char cpu[3][256] __attribute__((aligned(LFR_POOL_ALIGN)));
	void *object[13];
	u8 seen[12];
};

static void *lfr_pool_interrupt_remove(struct lfr_pool_interrupt *in, u32 at)
{
	void *object = in->held[at];

	in->nr--;
	memmove(in->held + at, in->held + at + 1, (in->nr - at) * sizeof(*in->held));
	return object;
}

static void lfr_pool_interrupt_do(struct lfr_pool_interrupt *in, const char *what)
{
	void *object;

	for (; *what; what++) {
		if (*what == 'a') {
			object = lfr_pool_alloc(in->pool, 64, 0);
			if (object)
				in->held[in->nr++] = object;
			else
				in->short_of++;
		} else if (*what == 'x') {
			in->freed += !lfr_pool_free(in->pool, in->freeing);
		} else if (in->nr && !in->level) {
			in->freeing = lfr_pool_interrupt_remove(in, *what == 'f' ? in->nr - 1 : 0);
			in->freed += !lfr_pool_free(in->pool, in->freeing);
		} else if (in->nr) {
			object = lfr_pool_interrupt_remove(in, *what == 'f' ? in->nr - 1 : 0);
			in->errors += !!lfr_pool_free(in->pool, object);
			if (*what == 'd')
				in->errors += lfr_pool_free(in->pool, object) != -EINVAL;
		}
	}
}

static void lfr_pool_interrupt_hook(void)
{
	struct lfr_pool_interrupt *in = lfr_pool_interrupt_now;
	u32 access = in->accesses++;
	u32 preempted = lfr_shim_preempt_count;

	if (in->level == 2 || (access != in->at[0] && access != in->at[1]))
		return;
	in->level++;
	if (in->elsewhere)
		lfr_shim_cpu = in->level;
	lfr_pool_interrupt_do(in, in->does);
	in->level--;
	if (in->elsewhere)
		lfr_shim_cpu = in->level;
	in->errors += lfr_shim_preempt_count != preempted;
}

/* Return: accesses that there were to interrupt. */
static u32 lfr_pool_interrupt_run(struct lfr_test *t, struct lfr_pool_interrupt_memory *memory,
				  const struct lfr_pool_interrupt_how *how, u32 first, u32 second)
{
	void *const cpu[] = { memory->cpu[0], memory->cpu[1], memory->cpu[2] };
	struct lfr_pool_config config = {
		.class = { { 64, 12 } }, .nr = 1, .cpus = 3, .magazine = how->magazine,
		.flags = how->flags,
	};
	struct lfr_pool_interrupt in = {
		.at = { first, second }, .does = how->does, .elsewhere = how->elsewhere,
	};
	struct lfr_pool_class_stats stats;
	struct lfr_pool_plan plan;
	char where[100];
	u32 i, k, twice = 0;

	LFR_ASSERT_EQ(t, lfr_pool_plan(&config, &plan), 0);
	LFR_ASSERT(t, plan.arena <= sizeof(memory->arena) && plan.meta <= sizeof(memory->meta) &&
		      plan.cpu <= sizeof(memory->cpu[0]));
	in.pool = &memory->pool;
	LFR_ASSERT_EQ(t, lfr_pool_init(in.pool, &config, memory->arena, memory->meta, cpu,
				       &lfr_spare_ops, &memory->spare), 0);
	lfr_shim_cpu = 0;
	for (i = 0; i < how->held; i++)
		lfr_pool_interrupt_do(&in, "a");

	lfr_pool_interrupt_now = &in;
	lfr_shim_hook = lfr_pool_interrupt_hook;
	lfr_pool_interrupt_do(&in, how->what);
	lfr_shim_hook = NULL;

	snprintf(where, sizeof(where), "magazine %u, %u held, %s interrupted%s by %s at %u and %d",
		 how->magazine, how->held, how->what, how->elsewhere ? " elsewhere" : "",
		 how->does, first, (int)second);
	for (i = 0; i < in.nr; i++)
		for (k = 0; k < i; k++)
			twice += in.held[i] == in.held[k];
	stats = lfr_fixture_class(in.pool, 0);
	LFR_EXPECT_MSG(t, !twice, "%s: %u have two owners", where, twice);
	LFR_EXPECT_MSG(t, !in.errors, "%s: %u frees went wrong", where, in.errors);
	LFR_EXPECT_MSG(t, in.freed == !!in.freeing, "%s: freed %u times", where, in.freed);
	LFR_EXPECT_MSG(t, stats.in_use == in.nr, "%s: %u in use, not %u", where, stats.in_use,
		       in.nr);
	LFR_EXPECT_MSG(t, stats.allocs - stats.frees == in.nr, "%s: %u allocated, not %u", where,
		       (u32)(stats.allocs - stats.frees), in.nr);
	/* What magazines do not hide is there for everybody. */
	LFR_EXPECT_MSG(t, how->magazine || !in.short_of, "%s: nothing for %u", where, in.short_of);
	in.level = 1;
	while (in.nr)
		lfr_pool_interrupt_do(&in, "F");
	LFR_EXPECT_MSG(t, !in.errors, "%s: %u frees refused", where, in.errors);
	lfr_fixture_pool_all(t, in.pool, memory->object, memory->seen);
	return in.accesses;
}

static void lfr_pool_interrupt_pairs(struct lfr_test *t,
				     struct lfr_pool_interrupt_memory *memory,
				     const struct lfr_pool_interrupt_how *how)
{
	u32 first, second, n;

	for (first = 0;; first++) {
		n = lfr_pool_interrupt_run(t, memory, how, first, U32_MAX);
		if (first >= n || t->failed)
			break;
		for (second = first + 1; second < n; second++)
			lfr_pool_interrupt_run(t, memory, how, first, second);
	}
}

static void lfr_pool_interrupt_sweep(struct lfr_test *t, const char *what, u32 flags,
				     const char *const *does)
{
	struct lfr_pool_interrupt_memory *memory = lfr_case_alloc(t, sizeof(*memory));
	u32 i;

	for (; *does; does++)
		for (i = 0; i < 3 * 2 * 4 && !t->failed; i++) {
			struct lfr_pool_interrupt_how how = {
				.magazine = i % 3, .flags = flags, .elsewhere = i / 3 % 2,
				.held = 1 + i / 6, .what = what, .does = *does,
			};

			lfr_pool_interrupt_pairs(t, memory, &how);
		}
}

static const char *const lfr_pool_interrupt_any[] = {
	"a", "f", "F", "d", "af", "aaF", "aaFF", "fa", "Fa", "ff", NULL
};

static void lfring_pool_interrupt_alloc(struct lfr_test *t)
{
	lfr_pool_interrupt_sweep(t, "a", 0, lfr_pool_interrupt_any);
}

static void lfring_pool_interrupt_free(struct lfr_test *t)
{
	lfr_pool_interrupt_sweep(t, "f", 0, lfr_pool_interrupt_any);
}

/* KC2 in the middle of a free: whoever is first, it is freed once. */
static void lfring_kc2_interrupt(struct lfr_test *t)
{
	static const char *const does[] = { "x", NULL };

	lfr_pool_interrupt_sweep(t, "f", 0, does);
}

/* With plain stores the same holds for all but two frees of one object. */
static void lfring_pool_interrupt_relaxed(struct lfr_test *t)
{
	lfr_pool_interrupt_sweep(t, "a", LFR_POOL_RELAXED, lfr_pool_interrupt_any);
	lfr_pool_interrupt_sweep(t, "f", LFR_POOL_RELAXED, lfr_pool_interrupt_any);
}

/*
 * KC2: no two allocations of an object have the same tag, on whatever CPUs they are, with the
 * magazine or, where that was interrupted, without.
 */
static void lfring_kc2_tags(struct lfr_test *t)
{
	struct lfr_pool_interrupt_memory *memory = lfr_case_alloc(t, sizeof(*memory));
	void *const cpu[] = { memory->cpu[0], memory->cpu[1], memory->cpu[2] };
	struct lfr_pool_config config = {
		.class = { { 64, 1 } }, .nr = 1, .cpus = 3, .magazine = 1,
	};
	struct lfr_pool *pool = &memory->pool;
	void *object;
	u64 tag[12];
	u32 i, k;

	LFR_ASSERT_EQ(t, lfr_pool_init(pool, &config, memory->arena, memory->meta, cpu,
				       &lfr_spare_ops, &memory->spare), 0);
	for (i = 0; i < ARRAY_SIZE(tag); i++) {
		struct lfr_pool_magazine *mag = pool->class[0].mag[i % 3];

		lfr_shim_cpu = i % 3;
		mag->busy = i % 4 == 3;
		object = lfr_pool_alloc(pool, 64, 0);
		mag->busy = 0;
		LFR_ASSERT(t, object);
		tag[i] = lfr_pool_tag(pool, object);
		LFR_EXPECT(t, tag[i]);
		for (k = 0; k < i; k++)
			LFR_EXPECT_MSG(t, tag[i] != tag[k], "%u has the tag of %u", i, k);
		LFR_EXPECT_EQ(t, lfr_pool_free_tagged(pool, object, tag[i]), 0);
		LFR_EXPECT_EQ(t, lfr_pool_tag(pool, object), 0);
		lfr_pool_flush_cpu(pool, i % 3);
	}
	lfr_shim_cpu = 0;
	lfr_fixture_refused(t, pool, LFR_POOL_STALE, 0);
	LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 0).allocs, ARRAY_SIZE(tag));
}

static struct lfr_case lfr_pool_interrupt_cases[] = {
	LFR_CASE(lfring_pool_interrupt_alloc),
	LFR_CASE(lfring_pool_interrupt_free),
	LFR_CASE(lfring_kc2_interrupt),
	LFR_CASE(lfring_kc2_tags),
	LFR_CASE(lfring_pool_interrupt_relaxed),
	{}
};

#endif /* _LFRING_POOL_INTERRUPT_CASES_H */
