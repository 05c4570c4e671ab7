/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bcast_regress_cases.h - slow readers, too many readers, and the known bugs of the original
 *
 * KB5 to KB8 are their numbers. KB1 and KB2 are in bcast_cases.h, which goes across the wraps; KB3
 * and KB4 lie between two accesses and are in tests/native/bcast_replay_cases.h, and with threads
 * in bcast_threads_cases.h.
 */
#ifndef _LFRING_BCAST_REGRESS_CASES_H
#define _LFRING_BCAST_REGRESS_CASES_H

#include <lfring/bcast.h>
#include "bcast_fixture.h"
#include "case.h"

/* OVERWRITE: how many were lost, and the oldest that is left. */
static void lfring_bcast_overwrite(struct lfr_test *t)
{
	u32 s, size, over, i;

	for (s = 0; s < ARRAY_SIZE(lfr_bcast_case_starts); s++)
		for (size = 2; size <= 16; size *= 2)
			for (over = 0; over < 40; over++) {
				struct lfr_bcast *ring =
					lfr_bcast_case_new(t, size, 1, LFR_BCAST_OVERWRITE,
							   lfr_bcast_case_starts[s]);
				struct lfr_bcast_case_reader a;
				struct lfr_bcast_stat stat;

				LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
				for (i = 0; i < size - 1 + over; i++)
					LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
				if (over)
					LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), -EOVERFLOW);
				LFR_EXPECT_EQ(t, a.missed, over);
				for (i = 0; i < size - 1; i++)
					LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), 0);
				LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), -EAGAIN);
				LFR_EXPECT_EQ(t, a.bad, 0);
				LFR_ASSERT_EQ(t, lfr_bcast_stat(ring, 0, &stat), 0);
				LFR_EXPECT_EQ(t, stat.lost, over);
				LFR_EXPECT_EQ(t, stat.lag, 0);
			}
}

/* OVERWRITE: one that is overrun each time stays farther away, but still gets the newest. */
static void lfring_bcast_overwrite_margin(struct lfr_test *t)
{
	static const u32 left[] = { 7, 6, 5, 3, 1, 1 };
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 8, 1, LFR_BCAST_OVERWRITE, 0);
	struct lfr_bcast_case_reader a;
	u32 i, k;

	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
	for (i = 0; i < ARRAY_SIZE(left); i++) {
		for (k = 0; k < 20; k++)
			LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
		LFR_ASSERT_EQ(t, lfr_bcast_case_get(ring, &a), -EOVERFLOW);
		LFR_EXPECT_EQ(t, lfr_bcast_lag(ring, &a.handle), left[i]);
	}
	LFR_ASSERT_EQ(t, lfr_bcast_case_get(ring, &a), 0);
	/* It got one: the next time it stays as near as it can. */
	for (k = 0; k < 20; k++)
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_case_get(ring, &a), -EOVERFLOW);
	LFR_EXPECT_EQ(t, lfr_bcast_lag(ring, &a.handle), 7);
	LFR_EXPECT_EQ(t, a.bad, 0);
}

/* EVICT: the slow one is told once, the others stay; its place can be had again. */
static void lfring_bcast_evict(struct lfr_test *t)
{
	u32 s, i, call;

	for (s = 0; s < ARRAY_SIZE(lfr_bcast_case_starts); s++)
		for (call = 0; call < 3; call++) {
			struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 2, LFR_BCAST_EVICT,
								    lfr_bcast_case_starts[s]);
			struct lfr_bcast_case_reader a, b, c;
			u64 out[4];

			LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
			LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &b), 0);
			for (i = 0; i < 4; i++) {
				LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
				LFR_ASSERT_EQ(t, lfr_bcast_case_get(ring, &b), 0);
			}
			/* A whole lap behind is not too slow before the producer needs it. */
			LFR_EXPECT_EQ(t, lfr_bcast_subscribed(ring), 2);
			LFR_EXPECT_EQ(t, lfr_bcast_evictions(ring), 0);
			LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
			LFR_EXPECT_EQ(t, lfr_bcast_subscribed(ring), 1);
			LFR_EXPECT_EQ(t, lfr_bcast_evictions(ring), 1);
			/* By whatever call. */
			if (call == 0)
				LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), -ENOBUFS);
			else if (call == 1)
				LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(ring, &a.handle), -ENOBUFS);
			else
				LFR_EXPECT_EQ(t, lfr_bcast_try_read_batch(ring, &a.handle, out, 4),
					      -ENOBUFS);
			LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), -ESTALE);
			LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(ring, &a.handle), -ESTALE);
			LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &b), 0);
			LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &c), 0);
			LFR_EXPECT_EQ(t, lfr_bcast_subscribed(ring), 2);
			LFR_EXPECT_EQ(t, b.bad, 0);
		}
}

/* EVICT: who wants more slots than are free gets those, and a reader with one left stays. */
static void lfring_bcast_evict_batch(struct lfr_test *t)
{
	struct lfr_bcast_case_reader a;
	struct lfr_bcast *ring;
	u64 in[2];
	u32 s, i;

	for (s = 0; s < ARRAY_SIZE(lfr_bcast_case_starts); s++) {
		ring = lfr_bcast_case_new(t, 4, 1, LFR_BCAST_EVICT, lfr_bcast_case_starts[s]);
		LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
		for (i = 0; i < 3; i++)
			LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
		in[0] = lfr_bcast_case_head(ring);
		in[1] = in[0] + 1;
		LFR_EXPECT_EQ(t, lfr_bcast_try_write_batch(ring, in, 2), 1);
		LFR_EXPECT_EQ(t, lfr_bcast_subscribed(ring), 1);
		LFR_EXPECT_EQ(t, lfr_bcast_evictions(ring), 0);
		for (i = 0; i < 4; i++)
			LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), 0);
		LFR_EXPECT_EQ(t, a.bad, 0);
	}
}

/* EVICT: as long as there is another place nobody gets that of one that was not told yet. */
static void lfring_bcast_evict_told(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 2, 2, LFR_BCAST_EVICT, 0);
	struct lfr_bcast_case_reader a, b;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
	for (i = 0; i < 3; i++)
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &b), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), -ENOBUFS);
	LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &b), -EAGAIN);
}

/* EVICT: the place of one that does not come back is given away, and then it is stale. */
static void lfring_bcast_evict_place(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 2, 2, LFR_BCAST_EVICT, U64_MAX);
	struct lfr_bcast_case_reader a, b, c, d;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
	for (i = 0; i < 3; i++)
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
	/* The other place is taken first, so that it can be told. */
	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &b), 0);
	LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &c), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_case_join(ring, &d), -EUSERS);
	LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), -ESTALE);
	LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &b), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &c), 0);
	LFR_EXPECT_EQ(t, b.bad + c.bad, 0);
}

/* More readers than there are places: refused, and nobody is the worse for it. */
static void lfring_bcast_too_many(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 3, LFR_BCAST_WAIT, 0);
	struct lfr_bcast_case_reader r[3], more;
	u32 i, round;

	for (round = 0; round < 3; round++) {
		for (i = 0; i < 3; i++)
			LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &r[i]), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_subscribed(ring), 3);
		for (i = 0; i < 5; i++)
			LFR_EXPECT_EQ(t, lfr_bcast_case_join(ring, &more), -EUSERS);
		LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &more), -ESTALE);
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
		for (i = 0; i < 3; i++) {
			LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &r[i]), 0);
			LFR_EXPECT_EQ(t, r[i].bad, 0);
			LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(ring, &r[i].handle), 0);
		}
		LFR_EXPECT_EQ(t, lfr_bcast_subscribed(ring), 0);
	}
}

/*
 * KB6, and KB9 as far as C has it: a handle that is not good, or a copy of one that is not good
 * any more, gives -ESTALE in every call and does nothing to whoever has the place now.
 */
static void lfring_bcast_kb6_stale(struct lfr_test *t)
{
	u32 p, k;

	for (p = 0; p < LFR_BCAST_POLICIES; p++) {
		struct lfr_bcast *ring = lfr_bcast_case_new(t, 4, 1, p, 0);
		struct lfr_bcast_reader stale[4] = {};
		struct lfr_bcast_case_reader a;
		const void *where;
		u64 out[4];

		/* Never subscribed; removed; a copy of it; of a place that is not there. */
		LFR_ASSERT_EQ(t, lfr_bcast_subscribe(ring, &stale[1]), 0);
		stale[2] = stale[1];
		LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(ring, &stale[1]), 0);
		LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &a), 0);
		LFR_ASSERT_EQ(t, a.handle.index, stale[1].index);
		stale[3] = a.handle;
		stale[3].index = 1;
		LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
		for (k = 0; k < 4; k++) {
			struct lfr_bcast_reader *r = &stale[k];

			LFR_EXPECT_EQ(t, lfr_bcast_try_read(ring, r, out), -ESTALE);
			LFR_EXPECT_EQ(t, lfr_bcast_read(ring, r, out), -ESTALE);
			LFR_EXPECT_EQ(t, lfr_bcast_read_timeout(ring, r, out, 1), -ESTALE);
			LFR_EXPECT_EQ(t, lfr_bcast_try_read_batch(ring, r, out, 4), -ESTALE);
			if (p <= LFR_BCAST_TIMEOUT) {
				LFR_EXPECT_EQ(t, lfr_bcast_peek(ring, r, 0, &where), -ESTALE);
				LFR_EXPECT_EQ(t, lfr_bcast_release(ring, r, 1), -ESTALE);
			}
			LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(ring, r), -ESTALE);
		}
		LFR_EXPECT_EQ(t, lfr_bcast_subscribed(ring), 1);
		LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &a), 0);
		LFR_EXPECT_EQ(t, a.bad, 0);
		LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(ring, &a.handle), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(ring, &a.handle), -ESTALE);
		LFR_EXPECT_EQ(t, lfr_bcast_subscribed(ring), 0);
	}
}

/*
 * KB5: whichever readers are removed, in whatever order, the producer still waits for each that is
 * left, and for no other.
 */
static void lfring_bcast_kb5_removal(struct lfr_test *t)
{
	u32 gone, back, i, k;

	for (gone = 0; gone < 1u << 4; gone++)
		for (back = 0; back < 2; back++) {
			struct lfr_bcast *ring = lfr_bcast_case_new(t, 2, 4, LFR_BCAST_WAIT, 0);
			struct lfr_bcast_case_reader r[4];

			for (i = 0; i < 4; i++)
				LFR_ASSERT_EQ(t, lfr_bcast_case_join(ring, &r[i]), 0);
			for (i = 0; i < 4; i++) {
				k = back ? 3 - i : i;
				if (gone >> k & 1)
					LFR_ASSERT_EQ(t, lfr_bcast_unsubscribe(ring, &r[k].handle),
						      0);
			}
			for (i = 0; i < 2; i++)
				LFR_ASSERT_EQ(t, lfr_bcast_case_put(ring), 0);
			/* One after the other reads; only with the last one is there room. */
			for (k = 0; k < 4; k++) {
				if (gone >> k & 1)
					continue;
				LFR_EXPECT_EQ(t, lfr_bcast_case_put(ring), -EAGAIN);
				LFR_EXPECT_EQ(t, lfr_bcast_case_get(ring, &r[k]), 0);
				LFR_EXPECT_EQ(t, r[k].bad, 0);
			}
			LFR_EXPECT_EQ(t, lfr_bcast_case_put(ring), 0);
		}
}

/* KB8: the forms that do not wait, and those that wait for a while. */
static void lfring_bcast_kb8_timeouts(struct lfr_test *t)
{
	struct lfr_bcast *ring = lfr_bcast_case_new(t, 2, 1, LFR_BCAST_WAIT, 0);
	struct lfr_bcast *given = lfr_bcast_case_new(t, 2, 1, LFR_BCAST_TIMEOUT, 0);
	struct lfr_bcast_reader a, b;
	u64 value = 0, before;
	u32 i;

	LFR_ASSERT_EQ(t, lfr_bcast_subscribe(ring, &a), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_try_read(ring, &a, &value), -EAGAIN);
	LFR_EXPECT_EQ(t, lfr_bcast_read_timeout(ring, &a, &value, 0), -ETIMEDOUT);
	LFR_EXPECT_EQ(t, lfr_bcast_read_timeout(ring, &a, &value, -1), -ETIMEDOUT);
	before = lfr_case_now();
	LFR_EXPECT_EQ(t, lfr_bcast_read_timeout(ring, &a, &value, msecs_to_jiffies(20)),
		      -ETIMEDOUT);
	LFR_EXPECT(t, lfr_case_now() - before >= 10000000);
	for (i = 0; i < 2; i++)
		LFR_ASSERT_EQ(t, lfr_bcast_write(ring, &value), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_try_write(ring, &value), -EAGAIN);
	LFR_EXPECT_EQ(t, lfr_bcast_write_timeout(ring, &value, 0), -ETIMEDOUT);
	LFR_EXPECT_EQ(t, lfr_bcast_write_timeout(ring, &value, LONG_MIN), -ETIMEDOUT);
	before = lfr_case_now();
	LFR_EXPECT_EQ(t, lfr_bcast_write_timeout(ring, &value, msecs_to_jiffies(20)), -ETIMEDOUT);
	LFR_EXPECT(t, lfr_case_now() - before >= 10000000);
	LFR_EXPECT_EQ(t, lfr_bcast_written(ring), 2);
	LFR_EXPECT_EQ(t, lfr_bcast_read(ring, &a, &value), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_write_timeout(ring, &value, 0), 0);

	/* One dead reader holds the writer up for the time of the policy, not for ever. */
	LFR_ASSERT_EQ(t, lfr_bcast_subscribe(given, &b), 0);
	for (i = 0; i < 2; i++)
		LFR_ASSERT_EQ(t, lfr_bcast_write(given, &value), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_try_write(given, &value), -EAGAIN);
	before = lfr_case_now();
	LFR_EXPECT_EQ(t, lfr_bcast_write(given, &value), -ETIMEDOUT);
	LFR_EXPECT(t, lfr_case_now() - before >= 10000000);
	LFR_EXPECT_EQ(t, lfr_bcast_written(given), 2);
	LFR_EXPECT_EQ(t, lfr_bcast_unsubscribe(given, &b), 0);
	LFR_EXPECT_EQ(t, lfr_bcast_write(given, &value), 0);
}

/* A dead reader does not hold up the producer of the other policies at all. */
static void lfring_bcast_kb8_dead(struct lfr_test *t)
{
	u32 p, i;

	for (p = LFR_BCAST_OVERWRITE; p <= LFR_BCAST_EVICT; p++) {
		struct lfr_bcast *ring = lfr_bcast_case_new(t, 2, 1, p, U64_MAX - 7);
		struct lfr_bcast_reader a;
		u64 value = 0;

		LFR_ASSERT_EQ(t, lfr_bcast_subscribe(ring, &a), 0);
		for (i = 0; i < 20; i++)
			LFR_ASSERT_EQ(t, lfr_bcast_write(ring, &value), 0);
		LFR_EXPECT_EQ(t, lfr_bcast_evictions(ring), p == LFR_BCAST_EVICT);
	}
}

static struct lfr_case lfr_bcast_regress_cases[] = {
	LFR_CASE(lfring_bcast_overwrite),
	LFR_CASE(lfring_bcast_overwrite_margin),
	LFR_CASE(lfring_bcast_evict),
	LFR_CASE(lfring_bcast_evict_batch),
	LFR_CASE(lfring_bcast_evict_told),
	LFR_CASE(lfring_bcast_evict_place),
	LFR_CASE(lfring_bcast_too_many),
	LFR_CASE(lfring_bcast_kb6_stale),
	LFR_CASE(lfring_bcast_kb5_removal),
	LFR_CASE(lfring_bcast_kb8_timeouts),
	LFR_CASE(lfring_bcast_kb8_dead),
	{}
};

#endif /* _LFRING_BCAST_REGRESS_CASES_H */
