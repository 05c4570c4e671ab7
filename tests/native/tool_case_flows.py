# SPDX-License-Identifier: GPL-2.0
"""flow: what is shown, now and again, and what the kernel refuses."""

import errno
import json
import os
import random
import re
import shlex
import signal
import subprocess
import time

from tool_case_errors import mangled
from tool_case_flow_args import BASE, FIELD, RTP, add
from tool_case_reads import monitor
from tool_netlink import Refusal

ROUND = [
    "cam dev eth0 proto udp dport 5004 seq rtp",
    "a dev eth0 dev eth1 src 10.0.0.1 dst 239.1.2.3 proto udp sport 7 dport 65535 seq be32@8 "
    "mode merge window 17 window_bytes 18 hold_ms 19 late drop alarm_lost 20 alarm_reordered 21 "
    "clock_hz 22",
    "b dev lo dst ff15::1 proto udp dport 1 seq le16@1400 mode reorder late accept",
    "c dev lo src ::ffff:10.0.0.1 dport 2 seq be8@0",
    "$'odd name' dev $'e th' dport 3 seq srt",
    "$'q\\'\\\\\\x1b$(touch x);' dev lo dport 4 seq pktgen",
    "name -dash dev -x dport 5 seq le64@3",
]


def case_show(harness):
    kernel = harness.kernel
    for line in ROUND:
        result = shell(harness, "flow add " + line)
        harness.check(result.returncode == 0, f"added: {line}", result)
    flows = {name: dict(one.config) for name, one in kernel.flows.items()}
    harness.check(len(flows) == len(ROUND) and "q'\\\x1b$(touch x);" in flows and "-dash" in flows,
                  "all flows are there under their names", flows)
    shown = harness.run("flow", "show")
    lines = shown.out.splitlines()
    harness.check(shown.status == 0 and len(lines) == len(ROUND) and "\x1b" not in shown.out,
                  "a line for each flow", shown)
    harness.check(lines[0] == "cam dev eth0 proto udp dport 5004 seq rtp mode observe window 4096 "
                  "window_bytes 8388608 hold_ms 50 late accept alarm_lost 0 alarm_reordered 0" and
                  lines[1] == ROUND[1], "the line is that of flow add", shown)
    kernel.flows.clear()
    for line in lines:
        shell(harness, "flow add " + line)
    harness.check({name: one.config for name, one in kernel.flows.items()} == flows,
                  "what flow show prints, pasted after flow add, adds the same", kernel.flows)
    harness.check(harness.run("flow", "show").out == shown.out, "and is shown the same again")
    # By others than this tool such a flow can be added.
    kernel.add_flow("mode", dev=["lo"], dport=1, seq=RTP)
    result = harness.run("flow", "show", "name", "mode")
    harness.check(result.out.startswith("name mode dev lo "), "a name that is a key is announced",
                  result)
    kernel.flows.clear()
    kernel.add_flow("w", dev=["lo"], dport=1, seq=FIELD, seq_offset=3, seq_bits=8, seq_order=1)
    kernel.add_flow("x", dev=["lo"], dport=1, seq=FIELD, seq_offset=3, seq_bits=24, seq_order=1)
    kernel.add_flow("y", dev=["lo"], dport=1, seq=77)
    lines = harness.run("flow", "show").out.splitlines()
    harness.check([line.split()[8] for line in lines] == ["be8@3", "?", "?"],
                  "what cannot be given is not made up", lines)


def case_show_device(harness):
    shell(harness, "flow add " + ROUND[0])
    line = harness.run("flow", "show").out
    next(iter(harness.kernel.flows.values())).suffix = ".1"
    shown = harness.run("flow", "show").out
    name = harness.run("-j", "flow", "show").json()[0]["name"]
    harness.check("#" not in line and shown == f"{line[:-1]} # lfring/{name}.1\n",
                  "where a flow is read is said if it is not its name", shown)


def shell(harness, line):
    """The tool called with words as a shell makes them, quotes and all."""
    return subprocess.run(["bash", "--norc", "-c", f"{shlex.quote(harness.tool)} {line}"],
                          env=harness.env, cwd=harness.dir.name, capture_output=True, text=True,
                          timeout=60)


def case_show_json(harness):
    for line in ROUND[:3]:
        shell(harness, "flow add " + line)
    shown = harness.run("-j", "flow", "show").json()
    harness.check(shown[1] == {
        "name": "a", "dev": ["eth0", "eth1"], "src": "10.0.0.1", "dst": "239.1.2.3", "sport": 7,
        "dport": 65535, "seq": "be32@8", "seq_offset": 8, "seq_bits": 32, "seq_order": "be",
        "mode": "merge", "window": 17, "window_bytes": 18, "hold_ms": 19, "late": "drop",
        "alarm_lost": 20, "alarm_reordered": 21, "device": "lfring/a",
        "clock_hz": 22},
        "flow show as JSON", shown)
    harness.check(list(shown[1]) == [a["name"] for a in harness.spec.sets["flow"]],
                  "flow show has the attributes of the specification", shown)
    harness.check("src" not in shown[0] and shown[0]["seq"] == "rtp" and
                  "seq_bits" not in shown[0] and shown[2]["dst"] == "ff15::1" and
                  shown[0]["dev"] == ["eth0"], "what a flow has not is not there", shown)
    one = harness.run("flow", "show", "b", "-j", "-p")
    harness.check(one.json() == [shown[2]] and one.out.count("\n") > 10, "pretty JSON of one flow",
                  one)
    harness.check(harness.run("flow", "-j", "show", "b").json() == [shown[2]],
                  "options between the words")
    harness.kernel.flows.clear()
    harness.check(harness.run("-j", "flow", "show").json() == [] and
                  harness.run("-j", "flow", "stats").json() == [] and
                  harness.run("flow", "show").out == "" and harness.run("flow", "stats").out == "",
                  "no flow is an empty array, and no text")


STATS = """cam: merge, 10.0 s, 8.000 Mb/s
  received         10000  = delivered 9884 + dropped 110 + held 6  ok
  dropped            110  = dropped_duplicate 100 + dropped_late 10  ok

                    packets      share   per second
  received            10000                  1000.0
  delivered            9884   98.840 %        988.4
  dropped               110    1.100 %         11.0  duplicate 100, late 10
  late                   20    0.200 %          2.0  30 numbers were given up
  lost                  100    1.000 %         10.0  in 4 bursts, the longest of 7
  duplicate             100    1.000 %         10.0
  reordered            2500   25.253 %        250.0  extent up to 12, late by up to 12.1 ms

  held      6 packets of 6000 bytes now, at most 64 at a time
  jitter    612 us
  delay     half of the packets were held below 8 ns, 99 % below 16 ns
  numbers   streams 1, stray 2
  arrival   segments 44
  sender    retransmitted 7
  bypass    fragment 1, short 2, malformed 3, control 4, overflow 5, no_memory 6
  readers   readers 1, records 9884, lost 12, truncated 3

  path                  received   per second       Mb/s    duplicate    reordered         late         lost
  eth0                      5000        500.0      4.000          100            6            9          100
  eth1                      5000        500.0      4.000          100            7            8          101

  each by itself            lost    in bursts    longest    duplicate    reordered       extent      late by     jitter
  eth0                        11            8          3            0            4            2      5.00 ms    41.0 us
  eth1                        12            9          4            1            5            3      6.00 ms    42.0 us
"""


def case_stats(harness):
    one = harness.kernel.add_flow("cam", dev=["eth0", "eth1"], dport=1, seq=RTP, mode=2)
    one.lost = 100
    text = harness.run("flow", "stats")
    harness.check(text.out == STATS and text.status == 0, "flow stats as text", text)
    one.leak = 1
    text = harness.run("flow", "stats", "cam")
    harness.check(text.out.count("!=") == 1 and
                  "!= delivered 9883 + dropped 110 + held 6  BROKEN\n" in text.out,
                  "a flow's identity that does not hold is marked", text)
    holds = [i["holds"] for i in harness.run("-j", "flow", "stats").json()[0]["identities"]]
    harness.check(holds == [False, True], "and is false", holds)
    one.leak, one.seconds, one.lost = 0, 0, 0
    text = harness.run("flow", "stats")
    harness.check(text.status == 0 and text.out.count("  ok\n") == 2 and
                  not re.search("nan|inf|BROKEN|%", text.out.split("\n  held ")[0]),
                  "a flow that has seen nothing", text)
    other = harness.kernel.add_flow("b", dev=["lo"], dport=1, seq=RTP)
    other.seconds = 1
    text = harness.run("flow", "stats")
    harness.check("\n\nb: observe, 1.0 s, 8.000 Mb/s\n" in text.out,
                  "several flows, a blank line between", text)


DISTRIBUTIONS = """
  added_delay_ns: how long packets were held; half below 8 ns, 99 % below 16 ns
    from     4 ns          900  ########################################
    from     8 ns           95  ####
    from    16 ns            5  #

  loss_burst: packets lost one after the other; half below 2, 99 % below 2
    from        1            4  ########################################

  extent: packets since an earlier one with a higher number (RFC 4737, 4.2); half below 4, 99 % below 4
    from        1            5  #################################
    from        2            6  ########################################

  late_offset_ns: time since then (RFC 4737, 4.3); half below 4 ns, 99 % below 4 ns
    from     2 ns            7  ########################################

  n_reordering: reordered packets by n (RFC 4737, 5.3); half below 2, 99 % below 3
    from        1            9  ########################################
    from        2            8  ####################################

  density_early: packets by how many places they came too early (RFC 5236, 3); half below 2, 99 % below 2
    from        1            3  ########################################

  density_late: the same of those that came too late, or in their place; half below 1, 99 % below 2
    from        0          100  ########################################
    from        1            3  #
    from        2            1  #

"""


def case_distributions(harness):
    one = harness.kernel.add_flow("cam", dev=["eth0", "eth1"], dport=1, seq=RTP, mode=2)
    one.lost = 100
    text = harness.run("flow", "stats", "-d")
    plain, _, rest = text.out.partition("\n\n  added_delay_ns:")
    lines = rest.splitlines()
    harness.check(text.status == 0 and plain + "\n" == STATS and
                  ("\n  added_delay_ns:" + rest).startswith(DISTRIBUTIONS),
                  "flow stats with distributions", text)
    harness.check(sum(line.startswith("    from") for line in lines) == 13 + 63 and
                  lines[-1].startswith("    from       63           63  ####"),
                  "the last bucket of a linear histogram", text)
    one.seconds = 0
    harness.check(harness.run("flow", "stats", "--distributions", "cam").out.count("from") > 0,
                  "the long option")


def case_stats_json(harness):
    one = harness.kernel.add_flow("cam", dev=["eth0", "eth1"], dport=1, seq=RTP, mode=1)
    stats = harness.run("-j", "flow", "stats").json()
    wanted = {**one.stats(), "mode": "reorder"}
    for key, val in wanted.items():
        harness.check(stats[0][key] == val, f"flow stats tells {key}", stats[0].get(key))
    added = {"run_seconds", "identities"}

    def names(set_name):
        return [a["name"] for a in harness.spec.sets[set_name] if a["type"] != "pad"]

    harness.check([n for n in stats[0] if n not in added] == names("flow-stats") and
                  list(stats[0]["metrics"]) == names("flow-metrics") and
                  list(stats[0]["bypass"]) == names("flow-bypass") and
                  list(stats[0]["path"][1]) == names("flow-path") and
                  list(stats[0]["readers"]) == names("readers"),
                  "flow stats has the attributes of the specification", stats)
    harness.check([i["holds"] for i in stats[0]["identities"]] == [True, True] and
                  stats[0]["identities"][0]["identity"] ==
                  "received = delivered + dropped + held" and stats[0]["run_seconds"] == 10,
                  "flow stats as JSON has its identities", stats)
    harness.kernel.add_flow("b", dev=["lo"], dport=1, seq=RTP)
    harness.check([s["name"] for s in harness.run("-j", "flow", "stats").json()] == ["cam", "b"] and
                  [s["name"] for s in harness.run("-j", "flow", "stats", "b").json()] == ["b"],
                  "statistics of all flows or one")


def rates(out, word):
    """The last number of each line that begins with the word."""
    return re.findall(rf"^  {word} +\d+ .*?(\d+\.\d)(?:  |$)", out, re.M)


def case_watch(harness):
    one = harness.kernel.add_flow("cam", dev=["eth0"], dport=1, seq=RTP)
    plain, told = harness.kernel.records, []

    def records(op_name, flow):
        # The second look comes two seconds later in which 500 were lost, then it is reset.
        one.seconds, one.lost = [(10, 0), (12, 500), (1, 3), (1, 3)][len(told)]
        told.append(op_name)
        return plain(op_name, flow)

    harness.kernel.records = records
    result = harness.run("flow", "stats", "-w", "0.05", "-c", "4")
    del harness.kernel.records
    harness.check(result.status == 0 and result.out.count("cam: observe") == 4 and
                  "\033" not in result.out and told == ["flow-stats-get"] * 4,
                  "flow stats again and again", result)
    harness.check(rates(result.out, "lost") == ["0.0", "250.0", "3.0", "3.0"],
                  "rates are since the look before, or since the reset", result)
    harness.check(rates(result.out, "received") == ["1000.0"] * 4, "rates of what was received",
                  result)
    begin = time.monotonic()
    result = harness.run("-j", "flow", "stats", "-w", "0.3", "-c", "3", "cam")
    harness.check(time.monotonic() - begin >= 0.6, "the time between looks is kept", result)
    result = harness.run("-j", "flow", "stats", "-w", "0.05", "-c", "2", "cam")
    harness.check([json.loads(line)[0]["name"] for line in result.out.splitlines()] ==
                  ["cam", "cam"], "JSON of flows again and again", result)
    result = harness.terminal("flow", "stats", "-w", "0.05", "-c", "2", rows=10, columns=60)
    harness.check(result.status == 0 and len(result.out.split("\033[H")) == 3,
                  "flow stats on a terminal", result)
    harness.kernel.flows.clear()
    result = harness.run("flow", "stats", "-c", "1")
    harness.check(result.out == "there is no flow\n", "watching no flow says so", result)
    harness.check_error("watching a flow that is not there", 1, ["none: no such flow"],
                        "flow", "stats", "-w", "1", "none")


def case_monitor(harness):
    process, text = monitor(harness, "-j"), monitor(harness)
    harness.until(lambda: len(harness.kernel.listeners) == 2)
    harness.run(*add(*BASE, "dst", "10.1.2.3"))
    harness.run("flow", "set", "cam", "mode", "merge")
    harness.kernel.event("flow-alarm-ntf", {"name": "cam", "alarm": "reordered", "ppm": 7000,
                                            "threshold": 5000})
    harness.run("flow", "del", "cam")
    events = [json.loads(process.stdout.readline()) for _ in range(4)]
    harness.check([e["event"] for e in events] ==
                  ["flow-add-ntf", "flow-set-ntf", "flow-alarm-ntf", "flow-del-ntf"],
                  "events of flows as JSON", events)
    harness.check(events[0]["dst"] == "10.1.2.3" and events[0]["dev"] == ["eth0"] and
                  events[1]["mode"] == "merge" and events[2]["alarm"] == "reordered" and
                  events[2]["ppm"] == 7000 and events[2]["threshold"] == 5000,
                  "events of flows have what they tell", events)
    lines = [text.stdout.readline().split(" ", 2)[2] for _ in range(4)]
    harness.check(lines == ["cam: flow added\n", "cam: flow changed\n",
                            "cam: reordered 7000 of a million packets, the alarm is at 5000\n",
                            "cam: flow removed\n"], "events of flows as text", lines)
    for one in (process, text):
        one.send_signal(signal.SIGTERM)
        harness.check(harness.end(one).status == 0, "SIGTERM ends monitor")


def case_refused(harness):
    kernel = harness.kernel
    kernel.add_flow("cam", dev=["eth0"], dport=1, seq=RTP)
    harness.check_error("a flow that exists", 1, ["cam: a flow of that name exists"], *add(*BASE))
    harness.check_error("no such flow", 1, ["none: no such flow"], "flow", "del", "none")
    harness.check_error("no such flow to show", 1, ["none: no such flow"], "flow", "show", "none")
    harness.check_error("no such flow's statistics", 1, ["none: no such"], "flow", "stats", "none")
    harness.check_error("a window out of range", 1,
                        ["cam: window 0: integer out of range", "1 to 65536 packets"],
                        "flow", "set", "cam", "window", "0")
    harness.check_error("a time out of range", 1, ["hold_ms 10001: ", "1 to 10000 ms"],
                        "flow", "add", "b", *BASE, "hold_ms", "10001")
    harness.check_error("a device that there is not", 1, ["b: dev nodev: no such device"],
                        "flow", "add", "b", "dev", "nodev", *BASE[2:])
    # Where in the request of BASE these are: after two headers, name, dev.
    for offset, text in ((20 + 8 + 12, "src 10.0.0.1: "), (20 + 8 + 12 + 8, "dport 5004: ")):
        kernel.refuse["flow-add"] = Refusal(errno.EINVAL, "overlaps", offset)
        harness.check_error(f"what the kernel does not name: {text}", 1, ["b: " + text + "overlaps"],
                            "flow", "add", "b", *BASE, "src", "10.0.0.1")
    texts = {errno.ENOENT: "there is no such flow", errno.EEXIST: "there is such a flow already",
             errno.EBUSY: "busy", errno.ENODEV: "No such device"}
    for number, text in texts.items():
        kernel.refuse["flow-set"] = Refusal(number)
        harness.check_error(f"{errno.errorcode[number]} without words, of a flow", 1,
                            ["cam: ", text], "flow", "set", "cam", "window", "1")
    kernel.refuse.clear()
    kernel.interruptions = 10**6
    harness.check_error("flows that come and go", 1, ["flows come and go too fast"],
                        "flow", "show")
    kernel.interruptions = 0
    kernel.admin = False
    for words in (add(*BASE), ["flow", "set", "cam", "window", "1"], ["flow", "del", "cam"],
                  ["flow", "flush", "cam"], ["flow", "reset", "cam"]):
        harness.check_error(f"{words[1]} of a flow says which privilege it needs", 1,
                            ["CAP_NET_ADMIN"], *words)
    for words in (["flow", "show"], ["flow", "stats"]):
        result = harness.run(*words)
        harness.check(result.status == 0 and result.out, f"{words[1]} of flows needs no privilege",
                      result)


def case_old_module(harness):
    harness.kernel.knows_flows = False
    for words in (add(*BASE), ["flow", "set", "cam", "window", "1"], ["flow", "del", "cam"],
                  ["flow", "flush", "cam"], ["flow", "reset", "cam"], ["flow", "show"],
                  ["flow", "stats", "cam"], ["flow", "stats", "-w", "1"]):
        harness.check_error(f"flow {words[1]} with a module that knows none", 1,
                            ["the loaded module knows no flows", "older"], *words)
    harness.kernel.loaded = False
    harness.check_error("flow without the module", 1, ["not loaded"], "flow", "show")


def case_help(harness):
    for args in (["flow", "--help"], ["help", "flow"], ["fl", "-h"]):
        result = harness.run(*args)
        harness.check(result.status == 0 and not result.err and
                      result.out.startswith("usage: lfringctl [-j] [-p] flow COMMAND\n"),
                      f"'{' '.join(args)}' explains flow", result)
    for args in (["flow", "add", "--help"], ["help", "flow", "add"], ["flow", "add", "x", "-h"]):
        result = harness.run(*args)
        harness.check(result.status == 0 and not result.err and result.out.startswith(
            "usage: lfringctl [-j] [-p] flow add NAME dev DEVICE [dev DEVICE]... dport PORT "
            "seq SEQ [KEY VALUE]...\n"), f"'{' '.join(args)}' explains flow add", result)
    result = harness.run("help", "flow", "set")
    keys = [line.split()[0] for line in result.out.split("\nKeys:\n")[1].splitlines()]
    wanted = harness.spec.ops["flow-set"]["do"]["request"]["attributes"][1:]
    harness.check(keys == wanted, "help of flow set has the keys that can change", result)


def case_malformed(harness):
    """What has not the length that the specification says is not guessed at."""
    one = harness.kernel.add_flow("cam", dev=["eth0"], dport=1, seq=RTP)
    good = dict(one.config)
    for key, val in (("src", bytes(5)), ("dst", b""), ("src", bytes(17)), ("dev", ["eth0", b"x"])):
        one.config = {**good, key: val}
        harness.check_error(f"{key} of {val} in a reply", 1, ["malformed reply"], "flow", "show")


def case_mangled(harness):
    """As for pipelines: whatever comes, no sanitizer complains."""
    kernel, chance = harness.kernel, random.Random(21)
    for i in range(3):
        kernel.add_flow(f"f{i}", dev=["eth0", "eth1"], dport=1, seq=FIELD, seq_offset=1,
                        seq_bits=16, seq_order=0, src=bytes(16), dst=bytes(16), sport=1)
    calls = [["flow", "show"], ["-j", "flow", "show"], ["flow", "stats"],
             ["-j", "flow", "stats", "f1"], add("dev", "nodev", *BASE[2:])]
    bad = None
    for turn in range(int(os.environ.get("LFRING_FUZZ", "100"))):
        kernel.mangle = lambda d: mangled(d, chance) if chance.random() < 0.5 else d
        args = calls[turn % len(calls)]
        result = harness.run(*args)
        if result.status not in (0, 1) or "Sanitizer" in result.err:
            bad = f"turn {turn}, {args}: {result}"
            break
    harness.check(bad is None, "mangled replies about flows do no harm", bad)
