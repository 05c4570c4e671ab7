// SPDX-License-Identifier: GPL-2.0
/*
 * config.c - the table of keys, and the checks it stands for
 */
#include <linux/cpumask.h>
#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/log2.h>
#include <linux/math64.h>
#include <linux/mm.h>
#include <linux/string.h>
#include <lfring/limits.h>
#include <lfring/pace.h>
#include <lfring/shards.h>
#include "engine/config.h"
#include "engine/packet.h"

/**
 * struct lfr_config_key - one key
 * @name: as module parameter, netlink attribute and in the tool
 * @min: least value
 * @max: greatest value
 * @dflt: default
 * @choices: names of the values 0 ... @max, for a key that is a choice
 * @milli: given with up to three decimals, kept in thousandths
 * @pow2: 0 or a power of two
 * @fixed: cannot be changed while the pipeline runs
 */
struct lfr_config_key {
	const char *name;
	u32 min, max, dflt;
	const char *const *choices;
	bool milli;
	bool pow2;
	bool fixed;
};

static const char *const lfr_config_selects[] = { "producer", "rr", "hash", "random" };
static const char *const lfr_config_wakes[] = { "timer", "watermark", "both" };
static const char *const lfr_config_fulls[] = { "drop", "backoff", "block" };
static const char *const lfr_config_paces[] = { "sleep", "hybrid", "busy", "none" };
static const char *const lfr_config_payloads[] = { "pattern", "alpha72" };

static const struct lfr_config_key lfr_config_keys[LFR_KEYS] = {
	[LFR_KEY_PRODUCERS] = { .name = "producers", .max = LFR_PRODUCERS_MAX, .fixed = true },
	[LFR_KEY_RATE] = { .name = "rate", .min = LFR_RATE_MIN, .max = LFR_RATE_MAX,
			   .dflt = 10000, .milli = true },
	[LFR_KEY_PACKET_SIZE] = { .name = "packet_size", .min = LFR_PACKET_SIZE_MIN,
				  .max = LFR_PACKET_SIZE_MAX, .dflt = 1450, .fixed = true },
	[LFR_KEY_RING_SIZE] = { .name = "ring_size", .max = LFR_SHARD_SLOTS_MAX, .fixed = true },
	[LFR_KEY_SIZE_MULTIPLIER] = { .name = "size_multiplier", .min = LFR_MULTIPLIER_MIN,
				      .max = LFR_MULTIPLIER_MAX, .dflt = 2000, .milli = true,
				      .fixed = true },
	[LFR_KEY_RING_SHARDS] = { .name = "ring_shards", .max = LFR_SHARDS_MAX, .pow2 = true,
				  .fixed = true },
	[LFR_KEY_SHARD_SELECT] = { .name = "shard_select", .choices = lfr_config_selects,
				   .max = ARRAY_SIZE(lfr_config_selects) - 1, .fixed = true },
	[LFR_KEY_TREE_SIZE] = { .name = "tree_size", .min = LFR_TREE_SIZE_MIN,
				.max = LFR_TREE_SIZE_MAX, .dflt = 2000 },
	[LFR_KEY_INTERVAL_MS] = { .name = "interval_ms", .min = LFR_INTERVAL_MS_MIN,
				  .max = LFR_INTERVAL_MS_MAX, .dflt = 10 },
	[LFR_KEY_WAKE] = { .name = "wake", .choices = lfr_config_wakes,
			   .max = ARRAY_SIZE(lfr_config_wakes) - 1, .dflt = LFR_WAKE_BOTH },
	[LFR_KEY_WATERMARK] = { .name = "watermark", .min = LFR_WATERMARK_MIN,
				.max = LFR_WATERMARK_MAX, .dflt = 50 },
	[LFR_KEY_FULL] = { .name = "full", .choices = lfr_config_fulls,
			   .max = ARRAY_SIZE(lfr_config_fulls) - 1, .dflt = LFR_FULL_BACKOFF },
	[LFR_KEY_MAX_RETRIES] = { .name = "max_retries", .min = LFR_RETRIES_MIN,
				  .max = LFR_RETRIES_MAX, .dflt = 10 },
	[LFR_KEY_BACKOFF_US] = { .name = "backoff_us", .min = LFR_BACKOFF_US_MIN,
				 .max = LFR_BACKOFF_US_MAX, .dflt = 1000 },
	[LFR_KEY_MAX_BACKOFFS] = { .name = "max_backoffs", .max = LFR_BACKOFFS_MAX, .dflt = 100 },
	[LFR_KEY_PACE] = { .name = "pace", .choices = lfr_config_paces,
			   .max = ARRAY_SIZE(lfr_config_paces) - 1, .dflt = LFR_PACE_SLEEP },
	[LFR_KEY_QUANTUM_US] = { .name = "quantum_us", .max = LFR_QUANTUM_US_MAX, .dflt = 2000 },
	[LFR_KEY_MAX_LAG_MS] = { .name = "max_lag_ms", .min = LFR_LAG_MS_MIN,
				 .max = LFR_LAG_MS_MAX, .dflt = 1000 },
	[LFR_KEY_PAYLOAD] = { .name = "payload", .choices = lfr_config_payloads,
			      .max = ARRAY_SIZE(lfr_config_payloads) - 1, .fixed = true },
	[LFR_KEY_DURATION] = { .name = "duration", .max = LFR_DURATION_MAX },
	[LFR_KEY_STATS_INTERVAL] = { .name = "stats_interval", .max = LFR_STATS_INTERVAL_MAX },
	[LFR_KEY_DEBUG_LEVEL] = { .name = "debug_level", .max = LFR_DEBUG_LEVEL_MAX, .dflt = 6 },
};

/**
 * lfr_config_init() - set every key to its default
 * @cfg: the configuration
 */
void lfr_config_init(struct lfr_config *cfg)
{
	int i;

	cfg->generation = 0;
	for (i = 0; i < LFR_KEYS; i++)
		cfg->value[i] = lfr_config_keys[i].dflt;
}

/**
 * lfr_config_name() - name of a key
 * @key: the key
 *
 * Return: its name.
 */
const char *lfr_config_name(enum lfr_key key)
{
	return lfr_config_keys[key].name;
}

/**
 * lfr_config_range() - range of a key
 * @key: the key
 * @min: where to put its least value
 * @max: where to put its greatest value
 */
void lfr_config_range(enum lfr_key key, u32 *min, u32 *max)
{
	*min = lfr_config_keys[key].min;
	*max = lfr_config_keys[key].max;
}

/* Thousandths as a decimal number, without decimals where there are none. */
static int lfr_config_milli(char *text, size_t len, u32 value)
{
	if (value % 1000)
		return scnprintf(text, len, "%u.%03u", value / 1000, value % 1000);
	return scnprintf(text, len, "%u", value / 1000);
}

static void lfr_config_why_text(struct lfr_why *why, enum lfr_key key, const char *text)
{
	const struct lfr_config_key *k = &lfr_config_keys[key];
	int len, i;

	why->key = key;
	len = scnprintf(why->text, sizeof(why->text), "%s=%.32s: must be ", k->name, text);
	if (k->choices) {
		for (i = 0; i <= k->max; i++)
			len += scnprintf(why->text + len, sizeof(why->text) - len, "%s%s",
					 !i ? "" : i == k->max ? " or " : ", ", k->choices[i]);
	} else if (k->milli) {
		len += lfr_config_milli(why->text + len, sizeof(why->text) - len, k->min);
		scnprintf(why->text + len, sizeof(why->text) - len,
			  " to %u, with up to 3 decimals", k->max / 1000);
	} else {
		scnprintf(why->text + len, sizeof(why->text) - len, "%s%u to %u",
			  k->pow2 ? "0 or a power of two, " : "", k->min, k->max);
	}
}

static bool lfr_config_valid(const struct lfr_config_key *k, u64 value)
{
	if (value < k->min || value > k->max)
		return false;
	return !k->pow2 || !value || is_power_of_2((unsigned long)value);
}

/**
 * lfr_config_put() - set a key
 * @cfg: the configuration
 * @key: the key
 * @value: its value; in thousandths for keys that take decimals, index of a choice
 * @why: filled in when refused
 *
 * Return: 0, or -EINVAL with @cfg unchanged.
 */
int lfr_config_put(struct lfr_config *cfg, enum lfr_key key, u32 value, struct lfr_why *why)
{
	const struct lfr_config_key *k = &lfr_config_keys[key];
	char text[16];

	if (!lfr_config_valid(k, value)) {
		if (k->milli)
			lfr_config_milli(text, sizeof(text), value);
		else
			scnprintf(text, sizeof(text), "%u", value);
		lfr_config_why_text(why, key, text);
		return -EINVAL;
	}
	cfg->value[key] = value;
	return 0;
}

/* A decimal number with up to @digits decimals, times 10^@digits. */
static int lfr_config_number(const char *text, int digits, u64 *value)
{
	u64 n = 0;
	int seen = 0;
	bool point = false;

	for (; *text; text++) {
		if (*text == '.' && digits && !point) {
			point = true;
			continue;
		}
		if (*text < '0' || *text > '9')
			return -EINVAL;
		if (point && !digits--)
			return -EINVAL;
		/* Far above every maximum; longer numbers stay there. */
		if (n > U32_MAX)
			n = U32_MAX;
		n = n * 10 + (*text - '0');
		seen++;
	}
	if (!seen)
		return -EINVAL;
	while (digits-- > 0)
		n *= 10;
	*value = n;
	return 0;
}

/**
 * lfr_config_parse() - set a key from text
 * @cfg: the configuration
 * @key: the key
 * @text: decimal digits, with up to three decimals where the key takes them, or
 *	the name of a choice; a newline at the end is ignored
 * @why: filled in when refused
 *
 * Return: 0, or -EINVAL with @cfg unchanged.
 */
int lfr_config_parse(struct lfr_config *cfg, enum lfr_key key, const char *text,
		     struct lfr_why *why)
{
	const struct lfr_config_key *k = &lfr_config_keys[key];
	u64 value = U64_MAX;
	char copy[36];
	int i;

	/* One more than is shown: what is cut off here is refused anyway. */
	strscpy(copy, text, sizeof(copy));
	copy[strcspn(copy, "\n")] = '\0';

	if (k->choices) {
		for (i = 0; i <= k->max; i++)
			if (!strcmp(copy, k->choices[i]))
				value = i;
	} else if (lfr_config_number(copy, k->milli ? 3 : 0, &value)) {
		value = U64_MAX;
	}
	if (!lfr_config_valid(k, value)) {
		lfr_config_why_text(why, key, copy);
		return -EINVAL;
	}
	cfg->value[key] = (u32)value;
	return 0;
}

/**
 * lfr_config_format() - a key's value as text that lfr_config_parse() takes
 * @cfg: the configuration
 * @key: the key
 * @text: where to put it
 * @len: room there
 *
 * Return: length of the text.
 */
int lfr_config_format(const struct lfr_config *cfg, enum lfr_key key, char *text, size_t len)
{
	const struct lfr_config_key *k = &lfr_config_keys[key];
	u32 value = cfg->value[key];

	if (k->choices)
		return scnprintf(text, len, "%s", k->choices[value]);
	if (k->milli)
		return lfr_config_milli(text, len, value);
	return scnprintf(text, len, "%u", value);
}

/**
 * lfr_config_nr_shards() - number of shards that a configuration asks for
 * @cfg: the configuration
 *
 * Return: ring_shards, or one for each CPU that may exist.
 */
u32 lfr_config_nr_shards(const struct lfr_config *cfg)
{
	return cfg->value[LFR_KEY_RING_SHARDS] ?: nr_cpu_ids;
}

/**
 * lfr_config_select() - how pushes are spread over the shards
 * @cfg: the configuration
 *
 * Return: LFR_SELECT_CPU, or what shard_select says where shards are shared.
 */
enum lfr_select lfr_config_select(const struct lfr_config *cfg)
{
	return cfg->value[LFR_KEY_RING_SHARDS] ? cfg->value[LFR_KEY_SHARD_SELECT] : LFR_SELECT_CPU;
}

/**
 * lfr_config_shard_size() - slots of each shard that a configuration asks for
 * @cfg: the configuration
 *
 * A size that is given is spread over the shards: over the CPUs that are online
 * if shards are per CPU, since those will share the load.
 *
 * A size that is computed must hold what arrives between two wake-ups of the consumer,
 * or at once where producers sleep for longer, however unevenly it arrives: the scheduler
 * may put all producers on one CPU, and a hash may put them into one shard, so there every
 * shard is large enough for all.
 *
 * Return: a power of two, or 0 if that is more than a shard can have.
 */
u32 lfr_config_shard_size(const struct lfr_config *cfg)
{
	u32 shards = cfg->value[LFR_KEY_RING_SHARDS];
	u32 producers = cfg->value[LFR_KEY_PRODUCERS];
	u32 size = cfg->value[LFR_KEY_RING_SIZE];
	u32 ms = cfg->value[LFR_KEY_INTERVAL_MS];

	if (size)
		return lfr_shards_split(size, shards ?: num_online_cpus());

	if (cfg->value[LFR_KEY_PACE] == LFR_PACE_SLEEP)
		ms = max(ms, DIV_ROUND_UP(cfg->value[LFR_KEY_QUANTUM_US], USEC_PER_MSEC));
	size = lfr_pace_ring_size(cfg->value[LFR_KEY_RATE], cfg->value[LFR_KEY_PACKET_SIZE],
				  producers, ms, cfg->value[LFR_KEY_SIZE_MULTIPLIER]);
	if (!shards || cfg->value[LFR_KEY_SHARD_SELECT] == LFR_SELECT_HASH)
		return lfr_ring_round(size);
	return lfr_shards_split(size, min(shards, max(producers, 1u)));
}

/* Bytes of a packet, and what ring and window can take if nobody empties the ring. */
static u64 lfr_config_needs(const struct lfr_config *cfg, u64 *ring, u64 *window)
{
	u64 packet = sizeof(struct lfr_packet) + cfg->value[LFR_KEY_PACKET_SIZE];
	u64 size = lfr_config_shard_size(cfg);
	u64 slots = size * lfr_config_nr_shards(cfg);

	/* Computed shards are each large enough for all, so they are not all full. */
	*ring = slots * sizeof(void *) + (cfg->value[LFR_KEY_RING_SIZE] ? slots : size) * packet;
	*window = cfg->value[LFR_KEY_TREE_SIZE] * packet;
	return packet;
}

/**
 * lfr_config_memory() - memory that a configuration may come to take
 * @cfg: the configuration
 *
 * Return: bytes of its ring and its window, full.
 */
u64 lfr_config_memory(const struct lfr_config *cfg)
{
	u64 ring, window;

	lfr_config_needs(cfg, &ring, &window);
	return ring + window;
}

/**
 * lfr_config_check() - can this configuration be had on this machine?
 * @cfg: the configuration
 * @why: filled in when refused
 *
 * Return: 0; -ENOMEM if its ring and window could take more memory than there is.
 */
int lfr_config_check(const struct lfr_config *cfg, struct lfr_why *why)
{
	u64 room = (u64)si_mem_available() << PAGE_SHIFT;
	u64 ring, window, other, each;

	each = lfr_config_needs(cfg, &ring, &window);
	if (ring + window <= room)
		return 0;
	if (ring >= window) {
		why->key = LFR_KEY_RING_SIZE;
		each += sizeof(void *);
		other = window;
	} else {
		why->key = LFR_KEY_TREE_SIZE;
		other = ring;
	}
	scnprintf(why->text, sizeof(why->text),
		  "%s=%u: needs up to %llu MiB of memory, must be at most %llu with the %llu MiB available",
		  lfr_config_name(why->key), cfg->value[why->key], (ring + window) >> 20,
		  room > other ? div64_u64(room - other, each) : 0, room >> 20);
	return -ENOMEM;
}

/**
 * lfr_config_check_live() - can a running pipeline take this configuration?
 * @old: the configuration it runs with
 * @cfg: the one it is to have
 * @why: filled in when refused
 *
 * Return: 0; -EBUSY if a key differs that can only be changed while stopped.
 */
int lfr_config_check_live(const struct lfr_config *old, const struct lfr_config *cfg,
			  struct lfr_why *why)
{
	int i;

	for (i = 0; i < LFR_KEYS; i++) {
		if (!lfr_config_keys[i].fixed || old->value[i] == cfg->value[i])
			continue;
		why->key = i;
		scnprintf(why->text, sizeof(why->text),
			  "%s can only be changed while the pipeline is stopped",
			  lfr_config_keys[i].name);
		return -EBUSY;
	}
	return 0;
}
