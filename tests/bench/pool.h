/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool.h - workloads of a pool of buffers, on the pool that the including file adapts
 *
 * It includes common.h and defines, in this order, OBJECT bytes being what a buffer has,
 *
 *	pool_t			the pool
 *	pool_new()		one with at least that many buffers
 *	pool_enter()		called by each thread before it uses the pool, with the
 *				number of its CPU
 *	pool_alloc(), pool_free()
 *
 * and then includes this file.
 *
 *	PROGRAM WORKLOAD WARM-MS MEASURED-MS
 *	PROGRAM count TIMES HOLD
 *
 * The first prints the nanoseconds for an allocation and a free, how many there were
 * of both in the measured time, and the share of the CPUs that the threads had. A shorter pass before that writes to each buffer and
 * looks whether it is still there when the buffer is given back: what is handed
 * out twice is noticed. C and C++.
 */
#ifndef LFR_BENCH_POOL_H
#define LFR_BENCH_POOL_H

#define CHECK_MS	5
#define CHUNK		512u
#define HOLD_MAX	32u
#define BUFFERS		4096u
/* Of the ring that takes buffers from one thread to another. */
#define SLOTS		1024u
#define VISIT		32u

struct workload {
	const char *name;
	unsigned int threads;
	unsigned int hold;	/* 0: the second thread frees */
};

static const struct workload workloads[] = {
	{ "w6.1h1",  1,  1 },
	{ "w6.1h32", 1, 32 },
	{ "w6.2h1",  2,  1 },
	{ "w6.2h32", 2, 32 },
	{ "w6.x",    2,  0 },
};

struct run;

struct job {
	struct run *run;
	int id, cpu;
	pthread_t thread;
	uint64_t count, measured, ns, begin;
	int seen;
	bool wrong;
} __attribute__((aligned(128)));

struct run {
	int phase __attribute__((aligned(128)));
	int done;
	struct workload load;
	bool look;
	pool_t *pool;
	pthread_barrier_t line;
	struct job job[2];
	/* One producer, one consumer; NULL is empty. */
	void *slot[SLOTS] __attribute__((aligned(128)));
};

static ALWAYS_INLINE int turn(struct job *j)
{
	int phase = __atomic_load_n(&j->run->phase, __ATOMIC_RELAXED);

	if (__builtin_expect(phase == j->seen, 1))
		return phase;
	if (j->seen == PHASE_WARM) {
		j->begin = now_ns();
		j->measured = j->count;
	}
	if (phase == PHASE_STOP) {
		j->ns = now_ns() - j->begin;
		j->measured = j->count - j->measured;
	}
	j->seen = phase;
	return phase;
}

/* Write on a buffer what no other has, and see whether it is there. */
static ALWAYS_INLINE void mark(struct job *j, void *buffer, uint64_t n)
{
	uint64_t *words = (uint64_t *)buffer;

	if (!buffer) {
		j->wrong = true;
		return;
	}
	words[0] = n << 1 | j->id;
	words[OBJECT / 8 - 1] = ~words[0];
}

static ALWAYS_INLINE bool marked(void *buffer, uint64_t n, int id)
{
	uint64_t *words = (uint64_t *)buffer;

	return buffer && words[0] == (n << 1 | id) && words[OBJECT / 8 - 1] == ~words[0];
}

static ALWAYS_INLINE void cycles_as(struct job *j, unsigned int times, unsigned int hold, bool look)
{
	pool_t *pool = j->run->pool;
	void *held[HOLD_MAX];
	unsigned int i, k;
	bool good = true;

	for (k = 0; k < times; k += hold) {
		for (i = 0; i < hold; i++) {
			held[i] = pool_alloc(pool);
			if (look)
				mark(j, held[i], j->count + k + i);
			else
				good &= held[i] != NULL;
		}
		for (i = 0; i < hold; i++) {
			if (look)
				good &= marked(held[i], j->count + k + i, j->id);
			pool_free(pool, held[i]);
		}
	}
	j->count += k;
	j->wrong |= !good;
}

static NOINLINE void cycles(struct job *j, unsigned int times)
{
	if (j->run->load.hold == 1)
		cycles_as(j, times, 1, false);
	else
		cycles_as(j, times, j->run->load.hold, false);
}

static NOINLINE void cycles_looking(struct job *j, unsigned int times)
{
	cycles_as(j, times, j->run->load.hold, true);
}

static void give(struct job *j)
{
	struct run *r = j->run;
	bool shared = r->job[0].cpu == r->job[1].cpu;
	unsigned int misses = 0;

	while (turn(j) != PHASE_STOP) {
		void **slot = &r->slot[j->count % SLOTS];
		void *buffer;

		if (__atomic_load_n(slot, __ATOMIC_ACQUIRE)) {
			relax();
			if (shared && ++misses % 64 == 0)
				sched_yield();
			continue;
		}
		buffer = pool_alloc(r->pool);
		if (r->look)
			mark(j, buffer, j->count);
		if (!buffer) {
			j->wrong = true;
			break;
		}
		__atomic_store_n(slot, buffer, __ATOMIC_RELEASE);
		j->count++;
	}
	__atomic_store_n(&r->done, 1, __ATOMIC_RELEASE);
}

static void take(struct job *j)
{
	struct run *r = j->run;
	bool last, shared = r->job[0].cpu == r->job[1].cpu;
	unsigned int i, misses = 0;

	for (;;) {
		last = turn(j) == PHASE_STOP && __atomic_load_n(&r->done, __ATOMIC_ACQUIRE);
		for (i = 0; i < VISIT; i++) {
			void **slot = &r->slot[j->count % SLOTS];
			void *buffer = __atomic_load_n(slot, __ATOMIC_ACQUIRE);

			if (!buffer)
				break;
			__atomic_store_n(slot, NULL, __ATOMIC_RELEASE);
			if (r->look)
				j->wrong |= !marked(buffer, j->count, 0);
			pool_free(r->pool, buffer);
			j->count++;
		}
		if (i)
			continue;
		if (last)
			break;
		relax();
		if (shared && ++misses % 64 == 0)
			sched_yield();
	}
}

static void *work(void *arg)
{
	struct job *j = (struct job *)arg;

	pin(j->cpu);
	pool_enter(j->run->pool, j->id);
	pthread_barrier_wait(&j->run->line);
	if (!j->run->load.hold) {
		if (j->id)
			take(j);
		else
			give(j);
		return NULL;
	}
	do {
		if (j->run->look)
			cycles_looking(j, CHUNK);
		else
			cycles(j, CHUNK);
	} while (turn(j) != PHASE_STOP);
	return NULL;
}

/* Nanoseconds for both operations, of one thread. */
static double pass(struct run *r, pool_t *pool, const struct workload *w, bool look,
		   unsigned int warm_ms, unsigned int ms, uint64_t *measured, double *share)
{
	unsigned int i, from = w->hold ? 0 : 1;
	int cpu[2];
	double ns = 0;

	memset(r, 0, sizeof(*r));
	r->load = *w;
	r->look = look;
	r->pool = pool;
	two_cpus(cpu);
	pthread_barrier_init(&r->line, NULL, w->threads + 1);
	for (i = 0; i < w->threads; i++) {
		r->job[i].run = r;
		r->job[i].id = i;
		r->job[i].cpu = cpu[i];
		if (pthread_create(&r->job[i].thread, NULL, work, &r->job[i])) {
			fprintf(stderr, "cannot start a thread\n");
			exit(1);
		}
	}
	pthread_barrier_wait(&r->line);
	sleep_ms(warm_ms);
	*share = measure_ms(&r->phase, ms, cpu[0] == cpu[1] ? 1 : w->threads);
	for (i = 0; i < w->threads; i++)
		pthread_join(r->job[i].thread, NULL);
	*measured = 0;
	for (i = from; i < w->threads; i++) {
		*measured += r->job[i].measured;
		ns += r->job[i].measured ? (double)r->job[i].ns / r->job[i].measured : 0;
	}
	if (r->job[0].wrong || r->job[1].wrong ||
	    (!w->hold && r->job[0].count != r->job[1].count)) {
		fprintf(stderr, "%s: a buffer was missing, or handed out twice\n", w->name);
		exit(1);
	}
	return ns / (w->threads - from);
}

static int count_only(struct run *r, pool_t *pool, unsigned int times, unsigned int hold)
{
	r->load.hold = hold;
	r->pool = pool;
	r->job[0].run = r;
	pool_enter(pool, 0);
	cycles(&r->job[0], times * hold);
	return r->job[0].wrong;
}

int main(int argc, char **argv)
{
	struct run *r = (struct run *)bench_alloc(sizeof(*r));
	unsigned int i, warm_ms, ms;
	pool_t *pool = pool_new(BUFFERS);
	uint64_t measured;
	double ns, share;

	if (argc == 4 && !strcmp(argv[1], "count"))
		return count_only(r, pool, atoi(argv[2]), atoi(argv[3]));
	for (i = 0; argc == 4 && i < sizeof(workloads) / sizeof(workloads[0]); i++) {
		if (strcmp(argv[1], workloads[i].name))
			continue;
		warm_ms = atoi(argv[2]);
		ms = atoi(argv[3]);
		limit_ms(2 * CHECK_MS + warm_ms + ms);
		pass(r, pool, &workloads[i], true, 0, CHECK_MS, &measured, &share);
		ns = pass(r, pool, &workloads[i], false, warm_ms, ms, &measured, &share);
		printf("%.4f %llu %.3f\n", ns, (unsigned long long)measured, share);
		return 0;
	}
	fprintf(stderr, "usage: %s WORKLOAD WARM-MS MEASURED-MS | count TIMES HOLD\n", argv[0]);
	return 2;
}

#endif /* LFR_BENCH_POOL_H */
