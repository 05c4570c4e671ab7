/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream_fixture.h - stream rings to test, and items to put in them
 */
#ifndef _LFRING_STREAM_FIXTURE_H
#define _LFRING_STREAM_FIXTURE_H

#include <linux/errno.h>
#include <linux/kernel.h>
#include <lfring/stream.h>
#include "case.h"
#include "fixture.h"

static inline struct lfr_stream *lfr_stream_fixture_at(struct lfr_test *t, u32 size, u64 pos)
{
	struct lfr_stream *stream = lfr_case_alloc(t, lfr_stream_bytes(size));

	LFR_ASSERT_EQ(t, lfr_stream_init_at(stream, size, pos), 0);
	return stream;
}

static inline struct lfr_stream *lfr_stream_fixture(struct lfr_test *t, u32 size)
{
	return lfr_stream_fixture_at(t, size, 0);
}

/* As lfr_item(), with bit 0 clear. */
static inline void *lfr_stream_item(u32 producer, u32 n)
{
	return (void *)((unsigned long)lfr_item(producer, n) << 1);
}

/* What lfr_item_producer(), lfr_item_n() and the oracle take. */
static inline void *lfr_stream_plain(const void *item)
{
	return (void *)((unsigned long)item >> 1);
}

/* At rest nothing is left over: no item, no claim, and two laps can be pushed and popped. */
static inline void lfr_stream_at_rest(struct lfr_test *t, struct lfr_stream *stream)
{
	u32 size = lfr_stream_size(stream), i, lap;
	void *item;

	LFR_EXPECT_EQ(t, lfr_stream_len(stream), 0);
	LFR_EXPECT_EQ(t, lfr_stream_tail(stream) - lfr_stream_head(stream), 0);
	LFR_EXPECT(t, lfr_stream_empty(stream));
	LFR_EXPECT(t, !lfr_stream_stalled(stream));
	for (lap = 0; lap < 2; lap++) {
		for (i = 0; i < size; i++)
			LFR_EXPECT_MSG(t, !lfr_stream_push(stream, lfr_stream_item(lap, i)),
				       "push %u of %u", i, size);
		LFR_EXPECT_EQ(t, lfr_stream_push(stream, NULL), -ENOSPC);
		LFR_EXPECT(t, lfr_stream_full(stream));
		for (i = 0; i < size; i++) {
			LFR_ASSERT_EQ(t, lfr_stream_pop(stream, &item), 0);
			LFR_EXPECT(t, item == lfr_stream_item(lap, i));
		}
		LFR_EXPECT_EQ(t, lfr_stream_pop(stream, &item), -ENODATA);
	}
}

#endif /* _LFRING_STREAM_FIXTURE_H */
