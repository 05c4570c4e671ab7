// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include <linux/lfring.h>

#include "account.h"
#include "cmd.h"
#include "json.h"
#include "nl.h"
#include "text_flow.h"
#include "watch.h"

const struct cmd_opt cmd_flow_stats_opts[] = {
	{ 'w', "watch", "SECONDS", "show it again every so many seconds, until interrupted" },
	{ 'c', "count", "COUNT", "show it so many times, then end" },
	{ 'd', "distributions", NULL, "and how its values are distributed, with bars" },
	{ 0 },
};

static void print_json(const struct args *args, const struct rec_list *list, FILE *file)
{
	const struct rec_node *node;
	struct json json;

	json_init(&json, file, args->pretty);
	json_array(&json, NULL);
	for (node = list->first; node; node = node->next) {
		json_object(&json, NULL);
		rec_json(&json, &node->rec);
		account_json(&json, "identities", &node->rec);
		json_end(&json);
	}
	json_end(&json);
}

static const struct rec *same_flow(const struct rec_list *list, const struct rec *stats)
{
	const char *name = rec_str(stats, LFRING_A_FLOW_STATS_NAME);
	const struct rec_node *node;

	for (node = list->first; node; node = node->next)
		if (!strcmp(rec_str(&node->rec, LFRING_A_FLOW_STATS_NAME), name))
			return &node->rec;
	return NULL;
}

static void print_text(const struct args *args, const struct rec_list *list,
		       const struct rec_list *before, FILE *file)
{
	const struct rec_node *node;

	for (node = list->first; node; node = node->next) {
		if (node != list->first)
			putc('\n', file);
		text_flow(file, &node->rec, same_flow(before, &node->rec));
		if (ARGS_OPT(args, 'd'))
			text_flow_histograms(file, &node->rec);
	}
	if (!list->first && watch_repeats(args))
		fputs("there is no flow\n", file);
}

/* state is what was told the last time. */
static enum status print(const struct args *args, struct conn *conn, FILE *file, void *state)
{
	struct rec_list *before = state, list;

	rec_list_init(&list);
	if (conn_get(conn, LFRING_CMD_FLOW_STATS_GET, args->name, &list)) {
		rec_list_free(&list);
		return failed("%s", conn_error(conn));
	}
	if (args->json)
		print_json(args, &list, file);
	else
		print_text(args, &list, before, file);
	rec_list_free(before);
	rec_list_move(before, &list);
	return STATUS_DONE;
}

enum status cmd_flow_stats(const struct args *args)
{
	struct rec_list before;
	enum status status;

	rec_list_init(&before);
	status = watch(args, !args->json, print, &before);
	rec_list_free(&before);
	return status;
}
