/* SPDX-License-Identifier: GPL-2.0 */
/* Whether what was written to the standard output has arrived. */
#ifndef OUTPUT_H
#define OUTPUT_H

#include <stdbool.h>

/* Before anything is written. */
void output_init(void);

/* Sends what is buffered; false when that, or anything before it, has failed. */
bool output_flush(void);

/* The errno of the first failure, 0 without one. */
int output_error(void);

/* From now on it is nobody's concern. */
void output_give_up(void);

/* After everything is written. The errno of the first failure, or 0. */
int output_close(void);

#endif
