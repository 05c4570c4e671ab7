/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream_interrupt_cases.h - what happens when an operation on a stream ring is
 * interrupted anywhere inside
 *
 * As in interrupt_cases.h: one or two interrupts come at chosen accesses of one operation,
 * every pair of them in turn, and push and pop as a handler would, or other CPUs. That
 * replays the steps of KD1 to KD6 that lie inside of an operation. Besides, what the
 * ring was at each instant is known here, so that each verdict is checked: "full", "empty"
 * and "busy" must have been true at an instant during the call.
 */
#ifndef _LFRING_STREAM_INTERRUPT_CASES_H
#define _LFRING_STREAM_INTERRUPT_CASES_H

#include <malloc.h>
#include <stdio.h>
#include <lfring/stream.h>
#include "../cases/case.h"
#include "../cases/stream_fixture.h"

/*
 * A string of
 *	p t P	push one, try to, push a batch of three
 *	c y C	pop one, try to, pop a batch of eight
 *	e f s l	ask whether it is empty, full, stalled, how long
 */
typedef const char *lfr_stream_does;

#define LFR_STREAM_LEVELS	3u

/* What a ring can be at an instant. */
enum {
	LFR_STREAM_WAS_EMPTY = 1,
	LFR_STREAM_WAS_USED = 2,
	LFR_STREAM_WAS_FULL = 4,
	LFR_STREAM_WAS_ROOMY = 8,
	LFR_STREAM_WAS_BUSY = 16,	/* the oldest claimed slot is not published */
	LFR_STREAM_WAS_CALM = 32,
	LFR_STREAM_PUSHED = 64,		/* somebody else has pushed, or popped */
	LFR_STREAM_POPPED = 128,
	LFR_STREAM_HAD_ROOM = 256,	/* shifted by the number of free slots */
};

/**
 * struct lfr_stream_interrupt - one operation and its interrupts
 * @stream: what they work on
 * @at: numbers of the accesses that are interrupted
 * @does: what each interrupt does
 * @accesses: accesses of the operation so far
 * @level: how many interrupts are running
 * @pushing: for each level: it is in a push
 * @was: for each level: what the ring has been during its operation
 * @preemptible: accesses of a push with preemption enabled
 * @untrue: verdicts that were not true at any instant
 * @why: the first of them
 * @pushed: items that went in, for each level
 * @check: items that came out
 */
struct lfr_stream_interrupt {
	struct lfr_stream *stream;
	u32 at[2];
	lfr_stream_does does;
	u32 accesses;
	u32 level;
	bool pushing[LFR_STREAM_LEVELS];
	u32 was[LFR_STREAM_LEVELS];
	u32 preemptible;
	u32 untrue;
	char why;
	u32 pushed[LFR_STREAM_LEVELS];
	struct lfr_seqcheck check;
};

static struct lfr_stream_interrupt *lfr_stream_interrupt_now;

/* The ring as it is now, for all whose operations are running. Raw: no accesses of theirs. */
static void lfr_stream_interrupt_look(struct lfr_stream_interrupt *in)
{
	struct lfr_stream *stream = in->stream;
	u64 head = stream->head.counter, used = stream->tail.counter - head;
	unsigned long slot = stream->slots[head & (stream->size - 1)];
	bool busy = used && (slot & 1) != !(head & stream->size);
	u32 i;

	for (i = 0; i <= in->level; i++) {
		in->was[i] |= used ? LFR_STREAM_WAS_USED : LFR_STREAM_WAS_EMPTY;
		in->was[i] |= used == stream->size ? LFR_STREAM_WAS_FULL : LFR_STREAM_WAS_ROOMY;
		in->was[i] |= busy ? LFR_STREAM_WAS_BUSY : LFR_STREAM_WAS_CALM;
		in->was[i] |= LFR_STREAM_HAD_ROOM << (stream->size - used);
	}
}

/* A verdict that is only right if the ring has been like that. */
static void lfr_stream_interrupt_only_if(struct lfr_stream_interrupt *in, u32 was, char what)
{
	lfr_stream_interrupt_look(in);
	if (!(in->was[in->level] & was) && !in->untrue++)
		in->why = what;
}

static void lfr_stream_interrupt_others(struct lfr_stream_interrupt *in, u32 did)
{
	u32 i;

	for (i = 0; i < in->level; i++)
		in->was[i] |= did;
}

static void lfr_stream_interrupt_push(struct lfr_stream_interrupt *in, char how)
{
	u32 level = in->level, n = how == 'P' ? 3 : 1, i;
	void *items[3];
	int ret;

	for (i = 0; i < n; i++)
		items[i] = lfr_stream_item(level, in->pushed[level] + i);
	in->pushing[level] = true;
	if (how == 'P') {
		ret = lfr_stream_push_batch(in->stream, items, n);
		/* There has been room for so many and no more. */
		if (ret < (int)min(n, in->stream->size))
			lfr_stream_interrupt_only_if(in, LFR_STREAM_HAD_ROOM << ret, how);
	} else {
		ret = how == 'p' ? lfr_stream_push(in->stream, items[0]) :
				   lfr_stream_try_push(in->stream, items[0]);
		if (ret == -EAGAIN && how == 't')
			lfr_stream_interrupt_only_if(in, LFR_STREAM_PUSHED, how);
		else if (ret)
			lfr_stream_interrupt_only_if(in, ret == -ENOSPC ? LFR_STREAM_WAS_FULL : 0,
						     how);
		ret = !ret;
	}
	in->pushing[level] = false;
	in->pushed[level] += ret;
	if (ret)
		lfr_stream_interrupt_others(in, LFR_STREAM_PUSHED);
}

static void lfr_stream_interrupt_pop(struct lfr_stream_interrupt *in, char how)
{
	void *items[8];
	u32 i, n;
	int ret;

	if (how == 'C') {
		n = lfr_stream_pop_batch(in->stream, items, 8);
		if (!n)
			lfr_stream_interrupt_only_if(in, LFR_STREAM_WAS_EMPTY | LFR_STREAM_WAS_BUSY,
						     how);
	} else {
		ret = how == 'c' ? lfr_stream_pop(in->stream, items) :
				   lfr_stream_try_pop(in->stream, items);
		if (ret == -EAGAIN && how == 'y')
			lfr_stream_interrupt_only_if(in, LFR_STREAM_POPPED, how);
		else if (ret)
			lfr_stream_interrupt_only_if(in, ret == -ENODATA ? LFR_STREAM_WAS_EMPTY :
						     ret == -EBUSY ? LFR_STREAM_WAS_BUSY : 0, how);
		n = !ret;
	}
	for (i = 0; i < n; i++)
		lfr_seqcheck_item(&in->check, lfr_stream_plain(items[i]));
	if (n)
		lfr_stream_interrupt_others(in, LFR_STREAM_POPPED);
}

static void lfr_stream_interrupt_do(struct lfr_stream_interrupt *in, lfr_stream_does what)
{
	for (; *what; what++) {
		in->was[in->level] = 0;
		lfr_stream_interrupt_look(in);
		switch (*what) {
		case 'p':
		case 't':
		case 'P':
			lfr_stream_interrupt_push(in, *what);
			break;
		case 'c':
		case 'y':
		case 'C':
			lfr_stream_interrupt_pop(in, *what);
			break;
		case 'e':
			lfr_stream_interrupt_only_if(in, lfr_stream_empty(in->stream) ?
						     LFR_STREAM_WAS_EMPTY : LFR_STREAM_WAS_USED,
						     *what);
			break;
		case 'f':
			lfr_stream_interrupt_only_if(in, lfr_stream_full(in->stream) ?
						     LFR_STREAM_WAS_FULL : LFR_STREAM_WAS_ROOMY,
						     *what);
			break;
		case 's':
			lfr_stream_interrupt_only_if(in, lfr_stream_stalled(in->stream) ?
						     LFR_STREAM_WAS_BUSY : LFR_STREAM_WAS_CALM,
						     *what);
			break;
		case 'l':
			if (lfr_stream_len(in->stream) > in->stream->size && !in->untrue++)
				in->why = *what;
		}
		lfr_stream_interrupt_look(in);
	}
}

static void lfr_stream_interrupt_hook(void)
{
	struct lfr_stream_interrupt *in = lfr_stream_interrupt_now;
	u32 access = in->accesses++;

	in->preemptible += in->pushing[in->level] && !preempt_count();
	lfr_stream_interrupt_look(in);
	if (in->level == LFR_STREAM_LEVELS - 1 || (access != in->at[0] && access != in->at[1]))
		return;
	in->level++;
	in->pushing[in->level] = false;
	lfr_stream_interrupt_do(in, in->does);
	in->level--;
}

/*
 * Run @what on a ring with @fill items and with interrupts at accesses @first and
 * @second, the second inside of the first if it comes early.
 * Return: accesses that there were to interrupt.
 */
static u32 lfr_stream_interrupt_run(struct lfr_test *t, u32 size, u32 fill, lfr_stream_does what,
				    lfr_stream_does does, u32 first, u32 second)
{
	struct lfr_stream_interrupt in = { .at = { first, second }, .does = does };
	char where[80];
	u32 i;

	in.stream = lfr_case_alloc(t, lfr_stream_bytes(size));
	lfr_stream_init_at(in.stream, size, U64_MAX - size);
	for (i = 0; i < fill; i++)
		lfr_stream_interrupt_push(&in, 'p');

	lfr_stream_interrupt_now = &in;
	lfr_shim_hook = lfr_stream_interrupt_hook;
	lfr_stream_interrupt_do(&in, what);
	lfr_shim_hook = NULL;

	snprintf(where, sizeof(where), "%u of %u slots, %s interrupted by %s at %u and %d", fill,
		 size, what, does, first, (int)second);
	LFR_EXPECT_MSG(t, !in.untrue, "%s: %u wrong verdicts, the first of %c", where, in.untrue,
		       in.why);
	/* More than once: a lost position would hide behind the first of them. */
	for (i = 0; i < 3; i++)
		lfr_stream_interrupt_pop(&in, 'C');
	for (i = 0; i < ARRAY_SIZE(in.pushed); i++)
		LFR_EXPECT_MSG(t, in.check.next[i] == in.pushed[i], "%s: %u of %u at level %u",
			       where, in.check.next[i], in.pushed[i], i);
	LFR_EXPECT_MSG(t, !in.check.bad, "%s: %u out of order", where, in.check.bad);
	LFR_EXPECT_MSG(t, lfr_stream_tail(in.stream) == lfr_stream_head(in.stream),
		       "%s: not at rest", where);
	LFR_EXPECT_MSG(t, !in.preemptible, "%s: could be preempted", where);
	if (!t->failed)
		lfr_stream_at_rest(t, in.stream);
	return in.accesses;
}

static void lfr_stream_interrupt_sweep(struct lfr_test *t, lfr_stream_does what)
{
	static const lfr_stream_does all[] = {
		"p", "pp", "P", "c", "y", "C", "cp", "Cp", "CP", "Cpp", "pC", "pCp", "pcpc", "PCPC",
		"cPC", "sef", NULL
	};
	const lfr_stream_does *does;
	u32 size, fill, first, second;

	for (does = all; *does; does++)
		for (size = 2; size <= 4; size *= 2)
			for (fill = 0; fill <= size; fill++)
				for (first = 0;; first++) {
					u32 n = lfr_stream_interrupt_run(t, size, fill, what, *does,
									 first, U32_MAX);

					if (first >= n || t->failed)
						break;
					for (second = first + 1; second < n; second++)
						lfr_stream_interrupt_run(t, size, fill, what, *does,
									 first, second);
				}
}

static void lfring_interrupt_stream_push(struct lfr_test *t)
{
	lfr_stream_interrupt_sweep(t, "p");
	lfr_stream_interrupt_sweep(t, "t");
}

static void lfring_interrupt_stream_push_batch(struct lfr_test *t)
{
	lfr_stream_interrupt_sweep(t, "P");
}

static void lfring_interrupt_stream_pop(struct lfr_test *t)
{
	lfr_stream_interrupt_sweep(t, "c");
	lfr_stream_interrupt_sweep(t, "y");
}

static void lfring_interrupt_stream_pop_batch(struct lfr_test *t)
{
	lfr_stream_interrupt_sweep(t, "C");
}

static void lfring_interrupt_stream_ask(struct lfr_test *t)
{
	lfr_stream_interrupt_sweep(t, "e");
	lfr_stream_interrupt_sweep(t, "f");
	lfr_stream_interrupt_sweep(t, "s");
	lfr_stream_interrupt_sweep(t, "l");
}

/*
 * Two steps of the other side come between the two looks that a try form takes: it says
 * -EAGAIN, and has changed nothing.
 */
static void lfring_interrupt_stream_try(struct lfr_test *t)
{
	struct lfr_stream_interrupt in = { .at = { 0, U32_MAX } };
	u32 pop, lost, again;
	void *item;
	int ret;

	for (pop = 0; pop < 2; pop++) {
		for (lost = 0, again = 0;; in.at[0]++) {
			in.stream = lfr_case_alloc(t, lfr_stream_bytes(4));
			lfr_stream_init_at(in.stream, 4, U64_MAX);
			LFR_ASSERT_EQ(t, lfr_stream_push(in.stream, lfr_stream_item(0, 0)), 0);
			LFR_ASSERT_EQ(t, lfr_stream_push(in.stream, lfr_stream_item(0, 1)), 0);
			in.does = pop ? "c" : "p";
			in.accesses = 0;
			lfr_stream_interrupt_now = &in;
			lfr_shim_hook = lfr_stream_interrupt_hook;
			ret = pop ? lfr_stream_try_pop(in.stream, &item) :
				    lfr_stream_try_push(in.stream, lfr_stream_item(0, 2));
			lfr_shim_hook = NULL;
			if (in.accesses <= in.at[0])
				break;
			lost++;
			again += ret == -EAGAIN;
			LFR_EXPECT(t, !ret || ret == -EAGAIN);
			/* Its own and that of the interrupt, or the latter alone. */
			LFR_EXPECT_EQ(t, lfr_stream_len(in.stream),
				      pop ? ret ? 1 : 0 : ret ? 3 : 4);
		}
		/* Before it read the position it was in time, after it has it too, else not. */
		LFR_EXPECT(t, again);
		LFR_EXPECT(t, again < lost);
		in.at[0] = 0;
	}
}

/* KD8, where it can be seen: nothing is allocated by any call, whatever it answers. */
static void lfring_stream_kd8_no_allocation(struct lfr_test *t)
{
	struct lfr_stream *stream = lfr_stream_fixture(t, 8);
	void *items[8] = {}, *item;
	size_t before;
	u32 i;

#if defined(__SANITIZE_THREAD__) || defined(__SANITIZE_ADDRESS__)
	LFR_SKIP(t, "the sanitizers have allocators of their own");
#endif
	before = mallinfo2().uordblks;
	for (i = 0; i < 1000; i++) {
		lfr_stream_push(stream, items);
		lfr_stream_try_push(stream, items);
		lfr_stream_push_batch(stream, items, i % 9);
		lfr_stream_pop(stream, &item);
		lfr_stream_try_pop(stream, &item);
		lfr_stream_pop_batch(stream, items, i % 9);
	}
	LFR_EXPECT_EQ(t, mallinfo2().uordblks, before);
}

static struct lfr_case lfr_stream_interrupt_cases[] = {
	LFR_CASE(lfring_interrupt_stream_push),
	LFR_CASE(lfring_interrupt_stream_push_batch),
	LFR_CASE(lfring_interrupt_stream_pop),
	LFR_CASE(lfring_interrupt_stream_pop_batch),
	LFR_CASE(lfring_interrupt_stream_ask),
	LFR_CASE(lfring_interrupt_stream_try),
	LFR_CASE(lfring_stream_kd8_no_allocation),
	{}
};

#endif /* _LFRING_STREAM_INTERRUPT_CASES_H */
