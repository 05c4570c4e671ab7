// SPDX-License-Identifier: GPL-2.0
/*
 * netlink_policy.c - what a request may look like
 *
 * Types and lengths are checked here. Ranges are the business of lfr_config_put(), which
 * module parameters go through as well: one table, one text that names key, value and
 * range. A refusal by it carries the range as a policy, too, for programs.
 */
#include <linux/bitops.h>
#include <linux/build_bug.h>
#include <linux/ctype.h>
#include <linux/errno.h>
#include <linux/lfring.h>
#include <lfring/shards.h>
#include <net/genetlink.h>
#include "control/netlink_parts.h"
#include "engine/pipeline.h"

/* What goes over netlink is the engine's number. */
#define LFR_NETLINK_SAME(engine, uapi)	static_assert((int)(engine) == (int)(uapi))

LFR_NETLINK_SAME(LFR_PIPELINE_NAME_LEN, LFRING_NAME_LEN);
LFR_NETLINK_SAME(LFR_STATE_IDLE, LFRING_STATE_IDLE);
LFR_NETLINK_SAME(LFR_STATE_RUNNING, LFRING_STATE_RUNNING);
LFR_NETLINK_SAME(LFR_STATE_DRAINING, LFRING_STATE_DRAINING);
LFR_NETLINK_SAME(LFR_STATE_STOPPED, LFRING_STATE_STOPPED);
LFR_NETLINK_SAME(LFR_SELECT_PRODUCER, LFRING_SELECT_PRODUCER);
LFR_NETLINK_SAME(LFR_SELECT_RR, LFRING_SELECT_RR);
LFR_NETLINK_SAME(LFR_SELECT_HASH, LFRING_SELECT_HASH);
LFR_NETLINK_SAME(LFR_SELECT_RANDOM, LFRING_SELECT_RANDOM);
LFR_NETLINK_SAME(LFR_WAKE_TIMER, LFRING_WAKE_TIMER);
LFR_NETLINK_SAME(LFR_WAKE_WATERMARK, LFRING_WAKE_WATERMARK);
LFR_NETLINK_SAME(LFR_WAKE_BOTH, LFRING_WAKE_BOTH);
LFR_NETLINK_SAME(LFR_FULL_DROP, LFRING_FULL_DROP);
LFR_NETLINK_SAME(LFR_FULL_BACKOFF, LFRING_FULL_BACKOFF);
LFR_NETLINK_SAME(LFR_FULL_BLOCK, LFRING_FULL_BLOCK);
LFR_NETLINK_SAME(LFR_PACE_SLEEP, LFRING_PACE_SLEEP);
LFR_NETLINK_SAME(LFR_PACE_HYBRID, LFRING_PACE_HYBRID);
LFR_NETLINK_SAME(LFR_PACE_BUSY, LFRING_PACE_BUSY);
LFR_NETLINK_SAME(LFR_PACE_NONE, LFRING_PACE_NONE);
LFR_NETLINK_SAME(LFR_PAYLOAD_PATTERN, LFRING_PAYLOAD_PATTERN);
LFR_NETLINK_SAME(LFR_PAYLOAD_ALPHA72, LFRING_PAYLOAD_ALPHA72);
LFR_NETLINK_SAME(LFR_DROP_RING_FULL, LFRING_DROP_REASON_RING_FULL);
LFR_NETLINK_SAME(LFR_DROP_NO_MEMORY, LFRING_DROP_REASON_NO_MEMORY);
LFR_NETLINK_SAME(LFR_DROP_BEHIND, LFRING_DROP_REASON_BEHIND);
LFR_NETLINK_SAME(LFR_DROP_STOPPED, LFRING_DROP_REASON_STOPPED);
LFR_NETLINK_SAME(LFR_DROPS, LFRING_DROP_REASON_MAX + 1);

/* Names become names of files and arguments of commands. */
static bool lfr_netlink_policy_name_char(char c, bool first)
{
	if (isascii(c) && isalnum(c))
		return true;
	return c == '_' || (!first && (c == '.' || c == '-'));
}

/**
 * lfr_netlink_policy_check_name() - refuse a name that cannot be one
 * @attr: the name
 * @extack: filled in when refused
 *
 * Return: 0 or -EINVAL.
 */
int lfr_netlink_policy_check_name(const struct nlattr *attr, struct netlink_ext_ack *extack)
{
	const char *name = nla_data(attr);
	int len = nla_len(attr) - 1, i = 0;

	while (i < len && lfr_netlink_policy_name_char(name[i], !i))
		i++;
	if (len && i == len)
		return 0;
	NL_SET_ERR_MSG_ATTR(extack, attr,
			    "name: must be 1 to 31 letters, digits, '_', '.' or '-', not beginning with '.' or '-'");
	return -EINVAL;
}

const struct nla_policy lfr_netlink_policy_name[LFRING_A_PIPELINE_NAME + 1] = {
	[LFRING_A_PIPELINE_NAME] = LFR_NETLINK_NAME_POLICY,
};

const struct nla_policy lfr_netlink_policy_config[LFRING_A_PIPELINE_MAX + 1] = {
	[LFRING_A_PIPELINE_NAME] = LFR_NETLINK_NAME_POLICY,
	[LFRING_A_PIPELINE_STATE] = LFR_NETLINK_READ_ONLY("state"),
	[LFRING_A_PIPELINE_PRODUCERS ... LFRING_A_PIPELINE_DEBUG_LEVEL] = { .type = NLA_U32 },
	[LFRING_A_PIPELINE_RING_CAPACITY] = LFR_NETLINK_READ_ONLY("ring_capacity"),
	[LFRING_A_PIPELINE_SHARDS] = LFR_NETLINK_READ_ONLY("shards"),
	[LFRING_A_PIPELINE_DEVICE] = LFR_NETLINK_READ_ONLY("device"),
};

/**
 * lfr_netlink_policy_check() - refuse a request that has an attribute more than once
 * @nlh: the request, whose attributes have been validated
 * @several: the attribute of which there may be several, or 0
 * @extack: filled in when refused
 *
 * The core would take the last one, and whoever sent it may have meant another.
 *
 * Return: 0 or -EINVAL.
 */
int lfr_netlink_policy_check(const struct nlmsghdr *nlh, int several,
			     struct netlink_ext_ack *extack)
{
	const struct nlattr *attr;
	unsigned long seen = 0;
	int rem;

	static_assert(LFRING_A_PIPELINE_MAX < BITS_PER_LONG);
	static_assert(LFRING_A_FLOW_MAX < BITS_PER_LONG);

	nlmsg_for_each_attr(attr, nlh, GENL_HDRLEN, rem) {
		if (attr->nla_type & NLA_F_NET_BYTEORDER) {
			NL_SET_ERR_MSG_ATTR(extack, attr, "attributes are in host byte order");
			return -EINVAL;
		}
		if (__test_and_set_bit(nla_type(attr), &seen) && nla_type(attr) != several) {
			NL_SET_ERR_MSG_ATTR(extack, attr, "attribute is given twice");
			return -EINVAL;
		}
	}
	return 0;
}
