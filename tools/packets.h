/* SPDX-License-Identifier: GPL-2.0 */
/* Packets out of what is read from a device, or from a pipe or file that has the same. */
#ifndef PACKETS_H
#define PACKETS_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include <linux/lfring_dev.h>

enum {
	PACKETS_MAX_CAPLEN = 128 * 1024, /* no packet of a device is longer */
};

struct packets {
	int fd;
	unsigned char *buf;
	size_t at, used; /* what is there to be taken, and its end */
	uint64_t count;	 /* taken so far */
	char error[128]; /* what is wrong with what was read */
};

/* 0, or -ENOMEM. The descriptor stays the caller's. */
int packets_init(struct packets *packets, int fd);
void packets_free(struct packets *packets);

/*
 * Reads once, when there is no packet to take any more. How many bytes, 0 at the end, or a
 * negative errno; -EBADMSG when the end is within a packet.
 */
ssize_t packets_read(struct packets *packets);

/*
 * Takes one. Its bytes, which stay until the next packets_read(), or NULL and 0 when there is no
 * whole one, or NULL and -EBADMSG when it is none.
 */
const void *packets_next(struct packets *packets, struct lfring_record *record, int *err);

#endif
