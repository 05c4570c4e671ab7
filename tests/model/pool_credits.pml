/* SPDX-License-Identifier: GPL-2.0 */
/*
 * pool_credits.pml - the pool that pool.h was made to replace, with its bugs KC1 and KC2
 *
 * N buffers, each with a mark that it is in use, and two counters: allocated and freed. To allocate
 * is to count one allocation, if that is not N more than were freed, and then to mark the buffer
 * whose turn it is. To free is to take the buffer's mark off and to count it. Each of PROCS
 * allocates and frees as it likes, OPS times, holding up to HOLD, and at last frees all it has.
 *
 * KC1	If the buffer whose turn it is has not come back, the allocation fails, and is counted for
 *	all that: from then on there is one buffer fewer.
 * KC2	Nothing tells a buffer that is freed twice from one that is freed: who has it by then shares
 *	it with the next one.
 *
 * VARIANT kc1 broken=all_there -DPROCS=1
 * VARIANT kc1-two broken=all_there -DPROCS=2
 * VARIANT kc2 broken=owned_once -DPROCS=1 -DOPS=9 -DFREE_TWICE
 *
 * If what could not be had is given back, and nobody frees twice, one process at a time loses none:
 *
 * VARIANT given-back holds -DPROCS=1 -DGIVEN_BACK
 */
#ifndef N
#define N 2
#endif
#ifndef OPS
#define OPS 5
#endif
#ifndef HOLD
#define HOLD 2
#endif

byte allocated, freed;
bool in_use[N];

byte owners[N];		/* what only the proof knows */
byte ended;

inline free_it(b) {
	in_use[b] = false;
	atomic {
		freed++;
		printf("P%d frees buffer %d\n", id, b)
	}
}

proctype user(byte id) {
	byte ops, h, b, i;
	bool has[N], stale[N], won, owned_once;
	byte held;

	do
	:: atomic { ops < OPS && held < HOLD -> ops++ }
		atomic {
			h = allocated;
			won = h - freed < N
		}
		if
		:: won ->
			atomic {
				won = allocated == h;
				if
				:: won -> allocated++
				:: else
				fi
			}
		:: else -> printf("P%d finds no credit\n", id)
		fi;
		if
		:: won ->
			b = h % N;
			atomic {
				won = !in_use[b];
				in_use[b] = true
			}
			if
			:: won ->
				atomic {
					printf("P%d gets buffer %d\n", id, b);
					owners[b]++;
					owned_once = owners[b] == 1;
					assert(owned_once);
					has[b] = true;
					held++
				}
			:: else ->
				printf("P%d finds buffer %d in use\n", id, b);
#ifdef GIVEN_BACK
				allocated--
#endif
			fi
		:: else
		fi;
		won = false
	:: atomic { ops < OPS && held > 0 -> ops++ }
		select(b : 0 .. N - 1);
		if
		:: has[b] ->
			atomic {
				has[b] = false;
				stale[b] = true;
				owners[b]--;
				held--
			}
			free_it(b)
		:: else
		fi
#ifdef FREE_TWICE
	:: atomic { ops < OPS -> ops++ }
		select(b : 0 .. N - 1);
		if
		:: stale[b] ->
			stale[b] = false;
			printf("P%d frees again\n", id);
			free_it(b)
		:: else
		fi
#endif
	:: ops == OPS -> break
	od;
	for (i : 0 .. N - 1) {
		if
		:: has[i] ->
			atomic {
				has[i] = false;
				owners[i]--
			}
			free_it(i)
		:: else
		fi
	}
	ended++
}

proctype rest() {
	bool all_there;

	ended == PROCS;
	printf("at rest: %d allocated, %d freed\n", allocated, freed);
#ifndef FREE_TWICE
	all_there = allocated == freed;
	assert(all_there)
#endif
}

init {
	byte i;

	atomic {
		for (i : 0 .. PROCS - 1) {
			run user(i)
		}
		run rest()
	}
}
