// SPDX-License-Identifier: GPL-2.0
/*
 * udpflow.c - packets of one kind from the network, put back in order
 */
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include "net/udpflow.h"
#include "net/udpflow_next.h"
#include "net/udpflow_parts.h"

#define LFR_FLOW_BATCH		32u

/* Most packets of a run. */
#define LFR_FLOW_RUN		512u

/*
 * Whoever has the role takes no more than so many packets out of the ring at a time, and looks no
 * more often before it lets the timer go on: else others could keep it from ever getting home.
 */
#define LFR_FLOW_BUDGET		128u
#define LFR_FLOW_ROUNDS		16

/**
 * struct lfr_flow_record - a packet that was observed while the role was taken
 * @packet: what the hook knows
 * @skb: a clone of the packet, if somebody wants to see it
 */
struct lfr_flow_record {
	struct lfr_flow_packet packet;
	struct sk_buff *skb;
};

/* Bit 0 of an item is the ring's, this one tells a record from a packet. */
#define LFR_FLOW_RECORD		2ul

static struct kmem_cache *lfr_flow_records;

static const struct lfr_flow_packet *lfr_flow_item(const void *item)
{
	unsigned long value = (unsigned long)item;

	if (value & LFR_FLOW_RECORD)
		return &((struct lfr_flow_record *)(value & ~LFR_FLOW_RECORD))->packet;
	return &lfr_flow_cb((struct sk_buff *)value)->packet;
}

/* A packet that has to wait to be looked at. Returns NULL without memory. */
static struct lfr_flow_record *lfr_flow_record_new(const struct lfr_flow *flow,
						   struct sk_buff *skb,
						   const struct lfr_flow_packet *packet)
{
	struct lfr_flow_record *record = kmem_cache_alloc(lfr_flow_records,
							  GFP_ATOMIC | __GFP_NOWARN);

	if (!record)
		return NULL;
	record->packet = *packet;
	record->skb = NULL;
	if (likely(!skb || !lfr_flow_tapped(flow)))
		return record;
	record->skb = skb_clone(skb, GFP_ATOMIC | __GFP_NOWARN);
	if (record->skb)
		return record;
	/* Whoever reads is to see what is counted. */
	kmem_cache_free(lfr_flow_records, record);
	return NULL;
}

static void lfr_flow_record_free(struct lfr_flow_record *record)
{
	consume_skb(record->skb);
	kmem_cache_free(lfr_flow_records, record);
}

static u64 lfr_flow_key(const void *item)
{
	return lfr_flow_item(item)->at;
}

/* --- taking */

/* So many packets have come. */
static void lfr_flow_count_in(struct lfr_flow *flow, u8 path, u32 packets, u64 bytes)
{
	flow->stats.received += packets;
	flow->stats.received_bytes += bytes;
	flow->path[path].received += packets;
	flow->path[path].bytes += bytes;
}

/* Is it the one right behind the highest? */
static bool lfr_flow_follows(const struct lfr_flow *flow, const struct lfr_flow_packet *packet)
{
	return flow->begun && packet->stream == flow->stream &&
	       packet->seq == ((flow->highest + 1) & flow->mask);
}

/* Have the order of arrival of a packet of this number measured. */
static void lfr_flow_measure(struct lfr_flow *flow, const struct lfr_flow_packet *packet, u64 seq)
{
	lfr_metrics_add(&flow->metrics, seq, packet->at, packet->media_time, packet->path);
	if (flow->path_metrics)
		lfr_metrics_add(&flow->path_metrics[packet->path], seq, packet->at,
				packet->media_time, packet->path);
}

/* It is not held: @skb is NULL where packets are observed, and have been accepted. */
static __always_inline void lfr_flow_deliver_now(struct lfr_flow *flow, struct sk_buff *skb,
						 const struct lfr_flow_packet *packet, u64 seq)
{
	lfr_flow_count_delivered(flow, 1, 0);
	if (!skb)
		return;
	if (unlikely(lfr_flow_tapped(flow)))
		lfr_flow_show_now(flow, skb, seq, packet->at, packet->path);
	lfr_flow_hand(flow, skb, flow->config.mode);
}

/**
 * lfr_flow_place() - a packet whose number is known to belong to the stream
 * @flow: the flow
 * @skb: the packet; NULL if it is only observed
 * @packet: what is known of it
 * @seq: its number, unfolded
 */
void lfr_flow_place(struct lfr_flow *flow, struct sk_buff *skb,
		    const struct lfr_flow_packet *packet, u64 seq)
{
	lfr_flow_measure(flow, packet, seq);
	if (!skb || flow->config.mode == LFR_FLOW_OBSERVE) {
		lfr_flow_deliver_now(flow, skb, packet, seq);
	} else if (flow->settled && lfr_window_pass(&flow->window, seq)) {
		lfr_flow_deliver_now(flow, skb, packet, seq);
		lfr_flow_release_due(flow);
	} else {
		lfr_flow_hold(flow, skb, packet, seq);
	}
}

/*
 * What is next may begin a run, where there is one path, and nothing is missing or late. What is
 * held is behind something that is missing, and before it is settled the window expects nothing.
 */
static void lfr_flow_run_begin(struct lfr_flow *flow)
{
	u64 next = flow->highest + 1;

	if (!flow->begun || flow->path_metrics ||
	    (flow->config.mode != LFR_FLOW_OBSERVE && flow->window.next != next))
		return;
	flow->run_first = next;
	flow->run_bytes = 0;
	/* Should that be beyond the last number there is, there is no run. */
	flow->run_end = next + lfr_metrics_ready(&flow->metrics, next, LFR_FLOW_RUN);
}

/* Catch up on what has not been counted of a run, if there is one. */
static void lfr_flow_run_end(struct lfr_flow *flow)
{
	u32 n = flow->highest + 1 - flow->run_first;

	if (!flow->run_end)
		return;
	flow->run_end = 0;
	lfr_flow_count_in(flow, 0, n, flow->run_bytes);
	lfr_flow_count_delivered(flow, n, 0);
	lfr_metrics_add_run(&flow->metrics, n, 0);
	if (flow->config.mode != LFR_FLOW_OBSERVE)
		lfr_window_pass_run(&flow->window, n);
}

/*
 * A packet has come; @skb is NULL if it is only observed, and @seen is the packet then, if there
 * is one to be shown.
 */
static void lfr_flow_in(struct lfr_flow *flow, struct sk_buff *skb, const struct sk_buff *seen,
			const struct lfr_flow_packet *packet)
{
	if (likely(lfr_flow_runs(flow, packet))) {
		lfr_flow_run_on(flow, skb, seen, packet);
		return;
	}
	lfr_flow_run_end(flow);
	lfr_flow_count_kind(flow, packet);
	lfr_flow_count_in(flow, packet->path, 1, packet->bytes);
	if (likely(lfr_flow_follows(flow, packet))) {
		flow->highest++;
		if (unlikely(lfr_flow_tapped(flow)) && seen)
			lfr_flow_show_now(flow, seen, flow->highest, packet->at, packet->path);
		lfr_flow_place(flow, skb, packet, flow->highest);
	} else {
		lfr_flow_in_any(flow, skb, seen, packet);
	}
	lfr_flow_run_begin(flow);
}

/* Take what is in the ring, about @budget packets at most. Returns whether there may be more. */
static bool lfr_flow_drain(struct lfr_flow *flow, u32 budget)
{
	void *items[LFR_FLOW_BATCH];
	struct lfr_flow_record *record;
	struct lfr_flow_packet packet;
	u32 n, i;

	while ((n = lfr_shards_pop_merged(flow->shards, items, LFR_FLOW_BATCH, lfr_flow_key))) {
		for (i = 0; i < n; i++) {
			packet = *lfr_flow_item(items[i]);
			if ((unsigned long)items[i] & LFR_FLOW_RECORD) {
				record = (void *)((unsigned long)items[i] & ~LFR_FLOW_RECORD);
				lfr_flow_in(flow, NULL, record->skb, &packet);
				lfr_flow_record_free(record);
			} else {
				lfr_flow_cb_clear(items[i]);
				lfr_flow_in(flow, items[i], NULL, &packet);
			}
		}
		if (unlikely(n >= budget))
			return true;
		budget -= n;
	}
	return false;
}

/* --- the role */

static void lfr_flow_arm(struct lfr_flow *flow, u64 at)
{
	if (flow->armed && flow->armed <= at)
		return;
	flow->armed = at;
	hrtimer_start(&flow->timer, ns_to_ktime(at), HRTIMER_MODE_ABS_SOFT);
}

/* Release what has been held long enough, see to it that the next is. */
static void lfr_flow_expire(struct lfr_flow *flow)
{
	u64 hold = (u64)flow->config.hold_ms * NSEC_PER_MSEC, now;
	struct sk_buff *oldest = skb_peek(&flow->held);

	if (likely(!oldest && !flow->has_far))
		return;
	now = ktime_get_ns();
	if (flow->armed && flow->armed <= now)
		flow->armed = 0;
	/* What comes before the oldest arrival leaves with it, and waits no longer than it. */
	while ((oldest = skb_peek(&flow->held)) && lfr_flow_cb(oldest)->at + hold <= now)
		lfr_flow_release_first(flow);
	if (flow->has_far && flow->far.at + hold <= now)
		lfr_flow_dismiss(flow);
	if (oldest)
		lfr_flow_arm(flow, lfr_flow_cb(oldest)->at + hold);
	if (flow->has_far)
		lfr_flow_arm(flow, flow->far.at + hold);
}

static void lfr_flow_adopt(struct lfr_flow *flow)
{
	struct lfr_flow_config *config = flow->next_config;
	bool took = flow->config.mode != LFR_FLOW_OBSERVE, takes;

	takes = config->mode != LFR_FLOW_OBSERVE;
	if (took && !takes)
		lfr_flow_release_all(flow);
	flow->config = *config;
	flow->next_config = NULL;
	kfree(config);
	WRITE_ONCE(flow->window.size, flow->config.window);
	if (takes && !took)
		lfr_flow_open(flow, flow->highest);
	while (flow->window.len > flow->window.size ||
	       (flow->window.len && lfr_flow_too_much(flow)))
		lfr_flow_release_first(flow);
}

static void lfr_flow_zero(struct lfr_flow *flow)
{
	struct sk_buff *skb;
	int i;

	memset(&flow->stats, 0, sizeof(flow->stats));
	for (i = 0; i < LFR_FLOW_PATHS; i++) {
		flow->path[i].received = 0;
		flow->path[i].bytes = 0;
		flow->path[i].late = 0;
	}
	/* Packets that are held have been received and have not gone on yet. */
	skb_queue_walk(&flow->held, skb)
		lfr_flow_count_in(flow, lfr_flow_cb(skb)->path, 1, lfr_flow_cb(skb)->bytes);
	if (flow->has_far)
		lfr_flow_count_in(flow, flow->far.path, 1, flow->far.bytes);
	flow->stats.held_high = flow->stats.received;
	flow->given_up = 0;
	WRITE_ONCE(flow->window.missing, 0);
	lfr_flow_metrics_init(flow);
	if (flow->begun)
		lfr_flow_metrics_stream(flow);
	flow->reset_at = ktime_get_ns();
}

/* Do what has been left. Returns whether there may be more in the ring. */
static bool lfr_flow_work(struct lfr_flow *flow)
{
	/* Pairs with the or in lfr_flow_tell(). */
	int todo = atomic_read_acquire(&flow->todo); /* LMM(todo:A) */
	bool more;

	if (likely(!todo)) {
		flow->more = lfr_flow_drain(flow, LFR_FLOW_BUDGET);
		return flow->more;
	}
	/* What was there when the word was left comes first, and after so many it has. */
	more = lfr_flow_drain(flow, lfr_shards_capacity(flow->shards) + nr_cpu_ids);
	lfr_flow_run_end(flow);
	if (todo & LFR_FLOW_TODO_CONFIG)
		lfr_flow_adopt(flow);
	if (todo & LFR_FLOW_TODO_FLUSH) {
		lfr_flow_dismiss(flow);
		lfr_flow_release_all(flow);
	}
	if (todo & LFR_FLOW_TODO_RESET)
		lfr_flow_zero(flow);
	if (todo & LFR_FLOW_TODO_READ)
		lfr_flow_fill(flow);
	/* Whoever waits for it may go on; nobody else leaves word meanwhile. */
	atomic_fetch_andnot_release(todo, &flow->todo); /* LMM(todo:B) */
	flow->more = more;
	return more;
}

/*
 * Is there something in the ring that comes first, and too much to be taken now? Whoever leaves a
 * packet asks for a look at it, so in general there is nothing, where nobody was at work.
 */
static __always_inline bool lfr_flow_more(struct lfr_flow *flow)
{
	return unlikely(flow->more) && lfr_flow_work(flow);
}

/**
 * lfr_flow_leave_slow() - lfr_flow_leave() where something may be left to do
 * @flow: the flow; the role is the caller's
 * @more: there may be packets in the ring
 */
void lfr_flow_leave_slow(struct lfr_flow *flow, bool more)
{
	int rounds = 0;

	lfr_flow_expire(flow);
	while (unlikely(more) || atomic_cmpxchg(&flow->role, 1, 0) != 1) { /* LMM(role:B) */
		if (++rounds > LFR_FLOW_ROUNDS) {
			/*
			 * This CPU has other things to do. Somebody has asked, or there is more,
			 * and that must not be forgotten: the timer goes on, and is started after
			 * the role is free, for were it before it could find the role taken, and
			 * nobody would look again. What is in the ring comes before the next one
			 * of a run.
			 */
			lfr_flow_run_end(flow);
			flow->more = true;
			atomic_xchg(&flow->role, 0); /* LMM(role:E) */
			hrtimer_start(&flow->again, 0, HRTIMER_MODE_REL_SOFT);
			return;
		}
		atomic_xchg(&flow->role, 1); /* LMM(role:C) */
		more = lfr_flow_work(flow);
		lfr_flow_expire(flow);
	}
}

/* Give the role back, when there is nothing left to do. */
static void lfr_flow_leave(struct lfr_flow *flow)
{
	if (unlikely(flow->held.qlen || flow->has_far))
		lfr_flow_leave_slow(flow, false);
	else
		lfr_flow_leave_known(flow);
}

/**
 * lfr_flow_ask() - have what was left seen by who has the role: the caller, if nobody has it
 * @flow: the flow
 *
 * Context: softirq, or bottom halves disabled.
 */
void lfr_flow_ask(struct lfr_flow *flow)
{
	/* Hooks have it already, timers and commands do not. */
	rcu_read_lock();
	if (!atomic_xchg(&flow->role, 2)) /* LMM(role:D) */
		lfr_flow_leave_slow(flow, false);
	rcu_read_unlock();
}

/* A packet has been left, behind others, by who has the role, or does not have it. */
static void lfr_flow_left(struct lfr_flow *flow, bool has)
{
	if (has)
		lfr_flow_leave_slow(flow, true);
	else
		lfr_flow_ask(flow);
}

static enum hrtimer_restart lfr_flow_timer(struct hrtimer *timer)
{
	lfr_flow_ask(container_of(timer, struct lfr_flow, timer));
	return HRTIMER_NORESTART;
}

/* Somebody has given the role back though there was something left to do. */
static enum hrtimer_restart lfr_flow_again(struct hrtimer *timer)
{
	lfr_flow_ask(container_of(timer, struct lfr_flow, again));
	return HRTIMER_NORESTART;
}

/**
 * lfr_flow_timers_init() - prepare the timers of a flow
 * @flow: the flow
 */
void lfr_flow_timers_init(struct lfr_flow *flow)
{
	hrtimer_init(&flow->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
	flow->timer.function = lfr_flow_timer;
	hrtimer_init(&flow->again, CLOCK_MONOTONIC, HRTIMER_MODE_REL_SOFT);
	flow->again.function = lfr_flow_again;
}

/* --- for hooks: in softirq, with the RCU lock */

/**
 * lfr_flow_take() - take a packet, and hand on what is in order
 * @flow: the flow
 * @skb: the packet, not shared; belongs to the flow from now on
 * @packet: what is known of it
 * @has: the role is the caller's; it is given back
 */
void lfr_flow_take(struct lfr_flow *flow, struct sk_buff *skb,
		   const struct lfr_flow_packet *packet, bool has)
{
	has = has || lfr_flow_try(flow);
	if (likely(has && !lfr_flow_more(flow))) {
		lfr_flow_in(flow, skb, NULL, packet);
		lfr_flow_leave(flow);
		return;
	}
	lfr_flow_own(skb);
	lfr_flow_cb(skb)->packet = *packet;
	if (unlikely(lfr_shards_push(flow->shards, 0, skb))) {
		lfr_flow_bypass(flow, LFR_FLOW_OVERFLOW);
		lfr_flow_cb_clear(skb);
		/* What the consumer goes by is the consumer's. */
		lfr_flow_hand(flow, skb, READ_ONCE(flow->setup.config.mode));
	}
	lfr_flow_left(flow, has);
}

/**
 * lfr_flow_observe() - measure a packet
 * @flow: the flow
 * @skb: the packet, for who taps the flow; stays as it is, and the caller's. NULL if there is none
 * @packet: what is known of it
 * @has: the role is the caller's; it is given back
 */
void lfr_flow_observe(struct lfr_flow *flow, struct sk_buff *skb,
		      const struct lfr_flow_packet *packet, bool has)
{
	struct lfr_flow_record *record;

	has = has || lfr_flow_try(flow);
	if (likely(has && !lfr_flow_more(flow))) {
		lfr_flow_in(flow, NULL, skb, packet);
		lfr_flow_leave(flow);
		return;
	}
	record = lfr_flow_record_new(flow, skb, packet);
	if (!record) {
		lfr_flow_bypass(flow, LFR_FLOW_NO_MEMORY);
	} else if (lfr_shards_push(flow->shards, 0,
				   (void *)((unsigned long)record | LFR_FLOW_RECORD))) {
		lfr_flow_record_free(record);
		lfr_flow_bypass(flow, LFR_FLOW_OVERFLOW);
	}
	lfr_flow_left(flow, has);
}

/**
 * lfr_flow_bypass() - count a packet that passes by
 * @flow: the flow
 * @why: the reason
 */
void lfr_flow_bypass(struct lfr_flow *flow, enum lfr_flow_bypass why)
{
	struct lfr_flow_cpu *cpu = this_cpu_ptr(flow->cpu);

	u64_stats_update_begin(&cpu->sync);
	u64_stats_inc(&cpu->bypass[why]);
	u64_stats_update_end(&cpu->sync);
}

/**
 * lfr_flow_init() - before the first flow
 *
 * Return: 0 or -ENOMEM.
 */
int __init lfr_flow_init(void)
{
	lfr_flow_records = KMEM_CACHE(lfr_flow_record, 0);
	return lfr_flow_records ? 0 : -ENOMEM;
}

/**
 * lfr_flow_exit() - after the last flow
 */
void lfr_flow_exit(void)
{
	kmem_cache_destroy(lfr_flow_records);
}
