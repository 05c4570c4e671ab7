/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Before 6.5 what is about aggregates is declared in linux/netdevice.h.
 */
#ifndef _LFRING_COMPAT_NET_GSO_H
#define _LFRING_COMPAT_NET_GSO_H

#include <linux/version.h>

#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 5, 0)
#include_next <net/gso.h>
#else
#include <linux/netdevice.h>
#endif

#endif /* _LFRING_COMPAT_NET_GSO_H */
