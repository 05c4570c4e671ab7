/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Before 6.2 an operation has one type, with do and dump in it. What is common to both types
 * is all that lfring uses.
 */
#ifndef _LFRING_COMPAT_NET_GENETLINK_H
#define _LFRING_COMPAT_NET_GENETLINK_H

#include <linux/version.h>
#include_next <net/genetlink.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 2, 0)
#define genl_split_ops genl_ops
#endif

#endif /* _LFRING_COMPAT_NET_GENETLINK_H */
