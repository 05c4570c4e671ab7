// SPDX-License-Identifier: GPL-2.0
/*
 * pipeline_read.c - a pipeline's counters, added up from its threads' blocks
 */
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/minmax.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/string.h>
#include <lfring/shards.h>
#include "engine/config.h"
#include "engine/pipeline.h"
#include "engine/pipeline_parts.h"
#include "engine/window.h"

/* Packets a second times 1000, to bit/s. */
static u64 lfr_pipeline_bps(u64 milli_pps, u32 len)
{
	return div_u64(milli_pps * len * 8, 1000);
}

/* Payload rate of @packets in @ns; exact to nine digits, however many they are. */
static u64 lfr_pipeline_rate(u64 packets, u32 len, u64 ns)
{
	u64 us = div_u64(ns, NSEC_PER_USEC);

	/* packets * 1e9 / us without overflow */
	for (; packets > U64_MAX / NSEC_PER_SEC; packets /= 2)
		us /= 2;
	if (!us)
		return 0;
	return lfr_pipeline_bps(div64_u64(packets * NSEC_PER_SEC, us), len);
}

/* The configuration of the run that is counted; what is set after it is for the next one. */
static const struct lfr_config *lfr_pipeline_ran(struct lfr_pipeline *pl)
{
	return rcu_dereference_protected(pl->live, lockdep_is_held(&pl->lock)) ?: &pl->cfg;
}

/* The rate that the configuration asks for, both in bit/s. */
static u64 lfr_pipeline_target(const struct lfr_config *cfg)
{
	return cfg->value[LFR_KEY_PACE] == LFR_PACE_NONE ? 0 : cfg->value[LFR_KEY_RATE] * 1000ull;
}

/**
 * lfr_pipeline_producer_ns() - how long has a producer run?
 * @pl: the pipeline
 * @view: the producer's counters
 *
 * One that came to its end by itself has covered its duration, though its last packet
 * was due a little earlier.
 *
 * Return: nanoseconds from the start until now, or until it ended.
 */
u64 lfr_pipeline_producer_ns(struct lfr_pipeline *pl, const struct lfr_producer_view *view)
{
	u64 duration = (u64)lfr_pipeline_ran(pl)->value[LFR_KEY_DURATION] * NSEC_PER_SEC;

	/* Not at its end yet, or stopped before its first turn. */
	if (!view->ended)
		return (pl->end ?: ktime_get_ns()) - pl->start;
	if (view->finished)
		return max(view->ended - pl->start, duration);
	return view->ended - pl->start;
}

/**
 * lfr_pipeline_tap() - where somebody may wait to see the packets that leave the window
 * @pl: the pipeline
 *
 * Return: where the tap is to be put.
 */
struct lfr_tap __rcu **lfr_pipeline_tap(struct lfr_pipeline *pl)
{
	return &pl->tap;
}

/**
 * lfr_pipeline_name() - a pipeline's name
 * @pl: the pipeline
 *
 * Return: its name.
 */
const char *lfr_pipeline_name(const struct lfr_pipeline *pl)
{
	return pl->name;
}

/**
 * lfr_pipeline_state() - where is a pipeline in its life?
 * @pl: the pipeline
 *
 * Return: its state, a snapshot.
 */
enum lfr_state lfr_pipeline_state(struct lfr_pipeline *pl)
{
	return READ_ONCE(pl->state);
}

/**
 * lfr_pipeline_config() - read a pipeline's configuration
 * @pl: the pipeline
 * @cfg: where to put it
 */
void lfr_pipeline_config(struct lfr_pipeline *pl, struct lfr_config *cfg)
{
	mutex_lock(&pl->lock);
	*cfg = pl->cfg;
	mutex_unlock(&pl->lock);
}

static void lfr_pipeline_read_window(struct lfr_pipeline *pl, struct lfr_pipeline_view *view)
{
	const struct lfr_window *w = &pl->consumer->window;

	view->window.len = READ_ONCE(w->len);
	view->window.size = READ_ONCE(w->size);
	/* It grows in between, and is written after the length. */
	view->window.high_water = max(view->window.len, READ_ONCE(w->high_water));
	view->window.next_seq = READ_ONCE(w->next);
	view->window.missing = READ_ONCE(w->missing);
	view->window.appended = READ_ONCE(w->appended);
	view->window.searched = READ_ONCE(w->searched);
	/* The tree belongs to the consumer while that runs. */
	if (pl->state == LFR_STATE_RUNNING) {
		view->window.first_seq = view->window.next_seq;
		view->window.last_seq = view->window.next_seq + view->window.len - 1;
	} else {
		view->window.first_seq = lfr_window_first_seq(w);
		view->window.last_seq = lfr_window_last_seq(w);
	}
}

/**
 * lfr_pipeline_read_locked() - read a pipeline's counters
 * @pl: the pipeline, locked
 * @view: where to put them
 */
void lfr_pipeline_read_locked(struct lfr_pipeline *pl, struct lfr_pipeline_view *view)
{
	const struct lfr_config *cfg = lfr_pipeline_ran(pl);
	u32 len = cfg->value[LFR_KEY_PACKET_SIZE], i, j;
	u64 now = ktime_get_ns(), whole = 0;

	memset(view, 0, sizeof(*view));
	view->state = pl->state;
	view->target_bps = cfg->value[LFR_KEY_PRODUCERS] * lfr_pipeline_target(cfg);
	view->window.size = cfg->value[LFR_KEY_TREE_SIZE];
	view->shards = lfr_config_nr_shards(cfg);
	view->capacity = view->shards * lfr_config_shard_size(cfg);
	if (!pl->consumer)
		return;

	/*
	 * Downstream first, so what moves on meanwhile is counted upstream as well. Only a
	 * burst that is in the ring and not in its producer's count yet shows the other way.
	 */
	lfr_pipeline_read_window(pl, view);
	lfr_consumer_read(pl->consumer, &view->consumer);
	view->in_ring = lfr_shards_len(pl->shards);
	for (i = 0; i < pl->nr_producers; i++) {
		struct lfr_producer_view p;

		lfr_producer_read(pl->producers[i], &p);
		view->producer.offered += p.offered;
		view->producer.produced += p.produced;
		for (j = 0; j < LFR_DROPS; j++) {
			view->producer.dropped[j] += p.dropped[j];
			view->dropped += p.dropped[j];
		}
		view->producer.retries += p.retries;
		view->producer.backoffs += p.backoffs;
		view->producer.overdue += p.overdue;
		view->producer.wakeups += p.wakeups;
		view->producer.max_late = max(view->producer.max_late, p.max_late);
		whole += lfr_pipeline_rate(p.produced, len, lfr_pipeline_producer_ns(pl, &p));
	}
	view->shards = lfr_shards_nr(pl->shards);
	view->capacity = lfr_shards_capacity(pl->shards);
	for (i = 0; i < view->shards; i++) {
		view->high_water = max(view->high_water, READ_ONCE(pl->shards->shard[i]->deepest));
		view->stalls += READ_ONCE(pl->shards->shard[i]->stalls);
	}
	view->packets = atomic_long_read(&pl->pool.live);
	lfr_packet_pool_read(&pl->pool, &view->pool);
	view->shutdown_ns = pl->shutdown_ns;
	view->run_ns = (pl->end ?: now) - pl->start;
	/* A run younger than its first sample is measured as a whole, like one that ended. */
	if (pl->end || !view->consumer.rate_at)
		view->rate_bps = whole;
	else if (now - view->consumer.rate_at < 2ull * NSEC_PER_SEC +
		 (u64)cfg->value[LFR_KEY_INTERVAL_MS] * NSEC_PER_MSEC)
		view->rate_bps = lfr_pipeline_bps(view->consumer.rate, len);
}

/**
 * lfr_pipeline_read() - read a pipeline's counters
 * @pl: the pipeline
 * @view: where to put them
 */
void lfr_pipeline_read(struct lfr_pipeline *pl, struct lfr_pipeline_view *view)
{
	mutex_lock(&pl->lock);
	lfr_pipeline_read_locked(pl, view);
	mutex_unlock(&pl->lock);
}

/**
 * lfr_pipeline_read_producer() - read one producer's counters
 * @pl: the pipeline
 * @i: number of the producer
 * @view: where to put them
 *
 * Return: 0, or -ENOENT if there is no such producer, as before the first start.
 */
int lfr_pipeline_read_producer(struct lfr_pipeline *pl, u32 i,
			       struct lfr_pipeline_producer_view *view)
{
	const struct lfr_config *cfg;
	int ret = -ENOENT;

	mutex_lock(&pl->lock);
	if (i >= pl->nr_producers)
		goto unlock;
	cfg = lfr_pipeline_ran(pl);
	lfr_producer_read(pl->producers[i], &view->count);
	view->running = pl->producers[i]->task && !view->count.ended;
	view->run_ns = lfr_pipeline_producer_ns(pl, &view->count);
	view->target_bps = lfr_pipeline_target(cfg);
	view->bytes = view->count.produced * cfg->value[LFR_KEY_PACKET_SIZE];
	view->rate_bps = lfr_pipeline_rate(view->count.produced, cfg->value[LFR_KEY_PACKET_SIZE],
					   view->run_ns);
	ret = 0;
unlock:
	mutex_unlock(&pl->lock);
	return ret;
}

/**
 * lfr_pipeline_read_shard() - read one shard's counters
 * @pl: the pipeline
 * @i: number of the shard
 * @view: where to put them
 *
 * Return: 0, or -ENOENT if there is no such shard, as before the first start.
 */
int lfr_pipeline_read_shard(struct lfr_pipeline *pl, u32 i, struct lfr_pipeline_shard_view *view)
{
	const struct lfr_ring *ring;
	int ret = -ENOENT;

	mutex_lock(&pl->lock);
	if (!pl->shards || i >= lfr_shards_nr(pl->shards))
		goto unlock;
	ring = pl->shards->shard[i];
	view->capacity = lfr_ring_size(ring);
	view->len = lfr_ring_len(ring);
	view->high_water = READ_ONCE(ring->deepest);
	view->popped = lfr_ring_head(ring);
	view->pushed = lfr_ring_tail(ring);
	view->stalls = READ_ONCE(ring->stalls);
	ret = 0;
unlock:
	mutex_unlock(&pl->lock);
	return ret;
}
