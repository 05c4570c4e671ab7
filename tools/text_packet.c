// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <time.h>

#include "fmt.h"
#include "json.h"
#include "text_packet.h"

static const uint64_t second_ns = 1000000000;

/* Packets of one second have most of it in common. */
static void print_time(uint64_t ns)
{
	static char text[32];
	static time_t shown = -1;
	time_t second = ns / second_ns;
	struct tm tm;

	if (second != shown && localtime_r(&second, &tm)) {
		strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", &tm);
		shown = second;
	}
	printf("%s.%09" PRIu64, text, ns % second_ns);
}

static bool is_late(const struct lfring_record *record)
{
	return record->flags & LFRING_RECORD_LATE;
}

void text_packet(const struct lfring_record *record)
{
	char held[FMT_SIZE];

	print_time(record->time);
	if (record->stream)
		printf(" stream %" PRIu32, record->stream);
	fmt_time(held, sizeof(held), record->held);
	printf(" seq %" PRIu64 " length %" PRIu32 " path %u held %s%s", (uint64_t)record->seq,
	       record->len, record->path, held, is_late(record) ? " late" : "");
	if (record->missed)
		printf(" (%" PRIu64 " lost before it)", (uint64_t)record->missed);
	putchar('\n');
}

void text_packet_json(const struct lfring_record *record)
{
	struct json json;

	json_init(&json, stdout, false);
	json_object(&json, NULL);
	json_decimal(&json, "time", record->time, 9);
	json_number(&json, "number", record->number);
	json_number(&json, "stream", record->stream);
	json_number(&json, "seq", record->seq);
	json_number(&json, "len", record->len);
	json_number(&json, "caplen", record->caplen);
	json_number(&json, "path", record->path);
	json_number(&json, "link", record->link);
	if (record->vlan_proto) {
		json_number(&json, "vlan_proto", record->vlan_proto);
		json_number(&json, "vlan_tci", record->vlan_tci);
	}
	json_number(&json, "held_ns", record->held);
	json_bool(&json, "late", is_late(record));
	json_number(&json, "missed", record->missed);
	json_end(&json);
}
