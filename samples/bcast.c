// SPDX-License-Identifier: GPL-2.0
/*
 * bcast.c - two subscribers, and both of them get everything
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/err.h>
#include <linux/numa.h>
#include <linux/printk.h>
#include <lfring/typed.h>
#include "sample.h"

#define READERS		2u
#define SAMPLES		5000u

struct sample {
	u64 time;
	u32 value;
};

LFR_DEFINE_BCAST(news, struct sample);

/**
 * struct subscriber - one of two
 * @news: what it subscribes to
 * @reader: its subscription
 * @good: samples that came in order
 * @thread: what runs it
 */
struct subscriber {
	struct news *news;
	struct news_reader reader;
	u32 good;
	struct sample_thread thread;
};

static int read_all(void *arg)
{
	struct subscriber *subscriber = arg;
	struct sample sample;
	int err;

	for (;;) {
		err = news_read(subscriber->news, &subscriber->reader, &sample);
		if (err)
			break;
		if (sample.time == 1000ull * subscriber->good && sample.value == ~subscriber->good)
			subscriber->good++;
	}
	news_unsubscribe(subscriber->news, &subscriber->reader);
	/* That is what ends it: closed, and all has been read. */
	return err == -ESHUTDOWN ? 0 : err;
}

int sample_bcast(void)
{
	const struct lfr_bcast_config config = {
		.slots = 64, .readers = READERS, .policy = LFR_BCAST_WAIT,
	};
	struct subscriber subscriber[READERS] = {};
	struct news *news = news_create(&config, NUMA_NO_NODE);
	struct sample sample;
	u32 started, i;
	int err = 0, ret;

	if (IS_ERR(news))
		return PTR_ERR(news);
	for (started = 0; started < READERS; started++) {
		/* Here and not in its thread, so that it misses nothing. */
		subscriber[started].news = news;
		err = news_subscribe(news, &subscriber[started].reader);
		if (err)
			break;
		err = sample_thread_start(&subscriber[started].thread, sample_nth_cpu(started),
					  read_all, &subscriber[started]);
		if (err)
			break;
	}
	for (i = sample_lose; i < SAMPLES && !err; i++) {
		sample.time = 1000ull * i;
		sample.value = ~i;
		/* Waits for the slower one. */
		err = news_write(news, &sample);
	}
	news_close(news);
	for (i = 0; i < started; i++) {
		ret = sample_thread_join(&subscriber[i].thread);
		err = err ?: ret;
		if (!err && subscriber[i].good != SAMPLES)
			err = -EIO;
	}
	pr_info("bcast: 2 subscribers read %u and %u of %u samples: %d\n",
		subscriber[0].good, subscriber[1].good, SAMPLES, err);
	news_destroy(news);
	return err;
}
