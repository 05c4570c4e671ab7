// SPDX-License-Identifier: GPL-2.0
/*
 * file.c - what can be done with an open /dev/lfring/NAME
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/lfring_dev.h>
#include <linux/math.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/poll.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/uaccess.h>
#include <linux/vmalloc.h>
#include "deliver/area.h"
#include "deliver/parts.h"

/**
 * struct lfr_file - an open file
 * @device: the device
 * @area: its records
 * @lock: protects what follows
 * @reader: handle of the area's ring
 * @missed: records that were lost and not told yet
 * @copy: a record on its way to user space
 */
struct lfr_file {
	struct lfr_device *device;
	struct lfr_area *area;
	struct mutex lock; /* all that follows */
	struct lfr_bcast_reader reader;
	u64 missed;
	struct lfring_record *copy;
};

static void lfr_file_lost(struct lfr_file *f, u64 records)
{
	f->missed += records;
	atomic64_add(records, &f->device->lost);
}

/*
 * Copy the next record out of its slot, if it takes no more than @room bytes. Return: the bytes it
 * takes; -EINVAL if these are more; or as lfr_bcast_try_read().
 */
static ssize_t lfr_file_take(struct lfr_file *f, size_t room)
{
	struct lfr_bcast *ring = f->area->ring;
	struct lfring_record *copy = f->copy;
	const void *slot;
	size_t bytes;
	u32 caplen;
	int ret;

	ret = lfr_bcast_peek(ring, &f->reader, 0, &slot);
	if (ret)
		return ret;
	lfr_bcast_load(slot, 0, copy, sizeof(*copy));
	/* It may be of several records, and then is anything. */
	caplen = min(copy->caplen, f->area->snaplen);
	bytes = sizeof(*copy) + round_up(caplen, 8);
	if (bytes > room)
		return lfr_bcast_release(ring, &f->reader, 0) ?: -EINVAL;
	/* Whole words: what is behind the packet was stored as zeroes. */
	lfr_bcast_load(slot, sizeof(*copy), copy + 1, round_up(caplen, 8));
	return lfr_bcast_release(ring, &f->reader, 1) ?: bytes;
}

/* Give the next record to user space. Return: as lfr_file_take(), and -EFAULT. */
static ssize_t lfr_file_give(struct lfr_file *f, char __user *to, size_t room)
{
	ssize_t bytes = lfr_file_take(f, room);

	if (bytes == -EOVERFLOW)
		lfr_file_lost(f, f->reader.missed);
	if (bytes < 0)
		return bytes;
	f->copy->missed = f->missed;
	if (copy_to_user(to, f->copy, bytes)) {
		/* Nobody got it: it is still the next. */
		lfr_bcast_seek(f->area->ring, &f->reader, f->copy->number);
		return -EFAULT;
	}
	f->missed = 0;
	return bytes;
}

/* As many records as there are and fit. Return: bytes, or an error if none. */
static ssize_t lfr_file_read_some(struct lfr_file *f, char __user *to, size_t count)
{
	size_t done = 0;
	ssize_t ret;

	for (;;) {
		ret = lfr_file_give(f, to + done, count - done);
		if (ret >= 0)
			done += ret;
		else if (ret != -EOVERFLOW)
			return done ?: ret;
		/* Who is overrun again and again must be able to give up. */
		if (signal_pending(current))
			return done ?: -ERESTARTSYS;
		cond_resched();
	}
}

static ssize_t lfr_file_read(struct file *file, char __user *to, size_t count, loff_t *pos)
{
	struct lfr_file *f = file->private_data;
	ssize_t ret;

	if (count < sizeof(struct lfring_record))
		return -EINVAL;
	for (;;) {
		if (mutex_lock_interruptible(&f->lock))
			return -ERESTARTSYS;
		ret = lfr_file_read_some(f, to, count);
		*pos = f->reader.pos;
		mutex_unlock(&f->lock);
		if (ret == -ESHUTDOWN)
			return 0;
		if (ret != -EAGAIN || file->f_flags & O_NONBLOCK)
			return ret;
		if (wait_event_interruptible(f->area->wait,
					     lfr_area_readable(f->area, &f->reader)))
			return -ERESTARTSYS;
	}
}

static __poll_t lfr_file_poll(struct file *file, poll_table *wait)
{
	struct lfr_file *f = file->private_data;
	struct lfr_bcast_stat stat;
	__poll_t events = 0;

	poll_wait(file, &f->area->wait, wait);
	if (!lfr_area_readable(f->area, &f->reader))
		return 0;
	if (lfr_area_closed(f->area))
		events |= EPOLLHUP;
	if (!lfr_bcast_stat(f->area->ring, f->reader.index, &stat) && stat.lag)
		events |= EPOLLIN | EPOLLRDNORM;
	return events;
}

/* Go to record @number. Return: it, or -EINVAL. */
static loff_t lfr_file_seek(struct lfr_file *f, loff_t number)
{
	struct lfr_bcast *ring = f->area->ring;
	u64 written = lfr_bcast_written(ring), first = f->area->start;

	if (number < 0 || (u64)number > first + written)
		return -EINVAL;
	f->missed = 0;
	/* What was before the area has gone with the one before it. */
	if ((u64)number < first)
		lfr_file_lost(f, first - number);
	lfr_bcast_seek(ring, &f->reader, max_t(u64, number, first));
	return number;
}

static loff_t lfr_file_llseek(struct file *file, loff_t offset, int whence)
{
	struct lfr_file *f = file->private_data;
	loff_t ret = -EINVAL;

	mutex_lock(&f->lock);
	switch (whence) {
	case SEEK_SET:
		ret = lfr_file_seek(f, offset);
		break;
	case SEEK_CUR:
		ret = offset ? lfr_file_seek(f, f->reader.pos + offset) : (loff_t)f->reader.pos;
		break;
	case SEEK_END:
		if (!offset)
			ret = lfr_file_seek(f, f->area->start + lfr_bcast_written(f->area->ring));
		break;
	}
	if (ret >= 0)
		file->f_pos = ret;
	mutex_unlock(&f->lock);
	return ret;
}

static int lfr_file_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct lfr_file *f = file->private_data;

	/* Elsewhere the head could be seen half written. */
	if (!IS_ENABLED(CONFIG_64BIT))
		return -ENODEV;
	if (vma->vm_pgoff)
		return -EINVAL;
	if (vma->vm_flags & VM_WRITE)
		return -EPERM;
	vm_flags_clear(vma, VM_MAYWRITE);
	return remap_vmalloc_range(vma, f->area->map, 0);
}

static int lfr_file_release(struct inode *inode, struct file *file)
{
	struct lfr_file *f = file->private_data;

	lfr_device_leave(f->device, &f->reader);
	lfr_device_put(f->device);
	mutex_destroy(&f->lock);
	kvfree(f->copy);
	kfree(f);
	return 0;
}

static int lfr_file_open(struct inode *inode, struct file *file)
{
	struct lfr_device *device;
	struct lfr_file *f;
	int ret;

	if (file->f_mode & FMODE_WRITE)
		return -EPERM;
	device = lfr_device_get(iminor(inode));
	if (IS_ERR(device))
		return PTR_ERR(device);
	ret = -ENOMEM;
	f = kzalloc(sizeof(*f), GFP_KERNEL_ACCOUNT);
	if (!f)
		goto put;
	f->device = device;
	mutex_init(&f->lock);
	ret = lfr_device_join(device, &f->area, &f->reader);
	if (ret)
		goto free;
	f->copy = kvmalloc(f->area->slot_bytes, GFP_KERNEL_ACCOUNT);
	if (!f->copy) {
		ret = -ENOMEM;
		lfr_device_leave(device, &f->reader);
		goto free;
	}
	/* Each file has one position, which read() and lseek() move. */
	file->f_mode &= ~(FMODE_PREAD | FMODE_PWRITE);
	file->f_pos = f->reader.pos;
	file->private_data = f;
	return 0;

free:
	kfree(f);
put:
	lfr_device_put(device);
	return ret;
}

const struct file_operations lfr_file_operations = {
	.owner = THIS_MODULE,
	.open = lfr_file_open,
	.release = lfr_file_release,
	.read = lfr_file_read,
	.poll = lfr_file_poll,
	.mmap = lfr_file_mmap,
	.llseek = lfr_file_llseek,
};
