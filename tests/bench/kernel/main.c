// SPDX-License-Identifier: GPL-2.0
/*
 * main.c - the files of lfring_bench in debugfs
 *
 *	list	a line for each contestant in each workload, of words between tabs:
 *		workload, contestant, what it is safe for (bench.h), "ours" or "peer", CPUs that it
 *		takes, and what the workload is
 *	sample	write "WORKLOAD CONTESTANT WARM-MS MEASURED-MS", which takes that long, and read
 *		nanoseconds and items. Fails with ENOENT if the list has no such line, ERANGE if a
 *		time is out of range, ENODEV if there are not enough CPUs, EINTR for a signal, and
 *		EIO if items were lost, doubled, made up or out of order: the log says which. One
 *		sample is taken at a time.
 */
#include <linux/debugfs.h>
#include <linux/errno.h>
#include <linux/fs.h>
#include <linux/kernel.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/seq_file.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/uaccess.h>
#include "bench.h"

#define LINE_MAX_BYTES	128
#define MS_MAX		10000u

static struct dentry *bench_dir;
static DEFINE_MUTEX(bench_lock);

static int list_one(const struct bench_entry *entry, void *ctx)
{
	seq_printf(ctx, "%s\t%s\t%s\t%s\t%u\t%s\n", entry->load, entry->who, entry->safe,
		   entry->ours ? "ours" : "peer", entry->cpus, entry->about);
	return 0;
}

static int list_show(struct seq_file *seq, void *unused)
{
	return bench_each(list_one, seq);
}
DEFINE_SHOW_ATTRIBUTE(list);

/* What was asked for by one who has the file open. */
struct sample {
	char load[32], who[32];
	unsigned int warm_ms, ms;
	struct bench_result result;
	char line[LINE_MAX_BYTES];
};

static int sample_open(struct inode *inode, struct file *file)
{
	struct sample *sample = kzalloc(sizeof(*sample), GFP_KERNEL);

	file->private_data = sample;
	return sample ? 0 : -ENOMEM;
}

static int sample_release(struct inode *inode, struct file *file)
{
	kfree(file->private_data);
	return 0;
}

/* Returns 1 when it was this one and has been done. */
static int sample_one(const struct bench_entry *entry, void *ctx)
{
	struct sample *sample = ctx;
	int ret;

	if (strcmp(entry->load, sample->load) || strcmp(entry->who, sample->who))
		return 0;
	if (entry->cpus > bench_cpus())
		return -ENODEV;
	ret = entry->sample(entry, sample->warm_ms, sample->ms, &sample->result);
	return ret ?: 1;
}

static ssize_t sample_write(struct file *file, const char __user *data, size_t size, loff_t *pos)
{
	struct sample *sample = file->private_data;
	char line[LINE_MAX_BYTES], rest;
	int ret;

	if (!size || size >= sizeof(line))
		return -EINVAL;
	if (copy_from_user(line, data, size))
		return -EFAULT;
	line[size] = '\0';
	ret = mutex_lock_interruptible(&bench_lock);
	if (ret)
		return ret;
	memset(sample, 0, sizeof(*sample));
	ret = -EINVAL;
	if (sscanf(line, "%31s %31s %u %u %c", sample->load, sample->who, &sample->warm_ms,
		   &sample->ms, &rest) != 4)
		goto unlock;
	ret = -ERANGE;
	if (sample->warm_ms > MS_MAX || !sample->ms || sample->ms > MS_MAX)
		goto unlock;
	ret = bench_each(sample_one, sample);
	if (ret == 1) {
		snprintf(sample->line, sizeof(sample->line), "%llu %llu\n", sample->result.ns,
			 sample->result.items);
		*pos = 0;
		ret = size;
	} else if (!ret) {
		ret = -ENOENT;
	}
unlock:
	mutex_unlock(&bench_lock);
	return ret;
}

static ssize_t sample_read(struct file *file, char __user *data, size_t size, loff_t *pos)
{
	struct sample *sample = file->private_data;
	ssize_t ret;

	ret = mutex_lock_interruptible(&bench_lock);
	if (ret)
		return ret;
	ret = simple_read_from_buffer(data, size, pos, sample->line, strlen(sample->line));
	mutex_unlock(&bench_lock);
	return ret;
}

static const struct file_operations sample_fops = {
	.owner = THIS_MODULE,
	.open = sample_open,
	.release = sample_release,
	.write = sample_write,
	.read = sample_read,
	.llseek = default_llseek,
};

static int __init bench_init(void)
{
	bench_dir = debugfs_create_dir("lfring_bench", NULL);
	if (IS_ERR(bench_dir))
		return PTR_ERR(bench_dir);
	debugfs_create_file("list", 0400, bench_dir, NULL, &list_fops);
	debugfs_create_file("sample", 0600, bench_dir, NULL, &sample_fops);
	return 0;
}

/* Waits for whoever is in one of the files. */
static void __exit bench_exit(void)
{
	debugfs_remove_recursive(bench_dir);
}

module_init(bench_init);
module_exit(bench_exit);

MODULE_DESCRIPTION("lfring and the kernel's own queues and pools, measured side by side");
MODULE_LICENSE("GPL");
