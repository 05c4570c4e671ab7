// SPDX-License-Identifier: GPL-2.0
/*
 * bcast.c - memory of a broadcast ring
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <lfring/bcast.h>
#include "lib/memory.h"

/* Described where it is declared. */
struct lfr_bcast *lfr_bcast_create(const struct lfr_bcast_config *config, int node)
{
	size_t bytes = lfr_bcast_bytes(config);
	struct lfr_bcast *ring;
	int err;

	if (!bytes)
		return ERR_PTR(-EINVAL);
	if (node != NUMA_NO_NODE && (node < 0 || node >= MAX_NUMNODES || !node_online(node)))
		return ERR_PTR(-EINVAL);
	ring = lfr_memory(bytes, node);
	if (!ring)
		return ERR_PTR(-ENOMEM);
	err = lfr_bcast_init(ring, config);
	if (err) {
		kvfree(ring);
		return ERR_PTR(err);
	}
	return ring;
}
EXPORT_SYMBOL_NS_GPL(lfr_bcast_create, LFRING);

void lfr_bcast_destroy(struct lfr_bcast *ring)
{
	if (!IS_ERR_OR_NULL(ring))
		kvfree(ring);
}
EXPORT_SYMBOL_NS_GPL(lfr_bcast_destroy, LFRING);
