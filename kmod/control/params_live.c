// SPDX-License-Identifier: GPL-2.0
/*
 * params_live.c - module parameters that can be changed at any time
 *
 * Those of what is read from /dev/lfring are for devices that are opened by their first reader from
 * then on, flow_ring is for flows that are added, and flow_bytes for the packets that come.
 */
#define pr_fmt(fmt) "lfring: " fmt

#include <linux/errno.h>
#include <linux/kernel.h>
#include <linux/moduleparam.h>
#include <linux/printk.h>
#include <linux/string.h>
#include <linux/sysfs.h>
#include "deliver/area.h"
#include "net/udpflow.h"

/**
 * struct lfr_param_live - such a parameter
 * @value: what it is
 * @min: least
 * @max: most
 * @zero: 0 is allowed as well
 */
struct lfr_param_live {
	u32 *value;
	u32 min;
	u32 max;
	bool zero;
};

static int lfr_param_live_set(const char *text, const struct kernel_param *kp)
{
	const struct lfr_param_live *param = kp->arg;
	u32 value;

	if (!kstrtou32(text, 0, &value) &&
	    ((value >= param->min && value <= param->max) || (!value && param->zero))) {
		WRITE_ONCE(*param->value, value);
		return 0;
	}
	pr_err("%s=%.*s: must be %s%u to %u\n", kp->name, (int)strcspn(text, "\n"), text,
	       param->zero ? "0, or " : "", param->min, param->max);
	return -EINVAL;
}

static int lfr_param_live_get(char *buffer, const struct kernel_param *kp)
{
	const struct lfr_param_live *param = kp->arg;

	return sysfs_emit(buffer, "%u\n", READ_ONCE(*param->value));
}

static const struct kernel_param_ops lfr_param_live_ops = {
	.set = lfr_param_live_set,
	.get = lfr_param_live_get,
};

static struct lfr_param_live lfr_param_deliver_bytes = {
	.value = &lfr_area_limits.bytes,
	.min = LFR_AREA_BYTES_MIN,
	.max = LFR_AREA_BYTES_MAX,
};
module_param_cb(deliver_bytes, &lfr_param_live_ops, &lfr_param_deliver_bytes, 0644);
MODULE_PARM_DESC(deliver_bytes,
		 "Memory of the records of a device in /dev/lfring, while it is read (default 16777216)");

static struct lfr_param_live lfr_param_deliver_snaplen = {
	.value = &lfr_area_limits.snaplen,
	.min = LFR_AREA_SNAPLEN_MIN,
	.max = LFR_AREA_SNAPLEN_MAX,
	.zero = true,
};
module_param_cb(deliver_snaplen, &lfr_param_live_ops, &lfr_param_deliver_snaplen, 0644);
MODULE_PARM_DESC(deliver_snaplen,
		 "Bytes of a packet that readers get; 0: as its device or pipeline has (default 0)");

static struct lfr_param_live lfr_param_flow_bytes = {
	.value = &lfr_flow_all_bytes_max,
	.min = LFR_FLOW_ALL_BYTES_MIN,
	.max = U32_MAX,
};
module_param_cb(flow_bytes, &lfr_param_live_ops, &lfr_param_flow_bytes, 0644);
MODULE_PARM_DESC(flow_bytes,
		 "Memory of the packets that all flows hold together (default 536870912)");

static struct lfr_param_live lfr_param_flow_ring = {
	.value = &lfr_flow_ring,
	.min = LFR_FLOW_RING_MIN,
	.max = LFR_FLOW_RING_MAX,
};
module_param_cb(flow_ring, &lfr_param_live_ops, &lfr_param_flow_ring, 0644);
MODULE_PARM_DESC(flow_ring,
		 "Packets of a flow that wait on each CPU while another one is at work on it (default 1024)");
