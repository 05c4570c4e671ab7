// SPDX-License-Identifier: GPL-2.0
/*
 * case_native.c - runs the cases in user space
 *
 *	cases [-fl] [-p PREFIX] [-t SECONDS] [-x NAME] [NAME]...
 *
 * prints "ok - PREFIXname", "not ok - PREFIXname why" or "ok - PREFIXname # SKIP"
 * for every case, or for those whose names match one of the shell patterns NAME, but
 * not that of -x, which may be an extended one; with -f up to the first that fails; with -l
 * just their names. Each case is a process, so that a crash, a hang or a sanitizer's report is
 * one failed case and has its name beside it.
 *
 * Environment:
 *	LFR_YIELD=N	at each access to shared memory a worker yields once in N
 *	LFR_SEED=N	for that choice
 *	LFR_SCALE=N	repeat N per cent as often
 */
#define _GNU_SOURCE	/* FNM_EXTMATCH */
#include <errno.h>
#include <fnmatch.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>
#include <linux/cache.h>
#include "../cases/case.h"

/* Divides repetitions; the build sets it for sanitizers. */
#ifndef LFR_NATIVE_SLOW
#define LFR_NATIVE_SLOW	1
#endif

/* Fewer than workers, so that they meet on one. */
#define LFR_NATIVE_CPUS	3u

enum { LFR_NATIVE_OK, LFR_NATIVE_FAILED, LFR_NATIVE_SKIPPED = 77 };

struct lfr_native_memory {
	struct lfr_native_memory *next;
	void *start;
};

struct lfr_native_worker {
	struct lfr_worker worker;
	pthread_t thread;
	lfr_worker_fn fn;
	pthread_barrier_t *start;
	struct lfr_native_worker *all;
	bool expired;
	bool interrupted;
};

static u64 lfr_native_end;
/* Long: what is only slow, on a busy machine, must not look as if it hung. */
static u32 lfr_native_seconds = 600;
static u32 lfr_native_yield_one_in;
static u64 lfr_native_seed = 1;

void (*lfr_shim_hook)(void);
__thread u32 lfr_shim_cpu;
__thread u32 lfr_shim_preempt_count;
u32 lfr_shim_cpus;

static u32 lfr_shim_cpu_busy[LFR_NATIVE_CPUS];
static __thread u64 lfr_native_random_state;
static __thread struct lfr_native_worker *lfr_native_self;

static u32 lfr_native_random(void)
{
	if (!lfr_native_random_state)
		lfr_native_random_state = (lfr_native_seed + 1) * 0x9e3779b97f4a7c15ull +
					  (uintptr_t)&lfr_native_random_state;
	return lfr_case_random(&lfr_native_random_state);
}

/* The acquire and release are those of a context switch on a real CPU. */
void lfr_shim_cpu_enter(void)
{
	u32 cpu = lfr_native_random() % lfr_shim_cpus;

	while (__atomic_exchange_n(&lfr_shim_cpu_busy[cpu], 1, __ATOMIC_ACQUIRE)) {
		sched_yield();
		cpu = (cpu + 1) % lfr_shim_cpus;
	}
	lfr_shim_cpu = cpu;
}

void lfr_shim_cpu_leave(void)
{
	__atomic_store_n(&lfr_shim_cpu_busy[lfr_shim_cpu], 0, __ATOMIC_RELEASE);
}

u32 lfr_shim_processor_id(void)
{
	if (!lfr_shim_preempt_count) {
		fprintf(stderr, "# smp_processor_id() with preemption enabled\n");
		abort();
	}
	return lfr_shim_cpu;
}

static void lfr_native_yield_sometimes(void)
{
	if (lfr_native_random() % lfr_native_yield_one_in == 0)
		sched_yield();
}

void lfr_native_note(const char *fmt, ...)
{
	va_list args;

	printf("# ");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
}

void lfr_native_fail(struct lfr_test *t, const char *file, int line, const char *fmt, ...)
{
	const char *base = strrchr(file, '/');
	va_list args;

	t->failed = true;
	printf("# %s:%d: ", base ? base + 1 : file, line);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
}

void lfr_native_leave(struct lfr_test *t)
{
	longjmp(t->leave, 1);
}

void *lfr_case_alloc(struct lfr_test *t, size_t bytes)
{
	struct lfr_native_memory *memory = malloc(sizeof(*memory));

	/* No more than was asked for, so that AddressSanitizer sees the end of it. */
	if (!memory || posix_memalign(&memory->start, SMP_CACHE_BYTES, bytes))
		abort();
	memory->next = t->memory;
	t->memory = memory;
	return memset(memory->start, 0, bytes);
}

static void lfr_native_free(struct lfr_test *t)
{
	while (t->memory) {
		struct lfr_native_memory *memory = t->memory;

		t->memory = memory->next;
		free(memory->start);
		free(memory);
	}
}

u64 lfr_case_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ull + now.tv_nsec;
}

void lfr_case_sleep_us(u32 us)
{
	struct timespec left = { us / 1000000, us % 1000000 * 1000l };

	while (nanosleep(&left, &left) && errno == EINTR)
		;
}

u32 lfr_case_scale(u32 n)
{
	const char *percent = getenv("LFR_SCALE");
	u64 scaled = (u64)n * (percent ? strtoul(percent, NULL, 10) : 100) / 100 / LFR_NATIVE_SLOW;

	return scaled ? scaled : 1;
}

u32 lfr_case_cpus(void)
{
	lfr_shim_cpus = LFR_NATIVE_CPUS;
	return lfr_shim_cpus;
}

bool lfr_case_yield(struct lfr_worker *self)
{
	struct lfr_native_worker *me = self->priv;

	sched_yield();
	if (lfr_case_now() > lfr_native_end)
		me->expired = true;
	return !me->expired;
}

void lfr_case_interrupt(struct lfr_worker *self, u32 index)
{
	struct lfr_native_worker *me = self->priv;

	__atomic_store_n(&me->all[index].interrupted, true, __ATOMIC_RELAXED);
}

/* What sleeps when the time of the case is over is killed, lest it hang. */
bool lfr_shim_signal_pending(void)
{
	struct lfr_native_worker *me = lfr_native_self;

	if (!me)
		return lfr_case_now() > lfr_native_end;
	if (lfr_case_now() > lfr_native_end)
		me->expired = true;
	return me->expired || __atomic_load_n(&me->interrupted, __ATOMIC_RELAXED);
}

static void *lfr_native_thread(void *arg)
{
	struct lfr_native_worker *me = arg;

	lfr_native_self = me;
	lfr_shim_cpu = me->worker.index;
	lfr_native_random_state = (lfr_native_seed + me->worker.index + 1) * 0x9e3779b97f4a7c15ull;
	pthread_barrier_wait(me->start);
	me->fn(&me->worker);
	if (lfr_shim_preempt_count) {
		fprintf(stderr, "# a worker ends with preemption disabled\n");
		abort();
	}
	return NULL;
}

void lfr_case_threads(struct lfr_test *t, u32 n, lfr_worker_fn fn, void *ctx)
{
	struct lfr_native_worker workers[LFR_CASE_WORKERS_MAX] = {};
	pthread_barrier_t start;
	u32 i;

	LFR_ASSERT(t, n && n <= LFR_CASE_WORKERS_MAX);
	/* A case may have brought its own. */
	if (lfr_native_yield_one_in && !lfr_shim_hook)
		lfr_shim_hook = lfr_native_yield_sometimes;
	pthread_barrier_init(&start, NULL, n);
	for (i = 0; i < n; i++) {
		workers[i].worker.index = i;
		workers[i].worker.ctx = ctx;
		workers[i].worker.priv = &workers[i];
		workers[i].fn = fn;
		workers[i].start = &start;
		workers[i].all = workers;
		if (pthread_create(&workers[i].thread, NULL, lfr_native_thread, &workers[i]))
			abort();
	}
	for (i = 0; i < n; i++) {
		pthread_join(workers[i].thread, NULL);
		LFR_EXPECT_MSG(t, !workers[i].expired, "worker %u was still waiting", i);
	}
	lfr_shim_hook = NULL;
	pthread_barrier_destroy(&start);
}

static int lfr_native_run(struct lfr_case *c)
{
	struct lfr_test t = {};

	lfr_native_end = lfr_case_now() + lfr_native_seconds * 1000000000ull;
	if (!setjmp(t.leave))
		c->run(&t);
	lfr_native_free(&t);
	if (lfr_shim_preempt_count)
		lfr_native_fail(&t, __FILE__, __LINE__, "preemption left disabled");
	if (t.failed)
		return LFR_NATIVE_FAILED;
	return t.skipped ? LFR_NATIVE_SKIPPED : LFR_NATIVE_OK;
}

static void lfr_native_alarm(int sig __maybe_unused)
{
}

/* Return: true unless the case failed. */
static bool lfr_native_fork(struct lfr_case *c, const char *prefix)
{
	int status = 0;
	pid_t child;

	fflush(NULL);
	child = fork();
	if (!child)
		exit(lfr_native_run(c));
	/* Workers are told when time is over; what is stuck even then is killed. */
	alarm(lfr_native_seconds + lfr_native_seconds / 2 + 1);
	if (child < 0 || waitpid(child, &status, 0) != child) {
		if (child > 0) {
			kill(child, SIGKILL);
			waitpid(child, &status, 0);
		}
		printf("not ok - %s%s (hangs)\n", prefix, c->name);
		return false;
	}
	alarm(0);
	if (WIFSIGNALED(status)) {
		printf("not ok - %s%s (signal %d)\n", prefix, c->name, WTERMSIG(status));
		return false;
	}
	switch (WEXITSTATUS(status)) {
	case LFR_NATIVE_OK:
		printf("ok - %s%s\n", prefix, c->name);
		return true;
	case LFR_NATIVE_SKIPPED:
		printf("ok - %s%s # SKIP not here\n", prefix, c->name);
		return true;
	case LFR_NATIVE_FAILED:
		printf("not ok - %s%s\n", prefix, c->name);
		return false;
	default:
		printf("not ok - %s%s (sanitizer, status %d)\n", prefix, c->name,
		       WEXITSTATUS(status));
		return false;
	}
}

static bool lfr_native_wanted(const char *name, char **patterns, int n)
{
	int i;

	for (i = 0; i < n; i++)
		if (!fnmatch(patterns[i], name, 0))
			return true;
	return !n;
}

int lfr_native_main(int argc, char **argv, struct lfr_case *const *suites)
{
	struct sigaction wake = { .sa_handler = lfr_native_alarm };
	const char *prefix = "", *but = "", *value;
	bool list = false, first = false, good = true;
	u32 n = 0;
	int opt;

	while ((opt = getopt(argc, argv, "flp:t:x:")) != -1) {
		switch (opt) {
		case 'f':
			first = true;
			break;
		case 'l':
			list = true;
			break;
		case 'p':
			prefix = optarg;
			break;
		case 't':
			lfr_native_seconds = strtoul(optarg, NULL, 10);
			break;
		case 'x':
			but = optarg;
			break;
		default:
			fprintf(stderr,
				"usage: %s [-fl] [-p PREFIX] [-t SECONDS] [-x NAME] [NAME]...\n",
				argv[0]);
			return 2;
		}
	}
	value = getenv("LFR_YIELD");
	if (value)
		lfr_native_yield_one_in = strtoul(value, NULL, 10);
	value = getenv("LFR_SEED");
	if (value)
		lfr_native_seed = strtoul(value, NULL, 10);
	setvbuf(stdout, NULL, _IOLBF, 0);
	sigaction(SIGALRM, &wake, NULL);	/* no SA_RESTART: it ends waitpid() */

	for (; *suites; suites++) {
		struct lfr_case *c;

		for (c = *suites; c->name; c++) {
			if (!lfr_native_wanted(c->name, argv + optind, argc - optind) ||
			    !fnmatch(but, c->name, FNM_EXTMATCH))
				continue;
			n++;
			if (list)
				printf("%s\n", c->name);
			else
				good &= lfr_native_fork(c, prefix);
			if (first && !good)
				return 1;
		}
	}
	if (!n)
		fprintf(stderr, "# no such case\n");
	return good && n ? 0 : 1;
}
