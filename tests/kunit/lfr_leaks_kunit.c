// SPDX-License-Identifier: GPL-2.0
/*
 * lfr_leaks_kunit.c - the last suites: has any of those before lost memory?
 *
 * kmemleak looks when it is told to, by a file or once in ten minutes. There is no
 * file system here, so this calls what the file does. What it finds it prints, and
 * tests/kunit/run reads that.
 */
#include <kunit/test.h>
#include <linux/delay.h>
#include <linux/kallsyms.h>
#include <linux/slab.h>

static void lfr_leaks_scan(struct kunit *test)
{
	void (*scan)(void);

	if (!IS_ENABLED(CONFIG_DEBUG_KMEMLEAK))
		kunit_skip(test, "kmemleak is not built in");
	scan = (void (*)(void))kallsyms_lookup_name("kmemleak_scan");
	KUNIT_ASSERT_NOT_NULL(test, (void *)scan);
	/* What is younger than five seconds it does not report. */
	msleep(6000);
	scan();
}

static struct kunit_case lfr_leaks_cases[] = {
	KUNIT_CASE_SLOW(lfr_leaks_scan),
	{}
};

static struct kunit_suite lfr_leaks_suite = {
	.name = "lfr_leaks",
	.test_cases = lfr_leaks_cases,
};

static struct kunit_suite lfrsim_leaks_suite = {
	.name = "lfrsim_leaks",
	.test_cases = lfr_leaks_cases,
};

kunit_test_suites(&lfr_leaks_suite, &lfrsim_leaks_suite);

MODULE_LICENSE("GPL");
MODULE_DESCRIPTION("KUnit suite that looks for memory other suites lost");
