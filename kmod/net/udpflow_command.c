// SPDX-License-Identifier: GPL-2.0
/*
 * udpflow_command.c - what is done to a flow from outside: it may sleep, but for what the consumer
 * does of it
 */
#include <linux/bottom_half.h>
#include <linux/delay.h>
#include <linux/err.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/mm.h>
#include <linux/percpu.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <lfring/shards.h>
#include "net/headers.h"
#include "net/udpflow.h"
#include "net/udpflow_parts.h"

u32 lfr_flow_ring = 1024;

/* Leave word for the consumer, and wait until it has done it. The flow's lock is held. */
static void lfr_flow_tell(struct lfr_flow *flow, int todo)
{
	atomic_fetch_or_release(todo, &flow->todo); /* LMM(todo:C) */
	local_bh_disable();
	lfr_flow_ask(flow);
	local_bh_enable();
	/* Who has the role is in softirq on another CPU. */
	while (atomic_read_acquire(&flow->todo) & todo) /* LMM(todo:D) */
		usleep_range(20, 100);
}

/**
 * lfr_flow_flush() - hand on what is held, in order
 * @flow: the flow
 */
void lfr_flow_flush(struct lfr_flow *flow)
{
	mutex_lock(&flow->lock);
	lfr_flow_tell(flow, LFR_FLOW_TODO_FLUSH);
	mutex_unlock(&flow->lock);
}

/* Packets that have passed by since the flow was added. */
static u64 lfr_flow_bypassed(const struct lfr_flow *flow, enum lfr_flow_bypass why)
{
	const struct lfr_flow_cpu *cpu;
	unsigned int start;
	u64 sum = 0, n;
	int i;

	for_each_possible_cpu(i) {
		cpu = per_cpu_ptr(flow->cpu, i);
		do {
			start = u64_stats_fetch_begin(&cpu->sync);
			n = u64_stats_read(&cpu->bypass[why]);
		} while (u64_stats_fetch_retry(&cpu->sync, start));
		sum += n;
	}
	return sum;
}

/**
 * lfr_flow_reset() - set the counters to zero
 * @flow: the flow
 */
void lfr_flow_reset(struct lfr_flow *flow)
{
	int i;

	mutex_lock(&flow->lock);
	/* Each CPU goes on with its own. */
	for (i = 0; i < LFR_FLOW_BYPASSES; i++)
		flow->bypassed_before[i] = lfr_flow_bypassed(flow, i);
	lfr_flow_tell(flow, LFR_FLOW_TODO_RESET);
	mutex_unlock(&flow->lock);
}

/**
 * lfr_flow_config_lock() - get the configuration, and see to it that nobody else changes it
 * @flow: the flow
 * @config: where to put it
 */
void lfr_flow_config_lock(struct lfr_flow *flow, struct lfr_flow_config *config)
{
	mutex_lock(&flow->lock);
	*config = flow->setup.config;
}

/**
 * lfr_flow_config_unlock() - others may change the configuration again
 * @flow: the flow
 */
void lfr_flow_config_unlock(struct lfr_flow *flow)
{
	mutex_unlock(&flow->lock);
}

/**
 * lfr_flow_set() - change the configuration
 * @flow: the flow, between lfr_flow_config_lock() and lfr_flow_config_unlock()
 * @config: allocated; belongs to the flow from now on
 *
 * No packet is lost by it. What is held and too much by the new configuration is handed on.
 */
void lfr_flow_set(struct lfr_flow *flow, struct lfr_flow_config *config)
{
	const struct lfr_flow_config copy = *config;

	/* Hooks begin to take packets before the consumer knows, and stop when it does. */
	if (copy.mode != LFR_FLOW_OBSERVE)
		WRITE_ONCE(flow->setup.config.mode, copy.mode);
	flow->next_config = config;
	lfr_flow_tell(flow, LFR_FLOW_TODO_CONFIG);
	WRITE_ONCE(flow->setup.config.mode, copy.mode);
	flow->setup.config = copy;
	lfr_watch_start(flow);
}

/**
 * lfr_flow_fill() - read the counters for who wants them
 * @flow: the flow; the role is the caller's, and there is no run
 */
void lfr_flow_fill(struct lfr_flow *flow)
{
	const struct lfr_flow_stats *s = &flow->stats;
	struct lfr_flow_view *view = flow->wanted;
	u32 i;

	memset(view, 0, sizeof(*view));
	view->run_ns = ktime_get_ns() - flow->reset_at;
	view->received = s->received;
	view->received_bytes = s->received_bytes;
	view->delivered = s->delivered;
	view->dropped = s->dropped_duplicate + s->dropped_late;
	view->dropped_duplicate = s->dropped_duplicate;
	view->dropped_late = s->dropped_late;
	view->late = s->late;
	view->stray = s->stray;
	view->given_up = flow->given_up + flow->window.missing;
	view->segments = s->segments;
	view->retransmitted = s->retransmitted;
	view->held = flow->held.qlen + flow->has_far;
	view->held_bytes = flow->held_bytes;
	view->held_high = s->held_high;
	lfr_hist_read(&s->delay, &view->delay);
	for (i = 0; i < flow->setup.nr_paths; i++) {
		view->path_received[i] = flow->path[i].received;
		view->path_bytes[i] = flow->path[i].bytes;
		view->path_late[i] = flow->path[i].late;
	}
	lfr_metrics_read(&flow->metrics, &view->metrics);
	for (i = 0; flow->wanted_path && flow->path_metrics && i < flow->setup.nr_paths; i++)
		lfr_metrics_read(&flow->path_metrics[i], &flow->wanted_path[i]);
}

/**
 * lfr_flow_read() - read the counters
 * @flow: the flow
 * @view: where to put them: all of one moment, but for those of packets that pass by
 * @own: where to put what the order of arrival on each path tells; may be NULL. Is left as it is
 *	if there is one path only: what @view tells is of that.
 *
 * Context: process, may sleep.
 */
void lfr_flow_read(struct lfr_flow *flow, struct lfr_flow_view *view,
		   struct lfr_metrics_view *own)
{
	int i;

	mutex_lock(&flow->lock);
	flow->wanted = view;
	flow->wanted_path = own;
	lfr_flow_tell(flow, LFR_FLOW_TODO_READ);
	for (i = 0; i < LFR_FLOW_BYPASSES; i++)
		view->bypass[i] = lfr_flow_bypassed(flow, i) - flow->bypassed_before[i];
	mutex_unlock(&flow->lock);
}

/**
 * lfr_flow_metrics_init() - nothing has been measured yet
 * @flow: the flow
 */
void lfr_flow_metrics_init(struct lfr_flow *flow)
{
	u32 i;

	lfr_metrics_init(&flow->metrics, flow->setup.clock_hz);
	for (i = 0; flow->path_metrics && i < flow->setup.nr_paths; i++)
		lfr_metrics_init(&flow->path_metrics[i], flow->setup.clock_hz);
}

static void lfr_flow_free(struct lfr_flow *flow)
{
	kvfree(flow->path_metrics);
	kvfree(flow->before.window.history);
	kvfree(flow->window.history);
	lfr_shards_destroy(flow->shards);
	free_percpu(flow->cpu);
	kvfree(flow);
}

static void lfr_flow_path_init(struct lfr_flow *flow, u32 index)
{
	const struct lfr_flow_match *match = &flow->setup.match;
	struct lfr_flow_path *path = &flow->path[index];

	path->flow = flow;
	path->index = index;
	path->ports = lfr_headers_ports(match->sport, match->dport);
	path->ports_mask = lfr_headers_ports(match->sport ? htons(0xffff) : 0, htons(0xffff));
	path->addressed = match->family || match->has_src || match->has_dst;
	INIT_LIST_HEAD(&path->on_dev);
}

/**
 * lfr_flow_create() - make a flow, which has no packets yet
 * @setup: what from; has been checked
 *
 * Context: process, may sleep.
 * Return: the flow with a reference, or NULL without memory.
 */
struct lfr_flow *lfr_flow_create(const struct lfr_flow_setup *setup)
{
	struct lfr_flow *flow = kvzalloc(sizeof(*flow), GFP_KERNEL_ACCOUNT);
	u32 bits = lfr_window_history_bits(LFR_FLOW_WINDOW_MAX);
	unsigned long *history, *before;
	int i;

	if (!flow)
		return NULL;
	flow->setup = *setup;
	flow->config = setup->config;
	flow->extract = setup->extract;
	if (setup->extract.format == LFR_EXTRACT_FIELD) {
		flow->skip = setup->extract.offset;
		flow->extract.offset = 0;
	}
	flow->want = lfr_extract_bytes(&flow->extract);
	flow->bits = lfr_extract_bits(&flow->extract);
	flow->mask = GENMASK_ULL(flow->bits - 1, 0);
	flow->cpu = alloc_percpu(struct lfr_flow_cpu);
	flow->shards = lfr_shards_create(0, lfr_ring_round(READ_ONCE(lfr_flow_ring)),
					 LFR_SELECT_CPU);
	history = kvcalloc(BITS_TO_LONGS(bits), sizeof(long), GFP_KERNEL_ACCOUNT);
	before = kvcalloc(BITS_TO_LONGS(bits), sizeof(long), GFP_KERNEL_ACCOUNT);
	lfr_window_init(&flow->window, setup->config.window, 0, history, bits);
	lfr_window_init(&flow->before.window, setup->config.window, 0, before, bits);
	if (setup->nr_paths > 1)
		flow->path_metrics = kvcalloc(setup->nr_paths, sizeof(*flow->path_metrics),
					      GFP_KERNEL_ACCOUNT);
	if (!flow->cpu || IS_ERR(flow->shards) || !history || !before ||
	    (setup->nr_paths > 1 && !flow->path_metrics)) {
		lfr_flow_free(flow);
		return NULL;
	}
	for_each_possible_cpu(i)
		u64_stats_init(&per_cpu_ptr(flow->cpu, i)->sync);
	for (i = 0; i < LFR_FLOW_PATHS; i++)
		lfr_flow_path_init(flow, i);
	mutex_init(&flow->lock);
	lfr_watch_create(flow);
	__skb_queue_head_init(&flow->held);
	lfr_flow_metrics_init(flow);
	lfr_flow_timers_init(flow);
	INIT_LIST_HEAD(&flow->list);
	refcount_set(&flow->refs, 1);
	flow->reset_at = ktime_get_ns();
	return flow;
}

/**
 * lfr_flow_stop() - hand on what is held, for the last time
 * @flow: the flow; no hook knows it any more
 *
 * Context: process, may sleep.
 */
void lfr_flow_stop(struct lfr_flow *flow)
{
	lfr_flow_flush(flow);
	/* Nothing is held, and nobody asks any more: neither starts the other, or itself. */
	hrtimer_cancel(&flow->again);
	hrtimer_cancel(&flow->timer);
}

/**
 * lfr_flow_put() - be done with a flow
 * @flow: the flow; may be NULL
 *
 * Context: process, may sleep.
 */
void lfr_flow_put(struct lfr_flow *flow)
{
	if (!flow || !refcount_dec_and_test(&flow->refs))
		return;
	lfr_watch_stop(flow);
	if (flow->freed)
		flow->freed(flow);
	lfr_flow_free(flow);
}
