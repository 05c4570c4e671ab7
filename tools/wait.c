// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "wait.h"

static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
static volatile sig_atomic_t signalled;
static sigset_t normal_mask;

static void on_signal(int number)
{
	(void)number;
	signalled = 1;
}

void wait_catch_signals(void)
{
	struct sigaction action = { .sa_handler = on_signal, .sa_flags = SA_RESETHAND }, old;
	sigset_t blocked;
	unsigned int i;

	sigemptyset(&blocked);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		/* nohup wants this one ignored. */
		if (numbers[i] == SIGHUP && !sigaction(SIGHUP, NULL, &old) &&
		    old.sa_handler == SIG_IGN)
			continue;
		sigaddset(&blocked, numbers[i]);
		sigaction(numbers[i], &action, NULL);
	}
	/* Blocked but while waiting: one that came just before would else be slept through. */
	sigprocmask(SIG_BLOCK, &blocked, &normal_mask);
}

uint64_t wait_now(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000000000ULL + now.tv_nsec;
}

/* The first one is enough: the next one is let through at any time. */
static enum wait_result caught(void)
{
	sigprocmask(SIG_SETMASK, &normal_mask, NULL);
	return WAIT_SIGNAL;
}

/* ppoll() does not look for signals when there is something else to tell. */
static bool is_pending(void)
{
	sigset_t pending;
	unsigned int i;

	sigpending(&pending);
	for (i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++)
		if (sigismember(&pending, numbers[i]) && !sigismember(&normal_mask, numbers[i]))
			return true;
	return false;
}

static enum wait_result wait_for(uint64_t deadline, int fd, int out)
{
	/* A pipe without a reader, or a terminal that has gone, is reported unasked. */
	struct pollfd fds[] = {
		{ .fd = out },
		{ .fd = fd, .events = POLLIN },
	};
	struct timespec left, *timeout = NULL;
	uint64_t now;
	int ready;

	/* It came while something was written. */
	if (signalled)
		return caught();
	do {
		if (deadline != UINT64_MAX) {
			now = wait_now();
			if (now >= deadline)
				now = deadline;
			left.tv_sec = (deadline - now) / 1000000000;
			left.tv_nsec = (deadline - now) % 1000000000;
			timeout = &left;
		}
		ready = ppoll(fds, 2, timeout, &normal_mask);
		if (signalled || is_pending())
			return caught();
	} while (ready < 0 && errno == EINTR);
	if (ready > 0 && fds[0].revents & (POLLERR | POLLHUP))
		return WAIT_GONE;
	if (ready > 0 && fds[1].revents)
		return WAIT_FD;
	return WAIT_TIME;
}

enum wait_result wait_until(uint64_t deadline, int fd)
{
	return wait_for(deadline, fd, STDOUT_FILENO);
}

enum wait_result wait_silent(uint64_t deadline, int fd)
{
	return wait_for(deadline, fd, -1);
}

ssize_t wait_write(int fd, const void *buf, size_t len)
{
	sigset_t blocked;
	ssize_t sent;
	int error;

	sigprocmask(SIG_SETMASK, &normal_mask, &blocked);
	sent = write(fd, buf, len);
	error = errno;
	if (!signalled)
		sigprocmask(SIG_SETMASK, &blocked, NULL);
	errno = error;
	return sent;
}
