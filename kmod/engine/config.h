/* SPDX-License-Identifier: GPL-2.0 */
/*
 * config.h - what a pipeline is made of: names, ranges and defaults of its keys
 *
 * Module parameters, netlink attributes and the tool's keys have the same names
 * and are checked here, by the same table, so that they give the same answers.
 */
#ifndef _LFRING_ENGINE_CONFIG_H
#define _LFRING_ENGINE_CONFIG_H

#include <linux/types.h>
#include <lfring/shards.h>

enum lfr_wake {
	LFR_WAKE_TIMER,
	LFR_WAKE_WATERMARK,
	LFR_WAKE_BOTH,
};

enum lfr_full {
	LFR_FULL_DROP,
	LFR_FULL_BACKOFF,
	LFR_FULL_BLOCK,
};

enum lfr_pacing {
	LFR_PACE_SLEEP,
	LFR_PACE_HYBRID,
	LFR_PACE_BUSY,
	LFR_PACE_NONE,
};

enum lfr_payload {
	LFR_PAYLOAD_PATTERN,
	LFR_PAYLOAD_ALPHA72,
};

enum lfr_key {
	LFR_KEY_PRODUCERS,
	LFR_KEY_RATE,
	LFR_KEY_PACKET_SIZE,
	LFR_KEY_RING_SIZE,
	LFR_KEY_SIZE_MULTIPLIER,
	LFR_KEY_RING_SHARDS,
	LFR_KEY_SHARD_SELECT,
	LFR_KEY_TREE_SIZE,
	LFR_KEY_INTERVAL_MS,
	LFR_KEY_WAKE,
	LFR_KEY_WATERMARK,
	LFR_KEY_FULL,
	LFR_KEY_MAX_RETRIES,
	LFR_KEY_BACKOFF_US,
	LFR_KEY_MAX_BACKOFFS,
	LFR_KEY_PACE,
	LFR_KEY_QUANTUM_US,
	LFR_KEY_MAX_LAG_MS,
	LFR_KEY_PAYLOAD,
	LFR_KEY_DURATION,
	LFR_KEY_STATS_INTERVAL,
	LFR_KEY_DEBUG_LEVEL,
	LFR_KEYS
};

/**
 * struct lfr_config - a pipeline's configuration
 * @value: one number for each key; rate in kbit/s, size_multiplier in thousandths,
 *	choices as their index
 * @generation: tells a changed configuration from the one a thread has seen
 */
struct lfr_config {
	u32 value[LFR_KEYS];
	u32 generation;
};

/* Long enough for a key, its value and what is allowed. */
#define LFR_WHY_LEN	160

/**
 * struct lfr_why - why something was refused
 * @key: the key at fault, LFR_KEYS if it is none
 * @text: a line for a person: what it was, what is allowed, what came
 */
struct lfr_why {
	enum lfr_key key;
	char text[LFR_WHY_LEN];
};

void lfr_config_init(struct lfr_config *cfg);
const char *lfr_config_name(enum lfr_key key);
void lfr_config_range(enum lfr_key key, u32 *min, u32 *max);
int lfr_config_put(struct lfr_config *cfg, enum lfr_key key, u32 value, struct lfr_why *why);
int lfr_config_parse(struct lfr_config *cfg, enum lfr_key key, const char *text,
		     struct lfr_why *why);
int lfr_config_format(const struct lfr_config *cfg, enum lfr_key key, char *text, size_t len);
u64 lfr_config_memory(const struct lfr_config *cfg);
int lfr_config_check(const struct lfr_config *cfg, struct lfr_why *why);
int lfr_config_check_live(const struct lfr_config *old, const struct lfr_config *cfg,
			  struct lfr_why *why);
u32 lfr_config_nr_shards(const struct lfr_config *cfg);
enum lfr_select lfr_config_select(const struct lfr_config *cfg);
u32 lfr_config_shard_size(const struct lfr_config *cfg);

#endif /* _LFRING_ENGINE_CONFIG_H */
