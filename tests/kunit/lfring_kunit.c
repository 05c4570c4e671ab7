// SPDX-License-Identifier: GPL-2.0
/*
 * lfring_kunit.c - the suites of the library, those of tests/cases/suites.h
 *
 * They are named lfr_*, and need time to pass while they run.
 */
#include "cases/suites.h"

kunit_test_suites(LFR_SUITES(LFR_KUNIT_SUITE));

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suites of the lfring library");
