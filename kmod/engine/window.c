// SPDX-License-Identifier: GPL-2.0
/*
 * window.c - packets in order of their sequence numbers
 */
#include <linux/bitmap.h>
#include <linux/compiler.h>
#include <linux/log2.h>
#include <linux/minmax.h>
#include "engine/window.h"

static struct lfr_place *lfr_window_place(struct rb_node *node)
{
	return rb_entry(node, struct lfr_place, node);
}

/**
 * lfr_window_history_bits() - how long a history a window should have
 * @size: most packets it holds
 *
 * Return: number of bits, a power of two and a multiple of BITS_PER_LONG; four
 * windows, and never less than 8192.
 */
u32 lfr_window_history_bits(u32 size)
{
	return (u32)roundup_pow_of_two(max(4ul * size, 8192ul));
}

/**
 * lfr_window_init() - make an empty window
 * @window: the window
 * @size: most packets it may hold, at least 1
 * @next: sequence number expected first; lower ones are late
 * @history: @history_bits bits, all 0
 * @history_bits: as from lfr_window_history_bits()
 */
void lfr_window_init(struct lfr_window *window, u32 size, u64 next, unsigned long *history,
		     u32 history_bits)
{
	*window = (struct lfr_window){
		.root = RB_ROOT_CACHED,
		.history = history,
		.history_bits = history_bits,
		.size = size,
		.next = next,
	};
}

/**
 * lfr_window_set_history() - give a window a longer history
 * @window: the window
 * @history: @history_bits bits, all 0
 * @history_bits: as from lfr_window_history_bits(), not less than it has
 *
 * What it remembers it keeps.
 *
 * Return: the history it had.
 */
unsigned long *lfr_window_set_history(struct lfr_window *window, unsigned long *history,
				      u32 history_bits)
{
	unsigned long *old = window->history;
	u64 seq;

	for (seq = window->next - window->history_bits; seq != window->next; seq++)
		if (test_bit((u32)seq & (window->history_bits - 1), old))
			__set_bit((u32)seq & (history_bits - 1), history);
	window->history = history;
	window->history_bits = history_bits;
	return old;
}

/* Clear the bits of sequence numbers @from up to and without @to. */
static void lfr_window_forget(struct lfr_window *window, u64 from, u64 to)
{
	u32 mask = window->history_bits - 1;
	u32 at = (u32)from & mask, n;

	if (to - from >= window->history_bits) {
		bitmap_zero(window->history, window->history_bits);
		return;
	}
	n = min_t(u32, to - from, window->history_bits - at);
	bitmap_clear(window->history, at, n);
	bitmap_clear(window->history, 0, (u32)(to - from) - n);
}

/* The turn of @seq has come; whatever is missing before it, is missing now. */
static void lfr_window_leave(struct lfr_window *window, u64 seq)
{
	if (seq != window->next) {
		WRITE_ONCE(window->missing, window->missing + (seq - window->next));
		lfr_window_forget(window, window->next, seq);
	}
	__set_bit((u32)seq & (window->history_bits - 1), window->history);
	WRITE_ONCE(window->next, seq + 1);
}

/* The oldest packet's turn has come. */
static struct lfr_place *lfr_window_evict(struct lfr_window *window)
{
	struct lfr_place *first = lfr_window_place(rb_first_cached(&window->root));

	rb_erase_cached(&first->node, &window->root);
	if (window->last == first)
		window->last = NULL;
	if (window->hint == first)
		window->hint = NULL;
	lfr_window_leave(window, first->seq);
	return first;
}

/* Its turn has passed: was it seen? */
static enum lfr_window_verdict lfr_window_past(struct lfr_window *window, u64 seq)
{
	if (window->next - seq > window->history_bits)
		return LFR_WINDOW_LATE;
	if (__test_and_set_bit((u32)seq & (window->history_bits - 1), window->history))
		return LFR_WINDOW_DUPLICATE;
	return LFR_WINDOW_LATE;
}

/* Find the place of @seq. Returns false if it is taken. */
static bool lfr_window_find(struct lfr_window *window, u64 seq, struct rb_node **parent,
			    struct rb_node ***link, bool *leftmost)
{
	struct rb_node **at = &window->root.rb_root.rb_node;
	struct rb_node *node;

	*parent = NULL;
	*leftmost = false;

	if (window->last && (s64)(seq - window->last->seq) > 0) {
		WRITE_ONCE(window->appended, window->appended + 1);
		*parent = &window->last->node;
		*link = &(*parent)->rb_right;
		return true;
	}
	if (window->hint && (s64)(seq - window->hint->seq) > 0) {
		node = rb_next(&window->hint->node);
		if (node && (s64)(seq - lfr_window_place(node)->seq) < 0) {
			/* One of two neighbours in order has no child between them. */
			if (!window->hint->node.rb_right) {
				*parent = &window->hint->node;
				*link = &(*parent)->rb_right;
			} else {
				*parent = node;
				*link = &node->rb_left;
			}
			return true;
		}
	}
	if (*at)
		WRITE_ONCE(window->searched, window->searched + 1);
	else
		WRITE_ONCE(window->appended, window->appended + 1);
	*leftmost = true;
	while (*at) {
		s64 diff = seq - lfr_window_place(*at)->seq;

		if (!diff)
			return false;
		*parent = *at;
		if (diff < 0) {
			at = &(*at)->rb_left;
		} else {
			at = &(*at)->rb_right;
			*leftmost = false;
		}
	}
	*link = at;
	return true;
}

/**
 * lfr_window_insert() - put a packet where it belongs
 * @window: the window
 * @place: the packet's place
 * @out: the packet that leaves the window for it, or NULL; may be @place itself
 *
 * @place is the window's if LFR_WINDOW_INSERTED is returned and *@out is not
 * @place; else it is the caller's, and so is *@out.
 *
 * Return: what became of it.
 */
enum lfr_window_verdict lfr_window_insert(struct lfr_window *window, struct lfr_place *place,
					  struct lfr_place **out)
{
	struct rb_node *parent, **link;
	bool leftmost;

	*out = NULL;
	if ((s64)(place->seq - window->next) < 0)
		return lfr_window_past(window, place->seq);
	if (!lfr_window_find(window, place->seq, &parent, &link, &leftmost))
		return LFR_WINDOW_DUPLICATE;

	rb_link_node(&place->node, parent, link);
	rb_insert_color_cached(&place->node, &window->root, leftmost);
	if (!window->last || (s64)(place->seq - window->last->seq) > 0)
		window->last = place;
	window->hint = place;

	/* Its length is written once, so no reader ever sees more than @size. */
	if (window->len >= window->size) {
		*out = lfr_window_evict(window);
	} else {
		WRITE_ONCE(window->len, window->len + 1);
		if (window->len > window->high_water)
			WRITE_ONCE(window->high_water, window->len);
	}
	return LFR_WINDOW_INSERTED;
}

/**
 * lfr_window_seen() - note a packet that will not be in the window
 * @window: the window, empty
 * @seq: the packet's sequence number
 *
 * What has not been seen before it is missing.
 *
 * Return: whether it had been seen before, as far as the history goes back.
 */
bool lfr_window_seen(struct lfr_window *window, u64 seq)
{
	if ((s64)(seq - window->next) < 0)
		return lfr_window_past(window, seq) == LFR_WINDOW_DUPLICATE;
	lfr_window_leave(window, seq);
	return false;
}

/**
 * lfr_window_trim() - let a packet leave that is too many, after @size was lowered
 * @window: the window
 *
 * Return: the oldest packet, or NULL if there are not too many.
 */
struct lfr_place *lfr_window_trim(struct lfr_window *window)
{
	if (window->len <= window->size)
		return NULL;
	return lfr_window_remove_first(window);
}

/**
 * lfr_window_remove_first() - let the oldest packet leave
 * @window: the window
 *
 * Return: the packet, or NULL if the window is empty.
 */
struct lfr_place *lfr_window_remove_first(struct lfr_window *window)
{
	if (!window->len)
		return NULL;
	WRITE_ONCE(window->len, window->len - 1);
	return lfr_window_evict(window);
}

/**
 * lfr_window_remove_due() - let the oldest packet leave if nothing is missing before it
 * @window: the window
 *
 * Return: the packet, or NULL.
 */
struct lfr_place *lfr_window_remove_due(struct lfr_window *window)
{
	if (!window->len || lfr_window_first_seq(window) != window->next)
		return NULL;
	return lfr_window_remove_first(window);
}

/**
 * lfr_window_begin() - expect what is there, whatever was expected before
 * @window: the window, not empty
 *
 * Nothing is missing before its oldest packet.
 */
void lfr_window_begin(struct lfr_window *window)
{
	bitmap_zero(window->history, window->history_bits);
	WRITE_ONCE(window->next, lfr_window_first_seq(window));
}

/**
 * lfr_window_pass_run() - let packets through, each right behind the one before
 * @window: the window, empty
 * @n: how many, from @next on; no more than the history has
 *
 * Does what lfr_window_pass() does for each of them.
 */
void lfr_window_pass_run(struct lfr_window *window, u32 n)
{
	u32 at = (u32)window->next & (window->history_bits - 1);
	u32 first = min(n, window->history_bits - at);

	bitmap_set(window->history, at, first);
	bitmap_set(window->history, 0, n - first);
	WRITE_ONCE(window->next, window->next + n);
}

/**
 * lfr_window_first_seq() - lowest sequence number in the window
 * @window: the window; its consumer is not at work
 *
 * Return: the number, or @next of an empty window.
 */
u64 lfr_window_first_seq(const struct lfr_window *window)
{
	struct rb_node *first = rb_first_cached(&window->root);

	return first ? lfr_window_place(first)->seq : window->next;
}

/**
 * lfr_window_last_seq() - highest sequence number in the window
 * @window: the window; its consumer is not at work
 *
 * Return: the number, or the one before @next of an empty window.
 */
u64 lfr_window_last_seq(const struct lfr_window *window)
{
	return window->last ? window->last->seq : window->next - 1;
}
