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


def cases(group, prefix=""):
    """Yield name and status of the cases of a suite; one with parameters is as many cases."""
    for case in group["test_cases"]:
        # The case in which the kernel died has no name yet.
        yield prefix + (case["name"] or "the kernel crashed"), case["status"]
    for sub in group["sub_groups"]:
        yield from cases(sub, f"{prefix}{sub['name']}: ")


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--suites", type=pathlib.Path, action="append", default=[])
    parser.add_argument("files", type=pathlib.Path, nargs="+")
    args = parser.parse_args()

    ran, failed = set(), 0
    for file in args.files:
        for suite in json.loads(file.read_text())["sub_groups"]:
            for name, status in cases(suite):
                line = f"ok - {suite['name']}: {name}"
                if status == "SKIP":
                    print(line, "# SKIP")
                    continue
                ran.add(suite["name"])
                if status == "PASS":
                    print(line)
                else:
                    print("not", line)
                    failed += 1

    for header in args.suites:
        for name in re.findall(r"^\tX\((\w+)\)", header.read_text(), re.MULTILINE):
            if not any(suite.endswith(f"_{name}") for suite in ran):
                print(f"not ok - {name}: did not run")
                failed += 1
    sys.exit(1 if failed or not ran else 0)


if __name__ == "__main__":
    main()
