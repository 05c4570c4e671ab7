// SPDX-License-Identifier: GPL-2.0
/*
 * netlink_flow.c - the commands about flows
 */
#include <linux/build_bug.h>
#include <linux/err.h>
#include <linux/errno.h>
#include <linux/lfring.h>
#include <linux/slab.h>
#include <net/genetlink.h>
#include <net/ipv6.h>
#include <net/net_namespace.h>
#include <net/sock.h>
#include "control/netlink_flow.h"
#include "control/netlink_parts.h"
#include "net/udpflow.h"
#include "net/flows.h"

#define LFR_NETLINK_SAME(net, uapi)	static_assert((int)(net) == (int)(uapi))

LFR_NETLINK_SAME(LFR_FLOW_NAME_LEN, LFRING_NAME_LEN);
LFR_NETLINK_SAME(LFR_FLOW_OBSERVE, LFRING_FLOW_MODE_OBSERVE);
LFR_NETLINK_SAME(LFR_FLOW_REORDER, LFRING_FLOW_MODE_REORDER);
LFR_NETLINK_SAME(LFR_FLOW_MERGE, LFRING_FLOW_MODE_MERGE);
LFR_NETLINK_SAME(LFR_FLOW_LATE_ACCEPT, LFRING_FLOW_LATE_ACCEPT);
LFR_NETLINK_SAME(LFR_FLOW_LATE_DROP, LFRING_FLOW_LATE_DROP);
LFR_NETLINK_SAME(LFR_EXTRACT_FIELD, LFRING_FLOW_SEQ_FIELD);
LFR_NETLINK_SAME(LFR_EXTRACT_RTP, LFRING_FLOW_SEQ_RTP);
LFR_NETLINK_SAME(LFR_EXTRACT_SRT, LFRING_FLOW_SEQ_SRT);
LFR_NETLINK_SAME(LFR_EXTRACT_PKTGEN, LFRING_FLOW_SEQ_PKTGEN);
LFR_NETLINK_SAME(LFRING_A_FLOW_NAME, LFRING_A_PIPELINE_NAME);
LFR_NETLINK_SAME(LFRING_A_FLOW_STATS_NAME, LFRING_A_PIPELINE_NAME);

/* Ticks a second of RTP's video and most other clocks, unless another is given, and of SRT's. */
#define LFR_NETLINK_FLOW_RTP_HZ	90000u
#define LFR_NETLINK_FLOW_HZ_MAX	1000000000u
#define LFR_NETLINK_FLOW_SRT_HZ	1000000u

#define LFR_NETLINK_FLOW_NUMBER	{ .type = NLA_U32 }

const struct nla_policy lfr_netlink_policy_flow[LFRING_A_FLOW_MAX + 1] = {
	[LFRING_A_FLOW_NAME] = LFR_NETLINK_NAME_POLICY,
	[LFRING_A_FLOW_DEV] = { .type = NLA_NUL_STRING, .len = IFNAMSIZ - 1 },
	[LFRING_A_FLOW_SRC] = { .type = NLA_BINARY, .len = sizeof(struct in6_addr) },
	[LFRING_A_FLOW_DST] = { .type = NLA_BINARY, .len = sizeof(struct in6_addr) },
	[LFRING_A_FLOW_SPORT] = { .type = NLA_U16 },
	[LFRING_A_FLOW_DPORT] = { .type = NLA_U16 },
	[LFRING_A_FLOW_SEQ ... LFRING_A_FLOW_ALARM_REORDERED] = LFR_NETLINK_FLOW_NUMBER,
	[LFRING_A_FLOW_DEVICE] = LFR_NETLINK_READ_ONLY("device"),
	[LFRING_A_FLOW_CLOCK_HZ] = LFR_NETLINK_FLOW_NUMBER,
};

/**
 * struct lfr_netlink_flow_why - why a request is refused
 * @attr: what is wrong, or NULL
 * @text: for people
 */
struct lfr_netlink_flow_why {
	const struct nlattr *attr;
	char text[160];
};

#define lfr_netlink_flow_say(why, culprit, ...) ({					\
	(why)->attr = culprit;							\
	scnprintf((why)->text, sizeof((why)->text), __VA_ARGS__);		\
	-EINVAL;								\
})

static int lfr_netlink_flow_refuse(struct sk_buff *skb, struct genl_info *info, int err,
				   const struct lfr_netlink_flow_why *why)
{
	NL_SET_BAD_ATTR(info->extack, why->attr);
	info->extack->_msg = why->text;
	return lfr_netlink_answer(skb, err, info->extack);
}

/**
 * struct lfr_netlink_flow_range - what a number may be
 * @name: of the attribute
 * @min: least
 * @max: most
 */
struct lfr_netlink_flow_range {
	const char *name;
	u32 min;
	u32 max;
};

static const struct lfr_netlink_flow_range lfr_netlink_flow_ranges[LFRING_A_FLOW_MAX + 1] = {
	[LFRING_A_FLOW_SEQ] = { "seq", 0, LFRING_FLOW_SEQ_MAX },
	[LFRING_A_FLOW_SEQ_OFFSET] = { "seq_offset", 0, LFR_EXTRACT_OFFSET_MAX },
	[LFRING_A_FLOW_SEQ_BITS] = { "seq_bits", 8, 64 },
	[LFRING_A_FLOW_SEQ_ORDER] = { "seq_order", 0, LFRING_FLOW_ORDER_MAX },
	[LFRING_A_FLOW_MODE] = { "mode", 0, LFRING_FLOW_MODE_MAX },
	[LFRING_A_FLOW_WINDOW] = { "window", 1, LFR_FLOW_WINDOW_MAX },
	[LFRING_A_FLOW_WINDOW_BYTES] = { "window_bytes", LFR_FLOW_BYTES_MIN, LFR_FLOW_BYTES_MAX },
	[LFRING_A_FLOW_HOLD_MS] = { "hold_ms", 1, LFR_FLOW_HOLD_MS_MAX },
	[LFRING_A_FLOW_LATE] = { "late", 0, LFRING_FLOW_LATE_MAX },
	[LFRING_A_FLOW_ALARM_LOST] = { "alarm_lost", 0, LFR_FLOW_PPM_MAX },
	[LFRING_A_FLOW_ALARM_REORDERED] = { "alarm_reordered", 0, LFR_FLOW_PPM_MAX },
	[LFRING_A_FLOW_CLOCK_HZ] = { "clock_hz", 1, LFR_NETLINK_FLOW_HZ_MAX },
};

/* A number of the request, or what @value was if it is not there. */
static int lfr_netlink_flow_number(const struct genl_info *info, int id, u32 *value,
				   struct lfr_netlink_flow_why *why)
{
	const struct lfr_netlink_flow_range *range = &lfr_netlink_flow_ranges[id];
	const struct nlattr *attr = info->attrs[id];

	if (!attr)
		return 0;
	*value = nla_get_u32(attr);
	if (*value >= range->min && *value <= range->max)
		return 0;
	return lfr_netlink_flow_say(why, attr, "%s=%u: must be %u to %u", range->name, *value,
				    range->min, range->max);
}

/* What may be changed later. */
static int lfr_netlink_flow_config(const struct genl_info *info, struct lfr_flow_config *config,
				   struct lfr_netlink_flow_why *why)
{
	u32 mode = config->mode, late = config->late;
	int ret;

	ret = lfr_netlink_flow_number(info, LFRING_A_FLOW_MODE, &mode, why) ?:
	      lfr_netlink_flow_number(info, LFRING_A_FLOW_WINDOW, &config->window, why) ?:
	      lfr_netlink_flow_number(info, LFRING_A_FLOW_WINDOW_BYTES, &config->window_bytes,
				      why) ?:
	      lfr_netlink_flow_number(info, LFRING_A_FLOW_HOLD_MS, &config->hold_ms, why) ?:
	      lfr_netlink_flow_number(info, LFRING_A_FLOW_LATE, &late, why) ?:
	      lfr_netlink_flow_number(info, LFRING_A_FLOW_ALARM_LOST, &config->alarm_lost, why) ?:
	      lfr_netlink_flow_number(info, LFRING_A_FLOW_ALARM_REORDERED,
				      &config->alarm_reordered, why);
	config->mode = mode;
	config->late = late;
	return ret;
}

static int lfr_netlink_flow_address(const struct genl_info *info, int id, const char *name,
				    struct lfr_flow_match *match, struct in6_addr *address,
				    bool *has, struct lfr_netlink_flow_why *why)
{
	const struct nlattr *attr = info->attrs[id];
	u8 family;

	if (!attr)
		return 0;
	if (nla_len(attr) == sizeof(__be32)) {
		family = AF_INET;
		ipv6_addr_set_v4mapped(nla_get_in_addr(attr), address);
	} else if (nla_len(attr) == sizeof(struct in6_addr)) {
		family = AF_INET6;
		*address = nla_get_in6_addr(attr);
	} else {
		return lfr_netlink_flow_say(why, attr,
					    "%s: must be an address of 4 or 16 bytes, not %d",
					    name, nla_len(attr));
	}
	if (match->family && match->family != family)
		return lfr_netlink_flow_say(why, attr, "src and dst are of different families");
	match->family = family;
	*has = true;
	return 0;
}

static int lfr_netlink_flow_match(const struct genl_info *info, struct lfr_flow_match *match,
				  struct lfr_netlink_flow_why *why)
{
	const struct nlattr *sport = info->attrs[LFRING_A_FLOW_SPORT];
	const struct nlattr *dport = info->attrs[LFRING_A_FLOW_DPORT];

	if (!dport)
		return lfr_netlink_flow_say(why, NULL, "dport is missing");
	match->dport = htons(nla_get_u16(dport));
	if (!match->dport)
		return lfr_netlink_flow_say(why, dport, "dport=0: must be 1 to 65535");
	if (sport) {
		match->sport = htons(nla_get_u16(sport));
		if (!match->sport)
			return lfr_netlink_flow_say(why, sport, "sport=0: must be 1 to 65535");
	}
	return lfr_netlink_flow_address(info, LFRING_A_FLOW_SRC, "src", match, &match->src,
					&match->has_src, why) ?:
	       lfr_netlink_flow_address(info, LFRING_A_FLOW_DST, "dst", match, &match->dst,
					&match->has_dst, why);
}

static int lfr_netlink_flow_extract(const struct genl_info *info, struct lfr_flow_setup *setup,
				    struct lfr_netlink_flow_why *why)
{
	static const u8 field[] = {
		LFRING_A_FLOW_SEQ_OFFSET, LFRING_A_FLOW_SEQ_BITS, LFRING_A_FLOW_SEQ_ORDER,
	};
	u32 format = 0, offset = 0, bits = 0, order = LFRING_FLOW_ORDER_BE;
	int ret, i;

	if (!info->attrs[LFRING_A_FLOW_SEQ])
		return lfr_netlink_flow_say(why, NULL, "seq is missing");
	ret = lfr_netlink_flow_number(info, LFRING_A_FLOW_SEQ, &format, why) ?:
	      lfr_netlink_flow_number(info, LFRING_A_FLOW_SEQ_OFFSET, &offset, why) ?:
	      lfr_netlink_flow_number(info, LFRING_A_FLOW_SEQ_BITS, &bits, why) ?:
	      lfr_netlink_flow_number(info, LFRING_A_FLOW_SEQ_ORDER, &order, why);
	if (ret)
		return ret;
	setup->extract = (struct lfr_extract){
		.format = format,
		.offset = offset,
		.bits = bits,
		.little = order == LFRING_FLOW_ORDER_LE,
	};
	if (format == LFR_EXTRACT_FIELD) {
		if (!bits)
			return lfr_netlink_flow_say(why, NULL, "seq_bits is missing");
		if (!is_power_of_2(bits))
			return lfr_netlink_flow_say(why, info->attrs[LFRING_A_FLOW_SEQ_BITS],
						    "seq_bits=%u: must be 8, 16, 32 or 64", bits);
		return 0;
	}
	for (i = 0; i < ARRAY_SIZE(field); i++)
		if (info->attrs[field[i]])
			return lfr_netlink_flow_say(why, info->attrs[field[i]],
						    "%s is for a field only",
						    lfr_netlink_flow_ranges[field[i]].name);
	return 0;
}

/* Of the media time in the packets. */
static int lfr_netlink_flow_clock(const struct genl_info *info, struct lfr_flow_setup *setup,
				  struct lfr_netlink_flow_why *why)
{
	const struct nlattr *attr = info->attrs[LFRING_A_FLOW_CLOCK_HZ];

	if (setup->extract.format == LFR_EXTRACT_RTP) {
		setup->clock_hz = LFR_NETLINK_FLOW_RTP_HZ;
		return lfr_netlink_flow_number(info, LFRING_A_FLOW_CLOCK_HZ, &setup->clock_hz, why);
	}
	if (attr)
		return lfr_netlink_flow_say(why, attr, "clock_hz is for rtp only");
	if (setup->extract.format == LFR_EXTRACT_SRT)
		setup->clock_hz = LFR_NETLINK_FLOW_SRT_HZ;
	return 0;
}

/* Names of devices; they stay in the request. */
static int lfr_netlink_flow_devs(const struct genl_info *info, const char **devs,
				 const struct nlattr **attrs, u32 *nr,
				 struct lfr_netlink_flow_why *why)
{
	const struct nlattr *attr;
	int rem;

	*nr = 0;
	nlmsg_for_each_attr(attr, info->nlhdr, GENL_HDRLEN, rem) {
		if (nla_type(attr) != LFRING_A_FLOW_DEV)
			continue;
		if (*nr == LFR_FLOW_PATHS)
			return lfr_netlink_flow_say(why, attr, "dev: must be 1 to %u of them",
						    LFR_FLOW_PATHS);
		attrs[*nr] = attr;
		devs[(*nr)++] = nla_data(attr);
	}
	if (!*nr)
		return lfr_netlink_flow_say(why, NULL, "dev is missing");
	return 0;
}

/**
 * lfr_netlink_flow_add() - flow-add
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or an error.
 */
int lfr_netlink_flow_add(struct sk_buff *skb, struct genl_info *info)
{
	struct lfr_netlink_flow_why why = {};
	const struct nlattr *attrs[LFR_FLOW_PATHS];
	const char *devs[LFR_FLOW_PATHS];
	struct lfr_flow_setup setup = { .config = LFR_FLOW_CONFIG_INIT };
	struct lfr_flows_why refused = {};
	struct lfr_flow *flow;
	int ret;

	strscpy(setup.name, nla_data(info->attrs[LFRING_A_FLOW_NAME]), sizeof(setup.name));
	ret = lfr_netlink_flow_devs(info, devs, attrs, &setup.nr_paths, &why) ?:
	      lfr_netlink_flow_match(info, &setup.match, &why) ?:
	      lfr_netlink_flow_extract(info, &setup, &why) ?:
	      lfr_netlink_flow_clock(info, &setup, &why) ?:
	      lfr_netlink_flow_config(info, &setup.config, &why);
	if (ret)
		return lfr_netlink_flow_refuse(skb, info, ret, &why);

	flow = lfr_flows_add(genl_info_net(info), &setup, devs, &refused);
	if (IS_ERR(flow)) {
		why.attr = refused.part == LFR_FLOWS_DEV ? attrs[refused.index] :
			   refused.part == LFR_FLOWS_NAME ? info->attrs[LFRING_A_FLOW_NAME] : NULL;
		strscpy(why.text, refused.text, sizeof(why.text));
		return lfr_netlink_flow_refuse(skb, info, PTR_ERR(flow), &why);
	}
	lfr_netlink_flow_event(genl_info_net(info), flow, LFRING_CMD_FLOW_ADD_NTF);
	lfr_flow_put(flow);
	return 0;
}

static struct lfr_flow *lfr_netlink_flow_find(struct genl_info *info)
{
	const struct nlattr *name = info->attrs[LFRING_A_FLOW_NAME];
	struct lfr_flow *flow = lfr_flows_get(genl_info_net(info), nla_data(name));

	if (!flow)
		NL_SET_ERR_MSG_ATTR(info->extack, name, "there is no flow of this name");
	return flow;
}

/**
 * lfr_netlink_flow_set() - flow-set
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or an error.
 */
int lfr_netlink_flow_set(struct sk_buff *skb, struct genl_info *info)
{
	struct lfr_flow *flow = lfr_netlink_flow_find(info);
	struct lfr_netlink_flow_why why = {};
	struct lfr_flow_config *config;
	int ret, i;

	if (!flow)
		return -ENOENT;
	for (i = LFRING_A_FLOW_DEV; i <= LFRING_A_FLOW_MAX; i++) {
		if (!info->attrs[i] ||
		    (i >= LFRING_A_FLOW_MODE && i <= LFRING_A_FLOW_ALARM_REORDERED))
			continue;
		lfr_netlink_flow_say(&why, info->attrs[i],
				     "only mode, window, window_bytes, hold_ms, late and alarms can be changed");
		lfr_flow_put(flow);
		return lfr_netlink_flow_refuse(skb, info, -EINVAL, &why);
	}
	config = kmalloc(sizeof(*config), GFP_KERNEL);
	if (!config) {
		lfr_flow_put(flow);
		return -ENOMEM;
	}
	lfr_flow_config_lock(flow, config);
	ret = lfr_netlink_flow_config(info, config, &why);
	if (ret)
		kfree(config);
	else
		lfr_flow_set(flow, config);
	lfr_flow_config_unlock(flow);
	if (!ret) {
		lfr_flows_changed(genl_info_net(info));
		lfr_netlink_flow_event(genl_info_net(info), flow, LFRING_CMD_FLOW_SET_NTF);
	}
	lfr_flow_put(flow);
	return ret ? lfr_netlink_flow_refuse(skb, info, ret, &why) : 0;
}

/**
 * lfr_netlink_flow_del() - flow-del
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or an error.
 */
int lfr_netlink_flow_del(struct sk_buff *skb, struct genl_info *info)
{
	struct lfr_flow *flow = lfr_netlink_flow_find(info);
	int ret;

	if (!flow)
		return -ENOENT;
	ret = lfr_flows_remove(genl_info_net(info), flow);
	if (ret)
		NL_SET_ERR_MSG_ATTR(info->extack, info->attrs[LFRING_A_FLOW_NAME],
				    "the flow was removed by somebody else");
	else
		lfr_netlink_flow_event(genl_info_net(info), flow, LFRING_CMD_FLOW_DEL_NTF);
	lfr_flow_put(flow);
	return ret;
}

/**
 * lfr_netlink_flow_flush() - flow-flush
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or an error.
 */
int lfr_netlink_flow_flush(struct sk_buff *skb, struct genl_info *info)
{
	struct lfr_flow *flow = lfr_netlink_flow_find(info);

	if (!flow)
		return -ENOENT;
	lfr_flow_flush(flow);
	lfr_flow_put(flow);
	return 0;
}

/**
 * lfr_netlink_flow_reset() - flow-reset
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or an error.
 */
int lfr_netlink_flow_reset(struct sk_buff *skb, struct genl_info *info)
{
	struct lfr_flow *flow = lfr_netlink_flow_find(info);

	if (!flow)
		return -ENOENT;
	lfr_flow_reset(flow);
	lfr_flow_put(flow);
	return 0;
}

static int lfr_netlink_flow_reply(struct genl_info *info, u8 cmd, lfr_netlink_flow_fill_fn fill)
{
	const struct lfr_netlink_to to = {
		.portid = info->snd_portid,
		.seq = info->snd_seq,
		.cmd = cmd,
	};
	struct lfr_flow *flow = lfr_netlink_flow_find(info);
	struct sk_buff *msg;
	int ret = -ENOMEM;

	if (!flow)
		return -ENOENT;
	msg = genlmsg_new(LFR_NETLINK_FLOW_MSG(flow->setup.nr_paths), GFP_KERNEL);
	if (msg)
		ret = fill(msg, &to, flow);
	lfr_flow_put(flow);
	if (!ret)
		return genlmsg_reply(msg, info);
	nlmsg_free(msg);
	return ret;
}

/**
 * lfr_netlink_flow_get() - flow-get of one
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or an error.
 */
int lfr_netlink_flow_get(struct sk_buff *skb, struct genl_info *info)
{
	return lfr_netlink_flow_reply(info, LFRING_CMD_FLOW_GET, lfr_netlink_fill_flow);
}

/**
 * lfr_netlink_flow_stats() - flow-stats-get of one
 * @skb: the request
 * @info: its attributes
 *
 * Return: 0 or an error.
 */
int lfr_netlink_flow_stats(struct sk_buff *skb, struct genl_info *info)
{
	return lfr_netlink_flow_reply(info, LFRING_CMD_FLOW_STATS_GET,
				      lfr_netlink_fill_flow_stats);
}

/**
 * lfr_netlink_flow_dump_start() - begin a dump of flows
 * @cb: the dump
 *
 * Return: 0, or -EINTR if it was refused.
 */
int lfr_netlink_flow_dump_start(struct netlink_callback *cb)
{
	const struct nlattr *name = nlmsg_find_attr(cb->nlh, GENL_HDRLEN, LFRING_A_FLOW_NAME);
	struct netlink_ext_ack extack = {};

	/* Histograms take more than a message has by default. */
	cb->min_dump_alloc = NLMSG_HDRLEN + GENL_HDRLEN + LFR_NETLINK_FLOW_MSG(LFR_FLOW_PATHS);
	if (!name)
		return 0;
	NL_SET_ERR_MSG_ATTR(&extack, name,
			    "a dump tells all flows: to ask for one, leave NLM_F_DUMP off");
	return lfr_netlink_answer(cb->skb, -EINVAL, &extack);
}

static int lfr_netlink_flow_dump_any(struct sk_buff *skb, struct netlink_callback *cb, u8 cmd,
				     lfr_netlink_flow_fill_fn fill)
{
	struct net *net = sock_net(skb->sk);
	const struct lfr_netlink_to to = {
		.portid = NETLINK_CB(cb->skb).portid,
		.seq = cb->nlh->nlmsg_seq,
		.flags = NLM_F_MULTI,
		.cmd = cmd,
		.cb = cb,
	};
	struct lfr_flow *flow;
	int ret = 0;

	cb->seq = lfr_flows_generation(net);
	/* args[0]: id of the last flow that was told. */
	while (!ret && (flow = lfr_flows_next(net, cb->args[0]))) {
		ret = fill(skb, &to, flow);
		if (!ret)
			cb->args[0] = flow->id;
		lfr_flow_put(flow);
	}
	return ret == -EMSGSIZE && skb->len ? skb->len : ret;
}

/**
 * lfr_netlink_flow_dump() - go on with a dump of flow-get
 * @skb: message to fill
 * @cb: the dump
 *
 * Return: length of the message if there is more to come, 0 at the end, or an error.
 */
int lfr_netlink_flow_dump(struct sk_buff *skb, struct netlink_callback *cb)
{
	return lfr_netlink_flow_dump_any(skb, cb, LFRING_CMD_FLOW_GET, lfr_netlink_fill_flow);
}

/**
 * lfr_netlink_flow_dump_stats() - go on with a dump of flow-stats-get
 * @skb: message to fill
 * @cb: the dump
 *
 * Return: as lfr_netlink_flow_dump().
 */
int lfr_netlink_flow_dump_stats(struct sk_buff *skb, struct netlink_callback *cb)
{
	return lfr_netlink_flow_dump_any(skb, cb, LFRING_CMD_FLOW_STATS_GET,
					 lfr_netlink_fill_flow_stats);
}
