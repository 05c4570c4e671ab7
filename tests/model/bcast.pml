/* SPDX-License-Identifier: GPL-2.0 */
/*
 * bcast.pml - subscribe, scan and publish of kmod/include/lfring/bcast.h, step by step
 *
 * A producer writes WRITES values, READERS readers subscribe ROUNDS times, read up to READS values
 * each time, and leave whenever they like. Each access to shared memory is a step of its own, in the
 * order of the source, and takes effect at once for everybody: what else weak memory could do is
 * for GenMC (tests/model/genmc), which runs the source itself. Only the two places where the order
 * of a store before a load matters are here too, as variants where the two change places.
 * Positions have 8 bits and start just below the wrap. A value is two words that hold its position.
 *
 * Checked in every state: the producer writes to no slot that a reader has yet to read (overrun), a
 * reader reads each value from its first one on, whole and in order (in_order), one that is
 * evicted was a lap behind (fair), and nobody but the owner of a place moves its cursor (alone).
 * At the end nobody is stuck.
 *
 * VARIANT wait holds
 * VARIANT wait-again holds -DROUNDS=2 -DREADS=1 -DWRITES=3
 * VARIANT wait-one-place holds -DPLACES=1 -DROUNDS=2
 * VARIANT overwrite holds -DOVERWRITE -DWRITES=4
 * VARIANT evict holds -DEVICT -DREADS=2 -DWRITES=4
 * VARIANT evict-one-place holds -DEVICT -DPLACES=1 -DREADS=2 -DROUNDS=2 -DWRITES=4
 *
 * VARIANT evict-five holds full -DEVICT -DREADS=2
 * VARIANT wait-four-slots holds full -DN=4 -DWRITES=7
 * VARIANT wait-long holds full -DROUNDS=2 -DWRITES=6
 * VARIANT wait-three-readers holds full -DREADERS=3 -DWRITES=3 -DREADS=1
 * VARIANT overwrite-long holds full -DOVERWRITE -DROUNDS=2 -DWRITES=4
 * VARIANT evict-long holds full -DEVICT -DROUNDS=2 -DWRITES=5 -DREADS=2
 *
 * The originals of this structure. KB3: a reader takes its first position from the head it read
 * before it could be seen. KB4: how many places are looked at is a count, and who registers makes
 * it one more only if it is the number of its own place. KB5: who leaves makes the count smaller,
 * whichever place it had.
 *
 * VARIANT kb3 broken=overrun -DHEAD_READ_ONCE
 * VARIANT kb3-content broken=in_order -DHEAD_READ_ONCE -DLOOK_AT_CONTENT
 * VARIANT kb4 broken=overrun -DSCAN_BY_COUNT
 * VARIANT kb4-content broken=in_order -DSCAN_BY_COUNT -DLOOK_AT_CONTENT
 * VARIANT kb5 broken=overrun -DSCAN_BY_COUNT -DCOUNT_GROWS
 *
 * What must not be done, and what comes of it. The first two are what a machine may do without
 * scan:A and join:C.
 *
 * VARIANT scan-before-publish broken=overrun -DSCAN_BEFORE_PUBLISH
 * VARIANT head-before-active broken=overrun -DHEAD_BEFORE_ACTIVE
 * VARIANT join-by-load-and-store broken=overrun -DJOIN_BY_STORE
 * VARIANT active-before-cursor broken=fair -DEVICT -DACTIVE_BEFORE_CURSOR
 * VARIANT copy-not-checked broken=in_order -DOVERWRITE -DCOPY_NOT_CHECKED
 * VARIANT lap-too-long broken=in_order -DOVERWRITE -DLAP=N
 * VARIANT two-published-at-once broken=in_order -DOVERWRITE -DPUBLISH_LATE
 * VARIANT evict-by-state broken=fair -DEVICT -DEVICT_BY_STATE -DREADS=2 -DLOOK_AT_CONTENT
 * VARIANT settled-without-looking broken=fair -DEVICT -DSETTLE_BY_STORE -DREADS=2
 */
#ifndef N
#define N 2
#endif
#ifndef READERS
#define READERS 2
#endif
#ifndef PLACES
#define PLACES READERS
#endif
#ifndef WRITES
#define WRITES 5
#endif
#ifndef READS
#define READS 3
#endif
#ifndef ROUNDS
#define ROUNDS 1
#endif
/* OVERWRITE: most that the head may be above the position of a good copy. */
#ifndef LAP
#define LAP (N - 1)
#endif

#define START		254
/* Positions are compared by their difference, here of 8 bits. */
#define DIFF(a, b)	((((a) - (b) + 128) & 255) - 128)
#define AT(pos, i)	(((pos) + (i)) & 255)
#define TAKEN		128

#define FREE		0
#define JOINING		1
#define ACTIVE		2
#define EVICTED		3

byte head = START;
byte first[N], second[N];	/* the words of a slot */
byte cursor[PLACES], state[PLACES], generation[PLACES];
byte count;			/* KB4, KB5 */

/* What only the proof knows: who reads, from where on it still has to, and where it would. */
bool reading[READERS];
byte next[READERS];
bool over;

/* The producer is about to write to the slot of `pos`. */
inline check_overrun() {
	overrun = false;
	for (i : 0 .. READERS - 1) {
		overrun = overrun || (reading[i] && DIFF(pos, next[i]) >= N)
	}
#if !defined(OVERWRITE) && !defined(LOOK_AT_CONTENT)
	assert(!overrun);
#endif
	overrun = false;
	i = 0
}

/* Is there nobody the producer has to wait for? */
#define FAR(i)	(state[i] != ACTIVE || DIFF(pos, cursor[i]) < N)
#if PLACES == 1
#define ROOM	FAR(0)
#elif PLACES == 2
#define ROOM	(FAR(0) && FAR(1))
#else
#define ROOM	(FAR(0) && FAR(1) && FAR(2))
#endif

#ifdef SCAN_BY_COUNT
#define SCANNED	count
#else
#define SCANNED	PLACES
#endif

/* lfr_bcast_scan() */
inline scan() {
	low = pos;
	p = 0;
	do
	:: atomic { p >= SCANNED -> p = 0; break }
	:: else ->
		atomic { s = state[p]; g = generation[p] }
		if
		:: s == ACTIVE ->
			c = cursor[p];
#ifdef EVICT
			if
			:: atomic {
					DIFF(pos, c) >= N;
#ifndef EVICT_BY_STATE
					if
					:: cursor[p] == c -> cursor[p] = c ^ TAKEN
					:: else -> goto again
					fi;
					for (i : 0 .. READERS - 1) {
						if
						:: reading[i] && who[i] == p && mine[i] == g ->
							reading[i] = false
						:: else
						fi
					}
					i = 0
				}
#else
				}
#endif
				atomic {
					if
					:: state[p] == ACTIVE && generation[p] == g ->
						printf("P evicts place %d at %d\n", p, c);
						state[p] = EVICTED
					:: else
					fi;
					p++
				}
			:: else -> goto lower
			fi;
			goto again;
lower:
#endif
			atomic {
				if
				:: DIFF(low, c) > 0 -> low = c
				:: else
				fi;
				p++
			}
		:: else -> p++
		fi;
again:		skip
	od;
	atomic {
		limit = AT(low, N);
		printf("P scans at %d: limit %d\n", pos, limit);
		low = 0; s = 0; c = 0; g = 0
	}
}

byte who[READERS], mine[READERS];	/* the place, and its generation, of each reader */

proctype producer() {
	byte pos = START, limit = START, low, p, s, c, g, i;
	bool overrun;

	do
	:: atomic { pos == AT(START, WRITES) -> break }
	:: else ->
#ifndef OVERWRITE
		do
		:: atomic { DIFF(limit, pos) > 0 -> break }
		:: else ->
			scan();
			if
			:: DIFF(limit, pos) > 0
			:: else ->
#ifdef SCAN_BEFORE_PUBLISH
				head = pos;
#endif
				/* Sleeps until there is room. */
				ROOM
			fi
		od;
#endif
#ifdef SCAN_BEFORE_PUBLISH
		/* No later than what is stored next. */
		head = pos;
#endif
		atomic {
			check_overrun();
			printf("P writes %d\n", pos);
			first[pos % N] = pos
		}
		second[pos % N] = pos;
		pos = AT(pos, 1);
#if defined(PUBLISH_LATE)
		if
		:: (pos & 1) == 0 || pos == AT(START, WRITES) -> head = pos
		:: else
		fi
#elif defined(SCAN_BEFORE_PUBLISH)
		/* The store may be late: until after the loads of the next scan. */
		if
		:: head = pos
		:: pos != AT(START, WRITES)
		fi
#else
		head = pos
#endif
	od;
	over = true
}

/* Take a place: lfr_bcast_take(). p = PLACES if there is none. */
inline take() {
	p = 0;
	do
	:: atomic { p == PLACES -> break }
	:: else ->
#ifdef JOIN_BY_STORE
		if
		:: state[p] == FREE ->
#else
		if
		:: atomic {
				state[p] == FREE || state[p] == EVICTED;
#endif
				atomic {
					state[p] = JOINING;
					generation[p]++;
					who[id] = p;
					mine[id] = generation[p]
				}
#ifndef JOIN_BY_STORE
			}
#endif
			break
		:: else -> p++
		fi
	od
}

proctype reader(byte id) {
	byte p, h, pos, v, w, rounds, reads;
	bool in_order, fair, alone, kept, told;

	do
	:: atomic { rounds == ROUNDS -> break }
	:: else ->
		rounds++;
subscribe:
		take();
		if
		:: p == PLACES -> goto none
		:: else
		fi;
		h = head;
#ifdef HEAD_BEFORE_ACTIVE
		atomic { pos = head; reading[id] = true; next[id] = pos }
#endif
#ifdef ACTIVE_BEFORE_CURSOR
		state[p] = ACTIVE;
		cursor[p] = h;
#else
		cursor[p] = h;
#ifdef HEAD_READ_ONCE
		atomic { pos = h; reading[id] = true; next[id] = pos; state[p] = ACTIVE }
#else
		state[p] = ACTIVE;
#endif
#endif
#ifdef SCAN_BY_COUNT
#ifdef COUNT_GROWS
		atomic { count = (count > p -> count : p + 1) }
#else
		atomic { count = (count == p -> p + 1 : count) }
#endif
#endif
#if defined(EVICT)
		/* Its place may be gone already: it has nothing until it has seen that it is not. */
		pos = head;
#elif !defined(HEAD_READ_ONCE) && !defined(HEAD_BEFORE_ACTIVE)
		atomic { pos = head; reading[id] = true; next[id] = pos }
#endif
#if defined(EVICT) && !defined(SETTLE_BY_STORE)
		atomic {
			kept = cursor[p] == h;
			if
			:: kept -> cursor[p] = pos; reading[id] = true; next[id] = pos
			:: else
			fi
		}
		if
		:: kept
		:: else ->
			atomic {
				if
				:: generation[p] == mine[id] -> state[p] = FREE
				:: else
				fi
			}
			goto subscribe
		fi;
#elif defined(EVICT)
		atomic { cursor[p] = pos; reading[id] = true; next[id] = pos }
#elif !defined(HEAD_READ_ONCE)
		cursor[p] = pos;
#endif
		printf("R%d subscribes at place %d: first position %d\n", id, p, pos);
		reads = 0;
		do
		:: atomic { reads == READS -> break }
		:: reads < READS -> break
		:: atomic { reads < READS -> reads++ }
#ifdef EVICT
			/* The handle is looked at first. */
			atomic {
				told = state[p] != ACTIVE || generation[p] != mine[id];
				if
				:: told ->
					fair = DIFF(head, pos) >= N;
					assert(fair);
					fair = false;
					told = false;
					goto gone
				:: else
				fi
			}
#endif
			if
			:: atomic { over && head == pos -> break }
			:: head != pos
			fi;
#ifdef OVERWRITE
			/* To the oldest that is safe. */
			atomic {
				if
				:: DIFF(head, pos) > N - 1 -> pos = AT(head, 1 - N)
				:: else
				fi
			}
#endif
			v = first[pos % N];
			w = second[pos % N];
#if defined(OVERWRITE)
#ifdef COPY_NOT_CHECKED
			kept = true;
#else
			kept = DIFF(head, pos) <= LAP;
#endif
#elif defined(EVICT)
			atomic {
				kept = cursor[p] == pos && generation[p] == mine[id];
#ifndef EVICT_BY_STATE
				/* The cursor alone decides: none of another reader can be equal. */
				alone = kept || cursor[p] != pos;
				assert(alone);
				alone = false;
#endif
				if
				:: kept -> cursor[p] = AT(pos, 1); next[id] = AT(pos, 1)
				:: else
				fi
			}
#else
			kept = true;
#endif
			atomic {
				in_order = !kept || (v == pos && w == pos);
				printf("R%d reads %d and %d at %d: %d\n", id, v, w, pos, kept);
				assert(in_order);
				in_order = false; v = 0; w = 0;
				if
				:: kept -> pos = AT(pos, 1)
				:: else
				fi
			}
#ifdef EVICT
			if
			:: kept
			:: else -> goto gone
			fi;
#elif !defined(OVERWRITE)
			atomic { cursor[p] = pos; next[id] = pos }
#endif
		od;
gone:
		atomic {
			reading[id] = false;
			if
			:: generation[p] == mine[id] && state[p] != FREE ->
				state[p] = FREE;
				printf("R%d leaves place %d\n", id, p)
			:: else
			fi
		}
#ifdef SCAN_BY_COUNT
		atomic { count = (count > 0 -> count - 1 : 0) }
#endif
none:
		atomic { p = 0; h = 0; pos = 0; kept = false; reads = 0 }
	od
}

init {
	byte i;

	atomic {
		for (i : 0 .. PLACES - 1) {
			cursor[i] = START
		}
		run producer();
		for (i : 0 .. READERS - 1) {
			run reader(i)
		}
	}
}
