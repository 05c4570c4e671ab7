# SPDX-License-Identifier: GPL-2.0
"""The workloads, who may take part in each, and what lfring is to reach."""

# An SPSC queue has one producer; those that are safe on one CPU have all of a shard's there.
ANY = ("spsc", "local", "mpsc", "mpmc")
ONE_CPU = ("local", "mpsc", "mpmc")
SHARED = ("mpsc", "mpmc")
MANY_CONSUMERS = ("mpmc",)
BROADCAST = ("bcast", "bcast64")
POOL = ("pool",)


class Load:
    """One workload of driver.h."""

    def __init__(self, name, safe, about, spsc_shards=None):
        self.name = name
        self.safe = safe
        self.about = about
        self.spsc_shards = spsc_shards

    def takes(self, queue):
        return queue.safe in self.safe or (queue.safe == "spsc" and bool(self.spsc_shards))

    def arguments(self, queue):
        return [str(self.spsc_shards)] if queue.safe == "spsc" and self.spsc_shards else []


LOADS = [
    Load("w1", ANY, "one thread: push, pop"),
    Load("w1s", ANY, "one thread: 32 pushes, 32 pops"),
    Load("w1.32", ANY, "one thread: a batch of 32 in, a batch of 32 out"),
    Load("w2", ANY, "one producer on the first CPU, one consumer on the second"),
    Load("w2l", ANY, "w2, but the consumer idles for 5 us when there is nothing"),
    Load("w3.32", ANY, "w2 in batches of 32"),
    Load("w3.128", ANY, "w2 in batches of 128"),
    Load("w4a", SHARED, "a producer on each CPU, one consumer on the second"),
    Load("w4a.32", SHARED, "w4a in batches of 32"),
    Load("w4b", SHARED, "eight producers on two CPUs, one consumer on the second"),
    Load("w4c", ONE_CPU, "two producers on the first CPU, one consumer on the second"),
    Load("w5", ANY, "w4a with a shard for each producer"),
    Load("w5.32", ANY, "w5 in batches of 32"),
    Load("w5b", ONE_CPU, "w4b with a shard for each CPU; SPSC: for each producer", spsc_shards=8),
    Load("wd1", ANY, "w2l, but the consumer takes batches of 32"),
    Load("wd2", ONE_CPU, "wd1 with two producers on the first CPU"),
    Load("wd4", SHARED, "wd1 with a producer on each CPU"),
    Load("s1.32", MANY_CONSUMERS, "many-consumer queues: w3.32"),
    Load("s1.128", MANY_CONSUMERS, "many-consumer queues: w3.128"),
    Load("s2.32", MANY_CONSUMERS, "a producer and a consumer on each CPU, batches of 32"),
    Load("s2.128", MANY_CONSUMERS, "a producer and a consumer on each CPU, batches of 128"),
    Load("w6.1h1", POOL, "one thread: a buffer of 1450 bytes is taken and given back"),
    Load("w6.1h32", POOL, "one thread: 32 are taken, then 32 given back"),
    Load("w6.2h1", POOL, "w6.1h1 by a thread on each CPU, time of one of them"),
    Load("w6.2h32", POOL, "w6.1h32 by a thread on each CPU, time of one of them"),
    Load("w6.x", POOL, "a thread takes, one on the other CPU gives back"),
    Load("w7", BROADCAST, "one producer, two readers of everything on the second CPU"),
    Load("w7.32", BROADCAST, "w7 in batches of 32"),
    Load("w7s", BROADCAST, "w7, but one of the readers on the producer's CPU"),
    Load("w7s.32", BROADCAST, "w7s in batches of 32"),
]

MP_SAFE = "MP-safe"
RTE = ("rte_mp", "rte_hts", "rte_rts", "rte_mpmc", "rte_hts_mc", "rte_rts_mc")
POOL_LOADS = "w6.1h1 w6.1h32 w6.2h1 w6.2h32 w6.x"
PTR_RING = ("ptr_ring", "ptr_ring_y", "ptr_ring_ll")


class Goal:
    """A ratio that is wanted: the best of the peers by lfring's. None: only to be shown."""

    def __init__(self, ours, loads, whose, peers, wanted):
        self.ours = ours
        self.loads = loads.split()
        self.whose = whose
        self.peers = peers
        self.wanted = wanted

    def is_ours(self, queue):
        """lfring's queue, of this checkout or another."""
        return queue.ours and queue.name.rpartition(":")[2] == self.ours

    def is_peer(self, queue):
        if queue.ours:
            return False
        if self.peers == MP_SAFE:
            return queue.safe in SHARED
        return self.peers is None or queue.name in self.peers


GOALS = [
    Goal("lfr_local", "w1", "MP-safe peers", MP_SAFE, 3.5),
    Goal("lfr_local", "w2 w2l wd1", "ptr_ring without locks", ("ptr_ring_spsc",), 1.0),
    Goal("lfr_local", "w2 w2l wd1", "MP-safe peers", MP_SAFE, 2.5),
    Goal("lfr_local", "w1.32 w3.32 w3.128", "rte_ring, MP", RTE, 1.0),
    Goal("lfr_local", "w1.32 w3.32 w3.128", "rte_ring, SP", ("rte_sp",), None),
    Goal("lfr_local", "w4c wd2", "MP-safe peers", MP_SAFE, None),
    Goal("lfr_local", "w5 w5b", "every peer", None, 1.8),
    Goal("lfr_local", "w5.32", "every peer", None, None),
    Goal("lfr_shared", "w1", "MP-safe peers", MP_SAFE, 1.0),
    Goal("lfr_shared", "w2", "MP-safe peers", MP_SAFE, None),
    Goal("lfr_shared", "w2l wd1", "MP-safe peers", MP_SAFE, 1.0),
    Goal("lfr_shared", "w1.32 w3.32 w3.128", "rte_ring, MP", RTE, 1.0),
    Goal("lfr_shared", "w1.32 w3.32 w3.128", "ptr_ring", PTR_RING, 1.1),
    Goal("lfr_shared", "w4a w4b wd4", "MP-safe peers", MP_SAFE, 1.0),
    Goal("lfr_shared", "w4a.32", "MP-safe peers", MP_SAFE, None),
    Goal("lfr_pool", POOL_LOADS, "rte_mempool, cache", ("rte_mempool",), 1.0),
    Goal("lfr_pool", POOL_LOADS, "malloc", ("malloc",), 3.0),
    Goal("lfr_pool_r", POOL_LOADS, "rte_mempool, cache", ("rte_mempool",), 1.0),
    Goal("lfr_pool_r", POOL_LOADS, "malloc", ("malloc",), 3.0),
    Goal("lfr_class", POOL_LOADS, "rte_mempool, cache", ("rte_mempool",), 1.0),
    Goal("lfr_class_r", POOL_LOADS, "rte_mempool, cache", ("rte_mempool",), 1.0),
    Goal("lfr_bcast", "w7 w7.32 w7s w7s.32", "two SPSC rings", ("two_rte", "two_boost"), 2.0),
    Goal("lfr_bcast_p", "w7 w7.32 w7s w7s.32", "two SPSC rings", ("two_rte", "two_boost"), 2.0),
    Goal("lfr_bcast64", "w7 w7.32 w7s w7s.32", "two SPSC rings", ("two_rte64", "two_boost64"), 2.0),
    Goal("lfr_bcast64_p", "w7 w7.32 w7s w7s.32", "two SPSC rings", ("two_rte64", "two_boost64"),
         2.0),
    Goal("lfr_stream", "s1.32 s1.128 s2.32 s2.128", "many-consumer peers", MP_SAFE, 1.2),
]
