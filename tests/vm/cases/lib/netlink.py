# SPDX-License-Identifier: GPL-2.0
"""The lfring family as it is on the wire, for cases that ask what no tool would.

Nothing here knows what is right: attributes are put together and taken apart by the numbers
in the family's header, whatever they are.
"""
import errno
import os
import random
import re
import select
import socket
import struct
import subprocess
import sys
import time

SRC = os.environ["LFRING_SRC"]

NETLINK_GENERIC = 16
GENL_ID_CTRL = 16
SOL_NETLINK = 270
NETLINK_ADD_MEMBERSHIP, NETLINK_CAP_ACK, NETLINK_EXT_ACK = 1, 10, 11
NLMSG_ERROR, NLMSG_DONE = 2, 3
REQUEST, MULTI, ACK, DUMP_INTR, DUMP = 1, 2, 4, 0x10, 0x300
CAPPED, ACK_TLVS = 0x100, 0x200
NLA_F_NESTED, NLA_F_NET_BYTEORDER = 0x8000, 0x4000
CTRL_CMD_GETFAMILY = 3
CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME, CTRL_ATTR_MCAST_GROUPS = 1, 2, 7
MSG, OFFS, MISS_TYPE, POLICY = 1, 2, 5, 4       # NLMSGERR_ATTR_*
POLICY_MIN, POLICY_MAX = 4, 5                   # NL_POLICY_TYPE_ATTR_*_VALUE_U

CLONE_NEWUSER, CLONE_NEWNET = 0x10000000, 0x40000000


def uapi():
    """Every constant of the header, without LFRING_ before it."""
    with open(SRC + "/kmod/uapi/linux/lfring.h", encoding="utf-8") as file:
        text = re.sub(r"/\*.*?\*/", "", file.read(), flags=re.S)
    found = {}
    for body in re.findall(r"enum[^{;]*\{(.*?)\}", text, re.S):
        value = -1
        for entry in filter(None, (e.strip() for e in body.split(","))):
            name, _, given = (part.strip() for part in entry.partition("="))
            if "__LFRING" in given:
                continue
            value = int(given) if given else value + 1
            if not name.startswith("__"):
                found[name.removeprefix("LFRING_")] = value
    return found


UAPI = uapi()
CMD = {k[4:].lower(): v for k, v in UAPI.items() if k.startswith("CMD_")}
SETS = {}
for _set in ("pipeline", "hist", "drops", "ring", "window", "pool", "readers", "stats", "producer",
             "shard", "event"):
    SETS[_set] = {k[len(_set) + 3:].lower(): v for k, v in UAPI.items()
                  if k.startswith(f"A_{_set.upper()}_")}
NAMES = {s: {v: k for k, v in a.items()} for s, a in SETS.items()}
NESTED = {"drops": "drops", "ring": "ring", "window": "window", "pool": "pool",
          "readers": "readers", "residency_ns": "hist", "drain_packets": "hist",
          "wake_late_ns": "hist"}
SET_OF = {"pipeline": "pipeline", "stats": "stats", "producer": "producer", "shard": "shard",
          "state": "event", "drop": "event"}
# What a flow is made from, without the sets that are named after flows as well.
FLOW = {k[7:].lower(): v for k, v in UAPI.items() if k.startswith("A_FLOW_") and
        k.split("_")[2] not in ("BYPASS", "METRICS", "PATH", "STATS", "EVENT")}
CMD_NAME = {v: k for k, v in CMD.items()}
# Keys: what can be set.
KEYS = [k for k, v in SETS["pipeline"].items()
        if SETS["pipeline"]["producers"] <= v <= SETS["pipeline"]["debug_level"]]


def attr(kind, data=b"", length=None):
    """An attribute; kind may be a name of the set "pipeline", data a number or a string."""
    if isinstance(kind, str):
        kind = SETS["pipeline"][kind]
    if isinstance(data, int):
        data = struct.pack("=I", data)
    elif isinstance(data, str):
        data = data.encode() + b"\0"
    return struct.pack("=HH", 4 + len(data) if length is None else length, kind) + data + \
        bytes(-len(data) % 4)


def attrs(**values):
    return b"".join(attr(k, v) for k, v in values.items())


def split(data):
    """(type, payload, offset) of each attribute."""
    at = 0
    while at + 4 <= len(data):
        length, kind = struct.unpack_from("=HH", data, at)
        if length < 4 or at + length > len(data):
            raise ValueError("an attribute is longer than what it is in")
        yield kind, data[at + 4:at + length], at
        at += (length + 3) & ~3


def decode(which, data):
    """Attributes of a set by their names."""
    out = {"bucket": []} if which == "hist" else {}
    for kind, value, _ in split(data):
        name = NAMES[which][kind & 0x3fff]
        if bool(kind & NLA_F_NESTED) != (name in NESTED and which not in ("pipeline", "readers")):
            raise ValueError(f"{which}.{name} is not marked for what it is")
        if kind & NLA_F_NESTED:
            out[name] = decode(NESTED[name], value)
        elif name in ("name", "device"):
            out[name] = value.removesuffix(b"\0").decode()
        elif name == "pad":
            continue
        else:
            number = struct.unpack({4: "=I", 8: "=Q"}[len(value)], value)[0]
            if which == "hist":
                out[name].append(number)
            elif name in out:
                raise ValueError(f"{which}.{name} is there twice")
            else:
                out[name] = number
    return out


class Refused(Exception):
    """The kernel's refusal: number, text, attribute (number and offset), missing, range."""

    def __init__(self, number, text=None, kind=None, offset=None, missing=None, limits=None):
        super().__init__(f"{errno.errorcode.get(number, number)}: {text}")
        self.errno, self.text, self.kind, self.offset = number, text, kind, offset
        self.missing, self.limits = missing, limits


class Message:
    def __init__(self, data):
        self.length, self.type, self.flags, self.seq, self.portid = \
            struct.unpack_from("=IHHII", data)
        self.body = data[16:self.length]

    def error(self):
        """What an NLMSG_ERROR or NLMSG_DONE says: None or Refused."""
        number = -struct.unpack_from("=i", self.body)[0]
        if not number:
            return None
        at, request = 4, b""
        if self.type == NLMSG_ERROR:
            size = 16 if self.flags & CAPPED else \
                (struct.unpack_from("=I", self.body, 4)[0] + 3) & ~3
            request, at = self.body[4:4 + size], 4 + size
        told = {}
        if self.flags & ACK_TLVS:
            told = {k & 0x3fff: v for k, v, _ in split(self.body[at:])}
        text = told[MSG].rstrip(b"\0").decode() if MSG in told else None
        offset = struct.unpack("=I", told[OFFS])[0] if OFFS in told else None
        kind = None
        if offset is not None and len(request) >= offset + 4:
            kind = struct.unpack_from("=H", request, offset + 2)[0]
        missing = struct.unpack("=I", told[MISS_TYPE])[0] if MISS_TYPE in told else None
        limits = None
        if POLICY in told:
            policy = {k: v for k, v, _ in split(told[POLICY])}
            if POLICY_MIN in policy:
                limits = tuple(struct.unpack("=Q", policy[k])[0]
                               for k in (POLICY_MIN, POLICY_MAX))
        return Refused(number, text, kind, offset, missing, limits)

    def command(self):
        return CMD_NAME[self.body[0]]

    def object(self):
        which = SET_OF[self.command().split("_")[0]]
        return decode(which, self.body[4:])


def genl(cmd, payload=b"", reserved=0):
    """A message's body for a family of generic netlink."""
    return struct.pack("=BBH", cmd, 1, reserved) + payload


class Netlink:
    """A socket, with one request at a time."""

    def __init__(self, protocol, wait=20, size=65536):
        self.sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, protocol)
        self.sock.bind((0, 0))
        self.sock.setsockopt(SOL_NETLINK, NETLINK_EXT_ACK, 1)
        self.sock.settimeout(wait)
        self.portid = self.sock.getsockname()[0]
        self.seq = 0
        self.size = size  # of receive(); the kernel fits dumps to the largest there was

    def close(self):
        self.sock.close()

    def request(self, kind, body, flags=ACK):
        """A message with the next number."""
        self.seq += 1
        return struct.pack("=IHHII", 16 + len(body), kind, REQUEST | flags, self.seq, 0) + body

    def send(self, kind, body, flags=ACK):
        self.sock.send(self.request(kind, body, flags))

    def receive(self):
        """The messages that one call gives."""
        data = self.sock.recv(self.size)
        out, at = [], 0
        while at + 16 <= len(data):
            message = Message(data[at:])
            out.append(message)
            at += (message.length + 3) & ~3
        return out

    def talk(self, kind, body, flags=ACK):
        """The answer to a request, without its end; raises what was refused."""
        self.send(kind, body, flags)
        out = []
        while True:
            for message in self.receive():
                if message.seq != self.seq or message.portid != self.portid:
                    continue
                if message.type in (NLMSG_ERROR, NLMSG_DONE):
                    refused = message.error()
                    if refused:
                        raise refused
                    return out
                out.append(message)


class Family(Netlink):
    """A socket, and the numbers of the family."""

    def __init__(self, family="lfring", wait=20, size=65536):
        super().__init__(NETLINK_GENERIC, wait, size)
        self.groups = {}
        reply = self.talk(GENL_ID_CTRL, genl(CTRL_CMD_GETFAMILY,
                                             attr(CTRL_ATTR_FAMILY_NAME, family)))[0]
        for kind, value, _ in split(reply.body[4:]):
            if kind == CTRL_ATTR_FAMILY_ID:
                self.id = struct.unpack("=H", value)[0]
            elif kind & 0x3fff == CTRL_ATTR_MCAST_GROUPS:
                for _, group, _ in split(value):
                    told = {k: v for k, v, _ in split(group)}
                    self.groups[told[1].rstrip(b"\0").decode()] = \
                        struct.unpack("=I", told[2])[0]

    def join(self, group="events"):
        self.sock.setsockopt(SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, self.groups[group])

    def batch(self, *requests):
        """Answers to several requests (command, attributes) that are sent as one: for each
        the messages that belong to it, the last one being the acknowledgment."""
        first = self.seq + 1
        self.sock.send(b"".join(self.request(self.id, genl(CMD[cmd], payload))
                                for cmd, payload in requests))
        out = [[] for _ in requests]
        while not out[-1] or out[-1][-1].type != NLMSG_ERROR:
            for message in self.receive():
                if message.portid == self.portid and message.seq >= first:
                    out[message.seq - first].append(message)
        return out

    def ask(self, cmd, payload=b"", flags=ACK, reserved=0):
        """cmd is a name, payload may be the attributes' values by name."""
        if isinstance(payload, dict):
            payload = attrs(**payload)
        return self.talk(self.id, genl(CMD[cmd], payload, reserved), flags)

    def do(self, cmd, **values):
        out = self.ask(cmd, values)
        return out[0].object() if out else None

    def dump(self, cmd, **values):
        return [m.object() for m in self.ask(cmd, values, flags=DUMP)]

    def refusal(self, cmd, payload=b"", **kw):
        """What the kernel has against it; None if it does it."""
        try:
            self.ask(cmd, payload, **kw)
        except Refused as refused:
            return refused
        return None

    def events(self, enough=lambda seen: False, seconds=10):
        """(command, object) of what comes by itself, until it is enough or time is up."""
        seen, end = [], time.monotonic() + seconds
        while not enough(seen):
            left = end - time.monotonic()
            if left <= 0 or not select.select([self.sock], [], [], left)[0]:
                break
            seen += [(m.command(), m.object()) for m in self.receive()]
        return seen


# --- results, as tests/lib/results.sh has it

failed = 0


def result(name, good, why=""):
    global failed
    if not good:
        failed += 1
        for line in str(why).splitlines():
            print("#", line[:2000])
    print("ok" if good else "not ok", "-", name, flush=True)


def finish():
    sys.exit(failed > 0)


def wait_until(true, seconds=20):
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


# --- around the module

def load(*params):
    subprocess.run(["insmod", "lfring.ko", *params], check=True)


def users():
    with open("/sys/module/lfring/refcnt", encoding="ascii") as file:
        return int(file.read())


def unload():
    subprocess.run(["rmmod", "lfring"], check=True)


def threads():
    """Names of the pipelines' threads."""
    out = []
    for pid in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{pid}/comm", encoding="utf-8") as file:
                name = file.read().strip()
        except OSError:
            continue
        if re.search("/(c|p[0-9]+)$", name):
            out.append(name)
    return out


def caches():
    """Names of the caches that packets of pipelines are from."""
    with open("/proc/slabinfo", encoding="ascii") as file:
        return [line.split()[0] for line in file if line.startswith("lfring")]


def unshare(flags):
    import ctypes  # takes a while
    if ctypes.CDLL(None, use_errno=True).unshare(flags):
        raise OSError(ctypes.get_errno(), "unshare")


class Child:
    """A process that runs body(say, hear): lines to and from it."""

    def __init__(self, body, *args):
        ours, theirs = socket.socketpair()
        sys.stdout.flush()
        self.pid = os.fork()
        if not self.pid:
            ours.close()
            self.file = theirs.makefile("rw", encoding="utf-8")
            status = 1
            try:
                body(self.say, lambda: self.file.readline().rstrip("\n"), *args)
                status = 0
            except BaseException as error:  # noqa: whatever it is, the parent tells it
                self.say(f"! {type(error).__name__} {error}")
            finally:
                os._exit(status)
        theirs.close()
        ours.settimeout(60)
        self.file = ours.makefile("rw", encoding="utf-8")
        ours.close()

    def hear(self):
        """Its next line, "" at its end."""
        return self.file.readline().rstrip("\n")

    def say(self, text=""):
        self.file.write(f"{text}\n")
        self.file.flush()

    def rest(self):
        """All it has to say until its end."""
        out = [line.rstrip("\n") for line in self.file]
        self.end()
        return out

    def end(self, signal=0):
        if signal:
            os.kill(self.pid, signal)
        os.waitpid(self.pid, 0)
        self.file.close()


def seed():
    """A seed for random, told so that it can be had again with LFRING_SEED."""
    value = os.environ.get("LFRING_SEED") or str(random.SystemRandom().randrange(10 ** 9))
    print("# LFRING_SEED =", value)
    random.seed(value)
