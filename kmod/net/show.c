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
	struct lfr_tap *tap = rcu_dereference(flow->tap);
	struct lfr_tap_item item = {
		.seq = out->seq,
		.at = out->at,
		.held = out->held,
		.stream = flow->stream,
		.flags = out->flags,
		.path = out->path,
		.skb = skb,
	};

	if (!tap)
		return;
	if (lfr_flow_is_ethernet(skb)) {
		item.link = LFR_TAP_ETHERNET;
		item.offset = skb_mac_offset(skb);
	} else {
		item.link = LFR_TAP_IP;
		item.offset = skb_network_offset(skb);
	}
	item.len = skb->len - item.offset;
	if (skb_vlan_tag_present(skb)) {
		item.vlan_proto = ntohs(skb->vlan_proto);
		item.vlan_tci = skb_vlan_tag_get(skb);
	}
	tap->give(tap, &item);
}
