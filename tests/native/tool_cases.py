# SPDX-License-Identifier: GPL-2.0
"""tool_cases.py LFRINGCTL [GROUP]... - the tests of lfringctl that need no module."""

import sys

import tool_case_args
import tool_case_bench
import tool_case_capture
import tool_case_docs
import tool_case_errors
import tool_case_flow_args
import tool_case_flows
import tool_case_reads
import tool_case_runs
from tool_harness import Harness

GROUPS = {"args": tool_case_args, "bench": tool_case_bench, "capture": tool_case_capture, "docs": tool_case_docs, "errors": tool_case_errors,
          "flow_args": tool_case_flow_args, "flows": tool_case_flows, "reads": tool_case_reads, "runs": tool_case_runs}


def main():
    harness = Harness(sys.argv[1])
    for name in sys.argv[2:] or GROUPS:
        group = GROUPS[name]
        for case in [getattr(group, n) for n in dir(group) if n.startswith("case_")]:
            harness.kernel.reset()
            try:
                case(harness)
            except Exception as error:  # one test's mistake is not to end the others
                harness.check(False, f"{case.__name__} gets through", repr(error))
    return 1 if harness.failed or not harness.passed else 0


sys.exit(main())
