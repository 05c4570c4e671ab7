#!/usr/bin/python3 -IS
# SPDX-License-Identifier: GPL-2.0
"""What a flow's statistics must be, computed from captures of its devices.

    oracle.py [-c STATS [-k KEY,...]] PORT SEQ CAPTURE...

CAPTURE is what tcpdump has written, one for each of the flow's devices, in their order; PORT the
UDP destination port; SEQ as lfringctl takes it: rtp, pktgen, be32@8 and the like. Prints the
members of flow-stats that follow from the captures, as JSON. With -c it prints instead where
STATS, which lfringctl -j flow stats has printed, differs, and ends with 1 when it does. -k names
the members that are compared, wherever they are, or with what they are in: lost, r0.metrics.

All is done as the documents define it, over the whole capture and without a thought to speed, so
that it shares neither method nor mistake with the kernel's code: RFC 4737 (3.3 reordered, 4.2.2
extent, 4.2.3 late time offset, 5.3 n-reordering), RFC 5236 (reorder density, buffer-occupancy density),
RFC 3550 (6.4.1 jitter). As all of these ask for, only the first copy of a packet counts.

What a capture cannot tell exactly is what has to do with time: a tap's time is taken before the
flow's. So of the histogram of late time offsets -c compares the total only, and the jitter not at
all. Where numbers are far from those before a new stream begins at once: there must be no strays.
"""
import bisect
import json
import struct
import sys

# A linear histogram has a bucket for each value, and the last one is for all beyond. It is the
# threshold of RFC 5236 for displacements and for the buffer as well: all that counts has a bucket.
BUCKETS = 64
THRESHOLD = BUCKETS - 1


class Short(Exception):
    """A packet that ends before its number does."""


class Malformed(Exception):
    """A packet that is not of the flow's format."""


class Control(Exception):
    """A packet of the flow's format that carries no data."""


# --- captures

def capture(name):
    """(time in ns, link type, bytes) of each packet in a file."""
    with open(name, "rb") as file:
        data = file.read()
    for order in "<>":
        magic, = struct.unpack_from(order + "I", data)
        if magic in (0xa1b2c3d4, 0xa1b23c4d):
            break
    else:
        raise SystemExit(f"oracle: {name} is no pcap file")
    unit = 1000 if magic == 0xa1b2c3d4 else 1
    link = struct.unpack_from(order + "I", data, 20)[0] & 0xffff
    record = struct.Struct(order + "IIII")
    at = 24
    while at + 16 <= len(data):
        sec, fraction, size, _ = record.unpack_from(data, at)
        yield sec * 1000000000 + fraction * unit, link, data[at + 16:at + 16 + size]
        at += 16 + size


def network(link, frame):
    """(protocol, offset of its header) of a frame; VLAN tags are skipped."""
    if link == 1:
        kind, at = frame[12] << 8 | frame[13], 14
    elif link == 113:
        kind, at = frame[14] << 8 | frame[15], 16
    elif link == 276:
        kind, at = frame[0] << 8 | frame[1], 20
    else:
        raise SystemExit(f"oracle: frames of link type {link} are not known")
    while kind in (0x8100, 0x88a8):
        kind, at = frame[at + 2] << 8 | frame[at + 3], at + 4
    return kind, at


def datagram(link, frame, port):
    """What a frame is to the flow: None (nothing), "fragment", or (length, payload)."""
    if len(frame) < 14:
        return None
    kind, at = network(link, frame)
    if kind == 0x0800 and frame[at + 9] == 17:
        # Ports are in the first fragment only; the flow takes none of them.
        offset = (frame[at + 6] << 8 | frame[at + 7]) & 0x3fff
        if offset:
            return "fragment"
        length = frame[at + 2] << 8 | frame[at + 3]
        at += (frame[at] & 15) * 4
    elif kind == 0x86dd and frame[at + 6] == 17:
        length = 40 + (frame[at + 4] << 8 | frame[at + 5])
        at += 40
    elif kind == 0x86dd and frame[at + 6] == 44 and frame[at + 40] == 17:
        return "fragment"
    else:
        return None
    if frame[at + 2] << 8 | frame[at + 3] != port:
        return None
    return length, (frame[at + 4] << 8 | frame[at + 5]) - 8, frame[at + 8:]


# --- sequence numbers

def extractor(seq):
    """A function of the payload that tells (bits, number, stream) as SEQ has it."""
    if seq == "rtp":
        def extract(payload, length):
            # RFC 5761, 4
            if length >= 4 and payload[0] >> 6 == 2 and 64 <= payload[1] & 0x7f < 96:
                raise Control
            if length < 12:
                raise Short
            if payload[0] >> 6 != 2:
                raise Malformed
            return 16, payload[2] << 8 | payload[3], payload[8:12]
        return extract
    seq, _, at = {"pktgen": "be32@4"}.get(seq, seq).partition("@")
    order, size, at = seq[:2], int(seq[2:]) // 8, int(at)
    order = {"be": "big", "le": "little"}[order]

    def extract(payload, length):
        if length < at + size:
            raise Short
        return size * 8, int.from_bytes(payload[at:at + size], order), None
    return extract


def unfold(number, bits, near):
    """The number with these low bits that is nearest to near (RFC 1982)."""
    half = 1 << (bits - 1)
    return near + ((number - near + half) & (2 * half - 1)) - half


# --- metrics, of the first copies' numbers in their order of arrival

def reordered(numbers):
    """Where packets are that come after one of a higher number, each with where the first of
    those is (RFC 4737, 3.3 and 4.2.2)."""
    highest, found = [], []
    for i, s in enumerate(numbers):
        if highest and s < highest[-1]:
            found.append((i, bisect.bisect_right(highest, s)))
            highest.append(highest[-1])
        else:
            highest.append(s)
    return found


def n_reordering(numbers):
    """For each packet the greatest n for which it is n-reordered (RFC 4737, 5.3)."""
    out = []
    for i, s in enumerate(numbers):
        j = i
        while j and numbers[j - 1] > s:
            j -= 1
        out.append(i - j)
    return out


def displacements(numbers, threshold=THRESHOLD):
    """Of each packet that is not lost, receive index less number (RFC 5236, 4)."""
    out, window, early = [], [], set()
    arrivals = iter(numbers)
    index = None

    def get():
        for s in arrivals:
            if (index is None or s >= index) and s not in early and s not in window:
                window.append(s)
                return

    for _ in range(threshold + 1):
        get()
    if window:
        index = min(window)
    while window:
        if index not in window and index not in early:
            nearest = min(window + list(early))
            index = nearest if index < nearest else index + 1
            continue
        s = window.pop(0)
        displacement = index - s
        if abs(displacement) <= threshold:
            out.append(displacement)
            early.discard(index)
            if displacement < 0:
                early.add(s)
            index += 1
        get()
    return out


def occupancies(numbers, threshold=THRESHOLD):
    """How many packets wait for one before them, after each arrival (RFC 5236, 5)."""
    out, buffer = [], set()
    expected = numbers[0] if numbers else 0
    for s in numbers:
        if s < expected or s in buffer:
            continue
        if s > expected and len(buffer) < threshold:
            buffer.add(s)
        else:
            # Either it is the one, or there is no place and what is missing is lost.
            buffer.add(s)
            expected = min(buffer)
            while expected in buffer:
                buffer.remove(expected)
                expected += 1
        out.append(len(buffer))
    return out


def losses(numbers):
    """Lengths of the runs of numbers that are missing."""
    numbers = sorted(numbers)
    return [b - a - 1 for a, b in zip(numbers, numbers[1:]) if b > a + 1]


def histogram(values, bucket):
    out = []
    for value in values:
        n = bucket(value)
        out += [0] * (n + 1 - len(out))
        out[n] += 1
    return out


def hist(values):
    return histogram(values, int.bit_length)


def linear(values):
    return histogram(values, lambda value: min(value, BUCKETS - 1))


class Stream:
    """Numbers that belong together."""

    def __init__(self):
        self.numbers, self.times = [], []   # of first copies, as they arrived
        self.seen = set()
        self.copies = 0
        self.highest = None

    def ended_by(self, number, bits):
        """Is that another beginning (RFC 3550, A.1)? The second packet of that is not looked at."""
        ahead = unfold(number, bits, self.highest) - self.highest
        return not -1000 <= ahead <= 3000

    def unfold(self, number, bits):
        if self.highest is None:
            # Far enough from 0 that nothing before it is negative.
            self.highest = number + (1 << 64)
        number = unfold(number, bits, self.highest)
        self.highest = max(number, self.highest)
        return number

    def arrives(self, number, time):
        """Is it, unfolded, the first copy?"""
        first = number not in self.seen
        if first:
            self.seen.add(number)
            self.numbers.append(number)
            self.times.append(time)
        else:
            self.copies += 1
        return first


def metrics(streams):
    """flow-metrics of what arrived."""
    extents, offsets, bursts = [], [], []
    n, displaced, buffered = [], [], []
    for stream in streams:
        numbers = stream.numbers
        late = reordered(numbers)
        extents += [i - j for i, j in late]
        offsets += [stream.times[i] - stream.times[j] for i, j in late]
        n += n_reordering(numbers)
        displaced += displacements(numbers)
        buffered += occupancies(numbers)
        bursts += losses(numbers)
    expected = sum(max(s.numbers) - min(s.numbers) + 1 for s in streams)
    unique = sum(len(s.numbers) for s in streams)
    return {
        "expected": expected,
        "unique": unique,
        "lost": expected - unique,
        "duplicate": sum(s.copies for s in streams),
        "reordered": len(extents),
        "extent_max": max(extents, default=0),
        "late_offset_max_ns": max(offsets, default=0),
        "loss_bursts": len(bursts),
        "loss_burst_max": max(bursts, default=0),
        "streams": len(streams),
        "extent": hist(extents),
        "late_offset_ns": hist(offsets),
        "n_reordering": linear([value for value in n if value]),
        "density_early": linear([-d for d in displaced if d < 0]),
        "density_late": linear([d for d in displaced if d >= 0]),
        "occupancy": linear(buffered),
        "loss_burst": hist(bursts),
    }


def jitter(packets):
    """RFC 3550, 6.4.1, in the unit of the times: (arrived, sent) of each packet."""
    value, before = 0, None
    for arrived, sent in packets:
        if before is not None:
            value += (abs(arrived - sent - before) - value) / 16
        before = arrived - sent
    return value


def flow(files, port, seq):
    """flow-stats, as far as the captures tell."""
    arrivals = []
    for path, name in enumerate(files):
        arrivals += [(time, path, link, frame) for time, link, frame in capture(name)]
    arrivals.sort(key=lambda a: a[0])

    extract = extractor(seq)
    bypass = {"fragment": 0, "short": 0, "malformed": 0, "control": 0}
    paths = [{"received": 0, "received_bytes": 0, "duplicate": 0} for _ in files]
    own = [{} for _ in files]           # streams by their place in the list of all
    streams, identity = [], None
    for time, path, link, frame in arrivals:
        found = datagram(link, frame, port)
        if not isinstance(found, tuple):
            if found:
                bypass[found] += 1
            continue
        length, size, payload = found
        try:
            bits, number, whose = extract(payload, size)
        except Short:
            bypass["short"] += 1
            continue
        except Malformed:
            bypass["malformed"] += 1
            continue
        except Control:
            bypass["control"] += 1
            continue
        if not streams or whose != identity or streams[-1].ended_by(number, bits):
            streams.append(Stream())
            identity = whose
        number = streams[-1].unfold(number, bits)
        first = streams[-1].arrives(number, time)
        own[path].setdefault(len(streams), Stream()).arrives(number, time)
        counts = paths[path]
        counts["received"] += 1
        counts["received_bytes"] += length
        counts["duplicate"] += not first
    out = metrics(streams)
    for counts, by_itself in zip(paths, own):
        counts["metrics"] = metrics(by_itself.values())
        counts["lost"] = out["expected"] - counts["metrics"]["unique"]
    return {"received": sum(p["received"] for p in paths), "bypass": bypass, "metrics": out,
            "path": paths}


# --- comparison

# Times a capture does not have, and what is no matter of numbers.
NOT_COMPARED = {"late_offset_max_ns", "received_bytes", "streams"}


def differences(stats, wanted, keys=None):
    """Lines that say where what the kernel counted is not what it has to be."""
    lines = []

    def compare(name, got, right):
        if keys and not any(f".{key}." in f".{name}." for key in keys):
            return
        if isinstance(right, list):
            got = list(got or [])
            while got and not got[-1]:
                got.pop()
            if name.endswith("metrics.late_offset_ns"):
                got, right = sum(got), sum(right)
            elif name.endswith("metrics.n_reordering"):
                # Whether those that are not n-reordered at all are counted is left open.
                got, right = got[1:], right[1:]
        if got != right:
            lines.append(f"{name} is {got}, not {right}")

    def compare_all(name, got, right):
        for key, value in right.items():
            if isinstance(value, dict):
                compare_all(f"{name}{key}.", got.get(key, {}), value)
            elif key not in NOT_COMPARED:
                compare(name + key, got.get(key), value)

    compare("flow.received", stats.get("received"), wanted["received"])
    for nest in ("metrics", "bypass"):
        compare_all(f"{nest}.", stats.get(nest, {}), wanted[nest])
    compare("path.count", len(stats.get("path", [])), len(wanted["path"]))
    for path, counts in zip(stats.get("path", []), wanted["path"]):
        compare_all(f"path.{path.get('dev')}.", path, counts)
    return lines


def main(args):
    options = {}
    while args and args[0] in ("-c", "-k"):
        options[args[0]] = args[1]
        args = args[2:]
    if len(args) < 3:
        raise SystemExit(__doc__)
    wanted = flow(args[2:], int(args[0]), args[1])
    if "-c" not in options:
        print(json.dumps([wanted]))
        return 0
    with open(options["-c"], encoding="utf-8") as file:
        stats = json.load(file)[0]
    keys = set(options["-k"].split(",")) if "-k" in options else None
    lines = differences(stats, wanted, keys)
    print("\n".join(lines) if lines else json.dumps(
        {k: wanted["metrics"][k] for k in ("unique", "lost", "duplicate", "reordered", "extent_max")}))
    return bool(lines)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
