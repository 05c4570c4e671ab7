// SPDX-License-Identifier: GPL-2.0
/*
 * lfrsim_producer_kunit.c - producers: how much, when, of what, and what if they cannot
 *
 * First the nine tests of the original's generator, then what it got wrong: bounded
 * catch-up (KE5), lateness that is hidden (KE9), drops that are not told apart.
 */
#include <linux/kthread.h>
#include <linux/math64.h>
#include "kunit/lfrsim.h"

#define LFRSIM_BYTES	1456	/* the generator's default */

/* What reading the clock and waking up cost in simulated time. */
#define LFRSIM_COST_NS	(4 * NSEC_PER_USEC)

/**
 * struct lfrsim_rate - a rate, and how to keep it
 * @name: for people
 * @rate: kbit/s
 * @pace: how to wait
 * @ms: how long
 */
struct lfrsim_rate {
	const char *name;
	u32 rate;
	enum lfr_pacing pace;
	u32 ms;
};

static struct lfrsim_rate lfrsim_rates[] = {
	{ "2 Mb/s", 2000, LFR_PACE_SLEEP, 5000 },
	{ "10 Mb/s", 10000, LFR_PACE_SLEEP, 5000 },
	{ "25 Mb/s", 25000, LFR_PACE_SLEEP, 5000 },
	{ "50 Mb/s", 50000, LFR_PACE_SLEEP, 5000 },
	{ "75 Mb/s", 75000, LFR_PACE_SLEEP, 5000 },
	{ "10 Gb/s", 10000000, LFR_PACE_SLEEP, 1000 },
	{ "1 kb/s", 1, LFR_PACE_SLEEP, 100000 },
	{ "10 Mb/s, hybrid", 10000, LFR_PACE_HYBRID, 1000 },
	{ "75 Mb/s, hybrid", 75000, LFR_PACE_HYBRID, 1000 },
	{ "10 Mb/s, busy", 10000, LFR_PACE_BUSY, 100 },
	{ "75 Mb/s, busy", 75000, LFR_PACE_BUSY, 100 },
};

static void lfrsim_rate_name(struct lfrsim_rate *rate, char *name)
{
	strscpy(name, rate->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(lfrsim_rate, lfrsim_rates, lfrsim_rate_name);

/*
 * RateAccuracy: at any moment what has been produced is what was due up to one quantum ago,
 * or more, and never more than what is due now.
 */
static void lfrsim_producer_rate(struct kunit *test)
{
	const struct lfrsim_rate *r = test->param_value;
	struct lfrsim_rig *rig = lfrsim_rig(test);
	u64 slack, elapsed, low, high, begin;
	struct lfr_producer_view v;
	struct lfr_producer *p;
	u32 i;

	rig->cfg.value[LFR_KEY_RATE] = r->rate;
	rig->cfg.value[LFR_KEY_PACE] = r->pace;
	rig->cfg.value[LFR_KEY_PACKET_SIZE] = LFRSIM_BYTES;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 65536;
	slack = LFRSIM_COST_NS + (r->pace == LFR_PACE_SLEEP ?
				  rig->cfg.value[LFR_KEY_QUANTUM_US] * NSEC_PER_USEC : 0);
	lfrsim_build(test, rig);
	lfr_consumer_start(lfrsim_consumer_thread(test, rig));
	p = lfrsim_producer(test, rig);
	lfrsim_start(test, p);
	begin = rig->env.start;

	for (i = 1; i <= 10; i++) {
		lfrsim_sleep_until(begin + (u64)i * r->ms * (NSEC_PER_MSEC / 10) + 77777);
		elapsed = ktime_get_ns() - begin;
		lfr_producer_read(p, &v);
		low = lfrsim_due_until(r->rate, LFRSIM_BYTES, elapsed - min(elapsed, slack));
		high = lfrsim_due_until(r->rate, LFRSIM_BYTES, elapsed);
		KUNIT_EXPECT_GE(test, v.produced, low);
		KUNIT_EXPECT_LE(test, v.produced, high);
	}
	lfr_producer_stop(p);
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.offered, v.produced);
	KUNIT_EXPECT_LE(test, v.max_late, slack);
	KUNIT_EXPECT_EQ(test, v.overdue, 0);
	KUNIT_EXPECT_EQ(test, rig->ended, 0);
}

/* A duration is exact: what is due before its end is sent, the packet due at the end is not. */
static void lfrsim_producer_duration(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer_view v;
	struct lfr_producer *p;

	/* 1250 bytes at 10 Mb/s are 1 ms: packet 3000 is due at the end of 3 s. */
	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_DURATION] = 3;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 4096;
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);
	lfrsim_start(test, p);
	lfrsim_sleep(2950 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, rig->ended, 0);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).ended, 0);
	lfrsim_sleep(200 * NSEC_PER_MSEC);
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.offered, 3000);
	KUNIT_EXPECT_EQ(test, v.produced, 3000);
	KUNIT_EXPECT_EQ(test, rig->ended, 1);
	KUNIT_EXPECT_GE(test, v.ended, rig->env.start + 2999 * NSEC_PER_MSEC);
	KUNIT_EXPECT_LE(test, v.ended, rig->env.start + 3000 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfr_producer_step(p, ktime_get_ns()), LFR_PRODUCER_END);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).offered, 3000);
}

/**
 * struct lfrsim_smooth - how wake-ups are shared, and how even that leaves the intervals
 * @name: for people
 * @quantum_us: 0 for the default
 * @percent: the coefficient of variation is at most this
 */
struct lfrsim_smooth {
	const char *name;
	u32 quantum_us;
	u32 percent;
};

static const struct lfrsim_smooth lfrsim_smooths[] = {
	{ .name = "by default", .percent = 100 },
	{ .name = "less than an interval", .quantum_us = 1000, .percent = 10 },
};

/* Smoothness: 500 intervals at 10 Mb/s. */
static void lfrsim_producer_smooth(struct kunit *test)
{
	const struct lfrsim_smooth *param = test->param_value;
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_config dflt;
	u64 mean, variance = 0, first = 0, prev = 0;
	struct lfr_packet *packet;
	struct lfr_producer *p;
	u64 *gap;
	void *item;
	u32 n = 0, i;

	rig->cfg.value[LFR_KEY_PACKET_SIZE] = LFRSIM_BYTES;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 1024;
	lfr_config_init(&dflt);
	rig->cfg.value[LFR_KEY_QUANTUM_US] = param->quantum_us ?: dflt.value[LFR_KEY_QUANTUM_US];
	gap = kunit_kcalloc(test, 1024, sizeof(*gap), GFP_KERNEL);
	KUNIT_ASSERT_NOT_NULL(test, gap);
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);
	lfrsim_start(test, p);
	lfrsim_sleep(600 * NSEC_PER_MSEC);
	lfr_producer_stop(p);

	while (!lfr_shards_pop(rig->shards, &item)) {
		packet = item;
		if (n)
			gap[n - 1] = packet->stamp - prev;
		else
			first = packet->stamp;
		prev = packet->stamp;
		n++;
		lfr_packet_put(packet);
	}
	KUNIT_ASSERT_GE(test, n, 501);
	mean = div_u64(prev - first, n - 1);
	for (i = 0; i < n - 1; i++)
		variance += (s64)(gap[i] - mean) * (s64)(gap[i] - mean);
	variance = div_u64(variance, n - 1);
	/* 1456 * 8 bits at 10 Mb/s */
	KUNIT_EXPECT_GE(test, mean, 1164800 * 99 / 100);
	KUNIT_EXPECT_LE(test, mean, 1164800 * 101 / 100);
	KUNIT_EXPECT_LE(test, variance * 10000,
			mean * mean * param->percent * param->percent);
}

static void lfrsim_smooth_name(const struct lfrsim_smooth *param, char *name)
{
	strscpy(name, param->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(lfrsim_smooth, lfrsim_smooths, lfrsim_smooth_name);

/**
 * struct lfrsim_stop - what a producer is at when it is stopped
 * @name: for people
 * @pace: how it waits
 * @rate: kbit/s
 * @full: what it does when the ring is full, which it is if nobody drains it
 * @backoff_us: how long it then sleeps
 */
struct lfrsim_stop {
	const char *name;
	enum lfr_pacing pace;
	u32 rate;
	enum lfr_full full;
	u32 backoff_us;
};

static struct lfrsim_stop lfrsim_stops[] = {
	{ "asleep for 11 s", LFR_PACE_SLEEP, 1, LFR_FULL_DROP, 100 },
	{ "asleep", LFR_PACE_SLEEP, 50000, LFR_FULL_DROP, 100 },
	{ "hybrid", LFR_PACE_HYBRID, 10000, LFR_FULL_DROP, 100 },
	{ "busy", LFR_PACE_BUSY, 1, LFR_FULL_DROP, 100 },
	{ "unlimited, full", LFR_PACE_NONE, 1, LFR_FULL_DROP, 100 },
	{ "backing off", LFR_PACE_SLEEP, 50000, LFR_FULL_BACKOFF, 1000000 },
	{ "blocked", LFR_PACE_SLEEP, 50000, LFR_FULL_BLOCK, 1000000 },
	{ "blocked, unlimited", LFR_PACE_NONE, 50000, LFR_FULL_BLOCK, 1000000 },
};

static void lfrsim_stop_name(struct lfrsim_stop *stop, char *name)
{
	strscpy(name, stop->name, KUNIT_PARAM_DESC_SIZE);
}

KUNIT_ARRAY_PARAM(lfrsim_stop, lfrsim_stops, lfrsim_stop_name);

/* ContextCancellation: whatever it is at, it ends at once, and all that was due is accounted. */
static void lfrsim_producer_stop(struct kunit *test)
{
	const struct lfrsim_stop *s = test->param_value;
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer_view v;
	struct lfr_producer *p;
	u64 begin, took;
	u32 in_ring;

	rig->cfg.value[LFR_KEY_PACE] = s->pace;
	rig->cfg.value[LFR_KEY_RATE] = s->rate;
	rig->cfg.value[LFR_KEY_FULL] = s->full;
	rig->cfg.value[LFR_KEY_BACKOFF_US] = s->backoff_us;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 256;
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);
	lfrsim_start(test, p);
	lfrsim_sleep(300500 * NSEC_PER_USEC);

	begin = ktime_get_ns();
	lfr_producer_stop(p);
	took = ktime_get_ns() - begin;
	KUNIT_EXPECT_LE(test, took, 100 * NSEC_PER_USEC);

	lfr_producer_read(p, &v);
	in_ring = lfr_shards_len(rig->shards);
	KUNIT_EXPECT_EQ(test, v.produced, in_ring);
	KUNIT_EXPECT_EQ(test, v.offered, v.produced + v.dropped[LFR_DROP_RING_FULL] +
			v.dropped[LFR_DROP_STOPPED]);
	KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_RING_FULL], rig->dropped[LFR_DROP_RING_FULL]);
	KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_STOPPED], rig->dropped[LFR_DROP_STOPPED]);
	if (s->full == LFR_FULL_DROP) {
		KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_STOPPED], 0);
	} else {
		/* It was waiting for room, with packets that had been due. */
		KUNIT_EXPECT_EQ(test, v.produced, 256);
		KUNIT_EXPECT_GT(test, v.dropped[LFR_DROP_STOPPED], 0);
		KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_RING_FULL], 0);
	}
	/* Nothing after the stop. */
	lfrsim_sleep(100 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).offered, v.offered);
}

/* PayloadContent, PayloadSize, SmallBuffer: every byte, the first time and when used again. */
static u32 lfrsim_sizes[] = { 1, 71, 72, 73, 100, 255, 256, 1000, 1316, 1450, 1456, 65535 };

static void lfrsim_size_name(u32 *size, char *name)
{
	snprintf(name, KUNIT_PARAM_DESC_SIZE, "%u bytes", *size);
}

KUNIT_ARRAY_PARAM(lfrsim_size, lfrsim_sizes, lfrsim_size_name);

static void lfrsim_producer_payload(struct kunit *test)
{
	static const char alphabet[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!@#$%^&*()";
	const u32 size = *(const u32 *)test->param_value;
	enum lfr_payload payload;
	u32 i, round;

	KUNIT_ASSERT_EQ(test, sizeof(alphabet) - 1, 72);
	for (payload = LFR_PAYLOAD_PATTERN; payload <= LFR_PAYLOAD_ALPHA72; payload++) {
		struct lfrsim_rig *rig = lfrsim_rig(test);
		struct lfr_producer *p;

		rig->cfg.value[LFR_KEY_PACKET_SIZE] = size;
		rig->cfg.value[LFR_KEY_PAYLOAD] = payload;
		rig->cfg.value[LFR_KEY_PACE] = LFR_PACE_NONE;
		rig->cfg.value[LFR_KEY_RING_SIZE] = LFR_PRODUCER_BATCH;
		lfrsim_build(test, rig);
		p = lfrsim_producer(test, rig);
		for (round = 0; round < 3; round++) {
			u32 n = 0, wrong = 0;
			void *item;

			lfr_producer_step(p, ktime_get_ns());
			for (; !lfr_shards_pop(rig->shards, &item); n++) {
				struct lfr_packet *packet = item;

				wrong += packet->len != size;
				wrong += packet->place.seq != round * LFR_PRODUCER_BATCH + n;
				for (i = 0; i < size; i++) {
					u8 byte = payload == LFR_PAYLOAD_PATTERN ? i % 255 + 1 :
						  alphabet[i % 72];

					wrong += packet->data[i] != byte;
				}
				lfr_packet_put(packet);
			}
			KUNIT_EXPECT_EQ(test, n, LFR_PRODUCER_BATCH);
			KUNIT_EXPECT_EQ(test, wrong, 0);
			/* The same ones again. */
			KUNIT_EXPECT_EQ(test, atomic_long_read(&rig->pool.live),
					LFR_PRODUCER_BATCH);
		}
	}
}

/* Unlimited: at least 1 Gb/s. */
static void lfrsim_producer_unlimited(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer_view v;
	struct lfr_producer *p;

	rig->cfg.value[LFR_KEY_PACE] = LFR_PACE_NONE;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 4096;
	rig->cfg.value[LFR_KEY_BACKOFF_US] = 100;
	lfrsim_build(test, rig);
	lfr_consumer_start(lfrsim_consumer_thread(test, rig));
	p = lfrsim_producer(test, rig);
	lfrsim_start(test, p);
	lfrsim_sleep(50 * NSEC_PER_MSEC);
	lfr_producer_stop(p);
	lfr_producer_read(p, &v);
	/* 1 Gb/s * 50 ms / 1450 bytes */
	KUNIT_EXPECT_GE(test, v.produced, 4310);
	KUNIT_EXPECT_EQ(test, v.offered, v.produced + v.dropped[LFR_DROP_RING_FULL] +
			v.dropped[LFR_DROP_STOPPED]);
	KUNIT_EXPECT_EQ(test, v.overdue, 0);
}

/* MinimalAllocations: once enough packets are under way, not one more is made. */
static void lfrsim_producer_no_allocation(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer *p;
	long live;

	rig->cfg.value[LFR_KEY_RATE] = 100000;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 4096;
	lfrsim_build(test, rig);
	lfr_consumer_start(lfrsim_consumer_thread(test, rig));
	p = lfrsim_producer(test, rig);
	lfrsim_start(test, p);
	lfrsim_sleep(1000 * NSEC_PER_MSEC);
	live = atomic_long_read(&rig->pool.live);
	/* A window full, and what comes in an interval. */
	KUNIT_EXPECT_GT(test, live, 2000);
	KUNIT_EXPECT_LT(test, live, 2500);
	/* Ten seconds on, and nothing can be allocated any more. */
	rig->pool.limit = live;
	lfrsim_sleep(10000 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&rig->pool.live), live);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).dropped[LFR_DROP_NO_MEMORY], 0);
	KUNIT_EXPECT_GT(test, lfrsim_count(p).produced, 90000);
}

/* KE9: whenever it gets to run, everything that was due until then is offered. */
static void lfrsim_producer_offers_all(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	u64 now, start, next, seed = 88172645463325252ull;
	struct lfr_producer_view v;
	struct lfr_producer *p;
	u32 i, wrong = 0;

	rig->cfg.value[LFR_KEY_RATE] = 33333;
	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 977;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 8192;
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);
	start = rig->env.start;
	now = start;
	for (i = 0; i < 3000; i++) {
		next = lfr_producer_step(p, now);
		wrong += next <= now;
		wrong += lfrsim_count(p).offered != lfrsim_due_until(33333, 977, now - start);
		/* When it says that the next one is due there is one, and not before. */
		wrong += lfrsim_due_until(33333, 977, next - start) !=
			 lfrsim_due_until(33333, 977, now - start) + 1;
		wrong += lfrsim_due_until(33333, 977, next - 1 - start) !=
			 lfrsim_due_until(33333, 977, now - start);
		lfrsim_take(rig);
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		now += seed % (i % 10 ? 1000000 : 100000000);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.produced, v.offered);
	KUNIT_EXPECT_EQ(test, atomic64_read(&rig->seq), v.offered);
}

/*
 * KE5: a second late with max_lag_ms=100. What was due more than that ago is dropped, the
 * rest is sent, and the sequence numbers say which.
 *
 *	due 0 ms  1 ms ...  899 ms | 900 ms ... 1000 ms
 *	    behind                 | produced, those before 990 ms overdue
 */
static void lfrsim_producer_behind(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer_view v;
	struct lfr_producer *p;
	u64 start, n;
	void *item;

	/* 1250 bytes at 10 Mb/s are 1 ms */
	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_MAX_LAG_MS] = 100;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 4096;
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);
	start = rig->env.start;

	KUNIT_EXPECT_EQ(test, lfr_producer_step(p, start + 1000 * NSEC_PER_MSEC),
			start + 1001 * NSEC_PER_MSEC);
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.offered, 1001);
	KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_BEHIND], 900);
	KUNIT_EXPECT_EQ(test, rig->dropped[LFR_DROP_BEHIND], 900);
	KUNIT_EXPECT_EQ(test, v.produced, 101);
	/* Those at 900 ms up to 989 ms came more than interval_ms=10 late. */
	KUNIT_EXPECT_EQ(test, v.overdue, 90);
	KUNIT_EXPECT_EQ(test, v.max_late, 100 * NSEC_PER_MSEC);
	for (n = 900; !lfr_shards_pop(rig->shards, &item); n++) {
		KUNIT_EXPECT_EQ(test, ((struct lfr_packet *)item)->place.seq, n);
		lfr_packet_put(item);
	}
	KUNIT_EXPECT_EQ(test, n, 1001);

	/* On the edge: exactly 100 ms late is not behind, a nanosecond more is. */
	lfr_producer_step(p, start + 1101 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).dropped[LFR_DROP_BEHIND], 900);
	lfr_producer_step(p, start + 1202 * NSEC_PER_MSEC + 1);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).dropped[LFR_DROP_BEHIND], 901);

	/* An hour late: still a burst of 101. */
	lfrsim_take(rig);
	lfr_producer_step(p, start + 3600 * NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, lfrsim_take(rig), 101);
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.offered, 3600001);
	KUNIT_EXPECT_EQ(test, v.offered, v.produced + v.dropped[LFR_DROP_BEHIND]);
}

/* The same with a thread that is kept from running: a busy CPU is what makes it late. */
static void lfrsim_producer_stall(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer_view before, v;
	struct lfr_producer *p;
	u64 start;

	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_MAX_LAG_MS] = 100;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 4096;
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);
	lfrsim_start(test, p);
	start = rig->env.start;

	/* From 100.5 ms to 1100.5 ms nobody but this thread runs. */
	lfrsim_sleep_until(start + 100500 * NSEC_PER_USEC);
	lfr_producer_read(p, &before);
	KUNIT_EXPECT_EQ(test, before.produced, 101);
	mdelay(1000);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).offered, before.offered);
	lfrsim_sleep(100 * NSEC_PER_USEC);
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.offered, 1101);
	/* Packets 101 to 1000 were due more than 100 ms before 1100.5 ms. */
	KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_BEHIND], 900);
	KUNIT_EXPECT_EQ(test, v.produced, 101 + 100);
	KUNIT_EXPECT_EQ(test, v.max_late, 100 * NSEC_PER_MSEC);

	/* And it goes on as if nothing had been. */
	lfrsim_sleep_until(start + 2000500 * NSEC_PER_USEC);
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.offered, 2001);
	KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_BEHIND], 900);
}

/* full=drop, nobody drains: what fits is produced, the rest is dropped, nobody waits. */
static void lfrsim_producer_full_drop(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer_view v;
	struct lfr_producer *p;
	u64 start, n;
	void *item;

	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 128;
	rig->cfg.value[LFR_KEY_FULL] = LFR_FULL_DROP;
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);
	start = rig->env.start;

	lfr_producer_step(p, start + 199 * NSEC_PER_MSEC);
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.offered, 200);
	KUNIT_EXPECT_EQ(test, v.produced, 128);
	KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_RING_FULL], 72);
	KUNIT_EXPECT_EQ(test, rig->dropped[LFR_DROP_RING_FULL], 72);
	KUNIT_EXPECT_EQ(test, v.backoffs, 0);
	KUNIT_EXPECT_GT(test, rig->filled, 0);

	/* Dropped numbers are not used again: 128 to 199 are missing. */
	for (n = 0; !lfr_shards_pop(rig->shards, &item); n++) {
		KUNIT_EXPECT_EQ(test, ((struct lfr_packet *)item)->place.seq, n);
		lfr_packet_put(item);
	}
	KUNIT_EXPECT_EQ(test, n, 128);
	lfr_producer_step(p, start + 200 * NSEC_PER_MSEC);
	KUNIT_ASSERT_EQ(test, lfr_shards_pop(rig->shards, &item), 0);
	KUNIT_EXPECT_EQ(test, ((struct lfr_packet *)item)->place.seq, 200);
	lfr_packet_put(item);
	KUNIT_EXPECT_LE(test, atomic_long_read(&rig->pool.live), 200);
}

/*
 * full=backoff, nobody drains: after max_retries attempts a sleep, after max_backoffs sleeps
 * and as many attempts again a drop; then the same for the next batch.
 */
static void lfrsim_producer_full_backoff(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer_view v;
	struct lfr_producer *p;
	u64 begin, took;

	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 64;
	rig->cfg.value[LFR_KEY_FULL] = LFR_FULL_BACKOFF;
	rig->cfg.value[LFR_KEY_MAX_RETRIES] = 5;
	rig->cfg.value[LFR_KEY_MAX_BACKOFFS] = 3;
	rig->cfg.value[LFR_KEY_BACKOFF_US] = 2000;
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);

	lfr_producer_step(p, rig->env.start + 63 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).produced, 64);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).backoffs, 0);

	begin = ktime_get_ns();
	lfr_producer_step(p, rig->env.start + 73 * NSEC_PER_MSEC);
	took = ktime_get_ns() - begin;
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.offered, 74);
	KUNIT_EXPECT_EQ(test, v.produced, 64);
	KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_RING_FULL], 10);
	KUNIT_EXPECT_EQ(test, v.backoffs, 3);
	KUNIT_EXPECT_EQ(test, v.retries, 4 * 5);
	KUNIT_EXPECT_GE(test, took, 6000 * NSEC_PER_USEC);
	KUNIT_EXPECT_LE(test, took, 6100 * NSEC_PER_USEC);
	KUNIT_EXPECT_GE(test, rig->filled, 3);
}

static int lfrsim_step_thread(void *data)
{
	struct lfr_producer *p = data;

	lfr_producer_step(p, p->env->start + 99 * NSEC_PER_MSEC);
	while (!kthread_should_stop())
		lfrsim_sleep(NSEC_PER_MSEC);
	return 0;
}

/* full=block: it waits as long as it takes, and each free slot is used. */
static void lfrsim_producer_full_block(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct task_struct *task;
	struct lfr_producer *p;
	void *item;
	u64 n;

	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 64;
	rig->cfg.value[LFR_KEY_FULL] = LFR_FULL_BLOCK;
	rig->cfg.value[LFR_KEY_MAX_BACKOFFS] = 1;
	rig->cfg.value[LFR_KEY_BACKOFF_US] = 1000;
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);
	task = kthread_run(lfrsim_step_thread, p, "lfrsim_step");
	KUNIT_ASSERT_FALSE(test, IS_ERR(task));

	/* Minutes without anybody draining: nothing is dropped. */
	lfrsim_sleep(200 * NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).produced, 64);
	KUNIT_EXPECT_GE(test, lfrsim_count(p).backoffs, 190000);
	for (n = 0; n < 36; n++) {
		KUNIT_EXPECT_EQ(test, lfr_shards_len(rig->shards), 64);
		KUNIT_EXPECT_EQ(test, lfr_shards_pop(rig->shards, &item), 0);
		KUNIT_EXPECT_EQ(test, ((struct lfr_packet *)item)->place.seq, n);
		lfr_packet_put(item);
		lfrsim_sleep(1500 * NSEC_PER_USEC);
	}
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).offered, 100);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).produced, 100);
	kthread_stop(task);
	KUNIT_EXPECT_EQ(test, lfrsim_take(rig), 64);
}

/* Out of memory: what cannot be had is dropped for that reason, and later it goes on. */
static void lfrsim_producer_no_memory(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer_view v;
	struct lfr_producer *p;

	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 1024;
	lfrsim_build(test, rig);
	rig->pool.limit = 150;
	p = lfrsim_producer(test, rig);
	lfr_producer_step(p, rig->env.start + 199 * NSEC_PER_MSEC);
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.offered, 200);
	KUNIT_EXPECT_EQ(test, v.produced, 150);
	KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_NO_MEMORY], 50);
	KUNIT_EXPECT_EQ(test, rig->dropped[LFR_DROP_NO_MEMORY], 50);
	KUNIT_EXPECT_EQ(test, atomic_long_read(&rig->pool.live), 150);

	KUNIT_EXPECT_EQ(test, lfrsim_take(rig), 150);
	lfr_producer_step(p, rig->env.start + 299 * NSEC_PER_MSEC);
	lfr_producer_read(p, &v);
	KUNIT_EXPECT_EQ(test, v.offered, 300);
	KUNIT_EXPECT_EQ(test, v.produced, 250);
	KUNIT_EXPECT_EQ(test, v.dropped[LFR_DROP_NO_MEMORY], 50);
	KUNIT_EXPECT_EQ(test, lfrsim_take(rig), 100);
}

/* Producers take numbers for a burst at once: bursts are whole, and no number is given twice. */
static void lfrsim_producer_sequence(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer *p[3];
	u32 i, wrong = 0;
	u64 n = 0, now;
	void *item;

	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 4096;
	lfrsim_build(test, rig);
	for (i = 0; i < 3; i++)
		p[i] = lfrsim_producer(test, rig);
	now = rig->env.start;
	for (i = 0; i < 100; i++) {
		now += 7 * NSEC_PER_MSEC;
		lfr_producer_step(p[i % 3], now);
	}
	/* One shard, filled in turns: it has them in order if each burst has. */
	while (!lfr_shards_pop(rig->shards, &item)) {
		wrong += ((struct lfr_packet *)item)->place.seq != n++;
		lfr_packet_put(item);
	}
	KUNIT_EXPECT_EQ(test, wrong, 0);
	KUNIT_EXPECT_EQ(test, n, atomic64_read(&rig->seq));
	KUNIT_EXPECT_EQ(test, n, lfrsim_count(p[0]).produced + lfrsim_count(p[1]).produced +
			lfrsim_count(p[2]).produced);
}

/*
 * A new rate while it runs: what was due at the old rate until then is offered, the new rate
 * counts from then on.
 */
static void lfrsim_producer_new_rate(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer *p;
	u64 start;

	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 16384;
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);
	start = rig->env.start;
	lfr_producer_step(p, start);
	KUNIT_EXPECT_EQ(test, lfrsim_count(p).offered, 1);

	/* 1 ms each up to 50.5 ms, 0.1 ms each from then on */
	rig->cfg.value[LFR_KEY_RATE] = 100000;
	lfrsim_adopt(test, rig);
	lfr_producer_step(p, start + 50500 * NSEC_PER_USEC);
	KUNIT_EXPECT_GE(test, lfrsim_count(p).offered, 51);
	KUNIT_EXPECT_LE(test, lfrsim_count(p).offered, 52);
	lfr_producer_step(p, start + 60499 * NSEC_PER_USEC);
	KUNIT_EXPECT_GE(test, lfrsim_count(p).offered, 51 + 100);
	KUNIT_EXPECT_LE(test, lfrsim_count(p).offered, 52 + 100);

	/* Something else that changes leaves the schedule alone. */
	rig->cfg.value[LFR_KEY_TREE_SIZE] = 1000;
	lfrsim_adopt(test, rig);
	lfr_producer_step(p, start + 70499 * NSEC_PER_USEC);
	KUNIT_EXPECT_GE(test, lfrsim_count(p).offered, 51 + 200);
	KUNIT_EXPECT_LE(test, lfrsim_count(p).offered, 52 + 200);
}

/* The new rate counts at once, even if the producer was in the middle of something. */
static void lfrsim_producer_new_rate_at_once(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_producer *p;

	/* A packet each 10 s, into a ring that is full when it comes. */
	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_RATE] = 1;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 2;
	rig->cfg.value[LFR_KEY_FULL] = LFR_FULL_BACKOFF;
	rig->cfg.value[LFR_KEY_BACKOFF_US] = 1000;
	rig->cfg.value[LFR_KEY_MAX_BACKOFFS] = 100;
	lfrsim_build(test, rig);
	p = lfrsim_producer(test, rig);
	lfrsim_start(test, p);
	lfrsim_sleep_until(rig->env.start + 20050 * NSEC_PER_MSEC);
	KUNIT_ASSERT_EQ(test, lfrsim_count(p).offered, 3);
	KUNIT_ASSERT_EQ(test, lfrsim_count(p).produced, 2);

	rig->cfg.value[LFR_KEY_RATE] = 10000;
	lfrsim_adopt(test, rig);
	lfr_producer_poke(p);
	lfrsim_sleep(1 * NSEC_PER_MSEC);
	lfrsim_take(rig);
	lfrsim_sleep(1000 * NSEC_PER_MSEC);
	/* There is room for two, so most of the time it backs off; but it has a thousand to do. */
	KUNIT_EXPECT_GE(test, lfrsim_count(p).offered, 100);
}

static struct kunit_case lfrsim_producer_cases[] = {
	KUNIT_CASE_PARAM_ATTR(lfrsim_producer_rate, lfrsim_rate_gen_params,
			      { .speed = KUNIT_SPEED_SLOW }),
	KUNIT_CASE_SLOW(lfrsim_producer_duration),
	KUNIT_CASE_PARAM(lfrsim_producer_smooth, lfrsim_smooth_gen_params),
	KUNIT_CASE_PARAM(lfrsim_producer_stop, lfrsim_stop_gen_params),
	KUNIT_CASE_PARAM(lfrsim_producer_payload, lfrsim_size_gen_params),
	KUNIT_CASE(lfrsim_producer_unlimited),
	KUNIT_CASE_SLOW(lfrsim_producer_no_allocation),
	KUNIT_CASE(lfrsim_producer_offers_all),
	KUNIT_CASE(lfrsim_producer_behind),
	KUNIT_CASE_SLOW(lfrsim_producer_stall),
	KUNIT_CASE(lfrsim_producer_full_drop),
	KUNIT_CASE(lfrsim_producer_full_backoff),
	KUNIT_CASE_SLOW(lfrsim_producer_full_block),
	KUNIT_CASE(lfrsim_producer_no_memory),
	KUNIT_CASE(lfrsim_producer_sequence),
	KUNIT_CASE(lfrsim_producer_new_rate),
	KUNIT_CASE_SLOW(lfrsim_producer_new_rate_at_once),
	{}
};

static struct kunit_suite lfrsim_producer_suite = {
	.name = "lfrsim_producer",
	.test_cases = lfrsim_producer_cases,
};

kunit_test_suite(lfrsim_producer_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of lfring's producers");
