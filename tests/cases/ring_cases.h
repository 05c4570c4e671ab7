/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring_cases.h - one shard, one step at a time
 */
#ifndef _LFRING_RING_CASES_H
#define _LFRING_RING_CASES_H

#include <lfring/ring.h>
#include "case.h"

static struct lfr_ring *lfr_ring_case_new(struct lfr_test *t, u32 size, u64 pos)
{
	struct lfr_ring *ring = lfr_case_alloc(t, lfr_ring_bytes(size));

	LFR_ASSERT_EQ(t, lfr_ring_init_at(ring, size, pos), 0);
	return ring;
}

/* Items are numbers; 0 is NULL. */
static inline void *lfr_ring_case_item(unsigned long n)
{
	return (void *)n;
}

static void lfring_null_value(struct lfr_test *t)
{
	struct lfr_ring *ring = lfr_ring_case_new(t, 4, 0);
	char hello[] = "hello";
	void *item = hello;

	LFR_ASSERT_EQ(t, lfr_ring_push(ring, NULL), 0);
	LFR_ASSERT_EQ(t, lfr_ring_push(ring, hello), 0);
	LFR_ASSERT_EQ(t, lfr_ring_len(ring), 2);

	LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
	LFR_EXPECT(t, !item);
	LFR_ASSERT_EQ(t, lfr_ring_pop(ring, &item), 0);
	LFR_EXPECT(t, item == hello);
	LFR_EXPECT_EQ(t, lfr_ring_pop(ring, &item), -EAGAIN);
}

static struct lfr_case lfr_ring_cases[] = {
	LFR_CASE(lfring_null_value),
	{}
};

#endif /* _LFRING_RING_CASES_H */
