// SPDX-License-Identifier: GPL-2.0
/*
 * registry.c - the pipelines of each network namespace, by name
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/mutex.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <net/net_namespace.h>
#include <net/netns/generic.h>
#include "control/deliver.h"
#include "control/netlink.h"
#include "control/registry.h"
#include "deliver/device.h"

/**
 * struct lfr_registry - the pipelines of a namespace
 * @lock: protects the list
 * @entries: in the order in which they were added
 * @generation: counts changes, so that a dump can tell that it is inconsistent;
 *	never 0
 * @last_id: of the entry that was added last
 */
struct lfr_registry {
	struct mutex lock; /* the list */
	struct list_head entries;
	u32 generation;
	u32 last_id;
};

static unsigned int lfr_registry_net_id;

static struct lfr_registry *lfr_registry_of(struct net *net)
{
	return net_generic(net, lfr_registry_net_id);
}

static void lfr_registry_state(void *ctx, const char *name, enum lfr_state state)
{
	struct lfr_entry *entry = ctx;

	lfr_registry_changed(entry->net);
	lfr_netlink_state(entry->net, name, state);
}

static void lfr_registry_drop(void *ctx, const char *name, enum lfr_drop reason, u64 total,
			      u64 suppressed)
{
	struct lfr_entry *entry = ctx;

	lfr_netlink_drop(entry->net, name, reason, total, suppressed);
}

static const struct lfr_pipeline_events lfr_registry_events = {
	.state = lfr_registry_state,
	.drop = lfr_registry_drop,
};

/**
 * lfr_registry_changed() - note that something a dump shows has changed
 * @net: namespace
 */
void lfr_registry_changed(struct net *net)
{
	struct lfr_registry *reg = lfr_registry_of(net);

	/* Racing changes may count as one: a dump has to see a difference, no more. */
	WRITE_ONCE(reg->generation, READ_ONCE(reg->generation) + 1 ?: 1);
}

/**
 * lfr_registry_generation() - for genl_dump_check_consistent()
 * @net: namespace
 *
 * Return: a number, never 0, that differs after each change.
 */
u32 lfr_registry_generation(struct net *net)
{
	return READ_ONCE(lfr_registry_of(net)->generation);
}

static void lfr_registry_release(struct kref *refs)
{
	struct lfr_entry *entry = container_of(refs, struct lfr_entry, refs);

	/* Whoever reads gets what leaves the window last, and then the end. */
	lfr_pipeline_stop(entry->pipeline);
	if (entry->device) {
		lfr_device_close(entry->device);
		lfr_device_put(entry->device);
	}
	lfr_pipeline_destroy(entry->pipeline);
	kfree(entry);
}

/**
 * lfr_registry_put() - be done with an entry
 * @entry: the entry; may be NULL
 *
 * Context: process, may sleep.
 */
void lfr_registry_put(struct lfr_entry *entry)
{
	if (entry)
		kref_put(&entry->refs, lfr_registry_release);
}

static struct lfr_entry *lfr_registry_find(struct lfr_registry *reg, const char *name)
{
	struct lfr_entry *entry;

	list_for_each_entry(entry, &reg->entries, list)
		if (!strcmp(lfr_pipeline_name(entry->pipeline), name))
			return entry;
	return NULL;
}

/**
 * lfr_registry_get() - find a pipeline by its name
 * @net: namespace
 * @name: its name
 *
 * Return: the entry, to be given back by lfr_registry_put(), or NULL.
 */
struct lfr_entry *lfr_registry_get(struct net *net, const char *name)
{
	struct lfr_registry *reg = lfr_registry_of(net);
	struct lfr_entry *entry;

	mutex_lock(&reg->lock);
	entry = lfr_registry_find(reg, name);
	if (entry)
		kref_get(&entry->refs);
	mutex_unlock(&reg->lock);
	return entry;
}

/**
 * lfr_registry_next() - go through the pipelines of a namespace
 * @net: namespace
 * @after: id of the entry that was told last, 0 to begin
 *
 * Return: the next entry, to be given back by lfr_registry_put(), or NULL.
 */
struct lfr_entry *lfr_registry_next(struct net *net, u32 after)
{
	struct lfr_registry *reg = lfr_registry_of(net);
	struct lfr_entry *entry, *found = NULL;

	mutex_lock(&reg->lock);
	list_for_each_entry(entry, &reg->entries, list) {
		if (entry->id > after) {
			found = entry;
			kref_get(&found->refs);
			break;
		}
	}
	mutex_unlock(&reg->lock);
	return found;
}

/**
 * lfr_registry_add() - add a pipeline, idle
 * @net: namespace
 * @name: its name
 * @cfg: its configuration
 * @why: filled in when refused
 *
 * Return: the entry, to be given back by lfr_registry_put(), or an error pointer:
 * -EEXIST, -ENOMEM, or what lfr_config_check() gave.
 */
struct lfr_entry *lfr_registry_add(struct net *net, const char *name,
				   const struct lfr_config *cfg, struct lfr_why *why)
{
	struct lfr_registry *reg = lfr_registry_of(net);
	struct lfr_device *device;
	struct lfr_entry *entry;
	int ret;

	ret = lfr_config_check(cfg, why);
	if (ret)
		return ERR_PTR(ret);
	why->key = LFR_KEYS;
	entry = kzalloc(sizeof(*entry), GFP_KERNEL);
	if (!entry)
		goto no_memory;
	kref_init(&entry->refs);
	entry->net = net;
	entry->pipeline = lfr_pipeline_create(name, cfg, &lfr_registry_events, entry);
	if (!entry->pipeline)
		goto no_memory;

	mutex_lock(&reg->lock);
	if (lfr_registry_find(reg, name)) {
		mutex_unlock(&reg->lock);
		scnprintf(why->text, sizeof(why->text), "there is a pipeline %.31s already", name);
		lfr_registry_put(entry);
		return ERR_PTR(-EEXIST);
	}
	device = lfr_deliver_pipeline(entry->pipeline, net);
	if (IS_ERR(device)) {
		mutex_unlock(&reg->lock);
		scnprintf(why->text, sizeof(why->text),
			  "no device in /dev for the pipeline: error %ld", PTR_ERR(device));
		lfr_registry_put(entry);
		return ERR_CAST(device);
	}
	entry->device = device;
	entry->id = ++reg->last_id;
	list_add_tail(&entry->list, &reg->entries);
	kref_get(&entry->refs);
	mutex_unlock(&reg->lock);
	lfr_registry_changed(net);
	return entry;

no_memory:
	kfree(entry);
	scnprintf(why->text, sizeof(why->text), "out of memory");
	return ERR_PTR(-ENOMEM);
}

/**
 * lfr_registry_remove() - remove a pipeline
 * @entry: its entry; the caller keeps its reference
 *
 * Return: 0, or -ENOENT if somebody else has removed it.
 */
int lfr_registry_remove(struct lfr_entry *entry)
{
	struct lfr_registry *reg = lfr_registry_of(entry->net);
	bool linked;

	mutex_lock(&reg->lock);
	linked = !list_empty(&entry->list);
	list_del_init(&entry->list);
	mutex_unlock(&reg->lock);
	if (!linked)
		return -ENOENT;
	lfr_device_hide(entry->device);
	lfr_registry_changed(entry->net);
	lfr_registry_put(entry);
	return 0;
}

static int __net_init lfr_registry_net_init(struct net *net)
{
	struct lfr_registry *reg = lfr_registry_of(net);

	mutex_init(&reg->lock);
	INIT_LIST_HEAD(&reg->entries);
	reg->generation = 1;
	return 0;
}

static void __net_exit lfr_registry_net_exit(struct net *net)
{
	struct lfr_entry *entry;

	while ((entry = lfr_registry_next(net, 0))) {
		lfr_registry_remove(entry);
		lfr_registry_put(entry);
	}
}

static struct pernet_operations lfr_registry_net_ops = {
	.init = lfr_registry_net_init,
	.exit = lfr_registry_net_exit,
	.id = &lfr_registry_net_id,
	.size = sizeof(struct lfr_registry),
};

/**
 * lfr_registry_init() - have a registry in each namespace
 *
 * Return: 0 or an error.
 */
int lfr_registry_init(void)
{
	return register_pernet_subsys(&lfr_registry_net_ops);
}

/**
 * lfr_registry_exit() - stop and free all pipelines
 */
void lfr_registry_exit(void)
{
	unregister_pernet_subsys(&lfr_registry_net_ops);
}
