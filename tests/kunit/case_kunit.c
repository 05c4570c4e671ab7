// SPDX-License-Identifier: GPL-2.0
/*
 * case_kunit.c - threads, memory and time for cases that KUnit runs
 *
 * KUnit ends the thread whose assertion fails, so workers make none: they record,
 * and the case looks when they have been joined.
 */
#include <linux/completion.h>
#include <linux/cpumask.h>
#include <linux/delay.h>
#include <linux/jiffies.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/vmalloc.h>
#include "cases/case.h"

/* KUnit gives up after 300 s, and then it cannot tell what went wrong. */
#define LFR_CASE_LIMIT_S	60

/**
 * struct lfr_case_run - workers of a case
 * @go: completed when all of them exist
 * @deadline: jiffies at which lfr_case_yield() ends them
 * @fn: what they do
 * @worker: what each of them is given
 * @task: its thread
 * @done: completed when it returned from @fn
 * @overdue: was told that the time is over
 */
struct lfr_case_run {
	struct completion go;
	unsigned long deadline;
	lfr_worker_fn fn;
	struct lfr_worker worker[LFR_CASE_WORKERS_MAX];
	struct task_struct *task[LFR_CASE_WORKERS_MAX];
	struct completion done[LFR_CASE_WORKERS_MAX];
	bool overdue[LFR_CASE_WORKERS_MAX];
};

static int lfr_case_thread(void *data)
{
	struct lfr_worker *self = data;
	struct lfr_case_run *run = self->priv;

	allow_signal(SIGINT);
	wait_for_completion(&run->go);
	run->fn(self);
	flush_signals(current);
	complete(&run->done[self->index]);

	/* The task must last until it is joined. */
	for (;;) {
		set_current_state(TASK_INTERRUPTIBLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

void lfr_case_interrupt(struct lfr_worker *self, u32 index)
{
	struct lfr_case_run *run = self->priv;

	send_sig(SIGINT, run->task[index], 1);
}

static void lfr_case_idle(struct lfr_worker *self)
{
}

void lfr_case_threads(struct kunit *t, u32 n, lfr_worker_fn fn, void *ctx)
{
	struct lfr_case_run *run;
	u32 i, made;

	KUNIT_ASSERT_LE(t, n, LFR_CASE_WORKERS_MAX);
	run = lfr_case_alloc(t, sizeof(*run));
	init_completion(&run->go);
	for (made = 0; made < n; made++) {
		run->worker[made].index = made;
		run->worker[made].ctx = ctx;
		run->worker[made].priv = run;
		init_completion(&run->done[made]);
		run->task[made] = kthread_run(lfr_case_thread, &run->worker[made], "lfr_case/%u",
					      made);
		if (IS_ERR(run->task[made]))
			break;
	}
	/* If one is missing the others have nothing to do. */
	run->fn = made == n ? fn : lfr_case_idle;
	run->deadline = jiffies + LFR_CASE_LIMIT_S * HZ;
	complete_all(&run->go);
	for (i = 0; i < made; i++) {
		wait_for_completion(&run->done[i]);
		kthread_stop(run->task[i]);
	}
	KUNIT_ASSERT_EQ_MSG(t, made, n, "no thread");
	for (i = 0; i < n; i++)
		KUNIT_EXPECT_FALSE_MSG(t, run->overdue[i], "worker %u was not done after %u s", i,
				       LFR_CASE_LIMIT_S);
}

bool lfr_case_yield(struct lfr_worker *self)
{
	struct lfr_case_run *run = self->priv;

	if (time_after(jiffies, run->deadline)) {
		run->overdue[self->index] = true;
		return false;
	}
	/* Whom this waits for may need this CPU; cond_resched() leaves it only at a tick. */
	yield();
	return true;
}

KUNIT_DEFINE_ACTION_WRAPPER(lfr_case_vfree, vfree, const void *);

void *lfr_case_alloc(struct kunit *t, size_t bytes)
{
	void *memory = vzalloc(bytes);

	KUNIT_ASSERT_NOT_NULL(t, memory);
	KUNIT_ASSERT_EQ(t, kunit_add_action_or_reset(t, lfr_case_vfree, memory), 0);
	return memory;
}

u32 lfr_case_cpus(void)
{
	return nr_cpu_ids;
}

u32 lfr_case_scale(u32 n)
{
	if (IS_ENABLED(CONFIG_UML) && !IS_ENABLED(CONFIG_KASAN))
		return n;
	return max(n / 50, 1u);
}

u64 lfr_case_now(void)
{
	return ktime_get_ns();
}

void lfr_case_sleep_us(u32 us)
{
	fsleep(us);
}
