/* SPDX-License-Identifier: GPL-2.0 */
/* Threads are Relacy's. What else there is of pthreads is only for what is never called. */
#ifndef _LFR_RELACY_PTHREAD_H
#define _LFR_RELACY_PTHREAD_H

#include_next <pthread.h>

int lfr_relacy_create(pthread_t *thread, const pthread_attr_t *attr, void *(*fn)(void *), void *arg);
int lfr_relacy_join(pthread_t thread, void **result);

#define pthread_create	lfr_relacy_create
#define pthread_join	lfr_relacy_join

#endif /* _LFR_RELACY_PTHREAD_H */
