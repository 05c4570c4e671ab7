// SPDX-License-Identifier: GPL-2.0
/*
 * show.c - a packet of a flow, as who reads the flow's device gets to see it
 */
#include <linux/if_arp.h>
#include <linux/if_ether.h>
#include <linux/if_vlan.h>
#include <linux/netdevice.h>
#include <linux/skbuff.h>
#include "net/udpflow.h"

/* Has it a header of Ethernet, which loopback has, too? */
static bool lfr_flow_is_ethernet(const struct sk_buff *skb)
{
	const struct net_device *dev = skb->dev;

	return (dev->type == ARPHRD_ETHER || dev->type == ARPHRD_LOOPBACK) &&
	       skb_mac_header_was_set(skb) && skb_mac_offset(skb) <= -ETH_HLEN;
}

/*
 * Nothing in here is cleared first, and each member is written once: packets pay for it. The same
 * is why it is made where all that is known of a packet still is in registers.
 */
static __always_inline void lfr_flow_give(const struct lfr_flow *flow, const struct sk_buff *skb,
					  const struct lfr_flow_out *out)
{
	struct lfr_tap *tap = rcu_dereference(flow->tap);
	bool ethernet = lfr_flow_is_ethernet(skb), tagged = skb_vlan_tag_present(skb);
	int offset = ethernet ? skb_mac_offset(skb) : skb_network_offset(skb);
	const struct lfr_tap_item item = {
		.seq = out->seq,
		.at = out->at,
		.held = out->held,
		.len = skb->len - offset,
		.stream = flow->stream,
		.link = ethernet ? LFR_TAP_ETHERNET : LFR_TAP_IP,
		.vlan_proto = tagged ? ntohs(skb->vlan_proto) : 0,
		.vlan_tci = tagged ? skb_vlan_tag_get(skb) : 0,
		.path = out->path,
		.flags = out->flags,
		.offset = offset,
		.bytes = NULL,
		.skb = skb,
	};

	if (tap)
		tap->give(tap, &item);
}

/**
 * lfr_flow_show() - let who taps a flow see a packet
 * @flow: the flow
 * @skb: the packet, as it came; stays as it is
 * @out: what is known of it
 *
 * Context: the one consumer, with the RCU lock.
 */
void lfr_flow_show(const struct lfr_flow *flow, const struct sk_buff *skb,
		   const struct lfr_flow_out *out)
{
	lfr_flow_give(flow, skb, out);
}

/**
 * lfr_flow_show_now() - let who taps a flow see a packet that is not held
 * @flow: the flow
 * @skb: the packet, as it came; stays as it is
 * @seq: its sequence number, unfolded. Of one that is only observed and far from the others it is
 *	what it would be, were it not
 * @at: when it arrived, ns
 * @path: which of the flow's devices it came over
 *
 * Context: the one consumer, with the RCU lock.
 */
void lfr_flow_show_now(const struct lfr_flow *flow, const struct sk_buff *skb,
		       u64 seq, u64 at, u8 path)
{
	const struct lfr_flow_out out = {
		.seq = seq,
		.at = at,
		.held = 0,
		.flags = 0,
		.path = path,
	};

	lfr_flow_give(flow, skb, &out);
}
