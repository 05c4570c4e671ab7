#!/usr/bin/python3
# SPDX-License-Identifier: GPL-2.0
"""results.py [--suites SOURCE...] [--] FILE...

Print a result line for each case in what kunit.py wrote with --json, in the form of
tests/lib/results.sh. SOURCE has suites, in a list as X(name) or in full: where one of them did
not run that is a failure too, so that a suite left out of the build does not go unnoticed.
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
    parser.add_argument("--suites", type=pathlib.Path, nargs="+", default=[])
    parser.add_argument("files", type=pathlib.Path, nargs="+")
    args = parser.parse_args()

    seen, ran, failed = set(), 0, 0
    for file in args.files:
        for suite in json.loads(file.read_text())["sub_groups"]:
            for name, status in cases(suite):
                seen.add(suite["name"])
                line = f"ok - {suite['name']}: {name}"
                if status == "SKIP":
                    print(line, "# SKIP")
                    continue
                ran += 1
                if status == "PASS":
                    print(line)
                else:
                    print("not", line)
                    failed += 1

    for source in args.suites:
        text = source.read_text()
        names = re.findall(r"^\tX\((\w+)\)", text, re.MULTILINE)
        names += re.findall(r'\.name = "(\w+)"', text)
        for name in names:
            if not any(suite == name or suite.endswith(f"_{name}") for suite in seen):
                print(f"not ok - {name}: did not run")
                failed += 1
    sys.exit(1 if failed or not ran else 0)


if __name__ == "__main__":
    main()
