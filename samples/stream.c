// SPDX-License-Identifier: GPL-2.0
/*
 * stream.c - two workers share jobs
 */
#define pr_fmt(fmt) KBUILD_MODNAME ": " fmt

#include <linux/delay.h>
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/mm.h>
#include <linux/numa.h>
#include <linux/printk.h>
#include <linux/slab.h>
#include <lfring/typed.h>
#include "sample.h"

#define WORKERS		2u
#define JOBS		20000u
#define BATCH		64u

struct job {
	u32 input;
	u32 square;
	u32 times;
};

LFR_DEFINE_STREAM(work, struct job);

/**
 * struct worker - one of two
 * @work: where it finds jobs; NULL is the last one
 * @did: how many it did
 * @thread: what runs it
 */
struct worker {
	struct work *work;
	u32 did;
	struct sample_thread thread;
};

static int do_jobs(void *arg)
{
	struct worker *worker = arg;
	struct job *job;

	for (;;) {
		/* -ENODATA: nothing there; -EBUSY: not quite there */
		if (work_pop(worker->work, &job)) {
			usleep_range(20, 100);
			continue;
		}
		if (!job)
			return 0;
		job->square = job->input * job->input;
		job->times++;
		worker->did++;
	}
}

static void push_all(struct work *work, struct job **jobs, u32 nr)
{
	u32 done = 0;
	int got;

	while (done < nr) {
		got = work_push_batch(work, jobs + done, min(BATCH, nr - done));
		if (got > 0)
			done += got;
		else
			usleep_range(20, 100);
	}
}

static int work_on(struct work *work, struct job *job, struct job **jobs)
{
	struct worker worker[WORKERS] = {};
	u32 started, good = 0, i;
	int err = 0;

	for (i = 0; i < JOBS; i++) {
		job[i].input = i;
		jobs[i] = &job[i];
	}
	for (started = 0; started < WORKERS; started++) {
		worker[started].work = work;
		err = sample_thread_start(&worker[started].thread, sample_nth_cpu(started),
					  do_jobs, &worker[started]);
		if (err)
			break;
	}
	if (!err)
		push_all(work, jobs + sample_lose, JOBS - sample_lose);
	for (i = 0; i < started; i++) {
		while (work_push(work, NULL))
			usleep_range(20, 100);
	}
	for (i = 0; i < started; i++)
		sample_thread_join(&worker[i].thread);

	for (i = 0; i < JOBS; i++)
		good += job[i].times == 1 && job[i].square == i * i;
	if (!err && good != JOBS)
		err = -EIO;
	pr_info("stream: 2 workers did %u and %u jobs, %u of %u once: %d\n",
		worker[0].did, worker[1].did, good, JOBS, err);
	return err;
}

int sample_stream(void)
{
	struct job **jobs = kvcalloc(JOBS, sizeof(*jobs), GFP_KERNEL);
	struct job *job = kvcalloc(JOBS, sizeof(*job), GFP_KERNEL);
	struct work *work = work_create(1024, NUMA_NO_NODE);
	int err = -ENOMEM;

	if (IS_ERR(work))
		err = PTR_ERR(work);
	else if (job && jobs)
		err = work_on(work, job, jobs);
	work_destroy(work);
	kvfree(job);
	kvfree(jobs);
	return err;
}
