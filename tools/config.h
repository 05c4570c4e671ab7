/* SPDX-License-Identifier: GPL-2.0 */
/* KEY VALUE pairs as given on the command line. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attr.h"

enum {
	CONFIG_REPEAT = 8 /* most values of a key that can be repeated */
};

union config_value {
	uint32_t num;
	struct {
		uint8_t len; /* 4 or 16 */
		uint8_t bytes[16];
	} addr;
	const char *text[CONFIG_REPEAT];
};

struct config {
	const struct attr_set *set;
	/* These are indexed by number in the set. */
	unsigned int given[ATTR_MAX + 1]; /* how often */
	union config_value value[ATTR_MAX + 1];
};

bool config_empty(const struct config *config);

/* 0, or -EINVAL with what is wrong in error. */
int config_set(struct config *config, const struct attr *key, const char *text, char *error,
	       size_t size);

/* What is wrong with all of it together, for something that is to be added; likewise. */
int config_check_new(const struct config *config, char *error, size_t size);

#endif
