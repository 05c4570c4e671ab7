/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_STRING_H
#define _LFR_SHIM_STRING_H

#include <string.h>

#endif /* _LFR_SHIM_STRING_H */
