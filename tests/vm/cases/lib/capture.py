# SPDX-License-Identifier: GPL-2.0
"""
capture.py [-t] FILE - what flowsend has sent, by a pcapng file: the numbers in the order they are in,
as flowsend prints them. Before what came after a loss stands lost:N, a tagged packet has its VLAN
and a slash before the number, ! is behind a number whose packet is damaged. A payload without
flowsend's number is # and its length; packets that are no UDP, as those of a pipeline, are counted at
the end. With -t the file, or several one after the other, is read by tshark, else by the strict
reader of the native tests, which prints "cut" first if it was not ended in order.
"""

import os
import struct
import subprocess
import sys

sys.path.insert(0, os.path.join(os.environ["LFRING_SRC"], "tests/native"))
import tool_pcapng  # noqa: E402


def udp_payload(data):
    """The payload, and the VLAN or None, of an Ethernet frame; None for what has none."""
    kind, at, vlan = struct.unpack_from(">H", data, 12)[0], 14, None
    if kind in (0x8100, 0x88a8):
        tci, kind = struct.unpack_from(">HH", data, 14)
        at, vlan = 18, tci & 0xfff
    at += {0x0800: (data[at] & 15) * 4, 0x86dd: 40}[kind]
    length, = struct.unpack_from(">H", data, at + 4)
    return data[at + 8:at + length], vlan


def by_reader(path):
    capture = tool_pcapng.read(path)
    if not capture.whole():
        print("cut", end=" ")
    for packet in capture.packets:
        if capture.interfaces[packet["interface"]]["link"] == 1:
            yield (*udp_payload(packet["data"]), packet["lost"] or 0)
        else:
            yield None, None, packet["lost"] or 0


def by_tshark(path):
    fields = ("udp.payload", "vlan.id", "frame.drop_count")
    said = subprocess.run(["tshark", "-n", "-r", path, "-T", "fields", "-E", "separator=,"] +
                          [w for f in fields for w in ("-e", f)],
                          capture_output=True, text=True, timeout=200)
    if said.returncode:
        sys.exit(said.stderr)
    for line in said.stdout.splitlines():
        udp, vlan, lost = line.split(",")
        yield bytes.fromhex(udp) if udp else None, int(vlan) if vlan else None, int(lost or 0)


def like(number, size):
    """What flowsend fills a payload with."""
    return struct.pack(">I", number) + bytes((i * 7 + number + 1) & 255 for i in range(4, size))


def main():
    args = sys.argv[1:]
    out, last, first, others = [], None, None, 0
    for payload, vlan, lost in by_tshark(args[1]) if args[0] == "-t" else by_reader(args[0]):
        if lost:
            out.append(f"lost:{lost}")
            last = None
        if payload is None:
            others += 1
            continue
        if len(payload) < 4:
            out.append(f"#{len(payload)}")
            last = None
            continue
        number, = struct.unpack_from(">I", payload)
        good = payload == like(number, len(payload))
        if last == (vlan, number - 1) and good:
            out[-1] = f"{first}-{number}"
        else:
            first = f"{vlan}/{number}" if vlan is not None else f"{number}"
            out.append(first if good else first + "!")
        last = (vlan, number) if good else None
    print(*out, *([f"others:{others}"] if others else []))


main()
