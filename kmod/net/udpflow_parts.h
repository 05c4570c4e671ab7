/* SPDX-License-Identifier: GPL-2.0 */
/*
 * udpflow_parts.h - what the files that make up a flow know of each other
 *
 *	udpflow.c		packets as they come, and the role of the one consumer
 *	udpflow_stream.c	which stream a packet belongs to
 *	udpflow_hold.c		packets that wait, and how they are handed on
 *	udpflow_command.c	what is done to a flow from outside
 *
 * But for lfr_flow_ask() all of this is for who has the role.
 */
#ifndef _LFRING_NET_UDPFLOW_PARTS_H
#define _LFRING_NET_UDPFLOW_PARTS_H

#include <linux/bits.h>
#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/rcupdate.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include <linux/types.h>
#include "net/udpflow.h"

/* Word left for the consumer. */
#define LFR_FLOW_TODO_FLUSH	BIT(0)
#define LFR_FLOW_TODO_CONFIG	BIT(1)
#define LFR_FLOW_TODO_RESET	BIT(2)
#define LFR_FLOW_TODO_READ	BIT(3)

/**
 * struct lfr_flow_cb - what is written in the control block of a packet that was taken
 * @place: in the window
 * @packet: what the hook knows, while it is in the ring
 * @at: when it arrived, ns
 * @bytes: payload bytes
 * @path: which of the flow's devices it came over
 */
struct lfr_flow_cb {
	union {
		struct lfr_place place;
		struct lfr_flow_packet packet;
	};
	u64 at;
	u16 bytes;
	u8 path;
};

static inline struct lfr_flow_cb *lfr_flow_cb(struct sk_buff *skb)
{
	BUILD_BUG_ON(sizeof(struct lfr_flow_cb) > sizeof(skb->cb));
	return (struct lfr_flow_cb *)skb->cb;
}

/* What others find there is to be what they would have found. */
static inline void lfr_flow_cb_clear(struct sk_buff *skb)
{
	memset(skb->cb, 0, sizeof(skb->cb));
}

static inline struct sk_buff *lfr_flow_skb(struct lfr_place *place)
{
	return (struct sk_buff *)((char *)place - offsetof(struct sk_buff, cb));
}

/* So many packets go on that were held for so long. */
static inline void lfr_flow_count_delivered(struct lfr_flow *flow, u32 packets, u64 held_ns)
{
	flow->stats.delivered += packets;
	lfr_hist_add_many(&flow->stats.delay, held_ns, packets);
}

static inline void lfr_flow_hand(struct lfr_flow *flow, struct sk_buff *skb,
				 enum lfr_flow_mode mode)
{
	struct net_device *dev;

	if (mode == LFR_FLOW_MERGE) {
		/* As if all had come over the first one: who listens there gets all. */
		dev = rcu_dereference(flow->path[0].dev);
		if (dev)
			skb->dev = dev;
	}
	lfr_flow_pass(skb);
}

void lfr_flow_fill(struct lfr_flow *flow);
void lfr_flow_open(struct lfr_flow *flow, u64 seq);
void lfr_flow_metrics_stream(struct lfr_flow *flow);
void lfr_flow_in_any(struct lfr_flow *flow, struct sk_buff *skb, const struct sk_buff *seen,
		     const struct lfr_flow_packet *packet);
void lfr_flow_place(struct lfr_flow *flow, struct sk_buff *skb,
		    const struct lfr_flow_packet *packet, u64 seq);
void lfr_flow_hold(struct lfr_flow *flow, struct sk_buff *skb,
		   const struct lfr_flow_packet *packet, u64 seq);
void lfr_flow_own(struct sk_buff *skb);
void lfr_flow_release_ready(struct lfr_flow *flow);
void lfr_flow_release_first(struct lfr_flow *flow);
void lfr_flow_release_all(struct lfr_flow *flow);
void lfr_flow_dismiss(struct lfr_flow *flow);
void lfr_flow_copy(struct lfr_flow *flow, struct sk_buff *skb,
		   const struct lfr_flow_packet *packet, u64 seq);
void lfr_flow_straggle(struct lfr_flow *flow, struct sk_buff *skb,
		       const struct lfr_flow_packet *packet, u64 seq);
bool lfr_flow_too_much(const struct lfr_flow *flow);

/**
 * lfr_flow_release_due() - hand on what nothing is missing before any more
 * @flow: the flow
 */
static inline void lfr_flow_release_due(struct lfr_flow *flow)
{
	if (unlikely(flow->window.len))
		lfr_flow_release_ready(flow);
}

void lfr_flow_ask(struct lfr_flow *flow);
void lfr_flow_timers_init(struct lfr_flow *flow);
void lfr_flow_metrics_init(struct lfr_flow *flow);

#endif /* _LFRING_NET_UDPFLOW_PARTS_H */
