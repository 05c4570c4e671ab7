/* SPDX-License-Identifier: GPL-2.0 */
/*
 * explore_cases.h - every interleaving of a few threads, up to a number of preemptions
 *
 * Threads are coroutines on one thread, switched at the accesses to shared memory: the
 * shim's hook asks a scheduler there. The scheduler walks through all schedules by
 * depth-first search. It may always go on with another coroutine when one has ended,
 * but takes the CPU away from a coroutine only a given number of times in a schedule:
 * two or three are enough for any bug that is known of such rings, and keep the number of
 * schedules small (Musuvathi and Qadeer, PLDI 2007).
 *
 * This is the header itself, not a model of it, but one access is seen after the other:
 * what a weak memory does is left to order_cases.h.
 */
#ifndef _LFRING_EXPLORE_CASES_H
#define _LFRING_EXPLORE_CASES_H

#include <stdlib.h>
#include <string.h>
#include <ucontext.h>
#include <lfring/ring.h>
#include "../cases/case.h"
#include "../cases/fixture.h"

#define LFR_EXPLORE_THREADS	5
#define LFR_EXPLORE_STACK	(64 * 1024)
#define LFR_EXPLORE_DEPTH	1024

/**
 * struct lfr_explore - a search
 * @n: coroutines, the last one is the consumer; one place more is needed
 * @bound: preemptions in a schedule
 * @script: which of the possible choices to make, step by step
 * @options: how many choices there were
 * @length: of the script; later choices are the first possible ones
 * @depth: steps so far
 * @preemptions: so far
 * @current: the coroutine that runs
 * @done: those that have ended
 * @main: what started them
 * @context: of each of them
 * @stack: of each of them
 * @schedules: that were tried
 *
 * What they do and find:
 * @ring: is checked
 * @items: that each producer wants to put in
 * @attempts: that it makes for each of them
 * @batch: items in a push
 * @pops: that the consumer makes
 * @pushed: items that each producer put in
 * @check: items that came out
 * @trying: the producer is in a push
 * @was_full: since then the ring has been full
 * @spurious: pushes refused though it never was
 * @overfull: times that more was claimed than there is
 */
struct lfr_explore {
	u32 n;
	u32 bound;
	u8 script[LFR_EXPLORE_DEPTH];
	u8 options[LFR_EXPLORE_DEPTH];
	u32 length;
	u32 depth;
	u32 preemptions;
	u32 current;
	bool done[LFR_EXPLORE_THREADS];
	ucontext_t main;
	ucontext_t context[LFR_EXPLORE_THREADS];
	char *stack;
	u32 schedules;

	struct lfr_ring *ring;
	u32 items;
	u32 attempts;
	u32 batch;
	u32 pops;
	u32 pushed[LFR_EXPLORE_THREADS];
	struct lfr_seqcheck check;
	bool trying[LFR_EXPLORE_THREADS];
	bool was_full[LFR_EXPLORE_THREADS];
	u32 spurious;
	u32 overfull;
};

static struct lfr_explore *lfr_explore_now;

/* Choose who runs next. Return: false if none is left. */
static bool lfr_explore_choose(struct lfr_explore *x)
{
	u32 able[LFR_EXPLORE_THREADS], options = 0, i, choice;
	bool goes_on = !x->done[x->current];

	/* Going on is the first choice, so that schedules with few preemptions come first. */
	if (goes_on)
		able[options++] = x->current;
	for (i = 0; i < x->n; i++)
		if (!x->done[i] && i != x->current)
			able[options++] = i;
	if (!options)
		return false;
	if (goes_on && x->preemptions == x->bound)
		options = 1;
	if (x->depth == LFR_EXPLORE_DEPTH)
		abort();
	choice = x->depth < x->length ? x->script[x->depth] : 0;
	x->script[x->depth] = choice;
	x->options[x->depth++] = options;
	if (goes_on && choice)
		x->preemptions++;
	x->current = able[choice];
	return true;
}

/* Raw, for these must not be steps themselves. */
static s64 lfr_explore_used(struct lfr_explore *x)
{
	return x->ring->tail.shared.counter - x->ring->head.counter;
}

static void lfr_explore_hook(void)
{
	struct lfr_explore *x = lfr_explore_now;
	u32 was = x->current, i;

	x->overfull += lfr_explore_used(x) > (s64)x->ring->size;
	lfr_explore_choose(x);
	if (x->current != was)
		swapcontext(&x->context[was], &x->context[x->current]);
	/* As it is when this access is made. */
	for (i = 0; i < x->n; i++)
		if (x->trying[i] && lfr_explore_used(x) >= (s64)x->ring->size)
			x->was_full[i] = true;
}

static u32 lfr_explore_push(struct lfr_explore *x, u32 me, u32 n)
{
	void *items[4];
	u32 i;

	for (i = 0; i < n; i++)
		items[i] = lfr_item(me, x->pushed[me] + i);
	return lfr_ring_push_batch(x->ring, items, n);
}

static void lfr_explore_produce(struct lfr_explore *x, u32 me)
{
	u32 tries;

	for (tries = 0; x->pushed[me] < x->items && tries < x->attempts * x->items; tries++) {
		u32 got;

		x->was_full[me] = false;
		x->trying[me] = true;
		got = lfr_explore_push(x, me, min(x->batch, x->items - x->pushed[me]));
		x->trying[me] = false;
		x->pushed[me] += got;
		if (!got && !x->was_full[me])
			x->spurious++;
	}
}

static void lfr_explore_consume(struct lfr_explore *x)
{
	void *items[8];
	u32 pop, i, n;

	for (pop = 0; pop < x->pops; pop++) {
		/* With one at a time the ring is asked why there was none. */
		if (x->batch == 1)
			n = !lfr_ring_pop(x->ring, items);
		else
			n = lfr_ring_pop_batch(x->ring, items, ARRAY_SIZE(items));
		for (i = 0; i < n; i++)
			lfr_seqcheck_item(&x->check, items[i]);
	}
}

static void lfr_explore_thread(void)
{
	struct lfr_explore *x = lfr_explore_now;
	u32 me = x->current;

	if (me == x->n - 1)
		lfr_explore_consume(x);
	else
		lfr_explore_produce(x, me);
	x->done[me] = true;
	if (lfr_explore_choose(x))
		setcontext(&x->context[x->current]);
	setcontext(&x->main);
}

/* One schedule. */
static void lfr_explore_run(struct lfr_test *t, struct lfr_explore *x, u32 size, u32 fill)
{
	/* Read after a context came back: not in a register. */
	volatile bool back = false;
	u32 i;

	lfr_ring_init_at(x->ring, size, U64_MAX - 1);
	memset(&x->check, 0, sizeof(x->check));
	memset(x->pushed, 0, sizeof(x->pushed));
	memset(x->done, 0, sizeof(x->done));
	/* What is there before is the first producer's. */
	for (i = 0; i < fill; i++)
		x->pushed[0] += lfr_explore_push(x, 0, 1);
	x->items += fill;
	x->depth = 0;
	x->preemptions = 0;
	for (i = 0; i < x->n; i++) {
		getcontext(&x->context[i]);
		x->context[i].uc_stack.ss_sp = x->stack + i * LFR_EXPLORE_STACK;
		x->context[i].uc_stack.ss_size = LFR_EXPLORE_STACK;
		makecontext(&x->context[i], lfr_explore_thread, 0);
	}
	/* Whoever is first is no preemption. */
	x->done[x->n] = true;
	x->current = x->n;
	lfr_explore_choose(x);
	lfr_explore_now = x;
	lfr_shim_hook = lfr_explore_hook;
	getcontext(&x->main);
	if (!back) {
		back = true;
		setcontext(&x->context[x->current]);
	}
	lfr_shim_hook = NULL;
	x->items -= fill;
	x->schedules++;

	for (i = 0; i < 4; i++) {
		void *items[8];
		u32 n = lfr_ring_pop_batch(x->ring, items, ARRAY_SIZE(items)), k;

		for (k = 0; k < n; k++)
			lfr_seqcheck_item(&x->check, items[k]);
	}
	for (i = 0; i < x->n - 1; i++)
		LFR_EXPECT_MSG(t, x->check.next[i] == x->pushed[i],
			       "schedule %u: %u of producer %u's %u items came out", x->schedules,
			       x->check.next[i], i, x->pushed[i]);
	LFR_EXPECT_MSG(t, !x->check.bad, "schedule %u: %u items out of order", x->schedules,
		       x->check.bad);
	LFR_EXPECT_MSG(t, !lfr_explore_used(x), "schedule %u: not at rest", x->schedules);
	LFR_EXPECT_MSG(t, !x->spurious, "schedule %u: refused though never full", x->schedules);
	LFR_EXPECT_MSG(t, !x->overfull, "schedule %u: more claimed than there is", x->schedules);
}

/* The next schedule in order. Return: false if that was all. */
static bool lfr_explore_next(struct lfr_explore *x)
{
	u32 d = x->depth;

	while (d && x->script[d - 1] + 1 >= x->options[d - 1])
		d--;
	if (!d)
		return false;
	x->script[d - 1]++;
	x->length = d;
	return true;
}

static void lfr_explore_case(struct lfr_test *t, u32 producers, u32 size, u32 fill, u32 items,
			     u32 attempts, u32 batch, u32 pops, u32 bound)
{
	struct lfr_explore *x = lfr_case_alloc(t, sizeof(*x));

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
	LFR_SKIP(t, "the sanitizers lose track of coroutines");
#endif
	x->stack = lfr_case_alloc(t, LFR_EXPLORE_THREADS * LFR_EXPLORE_STACK);
	x->ring = lfr_fixture_ring(t, size);
	x->n = producers + 1;
	x->items = items;
	x->attempts = attempts;
	x->batch = batch;
	x->pops = pops;
	x->bound = bound;
	do {
		lfr_explore_run(t, x, size, fill);
	} while (!t->failed && lfr_explore_next(x));
	LFR_NOTE(t, "%u producers, %u of %u slots in use: %u schedules with up to %u preemptions",
		 producers, fill, size, x->schedules, bound);
}

/* KA1, KA2 and KA7: two producers meet on a full ring, the consumer frees slots. */
static void lfring_explore_full(struct lfr_test *t)
{
	lfr_explore_case(t, 2, 2, 2, 1, 2, 1, 2, 3);
	lfr_explore_case(t, 2, 2, 1, 1, 2, 1, 2, 3);
}

static void lfring_explore_empty(struct lfr_test *t)
{
	lfr_explore_case(t, 2, 2, 0, 2, 2, 1, 3, 2);
	lfr_explore_case(t, 2, 4, 0, 2, 1, 1, 2, 3);
}

static void lfring_explore_batch(struct lfr_test *t)
{
	lfr_explore_case(t, 2, 2, 1, 2, 2, 2, 2, 2);
	lfr_explore_case(t, 2, 4, 3, 3, 2, 3, 2, 2);
}

static void lfring_explore_three(struct lfr_test *t)
{
	lfr_explore_case(t, 3, 2, 2, 1, 2, 1, 2, 2);
}

static struct lfr_case lfr_explore_cases[] = {
	LFR_CASE(lfring_explore_full),
	LFR_CASE(lfring_explore_empty),
	LFR_CASE(lfring_explore_batch),
	LFR_CASE(lfring_explore_three),
	{}
};

#endif /* _LFRING_EXPLORE_CASES_H */
