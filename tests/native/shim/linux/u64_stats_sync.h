/* SPDX-License-Identifier: GPL-2.0 */
/*
 * u64_stats_sync.h - counters of one writer, that are read whole
 *
 * As on a 64-bit machine: each by itself, and readers never start again.
 */
#ifndef _LFR_SHIM_U64_STATS_SYNC_H
#define _LFR_SHIM_U64_STATS_SYNC_H

#include <linux/types.h>

typedef struct {
	u64 v __attribute__((aligned(8)));
} u64_stats_t;

struct u64_stats_sync {};

static inline u64 u64_stats_read(const u64_stats_t *p)
{
	return __atomic_load_n(&p->v, __ATOMIC_RELAXED);
}

static inline void u64_stats_set(u64_stats_t *p, u64 value)
{
	__atomic_store_n(&p->v, value, __ATOMIC_RELAXED);
}

static inline void u64_stats_add(u64_stats_t *p, unsigned long value)
{
	u64_stats_set(p, u64_stats_read(p) + value);
}

static inline void u64_stats_inc(u64_stats_t *p)
{
	u64_stats_add(p, 1);
}

static inline void u64_stats_init(struct u64_stats_sync *sync)
{
}

static inline void u64_stats_update_begin(struct u64_stats_sync *sync)
{
}

static inline void u64_stats_update_end(struct u64_stats_sync *sync)
{
}

static inline unsigned int u64_stats_fetch_begin(const struct u64_stats_sync *sync)
{
	return 0;
}

static inline bool u64_stats_fetch_retry(const struct u64_stats_sync *sync, unsigned int start)
{
	return false;
}

#endif /* _LFR_SHIM_U64_STATS_SYNC_H */
