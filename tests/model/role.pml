/* SPDX-License-Identifier: GPL-2.0 */
/*
 * role.pml - the role of a flow's one consumer, and how it is handed on: kmod/net/udpflow.c
 *
 * PRODUCERS bring ITEMS packets each. Who finds the role free has it, and the packet in its hand
 * is done with at once (lfr_flow_take()); who finds it taken leaves the packet in the ring of its
 * CPU, and asks (lfr_flow_ask()). With SHOTS a timer asks once, whenever it likes (lfr_flow_timer()).
 * With COMMANDS somebody leaves word so many times, and waits each time until it has been done
 * (lfr_flow_tell()). Who has looked again ROUNDS times gives the role back all the same, and has a
 * timer of its own ask for it (lfr_flow_again()).
 *
 * With BUDGET no more than so many packets are taken from the rings at a time, but for a command.
 *
 * A ring is two counters: that it loses nothing is ring.pml's business. Rings are never full: what
 * does not go in passes by, and is not the consumer's.
 *
 * Checked: nobody gets the role while somebody has it (one_consumer); when a command comes back,
 * what it asked for has been done after it asked (done_as_asked), and what was in the rings when
 * it asked was taken out before (drained_first). When nothing moves any more, no command
 * waits (command_ended), all rings are empty (nothing_left) and the role is free (role_free). By
 * ltl: each command ends, and the role gets free.
 *
 * VARIANT packets holds
 * VARIANT command holds -DCOMMANDS=1 -DITEMS=1
 * VARIANT commands holds -DCOMMANDS=2 -DPRODUCERS=1
 * VARIANT rounds holds -DROUNDS=1
 * VARIANT rounds-command holds -DROUNDS=1 -DCOMMANDS=1 -DITEMS=1
 * VARIANT ends holds ltl=ends -DCOMMANDS=1 -DITEMS=1 -DSHOTS=0
 * VARIANT rounds-ends holds ltl=ends -DROUNDS=1 -DCOMMANDS=1 -DITEMS=1 -DSHOTS=0
 *
 * VARIANT budget holds -DBUDGET=1 -DROUNDS=1 -DSHOTS=0
 * VARIANT budget-command holds -DBUDGET=1 -DROUNDS=1 -DITEMS=1 -DCOMMANDS=1 -DSHOTS=0
 * VARIANT budget-three holds -DBUDGET=1 -DPRODUCERS=3 -DITEMS=1 -DCOMMANDS=1 -DSHOTS=0
 * VARIANT budget-ends holds ltl=ends -DBUDGET=1 -DROUNDS=1 -DITEMS=1 -DCOMMANDS=1 -DSHOTS=0
 *
 * VARIANT command-long holds full -DCOMMANDS=1
 * VARIANT three-producers holds full -DPRODUCERS=3
 * VARIANT rounds-long holds full -DROUNDS=1 -DCOMMANDS=1
 *
 * What must not be done, and what comes of it:
 *
 * VARIANT left-by-a-store broken=nothing_left -DPLAIN_LEAVE
 * VARIANT left-by-a-store-command broken=command_ended -DPLAIN_LEAVE -DCOMMANDS=1 -DITEMS=0
 * VARIANT asked-by-a-look broken=nothing_left -DASK_BY_LOOK -DSHOTS=0
 * VARIANT asked-by-a-look-command broken=command_ended -DASK_BY_LOOK -DCOMMANDS=1 -DPRODUCERS=1 -DSHOTS=0
 * VARIANT taken-by-a-look broken=one_consumer -DTAKE_BY_LOOK
 * VARIANT pushed-after-asking broken=nothing_left -DPUSH_AFTER_ASK -DSHOTS=0
 * VARIANT word-after-asking broken=command_ended -DWORD_AFTER_ASK -DCOMMANDS=1 -DITEMS=0
 * VARIANT word-never-seen broken=acceptance ltl=ends -DWORD_AFTER_ASK -DCOMMANDS=1 -DITEMS=1 -DSHOTS=0
 * VARIANT word-cleared-before-work broken=done_as_asked -DCLEAR_BEFORE_WORK -DCOMMANDS=1
 * VARIANT word-read-after-drain broken=drained_first -DTODO_AFTER_DRAIN -DCOMMANDS=1
 * VARIANT told-after-looking broken=nothing_left -DONE_AFTER_LOOK -DSHOTS=0
 * VARIANT told-after-looking-command broken=command_ended -DONE_AFTER_LOOK -DCOMMANDS=1 -DITEMS=0
 * VARIANT rounds-no-timer broken=nothing_left -DROUNDS=1 -DNO_AGAIN
 * VARIANT rounds-no-timer-command broken=command_ended -DROUNDS=1 -DNO_AGAIN -DCOMMANDS=1 -DITEMS=1
 * VARIANT rounds-timer-too-soon broken=nothing_left -DROUNDS=1 -DAGAIN_BEFORE_LEAVE
 * VARIANT rounds-timer-too-soon-command broken=command_ended -DROUNDS=1 -DAGAIN_BEFORE_LEAVE -DCOMMANDS=1 -DITEMS=1
 * VARIANT rounds-timer-of-deadlines broken=nothing_left -DROUNDS=1 -DAGAIN_BY_DEADLINE
 * VARIANT rounds-timer-of-deadlines-command broken=command_ended -DROUNDS=1 -DAGAIN_BY_DEADLINE -DCOMMANDS=1 -DITEMS=1
 * VARIANT rest-forgotten broken=nothing_left -DBUDGET=1 -DREST_FORGOTTEN
 * VARIANT rest-not-first broken=drained_first -DBUDGET=1 -DPRODUCERS=3 -DITEMS=1 -DCOMMANDS=1 -DSHOTS=0 -DREST_NOT_FIRST
 */
#ifndef PRODUCERS
#define PRODUCERS 2
#endif
#ifndef ITEMS
#define ITEMS 2
#endif
#ifndef SHOTS
#define SHOTS 1
#endif
#ifndef COMMANDS
#define COMMANDS 0
#endif
/* At least 1, so that who has been asked looks once; so many here that nobody gets there. */
#ifndef ROUNDS
#define ROUNDS 100
#endif

byte role;
bool todo;
byte pushed[PRODUCERS], popped[PRODUCERS];	/* the rings */

byte having;			/* how many have the role */
bool again;			/* the timer by which somebody goes on is started */
bool deadline = SHOTS;		/* the timer of what is held is started */
bool armed = SHOTS;		/* what the consumer believes of it */
byte asked, did;		/* commands */
byte ended;			/* of them */
byte before[PRODUCERS];		/* pushed when the command asked */
bool one_consumer, done_as_asked, drained_first;

ltl ends { <> (ended == COMMANDS && role == 0) }

inline have() {
	having++;
	one_consumer = having == 1;
	assert(one_consumer)
}

#if !defined(BUDGET)
#define MAY_TAKE	true
#define COUNT_TAKEN	skip
#elif defined(REST_NOT_FIRST)
#define MAY_TAKE	(taken < BUDGET)
#define COUNT_TAKEN	taken++
#else
#define MAY_TAKE	(word || taken < BUDGET)
#define COUNT_TAKEN	taken = (word -> 0 : taken + 1)
#endif

/* lfr_flow_drain() */
inline drain() {
	atomic { i = 0; more = false; taken = 0 }
	do
	:: atomic { i == PRODUCERS -> i = 0; break }
	:: atomic {
			MAY_TAKE && i < PRODUCERS && pushed[i] != popped[i] ->
			popped[i]++;
			COUNT_TAKEN;
			printf("%d takes from ring %d\n", _pid, i)
		}
	:: atomic { i < PRODUCERS && pushed[i] == popped[i] -> i++ }
#ifdef BUDGET
	/* Whoever does what a command asked for takes all that was there when it asked. */
#ifdef REST_NOT_FIRST
	:: atomic { taken == BUDGET -> more = true; i = 0; break }
#else
	:: atomic { taken == BUDGET && !word -> more = true; i = 0; break }
#endif
#endif
	od;
	taken = 0
}

inline read_word() {
	atomic { word = todo; what = asked }
}

/* lfr_flow_work() */
inline work() {
#ifdef TODO_AFTER_DRAIN
	drain();
	read_word();
#else
	read_word();
	drain();
#endif
	if
	:: word ->
#ifdef CLEAR_BEFORE_WORK
		todo = false;
#endif
		atomic {
			did = what;
			printf("%d does what command %d asked for\n", _pid, what)
		}
#ifndef CLEAR_BEFORE_WORK
		todo = false
#endif
	:: else
	fi;
	atomic { word = false; what = 0 }
}

#if !defined(BUDGET) || defined(REST_FORGOTTEN)
#define MAY_LEAVE	true
#else
#define MAY_LEAVE	!more
#endif

/* lfr_flow_leave() */
inline leave() {
	rounds = 0;
	do
	::
#ifdef PLAIN_LEAVE
		if
		:: role == 1 ->
			atomic { role = 0; having--; printf("%d leaves\n", _pid); break }
		:: else
		fi;
#else
		if
		:: atomic {
				MAY_LEAVE && role == 1 ->
				role = 0;
				having--;
				printf("%d leaves\n", _pid);
				break
			}
		:: else
		fi;
#endif
		rounds++;
		if
		:: rounds > ROUNDS ->
#ifdef AGAIN_BEFORE_LEAVE
			again = true;
#endif
#ifdef AGAIN_BY_DEADLINE
			/*
			 * A timer that has been started is not started again, and that it has gone
			 * off is noticed only where something is held.
			 */
			if
			:: armed
			:: else -> armed = true; deadline = true
			fi;
#endif
			atomic { role = 0; having--; printf("%d leaves it to the timer\n", _pid) }
#if !defined(AGAIN_BEFORE_LEAVE) && !defined(AGAIN_BY_DEADLINE) && !defined(NO_AGAIN)
			again = true;
#endif
			break
		:: else
		fi;
#ifdef ONE_AFTER_LOOK
		work();
		role = 1
#else
		role = 1;
		work()
#endif
	od;
	atomic { rounds = 0; more = false }
}

/* lfr_flow_ask() */
inline ask() {
#ifdef ASK_BY_LOOK
	if
	:: atomic { role == 0 -> role = 2; have() }
		leave()
	:: else
	fi
#else
	atomic {
		was = role;
		role = 2;
		if
		:: was == 0 -> have()
		:: else
		fi
	}
	if
	:: was == 0 -> leave()
	:: else -> was = 0
	fi
#endif
}

inline push() {
	atomic { pushed[id]++; printf("%d pushes to ring %d\n", _pid, id) }
}

/* lfr_flow_take() */
proctype producer(byte id) {
	byte n, i, was, what, rounds, taken;
	bool word, more;

	do
	:: atomic { n == ITEMS -> break }
	:: n < ITEMS ->
		n++;
		if
#ifdef TAKE_BY_LOOK
		:: role == 0 ->
			atomic { role = 1; have() }
#else
		:: atomic { role == 0 -> role = 1; have(); printf("%d has it\n", _pid) }
#endif
			work();
			if
			:: more -> push()
			:: else
			fi;
			leave()
		:: role != 0 ->
#ifdef PUSH_AFTER_ASK
			ask();
			push()
#else
			push();
			ask()
#endif
		fi
	od
}

/* lfr_flow_timer() */
proctype timer() {
	byte i, was, what, rounds, taken;
	bool word, more;

end:
	do
	:: atomic { deadline -> deadline = false; printf("a deadline\n") }
		ask()
	od
}

/* lfr_flow_again() */
proctype goes_on() {
	byte i, was, what, rounds, taken;
	bool word, more;

end:
	do
	:: atomic { again -> again = false; printf("the timer goes on\n") }
		ask()
	od
}

inline leave_word() {
	atomic {
		asked++;
		todo = true;
		i = 0;
		do
		:: i < PRODUCERS -> before[i] = pushed[i]; i++
		:: else -> break
		od;
		i = 0;
		printf("command %d leaves word\n", asked)
	}
}

/* lfr_flow_tell() */
proctype command() {
	byte i, was, what, rounds, taken;
	bool word, more;

	do
	:: atomic { ended == COMMANDS -> break }
	:: else ->
#ifdef WORD_AFTER_ASK
		ask();
		leave_word();
#else
		leave_word();
		ask();
#endif
		!todo;
		atomic {
			done_as_asked = did == asked;
			assert(done_as_asked);
			i = 0;
			do
			:: i < PRODUCERS ->
				drained_first = popped[i] >= before[i];
				assert(drained_first);
				i++
			:: else -> break
			od;
			i = 0;
			ended++;
			printf("command %d comes back\n", asked)
		}
	od
}

/* Looks when nothing else moves. */
proctype rest() {
	bool nothing_left, command_ended, role_free;
	byte i;

	timeout ->
	command_ended = ended == COMMANDS;
	assert(command_ended);
	for (i : 0 .. PRODUCERS - 1) {
		nothing_left = pushed[i] == popped[i];
		assert(nothing_left)
	}
	role_free = role == 0 && having == 0;
	assert(role_free)
}

init {
	byte i;

	atomic {
		for (i : 0 .. PRODUCERS - 1) {
			run producer(i)
		}
		run timer();
		run goes_on();
#if COMMANDS > 0
		run command();
#endif
		run rest()
	}
}
