/* SPDX-License-Identifier: GPL-2.0 */
/* Commands that show something once, or again and again with the options -w and -c. */
#ifndef WATCH_H
#define WATCH_H

#include <stdbool.h>
#include <stdio.h>

#include "cmd.h"
#include "nl.h"

/* Shows it once. */
typedef enum status (*watch_fn)(const struct args *args, struct conn *conn, FILE *file,
				void *state);

/* Whether it is to be shown more than once. */
bool watch_repeats(const struct args *args);

/* Does what the options say. With pages, what comes next replaces it on a terminal. */
enum status watch(const struct args *args, bool pages, watch_fn show, void *state);

#endif
