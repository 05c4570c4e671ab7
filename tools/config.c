// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <errno.h>
#include <net/if.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "config.h"
#include "fmt.h"
#include "seq.h"

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

__attribute__((format(printf, 3, 4))) static int wrong(char *error, size_t size, const char *format,
						       ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(error, size, format, args);
	va_end(args);
	return -EINVAL;
}

static int set_enum(union config_value *value, const struct attr *key, const char *text,
		    char *error, size_t size)
{
	char list[128];
	uint64_t val;

	if (find_enum(key, text, &val)) {
		list_enum(key, list, sizeof(list));
		return wrong(error, size, "%s: '%s' is none of %s", key->name, text, list);
	}
	value->num = val;
	return 0;
}

static int set_number(union config_value *value, const struct attr *key, const char *text,
		      char *error, size_t size)
{
	unsigned int digits = key->type == ATTR_MILLI ? 3 : 0;
	enum fmt_error fault;
	uint64_t val;
	int len;

	fault = fmt_parse(text, digits, UINT32_MAX, &val);
	if (fault) {
		len = snprintf(error, size, "%s: ", key->name);
		fmt_complain(error + len, size - len, fault, text, digits, UINT32_MAX);
		return -EINVAL;
	}
	value->num = val;
	return 0;
}

static int set_port(union config_value *value, const struct attr *key, const char *text,
		    char *error, size_t size)
{
	uint64_t val;

	if (fmt_parse(text, 0, UINT16_MAX, &val) || !val)
		return wrong(error, size, "%s: '%s' is not a port, which is a number from 1 to %d",
			     key->name, text, UINT16_MAX);
	value->num = val;
	return 0;
}

static int set_addr(union config_value *value, const struct attr *key, const char *text,
		    char *error, size_t size)
{
	if (inet_pton(AF_INET, text, value->addr.bytes) == 1)
		value->addr.len = 4;
	else if (inet_pton(AF_INET6, text, value->addr.bytes) == 1)
		value->addr.len = 16;
	else
		return wrong(error, size, "%s: '%s' is not an IPv4 or IPv6 address", key->name,
			     text);
	return 0;
}

static int add_dev(struct config *config, unsigned int id, const char *text, char *error,
		   size_t size)
{
	const char *name = config->set->attr[id].name;
	unsigned int i, count = config->given[id];
	const char **devs = config->value[id].text;

	if (!*text || strlen(text) >= IFNAMSIZ)
		return wrong(error, size, "%s: '%s' is not a device, whose name has 1 to %d bytes",
			     name, text, IFNAMSIZ - 1);
	for (i = 0; i < count; i++)
		if (!strcmp(devs[i], text))
			return wrong(error, size, "%s %s is given twice", name, text);
	if (count == CONFIG_REPEAT)
		return wrong(error, size, "%s: '%s' is one too many, at most %d are possible", name,
			     text, CONFIG_REPEAT);
	devs[config->given[id]++] = text;
	return 0;
}

static int set_seq(struct config *config, unsigned int id, const char *text, char *error,
		   size_t size)
{
	const struct attr *key = &config->set->attr[id];
	struct seq seq;
	char list[128];

	if (seq_parse(&seq, text)) {
		seq_list(list, sizeof(list), ", ");
		return wrong(error, size, "%s: '%s' is none of %s with OFF from 0 to %d", key->name,
			     text, list, SEQ_MAX_OFFSET);
	}
	config->value[id].num = seq.seq;
	if (!seq.bits)
		return 0;
	config->value[id + 1].num = seq.offset;
	config->value[id + 2].num = seq.bits;
	config->value[id + 3].num = seq.order;
	config->given[id + 1] = config->given[id + 2] = config->given[id + 3] = 1;
	return 0;
}

int config_set(struct config *config, const struct attr *key, const char *text, char *error,
	       size_t size)
{
	unsigned int id = key - config->set->attr;
	union config_value *value = &config->value[id];
	int err;

	if (key->type == ATTR_DEV)
		return add_dev(config, id, text, error, size);
	if (config->given[id])
		return wrong(error, size, "%s is given twice", key->name);
	switch (key->type) {
	case ATTR_ENUM:
	case ATTR_WORD:
		err = set_enum(value, key, text, error, size);
		break;
	case ATTR_SEQ:
		err = set_seq(config, id, text, error, size);
		break;
	case ATTR_PORT:
		err = set_port(value, key, text, error, size);
		break;
	case ATTR_ADDR:
		err = set_addr(value, key, text, error, size);
		break;
	default:
		err = set_number(value, key, text, error, size);
	}
	if (!err)
		config->given[id] = 1;
	return err;
}

static const char *family(const union config_value *value)
{
	return value->addr.len == 4 ? "IPv4" : "IPv6";
}

int config_check_new(const struct config *config, char *error, size_t size)
{
	unsigned int id, other = 0;
	char values[128];

	for (id = 0; id <= config->set->max; id++) {
		const struct attr *attr = &config->set->attr[id];

		if (attr->key & KEY_NEEDED && !config->given[id]) {
			attr_values(attr, values, sizeof(values));
			return wrong(error, size, "%s is missing, give %s %s", attr->name,
				     attr->name, values);
		}
		if (attr->type != ATTR_ADDR || !config->given[id])
			continue;
		if (other && config->value[id].addr.len != config->value[other].addr.len)
			return wrong(error, size,
				     "%s is %s and %s is %s, addresses are to be of one family",
				     config->set->attr[other].name, family(&config->value[other]),
				     attr->name, family(&config->value[id]));
		other = id;
	}
	return 0;
}
