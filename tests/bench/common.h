/* SPDX-License-Identifier: GPL-2.0 */
/*
 * common.h - time, CPUs and memory, for the programs that measure
 */
#ifndef LFR_BENCH_COMMON_H
#define LFR_BENCH_COMMON_H

#ifndef _GNU_SOURCE
#define _GNU_SOURCE
#endif
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define ALWAYS_INLINE	inline __attribute__((__always_inline__))
#define NOINLINE	__attribute__((__noinline__))

static inline void relax(void)
{
#if defined(__x86_64__) || defined(__i386__)
	__builtin_ia32_pause();
#else
	__asm__ __volatile__("" : : : "memory");
#endif
}

static inline void *bench_alloc(size_t bytes)
{
	void *p = aligned_alloc(128, (bytes + 127) & ~(size_t)127);

	if (!p) {
		fprintf(stderr, "no memory\n");
		exit(1);
	}
	memset(p, 0, bytes);
	return p;
}

/* What a thread is to do; each looks at it often. */
enum phase { PHASE_WARM, PHASE_MEASURE, PHASE_STOP };

/*
 * Beyond warm-up and measurement; what is stuck longer than that is reported as such. LFR_BENCH_GRACE
 * in the environment is another number of seconds.
 */
#define GRACE_S		3

static inline uint64_t now_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static inline uint64_t cpu_ns(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &ts);
	return (uint64_t)ts.tv_sec * 1000000000 + ts.tv_nsec;
}

static void sleep_ms(unsigned int ms)
{
	struct timespec ts = { ms / 1000, (long)(ms % 1000) * 1000000 };

	while (nanosleep(&ts, &ts))
		;
}

/*
 * Puts a thread that works on its CPU. Where the process runs by SCHED_FIFO this thread does so
 * too, but below the one that has the clock.
 */
static void pin(int cpu)
{
	const struct sched_param low = { .sched_priority = 1 };
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (sched_setaffinity(0, sizeof(set), &set)) {
		perror("sched_setaffinity");
		exit(1);
	}
	if (sched_getscheduler(0) == SCHED_FIFO)
		sched_setscheduler(0, SCHED_FIFO, &low);
}

/* The two CPUs of the measurement; the same one twice where there is no other. */
static void two_cpus(int cpu[2])
{
	cpu_set_t set;
	int i, n = 0;

	sched_getaffinity(0, sizeof(set), &set);
	for (i = 0; i < CPU_SETSIZE && n < 2; i++)
		if (CPU_ISSET(i, &set))
			cpu[n++] = i;
	if (n < 2)
		cpu[1] = cpu[0];
}

static void too_late(int sig)
{
	static const char message[] = "not done in time\n";

	(void)sig;
	if (write(2, message, sizeof(message) - 1) < 0)
		_exit(4);
	_exit(3);
}

/*
 * Lets all threads, which keep their @cpus busy, measure for that time. Returns how much of those
 * CPUs they had: less than 1 when the machine had other things to do.
 */
static double measure_ms(int *phase, unsigned int ms, unsigned int cpus)
{
	uint64_t wall = now_ns(), cpu = cpu_ns();

	__atomic_store_n(phase, PHASE_MEASURE, __ATOMIC_RELAXED);
	sleep_ms(ms);
	cpu = cpu_ns() - cpu;
	wall = now_ns() - wall;
	__atomic_store_n(phase, PHASE_STOP, __ATOMIC_RELAXED);
	return (double)cpu / wall / cpus;
}

/* End the process, with a status of its own, if it is not done soon after that time. */
static void limit_ms(unsigned int ms)
{
	const char *grace = getenv("LFR_BENCH_GRACE");

	signal(SIGALRM, too_late);
	alarm((grace ? atoi(grace) : GRACE_S) + ms / 1000 + 1);
}

#endif /* LFR_BENCH_COMMON_H */
