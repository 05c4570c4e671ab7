/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream_order_cases.h - the pairs of stream.h's "Memory barriers", one at a time
 *
 * As in order_cases.h: one fixed interleaving of two or three threads each, and plain
 * memory that only the pair under test makes safe. A relaxed baton, which orders
 * nothing, tells whose turn it is; whoever got it repeats its step until the ring lets
 * it. ThreadSanitizer reports a weakened access each time.
 */
#ifndef _LFRING_STREAM_ORDER_CASES_H
#define _LFRING_STREAM_ORDER_CASES_H

#include <linux/compiler.h>
#include <lfring/stream.h>
#include "case.h"
#include "stream_fixture.h"

/**
 * struct lfr_stream_order - what the threads of a case share
 * @stream: of two slots
 * @baton: whose turn it is
 * @way: which of several calls to use
 * @beside: memory kept beside each slot
 * @told: memory that one thread writes and another one reads when it is told to
 * @seen: what the consumers read
 */
struct lfr_stream_order {
	struct lfr_stream *stream;
	u32 baton;
	u32 way;
	u64 beside[2];
	u64 told;
	u64 seen[4];
};

static bool lfr_stream_order_turn(struct lfr_worker *self, u32 turn)
{
	struct lfr_stream_order *oc = self->ctx;

	while (READ_ONCE(oc->baton) != turn)
		if (!lfr_case_yield(self))
			return false;
	return true;
}

static void lfr_stream_order_pass(struct lfr_worker *self, u32 turn)
{
	struct lfr_stream_order *oc = self->ctx;

	WRITE_ONCE(oc->baton, turn);
}

/* Wait until so many positions are claimed, without ordering anything. */
static bool lfr_stream_order_claimed(struct lfr_worker *self, u64 tail)
{
	struct lfr_stream_order *oc = self->ctx;

	while (lfr_stream_tail(oc->stream) != tail)
		if (!lfr_case_yield(self))
			return false;
	return true;
}

/* Claim one slot and write @value beside it. */
static bool lfr_stream_order_put(struct lfr_worker *self, u64 value)
{
	struct lfr_stream_order *oc = self->ctx;
	u64 pos;

	while (!lfr_stream_claim(oc->stream, 1, &pos))
		if (!lfr_case_yield(self))
			return false;
	oc->beside[pos % 2] = value;
	lfr_stream_publish(oc->stream, pos, NULL);
	return true;
}

/* Take @n items together, having read what is beside them. */
static bool lfr_stream_order_take(struct lfr_worker *self, u32 n)
{
	struct lfr_stream_order *oc = self->ctx;
	void *items[2];
	u64 head;
	u32 i;

	while (lfr_stream_peek(oc->stream, items, n, &head) < n)
		if (!lfr_case_yield(self))
			return false;
	for (i = 0; i < n; i++)
		oc->seen[head + i] = oc->beside[(head + i) % 2];
	return lfr_stream_take(oc->stream, head, n);
}

static struct lfr_stream_order *lfr_stream_order_run(struct lfr_test *t, u32 workers,
						     lfr_worker_fn fn, u32 way)
{
	struct lfr_stream_order *oc = lfr_case_alloc(t, sizeof(*oc));

	oc->stream = lfr_stream_fixture(t, 2);
	oc->way = way;
	lfr_case_threads(t, workers, fn, oc);
	return oc;
}

static void lfr_stream_order_items(struct lfr_test *t, struct lfr_stream_order *oc, u32 items)
{
	u32 i;

	for (i = 0; i < items; i++)
		LFR_EXPECT_EQ(t, oc->seen[i], 100 + i);
	LFR_EXPECT_EQ(t, lfr_stream_head(oc->stream), items);
	lfr_stream_at_rest(t, oc->stream);
}

/* publish:A / look:A - the consumer reads what was written before the publish. */
static void lfr_stream_order_publish(struct lfr_worker *self)
{
	if (self->index == 0) {
		if (lfr_stream_order_put(self, 100))
			lfr_stream_order_pass(self, 1);
	} else if (lfr_stream_order_turn(self, 1)) {
		lfr_stream_order_take(self, 1);
	}
}

static void lfring_order_stream_publish(struct lfr_test *t)
{
	lfr_stream_order_items(t, lfr_stream_order_run(t, 2, lfr_stream_order_publish, 0), 1);
}

/*
 * take:A / claim:A - the consumer has read what is beside a slot before the producer
 * that looked at the head writes there again.
 */
static void lfr_stream_order_release(struct lfr_worker *self)
{
	if (self->index == 0) {
		if (!lfr_stream_order_put(self, 100) || !lfr_stream_order_put(self, 101))
			return;
		lfr_stream_order_pass(self, 1);
		if (lfr_stream_order_turn(self, 2) && lfr_stream_order_put(self, 102))
			lfr_stream_order_pass(self, 3);
	} else {
		if (!lfr_stream_order_turn(self, 1) || !lfr_stream_order_take(self, 2))
			return;
		lfr_stream_order_pass(self, 2);
		if (lfr_stream_order_turn(self, 3))
			lfr_stream_order_take(self, 1);
	}
}

static void lfring_order_stream_release(struct lfr_test *t)
{
	lfr_stream_order_items(t, lfr_stream_order_run(t, 2, lfr_stream_order_release, 0), 3);
}

/*
 * claim:B / claim:C - the same, for a second producer that learns of the room from the
 * first and never looks at the head itself.
 */
static void lfr_stream_order_relay(struct lfr_worker *self)
{
	switch (self->index) {
	case 0:
		if (!lfr_stream_order_put(self, 100) || !lfr_stream_order_put(self, 101))
			return;
		lfr_stream_order_pass(self, 1);
		/* Full, as far as it knows: looks at the head and passes it on. */
		if (lfr_stream_order_turn(self, 2) && lfr_stream_order_put(self, 102))
			lfr_stream_order_pass(self, 3);
		break;
	case 1:
		/* Room, as far as it is told. */
		if (lfr_stream_order_turn(self, 3) && lfr_stream_order_put(self, 103))
			lfr_stream_order_pass(self, 4);
		break;
	default:
		if (!lfr_stream_order_turn(self, 1) || !lfr_stream_order_take(self, 2))
			return;
		lfr_stream_order_pass(self, 2);
		if (lfr_stream_order_turn(self, 4))
			lfr_stream_order_take(self, 2);
	}
}

static void lfring_order_stream_relay(struct lfr_test *t)
{
	lfr_stream_order_items(t, lfr_stream_order_run(t, 3, lfr_stream_order_relay, 0), 4);
}

/*
 * take:A / pop:A - what a consumer did before it took is seen by the one that takes what
 * comes next, and by who is told that nothing comes.
 */
static void lfr_stream_order_handover(struct lfr_worker *self)
{
	struct lfr_stream_order *oc = self->ctx;
	void *item;

	switch (self->index) {
	case 0:
		if (lfr_stream_order_put(self, 100) &&
		    (oc->way == 3 || lfr_stream_order_put(self, 101)))
			lfr_stream_order_pass(self, 1);
		break;
	case 1:
		if (!lfr_stream_order_turn(self, 1))
			return;
		oc->told = 77;
		if (lfr_stream_order_take(self, 1))
			lfr_stream_order_pass(self, 2);
		break;
	default:
		if (!lfr_stream_order_turn(self, 2))
			return;
		/* Not from before the other one took. */
		while (lfr_stream_head(oc->stream) != 1)
			if (!lfr_case_yield(self))
				return;
		switch (oc->way) {
		case 0:
			while (lfr_stream_pop(oc->stream, &item))
				if (!lfr_case_yield(self))
					return;
			break;
		case 1:
			while (lfr_stream_try_pop(oc->stream, &item))
				if (!lfr_case_yield(self))
					return;
			break;
		case 2:
			while (!lfr_stream_pop_batch(oc->stream, &item, 1))
				if (!lfr_case_yield(self))
					return;
			break;
		default:
			while (lfr_stream_pop(oc->stream, &item) != -ENODATA)
				if (!lfr_case_yield(self))
					return;
		}
		oc->seen[1] = oc->told;
	}
}

static void lfring_order_stream_handover(struct lfr_test *t)
{
	u32 way;

	for (way = 0; way < 4; way++) {
		struct lfr_stream_order *oc =
			lfr_stream_order_run(t, 3, lfr_stream_order_handover, way);

		LFR_EXPECT_EQ(t, oc->seen[1], 77);
		lfr_stream_at_rest(t, oc->stream);
	}
}

/* take:A / empty:A - who sees an empty ring sees what its consumer did. */
static void lfr_stream_order_empty(struct lfr_worker *self)
{
	struct lfr_stream_order *oc = self->ctx;

	if (self->index == 0) {
		if (!lfr_stream_order_put(self, 100))
			return;
		oc->told = 77;
		if (lfr_stream_order_take(self, 1))
			lfr_stream_order_pass(self, 1);
	} else if (lfr_stream_order_turn(self, 1)) {
		while (lfr_stream_head(oc->stream) != 1 || !lfr_stream_empty(oc->stream))
			if (!lfr_case_yield(self))
				return;
		oc->seen[1] = oc->told;
	}
}

static void lfring_order_stream_empty(struct lfr_test *t)
{
	struct lfr_stream_order *oc = lfr_stream_order_run(t, 2, lfr_stream_order_empty, 0);

	LFR_EXPECT_EQ(t, oc->seen[1], 77);
	lfr_stream_at_rest(t, oc->stream);
}

/*
 * claim:E / claim:D and claim:E / full:A - who is told that the ring is full sees what was
 * done by those that filled it, and so the head that they knew.
 */
static void lfr_stream_order_full(struct lfr_worker *self)
{
	struct lfr_stream_order *oc = self->ctx;
	void *item = NULL;
	int ret;

	if (self->index == 0) {
		oc->told = 77;
		if (lfr_stream_order_put(self, 100) && lfr_stream_order_put(self, 101))
			lfr_stream_order_pass(self, 1);
		return;
	}
	if (!lfr_stream_order_turn(self, 1) || !lfr_stream_order_claimed(self, 2))
		return;
	switch (oc->way) {
	case 0:
		ret = lfr_stream_push(oc->stream, item);
		break;
	case 1:
		ret = lfr_stream_try_push(oc->stream, item);
		break;
	case 2:
		ret = lfr_stream_push_batch(oc->stream, &item, 1) ? 0 : -ENOSPC;
		break;
	default:
		ret = lfr_stream_full(oc->stream) ? -ENOSPC : 0;
	}
	if (ret == -ENOSPC)
		oc->seen[0] = oc->told;
}

static void lfring_order_stream_full(struct lfr_test *t)
{
	u32 way;

	for (way = 0; way < 4; way++) {
		struct lfr_stream_order *oc =
			lfr_stream_order_run(t, 2, lfr_stream_order_full, way);

		LFR_EXPECT_EQ(t, oc->seen[0], 77);
		LFR_EXPECT_EQ(t, lfr_stream_reset(oc->stream), 2);
		lfr_stream_at_rest(t, oc->stream);
	}
}

static struct lfr_case lfr_stream_order_cases[] = {
	LFR_CASE(lfring_order_stream_publish),
	LFR_CASE(lfring_order_stream_release),
	LFR_CASE(lfring_order_stream_relay),
	LFR_CASE(lfring_order_stream_handover),
	LFR_CASE(lfring_order_stream_empty),
	LFR_CASE(lfring_order_stream_full),
	{}
};

#endif /* _LFRING_STREAM_ORDER_CASES_H */
