/* SPDX-License-Identifier: GPL-2.0 */
/*
 * tap.h - how somebody else gets to see the packets that go out
 *
 * A flow and a pipeline each have a pointer to a tap, which is NULL while nobody reads: then it
 * costs a packet one branch. Whoever puts a tap there waits for an RCU grace period after it has
 * taken it away.
 *
 * One at a time gives: who has the role of a flow, or the consumer of a pipeline, under the RCU
 * lock.
 */
#ifndef _LFRING_ENGINE_TAP_H
#define _LFRING_ENGINE_TAP_H

#include <linux/bits.h>
#include <linux/types.h>

struct sk_buff;

/* What a packet begins with, as capture files number it. */
#define LFR_TAP_ETHERNET	1u
#define LFR_TAP_IP		101u
#define LFR_TAP_PAYLOAD		147u

/* Its place in the order had been given up. */
#define LFR_TAP_LATE		BIT(0)

/**
 * struct lfr_tap_item - a packet that goes out
 * @seq: sequence number, unfolded
 * @at: when it arrived, ns of the monotonic clock
 * @held: how long it was held, ns
 * @len: its bytes
 * @stream: RTP's SSRC and the like
 * @link: what it begins with
 * @vlan_proto: Ethertype of a VLAN tag that was taken off it, or 0
 * @vlan_tci: the tag
 * @path: which way it came
 * @flags: LFR_TAP_LATE
 * @offset: where in @skb it begins, counted from its data; may be negative
 * @bytes: what is in it, if there is no @skb
 * @skb: the buffer it is in
 */
struct lfr_tap_item {
	u64 seq;
	u64 at;
	u64 held;
	u32 len;
	u32 stream;
	u16 link;
	u16 vlan_proto;
	u16 vlan_tci;
	u16 path;
	u32 flags;
	int offset;
	const void *bytes;
	const struct sk_buff *skb;
};

/**
 * struct lfr_tap - who gets to see them
 * @give: takes a copy; never sleeps
 */
struct lfr_tap {
	void (*give)(struct lfr_tap *tap, const struct lfr_tap_item *item);
};

#endif /* _LFRING_ENGINE_TAP_H */
