/* SPDX-License-Identifier: GPL-2.0 */
/*
 * extract.h - the sequence number of a UDP payload
 *
 * Four formats: a field of 8, 16, 32 or 64 bits anywhere near the start, and the headers of RTP,
 * SRT and the kernel's pktgen. Nothing here knows of packets of the kernel: the caller brings
 * the first bytes of the payload, as many as lfr_extract_bytes() asks for, and says how long
 * the payload is. What is behind those bytes is judged by that length only.
 *
 * What comes from the network is never trusted: any bytes of any length have a verdict, and
 * no byte is read but those that the caller promised.
 *
 * Numbers are put together byte by byte, which needs no alignment and no header of the kernel;
 * compilers make one load of it where the machine has one.
 *
 * Pure functions: no state, no allocation, no clock, no printing. They may be called in any
 * context, by many at once, and nobody delays anybody.
 *
 * Sources: H. Schulzrinne et al., "RTP", RFC 3550, 2003, section 5.1; C. Perkins, M. Westerlund,
 * "Multiplexing RTP Data and Control Packets on a Single Port", RFC 5761, 2010, section 4;
 * M. Sharabayko et al., "The SRT Protocol", draft-sharabayko-srt-01, 2021, section 3;
 * net/core/pktgen.c of Linux (struct pktgen_hdr).
 */
#ifndef _LFRING_NET_EXTRACT_H
#define _LFRING_NET_EXTRACT_H

#include <linux/compiler.h>
#include <linux/swab.h>
#include <linux/types.h>

/* The furthest from the payload's start that a field may begin. */
#define LFR_EXTRACT_OFFSET_MAX	1400u

/* No extractor looks at more bytes than this: a field of 64 bits at the furthest offset. */
#define LFR_EXTRACT_BYTES_MAX	(LFR_EXTRACT_OFFSET_MAX + 8)

/* RFC 3550, 5.1: the fixed header; then up to 15 CSRCs, and what the first byte announces. */
#define LFR_RTP_HEADER		12u
#define LFR_RTP_VERSION		2u
#define LFR_RTP_CSRC_BYTES	4u
#define LFR_RTP_EXTENSION	0x10u
#define LFR_RTP_EXTENSION_BYTES	4u
#define LFR_RTP_PADDING		0x20u

/*
 * RFC 5761, 4: on a shared port RTCP's types 192 to 223 look like the payload types 64 to 95 with
 * the marker bit, and so no RTP packet may have these. RTCP's header is shorter.
 */
#define LFR_RTCP_HEADER		4u
#define LFR_RTCP_FIRST		64u
#define LFR_RTCP_LAST		95u

/* draft-sharabayko-srt, 3: of all packets; the first bit tells control packets from data. */
#define LFR_SRT_HEADER		16u
#define LFR_SRT_CONTROL		0x80u
#define LFR_SRT_RESENT		0x04u	/* of the fifth byte */
#define LFR_SRT_BITS		31u

/* net/core/pktgen.c: magic, sequence number and the time of sending. */
#define LFR_PKTGEN_HEADER	16u
#define LFR_PKTGEN_MAGIC	0xbe9be955u
#define LFR_PKTGEN_BYTES	8u

/**
 * enum lfr_extract_format - where the sequence number is; numbered as enum lfring_flow_seq is
 * @LFR_EXTRACT_FIELD: in a field that struct lfr_extract describes
 * @LFR_EXTRACT_RTP: in the header of RTP, 16 bits; each SSRC has numbers of its own
 * @LFR_EXTRACT_SRT: in the header of SRT's data packets, 31 bits; each socket has its own
 * @LFR_EXTRACT_PKTGEN: in the header that the kernel's pktgen writes, 32 bits
 */
enum lfr_extract_format {
	LFR_EXTRACT_FIELD,
	LFR_EXTRACT_RTP,
	LFR_EXTRACT_SRT,
	LFR_EXTRACT_PKTGEN,
};

/**
 * struct lfr_extract - how to find the sequence number
 * @format: where it is
 * @offset: of LFR_EXTRACT_FIELD only: first byte, up to LFR_EXTRACT_OFFSET_MAX
 * @bits: of LFR_EXTRACT_FIELD only: 8, 16, 32 or 64
 * @little: of LFR_EXTRACT_FIELD only: the least significant byte comes first
 */
struct lfr_extract {
	enum lfr_extract_format format;
	u16 offset;
	u8 bits;
	bool little;
};

/**
 * enum lfr_extract_verdict - what a payload is
 * @LFR_EXTRACT_OK: data, with a sequence number
 * @LFR_EXTRACT_SHORT: it ends before the field or before what its header announces
 * @LFR_EXTRACT_MALFORMED: it is long enough, but not of this format
 * @LFR_EXTRACT_CONTROL: of this format, but not data: RTCP or an SRT control packet
 */
enum lfr_extract_verdict {
	LFR_EXTRACT_OK,
	LFR_EXTRACT_SHORT,
	LFR_EXTRACT_MALFORMED,
	LFR_EXTRACT_CONTROL,
};

/**
 * struct lfr_extracted - what was found
 * @seq: the sequence number, lfr_extract_bits() wide
 * @stream: whose number it is: SSRC of RTP, destination socket id of SRT, else 0
 * @media_time: timestamp of RTP or SRT, else 0
 */
struct lfr_extracted {
	u64 seq;
	u32 stream;
	u32 media_time;
};

u32 lfr_extract_bytes(const struct lfr_extract *how);
u32 lfr_extract_bits(const struct lfr_extract *how);

static inline u16 lfr_extract_be16(const u8 *p)
{
	return (u16)(p[0] << 8 | p[1]);
}

static inline u32 lfr_extract_be32(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

/* Of @bits bits, the most significant byte first. */
static inline u64 lfr_extract_be(const u8 *p, u32 bits)
{
	switch (bits) {
	case 8:
		return p[0];
	case 16:
		return lfr_extract_be16(p);
	case 32:
		return lfr_extract_be32(p);
	default:
		return (u64)lfr_extract_be32(p) << 32 | lfr_extract_be32(p + 4);
	}
}

static inline enum lfr_extract_verdict lfr_extract_field(const struct lfr_extract *how,
							 const u8 *payload, u32 len,
							 struct lfr_extracted *out)
{
	u64 seq;

	if (len < how->offset + how->bits / 8u)
		return LFR_EXTRACT_SHORT;
	seq = lfr_extract_be(payload + how->offset, how->bits);
	if (how->little)
		seq = __swab64(seq) >> (64 - how->bits);
	*out = (struct lfr_extracted){ .seq = seq };
	return LFR_EXTRACT_OK;
}

static inline bool lfr_extract_is_rtcp(const u8 *payload)
{
	u32 type = payload[1] & 0x7fu;

	return payload[0] >> 6 == LFR_RTP_VERSION && type >= LFR_RTCP_FIRST &&
	       type <= LFR_RTCP_LAST;
}

static inline enum lfr_extract_verdict lfr_extract_rtp(const u8 *payload, u32 len,
						       struct lfr_extracted *out)
{
	u32 header = LFR_RTP_HEADER;

	/* First: an RTCP packet may be shorter than any of RTP. */
	if (len >= LFR_RTCP_HEADER && lfr_extract_is_rtcp(payload))
		return LFR_EXTRACT_CONTROL;
	if (len < LFR_RTP_HEADER)
		return LFR_EXTRACT_SHORT;
	if (payload[0] >> 6 != LFR_RTP_VERSION)
		return LFR_EXTRACT_MALFORMED;
	header += (payload[0] & 0x0fu) * LFR_RTP_CSRC_BYTES;
	/* How long extension and padding are is told where nobody looks. This is the least. */
	if (payload[0] & LFR_RTP_EXTENSION)
		header += LFR_RTP_EXTENSION_BYTES;
	if (payload[0] & LFR_RTP_PADDING)
		header++;
	if (len < header)
		return LFR_EXTRACT_SHORT;
	*out = (struct lfr_extracted){
		.seq = lfr_extract_be16(payload + 2),
		.media_time = lfr_extract_be32(payload + 4),
		.stream = lfr_extract_be32(payload + 8),
	};
	return LFR_EXTRACT_OK;
}

/* A packet that is sent again has the number of the first time, and is like any other here. */
static inline enum lfr_extract_verdict lfr_extract_srt(const u8 *payload, u32 len,
						       struct lfr_extracted *out)
{
	if (len < LFR_SRT_HEADER)
		return LFR_EXTRACT_SHORT;
	if (payload[0] & LFR_SRT_CONTROL)
		return LFR_EXTRACT_CONTROL;
	*out = (struct lfr_extracted){
		.seq = lfr_extract_be32(payload),
		.media_time = lfr_extract_be32(payload + 8),
		.stream = lfr_extract_be32(payload + 12),
	};
	return LFR_EXTRACT_OK;
}

static inline enum lfr_extract_verdict lfr_extract_pktgen(const u8 *payload, u32 len,
							  struct lfr_extracted *out)
{
	if (len < LFR_PKTGEN_HEADER)
		return LFR_EXTRACT_SHORT;
	if (lfr_extract_be32(payload) != LFR_PKTGEN_MAGIC)
		return LFR_EXTRACT_MALFORMED;
	*out = (struct lfr_extracted){ .seq = lfr_extract_be32(payload + 4) };
	return LFR_EXTRACT_OK;
}

/**
 * lfr_extract() - find the sequence number of a payload
 * @how: how to find it
 * @payload: at least min(@len, lfr_extract_bytes(@how)) bytes that can be read, at any alignment
 * @len: length of the whole payload
 * @out: what was found; written if that is LFR_EXTRACT_OK only
 *
 * Context: any.
 *
 * Return: what the payload is.
 */
static __always_inline enum lfr_extract_verdict lfr_extract(const struct lfr_extract *how,
							    const u8 *payload, u32 len,
							    struct lfr_extracted *out)
{
	switch (how->format) {
	case LFR_EXTRACT_RTP:
		return lfr_extract_rtp(payload, len, out);
	case LFR_EXTRACT_SRT:
		return lfr_extract_srt(payload, len, out);
	case LFR_EXTRACT_PKTGEN:
		return lfr_extract_pktgen(payload, len, out);
	case LFR_EXTRACT_FIELD:
	default:
		return lfr_extract_field(how, payload, len, out);
	}
}

/**
 * lfr_extract_resent() - does a packet say of itself that it was sent before?
 * @how: how its number was found
 * @payload: its first bytes, for which lfr_extract() has said LFR_EXTRACT_OK
 *
 * Context: any.
 *
 * Return: whether it has SRT's retransmission flag.
 */
static __always_inline bool lfr_extract_resent(const struct lfr_extract *how, const u8 *payload)
{
	return how->format == LFR_EXTRACT_SRT && payload[4] & LFR_SRT_RESENT;
}

#endif /* _LFRING_NET_EXTRACT_H */
