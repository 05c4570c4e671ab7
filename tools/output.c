// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>

#include "output.h"

static int first_error;

bool output_flush(void)
{
	errno = 0;
	if ((fflush(stdout) || ferror(stdout)) && !first_error)
		first_error = errno ? errno : EIO;
	return !first_error;
}

int output_error(void)
{
	return first_error;
}

void output_give_up(void)
{
	/* What is still buffered has nowhere else to go. */
	if (!freopen("/dev/null", "w", stdout))
		clearerr(stdout);
	first_error = 0;
}
