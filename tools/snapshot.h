/* SPDX-License-Identifier: GPL-2.0 */
/* All statistics of one moment. */
#ifndef SNAPSHOT_H
#define SNAPSHOT_H

#include <stdbool.h>

#include "json.h"
#include "nl.h"
#include "rec.h"

struct snapshot {
	struct rec_list stats;
	struct rec_list producers;
	struct rec_list shards;
};

void snapshot_init(struct snapshot *snapshot);
/* Of the pipeline name, or of all with NULL; producers and shards only with detail. */
int snapshot_take(struct snapshot *snapshot, struct conn *conn, const char *name, bool detail);
void snapshot_free(struct snapshot *snapshot);

/* What belongs to a pipeline, as the members of the object that is open. */
void snapshot_json(struct json *json, const struct snapshot *snapshot, const struct rec *stats);

/* Whether a producer or shard is of the pipeline. Both have the name in the same place. */
bool snapshot_belongs(const struct rec *rec, const struct rec *stats);

#endif
