// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

#include "output.h"
#include "screen.h"

static bool page_shown, line_open;

bool screen_is_terminal(void)
{
	return isatty(STDOUT_FILENO);
}

static struct winsize size(void)
{
	struct winsize size = { 0 };

	if (ioctl(STDOUT_FILENO, TIOCGWINSZ, &size) || !size.ws_row || !size.ws_col)
		size = (struct winsize){ .ws_row = 24, .ws_col = 80 };
	return size;
}

void screen_page(const char *text)
{
	struct winsize limit;
	unsigned int row;
	int len;

	if (!screen_is_terminal()) {
		/* A blank line between pages. */
		printf("%s%s", page_shown ? "\n" : "", text);
		page_shown = true;
		output_flush();
		return;
	}
	limit = size();
	/* Overwriting flickers less than clearing. */
	fputs(page_shown ? "\033[H" : "\033[2J\033[H", stdout);
	page_shown = true;
	/* The last row stays free, or the terminal would scroll. */
	for (row = 1; *text && row < limit.ws_row; row++) {
		len = strcspn(text, "\n");
		printf("%.*s\033[K\n", len < limit.ws_col ? len : limit.ws_col - 1, text);
		text += len + (text[len] == '\n');
	}
	fputs("\033[J", stdout);
	output_flush();
}

void screen_line(const char *text)
{
	if (screen_is_terminal()) {
		printf("\r%.*s\033[K", size().ws_col - 1, text);
		line_open = true;
	} else {
		puts(text);
	}
	output_flush();
}

void screen_line_end(void)
{
	if (line_open)
		putchar('\n');
	line_open = false;
}
