/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bcast_threads_cases.h - one producer and many readers of a broadcast ring at the same time
 */
#ifndef _LFRING_BCAST_THREADS_CASES_H
#define _LFRING_BCAST_THREADS_CASES_H

#include <linux/cache.h>
#include <lfring/bcast.h>
#include "bcast_fixture.h"
#include "case.h"

/* Values in a batch. */
#define LFR_BCAST_RUN_BATCH	7u
#define LFR_BCAST_RUN_WORDS	(LFR_BCAST_CASE_BYTES / 8)

/* How both sides wait. */
enum lfr_bcast_run_how {
	LFR_BCAST_RUN_TRY,
	LFR_BCAST_RUN_SLEEP,
	LFR_BCAST_RUN_TIMEOUT,
	LFR_BCAST_RUN_BATCHES,
};

/**
 * struct lfr_bcast_run_reader - what one reader found
 * @got: values it read
 * @missed: values it was told it lost
 * @bad: values that were not the next one, or not what was written
 * @evicted: times it was told that it was evicted
 * @refused: times that there was no place
 * @stays: times it subscribed
 * @error: what it did not expect, 0 if nothing
 */
struct lfr_bcast_run_reader {
	u64 got;
	u64 missed;
	u64 bad;
	u32 evicted;
	u32 refused;
	u32 stays;
	int error;
} ____cacheline_aligned;

/**
 * struct lfr_bcast_run - a run
 * @ring: what is tested
 * @how: how both sides wait
 * @words: of 8 bytes in a value
 * @readers: how many
 * @writes: values to write
 * @stay: most values a reader reads before it leaves and comes again; 0: it stays
 * @ready: readers that have subscribed for the first time, or could not
 * @error: of the producer
 * @reader: what each found
 */
struct lfr_bcast_run {
	struct lfr_bcast *ring;
	enum lfr_bcast_run_how how;
	u32 words;
	u32 readers;
	u32 writes;
	u32 stay;
	atomic_t ready;
	int error;
	struct lfr_bcast_run_reader reader[LFR_CASE_WORKERS_MAX];
};

static void lfr_bcast_run_fill(u64 *value, u32 words, u64 pos)
{
	u32 i;

	for (i = 0; i < words; i++)
		value[i] = pos * (2 * i + 1);
}

static bool lfr_bcast_run_is(const u64 *value, u32 words, u64 pos)
{
	u32 i;

	for (i = 0; i < words; i++)
		if (value[i] != pos * (2 * i + 1))
			return false;
	return true;
}

static int lfr_bcast_run_write(struct lfr_bcast_run *run, u64 pos, u32 n, u64 *values)
{
	u32 i;

	for (i = 0; i < n; i++)
		lfr_bcast_run_fill(values + i * run->words, run->words, pos + i);
	switch (run->how) {
	case LFR_BCAST_RUN_BATCHES:
		return lfr_bcast_try_write_batch(run->ring, values, n);
	case LFR_BCAST_RUN_SLEEP:
		return lfr_bcast_write(run->ring, values) ?: 1;
	case LFR_BCAST_RUN_TIMEOUT:
		return lfr_bcast_write_timeout(run->ring, values, LFR_BCAST_CASE_LONG) ?: 1;
	default:
		return lfr_bcast_try_write(run->ring, values) ?: 1;
	}
}

static void lfr_bcast_run_produce(struct lfr_worker *self, struct lfr_bcast_run *run)
{
	u64 values[LFR_BCAST_RUN_BATCH * LFR_BCAST_RUN_WORDS], random = 1;
	u64 pos = lfr_bcast_case_head(run->ring);
	u32 done = 0;

	while (atomic_read(&run->ready) < (int)run->readers)
		if (!lfr_case_yield(self))
			return;
	while (done < run->writes) {
		u32 n = run->how != LFR_BCAST_RUN_BATCHES ? 1 :
			1 + lfr_case_random(&random) % LFR_BCAST_RUN_BATCH;
		int wrote = lfr_bcast_run_write(run, pos + done, min(n, run->writes - done),
						values);

		if (wrote > 0) {
			done += wrote;
			/* Those who never wait would otherwise not let anybody run on one CPU. */
			if ((lfr_bcast_waits(run->ring) && !run->stay) || done % 16 ||
			    lfr_case_yield(self))
				continue;
			break;
		}
		if (wrote != -EAGAIN) {
			run->error = wrote;
			break;
		}
		if (!lfr_case_yield(self))
			break;
	}
	lfr_bcast_close(run->ring);
}

static int lfr_bcast_run_read(struct lfr_bcast_run *run, struct lfr_bcast_reader *handle,
			      u64 *values, u32 n)
{
	switch (run->how) {
	case LFR_BCAST_RUN_BATCHES:
		return lfr_bcast_try_read_batch(run->ring, handle, values, n);
	case LFR_BCAST_RUN_SLEEP:
		return lfr_bcast_read(run->ring, handle, values) ?: 1;
	case LFR_BCAST_RUN_TIMEOUT:
		return lfr_bcast_read_timeout(run->ring, handle, values, LFR_BCAST_CASE_LONG) ?: 1;
	default:
		return lfr_bcast_try_read(run->ring, handle, values) ?: 1;
	}
}

/* Read up to @most values. Return: false if there will be no more. */
static bool lfr_bcast_run_stay(struct lfr_worker *self, struct lfr_bcast_run *run,
			       struct lfr_bcast_run_reader *mine, struct lfr_bcast_reader *handle,
			       u64 most)
{
	u64 values[LFR_BCAST_RUN_BATCH * LFR_BCAST_RUN_WORDS], next = handle->pos, left;
	int i, got;

	for (left = most; left;) {
		got = lfr_bcast_run_read(run, handle, values,
					 min_t(u64, left, LFR_BCAST_RUN_BATCH));
		for (i = 0; i < got; i++, next++) {
			mine->bad += !lfr_bcast_run_is(values + i * run->words, run->words, next);
			mine->got++;
			left--;
		}
		if (got > 0)
			continue;
		switch (got) {
		case -EAGAIN:
			if (!lfr_case_yield(self))
				return false;
			break;
		case -EOVERFLOW:
			mine->missed += handle->missed;
			next += handle->missed;
			break;
		case -ENOBUFS:
			mine->evicted++;
			return true;
		case -ESTALE:
			/* It had been evicted, and another has the place. */
			if (run->ring->policy == LFR_BCAST_EVICT) {
				mine->evicted++;
				return true;
			}
			fallthrough;
		default:
			if (got != -ESHUTDOWN)
				mine->error = got;
			return false;
		}
	}
	return true;
}

static void lfr_bcast_run_consume(struct lfr_worker *self, struct lfr_bcast_run *run)
{
	struct lfr_bcast_run_reader *mine = &run->reader[self->index - 1];
	struct lfr_bcast_reader handle;
	u64 random = self->index;
	bool first = true, more;
	int err;

	do {
		err = lfr_bcast_subscribe(run->ring, &handle);
		if (first)
			atomic_inc(&run->ready);
		first = false;
		more = err != -ESHUTDOWN;
		if (err == -EUSERS) {
			mine->refused++;
			if (!lfr_case_yield(self))
				return;
			continue;
		}
		if (err) {
			if (err != -ESHUTDOWN)
				mine->error = err;
			return;
		}
		mine->stays++;
		more = lfr_bcast_run_stay(self, run, mine, &handle,
					  run->stay ? lfr_case_random(&random) % run->stay :
						      U64_MAX);
		err = lfr_bcast_unsubscribe(run->ring, &handle);
		if (err && run->ring->policy != LFR_BCAST_EVICT)
			mine->error = err;
	} while (more && !mine->error);
}

static void lfr_bcast_run_worker(struct lfr_worker *self)
{
	struct lfr_bcast_run *run = self->ctx;

	if (self->index)
		lfr_bcast_run_consume(self, run);
	else
		lfr_bcast_run_produce(self, run);
}

static struct lfr_bcast_run *lfr_bcast_run(struct lfr_test *t, struct lfr_bcast_config *config,
					   u32 readers, u32 writes, u32 stay,
					   enum lfr_bcast_run_how how)
{
	struct lfr_bcast_run *run = lfr_case_alloc(t, sizeof(*run));
	u32 i;

	run->ring = lfr_bcast_case_make(t, config);
	run->how = how;
	run->words = config->bytes / 8;
	run->readers = readers;
	run->writes = lfr_case_scale(writes);
	run->stay = stay;
	lfr_case_threads(t, 1 + readers, lfr_bcast_run_worker, run);

	LFR_EXPECT_EQ(t, run->error, 0);
	LFR_EXPECT_EQ(t, lfr_bcast_written(run->ring), run->writes);
	LFR_EXPECT_EQ(t, lfr_bcast_subscribed(run->ring), 0);
	for (i = 0; i < readers; i++) {
		struct lfr_bcast_run_reader *r = &run->reader[i];

		LFR_EXPECT_MSG(t, !r->error, "reader %u: error %d", i, r->error);
		LFR_EXPECT_MSG(t, !r->bad, "reader %u: %llu of %llu values wrong", i,
			       (unsigned long long)r->bad, (unsigned long long)r->got);
		/* Who was there all the time saw everything, or knows how much it did not. */
		if (!stay && config->policy != LFR_BCAST_EVICT)
			LFR_EXPECT_EQ(t, r->got + r->missed, run->writes);
		if (config->policy != LFR_BCAST_OVERWRITE)
			LFR_EXPECT_EQ(t, r->missed, 0);
	}
	return run;
}

/* Twin of ConcurrentGetsAreSequentiallyOrdered. */
static void lfring_bcast_conc_one(struct lfr_test *t)
{
	struct lfr_bcast_config config = lfr_bcast_case_config(256, 8, 10, LFR_BCAST_WAIT,
							       (1ull << 32) - 8);

	lfr_bcast_run(t, &config, 1, 100000, 0, LFR_BCAST_RUN_TRY);
	lfr_bcast_run(t, &config, 1, 100000, 0, LFR_BCAST_RUN_BATCHES);
}

/* Twin of ConcurrentGetsAreSequentiallyOrderedMinibuffer. */
static void lfring_bcast_conc_mini(struct lfr_test *t)
{
	struct lfr_bcast_config config = lfr_bcast_case_config(2, 8, 10, LFR_BCAST_WAIT,
							       U64_MAX - 7);
	u32 how;

	for (how = 0; how <= LFR_BCAST_RUN_BATCHES; how++)
		lfr_bcast_run(t, &config, 1, 10000, 0, how);
}

/* Twin of ConcurrentStringsAreSequentiallyOrderedMultiConsumer. */
static void lfring_bcast_conc_long(struct lfr_test *t)
{
	u32 how;

	for (how = 0; how <= LFR_BCAST_RUN_BATCHES; how++) {
		struct lfr_bcast_config config =
			lfr_bcast_case_config(16, LFR_BCAST_CASE_BYTES, 3, LFR_BCAST_WAIT, 0);

		config.polled = how == LFR_BCAST_RUN_TRY;
		lfr_bcast_run(t, &config, 3, 10000, 0, how);
	}
}

/* Twin of ConcurrentGetsAreSequentiallyOrderedMultiConsumer. */
static void lfring_bcast_conc_many(struct lfr_test *t)
{
	struct lfr_bcast_config config = lfr_bcast_case_config(256, 8, 3, LFR_BCAST_WAIT,
							       U64_MAX - 500);

	lfr_bcast_run(t, &config, 3, 200000, 0, LFR_BCAST_RUN_TRY);
	lfr_bcast_run(t, &config, 3, 200000, 0, LFR_BCAST_RUN_BATCHES);
	lfr_bcast_run(t, &config, 3, 20000, 0, LFR_BCAST_RUN_SLEEP);
}

/*
 * Twin of ConcurrentAddRemoveConsumerDoesNotBlockWrites. KB3, KB4: who comes and goes gets each
 * value from the first to the last, and the producer waits for nobody who is gone.
 */
static void lfring_bcast_conc_churn(struct lfr_test *t)
{
	static const u32 slots[] = { 2, 16 };
	u32 i, how, n;

	for (i = 0; i < ARRAY_SIZE(slots); i++)
		for (how = 0; how <= LFR_BCAST_RUN_BATCHES; how++) {
			struct lfr_bcast_config config =
				lfr_bcast_case_config(slots[i], 16, 4, LFR_BCAST_WAIT,
						      lfr_bcast_case_starts[how % 3]);
			struct lfr_bcast_run *run = lfr_bcast_run(t, &config, 5, 10000, 20, how);

			for (n = 0; n < 5; n++)
				LFR_EXPECT(t, run->reader[n].stays || run->reader[n].refused);
		}
}

/* The same where readers lose values or their places. */
static void lfring_bcast_conc_slow(struct lfr_test *t)
{
	static const u32 slots[] = { 2, 4, 64 };
	u32 i, p, how, stay;

	for (i = 0; i < ARRAY_SIZE(slots); i++)
		for (p = LFR_BCAST_OVERWRITE; p <= LFR_BCAST_EVICT; p++)
			for (how = 0; how <= LFR_BCAST_RUN_BATCHES; how++)
				for (stay = 0; stay <= 20; stay += 20) {
					struct lfr_bcast_config config =
						lfr_bcast_case_config(slots[i], 24, 3, p,
								      U64_MAX - 1000);

					/* Evicted ones come again. */
					lfr_bcast_run(t, &config, p == LFR_BCAST_EVICT ? 4 : 3,
						      5000, p == LFR_BCAST_EVICT ? 20 : stay, how);
				}
}

/**
 * struct lfr_bcast_sleep - one that sleeps, and one that ends that
 * @ring: the ring
 * @reader: its only reader
 * @err: what the sleeper got
 * @value: what it read, or writes
 * @write: it is the producer
 * @end: what ends its sleep
 */
struct lfr_bcast_sleep {
	struct lfr_bcast *ring;
	struct lfr_bcast_reader reader;
	int err;
	u64 value;
	bool write;
	enum {
		LFR_BCAST_SLEEP_OTHER,	/* a value, or room */
		LFR_BCAST_SLEEP_LEAVE,
		LFR_BCAST_SLEEP_CLOSE,
		LFR_BCAST_SLEEP_SIGNAL,
		LFR_BCAST_SLEEP_ENDS
	} end;
};

static void lfr_bcast_sleep_worker(struct lfr_worker *self)
{
	struct lfr_bcast_sleep *s = self->ctx;
	u64 value = 77;

	if (!self->index) {
		s->err = s->write ? lfr_bcast_write_timeout(s->ring, &value, LFR_BCAST_CASE_LONG) :
				    lfr_bcast_read_timeout(s->ring, &s->reader, &s->value,
							   LFR_BCAST_CASE_LONG);
		return;
	}
	/* Nothing relies on what else is seen then. */
	while (!waitqueue_active(s->write ? &s->ring->writable : &s->ring->readable))
		if (!lfr_case_yield(self))
			return;
	/* It has queued itself, and most likely it sleeps by now. */
	lfr_case_sleep_us(2000);
	switch (s->end) {
	case LFR_BCAST_SLEEP_OTHER:
		if (s->write)
			lfr_bcast_try_read(s->ring, &s->reader, &s->value);
		else
			lfr_bcast_try_write(s->ring, &value);
		break;
	case LFR_BCAST_SLEEP_LEAVE:
		lfr_bcast_unsubscribe(s->ring, &s->reader);
		break;
	case LFR_BCAST_SLEEP_CLOSE:
		lfr_bcast_close(s->ring);
		break;
	default:
		lfr_case_interrupt(self, 0);
	}
}

/* KB8: whatever can end the sleep of either side does, at once and with the right error. */
static void lfring_bcast_sleep_conc(struct lfr_test *t)
{
	static const int wanted[] = { 0, 0, -ESHUTDOWN, -ERESTARTSYS };
	u32 write, end, k;

	for (write = 0; write < 2; write++)
		for (end = 0; end < LFR_BCAST_SLEEP_ENDS; end++) {
			struct lfr_bcast_sleep *s = lfr_case_alloc(t, sizeof(*s));
			u64 before = lfr_case_now();

			/* A reader does not wait for itself to leave. */
			if (!write && end == LFR_BCAST_SLEEP_LEAVE)
				continue;
			s->ring = lfr_bcast_case_new(t, 2, 1, LFR_BCAST_WAIT, 0);
			s->write = write;
			s->end = end;
			LFR_ASSERT_EQ(t, lfr_bcast_subscribe(s->ring, &s->reader), 0);
			for (k = 0; write && k < 2; k++)
				LFR_ASSERT_EQ(t, lfr_bcast_case_put(s->ring), 0);
			lfr_case_threads(t, 2, lfr_bcast_sleep_worker, s);
			LFR_EXPECT_MSG(t, s->err == wanted[end], "write %u, end %u: %d", write, end,
				       s->err);
			LFR_EXPECT(t, lfr_case_now() - before < 10000000000ull);
			if (!write && !wanted[end])
				LFR_EXPECT_EQ(t, s->value, 77);
			LFR_EXPECT_EQ(t, lfr_bcast_written(s->ring),
				      (write ? 2 : 0) + (end <= LFR_BCAST_SLEEP_LEAVE));
		}
}

static struct lfr_case lfr_bcast_threads_cases[] = {
	LFR_CASE_SLOW(lfring_bcast_conc_one),
	LFR_CASE_SLOW(lfring_bcast_conc_mini),
	LFR_CASE_SLOW(lfring_bcast_conc_long),
	LFR_CASE_SLOW(lfring_bcast_conc_many),
	LFR_CASE_SLOW(lfring_bcast_conc_churn),
	LFR_CASE_SLOW(lfring_bcast_conc_slow),
	LFR_CASE(lfring_bcast_sleep_conc),
	{}
};

#endif /* _LFRING_BCAST_THREADS_CASES_H */
