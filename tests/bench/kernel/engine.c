// SPDX-License-Identifier: GPL-2.0
/*
 * engine.c - threads on CPUs, for a time
 */
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/slab.h>
#include "bench.h"

/* Misses in a row after which a thread that shares its CPU gives it away. */
#define BENCH_PATIENCE	64u

/* The first two CPUs; the same one twice where there is no other. */
int bench_cpu(unsigned int which)
{
	unsigned int first = cpumask_first(cpu_online_mask);
	unsigned int second = cpumask_next(first, cpu_online_mask);

	return which % 2 && second < nr_cpu_ids ? second : first;
}

unsigned int bench_cpus(void)
{
	return min(num_online_cpus(), 2u);
}

struct bench_run *bench_run_new(void)
{
	struct bench_run *run = kzalloc(sizeof(*run), GFP_KERNEL);

	if (run) {
		init_completion(&run->ready);
		init_completion(&run->turned);
		init_completion(&run->go);
	}
	return run;
}

void bench_run_free(struct bench_run *run)
{
	kfree(run);
}

/* Thread @i of @run does @work on that one of the two CPUs. */
void bench_add(struct bench_run *run, unsigned int i, unsigned int cpu,
	       void (*work)(struct bench_job *job))
{
	struct bench_job *job = &run->job[i];
	unsigned int j;

	job->run = run;
	job->work = work;
	job->cpu = bench_cpu(cpu);
	for (j = 0; j < i; j++) {
		if (run->job[j].cpu == job->cpu) {
			run->job[j].shared = true;
			job->shared = true;
		}
	}
}

static int bench_thread(void *arg)
{
	struct bench_job *job = arg;

	complete(&job->run->ready);
	wait_for_completion(&job->run->go);
	if (!job->run->called_off)
		job->work(job);
	return 0;
}

/*
 * Starts what bench_add() has added, and comes back when all have ended. Returns 0, -EINTR for
 * a signal, or why a thread could not be made.
 */
int bench_go(struct bench_run *run, unsigned int jobs, unsigned int warm_ms, unsigned int ms)
{
	struct task_struct *task;
	unsigned int i, n;
	int ret = 0;

	for (n = 0; n < jobs; n++) {
		task = kthread_create(bench_thread, &run->job[n], "lfring_bench/%u", n);
		if (IS_ERR(task)) {
			ret = PTR_ERR(task);
			run->called_off = true;
			break;
		}
		kthread_bind(task, run->job[n].cpu);
		/* It may end before it is waited for. */
		run->job[n].task = get_task_struct(task);
		wake_up_process(task);
	}
	/* What has not begun to run when it is stopped never does. */
	for (i = 0; i < n; i++)
		wait_for_completion(&run->ready);
	complete_all(&run->go);
	if (!ret && ((warm_ms && msleep_interruptible(warm_ms)) || signal_pending(current)))
		ret = -EINTR;
	if (!ret) {
		WRITE_ONCE(run->phase, BENCH_MEASURE);
		/* A thread that has not had a CPU yet would have nothing to show. */
		for (i = 0; !ret && i < n; i++)
			ret = wait_for_completion_interruptible(&run->turned) ? -EINTR : 0;
		if (!ret && msleep_interruptible(ms))
			ret = -EINTR;
	}
	WRITE_ONCE(run->phase, BENCH_STOP);
	for (i = 0; i < n; i++) {
		kthread_stop(run->job[i].task);
		put_task_struct(run->job[i].task);
	}
	return ret;
}

void bench_turn_slow(struct bench_job *job, int phase)
{
	if (job->seen == BENCH_WARM) {
		job->begin = ktime_get_ns();
		job->measured = job->count;
		complete(&job->run->turned);
	}
	if (phase == BENCH_STOP) {
		job->ns = ktime_get_ns() - job->begin;
		job->measured = job->count - job->measured;
	}
	job->seen = phase;
}

/* There was no room, or nothing there. */
void bench_miss(struct bench_job *job, unsigned int *misses)
{
	cpu_relax();
	if (++*misses < BENCH_PATIENCE)
		return;
	*misses = 0;
	if (job->shared)
		yield();
	else
		cond_resched();
}

/* The sum of @n items of which @first is the first one. */
u64 bench_sum(unsigned long first, u64 n)
{
	return n * first + BENCH_STRIDE * (n % 2 ? (n - 1) / 2 * n : n / 2 * (n - 1));
}

int bench_each(bench_show show, void *ctx)
{
	return bench_each_queue(show, ctx) ?: bench_each_pool(show, ctx) ?:
	       bench_each_original(show, ctx);
}
