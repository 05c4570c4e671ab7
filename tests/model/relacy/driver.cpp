// SPDX-License-Identifier: GPL-2.0
/*
 * driver.cpp - runs a C program of a few threads under Relacy, as it is
 *
 * Relacy simulates weak memory for objects of its own, of C++; the library and its clients are C.
 * So the client is compiled as for ThreadSanitizer: the compiler then calls a function before
 * each access to memory that threads might share, and in place of each atomic one. The functions
 * are here. For each word of the client's static memory there is an object of Relacy's: an
 * atomic one if it is accessed so, and one that only notices races if it is accessed plainly.
 *
 * Which words are accessed, and how, is learnt: a few schedules without any object come first, and
 * when later ones came upon more words all is done again. Objects start to count when the first
 * thread is created, for before that main is alone: they get the values that it left. What is
 * stored atomically goes to memory as well, for who alone writes a word may read it plainly. What
 * is on the stack is not shared.
 *
 * The number of schedules at random is LFR_RELACY_RUNS. With LFR_RELACY_BOUND they are all those in
 * which that many times, at most, a thread has to go on later though it could go on now. Accesses
 * are told by their address in the program, "pc(NUMBER)".
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <iostream>
#include <relacy/relacy.hpp>
#undef new
#undef delete
#undef malloc
#undef free
#undef errno
#undef assert
#undef pthread_create
#undef pthread_join

extern "C" {
/* The client's main() and its static memory, which has a section of its own. */
int lfr_client_main(void);
extern char __start_lfr_client[], __stop_lfr_client[];
}

namespace {

enum { THREADS = 4, UNIT = 4, WORDS = 256, UNITS = 1 << 16 };

/* Words of the client that were accessed; index 0 is none. */
struct words {
	char *address[WORDS];
	unsigned int size[WORDS];
	unsigned int nr;		/* known */
	unsigned int learnt;		/* of these, those that objects are made for */
	unsigned int live;		/* of these, those that have one now */
	uint16_t index[UNITS];		/* by address */
};

words atomics, plains;
rl::atomic<uint64_t> *atomic_objects;
rl::var<uint32_t> *plain_objects;
char *image;
uint32_t cpu[THREADS + 1];

void check(bool good, const char *what, const volatile void *address)
{
	if (good)
		return;
	fprintf(stderr, "driver: %s, at %p\n", what, address);
	abort();
}

/* Which word this is; 0 if it has no object in this run. */
unsigned int find(words &w, const volatile void *address, unsigned int size)
{
	char *p = (char *)address;
	size_t unit = (p - __start_lfr_client) / UNIT;

	if (p < __start_lfr_client || p >= __stop_lfr_client)
		return 0;
	check(unit < UNITS, "too much memory", address);
	if (!w.index[unit]) {
		check(w.nr + 1 < WORDS, "too many words", address);
		w.address[++w.nr] = p;
		w.size[w.nr] = size;
		w.index[unit] = w.nr;
	}
	if (&w == &atomics)
		check(w.address[w.index[unit]] == p && w.size[w.index[unit]] == size,
		      "a word of two sizes", address);
	return w.index[unit] <= w.live ? w.index[unit] : 0;
}

uint64_t value_at(const char *p, unsigned int size)
{
	switch (size) {
	case 1: return *(uint8_t *)p;
	case 2: return *(uint16_t *)p;
	case 4: return *(uint32_t *)p;
	default: return *(uint64_t *)p;
	}
}

/* Main creates its first thread. */
void start()
{
	unsigned int i;

	if (atomics.live || plains.live)
		return;
	for (i = 1; i <= atomics.learnt; i++) {
		::new (&atomic_objects[i]) rl::atomic<uint64_t>();
		atomic_objects[i].store(value_at(atomics.address[i], atomics.size[i]),
					rl::mo_relaxed, $);
	}
	for (i = 1; i <= plains.learnt; i++) {
		::new (&plain_objects[i]) rl::var<uint32_t>();
		plain_objects[i]($).store(0);
	}
	atomics.live = atomics.learnt;
	plains.live = plains.learnt;
}

void stop()
{
	for (; atomics.live; atomics.live--)
		atomic_objects[atomics.live].~atomic();
	for (; plains.live; plains.live--)
		plain_objects[plains.live].~var();
}

rl::debug_info at(void *pc)
{
	return rl::debug_info("", "pc", (unsigned int)(uintptr_t)pc - 1);
}

void plain(void *address, unsigned int size, bool write, void *pc)
{
	unsigned int i, done;

	/* A unit is what neighbours may not share. */
	for (done = 0; done < size; done += UNIT) {
		i = find(plains, (char *)address + done, UNIT);
		if (!i)
			continue;
		if (write)
			plain_objects[i](at(pc)).store(0);
		else
			plain_objects[i](at(pc)).load();
	}
}

template <typename T> T load(const volatile T *p, int order, void *pc)
{
	unsigned int i = find(atomics, p, sizeof(T));

	return i ? (T)atomic_objects[i].load((rl::memory_order)order, at(pc)) : *p;
}

template <typename T> void store(volatile T *p, T value, int order, void *pc)
{
	unsigned int i = find(atomics, p, sizeof(T));

	if (i)
		atomic_objects[i].store(value, (rl::memory_order)order, at(pc));
	*p = value;
}

template <typename T>
bool swap_if(volatile T *p, T *old, T value, int order, int failure, void *pc)
{
	unsigned int i = find(atomics, p, sizeof(T));
	uint64_t found = *old;
	bool done;

	if (i) {
		done = atomic_objects[i].compare_exchange(rl::bool_t<false>(), found, (uint64_t)value,
							  (rl::memory_order)order,
							  (rl::memory_order)failure, at(pc));
	} else {
		done = *p == *old;
		found = *p;
	}
	if (done)
		*p = value;
	else
		*old = (T)found;
	return done;
}

template <typename T> T exchange(volatile T *p, T value, int order, void *pc)
{
	unsigned int i = find(atomics, p, sizeof(T));
	T was = *p;

	if (i)
		was = (T)atomic_objects[i].exchange(value, (rl::memory_order)order, at(pc));
	*p = value;
	return was;
}

/* Sums and the like are cut to the word's size, so they are tried until they succeed. */
template <typename T, typename F> T modify(volatile T *p, F f, int order, void *pc)
{
	T was = *p;

	while (!swap_if(p, &was, (T)f(was), order, rl::mo_relaxed, pc))
		;
	return was;
}

struct client : rl::test_suite<client, 1> {
	static rl::thread_id_t const dynamic_thread_count = THREADS;

	void before()
	{
		memcpy(__start_lfr_client, image, __stop_lfr_client - __start_lfr_client);
		memset(cpu, 0, sizeof(cpu));
		atomics.live = plains.live = 0;
	}

	void thread(unsigned int)
	{
		lfr_client_main();
		stop();
	}
};

}

extern "C" {

void lfr_relacy_assert(const char *what)
{
	rl::ctx().fail_test(what, rl::test_result_user_assert_failed,
			    at(__builtin_return_address(0)));
}

int lfr_relacy_create(unsigned long *thread, const void *, void *(*fn)(void *), void *arg)
{
	start();
	*thread = (unsigned long)rl::ctx().create_thread(fn, arg);
	return 0;
}

int lfr_relacy_join(unsigned long thread, void **)
{
	((rl::win_waitable_object *)thread)->wait(false, false, at(__builtin_return_address(0)));
	return 0;
}

/* Stands for the shim's lfr_shim_cpu, which each thread has one of. */
uint32_t *lfr_relacy_cpu(void)
{
	return &cpu[rl::ctx().threadx_->index_];
}

void __tsan_init(void)
{
}

void __tsan_func_entry(void *)
{
}

void __tsan_func_exit(void)
{
}

#define PC	__builtin_return_address(0)

#define LFR_PLAIN(n)								\
void __tsan_read##n(void *p)							\
{										\
	plain(p, n, false, PC);							\
}										\
void __tsan_write##n(void *p)							\
{										\
	plain(p, n, true, PC);							\
}										\
void __tsan_unaligned_read##n(void *p)						\
{										\
	plain(p, n, false, PC);							\
}										\
void __tsan_unaligned_write##n(void *p)						\
{										\
	plain(p, n, true, PC);							\
}

LFR_PLAIN(1)
LFR_PLAIN(2)
LFR_PLAIN(4)
LFR_PLAIN(8)
LFR_PLAIN(16)

void __tsan_read_range(void *p, unsigned long size)
{
	plain(p, size, false, PC);
}

void __tsan_write_range(void *p, unsigned long size)
{
	plain(p, size, true, PC);
}

#define LFR_ATOMIC(bits, T)							\
T __tsan_atomic##bits##_load(const volatile T *p, int order)			\
{										\
	return load(p, order, PC);						\
}										\
void __tsan_atomic##bits##_store(volatile T *p, T value, int order)		\
{										\
	store(p, value, order, PC);						\
}										\
T __tsan_atomic##bits##_exchange(volatile T *p, T value, int order)		\
{										\
	return exchange(p, value, order, PC);					\
}										\
T __tsan_atomic##bits##_fetch_add(volatile T *p, T value, int order)		\
{										\
	return modify(p, [=](T was) { return was + value; }, order, PC);	\
}										\
T __tsan_atomic##bits##_fetch_sub(volatile T *p, T value, int order)		\
{										\
	return modify(p, [=](T was) { return was - value; }, order, PC);	\
}										\
T __tsan_atomic##bits##_fetch_and(volatile T *p, T value, int order)		\
{										\
	return modify(p, [=](T was) { return was & value; }, order, PC);	\
}										\
T __tsan_atomic##bits##_fetch_or(volatile T *p, T value, int order)		\
{										\
	return modify(p, [=](T was) { return was | value; }, order, PC);	\
}										\
T __tsan_atomic##bits##_fetch_xor(volatile T *p, T value, int order)		\
{										\
	return modify(p, [=](T was) { return was ^ value; }, order, PC);	\
}										\
bool __tsan_atomic##bits##_compare_exchange_strong(volatile T *p, T *old,	\
						   T value, int order, int failure) \
{										\
	return swap_if(p, old, value, order, failure, PC);			\
}										\
bool __tsan_atomic##bits##_compare_exchange_weak(volatile T *p, T *old,		\
						 T value, int order, int failure) \
{										\
	return swap_if(p, old, value, order, failure, PC);			\
}

LFR_ATOMIC(8, uint8_t)
LFR_ATOMIC(16, uint16_t)
LFR_ATOMIC(32, uint32_t)
LFR_ATOMIC(64, uint64_t)

}

int main(void)
{
	const char *runs = getenv("LFR_RELACY_RUNS"), *bound = getenv("LFR_RELACY_BOUND");
	size_t bytes = __stop_lfr_client - __start_lfr_client;
	rl::test_params params;
	std::ostream quiet(NULL);
	bool good;

	params.search_type = bound ? rl::fair_context_bound_scheduler_type :
				     rl::random_scheduler_type;
	params.context_bound = bound ? atoi(bound) : 0;
	params.execution_depth_limit = 10000;
	params.progress_stream = &quiet;

	image = (char *)malloc(bytes);
	memcpy(image, __start_lfr_client, bytes);
	atomic_objects = (rl::atomic<uint64_t> *)malloc(sizeof(*atomic_objects) * WORDS);
	plain_objects = (rl::var<uint32_t> *)malloc(sizeof(*plain_objects) * WORDS);

	do {
		params.iteration_count = !atomics.nr ? 100 : runs ? atoi(runs) : 10000;
		atomics.learnt = atomics.nr;
		plains.learnt = plains.nr;
		good = rl::simulate<client>(params);
	} while (good && (atomics.learnt < atomics.nr || plains.learnt < plains.nr));
	return !good;
}
