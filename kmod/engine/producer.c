// SPDX-License-Identifier: GPL-2.0
/*
 * producer.c - a thread that puts packets into the ring at a given rate
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/preempt.h>
#include <linux/processor.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <lfring/shards.h>
#include "engine/producer.h"
#include "engine/trace.h"

/* How long before a deadline a hybrid producer stops sleeping. */
#define LFR_PRODUCER_SPIN_NS	(50 * NSEC_PER_USEC)

/**
 * lfr_producer_create() - make a producer without a thread
 * @env: what it shares with the others; must outlive it
 * @id: its number
 * @cpu: CPU near which its memory should be
 *
 * Context: process, may sleep.
 * Return: the producer, or NULL.
 */
struct lfr_producer *lfr_producer_create(const struct lfr_producer_env *env, u32 id, int cpu)
{
	struct lfr_producer *p = kzalloc_node(sizeof(*p), GFP_KERNEL, cpu_to_node(cpu));

	if (!p)
		return NULL;
	p->env = env;
	p->id = id;
	p->end = U64_MAX;
	/* No configuration has this generation, so the first step takes it over. */
	p->cfg.generation = U32_MAX;
	lfr_packet_stash_init(&p->stash, id);
	u64_stats_init(&p->stats.sync);
	return p;
}

/**
 * lfr_producer_destroy() - undo lfr_producer_create()
 * @p: the producer; its thread has ended and its packets are at home; may be NULL
 */
void lfr_producer_destroy(struct lfr_producer *p)
{
	if (!p)
		return;
	lfr_packet_stash_empty(&p->stash, p->env->pool);
	kfree(p);
}

/* Is there a configuration that it has not taken over? */
static bool lfr_producer_outdated(struct lfr_producer *p)
{
	bool outdated;

	rcu_read_lock();
	outdated = rcu_dereference(*p->env->config)->generation != p->cfg.generation;
	rcu_read_unlock();
	return outdated;
}

/* Take over a changed configuration. */
static void lfr_producer_adopt(struct lfr_producer *p, u64 now)
{
	const struct lfr_config *cfg;
	bool first = p->cfg.generation == U32_MAX;
	u32 rate = p->cfg.value[LFR_KEY_RATE];
	u32 pace = p->cfg.value[LFR_KEY_PACE];
	u32 duration;

	rcu_read_lock();
	cfg = rcu_dereference(*p->env->config);
	if (likely(cfg->generation == p->cfg.generation)) {
		rcu_read_unlock();
		return;
	}
	p->cfg = *cfg;
	rcu_read_unlock();

	duration = p->cfg.value[LFR_KEY_DURATION];
	p->end = duration ? p->env->start + (u64)duration * NSEC_PER_SEC : U64_MAX;
	if (first || rate != p->cfg.value[LFR_KEY_RATE] || pace != p->cfg.value[LFR_KEY_PACE])
		lfr_pace_init(&p->pace, first ? p->env->start : now, p->cfg.value[LFR_KEY_RATE],
			      p->cfg.value[LFR_KEY_PACKET_SIZE]);
}

static void lfr_producer_drop(struct lfr_producer *p, enum lfr_drop reason, u64 seq, u64 count)
{
	u64_stats_update_begin(&p->stats.sync);
	u64_stats_add(&p->stats.dropped[reason], count);
	u64_stats_update_end(&p->stats.sync);
	trace_lfr_drop(p->env->pipeline, p->id, reason, seq, count);
	p->env->dropped(p->env->ctx, reason, count);
}

/* lfr_wait_fn of a producer whose shard is full: let the consumer run. */
static int lfr_producer_backoff(void *ctx, u32 us)
{
	struct lfr_producer *p = ctx;
	ktime_t wait = ns_to_ktime((u64)us * NSEC_PER_USEC);

	u64_stats_update_begin(&p->stats.sync);
	u64_stats_inc(&p->stats.backoffs);
	u64_stats_add(&p->stats.retries, p->cfg.value[LFR_KEY_MAX_RETRIES]);
	u64_stats_update_end(&p->stats.sync);
	p->env->filled(p->env->ctx);

	set_current_state(TASK_IDLE);
	if (!kthread_should_stop())
		schedule_hrtimeout(&wait, HRTIMER_MODE_REL);
	__set_current_state(TASK_RUNNING);
	return kthread_should_stop() ? -EINTR : 0;
}

/*
 * Packets @done and following of the batch did not fit: wait for room if that is
 * wanted, and drop those for which there is none.
 */
static void lfr_producer_overflow(struct lfr_producer *p, u32 done, u32 n)
{
	const struct lfr_producer_env *env = p->env;
	enum lfr_full full = p->cfg.value[LFR_KEY_FULL];
	const struct lfr_backoff how = {
		.max_retries = p->cfg.value[LFR_KEY_MAX_RETRIES],
		.backoff_us = p->cfg.value[LFR_KEY_BACKOFF_US],
		.max_backoffs = full == LFR_FULL_BLOCK ? 0 : p->cfg.value[LFR_KEY_MAX_BACKOFFS],
	};
	enum lfr_drop reason = LFR_DROP_RING_FULL;
	bool high = false;
	u32 more = 0, i;
	u64 seq;
	int ret;

	env->filled(env->ctx);
	if (full != LFR_FULL_DROP) {
		ret = lfr_shards_push_backoff(env->shards, p->id, (void **)p->batch + done,
					      n - done, &how, lfr_producer_backoff, p, &more,
					      &high);
		if (ret == -EINTR)
			reason = LFR_DROP_STOPPED;
		u64_stats_update_begin(&p->stats.sync);
		u64_stats_add(&p->stats.produced, more);
		if (ret == -ENOSPC)
			u64_stats_add(&p->stats.retries, how.max_retries);
		u64_stats_update_end(&p->stats.sync);
		done += more;
		if (high)
			env->filled(env->ctx);
	}
	if (done == n)
		return;
	seq = p->batch[done]->place.seq;
	for (i = n; i-- > done;)
		lfr_packet_unget(&p->stash, p->batch[i]);
	lfr_producer_drop(p, reason, seq, n - done);
}

/* Send @n packets, LFR_PRODUCER_BATCH at most. */
static void lfr_producer_burst(struct lfr_producer *p, u32 n, u64 now)
{
	const struct lfr_producer_env *env = p->env;
	bool high = false;
	u32 got, done, i;
	u64 seq;

	for (got = 0; got < n; got++) {
		p->batch[got] = lfr_packet_get(&p->stash, env->pool);
		if (unlikely(!p->batch[got]))
			break;
	}
	/*
	 * Numbers are taken for the burst as a whole, and the burst is in the ring before
	 * this CPU does anything else. So each per-CPU shard is in order, but for what
	 * interrupts it, and the consumer finds the order of all by merging them.
	 */
	preempt_disable();
	seq = atomic64_fetch_add_relaxed(n, env->seq);
	for (i = 0; i < got; i++) {
		p->batch[i]->place.seq = seq + i;
		p->batch[i]->stamp = now;
	}
	done = lfr_shards_push_batch(env->shards, p->id, (void **)p->batch, got, &high);
	preempt_enable();

	u64_stats_update_begin(&p->stats.sync);
	u64_stats_add(&p->stats.offered, n);
	u64_stats_add(&p->stats.produced, done);
	u64_stats_update_end(&p->stats.sync);
	if (high)
		env->filled(env->ctx);
	if (unlikely(done < got))
		lfr_producer_overflow(p, done, got);
	if (unlikely(got < n))
		lfr_producer_drop(p, LFR_DROP_NO_MEMORY, seq + got, n - got);
}

/* Packets that were due too long ago have their numbers, and are not sent. */
static void lfr_producer_skip(struct lfr_producer *p, u64 n)
{
	u64 seq = atomic64_fetch_add_relaxed(n, p->env->seq);

	u64_stats_update_begin(&p->stats.sync);
	u64_stats_add(&p->stats.offered, n);
	u64_stats_update_end(&p->stats.sync);
	lfr_producer_drop(p, LFR_DROP_BEHIND, seq, n);
}

/**
 * lfr_producer_step() - produce what is due
 * @p: the producer
 * @now: the time
 *
 * Context: process, may sleep if the ring is full.
 * Return: when to call again, LFR_PRODUCER_END for never.
 */
u64 lfr_producer_step(struct lfr_producer *p, u64 now)
{
	u64 due, behind = 0, overdue = 0, late = 0, lag, until;
	bool paced;
	u32 n;

	if (p->cfg.generation == U32_MAX)
		lfr_producer_adopt(p, now);
	paced = p->cfg.value[LFR_KEY_PACE] != LFR_PACE_NONE;
	if (!paced && now >= p->end)
		return LFR_PRODUCER_END;

	/* The packet that would be due at the very end is not sent any more. */
	until = min(now, p->end - 1);
	due = paced ? lfr_pace_due(&p->pace, until) : LFR_PRODUCER_BATCH;
	if (paced && due) {
		late = now - lfr_pace_deadline(&p->pace);
		lag = (u64)p->cfg.value[LFR_KEY_MAX_LAG_MS] * NSEC_PER_MSEC;
		if (unlikely(late > lag)) {
			behind = min(due, lfr_pace_due(&p->pace, now - lag - 1));
			late = lag;
		}
		lag = (u64)p->cfg.value[LFR_KEY_INTERVAL_MS] * NSEC_PER_MSEC;
		if (unlikely(late > lag))
			overdue = min(due, lfr_pace_due(&p->pace, now - lag - 1)) - behind;
		lfr_pace_advance(&p->pace, due);
	}
	if (due) {
		u64_stats_update_begin(&p->stats.sync);
		u64_stats_add(&p->stats.overdue, overdue);
		u64_stats_inc(&p->stats.wakeups);
		if (late > u64_stats_read(&p->stats.max_late))
			u64_stats_set(&p->stats.max_late, late);
		u64_stats_update_end(&p->stats.sync);
	}
	if (unlikely(behind))
		lfr_producer_skip(p, behind);
	for (due -= behind; due; due -= n) {
		n = min_t(u64, due, LFR_PRODUCER_BATCH);
		lfr_producer_burst(p, n, now);
		cond_resched();
	}
	/* What was due by the old schedule has been offered; a new one counts from here. */
	lfr_producer_adopt(p, now);
	if (p->cfg.value[LFR_KEY_PACE] == LFR_PACE_NONE)
		return now;
	until = lfr_pace_deadline(&p->pace);
	return until < p->end ? until : LFR_PRODUCER_END;
}

/* Sleep until @until, or until something happens. */
static void lfr_producer_sleep(struct lfr_producer *p, u64 until)
{
	ktime_t at = ns_to_ktime(until);

	/* A poke may have come while it was awake, when it wakes nobody. */
	set_current_state(TASK_IDLE);
	if (!kthread_should_stop() && !lfr_producer_outdated(p))
		schedule_hrtimeout(&at, HRTIMER_MODE_ABS);
	__set_current_state(TASK_RUNNING);
}

static void lfr_producer_spin(struct lfr_producer *p, u64 until)
{
	while (ktime_get_ns() < until && !kthread_should_stop() && !lfr_producer_outdated(p)) {
		cpu_relax();
		cond_resched();
	}
}

/* Wait for the deadline @until the way the configuration says. */
static void lfr_producer_wait(struct lfr_producer *p, u64 until)
{
	u64 quantum = (u64)p->cfg.value[LFR_KEY_QUANTUM_US] * NSEC_PER_USEC, shared;

	switch (p->cfg.value[LFR_KEY_PACE]) {
	case LFR_PACE_SLEEP:
		/*
		 * Packets closer to each other than a quantum share a wake-up, and since
		 * all producers use the same grid their timers share an interrupt. The last
		 * ones are not held back beyond the end.
		 */
		if (div_u64(p->pace.span, p->pace.per) < quantum) {
			shared = div64_u64(until + quantum - 1, quantum) * quantum;
			if (shared < p->end)
				until = shared;
		}
		lfr_producer_sleep(p, until);
		break;
	case LFR_PACE_HYBRID:
		if (until > ktime_get_ns() + LFR_PRODUCER_SPIN_NS)
			lfr_producer_sleep(p, until - LFR_PRODUCER_SPIN_NS);
		fallthrough;
	case LFR_PACE_BUSY:
		lfr_producer_spin(p, until);
		break;
	default:
		cond_resched();
		break;
	}
}

static int lfr_producer_main(void *arg)
{
	struct lfr_producer *p = arg;
	u64 until = 0;

	while (!kthread_should_stop()) {
		until = lfr_producer_step(p, ktime_get_ns());
		if (until == LFR_PRODUCER_END)
			break;
		lfr_producer_wait(p, until);
	}
	WRITE_ONCE(p->finished, until == LFR_PRODUCER_END);
	u64_stats_update_begin(&p->stats.sync);
	u64_stats_set(&p->stats.ended, ktime_get_ns());
	u64_stats_update_end(&p->stats.sync);
	if (until == LFR_PRODUCER_END)
		p->env->ended(p->env->ctx);

	/* The thread must not be gone when it is stopped. */
	for (;;) {
		set_current_state(TASK_IDLE);
		if (kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return 0;
}

/**
 * lfr_producer_thread() - give a producer its thread; it does not run yet
 * @p: the producer
 * @pipeline: name of its pipeline
 * @cpu: CPU on which it should run as long as that is possible
 *
 * Context: process, may sleep.
 * Return: 0 or an error.
 */
int lfr_producer_thread(struct lfr_producer *p, const char *pipeline, int cpu)
{
	struct task_struct *task;

	task = kthread_create_on_node(lfr_producer_main, p, cpu_to_node(cpu), "%.9s/p%u",
				      pipeline, p->id);
	if (IS_ERR(task))
		return PTR_ERR(task);
	/* Not kthread_bind(): an administrator may move it, and so may a CPU going away. */
	set_cpus_allowed_ptr(task, cpumask_of(cpu));
	p->task = task;
	return 0;
}

/**
 * lfr_producer_start() - let a producer's thread run
 * @p: the producer
 */
void lfr_producer_start(struct lfr_producer *p)
{
	wake_up_process(p->task);
}

/**
 * lfr_producer_poke() - have a producer look at its configuration now
 * @p: the producer
 */
void lfr_producer_poke(struct lfr_producer *p)
{
	wake_up_process(p->task);
}

/**
 * lfr_producer_stop() - end a producer's thread and wait for its end
 * @p: the producer; may have no thread
 *
 * Context: process, may sleep.
 */
void lfr_producer_stop(struct lfr_producer *p)
{
	if (!p->task)
		return;
	kthread_stop(p->task);
	p->task = NULL;
}

/**
 * lfr_producer_read() - read a producer's counters
 * @p: the producer
 * @view: where to put them
 *
 * Context: any but hard interrupt.
 */
void lfr_producer_read(const struct lfr_producer *p, struct lfr_producer_view *view)
{
	const struct lfr_producer_stats *s = &p->stats;
	unsigned int start;
	int i;

	do {
		start = u64_stats_fetch_begin(&s->sync);
		view->produced = u64_stats_read(&s->produced);
		for (i = 0; i < LFR_DROPS; i++)
			view->dropped[i] = u64_stats_read(&s->dropped[i]);
		view->offered = u64_stats_read(&s->offered);
		view->retries = u64_stats_read(&s->retries);
		view->backoffs = u64_stats_read(&s->backoffs);
		view->overdue = u64_stats_read(&s->overdue);
		view->wakeups = u64_stats_read(&s->wakeups);
		view->max_late = u64_stats_read(&s->max_late);
		view->ended = u64_stats_read(&s->ended);
	} while (u64_stats_fetch_retry(&s->sync, start));
	view->finished = READ_ONCE(p->finished);
}
