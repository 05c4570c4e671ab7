/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_SCHED_H
#define _LFR_SHIM_SCHED_H

#include <limits.h>

#define MAX_SCHEDULE_TIMEOUT	LONG_MAX

#endif /* _LFR_SHIM_SCHED_H */
