/* SPDX-License-Identifier: GPL-2.0 */
/*
 * limits.h - the bounds that every layer checks against
 *
 * One place for each number, so that a module parameter, a netlink policy and
 * the allocation behind them cannot disagree.
 */
#ifndef _LFRING_LIMITS_H
#define _LFRING_LIMITS_H

/* With one slot "written" and "free for the next lap" cannot be told apart. */
#define LFR_SHARD_SLOTS_MIN	2u
#define LFR_SHARD_SLOTS_MAX	(1u << 24)

#define LFR_SHARDS_MAX		1024u

/* Two for a lap tag to change where it says; twice the number of a reset must fit an int. */
#define LFR_STREAM_SLOTS_MIN	2u
#define LFR_STREAM_SLOTS_MAX	(1u << 24)

/* One slot could not be overwritten while its value is the newest. */
#define LFR_BCAST_SLOTS_MIN	2u
#define LFR_BCAST_SLOTS_MAX	(1u << 24)
#define LFR_BCAST_BYTES_MIN	1u
#define LFR_BCAST_BYTES_MAX	(1u << 17)
#define LFR_BCAST_READERS_MIN	1u
#define LFR_BCAST_READERS_MAX	1024u

#define LFR_PRODUCERS_MAX	1024u

/* kbit/s; 10 Gbit/s keeps all of pace.h within 64 bits */
#define LFR_RATE_MIN		1u
#define LFR_RATE_MAX		10000000u

#define LFR_PACKET_SIZE_MIN	1u
#define LFR_PACKET_SIZE_MAX	65535u

/* thousandths */
#define LFR_MULTIPLIER_MIN	1000u
#define LFR_MULTIPLIER_MAX	1000000u

#define LFR_TREE_SIZE_MIN	1u
#define LFR_TREE_SIZE_MAX	(1u << 20)

#define LFR_INTERVAL_MS_MIN	1u
#define LFR_INTERVAL_MS_MAX	60000u

#define LFR_WATERMARK_MIN	1u
#define LFR_WATERMARK_MAX	100u

#define LFR_RETRIES_MIN		1u
#define LFR_RETRIES_MAX		1000000u
#define LFR_BACKOFF_US_MIN	1u
#define LFR_BACKOFF_US_MAX	1000000u
#define LFR_BACKOFFS_MAX	1000000u

#define LFR_QUANTUM_US_MAX	1000000u
#define LFR_LAG_MS_MIN		1u
#define LFR_LAG_MS_MAX		60000u

#define LFR_POOL_CLASSES_MAX	16u
#define LFR_POOL_SIZE_MAX	(1u << 17)
#define LFR_POOL_OBJECTS_MAX	(1u << 22)
#define LFR_POOL_MAGAZINE_MAX	64u
#define LFR_POOL_CPUS_MAX	65534u
#define LFR_POOL_FALLBACK_MAX	(1u << 24)

#define LFR_DURATION_MAX	31536000u	/* s, a year */
#define LFR_STATS_INTERVAL_MAX	86400u		/* s, a day */
#define LFR_DEBUG_LEVEL_MAX	7u

#endif /* _LFRING_LIMITS_H */
