/* SPDX-License-Identifier: GPL-2.0 */
/*
 * deliver.h - what flows and pipelines have in /dev/lfring
 */
#ifndef _LFRING_CONTROL_DELIVER_H
#define _LFRING_CONTROL_DELIVER_H

struct lfr_device;
struct lfr_flow;
struct lfr_pipeline;
struct net;

int lfr_deliver_flow_added(struct lfr_flow *flow);
void lfr_deliver_flow_removed(struct lfr_flow *flow);
void lfr_deliver_flow_freed(struct lfr_flow *flow);
struct lfr_device *lfr_deliver_pipeline(struct lfr_pipeline *pipeline, struct net *net);

#endif /* _LFRING_CONTROL_DELIVER_H */
