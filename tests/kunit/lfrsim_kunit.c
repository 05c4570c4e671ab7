// SPDX-License-Identifier: GPL-2.0
/*
 * lfrsim_kunit.c - the suites of the engine, those of tests/cases/engine_suites.h
 *
 * They are named lfrsim_*, and need time that stands still while they run.
 */
#include "cases/engine_suites.h"

kunit_test_suites(LFR_ENGINE_SUITES(LFR_KUNIT_SIM_SUITE));

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suites of the lfring engine");
