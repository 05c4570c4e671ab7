/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_JIFFIES_H
#define _LFR_SHIM_JIFFIES_H

#define HZ			1000
#define msecs_to_jiffies(ms)	((unsigned long)(ms))

#endif /* _LFR_SHIM_JIFFIES_H */
