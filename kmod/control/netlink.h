/* SPDX-License-Identifier: GPL-2.0 */
/*
 * netlink.h - the generic netlink family described by kmod/uapi/lfring.yaml
 */
#ifndef _LFRING_CONTROL_NETLINK_H
#define _LFRING_CONTROL_NETLINK_H

#include <linux/types.h>
#include "engine/pipeline.h"
#include "net/watch.h"

struct net;

int lfr_netlink_init(void);
void lfr_netlink_exit(void);
void lfr_netlink_state(struct net *net, const char *name, enum lfr_state state);
void lfr_netlink_drop(struct net *net, const char *name, enum lfr_drop reason, u64 total,
		      u64 suppressed);
void lfr_netlink_alarm(struct lfr_flow *flow, enum lfr_watch_what what, u32 ppm, u32 limit);

#endif /* _LFRING_CONTROL_NETLINK_H */
