/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Where the kernel is. The tests link something else in place of transport.c, which talks to a
 * process that answers like the kernel would.
 */
#ifndef TRANSPORT_H
#define TRANSPORT_H

#include <stddef.h>
#include <stdio.h>

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

/* The path of a device that the kernel names relative to /dev. */
void transport_device(char *buf, size_t size, const char *device);

/* The list of the module lfring_bench; NULL and errno when there is none. */
FILE *transport_bench_list(void);
/* Asks it for a sample and puts its answer, a line, into reply. */
int transport_bench_sample(const char *request, char *reply, size_t size);

#endif
