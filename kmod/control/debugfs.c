// SPDX-License-Identifier: GPL-2.0
/*
 * debugfs.c - lfring/pipelines: configuration and positions of each pipeline
 *
 * What tools need comes over netlink; nothing here is a contract. Shows the
 * pipelines of the network namespace of whoever opens it.
 */
#include <linux/debugfs.h>
#include <linux/nsproxy.h>
#include <linux/sched.h>
#include <linux/seq_file.h>
#include <net/net_namespace.h>
#include "control/debugfs.h"
#include "control/registry.h"

static struct dentry *lfr_debugfs_dir;

static void lfr_debugfs_show(struct seq_file *seq, struct lfr_pipeline *pl)
{
	struct lfr_pipeline_shard_view shard;
	struct lfr_config cfg;
	char text[16];
	u32 i;

	lfr_pipeline_config(pl, &cfg);
	seq_printf(seq, "%s state=%u", lfr_pipeline_name(pl), lfr_pipeline_state(pl));
	for (i = 0; i < LFR_KEYS; i++) {
		lfr_config_format(&cfg, i, text, sizeof(text));
		seq_printf(seq, " %s=%s", lfr_config_name(i), text);
	}
	seq_putc(seq, '\n');
	for (i = 0; !lfr_pipeline_read_shard(pl, i, &shard); i++)
		seq_printf(seq, "%s/%u head=%llu tail=%llu len=%u size=%u deepest=%u stalls=%llu\n",
			   lfr_pipeline_name(pl), i, shard.popped, shard.pushed, shard.len,
			   shard.capacity, shard.high_water, shard.stalls);
}

static int lfr_debugfs_pipelines_show(struct seq_file *seq, void *unused)
{
	struct lfr_entry *entry;
	u32 last = 0;

	while ((entry = lfr_registry_next(current->nsproxy->net_ns, last))) {
		last = entry->id;
		lfr_debugfs_show(seq, entry->pipeline);
		lfr_registry_put(entry);
	}
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(lfr_debugfs_pipelines);

/**
 * lfr_debugfs_init() - make the files; lfring works without them
 */
void lfr_debugfs_init(void)
{
	lfr_debugfs_dir = debugfs_create_dir("lfring", NULL);
	debugfs_create_file("pipelines", 0400, lfr_debugfs_dir, NULL,
			    &lfr_debugfs_pipelines_fops);
}

/**
 * lfr_debugfs_exit() - undo lfr_debugfs_init()
 */
void lfr_debugfs_exit(void)
{
	debugfs_remove_recursive(lfr_debugfs_dir);
}
