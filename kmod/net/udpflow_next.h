/* SPDX-License-Identifier: GPL-2.0 */
/*
 * udpflow_next.h - the way of a packet that is the next one of a run, from its hook to its delivery
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
	return !atomic_cmpxchg(&flow->role, 0, 1); /* LMM(role:A) */
}

void lfr_flow_leave_slow(struct lfr_flow *flow, bool more);

/* Give the role back, where the timer knows of all that waits, if anything does. */
static __always_inline void lfr_flow_leave_known(struct lfr_flow *flow)
{
	if (unlikely(atomic_cmpxchg(&flow->role, 1, 0) != 1))
		lfr_flow_leave_slow(flow, false);
}

/* What a packet says of itself is counted. */
static __always_inline void lfr_flow_count_kind(struct lfr_flow *flow,
						const struct lfr_flow_packet *packet)
{
	if (packet->segment)
		flow->stats.segments++;
	if (packet->resent)
		flow->stats.retransmitted++;
}

/*
 * Count and measure a packet, if there is a run and it is the next one of it. Returns whether it
 * is; flow->highest is its number then, unfolded, and it is to go on at once.
 */
static __always_inline bool lfr_flow_runs(struct lfr_flow *flow,
					  const struct lfr_flow_packet *packet)
{
	u64 seq = flow->highest + 1;

	if (unlikely(packet->seq != (seq & flow->mask) || packet->stream != flow->stream ||
		     seq >= flow->run_end))
		return false;
	flow->highest = seq;
	flow->run_bytes += packet->bytes;
	lfr_flow_count_kind(flow, packet);
	lfr_metrics_jitter(&flow->metrics, packet->at, packet->media_time);
	return true;
}

/* A packet of a run goes on. If it is only observed, @skb is NULL, and @seen the packet. */
static __always_inline void lfr_flow_run_on(struct lfr_flow *flow, struct sk_buff *skb,
					    const struct sk_buff *seen,
					    const struct lfr_flow_packet *packet)
{
	if (skb)
		seen = skb;
	if (unlikely(lfr_flow_tapped(flow)) && seen)
		lfr_flow_show_now(flow, seen, flow->highest, packet->at, packet->path);
	if (skb)
		lfr_flow_hand(flow, skb, flow->config.mode);
}

/**
 * lfr_flow_next() - a packet goes on, if it is the next one of a run, and the role is given back
 * @flow: the flow; the role is the caller's
 * @skb: the packet, not shared; NULL if it is only observed
 * @seen: the packet then, for who taps the flow; stays as it is, and the caller's
 * @packet: what is known of it
 *
 * Context: softirq, or bottom halves disabled, with the RCU lock.
 * Return: whether it is. If not, nothing has been done, and the caller has the role.
 */
static __always_inline bool lfr_flow_next(struct lfr_flow *flow, struct sk_buff *skb,
					  const struct sk_buff *seen,
					  const struct lfr_flow_packet *packet)
{
	if (unlikely(!lfr_flow_runs(flow, packet)))
		return false;
	lfr_flow_run_on(flow, skb, seen, packet);
	lfr_flow_leave_known(flow);
	return true;
}

#endif /* _LFRING_NET_UDPFLOW_NEXT_H */
