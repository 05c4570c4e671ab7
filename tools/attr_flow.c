// SPDX-License-Identifier: GPL-2.0
/* The sets of flows, as in attr.c. */
#include <linux/lfring.h>

#include "attr_table.h"

static const char *const proto_names[] = { "udp", NULL };
static const char *const seq_names[] = { "field", "rtp", "srt", "pktgen", NULL };
static const char *const order_names[] = { "be", "le", NULL };
static const char *const mode_names[] = { "observe", "reorder", "merge", NULL };
static const char *const late_names[] = { "accept", "drop", NULL };
static const char *const alarm_names[] = { "lost", "reordered", NULL };

/* clang-format off */

static const struct attr flow_attrs[LFRING_A_FLOW_MAX + 1] = {
	[0] = { .name = "proto", .type = ATTR_WORD, .key = KEY_ADD, .names = proto_names,
		.doc = "the protocol, of which there is one" },
	[LFRING_A_FLOW_NAME] = STRING(name),
	[LFRING_A_FLOW_DEV] =
		KEY(dev, ATTR_DEV, KEY_ADD | KEY_NEEDED,
		    "where packets arrive, up to 8 times; merge delivers as from the first"),
	[LFRING_A_FLOW_SRC] =
		KEY(src, ATTR_ADDR, KEY_ADD, "source address, IPv4 or IPv6; any without it"),
	[LFRING_A_FLOW_DST] =
		KEY(dst, ATTR_ADDR, KEY_ADD, "destination address; any without it"),
	[LFRING_A_FLOW_SPORT] = KEY(sport, ATTR_PORT, KEY_ADD, "source port; any without it"),
	[LFRING_A_FLOW_DPORT] =
		KEY(dport, ATTR_PORT, KEY_ADD | KEY_NEEDED, "destination port"),
	[LFRING_A_FLOW_SEQ] =
		{ .name = "seq", .type = ATTR_SEQ, .key = KEY_ADD | KEY_NEEDED, .names = seq_names,
		  .doc = "where sequence numbers are, OFF bytes into the payload" },
	[LFRING_A_FLOW_SEQ_OFFSET] = U32(seq_offset),
	[LFRING_A_FLOW_SEQ_BITS] = U32(seq_bits),
	[LFRING_A_FLOW_SEQ_ORDER] = ENUM(seq_order, order_names),
	[LFRING_A_FLOW_MODE] =
		KEY_ENUM(mode, mode_names, "what is done with the packets"),
	[LFRING_A_FLOW_WINDOW] =
		KEY_U32(window, "packets", "most packets that are held"),
	[LFRING_A_FLOW_WINDOW_BYTES] =
		KEY_U32(window_bytes, "bytes", "most memory of packets that are held"),
	[LFRING_A_FLOW_HOLD_MS] =
		KEY_U32(hold_ms, "ms", "longest time that a packet is held"),
	[LFRING_A_FLOW_LATE] =
		KEY_ENUM(late, late_names, "what becomes of packets whose place was given up"),
	[LFRING_A_FLOW_ALARM_LOST] =
		KEY_U32(alarm_lost, "ppm", "loss in a second that raises an alarm; 0 for none"),
	[LFRING_A_FLOW_ALARM_REORDERED] =
		KEY_U32(alarm_reordered, "ppm", "the same of reordering"),
	[LFRING_A_FLOW_DEVICE] = STRING(device),
	[LFRING_A_FLOW_CLOCK_HZ] =
		{ .name = "clock_hz", .type = ATTR_U32, .key = KEY_ADD, .unit = "Hz",
		  .doc = "ticks of RTP's timestamp in a second, for jitter; 90000 without it" },
};
SET(attr_flow, "flow", flow_attrs);

static const struct attr linear_attrs[LFRING_A_LINEAR_MAX + 1] = {
	[LFRING_A_LINEAR_BUCKET] = { .name = "bucket", .type = ATTR_BUCKETS },
};
SET(attr_linear, "linear", linear_attrs);

static const struct attr bypass_attrs[LFRING_A_FLOW_BYPASS_MAX + 1] = {
	[LFRING_A_FLOW_BYPASS_FRAGMENT] = U64(fragment),
	[LFRING_A_FLOW_BYPASS_SHORT] = U64(short),
	[LFRING_A_FLOW_BYPASS_MALFORMED] = U64(malformed),
	[LFRING_A_FLOW_BYPASS_CONTROL] = U64(control),
	[LFRING_A_FLOW_BYPASS_OVERFLOW] = U64(overflow),
	[LFRING_A_FLOW_BYPASS_NO_MEMORY] = U64(no_memory),
};
SET(attr_flow_bypass, "flow-bypass", bypass_attrs);

static const struct attr metrics_attrs[LFRING_A_FLOW_METRICS_MAX + 1] = {
	[LFRING_A_FLOW_METRICS_EXPECTED] = U64(expected),
	[LFRING_A_FLOW_METRICS_UNIQUE] = U64(unique),
	[LFRING_A_FLOW_METRICS_LOST] = U64(lost),
	[LFRING_A_FLOW_METRICS_DUPLICATE] = U64(duplicate),
	[LFRING_A_FLOW_METRICS_REORDERED] = U64(reordered),
	[LFRING_A_FLOW_METRICS_EXTENT_MAX] = U64(extent_max),
	[LFRING_A_FLOW_METRICS_LATE_OFFSET_MAX_NS] = U64(late_offset_max_ns),
	[LFRING_A_FLOW_METRICS_LOSS_BURSTS] = U64(loss_bursts),
	[LFRING_A_FLOW_METRICS_LOSS_BURST_MAX] = U64(loss_burst_max),
	[LFRING_A_FLOW_METRICS_JITTER_NS] = U64(jitter_ns),
	[LFRING_A_FLOW_METRICS_STREAMS] = U64(streams),
	[LFRING_A_FLOW_METRICS_STRAY] = U64(stray),
	[LFRING_A_FLOW_METRICS_EXTENT] = NEST(extent, attr_hist),
	[LFRING_A_FLOW_METRICS_LATE_OFFSET_NS] = NEST(late_offset_ns, attr_hist),
	[LFRING_A_FLOW_METRICS_N_REORDERING] = NEST(n_reordering, attr_linear),
	[LFRING_A_FLOW_METRICS_DENSITY_EARLY] = NEST(density_early, attr_linear),
	[LFRING_A_FLOW_METRICS_DENSITY_LATE] = NEST(density_late, attr_linear),
	[LFRING_A_FLOW_METRICS_OCCUPANCY] = NEST(occupancy, attr_linear),
	[LFRING_A_FLOW_METRICS_LOSS_BURST] = NEST(loss_burst, attr_hist),
};
SET(attr_flow_metrics, "flow-metrics", metrics_attrs);

static const struct attr path_attrs[LFRING_A_FLOW_PATH_MAX + 1] = {
	[LFRING_A_FLOW_PATH_DEV] = STRING(dev),
	[LFRING_A_FLOW_PATH_RECEIVED] = U64(received),
	[LFRING_A_FLOW_PATH_RECEIVED_BYTES] = U64(received_bytes),
	[LFRING_A_FLOW_PATH_DUPLICATE] = U64(duplicate),
	[LFRING_A_FLOW_PATH_LOST] = U64(lost),
	[LFRING_A_FLOW_PATH_LATE] = U64(late),
	[LFRING_A_FLOW_PATH_REORDERED] = U64(reordered),
	[LFRING_A_FLOW_PATH_METRICS] = NEST(metrics, attr_flow_metrics),
};
SET(attr_flow_path, "flow-path", path_attrs);

static const struct attr stats_attrs[LFRING_A_FLOW_STATS_MAX + 1] = {
	[LFRING_A_FLOW_STATS_NAME] = STRING(name),
	[LFRING_A_FLOW_STATS_MODE] = ENUM(mode, mode_names),
	[LFRING_A_FLOW_STATS_RUN_NS] = ALIAS(run_ns, run_seconds, 9),
	[LFRING_A_FLOW_STATS_RECEIVED] = U64(received),
	[LFRING_A_FLOW_STATS_RECEIVED_BYTES] = U64(received_bytes),
	[LFRING_A_FLOW_STATS_DELIVERED] = U64(delivered),
	[LFRING_A_FLOW_STATS_DROPPED] = U64(dropped),
	[LFRING_A_FLOW_STATS_DROPPED_DUPLICATE] = U64(dropped_duplicate),
	[LFRING_A_FLOW_STATS_DROPPED_LATE] = U64(dropped_late),
	[LFRING_A_FLOW_STATS_LATE] = U64(late),
	[LFRING_A_FLOW_STATS_GIVEN_UP] = U64(given_up),
	[LFRING_A_FLOW_STATS_HELD] = U64(held),
	[LFRING_A_FLOW_STATS_HELD_BYTES] = U64(held_bytes),
	[LFRING_A_FLOW_STATS_HELD_HIGH] = U64(held_high),
	[LFRING_A_FLOW_STATS_SEGMENTS] = U64(segments),
	[LFRING_A_FLOW_STATS_RETRANSMITTED] = U64(retransmitted),
	[LFRING_A_FLOW_STATS_BYPASS] = NEST(bypass, attr_flow_bypass),
	[LFRING_A_FLOW_STATS_METRICS] = NEST(metrics, attr_flow_metrics),
	[LFRING_A_FLOW_STATS_ADDED_DELAY_NS] = NEST(added_delay_ns, attr_hist),
	[LFRING_A_FLOW_STATS_PATH] = NESTS(path, attr_flow_path),
	[LFRING_A_FLOW_STATS_READERS] = NEST(readers, attr_readers),
};
SET(attr_flow_stats, "flow-stats", stats_attrs);

static const struct attr event_attrs[LFRING_A_FLOW_EVENT_MAX + 1] = {
	[LFRING_A_FLOW_EVENT_NAME] = STRING(name),
	[LFRING_A_FLOW_EVENT_ALARM] = ENUM(alarm, alarm_names),
	[LFRING_A_FLOW_EVENT_PPM] = U32(ppm),
	[LFRING_A_FLOW_EVENT_THRESHOLD] = U32(threshold),
};
SET(attr_flow_event, "flow-event", event_attrs);

/* clang-format on */
