/* SPDX-License-Identifier: GPL-2.0 */
/* Waiting for the first of several things. */
#ifndef WAIT_H
#define WAIT_H

#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

enum wait_result {
	WAIT_TIME,   /* the deadline has come */
	WAIT_FD,     /* there is something to read */
	WAIT_SIGNAL, /* one of those below, now or earlier */
	WAIT_GONE,   /* nobody reads the standard output any more */
};

/*
 * From now on the first SIGINT, SIGTERM or SIGHUP only ends waiting, so that things can be ended in
 * order. A second one ends the process as usual.
 */
void wait_catch_signals(void);

uint64_t wait_now(void); /* ns, of a clock that is never set */
/* Until that time, UINT64_MAX for ever. fd is -1 for none. */
enum wait_result wait_until(uint64_t deadline, int fd);
/* The same where nothing is written to the standard output. */
enum wait_result wait_silent(uint64_t deadline, int fd);

/* write(), which a signal that is to be caught ends when it comes meanwhile. */
ssize_t wait_write(int fd, const void *buf, size_t len);

#endif
