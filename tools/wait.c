// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stddef.h>
#include <time.h>
#include <unistd.h>

#include "wait.h"

static volatile sig_atomic_t signalled;
static sigset_t normal_mask;

static void on_signal(int number)
{
	(void)number;
	signalled = 1;
}

void wait_catch_signals(void)
{
	static const int numbers[] = { SIGINT, SIGTERM, SIGHUP };
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

enum wait_result wait_until(uint64_t deadline, int fd)
{
	/* A pipe without a reader, or a terminal that has gone, is reported unasked. */
	struct pollfd fds[] = {
		{ .fd = STDOUT_FILENO },
		{ .fd = fd, .events = POLLIN },
	};
	struct timespec left, *timeout = NULL;
	uint64_t now;
	int ready;

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
		if (signalled) {
			/* The first one is enough: let the next one through at any time. */
			sigprocmask(SIG_SETMASK, &normal_mask, NULL);
			return WAIT_SIGNAL;
		}
	} while (ready < 0 && errno == EINTR);
	if (ready > 0 && fds[0].revents & (POLLERR | POLLHUP))
		return WAIT_GONE;
	if (ready > 0 && fds[1].revents)
		return WAIT_FD;
	return WAIT_TIME;
}
