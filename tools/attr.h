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
#define ATTR_MAX 39

enum attr_type {
	ATTR_NONE, /* a gap, or padding */
	ATTR_STRING,
	ATTR_U32,
	ATTR_U64,
	ATTR_MILLI, /* u32 in thousandths of the unit people give it in */
	ATTR_ENUM,  /* u32 */
	ATTR_NEST,
	ATTR_BUCKETS, /* u64, repeated */
	ATTR_PORT,    /* u16 */
	ATTR_ADDR,    /* 4 or 16 bytes in network order */
	ATTR_DEV,     /* string, repeated */
	ATTR_SEQ,     /* an enum, of which one value has three attributes more: see seq.h */
	ATTR_WORD,    /* an enum that is only said, not sent; in place 0 of its set */
};

/* What a key is for. */
enum {
	KEY_ADD = 1,   /* it may be given when something is added, */
	KEY_SET = 2,   /* and when it is changed */
	KEY_NEEDED = 4 /* nothing can be added without it */
};

struct attr {
	const char *name;
	enum attr_type type;
	bool multi;		  /* a nest that is repeated */
	unsigned int key;	  /* KEY_..., 0 for what is no key */
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
extern const struct attr_set attr_readers;
extern const struct attr_set attr_stats;
extern const struct attr_set attr_producer;
extern const struct attr_set attr_shard;
extern const struct attr_set attr_event;
extern const struct attr_set attr_flow;
extern const struct attr_set attr_linear;
extern const struct attr_set attr_flow_bypass;
extern const struct attr_set attr_flow_metrics;
extern const struct attr_set attr_flow_path;
extern const struct attr_set attr_flow_stats;
extern const struct attr_set attr_flow_event;

/* Names of the commands and notifications in the specification, indexed by their number. */
extern const char *const attr_cmd_names[];

/* The set a request with this command is made of. */
const struct attr_set *attr_cmd_set(unsigned int cmd);

/* What it is about, "pipeline" or "flow". */
const char *attr_cmd_noun(unsigned int cmd);

/* The key of that name, or NULL. */
const struct attr *attr_find_key(const struct attr_set *set, const char *name);

/* The key closest to what was typed, or NULL when none is close. */
const char *attr_similar_key(const struct attr_set *set, const char *name);

/* What is given after a key: a choice such as "drop|block", or what kind of thing. */
void attr_values(const struct attr *attr, char *buf, size_t size);

/* How many single-letter changes make one name out of the other. */
unsigned int attr_distance(const char *a, const char *b);

/* The name of an enum's value, or NULL. */
const char *attr_enum_name(const struct attr *attr, uint64_t val);

/* Writes a value the way it is given on the command line. */
void attr_format(const struct attr *attr, uint64_t val, char *buf, size_t size);

/* The same of an attribute's content; false when it is none that is given as one word. */
bool attr_format_data(const struct attr *attr, const void *data, size_t len, char *buf,
		      size_t size);

#endif
