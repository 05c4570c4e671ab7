/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stats.h - counters: one writer each, any number of readers
 *
 * Each thread of a pipeline counts in a block of its own, on cache lines of its
 * own, under u64_stats_sync; whoever reads adds the blocks up. So counting needs
 * no atomic operation, and reading disturbs nobody.
 */
#ifndef _LFRING_ENGINE_STATS_H
#define _LFRING_ENGINE_STATS_H

#include <linux/bitops.h>
#include <linux/cache.h>
#include <linux/minmax.h>
#include <linux/types.h>
#include <linux/u64_stats_sync.h>

/**
 * enum lfr_drop - why a packet was offered but not produced
 * @LFR_DROP_RING_FULL: its shard was full, and the policy for that was exhausted
 * @LFR_DROP_NO_MEMORY: no packet could be allocated
 * @LFR_DROP_BEHIND: it was due more than max_lag_ms ago
 * @LFR_DROP_STOPPED: the pipeline was stopped while its producer waited for room
 * @LFR_DROPS: number of reasons
 */
enum lfr_drop {
	LFR_DROP_RING_FULL,
	LFR_DROP_NO_MEMORY,
	LFR_DROP_BEHIND,
	LFR_DROP_STOPPED,
	LFR_DROPS
};

/* Bucket 0 counts 0, bucket n counts 2^(n-1) ... 2^n - 1. */
#define LFR_HIST_BUCKETS 48

/**
 * struct lfr_hist - a histogram with a bucket for each power of two
 * @bucket: counts
 */
struct lfr_hist {
	u64_stats_t bucket[LFR_HIST_BUCKETS];
};

/* The bucket that counts a value. */
static inline int lfr_hist_bucket(u64 value)
{
	return min(fls64(value), LFR_HIST_BUCKETS - 1);
}

/* @n values that are alike. Writer only, between u64_stats_update_begin() and _end(). */
static inline void lfr_hist_add_many(struct lfr_hist *hist, u64 value, u32 n)
{
	u64_stats_add(&hist->bucket[lfr_hist_bucket(value)], n);
}

/* The same of one value. */
static inline void lfr_hist_add(struct lfr_hist *hist, u64 value)
{
	lfr_hist_add_many(hist, value, 1);
}

/**
 * struct lfr_hist_view - a histogram that was read
 * @bucket: counts
 */
struct lfr_hist_view {
	u64 bucket[LFR_HIST_BUCKETS];
};

/* Reader, between u64_stats_fetch_begin() and _retry(). */
static inline void lfr_hist_read(const struct lfr_hist *hist, struct lfr_hist_view *view)
{
	int i;

	for (i = 0; i < LFR_HIST_BUCKETS; i++)
		view->bucket[i] = u64_stats_read(&hist->bucket[i]);
}

/**
 * struct lfr_producer_stats - what a producer counts
 * @sync: makes 64-bit counters readable on 32-bit machines
 * @offered: packets that were due
 * @produced: packets put into the ring
 * @dropped: packets that were due but not put into the ring, by reason
 * @retries: attempts to push into a full shard that came before a sleep or a drop
 * @backoffs: sleeps because of a full shard
 * @overdue: packets produced more than interval_ms after they were due
 * @wakeups: times it went to produce something
 * @max_late: longest time that a packet was produced after it was due, ns
 * @ended: when it ended, ns; 0 while it is at work
 */
struct lfr_producer_stats {
	struct u64_stats_sync sync;
	u64_stats_t offered;
	u64_stats_t produced;
	u64_stats_t dropped[LFR_DROPS];
	u64_stats_t retries;
	u64_stats_t backoffs;
	u64_stats_t overdue;
	u64_stats_t wakeups;
	u64_stats_t max_late;
	u64_stats_t ended;
};

/**
 * struct lfr_consumer_stats - what a consumer counts
 * @sync: makes 64-bit counters readable on 32-bit machines
 * @consumed: packets taken out of the ring
 * @inserted: packets put into the window
 * @duplicate: packets whose sequence number had been seen before
 * @late: packets that came after their turn to leave the window
 * @evicted: packets that left the window in order
 * @wakeups_timer: wake-ups by the timer
 * @wakeups_mark: wake-ups by a filled shard
 * @drains: times the ring was emptied
 * @rate: packets a second over the last second, times 1000
 * @rate_at: when @rate was measured, ns
 * @residency: ns from a packet's burst to its being taken out of the ring
 * @drain: packets taken out in one drain
 * @wake_late: ns from the timer's deadline until the consumer ran
 */
struct lfr_consumer_stats {
	struct u64_stats_sync sync;
	u64_stats_t consumed;
	u64_stats_t inserted;
	u64_stats_t duplicate;
	u64_stats_t late;
	u64_stats_t evicted;
	u64_stats_t wakeups_timer;
	u64_stats_t wakeups_mark;
	u64_stats_t drains;
	u64_stats_t rate;
	u64_stats_t rate_at;
	struct lfr_hist residency;
	struct lfr_hist drain;
	struct lfr_hist wake_late;
};

#endif /* _LFRING_ENGINE_STATS_H */
