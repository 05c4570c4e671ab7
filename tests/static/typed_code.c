// SPDX-License-Identifier: GPL-2.0
/*
 * typed_code.c - the same functions by typed faces and without them
 *
 * For tests/static/typed, which compiles it with TYPED and without and compares the code.
 * The names that start with CODE choose a function; were there several at a time, compilers
 * would choose between them what to inline.
 */
#include <lfring/typed.h>

struct job {
	u64 deadline;
};

u64 deadline(const struct job *job);

#ifdef TYPED
LFR_DEFINE_RING(jobs, struct job);
LFR_DEFINE_SHARDS(todo, struct job);
LFR_DEFINE_SHARDS_KEY(todo, struct job, deadline);

LFR_DEFINE_STREAM(work, struct job);
LFR_DEFINE_BCAST(news, struct job);
LFR_DEFINE_POOL(stock, struct job);

#define item_t		struct job
#define ring_t		struct jobs
#define ring(call)	jobs_ ## call
#define shards_t	struct todo
#define shards(call)	todo_ ## call
#define stream_t	struct work
#define stream(call)	work_ ## call
#define bcast_t		struct news
#define reader_t	struct news_reader
#define pool_t		struct stock
#else
static inline u64 key(const void *item)
{
	return deadline(item);
}

#define item_t		void
#define ring_t		struct lfr_ring
#define ring(call)	lfr_ring_ ## call
#define shards_t	struct lfr_shards
#define shards(call)	lfr_shards_ ## call
#define stream_t	struct lfr_stream
#define stream(call)	lfr_stream_ ## call
#define bcast_t		struct lfr_bcast
#define reader_t	struct lfr_bcast_reader
#define pool_t		struct lfr_pool
#define stock_free	lfr_pool_free

static inline void *stock_alloc(pool_t *p, gfp_t gfp)
{
	return lfr_pool_alloc(p, sizeof(struct job), gfp);
}

static inline int news_try_write(bcast_t *b, const struct job *job)
{
	return lfr_bcast_try_write_as(b, job, sizeof(*job));
}

static inline int news_try_read(bcast_t *b, reader_t *reader, struct job *job)
{
	return lfr_bcast_try_read_as(b, reader, job, sizeof(*job));
}
#endif

#ifdef CODE_RING_PUSH
int ring_push(ring_t *r, item_t *item);
int ring_push(ring_t *r, item_t *item)
{
	return ring(push)(r, item);
}
#endif

#ifdef CODE_RING_PUSH_LOCAL
int ring_push_local(ring_t *r, item_t *item);
int ring_push_local(ring_t *r, item_t *item)
{
	return ring(push_local)(r, item);
}
#endif

#ifdef CODE_RING_PUSH_BATCH
u32 ring_push_batch(ring_t *r, item_t **items, u32 n);
u32 ring_push_batch(ring_t *r, item_t **items, u32 n)
{
	return ring(push_batch)(r, items, n);
}
#endif

#ifdef CODE_RING_POP
int ring_pop(ring_t *r, item_t **item);
int ring_pop(ring_t *r, item_t **item)
{
	return ring(pop)(r, item);
}
#endif

#ifdef CODE_RING_POP_BATCH
u32 ring_pop_batch(ring_t *r, item_t **items, u32 n);
u32 ring_pop_batch(ring_t *r, item_t **items, u32 n)
{
	return ring(pop_batch)(r, items, n);
}
#endif

#ifdef CODE_SHARDS_PUSH
int shards_push(shards_t *s, u32 id, item_t *item);
int shards_push(shards_t *s, u32 id, item_t *item)
{
	return shards(push)(s, id, item);
}
#endif

#ifdef CODE_SHARDS_PUSH_BATCH
u32 shards_push_batch(shards_t *s, u32 id, item_t **items, u32 n, bool *high);
u32 shards_push_batch(shards_t *s, u32 id, item_t **items, u32 n, bool *high)
{
	return shards(push_batch)(s, id, items, n, high);
}
#endif

#ifdef CODE_SHARDS_POP
int shards_pop(shards_t *s, item_t **item);
int shards_pop(shards_t *s, item_t **item)
{
	return shards(pop)(s, item);
}
#endif

#ifdef CODE_SHARDS_POP_BATCH
u32 shards_pop_batch(shards_t *s, item_t **items, u32 n);
u32 shards_pop_batch(shards_t *s, item_t **items, u32 n)
{
	return shards(pop_batch)(s, items, n);
}
#endif

#ifdef CODE_SHARDS_POP_MERGED
u32 shards_pop_merged(shards_t *s, item_t **items, u32 n);
u32 shards_pop_merged(shards_t *s, item_t **items, u32 n)
{
#ifdef TYPED
	return todo_pop_merged(s, items, n);
#else
	return lfr_shards_pop_merged(s, items, n, key);
#endif
}
#endif

#ifdef CODE_STREAM_PUSH
int stream_push(stream_t *s, item_t *item);
int stream_push(stream_t *s, item_t *item)
{
	return stream(push)(s, item);
}
#endif

#ifdef CODE_STREAM_PUSH_BATCH
int stream_push_batch(stream_t *s, item_t **items, u32 n);
int stream_push_batch(stream_t *s, item_t **items, u32 n)
{
	return stream(push_batch)(s, items, n);
}
#endif

#ifdef CODE_STREAM_POP
int stream_pop(stream_t *s, item_t **item);
int stream_pop(stream_t *s, item_t **item)
{
	return stream(pop)(s, item);
}
#endif

#ifdef CODE_STREAM_POP_BATCH
u32 stream_pop_batch(stream_t *s, item_t **items, u32 n);
u32 stream_pop_batch(stream_t *s, item_t **items, u32 n)
{
	return stream(pop_batch)(s, items, n);
}
#endif

#ifdef CODE_BCAST_WRITE
int bcast_write(bcast_t *b, struct job *job);
int bcast_write(bcast_t *b, struct job *job)
{
	return news_try_write(b, job);
}
#endif

#ifdef CODE_BCAST_READ
int bcast_read(bcast_t *b, reader_t *reader, struct job *job);
int bcast_read(bcast_t *b, reader_t *reader, struct job *job)
{
	return news_try_read(b, reader, job);
}
#endif

#ifdef CODE_POOL_ALLOC
item_t *pool_alloc(pool_t *p, gfp_t gfp);
item_t *pool_alloc(pool_t *p, gfp_t gfp)
{
	return stock_alloc(p, gfp);
}
#endif

#ifdef CODE_POOL_FREE
int pool_free(pool_t *p, item_t *item);
int pool_free(pool_t *p, item_t *item)
{
	return stock_free(p, item);
}
#endif
