// SPDX-License-Identifier: GPL-2.0
/*
 * netlink.c - the generic netlink family described by kmod/uapi/lfring.yaml
 */
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/lfring.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include "control/netlink.h"
#include "control/netlink_flow.h"
#include "control/netlink_parts.h"
#include "control/registry.h"

/*
 * Pipelines are added, changed and removed one at a time, so that no change is lost to
 * another that began with the same configuration, and notifications come in the order in
 * which it all happened.
 */
static DEFINE_MUTEX(lfr_netlink_lock);

/**
 * lfr_netlink_answer() - answer a request here and now
 * @skb: the request
 * @err: why it is refused
 * @extack: the same for people and programs
 *
 * For refusals the core cannot pass on. A text that was made up just now is on somebody's
 * stack, and @extack would want it to be there still when the core answers (it has room
 * for 79 characters of its own, but not before 6.3). And before 6.3 what is said at the
 * start of a dump gets lost.
 *
 * Return: -EINTR, which tells the core that the request has been answered; it uses that
 * itself when a dump has begun.
 */
int lfr_netlink_answer(struct sk_buff *skb, int err, const struct netlink_ext_ack *extack)
{
	netlink_ack(skb, nlmsg_hdr(skb), err, extack);
	return -EINTR;
}

/* Refuse a request for a reason that was put into words just now. */
static int lfr_netlink_refuse(struct sk_buff *skb, struct genl_info *info, int err,
			      const struct lfr_why *why)
{
	const struct nlattr *attr = info->attrs[LFRING_A_PIPELINE_NAME], *culprit = NULL;
	struct netlink_range_validation range = {};
	const struct nla_policy policy = NLA_POLICY_FULL_RANGE(NLA_U32, &range);
	u32 min, max;

	if (why->key < LFR_KEYS) {
		culprit = nlmsg_find_attr(info->nlhdr, GENL_HDRLEN, lfr_netlink_attr[why->key]);
		lfr_config_range(why->key, &min, &max);
		range.min = min;
		range.max = max;
	}
	NL_SET_BAD_ATTR_POLICY(info->extack, culprit ?: attr,
			       culprit && err == -EINVAL ? &policy : NULL);
	info->extack->_msg = why->text;
	return lfr_netlink_answer(skb, err, info->extack);
}

/* The pipeline that a request names. */
static struct lfr_entry *lfr_netlink_find(struct genl_info *info)
{
	const struct nlattr *name = info->attrs[LFRING_A_PIPELINE_NAME];
	struct lfr_entry *entry = lfr_registry_get(genl_info_net(info), nla_data(name));

	if (!entry)
		NL_SET_ERR_MSG_ATTR(info->extack, name, "there is no pipeline of this name");
	return entry;
}

/* Operations that work on a pipeline that is there: user_ptr[0] is its entry. */
#define LFR_NETLINK_ON_ENTRY	BIT(0)

static int lfr_netlink_pre(const struct genl_split_ops *op, struct sk_buff *skb,
			   struct genl_info *info)
{
	int ret;

	ret = lfr_netlink_policy_check(info->nlhdr, op->cmd == LFRING_CMD_FLOW_ADD ?
				       LFRING_A_FLOW_DEV : 0, info->extack);
	if (ret)
		return ret;
	if (GENL_REQ_ATTR_CHECK(info, LFRING_A_PIPELINE_NAME)) {
		if (op->cmd >= LFRING_CMD_FLOW_GET)
			GENL_SET_ERR_MSG(info, "the flow's name is missing");
		else
			GENL_SET_ERR_MSG(info, "the pipeline's name is missing");
		return -EINVAL;
	}
	if (op->internal_flags & LFR_NETLINK_ON_ENTRY) {
		info->user_ptr[0] = lfr_netlink_find(info);
		if (!info->user_ptr[0])
			return -ENOENT;
	}
	return 0;
}

static void lfr_netlink_post(const struct genl_split_ops *op, struct sk_buff *skb,
			     struct genl_info *info)
{
	lfr_registry_put(info->user_ptr[0]);
}

static int lfr_netlink_reply(struct genl_info *info, u8 cmd, lfr_netlink_fill_fn fill)
{
	const struct lfr_netlink_to to = {
		.portid = info->snd_portid,
		.seq = info->snd_seq,
		.cmd = cmd,
	};
	struct lfr_entry *entry = info->user_ptr[0];
	struct sk_buff *msg;
	int ret;

	msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return -ENOMEM;
	ret = fill(msg, &to, entry, 0);
	if (ret) {
		nlmsg_free(msg);
		return ret;
	}
	return genlmsg_reply(msg, info);
}

static int lfr_netlink_do_get(struct sk_buff *skb, struct genl_info *info)
{
	return lfr_netlink_reply(info, LFRING_CMD_PIPELINE_GET, lfr_netlink_fill_pipeline);
}

static int lfr_netlink_do_stats(struct sk_buff *skb, struct genl_info *info)
{
	return lfr_netlink_reply(info, LFRING_CMD_STATS_GET, lfr_netlink_fill_stats);
}

/* Put what a request says into a configuration. */
static int lfr_netlink_apply(const struct genl_info *info, struct lfr_config *cfg,
			     struct lfr_why *why)
{
	int i, ret = 0;

	for (i = 0; i < LFR_KEYS && !ret; i++) {
		const struct nlattr *attr = info->attrs[lfr_netlink_attr[i]];

		if (attr)
			ret = lfr_config_put(cfg, i, nla_get_u32(attr), why);
	}
	return ret;
}

static int lfr_netlink_do_add(struct sk_buff *skb, struct genl_info *info)
{
	const char *name = nla_data(info->attrs[LFRING_A_PIPELINE_NAME]);
	struct lfr_why why = { .key = LFR_KEYS };
	struct lfr_entry *entry;
	struct lfr_config cfg;
	int ret;

	lfr_config_init(&cfg);
	ret = lfr_netlink_apply(info, &cfg, &why);
	if (ret)
		return lfr_netlink_refuse(skb, info, ret, &why);

	mutex_lock(&lfr_netlink_lock);
	entry = lfr_registry_add(genl_info_net(info), name, &cfg, &why);
	if (IS_ERR(entry)) {
		ret = PTR_ERR(entry);
	} else {
		lfr_netlink_event_pipeline(entry, LFRING_CMD_PIPELINE_ADD_NTF);
		lfr_registry_put(entry);
	}
	mutex_unlock(&lfr_netlink_lock);
	return ret ? lfr_netlink_refuse(skb, info, ret, &why) : 0;
}

static int lfr_netlink_do_set(struct sk_buff *skb, struct genl_info *info)
{
	struct lfr_why why = { .key = LFR_KEYS };
	struct lfr_entry *entry;
	struct lfr_config cfg;
	int ret;

	mutex_lock(&lfr_netlink_lock);
	entry = lfr_netlink_find(info);
	if (!entry) {
		mutex_unlock(&lfr_netlink_lock);
		return -ENOENT;
	}
	lfr_pipeline_config(entry->pipeline, &cfg);
	ret = lfr_netlink_apply(info, &cfg, &why);
	if (!ret)
		ret = lfr_pipeline_set(entry->pipeline, &cfg, &why);
	if (!ret) {
		lfr_registry_changed(entry->net);
		lfr_netlink_event_pipeline(entry, LFRING_CMD_PIPELINE_SET_NTF);
	}
	lfr_registry_put(entry);
	mutex_unlock(&lfr_netlink_lock);
	return ret ? lfr_netlink_refuse(skb, info, ret, &why) : 0;
}

static int lfr_netlink_do_del(struct sk_buff *skb, struct genl_info *info)
{
	struct lfr_entry *entry = info->user_ptr[0];
	int ret;

	/* First, since it may take a while, and so that it is over whoever else has a reference. */
	lfr_pipeline_stop(entry->pipeline);
	mutex_lock(&lfr_netlink_lock);
	ret = lfr_registry_remove(entry);
	if (!ret)
		lfr_netlink_event_pipeline(entry, LFRING_CMD_PIPELINE_DEL_NTF);
	mutex_unlock(&lfr_netlink_lock);
	if (ret)
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[LFRING_A_PIPELINE_NAME],
				    "the pipeline was removed by somebody else");
	return ret;
}

static int lfr_netlink_do_start(struct sk_buff *skb, struct genl_info *info)
{
	struct lfr_why why = { .key = LFR_KEYS };
	struct lfr_entry *entry = info->user_ptr[0];
	int ret = lfr_pipeline_start(entry->pipeline, &why);

	return ret ? lfr_netlink_refuse(skb, info, ret, &why) : 0;
}

static int lfr_netlink_do_stop(struct sk_buff *skb, struct genl_info *info)
{
	struct lfr_entry *entry = info->user_ptr[0];

	lfr_pipeline_stop(entry->pipeline);
	return 0;
}

static int lfr_netlink_do_reset(struct sk_buff *skb, struct genl_info *info)
{
	struct lfr_entry *entry = info->user_ptr[0];
	int ret = lfr_pipeline_reset(entry->pipeline);

	if (ret)
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[LFRING_A_PIPELINE_NAME],
				    "the pipeline is running: stop it first");
	return ret;
}

#define LFR_NETLINK_BY_NAME						\
	.policy = lfr_netlink_policy_name, .maxattr = LFRING_A_PIPELINE_NAME
#define LFR_NETLINK_BY_CONFIG						\
	.policy = lfr_netlink_policy_config, .maxattr = LFRING_A_PIPELINE_MAX
#define LFR_NETLINK_BY_FLOW						\
	.policy = lfr_netlink_policy_flow, .maxattr = LFRING_A_FLOW_MAX

static const struct genl_ops lfr_netlink_ops[] = {
	{
		.cmd = LFRING_CMD_PIPELINE_GET,
		.doit = lfr_netlink_do_get,
		.start = lfr_netlink_dump_start_all,
		.dumpit = lfr_netlink_dump_pipelines,
		.internal_flags = LFR_NETLINK_ON_ENTRY,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_PIPELINE_ADD,
		.doit = lfr_netlink_do_add,
		.flags = GENL_UNS_ADMIN_PERM,
		LFR_NETLINK_BY_CONFIG,
	}, {
		.cmd = LFRING_CMD_PIPELINE_SET,
		.doit = lfr_netlink_do_set,
		.flags = GENL_UNS_ADMIN_PERM,
		LFR_NETLINK_BY_CONFIG,
	}, {
		.cmd = LFRING_CMD_PIPELINE_DEL,
		.doit = lfr_netlink_do_del,
		.flags = GENL_UNS_ADMIN_PERM,
		.internal_flags = LFR_NETLINK_ON_ENTRY,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_PIPELINE_START,
		.doit = lfr_netlink_do_start,
		.flags = GENL_UNS_ADMIN_PERM,
		.internal_flags = LFR_NETLINK_ON_ENTRY,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_PIPELINE_STOP,
		.doit = lfr_netlink_do_stop,
		.flags = GENL_UNS_ADMIN_PERM,
		.internal_flags = LFR_NETLINK_ON_ENTRY,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_PIPELINE_RESET,
		.doit = lfr_netlink_do_reset,
		.flags = GENL_UNS_ADMIN_PERM,
		.internal_flags = LFR_NETLINK_ON_ENTRY,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_STATS_GET,
		.doit = lfr_netlink_do_stats,
		.start = lfr_netlink_dump_start_all,
		.dumpit = lfr_netlink_dump_stats,
		.internal_flags = LFR_NETLINK_ON_ENTRY,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_PRODUCER_GET,
		.start = lfr_netlink_dump_start_named,
		.dumpit = lfr_netlink_dump_producers,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_SHARD_GET,
		.start = lfr_netlink_dump_start_named,
		.dumpit = lfr_netlink_dump_shards,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_FLOW_GET,
		.doit = lfr_netlink_flow_get,
		.start = lfr_netlink_flow_dump_start,
		.dumpit = lfr_netlink_flow_dump,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_FLOW_ADD,
		.doit = lfr_netlink_flow_add,
		.flags = GENL_UNS_ADMIN_PERM,
		LFR_NETLINK_BY_FLOW,
	}, {
		.cmd = LFRING_CMD_FLOW_SET,
		.doit = lfr_netlink_flow_set,
		.flags = GENL_UNS_ADMIN_PERM,
		LFR_NETLINK_BY_FLOW,
	}, {
		.cmd = LFRING_CMD_FLOW_DEL,
		.doit = lfr_netlink_flow_del,
		.flags = GENL_UNS_ADMIN_PERM,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_FLOW_FLUSH,
		.doit = lfr_netlink_flow_flush,
		.flags = GENL_UNS_ADMIN_PERM,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_FLOW_RESET,
		.doit = lfr_netlink_flow_reset,
		.flags = GENL_UNS_ADMIN_PERM,
		LFR_NETLINK_BY_NAME,
	}, {
		.cmd = LFRING_CMD_FLOW_STATS_GET,
		.doit = lfr_netlink_flow_stats,
		.start = lfr_netlink_flow_dump_start,
		.dumpit = lfr_netlink_flow_dump_stats,
		LFR_NETLINK_BY_NAME,
	},
};

static const struct genl_multicast_group lfr_netlink_groups[] = {
	{ .name = LFRING_MCGRP_EVENTS },
};

struct genl_family lfr_netlink_family __ro_after_init = {
	.name = LFRING_FAMILY_NAME,
	.version = LFRING_FAMILY_VERSION,
	.module = THIS_MODULE,
	.netnsok = true,
	.parallel_ops = true,
	.pre_doit = lfr_netlink_pre,
	.post_doit = lfr_netlink_post,
	.ops = lfr_netlink_ops,
	.n_ops = ARRAY_SIZE(lfr_netlink_ops),
	.mcgrps = lfr_netlink_groups,
	.n_mcgrps = ARRAY_SIZE(lfr_netlink_groups),
};

/**
 * lfr_netlink_init() - take commands
 *
 * Return: 0 or an error.
 */
int __init lfr_netlink_init(void)
{
	int ret = genl_register_family(&lfr_netlink_family);

	if (!ret)
		lfr_netlink_event_open();
	return ret;
}

/**
 * lfr_netlink_exit() - take no more commands, and wait for those that are being executed
 */
void lfr_netlink_exit(void)
{
	lfr_netlink_event_close();
	genl_unregister_family(&lfr_netlink_family);
}
