/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bcast_sleep.pml - how both sides of kmod/include/lfring/bcast.h sleep and are woken
 *
 * A producer writes WRITES values to N slots. READERS readers read all of them; reader 0 leaves after
 * LEAVES. With CLOSES the producer then closes the ring, and readers wait for that. Whoever finds
 * nothing to do sleeps: the reader until there is a value, the producer until there is room. There
 * are no time-outs and no signals, so who is not woken sleeps for ever. Each access to shared memory
 * is a step of its own, in the order of the source.
 *
 * Of the kernel there is what matters here: who waits queues itself, looks, and then sleeps unless
 * somebody has woken it since; waking takes the queue's lock, so it is one step; waking an empty
 * queue does nothing.
 *
 * Checked: nobody is stuck at the end, and every reader has read what it should (all_read).
 *
 * VARIANT both holds
 * VARIANT two-slots holds -DN=2 -DWRITES=3
 * VARIANT leaves holds -DLEAVES=1
 * VARIANT one-reader holds -DREADERS=1 -DN=2 -DWRITES=5
 * VARIANT closes holds -DCLOSES
 *
 * VARIANT long holds full -DN=2 -DWRITES=4 -DLEAVES=2
 * VARIANT three-readers holds full -DREADERS=3
 *
 * What must not be done, and what comes of it. The first four are what a machine may do without
 * wake:A, sleep:A, wake:B, sleep:B.
 *
 * VARIANT bell-before-head broken=invalid -DBELL_BEFORE_HEAD
 * VARIANT head-before-arm broken=invalid -DHEAD_BEFORE_ARM
 * VARIANT bell-before-cursor broken=invalid -DBELL_BEFORE_CURSOR
 * VARIANT cursor-before-arm broken=invalid -DCURSOR_BEFORE_ARM
 * VARIANT queued-after-arm broken=invalid -DQUEUED_AFTER_ARM
 * VARIANT leave-tells-nobody broken=invalid -DLEAVES=1 -DWRITES=3 -DLEAVE_TELLS_NOBODY
 * VARIANT close-wakes-nobody broken=invalid -DCLOSES -DCLOSE_WAKES_NOBODY
 */
#ifndef N
#define N 1
#endif
#ifndef READERS
#define READERS 2
#endif
#ifndef WRITES
#define WRITES 2
#endif
/* Values after which reader 0 leaves. */
#ifndef LEAVES
#define LEAVES WRITES
#endif
#define STAYS(id)	((id) == 0 -> LEAVES : WRITES)
#ifdef CLOSES
#define ENOUGH(id)	false
#else
#define ENOUGH(id)	(pos == STAYS(id))
#endif

byte head, cursor[READERS];
bool there_is[READERS], closed;
bool bell, bell_of[READERS];		/* of the readers; of the producer, one at each place */
bool queued[READERS], woken[READERS];	/* on @readable */
bool producer_queued, producer_woken;	/* on @writable */

inline wake_readers() {
	atomic {
		for (i : 0 .. READERS - 1) {
			woken[i] = woken[i] || queued[i]
		}
		i = 0
	}
}

inline wake_producer() {
	producer_woken = producer_woken || producer_queued
}

/* lfr_bcast_ring_readers() */
inline ring_readers() {
	atomic { rung = bell; bell = false }
	if
	:: rung -> rung = false; wake_readers()
	:: else
	fi
}

/* lfr_bcast_ring_producer() */
inline ring_producer() {
	atomic { rung = bell_of[id]; bell_of[id] = false }
	if
	:: rung -> rung = false; wake_producer()
	:: else
	fi
}

/* lfr_bcast_writable(): with `arm` as before sleep, without as when it tries. */
inline scan(arm) {
	p = 0;
	low = head;
	do
	:: atomic { p == READERS -> p = 0; break }
	:: else ->
#ifndef CURSOR_BEFORE_ARM
		if
		:: arm -> bell_of[p] = true
		:: else
		fi;
#endif
		if
		:: there_is[p] ->
			atomic { low = (cursor[p] < low -> cursor[p] : low) }
		:: else
		fi;
#ifdef CURSOR_BEFORE_ARM
		if
		:: arm -> bell_of[p] = true
		:: else
		fi;
#endif
		p++
	od;
	room = head < low + N
}

proctype producer() {
	byte p, low, i;
	bool room, rung;

	do
	:: atomic { head == WRITES -> break }
	:: else ->
		scan(false);
		do
		:: atomic { room -> break }
		:: else ->
#ifndef QUEUED_AFTER_ARM
			atomic { producer_queued = true; producer_woken = false }
			scan(true);
#else
			scan(true);
			atomic { producer_queued = true; producer_woken = false }
#endif
			if
			:: room
			:: else -> producer_woken
			fi;
			atomic { producer_queued = false; producer_woken = false }
		od;
		room = false;
#ifdef BELL_BEFORE_HEAD
		ring_readers();
		head++
#else
		head++;
		ring_readers()
#endif
	od;
#ifdef CLOSES
	closed = true;
#ifndef CLOSE_WAKES_NOBODY
	wake_readers()
#endif
#endif
}

/* lfr_bcast_readable() */
inline readable() {
#ifdef HEAD_BEFORE_ARM
	there = (head != pos);
	bell = true;
#else
	bell = true;
	there = (head != pos);
#endif
	if
	:: !there -> there = closed
	:: else
	fi
}

proctype reader(byte id) {
	byte pos;
	bool there, rung, all_read;

	do
	:: atomic { ENOUGH(id) -> break }
	:: !ENOUGH(id) && head != pos ->
		pos++;
#ifdef BELL_BEFORE_CURSOR
		ring_producer();
		cursor[id] = pos
#else
		cursor[id] = pos;
		ring_producer()
#endif
	:: else ->
		if
		:: closed ->
			if
			:: head == pos -> break
			:: else
			fi
		:: else ->
			readable();
			do
			:: atomic { there -> there = false; break }
			:: else ->
#ifndef QUEUED_AFTER_ARM
				atomic { queued[id] = true; woken[id] = false }
				readable();
#else
				readable();
				atomic { queued[id] = true; woken[id] = false }
#endif
				if
				:: there
				:: else -> woken[id]
				fi;
				atomic { queued[id] = false; woken[id] = false }
			od
		fi
	od;
	there_is[id] = false;
#ifndef LEAVE_TELLS_NOBODY
	ring_producer();
#endif
	all_read = (pos == STAYS(id));
	assert(all_read)
}

init {
	byte i;

	atomic {
		for (i : 0 .. READERS - 1) {
			there_is[i] = true
		}
		run producer();
		for (i : 0 .. READERS - 1) {
			run reader(i)
		}
	}
}
