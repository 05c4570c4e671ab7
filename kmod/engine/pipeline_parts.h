/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pipeline_parts.h - what the files that make up a pipeline know of each other
 *
 *	pipeline.c	its life
 *	pipeline_read.c	its counters
 */
#ifndef _LFRING_ENGINE_PIPELINE_PARTS_H
#define _LFRING_ENGINE_PIPELINE_PARTS_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/mutex.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include <linux/workqueue.h>
#include "engine/config.h"
#include "engine/consumer.h"
#include "engine/packet.h"
#include "engine/pipeline.h"
#include "engine/producer.h"
#include "engine/tap.h"

struct lfr_shards;

/**
 * struct lfr_pipeline_alarm - keeps drop events to one a second
 * @next: jiffies from when on the next one may be sent
 * @suppressed: events that were not sent since the last one
 */
struct lfr_pipeline_alarm {
	atomic_long_t next;
	atomic64_t suppressed;
};

/**
 * struct lfr_pipeline - a pipeline
 * @name: its name
 * @number: its number in tracepoints
 * @events: what it tells its owner
 * @ctx: handed to that
 * @lock: one operation at a time
 * @state: where it is in its life; written under @lock
 * @cfg: its configuration
 * @live: the configuration its threads run with, NULL while it is idle
 * @shards: ring of the last run, NULL while it is idle
 * @pool: packets of the last run
 * @env: what its producers share
 * @producers: producers of the last run
 * @nr_producers: number of them
 * @producing: how many have not come to their end
 * @consumer: consumer and window of the last run
 * @start: when the last run started, ns
 * @end: when its producers had ended, ns; 0 before
 * @shutdown_ns: time the last stop took
 * @tap: who gets to see the packets that leave the window; NULL while nobody does
 * @finish: stops a run whose producers have come to their end
 * @report: prints statistics from time to time
 * @alarm: drop events by reason
 * @seq: the next sequence number
 */
struct lfr_pipeline {
	char name[LFR_PIPELINE_NAME_LEN];
	u32 number;
	const struct lfr_pipeline_events *events;
	void *ctx;

	struct mutex lock; /* all that follows, but for seq */
	enum lfr_state state;
	struct lfr_config cfg;
	struct lfr_config __rcu *live;

	struct lfr_shards *shards;
	struct lfr_packet_pool pool;
	struct lfr_producer_env env;
	struct lfr_producer **producers;
	u32 nr_producers;
	atomic_t producing;
	struct lfr_consumer *consumer;

	u64 start;
	u64 end;
	u64 shutdown_ns;
	struct lfr_tap __rcu *tap;
	struct work_struct finish;
	struct delayed_work report;
	struct lfr_pipeline_alarm alarm[LFR_DROPS];

	atomic64_t seq ____cacheline_aligned;
};

u64 lfr_pipeline_producer_ns(struct lfr_pipeline *pl, const struct lfr_producer_view *view);
void lfr_pipeline_read_locked(struct lfr_pipeline *pl, struct lfr_pipeline_view *view);

#endif /* _LFRING_ENGINE_PIPELINE_PARTS_H */
