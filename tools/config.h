/* SPDX-License-Identifier: GPL-2.0 */
/* KEY VALUE pairs as given on the command line. */
#ifndef CONFIG_H
#define CONFIG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "attr.h"

struct config {
	bool given[ATTR_MAX + 1]; /* indexed by number in attr_pipeline */
	uint32_t val[ATTR_MAX + 1];
};

bool config_empty(const struct config *config);

/* 0, or -EINVAL with what is wrong in error. */
int config_set(struct config *config, const char *key, const char *text, char *error, size_t size);

#endif
