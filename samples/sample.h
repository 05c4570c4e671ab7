/* SPDX-License-Identifier: GPL-2.0 */
/*
 * sample.h - what the parts of the sample share
 */
#ifndef _LFRING_SAMPLE_H
#define _LFRING_SAMPLE_H

#include <linux/completion.h>
#include <linux/sched.h>
#include <linux/types.h>

/* Items that each part leaves out, so that one can see it notice. */
extern unsigned int sample_lose;

/* Each prints a line of result. Return: 0; -EIO if a count is off; what went wrong before. */
int sample_ring(void);
int sample_stream(void);
int sample_bcast(void);
int sample_pool(void);

/**
 * struct sample_thread - a thread that comes to an end
 * @run: what it does
 * @arg: given to it
 * @err: what it returned
 * @done: it has returned
 * @task: the kernel's
 */
struct sample_thread {
	int (*run)(void *arg);
	void *arg;
	int err;
	struct completion done;
	struct task_struct *task;
};

int sample_thread_start(struct sample_thread *thread, int cpu, int (*run)(void *arg), void *arg);
int sample_thread_join(struct sample_thread *thread);
int sample_nth_cpu(unsigned int n);

#endif /* _LFRING_SAMPLE_H */
