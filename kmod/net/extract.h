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

#include <linux/types.h>

/* The furthest from the payload's start that a field may begin. */
#define LFR_EXTRACT_OFFSET_MAX	1400u

/* No extractor looks at more bytes than this: a field of 64 bits at the furthest offset. */
#define LFR_EXTRACT_BYTES_MAX	(LFR_EXTRACT_OFFSET_MAX + 8)

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
enum lfr_extract_verdict lfr_extract(const struct lfr_extract *how, const u8 *payload, u32 len,
				     struct lfr_extracted *out);

#endif /* _LFRING_NET_EXTRACT_H */
