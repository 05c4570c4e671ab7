/* SPDX-License-Identifier: GPL-2.0 */
/*
 * headers.h - what the headers of IP and UDP say of a packet
 *
 * Most packets are plain: IPv4 without options, not a fragment nor an aggregate, headers in one
 * piece. Everything is where it is expected then, and is read in place; lfr_headers_find()
 * copes with all others. Either tells the ports and addresses, and lfr_headers_measure()
 * looks at the lengths, once it is known that somebody wants the packet.
 *
 * Nothing of a packet is changed or pulled: it may be shared.
 */
#ifndef _LFRING_NET_HEADERS_H
#define _LFRING_NET_HEADERS_H

#include <linux/if_ether.h>
#include <linux/in.h>
#include <linux/ip.h>
#include <linux/ipv6.h>
#include <linux/skbuff.h>
#include <linux/string.h>
#include <linux/types.h>
#include <linux/udp.h>
#include <net/ip.h>

/**
 * struct lfr_headers - what the headers of a packet say
 * @saddr: source address, in the packet or in a copy of its header
 * @daddr: destination address, likewise
 * @ports: source port and destination port, as lfr_headers_ports() has them
 * @csum: the checksum's field
 * @family: AF_INET or AF_INET6
 * @fragment: the rest comes in other packets
 * @whole: it is neither a fragment nor an aggregate: UDP tells its length
 * @padded: there is more behind it than its headers say
 * @udp: where UDP begins, from skb->data
 * @payload: where the payload begins
 * @ip_len: bytes from skb->data on, by the header of IP
 * @udp_len: bytes of UDP, by its own header
 * @len: bytes of payload
 */
struct lfr_headers {
	const __be32 *saddr;
	const __be32 *daddr;
	__be32 ports;
	__sum16 csum;
	u8 family;
	bool fragment;
	bool whole;
	bool padded;
	u32 udp;
	u32 payload;
	u32 ip_len;
	u32 udp_len;
	u32 len;
};

/**
 * struct lfr_headers_plain - the headers of a plain packet
 * @ip: without options
 * @udp: right behind it
 */
struct lfr_headers_plain {
	struct iphdr ip;
	struct udphdr udp;
};

/**
 * lfr_headers_ports() - two ports as one number
 * @source: source port
 * @dest: destination port
 *
 * Return: what UDP's header begins with.
 */
static inline __be32 lfr_headers_ports(__be16 source, __be16 dest)
{
	return htonl((u32)ntohs(source) << 16 | ntohs(dest));
}

/**
 * lfr_headers_plain() - the headers of a plain packet
 * @skb: the packet
 *
 * Return: where they are, if it is plain.
 */
static inline const struct lfr_headers_plain *lfr_headers_plain(const struct sk_buff *skb)
{
	return (const struct lfr_headers_plain *)skb->data;
}

/**
 * lfr_headers_are_plain() - is this a plain packet?
 * @skb: the packet
 *
 * Return: whether lfr_headers_plain() can be read.
 */
static __always_inline bool lfr_headers_are_plain(const struct sk_buff *skb)
{
	const struct lfr_headers_plain *plain = lfr_headers_plain(skb);

	return skb->protocol == htons(ETH_P_IP) && skb_headlen(skb) >= sizeof(*plain) &&
	       plain->ip.version == 4 && plain->ip.ihl == 5 &&
	       plain->ip.protocol == IPPROTO_UDP &&
	       !(plain->ip.frag_off & htons(IP_MF | IP_OFFSET)) && !skb_is_gso(skb);
}

/**
 * lfr_headers_ports_of() - the ports of a packet
 * @udp: its header of UDP
 *
 * Return: as lfr_headers_ports() has them.
 */
static inline __be32 lfr_headers_ports_of(const struct udphdr *udp)
{
	__be32 ports;

	BUILD_BUG_ON(offsetof(struct udphdr, source) != 0 || offsetof(struct udphdr, dest) != 2);
	memcpy(&ports, udp, sizeof(ports));
	return ports;
}

/**
 * lfr_headers_read_plain() - what the headers of a plain packet say
 * @plain: from lfr_headers_plain()
 *
 * Return: all but what lfr_headers_measure() finds out.
 */
static __always_inline struct lfr_headers
lfr_headers_read_plain(const struct lfr_headers_plain *plain)
{
	return (struct lfr_headers){
		.saddr = &plain->ip.saddr,
		.daddr = &plain->ip.daddr,
		.ports = lfr_headers_ports_of(&plain->udp),
		.csum = plain->udp.check,
		.family = AF_INET,
		.whole = true,
		.udp = sizeof(plain->ip),
		.ip_len = ntohs(plain->ip.tot_len),
		.udp_len = ntohs(plain->udp.len),
	};
}

/**
 * lfr_headers_measure() - where the payload is, and how long
 * @headers: says so from now on; ports and addresses are known
 * @skb: the packet
 *
 * Return: false if its lengths contradict each other.
 */
static __always_inline bool lfr_headers_measure(struct lfr_headers *headers,
						const struct sk_buff *skb)
{
	/* The length that UDP tells may be that of more than is here. */
	u32 end = headers->whole ? headers->udp + headers->udp_len : headers->ip_len;

	headers->payload = headers->udp + sizeof(struct udphdr);
	if (end < headers->payload || end > headers->ip_len || headers->ip_len > skb->len)
		return false;
	headers->padded = headers->ip_len < skb->len;
	headers->len = end - headers->payload;
	return true;
}

bool lfr_headers_find(struct lfr_headers *headers, const struct sk_buff *skb,
		      struct ipv6hdr *copy);

#endif /* _LFRING_NET_HEADERS_H */
