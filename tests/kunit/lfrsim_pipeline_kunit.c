// SPDX-License-Identifier: GPL-2.0
/*
 * lfrsim_pipeline_kunit.c - the whole: its life, its accounts, its configuration
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include "engine/pipeline.h"
#include "engine/pipeline_parts.h"
#include "kunit/lfrsim.h"

/**
 * struct lfrsim_pipe - a pipeline and what it told
 * @pl: the pipeline
 * @cfg: what it is configured to, for the next lfrsim_set()
 * @why: why the last thing was refused
 * @view: what lfrsim_read() read
 * @states: states it has been in, in order
 * @nr_states: how many
 * @drops: drop events by reason
 * @suppressed: events that were not sent, by reason
 * @dropped: packets dropped by the last event, by reason
 * @drop_at: when that was
 * @too_soon: events that came less than a second after the one before
 */
struct lfrsim_pipe {
	struct lfr_pipeline *pl;
	struct lfr_config cfg;
	struct lfr_why why;
	struct lfr_pipeline_view view;
	enum lfr_state states[64];
	u32 nr_states;
	u32 drops[LFR_DROPS];
	u64 suppressed[LFR_DROPS];
	u64 dropped[LFR_DROPS];
	u64 drop_at[LFR_DROPS];
	u32 too_soon;
};

static void lfrsim_pipe_state(void *ctx, const char *name, enum lfr_state state)
{
	struct lfrsim_pipe *pipe = ctx;

	if (pipe->nr_states < ARRAY_SIZE(pipe->states))
		pipe->states[pipe->nr_states++] = state;
}

static void lfrsim_pipe_drop(void *ctx, const char *name, enum lfr_drop reason, u64 total,
			     u64 suppressed)
{
	struct lfrsim_pipe *pipe = ctx;
	u64 now = ktime_get_ns();

	/* A tick short of a second, by the tick it happens to be. */
	if (pipe->drops[reason]++ && now - pipe->drop_at[reason] < 980 * NSEC_PER_MSEC)
		pipe->too_soon++;
	pipe->drop_at[reason] = now;
	pipe->dropped[reason] = total;
	pipe->suppressed[reason] += suppressed;
}

static const struct lfr_pipeline_events lfrsim_pipe_events = {
	.state = lfrsim_pipe_state,
	.drop = lfrsim_pipe_drop,
};

static void lfrsim_pipe_free(void *data)
{
	struct lfrsim_pipe *pipe = data;

	lfr_pipeline_destroy(pipe->pl);
}

/* Four producers at 10 Mb/s, packets of 1250 bytes: one each ms. No other news than events. */
static struct lfrsim_pipe *lfrsim_pipe(struct kunit *test)
{
	struct lfrsim_pipe *pipe = kunit_kzalloc(test, sizeof(*pipe), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, pipe);
	if (ktime_get_ns() < NSEC_PER_SEC)
		msleep(1000);
	lfr_config_init(&pipe->cfg);
	pipe->cfg.value[LFR_KEY_QUANTUM_US] = 1000;
	pipe->cfg.value[LFR_KEY_PRODUCERS] = 4;
	pipe->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	pipe->cfg.value[LFR_KEY_DEBUG_LEVEL] = 0;
	pipe->pl = lfr_pipeline_create("sim", &pipe->cfg, &lfrsim_pipe_events, pipe);
	KUNIT_ASSERT_NOT_NULL(test, pipe->pl);
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, lfrsim_pipe_free, pipe), 0);
	return pipe;
}

static int lfrsim_set(struct lfrsim_pipe *pipe)
{
	return lfr_pipeline_set(pipe->pl, &pipe->cfg, &pipe->why);
}

static int lfrsim_go(struct lfrsim_pipe *pipe)
{
	return lfr_pipeline_start(pipe->pl, &pipe->why);
}

static struct lfr_pipeline_view *lfrsim_read(struct lfrsim_pipe *pipe)
{
	lfr_pipeline_read(pipe->pl, &pipe->view);
	return &pipe->view;
}

/* The four identities; exact when it has stopped. */
static void lfrsim_accounts(struct kunit *test, struct lfrsim_pipe *pipe)
{
	struct lfr_pipeline_view *v = lfrsim_read(pipe);
	struct lfr_pipeline_producer_view p;
	struct lfr_pipeline_shard_view s;
	u64 dropped = 0, offered = 0, produced = 0, pushed = 0, popped = 0;
	u32 i;

	for (i = 0; i < LFR_DROPS; i++)
		dropped += v->producer.dropped[i];
	KUNIT_EXPECT_EQ(test, v->dropped, dropped);
	KUNIT_EXPECT_EQ(test, v->producer.offered, v->producer.produced + dropped);
	KUNIT_EXPECT_EQ(test, v->producer.produced, v->consumer.consumed + v->in_ring);
	KUNIT_EXPECT_EQ(test, v->consumer.consumed,
			v->consumer.inserted + v->consumer.duplicate + v->consumer.late);
	KUNIT_EXPECT_EQ(test, v->consumer.inserted, v->consumer.evicted + v->window.len);
	KUNIT_EXPECT_LE(test, v->window.len, v->window.size);

	/* A whole is the sum of its parts. */
	for (i = 0; !lfr_pipeline_read_producer(pipe->pl, i, &p); i++) {
		offered += p.count.offered;
		produced += p.count.produced;
	}
	KUNIT_EXPECT_EQ(test, i, pipe->pl->nr_producers);
	KUNIT_EXPECT_EQ(test, v->producer.offered, offered);
	KUNIT_EXPECT_EQ(test, v->producer.produced, produced);
	for (i = 0; !lfr_pipeline_read_shard(pipe->pl, i, &s); i++) {
		pushed += s.pushed;
		popped += s.popped;
	}
	KUNIT_EXPECT_EQ(test, v->producer.produced, pushed);
	KUNIT_EXPECT_EQ(test, v->consumer.consumed, popped);
}

/* The same, and nothing was lost on the way. */
static void lfrsim_accounts_stopped(struct kunit *test, struct lfrsim_pipe *pipe)
{
	lfrsim_accounts(test, pipe);
	KUNIT_EXPECT_EQ(test, pipe->view.state, LFR_STATE_STOPPED);
	KUNIT_EXPECT_EQ(test, pipe->view.in_ring, 0);
	KUNIT_EXPECT_EQ(test, pipe->view.producer.produced, pipe->view.consumer.consumed);
	/* Numbers of dropped packets are what is missing, as far as the window has come. */
	KUNIT_EXPECT_LE(test, pipe->view.window.missing, pipe->view.dropped);
	KUNIT_EXPECT_EQ(test, pipe->view.consumer.duplicate, 0);
}

static void lfrsim_pipeline_life(struct kunit *test)
{
	static const enum lfr_state states[] = {
		LFR_STATE_RUNNING, LFR_STATE_DRAINING, LFR_STATE_STOPPED,
		LFR_STATE_RUNNING, LFR_STATE_DRAINING, LFR_STATE_STOPPED,
		LFR_STATE_IDLE, LFR_STATE_RUNNING,
	};
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_view *v = lfrsim_read(pipe);
	struct lfr_pipeline_producer_view p;
	struct lfr_pipeline_shard_view s;
	u32 i;

	KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_IDLE);
	KUNIT_EXPECT_EQ(test, v->state, LFR_STATE_IDLE);
	KUNIT_EXPECT_EQ(test, v->producer.offered, 0);
	KUNIT_EXPECT_EQ(test, v->packets, 0);
	KUNIT_EXPECT_EQ(test, v->target_bps, 40000000);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_read_producer(pipe->pl, 0, &p), -ENOENT);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_read_shard(pipe->pl, 0, &s), -ENOENT);
	KUNIT_EXPECT_EQ(test, pipe->nr_states, 0);

	for (i = 0; i < 2; i++) {
		KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
		KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_RUNNING);
		lfrsim_sleep(999500 * NSEC_PER_USEC);
		lfr_pipeline_stop(pipe->pl);
		KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_STOPPED);
		/* Each time from the beginning. */
		lfrsim_accounts_stopped(test, pipe);
		KUNIT_EXPECT_EQ(test, v->producer.offered, 4000);
		KUNIT_EXPECT_EQ(test, v->producer.produced, 4000);
		KUNIT_EXPECT_EQ(test, v->window.len, 2000);
		KUNIT_EXPECT_EQ(test, v->window.next_seq, 2000);
		KUNIT_EXPECT_EQ(test, v->window.first_seq, 2000);
		KUNIT_EXPECT_EQ(test, v->window.last_seq, 3999);
		KUNIT_EXPECT_GE(test, v->run_ns, 999500 * NSEC_PER_USEC);
		KUNIT_EXPECT_LE(test, v->run_ns, 1000 * NSEC_PER_MSEC);
		KUNIT_EXPECT_GT(test, v->shutdown_ns, 0);
		KUNIT_EXPECT_LE(test, v->shutdown_ns, NSEC_PER_MSEC);
	}

	/* It stays, until it is reset. */
	lfrsim_sleep(NSEC_PER_SEC);
	lfrsim_read(pipe);
	KUNIT_EXPECT_EQ(test, v->producer.offered, 4000);
	KUNIT_EXPECT_LE(test, v->run_ns, 1000 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_reset(pipe->pl), 0);
	lfrsim_read(pipe);
	KUNIT_EXPECT_EQ(test, v->state, LFR_STATE_IDLE);
	KUNIT_EXPECT_EQ(test, v->producer.offered, 0);
	KUNIT_EXPECT_EQ(test, v->consumer.consumed, 0);
	KUNIT_EXPECT_EQ(test, v->window.len, 0);
	KUNIT_EXPECT_EQ(test, v->packets, 0);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_read_producer(pipe->pl, 0, &p), -ENOENT);

	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	KUNIT_ASSERT_EQ(test, pipe->nr_states, ARRAY_SIZE(states));
	for (i = 0; i < ARRAY_SIZE(states); i++)
		KUNIT_EXPECT_EQ(test, pipe->states[i], states[i]);
	/* Destroyed while it runs. */
}

/* What is not possible in a state says so and changes nothing. */
static void lfrsim_pipeline_again(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_view *v = &pipe->view;
	u64 run;

	/* idle */
	lfr_pipeline_stop(pipe->pl);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_reset(pipe->pl), 0);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_IDLE);
	KUNIT_EXPECT_EQ(test, pipe->nr_states, 0);

	/* running */
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep(500500 * NSEC_PER_USEC);
	KUNIT_EXPECT_EQ(test, lfrsim_go(pipe), -EALREADY);
	KUNIT_EXPECT_NOT_NULL(test, strstr(pipe->why.text, "already running"));
	KUNIT_EXPECT_EQ(test, pipe->why.key, LFR_KEYS);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_reset(pipe->pl), -EBUSY);
	KUNIT_EXPECT_EQ(test, lfrsim_read(pipe)->producer.offered, 4 * 501);
	KUNIT_EXPECT_EQ(test, pipe->nr_states, 1);

	/* stopped */
	lfr_pipeline_stop(pipe->pl);
	run = lfrsim_read(pipe)->run_ns;
	lfrsim_sleep(NSEC_PER_SEC);
	lfr_pipeline_stop(pipe->pl);
	KUNIT_EXPECT_EQ(test, lfrsim_read(pipe)->run_ns, run);
	KUNIT_EXPECT_EQ(test, v->producer.offered, 4 * 501);
	KUNIT_EXPECT_EQ(test, pipe->nr_states, 3);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_reset(pipe->pl), 0);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_reset(pipe->pl), 0);
	KUNIT_EXPECT_EQ(test, pipe->nr_states, 4);
}

/* Without producers it runs all the same. */
static void lfrsim_pipeline_no_producers(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);

	pipe->cfg.value[LFR_KEY_PRODUCERS] = 0;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep(NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_RUNNING);
	lfr_pipeline_stop(pipe->pl);
	lfrsim_accounts_stopped(test, pipe);
	KUNIT_EXPECT_EQ(test, pipe->view.producer.offered, 0);
	KUNIT_EXPECT_GE(test, pipe->view.run_ns, NSEC_PER_SEC);
}

/* KE3: at whatever moment it is stopped, what was produced has been consumed. */
static void lfrsim_pipeline_stop_ordered(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	u64 seed = 88172645463325252ull;
	u32 i;

	pipe->cfg.value[LFR_KEY_RATE] = 77777;
	pipe->cfg.value[LFR_KEY_TREE_SIZE] = 100;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	for (i = 0; i < 300; i++) {
		KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		/* From not at all to ten intervals. */
		if (i)
			lfrsim_sleep(seed % (100 * NSEC_PER_MSEC));
		lfr_pipeline_stop(pipe->pl);
		lfrsim_accounts_stopped(test, pipe);
		KUNIT_EXPECT_EQ(test, pipe->view.dropped, 0);
		KUNIT_EXPECT_LE(test, pipe->view.shutdown_ns, NSEC_PER_MSEC);
	}
}

/* A duration: it stops by itself, after exactly that, having sent exactly that much. */
static void lfrsim_pipeline_duration(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_producer_view p;
	struct lfr_pipeline_view *v;

	pipe->cfg.value[LFR_KEY_DURATION] = 5;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep(4990 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_RUNNING);
	lfrsim_sleep(20 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_STOPPED);
	lfrsim_accounts_stopped(test, pipe);
	v = &pipe->view;
	KUNIT_EXPECT_EQ(test, v->producer.offered, 20000);
	KUNIT_EXPECT_EQ(test, v->producer.produced, 20000);
	KUNIT_EXPECT_EQ(test, v->run_ns, 5 * NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, v->rate_bps, 40000000);
	KUNIT_EXPECT_EQ(test, v->target_bps, 40000000);

	/* The generator's Stats. */
	KUNIT_ASSERT_EQ(test, lfr_pipeline_read_producer(pipe->pl, 3, &p), 0);
	KUNIT_EXPECT_EQ(test, p.count.produced, 5000);
	KUNIT_EXPECT_EQ(test, p.bytes, 5000 * 1250);
	KUNIT_EXPECT_EQ(test, p.target_bps, 10000000);
	KUNIT_EXPECT_EQ(test, p.rate_bps, 10000000);
	KUNIT_EXPECT_EQ(test, p.run_ns, 5 * NSEC_PER_SEC);
	KUNIT_EXPECT_FALSE(test, p.running);

	/* Once more, stopped by hand before its time, and not stopped later by the old end. */
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep(NSEC_PER_SEC);
	lfr_pipeline_stop(pipe->pl);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep(4500 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_RUNNING);
	lfrsim_sleep(NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_STOPPED);
	KUNIT_EXPECT_EQ(test, lfrsim_read(pipe)->producer.offered, 20000);
}

/* Wake-ups are shared at fixed times, but the end is where it is, whenever the start was. */
static void lfrsim_pipeline_duration_quantum(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	u32 i;

	pipe->cfg.value[LFR_KEY_DURATION] = 1;
	pipe->cfg.value[LFR_KEY_QUANTUM_US] = 70000;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	for (i = 0; i < 20; i++) {
		lfrsim_sleep(i * 3700 * NSEC_PER_USEC);
		KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
		lfrsim_sleep(1001 * NSEC_PER_MSEC);
		KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_STOPPED);
		lfrsim_accounts_stopped(test, pipe);
		KUNIT_EXPECT_EQ(test, pipe->view.producer.offered, 4000);
		KUNIT_EXPECT_EQ(test, pipe->view.run_ns, NSEC_PER_SEC);
	}
}

/* A duration that changes while it runs: longer, none, shorter than it has run. */
static void lfrsim_pipeline_new_duration(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);

	pipe->cfg.value[LFR_KEY_DURATION] = 2;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep(NSEC_PER_SEC);
	pipe->cfg.value[LFR_KEY_DURATION] = 3;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	lfrsim_sleep(1500 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_RUNNING);
	pipe->cfg.value[LFR_KEY_DURATION] = 0;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	lfrsim_sleep(10 * NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_RUNNING);
	pipe->cfg.value[LFR_KEY_DURATION] = 1;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	lfrsim_sleep(NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfr_pipeline_state(pipe->pl), LFR_STATE_STOPPED);
	lfrsim_accounts_stopped(test, pipe);
}

/**
 * struct lfrsim_change - a change of the configuration
 * @key: the key
 * @value: its value
 */
struct lfrsim_change {
	enum lfr_key key;
	u32 value;
};

/* Everything that may change while it runs changes, and nothing is lost by it. */
static void lfrsim_pipeline_reconfigure(struct kunit *test)
{
	static const struct lfrsim_change changes[] = {
		{ LFR_KEY_RATE, 1 },
		{ LFR_KEY_RATE, 50000 },
		{ LFR_KEY_TREE_SIZE, 10 },
		{ LFR_KEY_INTERVAL_MS, 1 },
		{ LFR_KEY_WAKE, LFR_WAKE_WATERMARK },
		{ LFR_KEY_WATERMARK, 1 },
		{ LFR_KEY_WAKE, LFR_WAKE_TIMER },
		{ LFR_KEY_TREE_SIZE, 5000 },
		{ LFR_KEY_WAKE, LFR_WAKE_BOTH },
		{ LFR_KEY_WATERMARK, 100 },
		{ LFR_KEY_FULL, LFR_FULL_DROP },
		{ LFR_KEY_FULL, LFR_FULL_BLOCK },
		{ LFR_KEY_PACE, LFR_PACE_HYBRID },
		{ LFR_KEY_QUANTUM_US, 0 },
		{ LFR_KEY_PACE, LFR_PACE_SLEEP },
		{ LFR_KEY_QUANTUM_US, 5000 },
		{ LFR_KEY_MAX_LAG_MS, 1000 },
		{ LFR_KEY_TREE_SIZE, 1 },
		{ LFR_KEY_MAX_RETRIES, 3 },
		{ LFR_KEY_MAX_BACKOFFS, 0 },
		{ LFR_KEY_BACKOFF_US, 50 },
		{ LFR_KEY_FULL, LFR_FULL_BACKOFF },
		{ LFR_KEY_STATS_INTERVAL, 0 },
		{ LFR_KEY_RATE, 10000 },
	};
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_view *v = &pipe->view;
	u32 i, j;

	pipe->cfg.value[LFR_KEY_RING_SIZE] = 8192;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	for (i = 0; i < ARRAY_SIZE(changes); i++) {
		pipe->cfg.value[changes[i].key] = changes[i].value;
		KUNIT_EXPECT_EQ_MSG(test, lfrsim_set(pipe), 0, "%s=%u: %s",
				    lfr_config_name(changes[i].key), changes[i].value,
				    pipe->why.text);
		for (j = 0; j < 100; j++) {
			lfrsim_sleep(1003 * NSEC_PER_USEC);
			lfrsim_accounts(test, pipe);
		}
		KUNIT_EXPECT_EQ(test, v->window.size, pipe->cfg.value[LFR_KEY_TREE_SIZE]);
		KUNIT_EXPECT_EQ(test, v->target_bps, pipe->cfg.value[LFR_KEY_RATE] * 4000ull);
	}
	lfr_pipeline_stop(pipe->pl);
	lfrsim_accounts_stopped(test, pipe);
	KUNIT_EXPECT_EQ(test, v->dropped, 0);
	KUNIT_EXPECT_EQ(test, v->consumer.late, 0);
	KUNIT_EXPECT_EQ(test, v->window.missing, 0);
	KUNIT_EXPECT_EQ(test, pipe->nr_states, 3);
}

/* A new rate counts at once, though the old one had the producers asleep for seconds. */
static void lfrsim_pipeline_new_rate(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	u64 before;

	pipe->cfg.value[LFR_KEY_RATE] = 1;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep(NSEC_PER_SEC);
	before = lfrsim_read(pipe)->producer.offered;
	KUNIT_EXPECT_EQ(test, before, 4);
	pipe->cfg.value[LFR_KEY_RATE] = 10000;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	lfrsim_sleep(1000500 * NSEC_PER_USEC);
	KUNIT_EXPECT_GE(test, lfrsim_read(pipe)->producer.offered, before + 4000);
	KUNIT_EXPECT_LE(test, lfrsim_read(pipe)->producer.offered, before + 4 * 1002);
	lfr_pipeline_stop(pipe->pl);
	lfrsim_accounts_stopped(test, pipe);
}

/* What is refused leaves everything as it was. */
static void lfrsim_pipeline_refuse(struct kunit *test)
{
	static const struct lfrsim_change fixed[] = {
		{ LFR_KEY_PRODUCERS, 5 }, { LFR_KEY_PACKET_SIZE, 100 },
		{ LFR_KEY_RING_SIZE, 1024 }, { LFR_KEY_SIZE_MULTIPLIER, 3000 },
		{ LFR_KEY_RING_SHARDS, 4 }, { LFR_KEY_SHARD_SELECT, LFR_SELECT_RR },
		{ LFR_KEY_PAYLOAD, LFR_PAYLOAD_ALPHA72 },
	};
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_config good = pipe->cfg, seen;
	u32 i, round;

	/* Idle, running, stopped: more memory than there is. */
	for (round = 0; round < 3; round++) {
		pipe->cfg.value[LFR_KEY_RING_SIZE] = 1 << 24;
		KUNIT_EXPECT_EQ(test, lfrsim_set(pipe), -ENOMEM);
		KUNIT_EXPECT_EQ(test, pipe->why.key, LFR_KEY_RING_SIZE);
		KUNIT_EXPECT_NOT_NULL(test, strstr(pipe->why.text, "ring_size=16777216"));
		pipe->cfg = good;
		pipe->cfg.value[LFR_KEY_TREE_SIZE] = 1 << 20;
		pipe->cfg.value[LFR_KEY_RATE] = 5000;
		KUNIT_EXPECT_EQ(test, lfrsim_set(pipe), -ENOMEM);
		KUNIT_EXPECT_EQ(test, pipe->why.key, LFR_KEY_TREE_SIZE);
		pipe->cfg = good;
		lfr_pipeline_config(pipe->pl, &seen);
		KUNIT_EXPECT_MEMEQ(test, seen.value, good.value, sizeof(good.value));
		if (!round)
			KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
		if (round != 1)
			continue;

		/* Running: what cannot change then. A change of something else comes along. */
		lfrsim_sleep(100500 * NSEC_PER_USEC);
		for (i = 0; i < ARRAY_SIZE(fixed); i++) {
			pipe->cfg = good;
			pipe->cfg.value[fixed[i].key] = fixed[i].value;
			pipe->cfg.value[LFR_KEY_RATE] = 1;
			KUNIT_EXPECT_EQ(test, lfrsim_set(pipe), -EBUSY);
			KUNIT_EXPECT_EQ(test, pipe->why.key, fixed[i].key);
			KUNIT_EXPECT_NOT_NULL(test, strstr(pipe->why.text,
							   lfr_config_name(fixed[i].key)));
			lfr_pipeline_config(pipe->pl, &seen);
			KUNIT_EXPECT_MEMEQ(test, seen.value, good.value, sizeof(good.value));
		}
		pipe->cfg = good;
		KUNIT_EXPECT_EQ(test, lfrsim_read(pipe)->producer.offered, 4 * 101);
		lfrsim_sleep(100 * NSEC_PER_MSEC);
		KUNIT_EXPECT_EQ(test, lfrsim_read(pipe)->producer.offered, 4 * 201);
		lfr_pipeline_stop(pipe->pl);
	}
	lfrsim_accounts_stopped(test, pipe);
	KUNIT_EXPECT_EQ(test, pipe->view.producer.offered, 4 * 201);

	/* Stopped, all of them may change. */
	for (i = 0; i < ARRAY_SIZE(fixed); i++)
		pipe->cfg.value[fixed[i].key] = fixed[i].value;
	KUNIT_EXPECT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep(100 * NSEC_PER_MSEC);
	lfr_pipeline_stop(pipe->pl);
	lfrsim_accounts_stopped(test, pipe);
	KUNIT_EXPECT_EQ(test, pipe->view.shards, 4);
	KUNIT_EXPECT_EQ(test, pipe->view.capacity, 1024);
	KUNIT_EXPECT_GT(test, pipe->view.producer.offered, 5 * 1000);
}

/* The numbers of a run are those of that run, whatever the next one is to be. */
static void lfrsim_pipeline_old_numbers(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_producer_view p;
	struct lfr_pipeline_view *v = &pipe->view;

	pipe->cfg.value[LFR_KEY_DURATION] = 2;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep(2100 * NSEC_PER_MSEC);
	KUNIT_ASSERT_EQ(test, lfrsim_read(pipe)->state, LFR_STATE_STOPPED);
	KUNIT_EXPECT_EQ(test, v->rate_bps, 40000000);

	pipe->cfg.value[LFR_KEY_PACKET_SIZE] = 100;
	pipe->cfg.value[LFR_KEY_DURATION] = 200;
	pipe->cfg.value[LFR_KEY_TREE_SIZE] = 77;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	lfrsim_accounts_stopped(test, pipe);
	KUNIT_EXPECT_EQ(test, v->rate_bps, 40000000);
	KUNIT_EXPECT_EQ(test, v->run_ns, 2 * NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, v->window.len, 2000);
	KUNIT_ASSERT_EQ(test, lfr_pipeline_read_producer(pipe->pl, 0, &p), 0);
	KUNIT_EXPECT_EQ(test, p.bytes, 2000 * 1250);
	KUNIT_EXPECT_EQ(test, p.run_ns, 2 * NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, p.rate_bps, 10000000);
}

/* KE5: the machine stands still for a second. Bounded catch-up, exact counts, nothing hidden. */
static void lfrsim_pipeline_stall(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_view *v = &pipe->view;

	pipe->cfg.value[LFR_KEY_MAX_LAG_MS] = 100;
	pipe->cfg.value[LFR_KEY_RING_SIZE] = 4096;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep_until(pipe->pl->start + 1000500 * NSEC_PER_USEC);
	KUNIT_EXPECT_EQ(test, lfrsim_read(pipe)->producer.offered, 4 * 1001);
	/* 1000.5 ms to 2000.5 ms */
	mdelay(1000);
	lfrsim_sleep(100 * NSEC_PER_USEC);
	lfrsim_read(pipe);
	KUNIT_EXPECT_EQ(test, v->producer.offered, 4 * 2001);
	/* Due at 1001 ms to 1900 ms: more than 100 ms ago */
	KUNIT_EXPECT_EQ(test, v->producer.dropped[LFR_DROP_BEHIND], 4 * 900);
	KUNIT_EXPECT_EQ(test, v->producer.produced, 4 * 1101);
	/* Due at 1901 ms to 1990 ms: more than an interval ago */
	KUNIT_EXPECT_EQ(test, v->producer.overdue, 4 * 90);
	KUNIT_EXPECT_EQ(test, v->producer.max_late, 100 * NSEC_PER_MSEC);

	lfrsim_sleep_until(pipe->pl->start + 3000500 * NSEC_PER_USEC);
	lfr_pipeline_stop(pipe->pl);
	lfrsim_accounts_stopped(test, pipe);
	KUNIT_EXPECT_EQ(test, v->producer.offered, 4 * 3001);
	KUNIT_EXPECT_EQ(test, v->dropped, 4 * 900);
	KUNIT_EXPECT_EQ(test, v->window.missing, 4 * 900);
	KUNIT_EXPECT_EQ(test, v->consumer.late, 0);
	KUNIT_EXPECT_EQ(test, pipe->drops[LFR_DROP_BEHIND] + pipe->suppressed[LFR_DROP_BEHIND], 1);
}

/**
 * struct lfrsim_held - what producers do while the consumer is held up
 * @name: for people
 * @full: what they are told to do
 */
struct lfrsim_held {
	const char *name;
	enum lfr_full full;
};

static struct lfrsim_held lfrsim_helds[] = {
	{ "drop", LFR_FULL_DROP },
	{ "backoff", LFR_FULL_BACKOFF },
	{ "block", LFR_FULL_BLOCK },
};

static void lfrsim_held_name(struct lfrsim_held *held, char *name)
{
	strscpy(name, held->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(lfrsim_held, lfrsim_helds, lfrsim_held_name);

/*
 * The consumer sleeps for ten seconds, and there is room for 256. One producer, a packet
 * each ms: the ring is full after 256 ms.
 */
static void lfrsim_pipeline_full(struct kunit *test)
{
	const struct lfrsim_held *held = test->param_value;
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_view *v = &pipe->view;
	u64 start;

	pipe->cfg.value[LFR_KEY_PRODUCERS] = 1;
	pipe->cfg.value[LFR_KEY_RING_SIZE] = 256;
	pipe->cfg.value[LFR_KEY_INTERVAL_MS] = 10000;
	pipe->cfg.value[LFR_KEY_WAKE] = LFR_WAKE_TIMER;
	pipe->cfg.value[LFR_KEY_FULL] = held->full;
	pipe->cfg.value[LFR_KEY_MAX_LAG_MS] = 60000;
	pipe->cfg.value[LFR_KEY_MAX_RETRIES] = 10;
	pipe->cfg.value[LFR_KEY_BACKOFF_US] = 5000;
	pipe->cfg.value[LFR_KEY_MAX_BACKOFFS] = 20;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	start = pipe->pl->start;

	lfrsim_sleep_until(start + 255500 * NSEC_PER_USEC);
	lfrsim_read(pipe);
	KUNIT_EXPECT_EQ(test, v->producer.offered, 256);
	KUNIT_EXPECT_EQ(test, v->in_ring, 256);
	KUNIT_EXPECT_EQ(test, v->dropped, 0);

	lfrsim_sleep_until(start + 9990500 * NSEC_PER_USEC);
	lfrsim_read(pipe);
	KUNIT_EXPECT_EQ(test, v->consumer.consumed, 0);
	KUNIT_EXPECT_EQ(test, v->producer.produced, 256);
	switch (held->full) {
	case LFR_FULL_DROP:
		KUNIT_EXPECT_EQ(test, v->producer.offered, 9991);
		KUNIT_EXPECT_EQ(test, v->producer.dropped[LFR_DROP_RING_FULL], 9991 - 256);
		KUNIT_EXPECT_EQ(test, v->producer.backoffs, 0);
		break;
	case LFR_FULL_BACKOFF:
		/* Each attempt takes 20 * 5 ms: for the one packet, then for what had piled up. */
		KUNIT_EXPECT_GE(test, v->producer.dropped[LFR_DROP_RING_FULL], 256);
		KUNIT_EXPECT_GE(test, v->producer.backoffs, 1900);
		KUNIT_EXPECT_LE(test, v->producer.backoffs, 1950);
		KUNIT_EXPECT_EQ(test, v->producer.retries / 10,
				v->producer.backoffs + v->producer.backoffs / 20);
		break;
	case LFR_FULL_BLOCK:
		/* It waits with the one packet that found the ring full. */
		KUNIT_EXPECT_EQ(test, v->producer.offered, 257);
		KUNIT_EXPECT_EQ(test, v->dropped, 0);
		KUNIT_EXPECT_GE(test, v->producer.backoffs, 1900);
		break;
	}

	/* The consumer wakes at 10 s; what had to wait comes then, and all that was due is told. */
	lfrsim_sleep_until(start + 10200500 * NSEC_PER_USEC);
	lfrsim_read(pipe);
	switch (held->full) {
	case LFR_FULL_DROP:
		KUNIT_EXPECT_EQ(test, v->producer.offered, 10201);
		/* The one that was due when the consumer woke may have come first. */
		KUNIT_EXPECT_GE(test, v->producer.produced, 256 + 200);
		KUNIT_EXPECT_LE(test, v->producer.produced, 256 + 201);
		break;
	case LFR_FULL_BACKOFF:
		KUNIT_EXPECT_GT(test, v->producer.produced, 256);
		break;
	case LFR_FULL_BLOCK:
		/* 256 at once, and again it waits. */
		KUNIT_EXPECT_EQ(test, v->producer.produced, 512);
		KUNIT_EXPECT_EQ(test, v->dropped, 0);
		KUNIT_EXPECT_GE(test, v->producer.max_late, 9700 * NSEC_PER_MSEC);
		break;
	}
	lfr_pipeline_stop(pipe->pl);
	lfrsim_accounts_stopped(test, pipe);
	KUNIT_EXPECT_LE(test, v->shutdown_ns, NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, v->producer.dropped[LFR_DROP_BEHIND], 0);
	if (held->full == LFR_FULL_BLOCK) {
		/* All that was due when it woke had been offered, and is dropped now. */
		KUNIT_EXPECT_GE(test, v->producer.offered, 9995);
		KUNIT_EXPECT_EQ(test, v->producer.dropped[LFR_DROP_RING_FULL], 0);
		KUNIT_EXPECT_EQ(test, v->producer.dropped[LFR_DROP_STOPPED],
				v->producer.offered - 512);
	}
	KUNIT_EXPECT_EQ(test, pipe->too_soon, 0);
}

/* A full shard wakes the consumer, so that a small ring carries what a large one does. */
static void lfrsim_pipeline_watermark(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_view *v = &pipe->view;

	pipe->cfg.value[LFR_KEY_RING_SIZE] = 64;
	pipe->cfg.value[LFR_KEY_INTERVAL_MS] = 60000;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep(10 * NSEC_PER_SEC);
	lfr_pipeline_stop(pipe->pl);
	lfrsim_accounts_stopped(test, pipe);
	KUNIT_EXPECT_EQ(test, v->dropped, 0);
	KUNIT_EXPECT_GE(test, v->producer.produced, 40000);
	KUNIT_EXPECT_EQ(test, v->consumer.wakeups_timer, 0);
	/* At half a ring, four packets at a time. */
	KUNIT_EXPECT_GE(test, v->consumer.wakeups_mark, 40000 / 36);
	KUNIT_EXPECT_LE(test, v->consumer.wakeups_mark, 40000 / 32 + 1);
	KUNIT_EXPECT_LE(test, v->high_water, 36);
}

/* Out of memory in the middle: drops with that reason, one event a second, identities hold. */
static void lfrsim_pipeline_no_memory(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_view *v = &pipe->view;

	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep_until(pipe->pl->start + 100500 * NSEC_PER_USEC);
	KUNIT_EXPECT_EQ(test, lfrsim_read(pipe)->producer.offered, 404);
	/* The window is not full yet, so each packet is a new one, and there are no more. */
	pipe->pl->pool.limit = v->packets;
	lfrsim_sleep_until(pipe->pl->start + 5000500 * NSEC_PER_USEC);
	lfrsim_read(pipe);
	KUNIT_EXPECT_EQ(test, v->producer.offered, 4 * 5001);
	KUNIT_EXPECT_EQ(test, v->producer.dropped[LFR_DROP_NO_MEMORY], 4 * 5001 - 404);
	KUNIT_EXPECT_EQ(test, v->packets, 404);
	KUNIT_EXPECT_GE(test, pipe->drops[LFR_DROP_NO_MEMORY], 5);
	KUNIT_EXPECT_LE(test, pipe->drops[LFR_DROP_NO_MEMORY], 6);
	KUNIT_EXPECT_EQ(test, pipe->too_soon, 0);

	/* And it goes on when there is some again. */
	pipe->pl->pool.limit = 0;
	lfrsim_sleep_until(pipe->pl->start + 6000500 * NSEC_PER_USEC);
	lfr_pipeline_stop(pipe->pl);
	lfrsim_accounts_stopped(test, pipe);
	KUNIT_EXPECT_EQ(test, v->producer.produced, 404 + 4000);
	KUNIT_EXPECT_EQ(test, v->dropped, 4 * 5001 - 404);
}

/* Drop events: the first at once, then one a second, with what went by in between. */
static void lfrsim_pipeline_drop_events(struct kunit *test)
{
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_view *v = &pipe->view;
	u64 told;

	pipe->cfg.value[LFR_KEY_PRODUCERS] = 1;
	pipe->cfg.value[LFR_KEY_RING_SIZE] = 64;
	pipe->cfg.value[LFR_KEY_INTERVAL_MS] = 60000;
	pipe->cfg.value[LFR_KEY_WAKE] = LFR_WAKE_TIMER;
	pipe->cfg.value[LFR_KEY_FULL] = LFR_FULL_DROP;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfrsim_sleep_until(pipe->pl->start + 64500 * NSEC_PER_USEC);
	KUNIT_EXPECT_EQ(test, pipe->drops[LFR_DROP_RING_FULL], 1);
	KUNIT_EXPECT_EQ(test, pipe->dropped[LFR_DROP_RING_FULL], 1);
	lfrsim_sleep_until(pipe->pl->start + 10 * NSEC_PER_SEC);
	lfr_pipeline_stop(pipe->pl);
	lfrsim_accounts_stopped(test, pipe);
	KUNIT_EXPECT_GE(test, pipe->drops[LFR_DROP_RING_FULL], 9);
	KUNIT_EXPECT_LE(test, pipe->drops[LFR_DROP_RING_FULL], 11);
	KUNIT_EXPECT_EQ(test, pipe->too_soon, 0);
	/* One packet a drop: told, not told, and those after the last event. */
	told = pipe->drops[LFR_DROP_RING_FULL] + pipe->suppressed[LFR_DROP_RING_FULL];
	KUNIT_EXPECT_EQ(test, pipe->dropped[LFR_DROP_RING_FULL], told);
	KUNIT_EXPECT_LE(test, told, v->dropped);
	KUNIT_EXPECT_GE(test, told + 1000, v->dropped);
}

/* KE4 and the rest, at moments of every kind while it runs, with all ways to share shards. */
static const u32 lfrsim_selects[] = {
	LFR_SELECT_PRODUCER, LFR_SELECT_RR, LFR_SELECT_HASH, LFR_SELECT_RANDOM,
};

static void lfrsim_pipeline_samples(struct kunit *test)
{
	u64 seed = 88172645463325252ull, prev;
	u32 i, j;

	for (i = 0; i <= ARRAY_SIZE(lfrsim_selects); i++) {
		struct lfrsim_pipe *pipe = lfrsim_pipe(test);
		struct lfr_pipeline_view *v = &pipe->view;

		pipe->cfg.value[LFR_KEY_RATE] = 66666;
		pipe->cfg.value[LFR_KEY_TREE_SIZE] = 50;
		pipe->cfg.value[LFR_KEY_PRODUCERS] = 7;
		if (i) {
			pipe->cfg.value[LFR_KEY_RING_SHARDS] = 4;
			pipe->cfg.value[LFR_KEY_SHARD_SELECT] = lfrsim_selects[i - 1];
		}
		KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
		KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
		for (j = 0, prev = 0; j < 500; j++) {
			seed ^= seed << 13;
			seed ^= seed >> 7;
			seed ^= seed << 17;
			lfrsim_sleep(seed % (3 * NSEC_PER_MSEC));
			lfrsim_accounts(test, pipe);
			KUNIT_EXPECT_LE(test, v->window.len, 50);
			KUNIT_EXPECT_LE(test, v->window.high_water, 50);
			KUNIT_EXPECT_LE(test, v->in_ring, v->capacity);
			KUNIT_EXPECT_GE(test, v->producer.offered, prev);
			prev = v->producer.offered;
		}
		lfr_pipeline_stop(pipe->pl);
		lfrsim_accounts_stopped(test, pipe);
		KUNIT_EXPECT_EQ(test, v->dropped, 0);
		KUNIT_EXPECT_EQ(test, v->consumer.late, 0);
		KUNIT_EXPECT_EQ(test, v->window.missing, 0);
		/* Not more packets than are under way. */
		KUNIT_EXPECT_LE(test, v->packets, 50 + v->capacity + 7 * LFR_PRODUCER_BATCH);
	}
}

/* Two at once do not know each other. */
static void lfrsim_pipeline_two(struct kunit *test)
{
	struct lfrsim_pipe *a = lfrsim_pipe(test), *b = lfrsim_pipe(test);

	b->cfg.value[LFR_KEY_RATE] = 20000;
	KUNIT_ASSERT_EQ(test, lfrsim_set(b), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(a), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(b), 0);
	lfrsim_sleep(500250 * NSEC_PER_USEC);
	lfr_pipeline_stop(a->pl);
	lfrsim_sleep(500 * NSEC_PER_MSEC);
	lfr_pipeline_stop(b->pl);
	lfrsim_accounts_stopped(test, a);
	lfrsim_accounts_stopped(test, b);
	KUNIT_EXPECT_EQ(test, a->view.producer.offered, 4 * 501);
	/* They share a wake-up each ms: the last two may not have had theirs. */
	KUNIT_EXPECT_GE(test, b->view.producer.offered, 4 * 1999);
	KUNIT_EXPECT_LE(test, b->view.producer.offered, 4 * 2001);
}

/* Rates of runs that last: a day, a year, at any rate that can be had. */
static void lfrsim_pipeline_rate(struct kunit *test)
{
	static const u32 seconds[] = { 1, 60, 3600, 86400, 7 * 86400, 31536000 };
	static const u32 rates[] = { 10, 137931, 500000, 10000000 };
	struct lfrsim_pipe *pipe = lfrsim_pipe(test);
	struct lfr_pipeline_producer_view p;
	struct lfr_producer *producer;
	u32 i, j;

	pipe->cfg.value[LFR_KEY_PRODUCERS] = 1;
	KUNIT_ASSERT_EQ(test, lfrsim_set(pipe), 0);
	KUNIT_ASSERT_EQ(test, lfrsim_go(pipe), 0);
	lfr_pipeline_stop(pipe->pl);
	producer = pipe->pl->producers[0];
	for (i = 0; i < ARRAY_SIZE(seconds); i++) {
		for (j = 0; j < ARRAY_SIZE(rates); j++) {
			u64 bps = rates[j] * 1250ull * 8;
			/* A thousandth of a packet, and eight digits. */
			u64 off = 10 + div_u64(bps, 100000000);

			/* As if it had run that long. */
			u64_stats_set(&producer->stats.produced, (u64)rates[j] * seconds[i]);
			u64_stats_set(&producer->stats.ended,
				      pipe->pl->start + seconds[i] * 1ull * NSEC_PER_SEC);
			KUNIT_ASSERT_EQ(test, lfr_pipeline_read_producer(pipe->pl, 0, &p), 0);
			KUNIT_EXPECT_GE_MSG(test, p.rate_bps + off, bps, "%u packets/s for %u s",
					    rates[j], seconds[i]);
			KUNIT_EXPECT_LE_MSG(test, p.rate_bps, bps + off, "%u packets/s for %u s",
					    rates[j], seconds[i]);
			KUNIT_EXPECT_EQ(test, lfrsim_read(pipe)->rate_bps, p.rate_bps);
		}
	}
}

static struct kunit_case lfrsim_pipeline_cases[] = {
	KUNIT_CASE_SLOW(lfrsim_pipeline_life),
	KUNIT_CASE_SLOW(lfrsim_pipeline_again),
	KUNIT_CASE_SLOW(lfrsim_pipeline_no_producers),
	KUNIT_CASE_SLOW(lfrsim_pipeline_stop_ordered),
	KUNIT_CASE_SLOW(lfrsim_pipeline_duration),
	KUNIT_CASE_SLOW(lfrsim_pipeline_duration_quantum),
	KUNIT_CASE_SLOW(lfrsim_pipeline_new_duration),
	KUNIT_CASE_SLOW(lfrsim_pipeline_reconfigure),
	KUNIT_CASE_SLOW(lfrsim_pipeline_new_rate),
	KUNIT_CASE_SLOW(lfrsim_pipeline_refuse),
	KUNIT_CASE_SLOW(lfrsim_pipeline_old_numbers),
	KUNIT_CASE_SLOW(lfrsim_pipeline_stall),
	KUNIT_CASE_PARAM_ATTR(lfrsim_pipeline_full, lfrsim_held_gen_params,
			      { .speed = KUNIT_SPEED_SLOW }),
	KUNIT_CASE_SLOW(lfrsim_pipeline_watermark),
	KUNIT_CASE_SLOW(lfrsim_pipeline_no_memory),
	KUNIT_CASE_SLOW(lfrsim_pipeline_drop_events),
	KUNIT_CASE_SLOW(lfrsim_pipeline_samples),
	KUNIT_CASE_SLOW(lfrsim_pipeline_two),
	KUNIT_CASE(lfrsim_pipeline_rate),
	{}
};

static struct kunit_suite lfrsim_pipeline_suite = {
	.name = "lfrsim_pipeline",
	.test_cases = lfrsim_pipeline_cases,
};

kunit_test_suite(lfrsim_pipeline_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of lfring's pipeline");
