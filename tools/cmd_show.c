// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include <linux/lfring.h>

#include "cmd.h"
#include "fmt.h"
#include "json.h"
#include "nl.h"
#include "text.h"

static void show_json(const struct args *args, const struct rec_list *list)
{
	const struct rec_node *node;
	struct json json;

	json_init(&json, stdout, args->pretty);
	json_array(&json, NULL);
	for (node = list->first; node; node = node->next) {
		json_object(&json, NULL);
		rec_json(&json, &node->rec);
		json_end(&json);
	}
	json_end(&json);
}

/* Keys and values as they are given to set, and what follows from them. */
static void show_text(const struct rec *rec)
{
	unsigned int id;

	text_name(stdout, rec_str(rec, LFRING_A_PIPELINE_NAME));
	printf(": %s\n", rec_enum(rec, LFRING_A_PIPELINE_STATE));
	for (id = LFRING_A_PIPELINE_STATE + 1; id <= rec->set->max; id++) {
		const struct attr *attr = &rec->set->attr[id];
		char value[FMT_SIZE];

		if (!rec_has(rec, id) || attr->type == ATTR_NONE)
			continue;
		if (attr->type == ATTR_STRING) {
			printf("    %-16s ", attr->name);
			text_name(stdout, rec_str(rec, id));
			putchar('\n');
			continue;
		}
		attr_format(attr, rec_num(rec, id), value, sizeof(value));
		printf("    %-16s %s%s%s\n", attr->name, value, attr->unit ? " " : "",
		       attr->unit ? attr->unit : "");
	}
}

enum status cmd_list(const struct args *args, unsigned int cmd, void (*text)(const struct rec *))
{
	enum status status = STATUS_DONE;
	const struct rec_node *node;
	struct rec_list list;
	struct conn *conn;

	rec_list_init(&list);
	if (conn_open(&conn) || conn_get(conn, cmd, args->name, &list)) {
		status = failed("%s", conn_error(conn));
	} else if (args->json) {
		show_json(args, &list);
	} else {
		for (node = list.first; node; node = node->next)
			text(&node->rec);
	}
	rec_list_free(&list);
	conn_close(conn);
	return status;
}

enum status cmd_show(const struct args *args)
{
	return cmd_list(args, LFRING_CMD_PIPELINE_GET, show_text);
}
