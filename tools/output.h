/* SPDX-License-Identifier: GPL-2.0 */
/* Whether what was written to the standard output has arrived. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

/* Sends what is buffered; false when that, or anything before it, has failed. */
bool output_flush(void);

/* The errno of the first failure, 0 without one. EIO when it was not noticed at once. */
int output_error(void);

/* From now on it is nobody's concern. */
void output_give_up(void);

#endif
