/* SPDX-License-Identifier: GPL-2.0 */
/* Output that replaces what was shown before, when it goes to a terminal. */
#ifndef SCREEN_H
#define SCREEN_H

#include <stdbool.h>

bool screen_is_terminal(void);

/* A page of lines. On a terminal what does not fit is left out, elsewhere pages follow. */
void screen_page(const char *text);

/* One line without its end. On a terminal it replaces the line shown before. */
void screen_line(const char *text);
/* What is printed next is not to replace the line. */
void screen_line_end(void);

#endif
