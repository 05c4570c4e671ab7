# SPDX-License-Identifier: GPL-2.0
"""What lfring_bench is asked for, and what becomes of its answers."""

import os
import tempfile

from tool_case_docs import complete

LIST = """\
w1\tlfr_local\tlocal\tours\t1\tone thread: push, pop
w1\tlfr_shared\tmpsc\tours\t1\tone thread: push, pop
w1\tptr_ring\tmpsc\tpeer\t1\tone thread: push, pop
w1\tptr_ring_spsc\tspsc\tpeer\t1\tone thread: push, pop
w1.32\tlfr_local\tlocal\tours\t1\tbatches
batch.10\tlfring\t-\tours\t2\tpops of 10
batch.100\tlfring\t-\tours\t2\tpops of 100
"""


class Bench:
    """Stands in for the module."""

    def __init__(self, harness, answers=(), listed=LIST):
        self.harness = harness
        # As long as the test, for who takes the environment only.
        harness.benches = getattr(harness, "benches", []) + [self]
        self.dir = tempfile.TemporaryDirectory(prefix="lfring-bench.")
        self.env = {**harness.env, "LFRING_TEST_BENCH": self.dir.name}
        self.write("list", listed)
        self.write("answers", "".join(a + "\n" for a in answers))

    def write(self, name, text):
        with open(os.path.join(self.dir.name, name), "w", encoding="utf-8") as file:
            file.write(text)

    def run(self, *args, **options):
        return self.harness.run("bench", *args, env=self.env, **options)

    def requests(self):
        with open(os.path.join(self.dir.name, "requests"), encoding="utf-8") as file:
            return file.read().splitlines()


def case_order(harness):
    bench = Bench(harness, ["1000 100"] * 16)
    result = bench.run("--reps", "2", "-t", "40", "w1", "w1.32")
    one = [f"w1 {who} 10 40" for who in ("lfr_local", "lfr_shared", "ptr_ring", "ptr_ring_spsc")]
    harness.check(result.status == 0 and not result.err and
                  bench.requests() == 2 * (one + ["w1.32 lfr_local 10 40"]),
                  "bench has contestants take turns", f"{result}\n{bench.requests()}")
    bench = Bench(harness, ["1000 100"] * 99)
    result = bench.run()
    harness.check(result.status == 0 and len(bench.requests()) == 5 * 7 and
                  all(r.endswith(" 25 100") for r in bench.requests()),
                  "bench measures all of it five times for 100 ms", result)


def case_figures(harness):
    # ns an item: local 2 4 3, shared 10 10 10, ptr_ring 9 6 12, ptr_ring_spsc 1 1 1
    answers = ["200 100", "1000 100", "900 100", "100 100", "700 100",
               "400 100", "1000 100", "600 100", "100 100", "700 100",
               "300 100", "1000 100", "1200 100", "100 100", "700 100"]
    harness.check_error("a dot alone is no workload", 1, ["'w1.'", "--list"], "bench", "w1.",
                        env=Bench(harness).env)
    result = Bench(harness, answers).run("-j", "-r", "3", "w1")
    rows = {row["contestant"]: row for row in result.json() if row["workload"] == "w1"}
    local, shared, peer = rows["lfr_local"], rows["lfr_shared"], rows["ptr_ring"]
    harness.check((local["min_ns"], local["median_ns"], local["max_ns"]) == (2, 3, 4),
                  "bench has the median, the lowest and the highest", local)
    harness.check(local["best_peer"] == "ptr_ring" and local["ratio"] == 3 and
                  shared["best_peer"] == "ptr_ring" and shared["ratio"] == 0.9,
                  "bench compares with the best that is as safe", rows)
    harness.check("ratio" not in peer and local["ours"] is True and peer["ours"] is False and
                  peer["samples"] == 3, "bench tells what is lfring's", peer)
    text = Bench(harness, answers).run("-r", "3", "w1").out.splitlines()
    order = [line[2:].split()[0] for line in text[2:] if line[:2] in ("* ", "  ")]
    harness.check(order[:4] == ["ptr_ring_spsc", "lfr_local", "ptr_ring", "lfr_shared"],
                  "bench shows the fastest first", "\n".join(text))
    harness.check(any("lfr_local" in line and line.endswith("3.00 of ptr_ring") for line in text),
                  "bench shows the ratio", "\n".join(text))


def case_absent(harness):
    bench = Bench(harness, ["-19", "-19", "-19"])
    result = bench.run("-r", "2", "batch")
    harness.check(result.status == 0 and "not enough CPUs: batch.10, batch.100" in result.out and
                  len(bench.requests()) == 2, "bench asks once for what needs more CPUs", result)
    result = Bench(harness, ["0 0", "500 100", "0 0"]).run("-j", "-r", "3", "w1.32")
    harness.check(result.json()[0]["samples"] == 1 and result.json()[0]["median_ns"] == 5,
                  "a sample in which nothing came out does not count", result)
    result = Bench(harness, ["0 0"]).run("-r", "1", "w1.32")
    harness.check(result.status == 0 and "nan" not in result.out and "inf" not in result.out,
                  "no sample at all is no figure", result)


def case_list(harness):
    result = Bench(harness).run("--list")
    harness.check([line.split()[0] for line in result.out.splitlines()] ==
                  ["w1", "w1.32", "batch.10", "batch.100"], "bench lists each workload once", result)
    result = Bench(harness).run("-l", "-j", "batch")
    harness.check(result.json() == [{"workload": "batch.10", "about": "pops of 10"},
                                    {"workload": "batch.100", "about": "pops of 100"}],
                  "bench lists what is meant, as JSON too", result)
    harness.env["LFRING_TEST_BENCH"] = Bench(harness).dir.name
    got = complete(harness, "bench", "w1", "bat")
    del harness.env["LFRING_TEST_BENCH"]
    harness.check(got == ["batch.10", "batch.100"], "completion offers workloads", got)


def case_errors(harness):
    harness.check_error("bench says that its module is not loaded", 1,
                        ["lfring_bench is not loaded", "modprobe lfring_bench"], "bench",
                        env={**harness.env, "LFRING_TEST_BENCH": "/nonexistent"})
    refused = [("items that are wrong", "-5", ["w1, lfr_local", "lost", "dmesg"]),
               ("a signal", "-4", ["w1, lfr_local", "Interrupted"]),
               ("a list that is not true any more", "-2", ["lfr_local", "any more"]),
               ("an answer that is none", "fish", ["'fish", "is none"])]
    for name, answer, words in refused:
        harness.check_error(f"bench: {name} is an error", 1, words, "bench", "w1",
                            env=Bench(harness, [answer]).env)
    harness.check_error("bench: a list it does not understand", 1, ["understand"], "bench",
                        env=Bench(harness, listed="w1 of spaces\n").env)
    harness.check_error("bench: a list of nothing", 1, ["no workloads"], "bench",
                        env=Bench(harness, listed="").env)
    harness.check_error("bench: an unknown workload", 1, ["'w9'", "--list"], "bench", "w9",
                        env=Bench(harness).env)
    for name, words, args in [("no repetition", ["--reps", "0"], ["-r", "0"]),
                              ("a number of repetitions that is none", ["--reps"], ["-r", "x"]),
                              ("too many repetitions", ["--reps", "1000"], ["--reps", "1001"]),
                              ("no time", ["--time"], ["-t", "0"]),
                              ("too much time", ["--time", "10000"], ["-t", "10001"]),
                              ("too many words", ["64", "'w1'"], ["w1"] * 65)]:
        harness.check_error(f"bench: {name} is refused", 2, words, "bench", *args)
    with open("/dev/full", "w", encoding="ascii") as full:
        result = Bench(harness, ["500 100"] * 9).run("-r", "1", "w1", stdout=full)
    harness.check(result.status == 1 and "standard output" in result.err,
                  "bench on a full disk fails", result)
