// SPDX-License-Identifier: GPL-2.0
/*
 * thread.c - threads that come to an end and are waited for
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include "sample.h"

static int sample_thread_main(void *data)
{
	struct sample_thread *thread = data;

	thread->err = thread->run(thread->arg);
	complete(&thread->done);

	/* A thread of a module must have left its code before the module goes. */
	set_current_state(TASK_INTERRUPTIBLE);
	while (!kthread_should_stop()) {
		schedule();
		set_current_state(TASK_INTERRUPTIBLE);
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/* Return: 0, or why there is no thread. */
int sample_thread_start(struct sample_thread *thread, int cpu, int (*run)(void *arg), void *arg)
{
	thread->run = run;
	thread->arg = arg;
	init_completion(&thread->done);
	thread->task = kthread_create(sample_thread_main, thread, "lfring_sample/%d", cpu);
	if (IS_ERR(thread->task))
		return PTR_ERR(thread->task);
	kthread_bind(thread->task, cpu);
	wake_up_process(thread->task);
	return 0;
}

/* Return: what the thread did. */
int sample_thread_join(struct sample_thread *thread)
{
	wait_for_completion(&thread->done);
	kthread_stop(thread->task);
	return thread->err;
}

/* The CPUs that there are, and from the first again. */
int sample_nth_cpu(unsigned int n)
{
	int cpu = cpumask_first(cpu_online_mask);

	for (n %= num_online_cpus(); n; n--)
		cpu = cpumask_next(cpu, cpu_online_mask);
	return cpu < nr_cpu_ids ? cpu : cpumask_first(cpu_online_mask);
}
