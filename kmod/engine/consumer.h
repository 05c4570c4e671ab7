/* SPDX-License-Identifier: GPL-2.0 */
/*
 * consumer.h - the thread that drains the ring into the window
 *
 * It sleeps until its timer fires (every interval_ms) or a shard is filled up to
 * the watermark, then empties the ring, however much there is, and sleeps again.
 *
 * No wake-up is lost: whoever wants the consumer to run sets a bit of @kick by a
 * fully ordered read-modify-write, after having pushed. The consumer declares
 * itself asleep (set_current_state() is a full barrier), then takes the bits by
 * another one, and only sleeps if there were none. So either it sees the bit, or
 * the other side sees it asleep and wakes it.
 *
 * lfr_consumer_drain() does the work; the thread only waits and calls it.
 */
#ifndef _LFRING_ENGINE_CONSUMER_H
#define _LFRING_ENGINE_CONSUMER_H

#include <linux/atomic.h>
#include <linux/hrtimer.h>
#include <linux/rcupdate.h>
#include <linux/types.h>
#include "engine/config.h"
#include "engine/stats.h"
#include "engine/tap.h"
#include "engine/window.h"

struct lfr_packet;
struct lfr_shards;
struct task_struct;

/* Packets taken out of the ring between two looks at the clock. */
#define LFR_CONSUMER_BATCH	64u

/**
 * struct lfr_consumer_env - what a consumer needs of its pipeline
 * @pipeline: its number, for tracepoints
 * @shards: where packets come from
 * @config: the configuration to run with; may change at any time
 * @tap: where somebody may wait to see packets that leave the window; may be NULL
 * @deliver: takes a packet that left the window in order, and sends it home when
 *	done; may be NULL
 * @ctx: handed to it
 */
struct lfr_consumer_env {
	u32 pipeline;
	struct lfr_shards *shards;
	struct lfr_config __rcu **config;
	struct lfr_tap __rcu **tap;
	void (*deliver)(void *ctx, struct lfr_packet *packet);
	void *ctx;
};

/**
 * struct lfr_consumer - a consumer
 * @env: what it needs of its pipeline
 * @task: its thread, NULL while it has none
 * @timer: wakes it
 * @kick: LFR_KICK_* bits, why it should run
 * @expiry: when the timer that last fired was due, ns
 * @cfg: the configuration as it was last seen
 * @window: packets in order
 * @sample_at: when the rate was last sampled, ns
 * @sample: packets consumed by then
 * @items: packets just taken out of the ring
 * @stats: what it counts
 */
struct lfr_consumer {
	struct lfr_consumer_env env;
	struct task_struct *task;
	struct hrtimer timer;
	atomic_t kick;
	atomic64_t expiry;
	struct lfr_config cfg;
	struct lfr_window window;
	u64 sample_at;
	u64 sample;
	void *items[LFR_CONSUMER_BATCH];
	struct lfr_consumer_stats stats ____cacheline_aligned_in_smp;
};

int lfr_consumer_init(struct lfr_consumer *consumer, const struct lfr_consumer_env *env,
		      u64 next_seq);
void lfr_consumer_exit(struct lfr_consumer *consumer);
int lfr_consumer_thread(struct lfr_consumer *consumer, const char *pipeline);
void lfr_consumer_start(struct lfr_consumer *consumer);
void lfr_consumer_kick(struct lfr_consumer *consumer);
void lfr_consumer_poke(struct lfr_consumer *consumer);
void lfr_consumer_stop(struct lfr_consumer *consumer);
u64 lfr_consumer_drain(struct lfr_consumer *consumer);
void lfr_consumer_flush(struct lfr_consumer *consumer);

/**
 * struct lfr_consumer_view - a consumer's counters that were read
 * @consumed: as in struct lfr_consumer_stats, like all the others
 * @inserted: -
 * @duplicate: -
 * @late: -
 * @evicted: -
 * @wakeups_timer: -
 * @wakeups_mark: -
 * @drains: -
 * @rate: -
 * @rate_at: -
 * @residency: -
 * @drain: -
 * @wake_late: -
 */
struct lfr_consumer_view {
	u64 consumed;
	u64 inserted;
	u64 duplicate;
	u64 late;
	u64 evicted;
	u64 wakeups_timer;
	u64 wakeups_mark;
	u64 drains;
	u64 rate;
	u64 rate_at;
	struct lfr_hist_view residency;
	struct lfr_hist_view drain;
	struct lfr_hist_view wake_late;
};

void lfr_consumer_read(const struct lfr_consumer *consumer, struct lfr_consumer_view *view);

#endif /* _LFRING_ENGINE_CONSUMER_H */
