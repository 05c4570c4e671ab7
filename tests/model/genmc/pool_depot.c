// SPDX-License-Identifier: GPL-2.0
/*
 * pool_depot.c - pool_depot.h under RC11, by GenMC: all executions of a few threads
 *
 * A class of OBJECTS, in chains of CHAIN, without magazines, so that each operation goes to the
 * depot. Each of two threads, or three, allocates, writes to the object by plain stores and frees it.
 * The first does so ROUNDS times, or with two objects at a time with PAIRS=1. With SAME they all free
 * the one object that main has allocated instead, and one of them succeeds. A pair that does not order
 * its accesses is a race, which GenMC reports; two owners of an object are a race, too, and an
 * assertion. When all have ended main gets every object, each once.
 *
 * Each loop ends by itself: a compare-and-swap is repeated only after one of another thread.
 *
 * VARIANT one-for-two holds -DOBJECTS=1
 * VARIANT two holds -DOBJECTS=2
 * VARIANT chain holds -DOBJECTS=2 -DCHAIN=2
 * VARIANT same holds -DOBJECTS=2 -DSAME
 * VARIANT pairs holds -DOBJECTS=2 -DPAIRS=1
 * VARIANT one-for-three holds -DOBJECTS=1 -DTHREADS=3
 * VARIANT rounds holds -DOBJECTS=1 -DROUNDS=3
 *
 * Executions with GenMC 0.9, in the order of the list: 16, 4256, 862, 4, 5523, 1917, 885. Three
 * objects with PAIRS, or two with two ROUNDS of one thread, are too many: it did not get to the end of
 * them in five minutes on a busy machine.
 */
#include <assert.h>
#include <pthread.h>
#include <lfring/pool_depot.h>

#ifndef OBJECTS
#define OBJECTS	2
#endif
#ifndef CHAIN
#define CHAIN	1
#endif
#ifndef ROUNDS
#define ROUNDS	1
#endif
#ifndef THREADS
#define THREADS	2
#endif
#ifndef PAIRS
#define PAIRS	0
#endif

struct object {
	u32 owner;
	u32 fill[15];
} __attribute__((aligned(LFR_POOL_ALIGN)));

__thread u32 lfr_shim_cpu;

static struct object objects[OBJECTS];
static atomic64_t state[OBJECTS];
static u32 next[OBJECTS], chain[OBJECTS];
static struct lfr_pool_class class;
static atomic_t freed;
static struct object *same;

static struct object *get(u32 id)
{
	struct lfr_pool_item item;
	struct object *object;

	if (!lfr_pool_get_one(&class, &item))
		return NULL;
	object = item.object;
	assert(object == &objects[item.index]);
	assert(!atomic64_read(&state[item.index]));
	atomic64_set(&state[item.index], id);
	assert(!object->owner);
	object->owner = id;
	return object;
}

/*
 * As lfr_pool_free() where the magazine is busy; what goes there is a structure that is copied, and
 * GenMC does not take accesses of two sizes to one place.
 */
static void put(u32 id, struct object *object)
{
	u32 i = object - objects;

	if (!atomic64_xchg_relaxed(&state[i], 0))
		return;
	atomic_inc(&freed);
	assert(object->owner == id);
	object->owner = 0;
	lfr_pool_comes_in(&class, 1);
	lfr_pool_depot_put(&class, i, 1);
}

static void *user(void *arg)
{
	u32 id = (unsigned long)arg, round;
	struct object *a, *b;

#ifdef SAME
	put(9, same);
	return NULL;
#endif
	for (round = 0; round < (id == 1 ? ROUNDS : 1); round++) {
		a = get(id);
		b = NULL;
#if PAIRS
		if (id == 1)
			b = get(id);
#endif
		/* As many as are wanted at a time: nobody is refused. */
		assert(a || OBJECTS < THREADS + PAIRS || CHAIN > 1);
		if (a)
			put(id, a);
		if (b)
			put(id, b);
	}
	return NULL;
}

int main(void)
{
	pthread_t thread[THREADS];
	unsigned long i;
	u32 n = 0;

	class.base = (unsigned long)objects;
	class.stride = sizeof(struct object);
	class.nr = OBJECTS;
	class.state = state;
	class.next = next;
	class.chain = chain;
	atomic64_set(&class.head, LFR_POOL_NONE);
	for (i = 0; i < OBJECTS; i += CHAIN) {
		if (CHAIN == 2)
			next[i] = i + 1;
		lfr_pool_depot_put(&class, i, CHAIN);
	}
#ifdef SAME
	same = get(9);
#endif
	for (i = 0; i < THREADS; i++)
		pthread_create(&thread[i], NULL, user, (void *)(i + 1));
	for (i = 0; i < THREADS; i++)
		pthread_join(thread[i], NULL);
#ifdef SAME
	assert(atomic_read(&freed) == 1);
#endif
	while (get(7))
		n++;
	assert(n == OBJECTS);
	return 0;
}
