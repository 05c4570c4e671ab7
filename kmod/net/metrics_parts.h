/* SPDX-License-Identifier: GPL-2.0 */
/*
 * metrics_parts.h - what the parts of metrics.h share
 */
#ifndef _LFRING_NET_METRICS_PARTS_H
#define _LFRING_NET_METRICS_PARTS_H

#include "net/metrics.h"

/* Place in a ring of the last numbers. */
#define LFR_METRICS_RECENT(i)	((u32)(i) & (LFR_METRICS_LINEAR - 1))

void lfr_metrics_density_add(struct lfr_metrics *m, u64 seq);
void lfr_metrics_density_end(struct lfr_metrics *m);
void lfr_metrics_occupancy_add(struct lfr_metrics *m, u64 seq);

#endif /* _LFRING_NET_METRICS_PARTS_H */
