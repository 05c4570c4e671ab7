/* SPDX-License-Identifier: GPL-2.0 */
/*
 * deliver_sleep.pml - how readers of /dev/lfring sleep and are woken (kmod/deliver/area.c)
 *
 * A producer writes WRITES records. READERS readers read all of them, and sleep when there is none.
 * The bell is that of bcast_sleep.pml; but who clears it wakes at once, or leaves that to a timer,
 * whichever: how long ago the last wake-up was is not told here. The timer fires at any time after
 * it has been started; to be started again before that is to be started once. Each access to
 * shared memory is a step of its own, in the order of the source.
 *
 * Who waits queues itself, looks, and then sleeps unless somebody has woken it since; waking takes
 * the queue's lock, so it is one step.
 *
 * Checked: nobody is stuck at the end.
 *
 * VARIANT both holds
 * VARIANT more holds -DWRITES=4
 * VARIANT one-reader holds -DREADERS=1 -DWRITES=5
 *
 * What must not be done. The first two are what a machine may do without bell:A and bell:B.
 *
 * VARIANT bell-before-head broken=invalid -DBELL_BEFORE_HEAD
 * VARIANT head-before-arm broken=invalid -DHEAD_BEFORE_ARM
 * VARIANT queued-after-arm broken=invalid -DQUEUED_AFTER_ARM
 * VARIANT nobody-sees-to-it broken=invalid -DNO_TIMER
 */
#ifndef READERS
#define READERS 2
#endif
#ifndef WRITES
#define WRITES 3
#endif

byte head;
bool bell, armed;
bool queued[READERS], woken[READERS];

inline wake()
{
	d_step {
		i = 0;
		do
		:: i < READERS ->
			if
			:: queued[i] -> woken[i] = true
			:: else
			fi;
			i++
		:: else -> break
		od;
		i = 0
	}
}

inline take_bell()
{
	d_step { was = bell; bell = false }
}

active proctype producer()
{
	byte n, i;
	bool was;

	do
	:: n < WRITES ->
		n++;
#ifdef BELL_BEFORE_HEAD
		take_bell();
		head = n;
#else
		head = n;
		take_bell();
#endif
		if
		:: was ->
			if
			:: wake()
#ifdef NO_TIMER
			:: skip
#else
			:: armed = true
#endif
			fi
		:: else
		fi
	:: else -> break
	od
}

active proctype timer()
{
	byte i;

end:
	do
	:: d_step { armed -> armed = false };
		wake()
	od
}

active [READERS] proctype reader()
{
	byte id = _pid - 2, pos, seen;

	do
	:: pos == WRITES -> break
	:: else ->
		seen = head;
		if
		:: seen != pos -> pos = seen
		:: else ->
#ifdef HEAD_BEFORE_ARM
			d_step { queued[id] = true; woken[id] = false };
			seen = head;
			bell = true;
#else
#ifdef QUEUED_AFTER_ARM
			bell = true;
			seen = head;
			d_step { queued[id] = true; woken[id] = false };
#else
			d_step { queued[id] = true; woken[id] = false };
			bell = true;
			seen = head;
#endif
#endif
			if
			:: seen != pos
			:: else -> woken[id]
			fi;
			queued[id] = false
		fi
	od
}
