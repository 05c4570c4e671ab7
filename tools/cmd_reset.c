// SPDX-License-Identifier: GPL-2.0
#include <linux/lfring.h>

#include "cmd.h"

enum status cmd_reset(const struct args *args)
{
	return cmd_change(args, LFRING_CMD_PIPELINE_RESET);
}
