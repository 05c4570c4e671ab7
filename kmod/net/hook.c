// SPDX-License-Identifier: GPL-2.0
/*
 * hook.c - where packets are taken: netfilter's ingress hook of a device
 */
#include <linux/err.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_netdev.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/udp.h>
#include <net/gso.h>
#include <net/ip.h>
#include <net/ipv6.h>
#include "net/udpflow.h"
#include "net/hook.h"

/**
 * struct lfr_hook - the hook of a device
 * @list: all hooks; RTNL
 * @dev: the device
 * @ops: for netfilter
 * @paths: of the flows that have packets from it; written under RTNL, read under RCU
 */
struct lfr_hook {
	struct list_head list;
	struct net_device *dev;
	struct nf_hook_ops ops;
	struct list_head paths;
};

static LIST_HEAD(lfr_hooks);

/**
 * struct lfr_hook_key - what a packet is, as far as flows are told apart by it
 * @saddr: source address, in the packet or in a copy of its header
 * @daddr: destination address, likewise
 * @sport: source port
 * @dport: destination port
 * @csum: the checksum's field
 * @family: AF_INET or AF_INET6
 * @fragment: the rest comes in other packets
 * @padded: there is more behind it than its headers say
 * @udp: where UDP begins, from skb->data
 * @payload: where the payload begins
 * @len: bytes of payload
 */
struct lfr_hook_key {
	const __be32 *saddr;
	const __be32 *daddr;
	__be16 sport;
	__be16 dport;
	__sum16 csum;
	u8 family;
	bool fragment;
	bool padded;
	u32 udp;
	u32 payload;
	u32 len;
};

/*
 * What is behind the headers of IPv4. Returns false if it is not UDP, or is broken. @buf is for
 * headers that are not in one piece; of @key addresses point there.
 */
static __always_inline bool lfr_hook_ipv4(const struct sk_buff *skb, struct lfr_hook_key *key,
					  struct ipv6hdr *buf)
{
	const struct iphdr *ip;
	u32 total;

	BUILD_BUG_ON(sizeof(*ip) > sizeof(*buf));
	ip = skb_header_pointer(skb, 0, sizeof(*ip), buf);
	if (unlikely(!ip) || ip->protocol != IPPROTO_UDP || ip->version != 4 || ip->ihl < 5)
		return false;
	/* The rest of a fragmented datagram has no ports; its first part stands for it. */
	if (ip->frag_off & htons(IP_OFFSET))
		return false;
	key->udp = ip->ihl * 4;
	total = unlikely(skb_is_gso(skb)) ? skb->len : ntohs(ip->tot_len);
	if (total < key->udp + sizeof(struct udphdr) || total > skb->len)
		return false;
	key->len = total;
	key->padded = total < skb->len;
	key->fragment = ip_is_fragment(ip);
	key->family = AF_INET;
	key->saddr = &ip->saddr;
	key->daddr = &ip->daddr;
	return true;
}

static noinline bool lfr_hook_ipv6(const struct sk_buff *skb, struct lfr_hook_key *key,
				   struct ipv6hdr *buf)
{
	const struct ipv6hdr *ip;
	__be16 frag_off;
	u8 next;
	u32 total;
	int udp;

	ip = skb_header_pointer(skb, 0, sizeof(*buf), buf);
	if (!ip || ip->version != 6)
		return false;
	next = ip->nexthdr;
	udp = ipv6_skip_exthdr(skb, sizeof(*ip), &next, &frag_off);
	if (udp < 0 || next != IPPROTO_UDP || frag_off & htons(IP6_OFFSET))
		return false;
	key->udp = udp;
	total = skb_is_gso(skb) ? skb->len : sizeof(*ip) + ntohs(ip->payload_len);
	if (total < key->udp + sizeof(struct udphdr) || total > skb->len)
		return false;
	key->len = total;
	key->padded = total < skb->len;
	key->fragment = frag_off;
	key->family = AF_INET6;
	key->saddr = ip->saddr.s6_addr32;
	key->daddr = ip->daddr.s6_addr32;
	return true;
}

/* Returns false if it is not a UDP datagram that can be told by its headers. */
static __always_inline bool lfr_hook_parse(const struct sk_buff *skb, struct lfr_hook_key *key,
					   struct ipv6hdr *buf)
{
	const struct udphdr *udp;
	struct udphdr udpbuf;
	u32 len;

	if (likely(skb->protocol == htons(ETH_P_IP))) {
		if (!lfr_hook_ipv4(skb, key, buf))
			return false;
	} else if (skb->protocol == htons(ETH_P_IPV6)) {
		if (!lfr_hook_ipv6(skb, key, buf))
			return false;
	} else {
		return false;
	}
	udp = skb_header_pointer(skb, key->udp, sizeof(udpbuf), &udpbuf);
	if (unlikely(!udp))
		return false;
	key->sport = udp->source;
	key->dport = udp->dest;
	key->csum = udp->check;
	key->payload = key->udp + sizeof(*udp);
	key->len -= key->payload;
	/* Of a fragment and of an aggregate it tells the length of something else. */
	if (likely(!key->fragment && !skb_is_gso(skb))) {
		len = ntohs(udp->len);
		if (len < sizeof(*udp) || len - sizeof(*udp) > key->len)
			return false;
		key->len = len - sizeof(*udp);
	}
	return true;
}

static bool lfr_hook_same(u8 family, const struct in6_addr *wanted, const __be32 *address)
{
	/* A flow with an address is of one family, and so is this packet then. */
	if (family == AF_INET)
		return wanted->s6_addr32[3] == *address;
	return ipv6_addr_equal(wanted, (const struct in6_addr *)address);
}

static __always_inline bool lfr_hook_is(const struct lfr_flow_match *match,
					const struct lfr_hook_key *key)
{
	if (match->dport != key->dport || (match->sport && match->sport != key->sport) ||
	    (match->family && match->family != key->family))
		return false;
	return (!match->has_src || lfr_hook_same(key->family, &match->src, key->saddr)) &&
	       (!match->has_dst || lfr_hook_same(key->family, &match->dst, key->daddr));
}

/* Whether the checksum is right; where it is not for the hook to say, it is. */
static __always_inline bool lfr_hook_checksum(struct sk_buff *skb, const struct lfr_hook_key *key)
{
	if (!key->csum || key->padded || skb_csum_unnecessary(skb) ||
	    skb->ip_summed == CHECKSUM_PARTIAL)
		return true;
	/* It looks for the addresses there, and this may be shared: nothing can be pulled. */
	if (skb_headlen(skb) < key->udp)
		return true;
	return !nf_checksum(skb, NF_INET_PRE_ROUTING, key->udp, IPPROTO_UDP,
			    key->family == AF_INET ? NFPROTO_IPV4 : NFPROTO_IPV6);
}

/* Read the sequence number in the payload at @at of @skb. Returns false if it has none. */
static __always_inline bool lfr_hook_read(struct lfr_flow_path *path, const struct sk_buff *skb,
					  u32 at, u32 len, struct lfr_flow_packet *packet)
{
	static const u8 why[] = {
		[LFR_EXTRACT_SHORT] = LFR_FLOW_SHORT,
		[LFR_EXTRACT_MALFORMED] = LFR_FLOW_MALFORMED,
		[LFR_EXTRACT_CONTROL] = LFR_FLOW_CONTROL,
	};
	const struct lfr_flow *flow = path->flow;
	enum lfr_extract_verdict verdict = LFR_EXTRACT_SHORT;
	struct lfr_extracted found;
	u32 skip, want;
	const u8 *bytes;
	u8 buf[16];

	packet->bytes = len;
	/* What is before a field need not be looked at. */
	skip = min(flow->skip, len);
	want = min(flow->want, len - skip);
	bytes = skb_header_pointer(skb, at + skip, want, buf);
	if (likely(bytes))
		verdict = lfr_extract(&flow->extract, bytes, len - skip, &found);
	if (unlikely(verdict != LFR_EXTRACT_OK)) {
		lfr_flow_bypass(path->flow, why[verdict]);
		return false;
	}
	packet->seq = found.seq;
	packet->at = ktime_get_ns();
	packet->stream = found.stream;
	packet->media_time = found.media_time;
	packet->path = path->index;
	return true;
}

/* Returns whether it has been taken. */
static __always_inline bool lfr_hook_one(struct lfr_flow_path *path, struct sk_buff *skb,
					 const struct lfr_hook_key *key, bool segment)
{
	struct lfr_flow *flow = path->flow;
	struct lfr_flow_packet packet;

	if (!segment && !lfr_hook_checksum(skb, key)) {
		lfr_flow_bypass(flow, LFR_FLOW_MALFORMED);
		return false;
	}
	if (!lfr_hook_read(path, skb, key->payload, key->len, &packet))
		return false;
	packet.segment = segment;
	if (!lfr_flow_takes(flow)) {
		lfr_flow_observe(flow, skb, &packet);
		return false;
	}
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (skb)
		lfr_flow_take(flow, skb, &packet);
	else
		lfr_flow_bypass(flow, LFR_FLOW_NO_MEMORY);
	return true;
}

/* Measure the packets that an aggregate was made of; it stays as it is. */
static noinline void lfr_hook_look_into(struct lfr_flow_path *path, struct sk_buff *skb,
					const struct lfr_hook_key *key)
{
	u32 size = skb_shinfo(skb)->gso_size, at, end = key->payload + key->len;
	struct lfr_flow_packet packet;
	struct sk_buff *frag;

	if (!size)
		return;
	/* Either all payloads follow each other, or each but the first is a buffer of its own. */
	if (skb_shinfo(skb)->gso_type & SKB_GSO_FRAGLIST)
		skb_walk_frags(skb, frag)
			end -= frag->len;
	for (at = key->payload; at < end; at += size) {
		if (!lfr_hook_read(path, skb, at, min(size, end - at), &packet))
			continue;
		packet.segment = true;
		lfr_flow_observe(path->flow, NULL, &packet);
	}
	if (!(skb_shinfo(skb)->gso_type & SKB_GSO_FRAGLIST))
		return;
	skb_walk_frags(skb, frag) {
		if (!lfr_hook_read(path, frag, 0, frag->len, &packet))
			continue;
		packet.segment = true;
		lfr_flow_observe(path->flow, NULL, &packet);
	}
}

/*
 * Take an aggregate apart, which is not shared. Returns its packets, as they would be here, and
 * @skb is gone; NULL or an error pointer without memory.
 */
static struct sk_buff *lfr_hook_segment(struct sk_buff *skb, u32 mac)
{
	netdev_features_t features = NETIF_F_SG | NETIF_F_IP_CSUM | NETIF_F_IPV6_CSUM;
	struct sk_buff *segments, *segment;

	__skb_push(skb, mac);
	/* What is right in the whole is right in its parts; segmentation knows these two only. */
	if (skb->ip_summed == CHECKSUM_UNNECESSARY)
		skb->ip_summed = CHECKSUM_NONE;
	segments = __skb_gso_segment(skb, features, false);
	if (IS_ERR_OR_NULL(segments)) {
		/* Else the list of its buffers may be gone already, and it is of no use. */
		if (!(skb_shinfo(skb)->gso_type & SKB_GSO_FRAGLIST))
			__skb_pull(skb, mac);
		return segments;
	}
	consume_skb(skb);
	for (segment = segments; segment; segment = segment->next)
		__skb_pull(segment, mac);
	return segments;
}

/* Measure the packets of an aggregate one by one, for somebody wants to see them; it stays. */
static noinline void lfr_hook_show_apart(struct lfr_flow_path *path, struct sk_buff *skb,
					 const struct lfr_hook_key *whole)
{
	struct sk_buff *clone = skb_clone(skb, GFP_ATOMIC), *segments = NULL, *next;
	struct lfr_flow_packet packet;
	struct lfr_hook_key key;
	struct ipv6hdr buf;

	if (clone)
		segments = lfr_hook_segment(clone, skb->data - skb_mac_header(skb));
	if (IS_ERR_OR_NULL(segments)) {
		/* They are measured all the same. */
		kfree_skb(clone);
		lfr_hook_look_into(path, skb, whole);
		return;
	}
	skb_list_walk_safe(segments, skb, next) {
		skb_mark_not_on_list(skb);
		if (lfr_hook_parse(skb, &key, &buf) &&
		    lfr_hook_read(path, skb, key.payload, key.len, &packet)) {
			packet.segment = true;
			lfr_flow_observe(path->flow, skb, &packet);
		}
		consume_skb(skb);
	}
}

/* Take an aggregate apart, and take its packets. */
static noinline void lfr_hook_take_apart(struct lfr_flow_path *path, struct sk_buff *skb)
{
	struct sk_buff *segments, *next;
	struct lfr_hook_key key;
	struct ipv6hdr buf;

	skb = skb_share_check(skb, GFP_ATOMIC);
	if (!skb) {
		lfr_flow_bypass(path->flow, LFR_FLOW_NO_MEMORY);
		return;
	}
	segments = lfr_hook_segment(skb, skb->data - skb_mac_header(skb));
	if (IS_ERR_OR_NULL(segments)) {
		lfr_flow_bypass(path->flow, LFR_FLOW_NO_MEMORY);
		/* If it was shared this is not the one that the stack knows. */
		if (skb_shinfo(skb)->gso_type & SKB_GSO_FRAGLIST)
			kfree_skb(skb);
		else
			lfr_flow_pass(skb);
		return;
	}
	skb_list_walk_safe(segments, skb, next) {
		skb_mark_not_on_list(skb);
		if (lfr_hook_parse(skb, &key, &buf) && lfr_hook_one(path, skb, &key, true))
			continue;
		/* What has no number goes on, behind those before it. */
		lfr_flow_pass(skb);
	}
}

/* Of datagrams that each have a sequence number? Else it is a large one, or a tunnel's. */
static bool lfr_hook_is_aggregate(const struct sk_buff *skb)
{
	const unsigned int type = skb_shinfo(skb)->gso_type;

	return type & (SKB_GSO_UDP_L4 | SKB_GSO_FRAGLIST) &&
	       !(type & (SKB_GSO_UDP_TUNNEL | SKB_GSO_UDP_TUNNEL_CSUM));
}

static unsigned int lfr_hook_run(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	struct lfr_hook *hook = priv;
	struct lfr_flow_path *path;
	struct lfr_hook_key key;
	struct ipv6hdr buf;

	if (!lfr_hook_parse(skb, &key, &buf))
		return NF_ACCEPT;
	list_for_each_entry_rcu(path, &hook->paths, on_dev) {
		if (!lfr_hook_is(&path->flow->setup.match, &key))
			continue;
		if (unlikely(key.fragment)) {
			lfr_flow_bypass(path->flow, LFR_FLOW_FRAGMENT);
			return NF_ACCEPT;
		}
		if (likely(!skb_is_gso(skb)))
			return lfr_hook_one(path, skb, &key, false) ? NF_STOLEN : NF_ACCEPT;
		if (!lfr_hook_is_aggregate(skb)) {
			lfr_flow_bypass(path->flow, LFR_FLOW_FRAGMENT);
			return NF_ACCEPT;
		}
		if (lfr_flow_takes(path->flow)) {
			lfr_hook_take_apart(path, skb);
			return NF_STOLEN;
		}
		if (unlikely(lfr_flow_tapped(path->flow)))
			lfr_hook_show_apart(path, skb, &key);
		else
			lfr_hook_look_into(path, skb, &key);
		return NF_ACCEPT;
	}
	return NF_ACCEPT;
}

static struct lfr_hook *lfr_hook_of(const struct net_device *dev)
{
	struct lfr_hook *hook;

	list_for_each_entry(hook, &lfr_hooks, list)
		if (hook->dev == dev)
			return hook;
	return NULL;
}

static struct lfr_hook *lfr_hook_create(struct net_device *dev)
{
	struct lfr_hook *hook = kzalloc(sizeof(*hook), GFP_KERNEL);
	int ret;

	if (!hook)
		return ERR_PTR(-ENOMEM);
	hook->dev = dev;
	INIT_LIST_HEAD(&hook->paths);
	hook->ops = (struct nf_hook_ops){
		.hook = lfr_hook_run,
		.dev = dev,
		.priv = hook,
		.pf = NFPROTO_NETDEV,
		.hooknum = NF_NETDEV_INGRESS,
		.priority = INT_MAX,
	};
	ret = nf_register_net_hook(dev_net(dev), &hook->ops);
	if (ret) {
		kfree(hook);
		return ERR_PTR(ret);
	}
	list_add_tail(&hook->list, &lfr_hooks);
	return hook;
}

/**
 * lfr_hook_attach() - take packets from a device
 * @path: for this path of a flow
 * @dev: the device
 *
 * Context: process, with RTNL.
 * Return: 0 or an error.
 */
int lfr_hook_attach(struct lfr_flow_path *path, struct net_device *dev)
{
	struct lfr_hook *hook;

	ASSERT_RTNL();
	hook = lfr_hook_of(dev);
	if (!hook)
		hook = lfr_hook_create(dev);
	if (IS_ERR(hook))
		return PTR_ERR(hook);
	rcu_assign_pointer(path->dev, dev);
	list_add_tail_rcu(&path->on_dev, &hook->paths);
	return 0;
}

/**
 * lfr_hook_detach() - take no more packets from a device
 * @path: of a flow; may have no device any more
 *
 * No packet of it is on its way to the flow afterwards.
 *
 * Context: process, with RTNL.
 */
void lfr_hook_detach(struct lfr_flow_path *path)
{
	struct net_device *dev = rtnl_dereference(path->dev);
	struct lfr_hook *hook;

	ASSERT_RTNL();
	if (!dev)
		return;
	hook = lfr_hook_of(dev);
	list_del_rcu(&path->on_dev);
	if (list_empty(&hook->paths)) {
		list_del(&hook->list);
		nf_unregister_net_hook(dev_net(dev), &hook->ops);
	} else {
		hook = NULL;
	}
	synchronize_net();
	kfree(hook);
}

/**
 * lfr_hook_overlap() - would a packet be another flow's as well?
 * @dev: device
 * @match: which packets
 *
 * Context: process, with RTNL.
 * Return: a path of that flow, or NULL.
 */
const struct lfr_flow_path *lfr_hook_overlap(const struct net_device *dev,
					     const struct lfr_flow_match *match)
{
	struct lfr_hook *hook = lfr_hook_of(dev);
	const struct lfr_flow_match *other;
	struct lfr_flow_path *path;

	if (!hook)
		return NULL;
	list_for_each_entry(path, &hook->paths, on_dev) {
		other = &path->flow->setup.match;
		if (other->dport == match->dport &&
		    (!other->sport || !match->sport || other->sport == match->sport) &&
		    (!other->family || !match->family || other->family == match->family) &&
		    (!other->has_src || !match->has_src ||
		     ipv6_addr_equal(&other->src, &match->src)) &&
		    (!other->has_dst || !match->has_dst ||
		     ipv6_addr_equal(&other->dst, &match->dst)))
			return path;
	}
	return NULL;
}
