// SPDX-License-Identifier: GPL-2.0
#include <linux/lfring.h>

#include "cmd.h"

enum status cmd_set(const struct args *args)
{
	if (config_empty(&args->config))
		return usage("set what? give at least one KEY VALUE, 'lfringctl help keys' lists "
			     "the keys");
	return cmd_change(args, LFRING_CMD_PIPELINE_SET);
}
