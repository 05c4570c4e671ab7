/* SPDX-License-Identifier: GPL-2.0 */
/*
 * extract_cases.h - sequence numbers of payloads: known packets, all lengths, random bytes
 *
 * Needs kmod/net/extract.c. What may be read lies at the very end of its memory, so that
 * AddressSanitizer, or in the kernel the page that is not there, sees a byte too many.
 */
#ifndef _LFRING_EXTRACT_CASES_H
#define _LFRING_EXTRACT_CASES_H

#include <linux/build_bug.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/string.h>
#include <lfring/seqnum.h>
#include "net/extract.h"
#include "uapi/linux/lfring.h"
#include "case.h"
#include "extract_packets.h"

/* What comes by netlink is used as it is. */
static_assert((int)LFR_EXTRACT_FIELD == (int)LFRING_FLOW_SEQ_FIELD, "field");
static_assert((int)LFR_EXTRACT_RTP == (int)LFRING_FLOW_SEQ_RTP, "rtp");
static_assert((int)LFR_EXTRACT_SRT == (int)LFRING_FLOW_SEQ_SRT, "srt");
static_assert((int)LFR_EXTRACT_PKTGEN == (int)LFRING_FLOW_SEQ_PKTGEN, "pktgen");

#define LFR_EXTRACT_CASE_PAGE	4096u
/* The longest payload that UDP over IPv4 has. */
#define LFR_EXTRACT_CASE_LONG	65507u
/* Not a verdict: something was written though there was nothing to say. */
#define LFR_EXTRACT_CASE_WROTE	(-1)

/* Extract from what lies at the end of @page. */
static int lfr_extract_case_run(const u8 *page, const struct lfr_extract *how, u32 len,
				struct lfr_extracted *out)
{
	u32 seen = min(len, lfr_extract_bytes(how));
	struct lfr_extracted before;
	int verdict;

	memset(out, 0xa5, sizeof(*out));
	before = *out;
	verdict = (int)lfr_extract(how, page + LFR_EXTRACT_CASE_PAGE - seen, len, out);
	if (verdict != LFR_EXTRACT_OK && memcmp(&before, out, sizeof(before)))
		return LFR_EXTRACT_CASE_WROTE;
	return verdict;
}

/* The same of a payload of @len bytes that begins with @bytes. */
static int lfr_extract_case_try(u8 *page, const struct lfr_extract *how, const u8 *bytes,
				u32 len, struct lfr_extracted *out)
{
	u32 seen = min(len, lfr_extract_bytes(how));

	memcpy(page + LFR_EXTRACT_CASE_PAGE - seen, bytes, seen);
	return lfr_extract_case_run(page, how, len, out);
}

static bool lfr_extract_case_same(const struct lfr_extracted *a, const struct lfr_extracted *b)
{
	return a->seq == b->seq && a->stream == b->stream && a->media_time == b->media_time;
}

/* Each known packet, cut off after each byte, whole, and longer than anybody looks. */
static void lfring_extract_known(struct lfr_test *t)
{
	u8 *page = lfr_case_alloc(t, LFR_EXTRACT_CASE_PAGE);
	u32 k, len;

	for (k = 0; k < ARRAY_SIZE(lfr_extract_case_packets); k++) {
		const struct lfr_extract_case_known *known = &lfr_extract_case_packets[k];

		for (len = 0; len <= known->len + 1; len++) {
			u32 real = len <= known->len ? len : LFR_EXTRACT_CASE_LONG;
			int verdict = real < known->whole ? LFR_EXTRACT_SHORT : known->verdict;
			struct lfr_extracted out;

			LFR_EXPECT_MSG(t, lfr_extract_case_try(page, &known->how, known->bytes,
							       real, &out) == verdict,
				       "%s: the first %u bytes are not %d", known->name, real,
				       verdict);
			LFR_EXPECT_MSG(t, verdict != LFR_EXTRACT_OK ||
				       lfr_extract_case_same(&out, &known->found),
				       "%s: the first %u bytes: %llx %x %x", known->name, real,
				       (unsigned long long)out.seq, out.stream, out.media_time);
		}
		LFR_EXPECT_MSG(t, known->verdict != LFR_EXTRACT_OK ||
			       lfr_extract_resent(&known->how, known->bytes) == known->resent,
			       "%s: whether it was sent before", known->name);
	}
}

/* All payload types, with and without the marker: only those kept for RTCP are RTCP. */
static void lfring_extract_rtcp(struct lfr_test *t)
{
	struct lfr_extract how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP);
	u8 *page = lfr_case_alloc(t, LFR_EXTRACT_CASE_PAGE), bytes[12] = { 0x80 };
	struct lfr_extracted out;
	u32 type;

	for (type = 0; type < 256; type++) {
		bool rtcp = (type >= 192 && type <= 223) || (type >= 64 && type <= 95);
		int wanted = rtcp ? LFR_EXTRACT_CONTROL : LFR_EXTRACT_OK;

		bytes[1] = (u8)type;
		bytes[0] = 0x80;
		LFR_EXPECT_EQ(t, lfr_extract_case_try(page, &how, bytes, 12, &out), wanted);
		/* Counts and padding mean something else in RTCP. */
		bytes[0] = 0xbf;
		LFR_EXPECT_EQ(t, lfr_extract_case_try(page, &how, bytes, 1000, &out), wanted);
		/* Of another version it is neither. */
		bytes[0] = 0x00;
		LFR_EXPECT_EQ(t, lfr_extract_case_try(page, &how, bytes, 12, &out),
			      LFR_EXTRACT_MALFORMED);
		bytes[0] = 0xc0;
		LFR_EXPECT_EQ(t, lfr_extract_case_try(page, &how, bytes, 12, &out),
			      LFR_EXTRACT_MALFORMED);
	}
}

/* All first bytes with all lengths up to that of the longest header. */
static void lfring_extract_rtp_header(struct lfr_test *t)
{
	struct lfr_extract how = LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP);
	u8 *page = lfr_case_alloc(t, LFR_EXTRACT_CASE_PAGE), bytes[12] = { 0 };
	struct lfr_extracted out;
	u32 first, len;

	for (first = 0; first < 256; first++) {
		u32 header = 12 + first % 16 * 4 + (first & 0x10 ? 4 : 0) + (first & 0x20 ? 1 : 0);

		bytes[0] = (u8)first;
		bytes[1] = 96;
		for (len = 0; len <= 80; len++) {
			int wanted = LFR_EXTRACT_OK;

			if (len < 12)
				wanted = LFR_EXTRACT_SHORT;
			else if (first < 0x80 || first >= 0xc0)
				wanted = LFR_EXTRACT_MALFORMED;
			else if (len < header)
				wanted = LFR_EXTRACT_SHORT;
			LFR_EXPECT_MSG(t, lfr_extract_case_try(page, &how, bytes, len, &out) ==
				       wanted, "first byte %x, %u bytes: not %d", first, len,
				       wanted);
		}
	}
}

/* A field of @how in payloads of all lengths that begin with @bytes. */
static void lfr_extract_case_field(struct lfr_test *t, u8 *page, const u8 *bytes,
				   const struct lfr_extract *how)
{
	u32 width = how->bits / 8, end = how->offset + width, i;
	struct lfr_extracted out, wanted = { 0 };

	for (i = 0; i < width; i++)
		wanted.seq |= (u64)bytes[how->offset + i] << 8 * (how->little ? i : width - 1 - i);
	LFR_EXPECT_EQ(t, lfr_extract_bytes(how), end);
	LFR_EXPECT_EQ(t, lfr_extract_case_try(page, how, bytes, end, &out), LFR_EXTRACT_OK);
	LFR_EXPECT_MSG(t, lfr_extract_case_same(&out, &wanted),
		       "%u bits at %u: %llx instead of %llx", how->bits, how->offset,
		       (unsigned long long)out.seq, (unsigned long long)wanted.seq);
	LFR_EXPECT_EQ(t, lfr_extract_case_try(page, how, bytes, LFR_EXTRACT_CASE_LONG, &out),
		      LFR_EXTRACT_OK);
	LFR_EXPECT(t, lfr_extract_case_same(&out, &wanted));
	for (i = 0; i < end; i++)
		LFR_EXPECT_EQ(t, lfr_extract_case_try(page, how, bytes, i, &out),
			      LFR_EXTRACT_SHORT);
}

/* Fields of all widths in both orders, near the start and as far from it as may be. */
static void lfring_extract_field(struct lfr_test *t)
{
	static const u16 offsets[] = { 0, 1, 2, 3, 4, 5, 7, 8, 255, 256, 1399, 1400 };
	u8 *page = lfr_case_alloc(t, LFR_EXTRACT_CASE_PAGE);
	u8 *bytes = lfr_case_alloc(t, LFR_EXTRACT_BYTES_MAX);
	u32 i, bits, little;

	for (i = 0; i < LFR_EXTRACT_BYTES_MAX; i++)
		bytes[i] = (u8)(i * 37 + i / 256 + 201);
	for (i = 0; i < ARRAY_SIZE(offsets); i++) {
		for (bits = 8; bits <= 64; bits *= 2) {
			for (little = 0; little < 2; little++) {
				struct lfr_extract how =
					LFR_EXTRACT_CASE_FIELD(offsets[i], (u8)bits, little);

				lfr_extract_case_field(t, page, bytes, &how);
			}
		}
	}
}

static const struct lfr_extract lfr_extract_case_hows[] = {
	LFR_EXTRACT_CASE_AS(LFR_EXTRACT_RTP),
	LFR_EXTRACT_CASE_AS(LFR_EXTRACT_SRT),
	LFR_EXTRACT_CASE_AS(LFR_EXTRACT_PKTGEN),
	LFR_EXTRACT_CASE_FIELD(0, 8, false),
	LFR_EXTRACT_CASE_FIELD(2, 16, false),
	LFR_EXTRACT_CASE_FIELD(2, 16, true),
	LFR_EXTRACT_CASE_FIELD(8, 32, false),
	LFR_EXTRACT_CASE_FIELD(1400, 32, true),
	LFR_EXTRACT_CASE_FIELD(1400, 64, false),
	LFR_EXTRACT_CASE_FIELD(5, 64, true),
};

static void lfring_extract_sizes(struct lfr_test *t)
{
	static const u32 bits[] = { 16, 31, 32, 8, 16, 16, 32, 32, 64, 64 };
	static const u32 bytes[] = { 12, 16, 8, 1, 4, 4, 12, 1404, 1408, 13 };
	u32 h;

	LFR_EXPECT_EQ(t, LFR_EXTRACT_BYTES_MAX, 1408);
	for (h = 0; h < ARRAY_SIZE(lfr_extract_case_hows); h++) {
		LFR_EXPECT_EQ(t, lfr_extract_bits(&lfr_extract_case_hows[h]), bits[h]);
		LFR_EXPECT_EQ(t, lfr_extract_bytes(&lfr_extract_case_hows[h]), bytes[h]);
	}
}

/* Write a packet with number @seq as its sender would, the bytes around the number all ones. */
static void lfr_extract_case_put(u8 *p, const struct lfr_extract *how, u64 seq)
{
	u32 at = how->offset, bytes = how->bits / 8, i;

	memset(p, 0xff, LFR_EXTRACT_BYTES_MAX);
	switch (how->format) {
	case LFR_EXTRACT_RTP:
		p[0] = 0x80;
		at = 2;
		bytes = 2;
		break;
	case LFR_EXTRACT_SRT:
		seq &= 0x7fffffff;
		at = 0;
		bytes = 4;
		break;
	case LFR_EXTRACT_PKTGEN:
		memcpy(p, "\xbe\x9b\xe9\x55", 4);
		at = 4;
		bytes = 4;
		break;
	default:
		break;
	}
	for (i = 0; i < bytes; i++)
		p[at + i] = (u8)(seq >> 8 * (how->little ? i : bytes - 1 - i));
}

/* A stream whose numbers wrap, three times if they are short, has numbers that do not. */
static void lfring_extract_wrap(struct lfr_test *t)
{
	u8 *page = lfr_case_alloc(t, LFR_EXTRACT_CASE_PAGE);
	u8 *bytes = lfr_case_alloc(t, LFR_EXTRACT_BYTES_MAX);
	u32 h, i;

	for (h = 0; h < ARRAY_SIZE(lfr_extract_case_hows); h++) {
		const struct lfr_extract *how = &lfr_extract_case_hows[h];
		u32 bits = lfr_extract_bits(how), wrong = 0;
		u64 seq = (bits < 64 ? 4ull << bits : 0) - 500, near = seq;

		for (i = 0; i < 1000; i++, seq++) {
			struct lfr_extracted out;

			lfr_extract_case_put(bytes, how, seq);
			if (lfr_extract_case_try(page, how, bytes, 1450, &out)) {
				wrong++;
				continue;
			}
			near = lfr_seq_unfold(near, out.seq, bits);
			wrong += near != seq;
		}
		LFR_EXPECT_MSG(t, !wrong, "format %d, %u bits: %u wrong", (int)how->format, bits,
			       wrong);
	}
}

/* A field as the specifications draw it: bits are counted from the left, from 0. */
static u32 lfr_extract_case_bits(const u8 *p, u32 first, u32 nr)
{
	u32 value = 0;

	for (; nr; nr--, first++)
		value = value << 1 | (p[first / 8] >> (7 - first % 8) & 1);
	return value;
}

/* The rules again, from the drawings. */
static int lfr_extract_case_model(const struct lfr_extract *how, const u8 *p, u32 len,
				  struct lfr_extracted *out)
{
	u32 bytes = how->bits / 8, type, i;

	memset(out, 0, sizeof(*out));
	switch (how->format) {
	case LFR_EXTRACT_RTP:
		type = len < 4 ? 0 : lfr_extract_case_bits(p, 9, 7);
		if (type >= 64 && type <= 95 && lfr_extract_case_bits(p, 0, 2) == 2)
			return LFR_EXTRACT_CONTROL;
		if (len < 12)
			return LFR_EXTRACT_SHORT;
		if (lfr_extract_case_bits(p, 0, 2) != 2)
			return LFR_EXTRACT_MALFORMED;
		if (len < 12 + 4 * lfr_extract_case_bits(p, 4, 4) +
			  4 * lfr_extract_case_bits(p, 3, 1) + lfr_extract_case_bits(p, 2, 1))
			return LFR_EXTRACT_SHORT;
		out->seq = lfr_extract_case_bits(p, 16, 16);
		out->media_time = lfr_extract_case_bits(p, 32, 32);
		out->stream = lfr_extract_case_bits(p, 64, 32);
		return LFR_EXTRACT_OK;
	case LFR_EXTRACT_SRT:
		if (len < 16)
			return LFR_EXTRACT_SHORT;
		if (lfr_extract_case_bits(p, 0, 1))
			return LFR_EXTRACT_CONTROL;
		out->seq = lfr_extract_case_bits(p, 1, 31);
		out->media_time = lfr_extract_case_bits(p, 64, 32);
		out->stream = lfr_extract_case_bits(p, 96, 32);
		return LFR_EXTRACT_OK;
	case LFR_EXTRACT_PKTGEN:
		if (len < 16)
			return LFR_EXTRACT_SHORT;
		if (lfr_extract_case_bits(p, 0, 32) != 0xbe9be955)
			return LFR_EXTRACT_MALFORMED;
		out->seq = lfr_extract_case_bits(p, 32, 32);
		return LFR_EXTRACT_OK;
	default:
		if (len < how->offset + bytes)
			return LFR_EXTRACT_SHORT;
		for (i = 0; i < bytes; i++)
			out->seq |= (u64)p[how->offset + i] <<
				    8 * (how->little ? i : bytes - 1 - i);
		return LFR_EXTRACT_OK;
	}
}

/* Random bytes, now and then with what lets them pass for a packet. */
static void lfr_extract_case_noise(u8 *p, u32 seen, const struct lfr_extract *how, u64 *random)
{
	u32 i, word = 0;

	/* Before that lies what was there the last time, which is as good. */
	for (i = seen < 24 ? 0 : seen - 24; i < seen; i++) {
		word = i % 4 && word ? word >> 8 : lfr_case_random(random);
		p[i] = (u8)word;
	}
	if (seen < 4 || lfr_case_random(random) % 2)
		return;
	if (how->format == LFR_EXTRACT_RTP)
		p[0] = (u8)(0x80 | (p[0] & 0x3f));
	else if (how->format == LFR_EXTRACT_PKTGEN)
		memcpy(p, "\xbe\x9b\xe9\x55", 4);
}

/* Random bytes of random length as all formats. */
static void lfring_extract_fuzz(struct lfr_test *t)
{
	u8 *page = lfr_case_alloc(t, LFR_EXTRACT_CASE_PAGE);
	u32 seen[LFR_EXTRACT_PKTGEN + 1][LFR_EXTRACT_CONTROL + 1] = { 0 };
	u32 n = max(lfr_case_scale(4000000), 10000u), i, wrong = 0;
	u8 *end = page + LFR_EXTRACT_CASE_PAGE;
	u64 random = 20241121;

	for (i = 0; i < n; i++) {
		u32 dice = lfr_case_random(&random), len = dice % 64, bytes;
		struct lfr_extracted out, wanted;
		struct lfr_extract how;
		int verdict;

		how = lfr_extract_case_hows[i % ARRAY_SIZE(lfr_extract_case_hows)];
		if (how.format == LFR_EXTRACT_FIELD)
			how.offset = (dice >> 8) % (dice >> 30 ? 64 : LFR_EXTRACT_OFFSET_MAX + 1);
		if (!(dice >> 28))
			len = LFR_EXTRACT_CASE_LONG;
		else if (!(dice >> 30))
			len = (dice >> 6) % 1500;
		bytes = min(len, lfr_extract_bytes(&how));
		lfr_extract_case_noise(end - bytes, bytes, &how, &random);
		verdict = lfr_extract_case_run(page, &how, len, &out);
		if (verdict != lfr_extract_case_model(&how, end - bytes, len, &wanted) ||
		    (verdict == LFR_EXTRACT_OK && !lfr_extract_case_same(&out, &wanted)))
			wrong++;
		else
			seen[how.format][verdict]++;
	}
	LFR_EXPECT_EQ(t, wrong, 0);
	/* It has been everywhere. */
	for (i = LFR_EXTRACT_FIELD; i <= LFR_EXTRACT_PKTGEN; i++) {
		LFR_EXPECT(t, seen[i][LFR_EXTRACT_OK] > 10);
		LFR_EXPECT(t, seen[i][LFR_EXTRACT_SHORT] > 10);
		LFR_EXPECT_EQ(t, seen[i][LFR_EXTRACT_MALFORMED] > 10,
			      i == LFR_EXTRACT_RTP || i == LFR_EXTRACT_PKTGEN);
		LFR_EXPECT_EQ(t, seen[i][LFR_EXTRACT_CONTROL] > 10,
			      i == LFR_EXTRACT_RTP || i == LFR_EXTRACT_SRT);
	}
}

static struct lfr_case lfr_extract_cases[] = {
	LFR_CASE(lfring_extract_known),
	LFR_CASE(lfring_extract_rtcp),
	LFR_CASE(lfring_extract_rtp_header),
	LFR_CASE(lfring_extract_field),
	LFR_CASE(lfring_extract_sizes),
	LFR_CASE(lfring_extract_wrap),
	LFR_CASE_SLOW(lfring_extract_fuzz),
	{}
};

#endif /* _LFRING_EXTRACT_CASES_H */
