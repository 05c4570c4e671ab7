/* SPDX-License-Identifier: GPL-2.0 */
/*
 * window_cases.h - the ordered window: what stays, what leaves and in which order
 *
 * Needs kmod/engine/window.c and an rbtree, nothing else of the engine.
 */
#ifndef _LFRING_WINDOW_CASES_H
#define _LFRING_WINDOW_CASES_H

#include <linux/kernel.h>
#include <linux/minmax.h>
#include "engine/window.h"
#include "case.h"

/**
 * struct lfr_window_case - a window and packets to put into it
 * @window: the window
 * @bits: length of its history
 * @first: the sequence number it starts with
 * @packet: packet i is for sequence number @first + i
 * @again: the packets that carry a number once more
 * @used: packet i has been put
 * @nr: number of packets
 */
struct lfr_window_case {
	struct lfr_window window;
	u32 bits;
	u64 first;
	struct lfr_place *packet;
	struct lfr_place *again;
	bool *used;
	u32 nr;
};

static struct lfr_window_case *lfr_window_case_new(struct lfr_test *t, u32 size, u64 first,
						   u32 nr)
{
	struct lfr_window_case *wc = lfr_case_alloc(t, sizeof(*wc));
	u32 i;

	wc->bits = lfr_window_history_bits(size);
	wc->first = first;
	wc->nr = nr;
	wc->packet = lfr_case_alloc(t, nr * sizeof(*wc->packet));
	wc->again = lfr_case_alloc(t, nr * sizeof(*wc->again));
	wc->used = lfr_case_alloc(t, nr);
	for (i = 0; i < nr; i++) {
		wc->packet[i].seq = first + i;
		wc->again[i].seq = first + i;
	}
	lfr_window_init(&wc->window, size, first, lfr_case_alloc(t, wc->bits / 8), wc->bits);
	return wc;
}

#define LFR_WINDOW_CASE_NONE	(-1)
#define LFR_WINDOW_CASE_WRONG	(-2)

/* Insert a packet with number @i. @out: index of the packet that left. */
static enum lfr_window_verdict lfr_window_case_put(struct lfr_window_case *wc, u32 i, s64 *out)
{
	struct lfr_place *packet = wc->used[i] ? &wc->again[i] : &wc->packet[i];
	enum lfr_window_verdict verdict;
	struct lfr_place *left;

	wc->used[i] = true;
	verdict = lfr_window_insert(&wc->window, packet, &left);
	if (!left)
		*out = LFR_WINDOW_CASE_NONE;
	else if (left >= wc->packet && left < wc->packet + wc->nr)
		*out = left - wc->packet;
	else
		*out = LFR_WINDOW_CASE_WRONG;
	return verdict;
}

/* Expect that a packet with number @i meets @verdict, and that @leaves leaves. */
static void lfr_window_case_expect(struct lfr_test *t, struct lfr_window_case *wc, u32 i,
				   enum lfr_window_verdict verdict, s64 leaves)
{
	s64 out;

	LFR_EXPECT_EQ(t, (int)lfr_window_case_put(wc, i, &out), (int)verdict);
	LFR_EXPECT_EQ(t, out, leaves);
	LFR_EXPECT(t, wc->window.len <= wc->window.size);
}

/* Is the tree in order, with as many nodes as it says, its ends where it says? */
static void lfr_window_case_check_tree(struct lfr_test *t, struct lfr_window_case *wc)
{
	struct rb_node *node;
	u32 n = 0, unordered = 0;
	u64 prev = 0;

	for (node = rb_first_cached(&wc->window.root); node; node = rb_next(node)) {
		u64 seq = rb_entry(node, struct lfr_place, node)->seq;

		if (n && (s64)(seq - prev) <= 0)
			unordered++;
		prev = seq;
		n++;
	}
	LFR_EXPECT_EQ(t, unordered, 0);
	LFR_EXPECT_EQ(t, n, wc->window.len);
	if (n)
		LFR_EXPECT_EQ(t, lfr_window_last_seq(&wc->window), prev);
	LFR_EXPECT(t, wc->window.len <= wc->window.size);
}

/* In order: everything is appended, nothing searched, each leaves @size packets later. */
static void lfr_window_in_order(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 100, 0, 5000);
	u32 i, wrong = 0;
	s64 out;

	for (i = 0; i < wc->nr; i++) {
		wrong += lfr_window_case_put(wc, i, &out) != LFR_WINDOW_INSERTED;
		wrong += out != (i < 100 ? LFR_WINDOW_CASE_NONE : (s64)i - 100);
		wrong += wc->window.len != min(i + 1, 100u);
	}
	LFR_EXPECT_EQ(t, wrong, 0);
	LFR_EXPECT_EQ(t, wc->window.appended, 5000);
	LFR_EXPECT_EQ(t, wc->window.searched, 0);
	LFR_EXPECT_EQ(t, wc->window.missing, 0);
	LFR_EXPECT_EQ(t, wc->window.high_water, 100);
	LFR_EXPECT_EQ(t, wc->window.next, 4900);
	LFR_EXPECT_EQ(t, lfr_window_first_seq(&wc->window), 4900);
	LFR_EXPECT_EQ(t, lfr_window_last_seq(&wc->window), 4999);
	lfr_window_case_check_tree(t, wc);
}

/* Newest first, all of them fit: they leave oldest first. */
static void lfr_window_reversed(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 1000, 7, 1000);
	struct lfr_place *packet;
	u32 i, wrong = 0;
	s64 out;

	for (i = wc->nr; i--;) {
		wrong += lfr_window_case_put(wc, i, &out) != LFR_WINDOW_INSERTED;
		wrong += out != LFR_WINDOW_CASE_NONE;
	}
	lfr_window_case_check_tree(t, wc);
	LFR_EXPECT_EQ(t, lfr_window_first_seq(&wc->window), 7);
	LFR_EXPECT_EQ(t, lfr_window_last_seq(&wc->window), 1006);
	for (i = 0; (packet = lfr_window_remove_first(&wc->window)); i++)
		wrong += packet != &wc->packet[i];
	LFR_EXPECT_EQ(t, wrong, 0);
	LFR_EXPECT_EQ(t, i, 1000);
	LFR_EXPECT_EQ(t, wc->window.len, 0);
	LFR_EXPECT_EQ(t, wc->window.missing, 0);
	LFR_EXPECT_EQ(t, wc->window.next, 1007);
	LFR_EXPECT_EQ(t, lfr_window_first_seq(&wc->window), 1007);
	LFR_EXPECT_EQ(t, lfr_window_last_seq(&wc->window), 1006);
}

/*
 * Newest first into a full window: the packet that comes is the oldest, so it leaves at
 * once, and from then on those before it are late.
 *
 *	92 .. 99  <- 91: leaves, 0 .. 90 are missing  <- 90: late
 */
static void lfr_window_self_evict(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 8, 0, 100);
	u32 i;

	for (i = 99; i >= 92; i--)
		lfr_window_case_expect(t, wc, i, LFR_WINDOW_INSERTED, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 91, LFR_WINDOW_INSERTED, 91);
	LFR_EXPECT_EQ(t, wc->window.missing, 91);
	lfr_window_case_expect(t, wc, 90, LFR_WINDOW_LATE, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 91, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);
	LFR_EXPECT_EQ(t, wc->window.missing, 91);
	LFR_EXPECT_EQ(t, wc->window.len, 8);
	lfr_window_case_check_tree(t, wc);
}

/* Room for one: nothing waits for anything. */
static void lfr_window_one(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 1, 0, 10);

	lfr_window_case_expect(t, wc, 1, LFR_WINDOW_INSERTED, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 0, LFR_WINDOW_INSERTED, 0);
	lfr_window_case_expect(t, wc, 5, LFR_WINDOW_INSERTED, 1);
	lfr_window_case_expect(t, wc, 6, LFR_WINDOW_INSERTED, 5);
	lfr_window_case_expect(t, wc, 4, LFR_WINDOW_LATE, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 6, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);
	LFR_EXPECT_EQ(t, wc->window.missing, 3);
	lfr_window_case_check_tree(t, wc);
}

/*
 * A number that is seen again: in the window, gone from it, given up.
 *
 *	0 1 2 4 have left, 5 6 7 8 are there, 3 never came
 */
static void lfr_window_duplicates(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 4, 0, 20);
	u32 i;
	s64 out;

	for (i = 0; i < 9; i++)
		if (i != 3)
			LFR_EXPECT_EQ(t, (int)lfr_window_case_put(wc, i, &out),
				      LFR_WINDOW_INSERTED);
	LFR_EXPECT_EQ(t, wc->window.missing, 1);

	lfr_window_case_expect(t, wc, 5, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 6, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 8, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 0, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 4, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);
	/* Late once, and then it has been seen. */
	lfr_window_case_expect(t, wc, 3, LFR_WINDOW_LATE, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 3, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);

	LFR_EXPECT_EQ(t, wc->window.len, 4);
	LFR_EXPECT_EQ(t, wc->window.missing, 1);
	lfr_window_case_check_tree(t, wc);
}

/* How far back the window remembers, to the packet. */
static void lfr_window_history(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 1, 0, 20000);
	u32 i, bits = wc->bits, wrong = 0;
	s64 out;

	LFR_ASSERT_EQ(t, bits, 8192);
	for (i = 0; i <= 10000; i++)
		lfr_window_case_put(wc, i, &out);
	LFR_ASSERT_EQ(t, wc->window.next, 10000);

	lfr_window_case_expect(t, wc, 9999, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 10000 - bits, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);
	/* Farther back nothing is known, nor taken for known. */
	lfr_window_case_expect(t, wc, 9999 - bits, LFR_WINDOW_LATE, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 9999 - bits, LFR_WINDOW_LATE, LFR_WINDOW_CASE_NONE);

	/* A gap longer than the history: nothing of before may shine through. */
	lfr_window_case_expect(t, wc, 19000, LFR_WINDOW_INSERTED, 10000);
	lfr_window_case_expect(t, wc, 19001, LFR_WINDOW_INSERTED, 19000);
	LFR_EXPECT_EQ(t, wc->window.missing, 19000 - 10001);
	for (i = 19000 - (bits - 1); i < 19000; i++)
		wrong += lfr_window_case_put(wc, i, &out) != LFR_WINDOW_LATE;
	for (i = 19000 - (bits - 1); i < 19000; i++)
		wrong += lfr_window_case_put(wc, i, &out) != LFR_WINDOW_DUPLICATE;
	LFR_EXPECT_EQ(t, wrong, 0);
	lfr_window_case_expect(t, wc, 19000, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);
}

/* A gap that wraps around the end of the history's bits is forgotten in both parts. */
static void lfr_window_history_wrap(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 1, 0, 20000);
	u32 i, bits = wc->bits, wrong = 0;
	s64 out;

	for (i = 0; i <= 2 * bits - 100; i++)
		lfr_window_case_put(wc, i, &out);
	lfr_window_case_put(wc, 2 * bits + 100, &out);
	lfr_window_case_expect(t, wc, 2 * bits + 101, LFR_WINDOW_INSERTED, 2 * bits + 100);
	LFR_EXPECT_EQ(t, wc->window.missing, 199);
	/* What was there 100 before the gap is remembered, what is in it was not there. */
	for (i = 2 * bits - 200; i <= 2 * bits - 100; i++)
		wrong += lfr_window_case_put(wc, i, &out) != LFR_WINDOW_DUPLICATE;
	for (; i < 2 * bits + 100; i++)
		wrong += lfr_window_case_put(wc, i, &out) != LFR_WINDOW_LATE;
	LFR_EXPECT_EQ(t, wrong, 0);
}

/* A longer history starts with what the shorter one knew, wherever in its bits that was. */
static void lfr_window_history_grow(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 1, 5000, 40000);
	u32 i, bits = 4 * wc->bits, wrong = 0;
	unsigned long *history = lfr_case_alloc(t, bits / 8);
	unsigned long *old = wc->window.history;
	s64 out;

	/* Every third is missing. */
	for (i = 0; i < 15000; i++)
		if (i % 3)
			lfr_window_case_put(wc, i, &out);
	LFR_EXPECT(t, lfr_window_set_history(&wc->window, history, bits) == old);
	for (; i < 30000; i++)
		if (i % 3)
			lfr_window_case_put(wc, i, &out);
	/* 14999 was in the window, and next, when the history changed. */
	for (i = 14999 - wc->bits; i < 29999; i++)
		wrong += lfr_window_case_put(wc, i, &out) !=
			 (i % 3 ? LFR_WINDOW_DUPLICATE : LFR_WINDOW_LATE);
	LFR_EXPECT_EQ(t, wrong, 0);
	lfr_window_case_expect(t, wc, 14999 - wc->bits - 1, LFR_WINDOW_LATE,
			       LFR_WINDOW_CASE_NONE);
}

/* What is missing is missing when its turn comes, not before. */
static void lfr_window_missing(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 10, 0, 50);
	u32 i;

	for (i = 0; i < 10; i++)
		lfr_window_case_expect(t, wc, i, LFR_WINDOW_INSERTED, LFR_WINDOW_CASE_NONE);
	for (i = 15; i < 25; i++) {
		lfr_window_case_expect(t, wc, i, LFR_WINDOW_INSERTED, i - 15);
		LFR_EXPECT_EQ(t, wc->window.missing, 0);
	}
	/* 12 still makes it, and leaves the next time; 10 and 11 do not. */
	lfr_window_case_expect(t, wc, 12, LFR_WINDOW_INSERTED, 12);
	LFR_EXPECT_EQ(t, wc->window.missing, 2);
	lfr_window_case_expect(t, wc, 25, LFR_WINDOW_INSERTED, 15);
	LFR_EXPECT_EQ(t, wc->window.missing, 4);
	lfr_window_case_expect(t, wc, 11, LFR_WINDOW_LATE, LFR_WINDOW_CASE_NONE);
	LFR_EXPECT_EQ(t, wc->window.missing, 4);
}

/* A window that is made smaller gives its oldest packets, in order. */
static void lfr_window_shrink(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 100, 0, 300);
	struct lfr_place *packet;
	u32 i, n = 0, wrong = 0;
	s64 out;

	for (i = 0; i < 150; i++)
		lfr_window_case_put(wc, i, &out);
	LFR_EXPECT(t, !lfr_window_trim(&wc->window));

	wc->window.size = 30;
	while ((packet = lfr_window_trim(&wc->window)))
		wrong += packet != &wc->packet[50 + n++];
	LFR_EXPECT_EQ(t, n, 70);
	LFR_EXPECT_EQ(t, wrong, 0);
	LFR_EXPECT_EQ(t, wc->window.len, 30);
	LFR_EXPECT_EQ(t, wc->window.missing, 0);
	lfr_window_case_expect(t, wc, 150, LFR_WINDOW_INSERTED, 120);
	lfr_window_case_expect(t, wc, 119, LFR_WINDOW_DUPLICATE, LFR_WINDOW_CASE_NONE);

	/* And larger again. */
	wc->window.size = 32;
	lfr_window_case_expect(t, wc, 151, LFR_WINDOW_INSERTED, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 152, LFR_WINDOW_INSERTED, LFR_WINDOW_CASE_NONE);
	lfr_window_case_expect(t, wc, 153, LFR_WINDOW_INSERTED, 121);
	LFR_EXPECT_EQ(t, wc->window.high_water, 100);
	lfr_window_case_check_tree(t, wc);
}

/*
 * Bursts of several producers, each in order, one behind the other: a burst is searched for
 * once, its other packets are found beside the one before.
 */
static void lfr_window_bursts(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 2000, 0, 64 * 16);
	u32 burst, i, wrong = 0;
	s64 out;

	/* 1 0 3 2 5 4 ... */
	for (burst = 0; burst < 16; burst++)
		for (i = 0; i < 64; i++)
			wrong += lfr_window_case_put(wc, (burst ^ 1) * 64 + i, &out) !=
				 LFR_WINDOW_INSERTED;
	LFR_EXPECT_EQ(t, wrong, 0);
	LFR_EXPECT_EQ(t, wc->window.appended, 8 * 64);
	LFR_EXPECT_EQ(t, wc->window.searched, 8);
	lfr_window_case_check_tree(t, wc);
}

/**
 * struct lfr_window_model - what a window should do, without a tree
 * @in: number i is in the window
 * @seen: it has been seen
 * @size: most packets
 * @len: packets
 * @next: number that leaves next
 * @missing: numbers that were not there when their turn came
 */
struct lfr_window_model {
	bool *in;
	bool *seen;
	u32 size;
	u32 len;
	u32 next;
	u32 missing;
};

static u32 lfr_window_model_evict(struct lfr_window_model *m)
{
	u32 i = m->next;

	while (!m->in[i])
		i++;
	m->in[i] = false;
	m->missing += i - m->next;
	m->next = i + 1;
	m->len--;
	return i;
}

static enum lfr_window_verdict lfr_window_model_put(struct lfr_window_model *m, u32 i, s64 *out)
{
	*out = LFR_WINDOW_CASE_NONE;
	if (m->seen[i])
		return LFR_WINDOW_DUPLICATE;
	m->seen[i] = true;
	if (i < m->next)
		return LFR_WINDOW_LATE;
	m->in[i] = true;
	if (++m->len > m->size)
		*out = lfr_window_model_evict(m);
	return LFR_WINDOW_INSERTED;
}

/*
 * Packets at random around a front that moves on: in order, some steps back or ahead, some
 * of them twice. All of it fits the history, so the model needs no horizon.
 */
static void lfr_window_case_random(struct lfr_test *t, u32 size, u64 first, u32 spread, u64 seed,
				   u32 count[3])
{
	struct lfr_window_case *wc = lfr_window_case_new(t, size, first, 8000);
	struct lfr_window_model m = { .size = size };
	u32 wrong = 0, front = 0, i;
	struct lfr_place *packet;
	s64 out, expected_out;

	m.in = lfr_case_alloc(t, wc->nr);
	m.seen = lfr_case_alloc(t, wc->nr);
	while (front < wc->nr) {
		enum lfr_window_verdict verdict, expected;

		i = front;
		switch (lfr_case_random(&seed) % 4) {
		case 0:
			i -= min(lfr_case_random(&seed) % spread, i);
			break;
		case 1:
			i = min(i + lfr_case_random(&seed) % spread, wc->nr - 1);
			break;
		default:
			front++;
			break;
		}
		expected = lfr_window_model_put(&m, i, &expected_out);
		verdict = lfr_window_case_put(wc, i, &out);
		wrong += verdict != expected || out != expected_out;
		wrong += wc->window.len != m.len || wc->window.len > size;
		wrong += wc->window.missing != m.missing;
		wrong += wc->window.next != first + m.next;
		count[expected]++;
		if (wrong)
			break;
	}
	LFR_EXPECT_MSG(t, !wrong, "size %u, spread %u: differs at packet %u", size, spread, i);
	lfr_window_case_check_tree(t, wc);
	while (!wrong && (packet = lfr_window_remove_first(&wc->window)))
		wrong += packet != &wc->packet[lfr_window_model_evict(&m)];
	LFR_EXPECT_MSG(t, !wrong, "size %u, spread %u: differs at the end", size, spread);
	LFR_EXPECT_EQ(t, m.len, 0);
	LFR_EXPECT_EQ(t, wc->window.missing, m.missing);
}

static void lfr_window_random(struct lfr_test *t)
{
	static const u32 sizes[] = { 1, 2, 3, 10, 100, 1000 };
	static const u32 spreads[] = { 2, 7, 50, 500, 3000 };
	u32 count[3] = {}, i, j;

	for (i = 0; i < ARRAY_SIZE(sizes); i++)
		for (j = 0; j < ARRAY_SIZE(spreads); j++)
			lfr_window_case_random(t, sizes[i], 0, spreads[j], 1 + i * 97 + j, count);
	/* Each of the verdicts was to be given many times. */
	LFR_EXPECT(t, count[LFR_WINDOW_INSERTED] > 100000);
	LFR_EXPECT(t, count[LFR_WINDOW_DUPLICATE] > 10000);
	LFR_EXPECT(t, count[LFR_WINDOW_LATE] > 10000);
}

/* The same where sequence numbers pass 2^32, and where they start over. */
static void lfr_window_random_wrap(struct lfr_test *t)
{
	u32 count[3] = {};

	lfr_window_case_random(t, 100, (1ull << 32) - 4000, 50, 5, count);
	lfr_window_case_random(t, 10, (1ull << 32) - 4000, 3000, 6, count);
	lfr_window_case_random(t, 100, -4000ull, 50, 7, count);
	lfr_window_case_random(t, 10, -4000ull, 3000, 8, count);
	lfr_window_case_random(t, 10, (1ull << 63) - 4000, 500, 9, count);
}

/* A permutation of all numbers, all of them fit: in order whatever it was. */
static void lfr_window_shuffled(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 4000, 3, 4000);
	u32 *order = lfr_case_alloc(t, wc->nr * sizeof(*order));
	u32 i, j, wrong = 0;
	struct lfr_place *packet;
	u64 seed = 2026;
	s64 out;

	for (i = 0; i < wc->nr; i++) {
		j = lfr_case_random(&seed) % (i + 1);
		order[i] = order[j];
		order[j] = i;
	}
	for (i = 0; i < wc->nr; i++) {
		wrong += lfr_window_case_put(wc, order[i], &out) != LFR_WINDOW_INSERTED;
		wrong += out != LFR_WINDOW_CASE_NONE;
	}
	lfr_window_case_check_tree(t, wc);
	for (i = 0; (packet = lfr_window_remove_first(&wc->window)); i++)
		wrong += packet != &wc->packet[i];
	LFR_EXPECT_EQ(t, i, 4000);
	LFR_EXPECT_EQ(t, wrong, 0);
	LFR_EXPECT_EQ(t, wc->window.missing, 0);
}

/* Packets that are not put into it are remembered as well. */
static void lfr_window_outside(struct lfr_test *t)
{
	struct lfr_window_case *wc = lfr_window_case_new(t, 4, 100, 1);
	struct lfr_window *window = &wc->window;

	LFR_EXPECT(t, !lfr_window_seen(window, 100) && lfr_window_seen(window, 100));
	LFR_EXPECT(t, !lfr_window_seen(window, 103) && lfr_window_seen(window, 103));
	LFR_EXPECT_EQ(t, window->missing, 2);
	LFR_EXPECT(t, !lfr_window_seen(window, 101) && lfr_window_seen(window, 101));
	LFR_EXPECT(t, !lfr_window_seen(window, 102) && lfr_window_seen(window, 102));
	LFR_EXPECT(t, !lfr_window_seen(window, 99) && lfr_window_seen(window, 99));
	LFR_EXPECT_EQ(t, window->next, 104);
	/* What has the place of one that was seen has not been. */
	LFR_EXPECT(t, !lfr_window_seen(window, 105 + wc->bits));
	LFR_EXPECT(t, !lfr_window_seen(window, 104 + wc->bits));
	LFR_EXPECT(t, !lfr_window_seen(window, 103 + wc->bits));
	/* What is older is not known. */
	LFR_EXPECT(t, !lfr_window_seen(window, 105) && !lfr_window_seen(window, 105));
	LFR_EXPECT_EQ(t, window->len, 0);
}

/* Many that are let through together are as many that are let through one by one. */
static void lfr_window_passes(struct lfr_test *t)
{
	struct lfr_window_case *one = lfr_window_case_new(t, 4, -300ull, 1);
	struct lfr_window_case *run = lfr_window_case_new(t, 4, -300ull, 1);
	u64 seed = 7, seq = -300ull, gap;
	u32 round, n, i;

	for (round = 0; round < 2000; round++) {
		n = lfr_case_random(&seed) % (one->bits + 1);
		lfr_window_pass_run(&run->window, n);
		for (i = 0; i < n; i++)
			LFR_ASSERT(t, lfr_window_pass(&one->window, seq++));
		LFR_ASSERT_EQ(t, one->window.next, run->window.next);
		LFR_ASSERT(t, !memcmp(one->window.history, run->window.history, one->bits / 8));
		LFR_ASSERT(t, !lfr_window_pass(&run->window, seq - 1));
		LFR_ASSERT(t, !lfr_window_pass(&run->window, seq + 1));
		/* Then some are missing. */
		gap = lfr_case_random(&seed) % 9;
		LFR_ASSERT(t, !lfr_window_seen(&one->window, seq + gap));
		LFR_ASSERT(t, !lfr_window_seen(&run->window, seq + gap));
		seq += gap + 1;
	}
	LFR_EXPECT_EQ(t, one->window.missing, run->window.missing);
}

static struct lfr_case lfr_window_cases[] = {
	LFR_CASE(lfr_window_in_order),
	LFR_CASE(lfr_window_reversed),
	LFR_CASE(lfr_window_shuffled),
	LFR_CASE(lfr_window_self_evict),
	LFR_CASE(lfr_window_one),
	LFR_CASE(lfr_window_duplicates),
	LFR_CASE(lfr_window_history),
	LFR_CASE(lfr_window_history_wrap),
	LFR_CASE(lfr_window_history_grow),
	LFR_CASE(lfr_window_missing),
	LFR_CASE(lfr_window_outside),
	LFR_CASE(lfr_window_passes),
	LFR_CASE(lfr_window_shrink),
	LFR_CASE(lfr_window_bursts),
	LFR_CASE(lfr_window_random),
	LFR_CASE(lfr_window_random_wrap),
	{}
};

#endif /* _LFRING_WINDOW_CASES_H */
