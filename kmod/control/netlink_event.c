// SPDX-License-Identifier: GPL-2.0
/*
 * netlink_event.c - messages nobody asked for, to those who listen to group "events"
 *
 * Pipelines may have something to tell before the family is registered and after it is
 * gone; the group's number is somebody else's then.
 */
#include <linux/errno.h>
#include <linux/lfring.h>
#include <linux/rwsem.h>
#include <net/genetlink.h>
#include <net/net_namespace.h>
#include "control/netlink.h"
#include "control/netlink_parts.h"
#include "control/registry.h"

/* Index of the group among those of the family. */
#define LFR_NETLINK_EVENT_GROUP	0

/* Held for reading while a message is sent, never while one is made: that takes other locks. */
static DECLARE_RWSEM(lfr_netlink_event_lock);
static bool lfr_netlink_event_on;

/**
 * lfr_netlink_event_open() - the family is registered
 */
void lfr_netlink_event_open(void)
{
	down_write(&lfr_netlink_event_lock);
	lfr_netlink_event_on = true;
	up_write(&lfr_netlink_event_lock);
}

/**
 * lfr_netlink_event_close() - the family is about to go; nothing is sent from now on
 */
void lfr_netlink_event_close(void)
{
	down_write(&lfr_netlink_event_lock);
	lfr_netlink_event_on = false;
	up_write(&lfr_netlink_event_lock);
}

/**
 * lfr_netlink_event_wanted() - is there anybody to tell?
 * @net: namespace
 *
 * Return: whether a message is worth making.
 */
bool lfr_netlink_event_wanted(struct net *net)
{
	bool wanted;

	down_read(&lfr_netlink_event_lock);
	wanted = lfr_netlink_event_on &&
		 genl_has_listeners(&lfr_netlink_family, net, LFR_NETLINK_EVENT_GROUP);
	up_read(&lfr_netlink_event_lock);
	return wanted;
}

/**
 * lfr_netlink_event_send() - tell everybody who listens
 * @net: namespace
 * @msg: the message; belongs to the callee
 *
 * Context: process, may sleep.
 */
void lfr_netlink_event_send(struct net *net, struct sk_buff *msg)
{
	down_read(&lfr_netlink_event_lock);
	/* Whoever listened may have stopped, or not keep up; they find out by themselves. */
	if (lfr_netlink_event_on)
		genlmsg_multicast_netns(&lfr_netlink_family, net, msg, 0,
					LFR_NETLINK_EVENT_GROUP, GFP_KERNEL);
	else
		nlmsg_free(msg);
	up_read(&lfr_netlink_event_lock);
}

/**
 * lfr_netlink_event_pipeline() - tell that a pipeline was added, changed or removed
 * @entry: the pipeline
 * @cmd: LFRING_CMD_PIPELINE_*_NTF
 *
 * Context: process, may sleep.
 */
void lfr_netlink_event_pipeline(struct lfr_entry *entry, u8 cmd)
{
	const struct lfr_netlink_to to = { .cmd = cmd };
	struct sk_buff *msg;

	if (!lfr_netlink_event_wanted(entry->net))
		return;
	msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return;
	if (lfr_netlink_fill_pipeline(msg, &to, entry, 0))
		nlmsg_free(msg);
	else
		lfr_netlink_event_send(entry->net, msg);
}

/**
 * lfr_netlink_state() - tell that a pipeline has changed its state
 * @net: its namespace
 * @name: its name
 * @state: the state it is in now
 *
 * Context: process, may sleep.
 */
void lfr_netlink_state(struct net *net, const char *name, enum lfr_state state)
{
	struct sk_buff *msg;
	void *hdr;

	if (!lfr_netlink_event_wanted(net))
		return;
	msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return;
	hdr = genlmsg_put(msg, 0, 0, &lfr_netlink_family, 0, LFRING_CMD_STATE_NTF);
	if (!hdr || nla_put_string(msg, LFRING_A_EVENT_NAME, name) ||
	    nla_put_u32(msg, LFRING_A_EVENT_STATE, state)) {
		nlmsg_free(msg);
		return;
	}
	genlmsg_end(msg, hdr);
	lfr_netlink_event_send(net, msg);
}

/**
 * lfr_netlink_drop() - tell that a pipeline has dropped packets
 * @net: its namespace
 * @name: its name
 * @reason: why
 * @total: packets dropped for that reason since it was started
 * @suppressed: times this was not told since it was told last
 *
 * Context: process, may sleep.
 */
void lfr_netlink_drop(struct net *net, const char *name, enum lfr_drop reason, u64 total,
		      u64 suppressed)
{
	struct sk_buff *msg;
	void *hdr;

	if (!lfr_netlink_event_wanted(net))
		return;
	msg = genlmsg_new(GENLMSG_DEFAULT_SIZE, GFP_KERNEL);
	if (!msg)
		return;
	hdr = genlmsg_put(msg, 0, 0, &lfr_netlink_family, 0, LFRING_CMD_DROP_NTF);
	if (!hdr || nla_put_string(msg, LFRING_A_EVENT_NAME, name) ||
	    nla_put_u32(msg, LFRING_A_EVENT_REASON, reason) ||
	    nla_put_u64_64bit(msg, LFRING_A_EVENT_DROPPED, total, LFRING_A_EVENT_PAD) ||
	    nla_put_u64_64bit(msg, LFRING_A_EVENT_SUPPRESSED, suppressed, LFRING_A_EVENT_PAD)) {
		nlmsg_free(msg);
		return;
	}
	genlmsg_end(msg, hdr);
	lfr_netlink_event_send(net, msg);
}
