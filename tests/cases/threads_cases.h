/* SPDX-License-Identifier: GPL-2.0 */
/*
 * threads_cases.h - producers and consumer at the same time
 */
#ifndef _LFRING_THREADS_CASES_H
#define _LFRING_THREADS_CASES_H

#include <linux/preempt.h>
#include <linux/smp.h>
#include <lfring/ring.h>
#include <lfring/shards.h>
#include "case.h"
#include "fixture.h"
#include "stress.h"

/* Producers only: what went in and what was refused add up, and all of it is there. */
static void lfr_threads_case_fill(struct lfr_worker *self)
{
	struct lfr_stress *s = self->ctx;
	struct lfr_stress_producer *mine = &s->producer[self->index];
	u32 i;

	for (i = 0; i < s->items; i++) {
		if (lfr_shards_push(s->shards, self->index, lfr_item(self->index, mine->items)))
			mine->full++;
		else
			mine->items++;
		if (i % 64 == 0 && !lfr_case_yield(self))
			return;
	}
}

static void lfring_conc_producers(struct lfr_test *t)
{
	/* With room for all; with too little; and with two producers to a shard. */
	static const struct {
		u32 total;
		u32 shards;
	} rows[] = { { 10000, 8 }, { 4096, 8 }, { 4096, 4 } };
	u32 r, i, in, refused, room;
	void *item;

	for (r = 0; r < ARRAY_SIZE(rows); r++) {
		struct lfr_stress *s = lfr_case_alloc(t, sizeof(*s));

		s->shards = lfr_fixture_shards(t, rows[r].total, rows[r].shards,
					       LFR_SELECT_PRODUCER);
		s->items = 1000;
		lfr_case_threads(t, 8, lfr_threads_case_fill, s);

		in = 0;
		refused = 0;
		for (i = 0; i < 8; i++) {
			in += s->producer[i].items;
			refused += s->producer[i].full;
		}
		LFR_EXPECT_EQ(t, in + refused, 8000);
		LFR_EXPECT_EQ(t, lfr_shards_len(s->shards), 8000 - refused);
		/* Without a consumer, nothing is refused that there is room for. */
		room = (u32)lfr_shards_capacity(s->shards);
		LFR_EXPECT_EQ(t, in, min(room, 8000u));
		while (!lfr_shards_pop(s->shards, &item))
			lfr_seqcheck_item(&s->check, item);
		LFR_EXPECT_EQ(t, s->check.got, in);
		lfr_seqcheck_report(t, &s->check);
	}
}

static void lfring_conc_prod_cons(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 1000000, 8, LFR_SELECT_PRODUCER);

	lfr_stress_run(t, lfr_stress_new(t, shards, 4, 50000));
}

static void lfring_small_ring(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards(t, 128, 8, LFR_SELECT_PRODUCER);

	lfr_stress_run(t, lfr_stress_new(t, shards, 1, 100000));
}

/* Fewer producers than shards, as many, and more. */
static void lfring_backoff_conc(struct lfr_test *t)
{
	static const u32 producers[] = { 4, 8, 12 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(producers); i++) {
		struct lfr_shards *shards = lfr_fixture_shards(t, 128, 8, LFR_SELECT_PRODUCER);
		struct lfr_stress *s = lfr_stress_new(t, shards, producers[i], 5000);

		s->take = 50;
		lfr_stress_run(t, s);
	}
}

/* Batches of every length, into shards that are shorter than some of them. */
static void lfring_batches_conc(struct lfr_test *t)
{
	static const u32 sizes[] = { 2, 4, 32 };
	u32 i;

	for (i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct lfr_shards *shards =
			lfr_fixture_shards_at(t, 2 * sizes[i], 2, LFR_SELECT_HASH,
					      U64_MAX - 3 * sizes[i]);
		struct lfr_stress *s = lfr_stress_new(t, shards, 4, 20000);

		s->batch = 8;
		s->take = 7;
		lfr_stress_run(t, s);
	}
}

/* A refused push leaves nothing behind, however many there are. */
static void lfring_drop_conc(struct lfr_test *t)
{
	struct lfr_shards *shards = lfr_fixture_shards_at(t, 8, 2, LFR_SELECT_PRODUCER,
							  (1ull << 32) - 1000);
	struct lfr_stress *s = lfr_stress_new(t, shards, 6, 10000);

	s->batch = 3;
	s->drop = true;
	lfr_stress_run(t, s);
}

/* The ways to choose that change the shard, and with it the order. */
static void lfring_spread_conc(struct lfr_test *t)
{
	u32 k;

	for (k = LFR_SELECT_RR; k <= LFR_SELECT_RANDOM; k++) {
		struct lfr_shards *shards = lfr_fixture_shards(t, 16, 4, k);
		struct lfr_stress *s = lfr_stress_new(t, shards, 4, 10000);

		s->unordered = k != LFR_SELECT_HASH;
		s->batch = 3;
		lfr_stress_run(t, s);
	}
}

/* Producers that migrate between CPUs, each of which has a shard. */
static void lfring_cpu_conc(struct lfr_test *t)
{
	u32 cpus = lfr_case_cpus();
	u32 batch;

	for (batch = 1; batch <= 5; batch += 4) {
		struct lfr_shards *shards = lfr_fixture_shards_at(t, (u64)cpus * 4, cpus,
								  LFR_SELECT_CPU,
								  (1ull << 32) - 500);
		struct lfr_stress *s = lfr_stress_new(t, shards, 6, 10000);

		/* What waits in one shard may be passed by what goes to the next. */
		s->unordered = true;
		s->batch = batch;
		lfr_stress_run(t, s);
	}
}

/**
 * struct lfr_beside - memory that producers and consumer keep beside a slot
 * @producer: who wrote it
 * @n: its item
 * @check: says that the two belong together
 *
 * Only the ring says whose it is; all accesses are plain.
 */
struct lfr_beside {
	u32 producer;
	u32 n;
	u32 check;
};

/**
 * struct lfr_beside_run - producers that write beside the slots they claim
 * @rings: one, or one for each CPU
 * @beside: of each ring
 * @nr: number of rings
 * @local: one for each CPU
 * @producers: how many
 * @items: that each of them puts in
 * @broken: records that were not what their producer wrote
 * @got: number of items
 * @next: of each producer, on each ring, the least its next item may be
 */
struct lfr_beside_run {
	struct lfr_ring **rings;
	struct lfr_beside **beside;
	u32 nr;
	bool local;
	u32 producers;
	u32 items;
	u32 broken;
	u32 got;
	u32 (*next)[LFR_CASE_WORKERS_MAX];
};

static void lfr_beside_produce(struct lfr_worker *self, struct lfr_beside_run *run)
{
	u64 random = self->index, pos;
	u32 n = 0, r, got, i, want;

	while (n < run->items) {
		struct lfr_ring *ring;

		want = 1 + lfr_case_random(&random) % 3;
		want = min(want, run->items - n);
		preempt_disable();
		r = run->local ? smp_processor_id() : 0;
		ring = run->rings[r];
		got = run->local ? lfr_ring_claim_local(ring, want, &pos) :
				   lfr_ring_claim(ring, want, &pos);
		for (i = 0; i < got; i++, n++) {
			struct lfr_beside *b =
				&run->beside[r][(pos + i) & (lfr_ring_size(ring) - 1)];

			b->producer = self->index;
			b->n = n;
			b->check = n * 7 + self->index;
			lfr_ring_publish(ring, pos + i, n & 1 ? b : NULL);
		}
		preempt_enable();
		if (!got && !lfr_case_yield(self))
			return;
	}
}

static u32 lfr_beside_drain(struct lfr_beside_run *run, u32 r, u32 max)
{
	struct lfr_ring *ring = run->rings[r];
	u64 head = lfr_ring_head(ring);
	void *item;
	u32 n;

	for (n = 0; n < max && lfr_ring_peek(ring, n, &item); n++) {
		struct lfr_beside *b = &run->beside[r][(head + n) & (lfr_ring_size(ring) - 1)];
		u32 who = b->producer;

		if (who >= LFR_CASE_WORKERS_MAX || b->check != b->n * 7 + who ||
		    item != (b->n & 1 ? b : NULL) || b->n < run->next[r][who]) {
			run->broken++;
			continue;
		}
		run->next[r][who] = b->n + 1;
	}
	if (n)
		lfr_ring_release(ring, n);
	return n;
}

static void lfr_beside_worker(struct lfr_worker *self)
{
	struct lfr_beside_run *run = self->ctx;
	u32 r, n;

	if (self->index) {
		lfr_beside_produce(self, run);
		return;
	}
	while (run->got < run->producers * run->items) {
		for (r = 0, n = 0; r < run->nr; r++)
			n += lfr_beside_drain(run, r, 1 + run->got % 5);
		run->got += n;
		if (!n && !lfr_case_yield(self))
			return;
	}
}

static void lfr_beside_case(struct lfr_test *t, u32 nr, u32 size, u64 start, bool local)
{
	struct lfr_beside_run *run = lfr_case_alloc(t, sizeof(*run));
	u32 r;

	run->nr = nr;
	run->local = local;
	run->producers = 4;
	run->items = lfr_case_scale(10000);
	run->rings = lfr_case_alloc(t, nr * sizeof(*run->rings));
	run->beside = lfr_case_alloc(t, nr * sizeof(*run->beside));
	run->next = lfr_case_alloc(t, nr * sizeof(*run->next));
	for (r = 0; r < nr; r++) {
		run->rings[r] = lfr_fixture_ring_at(t, size, start);
		run->beside[r] = lfr_case_alloc(t, size * sizeof(**run->beside));
	}
	lfr_case_threads(t, 1 + run->producers, lfr_beside_worker, run);
	LFR_EXPECT_EQ(t, run->got, run->producers * run->items);
	LFR_EXPECT_EQ(t, run->broken, 0);
	for (r = 0; r < nr; r++)
		lfr_fixture_at_rest(t, run->rings[r]);
}

static void lfring_beside_conc(struct lfr_test *t)
{
	lfr_beside_case(t, 1, 2, U64_MAX - 1000, false);
	lfr_beside_case(t, 1, 4, (1ull << 32) - 1000, false);
	lfr_beside_case(t, 1, 64, 0, false);
}

static void lfring_beside_cpu_conc(struct lfr_test *t)
{
	u32 cpus = lfr_case_cpus();

	lfr_beside_case(t, cpus, 2, (1ull << 32) - 1000, true);
	lfr_beside_case(t, cpus, 16, U64_MAX - 1000, true);
}

static struct lfr_case lfr_threads_cases[] = {
	LFR_CASE(lfring_conc_producers),
	LFR_CASE_SLOW(lfring_conc_prod_cons),
	LFR_CASE_SLOW(lfring_small_ring),
	LFR_CASE_SLOW(lfring_backoff_conc),
	LFR_CASE_SLOW(lfring_batches_conc),
	LFR_CASE_SLOW(lfring_drop_conc),
	LFR_CASE_SLOW(lfring_spread_conc),
	LFR_CASE_SLOW(lfring_cpu_conc),
	LFR_CASE_SLOW(lfring_beside_conc),
	LFR_CASE_SLOW(lfring_beside_cpu_conc),
	{}
};

#endif /* _LFRING_THREADS_CASES_H */
