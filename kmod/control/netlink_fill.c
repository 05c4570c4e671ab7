// SPDX-License-Identifier: GPL-2.0
/*
 * netlink_fill.c - an object as a message
 *
 * One function for each object, whoever it is told to: in an answer, a dump or a
 * notification.
 */
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/lfring.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include "control/netlink_parts.h"
#include "control/registry.h"
#include "deliver/device.h"
#include "engine/pipeline.h"
#include "engine/stats.h"

const u8 lfr_netlink_attr[LFR_KEYS] = {
	[LFR_KEY_PRODUCERS] = LFRING_A_PIPELINE_PRODUCERS,
	[LFR_KEY_RATE] = LFRING_A_PIPELINE_RATE,
	[LFR_KEY_PACKET_SIZE] = LFRING_A_PIPELINE_PACKET_SIZE,
	[LFR_KEY_RING_SIZE] = LFRING_A_PIPELINE_RING_SIZE,
	[LFR_KEY_SIZE_MULTIPLIER] = LFRING_A_PIPELINE_SIZE_MULTIPLIER,
	[LFR_KEY_RING_SHARDS] = LFRING_A_PIPELINE_RING_SHARDS,
	[LFR_KEY_SHARD_SELECT] = LFRING_A_PIPELINE_SHARD_SELECT,
	[LFR_KEY_TREE_SIZE] = LFRING_A_PIPELINE_TREE_SIZE,
	[LFR_KEY_INTERVAL_MS] = LFRING_A_PIPELINE_INTERVAL_MS,
	[LFR_KEY_WAKE] = LFRING_A_PIPELINE_WAKE,
	[LFR_KEY_WATERMARK] = LFRING_A_PIPELINE_WATERMARK,
	[LFR_KEY_FULL] = LFRING_A_PIPELINE_FULL,
	[LFR_KEY_MAX_RETRIES] = LFRING_A_PIPELINE_MAX_RETRIES,
	[LFR_KEY_BACKOFF_US] = LFRING_A_PIPELINE_BACKOFF_US,
	[LFR_KEY_MAX_BACKOFFS] = LFRING_A_PIPELINE_MAX_BACKOFFS,
	[LFR_KEY_PACE] = LFRING_A_PIPELINE_PACE,
	[LFR_KEY_QUANTUM_US] = LFRING_A_PIPELINE_QUANTUM_US,
	[LFR_KEY_MAX_LAG_MS] = LFRING_A_PIPELINE_MAX_LAG_MS,
	[LFR_KEY_PAYLOAD] = LFRING_A_PIPELINE_PAYLOAD,
	[LFR_KEY_DURATION] = LFRING_A_PIPELINE_DURATION,
	[LFR_KEY_STATS_INTERVAL] = LFRING_A_PIPELINE_STATS_INTERVAL,
	[LFR_KEY_DEBUG_LEVEL] = LFRING_A_PIPELINE_DEBUG_LEVEL,
};

static const u8 lfr_netlink_fill_reasons[LFR_DROPS] = {
	[LFR_DROP_RING_FULL] = LFRING_A_DROPS_RING_FULL,
	[LFR_DROP_NO_MEMORY] = LFRING_A_DROPS_NO_MEMORY,
	[LFR_DROP_BEHIND] = LFRING_A_DROPS_BEHIND,
	[LFR_DROP_STOPPED] = LFRING_A_DROPS_STOPPED,
};

/* A key or a reason that is added must be added above. */
static_assert(ARRAY_SIZE(lfr_netlink_attr) ==
	      LFRING_A_PIPELINE_DEBUG_LEVEL - LFRING_A_PIPELINE_PRODUCERS + 1);
static_assert(ARRAY_SIZE(lfr_netlink_fill_reasons) ==
	      LFRING_A_DROPS_PAD - LFRING_A_DROPS_RING_FULL);

/*
 * An answer is allocated before it is known how long it will be. This is what statistics
 * take at most, each attribute counted as the longest there is: header, padding, 64 bits.
 */
#define LFR_NETLINK_FILL_U64	(2 * NLA_HDRLEN + sizeof(u64))

static_assert((LFRING_A_STATS_MAX + LFRING_A_DROPS_MAX + LFRING_A_RING_MAX +
	       LFRING_A_WINDOW_MAX + LFRING_A_POOL_MAX + LFRING_A_READERS_MAX +
	       3 * LFR_HIST_BUCKETS) * LFR_NETLINK_FILL_U64 +
	      LFRING_NAME_LEN <= GENLMSG_DEFAULT_SIZE);

static void *lfr_netlink_fill_begin(struct sk_buff *skb, const struct lfr_netlink_to *to)
{
	void *hdr = genlmsg_put(skb, to->portid, to->seq, &lfr_netlink_family, to->flags,
				to->cmd);

	if (hdr && to->cb)
		genl_dump_check_consistent(to->cb, hdr);
	return hdr;
}

static int lfr_netlink_fill_config(struct sk_buff *skb, const struct lfr_config *cfg)
{
	int i;

	for (i = 0; i < LFR_KEYS; i++)
		if (nla_put_u32(skb, lfr_netlink_attr[i], cfg->value[i]))
			return -EMSGSIZE;
	return 0;
}

/**
 * lfr_netlink_fill_pipeline() - tell a pipeline and its configuration
 * @skb: where to append it
 * @to: its header
 * @entry: the pipeline
 * @i: 0
 *
 * Return: as lfr_netlink_fill_fn.
 */
int lfr_netlink_fill_pipeline(struct sk_buff *skb, const struct lfr_netlink_to *to,
			      struct lfr_entry *entry, u32 i)
{
	struct lfr_pipeline_view *view;
	struct lfr_config cfg;
	int ret = -EMSGSIZE;
	void *hdr;

	if (i)
		return -ENOENT;
	view = kmalloc(sizeof(*view), GFP_KERNEL);
	if (!view)
		return -ENOMEM;
	lfr_pipeline_config(entry->pipeline, &cfg);
	lfr_pipeline_read(entry->pipeline, view);

	hdr = lfr_netlink_fill_begin(skb, to);
	if (!hdr)
		goto free;
	if (nla_put_string(skb, LFRING_A_PIPELINE_NAME, lfr_pipeline_name(entry->pipeline)) ||
	    nla_put_u32(skb, LFRING_A_PIPELINE_STATE, view->state) ||
	    lfr_netlink_fill_config(skb, &cfg) ||
	    nla_put_u32(skb, LFRING_A_PIPELINE_RING_CAPACITY, view->capacity) ||
	    nla_put_u32(skb, LFRING_A_PIPELINE_SHARDS, view->shards) ||
	    lfr_netlink_fill_device(skb, LFRING_A_PIPELINE_DEVICE, entry->device)) {
		genlmsg_cancel(skb, hdr);
		goto free;
	}
	genlmsg_end(skb, hdr);
	ret = 0;
free:
	kfree(view);
	return ret;
}

/**
 * lfr_netlink_fill_device() - append where a flow or a pipeline can be read
 * @skb: where to append it
 * @attr: the attribute
 * @device: its device
 *
 * Return: 0 or -EMSGSIZE.
 */
int lfr_netlink_fill_device(struct sk_buff *skb, int attr, const struct lfr_device *device)
{
	char path[LFR_DEVICE_NAME_LEN + 8];

	scnprintf(path, sizeof(path), "lfring/%s", lfr_device_name(device));
	return nla_put_string(skb, attr, path);
}

/**
 * lfr_netlink_fill_readers() - append who reads a flow or a pipeline
 * @skb: where to append it
 * @attr: the attribute it is nested in
 * @device: its device
 *
 * Context: process, may sleep.
 * Return: 0 or -EMSGSIZE.
 */
int lfr_netlink_fill_readers(struct sk_buff *skb, int attr, struct lfr_device *device)
{
	struct nlattr *nest = nla_nest_start(skb, attr);
	struct lfr_device_view view;

	lfr_device_read(device, &view);
	if (!nest ||
	    nla_put_u32(skb, LFRING_A_READERS_READERS, view.readers) ||
	    nla_put_u64_64bit(skb, LFRING_A_READERS_RECORDS, view.records,
			      LFRING_A_READERS_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_READERS_LOST, view.lost, LFRING_A_READERS_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_READERS_TRUNCATED, view.truncated,
			      LFRING_A_READERS_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/* Drops by reason, nested. */
static int lfr_netlink_fill_drops(struct sk_buff *skb, int attr, const u64 *dropped)
{
	struct nlattr *nest = nla_nest_start(skb, attr);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < LFR_DROPS; i++)
		if (nla_put_u64_64bit(skb, lfr_netlink_fill_reasons[i], dropped[i],
				      LFRING_A_DROPS_PAD))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * lfr_netlink_fill_hist() - append a histogram without the empty buckets at its end
 * @skb: where to append it
 * @attr: the attribute it is nested in
 * @hist: the histogram
 *
 * Return: 0 or -EMSGSIZE.
 */
int lfr_netlink_fill_hist(struct sk_buff *skb, int attr, const struct lfr_hist_view *hist)
{
	struct nlattr *nest = nla_nest_start(skb, attr);
	int nr = LFR_HIST_BUCKETS, i;

	if (!nest)
		return -EMSGSIZE;
	while (nr && !hist->bucket[nr - 1])
		nr--;
	for (i = 0; i < nr; i++)
		if (nla_put_u64_64bit(skb, LFRING_A_HIST_BUCKET, hist->bucket[i],
				      LFRING_A_HIST_PAD))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int lfr_netlink_fill_ring(struct sk_buff *skb, const struct lfr_pipeline_view *view)
{
	struct nlattr *nest = nla_nest_start(skb, LFRING_A_STATS_RING);

	if (!nest ||
	    nla_put_u32(skb, LFRING_A_RING_CAPACITY, view->capacity) ||
	    nla_put_u32(skb, LFRING_A_RING_LEN, view->in_ring) ||
	    nla_put_u32(skb, LFRING_A_RING_NR_SHARDS, view->shards) ||
	    nla_put_u32(skb, LFRING_A_RING_HIGH_WATER, view->high_water) ||
	    nla_put_u64_64bit(skb, LFRING_A_RING_STALLS, view->stalls, LFRING_A_RING_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int lfr_netlink_fill_window(struct sk_buff *skb, const struct lfr_pipeline_view *view)
{
	struct nlattr *nest = nla_nest_start(skb, LFRING_A_STATS_WINDOW);

	if (!nest ||
	    nla_put_u32(skb, LFRING_A_WINDOW_SIZE, view->window.size) ||
	    nla_put_u32(skb, LFRING_A_WINDOW_LEN, view->window.len) ||
	    nla_put_u32(skb, LFRING_A_WINDOW_HIGH_WATER, view->window.high_water) ||
	    nla_put_u64_64bit(skb, LFRING_A_WINDOW_FIRST_SEQ, view->window.first_seq,
			      LFRING_A_WINDOW_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_WINDOW_LAST_SEQ, view->window.last_seq,
			      LFRING_A_WINDOW_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_WINDOW_NEXT_SEQ, view->window.next_seq,
			      LFRING_A_WINDOW_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_WINDOW_MISSING, view->window.missing,
			      LFRING_A_WINDOW_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_WINDOW_APPENDED, view->window.appended,
			      LFRING_A_WINDOW_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_WINDOW_SEARCHED, view->window.searched,
			      LFRING_A_WINDOW_PAD))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int lfr_netlink_fill_pool_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, LFRING_A_POOL_PAD);
}

static int lfr_netlink_fill_pool(struct sk_buff *skb, const struct lfr_packet_pool_view *v)
{
	struct nlattr *nest = nla_nest_start(skb, LFRING_A_STATS_POOL);

	if (!nest ||
	    nla_put_u32(skb, LFRING_A_POOL_SIZE, v->memory.size) ||
	    nla_put_u32(skb, LFRING_A_POOL_PACKETS, v->memory.objects) ||
	    nla_put_u32(skb, LFRING_A_POOL_IN_USE, v->memory.in_use) ||
	    nla_put_u32(skb, LFRING_A_POOL_IN_MAGAZINES, v->memory.in_magazines) ||
	    nla_put_u32(skb, LFRING_A_POOL_HIGH_WATER, v->memory.high_water) ||
	    lfr_netlink_fill_pool_u64(skb, LFRING_A_POOL_ALLOCS, v->memory.allocs) ||
	    lfr_netlink_fill_pool_u64(skb, LFRING_A_POOL_FREES, v->memory.frees) ||
	    lfr_netlink_fill_pool_u64(skb, LFRING_A_POOL_GETS, v->memory.gets) ||
	    lfr_netlink_fill_pool_u64(skb, LFRING_A_POOL_PUTS, v->memory.puts) ||
	    lfr_netlink_fill_pool_u64(skb, LFRING_A_POOL_FALLBACKS, v->fallbacks) ||
	    lfr_netlink_fill_pool_u64(skb, LFRING_A_POOL_REFUSED, v->refused))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int lfr_netlink_fill_stats_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, LFRING_A_STATS_PAD);
}

/* The counters of the accounting, in the order of the identities. */
static int lfr_netlink_fill_account(struct sk_buff *skb, const struct lfr_pipeline_view *v)
{
	if (lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_OFFERED, v->producer.offered) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_PRODUCED, v->producer.produced) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_DROPPED, v->dropped) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_CONSUMED, v->consumer.consumed) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_INSERTED, v->consumer.inserted) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_DUPLICATE, v->consumer.duplicate) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_LATE, v->consumer.late) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_EVICTED, v->consumer.evicted) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_IN_RING, v->in_ring) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_IN_WINDOW, v->window.len) ||
	    lfr_netlink_fill_drops(skb, LFRING_A_STATS_DROPS, v->producer.dropped))
		return -EMSGSIZE;
	return 0;
}

/* What the threads did to get there. */
static int lfr_netlink_fill_effort(struct sk_buff *skb, const struct lfr_pipeline_view *v)
{
	if (lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_RETRIES, v->producer.retries) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_BACKOFFS, v->producer.backoffs) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_OVERDUE, v->producer.overdue) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_WAKEUPS_TIMER,
				       v->consumer.wakeups_timer) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_WAKEUPS_WATERMARK,
				       v->consumer.wakeups_mark) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_DRAINS, v->consumer.drains) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_PACKETS_ALLOCATED, v->packets) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_SHUTDOWN_NS, v->shutdown_ns))
		return -EMSGSIZE;
	return 0;
}

/**
 * lfr_netlink_fill_stats() - tell a pipeline's counters
 * @skb: where to append them
 * @to: their header
 * @entry: the pipeline
 * @i: 0
 *
 * Return: as lfr_netlink_fill_fn.
 */
int lfr_netlink_fill_stats(struct sk_buff *skb, const struct lfr_netlink_to *to,
			   struct lfr_entry *entry, u32 i)
{
	struct lfr_pipeline_view *view;
	int ret = -EMSGSIZE;
	void *hdr;

	if (i)
		return -ENOENT;
	view = kmalloc(sizeof(*view), GFP_KERNEL);
	if (!view)
		return -ENOMEM;
	lfr_pipeline_read(entry->pipeline, view);

	hdr = lfr_netlink_fill_begin(skb, to);
	if (!hdr)
		goto free;
	if (nla_put_string(skb, LFRING_A_STATS_NAME, lfr_pipeline_name(entry->pipeline)) ||
	    nla_put_u32(skb, LFRING_A_STATS_STATE, view->state) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_RUN_NS, view->run_ns) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_TARGET_BPS, view->target_bps) ||
	    lfr_netlink_fill_stats_u64(skb, LFRING_A_STATS_RATE_BPS, view->rate_bps) ||
	    lfr_netlink_fill_account(skb, view) ||
	    lfr_netlink_fill_effort(skb, view) ||
	    lfr_netlink_fill_ring(skb, view) ||
	    lfr_netlink_fill_window(skb, view) ||
	    lfr_netlink_fill_hist(skb, LFRING_A_STATS_RESIDENCY_NS, &view->consumer.residency) ||
	    lfr_netlink_fill_hist(skb, LFRING_A_STATS_DRAIN_PACKETS, &view->consumer.drain) ||
	    lfr_netlink_fill_hist(skb, LFRING_A_STATS_WAKE_LATE_NS, &view->consumer.wake_late) ||
	    lfr_netlink_fill_pool(skb, &view->pool) ||
	    lfr_netlink_fill_readers(skb, LFRING_A_STATS_READERS, entry->device)) {
		genlmsg_cancel(skb, hdr);
		goto free;
	}
	genlmsg_end(skb, hdr);
	ret = 0;
free:
	kfree(view);
	return ret;
}

static int lfr_netlink_fill_producer_u64(struct sk_buff *skb, int attr, u64 value)
{
	return nla_put_u64_64bit(skb, attr, value, LFRING_A_PRODUCER_PAD);
}

/**
 * lfr_netlink_fill_producer() - tell a producer's counters
 * @skb: where to append them
 * @to: their header
 * @entry: the pipeline
 * @i: number of the producer
 *
 * Return: as lfr_netlink_fill_fn.
 */
int lfr_netlink_fill_producer(struct sk_buff *skb, const struct lfr_netlink_to *to,
			      struct lfr_entry *entry, u32 i)
{
	struct lfr_pipeline_producer_view v;
	int reason, ret;
	u64 dropped = 0;
	void *hdr;

	ret = lfr_pipeline_read_producer(entry->pipeline, i, &v);
	if (ret)
		return ret;
	for (reason = 0; reason < LFR_DROPS; reason++)
		dropped += v.count.dropped[reason];

	hdr = lfr_netlink_fill_begin(skb, to);
	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_string(skb, LFRING_A_PRODUCER_NAME, lfr_pipeline_name(entry->pipeline)) ||
	    nla_put_u32(skb, LFRING_A_PRODUCER_ID, i) ||
	    nla_put_u32(skb, LFRING_A_PRODUCER_RUNNING, v.running) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_OFFERED, v.count.offered) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_PRODUCED, v.count.produced) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_DROPPED, dropped) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_BYTES, v.bytes) ||
	    lfr_netlink_fill_drops(skb, LFRING_A_PRODUCER_DROPS, v.count.dropped) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_RETRIES, v.count.retries) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_BACKOFFS, v.count.backoffs) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_OVERDUE, v.count.overdue) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_WAKEUPS, v.count.wakeups) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_MAX_LATE_NS,
					  v.count.max_late) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_RUN_NS, v.run_ns) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_TARGET_BPS, v.target_bps) ||
	    lfr_netlink_fill_producer_u64(skb, LFRING_A_PRODUCER_RATE_BPS, v.rate_bps)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}

/**
 * lfr_netlink_fill_shard() - tell a shard's counters
 * @skb: where to append them
 * @to: their header
 * @entry: the pipeline
 * @i: number of the shard
 *
 * Return: as lfr_netlink_fill_fn.
 */
int lfr_netlink_fill_shard(struct sk_buff *skb, const struct lfr_netlink_to *to,
			   struct lfr_entry *entry, u32 i)
{
	struct lfr_pipeline_shard_view v;
	void *hdr;
	int ret;

	ret = lfr_pipeline_read_shard(entry->pipeline, i, &v);
	if (ret)
		return ret;
	hdr = lfr_netlink_fill_begin(skb, to);
	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_string(skb, LFRING_A_SHARD_NAME, lfr_pipeline_name(entry->pipeline)) ||
	    nla_put_u32(skb, LFRING_A_SHARD_ID, i) ||
	    nla_put_u32(skb, LFRING_A_SHARD_CAPACITY, v.capacity) ||
	    nla_put_u32(skb, LFRING_A_SHARD_LEN, v.len) ||
	    nla_put_u32(skb, LFRING_A_SHARD_HIGH_WATER, v.high_water) ||
	    nla_put_u64_64bit(skb, LFRING_A_SHARD_PUSHED, v.pushed, LFRING_A_SHARD_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_SHARD_POPPED, v.popped, LFRING_A_SHARD_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_SHARD_STALLS, v.stalls, LFRING_A_SHARD_PAD)) {
		genlmsg_cancel(skb, hdr);
		return -EMSGSIZE;
	}
	genlmsg_end(skb, hdr);
	return 0;
}
