/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bcast_replay_cases.h - a broadcast ring where the others come between any two accesses
 *
 * The shim calls a hook before each access to shared memory. Here it lets the others, the
 * producer and two readers, do something at one or two chosen accesses of an operation, at
 * every pair of them in turn. Nobody is let in who is in the middle of something. That replays
 * the steps of KB3 and KB4 inside of a subscription, and shows for each step of going to
 * sleep that a wake-up just there is not lost.
 */
#ifndef _LFRING_BCAST_REPLAY_CASES_H
#define _LFRING_BCAST_REPLAY_CASES_H

#include <stdio.h>
#include <string.h>
#include <lfring/bcast.h>
#include "../cases/bcast_fixture.h"
#include "../cases/case.h"

/* Of pairs of accesses only some where everything is slow. */
#ifdef LFR_NATIVE_SLOW
#define LFR_BCAST_REPLAY_STEP	31
#else
#define LFR_BCAST_REPLAY_STEP	1
#endif

/*
 * What is done, a string. The producer: w writes a value, W two at once, y goes to sleep until
 * there is room. A reader: j joins, l leaves, r reads a value, b up to two at once, z goes to
 * sleep until there is one; J, L, R, B, Z are the second reader's. And c closes the ring.
 */
typedef const char *lfr_bcast_replay_does;

/**
 * struct lfr_bcast_replay_who - the producer or a reader
 * @busy: is in the middle of something
 * @asleep: would be, in a kernel
 * @woken: the queue's count of wake-ups when it went to sleep
 * @joined: has a good handle
 * @r: its handle, and what it read
 */
struct lfr_bcast_replay_who {
	bool busy;
	bool asleep;
	u32 woken;
	bool joined;
	struct lfr_bcast_case_reader r;
};

/**
 * struct lfr_bcast_replay - one operation, and what comes between
 * @ring: what they work on
 * @at: numbers of the accesses where something comes between
 * @does: what
 * @accesses: so far
 * @level: how many are in the middle of something
 * @who: producer and readers
 * @early: reads that started outside of their subscription
 * @unfair: readers evicted or overrun that were not a lap behind
 * @evicted: readers that were told so
 */
struct lfr_bcast_replay {
	struct lfr_bcast *ring;
	u32 at[2];
	lfr_bcast_replay_does does;
	u32 accesses;
	u32 level;
	struct lfr_bcast_replay_who who[3];
	u32 early;
	u32 unfair;
	u32 evicted;
};

static struct lfr_bcast_replay *lfr_bcast_replay_now;

static void lfr_bcast_replay_join(struct lfr_bcast_replay *x, struct lfr_bcast_replay_who *me)
{
	u64 before = lfr_bcast_case_head(x->ring);
	struct lfr_bcast_place *place;

	if (me->joined)
		return;
	memset(&me->r, 0, sizeof(me->r));
	me->joined = !lfr_bcast_subscribe(x->ring, &me->r.handle);
	me->r.next = me->r.handle.pos;
	/* From something that was written while it subscribed, or after. */
	x->early += me->joined && ((s64)(me->r.next - before) < 0 ||
				   (s64)(me->r.next - lfr_bcast_case_head(x->ring)) > 0);
	/* It may be evicted by now, but not before the producer has written a lap. */
	place = &x->ring->place[me->r.handle.index];
	x->unfair += me->joined && (u64)place->state.counter != me->r.handle.token &&
		     lfr_bcast_lag(x->ring, &me->r.handle) < lfr_bcast_size(x->ring);
}

/* Return: 0 if there was a value. */
static int lfr_bcast_replay_read(struct lfr_bcast_replay *x, struct lfr_bcast_replay_who *me,
				 bool batch)
{
	u64 next = me->r.next, behind, values[2];
	int err, i;

	if (!me->joined)
		return -ESTALE;
	if (batch) {
		err = lfr_bcast_try_read_batch(x->ring, &me->r.handle, values, 2);
		for (i = 0; i < err; i++)
			lfr_bcast_case_judge(&me->r, 0, values[i]);
		err = err > 0 ? 0 : lfr_bcast_case_judge(&me->r, err, 0);
	} else {
		err = lfr_bcast_case_get(x->ring, &me->r);
	}
	behind = lfr_bcast_case_head(x->ring) - next;
	if (err && err != -EAGAIN)
		x->unfair += behind < lfr_bcast_size(x->ring);
	if (err == -ENOBUFS || err == -ESTALE) {
		me->joined = false;
		x->evicted++;
	}
	return err;
}

static void lfr_bcast_replay_one(struct lfr_bcast_replay *x, char what)
{
	struct lfr_bcast_replay_who *me =
		&x->who[strchr("wWy", what) ? 0 : strchr("jlrbz", what) ? 1 : 2];
	u64 values[2];

	if (what == 'c') {
		lfr_bcast_close(x->ring);
		return;
	}
	if (me->busy || me->asleep)
		return;
	me->busy = true;
	switch (what) {
	case 'w':
		lfr_bcast_case_put(x->ring);
		break;
	case 'W':
		values[0] = lfr_bcast_case_head(x->ring);
		values[1] = values[0] + 1;
		lfr_bcast_try_write_batch(x->ring, values, 2);
		break;
	case 'y':
		me->woken = lfr_shim_wait_prepare(&x->ring->writable);
		me->asleep = !lfr_bcast_writable(x->ring);
		if (!me->asleep)
			lfr_shim_wait_finish(&x->ring->writable);
		break;
	case 'j':
	case 'J':
		lfr_bcast_replay_join(x, me);
		break;
	case 'l':
	case 'L':
		if (me->joined && lfr_bcast_unsubscribe(x->ring, &me->r.handle))
			x->evicted++;
		me->joined = false;
		break;
	case 'r':
	case 'R':
	case 'b':
	case 'B':
		lfr_bcast_replay_read(x, me, what == 'b' || what == 'B');
		break;
	default:
		if (!me->joined)
			break;
		me->woken = lfr_shim_wait_prepare(&x->ring->readable);
		me->asleep = !lfr_bcast_readable(x->ring, &me->r.handle);
		if (!me->asleep)
			lfr_shim_wait_finish(&x->ring->readable);
	}
	me->busy = false;
}

static void lfr_bcast_replay_do(struct lfr_bcast_replay *x, lfr_bcast_replay_does what)
{
	for (; *what; what++)
		lfr_bcast_replay_one(x, *what);
}

static void lfr_bcast_replay_hook(void)
{
	struct lfr_bcast_replay *x = lfr_bcast_replay_now;
	u32 access = x->accesses++;

	if (x->level == 2 || (access != x->at[0] && access != x->at[1]))
		return;
	x->level++;
	lfr_bcast_replay_do(x, x->does);
	x->level--;
}

/* Nobody sleeps who has something to do. */
static void lfr_bcast_replay_sleepers(struct lfr_test *t, struct lfr_bcast_replay *x,
				      const char *where)
{
	u32 i;

	for (i = 1; i < 3; i++) {
		struct lfr_bcast_replay_who *me = &x->who[i];

		if (!me->asleep)
			continue;
		LFR_EXPECT_MSG(t, (!lfr_bcast_lag(x->ring, &me->r.handle) && !x->ring->closed) ||
			       me->woken != x->ring->readable.woken,
			       "%s: reader %u sleeps though there is a value", where, i);
		lfr_shim_wait_finish(&x->ring->readable);
		me->asleep = false;
	}
	if (!x->who[0].asleep)
		return;
	LFR_EXPECT_MSG(t, x->who[0].woken != x->ring->writable.woken ||
		       lfr_bcast_case_put(x->ring) == -EAGAIN,
		       "%s: the producer sleeps though there is room", where);
	lfr_shim_wait_finish(&x->ring->writable);
	x->who[0].asleep = false;
}

/*
 * After @before, do @what, and @does at accesses @first and @second of that.
 * Return: accesses that there were.
 */
static u32 lfr_bcast_replay_run(struct lfr_test *t, struct lfr_bcast *ring,
				const struct lfr_bcast_config *config, lfr_bcast_replay_does before,
				lfr_bcast_replay_does what, lfr_bcast_replay_does does, u32 first,
				u32 second)
{
	struct lfr_bcast_replay x = { .ring = ring, .at = { first, second }, .does = does };
	u32 size = config->slots, i;
	char where[120];

	lfr_bcast_init(ring, config);
	lfr_bcast_replay_do(&x, before);
	lfr_bcast_replay_now = &x;
	lfr_shim_hook = lfr_bcast_replay_hook;
	lfr_bcast_replay_do(&x, what);
	lfr_shim_hook = NULL;

	snprintf(where, sizeof(where), "policy %u, %u slots, %s: %s, and %s at %u and %d",
		 config->policy, size, before, what, does, first, (int)second);
	lfr_bcast_replay_sleepers(t, &x, where);
	if (ring->closed)
		return x.accesses;
	/* Nobody is waited for who is not there, and nobody who is there is forgotten. */
	for (i = 0; i < 3 * size && !lfr_bcast_case_put(ring); i++)
		;
	if (lfr_bcast_waits(ring))
		LFR_EXPECT_MSG(t, (x.who[1].joined || x.who[2].joined) == (i <= size),
			       "%s: %u writes", where, i);
	for (i = 1; i < 3; i++) {
		struct lfr_bcast_replay_who *me = &x.who[i];
		int err;

		while (me->joined) {
			err = lfr_bcast_replay_read(&x, me, false);
			if (err && err != -EOVERFLOW)
				break;
		}
		LFR_EXPECT_MSG(t, !me->r.bad, "%s: reader %u: %u values wrong", where, i, me->r.bad);
		LFR_EXPECT_MSG(t, !me->joined || me->r.next == lfr_bcast_case_head(ring),
			       "%s: reader %u has not read all", where, i);
	}
	LFR_EXPECT_MSG(t, !x.early, "%s: a reader starts in the past", where);
	LFR_EXPECT_MSG(t, !x.unfair, "%s: a reader suffers that kept up", where);
	LFR_EXPECT_MSG(t, !lfr_bcast_case_put(ring), "%s: full, though all is read", where);
	for (i = 1; i < 3; i++)
		if (x.who[i].joined && lfr_bcast_unsubscribe(ring, &x.who[i].r.handle))
			x.evicted++;
	LFR_EXPECT_MSG(t, lfr_bcast_evictions(ring) >= x.evicted, "%s: %u evicted, counted %u", where,
		       x.evicted, (u32)lfr_bcast_evictions(ring));
	LFR_EXPECT_MSG(t, !lfr_bcast_subscribed(ring), "%s: a place is lost", where);
	return x.accesses;
}

/* One operation, interrupted at each access and each pair of them. Return: runs. */
static u32 lfr_bcast_replay_pairs(struct lfr_test *t, struct lfr_bcast *ring,
				  const struct lfr_bcast_config *config,
				  lfr_bcast_replay_does before, lfr_bcast_replay_does what,
				  lfr_bcast_replay_does does)
{
	u32 first, second, n, runs = 0;

	for (first = 0; !t->failed; first++, runs++) {
		n = lfr_bcast_replay_run(t, ring, config, before, what, does, first, U32_MAX);
		if (first >= n)
			break;
		/* Two of them with the smallest ring only. */
		second = config->slots == 2 ? first + 1 : n;
		for (; second < n && !t->failed; second += LFR_BCAST_REPLAY_STEP, runs++)
			lfr_bcast_replay_run(t, ring, config, before, what, does, first, second);
	}
	return runs;
}

/* Every @what after every @before, with every @does between. */
static void lfr_bcast_replay_sweep(struct lfr_test *t, enum lfr_bcast_policy policy, u32 readers,
				   const lfr_bcast_replay_does *befores,
				   const lfr_bcast_replay_does *whats,
				   const lfr_bcast_replay_does *doess)
{
	u32 b, w, d, size, runs = 0;

	/* That is as WAIT but in how long it waits. */
	if (policy == LFR_BCAST_TIMEOUT)
		return;
	for (size = 2; size <= 4; size *= 2) {
		struct lfr_bcast_config config =
			lfr_bcast_case_config(size, 8, readers, policy, U64_MAX - 4);
		struct lfr_bcast *ring = lfr_bcast_case_make(t, &config);

		for (b = 0; befores[b]; b++)
			for (w = 0; whats[w]; w++)
				for (d = 0; doess[d]; d++)
					runs += lfr_bcast_replay_pairs(t, ring, &config, befores[b],
								       whats[w], doess[d]);
	}
	LFR_NOTE(t, "policy %u, %u places: %u interleavings", policy, readers, runs);
}

static const lfr_bcast_replay_does lfr_bcast_replay_befores[] = {
	"", "w", "www", "j", "jw", "jww", "jJ", "jJww", "jJwwr", "jlJww", "jwwrwww", NULL
};

static const lfr_bcast_replay_does lfr_bcast_replay_between[] = {
	"w", "ww", "www", "wwwww", "r", "rr", "R", "j", "J", "l", "L", "lj", "lJ", "wr", "jw", "jwl",
	"Jww", "wwwj", "ljwww", "rw", "rwrwrw", "W", "b", "BWW", NULL
};

/*
 * KB3: a reader subscribes, the producer writes in between as often as it likes. KB4: two subscribe
 * at once. In both, each then gets all from its first value on, and the producer waits for each.
 */
static void lfr_bcast_replay_join_case(struct lfr_test *t, enum lfr_bcast_policy policy)
{
	static const lfr_bcast_replay_does whats[] = { "j", "J", "lj", NULL };

	lfr_bcast_replay_sweep(t, policy, 2, lfr_bcast_replay_befores, whats,
			       lfr_bcast_replay_between);
}

static void lfring_bcast_kb3_kb4_join(struct lfr_test *t)
{
	lfr_bcast_replay_join_case(t, LFR_BCAST_WAIT);
}

static void lfring_bcast_replay_join_slow(struct lfr_test *t)
{
	lfr_bcast_replay_join_case(t, LFR_BCAST_OVERWRITE);
	lfr_bcast_replay_join_case(t, LFR_BCAST_EVICT);
}

/* In each policy, with one place, which is taken at once, and with two. */
static void lfr_bcast_replay_all(struct lfr_test *t, const lfr_bcast_replay_does *whats)
{
	u32 p;

	for (p = 0; p < LFR_BCAST_POLICIES; p++) {
		lfr_bcast_replay_sweep(t, p, 1, lfr_bcast_replay_befores, whats,
				       lfr_bcast_replay_between);
		lfr_bcast_replay_sweep(t, p, 2, lfr_bcast_replay_befores, whats,
				       lfr_bcast_replay_between);
	}
}

/* KB5: leaving, whatever the producer and other readers do meanwhile. */
static void lfring_bcast_kb5_leave(struct lfr_test *t)
{
	static const lfr_bcast_replay_does whats[] = { "l", "L", NULL };

	lfr_bcast_replay_all(t, whats);
}

static void lfring_bcast_replay_write(struct lfr_test *t)
{
	static const lfr_bcast_replay_does whats[] = { "w", "www", "W", NULL };

	lfr_bcast_replay_all(t, whats);
}

/* What it reads may be overwritten, and its place given away, at any point of it. */
static void lfring_bcast_replay_read(struct lfr_test *t)
{
	static const lfr_bcast_replay_does whats[] = { "r", "rr", "b", NULL };

	lfr_bcast_replay_all(t, whats);
}

/* KB8: what ends a sleep comes at any point of falling asleep, or the other way round. */
static void lfring_bcast_kb8_sleep(struct lfr_test *t)
{
	static const lfr_bcast_replay_does befores[] = {
		"", "j", "jJ", "jww", "jJww", "jJwwr", NULL
	};
	static const lfr_bcast_replay_does whats[] = {
		"z", "y", "w", "W", "r", "rr", "b", "l", "j", "zZ", NULL
	};
	static const lfr_bcast_replay_does between[] = {
		"w", "ww", "r", "rr", "rR", "z", "zZ", "y", "l", "lL", "rL", "J", "yl", "yr", "zw",
		"W", "c", "wwwy", NULL
	};
	u32 p;

	for (p = 0; p < LFR_BCAST_POLICIES; p++)
		lfr_bcast_replay_sweep(t, p, 2, befores, whats, between);
}

/* Values are written and the ring is closed while a reader looks: it is not told too early. */
static void lfring_bcast_replay_close(struct lfr_test *t)
{
	struct lfr_bcast_config config = lfr_bcast_case_config(4, 8, 1, LFR_BCAST_WAIT, U64_MAX);
	struct lfr_bcast *ring = lfr_bcast_case_make(t, &config);
	struct lfr_bcast_replay x;
	u32 first;
	int err;

	for (first = 0; !t->failed; first++) {
		memset(&x, 0, sizeof(x));
		lfr_bcast_init(ring, &config);
		x.ring = ring;
		x.at[0] = first;
		x.at[1] = U32_MAX;
		x.does = "wwc";
		lfr_bcast_replay_do(&x, "j");
		lfr_bcast_replay_now = &x;
		lfr_shim_hook = lfr_bcast_replay_hook;
		err = lfr_bcast_replay_read(&x, &x.who[1], false);
		lfr_shim_hook = NULL;
		if (first >= x.accesses)
			break;
		LFR_EXPECT_MSG(t, !err || err == -EAGAIN, "closed at %u: %d", first, err);
		while (!lfr_bcast_replay_read(&x, &x.who[1], false))
			;
		LFR_EXPECT_EQ(t, x.who[1].r.got, 2);
		LFR_EXPECT_EQ(t, x.who[1].r.bad, 0);
	}
	LFR_EXPECT(t, first > 3);
}

/**
 * struct lfr_bcast_heir - a reader gets the place of one that was just evicted
 * @o: ring and baton
 * @beside: plain memory, written by the producer just before it gives the place away
 */
struct lfr_bcast_heir {
	struct lfr_bcast_order o;
	u64 beside;
};

static struct lfr_bcast_heir *lfr_bcast_heir_now;
static __thread bool lfr_bcast_heir_producer;

/* The producer has taken the cursor, and not yet changed the state. */
static void lfr_bcast_heir_hook(void)
{
	struct lfr_bcast_heir *h = lfr_bcast_heir_now;
	struct lfr_bcast_place *place = &h->o.ring->place[0];
	u64 cursor = __atomic_load_n(&place->cursor.counter, __ATOMIC_RELAXED);
	u64 state = __atomic_load_n(&place->state.counter, __ATOMIC_RELAXED);

	if (lfr_bcast_heir_producer && cursor == LFR_BCAST_TAKEN && state == h->o.reader.token)
		h->beside = 100;
}

static void lfr_bcast_heir_worker(struct lfr_worker *self)
{
	struct lfr_bcast_heir *h = self->ctx;
	u32 i;

	if (!self->index) {
		lfr_bcast_heir_producer = true;
		for (i = 0; i < 3; i++)
			h->o.err |= lfr_bcast_case_put(h->o.ring);
		lfr_bcast_order_pass(self, 1);
	} else if (lfr_bcast_order_turn(self, 1)) {
		while (lfr_bcast_subscribe(h->o.ring, &h->o.next))
			if (!lfr_case_yield(self))
				return;
		h->o.seen[0] = h->beside;
	}
}

/* evict:A / join:A */
static void lfring_order_bcast_heir(struct lfr_test *t)
{
	struct lfr_bcast_heir *h = lfr_case_alloc(t, sizeof(*h));

	h->o.ring = lfr_bcast_case_polled(t, 2, 1, LFR_BCAST_EVICT, 0);
	LFR_ASSERT_EQ(t, lfr_bcast_subscribe(h->o.ring, &h->o.reader), 0);
	lfr_bcast_heir_now = h;
	lfr_shim_hook = lfr_bcast_heir_hook;
	lfr_case_threads(t, 2, lfr_bcast_heir_worker, h);
	LFR_EXPECT_EQ(t, h->o.err, 0);
	LFR_EXPECT_EQ(t, h->o.seen[0], 100);
}

static struct lfr_case lfr_bcast_replay_cases[] = {
	LFR_CASE(lfring_bcast_kb3_kb4_join),
	LFR_CASE(lfring_bcast_replay_join_slow),
	LFR_CASE(lfring_bcast_kb5_leave),
	LFR_CASE(lfring_bcast_replay_write),
	LFR_CASE(lfring_bcast_replay_read),
	LFR_CASE(lfring_bcast_kb8_sleep),
	LFR_CASE(lfring_bcast_replay_close),
	LFR_CASE(lfring_order_bcast_heir),
	{}
};

#endif /* _LFRING_BCAST_REPLAY_CASES_H */
