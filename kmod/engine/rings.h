/* SPDX-License-Identifier: GPL-2.0 */
/*
 * rings.h - memory of a pipeline's sharded ring
 */
#ifndef _LFRING_ENGINE_RINGS_H
#define _LFRING_ENGINE_RINGS_H

struct lfr_config;
struct lfr_shards;

struct lfr_shards *lfr_rings_create(const struct lfr_config *cfg);
void lfr_rings_destroy(struct lfr_shards *shards);

#endif /* _LFRING_ENGINE_RINGS_H */
