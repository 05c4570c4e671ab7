/* SPDX-License-Identifier: GPL-2.0 */
/*
 * stream_mq.pml - the rings of mq (dag/ringbuffer.go), whose bugs stream.h must not have
 *
 * Positions are claimed on both sides, and then the slot is written or read: 0 stands for a slot
 * that is not written yet, or not any more. Nothing tells a producer that a slot has been read, nor
 * a consumer that it has been written. The models show that each of the bugs is one:
 *
 * KD1	A consumer that claims a position before it has been stored gives it up, and the item is
 *	never looked for: nothing_lost fails with one item. The next lap brings it out of order
 *	(in_order), if it is not overwritten.
 * KD2	A slot that has been claimed by a consumer and not read is written: right_item fails, even if
 *	consumers wait for what is not there yet (WAIT), so that KD1 cannot happen.
 * KD3	The same as KD1 by batches, with k - 1 items at a time.
 * KD5	TryPop takes the position, finds nothing, and says so: KD1, with one attempt.
 * KD6	The writers' position is read before the readers': a ring looks full that never was since
 *	the call began (full_is_true).
 *
 * VARIANT kd1-lost broken=nothing_lost -DPRODUCERS=1 -DCONSUMERS=1 -DITEMS=1
 * VARIANT kd1-order broken=in_order -DPRODUCERS=1 -DCONSUMERS=1 -DITEMS=4 -DCHECK_ORDER
 * VARIANT kd2-overwritten broken=right_item -DPRODUCERS=1 -DCONSUMERS=1 -DITEMS=3 -DWAIT -DCHECK_ITEM
 * VARIANT kd3-batch broken=nothing_lost -DPRODUCERS=1 -DCONSUMERS=1 -DITEMS=2 -DBATCH=2 -DTAKE=2
 * VARIANT kd6-full broken=full_is_true -DPRODUCERS=2 -DCONSUMERS=1 -DITEMS=2 -DCHECK_FULL
 *
 * With one position claimed and stored at a time, as if under a lock, nothing is wrong with it:
 *
 * VARIANT atomic holds -DPRODUCERS=2 -DCONSUMERS=2 -DITEMS=2 -DATOMIC -DCHECK_ORDER -DCHECK_ITEM
 */
#ifndef N
#define N 2
#endif
#ifndef BATCH
#define BATCH 1
#endif
#ifndef TAKE
#define TAKE 1
#endif

#define ITEM(id, index)		((id) * 8 + (index) + 1)
#define PRODUCER(item)		(((item) - 1) / 8)
#define INDEX(item)		(((item) - 1) % 8)
#define SLOT(pos)		slot[(pos) % N]

byte writers, readers;	/* `head` and `tail` in mq */
byte slot[N];

/* What only the proof knows. */
byte next_index[PRODUCERS];
byte item_at[PRODUCERS * ITEMS];	/* what a position was claimed for */
byte pushed, taken, ended, at_rest;
bool was_full[PRODUCERS];

proctype producer(byte id) {
	byte next, w, got, i;
	bool full_is_true;

	do
	:: atomic { next == ITEMS -> break }
	:: atomic {
			next < ITEMS;
			was_full[id] = (writers - readers >= N);
			w = writers
		}
		atomic {
			/* Unsigned: "full" also when the readers are ahead of what was read. */
			got = N - (w - readers);
			if
			:: w - readers >= N || w < readers ->
				printf("P%d finds the ring full: drops item %d\n", id, next);
				full_is_true = was_full[id];
#ifdef CHECK_FULL
				assert(full_is_true);
#endif
				full_is_true = false;
				got = 0;
				next++
			:: else ->
				got = (got > BATCH -> BATCH : got);
				got = (got > ITEMS - next -> ITEMS - next : got)
			fi
		}
		atomic {
			if
			:: got > 0 && writers == w ->
				writers = writers + got;
				printf("P%d claims %d from position %d\n", id, got, w);
				i = 0;
				do
				:: i < got -> item_at[w + i] = ITEM(id, next + i); i++
				:: else -> break
				od;
				i = 0;
				do
				:: i < PRODUCERS ->
					was_full[i] = was_full[i] || writers - readers >= N;
					i++
				:: else -> break
				od;
				i = 0
			:: else -> got = 0
			fi
#ifndef ATOMIC
		}
#endif
		do
		:: atomic {
				i < got;
				printf("P%d stores item %d at position %d\n", id, next, w + i);
				SLOT(w + i) = ITEM(id, next);
				next++;
				pushed++;
				i++
			}
		:: atomic { i == got -> i = 0; got = 0; w = 0; break }
		od
#ifdef ATOMIC
		}
#endif
	od;
	ended++
}

/* What was read at position r + i, if anything, goes to the caller. */
inline deliver() {
	item = SLOT(r + i);
	if
	:: item != 0 ->
		printf("C%d takes item %d of P%d at position %d\n", id, INDEX(item), PRODUCER(item), r + i);
		right_item = (item == item_at[r + i]);
#ifdef CHECK_ITEM
		assert(right_item);
#endif
		right_item = false;
		in_order = (INDEX(item) >= next_index[PRODUCER(item)]);
#ifdef CHECK_ORDER
		assert(in_order);
#endif
		in_order = false;
		next_index[PRODUCER(item)] = INDEX(item) + 1;
		taken++
	:: else ->
		printf("C%d finds nothing at position %d, and goes on\n", id, r + i)
	fi
}

proctype consumer(byte id) {
	byte r, got, i, item;
	bool all_done, in_order, right_item, nothing_lost;

	do
	:: atomic {
			all_done = (ended == PRODUCERS);
			r = readers
		}
		atomic {
			got = writers - r;
			got = (got > TAKE -> TAKE : got);
			if
			:: got > 0 && readers == r ->
				printf("C%d claims %d from position %d\n", id, got, r);
				readers = readers + got
			:: got > 0 && readers != r -> got = 0; all_done = false
			:: else
			fi
#ifndef ATOMIC
		}
#endif
		if
		:: got == 0 && all_done -> break
		:: got == 0 && !all_done
		:: got > 0 ->
			do
			:: atomic {
					i < got;
#ifdef WAIT
					SLOT(r + i) != 0;
#endif
					deliver()
#ifndef ATOMIC
				}
				atomic {
#endif
					if
					:: item != 0 -> SLOT(r + i) = 0
					:: else
					fi;
					item = 0;
					i++
				}
			:: atomic { i == got -> i = 0; got = 0; break }
			od
		fi
#ifdef ATOMIC
		}
#endif
	od;
	atomic {
		at_rest++;
		nothing_lost = (at_rest < CONSUMERS || pushed == taken);
#if !defined(CHECK_ORDER) && !defined(CHECK_ITEM) && !defined(CHECK_FULL) || defined(ATOMIC)
		assert(nothing_lost)
#endif
	}
}

init {
	byte i;

	atomic {
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
