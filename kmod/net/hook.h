/* SPDX-License-Identifier: GPL-2.0 */
/*
 * hook.h - where packets are taken: netfilter's ingress hook of a device
 *
 * After taps (so tcpdump sees the order of arrival), after tc and after all other hooks of the
 * kind, for a packet that is handed on comes back behind all of them. A flow always takes its
 * packets: to accept the one that is in order would be wrong, since under listified receive the
 * hooks of a whole batch are run before the first of the accepted ones is delivered.
 */
#ifndef _LFRING_NET_HOOK_H
#define _LFRING_NET_HOOK_H

#include <linux/types.h>

struct lfr_flow_match;
struct lfr_flow_path;
struct net_device;

int lfr_hook_attach(struct lfr_flow_path *path, struct net_device *dev);
void lfr_hook_detach(struct lfr_flow_path *path);
const struct lfr_flow_path *lfr_hook_overlap(const struct net_device *dev,
					     const struct lfr_flow_match *match);

#endif /* _LFRING_NET_HOOK_H */
