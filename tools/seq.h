/* SPDX-License-Identifier: GPL-2.0 */
/* Where sequence numbers are, as one word: "rtp", or "be32@8" for a field. */
#ifndef SEQ_H
#define SEQ_H

#include <stddef.h>
#include <stdint.h>

enum {
	SEQ_MAX_OFFSET = 1400
};

/* The values of the attributes of the same names. */
struct seq {
	uint32_t seq;
	uint32_t offset, bits, order; /* of a field only */
};

/* 0, or -EINVAL. */
int seq_parse(struct seq *seq, const char *text);

/* What seq_parse() takes; "?" when nothing it takes means that. */
void seq_format(const struct seq *seq, char *buf, size_t size);

/* All that can be written, with the separator between. */
void seq_list(char *buf, size_t size, const char *separator);

#endif
