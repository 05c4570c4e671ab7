// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>

#include <linux/lfring.h>

#include "account.h"

static const struct identity pipeline_identities[] = {
	{ LFRING_A_STATS_OFFERED, { LFRING_A_STATS_PRODUCED, LFRING_A_STATS_DROPPED } },
	{ LFRING_A_STATS_PRODUCED, { LFRING_A_STATS_CONSUMED, LFRING_A_STATS_IN_RING } },
	{ LFRING_A_STATS_CONSUMED,
	  { LFRING_A_STATS_INSERTED, LFRING_A_STATS_DUPLICATE, LFRING_A_STATS_LATE } },
	{ LFRING_A_STATS_INSERTED, { LFRING_A_STATS_EVICTED, LFRING_A_STATS_IN_WINDOW } },
	{ 0 },
};

static const struct identity flow_identities[] = {
	{ LFRING_A_FLOW_STATS_RECEIVED,
	  { LFRING_A_FLOW_STATS_DELIVERED, LFRING_A_FLOW_STATS_DROPPED,
	    LFRING_A_FLOW_STATS_HELD } },
	{ LFRING_A_FLOW_STATS_DROPPED,
	  { LFRING_A_FLOW_STATS_DROPPED_DUPLICATE, LFRING_A_FLOW_STATS_DROPPED_LATE } },
	{ 0 },
};

const struct identity *account_identities(const struct attr_set *set)
{
	return set == &attr_flow_stats ? flow_identities : pipeline_identities;
}

uint64_t account_sum(const struct identity *identity, const struct rec *stats)
{
	uint64_t sum = 0;
	unsigned int i;

	for (i = 0; i < IDENTITY_PARTS && identity->parts[i]; i++)
		sum += rec_num(stats, identity->parts[i]);
	return sum;
}

bool account_holds(const struct identity *identity, const struct rec *stats)
{
	unsigned int i;

	/* What was not told cannot be taken for a zero that fits. */
	if (!rec_has(stats, identity->total))
		return false;
	for (i = 0; i < IDENTITY_PARTS && identity->parts[i]; i++)
		if (!rec_has(stats, identity->parts[i]))
			return false;
	return rec_num(stats, identity->total) == account_sum(identity, stats);
}

bool account_all_hold(const struct rec *stats)
{
	const struct identity *identity = account_identities(stats->set);

	for (; identity->total; identity++)
		if (!account_holds(identity, stats))
			return false;
	return true;
}

static void put_text(const struct identity *identity, const struct attr_set *set, char *buf,
		     size_t size)
{
	unsigned int i;
	size_t len;

	len = snprintf(buf, size, "%s =", set->attr[identity->total].name);
	for (i = 0; i < IDENTITY_PARTS && identity->parts[i]; i++)
		len += snprintf(buf + len, size - len, "%s %s", i ? " +" : "",
				set->attr[identity->parts[i]].name);
}

void account_json(struct json *json, const char *name, const struct rec *stats)
{
	const struct identity *identity = account_identities(stats->set);
	char text[80];

	json_array(json, name);
	for (; identity->total; identity++) {
		put_text(identity, stats->set, text, sizeof(text));
		json_object(json, NULL);
		json_string(json, "identity", text);
		json_number(json, "left", rec_num(stats, identity->total));
		json_number(json, "right", account_sum(identity, stats));
		json_bool(json, "holds", account_holds(identity, stats));
		json_end(json);
	}
	json_end(json);
}
