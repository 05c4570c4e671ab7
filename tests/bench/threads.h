/* SPDX-License-Identifier: GPL-2.0 */
/*
 * threads.h - what producers and consumers of a queue do, for driver.h
 */
#ifndef LFR_BENCH_THREADS_H
#define LFR_BENCH_THREADS_H

/* Items that one visit of a shard takes at most, and that w1 does between two looks
 * at the clock's phase.
 */
#define VISIT		32u
#define CHUNK		512u
/* Failures in a row after which a thread that shares its CPU gives it away. */
#define PATIENCE	64u

/* An item is a number that grows by STRIDE, with its producer in the bits below. */
#define STRIDE		256u
#define ID_SHIFT	4

struct workload {
	const char *name;
	unsigned int producers;	/* 0: one thread does it all */
	unsigned int consumers;
	bool spread;		/* producers and consumers on both CPUs, else on one each */
	unsigned int shards;
	unsigned int push;	/* items a call */
	unsigned int pop;
	unsigned int burst;	/* calls to push before those to pop, of one thread */
	unsigned int idle_us;	/* what the consumer does when there is nothing */
};

/* Does each consumer get everything, or each item go to one of them? */
#ifndef BROADCAST
#define BROADCAST	0
#endif

/* Items that the producer has begun to put in. */
#ifndef PENDING
#define PENDING(producer)	0
#endif

struct run;

struct job {
	struct run *run;
	unsigned int id;
	int cpu;
	bool shared;		/* with another thread that has work */
	pthread_t thread;
	uintptr_t first;	/* producer: its first item, and the one after its last */
	uintptr_t next;
	producer_t *producer;
	uint64_t count, sum;	/* consumer: what came out */
	uint64_t measured;
	uint64_t ns;
	bool wrong;
};

struct run {
	int phase __attribute__((aligned(128)));
	unsigned int done __attribute__((aligned(128)));	/* producers that have ended */
	pthread_barrier_t line;
	struct workload load;
	queue_t *queue[PRODUCERS_MAX];
	consumer_t *consumer[2][PRODUCERS_MAX];
	struct job producers[PRODUCERS_MAX];
	struct job consumers[2];
};

static ALWAYS_INLINE int phase_of(const struct run *r)
{
	return __atomic_load_n(&r->phase, __ATOMIC_RELAXED);
}

static inline void fail_softly(const struct job *j, unsigned int *misses)
{
	relax();
	if (j->shared && ++*misses >= PATIENCE) {
		*misses = 0;
		sched_yield();
	}
}

static void idle(const struct job *j, unsigned int us)
{
	uint64_t until = now_ns() + us * 1000;

	while (now_ns() < until)
		relax();
	if (j->shared)
		sched_yield();
}

static void *produce(void *arg)
{
	struct job *j = (struct job *)arg;
	struct run *r = j->run;
	queue_t *q = r->queue[j->id % r->load.shards];
	unsigned int i, got, misses = 0, n = r->load.push;
	producer_t *p = j->producer;
	uintptr_t next = j->first;
	void *items[BATCH_MAX];

	pin(j->cpu);
	pthread_barrier_wait(&r->line);
	while (phase_of(r) != PHASE_STOP) {
		if (n == 1) {
			got = push(q, p, (void *)next);
		} else {
			for (i = 0; i < n; i++)
				items[i] = (void *)(next + i * STRIDE);
			got = push_many(q, p, items, n);
		}
		next += (uintptr_t)got * STRIDE;
		if (__builtin_expect(got, 1))
			misses = 0;
		else
			fail_softly(j, &misses);
	}
	/* What is half in must get in. */
	while ((n = PENDING(p))) {
		for (i = 0; i < n; i++)
			items[i] = (void *)(next + i * STRIDE);
		got = push_many(q, p, items, n);
		next += (uintptr_t)got * STRIDE;
		if (!got)
			fail_softly(j, &misses);
	}
	j->next = next;
	__atomic_fetch_add(&r->done, 1, __ATOMIC_RELEASE);
	return NULL;
}

/* What the consumers' clock is started and stopped by. */
static ALWAYS_INLINE int turn(struct job *j, int seen, uint64_t count, uint64_t *begin)
{
	int phase = phase_of(j->run);

	if (__builtin_expect(phase == seen, 1))
		return phase;
	if (seen == PHASE_WARM) {
		*begin = now_ns();
		j->measured = count;
	}
	if (phase == PHASE_STOP) {
		j->ns = now_ns() - *begin;
		j->measured = count - j->measured;
	}
	return phase;
}

static ALWAYS_INLINE void look(struct job *j, uintptr_t next[], uintptr_t item, bool alone)
{
	unsigned int id = item >> ID_SHIFT & (PRODUCERS_MAX - 1);

	if (alone ? item != next[id] : item < next[id])
		j->wrong = true;
	next[id] = item + STRIDE;
}

static ALWAYS_INLINE void consume_as(struct job *j, bool ordered)
{
	struct run *r = j->run;
	unsigned int i, k, s, got, misses = 0, n = r->load.pop, shards = r->load.shards;
	uintptr_t next[PRODUCERS_MAX];
	uint64_t count = 0, sum = 0, begin = 0;
	bool last, alone = r->load.consumers == 1 || BROADCAST;
	void *items[BATCH_MAX];
	int seen = PHASE_WARM;

	for (i = 0; i < PRODUCERS_MAX; i++)
		next[i] = r->producers[i].first;
	pin(j->cpu);
	pthread_barrier_wait(&r->line);
	for (;;) {
		seen = turn(j, seen, count, &begin);
		last = seen == PHASE_STOP &&
		       __atomic_load_n(&r->done, __ATOMIC_ACQUIRE) == r->load.producers;
		got = 0;
		for (s = 0; s < shards; s++) {
			queue_t *q = r->queue[s];
			consumer_t *c = r->consumer[j->id][s];

			if (n == 1) {
				for (k = 0; k < VISIT; k++) {
					if (!pop(q, c, items))
						break;
					if (ordered)
						look(j, next, (uintptr_t)items[0], alone);
					sum += (uintptr_t)items[0];
				}
			} else {
				k = pop_many(q, c, items, n);
				for (i = 0; i < k; i++) {
					if (ordered)
						look(j, next, (uintptr_t)items[i], alone);
					sum += (uintptr_t)items[i];
				}
			}
			got += k;
		}
		count += got;
		if (__builtin_expect(got, 1))
			misses = 0;
		else if (last)
			break;
		else if (r->load.idle_us)
			idle(j, r->load.idle_us);
		else
			fail_softly(j, &misses);
	}
	j->count = count;
	j->sum = sum;
}

static void *consume(void *arg)
{
	consume_as((struct job *)arg, false);
	return NULL;
}

static void *consume_ordered(void *arg)
{
	consume_as((struct job *)arg, true);
	return NULL;
}

/* @times pushes and pops on one thread. */
static ALWAYS_INLINE void cycles_as(struct job *j, unsigned int times, bool ordered)
{
	struct run *r = j->run;
	queue_t *q = r->queue[0];
	consumer_t *c = r->consumer[0][0];
	unsigned int i, k, n = r->load.push, burst = r->load.burst;
	uintptr_t next = j->next;
	producer_t *p = j->producer;
	uint64_t sum = 0;
	void *items[BATCH_MAX];
	bool good = true;

	if (n == 1 && burst == 1) {
		for (k = 0; k < times; k++) {
			good &= push(q, p, (void *)next);
			good &= pop(q, c, items);
			if (ordered)
				good &= items[0] == (void *)next;
			sum += (uintptr_t)items[0];
			next += STRIDE;
		}
	} else if (n == 1) {
		for (k = 0; k < times; k += burst) {
			for (i = 0; i < burst; i++) {
				good &= push(q, p, (void *)next);
				next += STRIDE;
			}
			for (i = 0; i < burst; i++) {
				good &= pop(q, c, items);
				if (ordered)
					good &= items[0] == (void *)(next - (burst - i) * STRIDE);
				sum += (uintptr_t)items[0];
			}
		}
	} else {
		for (k = 0; k < times; k += n) {
			for (i = 0; i < n; i++)
				items[i] = (void *)(next + i * STRIDE);
			next += n * STRIDE;
			good &= push_many(q, p, items, n) == n;
			if (ordered)
				memset(items, 0, sizeof(items));
			good &= pop_many(q, c, items, n) == n;
			for (i = 0; i < n; i++) {
				if (ordered)
					good &= items[i] == (void *)(next - (n - i) * STRIDE);
				sum += (uintptr_t)items[i];
			}
		}
	}
	j->next = next;
	j->count += k;
	j->sum += sum;
	j->wrong |= !good;
}

static NOINLINE void cycles(struct job *j, unsigned int times)
{
	cycles_as(j, times, false);
}

static NOINLINE void cycles_ordered(struct job *j, unsigned int times)
{
	cycles_as(j, times, true);
}

static ALWAYS_INLINE void cycle_as(struct job *j, void (*some)(struct job *j, unsigned int times))
{
	uint64_t begin = 0;
	int seen = PHASE_WARM;

	pin(j->cpu);
	pthread_barrier_wait(&j->run->line);
	while (seen != PHASE_STOP) {
		some(j, CHUNK);
		seen = turn(j, seen, j->count, &begin);
	}
}

static void *cycle(void *arg)
{
	cycle_as((struct job *)arg, cycles);
	return NULL;
}

static void *cycle_ordered(void *arg)
{
	cycle_as((struct job *)arg, cycles_ordered);
	return NULL;
}

#endif /* LFR_BENCH_THREADS_H */
