/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wait.h - wait queues over a mutex and a condition
 *
 * As in the kernel, who waits queues itself, looks at its condition and then sleeps until
 * it is woken; a wake-up in between is not lost. It looks at its condition only then: a
 * wake-up that nobody sends is missed here as it would be there.
 *
 * In test builds something may end the sleep, as a signal would. A jiffy is a
 * millisecond.
 */
#ifndef _LFR_SHIM_WAIT_H
#define _LFR_SHIM_WAIT_H

#include <errno.h>
#include <pthread.h>
#include <time.h>
#include <linux/compiler.h>
#include <linux/errno.h>
#include <linux/sched.h>
#include <linux/types.h>

typedef struct {
	pthread_mutex_t lock;
	pthread_cond_t wake;
	u32 waiting;
	u32 woken;
} wait_queue_head_t;

#ifdef LFR_SHIM_TEST
bool lfr_shim_signal_pending(void);
#else
#define lfr_shim_signal_pending()	false
#endif

static inline void init_waitqueue_head(wait_queue_head_t *q)
{
	pthread_condattr_t attr;

	pthread_mutex_init(&q->lock, NULL);
	pthread_condattr_init(&attr);
	pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
	pthread_cond_init(&q->wake, &attr);
	q->waiting = 0;
	q->woken = 0;
}

static inline bool waitqueue_active(wait_queue_head_t *q)
{
	return READ_ONCE(q->waiting);
}

static inline void wake_up(wait_queue_head_t *q)
{
	LFR_SHIM_POINT();
	pthread_mutex_lock(&q->lock);
	q->woken++;
	pthread_cond_broadcast(&q->wake);
	pthread_mutex_unlock(&q->lock);
}

static inline u32 lfr_shim_wait_prepare(wait_queue_head_t *q)
{
	u32 woken;

	pthread_mutex_lock(&q->lock);
	__atomic_fetch_add(&q->waiting, 1, __ATOMIC_RELAXED);
	woken = q->woken;
	pthread_mutex_unlock(&q->lock);
	return woken;
}

static inline void lfr_shim_wait_finish(wait_queue_head_t *q)
{
	__atomic_fetch_sub(&q->waiting, 1, __ATOMIC_RELAXED);
}

static inline u64 lfr_shim_wait_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000ull + now.tv_nsec / 1000000;
}

/*
 * Sleep until woken since @woken, or until @end.
 * Return: 0; -ETIMEDOUT; -ERESTARTSYS.
 */
static inline int lfr_shim_wait_sleep(wait_queue_head_t *q, u32 woken, u64 end)
{
	int err = 0;

	pthread_mutex_lock(&q->lock);
	while (q->woken == woken) {
		u64 now = lfr_shim_wait_now(), slice = now + 5 < end ? now + 5 : end;
		struct timespec until = { slice / 1000, slice % 1000 * 1000000 };

		if (lfr_shim_signal_pending())
			err = -ERESTARTSYS;
		else if (now >= end)
			err = -ETIMEDOUT;
		if (err)
			break;
		pthread_cond_timedwait(&q->wake, &q->lock, &until);
	}
	pthread_mutex_unlock(&q->lock);
	return err;
}

#define wait_event_interruptible_timeout(q, condition, timeout)			\
({										\
	long left_ = (timeout);							\
	u64 end_ = left_ == MAX_SCHEDULE_TIMEOUT ? U64_MAX :			\
						   lfr_shim_wait_now() + left_;	\
	bool met_ = (condition);						\
	int err_ = 0;								\
										\
	while (!met_ && !err_) {						\
		u32 woken_ = lfr_shim_wait_prepare(&(q));			\
										\
		met_ = (condition);						\
		if (!met_)							\
			err_ = lfr_shim_wait_sleep(&(q), woken_, end_);		\
		/* Before it leaves, the kernel's looks once more. */		\
		if (err_ == -ETIMEDOUT)						\
			met_ = (condition);					\
		lfr_shim_wait_finish(&(q));					\
	}									\
	if (met_ && left_ != MAX_SCHEDULE_TIMEOUT) {				\
		u64 now_ = lfr_shim_wait_now();					\
										\
		left_ = end_ > now_ ? (long)(end_ - now_) : 1;			\
	}									\
	met_ ? left_ : err_ == -ERESTARTSYS ? err_ : 0;				\
})

#endif /* _LFR_SHIM_WAIT_H */
