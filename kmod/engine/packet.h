/* SPDX-License-Identifier: GPL-2.0 */
/*
 * packet.h - packets, and how they are used again
 *
 * A packet belongs to the producer that first needed it. Whoever is done with it
 * sends it home, onto its producer's list; the producer takes that list as a
 * whole when it runs short. So once as many packets exist as are under way at a
 * time, nothing is allocated, freed or written again: the payload is filled once,
 * when the packet is constructed.
 *
 * Packets are buffers of an lfr_pool, one for each pipeline, with room for as many as the ring
 * and the window hold, up to a limit. Those beyond come from a slab cache.
 */
#ifndef _LFRING_ENGINE_PACKET_H
#define _LFRING_ENGINE_PACKET_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/llist.h>
#include <linux/types.h>
#include <lfring/pool.h>
#include "engine/config.h"
#include "engine/window.h"

struct kmem_cache;

/**
 * struct lfr_packet - a packet
 * @place: in the window; its sequence number is unique in its pipeline
 * @free: place on its producer's list while it is at home
 * @stamp: when the burst it belongs to was produced, ns of the monotonic clock
 * @home: its producer's list
 * @len: payload bytes
 * @producer: number of its producer
 * @slab: it is not one of the pool's
 * @data: payload
 */
struct lfr_packet {
	union {
		struct lfr_place place;
		struct llist_node free;
	};
	u64 stamp;
	struct llist_head *home;
	u32 len;
	u16 producer;
	bool slab;
	u8 data[];
};

/**
 * struct lfr_packet_pool - where the packets of a pipeline come from
 * @memory: where they come from, while there are some
 * @cache: where others come from
 * @len: payload bytes of each
 * @payload: what they are filled with
 * @limit: most packets that may exist; 0 for no limit
 * @live: packets that exist
 * @fallbacks: packets that came from @cache
 */
struct lfr_packet_pool {
	struct lfr_pool *memory;
	struct kmem_cache *cache;
	u32 len;
	enum lfr_payload payload;
	long limit;
	atomic_long_t live;
	atomic_long_t fallbacks;
};

/**
 * struct lfr_packet_pool_view - counts of a pool that were read
 * @memory: of those that are the pool's own
 * @fallbacks: packets that came from the slab cache, because there was none
 * @refused: frees that were refused
 */
struct lfr_packet_pool_view {
	struct lfr_pool_class_stats memory;
	u64 fallbacks;
	u64 refused;
};

/**
 * struct lfr_packet_stash - the packets of one producer that are at home
 * @free: packets the producer can use
 * @producer: number of the producer
 * @returned: packets that have come home since; added to by anyone
 */
struct lfr_packet_stash {
	struct llist_node *free;
	u16 producer;
	struct llist_head returned ____cacheline_aligned;
};

int lfr_packet_pool_init(struct lfr_packet_pool *pool, u32 len, enum lfr_payload payload,
			 u64 packets);
void lfr_packet_pool_exit(struct lfr_packet_pool *pool);
void lfr_packet_pool_read(struct lfr_packet_pool *pool, struct lfr_packet_pool_view *view);
struct lfr_packet *lfr_packet_new(struct lfr_packet_pool *pool, struct lfr_packet_stash *stash);
void lfr_packet_free(struct lfr_packet_pool *pool, struct lfr_packet *packet);

void lfr_packet_stash_init(struct lfr_packet_stash *stash, u16 producer);
struct lfr_packet *lfr_packet_get(struct lfr_packet_stash *stash, struct lfr_packet_pool *pool);
void lfr_packet_unget(struct lfr_packet_stash *stash, struct lfr_packet *packet);
void lfr_packet_stash_empty(struct lfr_packet_stash *stash, struct lfr_packet_pool *pool);

/**
 * lfr_packet_put() - be done with a packet
 * @packet: the packet
 *
 * Context: any but NMI.
 */
static inline void lfr_packet_put(struct lfr_packet *packet)
{
	llist_add(&packet->free, packet->home);
}

#endif /* _LFRING_ENGINE_PACKET_H */
