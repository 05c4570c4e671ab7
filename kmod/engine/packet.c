// SPDX-License-Identifier: GPL-2.0
/*
 * packet.c - packets, and how they are used again
 */
#include <linux/bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/minmax.h>
#include <linux/numa.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <lfring/pool.h>
#include "engine/packet.h"

static const char lfr_packet_alpha72[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*()";

/* What a pipeline has put by for packets at most, in bytes. */
#define LFR_PACKET_POOL_BYTES	(16u << 20)

/* Names of caches must differ as long as both exist. */
static atomic_t lfr_packet_pools = ATOMIC_INIT(0);

/**
 * lfr_packet_pool_init() - make a pool without packets
 * @pool: the pool
 * @len: payload bytes of its packets
 * @payload: what they are to be filled with
 * @packets: how many there will be at a time. There may be more, and memory is put by for no more
 *	than a limit: those beyond come from a slab cache.
 *
 * Context: process, may sleep.
 * Return: 0 or -ENOMEM.
 */
int lfr_packet_pool_init(struct lfr_packet_pool *pool, u32 len, enum lfr_payload payload,
			 u64 packets)
{
	u32 size = sizeof(struct lfr_packet) + len, fit = LFR_PACKET_POOL_BYTES / size;
	struct lfr_pool_config config = {
		.class = { { size, clamp_t(u64, packets, 1, fit) } },
		.nr = 1,
		.magazine = LFR_POOL_MAGAZINE_AUTO,
		.flags = LFR_POOL_PREWARM,
	};
	char name[32];

	pool->len = len;
	pool->payload = payload;
	pool->limit = 0;
	atomic_long_set(&pool->live, 0);
	atomic_long_set(&pool->fallbacks, 0);
	scnprintf(name, sizeof(name), "lfring_packet_%u",
		  (u32)atomic_inc_return(&lfr_packet_pools));
	/*
	 * A cache whose objects may be copied to user space is not merged with others
	 * of its size, so /proc/slabinfo shows these packets alone, and a packet left
	 * behind is noticed when the cache goes.
	 */
	pool->cache = kmem_cache_create_usercopy(name, size, __alignof__(struct lfr_packet),
						 SLAB_HWCACHE_ALIGN,
						 offsetof(struct lfr_packet, data), len, NULL);
	if (!pool->cache)
		return -ENOMEM;
	pool->memory = lfr_pool_create(&config, name, 0, NUMA_NO_NODE);
	if (IS_ERR(pool->memory)) {
		kmem_cache_destroy(pool->cache);
		pool->cache = NULL;
		pool->memory = NULL;
		return -ENOMEM;
	}
	return 0;
}

/**
 * lfr_packet_pool_exit() - undo lfr_packet_pool_init()
 * @pool: the pool; all of its packets have been freed
 *
 * Context: process, may sleep.
 */
void lfr_packet_pool_exit(struct lfr_packet_pool *pool)
{
	WARN_ON_ONCE(atomic_long_read(&pool->live));
	lfr_pool_destroy(pool->memory);
	pool->memory = NULL;
	kmem_cache_destroy(pool->cache);
	pool->cache = NULL;
}

/**
 * lfr_packet_pool_read() - read a pool's counts
 * @pool: the pool
 * @view: where to put them
 *
 * Context: any; what is in flight may be counted or not.
 */
void lfr_packet_pool_read(struct lfr_packet_pool *pool, struct lfr_packet_pool_view *view)
{
	struct lfr_pool_stats stats;
	u32 i;

	lfr_pool_class_read(pool->memory, 0, &view->memory);
	lfr_pool_read(pool->memory, &stats);
	view->fallbacks = atomic_long_read(&pool->fallbacks);
	view->refused = 0;
	for (i = 0; i < LFR_POOL_MISUSES; i++)
		view->refused += stats.refused[i];
}

static void lfr_packet_fill(struct lfr_packet *packet, enum lfr_payload payload)
{
	u32 i;

	if (payload == LFR_PAYLOAD_ALPHA72) {
		for (i = 0; i < packet->len; i++)
			packet->data[i] = lfr_packet_alpha72[i % (sizeof(lfr_packet_alpha72) - 1)];
	} else {
		for (i = 0; i < packet->len; i++)
			packet->data[i] = i % 255 + 1;
	}
}

/**
 * lfr_packet_new() - construct a packet
 * @pool: where it comes from
 * @stash: where lfr_packet_put() sends it
 *
 * Context: process, may sleep.
 * Return: the packet, or NULL when memory or the pool's limit is exhausted.
 */
struct lfr_packet *lfr_packet_new(struct lfr_packet_pool *pool, struct lfr_packet_stash *stash)
{
	struct lfr_packet *packet = NULL;
	bool slab = false;

	if (atomic_long_inc_return(&pool->live) <= pool->limit || !pool->limit) {
		packet = lfr_pool_alloc(pool->memory, sizeof(*packet) + pool->len, GFP_KERNEL);
		if (!packet) {
			slab = true;
			packet = kmem_cache_alloc(pool->cache, GFP_KERNEL | __GFP_NOWARN);
		}
	}
	if (!packet) {
		atomic_long_dec(&pool->live);
		return NULL;
	}
	if (slab)
		atomic_long_inc(&pool->fallbacks);
	packet->slab = slab;
	packet->home = &stash->returned;
	packet->producer = stash->producer;
	packet->len = pool->len;
	lfr_packet_fill(packet, pool->payload);
	return packet;
}

/**
 * lfr_packet_free() - give a packet's memory back
 * @pool: where it came from
 * @packet: the packet
 *
 * Context: any.
 */
void lfr_packet_free(struct lfr_packet_pool *pool, struct lfr_packet *packet)
{
	if (packet->slab)
		kmem_cache_free(pool->cache, packet);
	else
		lfr_pool_free(pool->memory, packet);
	atomic_long_dec(&pool->live);
}

/**
 * lfr_packet_stash_init() - make a stash without packets
 * @stash: the stash
 * @producer: number of its producer
 */
void lfr_packet_stash_init(struct lfr_packet_stash *stash, u16 producer)
{
	stash->free = NULL;
	stash->producer = producer;
	init_llist_head(&stash->returned);
}

/**
 * lfr_packet_get() - get a packet to send
 * @stash: stash of the producer that calls
 * @pool: where to get a new one from if none is at home
 *
 * Context: process, may sleep.
 * Return: the packet, its payload filled; NULL if there is no memory.
 */
struct lfr_packet *lfr_packet_get(struct lfr_packet_stash *stash, struct lfr_packet_pool *pool)
{
	struct llist_node *first = stash->free;

	if (!first)
		first = llist_del_all(&stash->returned);
	if (!first)
		return lfr_packet_new(pool, stash);
	stash->free = first->next;
	return llist_entry(first, struct lfr_packet, free);
}

/**
 * lfr_packet_unget() - give back a packet that was not sent
 * @stash: stash of the producer that got it
 * @packet: the packet
 */
void lfr_packet_unget(struct lfr_packet_stash *stash, struct lfr_packet *packet)
{
	packet->free.next = stash->free;
	stash->free = &packet->free;
}

/**
 * lfr_packet_stash_empty() - free the packets that are at home
 * @stash: the stash; its producer has ended
 * @pool: where they came from
 *
 * Context: process.
 */
void lfr_packet_stash_empty(struct lfr_packet_stash *stash, struct lfr_packet_pool *pool)
{
	struct lfr_packet *packet, *next;

	llist_for_each_entry_safe(packet, next, stash->free, free)
		lfr_packet_free(pool, packet);
	stash->free = NULL;
	llist_for_each_entry_safe(packet, next, llist_del_all(&stash->returned), free)
		lfr_packet_free(pool, packet);
}
