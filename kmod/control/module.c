// SPDX-License-Identifier: GPL-2.0
#include <linux/module.h>

static int __init lfr_module_init(void)
{
	return 0;
}

static void __exit lfr_module_exit(void)
{
}

module_init(lfr_module_init);
module_exit(lfr_module_exit);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("Lock-free packet rings with sequence windows");
