// SPDX-License-Identifier: GPL-2.0
/* What is done with flows; what shows them is in files of its own. */
#include <linux/lfring.h>

#include "cmd.h"

/* clang-format off */

const struct cmd cmd_flow_table[] = {
	{ .name = "show", .run = cmd_flow_show, .takes = TAKES_NAME, .set = &attr_flow,
	  .doc = "show flows, as they are added" },
	{ .name = "stats", .run = cmd_flow_stats, .takes = TAKES_NAME, .set = &attr_flow,
	  .doc = "show what flows have done, and what was wrong with them",
	  .opts = cmd_flow_stats_opts },
	{ .name = "add", .run = cmd_flow_add, .takes = TAKES_KEYS, .set = &attr_flow,
	  .named = true, .use = KEY_ADD, .doc = "take a flow's packets from now on" },
	{ .name = "set", .run = cmd_flow_set, .takes = TAKES_KEYS, .set = &attr_flow,
	  .named = true, .use = KEY_SET, .doc = "change a flow without losing a packet" },
	{ .name = "del", .run = cmd_flow_del, .takes = TAKES_NAME, .set = &attr_flow,
	  .named = true, .doc = "hand on what a flow holds, and remove it" },
	{ .name = "flush", .run = cmd_flow_flush, .takes = TAKES_NAME, .set = &attr_flow,
	  .named = true, .doc = "hand on what a flow holds, whatever is missing" },
	{ .name = "reset", .run = cmd_flow_reset, .takes = TAKES_NAME, .set = &attr_flow,
	  .named = true, .doc = "set a flow's counters to zero" },
	{ 0 },
};

/* clang-format on */

enum status cmd_flow_add(const struct args *args)
{
	char error[256];

	if (args_check_new_name(&attr_flow, args->name))
		return STATUS_USAGE;
	if (config_check_new(&args->config, error, sizeof(error)))
		return usage("%s: %s", args->name, error);
	return cmd_change(args, LFRING_CMD_FLOW_ADD);
}

enum status cmd_flow_set(const struct args *args)
{
	if (config_empty(&args->config))
		return usage("%s: set what? give at least one KEY VALUE, 'lfringctl help flow set' "
			     "lists the keys",
			     args->name);
	return cmd_change(args, LFRING_CMD_FLOW_SET);
}

enum status cmd_flow_del(const struct args *args)
{
	return cmd_change(args, LFRING_CMD_FLOW_DEL);
}

enum status cmd_flow_flush(const struct args *args)
{
	return cmd_change(args, LFRING_CMD_FLOW_FLUSH);
}

enum status cmd_flow_reset(const struct args *args)
{
	return cmd_change(args, LFRING_CMD_FLOW_RESET);
}
