#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""results.py [--suites LIST]... FILE...

Print a result line for each case in what kunit.py wrote with --json, in the form of
tests/lib/results.sh. LIST is a header with suites in the form X(name): where one of them did not
run that is a failure too, so that a suite left out of the build does not go unnoticed.
"""
import argparse
import json
import pathlib
import re
import sys


def cases(suite):
    """Yield (name, statuses) of the cases of a suite; one with parameters has many statuses."""
    for case in suite["test_cases"]:
        yield case["name"], [case["status"]]
    for group in suite["sub_groups"]:
        yield group["name"], [s for _, statuses in cases(group) for s in statuses]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--suites", type=pathlib.Path, action="append", default=[])
    parser.add_argument("files", type=pathlib.Path, nargs="+")
    args = parser.parse_args()

    ran, failed = set(), 0
    for file in args.files:
        for suite in json.loads(file.read_text())["sub_groups"]:
            for name, statuses in cases(suite):
                # The case in which the kernel died has no name yet.
                line = f"ok - {suite['name']}: {name or 'the kernel crashed'}"
                if all(s == "SKIP" for s in statuses):
                    print(line, "# SKIP")
                elif all(s in ("PASS", "SKIP") for s in statuses):
                    print(line)
                    ran.add(suite["name"])
                else:
                    print("not", line)
                    failed += 1
                    ran.add(suite["name"])

    for header in args.suites:
        for name in re.findall(r"^\tX\((\w+)\)", header.read_text(), re.MULTILINE):
            if not any(suite.endswith(f"_{name}") for suite in ran):
                print(f"not ok - {name}: did not run")
                failed += 1
    sys.exit(1 if failed or not ran else 0)


if __name__ == "__main__":
    main()
