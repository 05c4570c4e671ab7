// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/lfring.h>

#include "attr.h"
#include "fmt.h"
#include "seq.h"

/* Of a single byte there is but one order. */
static const struct {
	const char *name;
	uint32_t bits, order;
} fields[] = {
	{ "be8", 8, LFRING_FLOW_ORDER_BE },   { "be16", 16, LFRING_FLOW_ORDER_BE },
	{ "be32", 32, LFRING_FLOW_ORDER_BE }, { "be64", 64, LFRING_FLOW_ORDER_BE },
	{ "le16", 16, LFRING_FLOW_ORDER_LE }, { "le32", 32, LFRING_FLOW_ORDER_LE },
	{ "le64", 64, LFRING_FLOW_ORDER_LE },
};

static const struct attr *seq_attr(void)
{
	return &attr_flow.attr[LFRING_A_FLOW_SEQ];
}

static int parse_field(struct seq *seq, const char *text)
{
	const char *at = strchr(text, '@');
	uint64_t offset;
	size_t i;

	if (!at || fmt_parse(at + 1, 0, SEQ_MAX_OFFSET, &offset) || strchr(at, '.'))
		return -EINVAL;
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		size_t len = strlen(fields[i].name);

		if (len != (size_t)(at - text) || strncmp(fields[i].name, text, len))
			continue;
		*seq = (struct seq){ .seq = LFRING_FLOW_SEQ_FIELD,
				     .offset = offset,
				     .bits = fields[i].bits,
				     .order = fields[i].order };
		return 0;
	}
	return -EINVAL;
}

int seq_parse(struct seq *seq, const char *text)
{
	const char *const *names = seq_attr()->names;
	uint32_t i;

	for (i = 0; names[i]; i++) {
		if (i == LFRING_FLOW_SEQ_FIELD || strcmp(names[i], text))
			continue;
		*seq = (struct seq){ .seq = i };
		return 0;
	}
	return parse_field(seq, text);
}

void seq_format(const struct seq *seq, char *buf, size_t size)
{
	const char *name = attr_enum_name(seq_attr(), seq->seq);
	size_t i;

	if (seq->seq != LFRING_FLOW_SEQ_FIELD) {
		snprintf(buf, size, "%s", name ? name : "?");
		return;
	}
	snprintf(buf, size, "?");
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]); i++)
		if (fields[i].bits == seq->bits &&
		    (seq->bits == 8 || fields[i].order == seq->order))
			snprintf(buf, size, "%s@%u", fields[i].name, seq->offset);
}

void seq_list(char *buf, size_t size, const char *separator)
{
	const char *const *names = seq_attr()->names;
	size_t i, len = 0;

	for (i = LFRING_FLOW_SEQ_FIELD + 1; names[i] && len < size; i++)
		len += snprintf(buf + len, size - len, "%s%s", len ? separator : "", names[i]);
	for (i = 0; i < sizeof(fields) / sizeof(fields[0]) && len < size; i++)
		len += snprintf(buf + len, size - len, "%s%s@OFF", separator, fields[i].name);
}
