/* SPDX-License-Identifier: GPL-2.0 */
/*
 * interrupt_cases.h - what happens when an operation is interrupted anywhere inside
 *
 * The shim calls a hook before each access to shared memory. Here the hook lets one or
 * two interrupts come at chosen accesses of one operation, every pair of them in turn:
 * it runs pushes as an interrupt handler on the same CPU would, and pops as the
 * consumer on another CPU might. That replays the steps of KA1 inside of a claim, and it is
 * the contract of the rings of one CPU. At last a real signal does it at random, and
 * between instructions, not only between accesses.
 */
#ifndef _LFRING_INTERRUPT_CASES_H
#define _LFRING_INTERRUPT_CASES_H

#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>
#include <sys/syscall.h>
#include <lfring/ring.h>
#include <lfring/shards.h>
#include "../cases/case.h"
#include "../cases/fixture.h"

/*
 * A string of p and P, pushes of one and of three items; c and C, pops of one and of
 * eight; l, a look at the length.
 */
typedef const char *lfr_interrupt_does;

/**
 * struct lfr_interrupt - one operation and its interrupts
 * @ring: what they work on
 * @local: push as on a ring of one CPU
 * @at: numbers of the accesses that are interrupted
 * @does: what each interrupt does
 * @accesses: accesses of the operation so far
 * @level: how many interrupts are running
 * @popping: the one consumer is at work
 * @pushing: the operation is a push
 * @preemptible: accesses of a push with preemption enabled
 * @too_long: the ring looked longer than it can be
 * @pushed: items that went in, for each level
 * @check: items that came out
 */
struct lfr_interrupt {
	struct lfr_ring *ring;
	bool local;
	u32 at[2];
	lfr_interrupt_does does;
	u32 accesses;
	u32 level;
	bool popping;
	bool pushing;
	u32 preemptible;
	u32 too_long;
	u32 pushed[3];
	struct lfr_seqcheck check;
};

static struct lfr_interrupt *lfr_interrupt_now;

static void lfr_interrupt_push(struct lfr_interrupt *in, u32 n)
{
	u32 level = in->level, i, got;
	void *items[3];

	for (i = 0; i < n; i++)
		items[i] = lfr_item(level, in->pushed[level] + i);
	in->pushing = true;
	if (n == 1)
		got = !(in->local ? lfr_ring_push_local(in->ring, items[0]) :
				    lfr_ring_push(in->ring, items[0]));
	else
		got = in->local ? lfr_ring_push_batch_local(in->ring, items, n) :
				  lfr_ring_push_batch(in->ring, items, n);
	in->pushing = false;
	in->pushed[level] += got;
}

static void lfr_interrupt_pop(struct lfr_interrupt *in, u32 n)
{
	void *items[8];
	u32 i;

	if (in->popping)
		return;
	in->popping = true;
	n = lfr_ring_pop_batch(in->ring, items, n);
	for (i = 0; i < n; i++)
		lfr_seqcheck_item(&in->check, items[i]);
	in->popping = false;
}

static void lfr_interrupt_do(struct lfr_interrupt *in, lfr_interrupt_does what)
{
	for (; *what; what++) {
		switch (*what) {
		case 'p':
		case 'P':
			lfr_interrupt_push(in, *what == 'p' ? 1 : 3);
			break;
		case 'c':
		case 'C':
			lfr_interrupt_pop(in, *what == 'c' ? 1 : 8);
			break;
		case 'l':
			in->too_long += lfr_ring_len(in->ring) > lfr_ring_size(in->ring);
		}
	}
}

static void lfr_interrupt_hook(void)
{
	struct lfr_interrupt *in = lfr_interrupt_now;
	u32 access = in->accesses++;

	in->preemptible += in->pushing && !preempt_count();
	if (in->level == 2 || (access != in->at[0] && access != in->at[1]))
		return;
	in->level++;
	lfr_interrupt_do(in, in->does);
	in->level--;
}

/*
 * Run @what on a ring with @fill items and with interrupts at accesses @first and
 * @second, the second inside of the first if it comes early.
 * Return: accesses that there were to interrupt.
 */
static u32 lfr_interrupt_run(struct lfr_test *t, u32 size, bool local, u32 fill,
			     lfr_interrupt_does what, lfr_interrupt_does does, u32 first,
			     u32 second)
{
	struct lfr_interrupt in = { .local = local, .at = { first, second }, .does = does };
	char where[80];
	u32 i;

	in.ring = lfr_fixture_ring_at(t, size, U64_MAX - size);
	for (i = 0; i < fill; i++)
		lfr_interrupt_push(&in, 1);

	lfr_interrupt_now = &in;
	lfr_shim_hook = lfr_interrupt_hook;
	lfr_interrupt_do(&in, what);
	lfr_shim_hook = NULL;

	snprintf(where, sizeof(where), "%u of %u slots, %s interrupted by %s at %u and %d", fill,
		 size, what, does, first, (int)second);
	/* More than once: a lost position would hide behind the first of them. */
	for (i = 0; i < 3; i++)
		lfr_interrupt_pop(&in, 8);
	for (i = 0; i < ARRAY_SIZE(in.pushed); i++)
		LFR_EXPECT_MSG(t, in.check.next[i] == in.pushed[i], "%s: %u of %u at level %u",
			       where, in.check.next[i], in.pushed[i], i);
	LFR_EXPECT_MSG(t, !in.check.bad, "%s: %u out of order", where, in.check.bad);
	LFR_EXPECT_MSG(t, lfr_ring_tail(in.ring) == lfr_ring_head(in.ring), "%s: not at rest",
		       where);
	LFR_EXPECT_MSG(t, !in.preemptible, "%s: could be preempted", where);
	LFR_EXPECT_MSG(t, !in.too_long, "%s: longer than it can be", where);
	if (!t->failed)
		lfr_fixture_at_rest(t, in.ring);
	return in.accesses;
}

static void lfr_interrupt_sweep(struct lfr_test *t, bool local, lfr_interrupt_does what,
				const lfr_interrupt_does *does)
{
	u32 size, fill, first, second;

	for (; *does; does++)
		for (size = 2; size <= 4; size *= 2)
			for (fill = 0; fill <= size; fill++)
				for (first = 0;; first++) {
					u32 n = lfr_interrupt_run(t, size, local, fill, what,
								  *does, first, U32_MAX);

					if (first >= n || t->failed)
						break;
					for (second = first + 1; second < n; second++)
						lfr_interrupt_run(t, size, local, fill, what,
								  *does, first, second);
				}
}

static const lfr_interrupt_does lfr_interrupt_of_producer[] = {
	"p", "pp", "P", "c", "C", "cp", "Cp", "CP", "Cpp", "pC", "pCp", NULL
};

static const lfr_interrupt_does lfr_interrupt_of_consumer[] = { "p", "pp", "P", "pP", NULL };

static void lfring_interrupt_push(struct lfr_test *t)
{
	lfr_interrupt_sweep(t, false, "p", lfr_interrupt_of_producer);
}

static void lfring_interrupt_push_local(struct lfr_test *t)
{
	lfr_interrupt_sweep(t, true, "p", lfr_interrupt_of_producer);
}

static void lfring_interrupt_push_batch(struct lfr_test *t)
{
	lfr_interrupt_sweep(t, false, "P", lfr_interrupt_of_producer);
	lfr_interrupt_sweep(t, true, "P", lfr_interrupt_of_producer);
}

static void lfring_interrupt_pop(struct lfr_test *t)
{
	lfr_interrupt_sweep(t, false, "c", lfr_interrupt_of_consumer);
	lfr_interrupt_sweep(t, false, "C", lfr_interrupt_of_consumer);
	lfr_interrupt_sweep(t, true, "C", lfr_interrupt_of_consumer);
}

static void lfring_interrupt_len(struct lfr_test *t)
{
	lfr_interrupt_sweep(t, false, "l", lfr_interrupt_of_producer);
	lfr_interrupt_sweep(t, true, "l", lfr_interrupt_of_producer);
}

/**
 * struct lfr_signal_case - a thread that pushes, its signal handler that pushes, a consumer
 * @shards: one of them, of the producers' CPU
 * @pushed: items that went in: of the thread, of the handler
 * @inside: signals that came between claim and publish or next to it
 * @over: no more will come
 * @check: items that came out
 */
struct lfr_signal_case {
	struct lfr_shards *shards;
	u32 pushed[2];
	u32 inside;
	atomic_t over;
	struct lfr_seqcheck check;
};

static struct lfr_signal_case *lfr_signal_case_now;

static void lfr_signal_case_handler(int sig)
{
	struct lfr_signal_case *c = lfr_signal_case_now;
	u32 i;

	c->inside += !!preempt_count();
	for (i = 0; i < 2; i++)
		if (!lfr_shards_push(c->shards, 1, lfr_item(1, c->pushed[1])))
			c->pushed[1]++;
}

static void lfr_signal_case_worker(struct lfr_worker *self)
{
	struct lfr_signal_case *c = self->ctx;
	struct sigaction action = { .sa_handler = lfr_signal_case_handler };
	struct itimerspec soon = { { 0, 50000 }, { 0, 50000 } }, never = {};
	struct sigevent event = { .sigev_notify = SIGEV_THREAD_ID, .sigev_signo = SIGUSR1 };
	void *items[3];
	timer_t timer;
	bool over;
	u64 end;
	u32 i, n;

	if (!self->index) {
		do {
			over = atomic_read_acquire(&c->over);
			n = lfr_shards_pop_batch(c->shards, items, 3);
			for (i = 0; i < n; i++)
				lfr_seqcheck_item(&c->check, items[i]);
		} while (n || (!over && lfr_case_yield(self)));
		return;
	}

	/* Both push to CPU 0's shard, as a thread and an interrupt of it do. */
	lfr_shim_cpu = 0;
	event._sigev_un._tid = syscall(SYS_gettid);
	sigaction(SIGUSR1, &action, NULL);
	if (timer_create(CLOCK_MONOTONIC, &event, &timer))
		abort();
	timer_settime(timer, 0, &soon, NULL);
	for (end = lfr_case_now() + 400000000; lfr_case_now() < end;) {
		n = 1 + c->pushed[0] % 3;
		for (i = 0; i < n; i++)
			items[i] = lfr_item(0, c->pushed[0] + i);
		n = n == 1 ? !lfr_shards_push(c->shards, 0, items[0]) :
			     lfr_shards_push_batch(c->shards, 0, items, n, NULL);
		c->pushed[0] += n;
		if (!n)
			sched_yield();
	}
	timer_settime(timer, 0, &never, NULL);
	timer_delete(timer);
	/* What was pending comes at the latest with this. */
	usleep(1000);
	signal(SIGUSR1, SIG_IGN);
	atomic_set_release(&c->over, 1);
}

static void lfring_signal(struct lfr_test *t)
{
	struct lfr_signal_case *c = lfr_case_alloc(t, sizeof(*c));
	u32 i;

	c->shards = lfr_fixture_shards_at(t, 1024, 1, LFR_SELECT_CPU, U64_MAX - 5000);
	lfr_signal_case_now = c;
	lfr_case_threads(t, 2, lfr_signal_case_worker, c);
	for (i = 0; i < 2; i++)
		LFR_EXPECT_EQ(t, c->check.next[i], c->pushed[i]);
	lfr_seqcheck_report(t, &c->check);
	LFR_EXPECT_EQ(t, lfr_shards_len(c->shards), 0);
	LFR_EXPECT(t, c->pushed[0]);
	LFR_NOTE(t, "%u items, %u of the signal handler; %u signals hit a push", c->check.got,
		 c->pushed[1], c->inside);
	lfr_fixture_at_rest(t, lfr_fixture_shard(c->shards, 0));
}

static struct lfr_case lfr_interrupt_cases[] = {
	LFR_CASE(lfring_interrupt_push),
	LFR_CASE(lfring_interrupt_push_local),
	LFR_CASE(lfring_interrupt_push_batch),
	LFR_CASE(lfring_interrupt_pop),
	LFR_CASE(lfring_interrupt_len),
	LFR_CASE(lfring_signal),
	{}
};

#endif /* _LFRING_INTERRUPT_CASES_H */
