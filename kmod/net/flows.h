/* SPDX-License-Identifier: GPL-2.0 */
/*
 * flows.h - the flows of each network namespace, by name
 */
#ifndef _LFRING_NET_FLOWS_H
#define _LFRING_NET_FLOWS_H

#include <linux/types.h>
#include "net/watch.h"

struct lfr_flow;
struct lfr_flow_config;
struct lfr_flow_setup;
struct net;

/**
 * enum lfr_flows_part - which part of a flow a refusal is about
 * @LFR_FLOWS_NAME: its name
 * @LFR_FLOWS_DEV: a device
 * @LFR_FLOWS_WHOLE: none in particular
 */
enum lfr_flows_part {
	LFR_FLOWS_NAME,
	LFR_FLOWS_DEV,
	LFR_FLOWS_WHOLE,
};

/**
 * struct lfr_flows_why - why a flow is refused
 * @part: what is wrong
 * @index: which of several
 * @text: for people
 */
struct lfr_flows_why {
	enum lfr_flows_part part;
	u32 index;
	char text[128];
};

/**
 * struct lfr_flows_ops - who is told of flows
 * @alarm: of one that loses or reorders too much
 * @added: of one that is about to be there; under RTNL. An error refuses the flow
 * @removed: of one that has handed on its last packet
 * @freed: of one that nobody uses any more, and that @added was told of
 *
 * All may sleep.
 */
struct lfr_flows_ops {
	lfr_watch_fn alarm;
	int (*added)(struct lfr_flow *flow);
	void (*removed)(struct lfr_flow *flow);
	void (*freed)(struct lfr_flow *flow);
};

int lfr_flows_init(const struct lfr_flows_ops *ops);
void lfr_flows_exit(void);
struct lfr_flow *lfr_flows_add(struct net *net, const struct lfr_flow_setup *setup,
			       const char *const *devs, struct lfr_flows_why *why);
int lfr_flows_remove(struct net *net, struct lfr_flow *flow);
struct lfr_flow *lfr_flows_get(struct net *net, const char *name);
struct lfr_flow *lfr_flows_next(struct net *net, u32 after);
u32 lfr_flows_generation(struct net *net);
void lfr_flows_changed(struct net *net);

#endif /* _LFRING_NET_FLOWS_H */
