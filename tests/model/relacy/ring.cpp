// SPDX-License-Identifier: GPL-2.0
/*
 * ring.cpp - ring.h under weak memory, by Relacy
 *
 * Two producers push ITEMS each through a ring of two slots; what finds no room is dropped. Each
 * writes beside the slot that it claimed, and into its item, by plain stores; one of them claims
 * by two. The consumer reads both by plain loads: a pair that does not order them is a data race,
 * which Relacy reports. What it gets must be whole, in order, without loss and without doubles.
 */
#include "suite.h"
#include <lfring/ring.h>

enum { SLOTS = 2, ITEMS = 3, PRODUCERS = 2 };

alignas(struct lfr_ring) static char bytes[sizeof(struct lfr_ring) + SLOTS * sizeof(void *)];
static struct lfr_ring *const ring = (struct lfr_ring *)bytes;

template <bool local>
struct ring_suite : rl::test_suite<ring_suite<local>, local ? 2 : PRODUCERS + 1> {
	static const unsigned int producers = local ? 1 : PRODUCERS;

	lfr_relacy_memory memory;
	rl::var<u32> beside[SLOTS];
	rl::var<u32> content[PRODUCERS][ITEMS];
	char item[PRODUCERS][ITEMS][2];
	rl::var<u32> pushed[PRODUCERS];
	u32 taken[PRODUCERS], next[PRODUCERS];

	void before()
	{
		u32 i;
		void *it;

		/* Two laps, so that each word has been accessed; just below the wrap. */
		RL_ASSERT(lfr_ring_init_at(ring, SLOTS, -2ull * SLOTS - 1) == 0);
		for (i = 0; i < 2 * SLOTS; i++) {
			RL_ASSERT((local ? lfr_ring_push_local(ring, &item[0][0]) :
					   lfr_ring_push(ring, &item[0][0])) == 0);
			RL_ASSERT(lfr_ring_pop(ring, &it) == 0);
		}
		RL_ASSERT(lfr_ring_pop(ring, &it) == -EAGAIN);
		RL_ASSERT(!lfr_ring_above(ring, 1));
		for (i = 0; i < SLOTS; i++)
			beside[i]($) = 0;
		for (i = 0; i < PRODUCERS; i++) {
			pushed[i]($) = 0;
			taken[i] = 0;
			next[i] = 0;
		}
		memory.start();
	}

	void produce(u32 id)
	{
		u32 i = 0, n, k;
		u64 pos;

		while (i < ITEMS) {
			n = min_t(u32, id + 1, ITEMS - i);
			n = local ? lfr_ring_claim_local(ring, n, &pos) :
				    lfr_ring_claim(ring, n, &pos);
			for (k = 0; k < n; k++, i++) {
				beside[(pos + k) % SLOTS]($) = id * ITEMS + i;
				content[id][i]($) = id * ITEMS + i;
				lfr_ring_publish(ring, pos + k, item[id][i]);
				pushed[id]($) = pushed[id]($) + 1;
			}
			i += !n;
		}
	}

	void take(u32 ahead, void *it)
	{
		u32 number = ((char *)it - item[0][0]) / 2, id = number / ITEMS, i = number % ITEMS;

		RL_ASSERT(id < PRODUCERS && i >= next[id]);
		RL_ASSERT(content[id][i]($) == number);
		RL_ASSERT(beside[(lfr_ring_head(ring) + ahead) % SLOTS]($) == number);
		next[id] = i + 1;
		taken[id]++;
	}

	u32 consume()
	{
		u32 n = 0;
		void *it;

		while (n < SLOTS && lfr_ring_peek(ring, n, &it))
			take(n++, it);
		if (n)
			lfr_ring_release(ring, n);
		return n;
	}

	void thread(unsigned int index)
	{
		u32 attempts;

		if (index < producers) {
			produce(index);
		} else {
			for (attempts = 0; attempts < 4; attempts++)
				consume();
		}
	}

	/* All threads have ended, and this sees what they did. */
	void after()
	{
		u32 i;
		void *it;

		while (consume())
			;
		for (i = 0; i < producers; i++)
			RL_ASSERT(taken[i] == pushed[i]($));
		RL_ASSERT(lfr_ring_len(ring) == 0);
		RL_ASSERT(lfr_ring_pop(ring, &it) == -EAGAIN);
	}
};

int main(void)
{
	return lfr_relacy_run<ring_suite<false> >("two producers") ||
	       lfr_relacy_run<ring_suite<true> >("one CPU");
}
