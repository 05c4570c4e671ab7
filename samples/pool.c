// SPDX-License-Identifier: GPL-2.0
/*
 * pool.c - buffers are allocated on one CPU and freed on another
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/gfp.h>
#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <lfring/typed.h>
#include "sample.h"

#define BUFFERS		256u
#define TIMES		20000u

struct buffer {
	u32 n;
	u8 data[1450];
};

LFR_DEFINE_POOL(buffers, struct buffer);
LFR_DEFINE_RING(full, struct buffer);

/**
 * struct filler - the thread that allocates
 * @buffers: where from
 * @full: where it puts what it has filled; NULL is the last one
 * @waited: how often there was none
 * @thread: what runs it
 */
struct filler {
	struct buffers *buffers;
	struct full *full;
	u32 waited;
	struct sample_thread thread;
};

static int fill(void *arg)
{
	struct filler *filler = arg;
	struct buffer *buffer;
	u32 n = 0;

	while (n < TIMES) {
		buffer = buffers_alloc(filler->buffers, GFP_KERNEL);
		if (!buffer) {
			filler->waited++;
			usleep_range(20, 100);
			continue;
		}
		buffer->n = n++;
		/* It has room for all buffers that there are, and for the end. */
		full_push(filler->full, buffer);
	}
	return full_push(filler->full, NULL);
}

static int fill_and_free(struct filler *filler)
{
	struct lfr_pool_class_stats stats;
	struct buffer *buffer = NULL;
	u32 good = 0, n = 0;
	int err;

	err = sample_thread_start(&filler->thread, sample_nth_cpu(1), fill, filler);
	if (err)
		return err;
	for (;;) {
		if (full_pop(filler->full, &buffer)) {
			usleep_range(20, 100);
			continue;
		}
		if (!buffer)
			break;
		good += buffer->n == n && n >= sample_lose;
		n++;
		err = err ?: buffers_free(filler->buffers, buffer);
	}
	err = sample_thread_join(&filler->thread) ?: err;

	buffers_read(filler->buffers, &stats);
	if (!err && (good != TIMES || stats.in_use || stats.frees != TIMES))
		err = -EIO;
	pr_info("pool: %u buffers served for %u of %u, waited for %u times, %u in use: %d\n",
		stats.objects, good, TIMES, filler->waited, stats.in_use, err);
	return err;
}

int sample_pool(void)
{
	const struct lfr_pool_config config = {
		.class = { { .objects = BUFFERS } }, .magazine = LFR_POOL_MAGAZINE_AUTO,
	};
	struct filler filler = {};
	int err;

	filler.buffers = buffers_create(&config, "sample", 0, NUMA_NO_NODE);
	if (IS_ERR(filler.buffers))
		return PTR_ERR(filler.buffers);
	err = -ENOMEM;
	filler.full = kvzalloc(full_bytes(2 * BUFFERS), GFP_KERNEL);
	if (filler.full) {
		full_init(filler.full, 2 * BUFFERS);
		err = fill_and_free(&filler);
	}
	kvfree(filler.full);
	buffers_destroy(filler.buffers);
	return err;
}
