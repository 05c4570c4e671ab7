# SPDX-License-Identifier: GPL-2.0
"""read: where packets come from, lines and files that they become, and every way that it can end."""

import errno
import fcntl
import json
import os
import pty
import random
import re
import resource
import select
import shutil
import signal
import struct
import subprocess
import termios
import time

import tool_pcapng
from tool_netlink import Refusal

T0 = 1700000000123456789
LATE = 1


def record(number, data, **fields):
    """struct lfring_record, the packet, and what makes the next one begin at a multiple of 8."""
    f = {"seq": number, "time": T0 + 1000 * number, "held": 0, "missed": 0, "len": len(data),
         "caplen": len(data), "stream": 0, "link": 1, "vlan_proto": 0, "vlan_tci": 0, "path": 0,
         "flags": 0, **fields}
    out = struct.pack("=QQQQQIIIHHHHI", number, f["seq"], f["time"], f["held"], f["missed"],
                      f["len"], f["caplen"], f["stream"], f["link"], f["vlan_proto"],
                      f["vlan_tci"], f["path"], f["flags"]) + data
    assert len(out) == 64 + len(data)
    return out + bytes(-len(out) % 8)


def payload(number, size=60):
    return bytes((i * 7 + number) & 255 for i in range(size))


def frame(number, size=60):
    return bytes.fromhex("020000000001" "020000000002" "0800") + payload(number, size)


def stream(count, size=60, first=1):
    return b"".join(record(n, frame(n, size)) for n in range(first, first + count))


class Place:
    """Files of a test, which are gone after it."""

    def __init__(self, harness, name):
        self.dir = os.path.join(harness.dir.name, name)
        os.makedirs(os.path.join(self.dir, "lfring"))
        self.env = {**harness.env, "LFRING_TEST_DEV": self.dir}
        self.out = os.path.join(self.dir, "out.pcapng")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        shutil.rmtree(self.dir)

    def path(self, name):
        return os.path.join(self.dir, name)

    def file(self, name, data):
        with open(self.path(name), "wb") as file:
            file.write(data)
        return self.path(name)

    def fifo(self, name="fifo"):
        """Its path, and a descriptor to write to; as a device it does not end by itself."""
        os.mkfifo(self.path(name))
        fd = os.open(self.path(name), os.O_RDWR)
        fcntl.fcntl(fd, fcntl.F_SETPIPE_SZ, 1 << 20)
        return self.path(name), fd


def summary(packets, size, lost=0):
    return f"{packets} packets, {size} bytes, {lost} lost\n"


def numbers(capture):
    return [(p["time"] - T0) // 1000 for p in capture.packets]


def parsed(path):
    try:
        return tool_pcapng.read(path)
    except (OSError, ValueError, KeyError) as error:
        return repr(error)


def check_file(harness, place, name, wanted, result=None):
    """The file is right, ended in order, and has these packets."""
    capture = parsed(place.out)
    good = not isinstance(capture, str) and capture.whole() and numbers(capture) == list(wanted)
    harness.check(good and (result is None or result.status == 0), name,
                  f"{capture if isinstance(capture, str) else numbers(capture)}\n{result}")


def case_parser(harness):
    """The reader that files are judged by notices what is wrong with one."""
    with Place(harness, "parser") as place:
        source = place.file("in", b"".join(record(n, frame(n, 61), missed=n == 3, path=n % 2)
                                           for n in range(5)))
        harness.run("read", source, "-w", place.out)
        with open(place.out, "rb") as file:
            good = file.read()
        unnoticed = []
        for at in range(len(good)):
            try:
                capture = tool_pcapng.Capture(good[:at])
                # The end of a block is one of a file, but not of one that was ended.
                if len(capture.packets) == 5 and capture.whole():
                    unnoticed.append(f"cut at {at}")
            except (ValueError, KeyError, struct.error, IndexError):
                pass
        for at in range(0, len(good), 4):
            data = bytearray(good)
            data[at] ^= 0x81
            try:
                if repr(vars(tool_pcapng.Capture(bytes(data)))) == \
                   repr(vars(tool_pcapng.Capture(good))):
                    unnoticed.append(f"changed at {at}")
            except (ValueError, KeyError, struct.error, IndexError):
                pass
        harness.check(len(good) > 500 and not unnoticed, "a file that is wrong is noticed",
                      unnoticed)


def case_text(harness):
    with Place(harness, "text") as place:
        source = place.file("in", record(7, frame(1), held=1234567) +
                            record(8, frame(2), path=1, flags=LATE, missed=12, seq=2**64 - 1) +
                            record(9, frame(3), stream=0xfffffffe, len=2000, time=T0 + 10**9))
        result = harness.run("read", source)
        harness.check(result.status == 0 and result.out ==
                      "2023-11-14 22:13:20.123463789 seq 7 length 74 path 0 held 1.23 ms\n"
                      "2023-11-14 22:13:20.123464789 seq 18446744073709551615 length 74 path 1 "
                      "held 0 ns late (12 lost before it)\n"
                      "2023-11-14 22:13:21.123456789 stream 4294967294 seq 9 length 2000 path 0 "
                      "held 0 ns\n" and result.err == summary(3, 2148, 12), "packets as lines",
                      result)
        result = harness.run("-j", "read", source)
        objects = [json.loads(line) for line in result.out.splitlines()]
        harness.check(result.status == 0 and result.err == summary(3, 2148, 12) and
                      [(o["number"], o["seq"], o["len"], o["caplen"], o["path"], o["late"],
                        o["missed"], o["held_ns"], o["stream"], o["link"]) for o in objects] ==
                      [(7, 7, 74, 74, 0, False, 0, 1234567, 0, 1),
                       (8, 2**64 - 1, 74, 74, 1, True, 12, 0, 0, 1),
                       (9, 9, 2000, 74, 0, False, 0, 0, 0xfffffffe, 1)] and
                      '"time":1700000000.123463789,' in result.out, "packets as JSON", result)
        tagged = place.file("tagged", record(1, frame(1), vlan_proto=0x88a8, vlan_tci=0x6005))
        one = json.loads(harness.run("-j", "read", tagged).out)
        harness.check((one["vlan_proto"], one["vlan_tci"]) == (0x88a8, 0x6005) and
                      "vlan_tci" not in objects[0], "JSON has the VLAN tag when there is one", one)
        result = harness.run("read", place.file("empty", b""))
        harness.check(result.status == 0 and not result.out and result.err == summary(0, 0),
                      "nothing is read of what is empty", result)
        result = harness.run("read", source, "-c", "2")
        harness.check(result.status == 0 and result.out.count("\n") == 2 and
                      result.err == summary(2, 148, 12), "no more than -c packets", result)


def case_pcapng(harness):
    harness.kernel.add_flow("cam", dev=["eth0", "lan\u00e4"], dport=1, seq=1)
    with Place(harness, "pcapng") as place:
        place.file("lfring/cam", record(1, frame(1), path=1) + record(2, frame(2)) +
                   record(3, frame(3), path=1, missed=5) + record(4, frame(4), len=2000) +
                   record(5, frame(5, 1), path=700, missed=2**40) +
                   record(6, payload(6, 41), link=101, path=1) +
                   record(7, frame(7), vlan_proto=0x8100, vlan_tci=0x6005) +
                   record(8, frame(8)[:11], vlan_proto=0x8100, vlan_tci=1) +
                   record(9, payload(9), link=101, path=1, vlan_proto=0x8100) +
                   record(10, b""))
        before = time.time_ns()
        result = harness.run("read", "cam", "-w", place.out, env=place.env)
        harness.check(result.status == 0 and not result.out and
                      result.err == summary(10, sum((74, 74, 74, 2000, 15, 41, 74, 11, 60, 0)),
                                            2**40 + 5),
                      "what is read of a flow is written", result)
        check_file(harness, place, "the file is right", range(1, 11))
        capture = parsed(place.out)
        harness.check([(i["link"], i["name"], i["description"]) for i in capture.interfaces] ==
                      [(1, "lfring/cam", "lan\u00e4"), (1, "lfring/cam", "eth0"),
                       (1, "lfring/cam", "path 700"), (101, "lfring/cam", "lan\u00e4")],
                      "each path and link type is an interface", capture.interfaces)
        harness.check([p["interface"] for p in capture.packets] == [0, 1, 0, 1, 2, 3, 1, 1, 3, 1],
                      "packets are of their interface")
        harness.check([p["lost"] for p in capture.packets] ==
                      [None, None, 5, None, 2**40] + 5 * [None], "losses are where they were")
        tagged = frame(7)[:12] + b"\x81\x00\x60\x05" + frame(7)[12:]
        harness.check([p["data"] for p in capture.packets] ==
                      [frame(1), frame(2), frame(3), frame(4), frame(5, 1), payload(6, 41), tagged,
                       frame(8)[:11], payload(9), b""],
                      "bytes are what they were, with the VLAN tag",
                      [p["data"].hex() for p in capture.packets])
        harness.check([p["len"] for p in capture.packets] ==
                      [74, 74, 74, 2000, 15, 41, 78, 11, 60, 0], "lengths are those of the wire")
        system = os.uname()
        harness.check(capture.section["hardware"] == system.machine and
                      capture.section["os"] == f"Linux {system.release}" and
                      re.match(r"lfringctl \d+\.\d+", capture.section["userappl"]),
                      "the section says where it is from", capture.section)
        stats = capture.statistics[0]
        harness.check(before <= stats["begin"] <= stats["end"] <= time.time_ns(),
                      "statistics are of the time of reading", stats)
        harness.check(os.stat(place.out).st_mode & 0o777 == 0o600, "the file is its owner's alone")
        place.file("big", b"".join(record(n, frame(n, 1400)) for n in range(3000)))
        result = harness.run("read", place.path("big"), "-w", place.out)
        check_file(harness, place, "more than fits into memory, over a file that was there",
                   range(3000), result)
        result = harness.run("read", place.path("big"), "-c", "7", "-w", place.out)
        check_file(harness, place, "no more than -c packets", range(7), result)
        large = payload(1, 65536 + 70)
        place.file("large", record(0, large))
        harness.run("read", place.path("large"), "-w", place.out)
        harness.check(parsed(place.out).packets[0]["data"] == large, "a large packet is whole")


def case_tshark(harness):
    tshark = shutil.which("tshark")
    if not tshark:
        print("ok - tool: tshark reads what is written # SKIP no tshark here", flush=True)
        return
    with Place(harness, "tshark") as place:
        source = place.file("in", b"".join(
            record(n, frame(n), missed=9 * (n == 3), path=n % 2,
                   vlan_proto=0x8100 * (n == 4), vlan_tci=5) for n in range(20)) +
                            record(20, payload(20), link=147))
        harness.run("read", source, "-w", place.out)
        said = subprocess.run(
            [tshark, "-r", place.out, "-T", "fields", "-E", "separator=,", "-e", "frame.number",
             "-e", "frame.time_epoch", "-e", "frame.interface_description", "-e",
             "frame.drop_count", "-e", "vlan.id", "-e", "frame.len"],
            capture_output=True, text=True, timeout=120)
        wanted = [f"{n + 1},1700000000.{123456789 + 1000 * n},path {n % 2 * (n < 20)},"
                  f"{9 if n == 3 else ''},{5 if n == 4 else ''},"
                  f"{74 + 4 * (n == 4) if n < 20 else 60}" for n in range(21)]
        harness.check(said.returncode == 0 and said.stdout.splitlines() == wanted,
                      "tshark reads what is written", f"{wanted}\n{said}")


def case_names(harness):
    kernel = harness.kernel
    kernel.add_flow("cam", dev=["eth0"], dport=1, seq=1)
    kernel.add_flow("both", dev=["eth0"], dport=2, seq=1)
    kernel.add_flow("flow", dev=["eth0"], dport=3, seq=1)
    kernel.add("both")
    kernel.add("pipe")
    kernel.add("lfring0")
    with Place(harness, "names") as place:
        for number, name in enumerate(("cam", "both", "pipe", "lfring0", "flow"), 1):
            place.file(f"lfring/{name}", record(number, b"x"))
        for words, number in ((["cam"], 1), (["pipe"], 3), ([], 4), (["flow"], 5),
                              (["flow", "both"], 2), (["pipeline", "both"], 2),
                              (["pipeline", "pipe"], 3), (["flow", "flow"], 5)):
            result = harness.run("read", *words, env=place.env)
            harness.check(result.status == 0 and f" seq {number} " in result.out,
                          f"'read {' '.join(words)}' finds its device", result)
        for words, status, said in (
                (["both"], 1, ["flow both", "pipeline both", "'lfringctl read flow both'"]),
                (["none"], 1, ["no flow and no pipeline none"]),
                (["flow", "pipe"], 1, ["no flow pipe"]),
                (["pipeline", "cam"], 1, ["no pipeline cam"]),
                (["cam", "pipe"], 2, ["'cam' is neither"]),
                (["flow", "cam", "x"], 2, ["'x' is too much"]),
                ([""], 2, ["cannot be a name"]), (["x" * 32], 2, ["cannot be a name"]),
                (["/" + "x" * 5000], 2, ["too long"]),
                (["cam", "-c", "0"], 2, ["--count", "0 times"]),
                (["cam", "-c", "x"], 2, ["--count", "not a number"])):
            harness.check_error(f"'read {' '.join(words)[:40]}' says what is wrong", status, said,
                                "read", *words, "-w", place.out, env=place.env)
            harness.check(not os.path.exists(place.out), "and leaves no file")
        kernel.knows_flows = False
        result = harness.run("read", "pipe", env=place.env)
        harness.check(" seq 3 " in result.out, "a module without flows has pipelines", result)
        kernel.knows_flows = True
        pipe = kernel.pipelines["pipe"]
        shown = {k: v for k, v in pipe.show().items() if k != "device"}
        pipe.show = lambda: shown
        harness.check_error("a module without devices is told as such", 1, ["pipe", "older"],
                            "read", "pipe", env=place.env)
        kernel.refuse["pipeline-get"] = Refusal(errno.ENOMEM, "no memory for that")
        harness.check_error("what else the kernel says is told", 1, ["no memory for that"],
                            "read", "pipe", env=place.env)
        kernel.loaded = False
        harness.check_error("the module is not there", 1, ["modprobe lfring"], "read", "cam",
                            "-w", place.out, env=place.env)
        harness.check(not os.path.exists(place.out), "and leaves no file")


def case_refused(harness):
    """What cannot be opened, for reading or writing, leaves everything as it was."""
    harness.kernel.add_flow("cam", dev=["eth0"], dport=1, seq=1)
    with Place(harness, "refused") as place:
        source = place.file("in", stream(3))
        kept = place.file("kept", b"precious")
        for name, words, said in (
                ("no device node", ["cam"], ["no such device node", "/dev"]),
                ("no such path", [place.path("none")], ["No such file"]),
                ("a directory", [place.dir], ["Is a directory"])):
            for file in (place.out, kept):
                harness.check_error(name, 1, said, "read", *words, "-w", file, env=place.env)
            with open(kept, "rb") as file:
                harness.check(not os.path.exists(place.out) and file.read() == b"precious",
                              f"{name}: files are as they were")
        os.symlink("/proc/self/mem", place.path("lfring/cam"))
        for name, file, said in (
                ("no directory for the file", place.path("none/x"), ["none/x", "No such file"]),
                ("a directory in its place", place.dir, ["Is a directory"]),
                ("a name that is too long", "x" * 300, ["too long"]),
                ("no name", "", ["No such file"]),
                ("the file that is read", source, ["is what is to be read"])):
            harness.check_error(name, 1, said, "read", source, "-w", file)
        with open(source, "rb") as file:
            harness.check(file.read() == stream(3), "that is not written over")
        harness.check_error("an error of reading", 1, ["reading", "Input/output error"],
                            "read", "cam", env=place.env)
        result = harness.terminal("read", source, "-w", "-")
        harness.check(result.status == 2 and "terminal" in result.out and
                      result.out.count("\n") == 1, "no pcapng to a terminal", result)


def case_malformed(harness):
    """What is no record is said, and what came before it is kept."""
    cases = [("the end is within a record", stream(1, 60, 3)[:63], "ends too soon"),
             ("the end is within a packet", stream(1, 60, 3)[:100], "ends too soon"),
             ("more is there than there was", record(3, b"", len=10, caplen=11), "11 of 10 bytes"),
             ("a packet is longer than any", record(3, b"", len=2**32 - 1, caplen=2**32 - 1),
              "4294967295")]
    with Place(harness, "malformed") as place:
        for name, data, said in cases:
            source = place.file("in", stream(2) + data)
            result = harness.run("read", source)
            harness.check(result.status == 1 and result.out.count("\n") == 2 and
                          result.err.count("\n") == 1 and said in result.err and
                          "after 2 packets" in result.err, name, result)
            result = harness.run("read", source, "-w", place.out)
            harness.check(harness.one_line(result, 1, said), f"{name}, when it is written", result)
            check_file(harness, place, "what came before it is kept", [1, 2])
        source = place.file("in", b"".join(record(n, b"x", link=n // 200, path=n % 200)
                                           for n in range(1300)))
        harness.check_error("more paths than any device has", 1, ["1024 paths"],
                            "read", source, "-w", place.out)
        chance, bad = random.Random(4), None
        for turn in range(int(os.environ.get("LFRING_FUZZ", "160")) // 4):
            data = bytearray(b"".join(record(n, frame(n, chance.randrange(200)), path=n % 3)
                                      for n in range(30)))
            for _ in range(chance.randint(1, 6)):
                at = chance.randrange(len(data))
                if chance.random() < 0.2:
                    del data[at:at + chance.randrange(100)]
                else:
                    data[at] = chance.choice((0, 1, 0x7f, 0xff, chance.randrange(256)))
            result = harness.run("read", place.file("in", data), "-w", place.out)
            capture = parsed(place.out)
            if result.status not in (0, 1) or "Sanitizer" in result.err or \
               result.err.count("\n") != 1 or isinstance(capture, str) or not capture.whole():
                bad = f"turn {turn}: {result}\n{capture}"
                break
        harness.check(bad is None, "mangled records do no harm, and the file is a right one", bad)


def file_size(limit):
    def apply():
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
    return apply


def case_disk_full(harness):
    with Place(harness, "full") as place:
        source = place.file("in", stream(200, 100))
        harness.check_error("a full disk", 1, ["/dev/full", "No space left", "; 0 packets"],
                            "read", source, "-w", "/dev/full")
        with open("/dev/full", "w", encoding="ascii") as full:
            harness.check_error("a full disk, by the standard output", 1,
                                ["standard output", "No space left"], "read", source, "-w", "-",
                                stdout=full)
            result = harness.run("read", source, stdout=full)
            harness.check(result.status == 1 and result.err == "lfringctl: writing to the "
                          "standard output: No space left on device\n",
                          "lines to a full disk", result)
        wrong = []
        # At every byte of a block once.
        for limit in range(3000, 3000 + 180, 3):
            result = harness.run("read", source, "-w", place.out, preexec_fn=file_size(limit))
            capture = parsed(place.out)
            size = os.path.getsize(place.out)
            if isinstance(capture, str) or not harness.one_line(
                    result, 1, "File too large", f"; {len(capture.packets)} packets are in it") or \
               numbers(capture) != list(range(1, len(capture.packets) + 1)) or \
               not limit - 180 < size <= limit:
                wrong.append(f"{limit}: {size} {capture} {result}")
        harness.check(not wrong, "a file ends with the last block that has room", "\n".join(wrong))
        with open(place.out, "wb") as out:
            out.write(b"before")
            out.flush()
            result = harness.run("read", source, "-w", "-", stdout=out,
                                 preexec_fn=file_size(3001))
        with open(place.out, "rb") as out:
            harness.check(out.read(6) == b"before" and
                          len(tool_pcapng.Capture(out.read()).packets) > 10,
                          "so does one that is the standard output, behind what it had", result)
        harness.run("read", source, "-w", place.path("tiny"), preexec_fn=file_size(20))
        harness.check(not os.path.exists(place.path("tiny")),
                      "a file in which nothing has room is not left behind")


def start(harness, place, *words, **options):
    """The tool, with a file that is not there yet."""
    if os.path.exists(place.out):
        os.unlink(place.out)
    return harness.start("read", *words, **options)


def packets_in(place):
    capture = parsed(place.out)
    return -1 if isinstance(capture, str) else len(capture.packets)


def case_live(harness):
    """A pipe is what a device is: it gives what is there, and is waited for."""
    with Place(harness, "live") as place:
        path, fd = place.fifo()
        process = start(harness, place, path, "-w", place.out)
        os.write(fd, stream(5))
        harness.check(harness.until(lambda: packets_in(place) == 5, 5),
                      "what has been read is in the file while more is waited for")
        data = stream(1, first=6)
        for at in range(0, len(data), 50):
            os.write(fd, data[at:at + 50])
            time.sleep(0.02)
        harness.check(harness.until(lambda: packets_in(place) == 6, 5),
                      "a record that comes in pieces is one")
        time.sleep(1.2)
        process.send_signal(signal.SIGINT)
        result = harness.end(process)
        lines = result.err.splitlines(True)
        harness.check(result.status == 0 and lines[-1] == summary(6, 444) and len(lines) >= 2 and
                      all(re.fullmatch(r"\d+ packets, \d+ bytes, \d+\.\d{3} Mb/s, 0 lost\n", x)
                          for x in lines[:-1]) and lines[-2].startswith("6 packets, 444 bytes, "),
                      "SIGINT ends it in order, after a line for each second", result)
        check_file(harness, place, "and the file is whole", range(1, 7))
        for number in (signal.SIGTERM, signal.SIGHUP):
            process = start(harness, place, path, "-w", place.out)
            os.write(fd, stream(2))
            harness.until(lambda: packets_in(place) == 2)
            process.send_signal(number)
            check_file(harness, place, f"so does {signal.Signals(number).name}", [1, 2],
                       harness.end(process))
        process = start(harness, place, path, "-w", place.out, "-c", "3")
        os.write(fd, stream(3))
        os.write(fd, stream(1)[:50])
        check_file(harness, place, "-c ends it while there is more", [1, 2, 3],
                   harness.end(process))
        os.close(fd)
        os.unlink(path)
        path, fd = place.fifo()
        process = start(harness, place, path)
        os.write(fd, stream(2))
        harness.check(process.stdout.readline() and process.stdout.readline(),
                      "lines come when packets do")
        time.sleep(1.2)
        process.send_signal(signal.SIGINT)
        result = harness.end(process)
        harness.check(result.status == 0 and result.err == summary(2, 148),
                      "without -w and a terminal only the end is told", result)
        process = start(harness, place, path, "-w", place.out)
        os.write(fd, stream(2))
        harness.until(lambda: packets_in(place) == 2)
        process.kill()
        harness.end(process)
        capture = parsed(place.out)
        harness.check(not isinstance(capture, str) and numbers(capture) == [1, 2],
                      "who is killed leaves a file of whole blocks", capture)
        process = start(harness, place, path, "-w", place.out)
        os.write(fd, stream(2))
        harness.until(lambda: packets_in(place) == 2)
        os.close(fd)
        check_file(harness, place, "what is gone ends it in order", [1, 2], harness.end(process))
        process = start(harness, place, path)
        time.sleep(0.3)
        harness.check(process.poll() is None, "a pipe that nobody writes to is waited for")
        process.send_signal(signal.SIGINT)
        harness.check(harness.end(process).status == 0, "and need not be")


def readable(fd):
    return struct.unpack("i", fcntl.ioctl(fd, termios.FIONREAD, bytes(4)))[0]


def catches_signals(pid):
    with open(f"/proc/{pid}/status", encoding="ascii") as file:
        caught = int(re.search(r"^SigCgt:\s*(\w+)", file.read(), re.M).group(1), 16)
    return caught >> (signal.SIGINT - 1) & 1


def case_busy(harness):
    """Neither packets that never end nor a reader that never reads keep it from ending."""
    # Zeroes are empty packets of number 0, and there are always more.
    for words in ([], ["-w", "/dev/null"]):
        process = harness.start("read", "/dev/zero", *words, stdout=subprocess.DEVNULL)
        harness.until(lambda: catches_signals(process.pid))
        time.sleep(0.2)
        process.send_signal(signal.SIGINT)
        result = harness.end(process)
        harness.check(result.status == 0, f"SIGINT ends 'read {' '.join(words)}' while there is "
                      "always something to read", result)
    read, write = os.pipe()
    process = harness.start("read", "/dev/zero", "-w", "-", stdout=write)
    os.close(write)
    harness.check(harness.until(lambda: readable(read) >= 60000), "it writes to a pipe")

    def ended():
        process.send_signal(signal.SIGINT)
        time.sleep(0.2)
        return process.poll() is not None

    harness.until(ended)
    result = harness.end(process)
    harness.check(result.status == -signal.SIGINT,
                  "the second SIGINT ends it when what it writes is not read", result)
    os.close(read)


def case_pipe(harness):
    with Place(harness, "pipe") as place:
        path, fd = place.fifo()
        source = place.file("in", stream(2000, 1000))
        for words in ([], ["-j"], ["-w", "-"]):
            read, write = os.pipe()
            process = start(harness, place, path, *words, stdout=write)
            os.close(write)
            os.write(fd, stream(1))
            os.read(read, 10)
            os.close(read)
            result = harness.end(process)
            harness.check(result.status == 0 and not result.err,
                          f"'read {' '.join(words)}' ends quietly when nobody reads", result)
            read, write = os.pipe()
            os.close(read)
            result = harness.run("read", source, *words, stdout=write)
            os.close(write)
            while select.select([fd], [], [], 0)[0]:
                os.read(fd, 1 << 20)
            harness.check(result.status == 0 and not result.err,
                          f"'read {' '.join(words)}' ends quietly with much to say", result)
        read, write = os.pipe()
        os.close(read)
        process = start(harness, place, path, "-w", place.out, stdout=write)
        os.close(write)
        os.write(fd, stream(3))
        harness.until(lambda: packets_in(place) == 3)
        process.send_signal(signal.SIGINT)
        check_file(harness, place, "a file needs nobody to read the standard output", [1, 2, 3],
                   harness.end(process))
        os.close(fd)
        with open(place.out, "wb") as out:
            result = harness.run("read", source, "-w", "-", stdout=out)
        check_file(harness, place, "the standard output is a file like another", range(1, 2001),
                   result)


def case_terminal(harness):
    """On a terminal a line of progress replaces the one before, and packets have no company."""
    with Place(harness, "terminal") as place:
        path, fd = place.fifo()
        master, slave = pty.openpty()
        process = start(harness, place, path, "-w", place.out, stderr=slave)
        os.write(fd, stream(3))
        time.sleep(2.5)
        process.send_signal(signal.SIGINT)
        process.wait()
        said = os.read(master, 65536).decode()
        harness.check(re.fullmatch(r"(\r3 packets, 222 bytes, \d+\.\d{3} Mb/s, 0 lost\033\[K){2,}"
                                   r"\r\033\[K3 packets, 222 bytes, 0 lost\r\n", said),
                      "progress is one line on a terminal", repr(said))
        process = start(harness, place, path, stdout=slave, stderr=slave)
        os.write(fd, stream(1))
        time.sleep(1.5)
        process.send_signal(signal.SIGINT)
        process.wait()
        said = os.read(master, 65536).decode()
        harness.check(said.count("\n") == 2 and "Mb/s" not in said,
                      "no progress between packets on a terminal", repr(said))
        for one in (fd, master, slave):
            os.close(one)
