// SPDX-License-Identifier: GPL-2.0
/* The suites that KUnit runs too, and those that only make sense in user space. */
#define _GNU_SOURCE
#include "case_native.h"
#include "../cases/suites.h"
#include "explore_cases.h"
#include "interrupt_cases.h"
#ifndef LFR_CASES_RING_ONLY
#include "bcast_replay_cases.h"
#include "stream_interrupt_cases.h"
#include "pool_interrupt_cases.h"
#endif
#ifdef LFR_NATIVE_WINDOW
#include "../cases/window_cases.h"
#endif

#define LFR_NATIVE_TABLE(name)	lfr_##name##_cases,

static struct lfr_case *const lfr_native_suites[] = {
	LFR_SUITES(LFR_NATIVE_TABLE)
#ifdef LFR_NATIVE_WINDOW
	lfr_window_cases,
#endif
#ifndef LFR_CASES_RING_ONLY
	lfr_bcast_replay_cases,
	lfr_stream_interrupt_cases,
	lfr_pool_interrupt_cases,
#endif
	lfr_interrupt_cases,
	lfr_explore_cases,
	NULL
};

int main(int argc, char **argv)
{
	return lfr_native_main(argc, argv, lfr_native_suites);
}
