/* SPDX-License-Identifier: GPL-2.0 */
/* Replies, taken apart by the tables of attr.h. */
#ifndef REC_H
#define REC_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attr.h"
#include "json.h"

struct nlattr;

struct rec {
	const struct attr_set *set;
	struct nlattr *attrs[ATTR_MAX + 1]; /* the first of each */
	const void *data;		    /* all of them */
	size_t len;
};

/* A list of records that own what they were made from. */
struct rec_node {
	struct rec_node *next;
	struct rec rec;
	uint64_t data[];
};

struct rec_list {
	struct rec_node *first, **last;
	size_t count;
};

/*
 * Takes attributes apart that stay where they are. 0, or -EBADMSG when they are not what the
 * set says. Attributes that the set does not know, from a newer kernel, are skipped.
 */
int rec_parse(struct rec *rec, const struct attr_set *set, const void *attrs, size_t len);

void rec_list_init(struct rec_list *list);
int rec_list_add(struct rec_list *list, const struct attr_set *set, const void *attrs, size_t len);
/* What is in from is then in list, which was empty. */
void rec_list_move(struct rec_list *list, struct rec_list *from);
void rec_list_free(struct rec_list *list);

bool rec_has(const struct rec *rec, unsigned int id);
/* 0 when it is missing */
uint64_t rec_num(const struct rec *rec, unsigned int id);
/* "" when it is missing */
const char *rec_str(const struct rec *rec, unsigned int id);
/* The value as it is given on the command line, "" when it is missing; FMT_SIZE is enough. */
void rec_text(const struct rec *rec, unsigned int id, char *buf, size_t size);
/* An enum's value by name, or "?" */
const char *rec_enum(const struct rec *rec, unsigned int id);
/* A nested record; an empty one when it is missing. */
struct rec rec_nest(const struct rec *rec, unsigned int id);
/* Of a repeated attribute: how many there are, and each of them from 0 on. */
size_t rec_count(const struct rec *rec, unsigned int id);
const char *rec_str_at(const struct rec *rec, unsigned int id, size_t index);
struct rec rec_nest_at(const struct rec *rec, unsigned int id, size_t index);
/* Where sequence numbers are, by the attribute that says so and those that belong to it. */
void rec_seq(const struct rec *rec, unsigned int id, char *buf, size_t size);
/* The buckets of a nested histogram; at most max of them are stored. Returns how many. */
size_t rec_buckets(const struct rec *rec, unsigned int id, uint64_t *buckets, size_t max);

/* One attribute, or all that there are, as members of the object that is open. */
void rec_json_attr(struct json *json, const struct rec *rec, unsigned int id);
void rec_json(struct json *json, const struct rec *rec);

#endif
