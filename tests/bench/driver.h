/* SPDX-License-Identifier: GPL-2.0 */
/*
 * driver.h - the workloads, on the queue that the including file adapts (queue.h)
 *
 *	PROGRAM WORKLOAD WARM-MS MEASURED-MS [SHARDS]
 *	PROGRAM count TIMES BATCH
 *
 * The first prints the nanoseconds for each item that came out in the measured time,
 * how many those were, and the share of the CPUs that its threads had. Before that a shorter pass looks at each item: those of a
 * producer must come out in order, without a gap. In the measured pass, warm-up and
 * drain included, the number of items and their sum must be what went in. Status 1 and
 * a message if not, 3 if it is not done in time.
 *
 * The second does only that many times a push and a pop on one thread, or of BATCH
 * items each, for those who count instructions.
 *
 * C and C++.
 */
#ifndef LFR_BENCH_DRIVER_H
#define LFR_BENCH_DRIVER_H

/* Items that one visit of a shard takes at most, and that w1 does between two looks
 * at the clock's phase.
 */
#define VISIT		32u
#define CHUNK		512u
/* Failures in a row after which a thread that shares its CPU gives it away. */
#define PATIENCE	64u
#define CHECK_MS	5

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

static const struct workload workloads[] = {
	{ "w1",      0, 0, false, 1,   1,   1,  1, 0 },
	{ "w1s",     0, 0, false, 1,   1,   1, 32, 0 },
	{ "w1.32",   0, 0, false, 1,  32,  32,  1, 0 },
	{ "w2",      1, 1, false, 1,   1,   1,  0, 0 },
	{ "w2l",     1, 1, false, 1,   1,   1,  0, 5 },
	{ "w3.32",   1, 1, false, 1,  32,  32,  0, 0 },
	{ "w3.128",  1, 1, false, 1, 128, 128,  0, 0 },
	{ "w4a",     2, 1, true,  1,   1,   1,  0, 0 },
	{ "w4a.32",  2, 1, true,  1,  32,  32,  0, 0 },
	{ "w4b",     8, 1, true,  1,   1,   1,  0, 0 },
	{ "w4c",     2, 1, false, 1,   1,   1,  0, 0 },
	{ "w5",      2, 1, true,  2,   1,   1,  0, 0 },
	{ "w5.32",   2, 1, true,  2,  32,  32,  0, 0 },
	{ "w5b",     8, 1, true,  2,   1,   1,  0, 0 },
	{ "wd1",     1, 1, false, 1,   1,  32,  0, 5 },
	{ "wd2",     2, 1, false, 1,   1,  32,  0, 5 },
	{ "wd4",     2, 1, true,  1,   1,  32,  0, 5 },
	{ "s1.32",   1, 1, false, 1,  32,  32,  0, 0 },
	{ "s1.128",  1, 1, false, 1, 128, 128,  0, 0 },
	{ "s2.32",   2, 2, true,  1,  32,  32,  0, 0 },
	{ "s2.128",  2, 2, true,  1, 128, 128,  0, 0 },
	{ "w7",      1, 2, false, 1,   1,   1,  0, 0 },
	{ "w7.32",   1, 2, false, 1,  32,  32,  0, 0 },
	{ "w7s",     1, 2, true,  1,   1,   1,  0, 0 },
	{ "w7s.32",  1, 2, true,  1,  32,  32,  0, 0 },
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

/* n items of which the first is @first and each STRIDE more than the one before */
static uint64_t sum_of(uint64_t first, uint64_t n)
{
	return n * first + STRIDE * (n % 2 ? (n - 1) / 2 * n : n / 2 * (n - 1));
}

static void start(struct job *j, void *(*function)(void *))
{
	if (pthread_create(&j->thread, NULL, function, j)) {
		fprintf(stderr, "cannot start a thread\n");
		exit(1);
	}
}

static void prepare(struct run *r)
{
	struct workload *w = &r->load;
	unsigned int i, s;

	for (s = 0; s < w->shards; s++)
		r->queue[s] = queue_new(SLOTS);
	for (i = 0; i < (w->producers ? w->producers : 1); i++) {
		struct job *j = &r->producers[i];

		/* Not known to the compiler: it could tell that no item is NULL. */
		j->first = ((uintptr_t)now_ns() & 0xffff) << 16 | 1u << 15 | i << ID_SHIFT;
		j->next = j->first;
		j->producer = producer_new(r->queue[i % w->shards]);
	}
	for (i = 0; i < (w->consumers ? w->consumers : 1); i++)
		for (s = 0; s < w->shards; s++)
			r->consumer[i][s] = consumer_new(r->queue[s]);
}

static void place(struct run *r)
{
	struct workload *w = &r->load;
	unsigned int i, on[2] = { 0, 0 };
	int cpu[2];

	two_cpus(cpu);
	for (i = 0; i < w->producers; i++)
		on[w->spread ? i % 2 : 0]++;
	for (i = 0; i < w->consumers; i++)
		on[w->spread ? 1 - i : 1]++;
	if (cpu[0] == cpu[1])
		on[0] = on[1] = on[0] + on[1];
	for (i = 0; i < PRODUCERS_MAX; i++) {
		r->producers[i].run = r;
		r->producers[i].id = i;
		r->producers[i].cpu = cpu[w->spread ? i % 2 : 0];
		r->producers[i].shared = on[w->spread ? i % 2 : 0] > 1;
	}
	for (i = 0; i < 2; i++) {
		r->consumers[i].run = r;
		r->consumers[i].id = i;
		r->consumers[i].cpu = cpu[w->spread ? 1 - i : 1];
		r->consumers[i].shared = on[w->spread ? 1 - i : 1] > 1;
	}
}

static unsigned int cpus_of(const struct run *r)
{
	unsigned int i;

	for (i = 0; i < r->load.producers; i++)
		if (r->producers[i].cpu != r->consumers[0].cpu)
			return 2;
	return 1;
}

/* One pass. Returns ns an item, how many were @measured, and what @share of the CPUs it had. */
static double pass(const struct workload *w, bool ordered, unsigned int warm_ms, unsigned int ms,
		   uint64_t *measured, double *share)
{
	struct run *r = (struct run *)bench_alloc(sizeof(*r));
	uint64_t in = 0, in_sum = 0, out = 0, out_sum = 0, copies;
	bool wrong = false;
	double rate = 0;
	unsigned int i;

	r->load = *w;
	prepare(r);
	place(r);
	pthread_barrier_init(&r->line, NULL, 1 + (w->producers ? w->producers : 1) + w->consumers);
	if (!w->producers)
		start(&r->producers[0], ordered ? cycle_ordered : cycle);
	for (i = 0; i < w->producers; i++)
		start(&r->producers[i], produce);
	for (i = 0; i < w->consumers; i++)
		start(&r->consumers[i], ordered ? consume_ordered : consume);
	pthread_barrier_wait(&r->line);
	sleep_ms(warm_ms);
	*share = measure_ms(&r->phase, ms, cpus_of(r));

	/* How often what goes in comes out. */
	copies = BROADCAST ? w->consumers : 1;
	*measured = 0;
	for (i = 0; i < (w->producers ? w->producers : 1); i++) {
		struct job *j = &r->producers[i];
		uint64_t n;

		pthread_join(j->thread, NULL);
		n = (j->next - j->first) / STRIDE;
		in += n * copies;
		in_sum += sum_of(j->first, n) * copies;
	}
	for (i = 0; i < (w->consumers ? w->consumers : 1); i++) {
		struct job *j = w->consumers ? &r->consumers[i] : &r->producers[0];

		if (w->consumers)
			pthread_join(j->thread, NULL);
		out += j->count;
		out_sum += j->sum;
		wrong |= j->wrong;
		*measured += j->measured;
		rate += j->ns ? (double)j->measured / j->ns : 0;
	}
	if (out != in || out_sum != in_sum || wrong) {
		fprintf(stderr, "%s: %llu items went in, %llu came out, %s, %s\n", w->name,
			(unsigned long long)in, (unsigned long long)out,
			out_sum == in_sum ? "the same" : "others",
			wrong ? "out of order" : ordered ? "in order" : "order not looked at");
		exit(1);
	}
	*measured /= copies;
	return rate > 0 ? copies / rate : 0;
}

static int count_only(unsigned int times, unsigned int batch)
{
	struct run *r = (struct run *)bench_alloc(sizeof(*r));

	r->load.push = batch;
	r->load.burst = 1;
	r->load.shards = 1;
	prepare(r);
	r->producers[0].run = r;
	cycles(&r->producers[0], times * batch);
	if (r->producers[0].wrong) {
		fprintf(stderr, "wrong items\n");
		return 1;
	}
	return 0;
}

int main(int argc, char **argv)
{
	unsigned int i, warm_ms, ms;
	struct workload w;
	uint64_t measured;
	double ns, share;

	if (argc == 4 && !strcmp(argv[1], "count"))
		return count_only(atoi(argv[2]), atoi(argv[3]));
	for (i = 0; argc >= 4 && i < sizeof(workloads) / sizeof(workloads[0]); i++) {
		if (strcmp(argv[1], workloads[i].name))
			continue;
		w = workloads[i];
		warm_ms = atoi(argv[2]);
		ms = atoi(argv[3]);
		if (argc > 4)
			w.shards = atoi(argv[4]);
		limit_ms(2 * CHECK_MS + warm_ms + ms);
		pass(&w, true, 0, CHECK_MS, &measured, &share);
		ns = pass(&w, false, warm_ms, ms, &measured, &share);
		printf("%.4f %llu %.3f\n", ns, (unsigned long long)measured, share);
		return 0;
	}
	fprintf(stderr, "usage: %s WORKLOAD WARM-MS MEASURED-MS [SHARDS] | count TIMES BATCH\n",
		argv[0]);
	return 2;
}

#endif /* LFR_BENCH_DRIVER_H */
