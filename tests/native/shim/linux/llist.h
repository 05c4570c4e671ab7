/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_LLIST_H
#define _LFR_SHIM_LLIST_H

#include <linux/compiler.h>

struct llist_node {
	struct llist_node *next;
};

struct llist_head {
	struct llist_node *first;
};

/* Return: true if the list was empty. */
static inline bool llist_add(struct llist_node *node, struct llist_head *head)
{
	struct llist_node *first = READ_ONCE(head->first);

	do {
		node->next = first;
	} while (!__atomic_compare_exchange_n(&head->first, &first, node, false, __ATOMIC_RELEASE,
					      __ATOMIC_RELAXED));
	return !first;
}

#endif /* _LFR_SHIM_LLIST_H */
