/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the kernel is. The tests link something else in place of transport.c, which talks to a
 * process that answers like the kernel would.
 */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <stddef.h>

struct transport {
	int fd; /* messages are sent to and received from it */
	void *private;
};

/* These return 0 or a negative errno. */
int transport_open(struct transport *transport);
int transport_join(struct transport *transport, unsigned int group);
void transport_close(struct transport *transport);

/* The version of the loaded module; -ENOENT when none is loaded. */
int transport_module_version(char *buf, size_t size);

#endif
