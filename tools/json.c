// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "fmt.h"
#include "json.h"

void json_init(struct json *json, FILE *file, bool pretty)
{
	*json = (struct json){ .file = file, .pretty = pretty, .first = true };
}

/* How many bytes at s are one character in UTF-8, 0 when they are none. */
static unsigned int utf8_len(const unsigned char *s)
{
	unsigned int i, len;

	if (s[0] < 0x80)
		return 1;
	if (s[0] >= 0xc2 && s[0] <= 0xdf)
		len = 2;
	else if (s[0] >= 0xe0 && s[0] <= 0xef)
		len = 3;
	else if (s[0] >= 0xf0 && s[0] <= 0xf4)
		len = 4;
	else
		return 0;
	for (i = 1; i < len; i++)
		if ((s[i] & 0xc0) != 0x80)
			return 0;
	/* Longer than need be, surrogates, and beyond the last character. */
	if ((s[0] == 0xe0 && s[1] < 0xa0) || (s[0] == 0xed && s[1] > 0x9f) ||
	    (s[0] == 0xf0 && s[1] < 0x90) || (s[0] == 0xf4 && s[1] > 0x8f))
		return 0;
	return len;
}

static void quote(FILE *file, const char *text)
{
	const unsigned char *s = (const unsigned char *)text;
	unsigned int len;

	putc('"', file);
	for (; *s; s += len) {
		len = utf8_len(s);
		if (!len) {
			/* Names are bytes to the kernel, but JSON has only characters. */
			fputs("\\ufffd", file);
			len = 1;
		} else if (*s < 0x20 || *s == 0x7f) {
			fprintf(file, "\\u%04x", *s);
		} else {
			if (*s == '"' || *s == '\\')
				putc('\\', file);
			fwrite(s, 1, len, file);
		}
	}
	putc('"', file);
}

static void newline(struct json *json)
{
	if (json->pretty && json->depth)
		fprintf(json->file, "\n%*s", 4 * json->depth, "");
}

static void begin(struct json *json, const char *name)
{
	if (!json->first)
		putc(',', json->file);
	newline(json);
	json->first = false;
	if (!name)
		return;
	quote(json->file, name);
	fputs(json->pretty ? ": " : ":", json->file);
}

static void open(struct json *json, const char *name, const char *brackets)
{
	begin(json, name);
	if (json->depth == sizeof(json->closing))
		abort();
	putc(brackets[0], json->file);
	json->closing[json->depth++] = brackets[1];
	json->first = true;
}

void json_array(struct json *json, const char *name)
{
	open(json, name, "[]");
}

void json_object(struct json *json, const char *name)
{
	open(json, name, "{}");
}

void json_end(struct json *json)
{
	bool empty = json->first;
	char closing = json->closing[--json->depth];

	json->first = false;
	if (!empty) {
		newline(json);
		if (json->pretty && !json->depth)
			putc('\n', json->file);
	}
	putc(closing, json->file);
	if (!json->depth) {
		putc('\n', json->file);
		json->first = true;
	}
}

void json_number(struct json *json, const char *name, uint64_t val)
{
	begin(json, name);
	fprintf(json->file, "%" PRIu64, val);
}

void json_decimal(struct json *json, const char *name, uint64_t val, unsigned int digits)
{
	char buf[FMT_SIZE];

	begin(json, name);
	fmt_decimal(buf, sizeof(buf), val, digits);
	fputs(buf, json->file);
}

void json_float(struct json *json, const char *name, double val)
{
	begin(json, name);
	fprintf(json->file, "%.6g", val);
}

void json_string(struct json *json, const char *name, const char *val)
{
	begin(json, name);
	quote(json->file, val);
}

void json_bool(struct json *json, const char *name, bool val)
{
	begin(json, name);
	fputs(val ? "true" : "false", json->file);
}

void json_null(struct json *json, const char *name)
{
	begin(json, name);
	fputs("null", json->file);
}
