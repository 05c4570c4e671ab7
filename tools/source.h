/* SPDX-License-Identifier: GPL-2.0 */
/* Where the packets of a flow or a pipeline are read. */
#ifndef SOURCE_H
#define SOURCE_H

#include <limits.h>

#include "cmd.h"
#include "rec.h"

struct source {
	char path[PATH_MAX];
	const char *title; /* what it is called where packets are said to be from */
	struct rec_list list;
	const struct rec *flow; /* it has devices of the network, NULL without */
	int fd;
};

/*
 * Finds what is called that: [flow|pipeline] NAME, or a path, which has a slash in it. source_free()
 * in any case.
 */
enum status source_find(struct source *source, const char *const *words, size_t count);

/* Then it can be waited for and read. */
enum status source_open(struct source *source);

void source_free(struct source *source);

/* The device of the network that packets with this path come over; NULL when there is none. */
const char *source_dev(const struct source *source, unsigned int path);

#endif
