/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_BUILD_BUG_H
#define _LFR_SHIM_BUILD_BUG_H

#define static_assert(condition, message)	_Static_assert(condition, message)

#endif /* _LFR_SHIM_BUILD_BUG_H */
