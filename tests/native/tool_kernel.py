# SPDX-License-Identifier: GPL-2.0
"""
A stand-in for the kernel: listens on a socket and answers for the lfring family, from
kmod/uapi/lfring.yaml and not from the tool's own tables. Pipelines in it only do arithmetic.
"""

import errno
import socket
import struct
import threading
import time

import tool_flows
from tool_netlink import (CTRL_CMD_DELFAMILY, CTRL_CMD_GETFAMILY, CTRL_CMD_NEWFAMILY, GENL_ID_CTRL,
                          NLM_F_ACK, NLM_F_DUMP, NLM_F_DUMP_INTR, NLM_F_MULTI, Refusal, attr, done,
                          error, genl, policy_range, u16, u32)

FAMILY, GROUP, TYPE_JOIN = 0x25, 7, 0xfff0

DEFAULTS = {
    "producers": 0, "rate": 10000, "packet_size": 1450, "ring_size": 0, "size_multiplier": 2000,
    "ring_shards": 0, "shard_select": 0, "tree_size": 2000, "interval_ms": 10, "wake": 2,
    "watermark": 50, "full": 1, "max_retries": 10, "backoff_us": 1000, "max_backoffs": 100,
    "pace": 0, "quantum_us": 2000, "max_lag_ms": 1000, "payload": 0, "duration": 0,
    "stats_interval": 0, "debug_level": 6,
}
RANGES = {"producers": (0, 1024), "rate": (1, 100000000), "interval_ms": (1, 1000)}
IDLE, RUNNING, DRAINING, STOPPED = range(4)


class Pipeline:
    """Counters follow from how long it has run."""

    def __init__(self, kernel, name, config):
        self.kernel, self.name, self.config = kernel, name, {**DEFAULTS, **config}
        self.state, self.start, self.ran = IDLE, 0.0, 0.0

    def seconds(self):
        if self.state == RUNNING:
            return (time.monotonic() - self.start) * self.kernel.speed
        return self.ran

    def tick(self):
        duration = self.config["duration"]
        if self.state == RUNNING and duration and self.seconds() >= duration:
            if not self.kernel.never_ends:
                self.stop(duration)

    def stop(self, ran=None):
        if self.state == RUNNING:
            self.ran = ran or self.seconds()
            self.state = STOPPED
            self.kernel.event("state-ntf", {"name": self.name, "state": STOPPED})

    def packets(self, rate):
        return int(self.seconds() * rate * 1000 / 8 / self.config["packet_size"])

    def stats(self):
        conf, kernel = self.config, self.kernel
        each = self.packets(conf["rate"])
        offered = each * conf["producers"]
        dropped = min(kernel.drops, offered)
        lost = kernel.lost if offered > 3000 else 0
        produced = offered - dropped
        in_ring = 5 if self.state == RUNNING and produced > 5 else 0
        consumed = produced - in_ring
        in_window = min(consumed, conf["tree_size"])
        target = conf["rate"] * 1000 * conf["producers"]
        run_ns = int(self.seconds() * 1e9)
        rate = produced * conf["packet_size"] * 8 * 10**9 // run_ns if run_ns else 0
        return {
            "name": self.name, "state": self.state, "run_ns": run_ns, "target_bps": target,
            "rate_bps": int(rate * kernel.rate_factor), "offered": offered, "produced": produced,
            "dropped": dropped, "consumed": consumed, "inserted": consumed - lost,
            "duplicate": 0, "late": 0, "evicted": consumed - in_window - lost,
            "in_ring": in_ring, "in_window": in_window,
            "drops": {"ring_full": dropped, "no_memory": 0, "behind": 0, "stopped": 0},
            "retries": 1, "backoffs": 2, "overdue": 3, "wakeups_timer": 1000,
            "wakeups_watermark": 4, "drains": 1004, "packets_allocated": 2048,
            "shutdown_ns": 12345678 if self.state == STOPPED else 0,
            "ring": {"capacity": 1024, "len": in_ring, "nr_shards": 2, "high_water": 40,
                     "stalls": 6},
            "window": {"size": conf["tree_size"], "len": in_window, "high_water": in_window,
                       "first_seq": consumed - in_window, "last_seq": max(consumed - 1, 0),
                       "next_seq": consumed, "missing": 0, "appended": consumed, "searched": 0},
            "residency_ns": [0, 0, 10, 200, 5000, 70, 1], "drain_packets": [3, 0, 9],
            "wake_late_ns": [],
            "pool": {"size": conf["packet_size"] + 56, "packets": 3152, "in_use": 2048,
                     "in_magazines": 64, "high_water": 2176, "allocs": 2048, "frees": 0,
                     "gets": 34, "puts": 0, "fallbacks": 7, "refused": 0},
            "readers": {"readers": 2, "records": 2**33, "lost": 8, "truncated": 9},
        }

    def producers(self):
        conf, each = self.config, self.packets(self.config["rate"])
        run_ns = int(self.seconds() * 1e9)
        return [{
            "name": self.name, "id": i, "running": int(self.state == RUNNING), "offered": each,
            "produced": each, "dropped": 0, "bytes": each * conf["packet_size"],
            "drops": {"ring_full": 0, "no_memory": 0, "behind": 0, "stopped": 0}, "retries": 0,
            "backoffs": 0, "overdue": 0, "wakeups": 77, "max_late_ns": 123456, "run_ns": run_ns,
            "target_bps": conf["rate"] * 1000, "rate_bps": conf["rate"] * 1000,
        } for i in range(conf["producers"])]

    def shards(self):
        return [{"name": self.name, "id": i, "capacity": 512, "len": 0, "high_water": 20,
                 "pushed": 2**40 + i, "popped": 2**40 + i, "stalls": 3} for i in range(2)]

    def show(self):
        return {"name": self.name, "state": self.state, **self.config, "ring_capacity": 1024,
                "shards": 2, "device": f"lfring/{self.name}"}


class Kernel:
    """Serves any number of tools until it is closed."""

    def __init__(self, spec, path):
        self.spec, self.path = spec, path
        self.lock = threading.RLock()
        self.listener = socket.socket(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self.listener.bind(path)
        self.listener.listen(64)
        self.reset()
        threading.Thread(target=self.accept, daemon=True).start()

    def reset(self):
        """As after loading the module; what a test wants to be odd it sets then."""
        with self.lock:
            self.pipelines, self.flows = {}, {}
            self.knows_flows = True
            self.raw = []            # requests as they came, without their header
            self.requests = []       # (operation, attributes) as they came
            self.loaded, self.version, self.speed = True, 1, 20.0
            self.admin = True
            self.drops, self.lost, self.rate_factor = 0, 0, 1.0
            self.never_ends = False
            self.interruptions = 0   # dumps that are to be marked as inconsistent
            self.refuse = {}         # operation -> Refusal
            self.refuse_dump = None  # Refusal at the end of a dump
            self.remark = None       # text with an acknowledgement
            self.mangle = None       # function on each datagram of replies
            self.listeners = []
            self.joined = threading.Event()

    def add(self, name, **config):
        with self.lock:
            self.pipelines[name] = Pipeline(self, name, config)
            return self.pipelines[name]

    def add_flow(self, name, **config):
        with self.lock:
            self.flows[name] = tool_flows.Flow(name, config)
            return self.flows[name]

    def accept(self):
        while True:
            try:
                conn, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self.serve, args=(conn,), daemon=True).start()

    def serve(self, conn):
        while True:
            try:
                request = conn.recv(1 << 16)
                if not request:
                    break
                with self.lock:
                    replies = self.answer(conn, request)
                sent = [self.mangle(d) if self.mangle else d for d in replies]
                for datagram in sent:
                    conn.sendall(datagram)
                if sent != replies:
                    # Who waits for what was mangled must not wait for ever.
                    conn.shutdown(socket.SHUT_WR)
            except OSError:
                break
        with self.lock:
            if conn in self.listeners:
                self.listeners.remove(conn)
        conn.close()

    def event(self, name, values):
        oper = self.spec.ops[name]
        self.tell(genl(FAMILY, 0, 0, oper["number"],
                       self.spec.encode(oper["attribute-set"], values)))

    def unload(self):
        """The module goes away, which the family of families tells."""
        with self.lock:
            self.loaded = False
            self.tell(genl(GENL_ID_CTRL, 0, 0, CTRL_CMD_DELFAMILY,
                           attr(2, "lfring") + attr(1, u16(FAMILY)), 2))

    def tell(self, datagram):
        with self.lock:
            for conn in list(self.listeners):
                try:
                    conn.sendall(datagram)
                except OSError:
                    pass

    def answer(self, conn, request):
        """The datagrams that answer a request."""
        _, kind, flags, seq, _ = struct.unpack_from("=IHHII", request)
        if kind == TYPE_JOIN:
            if struct.unpack_from("=I", request, 16)[0] == GROUP:
                self.listeners.append(conn)
                self.joined.set()
            return []
        try:
            if kind == GENL_ID_CTRL:
                return [self.family(request, seq), error(request, seq, 0)]
            if kind != FAMILY or not self.loaded:
                raise Refusal(errno.ENOENT)
            for one in self.pipelines.values():
                one.tick()
            cmd = request[16]
            self.raw.append(request[16:])
            oper = self.spec.by_number.get(cmd)
            if not oper or (not self.knows_flows and oper["name"].startswith("flow-")):
                raise Refusal(errno.EOPNOTSUPP)
            set_name = oper["attribute-set"]
            values, offsets = self.spec.decode(set_name, request[20:])
            self.requests.append((oper["name"], values))
            if oper["name"] in self.refuse:
                raise self.refuse[oper["name"]]
            if "admin-perm" in oper.get("flags", []) and not self.admin:
                raise Refusal(errno.EPERM)
            if flags & NLM_F_DUMP == NLM_F_DUMP:
                return self.dump(oper, values, seq)
            records = self.do_one(oper["name"], values, offsets)
            out = [genl(FAMILY, 0, seq, cmd, self.spec.encode(set_name, r)) for r in records]
            assert flags & NLM_F_ACK
            return out + [error(request, seq, 0, attr(1, self.remark) if self.remark else b"")]
        except Refusal as refusal:
            return [error(request, seq, refusal.code, refusal.attrs, refusal.capped)]

    def family(self, request, seq):
        assert request[16] == CTRL_CMD_GETFAMILY
        if not self.loaded:
            raise Refusal(errno.ENOENT)
        group = attr(1, attr(2, u32(GROUP)) + attr(1, "events"))
        return genl(GENL_ID_CTRL, 0, seq, CTRL_CMD_NEWFAMILY,
                    attr(2, "lfring") + attr(1, u16(FAMILY)) + attr(3, u32(self.version)) +
                    attr(7, group), 2)

    def records(self, op_name, one):
        if op_name in ("pipeline-get", "flow-get"):
            return [one.show()]
        if op_name in ("stats-get", "flow-stats-get"):
            return [one.stats()]
        return one.producers() if op_name == "producer-get" else one.shards()

    def dump(self, oper, values, seq):
        flags = NLM_F_MULTI
        if self.interruptions:
            self.interruptions -= 1
            flags |= NLM_F_DUMP_INTR
        if "name" in values:
            if values["name"] not in self.pipelines:
                raise Refusal(errno.ENOENT, "no such pipeline", 20)
            chosen = [self.pipelines[values["name"]]]
        elif oper["name"].startswith("flow-"):
            chosen = list(self.flows.values())
        else:
            chosen = list(self.pipelines.values())
        out, datagram = [], b""
        for one in chosen:
            for record in self.records(oper["name"], one):
                msg = genl(FAMILY, flags, seq, oper["number"],
                           self.spec.encode(oper["attribute-set"], record))
                if len(datagram) + len(msg) > 32 * 1024:
                    out.append(datagram)
                    datagram = b""
                datagram += msg
        out += [datagram] if datagram else []
        if self.refuse_dump:
            return out + [done(seq, self.refuse_dump.code, self.refuse_dump.attrs)]
        return out + [done(seq)]

    def do_one(self, op_name, values, offsets):
        if op_name.startswith("flow-"):
            return tool_flows.do_one(self, op_name, values, offsets)
        name = values.get("name")
        if name is None:
            raise Refusal(errno.EINVAL, missing=1)
        for key, val in values.items():
            low, high = RANGES.get(key, (0, 2**32))
            if key != "name" and not low <= val <= high:
                raise Refusal(errno.ERANGE, "integer out of range", offsets[key],
                              policy_range(low, high))
        config = {k: v for k, v in values.items() if k != "name"}
        if op_name == "pipeline-add":
            if name in self.pipelines:
                raise Refusal(errno.EEXIST, "a pipeline of that name exists", offsets["name"])
            self.add(name, **config)
            self.event("pipeline-add-ntf", self.pipelines[name].show())
            return []
        if name not in self.pipelines:
            raise Refusal(errno.ENOENT, "no such pipeline", offsets["name"])
        one = self.pipelines[name]
        if op_name.endswith("-get"):
            return self.records(op_name, one)
        if op_name == "pipeline-set":
            if one.state == RUNNING and "producers" in config:
                raise Refusal(errno.EBUSY, "cannot be changed while the pipeline runs",
                              offsets["producers"])
            one.config.update(config)
            self.event("pipeline-set-ntf", one.show())
        elif op_name == "pipeline-del":
            one.stop()
            del self.pipelines[name]
            self.event("pipeline-del-ntf", one.show())
        elif op_name == "pipeline-start":
            if one.state == RUNNING:
                raise Refusal(errno.EBUSY)
            one.state, one.start = RUNNING, time.monotonic()
            self.event("state-ntf", {"name": name, "state": RUNNING})
        elif op_name == "pipeline-stop":
            one.stop()
        elif op_name == "pipeline-reset":
            one.state, one.ran = IDLE, 0.0
        return []
