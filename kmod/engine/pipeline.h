/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pipeline.h - producers, ring, consumer and window put together
 *
 * Life of a pipeline:
 *
 *	create -> IDLE -> start -> RUNNING -> stop -> DRAINING -> STOPPED
 *	           ^                  ^                              |
 *	           |                  +------------ start -----------+
 *	           +----------------------- reset -------------------+
 *
 * Start: window and counters are new, the consumer runs before the producers do.
 * Stop: producers end and are joined, the consumer empties the ring and ends. What
 * was counted, and what is in the window, stays until reset, start or destroy.
 *
 * All functions may sleep and may be called from several threads at once; each
 * operation is complete before the next begins.
 */
#ifndef _LFRING_ENGINE_PIPELINE_H
#define _LFRING_ENGINE_PIPELINE_H

#include <linux/types.h>
#include "engine/config.h"
#include "engine/consumer.h"
#include "engine/packet.h"
#include "engine/producer.h"
#include "engine/stats.h"
#include "engine/tap.h"

#define LFR_PIPELINE_NAME_LEN	32

enum lfr_state {
	LFR_STATE_IDLE,
	LFR_STATE_RUNNING,
	LFR_STATE_DRAINING,
	LFR_STATE_STOPPED,
};

struct lfr_pipeline;

/**
 * struct lfr_pipeline_events - what a pipeline tells its owner
 * @state: it has changed its state
 * @drop: packets were dropped; at most once a second for each reason, @suppressed
 *	times it was not told; @total have been dropped for @reason since the start
 *
 * Called in process context; must not call back into the pipeline.
 */
struct lfr_pipeline_events {
	void (*state)(void *ctx, const char *name, enum lfr_state state);
	void (*drop)(void *ctx, const char *name, enum lfr_drop reason, u64 total,
		     u64 suppressed);
};

/**
 * struct lfr_pipeline_view - a pipeline's counters that were read
 * @state: where it is in its life
 * @run_ns: time from its start until now, or until its producers had ended
 * @target_bps: rate asked of all producers together
 * @rate_bps: rate reached, over the last second or over the run
 * @dropped: packets dropped by reason
 * @shutdown_ns: time the last stop took
 * @in_ring: packets in the ring
 * @packets: packets in existence
 * @capacity: slots of the ring
 * @shards: shards of the ring
 * @high_water: most packets the consumer found in one shard
 * @stalls: times the consumer met a slot that was claimed and not published
 * @producer: counters of all producers added up
 * @consumer: the consumer's counters
 * @window: the window
 * @pool: where packets come from
 */
struct lfr_pipeline_view {
	enum lfr_state state;
	u64 run_ns;
	u64 target_bps;
	u64 rate_bps;
	u64 dropped;
	u64 shutdown_ns;
	u64 in_ring;
	u64 packets;
	u32 capacity;
	u32 shards;
	u32 high_water;
	u64 stalls;
	struct lfr_producer_view producer;
	struct lfr_consumer_view consumer;
	struct {
		u32 size;
		u32 len;
		u32 high_water;
		u64 first_seq;
		u64 last_seq;
		u64 next_seq;
		u64 missing;
		u64 appended;
		u64 searched;
	} window;
	struct lfr_packet_pool_view pool;
};

/**
 * struct lfr_pipeline_producer_view - one producer's counters that were read
 * @running: its thread is at work
 * @run_ns: time from the start until now, or until it ended
 * @target_bps: rate asked of it
 * @rate_bps: rate it reached
 * @bytes: payload it produced
 * @count: its counters
 */
struct lfr_pipeline_producer_view {
	bool running;
	u64 run_ns;
	u64 target_bps;
	u64 rate_bps;
	u64 bytes;
	struct lfr_producer_view count;
};

/**
 * struct lfr_pipeline_shard_view - one shard's counters that were read
 * @capacity: its slots
 * @len: slots in use
 * @high_water: most that the consumer found in use
 * @pushed: slots claimed since the start
 * @popped: slots consumed since the start
 * @stalls: times its oldest slot was claimed and not published
 */
struct lfr_pipeline_shard_view {
	u32 capacity;
	u32 len;
	u32 high_water;
	u64 pushed;
	u64 popped;
	u64 stalls;
};

struct lfr_pipeline *lfr_pipeline_create(const char *name, const struct lfr_config *cfg,
					 const struct lfr_pipeline_events *events, void *ctx);
void lfr_pipeline_destroy(struct lfr_pipeline *pipeline);
int lfr_pipeline_start(struct lfr_pipeline *pipeline, struct lfr_why *why);
void lfr_pipeline_stop(struct lfr_pipeline *pipeline);
int lfr_pipeline_reset(struct lfr_pipeline *pipeline);
int lfr_pipeline_set(struct lfr_pipeline *pipeline, const struct lfr_config *cfg,
		     struct lfr_why *why);

const char *lfr_pipeline_name(const struct lfr_pipeline *pipeline);
enum lfr_state lfr_pipeline_state(struct lfr_pipeline *pipeline);
struct lfr_tap __rcu **lfr_pipeline_tap(struct lfr_pipeline *pipeline);
void lfr_pipeline_config(struct lfr_pipeline *pipeline, struct lfr_config *cfg);
void lfr_pipeline_read(struct lfr_pipeline *pipeline, struct lfr_pipeline_view *view);
int lfr_pipeline_read_producer(struct lfr_pipeline *pipeline, u32 i,
			       struct lfr_pipeline_producer_view *view);
int lfr_pipeline_read_shard(struct lfr_pipeline *pipeline, u32 i,
			    struct lfr_pipeline_shard_view *view);

#endif /* _LFRING_ENGINE_PIPELINE_H */
