# SPDX-License-Identifier: GPL-2.0
"""show, stats, monitor and version: what they print, and when they end."""

import json
import re
import signal
import subprocess

from tool_kernel import RUNNING


def case_show(harness):
    harness.kernel.add("lfring0", producers=8, rate=12500, size_multiplier=1250)
    harness.kernel.add("video")
    result = harness.run("show")
    harness.check(result.status == 0 and result.out.startswith("lfring0: idle\n") and
                  "\nvideo: idle\n" in result.out and
                  re.search(r"^ +rate +12\.5 Mb/s$", result.out, re.M) and
                  re.search(r"^ +wake +both$", result.out, re.M), "show as text", result)
    shown = harness.run("-j", "show").json()
    harness.check([s["name"] for s in shown] == ["lfring0", "video"] and shown[0]["rate"] == 12.5
                  and shown[0]["size_multiplier"] == 1.25 and shown[0]["producers"] == 8 and
                  shown[0]["wake"] == "both", "show as JSON, with numbers in units of the keys",
                  shown)
    one = harness.run("-j", "show", "video").json()
    harness.check([s["name"] for s in one] == ["video"], "show of one pipeline", one)
    pretty = harness.run("-j", "-p", "show", "video")
    harness.check(pretty.json() == one and pretty.out.count("\n") > 20, "pretty JSON is the same",
                  pretty)
    config = [k for k in harness.run("-j", "help", "keys").json()]
    args = [str(w) for k in config for w in (k["key"], shown[0][k["key"]])]
    result = harness.run("add", "copy", *args)
    harness.check(result.status == 0 and
                  harness.kernel.pipelines["copy"].config ==
                  harness.kernel.pipelines["lfring0"].config,
                  "what show prints can be given to add", result)


def case_none(harness):
    harness.check(harness.run("-j", "show").json() == [], "no pipeline is an empty array")
    harness.check(harness.run("-j", "stats").json() == [], "no statistics are an empty array")
    result = harness.run("stats")
    harness.check(result.status == 0 and result.out == "", "no pipeline is no text", result)


def case_names(harness):
    """Names are bytes to the kernel, and not to a terminal or a reader of JSON."""
    harness.kernel.add('quote"back\\slash\tesc\033[31m')
    shown = harness.run("-j", "show")
    harness.check(shown.json()[0]["name"] == 'quote"back\\slash\tesc\033[31m',
                  "an odd name survives JSON", shown)
    text = harness.run("show")
    harness.check("\033" not in text.out and "\\x1b[31m" in text.out,
                  "an odd name does nothing to a terminal", text)


def case_stats(harness):
    one = harness.kernel.add("lfring0", producers=2, rate=50000)
    one.state, one.ran = 3, 10.0
    stats = harness.run("-j", "stats").json()[0]
    wanted = {"name": "lfring0", "state": "stopped", "run_seconds": 10, "target_mbps": 100,
              "offered": 86206, "produced": 86206, "dropped": 0, "in_window": 2000}
    harness.check(all(stats[k] == v for k, v in wanted.items()), "stats as JSON", stats)
    harness.check(stats["residency_ns"] == [0, 0, 10, 200, 5000, 70, 1] and
                  stats["wake_late_ns"] == [] and stats["ring"]["capacity"] == 1024 and
                  [s["id"] for s in stats["ring"]["shards"]] == [0, 1] and
                  stats["ring"]["shards"][0]["pushed"] == 2**40 and
                  [p["id"] for p in stats["producers"]] == [0, 1] and
                  all(i["holds"] for i in stats["identities"]) and
                  len(stats["identities"]) == 4, "stats has its parts", stats)
    text = harness.run("stats")
    harness.check(text.out.startswith("lfring0: stopped, 10.0 s, 99.99") and
                  text.out.count("  = ") == 4 and "!=" not in text.out and
                  re.search(r"from +8 ns +5000  #{40}$", text.out, re.M), "stats as text", text)
    harness.kernel.lost = 1
    text = harness.run("stats")
    harness.check(text.out.count("!=") == 1 and "WRONG" in text.out,
                  "an identity that does not hold is marked", text)
    stats = harness.run("-j", "stats").json()[0]
    harness.check([i["holds"] for i in stats["identities"]] == [True, True, False, True],
                  "an identity that does not hold is false", stats["identities"])
    harness.kernel.lost = 0
    line = harness.run("stats", "--oneline").out
    harness.check(line == "[stats] inserted=86206 trimmed=84206 (rate=99.998 Mb/s) btree=2000 "
                  "ring=0/1024 (produced=86206 dropped=0)\n", "stats on one line", line)
    harness.kernel.add("b")
    lines = harness.run("stats", "-o").out.splitlines()
    harness.check(len(lines) == 2 and lines[1].endswith(" pipeline=b"),
                  "several pipelines on a line each, named", lines)


def case_large(harness):
    """More producers than one message can tell, and dumps that are interrupted."""
    harness.kernel.add("lfring0", producers=1024)
    harness.kernel.add("b", producers=1024)
    harness.kernel.interruptions = 3
    stats = harness.run("-j", "stats")
    both = stats.json()
    harness.check([[p["id"] for p in one["producers"]] for one in both] ==
                  [list(range(1024))] * 2, "1024 producers of two pipelines, each once",
                  stats.out[:2000])
    harness.check(harness.kernel.interruptions == 0, "dumps were interrupted")
    harness.kernel.interruptions = 10**6
    harness.check_error("dumps that are always interrupted end with an error", 1, ["too fast"],
                        "show")


def case_watch(harness):
    harness.kernel.add("lfring0", producers=1)
    result = harness.run("-j", "stats", "-w", "0.05", "-c", "3")
    lines = result.out.splitlines()
    harness.check(result.status == 0 and len(lines) == 3 and
                  all(json.loads(line)[0]["name"] == "lfring0" for line in lines),
                  "JSON again and again, an array a line", result)
    result = harness.run("stats", "-w", "0.05", "-c", "2")
    harness.check(result.status == 0 and result.out.count("lfring0: idle") == 2 and
                  "\033" not in result.out and "\r" not in result.out,
                  "text again and again, without codes for a terminal", result)
    result = harness.terminal("stats", "-w", "0.05", "-c", "3", rows=10, columns=60)
    pages = result.out.split("\033[H")[1:]
    harness.check(result.status == 0 and len(pages) == 3 and
                  all(p.count("\n") <= 9 and "producer state" not in p for p in pages) and
                  all(len(line.replace("\033[K", "").replace("\033[J", "").rstrip()) < 60
                      for p in pages for line in p.splitlines()),
                  "on a terminal pages replace each other and fit", result)
    result = harness.terminal("stats", "-w", "0.1", keys=b"\x03", when=b"lfring0")
    harness.check(result.status == 0, "Ctrl-C ends watching", result)
    for number in (signal.SIGINT, signal.SIGTERM):
        process = harness.start("stats", "-o", "-w", "60")
        process.stdout.readline()
        process.send_signal(number)
        result = harness.end(process)
        harness.check(result.status == 0, f"{number.name} ends watching", result)
    process = harness.start("stats", "-w", "60")
    process.stdout.readline()
    process.stdout.close()
    harness.check(process.wait(20) == 1, "watching ends when nobody reads", process.returncode)
    process.stderr.close()


def monitor(harness, *args, **options):
    """A monitor that has subscribed."""
    harness.kernel.joined.clear()
    process = harness.start(*args, "monitor", **options)
    harness.kernel.joined.wait(20)
    return process


def case_monitor(harness):
    process, text = monitor(harness, "-j"), monitor(harness)
    harness.run("add", "x", "producers", "2")
    harness.run("start", "x")
    harness.kernel.event("drop-ntf", {"name": "x", "reason": "no_memory", "dropped": 7,
                                      "suppressed": 2})
    harness.run("stop", "x")
    harness.run("set", "x", "rate", "5")
    harness.run("del", "x")
    events = [json.loads(process.stdout.readline()) for _ in range(6)]
    harness.check([e["event"] for e in events] ==
                  ["pipeline-add-ntf", "state-ntf", "drop-ntf", "state-ntf", "pipeline-set-ntf",
                   "pipeline-del-ntf"] and all(e["name"] == "x" and e["time"] > 1e9
                                               for e in events),
                  "events as JSON, each at once", events)
    harness.check(events[0]["producers"] == 2 and events[1]["state"] == "running" and
                  events[2]["reason"] == "no_memory" and events[2]["dropped"] == 7 and
                  events[4]["rate"] == 5, "events have what they tell", events)
    process.send_signal(signal.SIGTERM)
    result = harness.end(process)
    harness.check(result.status == 0 and not result.err, "SIGTERM ends monitor", result)
    lines = [text.stdout.readline() for _ in range(6)]
    stamp = r"^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} x: "
    wanted = ["added", "running", r"dropped 7 for no_memory \(2 events before were not sent\)",
              "stopped", "changed", "removed"]
    harness.check(all(re.match(stamp + w + "$", line) for w, line in zip(wanted, lines)),
                  "events as text", lines)
    text.send_signal(signal.SIGINT)
    harness.check(harness.end(text).status == 0, "SIGINT ends monitor")

    process = monitor(harness)
    process.stdout.close()
    harness.check(process.wait(20) == 0, "monitor ends when nobody reads", process.returncode)
    process.stderr.close()

    process = monitor(harness)
    harness.kernel.unload()
    result = harness.end(process)
    harness.check(harness.one_line(result, 1, "unloaded"), "monitor ends with the module", result)


def case_monitor_head(harness):
    """As in a pipe to head, whose end comes with an event under way."""
    harness.kernel.joined.clear()
    process = subprocess.Popen(["bash", "-c", 'set -o pipefail; "$0" monitor | head -n 1',
                                harness.tool], env=harness.env, stdout=subprocess.PIPE, text=True)
    harness.kernel.joined.wait(20)
    for name in ("a", "b", "c"):
        harness.run("add", name)
    out, _ = process.communicate(timeout=60)
    harness.check(process.returncode == 0 and out.endswith(" a: added\n"),
                  "monitor in front of head", f"{process.returncode} {out}")


def case_version(harness):
    own = harness.run("-V").out.split()[1]
    release = re.match(r"\d+\.\d+\.\d+", own).group(0)
    env = {**harness.env, "LFRING_TEST_VERSION": release}
    result = harness.run("version", env=env)
    harness.check(result.status == 0 and not result.err and own in result.out and
                  f"module {release}, netlink family version 1" in result.out,
                  "versions that fit each other", result)
    result = harness.run("-j", "version", env=env)
    harness.check(result.json() == [{"tool": own, "module": release, "family_version": 1}],
                  "versions as JSON", result)
    result = harness.run("version", env={**env, "LFRING_TEST_VERSION": "9.9.9"})
    harness.check(result.status == 0 and "different versions" in result.err and
                  "9.9.9" in result.err, "versions that differ are warned of", result)
    harness.kernel.version = 2
    result = harness.run("version", env=env)
    harness.check(result.status == 0 and "family" in result.err, "another family is warned of",
                  result)
    harness.kernel.loaded = False
    result = harness.run("-j", "version")
    harness.check(result.status == 0 and not result.err and
                  result.json() == [{"tool": own, "module": None, "family_version": None}],
                  "no module has no version", result)


def case_removed_meanwhile(harness):
    """A pipeline that goes between two questions."""
    harness.kernel.add("lfring0", producers=1).state = RUNNING
    harness.kernel.add("gone", producers=1)
    plain = harness.kernel.records

    def records(op_name, one):
        if op_name == "stats-get":
            harness.kernel.pipelines.pop("gone", None)
        return plain(op_name, one)

    harness.kernel.records = records
    result = harness.run("-j", "stats")
    del harness.kernel.records
    harness.check(result.status == 0 and [len(s["producers"]) for s in result.json()] == [1, 0],
                  "a pipeline that goes meanwhile does no harm", result)
