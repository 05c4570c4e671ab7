// SPDX-License-Identifier: GPL-2.0
#include <string.h>

#include <linux/lfring.h>

#include "account.h"
#include "snapshot.h"

_Static_assert((int)LFRING_A_PRODUCER_NAME == (int)LFRING_A_STATS_NAME &&
		       (int)LFRING_A_SHARD_NAME == (int)LFRING_A_STATS_NAME,
	       "snapshot_belongs()");

void snapshot_init(struct snapshot *snapshot)
{
	rec_list_init(&snapshot->stats);
	rec_list_init(&snapshot->producers);
	rec_list_init(&snapshot->shards);
}

int snapshot_take(struct snapshot *snapshot, struct conn *conn, const char *name, bool detail)
{
	int err;

	err = conn_get(conn, LFRING_CMD_STATS_GET, name, &snapshot->stats);
	if (!err && detail)
		err = conn_get(conn, LFRING_CMD_PRODUCER_GET, name, &snapshot->producers);
	if (!err && detail)
		err = conn_get(conn, LFRING_CMD_SHARD_GET, name, &snapshot->shards);
	return err;
}

void snapshot_free(struct snapshot *snapshot)
{
	rec_list_free(&snapshot->stats);
	rec_list_free(&snapshot->producers);
	rec_list_free(&snapshot->shards);
}

bool snapshot_belongs(const struct rec *rec, const struct rec *stats)
{
	return !strcmp(rec_str(rec, LFRING_A_STATS_NAME), rec_str(stats, LFRING_A_STATS_NAME));
}

/* All attributes but the name, which is that of the object around. */
static void json_members(struct json *json, const char *name, const struct rec_list *list,
			 const struct rec *stats)
{
	const struct rec_node *node;
	unsigned int id;

	json_array(json, name);
	for (node = list->first; node; node = node->next) {
		if (!snapshot_belongs(&node->rec, stats))
			continue;
		json_object(json, NULL);
		for (id = 1; id <= node->rec.set->max; id++)
			if (id != LFRING_A_STATS_NAME)
				rec_json_attr(json, &node->rec, id);
		json_end(json);
	}
	json_end(json);
}

void snapshot_json(struct json *json, const struct snapshot *snapshot, const struct rec *stats)
{
	struct rec ring = rec_nest(stats, LFRING_A_STATS_RING);
	unsigned int id;

	for (id = 1; id <= stats->set->max; id++) {
		if (id != LFRING_A_STATS_RING) {
			rec_json_attr(json, stats, id);
			continue;
		}
		json_object(json, stats->set->attr[id].name);
		rec_json(json, &ring);
		json_members(json, "shards", &snapshot->shards, stats);
		json_end(json);
	}
	json_members(json, "producers", &snapshot->producers, stats);
	account_json(json, "identities", stats);
}
