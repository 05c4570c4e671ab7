// SPDX-License-Identifier: GPL-2.0
/*
 * typed.c - mistakes that typed rings are there to find, each beside what would be right
 *
 * For tests/static/typed, which compiles it as it is, and once with each of the names
 * that start with WRONG: that must fail with what is said behind the name.
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
