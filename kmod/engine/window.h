/* SPDX-License-Identifier: GPL-2.0 */
/*
 * window.h - packets in order of their sequence numbers
 *
 * An rbtree. A packet that is newer than all others is appended to the rightmost
 * node without a search; one that belongs right behind the packet that came just
 * before it, as in the middle of a burst, takes a look at that neighbour; only the
 * others are searched for from the root.
 *
 * When the window is full the oldest packet leaves it, so packets leave in order.
 * A packet that comes after its turn to leave is told from a duplicate by a
 * history of the sequence numbers that have left.
 *
 * It holds places, which are part of whatever a packet is: of struct lfr_packet in a pipeline, of
 * a socket buffer in a flow.
 *
 * Not thread-safe; the consumer owns it. Nothing here allocates, sleeps or
 * prints. Numbers for readers are written so that they can be read at any time.
 */
#ifndef _LFRING_ENGINE_WINDOW_H
#define _LFRING_ENGINE_WINDOW_H

#include <linux/bitops.h>
#include <linux/compiler.h>
#include <linux/rbtree.h>
#include <linux/types.h>

/**
 * struct lfr_place - a packet's place, a part of the packet
 * @node: in the tree
 * @seq: sequence number
 */
struct lfr_place {
	struct rb_node node;
	u64 seq;
};

/**
 * enum lfr_window_verdict - what became of a packet
 * @LFR_WINDOW_INSERTED: it is in the window, or has just left it again
 * @LFR_WINDOW_DUPLICATE: its sequence number had been seen before
 * @LFR_WINDOW_LATE: its turn to leave has passed, and it had not been seen
 */
enum lfr_window_verdict {
	LFR_WINDOW_INSERTED,
	LFR_WINDOW_DUPLICATE,
	LFR_WINDOW_LATE,
};

/**
 * struct lfr_window - the ordered window
 * @root: the packets
 * @last: the newest, or NULL
 * @hint: the one inserted before, or NULL
 * @history: bit s % @history_bits tells whether sequence number s has left
 * @history_bits: how far back the history goes, a power of two
 * @size: most packets it may hold
 * @len: packets it holds
 * @high_water: most packets it has held
 * @next: the sequence number that leaves next if nothing is missing
 * @missing: sequence numbers that were not there when their turn came
 * @appended: packets inserted at the end
 * @searched: packets whose place was searched for from the root
 */
struct lfr_window {
	struct rb_root_cached root;
	struct lfr_place *last;
	struct lfr_place *hint;
	unsigned long *history;
	u32 history_bits;
	u32 size;
	u32 len;
	u32 high_water;
	u64 next;
	u64 missing;
	u64 appended;
	u64 searched;
};

u32 lfr_window_history_bits(u32 size);
void lfr_window_init(struct lfr_window *window, u32 size, u64 next, unsigned long *history,
		     u32 history_bits);
unsigned long *lfr_window_set_history(struct lfr_window *window, unsigned long *history,
				      u32 history_bits);
enum lfr_window_verdict lfr_window_insert(struct lfr_window *window, struct lfr_place *place,
					  struct lfr_place **out);
bool lfr_window_seen(struct lfr_window *window, u64 seq);
struct lfr_place *lfr_window_trim(struct lfr_window *window);
struct lfr_place *lfr_window_remove_first(struct lfr_window *window);
struct lfr_place *lfr_window_remove_due(struct lfr_window *window);
void lfr_window_begin(struct lfr_window *window);
void lfr_window_pass_run(struct lfr_window *window, u32 n);

/**
 * lfr_window_pass() - let a packet through whose turn it is
 * @window: the window
 * @seq: its sequence number
 *
 * Return: false if others are to leave before it, or it has left already.
 */
static inline bool lfr_window_pass(struct lfr_window *window, u64 seq)
{
	if (seq != window->next)
		return false;
	__set_bit((u32)seq & (window->history_bits - 1), window->history);
	WRITE_ONCE(window->next, seq + 1);
	return true;
}

u64 lfr_window_first_seq(const struct lfr_window *window);
u64 lfr_window_last_seq(const struct lfr_window *window);

#endif /* _LFRING_ENGINE_WINDOW_H */
