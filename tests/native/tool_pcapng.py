# SPDX-License-Identifier: GPL-2.0
"""
A strict reader of pcapng files (draft-ietf-opsawg-pcapng): what the draft does not allow, or what
nobody would expect of a file of one section, is a ValueError. Run by itself it tells a file's
packets as JSON.
"""

import json
import struct
import sys

SECTION, INTERFACE, STATISTICS, PACKET = 0x0a0d0d0a, 1, 5, 6
MAGIC = 0x1a2b3c4d


def need(good, what):
    if not good:
        raise ValueError(what)


def blocks(data):
    """(type, content, offset) of each; all bytes of the file are of one of them."""
    at, order = 0, None
    while at < len(data):
        need(len(data) - at >= 12, f"{len(data) - at} bytes at the end are no block")
        if order is None:
            need(data[at + 8:at + 12] in (struct.pack("<I", MAGIC), struct.pack(">I", MAGIC)),
                 "it does not begin with a section")
            order = "<" if data[at + 8] == MAGIC & 255 else ">"
        kind, length = struct.unpack_from(order + "II", data, at)
        need(length % 4 == 0 and length >= 12, f"block length {length}")
        need(at + length <= len(data), f"the block at {at} ends after the file")
        again, = struct.unpack_from(order + "I", data, at + length - 4)
        need(again == length, f"the block at {at} has lengths {length} and {again}")
        yield order, kind, data[at + 8:at + length - 4], at
        at += length


def options(order, data):
    """By number. There is an end of them, and nothing but zeroes between them."""
    found, at = {}, 0
    while True:
        need(at + 4 <= len(data), "the options do not end")
        code, length = struct.unpack_from(order + "HH", data, at)
        at += 4
        if code == 0:
            need(length == 0 and at == len(data), "something comes after the options")
            return found
        end = at + length
        need(end <= len(data), f"option {code} is longer than its block")
        need(code not in found, f"option {code} is there twice")
        need(not any(data[end:-(-end // 4) * 4]), f"option {code} is not padded with zeroes")
        found[code] = data[at:end]
        at = -(-end // 4) * 4


class Capture:
    """What is in a file."""

    def __init__(self, data):
        self.section, self.interfaces, self.packets, self.statistics = None, [], [], {}
        for order, kind, body, at in blocks(data):
            self.order = order
            need((self.section is None) == (kind == SECTION), f"block type {kind:#x} at {at}")
            {SECTION: self.take_section, INTERFACE: self.take_interface, PACKET: self.take_packet,
             STATISTICS: self.take_statistics}[kind](body)

    def number(self, options_, code, size):
        if code not in options_:
            return None
        need(len(options_[code]) == size, f"option {code} has {len(options_[code])} bytes")
        return int.from_bytes(options_[code], "little" if self.order == "<" else "big")

    def time(self, data):
        high, low = struct.unpack(self.order + "II", data)
        return high << 32 | low

    def take_section(self, body):
        _, major, minor, length = struct.unpack_from(self.order + "IHHq", body)
        need((major, minor, length) == (1, 0, -1), f"section {major}.{minor} of {length} bytes")
        opts = options(self.order, body[16:])
        self.section = {"hardware": opts.pop(2).decode(), "os": opts.pop(3).decode(),
                        "userappl": opts.pop(4).decode()}
        need(not opts, f"section options {list(opts)}")

    def take_interface(self, body):
        link, zero, snaplen = struct.unpack_from(self.order + "HHI", body)
        opts = options(self.order, body[8:])
        need(zero == 0 and opts.pop(9) == b"\x09", "reserved bits, or times not in ns")
        self.interfaces.append({"link": link, "snaplen": snaplen, "name": opts.pop(2).decode(),
                                "description": opts.pop(3).decode()})
        need(not opts, f"interface options {list(opts)}")

    def take_packet(self, body):
        need(not self.statistics, "a packet after the statistics")
        number, = struct.unpack_from(self.order + "I", body)
        caplen, length = struct.unpack_from(self.order + "II", body, 12)
        need(number < len(self.interfaces), f"interface {number} is not there")
        need(caplen <= length and caplen <= self.interfaces[number]["snaplen"],
             f"{caplen} bytes of {length}")
        end = 20 + caplen
        need(end <= len(body), "the packet is longer than its block")
        padded = -(-end // 4) * 4
        need(not any(body[end:padded]), "the packet is not padded with zeroes")
        opts = options(self.order, body[padded:])
        need(self.number(opts, 2, 4) == 1, "it is not inbound")
        self.packets.append({"interface": number, "time": self.time(body[4:12]), "len": length,
                             "data": body[20:end], "lost": self.number(opts, 4, 8)})
        need(set(opts) <= {2, 4}, f"packet options {list(opts)}")

    def take_statistics(self, body):
        number, = struct.unpack_from(self.order + "I", body)
        need(number < len(self.interfaces) and number not in self.statistics,
             f"statistics of interface {number}")
        opts = options(self.order, body[12:])
        begin, end = self.time(opts.pop(2)), self.time(opts.pop(3))
        need(begin <= end == self.time(body[4:12]), f"from {begin} to {end}")
        self.statistics[number] = {"begin": begin, "end": end,
                                   "ifrecv": self.number(opts, 4, 8),
                                   "ifdrop": self.number(opts, 5, 8)}
        need(set(opts) == {4, 5}, f"statistics options {list(opts)}")

    def whole(self):
        """Whether it was ended: there are statistics, which are what the packets say."""
        for number in range(len(self.interfaces)):
            mine = [p for p in self.packets if p["interface"] == number]
            lost = sum(p["lost"] or 0 for p in mine)
            stats = self.statistics.get(number)
            if not stats or (stats["ifrecv"], stats["ifdrop"]) != (len(mine) + lost, lost):
                return False
        return True


def read(path):
    with open(path, "rb") as file:
        return Capture(file.read())


def main():
    capture = read(sys.argv[1])
    json.dump({"section": capture.section, "interfaces": capture.interfaces,
               "whole": capture.whole(), "lost": sum(p["lost"] or 0 for p in capture.packets),
               "packets": [{**p, "data": p["data"].hex()} for p in capture.packets]}, sys.stdout)
    print()


if __name__ == "__main__":
    main()
