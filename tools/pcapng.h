/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Blocks of a pcapng file (draft-ietf-opsawg-pcapng) in memory, in the machine's byte order. Each
 * function writes one block and returns its length, which is at most PCAPNG_MAX_BLOCK. Of text
 * that is too long, the beginning is taken.
 */
#ifndef PCAPNG_H
#define PCAPNG_H

#include <stddef.h>
#include <stdint.h>
#include <sys/uio.h>

enum {
	PCAPNG_SNAPLEN = 256 * 1024, /* other programs take no packet that is longer */
	PCAPNG_MAX_TEXT = 255,
	PCAPNG_MAX_BLOCK = PCAPNG_SNAPLEN + 1024,
};

/* The section that all else is in. */
size_t pcapng_section(void *buf, const char *hardware, const char *os, const char *program);

/* Packets are of interfaces, which have numbers from 0 on. Times are in ns. */
size_t pcapng_interface(void *buf, uint16_t link, const char *name, const char *description);

struct pcapng_packet {
	uint32_t interface;
	uint64_t time; /* ns since 1970 */
	uint32_t len;  /* of the packet, of which the parts are the beginning */
	uint64_t lost; /* how many are missing just before it */
	struct iovec part[3];
};

/* The parts are at most PCAPNG_SNAPLEN bytes together. */
size_t pcapng_packet(void *buf, const struct pcapng_packet *packet);

struct pcapng_statistics {
	uint32_t interface;
	uint64_t begin, end; /* ns since 1970 */
	uint64_t received;   /* with what was lost */
	uint64_t lost;
};

size_t pcapng_statistics(void *buf, const struct pcapng_statistics *statistics);

/* How many of the bytes are whole blocks. Counts the packets in them. */
size_t pcapng_whole(const void *buf, size_t len, uint64_t *packets);

#endif
