/* SPDX-License-Identifier: GPL-2.0 */
/* That every packet is accounted for. */
#ifndef ACCOUNT_H
#define ACCOUNT_H

#include <stdbool.h>
#include <stdint.h>

#include "json.h"
#include "rec.h"

enum {
	IDENTITY_PARTS = 3
};

/* total = sum of parts, by their numbers in the set; 0 ends the parts. */
struct identity {
	unsigned int total;
	unsigned int parts[IDENTITY_PARTS];
};

/* Those that hold in statistics of that set, the last one without a total. */
const struct identity *account_identities(const struct attr_set *set);

uint64_t account_sum(const struct identity *identity, const struct rec *stats);
bool account_holds(const struct identity *identity, const struct rec *stats);
bool account_all_hold(const struct rec *stats);

/* An array with an object for each identity. */
void account_json(struct json *json, const char *name, const struct rec *stats);

#endif
