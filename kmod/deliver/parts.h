/* SPDX-License-Identifier: GPL-2.0 */
/*
 * parts.h - what the files that make up delivery know of each other
 *
 *	device.c	the nodes, and who has them
 *	file.c		what can be done with an open one
 *	area.c		the records
 */
#ifndef _LFRING_DELIVER_PARTS_H
#define _LFRING_DELIVER_PARTS_H

#include <linux/atomic.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/refcount.h>
#include <linux/types.h>
#include <lfring/bcast.h>
#include "deliver/device.h"

struct lfr_area;

/**
 * struct lfr_device - a device
 * @name: of the node, without the directory
 * @minor: its number
 * @source: what it is of
 * @list: all devices that have a node
 * @refs: its owner, and each open file
 * @lock: protects what follows
 * @area: the records; NULL without a reader
 * @readers: open files
 * @closed: the source has given its last packet
 * @next: number of the next record, while there is no area
 * @truncated: records of areas before this one that have not all of the packet
 * @lost: records that readers were told they lost
 */
struct lfr_device {
	char name[LFR_DEVICE_NAME_LEN];
	u32 minor;
	struct lfr_device_source source;
	struct list_head list;
	refcount_t refs;

	struct mutex lock; /* all that follows, but for lost */
	struct lfr_area *area;
	u32 readers;
	bool closed;
	u64 next;
	u64 truncated;
	atomic64_t lost;
};

struct lfr_device *lfr_device_get(u32 minor);
int lfr_device_join(struct lfr_device *device, struct lfr_area **area,
		    struct lfr_bcast_reader *reader);
void lfr_device_leave(struct lfr_device *device, struct lfr_bcast_reader *reader);

extern const struct file_operations lfr_file_operations;

#endif /* _LFRING_DELIVER_PARTS_H */
