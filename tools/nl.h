/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Talking to the netlink family. Functions return 0 or a negative errno, and then say in
 * conn_error() what went wrong.
 */
#ifndef NL_H
#define NL_H

#include <stdbool.h>
#include <stdint.h>

#include "config.h"
#include "rec.h"

struct conn;

/* Finds the family; -ENOENT when the module is not loaded. */
int conn_open(struct conn **connp);
void conn_close(struct conn *conn);
const char *conn_error(const struct conn *conn);
unsigned int conn_version(const struct conn *conn);

/* A command that changes something. config may be NULL. */
int conn_change(struct conn *conn, unsigned int cmd, const char *name, const struct config *config);

/*
 * Appends what a get command replies for the pipeline name, or for all with NULL. Of what can
 * change while it is told in several messages, only a consistent answer is taken.
 */
int conn_get(struct conn *conn, unsigned int cmd, const char *name, struct rec_list *list);

/*
 * Events. A socket that has been subscribed cannot be used for the above any more. conn_event()
 * takes one batch and calls the handler for each event in it; -ENOBUFS when some were lost,
 * -ENODEV when the module is gone.
 */
typedef void (*conn_event_fn)(unsigned int cmd, const struct rec *rec, void *arg);
int conn_subscribe(struct conn *conn);
int conn_fd(const struct conn *conn);
int conn_event(struct conn *conn, conn_event_fn fn, void *arg);

#endif
