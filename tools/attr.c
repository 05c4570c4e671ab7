// SPDX-License-Identifier: GPL-2.0
/*
 * The tables themselves follow kmod/uapi/lfring.yaml name by name; a test compares the two.
 */
#include <arpa/inet.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include <linux/lfring.h>

#include "attr_table.h"
#include "fmt.h"

static const char *const state_names[] = { "idle", "running", "draining", "stopped", NULL };
static const char *const select_names[] = { "producer", "rr", "hash", "random", NULL };
static const char *const wake_names[] = { "timer", "watermark", "both", NULL };
static const char *const full_names[] = { "drop", "backoff", "block", NULL };
static const char *const pace_names[] = { "sleep", "hybrid", "busy", "none", NULL };
static const char *const payload_names[] = { "pattern", "alpha72", NULL };
static const char *const reason_names[] = { "ring_full", "no_memory", "behind", "stopped", NULL };

/* clang-format off */

static const struct attr pipeline_attrs[LFRING_A_PIPELINE_MAX + 1] = {
	[LFRING_A_PIPELINE_NAME] = STRING(name),
	[LFRING_A_PIPELINE_STATE] = ENUM(state, state_names),
	[LFRING_A_PIPELINE_PRODUCERS] =
		KEY_U32(producers, NULL, "producer threads; 0 for none"),
	[LFRING_A_PIPELINE_RATE] =
		KEY_MILLI(rate, "Mb/s", "payload rate of each producer, up to 3 decimals"),
	[LFRING_A_PIPELINE_PACKET_SIZE] =
		KEY_U32(packet_size, "bytes", "payload of a packet"),
	[LFRING_A_PIPELINE_RING_SIZE] =
		KEY_U32(ring_size, "slots", "all shards together; 0 to have it computed"),
	[LFRING_A_PIPELINE_SIZE_MULTIPLIER] =
		KEY_MILLI(size_multiplier, NULL, "margin of the computed size, up to 3 decimals"),
	[LFRING_A_PIPELINE_RING_SHARDS] =
		KEY_U32(ring_shards, NULL, "shared shards, a power of two; 0 for one per CPU"),
	[LFRING_A_PIPELINE_SHARD_SELECT] =
		KEY_ENUM(shard_select, select_names, "how a packet's shared shard is chosen"),
	[LFRING_A_PIPELINE_TREE_SIZE] =
		KEY_U32(tree_size, "packets", "most packets in the ordered window"),
	[LFRING_A_PIPELINE_INTERVAL_MS] =
		KEY_U32(interval_ms, "ms", "the consumer's timer"),
	[LFRING_A_PIPELINE_WAKE] =
		KEY_ENUM(wake, wake_names, "what wakes the consumer"),
	[LFRING_A_PIPELINE_WATERMARK] =
		KEY_U32(watermark, "%", "filling of a shard that wakes the consumer"),
	[LFRING_A_PIPELINE_FULL] =
		KEY_ENUM(full, full_names, "what a producer does when its shard is full"),
	[LFRING_A_PIPELINE_MAX_RETRIES] =
		KEY_U32(max_retries, NULL, "attempts before a producer sleeps"),
	[LFRING_A_PIPELINE_BACKOFF_US] =
		KEY_U32(backoff_us, "us", "length of that sleep"),
	[LFRING_A_PIPELINE_MAX_BACKOFFS] =
		KEY_U32(max_backoffs, NULL, "sleeps before a drop; 0 for no limit"),
	[LFRING_A_PIPELINE_PACE] =
		KEY_ENUM(pace, pace_names, "how a producer waits for the next packet's time"),
	[LFRING_A_PIPELINE_QUANTUM_US] =
		KEY_U32(quantum_us, "us", "least time between two wake-ups of a producer"),
	[LFRING_A_PIPELINE_MAX_LAG_MS] =
		KEY_U32(max_lag_ms, "ms", "packets due longer ago than this are dropped"),
	[LFRING_A_PIPELINE_PAYLOAD] =
		KEY_ENUM(payload, payload_names, "what a packet is filled with"),
	[LFRING_A_PIPELINE_DURATION] =
		KEY_U32(duration, "s", "producers end after this time; 0 for never"),
	[LFRING_A_PIPELINE_STATS_INTERVAL] =
		KEY_U32(stats_interval, "s", "between two lines in the kernel log; 0 for none"),
	[LFRING_A_PIPELINE_DEBUG_LEVEL] =
		KEY_U32(debug_level, NULL, "verbosity in the kernel log, 0 to 7"),
	[LFRING_A_PIPELINE_RING_CAPACITY] = U32(ring_capacity),
	[LFRING_A_PIPELINE_SHARDS] = U32(shards),
	[LFRING_A_PIPELINE_DEVICE] = STRING(device),
};
SET(attr_pipeline, "pipeline", pipeline_attrs);

static const struct attr hist_attrs[LFRING_A_HIST_MAX + 1] = {
	[LFRING_A_HIST_BUCKET] = { .name = "bucket", .type = ATTR_BUCKETS },
};
SET(attr_hist, "hist", hist_attrs);

static const struct attr drops_attrs[LFRING_A_DROPS_MAX + 1] = {
	[LFRING_A_DROPS_RING_FULL] = U64(ring_full),
	[LFRING_A_DROPS_NO_MEMORY] = U64(no_memory),
	[LFRING_A_DROPS_BEHIND] = U64(behind),
	[LFRING_A_DROPS_STOPPED] = U64(stopped),
};
SET(attr_drops, "drops", drops_attrs);

static const struct attr ring_attrs[LFRING_A_RING_MAX + 1] = {
	[LFRING_A_RING_CAPACITY] = U32(capacity),
	[LFRING_A_RING_LEN] = U32(len),
	[LFRING_A_RING_NR_SHARDS] = U32(nr_shards),
	[LFRING_A_RING_HIGH_WATER] = U32(high_water),
	[LFRING_A_RING_STALLS] = U64(stalls),
};
SET(attr_ring, "ring", ring_attrs);

static const struct attr window_attrs[LFRING_A_WINDOW_MAX + 1] = {
	[LFRING_A_WINDOW_SIZE] = U32(size),
	[LFRING_A_WINDOW_LEN] = U32(len),
	[LFRING_A_WINDOW_HIGH_WATER] = U32(high_water),
	[LFRING_A_WINDOW_FIRST_SEQ] = U64(first_seq),
	[LFRING_A_WINDOW_LAST_SEQ] = U64(last_seq),
	[LFRING_A_WINDOW_NEXT_SEQ] = U64(next_seq),
	[LFRING_A_WINDOW_MISSING] = U64(missing),
	[LFRING_A_WINDOW_APPENDED] = U64(appended),
	[LFRING_A_WINDOW_SEARCHED] = U64(searched),
};
SET(attr_window, "window", window_attrs);

static const struct attr pool_attrs[LFRING_A_POOL_MAX + 1] = {
	[LFRING_A_POOL_SIZE] = U32(size),
	[LFRING_A_POOL_PACKETS] = U32(packets),
	[LFRING_A_POOL_IN_USE] = U32(in_use),
	[LFRING_A_POOL_IN_MAGAZINES] = U32(in_magazines),
	[LFRING_A_POOL_HIGH_WATER] = U32(high_water),
	[LFRING_A_POOL_ALLOCS] = U64(allocs),
	[LFRING_A_POOL_FREES] = U64(frees),
	[LFRING_A_POOL_GETS] = U64(gets),
	[LFRING_A_POOL_PUTS] = U64(puts),
	[LFRING_A_POOL_FALLBACKS] = U64(fallbacks),
	[LFRING_A_POOL_REFUSED] = U64(refused),
};
SET(attr_pool, "pool", pool_attrs);

static const struct attr readers_attrs[LFRING_A_READERS_MAX + 1] = {
	[LFRING_A_READERS_READERS] = U32(readers),
	[LFRING_A_READERS_RECORDS] = U64(records),
	[LFRING_A_READERS_LOST] = U64(lost),
	[LFRING_A_READERS_TRUNCATED] = U64(truncated),
};
SET(attr_readers, "readers", readers_attrs);

static const struct attr stats_attrs[LFRING_A_STATS_MAX + 1] = {
	[LFRING_A_STATS_NAME] = STRING(name),
	[LFRING_A_STATS_STATE] = ENUM(state, state_names),
	[LFRING_A_STATS_RUN_NS] = ALIAS(run_ns, run_seconds, 9),
	[LFRING_A_STATS_TARGET_BPS] = ALIAS(target_bps, target_mbps, 6),
	[LFRING_A_STATS_RATE_BPS] = ALIAS(rate_bps, rate_mbps, 6),
	[LFRING_A_STATS_OFFERED] = U64(offered),
	[LFRING_A_STATS_PRODUCED] = U64(produced),
	[LFRING_A_STATS_DROPPED] = U64(dropped),
	[LFRING_A_STATS_CONSUMED] = U64(consumed),
	[LFRING_A_STATS_INSERTED] = U64(inserted),
	[LFRING_A_STATS_DUPLICATE] = U64(duplicate),
	[LFRING_A_STATS_LATE] = U64(late),
	[LFRING_A_STATS_EVICTED] = U64(evicted),
	[LFRING_A_STATS_IN_RING] = U64(in_ring),
	[LFRING_A_STATS_IN_WINDOW] = U64(in_window),
	[LFRING_A_STATS_DROPS] = NEST(drops, attr_drops),
	[LFRING_A_STATS_RETRIES] = U64(retries),
	[LFRING_A_STATS_BACKOFFS] = U64(backoffs),
	[LFRING_A_STATS_OVERDUE] = U64(overdue),
	[LFRING_A_STATS_WAKEUPS_TIMER] = U64(wakeups_timer),
	[LFRING_A_STATS_WAKEUPS_WATERMARK] = U64(wakeups_watermark),
	[LFRING_A_STATS_DRAINS] = U64(drains),
	[LFRING_A_STATS_PACKETS_ALLOCATED] = U64(packets_allocated),
	[LFRING_A_STATS_SHUTDOWN_NS] = U64(shutdown_ns),
	[LFRING_A_STATS_RING] = NEST(ring, attr_ring),
	[LFRING_A_STATS_WINDOW] = NEST(window, attr_window),
	[LFRING_A_STATS_RESIDENCY_NS] = NEST(residency_ns, attr_hist),
	[LFRING_A_STATS_DRAIN_PACKETS] = NEST(drain_packets, attr_hist),
	[LFRING_A_STATS_WAKE_LATE_NS] = NEST(wake_late_ns, attr_hist),
	[LFRING_A_STATS_POOL] = NEST(pool, attr_pool),
	[LFRING_A_STATS_READERS] = NEST(readers, attr_readers),
};
SET(attr_stats, "stats", stats_attrs);

static const struct attr producer_attrs[LFRING_A_PRODUCER_MAX + 1] = {
	[LFRING_A_PRODUCER_NAME] = STRING(name),
	[LFRING_A_PRODUCER_ID] = U32(id),
	[LFRING_A_PRODUCER_RUNNING] = U32(running),
	[LFRING_A_PRODUCER_OFFERED] = U64(offered),
	[LFRING_A_PRODUCER_PRODUCED] = U64(produced),
	[LFRING_A_PRODUCER_DROPPED] = U64(dropped),
	[LFRING_A_PRODUCER_BYTES] = U64(bytes),
	[LFRING_A_PRODUCER_DROPS] = NEST(drops, attr_drops),
	[LFRING_A_PRODUCER_RETRIES] = U64(retries),
	[LFRING_A_PRODUCER_BACKOFFS] = U64(backoffs),
	[LFRING_A_PRODUCER_OVERDUE] = U64(overdue),
	[LFRING_A_PRODUCER_WAKEUPS] = U64(wakeups),
	[LFRING_A_PRODUCER_MAX_LATE_NS] = U64(max_late_ns),
	[LFRING_A_PRODUCER_RUN_NS] = ALIAS(run_ns, run_seconds, 9),
	[LFRING_A_PRODUCER_TARGET_BPS] = ALIAS(target_bps, target_mbps, 6),
	[LFRING_A_PRODUCER_RATE_BPS] = ALIAS(rate_bps, rate_mbps, 6),
};
SET(attr_producer, "producer", producer_attrs);

static const struct attr shard_attrs[LFRING_A_SHARD_MAX + 1] = {
	[LFRING_A_SHARD_NAME] = STRING(name),
	[LFRING_A_SHARD_ID] = U32(id),
	[LFRING_A_SHARD_CAPACITY] = U32(capacity),
	[LFRING_A_SHARD_LEN] = U32(len),
	[LFRING_A_SHARD_HIGH_WATER] = U32(high_water),
	[LFRING_A_SHARD_PUSHED] = U64(pushed),
	[LFRING_A_SHARD_POPPED] = U64(popped),
	[LFRING_A_SHARD_STALLS] = U64(stalls),
};
SET(attr_shard, "shard", shard_attrs);

static const struct attr event_attrs[LFRING_A_EVENT_MAX + 1] = {
	[LFRING_A_EVENT_NAME] = STRING(name),
	[LFRING_A_EVENT_STATE] = ENUM(state, state_names),
	[LFRING_A_EVENT_REASON] = ENUM(reason, reason_names),
	[LFRING_A_EVENT_DROPPED] = U64(dropped),
	[LFRING_A_EVENT_SUPPRESSED] = U64(suppressed),
};
SET(attr_event, "event", event_attrs);

const char *const attr_cmd_names[LFRING_CMD_MAX + 1] = {
	[LFRING_CMD_PIPELINE_GET] = "pipeline-get",
	[LFRING_CMD_PIPELINE_ADD] = "pipeline-add",
	[LFRING_CMD_PIPELINE_SET] = "pipeline-set",
	[LFRING_CMD_PIPELINE_DEL] = "pipeline-del",
	[LFRING_CMD_PIPELINE_START] = "pipeline-start",
	[LFRING_CMD_PIPELINE_STOP] = "pipeline-stop",
	[LFRING_CMD_PIPELINE_RESET] = "pipeline-reset",
	[LFRING_CMD_STATS_GET] = "stats-get",
	[LFRING_CMD_PRODUCER_GET] = "producer-get",
	[LFRING_CMD_SHARD_GET] = "shard-get",
	[LFRING_CMD_PIPELINE_ADD_NTF] = "pipeline-add-ntf",
	[LFRING_CMD_PIPELINE_DEL_NTF] = "pipeline-del-ntf",
	[LFRING_CMD_PIPELINE_SET_NTF] = "pipeline-set-ntf",
	[LFRING_CMD_STATE_NTF] = "state-ntf",
	[LFRING_CMD_DROP_NTF] = "drop-ntf",
	[LFRING_CMD_FLOW_GET] = "flow-get",
	[LFRING_CMD_FLOW_ADD] = "flow-add",
	[LFRING_CMD_FLOW_SET] = "flow-set",
	[LFRING_CMD_FLOW_DEL] = "flow-del",
	[LFRING_CMD_FLOW_FLUSH] = "flow-flush",
	[LFRING_CMD_FLOW_RESET] = "flow-reset",
	[LFRING_CMD_FLOW_STATS_GET] = "flow-stats-get",
	[LFRING_CMD_FLOW_ADD_NTF] = "flow-add-ntf",
	[LFRING_CMD_FLOW_DEL_NTF] = "flow-del-ntf",
	[LFRING_CMD_FLOW_SET_NTF] = "flow-set-ntf",
	[LFRING_CMD_FLOW_ALARM_NTF] = "flow-alarm-ntf",
};

/* clang-format on */

const struct attr_set *attr_cmd_set(unsigned int cmd)
{
	switch (cmd) {
	case LFRING_CMD_STATS_GET:
		return &attr_stats;
	case LFRING_CMD_PRODUCER_GET:
		return &attr_producer;
	case LFRING_CMD_SHARD_GET:
		return &attr_shard;
	case LFRING_CMD_STATE_NTF:
	case LFRING_CMD_DROP_NTF:
		return &attr_event;
	case LFRING_CMD_FLOW_STATS_GET:
		return &attr_flow_stats;
	case LFRING_CMD_FLOW_ALARM_NTF:
		return &attr_flow_event;
	case LFRING_CMD_FLOW_GET:
	case LFRING_CMD_FLOW_ADD:
	case LFRING_CMD_FLOW_SET:
	case LFRING_CMD_FLOW_DEL:
	case LFRING_CMD_FLOW_FLUSH:
	case LFRING_CMD_FLOW_RESET:
	case LFRING_CMD_FLOW_ADD_NTF:
	case LFRING_CMD_FLOW_DEL_NTF:
	case LFRING_CMD_FLOW_SET_NTF:
		return &attr_flow;
	default:
		return &attr_pipeline;
	}
}

const char *attr_cmd_noun(unsigned int cmd)
{
	return cmd >= LFRING_CMD_FLOW_GET ? attr_flow.name : attr_pipeline.name;
}

const char *attr_enum_name(const struct attr *attr, uint64_t val)
{
	uint64_t i;

	for (i = 0; attr->names[i]; i++)
		if (i == val)
			return attr->names[i];
	return NULL;
}

void attr_format(const struct attr *attr, uint64_t val, char *buf, size_t size)
{
	const char *name = attr->names ? attr_enum_name(attr, val) : NULL;

	if (name)
		snprintf(buf, size, "%s", name);
	else if (attr->type == ATTR_MILLI)
		fmt_decimal(buf, size, val, 3);
	else
		snprintf(buf, size, "%" PRIu64, val);
}

bool attr_format_data(const struct attr *attr, const void *data, size_t len, char *buf, size_t size)
{
	uint16_t port;
	uint32_t val;

	switch (attr->type) {
	case ATTR_STRING:
	case ATTR_DEV:
		snprintf(buf, size, "%.*s", (int)strnlen(data, len), (const char *)data);
		return true;
	case ATTR_ADDR:
		return (len == 4 || len == 16) &&
		       inet_ntop(len == 4 ? AF_INET : AF_INET6, data, buf, size);
	case ATTR_PORT:
		if (len != sizeof(port))
			return false;
		memcpy(&port, data, sizeof(port));
		attr_format(attr, port, buf, size);
		return true;
	case ATTR_U32:
	case ATTR_MILLI:
	case ATTR_ENUM:
	case ATTR_SEQ:
		if (len != sizeof(val))
			return false;
		memcpy(&val, data, sizeof(val));
		attr_format(attr, val, buf, size);
		return true;
	default:
		return false;
	}
}
