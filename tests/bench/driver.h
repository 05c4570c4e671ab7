/* SPDX-License-Identifier: GPL-2.0 */
/*
 * driver.h - the workloads, on the queue that the including file adapts (queue.h)
 *
 *	PROGRAM WORKLOAD WARM-MS MEASURED-MS [SHARDS]
 *	PROGRAM count TIMES BATCH
 *
 * The first prints the nanoseconds for each item that came out in the measured time,
 * how many those were, and the share of the CPUs that its threads had. Before that a
 * shorter pass looks at each item: those of a producer must come out in order, without
 * a gap. In the measured pass, warm-up and drain included, the number of items and their
 * sum must be what went in. Status 1 and a message if not, 3 if it is not done in time.
 *
 * The second does only that many times a push and a pop on one thread, or of BATCH
 * items each, for those who count instructions.
 *
 * C and C++.
 */
#ifndef LFR_BENCH_DRIVER_H
#define LFR_BENCH_DRIVER_H

#include "threads.h"

/* Length of the pass that looks at each item. */
#define CHECK_MS	5

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
