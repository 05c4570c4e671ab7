// SPDX-License-Identifier: GPL-2.0
/*
 * params.c - module parameters: what the pipeline lfring0 is made of at load
 *
 * Each parameter is kept as text until the module is initialised, and is then
 * checked by the table of config.c, so that a bad value gives the same message as
 * over netlink, and just one.
 */
#define pr_fmt(fmt) "lfring: " fmt

#include <linux/err.h>
#include <linux/errno.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/sysfs.h>
#include <net/net_namespace.h>
#include "control/params.h"
#include "control/registry.h"
#include "engine/config.h"

#define LFR_PARAMS_PIPELINE	"lfring0"

static struct lfr_config lfr_params_config;

/**
 * struct lfr_param - a module parameter
 * @key: its key
 * @text: what was given, or NULL
 */
struct lfr_param {
	enum lfr_key key;
	const char *text;
};

static int lfr_params_set(const char *text, const struct kernel_param *kp)
{
	struct lfr_param *param = kp->arg;

	/* The module's arguments stay in memory as long as the module does. */
	param->text = text ?: "";
	return 0;
}

static int lfr_params_get(char *buffer, const struct kernel_param *kp)
{
	const struct lfr_param *param = kp->arg;
	int len = lfr_config_format(&lfr_params_config, param->key, buffer, PAGE_SIZE - 1);

	return len + scnprintf(buffer + len, PAGE_SIZE - len, "\n");
}

static const struct kernel_param_ops lfr_params_ops = {
	.flags = KERNEL_PARAM_OPS_FL_NOARG,
	.set = lfr_params_set,
	.get = lfr_params_get,
};

#define LFR_PARAM(name, KEY, text)						\
	static struct lfr_param lfr_params_##name = { .key = LFR_KEY_##KEY };	\
	module_param_cb(name, &lfr_params_ops, &lfr_params_##name, 0444);	\
	MODULE_PARM_DESC(name, text)

LFR_PARAM(producers, PRODUCERS, "Producer threads; 0: load idle (default 0)");
LFR_PARAM(rate, RATE, "Mbit/s of payload of each producer, decimals allowed (default 10)");
LFR_PARAM(packet_size, PACKET_SIZE, "Payload bytes of a packet (default 1450)");
LFR_PARAM(ring_size, RING_SIZE, "Slots in all shards together; 0: computed (default 0)");
LFR_PARAM(size_multiplier, SIZE_MULTIPLIER, "Margin of the computed ring size (default 2)");
LFR_PARAM(ring_shards, RING_SHARDS, "Shared shards, a power of two; 0: one per CPU (default 0)");
LFR_PARAM(shard_select, SHARD_SELECT,
	  "How a shared shard is chosen: producer, rr, hash, random (default producer)");
LFR_PARAM(tree_size, TREE_SIZE, "Packets the ordered window holds at most (default 2000)");
LFR_PARAM(interval_ms, INTERVAL_MS, "The consumer's timer in ms (default 10)");
LFR_PARAM(wake, WAKE, "What wakes the consumer: timer, watermark, both (default both)");
LFR_PARAM(watermark, WATERMARK, "Filling of a shard in % that wakes the consumer (default 50)");
LFR_PARAM(full, FULL,
	  "What a producer does at a full shard: drop, backoff, block (default backoff)");
LFR_PARAM(max_retries, MAX_RETRIES, "Attempts before a producer sleeps (default 10)");
LFR_PARAM(backoff_us, BACKOFF_US, "Length of that sleep in us (default 1000)");
LFR_PARAM(max_backoffs, MAX_BACKOFFS,
	  "Sleeps before a packet is dropped; 0: no limit (default 100)");
LFR_PARAM(pace, PACE, "How a producer waits: sleep, hybrid, busy, none (default sleep)");
LFR_PARAM(quantum_us, QUANTUM_US,
	  "A sleeping producer wakes at most once in this time, in us (default 1000)");
LFR_PARAM(max_lag_ms, MAX_LAG_MS,
	  "Packets due longer ago than this, in ms, are dropped (default 1000)");
LFR_PARAM(payload, PAYLOAD, "What packets are filled with: pattern, alpha72 (default pattern)");
LFR_PARAM(duration, DURATION, "Seconds until producers end; 0: until stopped (default 0)");
LFR_PARAM(stats_interval, STATS_INTERVAL,
	  "Seconds between statistics in the log; 0: none (default 0)");
LFR_PARAM(debug_level, DEBUG_LEVEL, "Verbosity in the log, 0 to 7 (default 6)");

static const struct lfr_param *const lfr_params[] = {
	&lfr_params_producers, &lfr_params_rate, &lfr_params_packet_size,
	&lfr_params_ring_size, &lfr_params_size_multiplier, &lfr_params_ring_shards,
	&lfr_params_shard_select, &lfr_params_tree_size, &lfr_params_interval_ms,
	&lfr_params_wake, &lfr_params_watermark, &lfr_params_full, &lfr_params_max_retries,
	&lfr_params_backoff_us, &lfr_params_max_backoffs, &lfr_params_pace,
	&lfr_params_quantum_us, &lfr_params_max_lag_ms, &lfr_params_payload,
	&lfr_params_duration, &lfr_params_stats_interval, &lfr_params_debug_level,
};

static_assert(ARRAY_SIZE(lfr_params) == LFR_KEYS);

/**
 * lfr_params_check() - check all parameters
 *
 * Return: 0, or -EINVAL after a message that says which, what is allowed and what came.
 */
int lfr_params_check(void)
{
	struct lfr_why why;
	int i, ret = 0;

	lfr_config_init(&lfr_params_config);
	for (i = 0; i < ARRAY_SIZE(lfr_params) && !ret; i++)
		if (lfr_params[i]->text)
			ret = lfr_config_parse(&lfr_params_config, lfr_params[i]->key,
					       lfr_params[i]->text, &why);
	if (!ret)
		ret = lfr_config_check(&lfr_params_config, &why);
	if (!ret)
		return 0;
	pr_err("%s\n", why.text);
	return -EINVAL;
}

/**
 * lfr_params_start() - start the pipeline that the parameters ask for, if any
 *
 * Return: 0 or an error, after a message.
 */
int lfr_params_start(void)
{
	struct lfr_entry *entry;
	struct lfr_why why;
	int ret;

	if (!lfr_params_config.value[LFR_KEY_PRODUCERS])
		return 0;
	entry = lfr_registry_add(&init_net, LFR_PARAMS_PIPELINE, &lfr_params_config, &why);
	if (IS_ERR(entry)) {
		ret = PTR_ERR(entry);
	} else {
		ret = lfr_pipeline_start(entry->pipeline, &why);
		lfr_registry_put(entry);
	}
	if (ret)
		pr_err("%s\n", why.text);
	return ret;
}
