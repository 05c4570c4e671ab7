/* SPDX-License-Identifier: GPL-2.0 */
/*
 * suites.h - the suites of the library, for the runners
 *
 * X(name) stands for the table lfr_<name>_cases.
 */
#ifndef _LFRING_SUITES_H
#define _LFRING_SUITES_H

#include "ring_cases.h"

#define LFR_SUITES(X)	\
	X(ring)

#endif /* _LFRING_SUITES_H */
