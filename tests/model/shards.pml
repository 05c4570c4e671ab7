/* SPDX-License-Identifier: GPL-2.0 */
/*
 * shards.pml - whose turn it is: lfr_shards_pop_batch() of kmod/include/lfring/shards.h
 *
 * NR shards hold up to ROOM items, which appear at any time; what a shard is inside is ring.pml's
 * matter. The consumer takes up to MAX items with each call, at most QUANTUM of them in a row from
 * one shard, and calls again and again.
 *
 * Checked: an item that is there waits for no more than QUANTUM items of each other shard
 * (in_turn), however few are taken with a call. A call that brings fewer items than asked for has
 * gone round and found each shard empty (all_visited).
 *
 * Shard 0 may be stalled (STALL): then it has items that cannot be taken, and the others go on.
 *
 * VARIANT two holds -DNR=2 -DMAX=1
 * VARIANT two-by-three holds -DNR=2 -DMAX=3
 * VARIANT three holds -DNR=3 -DMAX=1 -DROOM=2
 * VARIANT three-by-four holds -DNR=3 -DMAX=4 -DROOM=2
 * VARIANT stalled holds -DNR=3 -DMAX=2 -DROOM=2 -DSTALL
 * VARIANT four holds full -DNR=4 -DMAX=3 -DROOM=2
 *
 * What must not be done, and what comes of it; KA6 is what the ring did that this one replaces:
 *
 * VARIANT ka6-restarts-at-first broken=in_turn -DNR=2 -DMAX=1 -DRESTART
 * VARIANT credit-not-kept broken=in_turn -DNR=2 -DMAX=1 -DCREDIT_NOT_KEPT
 * VARIANT no-quantum broken=in_turn -DNR=2 -DMAX=1 -DNO_QUANTUM
 * VARIANT ends-at-first-empty broken=all_visited -DNR=2 -DMAX=2 -DENDS_AT_FIRST_EMPTY
 */
#ifndef ROOM
#define ROOM 3
#endif
#define QUANTUM 2

byte items[NR];
byte cursor, credit = QUANTUM;

byte waited[NR];	/* items taken elsewhere since this shard has had one */
bool visited[NR];	/* found empty by this call, after the last item it took */

#ifdef STALL
#define STALLED(i)	((i) == 0)
#else
#define STALLED(i)	false
#endif

proctype producers() {
	byte i;

end:
	do
	:: atomic {
			select(i : 0 .. NR - 1);
			items[i] < ROOM ->
			items[i]++;
			i = 0
		}
	od
}

inline take() {
	items[cursor]--;
	waited[cursor] = 0;
	for (i : 0 .. NR - 1) {
		visited[i] = false;
		if
		:: i != cursor && items[i] > 0 && !STALLED(i) ->
			waited[i]++;
			in_turn = waited[i] <= QUANTUM * (NR - 1);
			assert(in_turn)
		:: else
		fi
	}
	i = 0;
	printf("taken from shard %d, %d left there\n", cursor, items[cursor])
}

proctype consumer() {
	byte n, idle, got, want, i;
	bool in_turn, all_visited;

end:
	do
	:: atomic {
			n = 0;
			idle = 0;
			for (i : 0 .. NR - 1) {
				visited[i] = false
			}
#ifdef RESTART
			cursor = 0;
#endif
#ifdef CREDIT_NOT_KEPT
			credit = QUANTUM;
#endif
			i = 0
		}
		do
		:: n < MAX && idle < NR ->
			atomic {
				want = (MAX - n < credit -> MAX - n : credit);
				got = 0
			}
			do
			:: atomic { got == want -> break }
			:: atomic {
					got < want;
					if
					:: items[cursor] > 0 && !STALLED(cursor) -> take(); got++
					:: else -> visited[cursor] = got == 0; break
					fi
				}
			od;
			atomic {
				n = n + got;
#ifndef NO_QUANTUM
				credit = credit - got;
#endif
				if
				:: got == want && credit > 0 -> break
				:: else
				fi;
				idle = (got > 0 -> 0 : idle + 1);
#ifdef ENDS_AT_FIRST_EMPTY
				idle = (got > 0 -> 0 : NR);
#endif
				credit = QUANTUM;
				cursor = (cursor + 1) % NR;
				got = 0;
				want = 0
			}
		:: else -> break
		od;
		atomic {
			all_visited = true;
			for (i : 0 .. NR - 1) {
				all_visited = all_visited && visited[i]
			}
			i = 0;
			all_visited = all_visited || n == MAX;
			assert(all_visited);
			all_visited = false;
			in_turn = false;
			got = 0;
			want = 0
		}
	od
}

init {
	atomic {
		run producers();
		run consumer()
	}
}
