/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream_threads_cases.h - producers and consumers of a stream ring at the same time
 *
 * Every item is checked: each came once, and the items of a producer lie in the ring in
 * the order it pushed them. Consumers write what they take into a log, at the position
 * it had; positions are what consumers agree on, so the log is the order of all items.
 * More threads than CPUs do not harm, and a pause at any access, which the native runner
 * makes, must not either.
 */
#ifndef _LFRING_STREAM_THREADS_CASES_H
#define _LFRING_STREAM_THREADS_CASES_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <lfring/stream.h>
#include "case.h"
#include "stream_fixture.h"

#define LFR_STREAM_RUN_BATCH	64u

enum lfr_stream_how {
	LFR_STREAM_SINGLE,	/* push and pop */
	LFR_STREAM_TRY,		/* try_push and try_pop */
	LFR_STREAM_BATCHES,	/* push_batch and pop_batch, of random length */
	LFR_STREAM_POSITIONS,	/* push_batch, and peek with take, which tell positions */
};

/**
 * struct lfr_stream_run - a run
 * @stream: what is tested
 * @start: its first position
 * @producers: how many; workers 0 to @producers - 1
 * @consumers: how many; the workers after them
 * @items: that each producer puts in
 * @batch: most items at a time
 * @how: which calls are used
 * @beside: plain memory of each item, that only the ring makes safe to read
 * @log: with LFR_STREAM_POSITIONS: what was taken, in order of position
 * @seen: how often each item came, for each consumer
 * @taken: items that came, all in all
 * @unordered: for each consumer: items that were not behind the one before
 * @foreign: for each consumer: items that nobody put in, or with other contents
 * @wrong: for each worker: answers that cannot be
 */
struct lfr_stream_run {
	struct lfr_stream *stream;
	u64 start;
	u32 producers;
	u32 consumers;
	u32 items;
	u32 batch;
	enum lfr_stream_how how;
	u32 *beside;
	void **log;
	u8 *seen;
	atomic_t taken;
	u32 unordered[LFR_CASE_WORKERS_MAX];
	u32 foreign[LFR_CASE_WORKERS_MAX];
	u32 wrong[LFR_CASE_WORKERS_MAX];
};

static u32 lfr_stream_run_put(struct lfr_stream_run *run, u32 me, void **items, u32 n)
{
	int ret;

	switch (run->how) {
	case LFR_STREAM_SINGLE:
		ret = lfr_stream_push(run->stream, items[0]);
		run->wrong[me] += ret && ret != -ENOSPC;
		return !ret;
	case LFR_STREAM_TRY:
		ret = lfr_stream_try_push(run->stream, items[0]);
		run->wrong[me] += ret && ret != -ENOSPC && ret != -EAGAIN;
		return !ret;
	default:
		ret = lfr_stream_push_batch(run->stream, items, n);
		run->wrong[me] += ret < 0 || ret > (int)n;
		return ret < 0 ? 0 : ret;
	}
}

static void lfr_stream_run_produce(struct lfr_worker *self, struct lfr_stream_run *run)
{
	void *items[LFR_STREAM_RUN_BATCH];
	u32 me = self->index, done = 0, i, n;
	u64 random = me + 1;

	while (done < run->items) {
		n = 1 + lfr_case_random(&random) % run->batch;
		n = min(n, run->items - done);
		for (i = 0; i < n; i++) {
			items[i] = lfr_stream_item(me, done + i);
			run->beside[me * run->items + done + i] = ~(done + i);
		}
		n = lfr_stream_run_put(run, me, items, n);
		done += n;
		if (!n && !lfr_case_yield(self))
			return;
	}
}

static u32 lfr_stream_run_get(struct lfr_stream_run *run, u32 me, void **items, u32 max)
{
	u64 head;
	int ret;
	u32 n, i;

	switch (run->how) {
	case LFR_STREAM_SINGLE:
		ret = lfr_stream_pop(run->stream, items);
		run->wrong[me] += ret && ret != -ENODATA && ret != -EBUSY;
		return !ret;
	case LFR_STREAM_TRY:
		ret = lfr_stream_try_pop(run->stream, items);
		run->wrong[me] += ret && ret != -ENODATA && ret != -EBUSY && ret != -EAGAIN;
		return !ret;
	case LFR_STREAM_BATCHES:
		n = lfr_stream_pop_batch(run->stream, items, max);
		run->wrong[me] += n > max;
		return n;
	default:
		n = lfr_stream_peek(run->stream, items, max, &head);
		if (!n || !lfr_stream_take(run->stream, head, n))
			return 0;
		for (i = 0; i < n && head - run->start + i < run->producers * run->items; i++)
			run->log[head - run->start + i] = items[i];
		run->wrong[me] += i < n;
		return n;
	}
}

static void lfr_stream_run_consume(struct lfr_worker *self, struct lfr_stream_run *run)
{
	u32 me = self->index - run->producers, total = run->producers * run->items, i, n, max;
	u8 *seen = run->seen + (size_t)me * total;
	void *items[LFR_STREAM_RUN_BATCH];
	u32 next[LFR_CASE_WORKERS_MAX] = {};
	u64 random = self->index + 1;

	while ((u32)atomic_read(&run->taken) < total) {
		max = 1 + lfr_case_random(&random) % run->batch;
		n = lfr_stream_run_get(run, self->index, items, max);
		for (i = 0; i < n; i++) {
			u32 who = lfr_item_producer(lfr_stream_plain(items[i]));
			u32 which = lfr_item_n(lfr_stream_plain(items[i]));

			if (who >= run->producers || which >= run->items ||
			    run->beside[who * run->items + which] != ~which) {
				run->foreign[me]++;
				continue;
			}
			run->unordered[me] += which < next[who];
			next[who] = which + 1;
			seen[who * run->items + which]++;
		}
		if (n)
			atomic_add(n, &run->taken);
		else if (!lfr_case_yield(self))
			return;
	}
}

static void lfr_stream_run_worker(struct lfr_worker *self)
{
	struct lfr_stream_run *run = self->ctx;

	if (self->index < run->producers)
		lfr_stream_run_produce(self, run);
	else
		lfr_stream_run_consume(self, run);
}

static void lfr_stream_run_check(struct lfr_test *t, struct lfr_stream_run *run)
{
	u32 total = run->producers * run->items, i, k, lost = 0, doubled = 0, misplaced = 0;
	struct lfr_seqcheck *check = lfr_case_alloc(t, sizeof(*check));

	for (i = 0; i < run->producers + run->consumers; i++)
		LFR_EXPECT_MSG(t, !run->wrong[i], "worker %u: %u wrong answers", i, run->wrong[i]);
	for (i = 0; i < run->consumers; i++) {
		LFR_EXPECT_MSG(t, !run->unordered[i], "consumer %u: %u out of order", i,
			       run->unordered[i]);
		LFR_EXPECT_MSG(t, !run->foreign[i], "consumer %u: %u that nobody put in", i,
			       run->foreign[i]);
	}
	for (i = 0; i < total; i++) {
		u32 times = 0;

		for (k = 0; k < run->consumers; k++)
			times += run->seen[(size_t)k * total + i];
		lost += !times;
		doubled += times > 1;
	}
	LFR_EXPECT_MSG(t, !lost && !doubled, "of %u items %u lost, %u doubled", total, lost,
		       doubled);
	if (run->how == LFR_STREAM_POSITIONS) {
		for (i = 0; i < total; i++)
			lfr_seqcheck_item(check, lfr_stream_plain(run->log[i]));
		misplaced = check->bad;
	}
	LFR_EXPECT_EQ(t, misplaced, 0);
	LFR_EXPECT_EQ(t, lfr_stream_head(run->stream), run->start + total);
	lfr_stream_at_rest(t, run->stream);
}

static void lfr_stream_run_case(struct lfr_test *t, u32 producers, u32 consumers, u32 size,
				u32 batch, u32 items, enum lfr_stream_how how)
{
	struct lfr_stream_run *run = lfr_case_alloc(t, sizeof(*run));
	u32 total;

	run->start = (how & 1 ? 1ull << 32 : 0) - 777;
	run->stream = lfr_stream_fixture_at(t, size, run->start);
	run->producers = producers;
	run->consumers = consumers;
	run->items = lfr_case_scale(items);
	run->batch = batch;
	run->how = how;
	total = producers * run->items;
	run->beside = lfr_case_alloc(t, total * sizeof(*run->beside));
	run->log = lfr_case_alloc(t, total * sizeof(*run->log));
	run->seen = lfr_case_alloc(t, (size_t)consumers * total);
	lfr_case_threads(t, producers + consumers, lfr_stream_run_worker, run);
	lfr_stream_run_check(t, run);
}

/* One of each, and two of each: small rings, so that all wait for all. */
static void lfring_stream_single_conc(struct lfr_test *t)
{
	u32 size;

	for (size = 2; size <= 32; size *= 4) {
		lfr_stream_run_case(t, 1, 1, size, 1, 10000, LFR_STREAM_SINGLE);
		lfr_stream_run_case(t, 2, 2, size, 1, 10000, LFR_STREAM_SINGLE);
		lfr_stream_run_case(t, 2, 2, size, 1, 10000, LFR_STREAM_TRY);
	}
}

static void lfring_stream_batch_conc(struct lfr_test *t)
{
	u32 size;

	for (size = 2; size <= 128; size *= 4) {
		u32 batch = min(size, LFR_STREAM_RUN_BATCH);

		lfr_stream_run_case(t, 1, 1, size, batch, 10000, LFR_STREAM_BATCHES);
		lfr_stream_run_case(t, 2, 2, size, batch, 20000, LFR_STREAM_BATCHES);
	}
}

/* The order of all items, in all shapes. */
static void lfring_stream_order_conc(struct lfr_test *t)
{
	static const struct {
		u32 producers, consumers, size, batch;
	} rows[] = {
		{ 2, 2, 2, 2 }, { 2, 1, 2, 3 }, { 1, 2, 4, 3 }, { 2, 2, 16, 7 }, { 2, 2, 64, 64 },
	};
	u32 r;

	for (r = 0; r < ARRAY_SIZE(rows); r++)
		lfr_stream_run_case(t, rows[r].producers, rows[r].consumers, rows[r].size,
				    rows[r].batch, 10000, LFR_STREAM_POSITIONS);
}

/* Many more than there are CPUs. */
static void lfring_stream_crowd_conc(struct lfr_test *t)
{
	enum lfr_stream_how how;

	for (how = LFR_STREAM_SINGLE; how <= LFR_STREAM_POSITIONS; how++)
		lfr_stream_run_case(t, 7, 7, 8, how >= LFR_STREAM_BATCHES ? 5 : 1, 2000, how);
}

static struct lfr_case lfr_stream_threads_cases[] = {
	LFR_CASE_SLOW(lfring_stream_single_conc),
	LFR_CASE_SLOW(lfring_stream_batch_conc),
	LFR_CASE_SLOW(lfring_stream_order_conc),
	LFR_CASE_SLOW(lfring_stream_crowd_conc),
	{}
};

#endif /* _LFRING_STREAM_THREADS_CASES_H */
