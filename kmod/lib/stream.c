// SPDX-License-Identifier: GPL-2.0
/*
 * stream.c - memory of a stream ring
 */
#include <linux/err.h>
#include <linux/export.h>
#include <linux/mm.h>
#include <linux/nodemask.h>
#include <linux/numa.h>
#include <lfring/stream.h>
#include "lib/memory.h"

/* Described where it is declared. */
struct lfr_stream *lfr_stream_create(u32 size, int node)
{
	struct lfr_stream *stream;

	/* Before anything is multiplied by it or looked up with it. */
	if (size > LFR_STREAM_SLOTS_MAX)
		return ERR_PTR(-EINVAL);
	if (node != NUMA_NO_NODE && (node < 0 || node >= MAX_NUMNODES || !node_online(node)))
		return ERR_PTR(-EINVAL);
	stream = lfr_memory(lfr_stream_bytes(size), node);
	if (!stream)
		return ERR_PTR(-ENOMEM);
	if (lfr_stream_init(stream, size)) {
		kvfree(stream);
		return ERR_PTR(-EINVAL);
	}
	return stream;
}
EXPORT_SYMBOL_NS_GPL(lfr_stream_create, LFRING);

void lfr_stream_destroy(struct lfr_stream *stream)
{
	if (!IS_ERR_OR_NULL(stream))
		kvfree(stream);
}
EXPORT_SYMBOL_NS_GPL(lfr_stream_destroy, LFRING);
