/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_KERNEL_H
#define _LFR_SHIM_KERNEL_H

#include <linux/compiler.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include <linux/types.h>

#endif /* _LFR_SHIM_KERNEL_H */
