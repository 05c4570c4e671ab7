/* SPDX-License-Identifier: GPL-2.0 */
/*
 * udpflow.h - packets of one kind from the network, put back in order
 *
 * A flow is a sharded ring, a window and the role of the one consumer. Hooks (hook.h) take
 * packets on any CPU. Who finds the role free has it, and with it the packet in its hand and what
 * is in the ring: it lets through what is in sequence, puts into the window what came too early,
 * looks whether somebody has left a packet meanwhile, and gives the role back. Who finds it taken
 * leaves its packet in the ring, and goes. So there is no lock, no thread, and nothing between a
 * packet in sequence and its delivery.
 *
 * A soft hrtimer asks for the role when the packet that has been held longest has waited long
 * enough; commands (flush, another configuration) leave word and ask for it, too.
 *
 * The role
 * ========
 *	0	nobody has it
 *	1	somebody has it
 *	2	somebody has it and is asked to look again
 *
 * Whoever leaves something exchanges the state for 2, and has the role if it was 0. Who has it
 * gives it back by a compare-and-swap of 1 for 0, and if that fails sets 1 and looks again.
 * All three are fully ordered: what was left is seen either by who had the role, or by who finds
 * it free.
 *
 * So that a CPU gets home under load, it takes so many packets out of the ring at a time only,
 * and its own goes behind what is left there; and who has looked again often enough gives the role
 * back all the same, and then starts a second timer, which asks on its behalf. The first one would
 * not do: a timer that is started before the role is free may find it taken, and who has the role
 * no more must not touch the first one, for its deadline is the next owner's. tests/model/role.pml
 * has both.
 *
 * Runs
 * ====
 * Most packets follow each other. Those of a run each need their jitter measured, and all else
 * that is counted of them, @highest and @run_bytes tell: that is caught up on when the run ends,
 * which is when something else comes, after so many packets, or when somebody wants to read. There
 * is a run only where nothing is missing or late, so none of it waits for anything.
 *
 * Whoever reads leaves word, as with any other command. So all that was read is of one moment,
 * and counting needs no more than an addition.
 *
 * A packet that is held has its place and times in skb->cb, and is in a list in the order of
 * arrival; skb->dev stays what it was.
 */
#ifndef _LFRING_NET_UDPFLOW_H
#define _LFRING_NET_UDPFLOW_H

#include <linux/atomic.h>
#include <linux/hrtimer.h>
#include <linux/in6.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/netdevice.h>
#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/skbuff.h>
#include <linux/types.h>
#include <lfring/shards.h>
#include "engine/stats.h"
#include "engine/tap.h"
#include "engine/window.h"
#include "net/extract.h"
#include "net/metrics.h"
#include "net/watch.h"

struct lfr_device;

#define LFR_FLOW_NAME_LEN	32
#define LFR_FLOW_PATHS		8u
#define LFR_FLOW_WINDOW_MAX	65536u
#define LFR_FLOW_BYTES_MIN	2048u
#define LFR_FLOW_BYTES_MAX	(256u << 20)
#define LFR_FLOW_HOLD_MS_MAX	10000u
#define LFR_FLOW_PPM_MAX	1000000u

/* Least that the packets held by all flows may take together. */
#define LFR_FLOW_ALL_BYTES_MIN	65536u

/* Slots of each CPU's shard: what may come while the role is busy. */
#define LFR_FLOW_RING_MIN	LFR_SHARD_SLOTS_MIN
#define LFR_FLOW_RING_MAX	65536u

enum lfr_flow_mode {
	LFR_FLOW_OBSERVE,
	LFR_FLOW_REORDER,
	LFR_FLOW_MERGE,
};

enum lfr_flow_late {
	LFR_FLOW_LATE_ACCEPT,
	LFR_FLOW_LATE_DROP,
};

/**
 * enum lfr_flow_bypass - why a packet that matches a flow passes by it
 * @LFR_FLOW_FRAGMENT: it is a fragment of IP
 * @LFR_FLOW_SHORT: it ends before its sequence number does
 * @LFR_FLOW_MALFORMED: it is not what the extractor expects, or its checksum is wrong
 * @LFR_FLOW_CONTROL: it has no sequence number
 * @LFR_FLOW_OVERFLOW: this CPU's shard was full
 * @LFR_FLOW_NO_MEMORY: something could not be allocated
 * @LFR_FLOW_BYPASSES: number of reasons
 */
enum lfr_flow_bypass {
	LFR_FLOW_FRAGMENT,
	LFR_FLOW_SHORT,
	LFR_FLOW_MALFORMED,
	LFR_FLOW_CONTROL,
	LFR_FLOW_OVERFLOW,
	LFR_FLOW_NO_MEMORY,
	LFR_FLOW_BYPASSES
};

/**
 * struct lfr_flow_match - which packets are a flow's
 * @family: AF_INET or AF_INET6, 0 for both
 * @has_src: @src counts
 * @has_dst: @dst counts
 * @src: source address; an IPv4 address is mapped (::ffff:a.b.c.d)
 * @dst: destination address, likewise
 * @sport: source port, 0 for any
 * @dport: destination port
 */
struct lfr_flow_match {
	u8 family;
	bool has_src;
	bool has_dst;
	struct in6_addr src;
	struct in6_addr dst;
	__be16 sport;
	__be16 dport;
};

/**
 * struct lfr_flow_config - what can be changed while packets flow
 * @mode: what is done with packets
 * @late: what is done with those whose place has been given up
 * @window: most packets held
 * @window_bytes: most memory of packets held
 * @hold_ms: longest time a packet is held
 * @alarm_lost: packets lost of a million that raise an alarm, 0 for none
 * @alarm_reordered: packets reordered of a million that raise an alarm, 0 for none
 */
struct lfr_flow_config {
	enum lfr_flow_mode mode;
	enum lfr_flow_late late;
	u32 window;
	u32 window_bytes;
	u32 hold_ms;
	u32 alarm_lost;
	u32 alarm_reordered;
};

#define LFR_FLOW_CONFIG_INIT {			\
	.mode = LFR_FLOW_OBSERVE,		\
	.late = LFR_FLOW_LATE_ACCEPT,		\
	.window = 1024,				\
	.window_bytes = 4u << 20,		\
	.hold_ms = 50,				\
}

/**
 * struct lfr_flow_stats - what the consumer counts; but for a run, see struct lfr_flow
 * @received: packets that had a sequence number
 * @received_bytes: payload bytes of UDP in them
 * @delivered: packets handed on
 * @dropped_duplicate: duplicates dropped
 * @dropped_late: late packets dropped
 * @late: packets whose place had been given up
 * @stray: packets too far from all others to belong to them, or of the stream before
 * @segments: packets that came in aggregates
 * @retransmitted: packets that say that they were sent before
 * @held_high: most packets held
 * @delay: how long packets were held, ns
 */
struct lfr_flow_stats {
	u64 received;
	u64 received_bytes;
	u64 delivered;
	u64 dropped_duplicate;
	u64 dropped_late;
	u64 late;
	u64 stray;
	u64 segments;
	u64 retransmitted;
	u64 held_high;
	struct lfr_hist delay;
};

/**
 * struct lfr_flow_cpu - what each CPU counts by itself
 * @sync: makes 64-bit counters readable on 32-bit machines
 * @bypass: packets that passed by
 */
struct lfr_flow_cpu {
	struct u64_stats_sync sync;
	u64_stats_t bypass[LFR_FLOW_BYPASSES];
};

/**
 * struct lfr_flow_path - a device on which packets of a flow arrive
 * @flow: the flow
 * @index: number of the path in its flow
 * @dev: the device; NULL once it has gone. Written under RTNL.
 * @name: its name when the flow was added
 * @on_dev: in the list of the device's hook
 * @ports: source and destination port, as lfr_headers_ports() has them
 * @ports_mask: bits of @ports that count
 * @addressed: family or addresses count, too
 * @received: consumer: packets that came this way, but for a run, see struct lfr_flow
 * @bytes: consumer: payload bytes in them
 * @late: consumer: those of them whose place had been given up
 */
struct lfr_flow_path {
	struct lfr_flow *flow;
	u32 index;
	struct net_device __rcu *dev;
	char name[IFNAMSIZ];
	struct list_head on_dev;
	__be32 ports;
	__be32 ports_mask;
	bool addressed;
	u64 received;
	u64 bytes;
	u64 late;
};

/**
 * struct lfr_flow_packet - what a hook knows of a packet
 * @seq: its sequence number as it is written in it
 * @at: when it arrived, ns of the monotonic clock
 * @stream: RTP's SSRC and the like
 * @media_time: RTP's timestamp and the like
 * @bytes: payload bytes
 * @path: which of the flow's devices it came over
 * @segment: it is part of an aggregate
 * @resent: it says that it was sent before
 */
struct lfr_flow_packet {
	u64 seq;
	u64 at;
	u32 stream;
	u32 media_time;
	u16 bytes;
	u8 path;
	bool segment;
	bool resent;
};

/**
 * struct lfr_flow_setup - what a flow is made from
 * @name: its name
 * @match: which packets are its
 * @extract: where their sequence numbers are
 * @nr_paths: number of devices
 * @clock_hz: of the media time, 0 for none
 * @config: the rest
 */
struct lfr_flow_setup {
	char name[LFR_FLOW_NAME_LEN];
	struct lfr_flow_match match;
	struct lfr_extract extract;
	u32 nr_paths;
	u32 clock_hz;
	struct lfr_flow_config config;
};

/**
 * struct lfr_flow_before - the stream before this one, packets of which may still come
 * @window: empty; knows what has been seen
 * @highest: highest sequence number seen
 * @until: when it is forgotten, ns: none that comes later could be waited for
 * @stream: RTP's SSRC and the like
 * @settled: it was known which number was to come first
 */
struct lfr_flow_before {
	struct lfr_window window;
	u64 highest;
	u64 until;
	u32 stream;
	bool settled;
};

/**
 * struct lfr_flow - a flow
 * @setup: what it was made from; its config is what was asked for last
 * @extract: how sequence numbers are read, once @skip bytes of the payload have been left out
 * @skip: bytes before the field
 * @want: bytes to be looked at from there
 * @bits: of a sequence number
 * @mask: these bits
 * @path: where packets come from
 * @cpu: what each CPU counts
 * @shards: packets on their way to the consumer
 * @role: see above
 * @todo: word left for the consumer
 * @next_config: a configuration left for the consumer
 * @timer: asks for the role when the oldest has been held long enough
 * @again: asks for the role on behalf of who gave it back before all was done
 * @config: consumer: what it goes by
 * @window: consumer: packets that came early
 * @held: consumer: the same, in the order of arrival
 * @held_bytes: consumer: memory of them
 * @begun: consumer: the first packet of the stream has come
 * @settled: consumer: it is known which number is to come first
 * @stream: consumer: RTP's SSRC and the like
 * @highest: consumer: highest sequence number seen
 * @run_first: consumer: number of the first packet of the run, if there is one
 * @run_end: consumer: the run ends before this number; 0 if there is none
 * @run_bytes: consumer: payload bytes in it
 * @before: consumer: the stream before this one
 * @has_far: consumer: a packet far from all others waits for another one near it
 * @knows_far: consumer: there is or was one since the stream began
 * @far: consumer: what is known of the last one
 * @stray: consumer: its buffer, while it waits; NULL where packets are only observed
 * @more: consumer: there may be packets in the ring that nobody is asked to look at but a timer
 * @armed: consumer: when the timer will ask, ns; 0 if it will not
 * @given_up: consumer: numbers not waited for, of windows before this one
 * @tap: consumer: who else gets to see what is handed on; NULL while nobody does
 * @stats: consumer: counters
 * @metrics: consumer: what the order of arrival tells
 * @path_metrics: consumer: the same of each path by itself; NULL where there is but one
 * @wanted: where somebody wants the counters
 * @wanted_path: the same of each path by itself
 * @net: its namespace
 * @device: where it can be read; its owner is told by @freed
 * @freed: called when nobody uses the flow any more; may be NULL
 * @watch: raises alarms
 * @lock: one command at a time
 * @list: the flows of its namespace
 * @refs: who uses it
 * @id: in the order in which flows were added
 * @reset_at: since when it counts, ns
 * @bypassed_before: packets that had passed by until then
 */
struct lfr_flow {
	struct lfr_flow_setup setup;
	struct lfr_extract extract;
	u32 skip;
	u32 want;
	u32 bits;
	u64 mask;
	struct lfr_flow_path path[LFR_FLOW_PATHS];
	struct lfr_flow_cpu __percpu *cpu;
	struct lfr_shards *shards;

	atomic_t role ____cacheline_aligned;
	atomic_t todo;
	struct lfr_flow_config *next_config;
	struct hrtimer timer;
	struct hrtimer again;

	struct lfr_flow_config config ____cacheline_aligned;
	struct lfr_window window;
	struct sk_buff_head held;
	u64 held_bytes;
	bool begun;
	bool settled;
	u32 stream;
	u64 highest;
	u64 run_first;
	u64 run_end;
	u64 run_bytes;
	struct lfr_flow_before before;
	bool has_far;
	bool knows_far;
	struct lfr_flow_packet far;
	struct sk_buff *stray;
	bool more;
	u64 armed;
	u64 given_up;
	struct lfr_tap __rcu *tap;
	struct lfr_flow_stats stats;
	struct lfr_metrics metrics;
	struct lfr_metrics *path_metrics;
	struct lfr_flow_view *wanted;
	struct lfr_metrics_view *wanted_path;

	struct net *net;
	struct lfr_device *device;
	void (*freed)(struct lfr_flow *flow);
	struct lfr_watch watch;
	struct mutex lock; /* commands */
	struct list_head list;
	refcount_t refs;
	u32 id;
	u64 reset_at;
	u64 bypassed_before[LFR_FLOW_BYPASSES];
};

/**
 * struct lfr_flow_view - counters of a flow that were read
 */
struct lfr_flow_view {
	u64 run_ns;
	u64 received;
	u64 received_bytes;
	u64 delivered;
	u64 dropped;
	u64 dropped_duplicate;
	u64 dropped_late;
	u64 late;
	u64 stray;
	u64 given_up;
	u64 segments;
	u64 retransmitted;
	u64 held;
	u64 held_bytes;
	u64 held_high;
	u64 bypass[LFR_FLOW_BYPASSES];
	u64 path_received[LFR_FLOW_PATHS];
	u64 path_bytes[LFR_FLOW_PATHS];
	u64 path_late[LFR_FLOW_PATHS];
	struct lfr_hist_view delay;
	struct lfr_metrics_view metrics;
};

/**
 * struct lfr_flow_out - how a packet goes out
 * @seq: its sequence number, unfolded
 * @at: when it arrived, ns
 * @held: how long it was held, ns
 * @flags: LFR_TAP_LATE
 * @path: which of the flow's devices it came over
 */
struct lfr_flow_out {
	u64 seq;
	u64 at;
	u64 held;
	u32 flags;
	u8 path;
};

void lfr_flow_show(const struct lfr_flow *flow, const struct sk_buff *skb,
		   const struct lfr_flow_out *out);
void lfr_flow_show_now(const struct lfr_flow *flow, const struct sk_buff *skb,
		       u64 seq, u64 at, u8 path);

/* Memory that the packets held by all flows may take together; may change at any time. */
extern u32 lfr_flow_all_bytes_max;

/* Slots of each CPU's shard of flows that are made from now on; may change at any time. */
extern u32 lfr_flow_ring;

int lfr_flow_init(void);
void lfr_flow_exit(void);
struct lfr_flow *lfr_flow_create(const struct lfr_flow_setup *setup);
void lfr_flow_put(struct lfr_flow *flow);
void lfr_flow_stop(struct lfr_flow *flow);

/**
 * lfr_flow_takes() - are packets taken, or only observed?
 * @flow: the flow
 *
 * Return: whether lfr_flow_take() or lfr_flow_observe() is to be called.
 */
static inline bool lfr_flow_takes(const struct lfr_flow *flow)
{
	return READ_ONCE(flow->setup.config.mode) != LFR_FLOW_OBSERVE;
}

/**
 * lfr_flow_tapped() - does somebody else get to see the packets?
 * @flow: the flow
 *
 * Return: whether that is so just now.
 */
static inline bool lfr_flow_tapped(const struct lfr_flow *flow)
{
	return rcu_access_pointer(flow->tap);
}

void lfr_flow_take(struct lfr_flow *flow, struct sk_buff *skb,
		   const struct lfr_flow_packet *packet, bool has);
void lfr_flow_observe(struct lfr_flow *flow, struct sk_buff *skb,
		      const struct lfr_flow_packet *packet, bool has);
void lfr_flow_pass(struct sk_buff *skb);
void lfr_flow_bypass(struct lfr_flow *flow, enum lfr_flow_bypass why);

void lfr_flow_flush(struct lfr_flow *flow);
void lfr_flow_reset(struct lfr_flow *flow);
void lfr_flow_config_lock(struct lfr_flow *flow, struct lfr_flow_config *config);
void lfr_flow_config_unlock(struct lfr_flow *flow);
void lfr_flow_set(struct lfr_flow *flow, struct lfr_flow_config *config);
void lfr_flow_read(struct lfr_flow *flow, struct lfr_flow_view *view,
		   struct lfr_metrics_view *own);

#endif /* _LFRING_NET_UDPFLOW_H */
