/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_ERRNO_H
#define _LFR_SHIM_ERRNO_H

#include_next <linux/errno.h>

/* The kernel keeps it to itself. */
#define ERESTARTSYS	512

#endif /* _LFR_SHIM_ERRNO_H */
