/* SPDX-License-Identifier: GPL-2.0 */
/*
 * engine_suites.h - the suites of the engine
 *
 * X(name) stands for the table lfr_<name>_cases. They run on simulated time, all but the
 * window's are of no use without.
 */
#ifndef _LFRING_ENGINE_SUITES_H
#define _LFRING_ENGINE_SUITES_H

#include "window_cases.h"

#define LFR_ENGINE_SUITES(X)	\
	X(window)

#endif /* _LFRING_ENGINE_SUITES_H */
