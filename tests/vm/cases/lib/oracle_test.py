#!/usr/bin/python3 -IS
# SPDX-License-Identifier: GPL-2.0
"""Is oracle.py right? Against orders whose metrics are worked out by hand, those of RFC 4737's
section 7 among them, and captures made here.
"""
import json
import os
import struct
import sys
import tempfile

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import oracle  # noqa: E402

failed = 0


def result(name, got, wanted):
    global failed
    if got != wanted:
        failed += 1
        print(f"# it is {got}, not {wanted}")
    print("ok" if got == wanted else "not ok", "- oracle:", name)


def extents(numbers):
    return {numbers[i]: i - j for i, j in oracle.reordered(numbers)}


def n_reordered(numbers):
    return {s: n for s, n in zip(numbers, oracle.n_reordering(numbers)) if n}


# --- RFC 4737

IN_ORDER = list(range(1, 11))
ONE = [1, 2, 3, 5, 6, 7, 8, 4, 9, 10]
TWO = [1, 2, 3, 4, 7, 5, 6, 8, 9, 10]
THREE = [1, 2, 3, 7, 8, 9, 10, 4, 5, 6, 11]

result("nothing is reordered in order", (extents(IN_ORDER), n_reordered(IN_ORDER)), ({}, {}))
result("one packet that comes late (RFC 4737, 7)", (extents(ONE), n_reordered(ONE)),
       ({4: 4}, {4: 4}))
result("two that an early one overtook: only the first is n-reordered",
       (extents(TWO), n_reordered(TWO)), ({5: 1, 6: 2}, {5: 1}))
result("three that come after four: extents grow, n-reordering does not",
       (extents(THREE), n_reordered(THREE)), ({4: 4, 5: 5, 6: 6}, {4: 4}))
result("a gap reorders nothing", extents([1, 2, 5, 6, 9]), {})
result("all backwards", (extents([4, 3, 2, 1]), n_reordered([4, 3, 2, 1])),
       ({3: 1, 2: 2, 1: 3}, {3: 1, 2: 2, 1: 3}))
result("the extent is to the first that is higher, not to the highest",
       extents([1, 5, 9, 7, 3, 2]), {7: 1, 3: 3, 2: 4})

# --- RFC 5236

result("displacements in order are none", oracle.displacements(IN_ORDER), [0] * 10)
result("one late packet: those before it are one early each", oracle.displacements(ONE),
       [0, 0, 0, -1, -1, -1, -1, 4, 0, 0])
result("a lost packet displaces nothing", oracle.displacements([1, 2, 3, 5, 6, 7]), [0] * 6)
result("its number is no packet's place", oracle.displacements([1, 4, 2, 5, 6, 8, 7]),
       [0, -2, 2, 0, 0, -1, 1])
result("two lost in a row, and a swap", oracle.displacements([1, 2, 6, 5, 7]), [0, 0, -1, 1, 0])
# With a threshold of 2, packet 1 is not waited for when 2, 3 and 4 have come.
result("what is later than the threshold is lost", oracle.displacements([1, 3, 4, 5, 2, 6], 2),
       [0, 0, 0, 0, 0])
result("what is just not so is not", oracle.displacements([1, 3, 4, 2, 5], 2), [0, -1, -1, 2, 0])
result("the buffer of what comes in order is empty", oracle.occupancies(IN_ORDER), [0] * 10)
result("and fills while one is missing", oracle.occupancies(ONE), [0, 0, 0, 1, 2, 3, 4, 0, 0, 0])
result("and empties as far as it can", oracle.occupancies([1, 4, 6, 2, 3, 5]), [0, 1, 2, 2, 1, 0])
result("when it is full what is missing is lost", oracle.occupancies([1, 3, 4, 5, 7, 2, 6], 2),
       [0, 1, 2, 0, 1, 0])
result("a gap after that is another", oracle.occupancies([1, 3, 5, 6, 7], 2), [0, 1, 2, 2, 0])

# --- the rest

result("runs of what is missing", oracle.losses([9, 1, 2, 5, 6, 8]), [2, 1])
result("logarithmic buckets", oracle.hist([0, 1, 2, 3, 4, 7, 8]), [1, 1, 2, 2, 1])
result("linear buckets, the last for all beyond", oracle.linear([0, 2, 2, 63, 64, 1000]),
       [1, 0, 2] + [0] * 60 + [3])
result("numbers go on where the field begins anew",
       [oracle.unfold(1, 8, 255), oracle.unfold(250, 8, 260), oracle.unfold(0, 16, 65535),
        oracle.unfold(0xffffffff, 32, 1 << 32)], [257, 250, 65536, 0xffffffff])
result("jitter of a steady stream is none", oracle.jitter([(i * 20 + 7, i * 20) for i in range(9)]), 0)
result("jitter is a sixteenth of the first difference, and so on",
       oracle.jitter([(0, 0), (36, 20), (40, 40)]), 1 + (16 - 1) / 16)


# --- captures

def udp(payload, port=5000, version=4, fragment=0):
    """A packet of IP."""
    body = struct.pack("!HHHH", 4000, port, 8 + len(payload), 0) + payload
    if version == 4:
        return struct.pack("!BBHHHBBHII", 0x45, 0, 20 + len(body), 0, fragment, 64, 17, 0, 1, 2) + body
    return struct.pack("!IHBB", 0x60000000, len(body), 17, 64) + bytes(32) + body


def ether(packet, *vlans):
    tags = b"".join(struct.pack("!HH", 0x8100, v) for v in vlans)
    return bytes(12) + tags + (b"\x08\x00" if packet[0] >> 4 == 4 else b"\x86\xdd") + packet


def write(name, frames, order="<", nano=False, link=1):
    """A capture of (time in ns, frame)."""
    with open(name, "wb") as file:
        file.write(struct.pack(order + "IHHiIII", 0xa1b23c4d if nano else 0xa1b2c3d4, 2, 4, 0, 0,
                               65535, link))
        for time, frame in frames:
            file.write(struct.pack(order + "IIII", time // 10 ** 9,
                                   time % 10 ** 9 // (1 if nano else 1000), len(frame), len(frame)) +
                       frame)


def sequence(*numbers):
    return [(1000000 * (i + 1), ether(udp(struct.pack("!QI", 0, n & 0xffffffff))))
            for i, n in enumerate(numbers)]


def counts(got):
    """What is counted by path, but for the metrics of its own."""
    return [{key: value for key, value in path.items() if key != "metrics"} for path in got["path"]]


with tempfile.TemporaryDirectory() as directory:
    a, b, c = (os.path.join(directory, n) for n in "abc")
    frames = sequence(1, 2, 4, 3, 3, 7)
    frames += [(9000000, ether(udp(bytes(11)))), (9000001, ether(udp(bytes(12), 5001))),
               (9000002, ether(udp(bytes(40), fragment=0x2000))), (9000003, bytes(14) + b"\x45"),
               (9000004, ether(bytes([0x45]) + bytes(8) + b"\x06" + bytes(30)))]
    for order in "<>":
        for nano in (False, True):
            write(a, frames, order, nano)
            got = oracle.flow([a], 5000, "be32@8")
            m = got["metrics"]
            result(f"a capture, {'big' if order == '>' else 'little'} endian, {'nano' if nano else 'micro'}seconds",
                   (got["received"], got["bypass"], m["expected"], m["unique"], m["lost"],
                    m["duplicate"], m["reordered"], m["late_offset_max_ns"], m["loss_burst"],
                    counts(got)),
                   (6, {"fragment": 1, "short": 1, "malformed": 0, "control": 0}, 7, 5, 2, 1, 1,
                    1000000, [0, 0, 1], [{"received": 6, "received_bytes": 240, "duplicate": 1, "lost": 2}]))

    wrap = [(i, ether(udp(struct.pack("<H", n & 0xffff), version=6), 7))
            for i, n in enumerate((65534, 65535, 1, 0, 2))]
    write(a, wrap)
    m = oracle.flow([a], 5000, "le16@0")["metrics"]
    result("a field that wraps, IPv6, a VLAN", (m["unique"], m["expected"], m["reordered"]), (5, 5, 1))

    rtp = [(i, ether(udp(struct.pack("!BBHII", flags, 96, n, 0, ssrc))))
           for i, (flags, n, ssrc) in enumerate(((0x80, 5, 1), (0x80, 6, 1), (0x80, 900, 2), (0x40, 7, 2),
                                                 (0x80, 902, 2)))]
    write(a, rtp)
    got = oracle.flow([a], 5000, "rtp")
    result("RTP: another SSRC has numbers of its own",
           (got["metrics"]["expected"], got["metrics"]["lost"], got["bypass"]["malformed"]), (5, 1, 1))

    again = [(i, ether(udp(struct.pack("!BBHII", 0x80, kind, n, 0, 1))))
             for i, (kind, n) in enumerate(((96, 5), (200, 1), (206, 2), (96, 6), (96, 9000),
                                            (96, 9002), (96, 4), (96, 60000)))]
    write(a, again)
    got = oracle.flow([a], 5000, "rtp")
    result("RTP: numbers far away are another stream's, and RTCP has none",
           (got["metrics"]["streams"], got["metrics"]["expected"], got["metrics"]["unique"],
            got["bypass"]["control"]), (4, 7, 6, 2))

    write(a, [f for f in sequence(1, 2, 3, 4, 5, 6) if f[0] // 1000000 not in (2, 5)])
    write(b, [(t + 100, f) for t, f in sequence(1, 2, 3, 4, 5, 6) if t // 1000000 not in (3, 5)])
    got = oracle.flow([a, b], 5000, "be32@8")
    own = [(p["metrics"]["lost"], p["metrics"]["loss_bursts"], p["metrics"]["duplicate"])
           for p in got["path"]]
    result("two paths: each has its own losses, and no other's copies", own, [(2, 2, 0)] * 2)
    result("what one has lost the other may have", (got["metrics"]["lost"], counts(got)),
           (1, [{"received": 4, "received_bytes": 160, "duplicate": 0, "lost": 2},
                {"received": 4, "received_bytes": 160, "duplicate": 3, "lost": 2}]))

    stats = json.loads(json.dumps(got))
    for path, name in zip(stats["path"], ("v0", "v1")):
        path["dev"] = name
    result("what is equal does not differ", oracle.differences(stats, got), [])
    stats["metrics"]["density_late"] += [0, 0]
    stats["metrics"]["late_offset_ns"] = [0] * 7 + stats["metrics"]["late_offset_ns"]
    result("nor do empty buckets, or times of another clock", oracle.differences(stats, got), [])
    for key in ("lost", "extent", "occupancy"):
        wrong = json.loads(json.dumps(stats))
        wrong["metrics"][key] = [9] if isinstance(wrong["metrics"][key], list) else 9
        result(f"another {key} does", len(oracle.differences(wrong, got)), 1)
    del stats["metrics"]["unique"]
    result("and so does what is not there", len(oracle.differences(stats, got)), 1)
    result("unless it is not asked for", oracle.differences(stats, got, {"lost", "path"}), [])
    stats["path"][1]["metrics"]["lost"] += 1
    result("a path's own metrics are compared",
           [len(oracle.differences(stats, got, {key})) for key in ("v1.metrics", "v0", "lost")],
           [1, 0, 1])
sys.exit(failed > 0)
