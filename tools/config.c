// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "fmt.h"

bool config_empty(const struct config *config)
{
	unsigned int i;

	for (i = 0; i <= ATTR_MAX; i++)
		if (config->given[i])
			return false;
	return true;
}

static int find_enum(const struct attr *attr, const char *text, uint64_t *val)
{
	for (*val = 0; attr->names[*val]; (*val)++)
		if (!strcmp(attr->names[*val], text))
			return 0;
	return -EINVAL;
}

static void list_enum(const struct attr *attr, char *buf, size_t size)
{
	size_t i, len = 0;

	buf[0] = '\0';
	for (i = 0; attr->names[i] && len < size; i++)
		len += snprintf(buf + len, size - len, "%s%s", i ? ", " : "", attr->names[i]);
}

int config_set(struct config *config, const char *key, const char *text, char *error, size_t size)
{
	unsigned int digits, id = attr_find_key(key);
	const struct attr *attr = &attr_pipeline.attr[id];
	enum fmt_error fault;
	uint64_t val = 0;
	char list[128];
	int len;

	if (!id) {
		snprintf(error, size, "unknown key '%s'", key);
		return -EINVAL;
	}
	if (config->given[id]) {
		snprintf(error, size, "%s is given twice", key);
		return -EINVAL;
	}
	if (attr->type == ATTR_ENUM) {
		if (find_enum(attr, text, &val)) {
			list_enum(attr, list, sizeof(list));
			snprintf(error, size, "%s: '%s' is none of %s", key, text, list);
			return -EINVAL;
		}
	} else {
		digits = attr->type == ATTR_MILLI ? 3 : 0;
		fault = fmt_parse(text, digits, UINT32_MAX, &val);
		if (fault) {
			len = snprintf(error, size, "%s: ", key);
			fmt_complain(error + len, size - len, fault, text, digits, UINT32_MAX);
			return -EINVAL;
		}
	}
	config->given[id] = true;
	config->val[id] = val;
	return 0;
}
