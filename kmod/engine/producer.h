/* SPDX-License-Identifier: GPL-2.0 */
/*
 * producer.h - a thread that puts packets into the ring at a given rate
 *
 * Everything that is due is offered, and everything offered is either produced or
 * dropped for a reason, so a producer that cannot keep up shows it: lateness is
 * measured against the schedule, not against the packet before (no coordinated
 * omission), and a schedule that has fallen behind by more than max_lag_ms is not
 * made up for by a burst.
 *
 * lfr_producer_step() decides, given the time; the thread only waits and calls it.
 */
#ifndef _LFRING_ENGINE_PRODUCER_H
#define _LFRING_ENGINE_PRODUCER_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <lfring/pace.h>
#include "engine/config.h"
#include "engine/packet.h"
#include "engine/stats.h"

struct lfr_shards;
struct task_struct;

/* Packets put into the ring by one claim. */
#define LFR_PRODUCER_BATCH	64u

/* What lfr_producer_step() returns when nothing more is to be produced. */
#define LFR_PRODUCER_END	U64_MAX

/**
 * struct lfr_producer_env - what producers of a pipeline share
 * @pipeline: its number, for tracepoints
 * @shards: where packets go
 * @pool: where packets come from
 * @seq: the next sequence number
 * @config: the configuration to run with; may change at any time
 * @start: when the first packet is due, ns of the monotonic clock
 * @filled: a shard is filled up to the mark; any context
 * @dropped: packets were dropped; process context
 * @ended: a producer has come to its end by itself; process context
 * @ctx: handed to these
 */
struct lfr_producer_env {
	u32 pipeline;
	struct lfr_shards *shards;
	struct lfr_packet_pool *pool;
	atomic64_t *seq;
	struct lfr_config __rcu **config;
	u64 start;
	void (*filled)(void *ctx);
	void (*dropped)(void *ctx, enum lfr_drop reason, u64 count);
	void (*ended)(void *ctx);
	void *ctx;
};

/**
 * struct lfr_producer - a producer
 * @env: what it shares with the others
 * @id: its number
 * @task: its thread, NULL while it has none
 * @cfg: the configuration as it was last seen
 * @pace: when packets are due
 * @end: when to end, U64_MAX for never
 * @stash: its packets at home
 * @batch: packets about to be pushed
 * @finished: it came to its end by itself; written before @stats.ended
 * @stats: what it counts
 */
struct lfr_producer {
	const struct lfr_producer_env *env;
	u32 id;
	struct task_struct *task;
	struct lfr_config cfg;
	struct lfr_pace pace;
	u64 end;
	struct lfr_packet_stash stash;
	struct lfr_packet *batch[LFR_PRODUCER_BATCH];
	bool finished;
	struct lfr_producer_stats stats ____cacheline_aligned_in_smp;
};

struct lfr_producer *lfr_producer_create(const struct lfr_producer_env *env, u32 id, int cpu);
void lfr_producer_destroy(struct lfr_producer *producer);
int lfr_producer_thread(struct lfr_producer *producer, const char *pipeline, int cpu);
void lfr_producer_start(struct lfr_producer *producer);
void lfr_producer_poke(struct lfr_producer *producer);
void lfr_producer_stop(struct lfr_producer *producer);
u64 lfr_producer_step(struct lfr_producer *producer, u64 now);

/**
 * struct lfr_producer_view - a producer's counters that were read
 * @offered: as in struct lfr_producer_stats, like all the others
 * @produced: -
 * @dropped: -
 * @retries: -
 * @backoffs: -
 * @overdue: -
 * @wakeups: -
 * @max_late: -
 * @ended: -
 * @finished: it came to its end by itself
 */
struct lfr_producer_view {
	u64 offered;
	u64 produced;
	u64 dropped[LFR_DROPS];
	u64 retries;
	u64 backoffs;
	u64 overdue;
	u64 wakeups;
	u64 max_late;
	u64 ended;
	bool finished;
};

void lfr_producer_read(const struct lfr_producer *producer, struct lfr_producer_view *view);

#endif /* _LFRING_ENGINE_PRODUCER_H */
