// SPDX-License-Identifier: GPL-2.0
/*
 * original.c - the benchmarks of the system that lfring replaces, without what was wrong in them
 *
 * Each producer has a number of its own; there is one consumer; what refills or empties a ring
 * beside the measured operation is not counted; threads are given their counters instead of
 * drawing them; and padding is that of the real structure, from the end of one ring to
 * the beginning of the next. Nanoseconds are for an item, or an increment.
 *
 *	write		pushes, 100 at a time
 *	read		pops, one by one
 *	batch.N		pops of N at once
 *	batch_reuse.N	the same into an array that is allocated, and freed, each time
 *	cycle		push and pop, eight shards
 *	shards.N	push and pop, N shards
 *	conc_write.N	N producers on two CPUs, eight shards, one consumer
 *	contention	two producers on two CPUs, one shard, one consumer
 *	nocontention	the same with 64 shards
 *	throughput	conc_write.2 in batches of 32
 *	falseshare.*	two threads count, each in a variable of its own: on one line, or not
 *	falseshare2.*	the same, eight variables each and round
 *	padding.N	two CPUs push and pop, each in a ring of its own, N bytes between the rings
 */
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/ktime.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <lfring/shards.h>
#include "bench.h"

#define SHARDS_MAX	64u
#define SHARD_SLOTS	1024u
#define FILL		1000u

enum original_kind {
	DO_WRITE, DO_READ, DO_BATCH, DO_REUSE, DO_CYCLE, DO_PRODUCERS, DO_COUNT, DO_PAD,
};

struct original {
	const char *name;
	const char *about;
	enum original_kind kind;
	unsigned int n;		/* shards, items of a batch, or bytes */
	unsigned int producers;
	unsigned int cpus;
};

static const struct original originals[] = {
	{ "write", "pushes, 100 at a time", DO_WRITE, 1, 0, 1 },
	{ "read", "pops, one by one", DO_READ, 1, 0, 1 },
	{ "batch.10", "pops of 10 at once", DO_BATCH, 10, 0, 1 },
	{ "batch.100", "pops of 100 at once", DO_BATCH, 100, 0, 1 },
	{ "batch.1000", "pops of 1000 at once", DO_BATCH, 1000, 0, 1 },
	{ "batch_reuse.10", "batch.10, the array allocated each time", DO_REUSE, 10, 0, 1 },
	{ "batch_reuse.100", "batch.100, the array allocated each time", DO_REUSE, 100, 0, 1 },
	{ "batch_reuse.1000", "batch.1000, the array allocated each time", DO_REUSE, 1000, 0, 1 },
	{ "conc_write.1", "one producer, 8 shards, one consumer", DO_PRODUCERS, 8, 1, 2 },
	{ "conc_write.2", "2 producers, 8 shards, one consumer", DO_PRODUCERS, 8, 2, 2 },
	{ "conc_write.4", "4 producers, 8 shards, one consumer", DO_PRODUCERS, 8, 4, 2 },
	{ "conc_write.8", "8 producers, 8 shards, one consumer", DO_PRODUCERS, 8, 8, 2 },
	{ "cycle", "push and pop, 8 shards", DO_CYCLE, 8, 0, 1 },
	{ "contention", "2 producers, one shard, one consumer", DO_PRODUCERS, 1, 2, 2 },
	{ "nocontention", "2 producers, 64 shards, one consumer", DO_PRODUCERS, 64, 2, 2 },
	{ "shards.1", "push and pop, one shard", DO_CYCLE, 1, 0, 1 },
	{ "shards.2", "push and pop, 2 shards", DO_CYCLE, 2, 0, 1 },
	{ "shards.4", "push and pop, 4 shards", DO_CYCLE, 4, 0, 1 },
	{ "shards.8", "push and pop, 8 shards", DO_CYCLE, 8, 0, 1 },
	{ "shards.16", "push and pop, 16 shards", DO_CYCLE, 16, 0, 1 },
	{ "shards.32", "push and pop, 32 shards", DO_CYCLE, 32, 0, 1 },
	{ "throughput", "2 producers, 8 shards, batches of 32", DO_PRODUCERS, 8, 2, 2 },
	{ "falseshare.near", "two threads count on one cache line", DO_COUNT, 8, 1, 2 },
	{ "falseshare.far", "two threads count on two cache lines", DO_COUNT, 128, 1, 2 },
	{ "falseshare2.near", "falseshare.near with 8 counters each", DO_COUNT, 8, 8, 2 },
	{ "falseshare2.far", "falseshare.far with 8 counters each", DO_COUNT, 128, 8, 2 },
	{ "padding.0", "a ring for each CPU, one beside the other", DO_PAD, 0, 0, 2 },
	{ "padding.64", "a ring for each CPU, 64 bytes in between", DO_PAD, 64, 0, 2 },
	{ "padding.128", "a ring for each CPU, 128 bytes in between", DO_PAD, 128, 0, 2 },
};

static void shards_free(struct lfr_shards *shards)
{
	u32 i;

	for (i = 0; shards && i < lfr_shards_nr(shards); i++)
		kfree(shards->shard[i]);
	kfree(shards);
}

static struct lfr_shards *shards_new(u32 nr)
{
	struct lfr_shards *shards = kzalloc(lfr_shards_bytes(nr), GFP_KERNEL);
	struct lfr_ring *ring;
	u32 i;

	if (!shards)
		return NULL;
	if (lfr_shards_init(shards, nr, LFR_SELECT_PRODUCER))
		goto free;
	for (i = 0; i < nr; i++) {
		ring = kzalloc(lfr_ring_bytes(SHARD_SLOTS), GFP_KERNEL);
		if (!ring)
			goto free;
		lfr_shards_set(shards, i, ring);
		if (lfr_ring_init(ring, SHARD_SLOTS))
			goto free;
	}
	return shards;
free:
	shards_free(shards);
	return NULL;
}

/* Item @n of that thread; never NULL. */
static void *item_of(struct bench_job *job, u64 n)
{
	return (void *)(job->first + (unsigned long)n * BENCH_STRIDE);
}

static bool is_item(struct bench_job *job, u64 n, void *item)
{
	return item == item_of(job, n);
}

static bool push_all(struct bench_job *job, u32 n)
{
	struct lfr_shards *shards = job->run->thing[0];
	u32 i;

	for (i = 0; i < n; i++)
		if (lfr_shards_push(shards, 0, item_of(job, job->made++)))
			return false;
	return true;
}

/* Takes @n in batches of at most @batch, and looks at them if it is to. */
static bool pop_all(struct bench_job *job, u32 n, u32 batch, bool reuse)
{
	struct lfr_shards *shards = job->run->thing[0];
	void **own = job->run->thing[1], **items;
	u32 i, got;

	while (n) {
		items = reuse ? kmalloc_array(batch, sizeof(*items), GFP_KERNEL) : own;
		if (!items)
			return false;
		got = lfr_shards_pop_batch(shards, items, min(n, batch));
		for (i = 0; job->looks && i < got; i++)
			job->wrong |= !is_item(job, job->sum + i, items[i]);
		job->sum += got;
		if (reuse)
			kfree(items);
		if (!got)
			return false;
		n -= got;
	}
	return true;
}

/* One operation is measured and the other is not. */
static void one_side(struct bench_job *job)
{
	const struct original *o = job->run->load;
	u32 n = o->kind == DO_WRITE ? 100 : o->kind == DO_READ ? FILL : FILL / o->n * o->n;
	u32 batch = o->kind == DO_BATCH || o->kind == DO_REUSE ? o->n : 1;
	u64 begin, middle, end, ns = 0;
	int phase = BENCH_WARM;
	bool good = true;

	while (good && phase != BENCH_STOP) {
		begin = ktime_get_ns();
		good = push_all(job, n);
		middle = ktime_get_ns();
		good &= pop_all(job, n, o->kind == DO_WRITE ? 100 : batch, o->kind == DO_REUSE);
		end = ktime_get_ns();
		if (phase == BENCH_MEASURE) {
			ns += o->kind == DO_WRITE ? middle - begin : end - middle;
			job->count += n;
		}
		phase = bench_turn(job);
		cond_resched();
	}
	job->ns = ns;
	job->measured = job->count;
	job->wrong |= !good || job->made != job->sum;
}

/* Producer ids go round, so that each shard has its turn. */
static void cycle(struct bench_job *job)
{
	struct lfr_shards *shards = job->run->thing[0];
	bool good = true;
	void *item;
	u32 k;

	while (bench_turn(job) != BENCH_STOP) {
		for (k = 0; k < BENCH_CHUNK; k++) {
			good &= !lfr_shards_push(shards, k, item_of(job, job->made));
			good &= !lfr_shards_pop(shards, &item);
			good &= is_item(job, job->made++, item);
		}
		job->count += k;
		cond_resched();
	}
	job->wrong |= !good;
}

static void produce(struct bench_job *job)
{
	const struct original *o = job->run->load;
	struct lfr_shards *shards = job->run->thing[0];
	bool batches = !strcmp(o->name, "throughput");
	void *items[BENCH_VISIT];
	unsigned int misses = 0;
	u32 i, got;

	while (bench_turn(job) != BENCH_STOP) {
		got = 0;
		if (batches) {
			for (i = 0; i < BENCH_VISIT; i++)
				items[i] = item_of(job, job->made + i);
			got = lfr_shards_push_batch(shards, job->id, items, BENCH_VISIT, NULL);
			job->made += got;
		} else {
			for (; got < BENCH_VISIT; got++) {
				if (lfr_shards_push(shards, job->id, item_of(job, job->made)))
					break;
				job->made++;
			}
		}
		if (got)
			cond_resched();
		else
			bench_miss(job, &misses);
	}
	atomic_inc_return_release(&job->run->done);
}

static void consume(struct bench_job *job)
{
	struct bench_run *run = job->run;
	const struct original *o = run->load;
	unsigned long next[BENCH_PRODUCERS];
	void *items[BENCH_VISIT];
	unsigned int misses = 0;
	u32 i, id, got;
	bool last;

	for (i = 0; i < BENCH_PRODUCERS; i++)
		next[i] = run->job[i].first;
	for (;;) {
		last = bench_turn(job) == BENCH_STOP &&
		       atomic_read_acquire(&run->done) == o->producers;
		got = lfr_shards_pop_batch(run->thing[0], items, BENCH_VISIT);
		for (i = 0; job->looks && i < got; i++) {
			id = (unsigned long)items[i] >> BENCH_ID_SHIFT & (BENCH_PRODUCERS - 1);
			job->wrong |= (unsigned long)items[i] != next[id];
			next[id] += BENCH_STRIDE;
		}
		job->count += got;
		if (!got && last)
			break;
		if (got)
			cond_resched();
		else
			bench_miss(job, &misses);
	}
}

/* n: bytes from one thread's counters to the other's; producers: counters of a thread. */
static void count(struct bench_job *job)
{
	const struct original *o = job->run->load;
	u32 k, step = o->n, nr = o->producers;
	char *counters = job->run->thing[0];

	/* Near: the counters of both in turns; far: those of one behind those of the other. */
	counters += job->id * (step == 8 ? 8 : nr * 128);
	step = step == 8 ? 16 : 128;
	while (bench_turn(job) != BENCH_STOP) {
		for (k = 0; k < BENCH_CHUNK; k++) {
			u64 *counter = (u64 *)(counters + (k & (nr - 1)) * step);

			WRITE_ONCE(*counter, READ_ONCE(*counter) + 1);
		}
		job->count += k;
		cond_resched();
	}
	for (k = 0; k < nr; k++)
		job->sum += *(u64 *)(counters + k * step);
	job->wrong |= job->sum != job->count;
}

static void pad(struct bench_job *job)
{
	struct lfr_ring *ring = job->run->thing[job->id];
	bool good = true;
	void *item;
	u32 k;

	while (bench_turn(job) != BENCH_STOP) {
		for (k = 0; k < BENCH_CHUNK; k++) {
			good &= !lfr_ring_push_local(ring, item_of(job, job->made));
			good &= !lfr_ring_pop(ring, &item);
			good &= is_item(job, job->made++, item);
		}
		job->count += k;
		cond_resched();
	}
	job->wrong |= !good;
}

/* What the threads work on: thing[0], and thing[1] beside it. */
static bool prepare(struct bench_run *run, const struct original *o)
{
	/* The smallest ring: all of it is near its end, where the next one begins. */
	size_t bytes = ALIGN(lfr_ring_bytes(8), SMP_CACHE_BYTES);

	switch (o->kind) {
	case DO_COUNT:
		run->thing[0] = kzalloc(PAGE_SIZE, GFP_KERNEL);
		return run->thing[0];
	case DO_PAD:
		run->thing[0] = kzalloc(PAGE_SIZE, GFP_KERNEL);
		if (!run->thing[0])
			return false;
		run->thing[1] = run->thing[0] + bytes + o->n;
		return !lfr_ring_init(run->thing[0], 8) && !lfr_ring_init(run->thing[1], 8);
	default:
		run->thing[0] = shards_new(o->kind == DO_CYCLE || o->kind == DO_PRODUCERS ?
					   o->n : 1);
		run->thing[1] = kcalloc(FILL, sizeof(void *), GFP_KERNEL);
		return run->thing[0] && run->thing[1];
	}
}

static void unprepare(struct bench_run *run, const struct original *o)
{
	if (o->kind == DO_COUNT || o->kind == DO_PAD) {
		kfree(run->thing[0]);
		return;
	}
	shards_free(run->thing[0]);
	kfree(run->thing[1]);
}

/* Returns how many threads there are. */
static unsigned int add_jobs(struct bench_run *run, const struct original *o)
{
	unsigned int i;

	switch (o->kind) {
	case DO_CYCLE:
		bench_add(run, 0, 0, cycle);
		return 1;
	case DO_COUNT:
	case DO_PAD:
		for (i = 0; i < 2; i++)
			bench_add(run, i, i, o->kind == DO_COUNT ? count : pad);
		return 2;
	case DO_PRODUCERS:
		for (i = 0; i < o->producers; i++)
			bench_add(run, i, i % 2, produce);
		bench_add(run, i, 1, consume);
		return i + 1;
	default:
		bench_add(run, 0, 0, one_side);
		return 1;
	}
}

static int original_pass(const struct bench_entry *entry, bool looks, unsigned int warm_ms,
			 unsigned int ms, struct bench_result *result)
{
	const struct original *o = entry->load_data;
	struct bench_run *run = bench_run_new();
	unsigned int i, jobs;
	bool wrong = false;
	int ret = -ENOMEM;
	u64 made = 0;

	if (!run)
		return -ENOMEM;
	run->load = o;
	if (!prepare(run, o))
		goto free;
	for (i = 0; i < BENCH_JOBS; i++) {
		run->job[i].id = i;
		run->job[i].looks = looks;
		run->job[i].first = 1ul << 15 | (i % BENCH_PRODUCERS) << BENCH_ID_SHIFT;
	}
	jobs = add_jobs(run, o);
	ret = bench_go(run, jobs, warm_ms, ms);
	for (i = 0; i < jobs; i++) {
		wrong |= run->job[i].wrong;
		made += run->job[i].made;
	}
	if (o->kind == DO_PRODUCERS)
		wrong |= made != run->job[jobs - 1].count && !run->called_off;
	if (wrong) {
		pr_err("lfring_bench: %s: items lost, doubled or out of order\n", o->name);
		ret = -EIO;
	}
	for (i = o->kind == DO_PRODUCERS ? jobs - 1 : 0; !ret && result && i < jobs; i++) {
		result->ns += run->job[i].ns;
		result->items += run->job[i].measured;
	}
free:
	unprepare(run, o);
	bench_run_free(run);
	return ret;
}

static int original_sample(const struct bench_entry *entry, unsigned int warm_ms,
			   unsigned int ms, struct bench_result *result)
{
	int ret = original_pass(entry, true, 0, BENCH_CHECK_MS, NULL);

	return ret ?: original_pass(entry, false, warm_ms, ms, result);
}

int bench_each_original(bench_show show, void *ctx)
{
	unsigned int i;
	int ret = 0;

	for (i = 0; i < ARRAY_SIZE(originals) && !ret; i++) {
		struct bench_entry entry = {
			.load = originals[i].name, .about = originals[i].about, .who = "lfring",
			.safe = "-", .ours = true, .cpus = originals[i].cpus,
			.load_data = &originals[i], .sample = original_sample,
		};

		ret = show(&entry, ctx);
	}
	return ret;
}
