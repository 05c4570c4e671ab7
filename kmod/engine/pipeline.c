// SPDX-License-Identifier: GPL-2.0
/*
 * pipeline.c - producers, ring, consumer and window put together
 */
#define pr_fmt(fmt) "lfring: " fmt

#include <linux/cpumask.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/jiffies.h>
#include <linux/ktime.h>
#include <linux/math64.h>
#include <linux/mutex.h>
#include <linux/printk.h>
#include <linux/rcupdate.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/workqueue.h>
#include <lfring/shards.h>
#include "engine/packet.h"
#include "engine/pipeline.h"
#include "engine/pipeline_parts.h"

static atomic_t lfr_pipeline_numbers = ATOMIC_INIT(0);

/* Messages as wanted by debug_level, a syslog level. */
#define lfr_pipeline_log(pl, level, fmt, ...)					\
	do {									\
		if ((pl)->cfg.value[LFR_KEY_DEBUG_LEVEL] >= (level))		\
			pr_info("%s: " fmt, (pl)->name, ##__VA_ARGS__);		\
	} while (0)

#define LFR_LOG_INFO	6
#define LFR_LOG_DEBUG	7

static void lfr_pipeline_enter(struct lfr_pipeline *pl, enum lfr_state state)
{
	WRITE_ONCE(pl->state, state);
	if (pl->events && pl->events->state)
		pl->events->state(pl->ctx, pl->name, state);
}

static void lfr_pipeline_filled(void *ctx)
{
	struct lfr_pipeline *pl = ctx;
	const struct lfr_config *cfg;
	bool mark;

	rcu_read_lock();
	cfg = rcu_dereference(pl->live);
	mark = cfg->value[LFR_KEY_WAKE] != LFR_WAKE_TIMER;
	rcu_read_unlock();
	if (mark)
		lfr_consumer_kick(pl->consumer);
}

static u64 lfr_pipeline_dropped_for(struct lfr_pipeline *pl, enum lfr_drop reason)
{
	struct lfr_producer_view view;
	u64 total = 0;
	u32 i;

	for (i = 0; i < pl->nr_producers; i++) {
		lfr_producer_read(pl->producers[i], &view);
		total += view.dropped[reason];
	}
	return total;
}

static void lfr_pipeline_dropped(void *ctx, enum lfr_drop reason, u64 count)
{
	struct lfr_pipeline *pl = ctx;
	struct lfr_pipeline_alarm *alarm = &pl->alarm[reason];
	long next = atomic_long_read(&alarm->next), now = jiffies;

	if (!pl->events || !pl->events->drop)
		return;
	if (now - next < 0 || !atomic_long_try_cmpxchg_relaxed(&alarm->next, &next, now + HZ)) {
		atomic64_inc(&alarm->suppressed);
		return;
	}
	pl->events->drop(pl->ctx, pl->name, reason, lfr_pipeline_dropped_for(pl, reason),
			 atomic64_xchg(&alarm->suppressed, 0));
}

static void lfr_pipeline_ended(void *ctx)
{
	struct lfr_pipeline *pl = ctx;

	if (atomic_dec_and_test(&pl->producing))
		schedule_work(&pl->finish);
}

/* Free what the last run left. Threads have ended. */
static void lfr_pipeline_clear(struct lfr_pipeline *pl)
{
	struct lfr_config *live = rcu_dereference_protected(pl->live, lockdep_is_held(&pl->lock));
	u32 i;

	if (pl->consumer) {
		lfr_consumer_flush(pl->consumer);
		lfr_consumer_exit(pl->consumer);
		kfree(pl->consumer);
		pl->consumer = NULL;
	}
	for (i = 0; i < pl->nr_producers; i++)
		lfr_producer_destroy(pl->producers[i]);
	kvfree(pl->producers);
	pl->producers = NULL;
	pl->nr_producers = 0;
	if (pl->pool.cache)
		lfr_packet_pool_exit(&pl->pool);
	lfr_shards_destroy(pl->shards);
	pl->shards = NULL;
	RCU_INIT_POINTER(pl->live, NULL);
	kfree(live);
	pl->start = 0;
	pl->end = 0;
	pl->shutdown_ns = 0;
}

/* Join the producers, then the consumer. */
static void lfr_pipeline_end_threads(struct lfr_pipeline *pl)
{
	u32 i;

	for (i = 0; i < pl->nr_producers; i++)
		lfr_producer_stop(pl->producers[i]);
	if (pl->consumer)
		lfr_consumer_stop(pl->consumer);
}

static int lfr_pipeline_build(struct lfr_pipeline *pl)
{
	const struct lfr_config *cfg = &pl->cfg;
	u32 nr = cfg->value[LFR_KEY_PRODUCERS], i;
	struct lfr_consumer_env env = {
		.pipeline = pl->number,
		.config = &pl->live,
		.tap = &pl->tap,
	};
	struct lfr_shards *shards;
	struct lfr_config *live;
	int cpu = -1, ret;

	live = kmemdup(cfg, sizeof(*cfg), GFP_KERNEL);
	if (!live)
		return -ENOMEM;
	rcu_assign_pointer(pl->live, live);
	shards = lfr_shards_create(lfr_config_nr_shards(cfg), lfr_config_shard_size(cfg),
				   lfr_config_select(cfg));
	if (IS_ERR(shards))
		return PTR_ERR(shards);
	pl->shards = shards;
	ret = lfr_packet_pool_init(&pl->pool, cfg->value[LFR_KEY_PACKET_SIZE],
				   cfg->value[LFR_KEY_PAYLOAD],
				   lfr_shards_capacity(pl->shards) + cfg->value[LFR_KEY_TREE_SIZE] +
				   (u64)nr * LFR_PRODUCER_BATCH);
	if (ret)
		return ret;

	env.shards = pl->shards;
	pl->consumer = kzalloc(sizeof(*pl->consumer), GFP_KERNEL);
	if (!pl->consumer)
		return -ENOMEM;
	ret = lfr_consumer_init(pl->consumer, &env, 0);
	if (ret) {
		kfree(pl->consumer);
		pl->consumer = NULL;
		return ret;
	}
	ret = lfr_consumer_thread(pl->consumer, pl->name);
	if (ret)
		return ret;

	pl->producers = kvcalloc(max(nr, 1u), sizeof(*pl->producers), GFP_KERNEL);
	if (!pl->producers)
		return -ENOMEM;
	for (i = 0; i < nr; i++) {
		cpu = cpumask_next(cpu, cpu_online_mask);
		if (cpu >= nr_cpu_ids)
			cpu = cpumask_first(cpu_online_mask);
		pl->producers[i] = lfr_producer_create(&pl->env, i, cpu);
		if (!pl->producers[i])
			return -ENOMEM;
		pl->nr_producers++;
		ret = lfr_producer_thread(pl->producers[i], pl->name, cpu);
		if (ret)
			return ret;
	}
	return 0;
}

/* The mark that wakes the consumer, by the configuration. */
static void lfr_pipeline_set_mark(struct lfr_pipeline *pl)
{
	u32 size = lfr_ring_size(pl->shards->shard[0]);

	lfr_shards_set_mark(pl->shards, pl->cfg.value[LFR_KEY_WAKE] == LFR_WAKE_TIMER ? U32_MAX :
			    max(1u, (u32)div_u64((u64)size * pl->cfg.value[LFR_KEY_WATERMARK],
						 100)));
}

static void lfr_pipeline_schedule_report(struct lfr_pipeline *pl)
{
	u32 interval = pl->cfg.value[LFR_KEY_STATS_INTERVAL];

	if (interval)
		mod_delayed_work(system_wq, &pl->report, interval * HZ);
}

/**
 * lfr_pipeline_start() - start a pipeline
 * @pl: the pipeline
 * @why: filled in when refused
 *
 * Return: 0; -EALREADY if it is running; -ENOMEM, or what starting a thread gave, with
 * the pipeline idle.
 */
int lfr_pipeline_start(struct lfr_pipeline *pl, struct lfr_why *why)
{
	int ret;
	u32 i;

	why->key = LFR_KEYS;
	mutex_lock(&pl->lock);
	if (pl->state == LFR_STATE_RUNNING) {
		scnprintf(why->text, sizeof(why->text), "%s is already running", pl->name);
		ret = -EALREADY;
		goto unlock;
	}
	ret = lfr_config_check(&pl->cfg, why);
	if (ret)
		goto unlock;

	lfr_pipeline_clear(pl);
	atomic64_set(&pl->seq, 0);
	for (i = 0; i < LFR_DROPS; i++) {
		atomic_long_set(&pl->alarm[i].next, jiffies);
		atomic64_set(&pl->alarm[i].suppressed, 0);
	}
	ret = lfr_pipeline_build(pl);
	if (ret) {
		lfr_pipeline_end_threads(pl);
		lfr_pipeline_clear(pl);
		if (pl->state != LFR_STATE_IDLE)
			lfr_pipeline_enter(pl, LFR_STATE_IDLE);
		scnprintf(why->text, sizeof(why->text), "%s could not be started: %s", pl->name,
			  ret == -ENOMEM ? "out of memory" : "no thread could be created");
		goto unlock;
	}
	lfr_pipeline_set_mark(pl);
	pl->env.shards = pl->shards;
	atomic_set(&pl->producing, pl->nr_producers);

	lfr_pipeline_log(pl, LFR_LOG_INFO,
			 "starting %u producers at %u.%03u Mb/s, ring %llu slots in %u shards (%s), window %u, consumer every %u ms\n",
			 pl->nr_producers, pl->cfg.value[LFR_KEY_RATE] / 1000,
			 pl->cfg.value[LFR_KEY_RATE] % 1000, lfr_shards_capacity(pl->shards),
			 lfr_shards_nr(pl->shards),
			 pl->cfg.value[LFR_KEY_RING_SIZE] ? "as given" : "computed",
			 pl->cfg.value[LFR_KEY_TREE_SIZE], pl->cfg.value[LFR_KEY_INTERVAL_MS]);
	lfr_pipeline_enter(pl, LFR_STATE_RUNNING);
	lfr_consumer_start(pl->consumer);
	pl->start = ktime_get_ns();
	pl->env.start = pl->start;
	for (i = 0; i < pl->nr_producers; i++)
		lfr_producer_start(pl->producers[i]);
	lfr_pipeline_schedule_report(pl);
unlock:
	mutex_unlock(&pl->lock);
	return ret;
}

/* When did the last producer end? */
static u64 lfr_pipeline_ended_at(struct lfr_pipeline *pl)
{
	struct lfr_producer_view view;
	u64 ns = 0;
	u32 i;

	for (i = 0; i < pl->nr_producers; i++) {
		lfr_producer_read(pl->producers[i], &view);
		ns = max(ns, lfr_pipeline_producer_ns(pl, &view));
	}
	return pl->start + ns;
}

/* Final numbers, in the terms of the statistics. */
static void lfr_pipeline_log_end(struct lfr_pipeline *pl)
{
	struct lfr_pipeline_view *v = kmalloc(sizeof(*v), GFP_KERNEL);

	if (!v)
		return;
	lfr_pipeline_read_locked(pl, v);
	lfr_pipeline_log(pl, LFR_LOG_INFO,
			 "stopped in %llu us: offered=%llu produced=%llu dropped=%llu consumed=%llu evicted=%llu in_window=%u\n",
			 div_u64(v->shutdown_ns, NSEC_PER_USEC), v->producer.offered,
			 v->producer.produced, v->dropped, v->consumer.consumed,
			 v->consumer.evicted, v->window.len);
	kfree(v);
}

static void lfr_pipeline_stop_locked(struct lfr_pipeline *pl)
{
	u64 begin = ktime_get_ns();
	u32 i;

	for (i = 0; i < pl->nr_producers; i++)
		lfr_producer_stop(pl->producers[i]);
	pl->end = pl->nr_producers ? lfr_pipeline_ended_at(pl) : begin;
	lfr_pipeline_enter(pl, LFR_STATE_DRAINING);
	lfr_consumer_stop(pl->consumer);
	pl->shutdown_ns = ktime_get_ns() - begin;
	lfr_pipeline_enter(pl, LFR_STATE_STOPPED);
	lfr_pipeline_log_end(pl);
}

/**
 * lfr_pipeline_stop() - stop a pipeline and wait until it has stopped
 * @pl: the pipeline; nothing happens if it is not running
 */
void lfr_pipeline_stop(struct lfr_pipeline *pl)
{
	mutex_lock(&pl->lock);
	if (pl->state == LFR_STATE_RUNNING)
		lfr_pipeline_stop_locked(pl);
	mutex_unlock(&pl->lock);
	cancel_delayed_work_sync(&pl->report);
}

/* All producers have come to their end. */
static void lfr_pipeline_finish(struct work_struct *work)
{
	struct lfr_pipeline *pl = container_of(work, struct lfr_pipeline, finish);

	mutex_lock(&pl->lock);
	/* Unless it was stopped, or even started again, in the meantime. */
	if (pl->state == LFR_STATE_RUNNING && pl->nr_producers && !atomic_read(&pl->producing))
		lfr_pipeline_stop_locked(pl);
	mutex_unlock(&pl->lock);
}

/* The line of statistics that stats_interval asks for. */
static void lfr_pipeline_report(struct work_struct *work)
{
	struct lfr_pipeline *pl = container_of(work, struct lfr_pipeline, report.work);
	struct lfr_pipeline_view *v = kmalloc(sizeof(*v), GFP_KERNEL);

	mutex_lock(&pl->lock);
	if (v && pl->state == LFR_STATE_RUNNING) {
		lfr_pipeline_read_locked(pl, v);
		pr_info("%s: [stats] inserted=%llu trimmed=%llu (rate=%llu.%02llu Mb/s) btree=%u ring=%llu/%u (produced=%llu dropped=%llu)\n",
			pl->name, v->consumer.inserted, v->consumer.evicted,
			div_u64(v->rate_bps, 1000000), div_u64(v->rate_bps, 10000) % 100,
			v->window.len, v->in_ring, v->capacity, v->producer.produced, v->dropped);
		lfr_pipeline_schedule_report(pl);
	}
	mutex_unlock(&pl->lock);
	kfree(v);
}

/**
 * lfr_pipeline_reset() - forget the last run
 * @pl: the pipeline
 *
 * Return: 0, or -EBUSY if it is running.
 */
int lfr_pipeline_reset(struct lfr_pipeline *pl)
{
	int ret = 0;

	mutex_lock(&pl->lock);
	if (pl->state == LFR_STATE_RUNNING) {
		ret = -EBUSY;
	} else if (pl->state != LFR_STATE_IDLE) {
		lfr_pipeline_clear(pl);
		lfr_pipeline_enter(pl, LFR_STATE_IDLE);
	}
	mutex_unlock(&pl->lock);
	return ret;
}

/**
 * lfr_pipeline_set() - change a pipeline's configuration
 * @pl: the pipeline
 * @cfg: the configuration it is to have; its generation does not matter
 * @why: filled in when refused
 *
 * Return: 0, or an error with nothing changed: -EBUSY if something differs that cannot
 * change while it runs, -ENOMEM as lfr_config_check().
 */
int lfr_pipeline_set(struct lfr_pipeline *pl, const struct lfr_config *cfg, struct lfr_why *why)
{
	struct lfr_config *live = NULL, *old;
	u32 i;
	int ret = 0;

	why->key = LFR_KEYS;
	mutex_lock(&pl->lock);
	/* What it may take already, it may go on taking. */
	if (lfr_config_memory(cfg) > lfr_config_memory(&pl->cfg)) {
		ret = lfr_config_check(cfg, why);
		if (ret)
			goto unlock;
	}
	if (pl->state == LFR_STATE_RUNNING) {
		ret = lfr_config_check_live(&pl->cfg, cfg, why);
		if (ret)
			goto unlock;
		live = kmemdup(cfg, sizeof(*cfg), GFP_KERNEL);
		if (!live) {
			scnprintf(why->text, sizeof(why->text), "out of memory");
			ret = -ENOMEM;
			goto unlock;
		}
	}
	i = pl->cfg.generation + 1;
	pl->cfg = *cfg;
	pl->cfg.generation = i;
	if (!live)
		goto unlock;

	live->generation = i;
	old = rcu_replace_pointer(pl->live, live, lockdep_is_held(&pl->lock));
	lfr_pipeline_set_mark(pl);
	for (i = 0; i < pl->nr_producers; i++)
		lfr_producer_poke(pl->producers[i]);
	lfr_consumer_poke(pl->consumer);
	lfr_pipeline_schedule_report(pl);
	lfr_pipeline_log(pl, LFR_LOG_DEBUG, "changed while running\n");
	synchronize_rcu();
	kfree(old);
unlock:
	mutex_unlock(&pl->lock);
	return ret;
}

/**
 * lfr_pipeline_create() - make a pipeline, idle
 * @name: its name, shorter than LFR_PIPELINE_NAME_LEN
 * @cfg: its configuration
 * @events: what it tells, or NULL; must outlive it
 * @ctx: handed to that
 *
 * Return: the pipeline, or NULL when there is no memory.
 */
struct lfr_pipeline *lfr_pipeline_create(const char *name, const struct lfr_config *cfg,
					 const struct lfr_pipeline_events *events, void *ctx)
{
	struct lfr_pipeline *pl = kzalloc(sizeof(*pl), GFP_KERNEL);

	if (!pl)
		return NULL;
	strscpy(pl->name, name, sizeof(pl->name));
	pl->number = (u32)atomic_inc_return(&lfr_pipeline_numbers) - 1;
	pl->events = events;
	pl->ctx = ctx;
	mutex_init(&pl->lock);
	pl->cfg = *cfg;
	pl->cfg.generation = 0;
	pl->env = (struct lfr_producer_env){
		.pipeline = pl->number,
		.pool = &pl->pool,
		.seq = &pl->seq,
		.config = &pl->live,
		.filled = lfr_pipeline_filled,
		.dropped = lfr_pipeline_dropped,
		.ended = lfr_pipeline_ended,
		.ctx = pl,
	};
	INIT_WORK(&pl->finish, lfr_pipeline_finish);
	INIT_DELAYED_WORK(&pl->report, lfr_pipeline_report);
	return pl;
}

/**
 * lfr_pipeline_destroy() - stop a pipeline if it runs, and free it
 * @pl: the pipeline; nobody else uses it any more
 */
void lfr_pipeline_destroy(struct lfr_pipeline *pl)
{
	lfr_pipeline_stop(pl);
	cancel_work_sync(&pl->finish);
	cancel_delayed_work_sync(&pl->report);
	mutex_lock(&pl->lock);
	lfr_pipeline_clear(pl);
	mutex_unlock(&pl->lock);
	mutex_destroy(&pl->lock);
	kfree(pl);
}
