/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_regress_cases.h - mistakes that pools have made, each replayed
 *
 * KC1 to KC7 are those of a pool of buffers on a ring of slots, where a slot is claimed
 * before it is known to be free.
 */
#ifndef _LFRING_POOL_REGRESS_CASES_H
#define _LFRING_POOL_REGRESS_CASES_H

#include <lfring/pool.h>
#include "case.h"
#include "pool_fixture.h"

/* KC1: an allocation that meets a held slot lost a credit, for ever. */
static void lfring_kc1_minimal(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool(t, 64, 2, 0, 0);
	void *a = lfr_pool_alloc(pool, 64, 0), *b = lfr_pool_alloc(pool, 64, 0), *c;

	LFR_EXPECT_EQ(t, lfr_pool_free(pool, b), 0);
	c = lfr_pool_alloc(pool, 64, 0);
	LFR_EXPECT(t, c && c == b);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, a), 0);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, c), 0);
	lfr_fixture_pool_at_rest(t, pool);
}

/*
 * KC1 at length: one buffer is held, others come and go. The original had lost all of 256
 * after 65026 of them.
 */
static void lfring_kc1_lap(struct lfr_test *t)
{
	static const u32 magazines[] = { 0, 4, LFR_POOL_MAGAZINE_AUTO };
	u32 m, i, j, k, n = lfr_case_scale(3000000);

	for (m = 0; m < ARRAY_SIZE(magazines); m++) {
		struct lfr_pool *pool = lfr_fixture_pool(t, 64, 256, magazines[m], 0);
		void *held = lfr_pool_alloc(pool, 64, 0), *object[7];
		struct lfr_pool_class_stats stats;
		u64 random = m + 1, allocs = 1;
		u32 errors = 0;

		for (i = 0; i < n; i += k) {
			k = 1 + lfr_case_random(&random) % ARRAY_SIZE(object);
			for (j = 0; j < k; j++) {
				object[j] = lfr_pool_alloc(pool, 64, 0);
				errors += !object[j] || object[j] == held;
			}
			for (j = 0; j < k; j++)
				errors += lfr_pool_free(pool, object[j]) != 0;
			allocs += k;
		}
		stats = lfr_fixture_class(pool, 0);
		LFR_EXPECT_EQ(t, errors, 0);
		LFR_EXPECT_EQ(t, stats.in_use, 1);
		LFR_EXPECT_EQ(t, stats.allocs, allocs);
		LFR_EXPECT_EQ(t, stats.frees, allocs - 1);
		LFR_EXPECT_EQ(t, stats.failed, 0);
		LFR_EXPECT_EQ(t, lfr_pool_free(pool, held), 0);
		lfr_fixture_pool_at_rest(t, pool);
	}
}

/* Freed in any order, all are there again, however often. */
static void lfring_kc1_random_order(struct lfr_test *t)
{
	static const u32 magazines[] = { 0, 1, 8 };
	u32 m, round, i, rounds = lfr_case_scale(2000);

	for (m = 0; m < ARRAY_SIZE(magazines); m++) {
		struct lfr_pool *pool = lfr_fixture_pool(t, 64, 64, magazines[m], 0);
		u64 random = 7;
		u32 short_of = 0, errors = 0;
		void *object[64];

		for (round = 0; round < rounds; round++) {
			u32 cpu;

			for (cpu = 0; cpu < pool->cpus; cpu++)
				lfr_pool_flush_cpu(pool, cpu);
			preempt_disable();
			for (i = 0; i < 64; i++) {
				object[i] = lfr_pool_alloc(pool, 64, 0);
				short_of += !object[i];
			}
			for (i = 64; i--;) {
				u32 k = lfr_case_random(&random) % (i + 1);

				errors += lfr_pool_free(pool, object[k]) != 0;
				object[k] = object[i];
			}
			preempt_enable();
		}
		LFR_EXPECT_EQ(t, short_of, 0);
		LFR_EXPECT_EQ(t, errors, 0);
		lfr_fixture_pool_at_rest(t, pool);
	}
}

/* KC2: the second free of a buffer is refused, told once each time, and changes nothing. */
static void lfring_kc2_double_free(struct lfr_test *t)
{
	static const u32 flags[] = { 0, LFR_POOL_RELAXED, LFR_POOL_ZERO };
	static const u32 magazines[] = { 0, 2 };
	u32 f, m, i;

	for (f = 0; f < ARRAY_SIZE(flags); f++)
		for (m = 0; m < ARRAY_SIZE(magazines); m++) {
			struct lfr_pool *pool = lfr_fixture_pool(t, 64, 16, magazines[m],
								 flags[f]);
			void *a = lfr_pool_alloc(pool, 64, 0);
			void *b = lfr_pool_alloc(pool, 64, 0), *c, *d;

			LFR_EXPECT_EQ(t, lfr_pool_free(pool, a), 0);
			for (i = 0; i < 3; i++)
				LFR_EXPECT_EQ(t, lfr_pool_free(pool, a), -EINVAL);
			lfr_fixture_refused(t, pool, LFR_POOL_DOUBLE, 3);
			LFR_EXPECT(t, lfr_fixture_spare(pool)->object == a);
			LFR_EXPECT_EQ(t, lfr_pool_in_use(pool), 1);
			c = lfr_pool_alloc(pool, 64, 0);
			d = lfr_pool_alloc(pool, 64, 0);
			LFR_EXPECT(t, c && d && c != d && c != b && d != b);
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, b), 0);
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, c), 0);
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, d), 0);
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, d), -EINVAL);
			lfr_fixture_pool_at_rest(t, pool);
		}
}

/*
 * KC2 as it was: a buffer is freed, others come and go, the next owner gets it, and the first
 * one frees it again. The tag of its allocation tells.
 */
static void lfring_kc2_stale_free(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool(t, 64, 4, 0, 0);
	void *a = lfr_pool_alloc(pool, 64, 0), *e, *f, *other;
	u64 tag = lfr_pool_tag(pool, a), of_e;
	u32 i;

	LFR_EXPECT(t, tag);
	LFR_EXPECT_EQ(t, lfr_pool_free_tagged(pool, a, tag), 0);
	/* Nor by who asked for the tag too late. */
	LFR_EXPECT_EQ(t, lfr_pool_tag(pool, a), 0);
	LFR_EXPECT_EQ(t, lfr_pool_free_tagged(pool, a, 0), -ESTALE);
	for (i = 0; i < 3; i++) {
		other = lfr_pool_alloc(pool, 64, 0);
		LFR_EXPECT_EQ(t, lfr_pool_free(pool, other), 0);
	}
	e = lfr_pool_alloc(pool, 64, 0);
	LFR_EXPECT(t, e == a);
	memset(e, 0x77, 64);
	of_e = lfr_pool_tag(pool, e);
	LFR_EXPECT(t, of_e != tag);
	LFR_EXPECT_EQ(t, lfr_pool_free_tagged(pool, a, tag), -ESTALE);
	LFR_EXPECT_EQ(t, lfr_pool_free_tagged(pool, a, 0), -ESTALE);
	LFR_EXPECT_EQ(t, lfr_pool_tag(pool, e), of_e);
	lfr_fixture_refused(t, pool, LFR_POOL_STALE, 3);
	for (i = 0; i < 64; i++)
		LFR_EXPECT_EQ(t, ((u8 *)e)[i], 0x77);
	for (i = 0; i < 3; i++) {
		f = lfr_pool_alloc(pool, 64, 0);
		LFR_EXPECT(t, f && f != e);
		LFR_EXPECT_EQ(t, lfr_pool_free_tagged(pool, f, lfr_pool_tag(pool, f)), 0);
	}
	LFR_EXPECT_EQ(t, lfr_pool_free_tagged(pool, e, of_e), 0);
	LFR_EXPECT_EQ(t, lfr_pool_free_tagged(pool, e, of_e), -ESTALE);
	lfr_fixture_pool_at_rest(t, pool);
}

/* KC3: a pointer that is not the start of a buffer is refused, every one of them. */
static void lfring_kc3_offset(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool5(t, 3, 0, 0);
	u32 c, i, k, accepted = 0, refused = 0;

	for (c = 0; c < 5; c++) {
		struct lfr_pool_class *class = &pool->class[c];
		char *object[3];

		for (i = 0; i < 3; i++)
			object[i] = lfr_pool_alloc(pool, class->size, 0);
		for (i = 0; i < 3; i++)
			for (k = 1; k < class->stride; k++) {
				accepted += lfr_pool_free(pool, object[i] + k) != -EINVAL;
				accepted += lfr_pool_tag(pool, object[i] + k) != 0;
				refused++;
			}
		for (i = 0; i < 3; i++)
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, object[i]), 0);
	}
	LFR_EXPECT_EQ(t, accepted, 0);
	lfr_fixture_refused(t, pool, LFR_POOL_OFFSET, refused);
	lfr_fixture_pool_at_rest(t, pool);
}

/* KC3: what is not the pool's is not taken in, however alike it is. */
static void lfring_kc3_foreign(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool5(t, 3, 0, LFR_POOL_FALLBACK);
	struct lfr_pool *other = lfr_fixture_pool5(t, 3, 0, 0);
	void *theirs = lfr_pool_alloc(other, 128, 0);
	char *first = (char *)pool->arena;
	unsigned long end = (unsigned long)pool->granules << pool->shift;
	char on_stack[64];

	LFR_EXPECT_EQ(t, lfr_pool_free(pool, NULL), -EINVAL);
	lfr_fixture_refused(t, pool, LFR_POOL_FOREIGN, 0);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, on_stack), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, theirs), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, first - 64), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, first + end), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, (void *)~0ul), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, (void *)1ul), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_pool_free_tagged(pool, theirs, 1), -EINVAL);
	/* Memory that the pool could have got from elsewhere, but has not. */
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, lfr_fixture_spare(pool)->memory), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_pool_tag(pool, theirs), 0);
	lfr_fixture_refused(t, pool, LFR_POOL_FOREIGN, 8);
	/* Its own, but never given out. */
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, first), -EINVAL);
	lfr_fixture_refused(t, pool, LFR_POOL_DOUBLE, 1);
	/* Of another class of the same pool. */
	LFR_EXPECT_EQ(t, lfr_pool_class_put(&pool->class[1], first), -EINVAL);
	lfr_fixture_refused(t, pool, LFR_POOL_OFFSET, 1);
	LFR_EXPECT_EQ(t, lfr_pool_free(other, theirs), 0);
	lfr_fixture_pool_at_rest(t, pool);
	lfr_fixture_pool_at_rest(t, other);
}

/* KC4: an exhausted class is helped by the next one; what is beyond all is counted. */
static void lfring_kc4_spill(struct lfr_test *t)
{
	u32 spill, i;

	for (spill = 0; spill < 2; spill++) {
		struct lfr_pool *pool = lfr_fixture_pool5(t, 2, 0, spill ? LFR_POOL_SPILL : 0);
		void *object[6];

		for (i = 0; i < 6; i++)
			object[i] = lfr_pool_alloc(pool, 100, 0);
		/* Two of its own and two of the next class; not those of the one after. */
		for (i = 0; i < 6; i++)
			LFR_EXPECT_EQ(t, !!object[i], i < (spill ? 4 : 2));
		LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 1).spills, spill ? 2 : 0);
		LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 1).failed, spill ? 2 : 4);
		LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 2).in_use, spill ? 2 : 0);
		LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 3).in_use, 0);
		for (i = 0; i < 6; i++)
			if (object[i])
				LFR_EXPECT_EQ(t, lfr_pool_free(pool, object[i]), 0);
		/* The last class has no next one. */
		for (i = 0; i < 3; i++)
			object[i] = lfr_pool_alloc(pool, 1450, 0);
		LFR_EXPECT(t, object[1] && !object[2]);
		LFR_EXPECT_EQ(t, lfr_pool_free(pool, object[0]), 0);
		LFR_EXPECT_EQ(t, lfr_pool_free(pool, object[1]), 0);
		/* Beyond all of them. */
		LFR_EXPECT(t, !lfr_pool_alloc(pool, 1451, 0));
		LFR_EXPECT(t, !lfr_pool_alloc(pool, U32_MAX, 0));
		LFR_EXPECT_EQ(t, lfr_fixture_stats(pool).oversize, 2);
		LFR_EXPECT_EQ(t, lfr_fixture_stats(pool).oversize_failed, 2);
		lfr_fixture_pool_at_rest(t, pool);
	}
}

static bool lfr_pool_case_zero(const u8 *object, u32 size)
{
	u32 i;

	for (i = 0; i < size; i++)
		if (object[i])
			return false;
	return true;
}

/* KC5: zero on free clears what was asked for, not the class; and memory is zero. */
static void lfring_kc5_zeroed(struct lfr_test *t)
{
	static const u32 sizes[] = { 1, 3, 64, 65, 200, 1450, 2000 };
	struct lfr_pool *pool = lfr_fixture_pool5(t, 4, 0, LFR_POOL_ZERO | LFR_POOL_FALLBACK);
	struct lfr_pool *plain = lfr_fixture_pool5(t, 4, 0, LFR_POOL_FALLBACK);
	u32 i, round;
	u8 *object;

	for (round = 0; round < 3; round++)
		for (i = 0; i < ARRAY_SIZE(sizes); i++) {
			object = lfr_pool_alloc(pool, sizes[i], 0);
			LFR_ASSERT(t, object);
			LFR_EXPECT_MSG(t, lfr_pool_case_zero(object, sizes[i]), "%u bytes",
				       sizes[i]);
			memset(object, 0xff, sizes[i]);
			LFR_EXPECT_EQ(t, lfr_pool_free(pool, object), 0);
			/* The same, but when it is allocated. */
			object = lfr_pool_zalloc(plain, sizes[i], 0);
			LFR_ASSERT(t, object);
			LFR_EXPECT(t, lfr_pool_case_zero(object, sizes[i]));
			memset(object, 0xff, sizes[i]);
			LFR_EXPECT_EQ(t, lfr_pool_free(plain, object), 0);
		}
	LFR_EXPECT(t, lfr_fixture_spare(pool)->zero);
	/* A byte beyond what was asked for was not to be written, so nobody clears it. */
	object = lfr_pool_alloc(pool, 10, 0);
	object[10] = 1;
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, object), 0);
	LFR_EXPECT_EQ(t, object[10], 1);
	lfr_fixture_pool_at_rest(t, pool);
	lfr_fixture_pool_at_rest(t, plain);
}

/* KC5: what CPUs write in turn is not on one cache line with what others read. */
static void lfring_kc5_layout(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool5(t, 4, 2, 0);
	struct lfr_pool_class *class = &pool->class[0];
	u32 i;

#define LFR_POOL_LINE(p)	((unsigned long)(p) / LFR_POOL_ALIGN)
	LFR_EXPECT(t, LFR_POOL_LINE(&class->head) > LFR_POOL_LINE(&class->pool));
	LFR_EXPECT(t, LFR_POOL_LINE(&class->ticket) > LFR_POOL_LINE(&class->high_water));
	LFR_EXPECT(t, LFR_POOL_LINE(&class[1]) > LFR_POOL_LINE(&class->failed));
	LFR_EXPECT(t, LFR_POOL_LINE(&pool->kept_live) >
		      LFR_POOL_LINE(&pool->granule[LFR_POOL_GRANULES - 1]));
	for (i = 0; i < 5; i++) {
		LFR_EXPECT_EQ(t, pool->class[i].stride % LFR_POOL_ALIGN, 0);
		LFR_EXPECT_EQ(t, pool->class[i].base % LFR_POOL_ALIGN, 0);
		LFR_EXPECT_EQ(t, (unsigned long)pool->class[i].mag[0] % LFR_POOL_ALIGN, 0);
	}
#undef LFR_POOL_LINE
}

/* KC6: a pool that cannot be made says so, and one that is replaced takes its buffers back. */
static void lfring_kc6_replaced(struct lfr_test *t)
{
	struct lfr_pool_config bad = { .nr = 1, .cpus = 1 };
	struct lfr_pool *old = lfr_fixture_pool(t, 64, 4, 0, LFR_POOL_FALLBACK), *pool;
	void *object = lfr_pool_alloc(old, 64, 0);

	pool = lfr_case_alloc(t, sizeof(*pool));
	LFR_EXPECT_EQ(t, lfr_pool_init(pool, &bad, NULL, NULL, NULL, NULL, NULL), -EINVAL);
	pool = lfr_fixture_pool(t, 64, 4, 0, LFR_POOL_FALLBACK);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, object), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_pool_free(old, object), 0);
	LFR_EXPECT_EQ(t, lfr_fixture_class(old, 0).fallbacks, 0);
	lfr_fixture_pool_at_rest(t, old);
	lfr_fixture_pool_at_rest(t, pool);
}

/* KC7: exhaustion is told, and nothing is counted where nothing was asked for. */
static void lfring_kc7_nothing(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool(t, 64, 1, 0, 0);
	void *object;

	LFR_EXPECT(t, !lfr_pool_alloc(pool, 0, 0));
	LFR_EXPECT(t, !lfr_pool_zalloc(pool, 0, 0));
	LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 0).allocs, 0);
	LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 0).failed, 0);
	LFR_EXPECT_EQ(t, lfr_fixture_stats(pool).oversize, 0);
	object = lfr_pool_alloc(pool, 64, 0);
	LFR_EXPECT(t, !lfr_pool_alloc(pool, 64, 0));
	LFR_EXPECT_EQ(t, lfr_fixture_class(pool, 0).failed, 1);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, object), 0);
	lfr_fixture_pool_at_rest(t, pool);
}

/* After the end: a defined answer to everything. */
static void lfring_pool_dead(struct lfr_test *t)
{
	struct lfr_pool *pool = lfr_fixture_pool(t, 64, 4, 2, LFR_POOL_FALLBACK);
	void *object = lfr_pool_alloc(pool, 64, 0);

	LFR_EXPECT_EQ(t, lfr_pool_exit(pool), 1);
	LFR_EXPECT(t, !lfr_pool_alloc(pool, 64, 0));
	LFR_EXPECT(t, !lfr_pool_alloc(pool, 1, 0));
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, object), -ESHUTDOWN);
	LFR_EXPECT_EQ(t, lfr_pool_free_tagged(pool, object, 1), -ESHUTDOWN);
	LFR_EXPECT_EQ(t, lfr_pool_free(pool, NULL), -ESHUTDOWN);
	LFR_EXPECT_EQ(t, lfr_pool_tag(pool, object), 0);
	LFR_EXPECT_EQ(t, lfr_pool_in_use(pool), 0);
	lfr_fixture_refused(t, pool, LFR_POOL_DEAD, 5);
	pool = lfr_fixture_pool(t, 64, 4, 2, 0);
	LFR_EXPECT_EQ(t, lfr_pool_exit(pool), 0);
}

static struct lfr_case lfr_pool_regress_cases[] = {
	LFR_CASE(lfring_kc1_minimal),
	LFR_CASE_SLOW(lfring_kc1_lap),
	LFR_CASE(lfring_kc1_random_order),
	LFR_CASE(lfring_kc2_double_free),
	LFR_CASE(lfring_kc2_stale_free),
	LFR_CASE(lfring_kc3_offset),
	LFR_CASE(lfring_kc3_foreign),
	LFR_CASE(lfring_kc4_spill),
	LFR_CASE(lfring_kc5_zeroed),
	LFR_CASE(lfring_kc5_layout),
	LFR_CASE(lfring_kc6_replaced),
	LFR_CASE(lfring_kc7_nothing),
	LFR_CASE(lfring_pool_dead),
	{}
};

#endif /* _LFRING_POOL_REGRESS_CASES_H */
