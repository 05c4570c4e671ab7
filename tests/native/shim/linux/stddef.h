/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_STDDEF_H
#define _LFR_SHIM_STDDEF_H

#include_next <linux/stddef.h>

#include <stddef.h>

#endif /* _LFR_SHIM_STDDEF_H */
