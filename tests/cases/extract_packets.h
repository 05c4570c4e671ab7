/* SPDX-License-Identifier: GPL-2.0 */
/*
 * extract_packets.h - payloads of known protocols, written down byte by byte
 */
#ifndef _LFRING_EXTRACT_PACKETS_H
#define _LFRING_EXTRACT_PACKETS_H

#include <linux/types.h>
#include "net/extract.h"

#define LFR_EXTRACT_CASE_AS(_format)	{ .format = (_format) }
#define LFR_EXTRACT_CASE_FIELD(_offset, _bits, _little)	\
	{ .format = LFR_EXTRACT_FIELD, .offset = (_offset), .bits = (_bits), .little = (_little) }

/**
 * struct lfr_extract_case_known - a packet written down byte by byte
 * @name: for people
 * @how: how to find its sequence number
 * @verdict: what it is
 * @whole: with fewer bytes it is LFR_EXTRACT_SHORT
 * @len: number of @bytes
 * @bytes: the packet
 * @found: what is found if @verdict is LFR_EXTRACT_OK
 * @resent: it says that it was sent before
 */
struct lfr_extract_case_known {
	const char *name;
	struct lfr_extract how;
	enum lfr_extract_verdict verdict;
	u32 whole;
	u32 len;
	u8 bytes[40];
	struct lfr_extracted found;
	bool resent;
};

static const struct lfr_extract_case_known lfr_extract_case_packets[] = {
	{
		.name = "RTP, MPEG-TS",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.whole = 12,
		.len = 16,
		.bytes = { 0x80, 0x21, 0x12, 0x34, 0x89, 0xab, 0xcd, 0xef, 0xde, 0xad, 0xbe, 0xef,
			   0x47, 0x40, 0x00, 0x10 },
		.found = { .seq = 0x1234, .stream = 0xdeadbeef, .media_time = 0x89abcdef },
	}, {
		.name = "RTP, marker, last number",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.whole = 12,
		.len = 12,
		.bytes = { 0x80, 0xe0, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff },
		.found = { .seq = 0xffff, .stream = 0xffffffff, .media_time = 0xffffffff },
	}, {
		.name = "RTP, two CSRCs",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.whole = 20,
		.len = 22,
		.bytes = { 0x82, 0x60, 0x00, 0x01, 0x00, 0x00, 0x00, 0xa0, 0x01, 0x02, 0x03, 0x04,
			   0x11, 0x11, 0x11, 0x11, 0x22, 0x22, 0x22, 0x22, 0xd5, 0xd5 },
		.found = { .seq = 1, .stream = 0x01020304, .media_time = 160 },
	}, {
		.name = "RTP, extension",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.whole = 16,
		.len = 22,
		.bytes = { 0x90, 0x6f, 0x80, 0x00, 0x00, 0x01, 0x51, 0x80, 0xca, 0xfe, 0xf0, 0x0d,
			   0xbe, 0xde, 0x00, 0x01, 0x10, 0xff, 0x00, 0x00, 0x41, 0x9a },
		.found = { .seq = 0x8000, .stream = 0xcafef00d, .media_time = 0x15180 },
	}, {
		.name = "RTP, padding only",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.whole = 13,
		.len = 16,
		.bytes = { 0xa0, 0x60, 0x01, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x02,
			   0x00, 0x00, 0x00, 0x04 },
		.found = { .seq = 0x100, .stream = 2, .media_time = 1 },
	}, {
		.name = "RTP, one CSRC, extension and padding",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.whole = 21,
		.len = 24,
		.bytes = { 0xb1, 0x60, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x00, 0x00, 0x00, 0x02,
			   0x00, 0x00, 0x00, 0x03, 0xbe, 0xde, 0x00, 0x00, 0x00, 0x00, 0x00, 0x04 },
		.found = { .seq = 0, .stream = 2, .media_time = 1 },
	}, {
		.name = "RTP of version 1",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.verdict = LFR_EXTRACT_MALFORMED,
		.whole = 12,
		.len = 16,
		.bytes = { 0x40, 0x21, 0x12, 0x34, 0x89, 0xab, 0xcd, 0xef, 0xde, 0xad, 0xbe, 0xef,
			   0x47, 0x40, 0x00, 0x10 },
	}, {
		.name = "STUN on RTP's port",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.verdict = LFR_EXTRACT_MALFORMED,
		.whole = 12,
		.len = 20,
		.bytes = { 0x00, 0x01, 0x00, 0x00, 0x21, 0x12, 0xa4, 0x42, 0x01, 0x02, 0x03, 0x04,
			   0x05, 0x06, 0x07, 0x08, 0x09, 0x0a, 0x0b, 0x0c },
	}, {
		.name = "RTCP sender report",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.verdict = LFR_EXTRACT_CONTROL,
		.whole = 4,
		.len = 28,
		.bytes = { 0x80, 0xc8, 0x00, 0x06, 0xde, 0xad, 0xbe, 0xef, 0xe9, 0x3c, 0x11, 0x22,
			   0x33, 0x44, 0x55, 0x66, 0x89, 0xab, 0xcd, 0xef, 0x00, 0x00, 0x00, 0x01,
			   0x00, 0x00, 0x05, 0x24 },
	}, {
		.name = "RTCP receiver report on nobody",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.verdict = LFR_EXTRACT_CONTROL,
		.whole = 4,
		.len = 8,
		.bytes = { 0x80, 0xc9, 0x00, 0x01, 0xde, 0xad, 0xbe, 0xef },
	}, {
		.name = "RTCP BYE that names nobody",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.verdict = LFR_EXTRACT_CONTROL,
		.whole = 4,
		.len = 4,
		.bytes = { 0x80, 0xcb, 0x00, 0x00 },
	}, {
		.name = "RTCP feedback: a picture is lost",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
		.verdict = LFR_EXTRACT_CONTROL,
		.whole = 4,
		.len = 12,
		.bytes = { 0x81, 0xce, 0x00, 0x02, 0xde, 0xad, 0xbe, 0xef, 0xca, 0xfe, 0xf0, 0x0d },
	}, {
		.name = "SRT data",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_SRT),
		.whole = 16,
		.len = 18,
		.bytes = { 0x2d, 0x3c, 0x4b, 0x5a, 0xe0, 0x00, 0x00, 0x01, 0x00, 0x01, 0x86, 0xa0,
			   0x3a, 0x11, 0xf0, 0x07, 0x47, 0x00 },
		.found = { .seq = 0x2d3c4b5a, .stream = 0x3a11f007, .media_time = 100000 },
	}, {
		.name = "SRT data, sent again",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_SRT),
		.whole = 16,
		.len = 18,
		.bytes = { 0x2d, 0x3c, 0x4b, 0x5a, 0xe4, 0x00, 0x00, 0x01, 0x00, 0x01, 0x86, 0xa0,
			   0x3a, 0x11, 0xf0, 0x07, 0x47, 0x00 },
		.found = { .seq = 0x2d3c4b5a, .stream = 0x3a11f007, .media_time = 100000 },
		.resent = true,
	}, {
		.name = "SRT data, last number, nothing but a header",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_SRT),
		.whole = 16,
		.len = 16,
		.bytes = { 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff,
			   0xff, 0xff, 0xff, 0xff },
		.found = { .seq = 0x7fffffff, .stream = 0xffffffff, .media_time = 0xffffffff },
		.resent = true,
	}, {
		.name = "SRT keep-alive",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_SRT),
		.verdict = LFR_EXTRACT_CONTROL,
		.whole = 16,
		.len = 20,
		.bytes = { 0x80, 0x01, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x00, 0x01, 0x86, 0xa0,
			   0x3a, 0x11, 0xf0, 0x07, 0x00, 0x00, 0x00, 0x00 },
	}, {
		.name = "SRT ACK",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_SRT),
		.verdict = LFR_EXTRACT_CONTROL,
		.whole = 16,
		.len = 20,
		.bytes = { 0x80, 0x02, 0x00, 0x00, 0x00, 0x00, 0x00, 0x07, 0x00, 0x01, 0x86, 0xa0,
			   0x3a, 0x11, 0xf0, 0x07, 0x2d, 0x3c, 0x4b, 0x5b },
	}, {
		.name = "pktgen",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_PKTGEN),
		.whole = 16,
		.len = 18,
		.bytes = { 0xbe, 0x9b, 0xe9, 0x55, 0x00, 0x01, 0xe2, 0x40, 0x67, 0x3f, 0x00, 0x01,
			   0x00, 0x0f, 0x42, 0x3f, 0x00, 0x00 },
		.found = { .seq = 123456 },
	}, {
		.name = "pktgen, last number",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_PKTGEN),
		.whole = 16,
		.len = 16,
		.bytes = { 0xbe, 0x9b, 0xe9, 0x55, 0xff, 0xff, 0xff, 0xff },
		.found = { .seq = 0xffffffff },
	}, {
		.name = "pktgen, another magic",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_PKTGEN),
		.verdict = LFR_EXTRACT_MALFORMED,
		.whole = 16,
		.len = 16,
		.bytes = { 0xbe, 0x9b, 0xe9, 0x54, 0x00, 0x00, 0x00, 0x01 },
	}, {
		.name = "pktgen, magic the other way round",
		.how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_PKTGEN),
		.verdict = LFR_EXTRACT_MALFORMED,
		.whole = 16,
		.len = 16,
		.bytes = { 0x55, 0xe9, 0x9b, 0xbe, 0x00, 0x00, 0x00, 0x01 },
	}, {
		.name = "iperf3: seconds, microseconds, number",
		.how = LFR_EXTRACT_CASE_FIELD(8, 32, false),
		.whole = 12,
		.len = 16,
		.bytes = { 0x67, 0x3f, 0x00, 0x01, 0x00, 0x0f, 0x42, 0x3f, 0x00, 0x00, 0x21, 0xb9 },
		.found = { .seq = 8633 },
	}, {
		.name = "iperf3 with 64 bits",
		.how = LFR_EXTRACT_CASE_FIELD(8, 64, false),
		.whole = 16,
		.len = 16,
		.bytes = { 0x67, 0x3f, 0x00, 0x01, 0x00, 0x0f, 0x42, 0x3f,
			   0x01, 0x23, 0x45, 0x67, 0x89, 0xab, 0xcd, 0xef },
		.found = { .seq = 0x0123456789abcdefull },
	}, {
		.name = "64 bits, little end first",
		.how = LFR_EXTRACT_CASE_FIELD(1, 64, true),
		.whole = 9,
		.len = 10,
		.bytes = { 0xff, 0xef, 0xcd, 0xab, 0x89, 0x67, 0x45, 0x23, 0x01, 0xff },
		.found = { .seq = 0x0123456789abcdefull },
	}, {
		.name = "32 bits, little end first",
		.how = LFR_EXTRACT_CASE_FIELD(3, 32, true),
		.whole = 7,
		.len = 8,
		.bytes = { 0xff, 0xff, 0xff, 0x78, 0x56, 0x34, 0x92, 0xff },
		.found = { .seq = 0x92345678 },
	}, {
		.name = "16 bits, big end first",
		.how = LFR_EXTRACT_CASE_FIELD(0, 16, false),
		.whole = 2,
		.len = 3,
		.bytes = { 0xfe, 0xdc, 0xff },
		.found = { .seq = 0xfedc },
	}, {
		.name = "16 bits, little end first",
		.how = LFR_EXTRACT_CASE_FIELD(0, 16, true),
		.whole = 2,
		.len = 3,
		.bytes = { 0xdc, 0xfe, 0xff },
		.found = { .seq = 0xfedc },
	}, {
		.name = "8 bits",
		.how = LFR_EXTRACT_CASE_FIELD(4, 8, false),
		.whole = 5,
		.len = 6,
		.bytes = { 0xff, 0xff, 0xff, 0xff, 0xc3, 0xff },
		.found = { .seq = 0xc3 },
	},
};

#endif /* _LFRING_EXTRACT_PACKETS_H */
