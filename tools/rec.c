// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>

#include "fmt.h"
#include "rec.h"
#include "seq.h"

static bool is_sane(const struct attr *attr, struct nlattr *nla)
{
	const char *data = nla_data(nla);
	int len = nla_len(nla);
	struct rec nest;

	switch (attr->type) {
	case ATTR_NONE:
		return true;
	case ATTR_STRING:
	case ATTR_DEV:
		return len > 0 && data[len - 1] == '\0';
	case ATTR_U64:
	case ATTR_BUCKETS:
		return len == sizeof(uint64_t);
	case ATTR_NEST:
		return !rec_parse(&nest, attr->nest, data, len);
	case ATTR_PORT:
		return len == sizeof(uint16_t);
	case ATTR_ADDR:
		return len == 4 || len == 16;
	default:
		return len == sizeof(uint32_t);
	}
}

int rec_parse(struct rec *rec, const struct attr_set *set, const void *attrs, size_t len)
{
	struct nlattr *nla;
	int rem;

	memset(rec, 0, sizeof(*rec));
	rec->set = set;
	rec->data = attrs;
	rec->len = len;
	nla_for_each_attr(nla, (struct nlattr *)attrs, len, rem) {
		unsigned int type = nla_type(nla);

		if (!type || type > set->max)
			continue;
		if (!is_sane(&set->attr[type], nla))
			return -EBADMSG;
		if (!rec->attrs[type])
			rec->attrs[type] = nla;
	}
	return 0;
}

void rec_list_init(struct rec_list *list)
{
	list->first = NULL;
	list->last = &list->first;
	list->count = 0;
}

int rec_list_add(struct rec_list *list, const struct attr_set *set, const void *attrs, size_t len)
{
	struct rec_node *node = malloc(sizeof(*node) + len);
	int err;

	if (!node)
		return -ENOMEM;
	node->next = NULL;
	memcpy(node->data, attrs, len);
	err = rec_parse(&node->rec, set, node->data, len);
	if (err) {
		free(node);
		return err;
	}
	*list->last = node;
	list->last = &node->next;
	list->count++;
	return 0;
}

void rec_list_move(struct rec_list *list, struct rec_list *from)
{
	if (from->first) {
		*list = *from;
		rec_list_init(from);
	}
}

void rec_list_free(struct rec_list *list)
{
	struct rec_node *node = list->first, *next;

	for (; node; node = next) {
		next = node->next;
		free(node);
	}
	rec_list_init(list);
}

bool rec_has(const struct rec *rec, unsigned int id)
{
	return rec->attrs[id];
}

uint64_t rec_num(const struct rec *rec, unsigned int id)
{
	struct nlattr *nla = rec->attrs[id];

	if (!nla)
		return 0;
	switch (rec->set->attr[id].type) {
	case ATTR_U64:
		return nla_get_u64(nla);
	case ATTR_PORT:
		return nla_get_u16(nla);
	default:
		return nla_get_u32(nla);
	}
}

const char *rec_str(const struct rec *rec, unsigned int id)
{
	return rec->attrs[id] ? nla_data(rec->attrs[id]) : "";
}

const char *rec_enum(const struct rec *rec, unsigned int id)
{
	const char *name = NULL;

	if (rec->attrs[id])
		name = attr_enum_name(&rec->set->attr[id], rec_num(rec, id));
	return name ? name : "?";
}

/* The one at index, or NULL; *count is how many there are before. */
static struct nlattr *find(const struct rec *rec, unsigned int id, size_t index, size_t *count)
{
	struct nlattr *nla;
	int rem;

	*count = 0;
	if (!rec->attrs[id])
		return NULL;
	nla_for_each_attr(nla, (struct nlattr *)rec->data, rec->len, rem)
		if ((unsigned int)nla_type(nla) == id && (*count)++ == index)
			return nla;
	return NULL;
}

size_t rec_count(const struct rec *rec, unsigned int id)
{
	size_t count;

	find(rec, id, SIZE_MAX, &count);
	return count;
}

const char *rec_str_at(const struct rec *rec, unsigned int id, size_t index)
{
	size_t count;
	struct nlattr *nla = find(rec, id, index, &count);

	return nla ? nla_data(nla) : "";
}

struct rec rec_nest_at(const struct rec *rec, unsigned int id, size_t index)
{
	struct rec nest = { .set = rec->set->attr[id].nest };
	size_t count;
	struct nlattr *nla = find(rec, id, index, &count);

	/* That it can be parsed was seen when the record around it was. */
	if (nla)
		rec_parse(&nest, nest.set, nla_data(nla), nla_len(nla));
	return nest;
}

struct rec rec_nest(const struct rec *rec, unsigned int id)
{
	return rec_nest_at(rec, id, 0);
}

void rec_text(const struct rec *rec, unsigned int id, char *buf, size_t size)
{
	struct nlattr *nla = rec->attrs[id];
	const struct attr *attr = &rec->set->attr[id];

	buf[0] = '\0';
	if (nla && attr->type == ATTR_SEQ)
		rec_seq(rec, id, buf, size);
	else if (nla)
		attr_format_data(attr, nla_data(nla), nla_len(nla), buf, size);
}

void rec_seq(const struct rec *rec, unsigned int id, char *buf, size_t size)
{
	struct seq seq = {
		.seq = rec_num(rec, id),
		.offset = rec_num(rec, id + 1),
		.bits = rec_num(rec, id + 2),
		.order = rec_num(rec, id + 3),
	};

	seq_format(&seq, buf, size);
}

size_t rec_buckets(const struct rec *rec, unsigned int id, uint64_t *buckets, size_t max)
{
	const struct attr_set *set = rec->set->attr[id].nest;
	struct nlattr *nla;
	size_t count = 0;
	int rem;

	if (!rec->attrs[id])
		return 0;
	nla_for_each_nested(nla, rec->attrs[id], rem) {
		unsigned int type = nla_type(nla);

		if (type <= set->max && set->attr[type].type == ATTR_BUCKETS && count < max)
			buckets[count++] = nla_get_u64(nla);
	}
	return count;
}

static void json_nests(struct json *json, const struct rec *rec, unsigned int id)
{
	size_t i, count = rec_count(rec, id);
	struct rec nest;

	json_array(json, rec->set->attr[id].name);
	for (i = 0; i < count; i++) {
		nest = rec_nest_at(rec, id, i);
		json_object(json, NULL);
		rec_json(json, &nest);
		json_end(json);
	}
	json_end(json);
}

static void json_strings(struct json *json, const struct rec *rec, unsigned int id)
{
	size_t i, count = rec_count(rec, id);

	json_array(json, rec->set->attr[id].name);
	for (i = 0; i < count; i++)
		json_string(json, NULL, rec_str_at(rec, id, i));
	json_end(json);
}

static void json_nest(struct json *json, const struct rec *rec, unsigned int id)
{
	const struct attr *attr = &rec->set->attr[id];
	struct rec nest = rec_nest(rec, id);
	size_t i, count;
	uint64_t buckets[65];

	/* A histogram is nothing but its buckets. */
	if (nest.set->attr[1].type == ATTR_BUCKETS) {
		count = rec_buckets(rec, id, buckets, sizeof(buckets) / sizeof(buckets[0]));
		json_array(json, attr->name);
		for (i = 0; i < count; i++)
			json_number(json, NULL, buckets[i]);
		json_end(json);
		return;
	}
	json_object(json, attr->name);
	rec_json(json, &nest);
	json_end(json);
}

void rec_json_attr(struct json *json, const struct rec *rec, unsigned int id)
{
	const struct attr *attr = &rec->set->attr[id];
	char text[FMT_SIZE];
	uint64_t val;

	if (!rec->attrs[id])
		return;
	switch (attr->type) {
	case ATTR_NONE:
	case ATTR_BUCKETS:
	case ATTR_WORD:
		return;
	case ATTR_DEV:
		json_strings(json, rec, id);
		return;
	case ATTR_ADDR:
	case ATTR_SEQ:
		rec_text(rec, id, text, sizeof(text));
		json_string(json, attr->name, text);
		return;
	case ATTR_STRING:
		json_string(json, attr->name, rec_str(rec, id));
		return;
	case ATTR_NEST:
		if (attr->multi)
			json_nests(json, rec, id);
		else
			json_nest(json, rec, id);
		return;
	default:
		break;
	}
	val = rec_num(rec, id);
	if (attr->type == ATTR_ENUM && attr_enum_name(attr, val))
		json_string(json, attr->name, attr_enum_name(attr, val));
	else
		json_decimal(json, attr->name, val, attr->type == ATTR_MILLI ? 3 : 0);
	if (attr->alias)
		json_decimal(json, attr->alias, val, attr->alias_digits);
}

void rec_json(struct json *json, const struct rec *rec)
{
	unsigned int id;

	for (id = 1; id <= rec->set->max; id++)
		rec_json_attr(json, rec, id);
}
