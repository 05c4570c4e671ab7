/* SPDX-License-Identifier: GPL-2.0 */
/* How the tables in attr.c and attr_flow.c are written down. */
#ifndef ATTR_TABLE_H
#define ATTR_TABLE_H

#include "attr.h"

/* clang-format off */

#define KEY_U32(_name, _unit, _doc) \
	{ .name = #_name, .type = ATTR_U32, .key = KEY_ADD | KEY_SET, .unit = _unit, .doc = _doc }
#define KEY_MILLI(_name, _unit, _doc) \
	{ .name = #_name, .type = ATTR_MILLI, .key = KEY_ADD | KEY_SET, .unit = _unit, .doc = _doc }
#define KEY_ENUM(_name, _names, _doc) \
	{ .name = #_name, .type = ATTR_ENUM, .key = KEY_ADD | KEY_SET, .names = _names, .doc = _doc }
#define KEY(_name, _type, _key, _doc) \
	{ .name = #_name, .type = _type, .key = _key, .doc = _doc }
#define STRING(_name)		{ .name = #_name, .type = ATTR_STRING }
#define U32(_name)		{ .name = #_name, .type = ATTR_U32 }
#define U64(_name)		{ .name = #_name, .type = ATTR_U64 }
#define ENUM(_name, _names)	{ .name = #_name, .type = ATTR_ENUM, .names = _names }
#define NEST(_name, _set)	{ .name = #_name, .type = ATTR_NEST, .nest = &(_set) }
#define NESTS(_name, _set) \
	{ .name = #_name, .type = ATTR_NEST, .nest = &(_set), .multi = true }
#define ALIAS(_name, _alias, _digits) \
	{ .name = #_name, .type = ATTR_U64, .alias = #_alias, .alias_digits = _digits }

#define SET(_set, _name, _attrs) \
	_Static_assert(sizeof(_attrs) / sizeof((_attrs)[0]) <= ATTR_MAX + 1, "ATTR_MAX"); \
	const struct attr_set _set = { \
		.name = _name, \
		.max = sizeof(_attrs) / sizeof((_attrs)[0]) - 1, \
		.attr = _attrs, \
	}

/* clang-format on */

#endif
