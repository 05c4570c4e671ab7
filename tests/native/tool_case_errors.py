# SPDX-License-Identifier: GPL-2.0
"""What the kernel refuses, what goes wrong on the way, and what only pretends to be a reply."""

import errno
import os
import random
import socket
import struct
import subprocess

from tool_netlink import POLICY_MAX_LEN, POLICY_TYPE, Refusal, attr, u32


def case_refused(harness):
    """One line, in the kernel's words, that says what it is about."""
    kernel = harness.kernel
    kernel.add("lfring0", producers=1)
    harness.check_error("a value out of range is shown with its range", 1,
                        ["lfring0: producers 5000: integer out of range", "0 to 1024"],
                        "set", "producers", "5000")
    harness.check_error("a range is in the unit of its key", 1,
                        ["rate 0: ", "0.001 to 100000 Mb/s"], "set", "rate", "0")
    harness.check_error("no such pipeline", 1, ["none: no such pipeline"], "start", "none")
    harness.check_error("no such pipeline to show", 1, ["none: no such"], "show", "none")
    harness.check_error("no such pipeline in a dump", 1, ["no such"], "stats", "none")
    harness.check_error("a name that exists", 1, ["lfring0: ", "exists"], "add")

    kernel.refuse["pipeline-set"] = Refusal(errno.EINVAL, "ring_shards=3: must be a power of two",
                                            offset=32)
    result = harness.run("set", "ring_shards", "3")
    harness.check(result.err == "lfringctl: lfring0: ring_shards=3: must be a power of two\n",
                  "what the kernel names already is not named again", result)
    kernel.refuse["pipeline-set"] = Refusal(errno.EINVAL, "too much", offset=32)
    result = harness.run("set", "ring_size", "3")
    harness.check(result.err == "lfringctl: lfring0: ring_size 3: too much\n",
                  "what the kernel does not name is named", result)
    kernel.refuse["pipeline-set"] = Refusal(errno.EINVAL, "too much", offset=32, capped=False)
    result = harness.run("set", "ring_size", "3")
    harness.check(result.err == "lfringctl: lfring0: ring_size 3: too much\n",
                  "an error that has the request in it is understood", result)
    kernel.refuse["pipeline-set"] = Refusal(
        errno.ERANGE, "Attribute failed policy validation", offset=20,
        policy=attr(POLICY_TYPE, u32(11)) + attr(POLICY_MAX_LEN, u32(31)))
    harness.check_error("a length limit is shown", 1, ["lfring0: ", "at most 31"],
                        "set", "ring_size", "3")
    kernel.refuse["pipeline-set"] = Refusal(errno.EINVAL, missing=1)
    harness.check_error("a missing attribute is named", 1, ["name is missing"],
                        "set", "ring_size", "3")
    kernel.refuse["pipeline-set"] = Refusal(errno.EINVAL, "two\nlines.\n")
    harness.check_error("a message is on one line", 1, ["two lines"], "set", "ring_size", "3")
    kernel.refuse["pipeline-set"] = Refusal(errno.EINVAL, "odd", offset=4000)
    harness.check_error("an offset outside the request does no harm", 1, ["odd"],
                        "set", "ring_size", "3")
    kernel.refuse["pipeline-set"] = Refusal(errno.EBUSY)
    harness.check_error("busy without words is explained", 1, ["lfring0: ", "stop it first"],
                        "set", "ring_size", "3")
    kernel.refuse["pipeline-set"] = Refusal(errno.EOPNOTSUPP)
    harness.check_error("an old module is explained", 1, ["older"], "set", "ring_size", "3")
    kernel.refuse_dump = Refusal(errno.ENOMEM, "no memory for that")
    harness.check_error("an error at the end of a dump", 1, ["no memory for that"], "show")
    kernel.refuse_dump = Refusal(errno.ENOMEM)
    harness.check_error("an error at the end of a dump without words", 1, ["memory"], "show")


def case_privilege(harness):
    harness.kernel.add("lfring0", producers=1)
    harness.kernel.admin = False
    for args in (["add", "x"], ["set", "rate", "1"], ["del"], ["start"], ["stop"], ["reset"],
                 ["run"]):
        harness.check_error(f"{args[0]} says which privilege it needs", 1, ["CAP_NET_ADMIN"], *args)
    for args in (["show"], ["stats"], ["version"]):
        result = harness.run(*args)
        harness.check(result.status == 0 and result.out, f"{args[0]} needs no privilege", result)


def case_not_loaded(harness):
    harness.kernel.loaded = False
    for args in (["show"], ["stats"], ["add"], ["set", "rate", "1"], ["del"], ["start"], ["stop"],
                 ["reset"], ["run"], ["monitor"]):
        harness.check_error(f"{args[0]} says that the module is not loaded", 1,
                            ["not loaded", "modprobe lfring"], *args)
    env = {**harness.env, "LFRING_TEST_KERNEL": "/nonexistent"}
    harness.check_error("no socket", 1, ["opening a netlink socket"], "show", env=env)


def case_remark(harness):
    harness.kernel.add("lfring0")
    harness.kernel.remark = "the ring is small for that"
    result = harness.run("set", "ring_size", "64")
    harness.check(result.status == 0 and
                  result.err == "lfringctl: warning: the ring is small for that\n",
                  "what the kernel remarks is shown", result)


def case_output(harness):
    """Output that does not arrive is a failure."""
    # Enough of them that it takes more than one write.
    harness.kernel.add("lfring0", producers=200)
    for args in (["show"], ["-j", "stats"], ["stats"], ["help"], ["version"],
                 ["stats", "-w", "0.1"], ["-j", "run", "duration", "1"], ["run", "duration", "1"]):
        with open("/dev/full", "w", encoding="ascii") as full:
            result = harness.run(*args, stdout=full)
        harness.check(result.status == 1 and
                      result.err == "lfringctl: writing to the standard output: "
                      "No space left on device\n",
                      f"'{' '.join(args)}' on a full disk fails", result)
    for args in (["show"], ["stats"], ["stats", "-w", "0.05"]):
        read, write = os.pipe()
        os.close(read)
        result = harness.run(*args, stdout=write)
        os.close(write)
        harness.check(result.status == 1 and not result.err,
                      f"'{' '.join(args)}' to a closed pipe fails quietly", result)
    result = subprocess.run(["sh", "-c", '"$0" show >&-', harness.tool], env=harness.env,
                            capture_output=True, text=True, timeout=60)
    harness.check(result.returncode == 1 and "standard output" in result.stderr,
                  "a closed standard output is a failure", result)


def mangled(datagram, chance):
    """Some bytes changed, or the end cut off; lengths are hit often."""
    data = bytearray(datagram)
    for _ in range(chance.randint(1, 4)):
        kind = chance.randint(0, 3)
        at = chance.randrange(len(data))
        if kind == 0:
            data[at] = chance.randrange(256)
        elif kind == 1 and len(data) > 24:
            at &= ~3
            struct.pack_into("=H", data, min(at, len(data) - 2), chance.choice(
                [0, 1, 3, 4, 5, 8, 12, 0x7fff, 0xffff, chance.randrange(200)]))
        elif kind == 2 and len(data) > 17:
            del data[chance.randrange(16, len(data)):]
        else:
            data[at] ^= 1 << chance.randrange(8)
    return bytes(data)


def case_mangled(harness):
    """Whatever the replies are, no sanitizer complains and the end is an orderly one."""
    kernel, chance = harness.kernel, random.Random(20)
    kernel.add("lfring0", producers=3).state = 1
    kernel.add("b", producers=1)
    calls = [["show"], ["-j", "show"], ["stats"], ["-j", "stats", "lfring0"], ["version"],
             ["stats", "-o"], ["set", "producers", "5000"], ["help", "keys"]]
    bad = None
    for turn in range(int(os.environ.get("LFRING_FUZZ", "160"))):
        args = calls[turn % len(calls)]

        def mangle(datagram):
            # One of a few, so that the later ones are reached; the type of the socket
            # makes a message of what is sent, and no message would be the end.
            return mangled(datagram, chance) if chance.random() < 0.4 else datagram

        kernel.mangle = mangle
        result = harness.run(*args)
        if result.status not in (0, 1) or "Sanitizer" in result.err:
            bad = f"turn {turn}, {args}: {result}"
            break
    harness.check(bad is None, "mangled replies do no harm", bad)


def case_hangup(harness):
    """The kernel's side goes away in the middle."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    path = os.path.join(harness.dir.name, "mute")
    listener.bind(path)
    listener.listen(1)
    process = harness.start("show", env={**harness.env, "LFRING_TEST_KERNEL": path})
    conn, _ = listener.accept()
    conn.recv(4096)
    conn.close()
    result = harness.end(process)
    harness.check(harness.one_line(result, 1, "closed"), "a connection that ends is an error",
                  result)
    listener.close()
