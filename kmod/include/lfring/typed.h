/* SPDX-License-Identifier: GPL-2.0 */
/*
 * typed.h - rings and pools that know the type of what is in them
 *
 * Each macro here defines a struct and functions of that name, which take and give
 * one type where those they forward to take and give void pointers:
 *
 *	LFR_DEFINE_RING(name, type)		ring.h
 *	LFR_DEFINE_SHARDS(name, type)		shards.h
 *	LFR_DEFINE_SHARDS_KEY(name, type, key)	what takes them out in the order of a key
 *	LFR_DEFINE_STREAM(name, type)		stream.h
 *	LFR_DEFINE_BCAST(name, type)		bcast.h
 *	LFR_DEFINE_POOL(name, type)		pool.h
 *
 * The first four are about pointers to the type. A broadcast ring copies values. A pool has
 * objects of that one size; for several, say what is in a buffer and not in the pool.
 *
 * Usage
 * =====
 *	struct job {
 *		u64 deadline;
 *		...
 *	};
 *
 *	LFR_DEFINE_SHARDS(jobs, struct job);
 *
 *	struct jobs *todo = jobs_create(0, 256, LFR_SELECT_CPU);
 *
 *	err = jobs_push(todo, 0, job);			// any CPU
 *	n = jobs_pop_batch(todo, out, ARRAY_SIZE(out));	// struct job *out[32]
 *
 *	jobs_destroy(todo);
 *
 * What is defined
 * ===============
 * For each function NAME_something() see lfr_ring_something(), lfr_shards_something() and so
 * on: context, units, what it returns, progress and memory barriers are the same. Only
 * the structure, the items and the handle of a reader have another type.
 *
 *	ring	bytes, init, size, len, push, push_local, push_batch, push_batch_local,
 *		claim, claim_local, publish, publish_batch, above, pop, take, poll,
 *		pop_batch, peek, release, stalled, depth
 *	shards	bytes, init, create, destroy, set, set_mark, nr, capacity, len, push,
 *		push_batch, push_backoff, pop, pop_batch, stalled, depth
 *	key	pop_merged
 *	stream	bytes, init, create, destroy, size, len, empty, full, push, try_push,
 *		push_batch, claim, publish, pop, try_pop, pop_batch, peek, take, stalled,
 *		reset
 *	bcast	config, bytes, init, create, destroy, try_write, try_write_batch,
 *		write_timeout, write, claim, publish, subscribe, unsubscribe, try_read,
 *		try_read_batch, read_timeout, read, peek, release, seek, missed, lag,
 *		close, size, written, subscribed
 *	pool	config, plan, init, exit, create, destroy, alloc, zalloc, free, tag,
 *		free_tagged, flush_cpu, read, in_use
 *
 * NAME_config() returns a configuration with the size of a value or object filled in, as
 * the others do it themselves. NAME_missed() is the member @missed of struct
 * lfr_bcast_reader. NAME_alloc() and NAME_zalloc() know how many bytes, and NAME_read()
 * is lfr_pool_class_read() of the one class.
 *
 * What is not there, because it needs no item, takes the address of the member @untyped.
 *
 * What does not compile
 * =====================
 * - An item of another type, going in or coming out, alone or in an array; one that is
 *   const where the type is not; an integer.
 * - A structure that was defined under another name, or one without a type; a handle of
 *   another ring's reader.
 * - A type whose pointers may have bit 0 set, which the rings that hold pointers keep for
 *   themselves: char, void, a packed struct, a function. A type that is not complete is
 *   refused with them: nobody knows how it is aligned.
 * - A value that is larger than LFR_BCAST_BYTES_MAX or aligned to more than eight bytes; an
 *   object that is larger than LFR_POOL_SIZE_MAX or aligned to more than LFR_POOL_ALIGN.
 *
 * As everywhere in C a void pointer is a pointer to anything; kmalloc() returns one.
 *
 * For the first of these, a file that includes this one has from there on as errors what
 * compilers are agreed to warn of: pointers to something else, integers for pointers,
 * and a const that gets lost. Kernels, and newer compilers, have it so in part.
 *
 * Cost
 * ====
 * None: compilers make the same machine code of it, up to the choice of registers, which
 * tests/static/typed compares. Where a broadcast value is copied it is less: the size is known.
 */
#ifndef _LFRING_TYPED_H
#define _LFRING_TYPED_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <lfring/bcast.h>
#include <lfring/limits.h>
#include <lfring/pool.h>
#include <lfring/ring.h>
#include <lfring/shards.h>
#include <lfring/stream.h>

#pragma GCC diagnostic error "-Wincompatible-pointer-types"
#pragma GCC diagnostic error "-Wint-conversion"
#ifndef __clang__
#pragma GCC diagnostic error "-Wdiscarded-qualifiers"
#endif

/*
 * Bit 0 of a pointer to it is clear. A function is of size 1, and some machines have
 * a use for that bit of its address, whatever its alignment is said to be.
 */
#define LFR_FACE_TAGGED(type)							\
	static_assert(__alignof__(type) >= 2 && sizeof(type) != 1,		\
		      "a ring of pointers needs a type that is aligned to two bytes or more")

/* It can be a value that is copied, and can be looked at in its slot. */
#define LFR_FACE_VALUE(type)							\
	static_assert(sizeof(type) >= LFR_BCAST_BYTES_MIN &&			\
		      sizeof(type) <= LFR_BCAST_BYTES_MAX &&			\
		      __alignof__(type) <= 8,					\
		      "a value is as large as limits.h says, aligned to 8 bytes at most")

/* A pool can have it, and its alignment is the pool's. */
#define LFR_FACE_OBJECT(type)							\
	static_assert(sizeof(type) >= 1 && sizeof(type) <= LFR_POOL_SIZE_MAX &&	\
		      __alignof__(type) <= LFR_POOL_ALIGN,			\
		      "an object is as large as limits.h says, aligned to LFR_POOL_ALIGN")

/**
 * LFR_DEFINE_RING() - define a ring, as in ring.h, of pointers to a type
 * @name: of the struct, and of its functions up to the underscore
 * @type: what an item points to; complete, and aligned to two bytes or more
 *
 * To be followed by a semicolon, outside of functions.
 */
#define LFR_DEFINE_RING(name, type)						\
struct name {									\
	struct lfr_ring untyped;						\
};										\
										\
static __always_inline __maybe_unused						\
size_t name##_bytes(u32 size)							\
{										\
	return lfr_ring_bytes(size);						\
}										\
										\
static __always_inline __maybe_unused						\
int name##_init(struct name *ring, u32 size)					\
{										\
	return lfr_ring_init(&ring->untyped, size);				\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_size(const struct name *ring)					\
{										\
	return lfr_ring_size(&ring->untyped);					\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_len(const struct name *ring)						\
{										\
	return lfr_ring_len(&ring->untyped);					\
}										\
										\
static __always_inline __maybe_unused						\
int name##_push(struct name *ring, typeof(type) *item)				\
{										\
	return lfr_ring_push(&ring->untyped, (void *)item);			\
}										\
										\
static __always_inline __maybe_unused						\
int name##_push_local(struct name *ring, typeof(type) *item)			\
{										\
	return lfr_ring_push_local(&ring->untyped, (void *)item);		\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_push_batch(struct name *ring, typeof(type) *const *items, u32 n)	\
{										\
	return lfr_ring_push_batch(&ring->untyped, (void *const *)items, n);	\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_push_batch_local(struct name *ring, typeof(type) *const *items,	\
			    u32 n)						\
{										\
	return lfr_ring_push_batch_local(&ring->untyped,			\
					 (void *const *)items, n);		\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_claim(struct name *ring, u32 n, u64 *pos)				\
{										\
	return lfr_ring_claim(&ring->untyped, n, pos);				\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_claim_local(struct name *ring, u32 n, u64 *pos)			\
{										\
	return lfr_ring_claim_local(&ring->untyped, n, pos);			\
}										\
										\
static __always_inline __maybe_unused						\
void name##_publish(struct name *ring, u64 pos, typeof(type) *item)		\
{										\
	lfr_ring_publish(&ring->untyped, pos, (void *)item);			\
}										\
										\
static __always_inline __maybe_unused						\
void name##_publish_batch(struct name *ring, u64 pos,				\
			  typeof(type) *const *items, u32 n)			\
{										\
	lfr_ring_publish_batch(&ring->untyped, pos,				\
			       (void *const *)items, n);			\
}										\
										\
static __always_inline __maybe_unused						\
bool name##_above(struct name *ring, u32 mark)					\
{										\
	return lfr_ring_above(&ring->untyped, mark);				\
}										\
										\
static __always_inline __maybe_unused						\
int name##_pop(struct name *ring, typeof(type) **item)				\
{										\
	return lfr_ring_pop(&ring->untyped, (void **)item);			\
}										\
										\
static __always_inline __maybe_unused						\
bool name##_take(struct name *ring, typeof(type) **item)			\
{										\
	return lfr_ring_take(&ring->untyped, (void **)item);			\
}										\
										\
static __always_inline __maybe_unused						\
bool name##_poll(struct name *ring, typeof(type) **item)			\
{										\
	return lfr_ring_poll(&ring->untyped, (void **)item);			\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_pop_batch(struct name *ring, typeof(type) **items, u32 max)		\
{										\
	return lfr_ring_pop_batch(&ring->untyped, (void **)items, max);		\
}										\
										\
static __always_inline __maybe_unused						\
bool name##_peek(struct name *ring, u32 ahead, typeof(type) **item)		\
{										\
	return lfr_ring_peek(&ring->untyped, ahead, (void **)item);		\
}										\
										\
static __always_inline __maybe_unused						\
void name##_release(struct name *ring, u32 n)					\
{										\
	lfr_ring_release(&ring->untyped, n);					\
}										\
										\
static __always_inline __maybe_unused						\
bool name##_stalled(struct name *ring)						\
{										\
	return lfr_ring_stalled(&ring->untyped);				\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_depth(struct name *ring)						\
{										\
	return lfr_ring_depth(&ring->untyped);					\
}										\
										\
LFR_FACE_TAGGED(type)

/**
 * LFR_DEFINE_SHARDS() - define a sharded ring, as in shards.h, of pointers to a type
 * @name: of the struct, and of its functions up to the underscore
 * @type: what an item points to; complete, and aligned to two bytes or more
 *
 * To be followed by a semicolon, outside of functions. A ring that is given to
 * NAME_set() has no type and belongs to this sharded ring alone.
 */
#define LFR_DEFINE_SHARDS(name, type)						\
struct name {									\
	struct lfr_shards untyped;						\
};										\
										\
static __always_inline __maybe_unused						\
size_t name##_bytes(u32 nr)							\
{										\
	return lfr_shards_bytes(nr);						\
}										\
										\
static __always_inline __maybe_unused						\
int name##_init(struct name *shards, u32 nr, enum lfr_select select)		\
{										\
	return lfr_shards_init(&shards->untyped, nr, select);			\
}										\
										\
static __always_inline __maybe_unused						\
struct name *name##_create(u32 nr, u32 size, enum lfr_select select)		\
{										\
	return (struct name *)lfr_shards_create(nr, size, select);		\
}										\
										\
static __always_inline __maybe_unused						\
void name##_destroy(struct name *shards)					\
{										\
	lfr_shards_destroy((struct lfr_shards *)shards);			\
}										\
										\
static __always_inline __maybe_unused						\
void name##_set(struct name *shards, u32 i, struct lfr_ring *ring)		\
{										\
	lfr_shards_set(&shards->untyped, i, ring);				\
}										\
										\
static __always_inline __maybe_unused						\
void name##_set_mark(struct name *shards, u32 mark)				\
{										\
	lfr_shards_set_mark(&shards->untyped, mark);				\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_nr(const struct name *shards)					\
{										\
	return lfr_shards_nr(&shards->untyped);					\
}										\
										\
static __always_inline __maybe_unused						\
u64 name##_capacity(const struct name *shards)					\
{										\
	return lfr_shards_capacity(&shards->untyped);				\
}										\
										\
static __always_inline __maybe_unused						\
u64 name##_len(const struct name *shards)					\
{										\
	return lfr_shards_len(&shards->untyped);				\
}										\
										\
static __always_inline __maybe_unused						\
int name##_push(struct name *shards, u32 id, typeof(type) *item)		\
{										\
	return lfr_shards_push(&shards->untyped, id, (void *)item);		\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_push_batch(struct name *shards, u32 id, typeof(type) *const *items,	\
		      u32 n, bool *high)					\
{										\
	return lfr_shards_push_batch(&shards->untyped, id,			\
				     (void *const *)items, n, high);		\
}										\
										\
static __always_inline __maybe_unused						\
int name##_push_backoff(struct name *shards, u32 id,				\
			typeof(type) *const *items, u32 n,			\
			const struct lfr_backoff *how,				\
			lfr_wait_fn wait, void *ctx, u32 *done,			\
			bool *high)						\
{										\
	return lfr_shards_push_backoff(&shards->untyped, id,			\
				       (void *const *)items, n, how, wait, ctx,	\
				       done, high);				\
}										\
										\
static __always_inline __maybe_unused						\
int name##_pop(struct name *shards, typeof(type) **item)			\
{										\
	return lfr_shards_pop(&shards->untyped, (void **)item);			\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_pop_batch(struct name *shards, typeof(type) **items, u32 max)	\
{										\
	return lfr_shards_pop_batch(&shards->untyped, (void **)items, max);	\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_stalled(struct name *shards)						\
{										\
	return lfr_shards_stalled(&shards->untyped);				\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_depth(struct name *shards)						\
{										\
	return lfr_shards_depth(&shards->untyped);				\
}										\
										\
LFR_FACE_TAGGED(type)

/**
 * LFR_DEFINE_SHARDS_KEY() - define NAME_pop_merged() for a sharded ring with a type
 * @name: that of LFR_DEFINE_SHARDS(), which comes first
 * @type: the same as there
 * @key: function that reads the key of an item, u64 key(const type *item)
 *
 * To be followed by a semicolon, outside of functions. The key is bound here, and not
 * given to each call, so that no function is called through a pointer to another type.
 */
#define LFR_DEFINE_SHARDS_KEY(name, type, key)					\
struct name;									\
										\
static __always_inline __maybe_unused						\
u64 name##_key(const void *item)						\
{										\
	const typeof(type) *typed = item;					\
										\
	return key(typed);							\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_pop_merged(struct name *shards, typeof(type) **items, u32 max)	\
{										\
	return lfr_shards_pop_merged(&shards->untyped, (void **)items, max,	\
				     name##_key);				\
}										\
										\
LFR_FACE_TAGGED(type)

/**
 * LFR_DEFINE_STREAM() - define a ring, as in stream.h, of pointers to a type
 * @name: of the struct, and of its functions up to the underscore
 * @type: what an item points to; complete, and aligned to two bytes or more
 *
 * To be followed by a semicolon, outside of functions.
 */
#define LFR_DEFINE_STREAM(name, type)						\
struct name {									\
	struct lfr_stream untyped;						\
};										\
										\
static __always_inline __maybe_unused						\
size_t name##_bytes(u32 size)							\
{										\
	return lfr_stream_bytes(size);						\
}										\
										\
static __always_inline __maybe_unused						\
int name##_init(struct name *stream, u32 size)					\
{										\
	return lfr_stream_init(&stream->untyped, size);				\
}										\
										\
static __always_inline __maybe_unused						\
struct name *name##_create(u32 size, int node)					\
{										\
	return (struct name *)lfr_stream_create(size, node);			\
}										\
										\
static __always_inline __maybe_unused						\
void name##_destroy(struct name *stream)					\
{										\
	lfr_stream_destroy((struct lfr_stream *)stream);			\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_size(const struct name *stream)					\
{										\
	return lfr_stream_size(&stream->untyped);				\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_len(const struct name *stream)					\
{										\
	return lfr_stream_len(&stream->untyped);				\
}										\
										\
static __always_inline __maybe_unused						\
bool name##_empty(const struct name *stream)					\
{										\
	return lfr_stream_empty(&stream->untyped);				\
}										\
										\
static __always_inline __maybe_unused						\
bool name##_full(const struct name *stream)					\
{										\
	return lfr_stream_full(&stream->untyped);				\
}										\
										\
static __always_inline __maybe_unused						\
int name##_push(struct name *stream, typeof(type) *item)			\
{										\
	return lfr_stream_push(&stream->untyped, (void *)item);			\
}										\
										\
static __always_inline __maybe_unused						\
int name##_try_push(struct name *stream, typeof(type) *item)			\
{										\
	return lfr_stream_try_push(&stream->untyped, (void *)item);		\
}										\
										\
static __always_inline __maybe_unused						\
int name##_push_batch(struct name *stream, typeof(type) *const *items, u32 n)	\
{										\
	return lfr_stream_push_batch(&stream->untyped,				\
					     (void *const *)items, n);		\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_claim(struct name *stream, u32 n, u64 *pos)				\
{										\
	return lfr_stream_claim(&stream->untyped, n, pos);			\
}										\
										\
static __always_inline __maybe_unused						\
void name##_publish(struct name *stream, u64 pos, typeof(type) *item)		\
{										\
	lfr_stream_publish(&stream->untyped, pos, (void *)item);		\
}										\
										\
static __always_inline __maybe_unused						\
int name##_pop(struct name *stream, typeof(type) **item)			\
{										\
	return lfr_stream_pop(&stream->untyped, (void **)item);			\
}										\
										\
static __always_inline __maybe_unused						\
int name##_try_pop(struct name *stream, typeof(type) **item)			\
{										\
	return lfr_stream_try_pop(&stream->untyped, (void **)item);		\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_pop_batch(struct name *stream, typeof(type) **items, u32 max)	\
{										\
	return lfr_stream_pop_batch(&stream->untyped, (void **)items, max);	\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_peek(struct name *stream, typeof(type) **items, u32 max,		\
		u64 *head)							\
{										\
	return lfr_stream_peek(&stream->untyped, (void **)items, max, head);	\
}										\
										\
static __always_inline __maybe_unused						\
bool name##_take(struct name *stream, u64 head, u32 n)				\
{										\
	return lfr_stream_take(&stream->untyped, head, n);			\
}										\
										\
static __always_inline __maybe_unused						\
bool name##_stalled(struct name *stream)					\
{										\
	return lfr_stream_stalled(&stream->untyped);				\
}										\
										\
static __always_inline __maybe_unused						\
int name##_reset(struct name *stream)						\
{										\
	return lfr_stream_reset(&stream->untyped);				\
}										\
										\
LFR_FACE_TAGGED(type)

/**
 * LFR_DEFINE_BCAST() - define a ring, as in bcast.h, of values of a type
 * @name: of the struct, with _reader behind it of the handle of a reader, and of
 *	the functions up to the underscore
 * @type: of a value; of LFR_BCAST_BYTES_MAX bytes at most, aligned to eight at most
 *
 * To be followed by a semicolon, outside of functions. What the configuration says of the
 * size of a value is ignored.
 */
#define LFR_DEFINE_BCAST(name, type)						\
struct name {									\
	struct lfr_bcast untyped;						\
};										\
										\
struct name##_reader {								\
	struct lfr_bcast_reader untyped;					\
};										\
										\
static __always_inline __maybe_unused						\
struct lfr_bcast_config name##_config(const struct lfr_bcast_config *config)	\
{										\
	struct lfr_bcast_config typed = *config;				\
										\
	typed.bytes = sizeof(type);						\
	return typed;								\
}										\
										\
static __always_inline __maybe_unused						\
size_t name##_bytes(const struct lfr_bcast_config *config)			\
{										\
	struct lfr_bcast_config typed = name##_config(config);			\
										\
	return lfr_bcast_bytes(&typed);						\
}										\
										\
static __always_inline __maybe_unused						\
int name##_init(struct name *ring, const struct lfr_bcast_config *config)	\
{										\
	struct lfr_bcast_config typed = name##_config(config);			\
										\
	return lfr_bcast_init(&ring->untyped, &typed);				\
}										\
										\
static __always_inline __maybe_unused						\
struct name *name##_create(const struct lfr_bcast_config *config, int node)	\
{										\
	struct lfr_bcast_config typed = name##_config(config);			\
										\
	return (struct name *)lfr_bcast_create(&typed, node);			\
}										\
										\
static __always_inline __maybe_unused						\
void name##_destroy(struct name *ring)						\
{										\
	lfr_bcast_destroy((struct lfr_bcast *)ring);				\
}										\
										\
static __always_inline __maybe_unused						\
int name##_try_write(struct name *ring, const typeof(type) *value)		\
{										\
	return lfr_bcast_try_write_as(&ring->untyped, value, sizeof(type));	\
}										\
										\
static __always_inline __maybe_unused						\
int name##_try_write_batch(struct name *ring, const typeof(type) *values,	\
			   u32 n)						\
{										\
	return lfr_bcast_try_write_batch_as(&ring->untyped, values, n,		\
					    sizeof(type));			\
}										\
										\
static __always_inline __maybe_unused						\
int name##_write_timeout(struct name *ring, const typeof(type) *value,		\
			 long timeout)						\
{										\
	return lfr_bcast_write_timeout(&ring->untyped, value, timeout);		\
}										\
										\
static __always_inline __maybe_unused						\
int name##_write(struct name *ring, const typeof(type) *value)			\
{										\
	return lfr_bcast_write(&ring->untyped, value);				\
}										\
										\
static __always_inline __maybe_unused						\
int name##_claim(struct name *ring, typeof(type) **slot)			\
{										\
	return lfr_bcast_claim(&ring->untyped, (void **)slot);			\
}										\
										\
static __always_inline __maybe_unused						\
void name##_publish(struct name *ring)						\
{										\
	lfr_bcast_publish(&ring->untyped);					\
}										\
										\
static __always_inline __maybe_unused						\
int name##_subscribe(struct name *ring, struct name##_reader *reader)		\
{										\
	return lfr_bcast_subscribe(&ring->untyped, &reader->untyped);		\
}										\
										\
static __always_inline __maybe_unused						\
int name##_unsubscribe(struct name *ring, struct name##_reader *reader)		\
{										\
	return lfr_bcast_unsubscribe(&ring->untyped, &reader->untyped);		\
}										\
										\
static __always_inline __maybe_unused						\
int name##_try_read(struct name *ring, struct name##_reader *reader,		\
		    typeof(type) *value)					\
{										\
	return lfr_bcast_try_read_as(&ring->untyped, &reader->untyped, value,	\
					     sizeof(type));			\
}										\
										\
static __always_inline __maybe_unused						\
int name##_try_read_batch(struct name *ring, struct name##_reader *reader,	\
			  typeof(type) *values, u32 n)				\
{										\
	return lfr_bcast_try_read_batch_as(&ring->untyped, &reader->untyped,	\
					   values, n, sizeof(type));		\
}										\
										\
static __always_inline __maybe_unused						\
int name##_read_timeout(struct name *ring, struct name##_reader *reader,	\
			typeof(type) *value, long timeout)			\
{										\
	return lfr_bcast_read_timeout(&ring->untyped, &reader->untyped, value,	\
					      timeout);				\
}										\
										\
static __always_inline __maybe_unused						\
int name##_read(struct name *ring, struct name##_reader *reader,		\
		typeof(type) *value)						\
{										\
	return lfr_bcast_read(&ring->untyped, &reader->untyped, value);		\
}										\
										\
static __always_inline __maybe_unused						\
int name##_peek(struct name *ring, struct name##_reader *reader, u32 ahead,	\
		const typeof(type) **value)					\
{										\
	return lfr_bcast_peek(&ring->untyped, &reader->untyped, ahead,		\
				      (const void **)value);			\
}										\
										\
static __always_inline __maybe_unused						\
int name##_release(struct name *ring, struct name##_reader *reader, u32 n)	\
{										\
	return lfr_bcast_release(&ring->untyped, &reader->untyped, n);		\
}										\
										\
static __always_inline __maybe_unused						\
int name##_seek(struct name *ring, struct name##_reader *reader, u64 pos)	\
{										\
	return lfr_bcast_seek(&ring->untyped, &reader->untyped, pos);		\
}										\
										\
static __always_inline __maybe_unused						\
u64 name##_missed(const struct name##_reader *reader)				\
{										\
	return reader->untyped.missed;						\
}										\
										\
static __always_inline __maybe_unused						\
u64 name##_lag(const struct name *ring, const struct name##_reader *reader)	\
{										\
	return lfr_bcast_lag(&ring->untyped, &reader->untyped);			\
}										\
										\
static __always_inline __maybe_unused						\
void name##_close(struct name *ring)						\
{										\
	lfr_bcast_close(&ring->untyped);					\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_size(const struct name *ring)					\
{										\
	return lfr_bcast_size(&ring->untyped);					\
}										\
										\
static __always_inline __maybe_unused						\
u64 name##_written(const struct name *ring)					\
{										\
	return lfr_bcast_written(&ring->untyped);				\
}										\
										\
static __always_inline __maybe_unused						\
u32 name##_subscribed(const struct name *ring)					\
{										\
	return lfr_bcast_subscribed(&ring->untyped);				\
}										\
										\
LFR_FACE_VALUE(type)

/* What only a kernel has. */
#ifdef __KERNEL__
#define LFR_FACE_POOL_MEMORY(name)						\
struct name;									\
										\
static __always_inline __maybe_unused						\
struct name *name##_create(const struct lfr_pool_config *config,		\
			   const char *label, u32 reserve, int node)		\
{										\
	struct lfr_pool_config typed = name##_config(config);			\
										\
	return (struct name *)lfr_pool_create(&typed, label, reserve, node);	\
}										\
										\
static __always_inline __maybe_unused						\
u64 name##_destroy(struct name *pool)						\
{										\
	return lfr_pool_destroy((struct lfr_pool *)pool);			\
}										\
										\
struct name
#else
#define LFR_FACE_POOL_MEMORY(name)	struct name
#endif

/**
 * LFR_DEFINE_POOL() - define a pool, as in pool.h, of objects of a type
 * @name: of the struct, and of its functions up to the underscore
 * @type: of an object; of LFR_POOL_SIZE_MAX bytes at most, aligned to LFR_POOL_ALIGN at most
 *
 * To be followed by a semicolon, outside of functions. The pool has one class, the first one of
 * the configuration; what that says of the size of an object and of the number of classes is
 * ignored.
 */
#define LFR_DEFINE_POOL(name, type)						\
struct name {									\
	struct lfr_pool untyped;						\
};										\
										\
static __always_inline __maybe_unused						\
struct lfr_pool_config name##_config(const struct lfr_pool_config *config)	\
{										\
	struct lfr_pool_config typed = *config;					\
										\
	typed.class[0].size = sizeof(type);					\
	typed.nr = 1;								\
	return typed;								\
}										\
										\
static __always_inline __maybe_unused						\
int name##_plan(const struct lfr_pool_config *config,				\
		struct lfr_pool_plan *plan)					\
{										\
	struct lfr_pool_config typed = name##_config(config);			\
										\
	return lfr_pool_plan(&typed, plan);					\
}										\
										\
static __always_inline __maybe_unused						\
int name##_init(struct name *pool, const struct lfr_pool_config *config,	\
		void *arena, void *meta, void *const *cpu,			\
		const struct lfr_pool_ops *ops, void *ctx)			\
{										\
	struct lfr_pool_config typed = name##_config(config);			\
										\
	return lfr_pool_init(&pool->untyped, &typed, arena, meta, cpu, ops,	\
			     ctx);						\
}										\
										\
static __always_inline __maybe_unused						\
u64 name##_exit(struct name *pool)						\
{										\
	return lfr_pool_exit(&pool->untyped);					\
}										\
										\
static __always_inline __maybe_unused						\
typeof(type) *name##_alloc(struct name *pool, gfp_t gfp)			\
{										\
	return lfr_pool_alloc(&pool->untyped, sizeof(type), gfp);		\
}										\
										\
static __always_inline __maybe_unused						\
typeof(type) *name##_zalloc(struct name *pool, gfp_t gfp)			\
{										\
	return lfr_pool_zalloc(&pool->untyped, sizeof(type), gfp);		\
}										\
										\
static __always_inline __maybe_unused						\
int name##_free(struct name *pool, typeof(type) *object)			\
{										\
	return lfr_pool_free(&pool->untyped, (void *)object);			\
}										\
										\
static __always_inline __maybe_unused						\
u64 name##_tag(struct name *pool, const typeof(type) *object)			\
{										\
	return lfr_pool_tag(&pool->untyped, object);				\
}										\
										\
static __always_inline __maybe_unused						\
int name##_free_tagged(struct name *pool, typeof(type) *object, u64 tag)	\
{										\
	return lfr_pool_free_tagged(&pool->untyped, (void *)object, tag);	\
}										\
										\
static __always_inline __maybe_unused						\
void name##_flush_cpu(struct name *pool, u32 cpu)				\
{										\
	lfr_pool_flush_cpu(&pool->untyped, cpu);				\
}										\
										\
static __always_inline __maybe_unused						\
void name##_read(struct name *pool, struct lfr_pool_class_stats *stats)		\
{										\
	lfr_pool_class_read(&pool->untyped, 0, stats);				\
}										\
										\
static __always_inline __maybe_unused						\
u64 name##_in_use(struct name *pool)						\
{										\
	return lfr_pool_in_use(&pool->untyped);					\
}										\
										\
LFR_FACE_POOL_MEMORY(name);							\
										\
LFR_FACE_OBJECT(type)

#endif /* _LFRING_TYPED_H */
