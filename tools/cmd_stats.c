// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include <linux/lfring.h>

#include "cmd.h"
#include "json.h"
#include "nl.h"
#include "snapshot.h"
#include "text.h"
#include "watch.h"

static void print_json(const struct args *args, const struct snapshot *snapshot, FILE *file)
{
	const struct rec_node *node;
	struct json json;

	json_init(&json, file, args->pretty);
	json_array(&json, NULL);
	for (node = snapshot->stats.first; node; node = node->next) {
		json_object(&json, NULL);
		snapshot_json(&json, snapshot, &node->rec);
		json_end(&json);
	}
	json_end(&json);
}

static void print_lines(const struct snapshot *snapshot, FILE *file)
{
	const struct rec_node *node;

	for (node = snapshot->stats.first; node; node = node->next) {
		text_oneline(file, &node->rec);
		/* Which one it is matters only when there are several. */
		if (snapshot->stats.count > 1) {
			fprintf(file, " pipeline=");
			text_name(file, rec_str(&node->rec, LFRING_A_STATS_NAME));
		}
		putc('\n', file);
	}
}

static void print_text(const struct args *args, const struct snapshot *snapshot, FILE *file)
{
	const struct rec_node *node;

	for (node = snapshot->stats.first; node; node = node->next) {
		if (node != snapshot->stats.first)
			putc('\n', file);
		text_stats(file, snapshot, &node->rec);
	}
	if (!snapshot->stats.first && watch_repeats(args))
		fputs("there is no pipeline\n", file);
}

static enum status print(const struct args *args, struct conn *conn, FILE *file, void *state)
{
	enum status status = STATUS_DONE;
	bool oneline = ARGS_OPT(args, 'o');
	struct snapshot snapshot;

	(void)state;
	snapshot_init(&snapshot);
	if (snapshot_take(&snapshot, conn, args->name, !oneline))
		status = failed("%s", conn_error(conn));
	else if (args->json)
		print_json(args, &snapshot, file);
	else if (oneline)
		print_lines(&snapshot, file);
	else
		print_text(args, &snapshot, file);
	snapshot_free(&snapshot);
	return status;
}

enum status cmd_stats(const struct args *args)
{
	return watch(args, !args->json && !ARGS_OPT(args, 'o'), print, NULL);
}
