/* SPDX-License-Identifier: GPL-2.0 */
/*
 * netlink_flow.h - the part of the netlink family that is about flows
 */
#ifndef _LFRING_CONTROL_NETLINK_FLOW_H
#define _LFRING_CONTROL_NETLINK_FLOW_H

#include <linux/if.h>
#include <linux/lfring.h>
#include <linux/types.h>
#include <net/netlink.h>
#include "engine/stats.h"
#include "net/metrics.h"

struct genl_info;
struct lfr_flow;
struct lfr_netlink_to;
struct net;

/* The longest attribute but for names: header, padding, 64 bits. */
#define LFR_NETLINK_FLOW_U64	(2 * NLA_HDRLEN + sizeof(u64))

/* Metrics with all histograms full. */
#define LFR_NETLINK_FLOW_METRICS							\
	((LFRING_A_FLOW_METRICS_MAX + 3 * LFR_HIST_BUCKETS + 4 * LFR_METRICS_LINEAR) *	\
	 LFR_NETLINK_FLOW_U64)

/* The longest message of a flow of so many paths, its header left out. */
#define LFR_NETLINK_FLOW_MSG(paths)							\
	((LFRING_A_FLOW_STATS_MAX + LFRING_A_FLOW_BYPASS_MAX + LFRING_A_READERS_MAX +	\
	  LFR_HIST_BUCKETS) * LFR_NETLINK_FLOW_U64 + LFRING_NAME_LEN +			\
	 LFR_NETLINK_FLOW_METRICS + (paths) *						\
	 (LFRING_A_FLOW_PATH_MAX * LFR_NETLINK_FLOW_U64 + IFNAMSIZ + LFR_NETLINK_FLOW_METRICS))

/**
 * typedef lfr_netlink_flow_fill_fn - append a message that tells of a flow
 * @skb: where to append it; as it was before unless this returns 0
 * @to: its header
 * @flow: the flow
 *
 * Context: process, may sleep.
 * Return: 0; -EMSGSIZE if there is no room left; -ENOMEM.
 */
typedef int (*lfr_netlink_flow_fill_fn)(struct sk_buff *skb, const struct lfr_netlink_to *to,
					struct lfr_flow *flow);

extern const struct nla_policy lfr_netlink_policy_flow[];

int lfr_netlink_flow_add(struct sk_buff *skb, struct genl_info *info);
int lfr_netlink_flow_set(struct sk_buff *skb, struct genl_info *info);
int lfr_netlink_flow_del(struct sk_buff *skb, struct genl_info *info);
int lfr_netlink_flow_flush(struct sk_buff *skb, struct genl_info *info);
int lfr_netlink_flow_reset(struct sk_buff *skb, struct genl_info *info);
int lfr_netlink_flow_get(struct sk_buff *skb, struct genl_info *info);
int lfr_netlink_flow_stats(struct sk_buff *skb, struct genl_info *info);
int lfr_netlink_flow_dump_start(struct netlink_callback *cb);
int lfr_netlink_flow_dump(struct sk_buff *skb, struct netlink_callback *cb);
int lfr_netlink_flow_dump_stats(struct sk_buff *skb, struct netlink_callback *cb);

int lfr_netlink_fill_flow(struct sk_buff *skb, const struct lfr_netlink_to *to,
			  struct lfr_flow *flow);
int lfr_netlink_fill_flow_stats(struct sk_buff *skb, const struct lfr_netlink_to *to,
				struct lfr_flow *flow);

void lfr_netlink_flow_event(struct net *net, struct lfr_flow *flow, u8 cmd);

#endif /* _LFRING_CONTROL_NETLINK_FLOW_H */
