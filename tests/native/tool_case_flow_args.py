# SPDX-License-Identifier: GPL-2.0
"""flow: what is sent for the words of a command, byte for byte, and what is refused with status 2."""

import socket
import struct

from tool_netlink import attr, u16, u32

FIELD, RTP, SRT, PKTGEN = range(4)
CMD_ADD, CMD_SET = 17, 18
BASE = ["dev", "eth0", "dport", "5004", "seq", "rtp"]


def add(*words):
    return ["flow", "add", "cam", *words]


MISTAKES = [
    # what it is, words of the message, arguments
    ("flow without a command", ["which flow command", "help flow"], ["flow"]),
    ("an unknown flow command", ["unknown flow command 'frob'", "help flow"], ["flow", "frob"]),
    ("an ambiguous flow command", ["flow command 's'", "show, stats, set"], ["flow", "s"]),
    ("an unknown option of flow show", ["flow show", "'-w'", "help flow show"],
     ["flow", "show", "-w", "1"]),
    ("an unknown option of flow", ["'-x'"], ["flow", "-x"]),
    ("a flow without a name", ["flow add", "which flow", "name"], ["flow", "add", *BASE]),
    ("flow add alone", ["flow add", "name is missing"], ["flow", "add"]),
    ("flow set without a name", ["flow set", "which flow"], ["flow", "set", "mode", "merge"]),
    ("flow del without a name", ["flow del", "which flow"], ["flow", "del"]),
    ("flow flush without a name", ["flow flush", "which flow"], ["flow", "flush"]),
    ("flow reset without a name", ["flow reset", "which flow"], ["flow", "reset"]),
    ("two flows to remove", ["flow del", "one flow", "'b'"], ["flow", "del", "a", "b"]),
    ("two flows to show", ["flow show", "'b'"], ["flow", "show", "a", "b"]),
    ("an empty name of a flow", ["flow's name", "empty"], ["flow", "del", ""]),
    ("a flow's name that is too long", ["n" * 32, "31"], ["flow", "del", "n" * 32]),
    ("a flow named like a key", ["flow cannot be named 'dev'"],
     ["flow", "add", "name", "dev", *BASE]),
    ("a flow without a device", ["cam: dev is missing", "dev DEVICE"],
     add("dport", "5004", "seq", "rtp")),
    ("a flow without a port", ["cam: dport is missing", "dport PORT"],
     add("dev", "eth0", "seq", "rtp")),
    ("a flow without a sequence", ["cam: seq is missing", "rtp|srt|pktgen|be8@OFF"],
     add("dev", "eth0", "dport", "5004")),
    ("port 0", ["dport: '0'", "1 to 65535"], add("dev", "eth0", "dport", "0", "seq", "rtp")),
    ("a port too high", ["dport: '65536'", "1 to 65535"], add("dport", "65536")),
    ("a negative port", ["sport: '-1'", "1 to 65535"], add("sport", "-1")),
    ("a port by name", ["sport: 'http'", "1 to 65535"], add("sport", "http")),
    ("a fraction of a port", ["sport: '1.5'", "1 to 65535"], add("sport", "1.5")),
    ("a port twice", ["dport is given twice"], add("dport", "1", "dport", "1")),
    ("no address", ["src: 'eth0'", "IPv4 or IPv6 address"], add("src", "eth0")),
    ("a word after the name that is no key", ["unknown key 'eth0'", "help flow keys"],
     add("eth0")),
    ("half an address", ["dst: '10.0.0'", "IPv4 or IPv6 address"], add("dst", "10.0.0")),
    ("an empty address", ["dst: ''", "IPv4 or IPv6 address"], add("dst", "")),
    ("a prefix", ["dst: '10.0.0.0/8'", "address"], add("dst", "10.0.0.0/8")),
    ("a bad IPv6 address", ["src: 'fe80:::1'", "address"], add("src", "fe80:::1")),
    ("families that differ", ["src is IPv4 and dst is IPv6", "one family"],
     add(*BASE, "src", "10.0.0.1", "dst", "ff15::1")),
    ("families that differ the other way", ["src is IPv6 and dst is IPv4"],
     add(*BASE, "dst", "10.0.0.1", "src", "::1")),
    ("another protocol", ["proto: 'tcp'", "udp"], add("proto", "tcp")),
    ("an unknown mode", ["mode: 'fast'", "observe, reorder, merge"], add("mode", "fast")),
    ("a mode by number", ["mode: '1'", "observe"], add("mode", "1")),
    ("an unknown fate of late packets", ["late: 'keep'", "accept, drop"], add("late", "keep")),
    ("no number of packets", ["window: 'many'", "number"], add("window", "many")),
    ("a negative time", ["hold_ms: '-1'", "negative"], add("hold_ms", "-1")),
    ("a window beyond 32 bits", ["window_bytes", "4294967295"],
     add("window_bytes", "4294967296")),
    ("nine devices", ["dev: 'e9'", "at most 8"],
     add(*[w for i in range(1, 10) for w in ("dev", f"e{i}")])),
    ("a device twice", ["dev eth0 is given twice"], add("dev", "eth0", "dev", "eth0")),
    ("a device's name that is too long", ["dev: '" + "d" * 16 + "'", "15"],
     add("dev", "d" * 16)),
    ("an empty device", ["dev: ''"], add("dev", "")),
    ("a device without its name", ["value of dev is missing"], add("dport", "1", "dev")),
    ("an unknown key of flows", ["'colour'", "help flow keys"], add("colour", "7")),
    ("a misspelt key of flows", ["'widow'", "is window meant", "help flow keys"],
     add("widow", "7")),
    ("a pipeline's key for a flow", ["'producers'", "help flow keys"], add("producers", "7")),
    ("a flow's key for a pipeline", ["'hold_ms'", "help keys"], ["set", "hold_ms", "7"]),
    ("flow set without a key", ["cam", "KEY VALUE", "help flow set"], ["flow", "set", "cam"]),
    ("a device that changes", ["dev cannot be changed", "mode, window, window_bytes"],
     ["flow", "set", "cam", "dev", "eth1"]),
    ("a port that changes", ["dport cannot be changed", "alarm_reordered"],
     ["flow", "set", "cam", "dport", "5"]),
    ("help for a flow command there is not", ["flow command 'x'"], ["help", "flow", "x"]),
    ("help for what is no group", ["show is no group", "'x'"], ["help", "show", "x"]),
    ("help for too much", ["keys", "'x'"], ["help", "keys", "x"]),
    ("help for three words", ["help", "'x'"], ["help", "flow", "show", "x"]),
    ("no seconds", ["--watch"], ["flow", "stats", "-w", "0"]),
    ("no looks", ["--count"], ["flow", "stats", "-c", "0"]),
]
BAD_SEQ = ["", "rt", "RTP", "field", "be24@0", "le8@0", "be32", "be32@", "be32@-1", "be32@x", "@8",
           "be32@1401", "be32@1.0", "be32@8@8", "be32 @8", "be032@8", "be3@2", "xbe32@8", "ntp"]


def case_mistakes(harness):
    harness.kernel.add_flow("cam", dev=["eth0"], dport=1, seq=RTP)
    cases = MISTAKES + [(f"'{text}' as seq", [f"seq: '{text}' is none of rtp, srt, pktgen, be8@OFF",
                                              "0 to 1400"], add("seq", text)) for text in BAD_SEQ]
    for name, words, args in cases:
        harness.kernel.requests.clear()
        harness.check_error(f"{name} is refused", 2, words, *args)
        if harness.kernel.requests:
            harness.check(False, f"{name} does not get to the kernel", harness.kernel.requests)


def sent(harness, *args):
    """The command and the attributes that came to the kernel, as bytes."""
    harness.kernel.raw.clear()
    result = harness.run(*args)
    return b"".join(harness.kernel.raw), result


def case_wire(harness):
    """Requests are made up here once more, from the numbers in the specification."""
    v4, v6 = socket.inet_aton("192.0.2.7"), socket.inet_pton(socket.AF_INET6, "2001:db8::7")

    def request(cmd, *attrs):
        return struct.pack("=BBH", cmd, 1, 0) + attr(1, "cam") + b"".join(attrs)

    short = (attr(2, "eth0"), attr(6, u16(5004)), attr(7, u32(RTP)))
    cases = [
        ("the least of a flow", add(*BASE), request(CMD_ADD, *short)),
        ("a flow in another order", add("seq", "rtp", "proto", "udp", "dport", "5004", "dev", "eth0"),
         request(CMD_ADD, *short)),
        ("a flow's name as a pair", ["flow", "add", *BASE, "name", "cam"],
         request(CMD_ADD, *short)),
        ("abbreviated commands", ["fl", "a", "cam", *BASE], request(CMD_ADD, *short)),
        ("all of a flow", add("dev", "eth0", "dev", "eth1.7", "src", "192.0.2.7", "dst",
                              "192.0.2.7", "proto", "udp", "sport", "1", "dport", "65535", "seq",
                              "le64@1400", "mode", "merge", "window", "1", "window_bytes",
                              "4294967295", "hold_ms", "3", "late", "drop", "alarm_lost", "4",
                              "alarm_reordered", "5", "clock_hz", "48000"),
         request(CMD_ADD, attr(2, "eth0"), attr(2, "eth1.7"), attr(3, v4), attr(4, v4),
                 attr(5, u16(1)), attr(6, u16(65535)), attr(7, u32(FIELD)), attr(8, u32(1400)),
                 attr(9, u32(64)), attr(10, u32(1)), attr(11, u32(2)), attr(12, u32(1)),
                 attr(13, u32(2**32 - 1)), attr(14, u32(3)), attr(15, u32(1)), attr(16, u32(4)),
                 attr(17, u32(5)), attr(19, u32(48000)))),
        ("IPv6 addresses", add(*BASE, "dst", "2001:DB8:0::7", "src", "::"),
         request(CMD_ADD, short[0], attr(3, bytes(16)), attr(4, v6), *short[1:])),
        ("eight devices", add(*[w for i in range(8) for w in ("dev", f"e{i}")], *BASE[2:]),
         request(CMD_ADD, *[attr(2, f"e{i}") for i in range(8)], *short[1:])),
        ("a device with an odd name", add("dev", "-x", *BASE[2:]),
         request(CMD_ADD, attr(2, "-x"), *short[1:])),
        ("all that can change", ["flow", "set", "cam", "mode", "observe", "window", "9",
                                 "window_bytes", "8", "hold_ms", "7", "late", "accept",
                                 "alarm_lost", "6", "alarm_reordered", "0"],
         request(CMD_SET, attr(11, u32(0)), attr(12, u32(9)), attr(13, u32(8)), attr(14, u32(7)),
                 attr(15, u32(0)), attr(16, u32(6)), attr(17, u32(0)))),
        ("flow flush", ["flow", "flush", "cam"], request(20)),
        ("flow reset", ["flow", "r", "cam"], request(21)),
        ("flow del", ["flow", "del", "cam"], request(19)),
    ]
    for text, number in (("srt", SRT), ("pktgen", PKTGEN)):
        cases.append((f"seq {text}", add(*BASE[:-1], text),
                      request(CMD_ADD, *short[:2], attr(7, u32(number)))))
    for order, name in enumerate(("be", "le")):
        for bits in (8, 16, 32, 64)[order:]:
            cases.append((f"seq {name}{bits}@0", add(*BASE[:-1], f"{name}{bits}@0"),
                          request(CMD_ADD, *short[:2], attr(7, u32(FIELD)), attr(8, u32(0)),
                                  attr(9, u32(bits)), attr(10, u32(order)))))
    for name, args, wanted in cases:
        harness.kernel.flows.clear()
        if "add" not in args and "a" not in args:
            harness.kernel.add_flow("cam", dev=["eth0"], dport=1, seq=RTP)
        got, result = sent(harness, *args)
        # The first request is for the family, which is not recorded.
        harness.check(got == wanted and result.status == 0 and not result.out and not result.err,
                      f"{name} arrives as it should",
                      f"{got.hex()}\n{wanted.hex()}\n{result}")
