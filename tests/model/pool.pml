/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool.pml - depot and magazines of kmod/include/lfring/pool.h, step by step
 *
 * N objects are in the depot, in chains of CHAIN. Each of PROCS allocates and frees as it likes, OPS
 * times, and has up to HOLD objects; at last it frees what it has. Each access to shared memory is a
 * step of its own and takes effect at once for everybody: what else weak memory could do is for GenMC.
 * The tag has 4 bits; one that is as wide as it takes is assumed not to come again meanwhile.
 *
 * Without MAGAZINE every object comes from the depot and the rest of its chain is put back. With
 * MAGAZINE=M there are magazines of two times M; process 1 is then an interrupt on the CPU of process
 * 0: it comes at any time, and process 0 goes on when it has done an operation. The others have CPUs of
 * their own.
 *
 * Checked: nobody gets an object that somebody has (owned_once), one allocation is freed once however
 * many try (freed_once), without magazines and with as many objects as may be held nobody is refused
 * if chains have one object (never_short), and at the end all objects are there, each once
 * (nothing_lost).
 *
 * VARIANT chains holds -DOPS=3
 * VARIANT singles holds -DCHAIN=1 -DN=4 -DOPS=3 -DENOUGH
 * VARIANT same-free holds -DSAME_FREE
 * VARIANT magazines holds -DMAGAZINE=1
 * VARIANT interrupt holds noreduce -DMAGAZINE=1 -DINTERRUPT=1 -DOPS=2
 * VARIANT longer holds full
 * VARIANT three holds full -DPROCS=3 -DOPS=1
 * VARIANT interrupt-longer holds full noreduce -DMAGAZINE=1 -DINTERRUPT=1 -DOPS=3
 * VARIANT interrupt-chains holds full noreduce -DMAGAZINE=2 -DINTERRUPT=1 -DN=4 -DOPS=2
 *
 * What must not be done, and what comes of it:
 *
 * VARIANT no-tag broken=owned_once -DNO_TAG
 * VARIANT rest-not-put-back broken=nothing_lost -DREST_LOST
 * VARIANT free-by-store broken=freed_once -DSAME_FREE -DFREE_BY_STORE
 * VARIANT busy-ignored broken=owned_once noreduce -DMAGAZINE=1 -DINTERRUPT=1 -DOPS=2 -DBUSY_IGNORED
 */
#ifndef N
#define N 3
#endif
#ifndef PROCS
#define PROCS 2
#endif
#ifndef OPS
#define OPS 4
#endif
#ifndef HOLD
#define HOLD 2
#endif
#ifndef CHAIN
#define CHAIN 2
#endif
#ifndef MAGAZINE
#define MAGAZINE 0
#endif
#ifndef INTERRUPT
#define INTERRUPT 0
#endif
#define SLOTS	(2 * MAGAZINE + 1)
#define NONE	15
#define CPU(id)	((INTERRUPT && (id) == 1) -> 0 : (id))
#ifdef NO_TAG
#define NEXT_TAG(tag)	0
#else
#define NEXT_TAG(tag)	(((tag) + 1) & 15)
#endif

/* One word. */
byte head = NONE, tag;
byte next[N], chain_len[N], chain_next[N];
bool state[N];
byte busy[PROCS], top[PROCS], item[PROCS * SLOTS];

/* What only the proof knows. */
byte owner[N];
byte frees, ended;
bool in_interrupt;

#define FREE_TO_RUN(id)	(!INTERRUPT || (id) != 0 || !in_interrupt)

inline depot_get() {
	do
	:: atomic { h = head; t = tag };
		if
		:: h == NONE -> first = NONE; break
		:: else
		fi;
		atomic { count = chain_len[h]; below = chain_next[h] };
		atomic {
			won = (head == h && tag == t);
			if
			:: won ->
				head = below;
				tag = NEXT_TAG(tag);
				first = h;
				printf("P%d pops the chain of %d, %d objects\n", id, first, count)
			:: else
			fi
		};
		if
		:: won -> break
		:: else
		fi
	od
}

/* The chain that starts with `first` and has `count` objects. */
inline depot_put() {
	atomic { h = head; t = tag };
	do
	:: atomic { chain_len[first] = count; chain_next[first] = h };
		atomic {
			won = (head == h && tag == t);
			if
			:: won ->
				head = first;
				tag = NEXT_TAG(tag);
				printf("P%d pushes the chain of %d, %d objects\n", id, first, count)
			:: else -> h = head; t = tag
			fi
		};
		if
		:: won -> break
		:: else
		fi
	od
}

/* An object into `object`, without a magazine. */
inline get_one() {
	depot_get();
	object = first;
	if
	:: first != NONE && count > 1 ->
#ifndef REST_LOST
		first = next[first];
		count--;
		depot_put()
#endif
	:: else
	fi
}

#define ITEM(k)	item[CPU(id) * SLOTS + (k)]

inline take() {
#if MAGAZINE == 0
	get_one();
#else
	if
	:: atomic { busy[CPU(id)] == 0 -> skip };
#ifdef BUSY_IGNORED
	:: atomic { busy[CPU(id)] != 0 -> skip };
#else
	:: atomic { busy[CPU(id)] != 0 -> mine = false; goto take_from_depot };
#endif
	fi;
	mine = true;
	busy[CPU(id)] = 1;
	k = top[CPU(id)];
	if
	:: k == 0 ->
		depot_get();
		if
		:: first == NONE -> object = NONE
		:: else ->
			k = count;
			do
			:: k > 0 -> k--; ITEM(k) = first; first = next[first]
			:: else -> break
			od;
			top[CPU(id)] = count - 1;
			object = ITEM(count - 1)
		fi
	:: else ->
		object = ITEM(k - 1);
		top[CPU(id)] = k - 1
	fi;
	busy[CPU(id)] = 0;
take_from_depot:
	if
	:: !mine -> get_one()
	:: else
	fi;
#endif
}

inline give() {
#if MAGAZINE == 0
	first = object;
	count = 1;
	depot_put();
#else
	if
	:: atomic { busy[CPU(id)] == 0 -> skip };
#ifdef BUSY_IGNORED
	:: atomic { busy[CPU(id)] != 0 -> skip };
#else
	:: atomic { busy[CPU(id)] != 0 -> mine = false; goto give_to_depot };
#endif
	fi;
	mine = true;
	busy[CPU(id)] = 1;
	k = top[CPU(id)];
	if
	:: k < 2 * MAGAZINE ->
		ITEM(k) = object;
		top[CPU(id)] = k + 1
	:: else ->
		k = 0;
		do
		:: k + 1 < MAGAZINE -> next[ITEM(k)] = ITEM(k + 1); k++
		:: else -> break
		od;
		first = ITEM(0);
		count = MAGAZINE;
		depot_put();
		k = 0;
		do
		:: k < MAGAZINE -> ITEM(k) = ITEM(MAGAZINE + k); k++
		:: else -> break
		od;
		ITEM(MAGAZINE) = object;
		top[CPU(id)] = MAGAZINE + 1
	fi;
	busy[CPU(id)] = 0;
give_to_depot:
	if
	:: !mine -> first = object; count = 1; depot_put()
	:: else
	fi;
#endif
}

/* Free `object` if it is allocated. */
inline put() {
#ifdef FREE_BY_STORE
	won = state[object];
	state[object] = false;
#else
	/* An exchange; of what is free, it leaves that as it is. */
	atomic { won = state[object]; state[object] = false };
#endif
	if
	:: won ->
		atomic {
			owner[object] = 0;
			frees++;
			printf("P%d frees %d\n", id, object)
		};
#ifdef SAME_FREE
		freed_once = frees == 1;
		assert(freed_once);
#endif
		give()
	:: else
	fi
}

/* What an operation leaves behind is of no use, and would make more states. */
inline done() {
	atomic {
		in_interrupt = in_interrupt && !(INTERRUPT && id == 1);
		h = 0;
		t = 0;
		first = 0;
		count = 0;
		below = 0;
		object = 0;
		k = 0;
		won = false;
		mine = false
	}
}

proctype user(byte id) provided (FREE_TO_RUN(_pid - 1)) {
	byte ops, h, t, first, count, below, object, k, nr;
	byte held[HOLD];
	bool won, owned_once, mine, never_short, freed_once;

#ifdef SAME_FREE
	/* All of them free the one object that is allocated. */
	object = 0;
	put();
#else
	do
	:: ops < OPS && nr < HOLD ->
		atomic { ops++; in_interrupt = in_interrupt || (INTERRUPT && id == 1) };
		take();
		if
		:: object == NONE ->
			atomic {
				printf("P%d gets nothing\n", id);
				never_short = false;
#ifdef ENOUGH
				assert(never_short)
#endif
			}
		:: else ->
			atomic {
				printf("P%d has %d\n", id, object);
				owned_once = owner[object] == 0;
				assert(owned_once);
				owner[object] = id + 1;
				state[object] = true;
				held[nr] = object;
				nr++
			}
		fi;
		done()
	:: nr > 0 ->
		/* Either of them. */
		atomic {
			in_interrupt = in_interrupt || (INTERRUPT && id == 1);
			if
			:: object = held[nr - 1]
			:: nr > 1 -> object = held[0]; held[0] = held[1]
			fi;
			nr--;
			held[nr] = 0
		};
		put();
		done()
	:: ops == OPS && nr == 0 -> break
	od;
#endif
	atomic { ended++ }
}

proctype at_rest() {
	byte seen[N];
	byte i, n, object, left;
	bool nothing_lost;

	atomic {
		ended == PROCS ->
		nothing_lost = true;
		do
		:: head == NONE -> break
		:: else ->
			object = head;
			left = chain_len[head];
			head = chain_next[head];
			do
			:: left == 0 -> break
			:: else ->
				nothing_lost = nothing_lost && !seen[object];
				assert(nothing_lost);
				seen[object] = 1;
				n++;
				left--;
				object = next[object]
			od
		od;
		for (i : 0 .. PROCS - 1) {
			do
			:: top[i] == 0 -> break
			:: else ->
				top[i] = top[i] - 1;
				object = item[i * SLOTS + top[i]];
				nothing_lost = nothing_lost && !seen[object];
				seen[object] = 1;
				n++
			od
		}
		printf("at rest there are %d objects\n", n);
		nothing_lost = nothing_lost && n == N;
		assert(nothing_lost)
	}
}

init {
	byte i;

	atomic {
		for (i : 0 .. N - 1) {
			next[i] = i + 1;
		}
		i = 0;
		do
		:: i >= N -> break
		:: else ->
			chain_next[i] = head;
			chain_len[i] = (N - i < CHAIN -> N - i : CHAIN);
			head = i;
			i = i + CHAIN
		od;
#ifdef SAME_FREE
		/* The object 0 is in the chain that is lowest; make the depot without it. */
		head = NONE;
		i = 1;
		do
		:: i >= N -> break
		:: else ->
			chain_next[i] = head;
			chain_len[i] = 1;
			head = i;
			i++
		od;
		state[0] = true;
		owner[0] = 9;
#endif
		for (i : 0 .. PROCS - 1) {
			run user(i)
		}
		run at_rest()
	}
}
