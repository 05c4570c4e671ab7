#!/usr/bin/python3 -IS
# SPDX-License-Identifier: GPL-2.0
"""Captures for tcpreplay, and what a receiver behind a flow must get of each.

    captures.py DIRECTORY

writes NAME.pcap and NAME.wanted for each capture below. What is wanted is a number of packets, and then
what flowsend prints of their arrival; payloads are filled as it fills them. It follows from how a
capture was made, not from what it became: the numbers of a stream, each once, in the order in which
they were before they were shuffled.
"""
import random
import struct
import sys

PORT = 5000
MACS = bytes.fromhex("020000000001"), bytes.fromhex("020000000002")
HERE4, THERE4 = bytes([10, 0, 0, 1]), bytes([10, 0, 0, 2])
VLAN4 = bytes([10, 5, 0, 1]), bytes([10, 5, 0, 2])
HERE6 = bytes.fromhex("fd00" + "00" * 13 + "01")
THERE6 = bytes.fromhex("fd00" + "00" * 13 + "02")
VLAN = 5


def checksum(data):
    total = sum(struct.unpack(f"!{len(data) // 2}H", data[:len(data) & ~1]))
    if len(data) % 2:
        total += data[-1] << 8
    while total >> 16:
        total = (total & 0xffff) + (total >> 16)
    return ~total & 0xffff


def rtp(number, ssrc, size=64):
    """A packet as flowsend makes it."""
    number &= 0xffff
    body = bytes((i * 7 + number + 1) & 0xff for i in range(size))
    return struct.pack("!BBHII", 0x80, 96, number, number * 160, ssrc) + body[12:]


def rtcp(ssrc):
    """A receiver report on nobody (RFC 3550, 6.4.2)."""
    return struct.pack("!BBHI", 0x80, 201, 1, ssrc)


def frame(payload, v6=False, vlan=None):
    udp = struct.pack("!HHHH", 7, PORT, 8 + len(payload), 0) + payload
    if v6:
        source, target = THERE6, HERE6
    else:
        target, source = VLAN4 if vlan is not None else (HERE4, THERE4)
    value = checksum(source + target + struct.pack("!HH", 17, len(udp)) + udp) or 0xffff
    udp = udp[:6] + struct.pack("!H", value) + udp[8:]
    if v6:
        packet = struct.pack("!IHBB", 6 << 28, len(udp), 17, 64) + source + target + udp
    else:
        head = struct.pack("!BBHHHBBH", 0x45, 0, 20 + len(udp), 0, 0x4000, 64, 17, 0) + source + target
        packet = head[:10] + struct.pack("!H", checksum(head)) + head[12:] + udp
    tag = b"" if vlan is None else struct.pack("!HH", 0x8100, vlan)
    return MACS[0] + MACS[1] + tag + struct.pack("!H", 0x86dd if v6 else 0x0800) + packet


def write(name, frames):
    """A capture of the classic format, a packet each 20 us."""
    with open(name, "wb") as file:
        file.write(struct.pack("<IHHiIII", 0xa1b2c3d4, 2, 4, 0, 0, 65535, 1))
        for i, data in enumerate(frames):
            at = 20 * i
            file.write(struct.pack("<IIII", at // 1000000, at % 1000000, len(data), len(data)) + data)


def shown(arrivals):
    """(ssrc, number) or "#SIZE" each, as flowsend prints them."""
    words, last = [], None
    for item in arrivals:
        if isinstance(item, str):
            words.append(item)
        else:
            prefix = "" if item[0] == 1 else f"{item[0]}/"
            if last is not None and item == (last[0], last[1] + 1):
                first = words[-1].partition("-")[0]
                words[-1] = f"{first}-{item[1]}"
            else:
                words.append(f"{prefix}{item[1]}")
        last = item if not isinstance(item, str) else None
    return " ".join(words)


def shuffled(dice, numbers, reach, copies, first=1):
    """Each comes later by up to reach places; some come twice. The first ones stay where they are."""
    placed = [(i + (dice.randrange(reach) if i >= first else 0), i, n) for i, n in enumerate(numbers)]
    placed += [(i + dice.randrange(1, reach), i + 0.5, n) for i, n in enumerate(numbers)
               if i >= first and dice.random() < copies]
    return [n for _, _, n in sorted(placed)]


class Capture:
    """Frames, and what is wanted of them."""

    def __init__(self, seed):
        self.dice = random.Random(seed)
        self.frames, self.wanted = [], []

    def stream(self, ssrc, numbers, lost=0.0, reach=20, copies=0.02, tail=1, **how):
        """A stream of these numbers, which may be above 16 bits; none of the tail is lost."""
        numbers = list(numbers)
        kept = [n for i, n in enumerate(numbers)
                if i == 0 or i >= len(numbers) - tail or self.dice.random() >= lost]
        self.frames += [frame(rtp(n, ssrc), **how)
                        for n in shuffled(self.dice, kept, reach, copies)]
        self.wanted += [(ssrc, n & 0xffff) for n in kept]
        return self

    def control(self, ssrc, **how):
        """RTCP on the same port. It is only put where nothing is held."""
        data = rtcp(ssrc)
        self.frames.append(frame(data, **how))
        self.wanted.append(f"#{len(data)}")
        return self

    def write(self, name):
        write(name + ".pcap", self.frames)
        with open(name + ".wanted", "w", encoding="ascii") as file:
            print(len(self.wanted), shown(self.wanted), file=file)


# How far apart two packets may be for RFC 5236 (THRESHOLD of oracle.py), and more: what was lost
# before so many that were not has been counted when the capture ends.
CALM = 100

CAPTURES = {
    # Over the end of the numbers, and all around: lost and shuffled where they wrap as well.
    "wrap-1": lambda c: c.stream(1, range(65000, 66500), lost=0.02, tail=CALM),
    "wrap-2": lambda c: c.stream(1, range(65530, 65560 + CALM), lost=0.3, reach=8, tail=CALM),
    "wrap-3": lambda c: c.stream(1, range(65535, 2 * 65536 + 10), lost=0.001, copies=0.001,
                                 tail=CALM),
    # Another source takes over, and the first one comes back.
    "ssrc": lambda c: c.stream(1, range(100, 600), lost=0.05).stream(0x80000001, range(65300, 65800))
                       .stream(1, range(700, 900), reach=5, copies=0).stream(9, [5], copies=0)
                       .stream(0xffffffff, range(0, 300), lost=0.05, tail=CALM),
    # The same source begins anew: ahead, back, and where it was.
    "restart": lambda c: c.stream(1, range(1000, 1400)).stream(1, range(30000, 30300), copies=0)
                          .stream(1, range(5, 300), copies=0, lost=0.05)
                          .stream(1, range(64000, 64000 + CALM), copies=0),
    "vlan": lambda c: c.stream(1, range(65400, 65600), vlan=VLAN).stream(2, range(0, 300))
                       .stream(3, range(40000, 40300), lost=0.02, tail=CALM, vlan=VLAN),
    "ipv6": lambda c: c.control(4, v6=True).stream(1, range(65400, 65700), lost=0.02, v6=True)
                       .stream(2, range(0, 300)).stream(3, range(40000, 40300), v6=True),
}


def main(directory):
    for seed, (name, make) in enumerate(CAPTURES.items()):
        capture = Capture(seed)
        make(capture)
        capture.write(f"{directory}/{name}")


if __name__ == "__main__":
    main(*sys.argv[1:])
