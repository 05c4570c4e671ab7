// SPDX-License-Identifier: GPL-2.0
/*
 * deliver.c - what flows and pipelines have in /dev/lfring
 */
#include <linux/err.h>
#include <linux/minmax.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include "control/deliver.h"
#include "deliver/device.h"
#include "engine/pipeline.h"
#include "net/udpflow.h"

/* Longer packets than these are rare, also where a device could have some. */
#define LFR_DELIVER_LEN_MAX	9216u

/* The longest packet that one of the flow's devices has. */
static u32 lfr_deliver_flow_len(void *ctx)
{
	const struct lfr_flow *flow = ctx;
	const struct net_device *dev;
	u32 len = 0, i;

	rcu_read_lock();
	for (i = 0; i < flow->setup.nr_paths; i++) {
		dev = rcu_dereference(flow->path[i].dev);
		if (dev)
			len = max(len, READ_ONCE(dev->mtu) + dev->hard_header_len);
	}
	rcu_read_unlock();
	return min(len, LFR_DELIVER_LEN_MAX);
}

/**
 * lfr_deliver_flow_added() - have a device for a flow
 * @flow: the flow
 *
 * Context: process, may sleep.
 * Return: 0 or an error.
 */
int lfr_deliver_flow_added(struct lfr_flow *flow)
{
	const struct lfr_device_source source = {
		.net = flow->net,
		.tap = &flow->tap,
		.len = lfr_deliver_flow_len,
		.ctx = flow,
	};
	struct lfr_device *device = lfr_device_create(flow->setup.name, &source);

	if (IS_ERR(device))
		return PTR_ERR(device);
	flow->device = device;
	return 0;
}

/**
 * lfr_deliver_flow_removed() - tell who reads a flow that this was all
 * @flow: the flow, which has handed on its last packet
 *
 * Context: process, may sleep.
 */
void lfr_deliver_flow_removed(struct lfr_flow *flow)
{
	lfr_device_close(flow->device);
}

/**
 * lfr_deliver_flow_freed() - nobody uses a flow any more
 * @flow: the flow
 *
 * Context: process, may sleep.
 */
void lfr_deliver_flow_freed(struct lfr_flow *flow)
{
	lfr_device_put(flow->device);
}

static u32 lfr_deliver_pipeline_len(void *ctx)
{
	struct lfr_config cfg;

	lfr_pipeline_config(ctx, &cfg);
	return cfg.value[LFR_KEY_PACKET_SIZE];
}

/**
 * lfr_deliver_pipeline() - have a device for a pipeline
 * @pipeline: the pipeline
 * @net: its namespace
 *
 * Context: process, may sleep.
 * Return: the device, or an error pointer.
 */
struct lfr_device *lfr_deliver_pipeline(struct lfr_pipeline *pipeline, struct net *net)
{
	const struct lfr_device_source source = {
		.net = net,
		.tap = lfr_pipeline_tap(pipeline),
		.len = lfr_deliver_pipeline_len,
		.ctx = pipeline,
	};

	return lfr_device_create(lfr_pipeline_name(pipeline), &source);
}
