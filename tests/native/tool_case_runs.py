# SPDX-License-Identifier: GPL-2.0
"""run: what it asks of the kernel in which order, what it shows, and what it thinks of it."""

import os
import signal
import time

from tool_kernel import RUNNING


def changes(harness):
    """What was asked to be changed, without what only reads."""
    return [(name.removeprefix("pipeline-"), values) for name, values in harness.kernel.requests
            if not name.endswith("-get")]


def case_new(harness):
    result = harness.run("run", "producers", "2", "rate", "50", "duration", "20")
    harness.check(result.status == 0 and result.out.endswith("\nPASS\n") and
                  result.out.count("  ok\n") == 6 and "FAIL" not in result.out and
                  "\033" not in result.out and not result.err, "a run that passes", result)
    harness.check(changes(harness) ==
                  [("add", {"name": "lfring0", "producers": 2, "rate": 50000, "duration": 20}),
                   ("start", {"name": "lfring0"})], "a pipeline that is not there is added",
                  changes(harness))
    harness.check("Starting: 2 producers @ 50 Mb/s, ring=1024/2 shards, window max=2000, "
                  "consumer every 10 ms\n" in result.out, "a run begins with what it is", result)
    lines = [line for line in result.out.splitlines() if line.startswith("[")]
    harness.check(lines and lines[-1].startswith("[####################] 20.0/20 s  99.99"),
                  "progress goes to the end", result)


def case_running(harness):
    """As after loading the module with producers."""
    one = harness.kernel.add("lfring0", producers=2, rate=50000)
    one.state, one.start = RUNNING, time.monotonic()
    result = harness.run("run", "lfring0", "duration", "10")
    harness.check(result.status == 0 and [c[0] for c in changes(harness)] ==
                  ["set", "stop", "reset", "start"], "a pipeline that runs is run anew",
                  f"{changes(harness)}\n{result}")
    one.state, one.start, one.config["duration"] = RUNNING, time.monotonic(), 0
    harness.kernel.requests.clear()
    result = harness.run("run", "producers", "1")
    harness.check(result.status == 0 and [c[0] for c in changes(harness)] ==
                  ["set", "stop", "set", "reset", "start"] and
                  changes(harness)[2][1] == {"name": "lfring0", "producers": 1, "duration": 10},
                  "what cannot change while it runs is set when it has stopped",
                  f"{changes(harness)}\n{result}")
    one.state, one.start = RUNNING, time.monotonic()
    harness.kernel.requests.clear()
    result = harness.run("run", "rate", "0")
    harness.check(result.status == 1 and [c[0] for c in changes(harness)] == ["set"] and
                  one.state == RUNNING, "a run that is refused leaves what runs alone",
                  f"{changes(harness)}\n{result}")


def case_judged(harness):
    def verdict(**oddities):
        harness.kernel.reset()
        for name, value in oddities.items():
            setattr(harness.kernel, name, value)
        result = harness.run("-j", "run", "producers", "2", "rate", "50", "duration", "10",
                             "tolerance", "0.1")
        return result.status, {k for k, v in result.json()[0]["verdict"].items() if not v}

    for name, oddities, wanted in (
            ("nothing wrong", {}, (0, set())),
            ("a rate within the tolerance", {"rate_factor": 0.9992}, (0, set())),
            ("a rate too low", {"rate_factor": 0.998}, (1, {"rate_kept", "passed"})),
            ("a rate too high", {"rate_factor": 1.002}, (1, {"rate_kept", "passed"})),
            ("packets dropped", {"drops": 5}, (1, {"nothing_dropped", "passed"})),
            ("packets lost", {"lost": 1}, (1, {"accounted", "passed"}))):
        got = verdict(**oddities)
        harness.check(got == wanted, f"the verdict on {name}", got)

    harness.kernel.reset()
    harness.kernel.rate_factor = 0.998
    result = harness.run("run", "producers", "2", "rate", "50", "tolerance", "0.5")
    harness.check(result.status == 0, "a tolerance that is given counts", result)
    harness.kernel.drops = 5
    result = harness.run("run")
    harness.check(result.status == 1 and result.out.endswith("\nFAIL\n") and
                  "(ring_full 5)  FAIL\n" in result.out, "drops are shown by reason", result)
    harness.kernel.drops, harness.kernel.lost, harness.kernel.rate_factor = 0, 1, 1.0
    result = harness.run("run")
    harness.check(result.status == 1 and result.out.count("FAIL") == 2 and "!=" in result.out,
                  "an identity that fails is shown", result)
    harness.kernel.reset()
    result = harness.run("run", "producers", "1", "rate", "0.05", "duration", "1")
    harness.check(result.status == 0, "a rate is not blamed for packets being whole", result)


def case_json(harness):
    result = harness.run("-j", "run", "producers", "2", "duration", "10")
    one = result.json()
    harness.check(len(one) == 1 and result.out.count("\n") == 1 and
                  one[0]["tolerance_percent"] == 0.1 and one[0]["interrupted"] is False and
                  abs(one[0]["deviation_percent"]) < 0.1 and
                  one[0]["cpu"]["cpus"] == os.cpu_count() and
                  one[0]["cpu"]["wall_seconds"] > 0 and len(one[0]["producers"]) == 2 and
                  one[0]["state"] == "stopped", "a run as JSON is one array on one line", result)


def case_interrupted(harness):
    """Stopped in order, with a summary, whatever ends it."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        harness.kernel.reset()
        harness.kernel.speed = 1.0
        process = harness.start("run", "producers", "1", "duration", "0")
        harness.until(lambda: harness.kernel.pipelines.get("lfring0") and
                      harness.kernel.pipelines["lfring0"].state == RUNNING)
        time.sleep(0.3)
        process.send_signal(number)
        result = harness.end(process)
        harness.check(result.status == 0 and "interrupted" in result.out and
                      result.out.endswith("\nPASS\n") and
                      changes(harness)[-1] == ("stop", {"name": "lfring0"}),
                      f"{number.name} stops a run in order", f"{changes(harness)}\n{result}")
    harness.kernel.reset()
    harness.kernel.speed = 1.0
    process = harness.start("run", "producers", "1", "duration", "0")
    process.stdout.readline()
    process.stdout.close()
    status = process.wait(20)
    process.stderr.close()
    harness.check(status == 1 and changes(harness)[-1][0] == "stop",
                  "a run that nobody watches is stopped", f"{status} {changes(harness)}")


def case_terminal(harness):
    result = harness.terminal("run", "producers", "1", "duration", "20", columns=50)
    lines = [part for part in result.out.split("\r") if part.startswith("[")]
    harness.check(result.status == 0 and len(lines) > 2 and
                  all(len(line.split("\033[K")[0]) < 50 for line in lines),
                  "on a terminal progress stays on its line", result)
    harness.kernel.speed = 1.0
    result = harness.terminal("run", "duration", "0", keys=b"\x03", when=b" Mb/s  dropped")
    harness.check(result.status == 0 and "interrupted" in result.out, "Ctrl-C stops a run", result)


def case_odd(harness):
    harness.check_error("a run without producers is refused", 1, ["producers"], "run")
    one = harness.kernel.add("lfring0", producers=2)
    one.state, one.start = RUNNING, time.monotonic()
    harness.check_error("a run with 0 producers is refused", 1, ["producers"], "run",
                        "producers", "0")
    harness.check(changes(harness) == [] and one.state == RUNNING,
                  "and has changed nothing", changes(harness))
    harness.kernel.reset()
    harness.kernel.never_ends = True
    result = harness.run("run", "producers", "1", "duration", "1")
    harness.check("did not end by itself" in result.err and changes(harness)[-1][0] == "stop" and
                  harness.kernel.pipelines["lfring0"].state != RUNNING,
                  "a run that does not end is ended", result)
    harness.kernel.reset()
    harness.kernel.speed = 1.0
    process = harness.start("run", "producers", "1", "duration", "0")
    harness.until(lambda: "lfring0" in harness.kernel.pipelines and
                  harness.kernel.pipelines["lfring0"].state == RUNNING)
    harness.run("del", "lfring0")
    result = harness.end(process)
    harness.check(result.status == 1 and "no such pipeline" in result.err,
                  "a pipeline that is removed in mid-run is an error", result)
    harness.kernel.reset()
    result = harness.run("run", "producers", "1", "pace", "none", "duration", "10")
    harness.check(result.status == 0, "a run without pace has no rate to keep", result)
