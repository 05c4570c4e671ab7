/* SPDX-License-Identifier: GPL-2.0 */
/*
 * wakeup.pml - the consumer's sleep and what ends it: kmod/engine/consumer.c
 *
 * PRODUCERS push ITEMS each to one ring that is never full, and kick the consumer when MARK or
 * more are in it (lfr_ring_above(), lfr_consumer_kick()). A one-shot timer kicks it, too, if the
 * configuration says so; the thread arms it. With CHANGES the configuration is changed so many
 * times, back and forth, each time with a poke. With STOP the thread is stopped in the end,
 * and what is left is drained after it.
 *
 * Of the kernel there is what matters here: a task that sleeps says so first
 * (set_current_state()), and schedule() goes on if somebody has woken it since; waking a task
 * that runs does nothing; hrtimer_cancel() waits for the callback.
 *
 * Checked: when nothing moves any more, there is no kick that nobody saw (no_kick_lost), less than
 * MARK items are left (mark_kept), and the thread does not rely on a timer that nobody armed
 * (timer_armed). With STOP: the thread ends, and nothing is left (all_drained). By ltl: as long
 * as there is a timer, all items are consumed; and each kick is seen.
 *
 * VARIANT watermark holds -DTIMED=0
 * VARIANT timer holds -DMARK=9
 * VARIANT both holds -DITEMS=1
 * VARIANT all-consumed holds ltl=consumed -DMARK=9 -DITEMS=1
 * VARIANT kicks-seen holds ltl=kick_seen -DITEMS=1
 * VARIANT changes holds -DCHANGES=2 -DPRODUCERS=1
 * VARIANT stop holds -DSTOP -DCHANGES=1 -DPRODUCERS=1 -DITEMS=1 -DMARK=1
 * VARIANT stop-watermark holds -DSTOP -DTIMED=0
 *
 * VARIANT both-long holds full
 * VARIANT changes-long holds full -DCHANGES=2 -DPRODUCERS=2
 * VARIANT all-consumed-both holds full ltl=consumed -DCHANGES=2 -DITEMS=1
 *
 * What must not be done, and what comes of it:
 *
 * VARIANT kick-taken-too-soon broken=no_kick_lost -DTIMED=0 -DTAKE_BEFORE_STATE
 * VARIANT timer-kick-taken-too-soon broken=no_kick_lost -DMARK=9 -DTAKE_BEFORE_STATE
 * VARIANT kick-not-seen broken=acceptance ltl=kick_seen -DTIMED=0 -DTAKE_BEFORE_STATE -DITEMS=1 -DMARK=1
 * VARIANT waker-looks-too-soon broken=no_kick_lost -DTIMED=0 -DWAKE_BEFORE_KICK
 * VARIANT kick-cleared-after-drain broken=mark_kept -DTIMED=0 -DCLEAR_AFTER_DRAIN -DITEMS=3
 * VARIANT mark-looked-at-too-soon broken=mark_kept -DTIMED=0 -DABOVE_BEFORE_PUBLISH
 * VARIANT timer-not-armed-again broken=timer_armed -DMARK=9 -DNOT_ARMED_AGAIN
 * VARIANT nobody-kicks broken=mark_kept -DTIMED=0 -DNO_KICK
 * VARIANT nobody-consumes broken=acceptance ltl=consumed -DTIMED=0 -DMARK=9 -DITEMS=1
 * VARIANT poke-not-told broken=timer_armed -DTIMED=0 -DCHANGES=1 -DNO_POKE -DPRODUCERS=1 -DMARK=9
 */
#ifndef PRODUCERS
#define PRODUCERS 2
#endif
#ifndef ITEMS
#define ITEMS 2
#endif
#ifndef MARK
#define MARK 2
#endif
#ifndef TIMED
#define TIMED 1
#endif
#ifndef CHANGES
#define CHANGES 0
#endif
/* Looks at a stalled slot before the thread leaves it: LFR_CONSUMER_STALLS. */
#define LOOKS		2

#define KICK_TIMER	1
#define KICK_MARK	2
#define KICK_POKE	4

byte kick;
bool idle;			/* the thread's state: TASK_IDLE, else TASK_RUNNING */
bool timed = TIMED;		/* what the configuration says */
bool timer_active, timer_running;
bool should_stop, exited;

byte tail, head;
bool published[PRODUCERS * ITEMS + 1];	/* one that never is */

byte ended;			/* producers, and who changes the configuration */
#if CHANGES > 0
#define ALL_ENDED	(ended == PRODUCERS + 1)
#else
#define ALL_ENDED	(ended == PRODUCERS)
#endif

ltl consumed { <> (ALL_ENDED && head == tail) }
ltl kick_seen { [] (kick == 0 || <> (kick == 0)) }

inline wake_up_process() {
	idle = false
}

/* lfr_consumer_wake() */
inline wake(why) {
#ifdef WAKE_BEFORE_KICK
	if
	:: atomic { idle -> kick = kick | why }
		wake_up_process()
	:: else -> kick = kick | why
	fi
#else
	atomic {
		was = kick & why;
		kick = kick | why
	}
	if
	:: was == 0 -> wake_up_process()
	:: else
	fi;
	was = 0
#endif
}

inline look_at_mark() {
	at = tail;
	high = at - head >= MARK;
	at = 0
}

proctype producer(byte id) {
	byte i, pos, at, was;
	bool high;

	do
	:: atomic { i == ITEMS -> break }
	:: atomic { i < ITEMS -> pos = tail; tail++ }
#ifdef ABOVE_BEFORE_PUBLISH
		look_at_mark();
#endif
		atomic {
			published[pos] = true;
			printf("P%d publishes position %d\n", id, pos);
			pos = 0;
			i++
		}
#ifndef ABOVE_BEFORE_PUBLISH
		look_at_mark();
#endif
#ifndef NO_KICK
		if
		:: high ->
			printf("P%d sees the mark reached and kicks\n", id);
			wake(KICK_MARK)
		:: else
		fi;
#endif
		high = false
	od;
	ended++
}

/* The timer fires at any time while it is active. */
proctype timer() {
	byte was;

end:
	do
	:: atomic {
			timer_active ->
			timer_active = false;
			timer_running = true;
			printf("the timer fires\n")
		}
		wake(KICK_TIMER);
		timer_running = false
	od
}

proctype control() {
	byte i, was;

	do
	:: atomic { i == CHANGES -> break }
	:: else ->
		atomic {
			timed = !timed;
			printf("the timer is to be %d\n", timed)
		}
#ifndef NO_POKE
		wake(KICK_POKE);
#endif
		i++
	od;
	ended++
}

/* lfr_consumer_drain() */
inline drain() {
	do
	:: atomic {
			published[head] ->
			printf("C consumes position %d\n", head);
			published[head] = false;
			head++
		}
	:: else ->
		/* lfr_consumer_adopt() is called here, too, and again below. */
		timed_seen = timed;
		if
		:: tail == head -> break
		:: else ->
			looks++;
			if
			:: looks == LOOKS -> break
			:: else
			fi
		fi
	od;
	looks = 0
}

#ifdef STOP
#define ASLEEP
#else
#define ASLEEP	end_asleep:
#endif

proctype consumer() {
	byte why, looks;
	bool timed_seen = TIMED, armed, now_timed;

	do
	:: should_stop -> break
	:: else ->
		now_timed = timed_seen;
		if
		:: now_timed && !armed -> timer_active = true
		:: else
		fi;
		armed = now_timed;

		/* lfr_consumer_wait() */
		do
		::
#ifdef TAKE_BEFORE_STATE
			atomic { why = kick; kick = 0 }
			idle = true;
#else
			idle = true;
#ifdef CLEAR_AFTER_DRAIN
			why = kick;
#else
			atomic { why = kick; kick = 0 }
#endif
#endif
			if
			:: why != 0 || should_stop -> break
			:: else -> printf("C sleeps\n")
			fi;
ASLEEP
			!idle;
			printf("C is woken\n")
		od;
		idle = false;

		if
		:: why & KICK_TIMER ->
#ifndef NOT_ARMED_AGAIN
			armed = false
#endif
		:: else
		fi;
		timed_seen = timed;
		if
		:: why & KICK_POKE ->
			/* hrtimer_cancel() */
			atomic { !timer_running -> timer_active = false }
			armed = false
		:: else
		fi;
		why = 0;
		drain();
#ifdef CLEAR_AFTER_DRAIN
		kick = 0
#endif
	od;
	atomic { !timer_running -> timer_active = false }
	exited = true
}

/* Looks when nothing else moves. */
proctype rest() {
	bool no_kick_lost, mark_kept, timer_armed, all_drained;
	byte looks;
	bool timed_seen;

#ifdef STOP
	/* lfr_consumer_stop() */
	ALL_ENDED;
	should_stop = true;
	wake_up_process();
	exited;
	do
	:: tail == head -> break
	:: else -> drain()
	od;
	all_drained = tail == PRODUCERS * ITEMS && !timer_active && !timer_running;
	assert(all_drained);
#else
	timeout ->
	no_kick_lost = kick == 0;
	assert(no_kick_lost);
	mark_kept = tail - head < MARK;
	assert(mark_kept);
	timer_armed = !timed;
	assert(timer_armed)
#endif
}

init {
	byte i;

	atomic {
		for (i : 0 .. PRODUCERS - 1) {
			run producer(i)
		}
		run consumer();
		run timer();
#if CHANGES > 0
		run control();
#endif
		run rest()
	}
}
