// SPDX-License-Identifier: GPL-2.0
/*
 * netlink_dump.c - the commands that are answered by many messages
 *
 * A dump remembers what it has told by numbers, and holds neither lock nor reference
 * between two calls, since it is up to the reader when the next one comes. What was
 * added or removed in the meantime shows in the registry's generation, and so in
 * NLM_F_DUMP_INTR.
 */
#include <linux/build_bug.h>
#include <linux/errno.h>
#include <linux/lfring.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include "control/netlink_parts.h"
#include "control/registry.h"

/* Each set of attributes that a dump filters by has its pipeline's name there. */
static_assert((int)LFRING_A_PRODUCER_NAME == (int)LFRING_A_PIPELINE_NAME);
static_assert((int)LFRING_A_SHARD_NAME == (int)LFRING_A_PIPELINE_NAME);
static_assert((int)LFRING_A_STATS_NAME == (int)LFRING_A_PIPELINE_NAME);

/**
 * struct lfr_netlink_dump - where a dump is
 * @only: id of the entry that was asked for, 0 for all
 * @done: id of the last entry that was told completely
 * @current_id: id of the entry that is being told
 * @next: its next object
 */
struct lfr_netlink_dump {
	u32 only;
	u32 done;
	u32 current_id;
	u32 next;
};

static struct lfr_netlink_dump *lfr_netlink_dump_of(struct netlink_callback *cb)
{
	static_assert(sizeof(struct lfr_netlink_dump) <= sizeof(cb->ctx));

	return (struct lfr_netlink_dump *)cb->ctx;
}

static const struct nlattr *lfr_netlink_dump_name(struct netlink_callback *cb)
{
	return nlmsg_find_attr(cb->nlh, GENL_HDRLEN, LFRING_A_PIPELINE_NAME);
}

/**
 * lfr_netlink_dump_start_all() - begin a dump that is always of everything
 * @cb: the dump
 *
 * Return: 0, or -EINTR if it was refused.
 */
int lfr_netlink_dump_start_all(struct netlink_callback *cb)
{
	const struct nlattr *name = lfr_netlink_dump_name(cb);
	struct netlink_ext_ack extack = {};

	if (!name)
		return 0;
	NL_SET_ERR_MSG_ATTR(&extack, name,
			    "a dump tells all pipelines: to ask for one, leave NLM_F_DUMP off");
	return lfr_netlink_answer(cb->skb, -EINVAL, &extack);
}

static int lfr_netlink_dump_only(struct netlink_callback *cb, const struct nlattr *name,
				 struct netlink_ext_ack *extack)
{
	struct lfr_netlink_dump *dump = lfr_netlink_dump_of(cb);
	struct lfr_entry *entry;
	int ret;

	ret = lfr_netlink_policy_check(cb->nlh, 0, extack);
	if (ret)
		return ret;
	entry = lfr_registry_get(sock_net(cb->skb->sk), nla_data(name));
	if (!entry) {
		NL_SET_ERR_MSG_ATTR(extack, name, "there is no pipeline of this name");
		return -ENOENT;
	}
	dump->only = entry->id;
	dump->done = entry->id - 1;
	lfr_registry_put(entry);
	return 0;
}

/**
 * lfr_netlink_dump_start_named() - begin a dump that may be of one pipeline only
 * @cb: the dump
 *
 * Return: 0, or -EINTR if it was refused.
 */
int lfr_netlink_dump_start_named(struct netlink_callback *cb)
{
	const struct nlattr *name = lfr_netlink_dump_name(cb);
	struct netlink_ext_ack extack = {};
	int ret;

	/* There are no other attributes. */
	if (!name)
		return 0;
	ret = lfr_netlink_dump_only(cb, name, &extack);
	return ret ? lfr_netlink_answer(cb->skb, ret, &extack) : 0;
}

/* Tell what has not been told of an entry. */
static int lfr_netlink_dump_entry(struct sk_buff *skb, struct lfr_netlink_dump *dump,
				  const struct lfr_netlink_to *to, struct lfr_entry *entry,
				  lfr_netlink_fill_fn fill)
{
	int ret;

	if (dump->current_id != entry->id) {
		dump->current_id = entry->id;
		dump->next = 0;
	}
	while (!(ret = fill(skb, to, entry, dump->next)))
		dump->next++;
	if (ret != -ENOENT)
		return ret;
	dump->done = entry->id;
	return 0;
}

static int lfr_netlink_dump(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
			    lfr_netlink_fill_fn fill)
{
	struct lfr_netlink_dump *dump = lfr_netlink_dump_of(cb);
	struct net *net = sock_net(skb->sk);
	const struct lfr_netlink_to to = {
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI,
		.cmd = cmd,
		.cb = cb,
	};
	struct lfr_entry *entry;
	int ret = 0;

	cb->seq = lfr_registry_generation(net);
	while (!ret) {
		entry = lfr_registry_next(net, dump->done);
		if (!entry)
			break;
		if (dump->only && entry->id != dump->only) {
			lfr_registry_put(entry);
			break;
		}
		ret = lfr_netlink_dump_entry(skb, dump, &to, entry, fill);
		lfr_registry_put(entry);
	}
	/* What did not fit will come in the next message, unless it never fits. */
	return ret == -EMSGSIZE && skb->len ? skb->len : ret;
}

/**
 * lfr_netlink_dump_pipelines() - go on with a dump of pipeline-get
 * @skb: message to fill
 * @cb: the dump
 *
 * Return: length of the message if there is more to come, 0 at the end, or an error.
 */
int lfr_netlink_dump_pipelines(struct sk_buff *skb, struct netlink_callback *cb)
{
	return lfr_netlink_dump(skb, cb, LFRING_CMD_PIPELINE_GET, lfr_netlink_fill_pipeline);
}

/**
 * lfr_netlink_dump_stats() - go on with a dump of stats-get
 * @skb: message to fill
 * @cb: the dump
 *
 * Return: as lfr_netlink_dump_pipelines().
 */
int lfr_netlink_dump_stats(struct sk_buff *skb, struct netlink_callback *cb)
{
	return lfr_netlink_dump(skb, cb, LFRING_CMD_STATS_GET, lfr_netlink_fill_stats);
}

/**
 * lfr_netlink_dump_producers() - go on with a dump of producer-get
 * @skb: message to fill
 * @cb: the dump
 *
 * Return: as lfr_netlink_dump_pipelines().
 */
int lfr_netlink_dump_producers(struct sk_buff *skb, struct netlink_callback *cb)
{
	return lfr_netlink_dump(skb, cb, LFRING_CMD_PRODUCER_GET, lfr_netlink_fill_producer);
}

/**
 * lfr_netlink_dump_shards() - go on with a dump of shard-get
 * @skb: message to fill
 * @cb: the dump
 *
 * Return: as lfr_netlink_dump_pipelines().
 */
int lfr_netlink_dump_shards(struct sk_buff *skb, struct netlink_callback *cb)
{
	return lfr_netlink_dump(skb, cb, LFRING_CMD_SHARD_GET, lfr_netlink_fill_shard);
}
