/* SPDX-License-Identifier: GPL-2.0 */
/*
 * loops.h - the threads of a queue, with its functions inlined
 *
 * For including again and again, each time after
 *
 *	#define QUEUE	x
 *	#define SAFE	"mpsc"
 *	#define OURS	true
 *	static void *x_create(void);
 *	static void x_destroy(void *q);
 *	static bool x_push(void *q, unsigned int id, void *item);
 *	static bool x_pop(void *q, void **item);
 *	static unsigned int x_push_many(void *q, unsigned int id, void **items, unsigned int n);
 *	static unsigned int x_pop_many(void *q, void **items, unsigned int n);
 *
 * It makes x_queue of them, and takes the macros away.
 */
#include <linux/delay.h>
#include <linux/ktime.h>
#include "bench.h"

#ifndef Q
#define Q_JOIN_(a, b)	a##b
#define Q_JOIN(a, b)	Q_JOIN_(a, b)
#define Q(name)		Q_JOIN(QUEUE, name)

static inline void look(struct bench_job *job, unsigned long next[], unsigned long item)
{
	unsigned int id = item >> BENCH_ID_SHIFT & (BENCH_PRODUCERS - 1);

	if (item != next[id])
		job->wrong = true;
	next[id] = item + BENCH_STRIDE;
}

static inline void idle(struct bench_job *job, unsigned int us)
{
	u64 until = ktime_get_ns() + us * NSEC_PER_USEC;

	while (ktime_get_ns() < until)
		cpu_relax();
	if (job->shared)
		yield();
	else
		cond_resched();
}
#endif

static void Q(_producer)(struct bench_job *job)
{
	const struct bench_load *load = job->run->load;
	void *q = job->run->thing[job->id % load->shards];
	unsigned int i, k, got, misses = 0, n = load->push;
	unsigned long next = job->first;
	void *items[BENCH_BATCH_MAX];

	while (bench_turn(job) != BENCH_STOP) {
		if (n == 1) {
			for (k = 0; k < BENCH_VISIT; k++) {
				if (!Q(_push)(q, job->id, (void *)next))
					break;
				next += BENCH_STRIDE;
			}
			got = k;
		} else {
			for (i = 0; i < n; i++)
				items[i] = (void *)(next + i * BENCH_STRIDE);
			got = Q(_push_many)(q, job->id, items, n);
			next += got * BENCH_STRIDE;
		}
		job->made += got;
		if (unlikely(!got))
			bench_miss(job, &misses);
		else
			cond_resched();
	}
	/* The consumer looks at it and then, for the last time, at the queue. */
	atomic_inc_return_release(&job->run->done);
}

static __always_inline void Q(_consumer_as)(struct bench_job *job, bool looks)
{
	struct bench_run *run = job->run;
	const struct bench_load *load = run->load;
	unsigned int i, k, s, got, misses = 0, n = load->pop;
	unsigned long next[BENCH_PRODUCERS];
	void *items[BENCH_BATCH_MAX];
	bool last;

	for (i = 0; i < BENCH_PRODUCERS; i++)
		next[i] = run->job[i].first;
	for (;;) {
		last = bench_turn(job) == BENCH_STOP &&
		       atomic_read_acquire(&run->done) == load->producers;
		got = 0;
		for (s = 0; s < load->shards; s++) {
			if (n == 1) {
				for (k = 0; k < BENCH_VISIT; k++) {
					if (!Q(_pop)(run->thing[s], items))
						break;
					if (looks)
						look(job, next, (unsigned long)items[0]);
					job->sum += (unsigned long)items[0];
				}
			} else {
				k = Q(_pop_many)(run->thing[s], items, n);
				for (i = 0; i < k; i++) {
					if (looks)
						look(job, next, (unsigned long)items[i]);
					job->sum += (unsigned long)items[i];
				}
			}
			got += k;
		}
		job->count += got;
		if (likely(got))
			cond_resched();
		else if (last)
			break;
		else if (load->idle_us)
			idle(job, load->idle_us);
		else
			bench_miss(job, &misses);
	}
}

static void Q(_consumer)(struct bench_job *job)
{
	if (job->looks)
		Q(_consumer_as)(job, true);
	else
		Q(_consumer_as)(job, false);
}

static __always_inline void Q(_cycles_as)(struct bench_job *job, bool looks)
{
	const struct bench_load *load = job->run->load;
	void *q = job->run->thing[0];
	unsigned int i, k, n = load->push;
	unsigned long next = job->first;
	void *items[BENCH_BATCH_MAX];
	bool good = true;
	u64 sum = 0;

	while (bench_turn(job) != BENCH_STOP) {
		for (k = 0; k < BENCH_CHUNK && n == 1; k++) {
			good &= Q(_push)(q, 0, (void *)next);
			good &= Q(_pop)(q, items);
			if (looks)
				good &= items[0] == (void *)next;
			sum += (unsigned long)items[0];
			next += BENCH_STRIDE;
		}
		for (; k < BENCH_CHUNK; k += n) {
			for (i = 0; i < n; i++)
				items[i] = (void *)(next + i * BENCH_STRIDE);
			good &= Q(_push_many)(q, 0, items, n) == n;
			if (looks)
				memset(items, 0, sizeof(items));
			good &= Q(_pop_many)(q, items, n) == n;
			for (i = 0; i < n; i++) {
				if (looks)
					good &= items[i] == (void *)(next + i * BENCH_STRIDE);
				sum += (unsigned long)items[i];
			}
			next += n * BENCH_STRIDE;
		}
		job->count += k;
		cond_resched();
	}
	job->made = job->count;
	job->sum = sum;
	job->wrong |= !good;
}

static void Q(_cycles)(struct bench_job *job)
{
	if (job->looks)
		Q(_cycles_as)(job, true);
	else
		Q(_cycles_as)(job, false);
}

static const struct bench_queue Q(_queue) = {
	.name = __stringify(QUEUE),
	.safe = SAFE,
	.ours = OURS,
	.create = Q(_create),
	.destroy = Q(_destroy),
	.produce = Q(_producer),
	.consume = Q(_consumer),
	.cycles = Q(_cycles),
};

#undef QUEUE
#undef SAFE
#undef OURS
