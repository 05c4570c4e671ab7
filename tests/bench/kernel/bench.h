/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bench.h - lfring's structures and the kernel's own, measured side by side in a kernel
 *
 * A sample is one workload on one contestant for so many milliseconds. It is asked for, and
 * answered, through debugfs (main.c); whoever asks sees to it that contestants take turns,
 * and has the medians: lfringctl bench.
 *
 * Before the measured pass a short one looks at each item: those of a producer come out in
 * order, none missing, none twice. In the measured pass their number and sum are compared. The
 * same workloads exist in user space, with other peers: tests/bench/driver.h.
 */
#ifndef LFR_BENCH_H
#define LFR_BENCH_H

#include <linux/atomic.h>
#include <linux/cache.h>
#include <linux/completion.h>
#include <linux/sched.h>
#include <linux/types.h>

/* Every queue has these. */
#define BENCH_SLOTS	1024u
#define BENCH_BATCH_MAX	128u
#define BENCH_PRODUCERS	8u
#define BENCH_SHARDS	8u
/* Items that one visit of a shard takes at most, and steps between two looks at the phase. */
#define BENCH_VISIT	32u
#define BENCH_CHUNK	512u
#define BENCH_CHECK_MS	3u
#define BENCH_JOBS	(BENCH_PRODUCERS + 1)

/* An item is a number that grows by this, with its producer in the bits below. */
#define BENCH_STRIDE	256ul
#define BENCH_ID_SHIFT	4

enum bench_phase { BENCH_WARM, BENCH_MEASURE, BENCH_STOP };

struct bench_run;

/* One thread. What it counts is its own; whoever started it reads it afterwards. */
struct bench_job {
	struct bench_run *run;
	void (*work)(struct bench_job *job);
	struct task_struct *task;
	unsigned int id;
	int cpu;
	bool shared;		/* its CPU, with another one that has work */
	bool looks;		/* at each item */
	bool wrong;
	int seen;
	unsigned long first;
	u64 made;		/* how many went in */
	u64 count, sum;		/* how many came out */
	u64 begin, ns, measured;
} ____cacheline_aligned;

struct bench_run {
	int phase ____cacheline_aligned;
	atomic_t done ____cacheline_aligned;	/* producers that have ended */
	struct completion ready, go, turned;
	bool called_off;
	const void *load;
	const void *who;
	void *thing[BENCH_SHARDS];
	struct bench_job job[BENCH_JOBS];
};

struct bench_result {
	u64 ns;			/* of one thread, for @items */
	u64 items;
};

/*
 * A contestant in a workload. @safe is what may be compared: spsc, local, mpsc or mpmc for
 * queues, pool, or "-" for what has no peers.
 */
struct bench_entry {
	const char *load;
	const char *about;
	const char *who;
	const char *safe;
	bool ours;
	unsigned int cpus;
	const void *load_data, *who_data;
	int (*sample)(const struct bench_entry *entry, unsigned int warm_ms, unsigned int ms,
		      struct bench_result *result);
};

/* Calls @show for each entry, or those of a group, until it returns nonzero, and returns that. */
typedef int (*bench_show)(const struct bench_entry *entry, void *ctx);
int bench_each(bench_show show, void *ctx);
int bench_each_queue(bench_show show, void *ctx);
int bench_each_pool(bench_show show, void *ctx);
int bench_each_original(bench_show show, void *ctx);

/* engine.c */
struct bench_run *bench_run_new(void);
void bench_run_free(struct bench_run *run);
int bench_cpu(unsigned int which);
unsigned int bench_cpus(void);
void bench_add(struct bench_run *run, unsigned int i, unsigned int cpu,
	       void (*work)(struct bench_job *job));
int bench_go(struct bench_run *run, unsigned int jobs, unsigned int warm_ms, unsigned int ms);
void bench_turn_slow(struct bench_job *job, int phase);
void bench_miss(struct bench_job *job, unsigned int *misses);
u64 bench_sum(unsigned long first, u64 n);

/* The phase; starts and stops the job's clock when it has changed. */
static __always_inline int bench_turn(struct bench_job *job)
{
	int phase = READ_ONCE(job->run->phase);

	if (unlikely(phase != job->seen))
		bench_turn_slow(job, phase);
	return phase;
}

/* A queue, for queues.c; made by loops.h. */
struct bench_queue {
	const char *name;
	const char *safe;
	bool ours;
	void *(*create)(void);
	void (*destroy)(void *q);
	void (*produce)(struct bench_job *job);
	void (*consume)(struct bench_job *job);
	void (*cycles)(struct bench_job *job);
};

/* A workload of queues. */
struct bench_load {
	const char *name;
	const char *about;
	const char *safe;	/* which queues may take part, by what they are safe for */
	unsigned int producers;	/* 0: one thread does it all */
	bool spread;		/* producers on both CPUs, not all on the first */
	unsigned int shards;
	unsigned int push;	/* items a call */
	unsigned int pop;
	unsigned int idle_us;	/* what the consumer does when there is nothing */
};

extern const struct bench_queue *const bench_lfring_queues[];
extern const struct bench_queue *const bench_peer_queues[];

#endif /* LFR_BENCH_H */
