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
from netlink import (ACK, DUMP, NLMSG_DONE, NLMSG_ERROR, REQUEST, Message, attr, split)  # noqa: E402

# linux/rtnetlink.h and linux/pkt_sched.h
RTM_NEWQDISC, RTM_GETQDISC = 36, 38
TCA_KIND, TCA_OPTIONS = 1, 2
TCA_NETEM_PRNG_SEED = 14
TCMSG, QOPT = struct.Struct("=BxxxiIII"), 24    # struct tcmsg and struct tc_netem_qopt


def talk(sock, kind, flags, body):
    """The answers to a request."""
    sock.send(struct.pack("=IHHII", 16 + len(body), kind, REQUEST | flags, 1, 0) + body)
    out = []
    while True:
        data, at = sock.recv(65536), 0
        while at < len(data):
            message = Message(data[at:])
            at += (message.length + 3) & ~3
            if message.type in (NLMSG_ERROR, NLMSG_DONE):
                refused = message.error()
                if refused:
                    raise refused
                return out
            out.append(message)


def netem(sock, index):
    """(header, options) of the device's netem, the latter without the seed, and that."""
    for message in talk(sock, RTM_GETQDISC, DUMP, TCMSG.pack(0, index, 0, 0, 0)):
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
    sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, socket.NETLINK_ROUTE)
    index = socket.if_nametoindex(device)
    header, options, has = netem(sock, index)
    if has is None:
        return
    options += attr(TCA_NETEM_PRNG_SEED, struct.pack("=Q", int(seed)))
    talk(sock, RTM_NEWQDISC, ACK, header + attr(TCA_KIND, "netem") + attr(TCA_OPTIONS, options))
    print(netem(sock, index)[2])


main(*sys.argv[1:])
