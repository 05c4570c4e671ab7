// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <unistd.h>

#include "output.h"

static int first_error;
static bool given_up;

static void remember(int error)
{
	if (!first_error && !given_up)
		first_error = error;
}

static ssize_t send_out(void *cookie, const char *buf, size_t size)
{
	size_t sent = 0;
	ssize_t len;

	(void)cookie;
	while (sent < size && !given_up) {
		len = write(STDOUT_FILENO, buf + sent, size - sent);
		if (len >= 0) {
			sent += len;
		} else if (errno != EINTR) {
			remember(errno);
			return sent;
		}
	}
	return size;
}

/*
 * When the buffer is sent in the middle of some printf() and that fails, the stream remembers
 * that it did but not why. So the stream is one of our own that does.
 */
void output_init(void)
{
	static const cookie_io_functions_t functions = { .write = send_out };
	FILE *file = fopencookie(NULL, "w", functions);

	if (!file)
		return;
	setvbuf(file, NULL, isatty(STDOUT_FILENO) ? _IOLBF : _IOFBF, BUFSIZ);
	stdout = file;
}

bool output_flush(void)
{
	if (fflush(stdout) || ferror(stdout))
		remember(EIO);
	return !first_error;
}

int output_error(void)
{
	return first_error;
}

void output_give_up(void)
{
	given_up = true;
	first_error = 0;
}

int output_close(void)
{
	output_flush();
	/* Some file systems tell only now. */
	if (fclose(stdout) | close(STDOUT_FILENO))
		remember(errno);
	return first_error;
}
