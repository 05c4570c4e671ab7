// SPDX-License-Identifier: GPL-2.0
/*
 * queues.c - the workloads of queues
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/printk.h>
#include <linux/string.h>
#include "bench.h"

#define ANY	"spsc local mpsc mpmc"
#define ONE_CPU	"local mpsc mpmc"
#define SHARED	"mpsc mpmc"

static const struct bench_load loads[] = {
	{ "w1", "one thread: push, pop", ANY, 0, false, 1, 1, 1, 0 },
	{ "w1.32", "one thread: a batch of 32 in, a batch of 32 out", ANY, 0, false, 1, 32, 32, 0 },
	{ "w2", "one producer on the first CPU, one consumer on the second",
	  ANY, 1, false, 1, 1, 1, 0 },
	{ "w2l", "w2, but the consumer idles for 5 us when there is nothing",
	  ANY, 1, false, 1, 1, 1, 5 },
	{ "w3.32", "w2 in batches of 32", ANY, 1, false, 1, 32, 32, 0 },
	{ "w3.128", "w2 in batches of 128", ANY, 1, false, 1, 128, 128, 0 },
	{ "w4a", "a producer on each CPU, one consumer on the second",
	  SHARED, 2, true, 1, 1, 1, 0 },
	{ "w4b", "eight producers on two CPUs, one consumer on the second",
	  SHARED, 8, true, 1, 1, 1, 0 },
	{ "w4c", "two producers on the first CPU, one consumer on the second",
	  ONE_CPU, 2, false, 1, 1, 1, 0 },
	{ "w5", "w4a with a shard for each producer", ANY, 2, true, 2, 1, 1, 0 },
	{ "w5b", "w4b with a shard for each CPU", ONE_CPU, 8, true, 2, 1, 1, 0 },
	{ "wd1", "w2l, but the consumer takes batches of 32", ANY, 1, false, 1, 1, 32, 5 },
	{ "wd4", "wd1 with a producer on each CPU", SHARED, 2, true, 1, 1, 32, 5 },
};

/* One pass. @result may be NULL. */
static int queue_pass(const struct bench_entry *entry, bool looks, unsigned int warm_ms,
		      unsigned int ms, struct bench_result *result)
{
	const struct bench_load *load = entry->load_data;
	const struct bench_queue *queue = entry->who_data;
	unsigned int i, jobs = load->producers + 1;
	u64 in = 0, in_sum = 0;
	struct bench_run *run;
	struct bench_job *end;
	int ret = -ENOMEM;

	run = bench_run_new();
	if (!run)
		return -ENOMEM;
	run->load = load;
	for (i = 0; i < load->shards; i++) {
		run->thing[i] = queue->create();
		if (!run->thing[i])
			goto destroy;
	}
	for (i = 0; i < BENCH_JOBS; i++) {
		struct bench_job *job = &run->job[i];

		job->id = i;
		job->looks = looks;
		/* Not known to the compiler, which could tell that no item is NULL. */
		job->first = (unsigned long)(ktime_get_ns() & 0xff) << 16 | 1ul << 15 |
			     (i % BENCH_PRODUCERS) << BENCH_ID_SHIFT;
	}
	for (i = 0; i < load->producers; i++)
		bench_add(run, i, load->spread ? i % 2 : 0, queue->produce);
	end = &run->job[load->producers];
	bench_add(run, load->producers, load->producers ? 1 : 0,
		  load->producers ? queue->consume : queue->cycles);
	ret = bench_go(run, jobs, warm_ms, ms);
	if (run->called_off)
		goto destroy;

	for (i = 0; i < max(load->producers, 1u); i++) {
		struct bench_job *job = &run->job[i];

		in += job->made;
		in_sum += bench_sum(job->first, job->made);
	}
	/* Where addresses have 32 bits items begin anew, and their sum is another. */
	if (!IS_ENABLED(CONFIG_64BIT))
		in_sum = end->sum;
	if (end->count != in || end->sum != in_sum || end->wrong) {
		pr_err("lfring_bench: %s, %s: %llu items went in, %llu came out, %s, %s\n",
		       entry->load, entry->who, in, end->count,
		       end->sum == in_sum ? "the same" : "others",
		       end->wrong ? "out of order" : looks ? "in order" : "order not looked at");
		ret = -EIO;
	} else if (!ret && result) {
		result->ns = end->ns;
		result->items = end->measured;
	}

destroy:
	for (i = 0; i < load->shards; i++)
		queue->destroy(run->thing[i]);
	bench_run_free(run);
	return ret;
}

static int queue_sample(const struct bench_entry *entry, unsigned int warm_ms, unsigned int ms,
			struct bench_result *result)
{
	int ret = queue_pass(entry, true, 0, BENCH_CHECK_MS, NULL);

	return ret ?: queue_pass(entry, false, warm_ms, ms, result);
}

static bool is_among(const char *word, const char *words)
{
	size_t len = strlen(word);

	for (; words; words = strchr(words, ' ')) {
		words += *words == ' ';
		if (!strncmp(words, word, len) && (!words[len] || words[len] == ' '))
			return true;
	}
	return false;
}

static int each_of(const struct bench_load *load, const struct bench_queue *const *queue,
		   bench_show show, void *ctx)
{
	int ret = 0;

	for (; *queue && !ret; queue++) {
		struct bench_entry entry = {
			.load = load->name, .about = load->about, .who = (*queue)->name,
			.safe = (*queue)->safe, .ours = (*queue)->ours,
			.cpus = load->producers ? 2 : 1,
			.load_data = load, .who_data = *queue, .sample = queue_sample,
		};

		if (is_among(entry.safe, load->safe))
			ret = show(&entry, ctx);
	}
	return ret;
}

int bench_each_queue(bench_show show, void *ctx)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < ARRAY_SIZE(loads) && !ret; i++) {
		ret = each_of(&loads[i], bench_lfring_queues, show, ctx);
		if (!ret)
			ret = each_of(&loads[i], bench_peer_queues, show, ctx);
	}
	return ret;
}
