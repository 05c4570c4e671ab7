// SPDX-License-Identifier: GPL-2.0
/* Numbers to text and back, and JSON, at their edges. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fmt.h"
#include "json.h"

static int failures;

static void check(int good, const char *name, const char *got)
{
	if (!good)
		printf("# got %s\n", got);
	printf("%sok - tool unit: %s\n", good ? "" : "not ", name);
	failures += !good;
}

static void decimals(void)
{
	static const struct {
		uint64_t val;
		unsigned int digits;
		const char *text;
	} cases[] = {
		{ 0, 3, "0" },
		{ 12500, 3, "12.5" },
		{ 1, 3, "0.001" },
		{ 100, 3, "0.1" },
		{ 10000, 3, "10" },
		{ UINT64_MAX, 0, "18446744073709551615" },
		{ UINT64_MAX, 9, "18446744073.709551615" },
		{ 1000000001, 9, "1.000000001" },
	};
	char buf[FMT_SIZE];
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fmt_decimal(buf, sizeof(buf), cases[i].val, cases[i].digits);
		check(!strcmp(buf, cases[i].text), cases[i].text, buf);
	}
}

static void times(void)
{
	static const struct {
		uint64_t ns;
		const char *text;
	} cases[] = {
		{ 0, "0 ns" },		     { 999, "999 ns" },
		{ 1000, "1.00 us" },	     { 1024, "1.02 us" },
		{ 9999, "10.0 us" },	     { 131072, "131 us" },
		{ 999600, "1.00 ms" },	     { 12345678, "12.3 ms" },
		{ 1500000000, "1.50 s" },    { 99960000000, "100 s" },
		{ UINT64_MAX, "18446744074 s" },
	};
	char buf[FMT_SIZE];
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		fmt_time(buf, sizeof(buf), cases[i].ns);
		check(!strcmp(buf, cases[i].text), cases[i].text, buf);
	}
}

static void parsing(void)
{
	static const struct {
		const char *text;
		unsigned int digits;
		uint64_t max;
		enum fmt_error error;
		uint64_t val;
	} cases[] = {
		{ "0", 0, UINT32_MAX, FMT_OK, 0 },
		{ "4294967295", 0, UINT32_MAX, FMT_OK, UINT32_MAX },
		{ "4294967296", 0, UINT32_MAX, FMT_TOO_LARGE, 0 },
		{ "00000000000000000012", 0, UINT32_MAX, FMT_OK, 12 },
		{ "18446744073709551616", 0, UINT64_MAX, FMT_TOO_LARGE, 0 },
		{ "99999999999999999999999999", 3, UINT32_MAX, FMT_TOO_LARGE, 0 },
		{ "12.5", 3, UINT32_MAX, FMT_OK, 12500 },
		{ "4294967.295", 3, UINT32_MAX, FMT_OK, UINT32_MAX },
		{ "4294967.296", 3, UINT32_MAX, FMT_TOO_LARGE, 0 },
		{ "4294968", 3, UINT32_MAX, FMT_TOO_LARGE, 0 },
		{ "0.001", 3, UINT32_MAX, FMT_OK, 1 },
		{ "0.0010", 3, UINT32_MAX, FMT_OK, 1 },
		{ "0.0001", 3, UINT32_MAX, FMT_TOO_PRECISE, 0 },
		{ "1.5", 0, UINT32_MAX, FMT_NOT_WHOLE, 0 },
		{ "1.0", 0, UINT32_MAX, FMT_OK, 1 },
		{ "-1", 0, UINT32_MAX, FMT_NEGATIVE, 0 },
		{ "-0.5", 3, UINT32_MAX, FMT_NEGATIVE, 0 },
		{ "", 0, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ "-", 0, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ "+1", 0, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ ".5", 3, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ "5.", 3, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ "1..2", 3, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ "1.2.3", 3, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ "1e9", 3, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ "0x10", 0, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ " 1", 0, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ "1 ", 0, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
		{ "99999999999999999999x", 0, UINT32_MAX, FMT_NOT_A_NUMBER, 0 },
	};
	char name[64], got[64];
	unsigned int i;

	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		uint64_t val = 0;
		enum fmt_error error =
			fmt_parse(cases[i].text, cases[i].digits, cases[i].max, &val);

		snprintf(name, sizeof(name), "'%s' with %u decimals", cases[i].text,
			 cases[i].digits);
		snprintf(got, sizeof(got), "error %d, value %llu", error, (unsigned long long)val);
		check(error == cases[i].error && (error || val == cases[i].val), name, got);
	}
}

static void json(void)
{
	static const char compact[] =
		"[{\"a\":1,\"b\":[],\"c\":{\"d\":0.5,\"e\":\"\\\"\\\\\\u000a\\u007f\\ufffd\xc3\xa4\"},"
		"\"f\":true,\"g\":null},{}]\n";
	static const char pretty[] = "[\n    {\n        \"a\": 1\n    }\n]\n";
	struct json json;
	size_t size;
	char *text;
	FILE *file;

	file = open_memstream(&text, &size);
	json_init(&json, file, false);
	json_array(&json, NULL);
	json_object(&json, NULL);
	json_number(&json, "a", 1);
	json_array(&json, "b");
	json_end(&json);
	json_object(&json, "c");
	json_decimal(&json, "d", 500, 3);
	json_string(&json, "e", "\"\\\n\x7f\xff\xc3\xa4");
	json_end(&json);
	json_bool(&json, "f", true);
	json_null(&json, "g");
	json_end(&json);
	json_object(&json, NULL);
	json_end(&json);
	json_end(&json);
	fclose(file);
	check(!strcmp(text, compact), "JSON on one line", text);
	free(text);

	file = open_memstream(&text, &size);
	json_init(&json, file, true);
	json_array(&json, NULL);
	json_object(&json, NULL);
	json_number(&json, "a", 1);
	json_end(&json);
	json_end(&json);
	fclose(file);
	check(!strcmp(text, pretty), "pretty JSON", text);
	free(text);
}

int main(void)
{
	decimals();
	times();
	parsing();
	json();
	return failures > 0;
}
