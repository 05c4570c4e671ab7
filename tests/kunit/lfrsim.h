/* SPDX-License-Identifier: GPL-2.0 */
/*
 * lfrsim.h - parts of the engine put together by hand, for suites on simulated time
 *
 * A rig is ring, pool and configuration, with producers and a consumer as a case
 * wants them, and it notes what they tell their pipeline. Everything is freed with
 * the case, whatever state it left things in.
 */
#ifndef _LFRSIM_H
#define _LFRSIM_H

#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/ktime.h>
#include <lfring/shards.h>
#include "engine/consumer.h"
#include "engine/packet.h"
#include "engine/producer.h"

#define LFRSIM_PRODUCERS_MAX	4

/**
 * struct lfrsim_rig - parts of an engine
 * @cfg: the configuration; changes take effect by lfrsim_build() or lfrsim_adopt()
 * @config: what the parts read
 * @shards: the ring
 * @pool: packets
 * @seq: next sequence number
 * @env: what producers share
 * @producer: producers
 * @nr: number of them
 * @consumer: the consumer, NULL without
 * @filled: times the mark was reported
 * @ended: times a producer reported its end
 * @dropped: packets reported as dropped
 */
struct lfrsim_rig {
	struct lfr_config cfg;
	struct lfr_config __rcu *config;
	struct lfr_shards *shards;
	struct lfr_packet_pool pool;
	atomic64_t seq;
	struct lfr_producer_env env;
	struct lfr_producer *producer[LFRSIM_PRODUCERS_MAX];
	u32 nr;
	struct lfr_consumer *consumer;
	u32 filled;
	u32 ended;
	u64 dropped[LFR_DROPS];
};

struct lfrsim_rig *lfrsim_rig(struct kunit *test);
void lfrsim_build(struct kunit *test, struct lfrsim_rig *rig);
void lfrsim_adopt(struct kunit *test, struct lfrsim_rig *rig);
struct lfr_producer *lfrsim_producer(struct kunit *test, struct lfrsim_rig *rig);
struct lfr_consumer *lfrsim_consumer(struct kunit *test, struct lfrsim_rig *rig,
				     void (*deliver)(void *ctx, struct lfr_packet *packet),
				     void *ctx);
struct lfr_consumer *lfrsim_consumer_thread(struct kunit *test, struct lfrsim_rig *rig);
u32 lfrsim_take(struct lfrsim_rig *rig);
void lfrsim_start(struct kunit *test, struct lfr_producer *producer);
void lfrsim_sleep_until(u64 ns);
void lfrsim_sleep(u64 ns);

/* What lfr_producer_read() gives, by value. */
static inline struct lfr_producer_view lfrsim_count(const struct lfr_producer *producer)
{
	struct lfr_producer_view view;

	lfr_producer_read(producer, &view);
	return view;
}

/* Packets that are due from the start on and before @ns; not by the code under test. */
static inline u64 lfrsim_due_before(u32 rate, u32 bytes, u64 ns)
{
	/* n * bytes * 8e6 / rate < ns */
	return DIV64_U64_ROUND_UP(ns * rate, bytes * 8000000ull);
}

/* Packets that are due from the start on until @ns, that one included. */
static inline u64 lfrsim_due_until(u32 rate, u32 bytes, u64 ns)
{
	return div64_u64(ns * rate, bytes * 8000000ull) + 1;
}

#endif /* _LFRSIM_H */
