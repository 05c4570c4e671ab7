// SPDX-License-Identifier: GPL-2.0
/*
 * udpflow_stream.c - which stream a packet of a flow belongs to, and where one begins
 */
#include <linux/bitmap.h>
#include <linux/bits.h>
#include <linux/minmax.h>
#include <linux/skbuff.h>
#include <lfring/seqnum.h>
#include "net/udpflow.h"
#include "net/udpflow_parts.h"

/*
 * Farther ahead or behind than this numbers do not belong to the same stream; two in a row near
 * each other begin a new one (RFC 3550, A.1).
 */
#define LFR_FLOW_DROPOUT	3000u
#define LFR_FLOW_MISORDER	1000u
#define LFR_FLOW_NEAR		64

/* Nor do those that have passed, so long after the last new one and what it may have been held. */
#define LFR_FLOW_SILENCE	NSEC_PER_SEC

/* Numbers of a stream begin around here, so that earlier ones are not below 0. */
#define LFR_FLOW_BASE		BIT_ULL(40)

/**
 * lfr_flow_open() - forget what was expected
 * @flow: the flow
 * @seq: what comes next is not much below this
 */
void lfr_flow_open(struct lfr_flow *flow, u64 seq)
{
	unsigned long *history = flow->window.history;
	u32 bits = flow->window.history_bits;

	flow->given_up += flow->window.missing;
	bitmap_zero(history, bits);
	/* Whatever comes is later than this. */
	lfr_window_init(&flow->window, flow->config.window, seq - BIT_ULL(62), history, bits);
	flow->settled = false;
}

/**
 * lfr_flow_metrics_stream() - numbers begin anew, on all paths
 * @flow: the flow
 */
void lfr_flow_metrics_stream(struct lfr_flow *flow)
{
	u32 i;

	lfr_metrics_stream(&flow->metrics);
	for (i = 0; flow->path_metrics && i < flow->setup.nr_paths; i++)
		lfr_metrics_stream(&flow->path_metrics[i]);
}

/* Is the number too far from the highest one of a stream to belong to it? */
static bool lfr_flow_is_far(const struct lfr_flow *flow, u64 highest, u64 seq)
{
	s64 ahead = lfr_seq_diff(seq, highest);

	return ahead > (s64)max(LFR_FLOW_DROPOUT, flow->config.window) ||
	       -ahead > (s64)max(LFR_FLOW_MISORDER, flow->config.window);
}

/* Has the number had its turn so long ago that it is no copy, and not late? */
static bool lfr_flow_is_old(const struct lfr_flow *flow, const struct lfr_flow_packet *packet,
			    u64 seq)
{
	return !packet->resent && lfr_seq_diff(seq, flow->highest) <= 0 &&
	       lfr_metrics_silence(&flow->metrics, packet->at) >
		       LFR_FLOW_SILENCE + (u64)flow->config.hold_ms * NSEC_PER_MSEC;
}

/* Does a packet belong to a stream, by what it says and by its number? */
static bool lfr_flow_belongs(const struct lfr_flow *flow, u32 stream, u64 highest,
			     const struct lfr_flow_packet *packet)
{
	return packet->stream == stream &&
	       !lfr_flow_is_far(flow, highest, lfr_seq_unfold(highest, packet->seq, flow->bits));
}

/* Does a packet belong to the stream before this one, and to this one not? */
static bool lfr_flow_straggles(const struct lfr_flow *flow, const struct lfr_flow_packet *packet)
{
	const struct lfr_flow_before *before = &flow->before;

	return unlikely(packet->at < before->until) &&
	       !lfr_flow_belongs(flow, flow->stream, flow->highest, packet) &&
	       lfr_flow_belongs(flow, before->stream, before->highest, packet);
}

/* The stream ends. Over another way, or out of order, packets of it may still come. */
static void lfr_flow_remember(struct lfr_flow *flow, u64 now)
{
	struct lfr_flow_before *before = &flow->before;
	unsigned long *history = before->window.history;

	if (!flow->begun)
		return;
	before->window = flow->window;
	before->highest = flow->highest;
	before->until = now + (u64)flow->config.hold_ms * NSEC_PER_MSEC;
	before->stream = flow->stream;
	before->settled = flow->settled;
	flow->window.history = history;
}

/* The stream before that goes on where it was. */
static void lfr_flow_resume(struct lfr_flow *flow, const struct lfr_flow_before *before)
{
	flow->given_up += flow->window.missing;
	flow->window = before->window;
	WRITE_ONCE(flow->window.missing, 0);
	WRITE_ONCE(flow->window.size, flow->config.window);
	flow->settled = before->settled;
}

/* Another stream: what is held of the last one goes first. */
static void lfr_flow_anew(struct lfr_flow *flow, const struct lfr_flow_packet *packet)
{
	u64 seq = lfr_seq_unfold(LFR_FLOW_BASE, packet->seq, flow->bits);
	const struct lfr_flow_before before = flow->before;
	bool resumes = lfr_flow_straggles(flow, packet);

	lfr_flow_release_all(flow);
	lfr_flow_remember(flow, packet->at);
	if (resumes) {
		seq = before.highest;
		lfr_flow_resume(flow, &before);
	} else {
		lfr_flow_open(flow, seq);
	}
	lfr_flow_metrics_stream(flow);
	flow->begun = true;
	flow->knows_far = false;
	flow->stream = packet->stream;
	flow->highest = seq;
}

/* One that belongs to the stream, maybe not in its order. */
static void lfr_flow_place_near(struct lfr_flow *flow, struct sk_buff *skb,
				const struct lfr_flow_packet *packet)
{
	u64 seq = lfr_seq_unfold(flow->highest, packet->seq, flow->bits);

	if (lfr_seq_diff(seq, flow->highest) > 0)
		flow->highest = seq;
	lfr_flow_place(flow, skb, packet, seq);
}

/* How far a packet is from the last one that was far from the others. */
static u64 lfr_flow_apart(const struct lfr_flow *flow, const struct lfr_flow_packet *packet)
{
	u64 a = lfr_seq_unfold(LFR_FLOW_BASE, flow->far.seq, flow->bits);
	u64 b = lfr_seq_unfold(a, packet->seq, flow->bits);

	if (!flow->knows_far || flow->far.stream != packet->stream)
		return U64_MAX;
	return abs(lfr_seq_diff(a, b));
}

/* A packet begins a stream, behind or before the one that waits for it, if that still does. */
static void lfr_flow_join(struct lfr_flow *flow, struct sk_buff *skb,
			  const struct lfr_flow_packet *packet)
{
	const struct lfr_flow_packet first = flow->far;
	struct sk_buff *stray = flow->stray;

	if (flow->has_far) {
		flow->has_far = false;
		flow->stray = NULL;
		lfr_flow_anew(flow, &first);
		lfr_flow_place_near(flow, stray, &first);
	} else {
		lfr_flow_anew(flow, packet);
	}
	lfr_flow_place_near(flow, skb, packet);
}

/*
 * A packet too far from the others: alone it is stray, two near each other are not. The first one
 * waits for the second, but no longer than any packet: it goes on as a stray one then, and the
 * second one begins the stream, whenever it comes. While it waits, a copy of it is known as one.
 */
static void lfr_flow_far(struct lfr_flow *flow, struct sk_buff *skb,
			 const struct lfr_flow_packet *packet)
{
	u64 apart = lfr_flow_apart(flow, packet);

	if (apart && apart <= LFR_FLOW_NEAR) {
		lfr_flow_join(flow, skb, packet);
		return;
	}
	if (!apart && flow->has_far) {
		lfr_flow_copy(flow, skb, packet,
			      lfr_seq_unfold(flow->highest, packet->seq, flow->bits));
		return;
	}
	lfr_flow_dismiss(flow);
	flow->has_far = true;
	flow->knows_far = true;
	flow->far = *packet;
	flow->stray = skb;
	if (skb)
		lfr_flow_own(skb);
}

/**
 * lfr_flow_in_any() - a packet that may be anywhere in the stream, or in another one
 * @flow: the flow
 * @skb: the packet; NULL if it is only observed
 * @seen: the packet then, if there is one to be shown
 * @packet: what is known of it
 */
void lfr_flow_in_any(struct lfr_flow *flow, struct sk_buff *skb, const struct sk_buff *seen,
		     const struct lfr_flow_packet *packet)
{
	bool straggles = lfr_flow_straggles(flow, packet);
	u64 seq;

	if (!straggles && (!flow->begun || packet->stream != flow->stream)) {
		lfr_flow_dismiss(flow);
		lfr_flow_anew(flow, packet);
	}
	seq = lfr_seq_unfold(straggles ? flow->before.highest : flow->highest, packet->seq,
			     flow->bits);
	if (seen && lfr_flow_tapped(flow))
		lfr_flow_show_now(flow, seen, seq, packet->at, packet->path);
	if (straggles && lfr_seq_diff(seq, flow->before.highest) <= 0)
		lfr_flow_straggle(flow, skb, packet, seq);
	else if (straggles || lfr_flow_is_far(flow, flow->highest, seq) ||
		 lfr_flow_is_old(flow, packet, seq))
		/* Either it is the last of what has ended, or that goes on, or something begins. */
		lfr_flow_far(flow, skb, packet);
	else
		lfr_flow_place_near(flow, skb, packet);
}
