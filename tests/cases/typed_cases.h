/* SPDX-License-Identifier: GPL-2.0 */
/*
 * typed_cases.h - each function of each typed face, once and for real
 *
 * What must not compile is for tests/static/typed, and that it costs nothing.
 */
#ifndef _LFRING_TYPED_CASES_H
#define _LFRING_TYPED_CASES_H

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/string.h>
#include <lfring/typed.h>
#include "case.h"

struct lfr_typed_job {
	u64 deadline;
	u32 n;
};

/* What the type of a ring can look like: a struct, a constant one, a pointer, an array. */
LFR_DEFINE_RING(lfr_typed_jobs, struct lfr_typed_job);
LFR_DEFINE_RING(lfr_typed_names, const u16);
LFR_DEFINE_RING(lfr_typed_pointers, char *);
LFR_DEFINE_RING(lfr_typed_rows, u32 [4]);

static inline u64 lfr_typed_deadline(const struct lfr_typed_job *job)
{
	return job->deadline;
}

LFR_DEFINE_SHARDS(lfr_typed_todo, struct lfr_typed_job);
LFR_DEFINE_SHARDS_KEY(lfr_typed_todo, struct lfr_typed_job, lfr_typed_deadline);

LFR_DEFINE_STREAM(lfr_typed_work, struct lfr_typed_job);

/* Of no size that a machine word divides. */
struct lfr_typed_sample {
	u64 time;
	u8 level[5];
} __packed;

LFR_DEFINE_BCAST(lfr_typed_news, struct lfr_typed_sample);

LFR_DEFINE_POOL(lfr_typed_stock, struct lfr_typed_job);

static void lfring_typed_ring(struct lfr_test *t)
{
	struct lfr_typed_jobs *ring = lfr_case_alloc(t, lfr_typed_jobs_bytes(8));
	struct lfr_typed_job job[8], *got = NULL, *in[8], *out[8];
	u64 pos;
	u32 i;

	LFR_EXPECT_EQ(t, lfr_typed_jobs_bytes(8), lfr_ring_bytes(8));
	LFR_EXPECT_EQ(t, lfr_typed_jobs_init(ring, 3), -EINVAL);
	LFR_ASSERT_EQ(t, lfr_typed_jobs_init(ring, 8), 0);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_size(ring), 8);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_pop(ring, &got), -EAGAIN);

	/* One by one, NULL among them. */
	LFR_EXPECT_EQ(t, lfr_typed_jobs_push(ring, &job[5]), 0);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_push(ring, NULL), 0);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_len(ring), 2);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_depth(ring), 2);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_pop(ring, &got), 0);
	LFR_EXPECT(t, got == &job[5]);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_pop(ring, &got), 0);
	LFR_EXPECT(t, !got);

	/* In a batch, more than there is room for. */
	for (i = 0; i < 8; i++)
		in[i] = &job[i];
	LFR_EXPECT_EQ(t, lfr_typed_jobs_push_batch(ring, in, 5), 5);
	LFR_EXPECT(t, lfr_typed_jobs_above(ring, 5));
	LFR_EXPECT(t, !lfr_typed_jobs_above(ring, 6));
	LFR_EXPECT_EQ(t, lfr_typed_jobs_push_batch(ring, in, 5), 3);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_push(ring, &job[0]), -ENOSPC);
	LFR_EXPECT(t, lfr_typed_jobs_peek(ring, 4, &got));
	LFR_EXPECT(t, got == &job[4]);
	LFR_EXPECT(t, !lfr_typed_jobs_peek(ring, 8, &got));
	lfr_typed_jobs_release(ring, 4);
	LFR_ASSERT_EQ(t, lfr_typed_jobs_pop_batch(ring, out, 8), 4);
	for (i = 0; i < 4; i++)
		LFR_EXPECT(t, out[i] == &job[(i + 4) % 5]);
	LFR_EXPECT(t, !lfr_typed_jobs_stalled(ring));

	/* Claim and publish apart, and who only wants to know whether there was one. */
	LFR_EXPECT(t, !lfr_typed_jobs_poll(ring, &got));
	LFR_ASSERT_EQ(t, lfr_typed_jobs_claim(ring, 3, &pos), 3);
	lfr_typed_jobs_publish_batch(ring, pos + 1, in, 2);
	LFR_EXPECT(t, !lfr_typed_jobs_take(ring, &got));
	lfr_typed_jobs_publish(ring, pos, &job[7]);
	LFR_EXPECT(t, lfr_typed_jobs_poll(ring, &got));
	LFR_EXPECT(t, got == &job[7]);
	LFR_EXPECT(t, lfr_typed_jobs_take(ring, &got));
	LFR_EXPECT(t, got == &job[0]);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_pop(ring, &got), 0);
	LFR_EXPECT(t, got == &job[1]);
}

/* The same for who owns a CPU's ring; it may be used in one way only. */
static void lfring_typed_ring_local(struct lfr_test *t)
{
	struct lfr_typed_jobs *ring = lfr_case_alloc(t, lfr_typed_jobs_bytes(4));
	struct lfr_typed_job job, *in[4] = { &job, NULL, &job, NULL }, *out[4];
	u64 pos;

	LFR_ASSERT_EQ(t, lfr_typed_jobs_init(ring, 4), 0);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_push_local(ring, &job), 0);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_push_batch_local(ring, in, 4), 3);
	LFR_EXPECT_EQ(t, lfr_typed_jobs_push_local(ring, &job), -ENOSPC);
	LFR_ASSERT_EQ(t, lfr_typed_jobs_pop_batch(ring, out, 4), 4);
	LFR_EXPECT(t, out[0] == &job && out[1] == &job && !out[2] && out[3] == &job);

	/* Claim and publish apart. */
	LFR_ASSERT_EQ(t, lfr_typed_jobs_claim_local(ring, 1, &pos), 1);
	LFR_EXPECT(t, lfr_typed_jobs_stalled(ring));
	LFR_EXPECT_EQ(t, lfr_typed_jobs_pop(ring, out), -EBUSY);
	LFR_EXPECT(t, !lfr_typed_jobs_take(ring, out));
	lfr_typed_jobs_publish(ring, pos, &job);
	LFR_EXPECT(t, lfr_typed_jobs_take(ring, out));
	LFR_EXPECT(t, out[0] == &job);

	/* What has no typed form is there without. */
	LFR_EXPECT_EQ(t, lfr_ring_head(&ring->untyped), 5);
}

static void lfring_typed_types(struct lfr_test *t)
{
	struct lfr_typed_names *names = lfr_case_alloc(t, lfr_typed_names_bytes(2));
	struct lfr_typed_pointers *pointers = lfr_case_alloc(t, lfr_typed_pointers_bytes(2));
	struct lfr_typed_rows *rows = lfr_case_alloc(t, lfr_typed_rows_bytes(2));
	static const u16 name = 7;
	static u32 row[2][4];
	const u16 *got;
	char *text = NULL, **where;
	u32 (*line)[4];

	LFR_ASSERT_EQ(t, lfr_typed_names_init(names, 2), 0);
	LFR_EXPECT_EQ(t, lfr_typed_names_push(names, &name), 0);
	LFR_ASSERT_EQ(t, lfr_typed_names_pop(names, &got), 0);
	LFR_EXPECT_EQ(t, *got, 7);

	LFR_ASSERT_EQ(t, lfr_typed_pointers_init(pointers, 2), 0);
	LFR_EXPECT_EQ(t, lfr_typed_pointers_push(pointers, &text), 0);
	LFR_ASSERT_EQ(t, lfr_typed_pointers_pop(pointers, &where), 0);
	LFR_EXPECT(t, where == &text);

	LFR_ASSERT_EQ(t, lfr_typed_rows_init(rows, 2), 0);
	LFR_EXPECT_EQ(t, lfr_typed_rows_push(rows, &row[1]), 0);
	LFR_ASSERT_EQ(t, lfr_typed_rows_pop(rows, &line), 0);
	LFR_EXPECT(t, line == &row[1]);
}

static struct lfr_typed_todo *lfr_typed_fixture_todo(struct lfr_test *t, u32 nr, u32 size)
{
	struct lfr_typed_todo *todo = lfr_case_alloc(t, lfr_typed_todo_bytes(nr));
	struct lfr_ring *ring;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_typed_todo_init(todo, nr, LFR_SELECT_PRODUCER), 0);
	for (i = 0; i < nr; i++) {
		ring = lfr_case_alloc(t, lfr_ring_bytes(size));
		LFR_ASSERT_EQ(t, lfr_ring_init(ring, size), 0);
		lfr_typed_todo_set(todo, i, ring);
	}
	return todo;
}

static int lfr_typed_wait(void *ctx, u32 us)
{
	u32 *waits = ctx;

	(*waits)++;
	return -EINTR;
}

static void lfring_typed_shards(struct lfr_test *t)
{
	struct lfr_typed_todo *todo = lfr_typed_fixture_todo(t, 2, 4);
	const struct lfr_backoff how = LFR_BACKOFF_INIT;
	struct lfr_typed_job job[8], *got = &job[0], *in[8], *out[8];
	u32 i, done, waits = 0;
	bool high = false;
	u64 pos;

	LFR_EXPECT_EQ(t, lfr_typed_todo_nr(todo), 2);
	LFR_EXPECT_EQ(t, lfr_typed_todo_capacity(todo), 8);
	LFR_EXPECT_EQ(t, lfr_typed_todo_pop(todo, &got), -EAGAIN);
	LFR_EXPECT_EQ(t, lfr_typed_todo_push(todo, 1, NULL), 0);
	LFR_EXPECT_EQ(t, lfr_typed_todo_pop(todo, &got), 0);
	LFR_EXPECT(t, !got);
	LFR_EXPECT_EQ(t, lfr_typed_todo_push(todo, 1, &job[3]), 0);
	LFR_EXPECT_EQ(t, lfr_typed_todo_pop(todo, &got), 0);
	LFR_EXPECT(t, got == &job[3]);

	for (i = 0; i < 8; i++)
		in[i] = &job[i];
	lfr_typed_todo_set_mark(todo, 3);
	LFR_EXPECT_EQ(t, lfr_typed_todo_push_batch(todo, 0, in, 2, &high), 2);
	LFR_EXPECT(t, !high);
	LFR_EXPECT_EQ(t, lfr_typed_todo_push_backoff(todo, 0, in + 2, 3, &how, lfr_typed_wait,
						     &waits, &done, &high), -EINTR);
	LFR_EXPECT(t, high);
	LFR_EXPECT_EQ(t, done, 2);
	LFR_EXPECT_EQ(t, waits, 1);
	LFR_EXPECT_EQ(t, lfr_typed_todo_push(todo, 0, &job[4]), -ENOSPC);
	LFR_EXPECT_EQ(t, lfr_typed_todo_len(todo), 4);
	LFR_EXPECT_EQ(t, lfr_typed_todo_depth(todo), 4);
	LFR_ASSERT_EQ(t, lfr_typed_todo_pop_batch(todo, out, 8), 4);
	for (i = 0; i < 4; i++)
		LFR_EXPECT(t, out[i] == &job[i]);
	LFR_EXPECT_EQ(t, lfr_typed_todo_stalled(todo), 0);
	LFR_ASSERT_EQ(t, lfr_ring_claim(todo->untyped.shard[1], 1, &pos), 1);
	LFR_EXPECT_EQ(t, lfr_typed_todo_stalled(todo), 1);
	lfr_ring_publish(todo->untyped.shard[1], pos, NULL);
}

static void lfring_typed_merged(struct lfr_test *t)
{
	struct lfr_typed_todo *todo = lfr_typed_fixture_todo(t, 2, 8);
	struct lfr_typed_job job[8], *out[8];
	u32 i;

	/* Two in one shard, the next two in the other. */
	for (i = 0; i < 8; i++) {
		job[i].deadline = 100 + i;
		LFR_ASSERT_EQ(t, lfr_typed_todo_push(todo, i / 2, &job[i]), 0);
	}
	LFR_ASSERT_EQ(t, lfr_typed_todo_pop_merged(todo, out, 8), 8);
	for (i = 0; i < 8; i++)
		LFR_EXPECT(t, out[i] == &job[i]);
}

static void lfring_typed_stream(struct lfr_test *t)
{
	struct lfr_typed_work *work = lfr_case_alloc(t, lfr_typed_work_bytes(8));
	struct lfr_typed_job job[8], *got = &job[0], *in[8], *out[8];
	u64 head;
	u32 i;

	LFR_EXPECT_EQ(t, lfr_typed_work_bytes(8), lfr_stream_bytes(8));
	LFR_EXPECT_EQ(t, lfr_typed_work_init(work, 0), -EINVAL);
	LFR_ASSERT_EQ(t, lfr_typed_work_init(work, 8), 0);
	LFR_EXPECT_EQ(t, lfr_typed_work_size(work), 8);
	LFR_EXPECT(t, lfr_typed_work_empty(work));
	LFR_EXPECT_EQ(t, lfr_typed_work_pop(work, &got), -ENODATA);

	LFR_EXPECT_EQ(t, lfr_typed_work_push(work, NULL), 0);
	LFR_EXPECT_EQ(t, lfr_typed_work_try_push(work, &job[3]), 0);
	LFR_EXPECT_EQ(t, lfr_typed_work_len(work), 2);
	LFR_EXPECT_EQ(t, lfr_typed_work_pop(work, &got), 0);
	LFR_EXPECT(t, !got);
	LFR_EXPECT_EQ(t, lfr_typed_work_try_pop(work, &got), 0);
	LFR_EXPECT(t, got == &job[3]);

	for (i = 0; i < 8; i++)
		in[i] = &job[i];
	LFR_EXPECT_EQ(t, lfr_typed_work_push_batch(work, in, 5), 5);
	LFR_EXPECT(t, !lfr_typed_work_full(work));
	LFR_EXPECT_EQ(t, lfr_typed_work_push_batch(work, in + 5, 3), 3);
	LFR_EXPECT(t, lfr_typed_work_full(work));
	LFR_EXPECT_EQ(t, lfr_typed_work_push(work, &job[0]), -ENOSPC);
	LFR_ASSERT_EQ(t, lfr_typed_work_peek(work, out, 2, &head), 2);
	LFR_EXPECT(t, out[0] == &job[0] && out[1] == &job[1]);
	LFR_EXPECT(t, lfr_typed_work_take(work, head, 2));
	LFR_ASSERT_EQ(t, lfr_typed_work_pop_batch(work, out, 4), 4);
	for (i = 0; i < 4; i++)
		LFR_EXPECT(t, out[i] == &job[i + 2]);
	LFR_EXPECT(t, !lfr_typed_work_stalled(work));
	LFR_EXPECT_EQ(t, lfr_typed_work_reset(work), 2);
	LFR_EXPECT(t, lfr_typed_work_empty(work));
	LFR_ASSERT_EQ(t, lfr_typed_work_claim(work, 1, &head), 1);
	LFR_EXPECT(t, lfr_typed_work_stalled(work));
	lfr_typed_work_publish(work, head, &job[6]);
	LFR_EXPECT_EQ(t, lfr_typed_work_pop(work, &got), 0);
	LFR_EXPECT(t, got == &job[6]);
}

static struct lfr_typed_news *lfr_typed_fixture_news(struct lfr_test *t)
{
	/* The size of a value is known better. */
	const struct lfr_bcast_config config = {
		.slots = 4, .bytes = 1, .readers = 2, .policy = LFR_BCAST_WAIT,
	};
	struct lfr_bcast_config typed = lfr_typed_news_config(&config);
	struct lfr_typed_news *news;

	LFR_EXPECT_EQ(t, typed.bytes, sizeof(struct lfr_typed_sample));
	LFR_EXPECT_EQ(t, lfr_typed_news_bytes(&config), lfr_bcast_bytes(&typed));
	news = lfr_case_alloc(t, lfr_typed_news_bytes(&config));
	LFR_ASSERT_EQ(t, lfr_typed_news_init(news, &config), 0);
	LFR_EXPECT_EQ(t, lfr_typed_news_size(news), 4);
	return news;
}

static struct lfr_typed_sample lfr_typed_sample(u32 n)
{
	return (struct lfr_typed_sample){ .time = n + (1ull << 40), .level = { n, 1, 2, 3, ~n } };
}

static void lfr_typed_expect(struct lfr_test *t, const struct lfr_typed_sample *sample, u32 n)
{
	struct lfr_typed_sample expected = lfr_typed_sample(n);

	LFR_EXPECT_MSG(t, !memcmp(sample, &expected, sizeof(expected)), "sample %u", n);
}

static void lfring_typed_bcast(struct lfr_test *t)
{
	struct lfr_typed_news *news = lfr_typed_fixture_news(t);
	struct lfr_typed_news_reader first = {}, second = {};
	struct lfr_typed_sample sample = lfr_typed_sample(0), samples[4];
	u32 i;

	/* Without a reader nothing is kept. */
	LFR_EXPECT_EQ(t, lfr_typed_news_try_read(news, &first, &sample), -ESTALE);
	LFR_EXPECT_EQ(t, lfr_typed_news_try_write(news, &sample), 0);
	LFR_ASSERT_EQ(t, lfr_typed_news_subscribe(news, &first), 0);
	LFR_ASSERT_EQ(t, lfr_typed_news_subscribe(news, &second), 0);
	LFR_EXPECT_EQ(t, lfr_typed_news_subscribed(news), 2);
	LFR_EXPECT_EQ(t, lfr_typed_news_try_read(news, &first, &sample), -EAGAIN);

	for (i = 0; i < 4; i++)
		samples[i] = lfr_typed_sample(i);
	LFR_EXPECT_EQ(t, lfr_typed_news_try_write(news, &samples[0]), 0);
	LFR_EXPECT_EQ(t, lfr_typed_news_write(news, &samples[1]), 0);
	LFR_EXPECT_EQ(t, lfr_typed_news_write_timeout(news, &samples[2], 1), 0);
	LFR_EXPECT_EQ(t, lfr_typed_news_try_write_batch(news, &samples[3], 1), 1);
	LFR_EXPECT_EQ(t, lfr_typed_news_try_write(news, &samples[0]), -EAGAIN);
	LFR_EXPECT_EQ(t, lfr_typed_news_written(news), 5);
	LFR_EXPECT_EQ(t, lfr_typed_news_lag(news, &first), 4);

	LFR_EXPECT_EQ(t, lfr_typed_news_try_read(news, &first, &sample), 0);
	lfr_typed_expect(t, &sample, 0);
	LFR_EXPECT_EQ(t, lfr_typed_news_read(news, &first, &sample), 0);
	lfr_typed_expect(t, &sample, 1);
	LFR_EXPECT_EQ(t, lfr_typed_news_read_timeout(news, &first, &sample, 1), 0);
	lfr_typed_expect(t, &sample, 2);
	LFR_ASSERT_EQ(t, lfr_typed_news_try_read_batch(news, &second, samples, 4), 4);
	for (i = 0; i < 4; i++)
		lfr_typed_expect(t, &samples[i], i);
	second.untyped.missed = 7;
	LFR_EXPECT_EQ(t, lfr_typed_news_missed(&second), 7);
	/* Only where the producer does not wait for it. */
	LFR_EXPECT_EQ(t, lfr_typed_news_seek(news, &second, 0), -EOPNOTSUPP);

	LFR_EXPECT_EQ(t, lfr_typed_news_unsubscribe(news, &first), 0);
	LFR_EXPECT_EQ(t, lfr_typed_news_unsubscribe(news, &first), -ESTALE);
	lfr_typed_news_close(news);
	LFR_EXPECT_EQ(t, lfr_typed_news_try_write(news, &sample), -ESHUTDOWN);
	LFR_EXPECT_EQ(t, lfr_typed_news_read(news, &second, &sample), -ESHUTDOWN);
}

static void lfring_typed_bcast_in_place(struct lfr_test *t)
{
	struct lfr_typed_news *news = lfr_typed_fixture_news(t);
	struct lfr_typed_news_reader reader = {};
	const struct lfr_typed_sample *seen = NULL;
	struct lfr_typed_sample *slot = NULL;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_typed_news_subscribe(news, &reader), 0);
	for (i = 0; i < 3; i++) {
		LFR_ASSERT_EQ(t, lfr_typed_news_claim(news, &slot), 0);
		*slot = lfr_typed_sample(i);
		lfr_typed_news_publish(news);
	}
	LFR_ASSERT_EQ(t, lfr_typed_news_peek(news, &reader, 2, &seen), 0);
	lfr_typed_expect(t, seen, 2);
	LFR_EXPECT_EQ(t, lfr_typed_news_peek(news, &reader, 3, &seen), -EAGAIN);
	LFR_EXPECT_EQ(t, lfr_typed_news_release(news, &reader, 2), 0);
	LFR_EXPECT_EQ(t, lfr_typed_news_lag(news, &reader), 1);
}

static void lfring_typed_pool(struct lfr_test *t)
{
	const struct lfr_pool_config config = {
		.class = { { .size = 1, .objects = 4 } }, .nr = 9, .cpus = lfr_case_cpus(),
	};
	struct lfr_typed_stock *stock = lfr_case_alloc(t, sizeof(*stock));
	struct lfr_typed_job *job[4], *again;
	struct lfr_pool_class_stats stats;
	struct lfr_pool_config typed;
	struct lfr_pool_plan plan;
	void *arena, *meta, **cpu;
	u64 tag;
	u32 i;

	typed = lfr_typed_stock_config(&config);
	LFR_EXPECT_EQ(t, typed.nr, 1);
	LFR_EXPECT_EQ(t, typed.class[0].size, sizeof(struct lfr_typed_job));
	LFR_ASSERT_EQ(t, lfr_typed_stock_plan(&config, &plan), 0);
	arena = lfr_case_alloc(t, plan.arena);
	meta = lfr_case_alloc(t, plan.meta);
	cpu = lfr_case_alloc(t, config.cpus * sizeof(*cpu));
	for (i = 0; i < config.cpus; i++)
		cpu[i] = lfr_case_alloc(t, plan.cpu);
	LFR_ASSERT_EQ(t, lfr_typed_stock_init(stock, &config, arena, meta, cpu, NULL, NULL), 0);

	for (i = 0; i < 4; i++) {
		job[i] = lfr_typed_stock_alloc(stock, 0);
		LFR_ASSERT(t, job[i]);
		memset(job[i], 0xff, sizeof(*job[i]));
	}
	LFR_EXPECT(t, !lfr_typed_stock_alloc(stock, 0));
	lfr_typed_stock_read(stock, &stats);
	LFR_EXPECT_EQ(t, stats.size, sizeof(struct lfr_typed_job));
	LFR_EXPECT_EQ(t, stats.in_use, 4);
	LFR_EXPECT_EQ(t, lfr_typed_stock_in_use(stock), 4);

	tag = lfr_typed_stock_tag(stock, job[2]);
	LFR_EXPECT(t, tag);
	LFR_EXPECT_EQ(t, lfr_typed_stock_free(stock, job[2]), 0);
	LFR_EXPECT_EQ(t, lfr_typed_stock_free(stock, job[2]), -EINVAL);
	LFR_EXPECT_EQ(t, lfr_typed_stock_free(stock, NULL), -EINVAL);
	again = lfr_typed_stock_zalloc(stock, 0);
	LFR_ASSERT(t, again == job[2]);
	LFR_EXPECT(t, !again->deadline && !again->n);
	LFR_EXPECT_EQ(t, lfr_typed_stock_free_tagged(stock, again, tag), -ESTALE);
	for (i = 0; i < 4; i++)
		LFR_EXPECT_EQ(t, lfr_typed_stock_free(stock, job[i]), 0);
	lfr_typed_stock_flush_cpu(stock, 0);
	LFR_EXPECT_EQ(t, lfr_typed_stock_exit(stock), 0);
	LFR_EXPECT(t, !lfr_typed_stock_alloc(stock, 0));
}

/* What a CPU keeps, others can have. */
static void lfring_typed_pool_flush(struct lfr_test *t)
{
	const struct lfr_pool_config config = {
		.class = { { .objects = 64 } }, .cpus = lfr_case_cpus(), .magazine = 4,
	};
	struct lfr_typed_stock *stock = lfr_case_alloc(t, sizeof(*stock));
	struct lfr_pool_class_stats stats;
	struct lfr_pool_plan plan;
	void *arena, *meta, **cpu;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_typed_stock_plan(&config, &plan), 0);
	arena = lfr_case_alloc(t, plan.arena);
	meta = lfr_case_alloc(t, plan.meta);
	cpu = lfr_case_alloc(t, config.cpus * sizeof(*cpu));
	for (i = 0; i < config.cpus; i++)
		cpu[i] = lfr_case_alloc(t, plan.cpu);
	LFR_ASSERT_EQ(t, lfr_typed_stock_init(stock, &config, arena, meta, cpu, NULL, NULL), 0);
	LFR_ASSERT_EQ(t, lfr_typed_stock_free(stock, lfr_typed_stock_alloc(stock, 0)), 0);
	lfr_typed_stock_read(stock, &stats);
	LFR_EXPECT_EQ(t, stats.in_magazines, 4);
	for (i = 0; i < config.cpus; i++)
		lfr_typed_stock_flush_cpu(stock, i);
	lfr_typed_stock_read(stock, &stats);
	LFR_EXPECT_EQ(t, stats.in_magazines, 0);
}

static struct lfr_case lfr_typed_cases[] = {
	LFR_CASE(lfring_typed_ring),
	LFR_CASE(lfring_typed_ring_local),
	LFR_CASE(lfring_typed_types),
	LFR_CASE(lfring_typed_shards),
	LFR_CASE(lfring_typed_merged),
	LFR_CASE(lfring_typed_stream),
	LFR_CASE(lfring_typed_bcast),
	LFR_CASE(lfring_typed_bcast_in_place),
	LFR_CASE(lfring_typed_pool),
	LFR_CASE(lfring_typed_pool_flush),
	{}
};

#endif /* _LFRING_TYPED_CASES_H */
