/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bcast_order_cases.h - the pairs of bcast.h's "Memory barriers", one at a time
 *
 * As order_cases.h has it: fixed interleavings, plain accesses to memory that only the pair
 * under test makes safe, and a baton that orders nothing. The rings are polled, so that no
 * bell orders what the pair should. Pairs that order a store before a load are not
 * seen by ThreadSanitizer; tests/native/bcast_replay_cases.h and the models have them.
 */
#ifndef _LFRING_BCAST_ORDER_CASES_H
#define _LFRING_BCAST_ORDER_CASES_H

#include <linux/compiler.h>
#include <lfring/bcast.h>
#include "bcast_fixture.h"
#include "case.h"

/**
 * struct lfr_bcast_order - what the threads of a case share
 * @ring: polled
 * @reader: of the second thread, subscribed by the case
 * @next: another one
 * @baton: whose turn it is
 * @err: what a thread got that it did not want
 * @beside: plain memory
 * @seen: what was read from plain memory
 */
struct lfr_bcast_order {
	struct lfr_bcast *ring;
	struct lfr_bcast_reader reader;
	struct lfr_bcast_reader next;
	u32 baton;
	int err;
	u64 beside;
	u64 seen[3];
};

static bool lfr_bcast_order_turn(struct lfr_worker *self, u32 turn)
{
	struct lfr_bcast_order *o = self->ctx;

	while (READ_ONCE(o->baton) != turn)
		if (!lfr_case_yield(self))
			return false;
	return true;
}

static void lfr_bcast_order_pass(struct lfr_worker *self, u32 turn)
{
	struct lfr_bcast_order *o = self->ctx;

	WRITE_ONCE(o->baton, turn);
}

/* Write @value in its place, by a plain store. */
static bool lfr_bcast_order_put(struct lfr_worker *self, u64 value)
{
	struct lfr_bcast_order *o = self->ctx;
	void *slot = NULL;

	while (lfr_bcast_claim(o->ring, &slot))
		if (!lfr_case_yield(self))
			return false;
	*(u64 *)slot = value;
	lfr_bcast_publish(o->ring);
	return true;
}

/* Read the value @ahead in its place, by a plain load. */
static bool lfr_bcast_order_look(struct lfr_worker *self, u32 ahead, u64 *seen)
{
	struct lfr_bcast_order *o = self->ctx;
	const void *slot = NULL;

	while (lfr_bcast_peek(o->ring, &o->reader, ahead, &slot))
		if (!lfr_case_yield(self))
			return false;
	*seen = *(const u64 *)slot;
	return true;
}

/* Read copies until it says @wanted. */
static bool lfr_bcast_order_read(struct lfr_worker *self, int wanted)
{
	struct lfr_bcast_order *o = self->ctx;
	u64 value;
	int err;

	for (;;) {
		err = lfr_bcast_try_read(o->ring, &o->reader, &value);
		if (err == wanted)
			return true;
		if (err != -EAGAIN)
			o->err = err ?: 1;
		if (o->err || !lfr_case_yield(self))
			return false;
	}
}

static struct lfr_bcast_order *lfr_bcast_order_run(struct lfr_test *t, u32 slots,
						   enum lfr_bcast_policy policy, lfr_worker_fn fn)
{
	struct lfr_bcast_order *o = lfr_case_alloc(t, sizeof(*o));

	o->ring = lfr_bcast_case_polled(t, slots, 1, policy, 0);
	LFR_ASSERT_EQ(t, lfr_bcast_subscribe(o->ring, &o->reader), 0);
	lfr_case_threads(t, 2, fn, o);
	LFR_EXPECT_EQ(t, o->err, 0);
	return o;
}

/* publish:A / read:A - a reader reads what was written before the publish. */
static void lfr_bcast_order_publish(struct lfr_worker *self)
{
	struct lfr_bcast_order *o = self->ctx;

	if (!self->index) {
		if (lfr_bcast_order_put(self, 100))
			lfr_bcast_order_pass(self, 1);
	} else if (lfr_bcast_order_turn(self, 1)) {
		lfr_bcast_order_look(self, 0, &o->seen[0]);
	}
}

static void lfring_order_bcast_publish(struct lfr_test *t)
{
	struct lfr_bcast_order *o = lfr_bcast_order_run(t, 2, LFR_BCAST_WAIT,
							lfr_bcast_order_publish);

	LFR_EXPECT_EQ(t, o->seen[0], 100);
}

/* consume:A / scan:C - it has read them before the producer writes there again. */
static void lfr_bcast_order_consume(struct lfr_worker *self)
{
	struct lfr_bcast_order *o = self->ctx;

	if (!self->index) {
		if (!lfr_bcast_order_put(self, 100) || !lfr_bcast_order_put(self, 101))
			return;
		lfr_bcast_order_pass(self, 1);
		if (lfr_bcast_order_turn(self, 2) && lfr_bcast_order_put(self, 102))
			lfr_bcast_order_pass(self, 3);
	} else {
		if (!lfr_bcast_order_turn(self, 1) ||
		    !lfr_bcast_order_look(self, 0, &o->seen[0]) ||
		    !lfr_bcast_order_look(self, 1, &o->seen[1]))
			return;
		lfr_bcast_release(o->ring, &o->reader, 2);
		lfr_bcast_order_pass(self, 2);
		if (lfr_bcast_order_turn(self, 3))
			lfr_bcast_order_look(self, 0, &o->seen[2]);
	}
}

static void lfring_order_bcast_consume(struct lfr_test *t)
{
	struct lfr_bcast_order *o = lfr_bcast_order_run(t, 2, LFR_BCAST_WAIT,
							lfr_bcast_order_consume);
	u32 i;

	for (i = 0; i < 3; i++)
		LFR_EXPECT_EQ(t, o->seen[i], 100 + i);
}

/* consume:B / scan:C - the same for a reader that might have been evicted. */
static void lfr_bcast_order_keep(struct lfr_worker *self)
{
	struct lfr_bcast_order *o = self->ctx;

	if (!self->index) {
		o->beside = 100;
		lfr_bcast_case_put(o->ring);
		lfr_bcast_case_put(o->ring);
		lfr_bcast_order_pass(self, 1);
		if (!lfr_bcast_order_turn(self, 2))
			return;
		o->err = lfr_bcast_case_put(o->ring);
		o->beside = 101;
	} else {
		if (!lfr_bcast_order_turn(self, 1) || !lfr_bcast_order_read(self, 0))
			return;
		o->seen[0] = o->beside;
		if (lfr_bcast_order_read(self, 0))
			lfr_bcast_order_pass(self, 2);
	}
}

static void lfring_order_bcast_keep(struct lfr_test *t)
{
	struct lfr_bcast_order *o = lfr_bcast_order_run(t, 2, LFR_BCAST_EVICT,
							lfr_bcast_order_keep);

	LFR_EXPECT_EQ(t, o->seen[0], 100);
	LFR_EXPECT_EQ(t, lfr_bcast_evictions(o->ring), 0);
}

/* leave:A / scan:B - the same for a reader that has left. */
static void lfr_bcast_order_leave(struct lfr_worker *self)
{
	struct lfr_bcast_order *o = self->ctx;

	if (!self->index) {
		if (!lfr_bcast_order_put(self, 100) || !lfr_bcast_order_put(self, 101))
			return;
		lfr_bcast_order_pass(self, 1);
		if (lfr_bcast_order_turn(self, 2))
			lfr_bcast_order_put(self, 102);
	} else if (lfr_bcast_order_turn(self, 1) && lfr_bcast_order_look(self, 0, &o->seen[0])) {
		o->err = lfr_bcast_unsubscribe(o->ring, &o->reader);
		lfr_bcast_order_pass(self, 2);
	}
}

static void lfring_order_bcast_leave(struct lfr_test *t)
{
	struct lfr_bcast_order *o = lfr_bcast_order_run(t, 2, LFR_BCAST_WAIT,
							lfr_bcast_order_leave);

	LFR_EXPECT_EQ(t, o->seen[0], 100);
	LFR_EXPECT_EQ(t, lfr_bcast_written(o->ring), 3);
}

/* leave:A / join:A - a reader's last step comes before the first of the next on its place. */
static void lfr_bcast_order_join(struct lfr_worker *self)
{
	struct lfr_bcast_order *o = self->ctx;

	if (!self->index) {
		o->beside = 100;
		o->err = lfr_bcast_unsubscribe(o->ring, &o->reader);
		lfr_bcast_order_pass(self, 1);
	} else if (lfr_bcast_order_turn(self, 1)) {
		while (lfr_bcast_subscribe(o->ring, &o->next))
			if (!lfr_case_yield(self))
				return;
		o->seen[0] = o->beside;
	}
}

static void lfring_order_bcast_join(struct lfr_test *t)
{
	struct lfr_bcast_order *o = lfr_bcast_order_run(t, 2, LFR_BCAST_WAIT,
							lfr_bcast_order_join);

	LFR_EXPECT_EQ(t, o->seen[0], 100);
}

/* close:A / none:A - who is told of the end has seen all that was before it. */
static void lfr_bcast_order_close(struct lfr_worker *self)
{
	struct lfr_bcast_order *o = self->ctx;

	if (!self->index) {
		o->beside = 100;
		lfr_bcast_close(o->ring);
		lfr_bcast_order_pass(self, 1);
	} else if (lfr_bcast_order_turn(self, 1) && lfr_bcast_order_read(self, -ESHUTDOWN)) {
		o->seen[0] = o->beside;
	}
}

static void lfring_order_bcast_close(struct lfr_test *t)
{
	struct lfr_bcast_order *o = lfr_bcast_order_run(t, 2, LFR_BCAST_WAIT,
							lfr_bcast_order_close);

	LFR_EXPECT_EQ(t, o->seen[0], 100);
}

/*
 * copy:A / copy:B - a reader that got a word of a newer value sees what the producer did before
 * it wrote that, so the head of then.
 */
static void lfr_bcast_order_copy(struct lfr_worker *self)
{
	struct lfr_bcast_order *o = self->ctx;
	u32 i;

	if (!self->index) {
		for (i = 0; i < 3; i++)
			lfr_bcast_case_put(o->ring);
		lfr_bcast_order_pass(self, 1);
		if (!lfr_bcast_order_turn(self, 2))
			return;
		lfr_bcast_case_put(o->ring);
		lfr_bcast_case_put(o->ring);
		o->beside = 100;
		lfr_bcast_case_put(o->ring);
		lfr_bcast_order_pass(self, 3);
	} else {
		/* It has seen three, and will not look at the head for the second of them. */
		if (!lfr_bcast_order_turn(self, 1) || !lfr_bcast_order_read(self, 0))
			return;
		lfr_bcast_order_pass(self, 2);
		if (!lfr_bcast_order_turn(self, 3) || !lfr_bcast_order_read(self, -EOVERFLOW))
			return;
		o->seen[0] = o->beside;
	}
}

static void lfring_order_bcast_copy(struct lfr_test *t)
{
	struct lfr_bcast_order *o = lfr_bcast_order_run(t, 4, LFR_BCAST_OVERWRITE,
							lfr_bcast_order_copy);

	LFR_EXPECT_EQ(t, o->seen[0], 100);
}

static struct lfr_case lfr_bcast_order_cases[] = {
	LFR_CASE(lfring_order_bcast_publish),
	LFR_CASE(lfring_order_bcast_consume),
	LFR_CASE(lfring_order_bcast_keep),
	LFR_CASE(lfring_order_bcast_leave),
	LFR_CASE(lfring_order_bcast_join),
	LFR_CASE(lfring_order_bcast_close),
	LFR_CASE(lfring_order_bcast_copy),
	{}
};

#endif /* _LFRING_BCAST_ORDER_CASES_H */
