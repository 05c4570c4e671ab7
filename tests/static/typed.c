// SPDX-License-Identifier: GPL-2.0
/*
 * typed.c - mistakes that typed rings are there to find, each beside what would be right
 *
 * For tests/static/typed, which compiles it as it is, and then with all names that start with
 * WRONG. The line after each must be an error that says what is behind the name, and no other
 * line one.
 */
#include <lfring/typed.h>

struct good {
	u64 deadline;
};

struct bad {
	u64 deadline;
};

struct far;

struct tight {
	char c;
	u64 n;
} __attribute__((packed));

struct even {
	char c;
	u64 n;
} __attribute__((packed, aligned(2)));

struct empty { };

struct line8 {
	u64 word[2];
} __attribute__((aligned(8)));

struct line16 {
	u64 word[2];
} __attribute__((aligned(16)));

struct line128 {
	u64 word[16];
} __attribute__((aligned(128)));

u64 good_deadline(const struct good *good);
u64 good_deadline(const struct good *good)
{
	return good->deadline;
}

u64 bad_deadline(const struct bad *bad);
u64 bad_deadline(const struct bad *bad)
{
	return bad->deadline;
}

LFR_DEFINE_RING(ring, struct good);
LFR_DEFINE_RING(other_ring, struct good);
LFR_DEFINE_SHARDS(shards, struct good);
LFR_DEFINE_STREAM(stream, struct good);
LFR_DEFINE_BCAST(bcast, struct good);
LFR_DEFINE_BCAST(other_bcast, struct good);
LFR_DEFINE_POOL(pool, struct good);
LFR_DEFINE_POOL(other_pool, struct good);

#ifdef WRONG_TYPE_CHAR /* aligned to two bytes */
LFR_DEFINE_RING(texts, char);
#else
LFR_DEFINE_RING(texts, short);
#endif

#ifdef WRONG_TYPE_VOID /* aligned to two bytes */
LFR_DEFINE_RING(things, void);
#else
LFR_DEFINE_RING(things, void *);
#endif

#ifdef WRONG_TYPE_PACKED /* aligned to two bytes */
LFR_DEFINE_RING(packed, struct tight);
#else
LFR_DEFINE_RING(packed, struct even);
#endif

#ifdef WRONG_TYPE_FUNCTION /* aligned to two bytes */
LFR_DEFINE_SHARDS(calls, void (void));
#else
LFR_DEFINE_SHARDS(calls, void (*)(void));
#endif

#ifdef WRONG_TYPE_INCOMPLETE /* incomplete type */
LFR_DEFINE_RING(fars, struct far);
#else
LFR_DEFINE_RING(fars, struct far *);
#endif

#ifdef WRONG_TYPE_BYTE /* aligned to two bytes */
LFR_DEFINE_STREAM(bytes, u8);
#else
LFR_DEFINE_STREAM(bytes, u16);
#endif

#ifdef WRONG_VALUE_EMPTY /* as large as limits.h says */
LFR_DEFINE_BCAST(sizes, struct empty);
#else
LFR_DEFINE_BCAST(sizes, u8);
#endif

#ifdef WRONG_VALUE_LARGE /* as large as limits.h says */
LFR_DEFINE_BCAST(pages, u8 [LFR_BCAST_BYTES_MAX + 1]);
#else
LFR_DEFINE_BCAST(pages, u8 [LFR_BCAST_BYTES_MAX]);
#endif

#ifdef WRONG_VALUE_ALIGNED /* aligned to 8 bytes */
LFR_DEFINE_BCAST(lines, struct line16);
#else
LFR_DEFINE_BCAST(lines, struct line8);
#endif

#ifdef WRONG_OBJECT_LARGE /* as large as limits.h says */
LFR_DEFINE_POOL(buffers, u8 [LFR_POOL_SIZE_MAX + 1]);
#else
LFR_DEFINE_POOL(buffers, u8 [LFR_POOL_SIZE_MAX]);
#endif

#ifdef WRONG_OBJECT_ALIGNED /* aligned to LFR_POOL_ALIGN */
LFR_DEFINE_POOL(line_pool, struct line128);
#else
LFR_DEFINE_POOL(line_pool, struct line16);
#endif

#ifdef WRONG_KEY /* incompatible */
LFR_DEFINE_SHARDS_KEY(shards, struct good, bad_deadline);
#else
LFR_DEFINE_SHARDS_KEY(shards, struct good, good_deadline);
#endif

void use_ring(struct ring *r, struct other_ring *o, struct lfr_ring *u, struct good *good,
	      struct bad *bad, const struct good *constant);
void use_ring(struct ring *r, struct other_ring *o, struct lfr_ring *u, struct good *good,
	      struct bad *bad, const struct good *constant)
{
	struct good *goods[2] = { good, good };
	struct bad *bads[2] = { bad, bad };
	void *things[2] = { good, good };

#ifdef WRONG_RING_PUSH /* incompatible */
	ring_push(r, bad);
#else
	ring_push(r, good);
#endif
#ifdef WRONG_RING_PUSH_CONST /* discards .*qualifier */
	ring_push(r, constant);
#else
	ring_push(r, (struct good *)constant);
#endif
#ifdef WRONG_RING_PUSH_NUMBER /* integer */
	ring_push(r, good->deadline);
#else
	ring_push(r, (struct good *)(unsigned long)good->deadline);
#endif
#ifdef WRONG_RING_PUSH_TO_OTHER /* incompatible */
	ring_push(o, good);
#else
	other_ring_push(o, good);
#endif
#ifdef WRONG_RING_PUSH_TO_UNTYPED /* incompatible */
	ring_push(u, good);
#else
	ring_push((struct ring *)u, good);
#endif
#ifdef WRONG_RING_PUSH_BY_UNTYPED /* incompatible */
	lfr_ring_push(r, bad);
#else
	lfr_ring_push(&r->untyped, bad);
#endif
#ifdef WRONG_RING_PUSH_LOCAL /* incompatible */
	ring_push_local(r, bad);
#else
	ring_push_local(r, good);
#endif
#ifdef WRONG_RING_PUSH_BATCH /* incompatible */
	ring_push_batch(r, bads, 2);
#else
	ring_push_batch(r, goods, 2);
#endif
#ifdef WRONG_RING_PUSH_BATCH_VOID /* incompatible */
	ring_push_batch_local(r, things, 2);
#else
	ring_push_batch_local(r, goods, 2);
#endif
#ifdef WRONG_RING_POP /* incompatible */
	ring_pop(r, &bad);
#else
	ring_pop(r, &good);
#endif
#ifdef WRONG_RING_POP_VOID /* incompatible */
	ring_pop(r, &things[0]);
#else
	ring_pop(r, &goods[0]);
#endif
#ifdef WRONG_RING_POP_ITEM /* incompatible */
	ring_pop(r, good);
#else
	ring_pop(r, &good);
#endif
#ifdef WRONG_RING_POP_BATCH /* incompatible */
	ring_pop_batch(r, bads, 2);
#else
	ring_pop_batch(r, goods, 2);
#endif
#ifdef WRONG_RING_PEEK /* incompatible */
	ring_peek(r, 0, &bads[0]);
#else
	ring_peek(r, 0, &goods[0]);
#endif
#ifdef WRONG_RING_TAKE /* incompatible */
	ring_take(r, &bad);
#else
	ring_take(r, &good);
#endif
#ifdef WRONG_RING_POLL /* incompatible */
	ring_poll(r, &bad);
#else
	ring_poll(r, &good);
#endif
#ifdef WRONG_RING_PUBLISH /* incompatible */
	ring_publish(r, 0, bad);
#else
	ring_publish(r, 0, good);
#endif
#ifdef WRONG_RING_PUBLISH_BATCH /* incompatible */
	ring_publish_batch(r, 0, bads, 2);
#else
	ring_publish_batch(r, 0, goods, 2);
#endif
	(void)goods;
	(void)bads;
	(void)things;
}

void use_shards(struct shards *s, struct lfr_shards *u, struct good *good, struct bad *bad,
		const struct lfr_backoff *how, lfr_wait_fn wait);
void use_shards(struct shards *s, struct lfr_shards *u, struct good *good, struct bad *bad,
		const struct lfr_backoff *how, lfr_wait_fn wait)
{
	struct good *goods[2] = { good, good };
	struct bad *bads[2] = { bad, bad };
	u32 done;

#ifdef WRONG_SHARDS_PUSH /* incompatible */
	shards_push(s, 0, bad);
#else
	shards_push(s, 0, good);
#endif
#ifdef WRONG_SHARDS_PUSH_TO_UNTYPED /* incompatible */
	shards_push(u, 0, good);
#else
	lfr_shards_push(u, 0, good);
#endif
#ifdef WRONG_SHARDS_PUSH_BATCH /* incompatible */
	shards_push_batch(s, 0, bads, 2, NULL);
#else
	shards_push_batch(s, 0, goods, 2, NULL);
#endif
#ifdef WRONG_SHARDS_PUSH_BACKOFF /* incompatible */
	shards_push_backoff(s, 0, bads, 2, how, wait, NULL, &done, NULL);
#else
	shards_push_backoff(s, 0, goods, 2, how, wait, NULL, &done, NULL);
#endif
#ifdef WRONG_SHARDS_POP /* incompatible */
	shards_pop(s, &bad);
#else
	shards_pop(s, &good);
#endif
#ifdef WRONG_SHARDS_POP_BATCH /* incompatible */
	shards_pop_batch(s, bads, 2);
#else
	shards_pop_batch(s, goods, 2);
#endif
#ifdef WRONG_SHARDS_POP_MERGED /* incompatible */
	shards_pop_merged(s, bads, 2);
#else
	shards_pop_merged(s, goods, 2);
#endif
	(void)goods;
	(void)bads;
}

void use_stream(struct stream *s, struct lfr_stream *u, struct good *good, struct bad *bad);
void use_stream(struct stream *s, struct lfr_stream *u, struct good *good, struct bad *bad)
{
	struct good *goods[2] = { good, good };
	struct bad *bads[2] = { bad, bad };
	u64 head;

#ifdef WRONG_STREAM_PUSH /* incompatible */
	stream_push(s, bad);
#else
	stream_push(s, good);
#endif
#ifdef WRONG_STREAM_TRY_PUSH /* incompatible */
	stream_try_push(s, bad);
#else
	stream_try_push(s, good);
#endif
#ifdef WRONG_STREAM_PUSH_TO_UNTYPED /* incompatible */
	stream_push(u, good);
#else
	lfr_stream_push(u, good);
#endif
#ifdef WRONG_STREAM_PUSH_BATCH /* incompatible */
	stream_push_batch(s, bads, 2);
#else
	stream_push_batch(s, goods, 2);
#endif
#ifdef WRONG_STREAM_POP /* incompatible */
	stream_pop(s, &bad);
#else
	stream_pop(s, &good);
#endif
#ifdef WRONG_STREAM_TRY_POP /* incompatible */
	stream_try_pop(s, &bad);
#else
	stream_try_pop(s, &good);
#endif
#ifdef WRONG_STREAM_POP_BATCH /* incompatible */
	stream_pop_batch(s, bads, 2);
#else
	stream_pop_batch(s, goods, 2);
#endif
#ifdef WRONG_STREAM_PUBLISH /* incompatible */
	stream_publish(s, 0, bad);
#else
	stream_publish(s, 0, good);
#endif
#ifdef WRONG_STREAM_PEEK /* incompatible */
	stream_peek(s, bads, 2, &head);
#else
	stream_peek(s, goods, 2, &head);
#endif
	(void)goods;
	(void)bads;
}

void use_bcast(struct bcast *b, struct bcast_reader *reader, struct other_bcast_reader *other,
	       struct lfr_bcast_reader *untyped, struct good *good, struct bad *bad);
void use_bcast(struct bcast *b, struct bcast_reader *reader, struct other_bcast_reader *other,
	       struct lfr_bcast_reader *untyped, struct good *good, struct bad *bad)
{
	const struct bad *bad_seen;
	const struct good *seen;

#ifdef WRONG_BCAST_WRITE /* incompatible */
	bcast_write(b, bad);
#else
	bcast_write(b, good);
#endif
#ifdef WRONG_BCAST_TRY_WRITE /* incompatible */
	bcast_try_write(b, bad);
#else
	bcast_try_write(b, good);
#endif
#ifdef WRONG_BCAST_WRITE_BATCH /* incompatible */
	bcast_try_write_batch(b, bad, 1);
#else
	bcast_try_write_batch(b, good, 1);
#endif
#ifdef WRONG_BCAST_CLAIM /* incompatible */
	bcast_claim(b, &bad);
#else
	bcast_claim(b, &good);
#endif
#ifdef WRONG_BCAST_READ /* incompatible */
	bcast_read(b, reader, bad);
#else
	bcast_read(b, reader, good);
#endif
#ifdef WRONG_BCAST_TRY_READ /* incompatible */
	bcast_try_read(b, reader, bad);
#else
	bcast_try_read(b, reader, good);
#endif
#ifdef WRONG_BCAST_READ_BATCH /* incompatible */
	bcast_try_read_batch(b, reader, bad, 1);
#else
	bcast_try_read_batch(b, reader, good, 1);
#endif
#ifdef WRONG_BCAST_READ_BY_OTHER /* incompatible */
	bcast_read(b, other, good);
#else
	bcast_read(b, (struct bcast_reader *)other, good);
#endif
#ifdef WRONG_BCAST_READ_BY_UNTYPED /* incompatible */
	bcast_read(b, untyped, good);
#else
	lfr_bcast_read(&b->untyped, untyped, good);
#endif
#ifdef WRONG_BCAST_SEEK_BY_OTHER /* incompatible */
	bcast_seek(b, other, 0);
#else
	bcast_seek(b, reader, 0);
#endif
#ifdef WRONG_BCAST_PEEK /* incompatible */
	bcast_peek(b, reader, 0, &bad_seen);
#else
	bcast_peek(b, reader, 0, &seen);
#endif
#ifdef WRONG_BCAST_PEEK_TO_WRITE /* incompatible|discards .*qualifier */
	bcast_peek(b, reader, 0, &good);
#else
	bcast_peek(b, reader, 0, &seen);
#endif
	(void)bad_seen;
	(void)seen;
}

void use_pool(struct pool *p, struct other_pool *o, struct lfr_pool *u, struct good *good,
	      struct bad *bad);
void use_pool(struct pool *p, struct other_pool *o, struct lfr_pool *u, struct good *good,
	      struct bad *bad)
{
#ifdef WRONG_POOL_ALLOC /* incompatible */
	bad = pool_alloc(p, 0);
#else
	good = pool_alloc(p, 0);
#endif
#ifdef WRONG_POOL_ZALLOC /* incompatible */
	bad = pool_zalloc(p, 0);
#else
	good = pool_zalloc(p, 0);
#endif
#ifdef WRONG_POOL_ALLOC_UNTYPED /* incompatible */
	good = pool_alloc(u, 0);
#else
	good = lfr_pool_alloc(u, sizeof(*good), 0);
#endif
#ifdef WRONG_POOL_FREE /* incompatible */
	pool_free(p, bad);
#else
	pool_free(p, good);
#endif
#ifdef WRONG_POOL_FREE_TAGGED /* incompatible */
	pool_free_tagged(p, bad, 1);
#else
	pool_free_tagged(p, good, 1);
#endif
#ifdef WRONG_POOL_FREE_TO_OTHER /* incompatible */
	pool_free(o, good);
#else
	other_pool_free(o, good);
#endif
#ifdef WRONG_POOL_TAG /* incompatible */
	pool_tag(p, bad);
#else
	pool_tag(p, good);
#endif
	(void)bad;
}
