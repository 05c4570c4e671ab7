// SPDX-License-Identifier: GPL-2.0
/*
 * ring.c - several CPUs produce, one thread consumes, and what is used up goes home
 *
 * Each producer has a stock of jobs, and a ring that they come home by. It pushes to the shard
 * of its CPU; the consumer drains all shards, looks whether each producer's jobs
 * are complete and in order, and pushes them home.
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/jiffies.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <lfring/typed.h>
#include "sample.h"

#define PRODUCERS_MAX	8u
#define STOCK		64u
#define JOBS		20000u
#define BATCH		32u

struct job {
	u32 producer;
	u32 n;
};

LFR_DEFINE_SHARDS(todo, struct job);
LFR_DEFINE_RING(home, struct job);

/**
 * struct producer - one of several
 * @id: its number
 * @stop: the consumer has given up
 * @todo: where it pushes to
 * @home: where its jobs come back
 * @job: its jobs
 * @thread: what runs it
 */
struct producer {
	u32 id;
	bool stop;
	struct todo *todo;
	struct home *home;
	struct job job[STOCK];
	struct sample_thread thread;
};

static int produce(void *arg)
{
	struct producer *producer = arg;
	struct job *job;
	u32 n = 0;
	int err;

	while (n < JOBS) {
		if (home_pop(producer->home, &job)) {
			if (READ_ONCE(producer->stop))
				return -EINTR;
			usleep_range(20, 100);
			continue;
		}
		job->producer = producer->id;
		job->n = n++;
		/* A shard has room for the stock of all. */
		err = todo_push(producer->todo, producer->id, job);
		if (err)
			return err;
	}
	return 0;
}

/* Return: how many jobs arrived in order. */
static u32 consume(struct todo *todo, struct producer *producer, u32 nr)
{
	unsigned long end = jiffies + 30 * HZ;
	u32 next[PRODUCERS_MAX] = {};
	u32 good = 0, got = 0, n, i;
	struct job *job[BATCH];

	while (got < nr * JOBS && time_before(jiffies, end)) {
		n = todo_pop_batch(todo, job, BATCH);
		for (i = 0; i < n; i++) {
			struct producer *from = &producer[job[i]->producer];

			if (job[i]->n == next[from->id] && got + i >= sample_lose)
				good++;
			next[from->id] = job[i]->n + 1;
			/* It has room for all that there are. */
			home_push(from->home, job[i]);
		}
		got += n;
		if (!n)
			usleep_range(20, 100);
	}
	return good;
}

static void producer_exit(struct producer *producer)
{
	kvfree(producer->home);
}

static int producer_init(struct producer *producer, u32 id, struct todo *todo)
{
	u32 i;

	producer->id = id;
	producer->todo = todo;
	producer->home = kvzalloc(home_bytes(STOCK), GFP_KERNEL);
	if (!producer->home)
		return -ENOMEM;
	home_init(producer->home, STOCK);
	for (i = 0; i < STOCK; i++)
		home_push(producer->home, &producer->job[i]);
	return 0;
}

static int produce_and_consume(struct todo *todo, struct producer *producer, u32 nr)
{
	u32 started, good, i;
	int err = 0, ret;

	for (started = 0; started < nr; started++) {
		err = sample_thread_start(&producer[started].thread, sample_nth_cpu(started),
					  produce, &producer[started]);
		if (err)
			break;
	}
	good = err ? 0 : consume(todo, producer, nr);
	for (i = 0; i < started; i++)
		WRITE_ONCE(producer[i].stop, true);
	for (i = 0; i < started; i++) {
		ret = sample_thread_join(&producer[i].thread);
		err = err ?: ret;
	}
	if (!err && good != nr * JOBS)
		err = -EIO;
	pr_info("ring: %u producers, %u of %u jobs arrived in order, %llu left: %d\n",
		nr, good, nr * JOBS, todo_len(todo), err);
	return err;
}

int sample_ring(void)
{
	u32 nr = clamp(num_online_cpus(), 2u, PRODUCERS_MAX), i;
	struct producer *producer;
	struct todo *todo;
	int err = 0;

	todo = todo_create(0, roundup_pow_of_two(nr * STOCK), LFR_SELECT_CPU);
	if (IS_ERR(todo))
		return PTR_ERR(todo);
	producer = kvcalloc(nr, sizeof(*producer), GFP_KERNEL);
	if (!producer) {
		err = -ENOMEM;
		goto destroy;
	}
	for (i = 0; i < nr && !err; i++)
		err = producer_init(&producer[i], i, todo);
	if (!err)
		err = produce_and_consume(todo, producer, nr);
	for (i = 0; i < nr; i++)
		producer_exit(&producer[i]);
	kvfree(producer);
destroy:
	todo_destroy(todo);
	return err;
}
