// SPDX-License-Identifier: GPL-2.0
#include "cmd.h"
#include "nl.h"

enum status cmd_change(const struct args *args, unsigned int cmd)
{
	enum status status = STATUS_DONE;
	struct conn *conn;

	if (conn_open(&conn) ||
	    conn_change(conn, cmd, args->name ? args->name : DEFAULT_NAME, &args->config))
		status = failed("%s", conn_error(conn));
	conn_close(conn);
	return status;
}
