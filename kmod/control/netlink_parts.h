/* SPDX-License-Identifier: GPL-2.0 */
/*
 * netlink_parts.h - what the files that make up the netlink family know of each other
 *
 *	netlink.c	 family, operations, and the commands that are answered once
 *	netlink_policy.c what a request may look like
 *	netlink_dump.c	 the commands that are answered by many messages
 *	netlink_event.c	 messages nobody asked for
 *	netlink_fill.c	 an object as a message, the same for all three
 *	netlink_flow.c	 the commands about flows
 *	netlink_flow_fill.c a flow as a message
 */
#ifndef _LFRING_CONTROL_NETLINK_PARTS_H
#define _LFRING_CONTROL_NETLINK_PARTS_H

#include <linux/types.h>
#include <net/netlink.h>
#include "engine/config.h"

struct genl_family;
struct lfr_device;
struct lfr_entry;
struct lfr_hist_view;

extern struct genl_family lfr_netlink_family;

/* Attributes of the set "pipeline", by the key that they hold. */
extern const u8 lfr_netlink_attr[LFR_KEYS];

/**
 * struct lfr_netlink_to - what goes into a message's header
 * @portid: who asked, 0 if nobody did
 * @seq: number of the request
 * @flags: NLM_F_*
 * @cmd: LFRING_CMD_*
 * @cb: the dump that it is part of, or NULL
 */
struct lfr_netlink_to {
	u32 portid;
	u32 seq;
	int flags;
	u8 cmd;
	struct netlink_callback *cb;
};

/**
 * typedef lfr_netlink_fill_fn - append a message that tells an object
 * @skb: where to append it; as it was before unless this returns 0
 * @to: its header
 * @entry: the pipeline
 * @i: which of the pipeline's objects of this kind
 *
 * Context: process, may sleep.
 * Return: 0; -ENOENT if there is no such object; -EMSGSIZE if there is no room left;
 * -ENOMEM.
 */
typedef int (*lfr_netlink_fill_fn)(struct sk_buff *skb, const struct lfr_netlink_to *to,
				   struct lfr_entry *entry, u32 i);

int lfr_netlink_fill_pipeline(struct sk_buff *skb, const struct lfr_netlink_to *to,
			      struct lfr_entry *entry, u32 i);
int lfr_netlink_fill_stats(struct sk_buff *skb, const struct lfr_netlink_to *to,
			   struct lfr_entry *entry, u32 i);
int lfr_netlink_fill_producer(struct sk_buff *skb, const struct lfr_netlink_to *to,
			      struct lfr_entry *entry, u32 i);
int lfr_netlink_fill_shard(struct sk_buff *skb, const struct lfr_netlink_to *to,
			   struct lfr_entry *entry, u32 i);

int lfr_netlink_fill_device(struct sk_buff *skb, int attr, const struct lfr_device *device);
int lfr_netlink_fill_readers(struct sk_buff *skb, int attr, struct lfr_device *device);
int lfr_netlink_fill_hist(struct sk_buff *skb, int attr, const struct lfr_hist_view *hist);

int lfr_netlink_answer(struct sk_buff *skb, int err, const struct netlink_ext_ack *extack);

extern const struct nla_policy lfr_netlink_policy_name[];
extern const struct nla_policy lfr_netlink_policy_config[];

#define LFR_NETLINK_READ_ONLY(what) \
	{ .type = NLA_REJECT, .reject_message = what " cannot be set" }

/* The name of a pipeline or a flow. */
#define LFR_NETLINK_NAME_POLICY \
	NLA_POLICY_VALIDATE_FN(NLA_NUL_STRING, lfr_netlink_policy_check_name, LFRING_NAME_LEN - 1)

int lfr_netlink_policy_check_name(const struct nlattr *attr, struct netlink_ext_ack *extack);
int lfr_netlink_policy_check(const struct nlmsghdr *nlh, int several,
			     struct netlink_ext_ack *extack);

int lfr_netlink_dump_start_all(struct netlink_callback *cb);
int lfr_netlink_dump_start_named(struct netlink_callback *cb);
int lfr_netlink_dump_pipelines(struct sk_buff *skb, struct netlink_callback *cb);
int lfr_netlink_dump_stats(struct sk_buff *skb, struct netlink_callback *cb);
int lfr_netlink_dump_producers(struct sk_buff *skb, struct netlink_callback *cb);
int lfr_netlink_dump_shards(struct sk_buff *skb, struct netlink_callback *cb);

void lfr_netlink_event_open(void);
void lfr_netlink_event_close(void);
bool lfr_netlink_event_wanted(struct net *net);
void lfr_netlink_event_send(struct net *net, struct sk_buff *msg);
void lfr_netlink_event_pipeline(struct lfr_entry *entry, u8 cmd);

#endif /* _LFRING_CONTROL_NETLINK_PARTS_H */
