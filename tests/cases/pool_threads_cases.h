/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_threads_cases.h - a pool that several threads use at the same time
 *
 * Who has a buffer writes to it by plain stores and finds later what it wrote: two owners would
 * spoil that for each other, and ThreadSanitizer sees them even if they do not.
 */
#ifndef _LFRING_POOL_THREADS_CASES_H
#define _LFRING_POOL_THREADS_CASES_H

#include <lfring/pool.h>
#include <lfring/ring.h>
#include "case.h"
#include "fixture.h"
#include "pool_fixture.h"

#define LFR_POOL_WORKERS	6u

/* What the owner of a buffer of 64 bytes writes there. */
struct lfr_pool_mark {
	u32 owner;
	u32 n;
	u32 fill[12];
	u32 check;
};

static void lfr_pool_mark(struct lfr_pool_mark *mark, u32 owner, u32 n)
{
	u32 i;

	mark->owner = owner;
	mark->n = n;
	for (i = 0; i < ARRAY_SIZE(mark->fill); i++)
		mark->fill[i] = owner ^ n;
	mark->check = owner + 3 * n;
}

static bool lfr_pool_marked(const struct lfr_pool_mark *mark)
{
	u32 i;

	for (i = 0; i < ARRAY_SIZE(mark->fill); i++)
		if (mark->fill[i] != (mark->owner ^ mark->n))
			return false;
	return mark->check == mark->owner + 3 * mark->n;
}

/**
 * struct lfr_pool_run - threads and their pool
 * @pool: what is tested
 * @rounds: of each of them
 * @hold: most buffers that one of them holds
 * @ring: for each of them, what others have passed on to it
 * @live: those that are not done
 * @baton: whose turn it is
 * @object: what is passed on
 * @mark: for each of them, results:
 * @mark.bad: buffers that were not what their owner had left, or that had not been zero
 * @mark.none: allocations that got nothing
 * @mark.errors: frees that were refused
 * @mark.done: buffers it was done with
 */
struct lfr_pool_run {
	struct lfr_pool *pool;
	u32 rounds;
	u32 hold;
	struct lfr_ring *ring[LFR_POOL_WORKERS];
	atomic_t live;
	u32 baton;
	void *object;
	struct {
		u32 bad;
		u32 none;
		u32 errors;
		u32 done;
	} mark[LFR_POOL_WORKERS];
};

static struct lfr_pool_run *lfr_pool_run_new(struct lfr_test *t, struct lfr_pool *pool,
					     u32 rounds, u32 hold)
{
	struct lfr_pool_run *run = lfr_case_alloc(t, sizeof(*run));
	u32 i;

	run->pool = pool;
	run->rounds = lfr_case_scale(rounds);
	run->hold = hold;
	for (i = 0; i < LFR_POOL_WORKERS; i++)
		run->ring[i] = lfr_fixture_ring(t, 64);
	atomic_set(&run->live, LFR_POOL_WORKERS);
	return run;
}

/* Return: buffers that nobody got. */
static u32 lfr_pool_run_report(struct lfr_test *t, struct lfr_pool_run *run)
{
	u32 i, none = 0;

	for (i = 0; i < LFR_POOL_WORKERS; i++) {
		LFR_EXPECT_EQ(t, run->mark[i].bad, 0);
		LFR_EXPECT_EQ(t, run->mark[i].errors, 0);
		none += run->mark[i].none;
	}
	lfr_fixture_pool_at_rest(t, run->pool);
	return none;
}

/* Hold some, write to them, look at them, free them in another order. */
static void lfr_pool_hold(struct lfr_worker *self)
{
	struct lfr_pool_run *run = self->ctx;
	struct lfr_pool_mark *held[16];
	u64 random = self->index + 1;
	bool over = false;
	u32 round, i, n;

	for (round = 0; round < run->rounds && !over; round++) {
		n = 1 + lfr_case_random(&random) % run->hold;
		for (i = 0; i < n; i++) {
			held[i] = lfr_pool_alloc(run->pool, sizeof(*held[i]), 0);
			if (!held[i]) {
				run->mark[self->index].none++;
				break;
			}
			if (run->pool->flags & LFR_POOL_ZERO &&
			    (held[i]->owner || held[i]->fill[3] || held[i]->check))
				run->mark[self->index].bad++;
			lfr_pool_mark(held[i], self->index, round + i);
		}
		over = round % 16 == 0 && !lfr_case_yield(self);
		for (n = i; n; n--) {
			u32 at = lfr_case_random(&random) % n;

			if (!lfr_pool_marked(held[at]) || held[at]->owner != self->index)
				run->mark[self->index].bad++;
			if (lfr_pool_free(run->pool, held[at]))
				run->mark[self->index].errors++;
			held[at] = held[n - 1];
			run->mark[self->index].done++;
		}
	}
}

/* Many at once, enough for all: nobody has another's, and what they get is zero. */
static void lfring_pool_concurrent(struct lfr_test *t)
{
	static const u32 magazines[] = { 0, 2, LFR_POOL_MAGAZINE_AUTO };
	u32 m;

	for (m = 0; m < ARRAY_SIZE(magazines); m++) {
		struct lfr_pool_run *run =
			lfr_pool_run_new(t, lfr_fixture_pool(t, 64, 1024, magazines[m],
							     LFR_POOL_ZERO), 400, 16);

		lfr_case_threads(t, LFR_POOL_WORKERS, lfr_pool_hold, run);
		LFR_EXPECT_EQ(t, lfr_pool_run_report(t, run), 0);
	}
}

/* Too few for all: some get nothing, or get it elsewhere, and that adds up. */
static void lfring_pool_scarce(struct lfr_test *t)
{
	static const u32 flags[] = { 0, LFR_POOL_FALLBACK, LFR_POOL_RELAXED };
	static const u32 magazines[] = { 0, 1 };
	u32 f, m;

	for (f = 0; f < ARRAY_SIZE(flags); f++)
		for (m = 0; m < ARRAY_SIZE(magazines); m++) {
			struct lfr_pool_run *run =
				lfr_pool_run_new(t, lfr_fixture_pool(t, 64, 12, magazines[m],
								     flags[f]), 300, 8);
			u32 none;

			lfr_case_threads(t, LFR_POOL_WORKERS, lfr_pool_hold, run);
			none = lfr_pool_run_report(t, run);
			LFR_EXPECT_EQ(t, lfr_fixture_class(run->pool, 0).failed, none);
		}
}

/* As many buffers as threads, and one for each: without magazines everybody gets one. */
static void lfring_pool_never_short(struct lfr_test *t)
{
	struct lfr_pool_run *run =
		lfr_pool_run_new(t, lfr_fixture_pool(t, 64, LFR_POOL_WORKERS, 0, 0), 4000, 1);

	lfr_case_threads(t, LFR_POOL_WORKERS, lfr_pool_hold, run);
	LFR_EXPECT_EQ(t, lfr_pool_run_report(t, run), 0);
	LFR_EXPECT(t, lfr_fixture_class(run->pool, 0).high_water <= LFR_POOL_WORKERS);
}

/* Allocated by one, freed by another. */
static void lfr_pool_pass(struct lfr_worker *self)
{
	struct lfr_pool_run *run = self->ctx;
	u32 me = self->index, sent = 0;
	u64 random = me + 11;
	bool over = false;

	for (;;) {
		struct lfr_pool_mark *mark;
		void *item;

		while (!lfr_ring_pop(run->ring[me], &item)) {
			mark = item;
			if (!lfr_pool_marked(mark))
				run->mark[me].bad++;
			lfr_pool_mark(mark, me, sent);
			if (lfr_pool_free(run->pool, mark))
				run->mark[me].errors++;
			run->mark[me].done++;
		}
		if (sent < run->rounds) {
			u32 to = lfr_case_random(&random) % LFR_POOL_WORKERS;

			mark = lfr_pool_alloc(run->pool, sizeof(*mark), 0);
			if (!mark) {
				run->mark[me].none++;
			} else {
				lfr_pool_mark(mark, me, sent);
				if (lfr_ring_push(run->ring[to], mark))
					run->mark[me].errors += !!lfr_pool_free(run->pool, mark);
				else if (++sent == run->rounds)
					atomic_fetch_sub_relaxed(1, &run->live);
			}
			if ((!mark || sent % 8 == 0) && !lfr_case_yield(self))
				return;
			continue;
		}
		/* Found nothing after the last one had been sent. */
		if (over)
			return;
		over = !atomic_read_acquire(&run->live);
		if (!over && !lfr_case_yield(self))
			return;
	}
}

static void lfring_pool_pass(struct lfr_test *t)
{
	static const struct {
		u32 objects;
		u32 magazine;
		u32 flags;
	} rows[] = {
		{ 64, 0, 0 }, { 64, 1, 0 }, { 256, 4, 0 }, { 256, 4, LFR_POOL_RELAXED },
		{ 2048, LFR_POOL_MAGAZINE_AUTO, LFR_POOL_PREWARM },
	};
	u32 r, i, done;

	for (r = 0; r < ARRAY_SIZE(rows); r++) {
		struct lfr_pool_run *run =
			lfr_pool_run_new(t, lfr_fixture_pool(t, 64, rows[r].objects,
							     rows[r].magazine, rows[r].flags),
					 1500, 1);

		lfr_case_threads(t, LFR_POOL_WORKERS, lfr_pool_pass, run);
		for (i = 0, done = 0; i < LFR_POOL_WORKERS; i++)
			done += run->mark[i].done;
		LFR_EXPECT_EQ(t, done, run->rounds * LFR_POOL_WORKERS);
		lfr_pool_run_report(t, run);
	}
}

/* KC2 by two at a time: of all frees of one allocation exactly one succeeds. */
static void lfr_pool_race(struct lfr_worker *self)
{
	struct lfr_pool_run *run = self->ctx;
	u32 round;

	for (round = 0; round < run->rounds; round++) {
		if (!self->index) {
			while (atomic_read_acquire(&run->live) != (int)LFR_POOL_WORKERS)
				if (!lfr_case_yield(self))
					return;
			run->object = lfr_pool_alloc(run->pool, 64, 0);
			atomic_set(&run->live, 1);
			/* Have the others see the object. */
			smp_store_release(&run->baton, round + 1);
		} else {
			/* Pairs with the above. */
			while (smp_load_acquire(&run->baton) != round + 1)
				if (!lfr_case_yield(self))
					return;
		}
		if (!lfr_pool_free(run->pool, run->object))
			run->mark[self->index].done++;
		else
			run->mark[self->index].none++;
		if (self->index)
			atomic_fetch_add_release(1, &run->live);
	}
}

static void lfring_kc2_race(struct lfr_test *t)
{
	static const u32 magazines[] = { 0, 2 };
	u32 m, i, done, none;

	for (m = 0; m < ARRAY_SIZE(magazines); m++) {
		struct lfr_pool_run *run =
			lfr_pool_run_new(t, lfr_fixture_pool(t, 64, 64, magazines[m], 0), 500, 1);

		lfr_case_threads(t, LFR_POOL_WORKERS, lfr_pool_race, run);
		for (i = 0, done = 0, none = 0; i < LFR_POOL_WORKERS; i++) {
			done += run->mark[i].done;
			none += run->mark[i].none;
		}
		LFR_EXPECT_EQ(t, done, run->rounds);
		LFR_EXPECT_EQ(t, none, run->rounds * (LFR_POOL_WORKERS - 1));
		lfr_fixture_refused(t, run->pool, LFR_POOL_DOUBLE, none);
		lfr_pool_run_report(t, run);
	}
}

/*
 * put:A / get:A - what was done to an object before it was freed comes before what its next
 * owner does. The baton orders nothing, as in order_cases.h. No magazine, so no CPU.
 */
static void lfr_pool_order(struct lfr_worker *self)
{
	struct lfr_pool_run *run = self->ctx;
	struct lfr_pool_class *class = &run->pool->class[0];
	struct lfr_pool_item item;
	u32 turn;

	for (turn = 0; turn < 4; turn++) {
		if (turn % 2 != self->index)
			continue;
		while (READ_ONCE(run->baton) != turn)
			if (!lfr_case_yield(self))
				return;
		/* The baton may come before what it promises. */
		while (!lfr_pool_get_one(class, &item))
			if (!lfr_case_yield(self))
				return;
		run->mark[self->index].bad += ((u32 *)item.object)[1] != turn * 7;
		((u32 *)item.object)[1] = (turn + 1) * 7;
		lfr_pool_depot_put(class, item.index, 1);
		WRITE_ONCE(run->baton, turn + 1);
	}
}

static void lfring_order_pool(struct lfr_test *t)
{
	struct lfr_pool_config config = {
		.class = { { 64, 1 } }, .nr = 1, .cpus = LFR_CASE_WORKERS_MAX,
	};
	struct lfr_pool_run *run = lfr_pool_run_new(t, lfr_fixture_pool_of(t, &config), 1, 1);

	lfr_case_threads(t, 2, lfr_pool_order, run);
	LFR_EXPECT_EQ(t, run->mark[0].bad + run->mark[1].bad, 0);
}

static struct lfr_case lfr_pool_threads_cases[] = {
	LFR_CASE(lfring_pool_concurrent),
	LFR_CASE(lfring_pool_scarce),
	LFR_CASE(lfring_pool_never_short),
	LFR_CASE(lfring_pool_pass),
	LFR_CASE(lfring_kc2_race),
	LFR_CASE(lfring_order_pool),
	{}
};

#endif /* _LFRING_POOL_THREADS_CASES_H */
