// SPDX-License-Identifier: GPL-2.0
/*
 * headers.c - what the headers of IP and UDP say of a packet
 */
#include <net/ipv6.h>
#include "net/headers.h"

static bool lfr_headers_find_ipv4(struct lfr_headers *headers, const struct sk_buff *skb,
				  struct ipv6hdr *copy)
{
	const struct iphdr *ip;

	BUILD_BUG_ON(sizeof(*ip) > sizeof(*copy));
	ip = skb_header_pointer(skb, 0, sizeof(*ip), copy);
	if (!ip || ip->protocol != IPPROTO_UDP || ip->version != 4 || ip->ihl < 5)
		return false;
	/* The rest of a fragmented datagram has no ports; its first part stands for it. */
	if (ip->frag_off & htons(IP_OFFSET))
		return false;
	headers->saddr = &ip->saddr;
	headers->daddr = &ip->daddr;
	headers->family = AF_INET;
	headers->fragment = ip_is_fragment(ip);
	headers->udp = ip->ihl * 4;
	headers->ip_len = skb_is_gso(skb) ? skb->len : ntohs(ip->tot_len);
	return true;
}

static bool lfr_headers_find_ipv6(struct lfr_headers *headers, const struct sk_buff *skb,
				  struct ipv6hdr *copy)
{
	const struct ipv6hdr *ip;
	__be16 frag_off;
	u8 next;
	int udp;

	ip = skb_header_pointer(skb, 0, sizeof(*copy), copy);
	if (!ip || ip->version != 6)
		return false;
	next = ip->nexthdr;
	udp = ipv6_skip_exthdr(skb, sizeof(*ip), &next, &frag_off);
	if (udp < 0 || next != IPPROTO_UDP || frag_off & htons(IP6_OFFSET))
		return false;
	headers->saddr = ip->saddr.s6_addr32;
	headers->daddr = ip->daddr.s6_addr32;
	headers->family = AF_INET6;
	headers->fragment = frag_off;
	headers->udp = udp;
	headers->ip_len = skb_is_gso(skb) ? skb->len : sizeof(*ip) + ntohs(ip->payload_len);
	return true;
}

/**
 * lfr_headers_find() - what the headers of any packet say
 * @headers: where to put it; may point to @copy
 * @skb: the packet
 * @copy: for a header that is not in one piece
 *
 * Context: any.
 * Return: false if it is not a UDP datagram that can be told by its headers.
 */
bool lfr_headers_find(struct lfr_headers *headers, const struct sk_buff *skb,
		      struct ipv6hdr *copy)
{
	const struct udphdr *udp;
	struct udphdr udp_copy;

	if (skb->protocol == htons(ETH_P_IP)) {
		if (!lfr_headers_find_ipv4(headers, skb, copy))
			return false;
	} else if (skb->protocol == htons(ETH_P_IPV6)) {
		if (!lfr_headers_find_ipv6(headers, skb, copy))
			return false;
	} else {
		return false;
	}
	udp = skb_header_pointer(skb, headers->udp, sizeof(udp_copy), &udp_copy);
	if (!udp)
		return false;
	headers->ports = lfr_headers_ports_of(udp);
	headers->csum = udp->check;
	headers->udp_len = ntohs(udp->len);
	headers->whole = !headers->fragment && !skb_is_gso(skb);
	return true;
}
