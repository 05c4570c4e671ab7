// SPDX-License-Identifier: GPL-2.0
/*
 * rings.c - memory of a pipeline's sharded ring
 */
#include <linux/cpumask.h>
#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/slab.h>
#include <linux/topology.h>
#include <lfring/shards.h>
#include "engine/config.h"
#include "engine/rings.h"

/**
 * lfr_rings_create() - make the ring that a configuration asks for
 * @cfg: the configuration
 *
 * A shard that belongs to a CPU is put on that CPU's node.
 *
 * Context: process, may sleep.
 * Return: the ring, or NULL when there is not enough memory.
 */
struct lfr_shards *lfr_rings_create(const struct lfr_config *cfg)
{
	u32 nr = lfr_config_nr_shards(cfg), size = lfr_config_shard_size(cfg);
	bool percpu = !cfg->value[LFR_KEY_RING_SHARDS];
	struct lfr_shards *shards;
	struct lfr_ring *ring;
	u32 i;

	shards = kvzalloc(lfr_shards_bytes(nr), GFP_KERNEL);
	if (!shards)
		return NULL;
	if (lfr_shards_init(shards, nr,
			    percpu ? LFR_SELECT_CPU : cfg->value[LFR_KEY_SHARD_SELECT]))
		goto destroy;
	for (i = 0; i < nr; i++) {
		ring = kvzalloc_node(lfr_ring_bytes(size), GFP_KERNEL,
				     percpu && cpu_possible(i) ? cpu_to_node(i) : NUMA_NO_NODE);
		if (!ring)
			goto destroy;
		lfr_shards_set(shards, i, ring);
		if (lfr_ring_init(ring, size))
			goto destroy;
	}
	return shards;

destroy:
	lfr_rings_destroy(shards);
	return NULL;
}

/**
 * lfr_rings_destroy() - undo lfr_rings_create()
 * @shards: the ring, empty and no longer used; may be NULL
 */
void lfr_rings_destroy(struct lfr_shards *shards)
{
	u32 i;

	if (!shards)
		return;
	for (i = 0; i < lfr_shards_nr(shards); i++)
		kvfree(shards->shard[i]);
	kvfree(shards);
}
