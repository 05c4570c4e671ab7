/* SPDX-License-Identifier: GPL-2.0 WITH Linux-syscall-note */
/*
 * lfring_dev.h - what is read from /dev/lfring/NAME
 *
 * The device of a flow has the packets that were handed on, in that order; the device of a
 * pipeline those that left its window. Each open file is a reader of its own, and begins with what
 * comes after open(). Nobody waits for a slow reader: it loses the oldest records, and is told how
 * many. open() is for reading only (EPERM), from the network namespace of the flow or pipeline or
 * with CAP_NET_ADMIN there (EPERM), for 1024 readers at a time (EUSERS), and ENODEV once the flow
 * or pipeline is being deleted.
 *
 * read() gives whole records, as many as there are and fit: struct lfring_record, the packet's
 * bytes, and zeroes up to a multiple of 8. It waits for the first one, unless the file is
 * O_NONBLOCK (EAGAIN); a buffer too small for the first one is EINVAL. 0 is the end: the flow or
 * pipeline is gone, and all of it has been read. poll() says EPOLLIN when there is a record, and
 * EPOLLHUP when no other will be written; what there is can be read all the same.
 *
 * The file's position is the number of the record that is read next. lseek() changes it: SEEK_SET
 * to a number up to that of the newest record plus one, SEEK_END by 0 to what comes next. Records
 * that are not there any more count as lost.
 *
 * mmap() with PROT_READ at offset 0 maps struct lfring_area, and after it the slots, each of which
 * is a struct lfring_record followed by the packet's bytes. Record N is in slot N modulo @slots.
 * It is there on machines of 64 bits (ENODEV on others), and cannot be written (EPERM). How to read
 * it, without a system call for each:
 *
 *	head = load_acquire(&area->head);	// records before this one have been written
 *	if (head - n > area->slots - 1)		// this reader was too slow: these are lost
 *		n = head - (area->slots - 1);
 *	while (n != head) {
 *		copy the record and caplen bytes, min(caplen, slot_bytes - sizeof(record));
 *		fence_acquire();
 *		if (load_relaxed(&area->head) - n > area->slots - 1)
 *			...			// it was written over meanwhile: lost
 *		n++;
 *	}
 *	lseek(fd, n, SEEK_SET);			// so that poll() waits for this one
 *	poll();
 */
#ifndef _UAPI_LINUX_LFRING_DEV_H
#define _UAPI_LINUX_LFRING_DEV_H

#include <linux/types.h>

#define LFRING_AREA_MAGIC	0x676e6972666cULL	/* "lfring", read as little endian */
#define LFRING_AREA_VERSION	1

/* struct lfring_area, @state */
#define LFRING_AREA_CLOSED	(1U << 0)	/* nothing more will be written */

/**
 * struct lfring_area - how the mapping begins
 * @magic: LFRING_AREA_MAGIC, in the machine's byte order
 * @version: LFRING_AREA_VERSION; another one has another layout
 * @slots_offset: where slot 0 is, bytes from here
 * @slots: number of slots, a power of two
 * @slot_bytes: size of each, a multiple of 64
 * @state: LFRING_AREA_* bits
 * @reserved: 0
 * @head: number of the record that is written next; on a cache line of its own
 */
struct lfring_area {
	__u64 magic;
	__u32 version;
	__u32 slots_offset;
	__u32 slots;
	__u32 slot_bytes;
	__u32 state;
	__u32 reserved[9];
	__u64 head;
};

/* struct lfring_record, @flags */
#define LFRING_RECORD_LATE	(1U << 0)	/* its place in the order had been given up */

/**
 * struct lfring_record - a packet
 * @number: which record of the device it is; there is no other with this number
 * @seq: sequence number, unfolded to 64 bits; its low bits are as the packet has them
 * @time: when it arrived, ns of CLOCK_REALTIME
 * @held: how long it was held, ns
 * @missed: what read() writes: records that this reader has lost just before this one
 * @len: bytes of the packet
 * @caplen: bytes of it that follow
 * @stream: RTP's SSRC and the like; 0 without one
 * @link: what the packet begins with, a LINKTYPE_* of pcapng: 1 Ethernet, 101 IP, 147 the payload
 *	of a packet of a pipeline
 * @vlan_proto: Ethertype of a VLAN tag that was taken off the packet, 0 without one
 * @vlan_tci: the tag
 * @path: number of the flow's device that it came over; of a pipeline its producer
 * @flags: LFRING_RECORD_* bits
 */
struct lfring_record {
	__u64 number;
	__u64 seq;
	__u64 time;
	__u64 held;
	__u64 missed;
	__u32 len;
	__u32 caplen;
	__u32 stream;
	__u16 link;
	__u16 vlan_proto;
	__u16 vlan_tci;
	__u16 path;
	__u32 flags;
};

#endif /* _UAPI_LINUX_LFRING_DEV_H */
