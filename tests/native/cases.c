// SPDX-License-Identifier: GPL-2.0
/* The suites that KUnit runs too. */
#include "case_native.h"
#include "../cases/suites.h"

#define LFR_NATIVE_TABLE(name)	lfr_##name##_cases,

static struct lfr_case *const lfr_native_suites[] = { LFR_SUITES(LFR_NATIVE_TABLE) NULL };

int main(int argc, char **argv)
{
	return lfr_native_main(argc, argv, lfr_native_suites);
}
