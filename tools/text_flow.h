/* SPDX-License-Identifier: GPL-2.0 */
/* A flow's statistics laid out for people. */
#ifndef TEXT_FLOW_H
#define TEXT_FLOW_H

#include <stdio.h>

#include "rec.h"

/* Rates are since before, the same flow's statistics earlier; of the whole run when it is NULL. */
void text_flow(FILE *file, const struct rec *stats, const struct rec *before);

/* How its values are distributed, each histogram with a bar for each bucket. */
void text_flow_histograms(FILE *file, const struct rec *stats);

#endif
