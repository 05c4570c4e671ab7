#!/usr/bin/python3 -IS
# SPDX-License-Identifier: GPL-2.0
"""hold: ask the lfring family for all producers, read none of the answer, say "holding", stay.

A dump that is not read stays open in the kernel, which no tool does on purpose.
"""
import os
import socket
import struct
import sys
import time

NETLINK_GENERIC = 16
GENL_ID_CTRL = 16
NLM_F_REQUEST, NLM_F_ACK, NLM_F_DUMP = 1, 4, 0x300
CTRL_CMD_GETFAMILY, CTRL_ATTR_FAMILY_ID, CTRL_ATTR_FAMILY_NAME = 3, 1, 2


def request(kind, flags, cmd, version, attrs=b""):
    head = struct.pack("=IHHIIBBH", 20 + len(attrs), kind, NLM_F_REQUEST | flags, 1, 0,
                       cmd, version, 0)
    return head + attrs


def family(sock, name):
    data = name.encode() + b"\0"
    attr = struct.pack("=HH", 4 + len(data), CTRL_ATTR_FAMILY_NAME) + data
    attr += b"\0" * (-len(attr) % 4)
    sock.send(request(GENL_ID_CTRL, 0, CTRL_CMD_GETFAMILY, 1, attr))
    reply = sock.recv(65536)
    at = 20
    while at + 4 <= len(reply):
        length, kind = struct.unpack_from("=HH", reply, at)
        if kind == CTRL_ATTR_FAMILY_ID:
            return struct.unpack_from("=H", reply, at + 4)[0]
        at += (length + 3) & ~3
    sys.exit("there is no family " + name)


def command(name):
    """The number of a command, from the header that the family is described by."""
    header = os.environ["LFRING_SRC"] + "/kmod/uapi/linux/lfring.h"
    number = None
    with open(header, encoding="utf-8") as lines:
        for line in lines:
            word = line.split("=")[0].strip().rstrip(",")
            if not word.startswith("LFRING_CMD_"):
                continue
            number = int(line.split("=")[1].strip(" ,\n")) if "=" in line else number + 1
            if word == name:
                return number
    sys.exit("there is no command " + name)


sock = socket.socket(socket.AF_NETLINK, socket.SOCK_RAW, NETLINK_GENERIC)
sock.bind((0, 0))
number = family(sock, "lfring")
sock.send(request(number, NLM_F_DUMP, command("LFRING_CMD_PRODUCER_GET"), 1))
print("holding", flush=True)
time.sleep(1000)
