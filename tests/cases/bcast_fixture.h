/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bcast_fixture.h - broadcast rings to test, values to put in them, and the oracle
 */
#ifndef _LFRING_BCAST_FIXTURE_H
#define _LFRING_BCAST_FIXTURE_H

#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/kernel.h>
#include <lfring/bcast.h>
#include "case.h"

/* Longest value of a case. */
#define LFR_BCAST_CASE_BYTES	72u

/* Longer than anything takes that is not broken. */
#define LFR_BCAST_CASE_LONG	msecs_to_jiffies(20000)

/* Where positions start: at 0, and just below where 32 and 64 bits wrap. */
static const u64 lfr_bcast_case_starts[] = { 0, (1ull << 32) - 8, U64_MAX - 7 };

static inline struct lfr_bcast_config
lfr_bcast_case_config(u32 slots, u32 bytes, u32 readers, enum lfr_bcast_policy policy, u64 start)
{
	struct lfr_bcast_config config = {
		.slots = slots,
		.bytes = bytes,
		.readers = readers,
		.policy = policy,
		.timeout = policy == LFR_BCAST_TIMEOUT ? (long)msecs_to_jiffies(20) : 0,
		.start = start,
	};

	return config;
}

static inline struct lfr_bcast *lfr_bcast_case_make(struct lfr_test *t,
						    const struct lfr_bcast_config *config)
{
	struct lfr_bcast *ring = lfr_case_alloc(t, lfr_bcast_bytes(config));

	LFR_ASSERT_EQ(t, lfr_bcast_init(ring, config), 0);
	return ring;
}

/* Values are the positions, 8 bytes. */
static inline struct lfr_bcast *lfr_bcast_case_new(struct lfr_test *t, u32 slots, u32 readers,
						   enum lfr_bcast_policy policy, u64 start)
{
	struct lfr_bcast_config config = lfr_bcast_case_config(slots, 8, readers, policy, start);

	return lfr_bcast_case_make(t, &config);
}

/* The same, of which nobody sleeps: it has no exchange that orders more than it must. */
static inline struct lfr_bcast *lfr_bcast_case_polled(struct lfr_test *t, u32 slots, u32 readers,
						      enum lfr_bcast_policy policy, u64 start)
{
	struct lfr_bcast_config config = lfr_bcast_case_config(slots, 8, readers, policy, start);

	config.polled = true;
	config.timeout = 0;
	return lfr_bcast_case_make(t, &config);
}

/* A value of @bytes bytes that can only be the one of position @pos. */
static inline void lfr_bcast_case_fill(u8 *value, u32 bytes, u64 pos)
{
	u32 i;

	for (i = 0; i < bytes; i++)
		value[i] = (u8)((pos * 0x9e3779b97f4a7c15ull) >> (8 * (i % 8))) ^ (u8)(i / 8);
}

static inline bool lfr_bcast_case_is(const u8 *value, u32 bytes, u64 pos)
{
	u8 wanted[LFR_BCAST_CASE_BYTES];

	lfr_bcast_case_fill(wanted, bytes, pos);
	return !memcmp(value, wanted, bytes);
}

/* The position of the next write. */
static inline u64 lfr_bcast_case_head(const struct lfr_bcast *ring)
{
	return ring->start + lfr_bcast_written(ring);
}

/* Write the next position, 8 bytes. */
static inline int lfr_bcast_case_put(struct lfr_bcast *ring)
{
	u64 value = lfr_bcast_case_head(ring);

	return lfr_bcast_try_write(ring, &value);
}

/**
 * struct lfr_bcast_case_reader - the oracle: does a reader see everything, in order?
 * @handle: its handle
 * @next: the position it should read next
 * @got: values it read
 * @missed: values it was told it lost
 * @bad: values that were not the next one
 */
struct lfr_bcast_case_reader {
	struct lfr_bcast_reader handle;
	u64 next;
	u32 got;
	u64 missed;
	u32 bad;
};

static inline int lfr_bcast_case_join(struct lfr_bcast *ring, struct lfr_bcast_case_reader *r)
{
	int err = lfr_bcast_subscribe(ring, &r->handle);

	/* Where it stands, by what it says of its lag: this is the only one who writes. */
	r->next = lfr_bcast_case_head(ring) - lfr_bcast_lag(ring, &r->handle);
	r->got = 0;
	r->missed = 0;
	r->bad = 0;
	return err;
}

/* Judge what a read of 8 bytes returned. Return: @err. */
static inline int lfr_bcast_case_judge(struct lfr_bcast_case_reader *r, int err, u64 value)
{
	if (err == -EOVERFLOW) {
		r->missed += r->handle.missed;
		r->next += r->handle.missed;
		r->bad += !r->handle.missed;
	} else if (!err) {
		r->bad += value != r->next;
		r->next = value + 1;
		r->got++;
	}
	return err;
}

static inline int lfr_bcast_case_get(struct lfr_bcast *ring, struct lfr_bcast_case_reader *r)
{
	u64 value = 0;
	int err = lfr_bcast_try_read(ring, &r->handle, &value);

	return lfr_bcast_case_judge(r, err, value);
}

#endif /* _LFRING_BCAST_FIXTURE_H */
