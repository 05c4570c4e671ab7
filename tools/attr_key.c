// SPDX-License-Identifier: GPL-2.0
/* Keys as they are typed, and what they take. */
#include <stdio.h>
#include <string.h>

#include "attr.h"
#include "seq.h"

const struct attr *attr_find_key(const struct attr_set *set, const char *name)
{
	unsigned int i;

	for (i = 0; i <= set->max; i++)
		if (set->attr[i].key && !strcmp(set->attr[i].name, name))
			return &set->attr[i];
	return NULL;
}

unsigned int attr_distance(const char *a, const char *b)
{
	unsigned int row[32];
	size_t i, j, len = strlen(b);

	if (len >= sizeof(row) / sizeof(row[0]))
		return strcmp(a, b) ? ~0U : 0;
	for (j = 0; j <= len; j++)
		row[j] = j;
	for (i = 1; a[i - 1]; i++) {
		unsigned int diagonal = row[0];

		row[0] = i;
		for (j = 1; j <= len; j++) {
			unsigned int best = diagonal + (a[i - 1] != b[j - 1]);

			if (row[j] + 1 < best)
				best = row[j] + 1;
			if (row[j - 1] + 1 < best)
				best = row[j - 1] + 1;
			diagonal = row[j];
			row[j] = best;
		}
	}
	return row[len];
}

const char *attr_similar_key(const struct attr_set *set, const char *name)
{
	unsigned int i, distance, best = 3;
	const char *similar = NULL;

	for (i = 0; i <= set->max; i++) {
		const struct attr *attr = &set->attr[i];

		if (!attr->key)
			continue;
		distance = attr_distance(name, attr->name);
		/* Half of a short name changed is another name. */
		if (distance < best && 2 * distance < strlen(attr->name)) {
			best = distance;
			similar = attr->name;
		}
	}
	return similar;
}

static void put_names(const char *const *names, char *buf, size_t size)
{
	size_t i, len = 0;

	for (i = 0; names[i] && len < size; i++)
		len += snprintf(buf + len, size - len, "%s%s", i ? "|" : "", names[i]);
}

void attr_values(const struct attr *attr, char *buf, size_t size)
{
	switch (attr->type) {
	case ATTR_ENUM:
	case ATTR_WORD:
		put_names(attr->names, buf, size);
		break;
	case ATTR_SEQ:
		seq_list(buf, size, "|");
		break;
	case ATTR_PORT:
		snprintf(buf, size, "PORT");
		break;
	case ATTR_ADDR:
		snprintf(buf, size, "ADDRESS");
		break;
	case ATTR_DEV:
		snprintf(buf, size, "DEVICE");
		break;
	default:
		snprintf(buf, size, "%s", attr->unit ? attr->unit : "NUMBER");
	}
}
