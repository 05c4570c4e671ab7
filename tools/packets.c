// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "packets.h"

enum {
	BUF_SIZE = 1024 * 1024,
	ALIGN = 8, /* records begin at multiples of it */
};

_Static_assert(sizeof(struct lfring_record) % ALIGN == 0, "records follow each other");

int packets_init(struct packets *packets, int fd)
{
	*packets = (struct packets){ .fd = fd, .buf = malloc(BUF_SIZE) };
	return packets->buf ? 0 : -ENOMEM;
}

void packets_free(struct packets *packets)
{
	free(packets->buf);
}

static const void *bad(struct packets *packets, int *err, const char *why)
{
	snprintf(packets->error, sizeof(packets->error),
		 "what comes after %" PRIu64 " packets is none: %s", packets->count, why);
	*err = -EBADMSG;
	return NULL;
}

ssize_t packets_read(struct packets *packets)
{
	size_t rest = packets->used - packets->at;
	ssize_t len;
	int err;

	/* A pipe gives what is in it, whole records or not. */
	memmove(packets->buf, packets->buf + packets->at, rest);
	packets->at = 0;
	packets->used = rest;
	len = read(packets->fd, packets->buf + rest, BUF_SIZE - rest);
	if (len < 0)
		return -errno;
	if (!len && rest) {
		bad(packets, &err, "it ends too soon");
		return err;
	}
	packets->used += len;
	return len;
}

const void *packets_next(struct packets *packets, struct lfring_record *record, int *err)
{
	const unsigned char *begin = packets->buf + packets->at;
	size_t size, rest = packets->used - packets->at;
	char why[64];

	*err = 0;
	if (rest < sizeof(*record))
		return NULL;
	memcpy(record, begin, sizeof(*record));
	if (record->caplen > record->len || record->caplen > PACKETS_MAX_CAPLEN) {
		snprintf(why, sizeof(why), "it claims to have %u of %u bytes", record->caplen,
			 record->len);
		return bad(packets, err, why);
	}
	size = (sizeof(*record) + record->caplen + ALIGN - 1) / ALIGN * ALIGN;
	if (rest < size)
		return NULL;
	packets->at += size;
	packets->count++;
	return begin + sizeof(*record);
}
