# SPDX-License-Identifier: GPL-2.0
"""The flows of the stand-in for the kernel: what they are is kept, what they have done is made up."""

import errno

from tool_netlink import Refusal, policy_range

DEFAULTS = {"mode": 0, "window": 4096, "window_bytes": 8388608, "hold_ms": 50, "late": 0,
            "alarm_lost": 0, "alarm_reordered": 0}
RANGES = {"window": (1, 65536), "hold_ms": (1, 10000), "mode": (0, 2), "late": (0, 1),
          "alarm_lost": (0, 1000000), "alarm_reordered": (0, 1000000)}


class Flow:
    """Takes 1000 packets of 1000 bytes a second, of which what is set here goes wrong."""

    def __init__(self, name, config):
        self.name, self.config = name, {**DEFAULTS, **config}
        self.seconds, self.lost = 10, 0
        self.suffix = ""  # of its device, where its name was taken
        self.leak = 0  # packets that are neither delivered nor dropped nor held

    def tick(self):
        pass

    def show(self):
        return {"name": self.name, **self.config, "device": f"lfring/{self.name}{self.suffix}"}

    def stats(self):
        received = 1000 * self.seconds
        paths = self.config["dev"]
        duplicate, late, held = 10 * self.seconds, self.seconds, 6 if self.seconds else 0
        metrics = {
            "expected": received - duplicate + self.lost, "unique": received - duplicate,
            "lost": self.lost, "duplicate": duplicate, "reordered": received // 4,
            "extent_max": 12, "late_offset_max_ns": 12100000, "loss_bursts": 4,
            "loss_burst_max": 7, "jitter_ns": 612000, "streams": 1, "stray": 2,
            "extent": [0, 5, 6], "late_offset_ns": [0, 0, 7], "n_reordering": [0, 9, 8],
            "density_early": [0, 3], "density_late": [100, 3, 1], "occupancy": list(range(64)),
            "loss_burst": [0, 4],
        }
        own = {key: value for key, value in metrics.items() if key != "stray"}
        return {
            "name": self.name, "mode": self.config["mode"], "run_ns": self.seconds * 10**9,
            "received": received, "received_bytes": 1000 * received,
            "delivered": received - duplicate - late - held - self.leak,
            "dropped": duplicate + late, "dropped_duplicate": duplicate, "dropped_late": late,
            "late": 2 * late, "given_up": 30, "held": held, "held_bytes": 1000 * held,
            "held_high": 64, "segments": 44, "retransmitted": 7,
            "bypass": {"fragment": 1, "short": 2, "malformed": 3, "control": 4, "overflow": 5,
                       "no_memory": 6},
            "metrics": metrics,
            "added_delay_ns": [0, 0, 0, 900, 95, 5],
            "path": [{"dev": dev, "received": received // len(paths),
                      "received_bytes": 1000 * received // len(paths), "duplicate": duplicate,
                      "lost": self.lost + i, "late": 9 - i, "reordered": 6 + i,
                      "metrics": own | {"lost": 11 + i, "loss_bursts": 8 + i,
                                        "loss_burst_max": 3 + i, "duplicate": i,
                                        "reordered": 4 + i, "extent_max": 2 + i,
                                        "late_offset_max_ns": 5000000 + i * 1000000,
                                        "jitter_ns": 41000 + i * 1000}}
                     for i, dev in enumerate(paths)],
            "readers": {"readers": 1, "records": 9884, "lost": 12, "truncated": 3},
        }


def check(op_name, values, offsets):
    """What the kernel's policy would refuse."""
    if values.get("name") is None:
        raise Refusal(errno.EINVAL, missing=1)
    for key, (low, high) in RANGES.items():
        if key in values and not low <= values[key] <= high:
            raise Refusal(errno.ERANGE, "integer out of range", offsets[key],
                          policy_range(low, high))
    if op_name == "flow-add":
        for number, key in ((2, "dev"), (6, "dport"), (7, "seq")):
            if key not in values:
                raise Refusal(errno.EINVAL, "an attribute is missing", missing=number)
        if "nodev" in values["dev"]:
            raise Refusal(errno.ENODEV, "no such device", offsets["dev"])


def do_one(kernel, op_name, values, offsets):
    """One request for one flow; the records that answer it."""
    check(op_name, values, offsets)
    name, config = values["name"], {k: v for k, v in values.items() if k != "name"}
    if op_name == "flow-add":
        if name in kernel.flows:
            raise Refusal(errno.EEXIST, "a flow of that name exists", offsets["name"])
        kernel.flows[name] = Flow(name, config)
        kernel.event("flow-add-ntf", kernel.flows[name].show())
        return []
    if name not in kernel.flows:
        raise Refusal(errno.ENOENT, "no such flow", offsets["name"])
    one = kernel.flows[name]
    if op_name == "flow-set":
        one.config.update(config)
        kernel.event("flow-set-ntf", one.show())
    elif op_name == "flow-del":
        del kernel.flows[name]
        kernel.event("flow-del-ntf", one.show())
    elif op_name == "flow-reset":
        one.seconds = 0
    elif op_name.endswith("-get"):
        return kernel.records(op_name, one)
    return []
