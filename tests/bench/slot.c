// SPDX-License-Identifier: GPL-2.0
/*
 * slot.c - what a slot should look like: a pointer that is empty or not, or a
 * pointer beside a sequence number
 *
 * Both designs do the same work, alternately in one run, and every item is checked:
 * none missing, none twice, in order. The second design is the textbook one (D.
 * Vyukov's bounded queue with one consumer): 16 bytes a slot, no view of the
 * consumer's position. Prints medians of nanoseconds an item; the last column is what
 * lfring's design is ahead by.
 *
 *	w1	push and pop on one CPU
 *	w2	one producer, one consumer, on two CPUs
 *	w3	the same in batches of 32
 *	w4	two producers on two CPUs, one consumer that shares one of them
 */
#define _GNU_SOURCE
#include <pthread.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <lfring/ring.h>

#define SLOTS		1024u
#define REPETITIONS	9
#define BATCH		32u

/* One slot of the other design. */
struct seq_slot {
	atomic64_t seq;
	void *item;
};

struct seq_ring {
	atomic64_t tail __attribute__((aligned(64)));
	u64 head __attribute__((aligned(64)));
	struct seq_slot slot[SLOTS] __attribute__((aligned(64)));
};

static void seq_init(struct seq_ring *ring)
{
	u32 i;

	memset(ring, 0, sizeof(*ring));
	for (i = 0; i < SLOTS; i++)
		atomic64_set(&ring->slot[i].seq, i);
}

static int seq_push(struct seq_ring *ring, void *item, bool local)
{
	s64 tail = atomic64_read(&ring->tail);
	struct seq_slot *slot;
	s64 seq;

	for (;;) {
		slot = &ring->slot[tail & (SLOTS - 1)];
		seq = atomic64_read_acquire(&slot->seq);
		if (seq < tail)
			return -ENOSPC;
		if (seq > tail) {
			tail = atomic64_read(&ring->tail);
			continue;
		}
		if (local) {
			if (local64_try_cmpxchg((local64_t *)&ring->tail, &tail, tail + 1))
				break;
		} else if (atomic64_try_cmpxchg_relaxed(&ring->tail, &tail, tail + 1)) {
			break;
		}
	}
	slot->item = item;
	atomic64_set_release(&slot->seq, tail + 1);
	return 0;
}

static int seq_pop(struct seq_ring *ring, void **item)
{
	struct seq_slot *slot = &ring->slot[ring->head & (SLOTS - 1)];

	if (atomic64_read_acquire(&slot->seq) != (s64)ring->head + 1)
		return -EAGAIN;
	*item = slot->item;
	atomic64_set_release(&slot->seq, ring->head + SLOTS);
	ring->head++;
	return 0;
}

enum design { DESIGN_LFRING, DESIGN_SEQ };

struct run {
	enum design design;
	bool local;
	u32 batch;
	u32 producers;
	u64 items;
	struct lfr_ring *ring;
	struct seq_ring *seq;
	pthread_barrier_t line;
};

struct job {
	struct run *run;
	u32 id;
	int cpu;
};

static u64 now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (u64)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	sched_setaffinity(0, sizeof(set), &set);
}

/* An item says who made it and which of its items it is; never 0. */
static void *item_of(u32 id, u64 n)
{
	return (void *)(uintptr_t)((n << 4 | id) + 1);
}

static noinline u32 push_some(struct run *r, u32 id, u64 n, u32 many)
{
	void *items[BATCH];
	u32 i;

	for (i = 0; i < many; i++)
		items[i] = item_of(id, n + i);
	if (r->design == DESIGN_LFRING) {
		if (many > 1)
			return r->local ? lfr_ring_push_batch_local(r->ring, items, many) :
					  lfr_ring_push_batch(r->ring, items, many);
		return r->local ? !lfr_ring_push_local(r->ring, items[0]) :
				  !lfr_ring_push(r->ring, items[0]);
	}
	for (i = 0; i < many; i++)
		if (seq_push(r->seq, items[i], r->local))
			break;
	return i;
}

static noinline u32 pop_some(struct run *r, void **items, u32 many)
{
	u32 i;

	if (r->design == DESIGN_LFRING)
		return lfr_ring_pop_batch(r->ring, items, many);
	for (i = 0; i < many; i++)
		if (seq_pop(r->seq, &items[i]))
			break;
	return i;
}

static void *producer(void *arg)
{
	struct job *job = arg;
	struct run *r = job->run;
	u64 n = 0, share = r->items / r->producers;

	pin(job->cpu);
	pthread_barrier_wait(&r->line);
	while (n < share) {
		u32 many = share - n < r->batch ? share - n : r->batch;
		u32 got = push_some(r, job->id, n, many);

		n += got;
		if (!got)
			sched_yield();
	}
	return NULL;
}

/* Take everything; dies at the first item that is wrong. */
static u64 consume(struct run *r)
{
	u64 next[16] = { 0 }, begin, done = 0, total = r->items / r->producers * r->producers;
	void *items[BATCH];
	u32 n, i;

	pthread_barrier_wait(&r->line);
	begin = now_ns();
	while (done < total) {
		n = pop_some(r, items, r->batch);
		if (!n)
			sched_yield();
		for (i = 0; i < n; i++) {
			u64 value = (uintptr_t)items[i] - 1;

			if (value >> 4 != next[value & 15]++) {
				fprintf(stderr, "slot: lost, doubled or out of order\n");
				exit(1);
			}
		}
		done += n;
	}
	return now_ns() - begin;
}

static double one_cpu(struct run *r)
{
	u64 begin, n;
	void *item = NULL;

	pin(0);
	begin = now_ns();
	for (n = 0; n < r->items; n++) {
		push_some(r, 0, n, 1);
		pop_some(r, &item, 1);
		if (item != item_of(0, n)) {
			fprintf(stderr, "slot: wrong item\n");
			exit(1);
		}
	}
	return (double)(now_ns() - begin) / r->items;
}

static double measure(struct run *r)
{
	pthread_t thread[2];
	struct job job[2];
	double ns;
	u32 i;

	lfr_ring_init(r->ring, SLOTS);
	seq_init(r->seq);
	if (!r->producers)
		return one_cpu(r);
	pthread_barrier_init(&r->line, NULL, r->producers + 1);
	for (i = 0; i < r->producers; i++) {
		job[i] = (struct job){ .run = r, .id = i, .cpu = (int)i };
		pthread_create(&thread[i], NULL, producer, &job[i]);
	}
	pin(1);
	ns = (double)consume(r) / r->items;
	for (i = 0; i < r->producers; i++)
		pthread_join(thread[i], NULL);
	pthread_barrier_destroy(&r->line);
	return ns;
}

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

int main(void)
{
	static const struct {
		const char *name;
		bool local;
		u32 producers, batch;
		u64 items;
	} loads[] = {
		{ "w1  per CPU", true, 0, 1, 4000000 },
		{ "w1  shared", false, 0, 1, 4000000 },
		{ "w2  per CPU", true, 1, 1, 4000000 },
		{ "w2  shared", false, 1, 1, 2000000 },
		{ "w3  per CPU", true, 1, BATCH, 8000000 },
		{ "w3  shared", false, 1, BATCH, 8000000 },
		{ "w4  shared", false, 2, 1, 1000000 },
	};
	struct run r = { 0 };
	u32 i, rep, d;

	r.ring = aligned_alloc(64, (lfr_ring_bytes(SLOTS) + 63) & ~63ul);
	r.seq = aligned_alloc(64, sizeof(*r.seq));
	printf("%-14s %28s %28s %7s\n", "ns an item", "8-byte slots", "slots with sequence", "ratio");
	for (i = 0; i < sizeof(loads) / sizeof(loads[0]); i++) {
		double ns[2][REPETITIONS];

		r.local = loads[i].local;
		r.producers = loads[i].producers;
		r.batch = loads[i].batch;
		r.items = loads[i].items;
		for (rep = 0; rep < REPETITIONS; rep++) {
			for (d = 0; d < 2; d++) {
				r.design = d;
				ns[d][rep] = measure(&r);
			}
		}
		for (d = 0; d < 2; d++)
			qsort(ns[d], REPETITIONS, sizeof(double), by_value);
		printf("%-14s %8.2f [%6.2f ... %6.2f] %8.2f [%6.2f ... %6.2f] %7.2f\n",
		       loads[i].name,
		       ns[0][REPETITIONS / 2], ns[0][0], ns[0][REPETITIONS - 1],
		       ns[1][REPETITIONS / 2], ns[1][0], ns[1][REPETITIONS - 1],
		       ns[1][REPETITIONS / 2] / ns[0][REPETITIONS / 2]);
		fflush(stdout);
	}
	free(r.ring);
	free(r.seq);
	return 0;
}
