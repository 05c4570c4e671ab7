/* SPDX-License-Identifier: GPL-2.0 */
/*
 * area.h - the records of a device, in memory that user space can map
 *
 * A broadcast ring (lfring/bcast.h, OVERWRITE) with its slots behind a page for struct lfring_area;
 * both are in one piece of memory, that of the ring's places is the kernel's own. The head is
 * there twice: the ring's, and the one that who maps it reads. Both are written before the first
 * word of the next record is.
 *
 * Waking
 * ======
 * Nobody is woken more often than once in a millisecond. Who wants to sleep queues itself, sets
 * the bell by a fully ordered exchange, and looks again; the producer clears it by another one
 * after each record, as in bcast.h. If it was set, the sleepers are to be woken, and whoever
 * cleared the bell sees to that: at once if the last time is long ago, else by a timer, which
 * nobody stops before the area goes. The timer wakes whoever is there when it fires; to be
 * started again before that only means one more look. So no wake-up is lost: each bell that was
 * cleared is followed by a wake-up, and each sleeper has either set the bell after the last one
 * that was cleared, or will be woken for that one. tests/model/deliver_sleep.pml checks it.
 */
#ifndef _LFRING_DELIVER_AREA_H
#define _LFRING_DELIVER_AREA_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/hrtimer.h>
#include <linux/types.h>
#include <linux/wait.h>
#include <lfring/bcast.h>
#include "engine/tap.h"

struct lfring_area;

/* What an area may be made of. */
#define LFR_AREA_BYTES_MIN	(64u << 10)
#define LFR_AREA_BYTES_MAX	(1024u << 20)
#define LFR_AREA_SNAPLEN_MIN	64u
#define LFR_AREA_SNAPLEN_MAX	65535u
#define LFR_AREA_READERS	LFR_BCAST_READERS_MAX

/**
 * struct lfr_area - the records of a device
 * @tap: where they come from
 * @map: what user space sees first
 * @ring: the records
 * @bounce: producer: a packet that is not in one piece
 * @start: number of the first record
 * @snaplen: bytes of a packet that are kept
 * @slot_bytes: size of a slot
 * @map_bytes: size of what can be mapped
 * @closed: nothing more will be written
 * @next: producer: number of the next record
 * @truncated: producer: packets that were longer than @snaplen
 * @bell: a reader sleeps and wants to hear of records
 * @woken: when readers were woken last, ns
 * @timer: wakes them
 * @wait: where they sleep
 */
struct lfr_area {
	struct lfr_tap tap;
	struct lfring_area *map;
	struct lfr_bcast *ring;
	void *bounce;
	u64 start;
	u32 snaplen;
	u32 slot_bytes;
	size_t map_bytes;
	bool closed;

	u64 next ____cacheline_aligned_in_smp;
	atomic64_t truncated;
	atomic_t bell;
	atomic64_t woken;
	struct hrtimer timer;
	wait_queue_head_t wait;
};

/**
 * struct lfr_area_limits - what new areas are made of
 * @bytes: memory of the slots
 * @snaplen: bytes of a packet that are kept; 0: as many as it is expected to have
 */
struct lfr_area_limits {
	u32 bytes;
	u32 snaplen;
};

extern struct lfr_area_limits lfr_area_limits;

struct lfr_area *lfr_area_create(u32 len, u64 start);
void lfr_area_destroy(struct lfr_area *area);
void lfr_area_close(struct lfr_area *area);

/**
 * lfr_area_closed() - will nothing more be written?
 * @area: the area
 *
 * Return: whether that is so. Who is told so sees all that was written.
 */
static inline bool lfr_area_closed(const struct lfr_area *area)
{
	/* This pairs with end:A. */
	return smp_load_acquire(&area->closed); /* LMM(end:B) */
}

bool lfr_area_readable(struct lfr_area *area, const struct lfr_bcast_reader *reader);

#endif /* _LFRING_DELIVER_AREA_H */
