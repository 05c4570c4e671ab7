#!/usr/bin/python3 -IS
# SPDX-License-Identifier: GPL-2.0
"""A generic XDP program on a device that lets all packets pass, and counts those of IPv4 and UDP to
port 5000 (neighbours ask for each other at any moment).

    xdp.py on DEVICE
    xdp.py count
    xdp.py off DEVICE

The count is kept in /sys/fs/bpf, which must be mounted.
"""
import ctypes
import os
import platform
import struct
import subprocess
import sys

PROG, MAP = "/sys/fs/bpf/pass", "/sys/fs/bpf/passed"
NR_BPF = {"x86_64": 321, "aarch64": 280}[platform.machine()]
# include/uapi/linux/bpf.h
MAP_CREATE, MAP_LOOKUP_ELEM, PROG_LOAD, OBJ_PIN, OBJ_GET = 0, 1, 5, 6, 7
MAP_TYPE_ARRAY, PROG_TYPE_XDP, PSEUDO_MAP_FD = 2, 6, 1


def insn(code, dst=0, src=0, off=0, imm=0):
    return struct.pack("=BBhi", code, dst | src << 4, off, imm)


def program(counter):
    """What runs for each packet; both kinds of machine are little-endian, ports are not."""
    head = [
        insn(0x61, 2, 1, 0),                # r2 = ctx->data
        insn(0x61, 3, 1, 4),                # r3 = ctx->data_end
        insn(0xbf, 4, 2), insn(0x07, 4, imm=42),
    ]
    tests = [
        (0x2d, 4, 3, 0, None),              # Ethernet, IPv4 without options, UDP: all there?
        (0x69, 4, 2, 12, 0x0008),           # ETH_P_IP
        (0x71, 4, 2, 23, 17),               # IPPROTO_UDP
        (0x69, 4, 2, 36, 0x8813),           # port 5000
    ]
    count = [
        insn(0x62, 10, 0, -4),              # key = 0
        insn(0x18, 1, PSEUDO_MAP_FD, 0, counter), insn(0),
        insn(0xbf, 2, 10), insn(0x07, 2, imm=-4),
        insn(0x85, imm=1),                  # bpf_map_lookup_elem()
        insn(0x15, 0, 0, 2),
        insn(0xb7, 1, imm=1),
        insn(0xdb, 0, 1),                   # *count += 1, atomically
    ]
    passes = [insn(0xb7, 0, imm=2), insn(0x95)]    # return XDP_PASS

    body = count
    for code, dst, src, off, value in reversed(tests):
        if value is None:
            body = [insn(code, dst, src, len(body))] + body
        else:
            body = [insn(code, dst, src, off), insn(0x55, dst, 0, len(body), value)] + body
    return b"".join(head + body + passes)


def bpf(command, form, *values):
    libc = ctypes.CDLL(None, use_errno=True)
    attr = struct.pack(form, *(ctypes.addressof(v) if isinstance(v, ctypes.Array) else v
                               for v in values))
    attr = ctypes.create_string_buffer(attr + bytes(128 - len(attr)), 128)
    fd = libc.syscall(NR_BPF, command, attr, 128)
    if fd < 0:
        raise OSError(ctypes.get_errno(), f"bpf({command})")
    return fd


def text(string):
    return ctypes.create_string_buffer(string.encode())


def on(device):
    counter = bpf(MAP_CREATE, "=IIII", MAP_TYPE_ARRAY, 4, 8, 1)
    code = program(counter)
    prog = bpf(PROG_LOAD, "=IIQQ", PROG_TYPE_XDP, len(code) // 8, ctypes.create_string_buffer(code),
               text("GPL"))
    bpf(OBJ_PIN, "=QI", text(PROG), prog)
    bpf(OBJ_PIN, "=QI", text(MAP), counter)
    subprocess.run(["ip", "link", "set", device, "xdpgeneric", "pinned", PROG], check=True)


def off(device):
    subprocess.run(["ip", "link", "set", device, "xdpgeneric", "off"], check=True)
    os.unlink(PROG)
    os.unlink(MAP)


def count():
    counter = bpf(OBJ_GET, "=Q", text(MAP))
    value = ctypes.create_string_buffer(8)
    bpf(MAP_LOOKUP_ELEM, "=IxxxxQQ", counter, ctypes.create_string_buffer(4), value)
    print(int.from_bytes(value.raw, sys.byteorder))


{"on": on, "off": off, "count": count}[sys.argv[1]](*sys.argv[2:])
