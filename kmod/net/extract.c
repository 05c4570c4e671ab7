// SPDX-License-Identifier: GPL-2.0
/*
 * extract.c - the sequence number of a UDP payload
 *
 * Numbers are put together byte by byte, which needs no alignment and no header of the kernel;
 * compilers make one load of it where the machine has one.
 */
#include <linux/compiler.h>
#include <linux/types.h>
#include "net/extract.h"

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
#define LFR_SRT_BITS		31u

/* net/core/pktgen.c: magic, sequence number and the time of sending. */
#define LFR_PKTGEN_HEADER	16u
#define LFR_PKTGEN_MAGIC	0xbe9be955u
#define LFR_PKTGEN_BYTES	8u

static u16 lfr_extract_be16(const u8 *p)
{
	return (u16)(p[0] << 8 | p[1]);
}

static u32 lfr_extract_be32(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

/**
 * lfr_extract_bytes() - how much of a payload has to be seen
 * @how: how to find the sequence number
 *
 * Context: any.
 *
 * Return: number of bytes from the payload's start, LFR_EXTRACT_BYTES_MAX at most.
 */
u32 lfr_extract_bytes(const struct lfr_extract *how)
{
	switch (how->format) {
	case LFR_EXTRACT_RTP:
		return LFR_RTP_HEADER;
	case LFR_EXTRACT_SRT:
		return LFR_SRT_HEADER;
	case LFR_EXTRACT_PKTGEN:
		return LFR_PKTGEN_BYTES;
	case LFR_EXTRACT_FIELD:
	default:
		return how->offset + how->bits / 8u;
	}
}

/**
 * lfr_extract_bits() - how wide the sequence number is
 * @how: how to find it
 *
 * Context: any.
 *
 * Return: number of bits after which the number starts again from 0.
 */
u32 lfr_extract_bits(const struct lfr_extract *how)
{
	switch (how->format) {
	case LFR_EXTRACT_RTP:
		return 16;
	case LFR_EXTRACT_SRT:
		return LFR_SRT_BITS;
	case LFR_EXTRACT_PKTGEN:
		return 32;
	case LFR_EXTRACT_FIELD:
	default:
		return how->bits;
	}
}

static enum lfr_extract_verdict lfr_extract_field(const struct lfr_extract *how, const u8 *payload,
						  u32 len, struct lfr_extracted *out)
{
	u32 bytes = how->bits / 8u, i;
	const u8 *field;
	u64 seq = 0;

	if (len < how->offset + bytes)
		return LFR_EXTRACT_SHORT;
	field = payload + how->offset;
	for (i = 0; i < bytes; i++)
		seq = seq << 8 | field[how->little ? bytes - 1 - i : i];
	*out = (struct lfr_extracted){ .seq = seq };
	return LFR_EXTRACT_OK;
}

static bool lfr_extract_is_rtcp(const u8 *payload)
{
	u32 type = payload[1] & 0x7fu;

	return payload[0] >> 6 == LFR_RTP_VERSION && type >= LFR_RTCP_FIRST &&
	       type <= LFR_RTCP_LAST;
}

static enum lfr_extract_verdict lfr_extract_rtp(const u8 *payload, u32 len,
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
static enum lfr_extract_verdict lfr_extract_srt(const u8 *payload, u32 len,
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

static enum lfr_extract_verdict lfr_extract_pktgen(const u8 *payload, u32 len,
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
enum lfr_extract_verdict lfr_extract(const struct lfr_extract *how, const u8 *payload, u32 len,
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
