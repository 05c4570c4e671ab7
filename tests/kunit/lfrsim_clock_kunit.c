// SPDX-License-Identifier: GPL-2.0
/*
 * lfrsim_clock_kunit.c - is simulated time what the other suites take it for?
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/hrtimer.h>
#include <linux/ktime.h>
#include <linux/sched.h>

/* A sleep ends when it is due, to the microsecond. */
static void lfrsim_clock_exact(struct kunit *test)
{
	ktime_t due = ktime_add_ms(ktime_get(), 900);
	s64 late;

	set_current_state(TASK_UNINTERRUPTIBLE);
	schedule_hrtimeout(&due, HRTIMER_MODE_ABS);
	late = ktime_to_ns(ktime_sub(ktime_get(), due));
	KUNIT_EXPECT_GE(test, late, 0);
	KUNIT_EXPECT_LE(test, late, 20 * NSEC_PER_USEC);
}

/* Time stands still while code runs, but for what it costs to read the clock. */
static void lfrsim_clock_still(struct kunit *test)
{
	u64 start = ktime_get_ns();
	u32 i, sum = 0;

	for (i = 0; i < 10000000; i++)
		sum += READ_ONCE(i);
	KUNIT_EXPECT_LE(test, ktime_get_ns() - start, 10 * NSEC_PER_USEC);
}

static struct kunit_case lfrsim_clock_cases[] = {
	KUNIT_CASE(lfrsim_clock_exact),
	KUNIT_CASE(lfrsim_clock_still),
	{}
};

static struct kunit_suite lfrsim_clock_suite = {
	.name = "lfrsim_clock",
	.test_cases = lfrsim_clock_cases,
};

kunit_test_suite(lfrsim_clock_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite of simulated time");
