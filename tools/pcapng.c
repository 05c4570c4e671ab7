// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include "pcapng.h"

enum block_type {
	BLOCK_SECTION = 0x0a0d0d0a,
	BLOCK_INTERFACE = 1,
	BLOCK_STATISTICS = 5,
	BLOCK_PACKET = 6,
};

/* What an option means depends on the block it is in. */
enum option {
	OPTION_END = 0,
	SECTION_HARDWARE = 2,
	SECTION_OS = 3,
	SECTION_PROGRAM = 4,
	INTERFACE_NAME = 2,
	INTERFACE_DESCRIPTION = 3,
	INTERFACE_TSRESOL = 9,
	PACKET_FLAGS = 2,
	PACKET_DROPCOUNT = 4,
	STATISTICS_STARTTIME = 2,
	STATISTICS_ENDTIME = 3,
	STATISTICS_IFRECV = 4,
	STATISTICS_IFDROP = 5,
};

enum {
	BYTE_ORDER_MAGIC = 0x1a2b3c4d,
	FLAGS_INBOUND = 1,
	TSRESOL_NS = 9, /* a negative power of ten */
	BLOCK_HEADER = 8,
	BLOCK_MIN = 12,
};

struct block {
	unsigned char *begin, *at;
};

static void put(struct block *block, const void *data, size_t len)
{
	memcpy(block->at, data, len);
	block->at += len;
}

static void put16(struct block *block, uint16_t val)
{
	put(block, &val, sizeof(val));
}

static void put32(struct block *block, uint32_t val)
{
	put(block, &val, sizeof(val));
}

/* Times are in two halves, the high one first in either byte order. */
static void put_time(struct block *block, uint64_t time)
{
	put32(block, time >> 32);
	put32(block, time);
}

/* Everything in a block begins at a multiple of four. */
static void pad(struct block *block)
{
	while ((block->at - block->begin) % 4)
		*block->at++ = 0;
}

static struct block begin(void *buf, enum block_type type)
{
	struct block block = { buf, buf };

	put32(&block, type);
	put32(&block, 0); /* end() knows */
	return block;
}

/* The length is there twice, so that a file can be read backwards. */
static size_t end(struct block *block)
{
	uint32_t len = block->at + sizeof(len) - block->begin;

	put32(block, len);
	memcpy(block->begin + sizeof(uint32_t), &len, sizeof(len));
	return len;
}

static void option(struct block *block, enum option code, const void *data, uint16_t len)
{
	put16(block, code);
	put16(block, len);
	put(block, data, len);
	pad(block);
}

static void option_text(struct block *block, enum option code, const char *text)
{
	option(block, code, text, strnlen(text, PCAPNG_MAX_TEXT));
}

static void option_u64(struct block *block, enum option code, uint64_t val)
{
	option(block, code, &val, sizeof(val));
}

static void option_time(struct block *block, enum option code, uint64_t time)
{
	put16(block, code);
	put16(block, sizeof(time));
	put_time(block, time);
}

static void option_end(struct block *block)
{
	option(block, OPTION_END, "", 0);
}

size_t pcapng_section(void *buf, const char *hardware, const char *os, const char *program)
{
	struct block block = begin(buf, BLOCK_SECTION);

	put32(&block, BYTE_ORDER_MAGIC);
	put16(&block, 1); /* version 1.0 */
	put16(&block, 0);
	put32(&block, UINT32_MAX); /* the section's length is not known, */
	put32(&block, UINT32_MAX); /* which is -1 in 64 bits */
	option_text(&block, SECTION_HARDWARE, hardware);
	option_text(&block, SECTION_OS, os);
	option_text(&block, SECTION_PROGRAM, program);
	option_end(&block);
	return end(&block);
}

size_t pcapng_interface(void *buf, uint16_t link, const char *name, const char *description)
{
	struct block block = begin(buf, BLOCK_INTERFACE);
	uint8_t resolution = TSRESOL_NS;

	put16(&block, link);
	put16(&block, 0); /* reserved */
	put32(&block, PCAPNG_SNAPLEN);
	option_text(&block, INTERFACE_NAME, name);
	option_text(&block, INTERFACE_DESCRIPTION, description);
	option(&block, INTERFACE_TSRESOL, &resolution, sizeof(resolution));
	option_end(&block);
	return end(&block);
}

size_t pcapng_packet(void *buf, const struct pcapng_packet *packet)
{
	const size_t count = sizeof(packet->part) / sizeof(packet->part[0]);
	struct block block = begin(buf, BLOCK_PACKET);
	uint32_t flags = FLAGS_INBOUND, caplen = 0;
	size_t i;

	for (i = 0; i < count; i++)
		caplen += packet->part[i].iov_len;
	put32(&block, packet->interface);
	put_time(&block, packet->time);
	put32(&block, caplen);
	put32(&block, packet->len);
	for (i = 0; i < count; i++)
		if (packet->part[i].iov_len)
			put(&block, packet->part[i].iov_base, packet->part[i].iov_len);
	pad(&block);
	option(&block, PACKET_FLAGS, &flags, sizeof(flags));
	if (packet->lost)
		option_u64(&block, PACKET_DROPCOUNT, packet->lost);
	option_end(&block);
	return end(&block);
}

size_t pcapng_statistics(void *buf, const struct pcapng_statistics *statistics)
{
	struct block block = begin(buf, BLOCK_STATISTICS);

	put32(&block, statistics->interface);
	put_time(&block, statistics->end);
	option_time(&block, STATISTICS_STARTTIME, statistics->begin);
	option_time(&block, STATISTICS_ENDTIME, statistics->end);
	option_u64(&block, STATISTICS_IFRECV, statistics->received);
	option_u64(&block, STATISTICS_IFDROP, statistics->lost);
	option_end(&block);
	return end(&block);
}

size_t pcapng_whole(const void *buf, size_t len, uint64_t *packets)
{
	const unsigned char *data = buf;
	uint32_t type, size;
	size_t at = 0;

	*packets = 0;
	while (len - at >= BLOCK_HEADER) {
		memcpy(&type, data + at, sizeof(type));
		memcpy(&size, data + at + sizeof(type), sizeof(size));
		if (size < BLOCK_MIN || size > len - at)
			break;
		*packets += type == BLOCK_PACKET;
		at += size;
	}
	return at;
}
