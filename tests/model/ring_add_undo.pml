/* SPDX-License-Identifier: GPL-2.0 */
/*
 * ring_add_undo.pml - the claim that ring.h was made to replace, with its bugs KA1, KA2, KA4 and KA7
 *
 * Each of N slots has a sequence number. A producer adds one to the write position, and takes it
 * off again if the slot turns out not to be free. The consumer knows by the sequence number
 * whether the slot at the read position is published. Each of PRODUCERS makes ATTEMPTS to push,
 * into a ring that is full at first.
 *
 * KA1	What one producer takes off is not what it added if another claimed in between: then a
 *	position is left that nobody owns, and the consumer waits for it for ever.
 * KA2	The other producer's position is handed out again: two own one slot, one item is lost
 *	though both pushes succeeded.
 * KA4	With one slot "published" and "free for the next lap" are the same number.
 * KA7	A push that will fail makes the next one fail, though a slot is free.
 *
 * VARIANT ka1 broken=nothing_lost -DLOOK_AT_THE_END
 * VARIANT ka2 broken=claimed_once -DCHECK_OWNER
 * VARIANT ka4 broken=nothing_lost -DN=1 -DPRODUCERS=1 -DATTEMPTS=3 -DLOOK_AT_THE_END
 * VARIANT ka7 broken=full_is_true -DCHECK_FULL
 *
 * The same ring with a claim by compare-and-swap, after the slot has been seen free:
 *
 * VARIANT compare-and-swap holds -DSWAP -DCHECK_OWNER -DCHECK_FULL -DATTEMPTS=3
 * VARIANT compare-and-swap-three holds full -DSWAP -DCHECK_OWNER -DCHECK_FULL -DPRODUCERS=3
 */
#ifndef N
#define N 2
#endif
#ifndef PRODUCERS
#define PRODUCERS 2
#endif
#ifndef ATTEMPTS
#define ATTEMPTS 2
#endif
#define POSITIONS	(N + PRODUCERS * ATTEMPTS)

byte write_pos, read_pos;
byte seq[N];

byte owners[POSITIONS];
byte claimed, adding, pushed, taken, released, ended;

/* A push that adds may yet have its slot: it counts as one that has. */
#define LOOK	atomic {						\
			found = seq[pos % N];				\
			full_is_true = claimed + adding - released >= N	\
		}

proctype producer(byte id) {
	byte attempt, pos, found;
	bool claimed_once, full_is_true, won;

	do
	:: attempt == ATTEMPTS -> break
	:: else ->
#ifdef SWAP
		do
		:: pos = write_pos;
			LOOK;
			if
			:: found == pos ->
				atomic {
					won = write_pos == pos;
					if
					:: won -> write_pos++; claimed++; break
					:: else
					fi
				}
			:: found < pos -> break
			:: else /* somebody was faster */
			fi
		od;
#else
		atomic {
			pos = write_pos;
			write_pos++;
			adding++;
			printf("P%d adds one to the write position, and has %d\n", id, pos)
		}
		atomic {
			adding--;
			LOOK;
			won = found == pos;
			if
			:: won -> claimed++
			:: else
			fi
		}
#endif
		if
		:: won ->
			atomic {
				printf("P%d sees slot %d free\n", id, pos % N);
				owners[pos]++;
				claimed_once = owners[pos] == 1;
#ifdef CHECK_OWNER
				assert(claimed_once)
#endif
			}
			atomic {
				seq[pos % N] = pos + 1;
				pushed++;
				printf("P%d publishes position %d\n", id, pos)
			}
		:: else ->
			atomic {
				printf("P%d sees slot %d in use (%d)\n", id, pos % N, found);
#ifdef CHECK_FULL
				assert(full_is_true)
#endif
			}
#ifndef SWAP
			atomic {
				write_pos--;
				printf("P%d takes one from the write position: %d\n", id, write_pos)
			}
#endif
		fi;
		atomic {
			attempt++;
			won = false;
			full_is_true = false;
			pos = 0;
			found = 0
		}
	od;
	ended++
}

proctype consumer() {
	bool all_done, nothing_lost;

	do
	:: all_done = ended == PRODUCERS;
		if
		:: atomic {
				seq[read_pos % N] == read_pos + 1 ->
				printf("C takes position %d\n", read_pos);
				taken++
			}
			atomic {
				seq[read_pos % N] = read_pos + N;
				read_pos++;
				released++
			}
		:: else ->
			if
			:: all_done -> break
			:: else
			fi
		fi
	od;
	printf("at rest: %d pushed, %d taken; to write %d, to read %d\n", pushed, taken, write_pos,
	       read_pos);
	nothing_lost = pushed == taken && write_pos == read_pos;
	assert(nothing_lost)
}

init {
	byte i;

	atomic {
		/* Full: the first lap is published. */
		for (i : 0 .. N - 1) {
			seq[i] = i + 1
		}
		write_pos = N;
		pushed = N;
		claimed = N;
		for (i : 0 .. PRODUCERS - 1) {
			run producer(i)
		}
		run consumer()
	}
}
