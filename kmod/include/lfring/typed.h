/* SPDX-License-Identifier: GPL-2.0 */
/*
 * typed.h - rings that know the type of what is in them
 *
 * Each macro here defines a struct and functions of that name, which take and give
 * pointers to one type where those they forward to take and give void pointers:
 *
 *	LFR_DEFINE_RING(name, type)		ring.h
 *	LFR_DEFINE_SHARDS(name, type)		shards.h
 *	LFR_DEFINE_SHARDS_KEY(name, type, key)	what takes them out in the order of a key
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
 * For each function NAME_something() see lfr_ring_something(), lfr_shards_something():
 * context, units, what it returns, progress and memory barriers are the same. Only the
 * structure and the items have another type.
 *
 *	ring	bytes, init, size, len, push, push_local, push_batch, push_batch_local,
 *		above, pop, pop_batch, peek, release, stalled, depth
 *	shards	bytes, init, create, destroy, set, set_mark, nr, capacity, len, push,
 *		push_batch, push_backoff, pop, pop_batch, stalled, depth
 *	key	pop_merged
 *
 * What is not there, because it needs no item, takes the address of the member @untyped.
 *
 * What does not compile
 * =====================
 * - An item of another type, going in or coming out, alone or in an array; one that is
 *   const where the type is not; an integer.
 * - A structure that was defined under another name, or one without a type.
 * - A type whose pointers may have bit 0 set, which the rings that hold pointers keep for
 *   themselves: char, void, a packed struct, a function. A type that is not complete is
 *   refused with them: nobody knows how it is aligned.
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
 * tests/static/typed compares.
 */
#ifndef _LFRING_TYPED_H
#define _LFRING_TYPED_H

#include <linux/build_bug.h>
#include <linux/compiler.h>
#include <linux/types.h>
#include <lfring/ring.h>
#include <lfring/shards.h>

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

#endif /* _LFRING_TYPED_H */
