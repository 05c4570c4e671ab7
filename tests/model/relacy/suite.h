/* SPDX-License-Identifier: GPL-2.0 */
/*
 * suite.h - how a suite of Relacy is run
 */
#ifndef _LFR_RELACY_SUITE_H
#define _LFR_RELACY_SUITE_H

#include <stdlib.h>
#include <iostream>
#include "relacy_memory.h"

/*
 * lfr_relacy_run() - run a suite @name with LFR_RELACY_RUNS random schedules
 *
 * Return: false if all of them went well; else Relacy has printed the one that did not.
 */
template <typename suite> static bool lfr_relacy_run(const char *name)
{
	const char *runs = getenv("LFR_RELACY_RUNS");
	rl::test_params params;
	std::ostream quiet(NULL);
	bool good;

	params.iteration_count = runs ? atoi(runs) : 10000;
	params.search_type = rl::random_scheduler_type;
	params.execution_depth_limit = 10000;
	params.progress_stream = &quiet;
	good = rl::simulate<suite>(params);
	std::cout << name << ": " << rl::test_result_str(params.test_result) << ", "
		  << params.stop_iteration << " schedules\n";
	return !good;
}

#endif /* _LFR_RELACY_SUITE_H */
