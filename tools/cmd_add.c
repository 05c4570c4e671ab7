// SPDX-License-Identifier: GPL-2.0
#include <linux/lfring.h>

#include "cmd.h"

enum status cmd_add(const struct args *args)
{
	enum status status = STATUS_DONE;

	if (args->name)
		status = args_check_new_name(&attr_pipeline, args->name);
	return status ? status : cmd_change(args, LFRING_CMD_PIPELINE_ADD);
}
