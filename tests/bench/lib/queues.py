# SPDX-License-Identifier: GPL-2.0
"""What is measured: the queues, which of them may be used how, and how each is built."""

import concurrent.futures
import os
import shlex
import subprocess

HERE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TOP = os.path.dirname(os.path.dirname(HERE))
OUT = os.path.join(TOP, "build", "bench")

# What a queue is safe for:
#   spsc    one producer, one consumer
#   local   producers that are all on one CPU, one consumer
#   mpsc    any producers, one consumer
#   mpmc    any producers, any consumers
#   bcast   one producer, two consumers that each get everything, values of 8 bytes
#   bcast64 the same, of 64 bytes
#   pool    not a queue: buffers of 1450 bytes

# The same for all, C and C++.
FLAGS = "-O2 -march=x86-64-v2 -g -Wall -Wextra -pthread".split()


class Queue:
    """One queue: a source, what it is compiled with, and where its header comes from."""

    def __init__(self, name, safe, source, defines="", package=None, header=None, flags="",
                 libs=""):
        self.name = name
        self.safe = safe
        self.source = os.path.join(HERE, "queues", source)
        self.defines = shlex.split(defines)
        self.package = package
        self.header = header
        self.flags = shlex.split(flags)
        self.libs = libs.split()
        self.ours = package is None

    def program(self):
        return os.path.join(OUT, "bin", self.name)

    def compiler(self):
        if self.source.endswith(".cc"):
            return [os.environ.get("CXX", "g++"), "-std=gnu++17"]
        return [os.environ.get("CC", "gcc"), "-std=gnu11"]

    def missing(self):
        """Why it cannot be built here, or None."""
        if not self.header:
            return None
        probe = subprocess.run(self.compiler() + FLAGS + self.flags +
                               ["-x", "c++" if self.source.endswith(".cc") else "c",
                                "-E", "-include", self.header, "/dev/null", "-o", "/dev/null"],
                               capture_output=True, check=False)
        if not probe.returncode:
            return None
        return f"{self.package} is not installed" if self.package else f"there is no {self.header}"


def lfring(name, safe, source, defines="", header="lfring/ring.h"):
    return Queue(name, safe, source, defines, header=header,
                 flags=f"-I{TOP}/tests/native/shim -I{TOP}/kmod/include -DLFR_SHIM_LOCAL_ASM")


def elsewhere(queue, name, tree):
    """The same queue of lfring as it is in another checkout, as NAME:QUEUE."""
    return Queue(f"{name}:{queue.name}", queue.safe, os.path.basename(queue.source),
                 shlex.join(queue.defines), header=queue.header,
                 flags=shlex.join(f.replace(f"-I{TOP}/", f"-I{os.path.abspath(tree)}/")
                                  for f in queue.flags))


def ptr_ring(name, safe, locks, yields=0):
    return Queue(name, safe, "ptr_ring.c", f"-DLOCKS={locks} -DLOCK_YIELDS={yields}",
                 package="linux-source-6.12", header="ptr_ring.h",
                 flags=f"-isystem {OUT}/include")


def ck(flavour):
    return Queue("ck_" + flavour, flavour, "ck_ring.c", f"-D'CK(x)=x##_{flavour}'",
                 package="libck-dev", header="ck_ring.h", libs="-lck")


# The pool finds the ring it is made of by a constructor of that library.
MEMPOOL = ("-Wl,--no-as-needed -lrte_mempool_ring -Wl,--as-needed -lrte_mempool "
           "-lrte_ring -lrte_eal")


def dpdk(name, safe, source, defines, libs="-lrte_ring -lrte_eal"):
    return Queue(name, safe, source, defines, package="libdpdk-dev", header="rte_ring.h",
                 flags="-isystem /usr/include/dpdk -isystem "
                       "/usr/include/x86_64-linux-gnu/dpdk -include rte_config.h",
                 libs=libs)


def rte(name, safe, put, get, flags):
    return dpdk(name, safe, "rte_ring.c",
                f"-DPUT=rte_ring_{put} -DGET=rte_ring_{get} -DFLAGS='{flags}'")


def boost(name, safe, source, defines):
    return Queue(name, safe, source, defines, package="libboost-dev",
                 header="boost/lockfree/queue.hpp")


def moody(name, room):
    return Queue(name, "mpmc", "moody.cc", f"-DROOM={room}",
                 package="libconcurrentqueue-dev", header="concurrentqueue/concurrentqueue.h")


QUEUES = [
    lfring("lfr_local", "local", "lfring.c", "-DLOCAL=1"),
    lfring("lfr_shared", "mpsc", "lfring.c", "-DLOCAL=0"),
    lfring("lfr_stream", "mpmc", "stream.c", header="lfring/stream.h"),
    lfring("lfr_bcast", "bcast", "bcast.c", "-DVALUE=8 -DPOLLED=0", header="lfring/bcast.h"),
    lfring("lfr_bcast_p", "bcast", "bcast.c", "-DVALUE=8 -DPOLLED=1", header="lfring/bcast.h"),
    lfring("lfr_bcast64", "bcast64", "bcast.c", "-DVALUE=64 -DPOLLED=0", header="lfring/bcast.h"),
    lfring("lfr_bcast64_p", "bcast64", "bcast.c", "-DVALUE=64 -DPOLLED=1",
           header="lfring/bcast.h"),
    lfring("lfr_pool", "pool", "pool.c", "-DFLAGS=0", header="lfring/pool.h"),
    lfring("lfr_pool_r", "pool", "pool.c", "-DFLAGS=LFR_POOL_RELAXED", header="lfring/pool.h"),
    lfring("lfr_class", "pool", "pool.c", "-DFLAGS=0 -DCLASS", header="lfring/pool.h"),
    lfring("lfr_class_r", "pool", "pool.c", "-DFLAGS=LFR_POOL_RELAXED -DCLASS",
           header="lfring/pool.h"),
    ptr_ring("ptr_ring", "mpsc", 1),
    ptr_ring("ptr_ring_y", "mpsc", 1, yields=1),
    ptr_ring("ptr_ring_ll", "mpmc", 2),
    ptr_ring("ptr_ring_spsc", "spsc", 0),
    ck("spsc"), ck("mpsc"), ck("mpmc"),
    rte("rte_sp", "spsc", "sp_enqueue_burst", "sc_dequeue_burst",
        "RING_F_SP_ENQ | RING_F_SC_DEQ"),
    rte("rte_mp", "mpsc", "mp_enqueue_burst", "sc_dequeue_burst", "RING_F_SC_DEQ"),
    rte("rte_hts", "mpsc", "mp_hts_enqueue_burst", "sc_dequeue_burst",
        "RING_F_MP_HTS_ENQ | RING_F_SC_DEQ"),
    rte("rte_rts", "mpsc", "mp_rts_enqueue_burst", "sc_dequeue_burst",
        "RING_F_MP_RTS_ENQ | RING_F_SC_DEQ"),
    rte("rte_mpmc", "mpmc", "mp_enqueue_burst", "mc_dequeue_burst", "0"),
    rte("rte_hts_mc", "mpmc", "mp_hts_enqueue_burst", "mc_hts_dequeue_burst",
        "RING_F_MP_HTS_ENQ | RING_F_MC_HTS_DEQ"),
    rte("rte_rts_mc", "mpmc", "mp_rts_enqueue_burst", "mc_rts_dequeue_burst",
        "RING_F_MP_RTS_ENQ | RING_F_MC_RTS_DEQ"),
    Queue("wfcq", "mpsc", "wfcqueue.c", package="liburcu-dev", header="urcu/wfcqueue.h"),
    boost("boost", "mpmc", "boost.cc", "-DSPSC=0"),
    boost("boost_spsc", "spsc", "boost.cc", "-DSPSC=1"),
    moody("moody", "SLOTS"), moody("moody64k", "65536"),
    dpdk("two_rte", "bcast", "two_rte.c", "-DVALUE=8"),
    dpdk("two_rte64", "bcast64", "two_rte.c", "-DVALUE=64"),
    dpdk("rte_mempool", "pool", "rte_mempool.c", "-DCACHE=256", MEMPOOL),
    dpdk("rte_mempool_nc", "pool", "rte_mempool.c", "-DCACHE=0", MEMPOOL),
    Queue("malloc", "pool", "malloc.c", package="libc6-dev"),
    boost("two_boost", "bcast", "two_boost.cc", "-DVALUE=8"),
    boost("two_boost64", "bcast64", "two_boost.cc", "-DVALUE=64"),
]

# What the drivers must notice, and where.
BROKEN = [
    (Queue("broken_loses", "spsc", "broken.c", "-DDEFECT=1"), ("w1s", "w2", "w3.32")),
    (Queue("broken_doubles", "spsc", "broken.c", "-DDEFECT=2"), ("w1s", "w2", "w3.32")),
    (Queue("broken_reorders", "spsc", "broken.c", "-DDEFECT=3"), ("w1s", "w2", "w3.32")),
    (Queue("broken_invents", "spsc", "broken.c", "-DDEFECT=4"), ("w1s", "w2", "w3.32")),
    (Queue("broken_pool", "pool", "broken_pool.c"), ("w6.1h32",)),
]

# The driver with a variable in place of a queue; only instructions are counted with it.
NOTHING = Queue("nothing", "spsc", "nothing.c")


def have_ptr_ring():
    """Copy the kernel's header to where the compiler finds it and nothing else of the kernel."""
    target = os.path.join(OUT, "include", "ptr_ring.h")
    cache = os.environ.get("LFRING_CACHE") or os.path.join(
        os.environ.get("XDG_CACHE_HOME") or os.path.expanduser("~/.cache"), "lfring")
    source = os.path.join(cache, "linux-source-6.12", "include", "linux", "ptr_ring.h")
    if not os.path.exists(source):
        return
    os.makedirs(os.path.dirname(target), exist_ok=True)
    with open(source, "rb") as from_, open(target + ".new", "wb") as to:
        to.write(from_.read())
    if os.path.exists(target):
        with open(target, "rb") as old, open(target + ".new", "rb") as new:
            if old.read() == new.read():
                os.unlink(target + ".new")
                return
    os.rename(target + ".new", target)


def current(queue, command):
    """Is what was built the last time built from what is there now?"""
    program = queue.program()
    try:
        with open(program + ".command", encoding="utf-8") as f:
            if f.read() != shlex.join(command):
                return False
        with open(program + ".d", encoding="utf-8") as f:
            sources = f.read().replace("\\\n", " ").split()[1:]
        built = os.path.getmtime(program)
        return all(os.path.getmtime(s) <= built for s in sources)
    except OSError:
        return False


def build(queue):
    """Build its program. Returns None, or what the compiler had to say."""
    program = queue.program()
    command = (queue.compiler() + FLAGS + [f"-I{HERE}"] + queue.flags + queue.defines +
               [queue.source, "-MMD", "-MF", program + ".d", "-o", program] + queue.libs)
    if current(queue, command):
        return None
    os.makedirs(os.path.dirname(program), exist_ok=True)
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        return done.stderr
    with open(program + ".command", "w", encoding="utf-8") as f:
        f.write(shlex.join(command))
    return None


def build_all(needed):
    """Build what can be built. Returns those queues, and lines about those that are left out
    and about those that do not compile."""
    good, left_out, broken = [], {}, []
    have_ptr_ring()
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for queue, missing in zip(needed, pool.map(Queue.missing, needed)):
            if missing:
                left_out.setdefault(missing, []).append(queue.name)
            else:
                good.append(queue)
        for queue, error in zip(list(good), pool.map(build, good)):
            if error:
                broken.append(f"{queue.name} does not compile:\n{error}")
                good.remove(queue)
    return good, [f"left out, {why}: {', '.join(names)}" for why, names in left_out.items()], broken
