// SPDX-License-Identifier: GPL-2.0
/*
 * area.c - the records of a device, in memory that user space can map
 */
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/ktime.h>
#include <linux/lfring_dev.h>
#include <linux/log2.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/poll.h>
#include <linux/skbuff.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>
#include <linux/vmalloc.h>
#include "deliver/area.h"

#define LFR_AREA_SLOTS_MIN	16u

/* Readers are not woken more often than this. */
#define LFR_AREA_WAKE_NS	NSEC_PER_MSEC

struct lfr_area_limits lfr_area_limits = {
	.bytes = 16u << 20,
};

static_assert(sizeof(struct lfring_record) == 64);
static_assert(offsetof(struct lfring_area, head) == 64);
static_assert(LFR_TAP_LATE == LFRING_RECORD_LATE);
static_assert(LFR_AREA_SNAPLEN_MAX + 64 + sizeof(struct lfring_record) <= LFR_BCAST_BYTES_MAX);
static_assert(LFR_AREA_BYTES_MAX / 128 <= LFR_BCAST_SLOTS_MAX);

/* --- waking */

static void lfr_area_wake(struct lfr_area *area)
{
	atomic64_set(&area->woken, ktime_get_ns());
	wake_up_interruptible_poll(&area->wait, EPOLLIN | EPOLLRDNORM);
}

static enum hrtimer_restart lfr_area_timer(struct hrtimer *timer)
{
	lfr_area_wake(container_of(timer, struct lfr_area, timer));
	return HRTIMER_NORESTART;
}

/* A record has been written. */
static void lfr_area_ring(struct lfr_area *area)
{
	u64 due;

	/*
	 * Guarantee that either a reader that goes to sleep is seen here, or it sees the head.
	 * This pairs with bell:B.
	 */
	if (likely(!atomic_xchg(&area->bell, 0))) /* LMM(bell:A) */
		return;
	due = atomic64_read(&area->woken) + LFR_AREA_WAKE_NS;
	if ((s64)(ktime_get_ns() - due) >= 0)
		lfr_area_wake(area);
	else
		hrtimer_start(&area->timer, ns_to_ktime(due), HRTIMER_MODE_ABS_SOFT);
}

/**
 * lfr_area_readable() - about to sleep: is there nothing to sleep for?
 * @area: the area
 * @reader: a reader of its ring; others may be using it
 *
 * Context: any; the caller has queued itself.
 * Return: whether there is a record, or will be no other.
 */
bool lfr_area_readable(struct lfr_area *area, const struct lfr_bcast_reader *reader)
{
	struct lfr_bcast_stat stat;

	/*
	 * Guarantee that either the producer sees this, or its head is seen here.
	 * This pairs with bell:A.
	 */
	atomic_xchg(&area->bell, 1); /* LMM(bell:B) */
	return lfr_area_closed(area) || lfr_bcast_stat(area->ring, reader->index, &stat) ||
	       stat.lag;
}

/* --- writing */

/* Where the packet is in one piece as far as it is kept. */
static const void *lfr_area_bytes(struct lfr_area *area, const struct lfr_tap_item *item,
				  u32 caplen)
{
	if (!item->skb)
		return item->bytes;
	if (likely(item->offset + (int)caplen <= (int)skb_headlen(item->skb)))
		return item->skb->data + item->offset;
	/* It has been looked at up to its end before: this does not fail. */
	if (skb_copy_bits(item->skb, item->offset, area->bounce, caplen))
		memset(area->bounce, 0, caplen);
	return area->bounce;
}

static void lfr_area_publish(struct lfr_area *area)
{
	u64 next = area->next + 1;

	area->next = next;
#ifdef CONFIG_64BIT
	/*
	 * Guarantee that who maps the area and sees the head sees the record. The first word of
	 * the next record is stored after it, for that is a release (copy:A of bcast.h).
	 */
	smp_store_release(&area->map->head, next); /* LMM(map:A) */
#endif
	lfr_bcast_publish(area->ring);
	lfr_area_ring(area);
}

static void lfr_area_give(struct lfr_tap *tap, const struct lfr_tap_item *item)
{
	struct lfr_area *area = container_of(tap, struct lfr_area, tap);
	u32 caplen = min(item->len, area->snaplen);
	const struct lfring_record record = {
		.number = area->next,
		.seq = item->seq,
		.time = ktime_to_ns(ktime_mono_to_real(ns_to_ktime(item->at))),
		.held = item->held,
		.missed = 0,
		.len = item->len,
		.caplen = caplen,
		.stream = item->stream,
		.link = item->link,
		.vlan_proto = item->vlan_proto,
		.vlan_tci = item->vlan_tci,
		.path = item->path,
		.flags = item->flags,
	};
	const void *bytes;
	void *slot;

	bytes = lfr_area_bytes(area, item, caplen);
	if (unlikely(lfr_bcast_claim(area->ring, &slot)))
		return;
	lfr_bcast_store(slot, 0, &record, sizeof(record));
	lfr_bcast_store(slot, sizeof(record), bytes, caplen);
	if (unlikely(caplen < item->len))
		atomic64_inc(&area->truncated);
	lfr_area_publish(area);
}

/**
 * lfr_area_close() - say that nothing more will be written, and wake everybody
 * @area: the area; nobody gives any more
 *
 * Context: process.
 */
void lfr_area_close(struct lfr_area *area)
{
	lfr_bcast_close(area->ring);
	WRITE_ONCE(area->map->state, LFRING_AREA_CLOSED);
	/* Whoever sees this sees all that was written. This pairs with end:B. */
	smp_store_release(&area->closed, true); /* LMM(end:A) */
	wake_up_interruptible_poll(&area->wait, EPOLLIN | EPOLLRDNORM | EPOLLHUP);
}

/* --- memory */

/**
 * lfr_area_create() - allocate an area without records
 * @len: bytes that packets are expected to have
 * @start: number of the first record
 *
 * Context: process, may sleep.
 * Return: the area, or NULL without memory.
 */
struct lfr_area *lfr_area_create(u32 len, u64 start)
{
	u32 bytes = READ_ONCE(lfr_area_limits.bytes), snaplen = READ_ONCE(lfr_area_limits.snaplen);
	struct lfr_bcast_config config = {
		.readers = LFR_AREA_READERS,
		.policy = LFR_BCAST_OVERWRITE,
		.polled = true,
		.start = start,
	};
	struct lfr_area *area = kzalloc(sizeof(*area), GFP_KERNEL);

	if (!area)
		return NULL;
	area->snaplen = snaplen ?: clamp(len, LFR_AREA_SNAPLEN_MIN, LFR_AREA_SNAPLEN_MAX);
	area->slot_bytes = sizeof(struct lfring_record) + round_up(area->snaplen, 64);
	config.bytes = area->slot_bytes;
	config.slots = rounddown_pow_of_two(max(bytes / area->slot_bytes, LFR_AREA_SLOTS_MIN));
	area->map_bytes = PAGE_SIZE + (size_t)config.slots * area->slot_bytes;
	area->map = vmalloc_user(area->map_bytes);
	area->bounce = kvmalloc(area->snaplen, GFP_KERNEL);
	area->ring = kvzalloc(lfr_bcast_bytes_at(&config), GFP_KERNEL);
	if (!area->map || !area->bounce || !area->ring ||
	    WARN_ON_ONCE(lfr_bcast_init_at(area->ring, &config, (void *)area->map + PAGE_SIZE))) {
		lfr_area_destroy(area);
		return NULL;
	}
	area->tap.give = lfr_area_give;
	area->start = start;
	area->next = start;
	area->map->magic = LFRING_AREA_MAGIC;
	area->map->version = LFRING_AREA_VERSION;
	area->map->slots_offset = PAGE_SIZE;
	area->map->slots = config.slots;
	area->map->slot_bytes = area->slot_bytes;
	area->map->head = start;
	init_waitqueue_head(&area->wait);
	hrtimer_init(&area->timer, CLOCK_MONOTONIC, HRTIMER_MODE_ABS_SOFT);
	area->timer.function = lfr_area_timer;
	return area;
}

/**
 * lfr_area_destroy() - free an area
 * @area: the area; nobody reads, or gives since an RCU grace period
 *
 * Context: process, may sleep.
 */
void lfr_area_destroy(struct lfr_area *area)
{
	if (area->timer.function)
		hrtimer_cancel(&area->timer);
	kvfree(area->ring);
	kvfree(area->bounce);
	vfree(area->map);
	kfree(area);
}
