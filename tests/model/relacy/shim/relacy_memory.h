/* SPDX-License-Identifier: GPL-2.0 */
/*
 * relacy_memory.h - memory that threads share, as Relacy has it
 *
 * Relacy simulates weak memory for objects of its own, and the library's headers have plain
 * words. So each word that the headers access by a marked access has an object that stands for
 * it, found by its address. A word gets it when it is first accessed before the threads start; a
 * word that only a thread comes upon is an error, as its first value would be nobody's.
 * What is stored goes to the word as well, for who alone writes it may read it plainly.
 */
#ifndef _LFR_RELACY_MEMORY_H
#define _LFR_RELACY_MEMORY_H

#include <errno.h>
#include <stdint.h>
#include <relacy/relacy.hpp>

/* Objects for words; a test suite has one of these as a member. */
class lfr_relacy_memory {
public:
	lfr_relacy_memory() : nr(0), threads(false)
	{
		current() = this;
	}

	/* To be called at the end of a suite's before(). */
	void start()
	{
		threads = true;
	}

	static rl::atomic<uint64_t> &of(const volatile void *word, uint64_t value)
	{
		lfr_relacy_memory *memory = current();
		unsigned int i;

		for (i = 0; i < memory->nr; i++)
			if (memory->address[i] == word)
				return memory->object[i];
		RL_VERIFY(!memory->threads && memory->nr < WORDS);
		memory->address[memory->nr++] = word;
		memory->object[i].store(value, rl::mo_relaxed, $);
		return memory->object[i];
	}

private:
	enum { WORDS = 64 };

	static lfr_relacy_memory *&current()
	{
		static lfr_relacy_memory *memory;

		return memory;
	}

	rl::atomic<uint64_t> object[WORDS];
	const volatile void *address[WORDS];
	unsigned int nr;
	bool threads;
};

template <typename T> static inline T lfr_relacy_value(uint64_t bits)
{
	return (T)bits;
}

template <typename T> static inline uint64_t lfr_relacy_bits(T value)
{
	return (uint64_t)value;
}

template <typename T> static inline T lfr_relacy_load(const T *p, rl::memory_order order)
{
	return lfr_relacy_value<T>(lfr_relacy_memory::of(p, lfr_relacy_bits(*p)).load(order, $));
}

template <typename T, typename V>
static inline void lfr_relacy_store(T *p, V value, rl::memory_order order)
{
	rl::atomic<uint64_t> &object = lfr_relacy_memory::of(p, lfr_relacy_bits(*p));

	object.store(lfr_relacy_bits((T)value), order, $);
	*p = (T)value;
}

/* Success has @order, failure none. */
template <typename T>
static inline bool lfr_relacy_swap_if(T *p, T *old, T value, rl::memory_order order)
{
	rl::atomic<uint64_t> &object = lfr_relacy_memory::of(p, lfr_relacy_bits(*p));
	uint64_t found = lfr_relacy_bits(*old);
	bool done = object.compare_exchange(rl::bool_t<false>(), found, lfr_relacy_bits(value),
					    order, rl::mo_relaxed, $);

	if (done)
		*p = value;
	else
		*old = lfr_relacy_value<T>(found);
	return done;
}

template <typename T> static inline T lfr_relacy_add(T *p, T value, rl::memory_order order)
{
	T was = *p;

	/* A sum may have to be cut to the word's size. */
	while (!lfr_relacy_swap_if(p, &was, (T)(was + value), order))
		;
	return was;
}

template <typename T> static inline T lfr_relacy_swap(T *p, T value, rl::memory_order order)
{
	rl::atomic<uint64_t> &object = lfr_relacy_memory::of(p, lfr_relacy_bits(*p));
	T was = lfr_relacy_value<T>(object.exchange(lfr_relacy_bits(value), order, $));

	*p = value;
	return was;
}

#endif /* _LFR_RELACY_MEMORY_H */
