// SPDX-License-Identifier: GPL-2.0
/*
 * lfr_bench_kunit.c - the in-kernel benchmark, without its module
 *
 * That every item comes out, and in order, is what passes or fails; and that queues with a
 * planted defect are noticed. Under UML, where one CPU runs at the machine's own speed, what is
 * printed of queues is also a measurement, medians of samples that alternate; but on one CPU no
 * instruction is locked. Of pools it is none where kmemleak is built in, and on a kernel
 * with sanitizers all of it is none.
 */
#include <kunit/test.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/math64.h>
#include <linux/slab.h>
#include <linux/sort.h>
#include <linux/stringify.h>
#include "bench/kernel/bench.h"

#define LFR_BENCH_REPS		3u
#define LFR_BENCH_ENTRIES	256u
#define LFR_BENCH_MS		10u

struct lfr_bench {
	struct kunit *test;
	unsigned int reps;
	unsigned int rep;
	unsigned int entry;
	/* Hundredths of a nanosecond for an item. */
	u64 figure[LFR_BENCH_ENTRIES][LFR_BENCH_REPS];
};

static int lfr_bench_compare(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return x < y ? -1 : x > y;
}

static int lfr_bench_one(const struct bench_entry *entry, void *ctx)
{
	struct lfr_bench *bench = ctx;
	struct bench_result result = { 0 };
	u64 *figure, whole;
	u32 hundredths;

	if (entry->cpus > bench_cpus() || bench->entry == LFR_BENCH_ENTRIES)
		return 0;
	figure = bench->figure[bench->entry++];
	KUNIT_EXPECT_EQ_MSG(bench->test, entry->sample(entry, 1, LFR_BENCH_MS, &result), 0,
			    "%s, %s", entry->load, entry->who);
	figure[bench->rep] = result.items ? div64_u64(result.ns * 100, result.items) : 0;
	if (bench->rep + 1 < bench->reps)
		return 0;
	sort(figure, bench->reps, sizeof(*figure), lfr_bench_compare, NULL);
	whole = div_u64_rem(figure[bench->reps / 2], 100, &hundredths);
	kunit_info(bench->test, "%-16s %-14s %-5s %5llu.%02u ns\n", entry->load, entry->who,
		   entry->safe, whole, hundredths);
	return 0;
}

static void lfr_bench_group(struct kunit *test, int (*each)(bench_show show, void *ctx))
{
	struct lfr_bench *bench = kunit_kzalloc(test, sizeof(*bench), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, bench);
	bench->test = test;
	bench->reps = IS_ENABLED(CONFIG_UML) ? LFR_BENCH_REPS : 1;
	for (bench->rep = 0; bench->rep < bench->reps; bench->rep++) {
		bench->entry = 0;
		each(lfr_bench_one, bench);
		KUNIT_EXPECT_GT(test, bench->entry, 0u);
		KUNIT_EXPECT_LT(test, bench->entry, LFR_BENCH_ENTRIES);
	}
}

static void lfr_bench_queues(struct kunit *test)
{
	lfr_bench_group(test, bench_each_queue);
}

static void lfr_bench_pools(struct kunit *test)
{
	lfr_bench_group(test, bench_each_pool);
}

static void lfr_bench_original(struct kunit *test)
{
	lfr_bench_group(test, bench_each_original);
}

/* What is wrong with each hundredth item of the queue below. */
enum lfr_bench_defect { LOST, DOUBLED, SWAPPED, DEFECTS };

static enum lfr_bench_defect lfr_bench_defect;

/* One CPU only. */
struct broken {
	u64 head, tail, pops;
	void *slot[BENCH_SLOTS];
};

static void *broken_create(void)
{
	struct broken *broken = kzalloc(sizeof(*broken), GFP_KERNEL);

	return broken;
}

static void broken_destroy(void *q)
{
	kfree(q);
}

static bool broken_push(void *q, unsigned int id, void *item)
{
	struct broken *broken = q;

	if (broken->tail - broken->head == BENCH_SLOTS)
		return false;
	broken->slot[broken->tail++ % BENCH_SLOTS] = item;
	return true;
}

static bool broken_pop(void *q, void **item)
{
	struct broken *broken = q;
	void **slot = &broken->slot[broken->head % BENCH_SLOTS];
	void **next = &broken->slot[(broken->head + 1) % BENCH_SLOTS];

	if (broken->head == broken->tail)
		return false;
	*item = *slot;
	if (broken->head++ + 1 == broken->tail || ++broken->pops % 100)
		return true;
	switch (lfr_bench_defect) {
	case LOST:
		broken->head++;
		*item = *next;
		break;
	case DOUBLED:
		broken->head--;
		break;
	default:
		swap(*next, *item);
		break;
	}
	return true;
}

static unsigned int broken_push_many(void *q, unsigned int id, void **items, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n && broken_push(q, id, items[i]); i++)
		;
	return i;
}

static unsigned int broken_pop_many(void *q, void **items, unsigned int n)
{
	unsigned int i;

	for (i = 0; i < n && broken_pop(q, &items[i]); i++)
		;
	return i;
}

#define QUEUE	broken
#define SAFE	"spsc"
#define OURS	false
#include "bench/kernel/loops.h"

/* The one workload in which there is more than one item in it, and one thread. */
static int lfr_bench_broken_one(const struct bench_entry *entry, void *ctx)
{
	struct bench_entry broken = *entry;
	struct bench_result result;

	if (strcmp(entry->load, "w1.32"))
		return 0;
	broken.who = "broken";
	broken.who_data = &broken_queue;
	return broken.sample(&broken, 1, LFR_BENCH_MS, &result) ?: 1;
}

static void lfr_bench_broken(struct kunit *test)
{
	for (lfr_bench_defect = LOST; lfr_bench_defect < DEFECTS; lfr_bench_defect++)
		KUNIT_EXPECT_EQ_MSG(test, bench_each_queue(lfr_bench_broken_one, NULL), -EIO,
				    "defect %d", lfr_bench_defect);
}

static struct kunit_case lfr_bench_cases[] = {
	KUNIT_CASE_SLOW(lfr_bench_broken),
	KUNIT_CASE_SLOW(lfr_bench_queues),
	KUNIT_CASE_SLOW(lfr_bench_pools),
	KUNIT_CASE_SLOW(lfr_bench_original),
	{}
};

static struct kunit_suite lfr_bench_suite = {
	.name = "lfr_bench",
	.test_cases = lfr_bench_cases,
};

kunit_test_suite(lfr_bench_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite that runs the in-kernel benchmark");
