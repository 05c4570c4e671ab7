/* SPDX-License-Identifier: GPL-2.0 */
/* A pcapng file that packets are written to, of which nothing is left half-made. */
#ifndef CAPTURE_H
#define CAPTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cmd.h"
#include "packets.h"
#include "source.h"

struct capture_interface;

struct capture {
	const char *title; /* of the file in what is said of it */
	const char *path;  /* NULL for the standard output */
	int fd;
	bool created;	    /* there was none, */
	bool made;	    /* and now there is something in it */
	unsigned char *buf; /* whole blocks that are to be written */
	size_t used;
	uint64_t since;	  /* the oldest of them is waiting, by wait_now() */
	uint64_t written; /* packets that are in the file */
	int error;	  /* errno of what could not be written */
	const struct source *source;
	struct capture_interface *interfaces;
	size_t count, last;
	uint64_t begin; /* ns since 1970 */
};

/*
 * Makes sure that it can be written, "-" for the standard output. What is in a file stays until
 * capture_begin(). A file that was made for nothing is removed by capture_close().
 */
enum status capture_open(struct capture *capture, const char *path);

/* Before the first packet; it must not be the file that is read. */
enum status capture_begin(struct capture *capture, const struct source *source);

/*
 * These give an errno, which capture_failed() explains; EPIPE when nobody reads. What is not
 * flushed may wait for more.
 */
int capture_packet(struct capture *capture, const struct lfring_record *record, const void *data);
int capture_flush(struct capture *capture);

/* Statistics, and what is left. */
int capture_end(struct capture *capture);

enum status capture_failed(const struct capture *capture);

/* Also after a failure. */
void capture_close(struct capture *capture);

#endif
