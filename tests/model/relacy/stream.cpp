// SPDX-License-Identifier: GPL-2.0
/*
 * stream.cpp - stream.h under weak memory, by Relacy
 *
 * Producers push ITEMS each through a ring of two slots, by ones and by twos; what finds no room is
 * dropped. Consumers take what there is. Each item is plain memory that its producer writes and
 * its consumer reads and writes; one consumer alone also reads, before it takes, what producers
 * keep beside each slot: a pair that does not order them is a data race, which Relacy reports.
 * What comes out must be whole, none twice, none lost, and for each consumer in the order of each
 * producer. Whoever takes an item sees what was done by him who took the one before it; and
 * whoever is told that the ring is full, or empty, what was done before it was filled, or emptied.
 */
#include "suite.h"
#include <lfring/stream.h>

enum { SLOTS = 2, ITEMS = 3 };

alignas(struct lfr_stream) static char bytes[sizeof(struct lfr_stream) + SLOTS * sizeof(long)];
static struct lfr_stream *const stream = (struct lfr_stream *)bytes;

/* An empty ring, each word of which has been accessed; just below the wrap. */
static void prepare(void *item)
{
	void *it;
	u32 i;

	RL_ASSERT(lfr_stream_init_at(stream, SLOTS, -2ull * SLOTS - 1) == 0);
	for (i = 0; i < 2 * SLOTS; i++) {
		RL_ASSERT(lfr_stream_push(stream, item) == 0);
		RL_ASSERT(lfr_stream_pop(stream, &it) == 0);
	}
	RL_ASSERT(lfr_stream_pop(stream, &it) == -ENODATA);
	RL_ASSERT(lfr_stream_empty(stream) && !lfr_stream_full(stream));
}

template <u32 PRODUCERS, u32 CONSUMERS>
struct traffic : rl::test_suite<traffic<PRODUCERS, CONSUMERS>, PRODUCERS + CONSUMERS> {
	lfr_relacy_memory memory;
	rl::var<u32> beside[SLOTS];
	rl::var<u32> content[PRODUCERS][ITEMS];
	char item[PRODUCERS][ITEMS][2];
	u32 pushed[PRODUCERS], taken, next[CONSUMERS + 1][PRODUCERS];

	void before()
	{
		u32 i, k;

		prepare(&item[0][0]);
		for (i = 0; i < SLOTS; i++)
			beside[i]($) = 0;
		for (i = 0; i < PRODUCERS; i++)
			pushed[i] = 0;
		for (k = 0; k <= CONSUMERS; k++)
			for (i = 0; i < PRODUCERS; i++)
				next[k][i] = 0;
		taken = 0;
		memory.start();
	}

	void produce(u32 id)
	{
		u32 i = 0, n, k;
		u64 pos;

		while (i < ITEMS) {
			n = min_t(u32, id + 1, ITEMS - i);
			n = lfr_stream_claim(stream, n, &pos);
			for (k = 0; k < n; k++, i++) {
				if (CONSUMERS == 1)
					beside[(pos + k) % SLOTS]($) = id * ITEMS + i;
				content[id][i]($) = id * ITEMS + i;
				lfr_stream_publish(stream, pos + k, item[id][i]);
				pushed[id]++;
			}
			i += !n;
		}
	}

	u32 number(void *it)
	{
		return ((char *)it - item[0][0]) / 2;
	}

	/* Not plain in what Relacy sees, but it runs one thread at a time. */
	void have(u32 me, void *it)
	{
		u32 which = number(it), id = which / ITEMS, i = which % ITEMS;

		RL_ASSERT(id < PRODUCERS && i >= next[me][id]);
		next[me][id] = i + 1;
		RL_ASSERT(content[id][i]($) == which);
		content[id][i]($) = 1000;
		taken++;
	}

	u32 consume(u32 me)
	{
		void *it[SLOTS];
		u64 head;
		u32 n, i;

		if (CONSUMERS > 1) {
			n = lfr_stream_pop_batch(stream, it, 1 + me % 2);
		} else {
			n = lfr_stream_peek(stream, it, SLOTS, &head);
			for (i = 0; i < n; i++)
				RL_ASSERT(beside[(head + i) % SLOTS]($) == number(it[i]));
			RL_ASSERT(!n || lfr_stream_take(stream, head, n));
		}
		for (i = 0; i < n; i++)
			have(me, it[i]);
		return n;
	}

	void thread(unsigned int index)
	{
		u32 attempts;

		if (index < PRODUCERS)
			produce(index);
		else
			for (attempts = 0; attempts < 4; attempts++)
				consume(index - PRODUCERS);
	}

	/* All threads have ended, and this sees what they did. */
	void after()
	{
		u32 i, all = 0;
		void *it;

		while (consume(CONSUMERS))
			;
		for (i = 0; i < PRODUCERS; i++)
			all += pushed[i];
		RL_ASSERT(taken == all);
		RL_ASSERT(lfr_stream_len(stream) == 0 && !lfr_stream_stalled(stream));
		RL_ASSERT(lfr_stream_pop(stream, &it) == -ENODATA);
	}
};

enum verdict { FULL, FULL_ASKED, EMPTY, EMPTY_ASKED, NEXT };

/* The first thread fills the ring, or takes from it; the second is told so. */
template <enum verdict WHAT>
struct verdicts : rl::test_suite<verdicts<WHAT>, 2> {
	lfr_relacy_memory memory;
	rl::var<u32> told;
	char item[4];

	void before()
	{
		u32 n = WHAT >= NEXT ? 2 : WHAT >= EMPTY;

		prepare(item);
		told($) = 0;
		while (n--)
			RL_ASSERT(lfr_stream_push(stream, item + 2 * n) == 0);
		memory.start();
	}

	void thread(unsigned int index)
	{
		void *it[2] = { item, item + 2 };
		bool is_told = false;

		if (!index) {
			told($) = 77;
			if (WHAT < EMPTY)
				lfr_stream_push_batch(stream, it, 2);
			else
				lfr_stream_pop(stream, it);
			return;
		}
		switch (WHAT) {
		case FULL:
			is_told = lfr_stream_push(stream, item) == -ENOSPC;
			break;
		case FULL_ASKED:
			is_told = lfr_stream_full(stream);
			break;
		case EMPTY:
			is_told = lfr_stream_pop(stream, it) == -ENODATA;
			break;
		case EMPTY_ASKED:
			is_told = lfr_stream_empty(stream);
			break;
		case NEXT:
			/* The second of the two that were there: the other one took the first. */
			is_told = !lfr_stream_pop(stream, it) && it[0] == item;
			break;
		}
		if (is_told)
			RL_ASSERT(told($) == 77);
	}
};

int main(void)
{
	return lfr_relacy_run<traffic<2, 1> >("two producers") ||
	       lfr_relacy_run<traffic<1, 2> >("two consumers") ||
	       lfr_relacy_run<traffic<2, 2> >("two of each") ||
	       lfr_relacy_run<verdicts<FULL> >("told full") ||
	       lfr_relacy_run<verdicts<FULL_ASKED> >("asked for full") ||
	       lfr_relacy_run<verdicts<EMPTY> >("told empty") ||
	       lfr_relacy_run<verdicts<EMPTY_ASKED> >("asked for empty") ||
	       lfr_relacy_run<verdicts<NEXT> >("the next item");
}
