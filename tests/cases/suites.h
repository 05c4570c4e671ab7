/* SPDX-License-Identifier: GPL-2.0 */
/*
 * suites.h - the suites of the library, for the runners
 *
 * X(name) stands for the table lfr_<name>_cases. With LFR_CASES_RING_ONLY there are just those
 * of the sharded ring, which take a third of the time to compile.
 */
#ifndef _LFRING_SUITES_H
#define _LFRING_SUITES_H

#include "autosize_cases.h"
#include "backoff_cases.h"
#include "merge_cases.h"
#include "order_cases.h"
#include "pace_cases.h"
#include "regress_cases.h"
#include "ring_cases.h"
#include "shards_cases.h"
#include "threads_cases.h"

#define LFR_SUITES_RING(X)	\
	X(ring)			\
	X(shards)		\
	X(backoff)		\
	X(order)		\
	X(merge)		\
	X(threads)		\
	X(regress)		\
	X(pace)			\
	X(autosize)

#ifdef LFR_CASES_RING_ONLY

#define LFR_SUITES(X)		LFR_SUITES_RING(X)

#else

#include "bcast_cases.h"
#include "bcast_order_cases.h"
#include "bcast_place_cases.h"
#include "bcast_regress_cases.h"
#include "bcast_threads_cases.h"
#include "extract_cases.h"
#include "metrics_cases.h"
#include "pool_cases.h"
#include "pool_regress_cases.h"
#include "pool_threads_cases.h"
#include "seqnum_cases.h"
#include "stream_cases.h"
#include "stream_order_cases.h"
#include "stream_regress_cases.h"
#include "stream_threads_cases.h"
#include "typed_cases.h"

#define LFR_SUITES(X)		\
	LFR_SUITES_RING(X)	\
	X(stream)		\
	X(stream_order)		\
	X(stream_regress)	\
	X(stream_threads)	\
	X(bcast)		\
	X(bcast_threads)	\
	X(typed)		\
	X(pool)			\
	X(pool_regress)		\
	X(pool_threads)		\
	X(bcast_order)		\
	X(bcast_regress)	\
	X(bcast_place)		\
	X(seqnum)		\
	X(extract)		\
	X(metrics)

#endif

#endif /* _LFRING_SUITES_H */
