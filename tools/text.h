/* SPDX-License-Identifier: GPL-2.0 */
/* Statistics laid out for people. */
#ifndef TEXT_H
#define TEXT_H

#include <stdint.h>
#include <stdio.h>

#include "hist.h"
#include "rec.h"
#include "snapshot.h"

/* A name with whatever a terminal would take for a command made visible. */
void text_name(FILE *file, const char *name);
/* The same with blanks after it, to so many columns. */
void text_name_padded(FILE *file, const char *name, int columns);

/* A word as a shell takes it back, quoted when it has to be. */
void text_word(FILE *file, const char *word);

/* "NAME VALUE" for each number from one attribute to another. */
void text_numbers(FILE *file, const char *title, const struct rec *rec, unsigned int from,
		  unsigned int to);

/* A histogram that is nested in rec, with bars; nothing if it is empty. */
void text_histogram(FILE *file, const struct rec *rec, unsigned int id, const char *doc,
		    enum hist_scale scale);

/* All of a pipeline's statistics. */
void text_stats(FILE *file, const struct snapshot *snapshot, const struct rec *stats);

/* The identities one a line, with what each side comes to. */
void text_identities(FILE *file, const struct rec *stats, const char *good, const char *bad);

/* "[stats] inserted=..." */
void text_oneline(FILE *file, const struct rec *stats);

#endif
