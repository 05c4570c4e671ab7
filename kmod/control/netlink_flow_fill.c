// SPDX-License-Identifier: GPL-2.0
/*
 * netlink_flow_fill.c - a flow as a message
 */
#include <linux/errno.h>
#include <linux/lfring.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include "control/netlink.h"
#include "control/netlink_flow.h"
#include "control/netlink_parts.h"
#include "net/udpflow.h"

static int lfr_netlink_flow_put_address(struct sk_buff *skb, int attr, bool has, u8 family,
					const struct in6_addr *address)
{
	if (!has)
		return 0;
	if (family == AF_INET)
		return nla_put_in_addr(skb, attr, address->s6_addr32[3]);
	return nla_put_in6_addr(skb, attr, address);
}

static int lfr_netlink_flow_put_match(struct sk_buff *skb, const struct lfr_flow_match *match)
{
	if (lfr_netlink_flow_put_address(skb, LFRING_A_FLOW_SRC, match->has_src, match->family,
					 &match->src) ||
	    lfr_netlink_flow_put_address(skb, LFRING_A_FLOW_DST, match->has_dst, match->family,
					 &match->dst) ||
	    (match->sport && nla_put_u16(skb, LFRING_A_FLOW_SPORT, ntohs(match->sport))))
		return -EMSGSIZE;
	return nla_put_u16(skb, LFRING_A_FLOW_DPORT, ntohs(match->dport));
}

static int lfr_netlink_flow_put_extract(struct sk_buff *skb, const struct lfr_extract *extract)
{
	if (nla_put_u32(skb, LFRING_A_FLOW_SEQ, extract->format))
		return -EMSGSIZE;
	if (extract->format != LFR_EXTRACT_FIELD)
		return 0;
	if (nla_put_u32(skb, LFRING_A_FLOW_SEQ_OFFSET, extract->offset) ||
	    nla_put_u32(skb, LFRING_A_FLOW_SEQ_BITS, extract->bits) ||
	    nla_put_u32(skb, LFRING_A_FLOW_SEQ_ORDER,
			extract->little ? LFRING_FLOW_ORDER_LE : LFRING_FLOW_ORDER_BE))
		return -EMSGSIZE;
	return 0;
}

static int lfr_netlink_flow_put_config(struct sk_buff *skb, const struct lfr_flow_config *config)
{
	if (nla_put_u32(skb, LFRING_A_FLOW_MODE, config->mode) ||
	    nla_put_u32(skb, LFRING_A_FLOW_WINDOW, config->window) ||
	    nla_put_u32(skb, LFRING_A_FLOW_WINDOW_BYTES, config->window_bytes) ||
	    nla_put_u32(skb, LFRING_A_FLOW_HOLD_MS, config->hold_ms) ||
	    nla_put_u32(skb, LFRING_A_FLOW_LATE, config->late) ||
	    nla_put_u32(skb, LFRING_A_FLOW_ALARM_LOST, config->alarm_lost) ||
	    nla_put_u32(skb, LFRING_A_FLOW_ALARM_REORDERED, config->alarm_reordered))
		return -EMSGSIZE;
	return 0;
}

static void *lfr_netlink_flow_begin(struct sk_buff *skb, const struct lfr_netlink_to *to)
{
	void *hdr = genlmsg_put(skb, to->portid, to->seq, &lfr_netlink_family, to->flags, to->cmd);

	if (hdr && to->cb)
		genl_dump_check_consistent(to->cb, hdr);
	return hdr;
}

/**
 * lfr_netlink_fill_flow() - tell a flow and its configuration
 * @skb: where to append it
 * @to: its header
 * @flow: the flow
 *
 * Return: as lfr_netlink_flow_fill_fn.
 */
int lfr_netlink_fill_flow(struct sk_buff *skb, const struct lfr_netlink_to *to,
			  struct lfr_flow *flow)
{
	const struct lfr_flow_setup *setup = &flow->setup;
	struct lfr_flow_config config;
	void *hdr;
	u32 i;

	lfr_flow_config_lock(flow, &config);
	lfr_flow_config_unlock(flow);
	hdr = lfr_netlink_flow_begin(skb, to);
	if (!hdr)
		return -EMSGSIZE;
	if (nla_put_string(skb, LFRING_A_FLOW_NAME, setup->name))
		goto cancel;
	for (i = 0; i < setup->nr_paths; i++)
		if (nla_put_string(skb, LFRING_A_FLOW_DEV, flow->path[i].name))
			goto cancel;
	if (lfr_netlink_flow_put_match(skb, &setup->match) ||
	    lfr_netlink_flow_put_extract(skb, &setup->extract) ||
	    lfr_netlink_flow_put_config(skb, &config) ||
	    lfr_netlink_fill_device(skb, LFRING_A_FLOW_DEVICE, flow->device) ||
	    (setup->extract.format == LFR_EXTRACT_RTP &&
	     nla_put_u32(skb, LFRING_A_FLOW_CLOCK_HZ, setup->clock_hz)))
		goto cancel;
	genlmsg_end(skb, hdr);
	return 0;

cancel:
	genlmsg_cancel(skb, hdr);
	return -EMSGSIZE;
}

static int lfr_netlink_flow_put_linear(struct sk_buff *skb, int attr, const u64 *bucket)
{
	struct nlattr *nest = nla_nest_start(skb, attr);
	int nr = LFR_METRICS_LINEAR, i;

	if (!nest)
		return -EMSGSIZE;
	while (nr && !bucket[nr - 1])
		nr--;
	for (i = 0; i < nr; i++)
		if (nla_put_u64_64bit(skb, LFRING_A_LINEAR_BUCKET, bucket[i],
				      LFRING_A_LINEAR_PAD))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * struct lfr_netlink_flow_u64 - a counter of a view
 * @attr: attribute that tells it
 * @offset: where it is in the view
 */
struct lfr_netlink_flow_u64 {
	u8 attr;
	u16 offset;
};

static int lfr_netlink_flow_put_u64s(struct sk_buff *skb, const void *view, int pad,
				     const struct lfr_netlink_flow_u64 *list, size_t nr)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (nla_put_u64_64bit(skb, list[i].attr,
				      *(const u64 *)((const char *)view + list[i].offset), pad))
			return -EMSGSIZE;
	return 0;
}

#define LFR_METRIC(ATTR, member) \
	{ LFRING_A_FLOW_METRICS_##ATTR, offsetof(struct lfr_metrics_view, member) }

static const struct lfr_netlink_flow_u64 lfr_netlink_flow_metrics[] = {
	LFR_METRIC(EXPECTED, expected),
	LFR_METRIC(UNIQUE, unique),
	LFR_METRIC(LOST, lost),
	LFR_METRIC(DUPLICATE, duplicate),
	LFR_METRIC(REORDERED, reordered),
	LFR_METRIC(EXTENT_MAX, extent_max),
	LFR_METRIC(LATE_OFFSET_MAX_NS, late_offset_max),
	LFR_METRIC(LOSS_BURSTS, loss_bursts),
	LFR_METRIC(LOSS_BURST_MAX, loss_burst_max),
	LFR_METRIC(JITTER_NS, jitter_ns),
	LFR_METRIC(STREAMS, streams),
};

/* @stray is NULL where that is not known. */
static int lfr_netlink_flow_put_metrics(struct sk_buff *skb, int attr,
					const struct lfr_metrics_view *m, const u64 *stray)
{
	struct nlattr *nest = nla_nest_start(skb, attr);

	if (!nest ||
	    lfr_netlink_flow_put_u64s(skb, m, LFRING_A_FLOW_METRICS_PAD, lfr_netlink_flow_metrics,
				      ARRAY_SIZE(lfr_netlink_flow_metrics)) ||
	    (stray && nla_put_u64_64bit(skb, LFRING_A_FLOW_METRICS_STRAY, *stray,
					LFRING_A_FLOW_METRICS_PAD)) ||
	    lfr_netlink_fill_hist(skb, LFRING_A_FLOW_METRICS_EXTENT, &m->extent) ||
	    lfr_netlink_fill_hist(skb, LFRING_A_FLOW_METRICS_LATE_OFFSET_NS, &m->late_offset) ||
	    lfr_netlink_flow_put_linear(skb, LFRING_A_FLOW_METRICS_N_REORDERING,
					m->n_reordering) ||
	    lfr_netlink_flow_put_linear(skb, LFRING_A_FLOW_METRICS_DENSITY_EARLY,
					m->density_early) ||
	    lfr_netlink_flow_put_linear(skb, LFRING_A_FLOW_METRICS_DENSITY_LATE,
					m->density_late) ||
	    lfr_netlink_flow_put_linear(skb, LFRING_A_FLOW_METRICS_OCCUPANCY, m->occupancy) ||
	    lfr_netlink_fill_hist(skb, LFRING_A_FLOW_METRICS_LOSS_BURST, &m->loss_burst))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

static int lfr_netlink_flow_put_bypass(struct sk_buff *skb, const struct lfr_flow_view *view)
{
	static const u8 attr[LFR_FLOW_BYPASSES] = {
		[LFR_FLOW_FRAGMENT] = LFRING_A_FLOW_BYPASS_FRAGMENT,
		[LFR_FLOW_SHORT] = LFRING_A_FLOW_BYPASS_SHORT,
		[LFR_FLOW_MALFORMED] = LFRING_A_FLOW_BYPASS_MALFORMED,
		[LFR_FLOW_CONTROL] = LFRING_A_FLOW_BYPASS_CONTROL,
		[LFR_FLOW_OVERFLOW] = LFRING_A_FLOW_BYPASS_OVERFLOW,
		[LFR_FLOW_NO_MEMORY] = LFRING_A_FLOW_BYPASS_NO_MEMORY,
	};
	struct nlattr *nest = nla_nest_start(skb, LFRING_A_FLOW_STATS_BYPASS);
	int i;

	if (!nest)
		return -EMSGSIZE;
	for (i = 0; i < LFR_FLOW_BYPASSES; i++)
		if (nla_put_u64_64bit(skb, attr[i], view->bypass[i], LFRING_A_FLOW_BYPASS_PAD))
			return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

/**
 * struct lfr_netlink_flow_view - what was read of a flow
 * @flow: the flow
 * @path: each path by itself, if there are several
 */
struct lfr_netlink_flow_view {
	struct lfr_flow_view flow;
	struct lfr_metrics_view path[];
};

static int lfr_netlink_flow_put_path(struct sk_buff *skb, const struct lfr_flow *flow, u32 i,
				     const struct lfr_netlink_flow_view *all)
{
	const struct lfr_flow_view *view = &all->flow;
	const struct lfr_metrics_path_view *p = &view->metrics.path[i];
	struct nlattr *nest = nla_nest_start(skb, LFRING_A_FLOW_STATS_PATH);

	if (!nest ||
	    nla_put_string(skb, LFRING_A_FLOW_PATH_DEV, flow->path[i].name) ||
	    nla_put_u64_64bit(skb, LFRING_A_FLOW_PATH_RECEIVED, view->path_received[i],
			      LFRING_A_FLOW_PATH_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_FLOW_PATH_RECEIVED_BYTES, view->path_bytes[i],
			      LFRING_A_FLOW_PATH_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_FLOW_PATH_DUPLICATE, p->duplicate,
			      LFRING_A_FLOW_PATH_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_FLOW_PATH_LOST, p->lost, LFRING_A_FLOW_PATH_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_FLOW_PATH_LATE, view->path_late[i],
			      LFRING_A_FLOW_PATH_PAD) ||
	    nla_put_u64_64bit(skb, LFRING_A_FLOW_PATH_REORDERED, p->reordered,
			      LFRING_A_FLOW_PATH_PAD) ||
	    lfr_netlink_flow_put_metrics(skb, LFRING_A_FLOW_PATH_METRICS,
					 flow->path_metrics ? &all->path[i] : &view->metrics, NULL))
		return -EMSGSIZE;
	nla_nest_end(skb, nest);
	return 0;
}

#define LFR_STAT(ATTR, member) \
	{ LFRING_A_FLOW_STATS_##ATTR, offsetof(struct lfr_flow_view, member) }

static const struct lfr_netlink_flow_u64 lfr_netlink_flow_counters[] = {
	LFR_STAT(RUN_NS, run_ns),
	LFR_STAT(RECEIVED, received),
	LFR_STAT(RECEIVED_BYTES, received_bytes),
	LFR_STAT(DELIVERED, delivered),
	LFR_STAT(DROPPED, dropped),
	LFR_STAT(DROPPED_DUPLICATE, dropped_duplicate),
	LFR_STAT(DROPPED_LATE, dropped_late),
	LFR_STAT(LATE, late),
	LFR_STAT(GIVEN_UP, given_up),
	LFR_STAT(HELD, held),
	LFR_STAT(HELD_BYTES, held_bytes),
	LFR_STAT(HELD_HIGH, held_high),
	LFR_STAT(SEGMENTS, segments),
	LFR_STAT(RETRANSMITTED, retransmitted),
};

static int lfr_netlink_flow_put_stats(struct sk_buff *skb, const struct lfr_flow *flow,
				      const struct lfr_netlink_flow_view *all)
{
	const struct lfr_flow_view *view = &all->flow;
	u32 i;

	if (nla_put_string(skb, LFRING_A_FLOW_STATS_NAME, flow->setup.name) ||
	    nla_put_u32(skb, LFRING_A_FLOW_STATS_MODE, READ_ONCE(flow->setup.config.mode)) ||
	    lfr_netlink_flow_put_u64s(skb, view, LFRING_A_FLOW_STATS_PAD,
				      lfr_netlink_flow_counters,
				      ARRAY_SIZE(lfr_netlink_flow_counters)) ||
	    lfr_netlink_flow_put_bypass(skb, view) ||
	    lfr_netlink_flow_put_metrics(skb, LFRING_A_FLOW_STATS_METRICS, &view->metrics,
					 &view->stray) ||
	    lfr_netlink_fill_hist(skb, LFRING_A_FLOW_STATS_ADDED_DELAY_NS, &view->delay))
		return -EMSGSIZE;
	for (i = 0; i < flow->setup.nr_paths; i++)
		if (lfr_netlink_flow_put_path(skb, flow, i, all))
			return -EMSGSIZE;
	return lfr_netlink_fill_readers(skb, LFRING_A_FLOW_STATS_READERS, flow->device);
}

/**
 * lfr_netlink_fill_flow_stats() - tell a flow's counters
 * @skb: where to append them
 * @to: the header
 * @flow: the flow
 *
 * Return: as lfr_netlink_flow_fill_fn.
 */
int lfr_netlink_fill_flow_stats(struct sk_buff *skb, const struct lfr_netlink_to *to,
				struct lfr_flow *flow)
{
	struct lfr_netlink_flow_view *view = kvmalloc(struct_size(view, path, flow->setup.nr_paths),
						      GFP_KERNEL);
	int ret = -EMSGSIZE;
	void *hdr;

	if (!view)
		return -ENOMEM;
	lfr_flow_read(flow, &view->flow, view->path);
	hdr = lfr_netlink_flow_begin(skb, to);
	if (hdr) {
		ret = lfr_netlink_flow_put_stats(skb, flow, view);
		if (ret)
			genlmsg_cancel(skb, hdr);
		else
			genlmsg_end(skb, hdr);
	}
	kvfree(view);
	return ret;
}

/**
 * lfr_netlink_flow_event() - tell that a flow was added, changed or removed
 * @net: its namespace
 * @flow: the flow
 * @cmd: LFRING_CMD_FLOW_*_NTF
 *
 * Context: process, may sleep.
 */
void lfr_netlink_flow_event(struct net *net, struct lfr_flow *flow, u8 cmd)
{
	const struct lfr_netlink_to to = { .cmd = cmd };
	struct sk_buff *msg;

	if (!lfr_netlink_event_wanted(net))
		return;
	msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return;
	if (lfr_netlink_fill_flow(msg, &to, flow))
		nlmsg_free(msg);
	else
		lfr_netlink_event_send(net, msg);
}

/**
 * lfr_netlink_alarm() - tell that a flow loses or reorders more than it should
 * @flow: the flow
 * @what: which of it
 * @ppm: of a million packets in the last second
 * @limit: its limit
 *
 * Context: process, may sleep.
 */
void lfr_netlink_alarm(struct lfr_flow *flow, enum lfr_watch_what what, u32 ppm, u32 limit)
{
	struct sk_buff *msg;
	void *hdr;

	static_assert((int)LFR_WATCH_LOST == (int)LFRING_FLOW_ALARM_LOST);
	static_assert((int)LFR_WATCH_REORDERED == (int)LFRING_FLOW_ALARM_REORDERED);

	if (!lfr_netlink_event_wanted(flow->net))
		return;
	msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return;
	hdr = genlmsg_put(msg, 0, 0, &lfr_netlink_family, 0, LFRING_CMD_FLOW_ALARM_NTF);
	if (!hdr || nla_put_string(msg, LFRING_A_FLOW_EVENT_NAME, flow->setup.name) ||
	    nla_put_u32(msg, LFRING_A_FLOW_EVENT_ALARM, what) ||
	    nla_put_u32(msg, LFRING_A_FLOW_EVENT_PPM, ppm) ||
	    nla_put_u32(msg, LFRING_A_FLOW_EVENT_THRESHOLD, limit)) {
		nlmsg_free(msg);
		return;
	}
	genlmsg_end(msg, hdr);
	lfr_netlink_event_send(flow->net, msg);
}
