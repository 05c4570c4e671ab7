// SPDX-License-Identifier: GPL-2.0
/*
 * extract.c - how much of a payload an extractor looks at, and how wide numbers are
 */
#include <linux/types.h>
#include "net/extract.h"

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
