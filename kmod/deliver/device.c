// SPDX-License-Identifier: GPL-2.0
/*
 * device.c - the nodes of /dev/lfring, and who has them
 */
#include <linux/capability.h>
#include <linux/device.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/idr.h>
#include <linux/kdev_t.h>
#include <linux/module.h>
#include <linux/nsproxy.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include "deliver/area.h"
#include "deliver/parts.h"

#define LFR_DEVICES_MAX		(MINORMASK + 1)

static struct class lfr_device_class = {
	.name = "lfring",
};

static int lfr_device_major;
static DEFINE_IDA(lfr_device_minors);
static LIST_HEAD(lfr_devices);
static DEFINE_MUTEX(lfr_devices_lock); /* the list */

static bool lfr_device_taken(const char *name)
{
	const struct lfr_device *device;

	list_for_each_entry(device, &lfr_devices, list)
		if (!strcmp(device->name, name))
			return true;
	return false;
}

/* With the lock of the list: no two may find the same one free. */
static void lfr_device_choose_name(struct lfr_device *device, const char *name)
{
	u32 n = 0;

	strscpy(device->name, name, sizeof(device->name));
	while (lfr_device_taken(device->name))
		snprintf(device->name, sizeof(device->name), "%s.%u", name, ++n);
}

/*
 * A number that was free longest, or an error; with the lock of the list. Who still knows a node
 * that has gone, by a file that is open, is not to come by it to another device.
 */
static int lfr_device_choose_minor(void)
{
	static u32 next;
	int minor = ida_alloc_range(&lfr_device_minors, next, LFR_DEVICES_MAX - 1, GFP_KERNEL);

	if (minor == -ENOSPC)
		minor = ida_alloc_max(&lfr_device_minors, LFR_DEVICES_MAX - 1, GFP_KERNEL);
	if (minor >= 0)
		next = (minor + 1) % LFR_DEVICES_MAX;
	return minor;
}

/**
 * lfr_device_create() - make a device and its node
 * @name: of the flow or pipeline
 * @source: what it is of
 *
 * Context: process, may sleep.
 * Return: the device with a reference, or an error pointer.
 */
struct lfr_device *lfr_device_create(const char *name, const struct lfr_device_source *source)
{
	struct lfr_device *device = kzalloc(sizeof(*device), GFP_KERNEL);
	struct device *node;
	int minor;

	if (!device)
		return ERR_PTR(-ENOMEM);
	device->source = *source;
	refcount_set(&device->refs, 1);
	mutex_init(&device->lock);

	mutex_lock(&lfr_devices_lock);
	minor = lfr_device_choose_minor();
	if (minor < 0) {
		node = ERR_PTR(minor);
		goto unlock;
	}
	device->minor = minor;
	lfr_device_choose_name(device, name);
	/* Nobody who opens it comes past the lock before it is in the list. */
	node = device_create(&lfr_device_class, NULL, MKDEV(lfr_device_major, minor), NULL,
			     "lfring!%s", device->name);
	if (IS_ERR(node))
		ida_free(&lfr_device_minors, minor);
	else
		list_add_tail(&device->list, &lfr_devices);
unlock:
	mutex_unlock(&lfr_devices_lock);
	if (IS_ERR(node)) {
		kfree(device);
		return ERR_CAST(node);
	}
	return device;
}

/**
 * lfr_device_hide() - remove a device's node
 * @device: the device; may have none any more
 *
 * Context: process, may sleep.
 */
void lfr_device_hide(struct lfr_device *device)
{
	mutex_lock(&lfr_devices_lock);
	if (!list_empty(&device->list)) {
		list_del_init(&device->list);
		device_destroy(&lfr_device_class, MKDEV(lfr_device_major, device->minor));
		ida_free(&lfr_device_minors, device->minor);
	}
	mutex_unlock(&lfr_devices_lock);
}

/**
 * lfr_device_close() - tell readers that the source has given its last packet
 * @device: the device
 *
 * Its source may go afterwards.
 *
 * Context: process, may sleep.
 */
void lfr_device_close(struct lfr_device *device)
{
	lfr_device_hide(device);
	mutex_lock(&device->lock);
	if (!device->closed && device->area) {
		RCU_INIT_POINTER(*device->source.tap, NULL);
		synchronize_rcu();
		lfr_area_close(device->area);
	}
	device->closed = true;
	mutex_unlock(&device->lock);
}

/**
 * lfr_device_put() - be done with a device
 * @device: the device
 *
 * Context: process.
 */
void lfr_device_put(struct lfr_device *device)
{
	if (refcount_dec_and_test(&device->refs))
		kfree(device);
}

/**
 * lfr_device_name() - where it is
 * @device: the device
 *
 * Return: its name in /dev/lfring.
 */
const char *lfr_device_name(const struct lfr_device *device)
{
	return device->name;
}

/**
 * lfr_device_read() - read a device's counters
 * @device: the device
 * @view: where to put them
 *
 * Context: process, may sleep.
 */
void lfr_device_read(struct lfr_device *device, struct lfr_device_view *view)
{
	mutex_lock(&device->lock);
	view->readers = device->readers;
	view->records = device->next;
	view->truncated = device->truncated;
	if (device->area) {
		view->records += lfr_bcast_written(device->area->ring);
		view->truncated += atomic64_read(&device->area->truncated);
	}
	view->lost = atomic64_read(&device->lost);
	mutex_unlock(&device->lock);
}

/* --- for files */

/**
 * lfr_device_get() - find a device that the caller may open
 * @minor: its number
 *
 * Context: process, may sleep.
 * Return: the device, to be given back by lfr_device_put(), or an error pointer: -ENODEV, or
 * -EPERM if it is of another network namespace.
 */
struct lfr_device *lfr_device_get(u32 minor)
{
	struct lfr_device *device, *found = ERR_PTR(-ENODEV);
	const struct net *net;

	mutex_lock(&lfr_devices_lock);
	list_for_each_entry(device, &lfr_devices, list) {
		if (device->minor != minor)
			continue;
		/* A device in the list has a source, and that a namespace. */
		net = device->source.net;
		found = ERR_PTR(-EPERM);
		if (net == current->nsproxy->net_ns || ns_capable(net->user_ns, CAP_NET_ADMIN)) {
			found = device;
			refcount_inc(&device->refs);
		}
		break;
	}
	mutex_unlock(&lfr_devices_lock);
	return found;
}

/**
 * lfr_device_join() - be a reader
 * @device: the device
 * @area: where to put the area
 * @reader: handle of its ring
 *
 * Context: process, may sleep.
 * Return: 0; -ENODEV if the source is gone; -EUSERS if there are too many; -ENOMEM.
 */
int lfr_device_join(struct lfr_device *device, struct lfr_area **area,
		    struct lfr_bcast_reader *reader)
{
	const struct lfr_device_source *source = &device->source;
	int ret = -ENODEV;

	mutex_lock(&device->lock);
	if (device->closed)
		goto unlock;
	ret = -ENOMEM;
	if (!device->area)
		device->area = lfr_area_create(source->len(source->ctx), device->next);
	if (!device->area)
		goto unlock;
	ret = lfr_bcast_subscribe(device->area->ring, reader);
	if (ret)
		goto unlock;
	*area = device->area;
	if (!device->readers++)
		rcu_assign_pointer(*source->tap, &device->area->tap);
unlock:
	mutex_unlock(&device->lock);
	return ret;
}

/**
 * lfr_device_leave() - be a reader no longer
 * @device: the device
 * @reader: the handle
 *
 * Context: process, may sleep.
 */
void lfr_device_leave(struct lfr_device *device, struct lfr_bcast_reader *reader)
{
	struct lfr_area *area = device->area;

	mutex_lock(&device->lock);
	lfr_bcast_unsubscribe(area->ring, reader);
	if (!--device->readers) {
		if (!device->closed) {
			RCU_INIT_POINTER(*device->source.tap, NULL);
			synchronize_rcu();
		}
		device->area = NULL;
		device->next = area->next;
		device->truncated += atomic64_read(&area->truncated);
		lfr_area_destroy(area);
	}
	mutex_unlock(&device->lock);
}

/**
 * lfr_device_init() - before the first device
 *
 * Return: 0 or an error.
 */
int __init lfr_device_init(void)
{
	int ret = class_register(&lfr_device_class);

	if (ret)
		return ret;
	ret = __register_chrdev(0, 0, LFR_DEVICES_MAX, "lfring", &lfr_file_operations);
	if (ret < 0) {
		class_unregister(&lfr_device_class);
		return ret;
	}
	lfr_device_major = ret;
	return 0;
}

/**
 * lfr_device_exit() - after the last device
 */
void lfr_device_exit(void)
{
	__unregister_chrdev(lfr_device_major, 0, LFR_DEVICES_MAX, "lfring");
	class_unregister(&lfr_device_class);
	ida_destroy(&lfr_device_minors);
}
