// SPDX-License-Identifier: GPL-2.0
/*
 * module.c - a module that uses lfring's library
 *
 * It does all it does when it is loaded, and cannot be loaded if a count is off.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>
#include "sample.h"

unsigned int sample_lose;
module_param_named(lose, sample_lose, uint, 0444);
MODULE_PARM_DESC(lose, "items that each part loses on purpose, 0 to 100");

static int __init sample_init(void)
{
	int (*const parts[])(void) = { sample_ring, sample_stream, sample_bcast, sample_pool };
	int err = 0, ret, i;

	if (sample_lose > 100)
		return -EINVAL;
	/* All of them, whatever comes of the first. */
	for (i = 0; i < ARRAY_SIZE(parts); i++) {
		ret = parts[i]();
		err = err ?: ret;
	}
	return err;
}
module_init(sample_init);

static void __exit sample_exit(void)
{
}
module_exit(sample_exit);

MODULE_IMPORT_NS(LFRING);
MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("A sample of what lfring's library is used for");
