// SPDX-License-Identifier: GPL-2.0
/*
 * lfrsim_consumer_kunit.c - the consumer: when it wakes, how much it takes, what it counts
 */
#include <linux/math64.h>
#include <lfring/ring.h>
#include "kunit/lfrsim.h"

#define LFRSIM_COST_NS	(4 * NSEC_PER_USEC)

/* The bucket of a histogram that @value belongs to; not by the code under test. */
static u32 lfrsim_bucket(u64 value)
{
	u32 n = 0;

	for (; value; value >>= 1)
		n++;
	return n;
}

/* The counters as they are now; too large for the stack, and cases run one at a time. */
static const struct lfr_consumer_view *lfrsim_view(const struct lfr_consumer *c)
{
	static struct lfr_consumer_view view;

	lfr_consumer_read(c, &view);
	return &view;
}

static u64 lfrsim_hist_total(const struct lfr_hist_view *hist)
{
	u64 n = 0;
	u32 i;

	for (i = 0; i < LFR_HIST_BUCKETS; i++)
		n += hist->bucket[i];
	return n;
}

/* Push packets numbered @seq and on, of producer 0. Returns whether the mark was met. */
static bool lfrsim_push(struct kunit *test, struct lfrsim_rig *rig, u32 shard, u64 seq, u32 n)
{
	struct lfr_producer *p = rig->producer[0];
	bool high = false;

	for (; n--; seq++) {
		struct lfr_packet *packet = lfr_packet_get(&p->stash, &rig->pool);
		void *item = packet;

		KUNIT_ASSERT_NOT_NULL(test, packet);
		packet->place.seq = seq;
		packet->stamp = ktime_get_ns();
		KUNIT_ASSERT_EQ(test, 1,
				lfr_shards_push_batch(rig->shards, shard, &item, 1, &high));
	}
	return high;
}

/* A consumer that has been running for as long as it takes to be asleep. */
static struct lfr_consumer *lfrsim_consumer_run(struct kunit *test, struct lfrsim_rig *rig)
{
	struct lfr_consumer *c;

	lfrsim_build(test, rig);
	lfrsim_producer(test, rig);
	c = lfrsim_consumer_thread(test, rig);
	lfr_consumer_start(c);
	lfrsim_sleep(NSEC_PER_USEC);
	return c;
}

/* Once each interval, on a grid, for as long as you like; nothing to do is not a drain. */
static void lfrsim_consumer_timer(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	const struct lfr_consumer_view *v;
	struct lfr_consumer *c;
	u64 first, now;
	u32 i;

	c = lfrsim_consumer_run(test, rig);
	lfrsim_sleep(15 * NSEC_PER_MSEC);
	first = atomic64_read(&c->expiry);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, 1);
	for (i = 2; i < 500; i++) {
		now = first + (i - 1) * 10 * NSEC_PER_MSEC;
		lfrsim_sleep_until(now + LFRSIM_COST_NS);
		KUNIT_ASSERT_EQ(test, lfrsim_view(c)->wakeups_timer, i);
		KUNIT_ASSERT_EQ(test, atomic64_read(&c->expiry), now);
	}
	v = lfrsim_view(c);
	KUNIT_EXPECT_EQ(test, v->wakeups_mark, 0);
	KUNIT_EXPECT_EQ(test, v->drains, 0);
	KUNIT_EXPECT_EQ(test, lfrsim_hist_total(&v->drain), 0);
	KUNIT_EXPECT_EQ(test, lfrsim_hist_total(&v->wake_late), v->wakeups_timer);
	for (i = lfrsim_bucket(LFRSIM_COST_NS) + 1; i < LFR_HIST_BUCKETS; i++)
		KUNIT_EXPECT_EQ(test, v->wake_late.bucket[i], 0);
}

/* A packet waits for the timer, not longer than an interval. */
static void lfrsim_consumer_residency(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	const struct lfr_consumer_view *v;
	struct lfr_consumer *c;
	u64 tick;
	u32 i;

	c = lfrsim_consumer_run(test, rig);
	lfrsim_sleep(15 * NSEC_PER_MSEC);
	tick = atomic64_read(&c->expiry);
	for (i = 1; i <= 100; i++) {
		/* 3 ms before the tick: between 2^21 and 2^22 ns */
		lfrsim_sleep_until(tick + i * 10 * NSEC_PER_MSEC - 3 * NSEC_PER_MSEC);
		lfrsim_push(test, rig, 0, i - 1, 1);
		KUNIT_EXPECT_EQ(test, lfr_shards_len(rig->shards), 1);
		lfrsim_sleep_until(tick + i * 10 * NSEC_PER_MSEC + LFRSIM_COST_NS);
		KUNIT_EXPECT_EQ(test, lfr_shards_len(rig->shards), 0);
	}
	v = lfrsim_view(c);
	KUNIT_EXPECT_EQ(test, v->consumed, 100);
	KUNIT_EXPECT_EQ(test, v->inserted, 100);
	KUNIT_EXPECT_EQ(test, v->drains, 100);
	KUNIT_EXPECT_EQ(test, v->residency.bucket[lfrsim_bucket(3 * NSEC_PER_MSEC)], 100);
	KUNIT_EXPECT_EQ(test, lfrsim_hist_total(&v->residency), 100);
	KUNIT_EXPECT_EQ(test, v->drain.bucket[lfrsim_bucket(1)], 100);
	KUNIT_EXPECT_EQ(test, v->wakeups_mark, 0);
}

/* A shard that is half full wakes it at once; one slot less does not. */
static void lfrsim_consumer_watermark(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	const struct lfr_consumer_view *v;
	struct lfr_consumer *c;

	rig->cfg.value[LFR_KEY_RING_SIZE] = 64;
	rig->cfg.value[LFR_KEY_INTERVAL_MS] = 60000;
	c = lfrsim_consumer_run(test, rig);
	lfr_shards_set_mark(rig->shards, 32);

	KUNIT_EXPECT_FALSE(test, lfrsim_push(test, rig, 0, 0, 31));
	lfrsim_sleep(NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->consumed, 0);

	KUNIT_EXPECT_TRUE(test, lfrsim_push(test, rig, 0, 31, 1));
	lfr_consumer_kick(c);
	lfrsim_sleep(10 * NSEC_PER_USEC);
	v = lfrsim_view(c);
	KUNIT_EXPECT_EQ(test, v->consumed, 32);
	KUNIT_EXPECT_EQ(test, v->drains, 1);
	KUNIT_EXPECT_EQ(test, v->drain.bucket[lfrsim_bucket(32)], 1);
	KUNIT_EXPECT_EQ(test, v->wakeups_mark, 1);
	KUNIT_EXPECT_EQ(test, v->wakeups_timer, 0);
	KUNIT_EXPECT_EQ(test, lfr_shards_len(rig->shards), 0);
	/* The timer is still there. */
	lfrsim_sleep(60 * NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, 1);
}

/* wake=watermark: no timer at all; wake=timer again: it is back. */
static void lfrsim_consumer_wake_modes(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_consumer *c;

	rig->cfg.value[LFR_KEY_WAKE] = LFR_WAKE_WATERMARK;
	c = lfrsim_consumer_run(test, rig);
	lfrsim_sleep(10 * NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, 0);
	lfrsim_push(test, rig, 0, 0, 3);
	lfr_consumer_kick(c);
	lfrsim_sleep(10 * NSEC_PER_USEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->consumed, 3);

	rig->cfg.value[LFR_KEY_WAKE] = LFR_WAKE_TIMER;
	lfrsim_adopt(test, rig);
	lfr_consumer_poke(c);
	lfrsim_sleep(105 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, 10);

	/* Another interval, in the middle of one. */
	rig->cfg.value[LFR_KEY_INTERVAL_MS] = 100;
	lfrsim_adopt(test, rig);
	lfr_consumer_poke(c);
	lfrsim_sleep(95 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, 10);
	lfrsim_sleep(910 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, 20);

	rig->cfg.value[LFR_KEY_WAKE] = LFR_WAKE_WATERMARK;
	lfrsim_adopt(test, rig);
	lfr_consumer_poke(c);
	lfrsim_sleep(10 * NSEC_PER_SEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, 20);
}

/* KE2: it takes whatever there is, not 1000 a wake. */
static void lfrsim_consumer_takes_all(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	const struct lfr_consumer_view *v;
	struct lfr_consumer *c;

	rig->cfg.value[LFR_KEY_RING_SIZE] = 65536;
	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 100;
	c = lfrsim_consumer_run(test, rig);
	lfrsim_push(test, rig, 0, 0, 20000);
	lfr_consumer_kick(c);
	lfrsim_sleep(NSEC_PER_USEC);
	v = lfrsim_view(c);
	KUNIT_EXPECT_EQ(test, v->consumed, 20000);
	KUNIT_EXPECT_EQ(test, v->inserted, 20000);
	KUNIT_EXPECT_EQ(test, v->evicted, 18000);
	KUNIT_EXPECT_EQ(test, v->drain.bucket[lfrsim_bucket(20000)], 1);
	KUNIT_EXPECT_EQ(test, lfrsim_hist_total(&v->drain), v->drains);
	KUNIT_EXPECT_EQ(test, c->window.len, 2000);
	KUNIT_EXPECT_EQ(test, c->window.high_water, 2000);
	KUNIT_EXPECT_EQ(test, c->window.searched, 0);
	KUNIT_EXPECT_EQ(test, rig->shards->shard[0]->deepest, 20000);
}

/*
 * A slot that is claimed and not published holds up what is behind it, is counted, and is
 * come back for. Other shards are not held up.
 */
static void lfrsim_consumer_stalled(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_packet *packet;
	struct lfr_consumer *c;
	struct lfr_ring *ring;
	u64 pos, stalls;

	rig->cfg.value[LFR_KEY_RING_SHARDS] = 2;
	c = lfrsim_consumer_run(test, rig);
	ring = rig->shards->shard[0];

	packet = lfr_packet_get(&rig->producer[0]->stash, &rig->pool);
	KUNIT_ASSERT_NOT_NULL(test, packet);
	packet->place.seq = 0;
	packet->stamp = ktime_get_ns();
	KUNIT_ASSERT_EQ(test, lfr_ring_claim(ring, 1, &pos), 1);
	lfrsim_push(test, rig, 0, 1, 5);
	lfrsim_push(test, rig, 1, 6, 4);
	lfr_consumer_kick(c);
	lfrsim_sleep(NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->consumed, 4);
	KUNIT_EXPECT_EQ(test, lfr_ring_len(ring), 6);
	stalls = ring->stalls;
	KUNIT_EXPECT_GT(test, stalls, 0);
	/* Not for ever in one drain. */
	KUNIT_EXPECT_LE(test, stalls, 100);

	lfrsim_sleep(50 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->consumed, 4);
	KUNIT_EXPECT_GT(test, ring->stalls, stalls);

	lfr_ring_publish(ring, pos, packet);
	stalls = ring->stalls;
	lfrsim_sleep(11 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->consumed, 10);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->inserted, 10);
	KUNIT_EXPECT_EQ(test, lfr_ring_len(ring), 0);
	lfrsim_sleep(50 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, ring->stalls, stalls);
}

/**
 * struct lfrsim_late - how late, and how often
 * @ns: how long the CPU was taken from the consumer after its timer had expired
 * @times: how often
 */
static const struct {
	u64 ns;
	u32 times;
} lfrsim_lates[] = {
	{ 12 * NSEC_PER_USEC, 1 },
	{ 100 * NSEC_PER_USEC, 2 },
	{ 700 * NSEC_PER_USEC, 3 },
	{ 1500 * NSEC_PER_USEC, 4 },
	{ 3 * NSEC_PER_MSEC, 5 },
	{ 6 * NSEC_PER_MSEC, 6 },
	/* Longer than an interval: the ticks in between are left out, not made up for. */
	{ 25 * NSEC_PER_MSEC, 7 },
};

/* A busy CPU makes it late: by how much is what the histogram has, exactly. */
static void lfrsim_consumer_late(struct kunit *test)
{
	u64 expected[LFR_HIST_BUCKETS] = {}, tick, wakeups;
	struct lfrsim_rig *rig = lfrsim_rig(test);
	const struct lfr_consumer_view *v;
	struct lfr_consumer *c;
	u32 i, j;

	c = lfrsim_consumer_run(test, rig);
	lfrsim_sleep(15 * NSEC_PER_MSEC);
	for (i = 0; i < ARRAY_SIZE(lfrsim_lates); i++) {
		for (j = 0; j < lfrsim_lates[i].times; j++) {
			/* This thread has the CPU from before the tick until that much after it. */
			tick = atomic64_read(&c->expiry) + 10 * NSEC_PER_MSEC;
			lfrsim_sleep_until(tick - 1500 * NSEC_PER_USEC);
			wakeups = lfrsim_view(c)->wakeups_timer;
			while (ktime_get_ns() + NSEC_PER_MSEC < tick + lfrsim_lates[i].ns)
				mdelay(1);
			while (ktime_get_ns() < tick + lfrsim_lates[i].ns)
				;
			KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, wakeups);
			lfrsim_sleep(LFRSIM_COST_NS);
			KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, wakeups + 1);
			KUNIT_EXPECT_EQ(test, atomic64_read(&c->expiry), tick);
			expected[lfrsim_bucket(lfrsim_lates[i].ns)]++;
			/* The next tick is on the same grid. */
			lfrsim_sleep_until(tick + lfrsim_lates[i].ns / 10000000 * 10000000 +
					   10 * NSEC_PER_MSEC + LFRSIM_COST_NS);
			KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, wakeups + 2);
			KUNIT_EXPECT_EQ(test, (atomic64_read(&c->expiry) - tick) % 10000000, 0);
		}
	}
	v = lfrsim_view(c);
	for (i = lfrsim_bucket(LFRSIM_COST_NS) + 1; i < LFR_HIST_BUCKETS; i++)
		KUNIT_EXPECT_EQ_MSG(test, v->wake_late.bucket[i], expected[i], "bucket %u", i);
	KUNIT_EXPECT_EQ(test, lfrsim_hist_total(&v->wake_late), v->wakeups_timer);
}

/**
 * struct lfrsim_flood - keeps shard 0 from getting empty
 * @rig: the rig
 * @test: the case
 * @seq: number of the next packet
 * @left: packets to push still
 * @first: seen[i] of shard i is the place in the order of delivery of its first packet
 * @delivered: packets delivered
 */
struct lfrsim_flood {
	struct lfrsim_rig *rig;
	struct kunit *test;
	u64 seq;
	u32 left;
	u64 first[4];
	u64 delivered;
};

/* Each packet that leaves the window brings two more into shard 0. */
static void lfrsim_flood_deliver(void *ctx, struct lfr_packet *packet)
{
	struct lfrsim_flood *f = ctx;
	u32 shard = packet->stamp;
	u32 n = min(f->left, 2u);

	if (!f->first[shard])
		f->first[shard] = f->delivered + 1;
	f->delivered++;
	lfr_packet_put(packet);
	for (f->left -= n; n--; f->seq++) {
		struct lfr_packet *more = lfr_packet_get(&f->rig->producer[0]->stash,
							 &f->rig->pool);

		if (!more)
			return;
		more->place.seq = f->seq;
		more->stamp = 0;
		lfr_shards_push(f->rig->shards, 0, more);
	}
}

/* KA6: a shard that never gets empty does not starve the others. */
static void lfrsim_consumer_fair(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfrsim_flood f = { .rig = rig, .test = test, .left = 50000 };
	struct lfr_consumer *c;
	u32 i;

	rig->cfg.value[LFR_KEY_RING_SHARDS] = 4;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 4 * 65536;
	rig->cfg.value[LFR_KEY_TREE_SIZE] = 1;
	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1;
	lfrsim_build(test, rig);
	lfrsim_producer(test, rig);
	c = lfrsim_consumer(test, rig, lfrsim_flood_deliver, &f);

	/* 100 in each shard; numbers as four producers get them that take 100 each. */
	for (i = 0; i < 400; i++) {
		struct lfr_packet *packet = lfr_packet_get(&rig->producer[0]->stash, &rig->pool);

		KUNIT_ASSERT_NOT_NULL(test, packet);
		packet->place.seq = i;
		packet->stamp = i / 100;
		KUNIT_ASSERT_EQ(test, lfr_shards_push(rig->shards, i / 100, packet), 0);
	}
	f.seq = 400;
	KUNIT_EXPECT_EQ(test, lfr_consumer_drain(c), 50400);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->consumed, 50400);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->late, 0);
	for (i = 0; i < 4; i++) {
		KUNIT_EXPECT_GT(test, f.first[i], 0);
		KUNIT_EXPECT_LE(test, f.first[i], 400);
	}
}

/* A smaller window: what is too much leaves at once, in order, though nothing comes in. */
static void lfrsim_consumer_shrink(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	const struct lfr_consumer_view *v;
	struct lfr_consumer *c;

	rig->cfg.value[LFR_KEY_TREE_SIZE] = 100;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 1024;
	c = lfrsim_consumer_run(test, rig);
	lfrsim_push(test, rig, 0, 0, 150);
	lfr_consumer_kick(c);
	lfrsim_sleep(NSEC_PER_USEC);
	KUNIT_EXPECT_EQ(test, c->window.len, 100);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->evicted, 50);

	rig->cfg.value[LFR_KEY_TREE_SIZE] = 10;
	lfrsim_adopt(test, rig);
	lfr_consumer_poke(c);
	lfrsim_sleep(NSEC_PER_USEC);
	v = lfrsim_view(c);
	KUNIT_EXPECT_EQ(test, c->window.len, 10);
	KUNIT_EXPECT_EQ(test, v->evicted, 140);
	KUNIT_EXPECT_EQ(test, v->inserted, v->evicted + c->window.len);
	KUNIT_EXPECT_EQ(test, c->window.next, 140);
	KUNIT_EXPECT_EQ(test, c->window.missing, 0);

	rig->cfg.value[LFR_KEY_TREE_SIZE] = 20;
	lfrsim_adopt(test, rig);
	lfr_consumer_poke(c);
	lfrsim_push(test, rig, 0, 150, 15);
	lfr_consumer_kick(c);
	lfrsim_sleep(NSEC_PER_USEC);
	KUNIT_EXPECT_EQ(test, c->window.len, 20);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->evicted, 145);
}

/* A window that grows remembers as far back as a window of that size does. */
static void lfrsim_consumer_grow(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_consumer *c;
	u32 i;

	rig->cfg.value[LFR_KEY_TREE_SIZE] = 10;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 65536;
	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1;
	c = lfrsim_consumer_run(test, rig);
	rig->cfg.value[LFR_KEY_TREE_SIZE] = 10000;
	lfrsim_adopt(test, rig);
	lfr_consumer_poke(c);
	lfrsim_sleep(NSEC_PER_USEC);
	for (i = 0; i < 3; i++) {
		lfrsim_push(test, rig, 0, i * 20000, 20000);
		lfr_consumer_kick(c);
		lfrsim_sleep(NSEC_PER_USEC);
	}
	KUNIT_EXPECT_EQ(test, c->window.len, 10000);
	KUNIT_EXPECT_EQ(test, c->window.next, 50000);
	/* 20000 before the next to leave: well within four windows. */
	lfrsim_push(test, rig, 0, 30000, 1);
	lfr_consumer_kick(c);
	lfrsim_sleep(NSEC_PER_USEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->duplicate, 1);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->late, 0);
}

/* Duplicates and late packets are counted as such and go home. */
static void lfrsim_consumer_verdicts(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	const struct lfr_consumer_view *v;
	struct lfr_consumer *c;

	rig->cfg.value[LFR_KEY_TREE_SIZE] = 10;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 1024;
	c = lfrsim_consumer_run(test, rig);
	lfrsim_push(test, rig, 0, 0, 50);
	lfrsim_push(test, rig, 0, 60, 50);
	lfr_consumer_kick(c);
	lfrsim_sleep(NSEC_PER_USEC);
	lfrsim_push(test, rig, 0, 105, 3);
	lfrsim_push(test, rig, 0, 20, 4);
	lfrsim_push(test, rig, 0, 51, 5);
	lfr_consumer_kick(c);
	lfrsim_sleep(NSEC_PER_USEC);
	v = lfrsim_view(c);
	KUNIT_EXPECT_EQ(test, v->consumed, 112);
	KUNIT_EXPECT_EQ(test, v->inserted, 100);
	KUNIT_EXPECT_EQ(test, v->duplicate, 7);
	KUNIT_EXPECT_EQ(test, v->late, 5);
	KUNIT_EXPECT_EQ(test, v->evicted, 90);
	KUNIT_EXPECT_EQ(test, c->window.missing, 10);
	KUNIT_EXPECT_EQ(test, v->consumed, v->inserted + v->duplicate + v->late);
}

/* No wake-up is lost: whatever was pushed before a kick is gone right after. */
static void lfrsim_consumer_no_lost_wakeup(struct kunit *test)
{
	u64 seed = 88172645463325252ull, seq = 0;
	struct lfrsim_rig *rig = lfrsim_rig(test);
	struct lfr_consumer *c;
	u32 i, n;

	rig->cfg.value[LFR_KEY_WAKE] = LFR_WAKE_WATERMARK;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 256;
	c = lfrsim_consumer_run(test, rig);
	for (i = 0; i < 20000; i++) {
		seed ^= seed << 13;
		seed ^= seed >> 7;
		seed ^= seed << 17;
		n = seed % 100 + 1;
		lfrsim_push(test, rig, 0, seq, n);
		seq += n;
		lfr_consumer_kick(c);
		/* Sometimes it has not gone to sleep again by the next one. */
		lfrsim_sleep(seed / 100 % 2000);
		if (!(seed / 200000 % 4))
			lfr_consumer_kick(c);
		lfrsim_sleep(2000);
		KUNIT_ASSERT_EQ(test, lfrsim_view(c)->consumed, seq);
	}
}

/* It ends with an empty ring, wherever it was, and a stopped one can be read. */
static void lfrsim_consumer_stop_drains(struct kunit *test)
{
	u32 i;

	for (i = 0; i < 3; i++) {
		struct lfrsim_rig *rig = lfrsim_rig(test);
		struct lfr_consumer *c;
		u64 begin;

		rig->cfg.value[LFR_KEY_INTERVAL_MS] = 60000;
		rig->cfg.value[LFR_KEY_RING_SIZE] = 8192;
		if (i == 2) {
			/* Stopped before it gets to run: its thread will never do. */
			lfrsim_build(test, rig);
			lfrsim_producer(test, rig);
			c = lfrsim_consumer_thread(test, rig);
			lfr_consumer_start(c);
		} else {
			c = lfrsim_consumer_run(test, rig);
		}
		if (i)
			lfrsim_push(test, rig, 0, 0, 5000);
		begin = ktime_get_ns();
		lfr_consumer_stop(c);
		KUNIT_EXPECT_LE(test, ktime_get_ns() - begin, NSEC_PER_MSEC);
		KUNIT_EXPECT_EQ(test, lfr_shards_len(rig->shards), 0);
		KUNIT_EXPECT_EQ(test, lfrsim_view(c)->consumed, i ? 5000 : 0);
		KUNIT_EXPECT_EQ(test, c->window.len, i ? 2000 : 0);
		/* Nothing fires any more. */
		lfrsim_sleep(65 * NSEC_PER_SEC);
		KUNIT_EXPECT_EQ(test, lfrsim_view(c)->wakeups_timer, 0);
	}
}

/* Packets a second over the last second. */
static void lfrsim_consumer_rate(struct kunit *test)
{
	struct lfrsim_rig *rig = lfrsim_rig(test);
	const struct lfr_consumer_view *v;
	struct lfr_producer *p;
	struct lfr_consumer *c;

	/* 1250 bytes at 10 Mb/s: 1000 a second */
	rig->cfg.value[LFR_KEY_PACKET_SIZE] = 1250;
	rig->cfg.value[LFR_KEY_RING_SIZE] = 1024;
	c = lfrsim_consumer_run(test, rig);
	p = rig->producer[0];
	lfrsim_start(test, p);
	lfrsim_sleep(5500 * NSEC_PER_MSEC);
	v = lfrsim_view(c);
	KUNIT_EXPECT_GE(test, v->rate, 999000);
	KUNIT_EXPECT_LE(test, v->rate, 1001000);
	KUNIT_EXPECT_LE(test, ktime_get_ns() - v->rate_at, 1100 * NSEC_PER_MSEC);
	/* And when it has stopped, none. */
	lfr_producer_stop(p);
	lfrsim_sleep(2500 * NSEC_PER_MSEC);
	KUNIT_EXPECT_EQ(test, lfrsim_view(c)->rate, 0);
}

static struct kunit_case lfrsim_consumer_cases[] = {
	KUNIT_CASE_SLOW(lfrsim_consumer_timer),
	KUNIT_CASE_SLOW(lfrsim_consumer_residency),
	KUNIT_CASE_SLOW(lfrsim_consumer_watermark),
	KUNIT_CASE_SLOW(lfrsim_consumer_wake_modes),
	KUNIT_CASE(lfrsim_consumer_takes_all),
	KUNIT_CASE(lfrsim_consumer_stalled),
	KUNIT_CASE_SLOW(lfrsim_consumer_late),
	KUNIT_CASE(lfrsim_consumer_fair),
	KUNIT_CASE(lfrsim_consumer_shrink),
	KUNIT_CASE(lfrsim_consumer_grow),
	KUNIT_CASE(lfrsim_consumer_verdicts),
	KUNIT_CASE(lfrsim_consumer_no_lost_wakeup),
	KUNIT_CASE_SLOW(lfrsim_consumer_stop_drains),
	KUNIT_CASE_SLOW(lfrsim_consumer_rate),
	{}
};

static struct kunit_suite lfrsim_consumer_suite = {
	.name = "lfrsim_consumer",
	.test_cases = lfrsim_consumer_cases,
};

kunit_test_suite(lfrsim_consumer_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of lfring's consumer");
