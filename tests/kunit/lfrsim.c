// SPDX-License-Identifier: GPL-2.0
/*
 * lfrsim.c - parts of the engine put together by hand, for suites on simulated time
 */
#include <linux/hrtimer.h>
#include <linux/rcupdate.h>
#include <linux/sched.h>
#include <linux/slab.h>
#include "kunit/lfrsim.h"

static void lfrsim_filled(void *ctx)
{
	struct lfrsim_rig *rig = ctx;

	rig->filled++;
	if (rig->consumer && rig->consumer->task)
		lfr_consumer_kick(rig->consumer);
}

static void lfrsim_dropped(void *ctx, enum lfr_drop reason, u64 count)
{
	struct lfrsim_rig *rig = ctx;

	rig->dropped[reason] += count;
}

static void lfrsim_ended(void *ctx)
{
	struct lfrsim_rig *rig = ctx;

	rig->ended++;
}

/* As a pipeline does it: producers, then the consumer, then memory. */
static void lfrsim_free(void *data)
{
	struct lfrsim_rig *rig = data;
	u32 i;

	for (i = 0; i < rig->nr; i++)
		lfr_producer_stop(rig->producer[i]);
	if (rig->consumer) {
		lfr_consumer_stop(rig->consumer);
		lfr_consumer_flush(rig->consumer);
		lfr_consumer_exit(rig->consumer);
		kfree(rig->consumer);
	}
	if (rig->shards)
		lfrsim_take(rig);
	for (i = 0; i < rig->nr; i++)
		lfr_producer_destroy(rig->producer[i]);
	if (rig->pool.cache)
		lfr_packet_pool_exit(&rig->pool);
	lfr_shards_destroy(rig->shards);
	kfree(rcu_access_pointer(rig->config));
	kfree(rig);
}

/**
 * lfrsim_rig() - a rig without parts
 * @test: the case
 *
 * One shard, packets of 1450 bytes, wake-ups shared within a millisecond, which is simple
 * arithmetic; the rest of the configuration is the default.
 *
 * Return: the rig.
 */
struct lfrsim_rig *lfrsim_rig(struct kunit *test)
{
	struct lfrsim_rig *rig = kzalloc(sizeof(*rig), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, rig);
	/* KUnit runs so early that timers may still expire with the tick; it ends with one. */
	if (ktime_get_ns() < NSEC_PER_SEC)
		msleep(1000);
	lfr_config_init(&rig->cfg);
	rig->cfg.value[LFR_KEY_PRODUCERS] = 1;
	rig->cfg.value[LFR_KEY_RING_SHARDS] = 1;
	rig->cfg.value[LFR_KEY_QUANTUM_US] = 1000;
	KUNIT_ASSERT_EQ(test, kunit_add_action_or_reset(test, lfrsim_free, rig), 0);
	return rig;
}

/**
 * lfrsim_adopt() - let the parts see @rig->cfg
 * @test: the case
 * @rig: the rig
 */
void lfrsim_adopt(struct kunit *test, struct lfrsim_rig *rig)
{
	struct lfr_config *cfg, *old;

	rig->cfg.generation++;
	cfg = kmemdup(&rig->cfg, sizeof(rig->cfg), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, cfg);
	old = rcu_replace_pointer(rig->config, cfg, true);
	synchronize_rcu();
	kfree(old);
}

/**
 * lfrsim_build() - make ring and pool as @rig->cfg wants them
 * @test: the case
 * @rig: the rig
 *
 * The first packet of a producer is due now.
 */
void lfrsim_build(struct kunit *test, struct lfrsim_rig *rig)
{
	lfrsim_adopt(test, rig);
	rig->shards = lfr_shards_create(lfr_config_nr_shards(&rig->cfg),
					lfr_config_shard_size(&rig->cfg),
					lfr_config_select(&rig->cfg));
	KUNIT_ASSERT_NOT_ERR_OR_NULL(test, rig->shards);
	KUNIT_ASSERT_EQ(test, lfr_packet_pool_init(&rig->pool, rig->cfg.value[LFR_KEY_PACKET_SIZE],
						   rig->cfg.value[LFR_KEY_PAYLOAD],
						   lfr_shards_capacity(rig->shards)), 0);
	rig->env = (struct lfr_producer_env){
		.shards = rig->shards,
		.pool = &rig->pool,
		.seq = &rig->seq,
		.config = &rig->config,
		.start = ktime_get_ns(),
		.filled = lfrsim_filled,
		.dropped = lfrsim_dropped,
		.ended = lfrsim_ended,
		.ctx = rig,
	};
}

/**
 * lfrsim_producer() - a producer more, without a thread
 * @test: the case
 * @rig: the rig, built
 *
 * Return: the producer.
 */
struct lfr_producer *lfrsim_producer(struct kunit *test, struct lfrsim_rig *rig)
{
	struct lfr_producer *producer;

	KUNIT_ASSERT_LT(test, rig->nr, LFRSIM_PRODUCERS_MAX);
	producer = lfr_producer_create(&rig->env, rig->nr, 0);
	KUNIT_ASSERT_NOT_NULL(test, producer);
	rig->producer[rig->nr++] = producer;
	return producer;
}

/**
 * lfrsim_start() - let a producer run in a thread
 * @test: the case
 * @producer: the producer; its first packet is due now, the others' if they have not run yet
 */
void lfrsim_start(struct kunit *test, struct lfr_producer *producer)
{
	struct lfrsim_rig *rig = producer->env->ctx;

	KUNIT_ASSERT_EQ(test, lfr_producer_thread(producer, "sim", 0), 0);
	rig->env.start = ktime_get_ns();
	lfr_producer_start(producer);
}

/**
 * lfrsim_consumer() - the consumer, without a thread
 * @test: the case
 * @rig: the rig, built
 * @deliver: as in struct lfr_consumer_env
 * @ctx: handed to it
 *
 * Return: the consumer.
 */
struct lfr_consumer *lfrsim_consumer(struct kunit *test, struct lfrsim_rig *rig,
				     void (*deliver)(void *ctx, struct lfr_packet *packet),
				     void *ctx)
{
	const struct lfr_consumer_env env = {
		.shards = rig->shards,
		.config = &rig->config,
		.deliver = deliver,
		.ctx = ctx,
	};
	struct lfr_consumer *consumer = kzalloc(sizeof(*consumer), GFP_KERNEL);

	KUNIT_ASSERT_NOT_NULL(test, consumer);
	if (lfr_consumer_init(consumer, &env, 0)) {
		kfree(consumer);
		KUNIT_FAIL_AND_ABORT(test, "no consumer");
	}
	rig->consumer = consumer;
	return consumer;
}

/**
 * lfrsim_consumer_thread() - the consumer, with a thread that does not run yet
 * @test: the case
 * @rig: the rig, built
 *
 * Return: the consumer.
 */
struct lfr_consumer *lfrsim_consumer_thread(struct kunit *test, struct lfrsim_rig *rig)
{
	struct lfr_consumer *consumer = lfrsim_consumer(test, rig, NULL, NULL);

	KUNIT_ASSERT_EQ(test, lfr_consumer_thread(consumer, "sim"), 0);
	return consumer;
}

/**
 * lfrsim_take() - empty the ring in the consumer's stead, send all packets home
 * @rig: the rig, built
 *
 * Return: how many there were.
 */
u32 lfrsim_take(struct lfrsim_rig *rig)
{
	void *packet;
	u32 n;

	for (n = 0; !lfr_shards_pop(rig->shards, &packet); n++)
		lfr_packet_put(packet);
	return n;
}

/**
 * lfrsim_sleep_until() - sleep until a time
 * @ns: the time, ns of the monotonic clock
 */
void lfrsim_sleep_until(u64 ns)
{
	ktime_t at = ns_to_ktime(ns);

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&at, HRTIMER_MODE_ABS);
}

/**
 * lfrsim_sleep() - sleep for a time; msleep() is too coarse
 * @ns: how long
 */
void lfrsim_sleep(u64 ns)
{
	lfrsim_sleep_until(ktime_get_ns() + ns);
}
