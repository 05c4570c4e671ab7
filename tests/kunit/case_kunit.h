/* SPDX-License-Identifier: GPL-2.0 */
/*
 * case_kunit.h - what tests/cases/case.h asks of a runner, by KUnit
 */
#ifndef _LFRING_CASE_KUNIT_H
#define _LFRING_CASE_KUNIT_H

#include <kunit/test.h>

#define lfr_test	kunit
#define lfr_case	kunit_case

#define LFR_CASE(fn)		KUNIT_CASE(fn)
#define LFR_CASE_SLOW(fn)	KUNIT_CASE_SLOW(fn)

#define LFR_EXPECT(t, cond)		KUNIT_EXPECT_TRUE(t, cond)
#define LFR_EXPECT_EQ(t, a, b)		KUNIT_EXPECT_EQ(t, a, b)
#define LFR_EXPECT_MSG(t, cond, fmt, ...)	\
	KUNIT_EXPECT_TRUE_MSG(t, cond, fmt, ##__VA_ARGS__)
#define LFR_ASSERT(t, cond)		KUNIT_ASSERT_TRUE(t, cond)
#define LFR_ASSERT_EQ(t, a, b)		KUNIT_ASSERT_EQ(t, a, b)

#define LFR_SKIP(t, fmt, ...)	kunit_skip(t, fmt, ##__VA_ARGS__)
#define LFR_NOTE(t, fmt, ...)	kunit_info(t, fmt "\n", ##__VA_ARGS__)

/* A suite of the table lfr_<name>_cases, in a list for kunit_test_suites(). */
#define LFR_KUNIT_SUITE_AS(_name, _prefix)		\
	(&(struct kunit_suite) {			\
		.name = _prefix #_name,			\
		.test_cases = lfr_##_name##_cases,	\
	})

/* For real time. Not lfring_*: kunit.py gets lost when a case has the name of its suite. */
#define LFR_KUNIT_SUITE(_name)		LFR_KUNIT_SUITE_AS(_name, "lfr_"),
/* For simulated time. */
#define LFR_KUNIT_SIM_SUITE(_name)	LFR_KUNIT_SUITE_AS(_name, "lfrsim_"),

#endif /* _LFRING_CASE_KUNIT_H */
