/* SPDX-License-Identifier: GPL-2.0 */
/*
 * trace.h - tracepoints of the engine
 */
#undef TRACE_SYSTEM
#define TRACE_SYSTEM lfring

#if !defined(_LFRING_ENGINE_TRACE_H) || defined(TRACE_HEADER_MULTI_READ)
#define _LFRING_ENGINE_TRACE_H

#include <linux/tracepoint.h>
#include <linux/types.h>
#include "engine/stats.h"

TRACE_DEFINE_ENUM(LFR_DROP_RING_FULL);
TRACE_DEFINE_ENUM(LFR_DROP_NO_MEMORY);
TRACE_DEFINE_ENUM(LFR_DROP_BEHIND);
TRACE_DEFINE_ENUM(LFR_DROP_STOPPED);

/* Packets that were due are not put into the ring. */
TRACE_EVENT(lfr_drop,
	TP_PROTO(u32 pipeline, u32 producer, int reason, u64 seq, u64 count),
	TP_ARGS(pipeline, producer, reason, seq, count),
	TP_STRUCT__entry(
		__field(u32, pipeline)
		__field(u32, producer)
		__field(int, reason)
		__field(u64, seq)
		__field(u64, count)
	),
	TP_fast_assign(
		__entry->pipeline = pipeline;
		__entry->producer = producer;
		__entry->reason = reason;
		__entry->seq = seq;
		__entry->count = count;
	),
	TP_printk("pipeline=%u producer=%u reason=%s seq=%llu count=%llu",
		  __entry->pipeline, __entry->producer,
		  __print_symbolic(__entry->reason,
				   { LFR_DROP_RING_FULL, "ring_full" },
				   { LFR_DROP_NO_MEMORY, "no_memory" },
				   { LFR_DROP_BEHIND, "behind" },
				   { LFR_DROP_STOPPED, "stopped" }),
		  __entry->seq, __entry->count)
);

/* The consumer has emptied the ring. */
TRACE_EVENT(lfr_drain,
	TP_PROTO(u32 pipeline, u64 packets, u32 deepest),
	TP_ARGS(pipeline, packets, deepest),
	TP_STRUCT__entry(
		__field(u32, pipeline)
		__field(u64, packets)
		__field(u32, deepest)
	),
	TP_fast_assign(
		__entry->pipeline = pipeline;
		__entry->packets = packets;
		__entry->deepest = deepest;
	),
	TP_printk("pipeline=%u packets=%llu deepest=%u", __entry->pipeline, __entry->packets,
		  __entry->deepest)
);

DECLARE_EVENT_CLASS(lfr_seq,
	TP_PROTO(u32 pipeline, u64 seq),
	TP_ARGS(pipeline, seq),
	TP_STRUCT__entry(
		__field(u32, pipeline)
		__field(u64, seq)
	),
	TP_fast_assign(
		__entry->pipeline = pipeline;
		__entry->seq = seq;
	),
	TP_printk("pipeline=%u seq=%llu", __entry->pipeline, __entry->seq)
);

/* A packet left the window in order. */
DEFINE_EVENT(lfr_seq, lfr_evict, TP_PROTO(u32 pipeline, u64 seq), TP_ARGS(pipeline, seq));

/* A packet came whose sequence number had been seen before. */
DEFINE_EVENT(lfr_seq, lfr_duplicate, TP_PROTO(u32 pipeline, u64 seq), TP_ARGS(pipeline, seq));

/* A packet came after its turn to leave the window. */
DEFINE_EVENT(lfr_seq, lfr_late, TP_PROTO(u32 pipeline, u64 seq), TP_ARGS(pipeline, seq));

#endif /* _LFRING_ENGINE_TRACE_H */

#undef TRACE_INCLUDE_PATH
#define TRACE_INCLUDE_PATH engine
#undef TRACE_INCLUDE_FILE
#define TRACE_INCLUDE_FILE trace
#include <trace/define_trace.h>
