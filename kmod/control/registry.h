/* SPDX-License-Identifier: GPL-2.0 */
/*
 * registry.h - the pipelines of each network namespace, by name
 *
 * An entry is found under the namespace's lock and used with a reference, so a
 * pipeline that takes its time to stop holds up nobody who looks at another one.
 * Removing an entry unlinks it at once, and there is no device of that name; its pipeline is
 * stopped and freed with the last reference.
 */
#ifndef _LFRING_CONTROL_REGISTRY_H
#define _LFRING_CONTROL_REGISTRY_H

#include <linux/kref.h>
#include <linux/list.h>
#include <linux/types.h>
#include "engine/config.h"
#include "engine/pipeline.h"

struct lfr_device;
struct net;

/**
 * struct lfr_entry - a pipeline in its namespace
 * @list: place among the pipelines of @net
 * @refs: who uses it
 * @net: its namespace; an entry does not outlive it
 * @id: grows with each entry; dumps go on after the last one told
 * @pipeline: the pipeline
 * @device: where what it puts out can be read
 */
struct lfr_entry {
	struct list_head list;
	struct kref refs;
	struct net *net;
	u32 id;
	struct lfr_pipeline *pipeline;
	struct lfr_device *device;
};

int lfr_registry_init(void);
void lfr_registry_exit(void);

struct lfr_entry *lfr_registry_add(struct net *net, const char *name,
				   const struct lfr_config *cfg, struct lfr_why *why);
struct lfr_entry *lfr_registry_get(struct net *net, const char *name);
struct lfr_entry *lfr_registry_next(struct net *net, u32 after);
int lfr_registry_remove(struct lfr_entry *entry);
void lfr_registry_put(struct lfr_entry *entry);
u32 lfr_registry_generation(struct net *net);
void lfr_registry_changed(struct net *net);

#endif /* _LFRING_CONTROL_REGISTRY_H */
