// SPDX-License-Identifier: GPL-2.0
/*
 * shards.c - memory of a sharded ring
 */
#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/topology.h>
#include <lfring/shards.h>
#include "lib/memory.h"

/* Described where it is declared. */
struct lfr_shards *lfr_shards_create(u32 nr, u32 size, enum lfr_select select)
{
	bool percpu = select == LFR_SELECT_CPU;
	struct lfr_shards *shards;
	struct lfr_ring *ring;
	int ret = -EINVAL;
	u32 i;

	if (percpu)
		nr = nr_cpu_ids;
	/* Before anything is multiplied by them. */
	if (size > LFR_SHARD_SLOTS_MAX || (!percpu && nr > LFR_SHARDS_MAX))
		return ERR_PTR(-EINVAL);
	if (!lfr_memory_enough((u64)nr * lfr_ring_bytes(size)))
		return ERR_PTR(-ENOMEM);
	shards = lfr_memory(lfr_shards_bytes(nr), NUMA_NO_NODE);
	if (!shards)
		return ERR_PTR(-ENOMEM);
	ret = lfr_shards_init(shards, nr, select);
	if (ret) {
		kvfree(shards);
		return ERR_PTR(ret);
	}
	for (i = 0; i < nr; i++) {
		ring = lfr_memory(lfr_ring_bytes(size), percpu && cpu_possible(i) ?
							cpu_to_node(i) : NUMA_NO_NODE);
		ret = -ENOMEM;
		if (!ring)
			goto destroy;
		lfr_shards_set(shards, i, ring);
		ret = lfr_ring_init(ring, size);
		if (ret)
			goto destroy;
	}
	return shards;

destroy:
	lfr_shards_destroy(shards);
	return ERR_PTR(ret);
}
EXPORT_SYMBOL_NS_GPL(lfr_shards_create, LFRING);

void lfr_shards_destroy(struct lfr_shards *shards)
{
	u32 i;

	if (IS_ERR_OR_NULL(shards))
		return;
	for (i = 0; i < lfr_shards_nr(shards); i++)
		kvfree(shards->shard[i]);
	kvfree(shards);
}
EXPORT_SYMBOL_NS_GPL(lfr_shards_destroy, LFRING);
