/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The attributes of the netlink family as data. Arguments, requests, replies, text, JSON, help
 * and completion all work from these tables, so that a name is written down once.
 */
#ifndef ATTR_H
#define ATTR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* No set has an attribute beyond this one; attr.c checks it when it is compiled. */
#define ATTR_MAX 31

enum attr_type {
	ATTR_NONE, /* a gap, or padding */
	ATTR_STRING,
	ATTR_U32,
	ATTR_U64,
	ATTR_MILLI, /* u32 in thousandths of the unit people give it in */
	ATTR_ENUM,  /* u32 */
	ATTR_NEST,
	ATTR_BUCKETS, /* u64, repeated */
};

struct attr {
	const char *name;
	enum attr_type type;
	bool key;		  /* may be given with add, set and run */
	const char *unit;	  /* as people give and see it */
	const char *const *names; /* of an enum's values, NULL at the end */
	const struct attr_set *nest;
	const char *alias;	   /* JSON has it a second time under this name, */
	unsigned int alias_digits; /* divided by ten to the power of this */
	const char *doc;	   /* of a key */
};

struct attr_set {
	const char *name;
	unsigned int max;
	const struct attr *attr; /* indexed by attribute number */
};

extern const struct attr_set attr_pipeline;
extern const struct attr_set attr_hist;
extern const struct attr_set attr_drops;
extern const struct attr_set attr_ring;
extern const struct attr_set attr_window;
extern const struct attr_set attr_pool;
extern const struct attr_set attr_stats;
extern const struct attr_set attr_producer;
extern const struct attr_set attr_shard;
extern const struct attr_set attr_event;

/* Names of the commands and notifications in the specification, indexed by their number. */
extern const char *const attr_cmd_names[];

/* The set a request with this command is made of. */
const struct attr_set *attr_cmd_set(unsigned int cmd);

/* The number of the key, or 0. */
unsigned int attr_find_key(const char *name);

/* The key closest to what was typed, or NULL when none is close. */
const char *attr_similar_key(const char *name);

/* How many single-letter changes make one name out of the other. */
unsigned int attr_distance(const char *a, const char *b);

/* The name of an enum's value, or NULL. */
const char *attr_enum_name(const struct attr *attr, uint64_t val);

/* Writes a value the way it is given on the command line. */
void attr_format(const struct attr *attr, uint64_t val, char *buf, size_t size);

#endif
