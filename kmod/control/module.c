// SPDX-License-Identifier: GPL-2.0
/*
 * module.c - the order in which lfring comes and goes
 *
 * Netlink comes last, when there is something to control, and goes first, so that
 * nothing new is asked for while sources stop, rings are drained and memory goes.
 */
#include <linux/init.h>
#include <linux/module.h>
#include "control/debugfs.h"
#include "control/deliver.h"
#include "control/netlink.h"
#include "control/params.h"
#include "control/registry.h"
#include "deliver/device.h"
#include "net/flows.h"

static const struct lfr_flows_ops lfr_module_flows = {
	.alarm = lfr_netlink_alarm,
	.added = lfr_deliver_flow_added,
	.removed = lfr_deliver_flow_removed,
	.freed = lfr_deliver_flow_freed,
};

static int __init lfr_module_init(void)
{
	int ret;

	ret = lfr_params_check();
	if (ret)
		return ret;
	ret = lfr_device_init();
	if (ret)
		return ret;
	ret = lfr_registry_init();
	if (ret)
		goto device_exit;
	ret = lfr_flows_init(&lfr_module_flows);
	if (ret)
		goto registry_exit;
	lfr_debugfs_init();
	ret = lfr_params_start();
	if (ret)
		goto flows_exit;
	ret = lfr_netlink_init();
	if (ret)
		goto flows_exit;
	return 0;

flows_exit:
	lfr_debugfs_exit();
	lfr_flows_exit();
registry_exit:
	lfr_registry_exit();
device_exit:
	lfr_device_exit();
	return ret;
}

static void __exit lfr_module_exit(void)
{
	lfr_netlink_exit();
	lfr_debugfs_exit();
	lfr_flows_exit();
	lfr_registry_exit();
	lfr_device_exit();
}

module_init(lfr_module_init);
module_exit(lfr_module_exit);

MODULE_DESCRIPTION("Sharded lock-free packet ring with an ordered window");
MODULE_LICENSE("GPL");
MODULE_VERSION("0.1.0");
