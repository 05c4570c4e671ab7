/* SPDX-License-Identifier: GPL-2.0 */
/*
 * udpflow_next.h - the way of a packet that is the one expected, from its hook to its delivery
 *
 * Most packets go this way, so it is in one piece with the hook: what is known of a packet stays
 * in registers, where calls would have it written to memory and read again. What is not so simple
 * goes through udpflow.c.
 */
#ifndef _LFRING_NET_UDPFLOW_NEXT_H
#define _LFRING_NET_UDPFLOW_NEXT_H

#include <linux/atomic.h>
#include <linux/compiler.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <linux/u64_stats_sync.h>
#include "net/udpflow.h"
#include "net/udpflow_parts.h"

/**
 * lfr_flow_try() - is the role free? Then it is the caller's
 * @flow: the flow
 *
 * Return: whether it is the caller's.
 */
static __always_inline bool lfr_flow_try(struct lfr_flow *flow)
{
	return !atomic_read(&flow->role) && !atomic_cmpxchg(&flow->role, 0, 1); /* LMM(role:A) */
}

void lfr_flow_leave_slow(struct lfr_flow *flow, bool more);

/* Give the role back, when there is nothing left to do. @timed: the timer need not be told. */
static __always_inline void lfr_flow_leave_as(struct lfr_flow *flow, bool timed)
{
	if (likely((timed || (!flow->held.qlen && !flow->has_far)) &&
		   atomic_cmpxchg(&flow->role, 1, 0) == 1))
		return;
	lfr_flow_leave_slow(flow, false);
}

/**
 * lfr_flow_leave() - give the role back, when there is nothing left to do
 * @flow: the flow; the role is the caller's
 */
static __always_inline void lfr_flow_leave(struct lfr_flow *flow)
{
	lfr_flow_leave_as(flow, false);
}

/* Is it the one right behind the highest? Most packets are. */
static __always_inline bool lfr_flow_follows(const struct lfr_flow *flow,
					     const struct lfr_flow_packet *packet)
{
	return flow->begun && !flow->has_far && packet->stream == flow->stream &&
	       packet->seq == ((flow->highest + 1) & flow->mask);
}

/* A packet has come this way. */
static __always_inline void lfr_flow_count_in(struct lfr_flow *flow, struct lfr_flow_path *path,
					      const struct lfr_flow_packet *packet)
{
	u64_stats_update_begin(&flow->stats.sync);
	u64_stats_inc(&flow->stats.received);
	u64_stats_add(&flow->stats.received_bytes, packet->bytes);
	if (packet->segment)
		u64_stats_inc(&flow->stats.segments);
	if (packet->resent)
		u64_stats_inc(&flow->stats.retransmitted);
	u64_stats_inc(&path->received);
	u64_stats_add(&path->bytes, packet->bytes);
	u64_stats_update_end(&flow->stats.sync);
}

void lfr_flow_measure_path(struct lfr_flow *flow, const struct lfr_flow_packet *packet, u64 seq);

/* Have the order of arrival of a packet of this number measured. */
static __always_inline void lfr_flow_measure(struct lfr_flow *flow,
					     const struct lfr_flow_packet *packet, u64 seq)
{
	lfr_metrics_add(&flow->metrics, seq, packet->at, packet->media_time, packet->path);
	if (unlikely(flow->path_metrics))
		lfr_flow_measure_path(flow, packet, seq);
}

/* It is not held: @skb is NULL where packets are observed, and have been accepted. */
static __always_inline void lfr_flow_deliver_now(struct lfr_flow *flow, struct sk_buff *skb,
						 const struct lfr_flow_packet *packet, u64 seq)
{
	lfr_flow_count_delivered(flow, 0);
	if (!skb)
		return;
	if (unlikely(lfr_flow_tapped(flow)))
		lfr_flow_show_now(flow, skb, seq, packet->at, packet->path);
	lfr_flow_hand(flow, skb, flow->config.mode);
}

/* One whose number is known to belong to the stream. */
static __always_inline void lfr_flow_place(struct lfr_flow *flow, struct sk_buff *skb,
					   const struct lfr_flow_packet *packet, u64 seq)
{
	lfr_flow_measure(flow, packet, seq);
	if (!skb || flow->config.mode == LFR_FLOW_OBSERVE) {
		lfr_flow_deliver_now(flow, skb, packet, seq);
	} else if (flow->settled && lfr_window_pass(&flow->window, seq)) {
		lfr_flow_deliver_now(flow, skb, packet, seq);
		lfr_flow_release_due(flow);
	} else {
		lfr_flow_hold(flow, skb, packet, seq);
	}
}

/*
 * The one right behind the highest is counted and measured, where there is one path. Returns its
 * number, unfolded.
 */
static __always_inline u64 lfr_flow_advance(struct lfr_flow *flow, struct lfr_flow_path *path,
					    const struct lfr_flow_packet *packet)
{
	u64 seq = flow->highest + 1;

	flow->highest = seq;
	lfr_flow_count_in(flow, path, packet);
	lfr_metrics_add(&flow->metrics, seq, packet->at, packet->media_time, packet->path);
	return seq;
}

/**
 * lfr_flow_observe_next() - measure a packet, if it is the one expected, and give the role back
 * @flow: the flow; the role is the caller's
 * @path: which way it came
 * @skb: the packet, for who taps the flow; stays as it is, and the caller's
 * @packet: what is known of it
 *
 * Context: softirq, or bottom halves disabled, with the RCU lock.
 * Return: whether it is. If not, or if there are several paths, nothing has been done, and the
 * caller has the role.
 */
static __always_inline bool lfr_flow_observe_next(struct lfr_flow *flow, struct lfr_flow_path *path,
						  const struct sk_buff *skb,
						  const struct lfr_flow_packet *packet)
{
	u64 seq;

	if (unlikely(flow->more || flow->path_metrics || !lfr_flow_follows(flow, packet)))
		return false;
	seq = lfr_flow_advance(flow, path, packet);
	if (unlikely(lfr_flow_tapped(flow)))
		lfr_flow_show_now(flow, skb, seq, packet->at, packet->path);
	lfr_flow_deliver_now(flow, NULL, packet, seq);
	/* What is held, if the mode has just changed, the timer has been told of. */
	lfr_flow_leave_as(flow, true);
	return true;
}

/**
 * lfr_flow_take_next() - take a packet, if it is the one expected, and give the role back
 * @flow: the flow; the role is the caller's
 * @path: which way it came
 * @skb: the packet, not shared; it is the flow's, if it is the one expected
 * @packet: what is known of it
 *
 * Context: softirq, or bottom halves disabled, with the RCU lock.
 * Return: whether it is. If not, or if there are several paths, nothing has been done, and the
 * caller has the role.
 */
static __always_inline bool lfr_flow_take_next(struct lfr_flow *flow, struct lfr_flow_path *path,
					       struct sk_buff *skb,
					       const struct lfr_flow_packet *packet)
{
	if (unlikely(flow->more || flow->path_metrics || !lfr_flow_follows(flow, packet) ||
		     !flow->settled || flow->config.mode == LFR_FLOW_OBSERVE ||
		     !lfr_window_pass(&flow->window, flow->highest + 1)))
		return false;
	lfr_flow_deliver_now(flow, skb, packet, lfr_flow_advance(flow, path, packet));
	lfr_flow_release_due(flow);
	lfr_flow_leave(flow);
	return true;
}

#endif /* _LFRING_NET_UDPFLOW_NEXT_H */
