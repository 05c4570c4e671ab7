// SPDX-License-Identifier: GPL-2.0
/*
 * consumer.c - the thread that drains the ring into the window
 */
#include <linux/bitmap.h>
#include <linux/err.h>
#include <linux/kthread.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/processor.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <lfring/shards.h>
#include "engine/consumer.h"
#include "engine/packet.h"
#include "engine/trace.h"

#define LFR_KICK_TIMER	BIT(0)
#define LFR_KICK_MARK	BIT(1)
#define LFR_KICK_POKE	BIT(2)

/* How often to look again at a slot that is claimed and not published. */
#define LFR_CONSUMER_STALLS	16

static void lfr_consumer_wake(struct lfr_consumer *c, int why)
{
	/* Fully ordered; pairs with wait:A and wait:B in lfr_consumer_wait(). */
	if (!(atomic_fetch_or(why, &c->kick) & why)) /* LMM(wake:A) */
		wake_up_process(c->task);
}

static enum hrtimer_restart lfr_consumer_tick(struct hrtimer *timer)
{
	struct lfr_consumer *c = container_of(timer, struct lfr_consumer, timer);

	atomic64_set(&c->expiry, ktime_to_ns(hrtimer_get_expires(timer)));
	lfr_consumer_wake(c, LFR_KICK_TIMER);
	/* The thread arms it again, with the interval it then has. */
	return HRTIMER_NORESTART;
}

/**
 * lfr_consumer_init() - make a consumer without a thread
 * @c: the consumer, zeroed
 * @env: what it needs of its pipeline
 * @next_seq: the sequence number that comes first
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int lfr_consumer_init(struct lfr_consumer *c, const struct lfr_consumer_env *env, u64 next_seq)
{
	unsigned long *history;
	u32 bits;

	c->env = *env;
	rcu_read_lock();
	c->cfg = *rcu_dereference(*env->config);
	rcu_read_unlock();

	bits = lfr_window_history_bits(c->cfg.value[LFR_KEY_TREE_SIZE]);
	history = kvcalloc(BITS_TO_LONGS(bits), sizeof(long), GFP_KERNEL);
	if (!history)
		return -ENOMEM;
	lfr_window_init(&c->window, c->cfg.value[LFR_KEY_TREE_SIZE], next_seq, history, bits);
	u64_stats_init(&c->stats.sync);
	/*
	 * Hard: all that the callback does is a wake-up, which is fine in hard
	 * interrupt context on PREEMPT_RT too, and the sooner the better.
	 */
	hrtimer_init(&c->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_HARD);
	c->timer.function = lfr_consumer_tick;
	return 0;
}

/**
 * lfr_consumer_exit() - undo lfr_consumer_init()
 * @c: the consumer; its thread has ended and its window is empty
 */
void lfr_consumer_exit(struct lfr_consumer *c)
{
	kvfree(c->window.history);
	c->window.history = NULL;
}

/* Let who taps the pipeline see a packet. */
static noinline void lfr_consumer_show(struct lfr_consumer *c, const struct lfr_packet *packet)
{
	const struct lfr_tap_item item = {
		.seq = packet->place.seq,
		.at = packet->stamp,
		.held = max_t(s64, ktime_get_ns() - packet->stamp, 0),
		.len = packet->len,
		.link = LFR_TAP_PAYLOAD,
		.path = packet->producer,
		.bytes = packet->data,
	};
	struct lfr_tap *tap;

	rcu_read_lock();
	tap = rcu_dereference(*c->env.tap);
	if (tap)
		tap->give(tap, &item);
	rcu_read_unlock();
}

static void lfr_consumer_deliver(struct lfr_consumer *c, struct lfr_place *place)
{
	struct lfr_packet *packet = container_of(place, struct lfr_packet, place);

	trace_lfr_evict(c->env.pipeline, packet->place.seq);
	if (unlikely(c->env.tap && rcu_access_pointer(*c->env.tap)))
		lfr_consumer_show(c, packet);
	if (c->env.deliver)
		c->env.deliver(c->env.ctx, packet);
	else
		lfr_packet_put(packet);
}

/* Let go what a lowered tree_size has no room for. */
static void lfr_consumer_trim(struct lfr_consumer *c)
{
	struct lfr_place *place;

	while ((place = lfr_window_trim(&c->window))) {
		lfr_consumer_deliver(c, place);
		u64_stats_update_begin(&c->stats.sync);
		u64_stats_inc(&c->stats.evicted);
		u64_stats_update_end(&c->stats.sync);
	}
}

/* A window that was made larger has to remember farther back. */
static void lfr_consumer_remember(struct lfr_consumer *c)
{
	u32 bits = lfr_window_history_bits(c->cfg.value[LFR_KEY_TREE_SIZE]);
	unsigned long *history;

	if (bits <= c->window.history_bits)
		return;
	history = kvcalloc(BITS_TO_LONGS(bits), sizeof(long), GFP_KERNEL | __GFP_NOWARN);
	/* Without memory it remembers as far as it did. */
	if (history)
		kvfree(lfr_window_set_history(&c->window, history, bits));
}

static void lfr_consumer_adopt(struct lfr_consumer *c)
{
	const struct lfr_config *cfg;
	bool changed;

	rcu_read_lock();
	cfg = rcu_dereference(*c->env.config);
	changed = cfg->generation != c->cfg.generation;
	if (unlikely(changed))
		c->cfg = *cfg;
	rcu_read_unlock();
	if (unlikely(changed)) {
		WRITE_ONCE(c->window.size, c->cfg.value[LFR_KEY_TREE_SIZE]);
		lfr_consumer_remember(c);
		lfr_consumer_trim(c);
	}
}

/* Rate over the last second. */
static void lfr_consumer_sample(struct lfr_consumer *c, u64 now)
{
	u64 consumed = u64_stats_read(&c->stats.consumed);
	u64 ns = now - c->sample_at;

	if (ns < NSEC_PER_SEC)
		return;
	u64_stats_update_begin(&c->stats.sync);
	u64_stats_set(&c->stats.rate,
		      div64_u64((consumed - c->sample) * NSEC_PER_SEC, div_u64(ns, NSEC_PER_USEC)));
	u64_stats_set(&c->stats.rate_at, now);
	u64_stats_update_end(&c->stats.sync);
	c->sample_at = now;
	c->sample = consumed;
}

static u64 lfr_consumer_key(const void *item)
{
	return ((const struct lfr_packet *)item)->place.seq;
}

/* Put a batch into the window. */
static void lfr_consumer_take(struct lfr_consumer *c, u32 n, u64 now)
{
	u32 inserted = 0, duplicate = 0, late = 0, evicted = 0, i;
	struct lfr_packet *packet;
	struct lfr_place *out;

	u64_stats_update_begin(&c->stats.sync);
	for (i = 0; i < n; i++) {
		packet = c->items[i];
		lfr_hist_add(&c->stats.residency, max_t(s64, now - packet->stamp, 0));
	}
	u64_stats_update_end(&c->stats.sync);

	for (i = 0; i < n; i++) {
		packet = c->items[i];
		switch (lfr_window_insert(&c->window, &packet->place, &out)) {
		case LFR_WINDOW_INSERTED:
			inserted++;
			if (!out)
				break;
			evicted++;
			lfr_consumer_deliver(c, out);
			break;
		case LFR_WINDOW_DUPLICATE:
			duplicate++;
			trace_lfr_duplicate(c->env.pipeline, packet->place.seq);
			lfr_packet_put(packet);
			break;
		case LFR_WINDOW_LATE:
			late++;
			trace_lfr_late(c->env.pipeline, packet->place.seq);
			lfr_packet_put(packet);
			break;
		}
	}
	u64_stats_update_begin(&c->stats.sync);
	u64_stats_add(&c->stats.consumed, n);
	u64_stats_add(&c->stats.inserted, inserted);
	u64_stats_add(&c->stats.duplicate, duplicate);
	u64_stats_add(&c->stats.late, late);
	u64_stats_add(&c->stats.evicted, evicted);
	u64_stats_update_end(&c->stats.sync);
}

/**
 * lfr_consumer_drain() - empty the ring
 * @c: the consumer
 *
 * Slots that are claimed and not published yet belong to producers that will
 * publish them in a moment, so it looks again a few times, and then leaves them to
 * the next wake-up.
 *
 * Context: process, may sleep between batches; by the one consumer.
 * Return: number of packets.
 */
u64 lfr_consumer_drain(struct lfr_consumer *c)
{
	u32 deepest = lfr_shards_depth(c->env.shards);
	int stalls = 0;
	u64 total = 0;
	u32 n;

	for (;;) {
		u64 now;

		/*
		 * Oldest first, whichever shard it is in: a window of any size is of no use
		 * if one CPU's newer packets push out another's older ones.
		 */
		n = lfr_shards_pop_merged(c->env.shards, c->items, ARRAY_SIZE(c->items),
					  lfr_consumer_key);
		now = ktime_get_ns();
		if (n) {
			lfr_consumer_take(c, n, now);
			total += n;
		}
		/* Long enough without an end in sight, it must not wait for the end. */
		lfr_consumer_sample(c, now);
		lfr_consumer_adopt(c);
		cond_resched();
		if (n)
			continue;
		if (!lfr_shards_stalled(c->env.shards) || ++stalls == LFR_CONSUMER_STALLS)
			break;
		cpu_relax();
	}
	if (total) {
		u64_stats_update_begin(&c->stats.sync);
		u64_stats_inc(&c->stats.drains);
		lfr_hist_add(&c->stats.drain, total);
		u64_stats_update_end(&c->stats.sync);
		trace_lfr_drain(c->env.pipeline, total, deepest);
	}
	return total;
}

/**
 * lfr_consumer_flush() - send home what is in the window
 * @c: the consumer; its thread has ended
 *
 * Context: process.
 */
void lfr_consumer_flush(struct lfr_consumer *c)
{
	struct lfr_place *place;

	while ((place = lfr_window_remove_first(&c->window)))
		lfr_packet_put(container_of(place, struct lfr_packet, place));
}

/* Sleep until there is a reason not to. Returns the reasons, 0 to end. */
static int lfr_consumer_wait(struct lfr_consumer *c)
{
	int why;

	for (;;) {
		/* Both pair with the fetch_or in lfr_consumer_wake(). */
		set_current_state(TASK_IDLE); /* LMM(wait:A) */
		why = atomic_xchg(&c->kick, 0); /* LMM(wait:B) */
		if (why || kthread_should_stop())
			break;
		schedule();
	}
	__set_current_state(TASK_RUNNING);
	return why;
}

static void lfr_consumer_arm(struct lfr_consumer *c, u64 from)
{
	u64 interval = (u64)c->cfg.value[LFR_KEY_INTERVAL_MS] * NSEC_PER_MSEC;
	u64 now = ktime_get_ns(), at = from + interval;

	/* On a grid from the first tick on; ticks that were missed are left out. */
	if (at <= now)
		at += div64_u64(now - at, interval) * interval + interval;
	hrtimer_start(&c->timer, ns_to_ktime(at), HRTIMER_MODE_ABS_HARD);
}

static int lfr_consumer_main(void *arg)
{
	struct lfr_consumer *c = arg;
	u64 now = ktime_get_ns();
	bool armed = false;
	int why;

	c->sample_at = now;
	while (!kthread_should_stop()) {
		bool timed = c->cfg.value[LFR_KEY_WAKE] != LFR_WAKE_WATERMARK;

		if (timed && !armed)
			lfr_consumer_arm(c, now);
		armed = timed;
		why = lfr_consumer_wait(c);
		now = ktime_get_ns();

		u64_stats_update_begin(&c->stats.sync);
		if (why & LFR_KICK_TIMER) {
			u64 expiry = atomic64_read(&c->expiry);

			u64_stats_inc(&c->stats.wakeups_timer);
			lfr_hist_add(&c->stats.wake_late, max_t(s64, now - expiry, 0));
			now = expiry;
			armed = false;
		}
		if (why & LFR_KICK_MARK)
			u64_stats_inc(&c->stats.wakeups_mark);
		u64_stats_update_end(&c->stats.sync);

		lfr_consumer_adopt(c);
		if (why & LFR_KICK_POKE) {
			/* The interval may have changed. */
			hrtimer_cancel(&c->timer);
			armed = false;
		}
		lfr_consumer_drain(c);
	}
	hrtimer_cancel(&c->timer);
	return 0;
}

/**
 * lfr_consumer_thread() - give a consumer its thread; it does not run yet
 * @c: the consumer
 * @pipeline: name of its pipeline
 *
 * Context: process, may sleep.
 * Return: 0 or an error.
 */
int lfr_consumer_thread(struct lfr_consumer *c, const char *pipeline)
{
	struct task_struct *task = kthread_create(lfr_consumer_main, c, "%.9s/c", pipeline);

	if (IS_ERR(task))
		return PTR_ERR(task);
	c->task = task;
	return 0;
}

/**
 * lfr_consumer_start() - let a consumer's thread run
 * @c: the consumer
 */
void lfr_consumer_start(struct lfr_consumer *c)
{
	wake_up_process(c->task);
}

/**
 * lfr_consumer_kick() - have the consumer drain the ring now
 * @c: the consumer; has a thread
 *
 * Whatever was pushed before is seen by that drain.
 *
 * Context: any.
 */
void lfr_consumer_kick(struct lfr_consumer *c)
{
	lfr_consumer_wake(c, LFR_KICK_MARK);
}

/**
 * lfr_consumer_poke() - have the consumer look at its configuration now
 * @c: the consumer; has a thread
 */
void lfr_consumer_poke(struct lfr_consumer *c)
{
	lfr_consumer_wake(c, LFR_KICK_POKE);
}

/**
 * lfr_consumer_stop() - have the consumer empty the ring, end its thread and wait for that
 * @c: the consumer; may have no thread; producers have ended
 *
 * Context: process, may sleep.
 */
void lfr_consumer_stop(struct lfr_consumer *c)
{
	if (!c->task)
		return;
	kthread_stop(c->task);
	c->task = NULL;
	/*
	 * Producers have ended before: what is in the ring now is all there is. Emptied here,
	 * not by the thread, which does not run at all if it is stopped before its first turn.
	 */
	while (lfr_shards_len(c->env.shards)) {
		lfr_consumer_drain(c);
		cond_resched();
	}
}

/**
 * lfr_consumer_read() - read a consumer's counters
 * @c: the consumer
 * @view: where to put them
 *
 * Context: any but hard interrupt.
 */
void lfr_consumer_read(const struct lfr_consumer *c, struct lfr_consumer_view *view)
{
	const struct lfr_consumer_stats *s = &c->stats;
	unsigned int start;

	do {
		start = u64_stats_fetch_begin(&s->sync);
		view->evicted = u64_stats_read(&s->evicted);
		view->inserted = u64_stats_read(&s->inserted);
		view->duplicate = u64_stats_read(&s->duplicate);
		view->late = u64_stats_read(&s->late);
		view->consumed = u64_stats_read(&s->consumed);
		view->wakeups_timer = u64_stats_read(&s->wakeups_timer);
		view->wakeups_mark = u64_stats_read(&s->wakeups_mark);
		view->drains = u64_stats_read(&s->drains);
		view->rate = u64_stats_read(&s->rate);
		view->rate_at = u64_stats_read(&s->rate_at);
		lfr_hist_read(&s->residency, &view->residency);
		lfr_hist_read(&s->drain, &view->drain);
		lfr_hist_read(&s->wake_late, &view->wake_late);
	} while (u64_stats_fetch_retry(&s->sync, start));
}
