// SPDX-License-Identifier: GPL-2.0
/*
 * hook.c - where packets are taken: netfilter's ingress hook of a device
 */
#include <linux/err.h>
#include <linux/ipv6.h>
#include <linux/ktime.h>
#include <linux/netdevice.h>
#include <linux/netfilter.h>
#include <linux/netfilter_netdev.h>
#include <linux/rculist.h>
#include <linux/rtnetlink.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <net/gso.h>
#include <net/ipv6.h>
#include "net/headers.h"
#include "net/hook.h"
#include "net/udpflow.h"
#include "net/udpflow_next.h"

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

static bool lfr_hook_same(u8 family, const struct in6_addr *wanted, const __be32 *address)
{
	/* A flow with an address is of one family, and so is this packet then. */
	if (family == AF_INET)
		return wanted->s6_addr32[3] == *address;
	return ipv6_addr_equal(wanted, (const struct in6_addr *)address);
}

static bool lfr_hook_is(const struct lfr_flow_path *path, const struct lfr_headers *headers)
{
	const struct lfr_flow_match *match = &path->flow->setup.match;

	if ((path->ports ^ headers->ports) & path->ports_mask)
		return false;
	if (match->family && match->family != headers->family)
		return false;
	return (!match->has_src || lfr_hook_same(headers->family, &match->src, headers->saddr)) &&
	       (!match->has_dst || lfr_hook_same(headers->family, &match->dst, headers->daddr));
}

/* The flow that a packet belongs to, by the path that it has come over; NULL if there is none. */
static noinline struct lfr_flow_path *lfr_hook_find(struct lfr_hook *hook,
						    const struct lfr_headers *headers)
{
	struct lfr_flow_path *path;

	list_for_each_entry_rcu(path, &hook->paths, on_dev)
		if (lfr_hook_is(path, headers))
			return path;
	return NULL;
}

/* A packet whose number cannot be told; it goes on. */
static noinline unsigned int lfr_hook_bypass(struct lfr_flow *flow, enum lfr_flow_bypass why)
{
	lfr_flow_bypass(flow, why);
	return NF_ACCEPT;
}

/* Why that is. */
static enum lfr_flow_bypass lfr_hook_why(enum lfr_extract_verdict verdict)
{
	static const u8 why[] = {
		[LFR_EXTRACT_SHORT] = LFR_FLOW_SHORT,
		[LFR_EXTRACT_MALFORMED] = LFR_FLOW_MALFORMED,
		[LFR_EXTRACT_CONTROL] = LFR_FLOW_CONTROL,
	};

	return why[verdict];
}

/**
 * struct lfr_hook_source - where a packet is from, and of when
 * @stream: RTP's SSRC and the like
 * @media_time: RTP's timestamp and the like
 */
struct lfr_hook_source {
	u32 stream;
	u32 media_time;
};

static __always_inline struct lfr_hook_source lfr_hook_source(const struct lfr_extracted *found)
{
	return (struct lfr_hook_source){ .stream = found->stream, .media_time = found->media_time };
}

/**
 * struct lfr_hook_given - what else there is to say of a packet that is given
 * @len: bytes of payload
 * @segment: it is part of an aggregate
 * @resent: it says that it was sent before
 * @take: it is taken, not observed
 * @has: the role of its flow is the caller's, and the packet nobody else's, if it is taken
 */
struct lfr_hook_given {
	u32 len;
	bool segment;
	bool resent;
	bool take;
	bool has;
};

/* What is known of a packet. */
static __always_inline struct lfr_flow_packet
lfr_hook_packet(const struct lfr_flow_path *path, u64 seq, struct lfr_hook_source source, u64 at,
		struct lfr_hook_given given)
{
	return (struct lfr_flow_packet){
		.seq = seq,
		.at = at,
		.stream = source.stream,
		.media_time = source.media_time,
		.bytes = given.len,
		.path = path->index,
		.segment = given.segment,
		.resent = given.resent,
	};
}

/* A packet that nobody else has, in place of one that is gone then; NULL without memory. */
static __always_inline struct sk_buff *lfr_hook_own(struct lfr_flow *flow, struct sk_buff *skb)
{
	skb = skb_share_check(skb, GFP_ATOMIC);
	if (unlikely(!skb))
		lfr_flow_bypass(flow, LFR_FLOW_NO_MEMORY);
	return skb;
}

/*
 * Take or observe a packet, wherever in the stream it is. All comes in registers, one each: what is
 * in memory, the caller would have to put there for each packet. And __noclone, for of a clone that
 * takes parts of it apart some come on the stack.
 */
static noinline __noclone unsigned int lfr_hook_give_any(struct lfr_flow_path *path,
							 struct sk_buff *skb, u64 seq,
							 struct lfr_hook_source source, u64 at,
							 struct lfr_hook_given given)
{
	const struct lfr_flow_packet packet = lfr_hook_packet(path, seq, source, at, given);

	if (!given.take) {
		lfr_flow_observe(path->flow, skb, &packet, given.has);
		return NF_ACCEPT;
	}
	skb = lfr_hook_own(path->flow, skb);
	if (skb)
		lfr_flow_take(path->flow, skb, &packet, given.has);
	return NF_STOLEN;
}

/* The same, quicker if it is the next one of a run. */
static __always_inline unsigned int lfr_hook_give(struct lfr_flow_path *path, struct sk_buff *skb,
						  const struct lfr_extracted *found, u64 at,
						  struct lfr_hook_given given)
{
	const struct lfr_hook_source source = lfr_hook_source(found);
	const struct lfr_flow_packet packet = lfr_hook_packet(path, found->seq, source, at, given);
	struct lfr_flow *flow = path->flow;

	if (given.take) {
		skb = lfr_hook_own(flow, skb);
		if (unlikely(!skb))
			return NF_STOLEN;
	}
	given.has = lfr_flow_try(flow);
	if (likely(given.has && lfr_flow_next(flow, given.take ? skb : NULL, skb, &packet)))
		return given.take ? NF_STOLEN : NF_ACCEPT;
	return lfr_hook_give_any(path, skb, found->seq, source, at, given);
}

/*
 * Find a number in a payload that may not be in one piece, or too short: the @len bytes at @at.
 * Returns whether there is one; else the packet passes by.
 */
static bool lfr_hook_gather(struct lfr_flow *flow, const struct sk_buff *skb, u32 at, u32 len,
			    struct lfr_extracted *found, bool *resent)
{
	/* What is before a field need not be looked at. */
	u32 skip = min(flow->skip, len), want = min(flow->want, len - skip);
	enum lfr_extract_verdict verdict = LFR_EXTRACT_SHORT;
	const u8 *bytes;
	u8 buf[16];

	bytes = skb_header_pointer(skb, at + skip, want, buf);
	if (bytes)
		verdict = lfr_extract(&flow->extract, bytes, len - skip, found);
	if (verdict != LFR_EXTRACT_OK) {
		lfr_flow_bypass(flow, lfr_hook_why(verdict));
		return false;
	}
	*resent = lfr_extract_resent(&flow->extract, bytes);
	return true;
}

/* The same as lfr_hook_one(), for any payload. */
static noinline unsigned int lfr_hook_one_gathered(struct lfr_flow_path *path, struct sk_buff *skb,
						   u32 payload, u64 at, struct lfr_hook_given given)
{
	struct lfr_extracted found = {};

	if (!lfr_hook_gather(path->flow, skb, payload, given.len, &found, &given.resent))
		return NF_ACCEPT;
	return lfr_hook_give_any(path, skb, found.seq, lfr_hook_source(&found), at, given);
}

/* Can it be told whether the checksum is right? Where not, it is not for the hook to say. */
static __always_inline bool lfr_hook_sums(const struct sk_buff *skb,
					  const struct lfr_headers *headers)
{
	/* The addresses are looked for there, and it may be shared: nothing can be pulled. */
	return headers->csum && !headers->padded && !skb_csum_unnecessary(skb) &&
	       skb->ip_summed != CHECKSUM_PARTIAL && skb_headlen(skb) >= headers->udp;
}

/* The same as lfr_hook_one_gathered(), if the checksum is right. */
static noinline unsigned int lfr_hook_one_summed(struct lfr_flow_path *path, struct sk_buff *skb,
						 u32 payload, u64 at, struct lfr_hook_given given,
						 u8 family)
{
	if (nf_checksum(skb, NF_INET_PRE_ROUTING, payload - sizeof(struct udphdr), IPPROTO_UDP,
			family == AF_INET ? NFPROTO_IPV4 : NFPROTO_IPV6))
		return lfr_hook_bypass(path->flow, LFR_FLOW_MALFORMED);
	return lfr_hook_one_gathered(path, skb, payload, at, given);
}

/* Take or observe a packet. What is not so simple ends in a call of its own. */
static __always_inline unsigned int lfr_hook_one(struct lfr_flow_path *path, struct sk_buff *skb,
						 const struct lfr_headers *headers, u64 at,
						 bool segment, bool take)
{
	const struct lfr_flow *flow = path->flow;
	struct lfr_hook_given given = { .len = headers->len, .segment = segment, .take = take };
	u32 payload = headers->payload, needed = flow->skip + flow->want;
	struct lfr_extracted found = {};
	enum lfr_extract_verdict verdict;
	const u8 *bytes;

	if (!segment && unlikely(lfr_hook_sums(skb, headers)))
		return lfr_hook_one_summed(path, skb, payload, at, given, headers->family);
	if (unlikely(given.len < needed || skb_headlen(skb) < payload + needed))
		return lfr_hook_one_gathered(path, skb, payload, at, given);
	bytes = skb->data + payload + flow->skip;
	verdict = lfr_extract(&flow->extract, bytes, given.len - flow->skip, &found);
	if (unlikely(verdict != LFR_EXTRACT_OK))
		return lfr_hook_bypass(path->flow, lfr_hook_why(verdict));
	/* What is sent again is hardly the one expected. */
	if (unlikely(lfr_extract_resent(&flow->extract, bytes)))
		return lfr_hook_one_gathered(path, skb, payload, at, given);
	return lfr_hook_give(path, skb, &found, at, given);
}

static noinline unsigned int lfr_hook_one_any(struct lfr_flow_path *path, struct sk_buff *skb,
					      const struct lfr_headers *headers, bool segment)
{
	return lfr_hook_one(path, skb, headers, ktime_get_ns(), segment,
			    lfr_flow_takes(path->flow));
}

/*
 * Measure a datagram of an aggregate: the @len bytes at @at of @skb. @whole is it alone, for who
 * taps the flow, or NULL.
 */
static void lfr_hook_look_at(struct lfr_flow_path *path, const struct sk_buff *skb,
			     struct sk_buff *whole, u32 at, u32 len)
{
	struct lfr_hook_given given = { .len = len, .segment = true };
	struct lfr_extracted found = {};
	struct lfr_flow_packet packet;

	if (!lfr_hook_gather(path->flow, skb, at, len, &found, &given.resent))
		return;
	packet = lfr_hook_packet(path, found.seq, lfr_hook_source(&found), ktime_get_ns(), given);
	lfr_flow_observe(path->flow, whole, &packet, false);
}

/* Measure the packets that an aggregate was made of; it stays as it is. */
static noinline void lfr_hook_look_into(struct lfr_flow_path *path, struct sk_buff *skb,
					const struct lfr_headers *headers)
{
	u32 size = skb_shinfo(skb)->gso_size, at, end = headers->payload + headers->len;
	struct sk_buff *frag;

	if (!size)
		return;
	/* Either all payloads follow each other, or each but the first is a buffer of its own. */
	if (skb_shinfo(skb)->gso_type & SKB_GSO_FRAGLIST)
		skb_walk_frags(skb, frag)
			end -= frag->len;
	for (at = headers->payload; at < end; at += size)
		lfr_hook_look_at(path, skb, NULL, at, min(size, end - at));
	if (!(skb_shinfo(skb)->gso_type & SKB_GSO_FRAGLIST))
		return;
	skb_walk_frags(skb, frag)
		lfr_hook_look_at(path, frag, NULL, 0, frag->len);
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
					 const struct lfr_headers *whole)
{
	struct sk_buff *clone = skb_clone(skb, GFP_ATOMIC), *segments = NULL, *next;
	struct lfr_headers headers;
	struct ipv6hdr copy;

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
		if (lfr_headers_find(&headers, skb, &copy) && lfr_headers_measure(&headers, skb))
			lfr_hook_look_at(path, skb, skb, headers.payload, headers.len);
		consume_skb(skb);
	}
}

/* Take an aggregate apart, and take its packets. */
static noinline void lfr_hook_take_apart(struct lfr_flow_path *path, struct sk_buff *skb)
{
	struct sk_buff *segments, *next;
	struct lfr_headers headers;
	struct ipv6hdr copy;

	skb = lfr_hook_own(path->flow, skb);
	if (!skb)
		return;
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
		if (lfr_headers_find(&headers, skb, &copy) && lfr_headers_measure(&headers, skb) &&
		    lfr_hook_one_any(path, skb, &headers, true) == NF_STOLEN)
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

/* Any packet, wherever its headers are. */
static noinline unsigned int lfr_hook_any(struct lfr_hook *hook, struct sk_buff *skb)
{
	struct lfr_headers headers;
	struct lfr_flow_path *path;
	struct ipv6hdr copy;

	if (!lfr_headers_find(&headers, skb, &copy))
		return NF_ACCEPT;
	path = lfr_hook_find(hook, &headers);
	if (!path)
		return NF_ACCEPT;
	if (!lfr_headers_measure(&headers, skb))
		return lfr_hook_bypass(path->flow, LFR_FLOW_MALFORMED);
	if (headers.fragment)
		return lfr_hook_bypass(path->flow, LFR_FLOW_FRAGMENT);
	if (!skb_is_gso(skb))
		return lfr_hook_one_any(path, skb, &headers, false);
	if (!lfr_hook_is_aggregate(skb))
		return lfr_hook_bypass(path->flow, LFR_FLOW_FRAGMENT);
	if (lfr_flow_takes(path->flow)) {
		lfr_hook_take_apart(path, skb);
		return NF_STOLEN;
	}
	if (lfr_flow_tapped(path->flow))
		lfr_hook_show_apart(path, skb, &headers);
	else
		lfr_hook_look_into(path, skb, &headers);
	return NF_ACCEPT;
}

/*
 * A plain packet that is a flow's. The time is read first: what is found out after that, nothing
 * has to keep.
 */
static __always_inline unsigned int lfr_hook_plain(struct lfr_flow_path *path, struct sk_buff *skb,
						   bool take)
{
	u64 at = ktime_get_ns();
	struct lfr_headers headers = lfr_headers_read_plain(lfr_headers_plain(skb));

	if (unlikely(!lfr_headers_measure(&headers, skb)))
		return lfr_hook_bypass(path->flow, LFR_FLOW_MALFORMED);
	return lfr_hook_one(path, skb, &headers, at, false, take);
}

static noinline unsigned int lfr_hook_observe_plain(struct lfr_flow_path *path, struct sk_buff *skb)
{
	return lfr_hook_plain(path, skb, false);
}

static noinline unsigned int lfr_hook_take_plain(struct lfr_flow_path *path, struct sk_buff *skb)
{
	return lfr_hook_plain(path, skb, true);
}

/* The same, as the flow's mode has it. */
static __always_inline unsigned int lfr_hook_mode(struct lfr_flow_path *path, struct sk_buff *skb)
{
	if (lfr_flow_takes(path->flow))
		return lfr_hook_take_plain(path, skb);
	return lfr_hook_observe_plain(path, skb);
}

/* The same where addresses count, and maybe other flows have the same ports. */
static noinline unsigned int lfr_hook_addressed(struct lfr_hook *hook, struct sk_buff *skb)
{
	const struct lfr_headers headers = lfr_headers_read_plain(lfr_headers_plain(skb));
	struct lfr_flow_path *path = lfr_hook_find(hook, &headers);

	return path ? lfr_hook_mode(path, skb) : NF_ACCEPT;
}

/* What is nobody's is to cost next to nothing: no more is read than tells that. */
static unsigned int lfr_hook_run(void *priv, struct sk_buff *skb,
				 const struct nf_hook_state *state)
{
	struct lfr_hook *hook = priv;
	struct lfr_flow_path *path;
	__be32 ports;

	if (unlikely(!lfr_headers_are_plain(skb)))
		return lfr_hook_any(hook, skb);
	ports = lfr_headers_ports_of(&lfr_headers_plain(skb)->udp);
	list_for_each_entry_rcu(path, &hook->paths, on_dev)
		if (!((path->ports ^ ports) & path->ports_mask))
			return path->addressed ? lfr_hook_addressed(hook, skb) :
						 lfr_hook_mode(path, skb);
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
	struct lfr_hook *hook = kzalloc(sizeof(*hook), GFP_KERNEL_ACCOUNT);
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
