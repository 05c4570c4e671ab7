#!/usr/bin/python3 -IS
# SPDX-License-Identifier: GPL-2.0
"""netem-seed.py DEVICE SEED - have the netem of DEVICE draw the same numbers each time.

Whatever else tc has set stays. Prints the seed that netem then has, and nothing where the kernel
lets nobody choose it (before 6.6), which tc of Debian 12 does nowhere.
"""
import os
import socket
import struct
import sys

sys.path.insert(0, os.environ["LFRING_SRC"] + "/tests/vm/cases/lib")
from netlink import DUMP, Netlink, attr, split  # noqa: E402

# linux/rtnetlink.h and linux/pkt_sched.h
RTM_NEWQDISC, RTM_GETQDISC = 36, 38
TCA_KIND, TCA_OPTIONS = 1, 2
TCA_NETEM_PRNG_SEED = 14
TCMSG, QOPT = struct.Struct("=BxxxiIII"), 24    # struct tcmsg and struct tc_netem_qopt


def netem(nl, index):
    """(header, options) of the device's netem, the latter without the seed, and that."""
    for message in nl.talk(RTM_GETQDISC, TCMSG.pack(0, index, 0, 0, 0), DUMP):
        told = {k: v for k, v, _ in split(message.body[TCMSG.size:])}
        _, device, handle, parent, _ = TCMSG.unpack_from(message.body)
        if device != index or told[TCA_KIND] != b"netem\0":
            continue
        options, seed = told[TCA_OPTIONS][:QOPT], None
        for kind, value, _ in split(told[TCA_OPTIONS][QOPT:]):
            if kind == TCA_NETEM_PRNG_SEED:
                seed, = struct.unpack("=Q", value)
            else:
                options += attr(kind, value)
        return TCMSG.pack(0, index, handle, parent, 0), options, seed
    raise SystemExit("netem-seed: there is no netem")


def main(device, seed):
    nl = Netlink(socket.NETLINK_ROUTE)
    index = socket.if_nametoindex(device)
    header, options, has = netem(nl, index)
    if has is None:
        return
    options += attr(TCA_NETEM_PRNG_SEED, struct.pack("=Q", int(seed)))
    nl.talk(RTM_NEWQDISC, header + attr(TCA_KIND, "netem") + attr(TCA_OPTIONS, options))
    print(netem(nl, index)[2])


main(*sys.argv[1:])
