/* SPDX-License-Identifier: GPL-2.0 */
/*
 * case.h - how a test is written once, to be run by KUnit and natively
 *
 * A case is a function
 *
 *	static void lfring_basic(struct lfr_test *t)
 *
 * in a header <suite>_cases.h, which ends in the table of the suite:
 *
 *	static struct lfr_case lfr_<suite>_cases[] = {
 *		LFR_CASE(lfring_basic),
 *		{}
 *	};
 *
 * suites.h lists the suites, so neither runner has a list of its own.
 *
 * What a runner provides
 * ======================
 * tests/kunit/case_kunit.h and tests/native/case_native.h define, before the
 * declarations below are seen:
 *
 *	struct lfr_test		the running case; KUnit's is struct kunit
 *	struct lfr_case		an entry of a table; KUnit's is struct kunit_case. Both
 *				names may be macros.
 *	LFR_CASE(fn)		an entry for @fn, named like it
 *	LFR_CASE_SLOW(fn)	the same, for a case that takes more than a second
 *	LFR_EXPECT(t, cond)	record a failure and go on
 *	LFR_EXPECT_EQ(t, a, b)	the same, and print both integers
 *	LFR_EXPECT_MSG(t, cond, fmt, ...)	the same, and say which of many it was
 *	LFR_ASSERT(t, cond)	record a failure and leave the case
 *	LFR_ASSERT_EQ(t, a, b)
 *	LFR_SKIP(t, fmt, ...)	leave the case as skipped
 *	LFR_NOTE(t, fmt, ...)	print a line with the result
 *
 * All of them may be used by the thread that runs the case only: under KUnit a
 * failed assertion ends the thread that makes it. Workers record into memory of
 * their own, and the case looks at that after they were joined.
 *
 * Everything in a case is plain C and kernel API that tests/native/shim has.
 */
#ifndef _LFRING_CASE_H
#define _LFRING_CASE_H

#include <linux/types.h>

#ifdef __KERNEL__
#include "../kunit/case_kunit.h"
#else
#include "../native/case_native.h"
#endif

/* More workers than this a case may not start. */
#define LFR_CASE_WORKERS_MAX	16u

/**
 * struct lfr_worker - a thread of a case
 * @index: 0 to n - 1
 * @ctx: what the case gave
 * @priv: the runner's
 */
struct lfr_worker {
	u32 index;
	void *ctx;
	void *priv;
};

typedef void (*lfr_worker_fn)(struct lfr_worker *self);

/**
 * lfr_case_threads() - run workers and wait for them
 * @t: the case
 * @n: how many, LFR_CASE_WORKERS_MAX at most
 * @fn: what each of them does
 * @ctx: given to each of them
 *
 * All are ready before the first one starts. When the time of the case is over
 * lfr_case_yield() tells them, and then the case fails.
 */
void lfr_case_threads(struct lfr_test *t, u32 n, lfr_worker_fn fn, void *ctx);

/**
 * lfr_case_yield() - let others run
 * @self: the worker that calls
 *
 * Every loop of a worker that waits for somebody must call it, and the worker
 * must return when it is told so: a broken ring has to fail a test, not hang it.
 * On one CPU without preemption nobody else runs before it is called.
 *
 * Return: false when the time of the case is over.
 */
bool lfr_case_yield(struct lfr_worker *self);

/**
 * lfr_case_interrupt() - send a signal to another worker
 * @self: the worker that calls
 * @index: the other one, still at work; what it does that a signal may interrupt ends with
 *	-ERESTARTSYS from then on
 */
void lfr_case_interrupt(struct lfr_worker *self, u32 index);

/**
 * lfr_case_alloc() - zeroed memory, freed with the case
 * @t: the case
 * @bytes: how much, up to some megabytes
 *
 * Return: memory aligned to a cache line. Out of memory ends the case.
 */
void *lfr_case_alloc(struct lfr_test *t, size_t bytes);

/**
 * lfr_case_cpus() - number of shards that LFR_SELECT_CPU needs here
 *
 * Return: a number above every smp_processor_id() that a worker will see.
 */
u32 lfr_case_cpus(void);

/**
 * lfr_case_scale() - how often to repeat
 * @n: repetitions on a fast machine
 *
 * Return: less than that where everything is slow (sanitizers, emulation), at
 * least 1.
 */
u32 lfr_case_scale(u32 n);

/**
 * lfr_case_now() - time
 *
 * Return: monotonic, in nanoseconds.
 */
u64 lfr_case_now(void);

/**
 * lfr_case_sleep_us() - sleep
 * @us: at least this long
 */
void lfr_case_sleep_us(u32 us);

/* A reproducible pseudo-random sequence (xorshift64*); seed @state with anything but 0. */
static inline u32 lfr_case_random(u64 *state)
{
	u64 x = *state;

	x ^= x >> 12;
	x ^= x << 25;
	x ^= x >> 27;
	*state = x;
	return (u32)((x * 0x2545f4914f6cdd1dull) >> 32);
}

#endif /* _LFRING_CASE_H */
