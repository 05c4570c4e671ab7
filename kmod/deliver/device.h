/* SPDX-License-Identifier: GPL-2.0 */
/*
 * device.h - /dev/lfring/NAME: what goes out of a flow or a pipeline, for who wants to read it
 *
 * Life of a device:
 *
 *	create	there is a node; the first who opens it makes the source give, and the last who
 *		closes it ends that: without a reader there is neither memory nor work
 *	hide	there is no node; who has it open reads on
 *	close	the source has given its last packet; readers get the rest, and then the end
 *	put	the owner needs it no more; it goes with its last reader
 *
 * Names are of one space, that of files, while flows, pipelines and those of other network
 * namespaces each have their own: when NAME is taken the node is NAME.1, NAME.2, and so on.
 */
#ifndef _LFRING_DELIVER_DEVICE_H
#define _LFRING_DELIVER_DEVICE_H

#include <linux/types.h>
#include "engine/tap.h"

/* Of a node, with what is behind the name. */
#define LFR_DEVICE_NAME_LEN	48

struct lfr_device;
struct net;

/**
 * struct lfr_device_source - what a device is of
 * @net: network namespace
 * @tap: where it waits for a tap; good until lfr_device_close()
 * @len: tells how long packets are expected to be, link header included; may sleep
 * @ctx: handed to it
 */
struct lfr_device_source {
	struct net *net;
	struct lfr_tap __rcu **tap;
	u32 (*len)(void *ctx);
	void *ctx;
};

/**
 * struct lfr_device_view - counters of a device that were read
 * @readers: files that are open
 * @records: packets that were written for readers, since there is the device
 * @lost: records that readers were told they lost, of those that have gone, too
 * @truncated: records that have not all of the packet
 */
struct lfr_device_view {
	u32 readers;
	u64 records;
	u64 lost;
	u64 truncated;
};

int lfr_device_init(void);
void lfr_device_exit(void);
struct lfr_device *lfr_device_create(const char *name, const struct lfr_device_source *source);
void lfr_device_hide(struct lfr_device *device);
void lfr_device_close(struct lfr_device *device);
void lfr_device_put(struct lfr_device *device);
const char *lfr_device_name(const struct lfr_device *device);
void lfr_device_read(struct lfr_device *device, struct lfr_device_view *view);

#endif /* _LFRING_DELIVER_DEVICE_H */
