/* SPDX-License-Identifier: GPL-2.0 */
/*
 * order_cases.h - the pairs of ring.h's "Memory barriers", one at a time
 *
 * Each case is one fixed interleaving of two or three threads, with plain accesses
 * to memory that only the pair under test makes safe: what a producer keeps beside
 * a slot. The threads hand a baton on by relaxed accesses, which order nothing, so
 * ThreadSanitizer sees no other edge, and a weakened access is a data race that it
 * reports each time. On real memory the values are checked, too.
 *
 * The baton cannot promise that what was stored before it is visible; the ring
 * says that, so whoever got the baton repeats its step until the ring lets it.
 */
#ifndef _LFRING_ORDER_CASES_H
#define _LFRING_ORDER_CASES_H

#include <linux/compiler.h>
#include <lfring/ring.h>
#include "case.h"
#include "fixture.h"

/**
 * struct lfr_order_case - what the threads of a case share
 * @ring: of two slots
 * @local: use the claim of a ring that one CPU pushes to
 * @baton: whose turn it is
 * @beside: memory kept beside each slot; as long as what ThreadSanitizer has one
 *	history for, so that it forgets nothing
 * @seen: what the consumer read there, position by position
 */
struct lfr_order_case {
	struct lfr_ring *ring;
	bool local;
	u32 baton;
	u64 beside[2];
	u64 seen[4];
};

static bool lfr_order_case_turn(struct lfr_worker *self, u32 turn)
{
	struct lfr_order_case *oc = self->ctx;

	while (READ_ONCE(oc->baton) != turn)
		if (!lfr_case_yield(self))
			return false;
	return true;
}

static void lfr_order_case_pass(struct lfr_worker *self, u32 turn)
{
	struct lfr_order_case *oc = self->ctx;

	WRITE_ONCE(oc->baton, turn);
}

/* Claim one slot and write @value beside it. */
static bool lfr_order_case_put(struct lfr_worker *self, u64 value)
{
	struct lfr_order_case *oc = self->ctx;
	u64 pos;

	while (!(oc->local ? lfr_ring_claim_local(oc->ring, 1, &pos) :
			     lfr_ring_claim(oc->ring, 1, &pos)))
		if (!lfr_case_yield(self))
			return false;
	oc->beside[pos % 2] = value;
	lfr_ring_publish(oc->ring, pos, NULL);
	return true;
}

/* Take @n items together, having read what is beside them. */
static bool lfr_order_case_take(struct lfr_worker *self, u32 n)
{
	struct lfr_order_case *oc = self->ctx;
	u64 head = lfr_ring_head(oc->ring);
	void *item;
	u32 i;

	for (i = 0; i < n; i++) {
		while (!lfr_ring_peek(oc->ring, i, &item))
			if (!lfr_case_yield(self))
				return false;
		oc->seen[head + i] = oc->beside[(head + i) % 2];
	}
	lfr_ring_release(oc->ring, n);
	return true;
}

static void lfr_order_case_run(struct lfr_test *t, u32 workers, lfr_worker_fn fn, u32 items)
{
	u32 i, local;

	for (local = 0; local < 2; local++) {
		struct lfr_order_case *oc = lfr_case_alloc(t, sizeof(*oc));

		oc->ring = lfr_fixture_ring(t, 2);
		oc->local = local;
		lfr_case_threads(t, workers, fn, oc);
		for (i = 0; i < items; i++)
			LFR_EXPECT_EQ(t, oc->seen[i], 100 + i);
		LFR_EXPECT_EQ(t, lfr_ring_head(oc->ring), items);
		lfr_fixture_at_rest(t, oc->ring);
	}
}

/* publish:A / peek:A - the consumer reads what was written before the publish. */
static void lfr_order_case_publish(struct lfr_worker *self)
{
	if (self->index == 0) {
		if (lfr_order_case_put(self, 100))
			lfr_order_case_pass(self, 1);
	} else if (lfr_order_case_turn(self, 1)) {
		lfr_order_case_take(self, 1);
	}
}

static void lfring_order_publish(struct lfr_test *t)
{
	lfr_order_case_run(t, 2, lfr_order_case_publish, 1);
}

/*
 * release:A / claim:A - the consumer has read what is beside a slot before the
 * producer that looked at the head writes there again.
 */
static void lfr_order_case_release(struct lfr_worker *self)
{
	if (self->index == 0) {
		if (!lfr_order_case_put(self, 100) || !lfr_order_case_put(self, 101))
			return;
		lfr_order_case_pass(self, 1);
		if (lfr_order_case_turn(self, 2) && lfr_order_case_put(self, 102))
			lfr_order_case_pass(self, 3);
	} else {
		if (!lfr_order_case_turn(self, 1) || !lfr_order_case_take(self, 2))
			return;
		lfr_order_case_pass(self, 2);
		if (lfr_order_case_turn(self, 3))
			lfr_order_case_take(self, 1);
	}
}

static void lfring_order_release(struct lfr_test *t)
{
	lfr_order_case_run(t, 2, lfr_order_case_release, 3);
}

/*
 * claim:B / claim:C - the same, for a second producer that learns of the room from
 * the first and never looks at the head itself.
 */
static void lfr_order_case_relay(struct lfr_worker *self)
{
	switch (self->index) {
	case 0:
		if (!lfr_order_case_put(self, 100) || !lfr_order_case_put(self, 101))
			return;
		lfr_order_case_pass(self, 1);
		/* Full, as far as it knows: looks at the head and passes it on. */
		if (lfr_order_case_turn(self, 2) && lfr_order_case_put(self, 102))
			lfr_order_case_pass(self, 3);
		break;
	case 1:
		/* Room, as far as it is told. */
		if (lfr_order_case_turn(self, 3) && lfr_order_case_put(self, 103))
			lfr_order_case_pass(self, 4);
		break;
	default:
		if (!lfr_order_case_turn(self, 1) || !lfr_order_case_take(self, 2))
			return;
		lfr_order_case_pass(self, 2);
		if (lfr_order_case_turn(self, 4))
			lfr_order_case_take(self, 2);
	}
}

static void lfring_order_relay(struct lfr_test *t)
{
	lfr_order_case_run(t, 3, lfr_order_case_relay, 4);
}

static struct lfr_case lfr_order_cases[] = {
	LFR_CASE(lfring_order_publish),
	LFR_CASE(lfring_order_release),
	LFR_CASE(lfring_order_relay),
	{}
};

#endif /* _LFRING_ORDER_CASES_H */
