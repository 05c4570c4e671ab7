/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring.pml - the claim of kmod/include/lfring/ring.h, step by step
 *
 * PRODUCERS push ITEMS each, up to BATCH with one claim; what finds no room is dropped. The
 * consumer takes up to TAKE and releases them together. Each access to shared memory is a step of its
 * own, in the order of the source, and takes effect at once for everybody: what else weak memory
 * could do is for GenMC (tests/model/genmc), which runs the source itself. Positions have 8 bits
 * and start just below the wrap.
 *
 * Checked in every state: nobody writes to a slot that is in use (overwritten), "full" is only
 * said of a full ring (full_is_true), the consumer gets what was pushed, of each producer in order
 * and nothing twice (in_order), and is never told that the ring is empty while a claimed slot waits
 * for its producer (told_stalled). At the end: all that was pushed has come out, and the ring is empty
 * (nothing_lost).
 *
 * INTERRUPTS producers are interrupts on the CPU of producer 0: they come at any time, and it goes
 * on when they are done. Claims are then those of lfr_ring_push_local(), by an instruction that an
 * interrupt cannot split, but another CPU can.
 *
 * With STALL producer 0 stops after its first claim until everybody else has come to rest.
 *
 * VARIANT two-producers holds
 * VARIANT batches holds -DBATCH=2 -DTAKE=2
 * VARIANT four-slots holds -DN=4 -DITEMS=3 -DBATCH=2 -DTAKE=4
 * VARIANT three-producers holds -DPRODUCERS=3 -DITEMS=1
 * VARIANT stalled holds -DSTALL -DBATCH=2 -DTAKE=2
 * VARIANT interrupt holds noreduce -DPRODUCERS=2 -DINTERRUPTS=1
 * VARIANT interrupt-batches holds noreduce -DPRODUCERS=2 -DINTERRUPTS=1 -DBATCH=2 -DTAKE=2
 * VARIANT interrupts-nested holds noreduce -DPRODUCERS=3 -DINTERRUPTS=2 -DITEMS=2 -DTHIRD=1
 *
 * VARIANT long holds full -DITEMS=4 -DBATCH=2 -DTAKE=2
 * VARIANT three-pushes holds full -DPRODUCERS=3 -DITEMS=2 -DTHIRD=1
 * VARIANT three-batches holds full -DPRODUCERS=3 -DITEMS=2 -DTHIRD=1 -DBATCH=2 -DTAKE=2
 * VARIANT three-stalled holds full -DPRODUCERS=3 -DITEMS=2 -DTHIRD=1 -DBATCH=2 -DTAKE=2 -DSTALL
 * VARIANT three-four-slots holds full -DPRODUCERS=3 -DITEMS=2 -DTHIRD=1 -DN=4 -DBATCH=2 -DTAKE=4
 * VARIANT interrupts-long holds full noreduce -DPRODUCERS=3 -DINTERRUPTS=2 -DITEMS=2 -DBATCH=2 -DTAKE=2
 *
 * What must not be done, and what comes of it:
 *
 * VARIANT claim-without-head broken=overwritten -DCLAIM_WITHOUT_HEAD
 * VARIANT claim-by-load-and-store broken=overwritten -DCLAIM_BY_STORE
 * VARIANT batch-beyond-room broken=overwritten -DBATCH_BEYOND_ROOM -DBATCH=2
 * VARIANT head-before-read broken=in_order -DHEAD_BEFORE_READ
 * VARIANT tag-of-first-lap broken=in_order -DTAG_OF_FIRST_LAP
 * VARIANT tags-as-zeroed broken=in_order -DTAGS_AS_ZEROED
 * VARIANT add-and-undo-wedges broken=nothing_lost -DADD_AND_UNDO -DLOOK_AT_THE_END
 * VARIANT add-and-undo-claims-twice broken=overwritten -DADD_AND_UNDO
 * VARIANT stall-taken-for-empty broken=told_stalled -DSTALL -DSTALL_NOT_TOLD
 * VARIANT local-by-load-and-store broken=overwritten noreduce -DINTERRUPTS=1 -DCLAIM_BY_STORE
 * VARIANT local-from-two-cpus broken=overwritten noreduce -DINTERRUPTS=1 -DPRODUCERS=3 -DITEMS=2
 */
#ifndef N
#define N 2
#endif
#ifndef PRODUCERS
#define PRODUCERS 2
#endif
#ifndef ITEMS
#define ITEMS 3
#endif
/* A third producer makes many states. */
#ifndef THIRD
#define THIRD ITEMS
#endif
#define ITEMS_OF(id)	((id) == 2 -> THIRD : ITEMS)
#ifndef BATCH
#define BATCH 1
#endif
#ifndef TAKE
#define TAKE 1
#endif
#ifndef INTERRUPTS
#define INTERRUPTS 0
#endif

#define START		254
/* Positions are compared by their difference, here of 8 bits. */
#define DIFF(a, b)	((((a) - (b) + 128) & 255) - 128)
#define AT(pos, i)	(((pos) + (i)) & 255)
#define SLOT(pos)	slot[(pos) % N]

/* Item number `index` of producer `id`. Bit 0 is clear, and none is 0. */
#define ITEM(id, index)		((id) * 32 + (index) * 2 + 2)
#define PRODUCER(item)		(((item) - 2) / 32)
#define INDEX(item)		(((item) - 2) % 32 / 2)

/* lfr_ring_tag() */
#ifdef TAG_OF_FIRST_LAP
#define TAG(pos)	0
#else
#define TAG(pos)	((pos) & N -> 0 : 1)
#endif
#define PUBLISHED(pos)	((SLOT(pos) & 1) == TAG(pos))

byte tail = START, limit = (START + N) & 255, head = START;
byte slot[N];

/* What only the proof knows. */
byte next_index[PRODUCERS];	/* the consumer's: lowest index that may come */
byte pushed, taken, ended, stopped;
bool resume;
byte running;			/* who has the CPU of producer 0 */
bool finished[PRODUCERS];
bool in_instruction;

#define ON_CPU_0(id)	((id) <= INTERRUPTS)

/* The compare-and-swap of @tail; `won` says whether it succeeded. */
inline claim_tail() {
#if defined(CLAIM_BY_STORE)
	atomic {
		won = true;
		tail = AT(t, got)
	}
#elif INTERRUPTS > 0
	/* One instruction: an interrupt comes before or after it. */
	atomic {
		won = (tail == t);
		in_instruction = ON_CPU_0(id)
	}
	atomic {
		if
		:: won -> tail = AT(t, got)
		:: else -> t = tail
		fi;
		in_instruction = in_instruction && !ON_CPU_0(id)
	}
#else
	atomic {
		won = (tail == t);
		if
		:: won -> tail = AT(t, got)
		:: else
		fi
	}
#endif
}

/* lfr_ring_claim_as(): up to `got` positions from `t` on; got = 0 when the ring is full. */
inline claim() {
#ifdef ADD_AND_UNDO
	do
	:: !won ->
		atomic {
			t = tail;
			tail = AT(t, got);
			printf("P%d adds %d to tail, which was %d\n", id, got, t)
		}
		atomic {
			room = N - DIFF(t, head);
			won = room >= got
		}
		if
		:: atomic { won -> break }
		:: else ->
			atomic {
				tail = AT(tail, -got);
				printf("P%d saw no room for them: takes them from tail again\n", id);
				if
				:: room <= 0 -> got = 0; break
				:: else -> got = room
				fi
			}
		fi
	od
#else
	atomic {
		t = tail;
#if INTERRUPTS == 0
		/* The guess: as @tail is or once was, or as it might have been. */
		do
		:: t != START -> t = AT(t, -1)
		:: break
		od
#endif
	}
	do
	:: !won ->
		atomic {
			room = DIFF(limit, t);
#ifdef CLAIM_WITHOUT_HEAD
			room = N;
#endif
			if
			:: room >= got -> skip
			:: else -> goto look
			fi
		}
try:
		claim_tail();
#if INTERRUPTS == 0
		if
		:: atomic { won -> skip }
		:: else -> t = tail
		fi
#endif
	:: atomic { won -> break }
	od;
	goto done;
look:
	atomic {
		h = head;
		room = N - DIFF(t, h);
		full_is_true = room > 0 || DIFF(tail, head) >= N;
		assert(full_is_true)
	}
	atomic {
		limit = AT(h, N);
		h = 0;
		if
		:: room <= 0 -> got = 0; goto done
#ifndef BATCH_BEYOND_ROOM
		:: room > 0 && room < got -> got = room; goto try
#endif
		:: else -> goto try
		fi
	}
done:
#endif
	atomic {
		won = false;
		room = 0
	}
}

/* Producers are started first, so a producer is the process after that of its number. */
#if INTERRUPTS > 0
#define PROVIDED	provided (!ON_CPU_0(_pid - 1) || running == _pid - 1 || finished[_pid - 1])
#else
#define PROVIDED
#endif

proctype producer(byte id) PROVIDED {
	byte next, got, t, h;
	short room;
	bool won, overwritten, full_is_true;

	do
	:: atomic { next == ITEMS_OF(id) -> break }
	:: atomic {
			next < ITEMS_OF(id);
			got = (ITEMS_OF(id) - next < BATCH -> ITEMS_OF(id) - next : BATCH)
		}
		claim();
		if
		:: got == 0 ->
			atomic {
				printf("P%d finds the ring full: drops item %d\n", id, next);
				t = 0;
				next++
			}
		:: else ->
			printf("P%d claims %d from position %d\n", id, got, t);
#ifdef STALL
			if
			:: atomic { id == 0 && !resume -> stopped++ }
				resume
			:: else
			fi;
#endif
			do
			:: atomic { got == 0 -> t = 0; break }
			:: atomic {
					got > 0;
					printf("P%d publishes item %d at position %d\n", id, next, t);
					overwritten = PUBLISHED(t) || DIFF(t, head) >= N;
#ifndef LOOK_AT_THE_END
					assert(!overwritten);
#endif
					overwritten = false;
					SLOT(t) = ITEM(id, next) + TAG(t);
					t = AT(t, 1);
					next++;
					pushed++;
					got--
				}
			od
		fi
	od;
	atomic {
		finished[id] = true;
		ended++
	}
}

/* Interrupt `id` comes, once, whenever nothing as urgent runs on its CPU. */
proctype interrupt(byte id) {
	byte was;

	atomic {
		running < id && !in_instruction;
		was = running;
		running = id;
		printf("P%d interrupts P%d\n", id, was)
	}
	atomic {
		finished[id];
		running = was
	}
}

/* lfr_ring_pop_batch() with lfr_ring_peek() and lfr_ring_release(), and lfr_ring_stalled(). */
proctype consumer() {
	byte n, i, item, pos;
	bool all_done, absent, waiting, stalled, in_order, told_stalled, nothing_lost;

	do
	:: all_done = (ended + (resume -> 0 : stopped) == PRODUCERS);
		do
		:: atomic { n == TAKE || n == N -> break }
		:: atomic {
				n < TAKE && n < N;
				if
				:: PUBLISHED(AT(head, n)) -> skip
				:: else -> break
				fi;
#ifdef HEAD_BEFORE_READ
				n++
			}
		od;
		atomic {
			i = 0;
			head = AT(head, n);
			printf("C moves head to %d before it reads\n", head)
		}
		do
		:: atomic { i == n -> break }
		:: atomic {
				i < n;
				i++;
				pos = AT(head, i - 1 - n);
#else
				pos = AT(head, n);
				n++;
#endif
				item = SLOT(pos) & 254;
				in_order = item != 0 && INDEX(item) >= next_index[PRODUCER(item)];
				printf("C takes item %d of P%d at position %d\n", INDEX(item),
				       PRODUCER(item), pos);
#ifndef LOOK_AT_THE_END
				assert(in_order);
#endif
				in_order = false;
				next_index[PRODUCER(item)] = INDEX(item) + 1;
				item = 0;
				pos = 0;
				taken++
			}
		od;
		if
		:: n > 0 ->
			atomic {
#ifndef HEAD_BEFORE_READ
				head = AT(head, n);
				printf("C moves head to %d\n", head);
#endif
				i = 0;
				n = 0
			}
		:: else ->
			atomic {
				absent = !PUBLISHED(head);
				waiting = absent && tail != head
			}
			atomic {
				stalled = absent && tail != head;
				absent = false;
#ifdef STALL_NOT_TOLD
				stalled = false;
#endif
#ifndef ADD_AND_UNDO
				told_stalled = stalled || !waiting;
				assert(told_stalled);
#endif
				waiting = false
			}
			if
			:: all_done && (resume || stopped == 0) -> break
			:: all_done && !resume && stopped > 0 ->
				/* Nothing else moves. All before the stalled slot has come out. */
				told_stalled = stalled;
				assert(told_stalled);
				printf("C is told of the stalled slot at position %d\n", head);
				resume = true
			:: else
			fi
		fi;
		atomic {
			stalled = false;
			told_stalled = false
		}
	od;
	nothing_lost = taken == pushed && tail == head;
	printf("at rest: %d pushed, %d taken, head %d, tail %d\n", pushed, taken, head, tail);
	assert(nothing_lost)
}

init {
	byte i;

	atomic {
#ifndef TAGS_AS_ZEROED
		for (i : 0 .. N - 1) {
			SLOT(AT(START, i)) = 1 - TAG(AT(START, i))
		}
#endif
		for (i : 0 .. PRODUCERS - 1) {
			run producer(i)
		}
#if INTERRUPTS > 0
		for (i : 1 .. INTERRUPTS) {
			run interrupt(i)
		}
#endif
		run consumer()
	}
}
