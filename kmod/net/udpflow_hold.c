// SPDX-License-Identifier: GPL-2.0
/*
 * udpflow_hold.c - packets of a flow that wait for those before them, and how they are handed on
 */
#include <linux/atomic.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include <net/dst.h>
#include <lfring/seqnum.h>
#include "net/udpflow.h"
#include "net/udpflow_parts.h"

static atomic_long_t lfr_flow_all_bytes;
u32 lfr_flow_all_bytes_max = 512u << 20;

/* --- handing on */

/**
 * lfr_flow_pass() - put a packet back where the hook took it
 * @skb: the packet, not shared; taps and tc have seen it
 *
 * Context: softirq, or bottom halves disabled, with the RCU lock.
 */
void lfr_flow_pass(struct sk_buff *skb)
{
#ifdef CONFIG_NET_REDIRECT
	/* It has been through a generic XDP program, if there is one. */
	if (rcu_access_pointer(skb->dev->xdp_prog))
		skb->redirected = 1;
#endif
	skb->tc_skip_classify = 1;
	netif_receive_skb_core(skb);
}

/* @skb is NULL where packets are observed, and have been accepted. */
static __always_inline void lfr_flow_deliver(struct lfr_flow *flow, struct sk_buff *skb,
					     const struct lfr_flow_out *out)
{
	lfr_flow_count_delivered(flow, 1, out->held);
	if (!skb)
		return;
	if (unlikely(lfr_flow_tapped(flow)))
		lfr_flow_show(flow, skb, out);
	lfr_flow_hand(flow, skb, flow->config.mode);
}

/* By rule: it cannot be put in order any more. */
static void lfr_flow_accept_or_drop(struct lfr_flow *flow, struct sk_buff *skb,
				    const struct lfr_flow_out *out)
{
	if (!skb || flow->config.late == LFR_FLOW_LATE_ACCEPT) {
		lfr_flow_deliver(flow, skb, out);
	} else {
		flow->stats.dropped_late++;
		kfree_skb(skb);
	}
}

static void lfr_flow_late(struct lfr_flow *flow, struct sk_buff *skb, struct lfr_flow_out *out)
{
	flow->stats.late++;
	flow->path[out->path].late++;
	out->flags = LFR_TAP_LATE;
	lfr_flow_accept_or_drop(flow, skb, out);
}

/* --- holding */

/* It has left the window. */
static void lfr_flow_release(struct lfr_flow *flow, struct lfr_place *place)
{
	struct sk_buff *skb = lfr_flow_skb(place);
	const struct lfr_flow_cb *cb = lfr_flow_cb(skb);
	const struct lfr_flow_out out = {
		.seq = place->seq,
		.at = cb->at,
		.held = ktime_get_ns() - cb->at,
		.path = cb->path,
	};

	__skb_unlink(skb, &flow->held);
	flow->held_bytes -= skb->truesize;
	atomic_long_sub(skb->truesize, &lfr_flow_all_bytes);
	lfr_flow_cb_clear(skb);
	lfr_flow_deliver(flow, skb, &out);
}

/**
 * lfr_flow_release_ready() - lfr_flow_release_due() where packets are held
 * @flow: the flow
 */
void lfr_flow_release_ready(struct lfr_flow *flow)
{
	struct lfr_place *place;

	while (flow->window.len && (place = lfr_window_remove_due(&flow->window)))
		lfr_flow_release(flow, place);
}

/* Wait no longer for what comes first. */
static void lfr_flow_settle(struct lfr_flow *flow)
{
	if (flow->settled || !flow->window.len)
		return;
	lfr_window_begin(&flow->window);
	flow->settled = true;
	lfr_flow_release_due(flow);
}

/**
 * lfr_flow_release_first() - wait no longer for what is missing before the oldest
 * @flow: the flow
 */
void lfr_flow_release_first(struct lfr_flow *flow)
{
	struct lfr_place *place;

	if (!flow->settled) {
		lfr_flow_settle(flow);
		return;
	}
	place = lfr_window_remove_first(&flow->window);
	if (place)
		lfr_flow_release(flow, place);
	lfr_flow_release_due(flow);
}

/**
 * lfr_flow_dismiss() - wait no longer for another packet near the one far from all
 * @flow: the flow
 */
void lfr_flow_dismiss(struct lfr_flow *flow)
{
	struct sk_buff *skb = flow->stray;
	struct lfr_flow_out out = {
		.seq = lfr_seq_unfold(flow->highest, flow->far.seq, flow->bits),
		.at = flow->far.at,
		.path = flow->far.path,
	};

	if (!flow->has_far)
		return;
	if (skb)
		out.held = ktime_get_ns() - out.at;
	flow->has_far = false;
	flow->stray = NULL;
	flow->stats.stray++;
	lfr_flow_accept_or_drop(flow, skb, &out);
}

/**
 * lfr_flow_copy() - a copy of a packet that does not belong to the stream
 * @flow: the flow
 * @skb: the packet; NULL if it is only observed
 * @packet: what is known of it
 * @seq: its number, unfolded
 */
void lfr_flow_copy(struct lfr_flow *flow, struct sk_buff *skb,
		   const struct lfr_flow_packet *packet, u64 seq)
{
	const struct lfr_flow_out out = { .seq = seq, .at = packet->at, .path = packet->path };

	flow->stats.stray++;
	if (!skb || flow->config.mode == LFR_FLOW_OBSERVE) {
		lfr_flow_deliver(flow, skb, &out);
	} else {
		flow->stats.dropped_duplicate++;
		kfree_skb(skb);
	}
}

/**
 * lfr_flow_straggle() - a packet of the stream before this one
 * @flow: the flow
 * @skb: the packet; NULL if it is only observed
 * @packet: what is known of it
 * @seq: its number, unfolded
 *
 * What that stream held has gone on when this one began, so it is late, or a copy.
 */
void lfr_flow_straggle(struct lfr_flow *flow, struct sk_buff *skb,
		       const struct lfr_flow_packet *packet, u64 seq)
{
	struct lfr_flow_out out = { .seq = seq, .at = packet->at, .path = packet->path };

	if (!skb || flow->config.mode == LFR_FLOW_OBSERVE ||
	    lfr_window_seen(&flow->before.window, seq)) {
		lfr_flow_copy(flow, skb, packet, seq);
	} else {
		flow->stats.stray++;
		lfr_flow_late(flow, skb, &out);
	}
}

/**
 * lfr_flow_release_all() - hand on all that is held, in order
 * @flow: the flow
 */
void lfr_flow_release_all(struct lfr_flow *flow)
{
	while (flow->window.len)
		lfr_flow_release_first(flow);
}

/**
 * lfr_flow_too_much() - is more memory held than may be, by this flow or by all?
 * @flow: the flow
 *
 * Return: whether that is so.
 */
bool lfr_flow_too_much(const struct lfr_flow *flow)
{
	return flow->held_bytes > flow->config.window_bytes ||
	       (unsigned long)atomic_long_read(&lfr_flow_all_bytes) >
		       READ_ONCE(lfr_flow_all_bytes_max);
}

/**
 * lfr_flow_own() - have done with what a packet has of others, and what goes away meanwhile
 * @skb: a packet that will be held
 */
void lfr_flow_own(struct sk_buff *skb)
{
	/* On veth the sender's socket: it must not wait for what is held here. */
	skb_orphan(skb);
	/* Without it the packet is routed again. */
	skb_dst_force(skb);
}

/**
 * lfr_flow_hold() - put a packet where it waits for those before it
 * @flow: the flow
 * @skb: the packet
 * @packet: what is known of it
 * @seq: its number, unfolded
 *
 * It may also be a copy, or late.
 */
void lfr_flow_hold(struct lfr_flow *flow, struct sk_buff *skb,
		   const struct lfr_flow_packet *packet, u64 seq)
{
	struct lfr_flow_out how = { .seq = seq, .at = packet->at, .path = packet->path };
	struct lfr_flow_cb *cb = lfr_flow_cb(skb);
	struct lfr_place *out;

	if (!flow->settled && flow->window.len >= flow->window.size)
		lfr_flow_settle(flow);
	cb->place.seq = how.seq;
	cb->at = how.at;
	cb->bytes = packet->bytes;
	cb->path = how.path;
	switch (lfr_window_insert(&flow->window, &cb->place, &out)) {
	case LFR_WINDOW_INSERTED:
		break;
	case LFR_WINDOW_DUPLICATE:
		flow->stats.dropped_duplicate++;
		kfree_skb(skb);
		return;
	case LFR_WINDOW_LATE:
		lfr_flow_cb_clear(skb);
		lfr_flow_late(flow, skb, &how);
		return;
	}
	if (out == &cb->place) {
		/* The window is full, and it is the first of them. */
		lfr_flow_cb_clear(skb);
		lfr_flow_deliver(flow, skb, &how);
		lfr_flow_release_due(flow);
		return;
	}
	if (out)
		lfr_flow_release(flow, out);
	lfr_flow_own(skb);
	__skb_queue_tail(&flow->held, skb);
	flow->held_bytes += skb->truesize;
	atomic_long_add(skb->truesize, &lfr_flow_all_bytes);
	flow->stats.held_high = max_t(u64, flow->stats.held_high, flow->held.qlen);
	if (out)
		lfr_flow_release_due(flow);
	while (flow->window.len && lfr_flow_too_much(flow))
		lfr_flow_release_first(flow);
}
