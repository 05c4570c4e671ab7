#!/usr/bin/python3 -IS
# SPDX-License-Identifier: GPL-2.0
"""A generic XDP program on a device that lets all packets pass, and how often it has run.

    xdp.py on DEVICE
    xdp.py count
    xdp.py off DEVICE

The program is kept in /sys/fs/bpf, which must be mounted; the kernel counts its runs while the sysctl
kernel.bpf_stats_enabled is set.
"""
import ctypes
import os
import platform
import struct
import subprocess
import sys

PIN = "/sys/fs/bpf/pass"
NR_BPF = {"x86_64": 321, "aarch64": 280}[platform.machine()]
# include/uapi/linux/bpf.h
PROG_LOAD, OBJ_PIN, OBJ_GET = 5, 6, 7
PROG_TYPE_XDP = 6
# r0 = XDP_PASS; exit
PROGRAM = struct.pack("=BBhi", 0xb7, 0, 0, 2) + struct.pack("=BBhi", 0x95, 0, 0, 0)


def bpf(command, attr):
    libc = ctypes.CDLL(None, use_errno=True)
    attr = ctypes.create_string_buffer(attr + bytes(128 - len(attr)), 128)
    fd = libc.syscall(NR_BPF, command, attr, 128)
    if fd < 0:
        raise OSError(ctypes.get_errno(), f"bpf({command})")
    return fd


def address(data):
    return ctypes.addressof(data)


def on(device):
    program, licence = ctypes.create_string_buffer(PROGRAM), ctypes.create_string_buffer(b"GPL")
    path = ctypes.create_string_buffer(PIN.encode())
    fd = bpf(PROG_LOAD, struct.pack("=IIQQ", PROG_TYPE_XDP, len(PROGRAM) // 8, address(program),
                                    address(licence)))
    bpf(OBJ_PIN, struct.pack("=QI", address(path), fd))
    subprocess.run(["ip", "link", "set", device, "xdpgeneric", "pinned", PIN], check=True)


def off(device):
    subprocess.run(["ip", "link", "set", device, "xdpgeneric", "off"], check=True)
    os.unlink(PIN)


def count():
    path = ctypes.create_string_buffer(PIN.encode())
    fd = bpf(OBJ_GET, struct.pack("=Q", address(path)))
    with open(f"/proc/self/fdinfo/{fd}", encoding="ascii") as info:
        fields = dict(line.split(":", 1) for line in info)
    print(int(fields["run_cnt"]))


{"on": on, "off": off, "count": count}[sys.argv[1]](*sys.argv[2:])
