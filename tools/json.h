/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Writes JSON as it goes. Every function takes the member's name, NULL inside an array. Nothing
 * returns an error: the stream remembers it, and whoever closes the stream looks.
 */
#ifndef JSON_H
#define JSON_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct json {
	FILE *file;
	bool pretty;
	bool first; /* nothing written yet at this depth */
	unsigned int depth;
	char closing[8]; /* what ends the array or object at each depth */
};

void json_init(struct json *json, FILE *file, bool pretty);
void json_array(struct json *json, const char *name);
void json_object(struct json *json, const char *name);
/* Ends the innermost array or object; after the outermost one comes a newline. */
void json_end(struct json *json);

void json_number(struct json *json, const char *name, uint64_t val);
/* val divided by ten to the power of digits */
void json_decimal(struct json *json, const char *name, uint64_t val, unsigned int digits);
void json_float(struct json *json, const char *name, double val);
void json_string(struct json *json, const char *name, const char *val);
void json_bool(struct json *json, const char *name, bool val);
void json_null(struct json *json, const char *name);

#endif
