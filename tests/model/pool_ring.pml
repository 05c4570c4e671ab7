/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_ring.pml - the pool on a ring of slots that pool.h is to replace, with its bugs KC1 and KC2
 *
 * N buffers, one for each slot of a ring. An allocation adds one to @head if it is less than N
 * ahead of @tail, and then takes the buffer of that slot by a compare-and-swap, if it is free; if
 * not, it falls back. A free marks the buffer free and adds one to @tail. Each of USERS allocates
 * and frees as it likes, OPS times, with up to HOLD buffers.
 *
 * KC1	An allocation that meets a buffer that is in use does not give back what it added to @head:
 *	for good one allocation less succeeds at a time. It takes one user.
 * KC2	A second free is a free like any other: the buffer, allocated again meanwhile, gets
 *	another owner.
 *
 * VARIANT kc1 broken=nothing_lost -DUSERS=1 -DN=2
 * VARIANT kc1-two broken=nothing_lost
 * VARIANT kc2 broken=owned_once -DUSERS=1 -DN=2 -DFREE_TWICE
 *
 * With what was added given back nothing is lost:
 *
 * VARIANT given-back holds -DGIVE_BACK
 */
#ifndef N
#define N 3
#endif
#ifndef USERS
#define USERS 2
#endif
#ifndef OPS
#define OPS 5
#endif
#ifndef HOLD
#define HOLD 2
#endif
#define NONE	15

byte head, tail;
bool used[N];

byte owner[N], in_use, ended;

proctype user(byte id) {
	byte ops, nr, object, slot, twice = NONE;
	byte held[HOLD];
	bool won, owned_once;

	do
	:: ops < OPS && nr < HOLD ->
		ops++;
		atomic {
			won = head < tail + N;
			if
			:: won ->
				slot = head % N;
				head++;
				printf("U%d adds one to head: %d, tail %d\n", id, head, tail)
			:: else -> printf("U%d finds no credit, %d of %d are in use\n", id, in_use, N)
			fi
		};
		if
		:: won ->
			atomic {
				won = !used[slot];
				if
				:: won ->
					used[slot] = true;
					in_use++;
					printf("U%d has %d\n", id, slot);
					owned_once = owner[slot] == 0;
					assert(owned_once);
					owner[slot] = id + 1;
					held[nr] = slot;
					nr++
				:: else -> printf("U%d falls back: %d is in use\n", id, slot)
				fi
			};
#ifdef GIVE_BACK
			if
			:: !won -> head--
			:: else
			fi
#endif
		:: else
		fi;
		slot = 0
	:: nr > 0 ->
		atomic {
			if
			:: object = held[nr - 1]
			:: nr > 1 -> object = held[0]; held[0] = held[1]
			fi;
			nr--;
			held[nr] = 0;
			owner[object] = 0;
			in_use--;
			used[object] = false;
			printf("U%d frees %d\n", id, object)
		};
		tail++;
#ifdef FREE_TWICE
		if
		:: twice == NONE -> twice = object
		:: true
		fi;
#endif
		object = 0
#ifdef FREE_TWICE
	:: twice < N ->
		atomic {
			printf("U%d frees %d again\n", id, twice);
			used[twice] = false;
			tail++;
			twice = NONE - 1
		}
#endif
	:: ops == OPS && nr == 0 -> break
	od;
	ended++
}

proctype at_rest() {
	bool nothing_lost;

	atomic {
		ended == USERS ->
		printf("at rest head is %d, tail %d\n", head, tail);
		nothing_lost = head == tail;
#ifndef FREE_TWICE
		assert(nothing_lost)
#endif
	}
}

init {
	byte i;

	atomic {
		for (i : 0 .. USERS - 1) {
			run user(i)
		}
		run at_rest()
	}
}
