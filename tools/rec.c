// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include <netlink/attr.h>

#include "rec.h"

static bool is_sane(const struct attr *attr, struct nlattr *nla)
{
	const char *data = nla_data(nla);
	int len = nla_len(nla);
	struct nlattr *bucket;
	struct rec nest;
	int rem;

	switch (attr->type) {
	case ATTR_NONE:
		return true;
	case ATTR_STRING:
		return len > 0 && data[len - 1] == '\0';
	case ATTR_U64:
	case ATTR_BUCKETS:
		return len == sizeof(uint64_t);
	case ATTR_NEST:
		if (rec_parse(&nest, attr->nest, data, len))
			return false;
		/* Of a repeated attribute the above has seen only the last one. */
		nla_for_each_nested(bucket, nla, rem) {
			unsigned int type = nla_type(bucket);

			if (type <= attr->nest->max &&
			    attr->nest->attr[type].type == ATTR_BUCKETS &&
			    nla_len(bucket) != sizeof(uint64_t))
				return false;
		}
		return true;
	default:
		return len == sizeof(uint32_t);
	}
}

int rec_parse(struct rec *rec, const struct attr_set *set, const void *attrs, size_t len)
{
	unsigned int i;

	memset(rec, 0, sizeof(*rec));
	rec->set = set;
	if (nla_parse(rec->attrs, set->max, (struct nlattr *)attrs, len, NULL) < 0)
		return -EBADMSG;
	for (i = 1; i <= set->max; i++)
		if (rec->attrs[i] && !is_sane(&set->attr[i], rec->attrs[i]))
			return -EBADMSG;
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
	return rec->set->attr[id].type == ATTR_U64 ? nla_get_u64(nla) : nla_get_u32(nla);
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

struct rec rec_nest(const struct rec *rec, unsigned int id)
{
	struct nlattr *nla = rec->attrs[id];
	struct rec nest = { .set = rec->set->attr[id].nest };

	/* That it can be parsed was seen when the record around it was. */
	if (nla)
		rec_parse(&nest, nest.set, nla_data(nla), nla_len(nla));
	return nest;
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
	uint64_t val;

	if (!rec->attrs[id])
		return;
	switch (attr->type) {
	case ATTR_NONE:
	case ATTR_BUCKETS:
		return;
	case ATTR_STRING:
		json_string(json, attr->name, rec_str(rec, id));
		return;
	case ATTR_NEST:
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
