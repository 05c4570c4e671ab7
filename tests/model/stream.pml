/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream.pml - push and pop of kmod/include/lfring/stream.h, step by step
 *
 * PRODUCERS push ITEMS each, up to BATCH with one claim, and store them in any order; what
 * finds no room is dropped. CONSUMERS look at up to TAKE slots and take them together. Each
 * access to shared memory is a step of its own, in the order of the source, and takes effect at
 * once for everybody: what else weak memory could do is for GenMC (tests/model/genmc), which
 * runs the source itself. Positions have 8 bits and start just below the wrap. A slot is its
 * item and its lap tag.
 *
 * Checked in every state: nobody writes to a slot whose item has not been taken (overwritten);
 * what is taken is each producer's next item, so none comes twice or late (in_order), and is what
 * was published at that position (right_item); "full" and "empty" are said of a ring that is
 * (full_is_true, empty_is_true), "busy" of one that has been since the call began (busy_is_true),
 * and a slot that waits for its producer is not taken for an empty ring (told_stalled). At the end: all that was pushed has been taken, and the ring is empty (nothing_lost).
 *
 * With STALL_PRODUCER producer 0 stops after its first claim until everybody else has come to
 * rest. With STALL_CONSUMER consumer 0 stops after its first look until all others have ended:
 * they do not wait for it, and then it takes nothing that is not its.
 *
 * VARIANT two-by-two holds -DITEMS=2
 * VARIANT one-by-two holds -DPRODUCERS=1 -DITEMS=5
 * VARIANT two-by-one holds -DCONSUMERS=1
 * VARIANT two-by-one-batches holds -DCONSUMERS=1 -DBATCH=2 -DTAKE=2
 * VARIANT one-by-two-batches holds -DPRODUCERS=1 -DITEMS=5 -DBATCH=2 -DTAKE=2
 * VARIANT two-by-two-batches holds -DITEMS=2 -DBATCH=2 -DTAKE=2
 * VARIANT stalled-producer holds -DITEMS=2 -DSTALL_PRODUCER
 * VARIANT stalled-producer-batches holds -DITEMS=2 -DBATCH=2 -DTAKE=2 -DSTALL_PRODUCER
 * VARIANT stalled-consumer holds -DITEMS=3 -DPRODUCERS=1 -DSTALL_CONSUMER
 * VARIANT stalled-consumer-batches holds -DITEMS=2 -DBATCH=2 -DTAKE=2 -DSTALL_CONSUMER
 *
 * VARIANT two-by-two-long holds full -DITEMS=3
 * VARIANT two-by-two-long-batches holds full -DITEMS=3 -DBATCH=2 -DTAKE=2
 * VARIANT two-by-two-four-slots holds full -DITEMS=3 -DN=4 -DBATCH=3 -DTAKE=3
 * VARIANT one-by-three holds full -DPRODUCERS=1 -DCONSUMERS=3 -DITEMS=4 -DBATCH=2 -DTAKE=2
 * VARIANT three-by-one holds full -DPRODUCERS=3 -DCONSUMERS=1 -DITEMS=2 -DBATCH=2 -DTAKE=2
 *
 * What must not be done, and what comes of it:
 *
 * VARIANT claim-without-head broken=overwritten -DCLAIM_WITHOUT_HEAD
 * VARIANT claim-by-load-and-store broken=overwritten -DCLAIM_BY_STORE
 * VARIANT batch-beyond-room broken=overwritten -DBATCH_BEYOND_ROOM -DBATCH=2
 * VARIANT head-before-tail broken=full_is_true -DHEAD_BEFORE_TAIL -DCONSUMERS=1 -DITEMS=2
 * VARIANT take-by-load-and-store broken=in_order -DTAKE_BY_STORE
 * VARIANT take-before-look broken=right_item -DTAKE_BEFORE_LOOK -DCONSUMERS=1
 * VARIANT holes-skipped broken=right_item -DHOLES_SKIPPED -DBATCH=2 -DTAKE=2
 * VARIANT tag-not-turned broken=in_order -DTAG_NOT_TURNED -DCONSUMERS=1
 * VARIANT tail-before-head broken=empty_is_true -DTAIL_BEFORE_HEAD
 * VARIANT busy-by-old-head broken=busy_is_true -DBUSY_BY_OLD_HEAD -DPRODUCERS=1 -DITEMS=4
 */
#ifndef N
#define N 2
#endif
#ifndef PRODUCERS
#define PRODUCERS 2
#endif
#ifndef CONSUMERS
#define CONSUMERS 2
#endif
#ifndef ITEMS
#define ITEMS 3
#endif
#ifndef BATCH
#define BATCH 1
#endif
#ifndef TAKE
#define TAKE 1
#endif

#define START		254
/* Positions are compared by their difference, here of 8 bits. */
#define DIFF(a, b)	((((a) - (b) + 128) & 255) - 128)
#define AT(pos, i)	(((pos) + (i)) & 255)

/* Item number `index` of producer `id`; 0 is what was there before the first. */
#define ITEM(id, index)		((id) * 8 + (index) + 1)
#define PRODUCER(item)		(((item) - 1) / 8)
#define INDEX(item)		(((item) - 1) % 8)

#ifdef TAG_NOT_TURNED
#define TAG(pos)		1
#else
#define TAG(pos)		(1 - ((pos) / N) % 2)
#endif
#define SLOT(pos)		slot[(pos) % N]
#define VALUE(item, tag)	((item) * 2 + (tag))
#define PUBLISHED(pos)		(SLOT(pos) % 2 == TAG(pos))

byte tail = START, head_seen = START, head = START;
byte slot[N];

/* What only the proof knows. */
byte next_index[PRODUCERS];	/* lowest index that may come */
byte owner[N];			/* what was published last in a slot, whatever its tag says */
bool was_busy[CONSUMERS];	/* the oldest claimed slot has waited since the call began */
#ifdef HEAD_BEFORE_TAIL
bool was_full[PRODUCERS];
#endif
#ifdef TAIL_BEFORE_HEAD
bool was_empty[CONSUMERS];
#endif
byte pushed, taken, ended, stopped, at_rest;
bool resume;

/*
 * An instant at which the oldest claimed slot may have begun to wait, and the ring become full
 * or empty.
 */
inline note() {
#ifdef HEAD_BEFORE_TAIL
	if
	:: DIFF(tail, head) >= N -> was_full[0] = true; was_full[1] = true
	:: else
	fi;
#endif
#ifdef TAIL_BEFORE_HEAD
	if
	:: tail == head -> was_empty[0] = true; was_empty[1] = true
	:: else
	fi;
#endif
	if
	:: tail != head && !PUBLISHED(head) ->
		was_busy[0] = true;
#if CONSUMERS > 1
		was_busy[1] = true;
#endif
#if CONSUMERS > 2
		was_busy[2] = true;
#endif
	:: else
	fi
}

/* lfr_stream_claim_as(): up to `got` positions from `t` on; got = 0 when the ring is full. */
inline claim() {
	skip;
again:
	t = tail;
	atomic {
		room = N - DIFF(t, head_seen);
#ifdef CLAIM_WITHOUT_HEAD
		room = N;
#endif
		if
		:: room >= got -> room = 0; goto try
		:: else -> room = 0; goto look
		fi
	}
try:
	atomic {
		if
#ifdef CLAIM_BY_STORE
		:: true ->
#else
		:: tail == t ->
#endif
			tail = AT(t, got);
			note();
			printf("P%d claims %d from position %d\n", id, got, t);
			goto done
		:: else -> goto again
		fi
	}
look:
#ifdef HEAD_BEFORE_TAIL
	h = head;
	atomic {
		t = tail;
		room = N - DIFF(t, h);
		full_is_true = room > 0 || was_full[id];
#else
	t = tail;
	atomic {
		h = head;
		room = N - DIFF(t, h);
		full_is_true = room > 0 || DIFF(tail, head) >= N;
#endif
		if
		:: room <= 0 -> printf("P%d finds the ring full: drops item %d\n", id, next)
		:: else
		fi;
		assert(full_is_true);
		full_is_true = false
	}
	atomic {
		head_seen = h;
		h = 0;
		if
		:: room <= 0 ->
			room = 0;
			t = 0;
			got = 0;
			goto done
#ifndef BATCH_BEYOND_ROOM
		:: room > 0 && room < got -> got = room; room = 0; goto try
#endif
		:: else -> room = 0; goto try
		fi
	}
}

/* Position AT(t, i) of a claim gets its item. */
inline publish(i) {
	overwritten = DIFF(AT(t, i), head) >= N || PUBLISHED(AT(t, i));
#if !defined(TAKE_BEFORE_LOOK) && !defined(TAG_NOT_TURNED)
	assert(!overwritten);
#endif
	overwritten = false;
	printf("P%d publishes item %d at position %d\n", id, next + (i), AT(t, i));
	SLOT(AT(t, i)) = VALUE(ITEM(id, next + (i)), TAG(AT(t, i)));
	owner[AT(t, i) % N] = ITEM(id, next + (i));
	pushed++
}

proctype producer(byte id) {
	byte next, got, t, h, todo;
	short room;
	bool overwritten, full_is_true;

	do
	:: atomic { next == ITEMS -> break }
	:: atomic {
			next < ITEMS;
#ifdef HEAD_BEFORE_TAIL
			was_full[id] = DIFF(tail, head) >= N;
#endif
			got = (ITEMS - next < BATCH -> ITEMS - next : BATCH)
		}
		claim();
done:		if
		:: atomic { got == 0 -> next++ }
		:: atomic { got > 0 -> todo = (1 << got) - 1 }
#ifdef STALL_PRODUCER
			if
			:: atomic { id == 0 && !resume -> stopped++ }
				resume
			:: else
			fi;
#endif
			/* In any order. */
			do
			:: atomic { todo & 1 -> publish(0); todo = todo & 6 }
			:: atomic { todo & 2 -> publish(1); todo = todo & 5 }
			:: atomic { todo & 4 -> publish(2); todo = todo & 3 }
			:: atomic { todo == 0 -> next = next + got; t = 0; got = 0; break }
			od
		fi
	od;
	ended++
}

/* What is said of the ring when no slot was published at `h`: lfr_stream_why(). */
inline why() {
	atomic {
#ifdef TAIL_BEFORE_HEAD
		empty_is_true = was_empty[id];
#else
		t = tail;
		empty_is_true = (tail == head);
#endif
		if
		:: t == h ->
			none = true;
			printf("C%d is told: empty\n", id);
			assert(empty_is_true)
		:: else
		fi;
		empty_is_true = false
	}
	if
	:: none
	:: else ->
		atomic {
#ifdef BUSY_BY_OLD_HEAD
			busy = true;
#else
			busy = (head == h);
#endif
			if
			:: busy ->
				printf("C%d is told: busy\n", id);
				busy_is_true = was_busy[id];
				assert(busy_is_true);
				busy_is_true = false
			:: else
			fi
		}
	fi
}

/* Take item number `i` of those copied; the compare-and-swap has succeeded. */
inline deliver(i) {
	right_item = (copy[i] != 0 && copy[i] == owner[AT(h, i) % N]);
	assert(right_item);
	right_item = false;
	in_order = (INDEX(copy[i]) >= next_index[PRODUCER(copy[i])]);
	assert(in_order);
	in_order = false;
	next_index[PRODUCER(copy[i])] = INDEX(copy[i]) + 1;
	taken++
}

proctype consumer(byte id) {
	byte h, t, n, i, take = TAKE;
	byte copy[TAKE];
	bool none, busy, all_done, quiet, won, waited, told_stalled;
	bool in_order, right_item, busy_is_true, empty_is_true, nothing_lost;

	do
	:: atomic {
			all_done = (ended == PRODUCERS);
			quiet = (stopped > 0 && ended + stopped == PRODUCERS && !resume);
			was_busy[id] = (tail != head && !PUBLISHED(head));
#ifdef TAIL_BEFORE_HEAD
			was_empty[id] = (tail == head);
			t = tail
		}
		atomic {
#endif
			h = head
		}
#ifdef TAKE_BEFORE_LOOK
		atomic {
			won = (head == h && tail != h);
			if
			:: won -> head = AT(h, 1); note(); take = 1
			:: else -> take = 0
			fi
		}
#endif
		/* lfr_stream_copy() */
		do
		:: atomic { n == take || n == N -> break }
		:: atomic {
				n < take && n < N;
				if
				:: PUBLISHED(AT(h, n)) ->
					copy[n] = SLOT(AT(h, n)) / 2;
					n++
#ifdef HOLES_SKIPPED
				:: !PUBLISHED(AT(h, n)) && n > 0 && DIFF(tail, AT(h, n)) > 0 ->
					copy[n] = 0;
					n++
#endif
				:: else -> break
				fi
			}
		od;
#ifdef STALL_CONSUMER
		if
		:: atomic { id == 0 && !waited && n > 0 -> waited = true }
			at_rest == CONSUMERS - 1
		:: else
		fi;
#endif
		if
		:: atomic {
				n > 0;
				/* lfr_stream_take() */
#if defined(TAKE_BEFORE_LOOK) || defined(TAKE_BY_STORE)
				won = true;
#else
				won = (head == h);
#endif
				if
				:: won ->
					printf("C%d takes %d from position %d\n", id, n, h);
#ifndef TAKE_BEFORE_LOOK
					head = AT(h, n);
					note()
#endif
				:: else -> printf("C%d was too late for position %d\n", id, h)
				fi;
				do
				:: i < n ->
					if
					:: won -> deliver(i)
					:: else
					fi;
					copy[i] = 0;
					i++
				:: else -> break
				od;
				i = 0;
				n = 0;
				h = 0;
				t = 0;
				won = false;
				all_done = false;
				quiet = false;
				was_busy[id] = false
			}
		:: atomic { n == 0 -> won = false }
			why();
			atomic {
				h = 0;
				t = 0;
				/* Nobody but the stalled producer could have published. */
				told_stalled = (!quiet || resume || !none);
				assert(told_stalled);
				told_stalled = false;
				was_busy[id] = false;
				if
				:: none && all_done -> break
				:: busy && quiet -> resume = true
				:: else
				fi;
				none = false;
				busy = false;
				all_done = false;
				quiet = false
			}
		fi
	od;
	atomic {
		at_rest++;
		if
		:: at_rest == CONSUMERS ->
			nothing_lost = (pushed == taken && head == tail && ended == PRODUCERS);
			assert(nothing_lost)
		:: else
		fi
	}
}

init {
	byte i;

	atomic {
		/* As if the lap before had been published. */
		do
		:: i < N -> SLOT(AT(START, i)) = VALUE(0, 1 - TAG(AT(START, i))); i++
		:: else -> break
		od;
		i = 0;
		do
		:: i < PRODUCERS -> run producer(i); i++
		:: else -> break
		od;
		i = 0;
		do
		:: i < CONSUMERS -> run consumer(i); i++
		:: else -> break
		od
	}
}
