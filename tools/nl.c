// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <linux/genetlink.h>
#include <linux/lfring.h>
#include <linux/netlink.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/genl/genl.h>

#include "extack.h"
#include "nl.h"
#include "transport.h"

/* The kernel puts up to 32 KiB into a message of a dump when there is room to receive it. */
enum {
	RECV_SIZE = 64 * 1024
};

/* How often a dump is begun anew when pipelines or flows came or went meanwhile. */
enum {
	DUMP_TRIES = 20
};

struct conn {
	struct transport transport;
	bool is_open;
	uint16_t family;
	uint32_t group;
	unsigned int version;
	uint32_t seq;
	bool interrupted; /* the last dump was not consistent */
	char error[512];
	_Alignas(struct nlmsghdr) unsigned char buf[RECV_SIZE];
};

typedef int (*reply_fn)(struct conn *conn, const struct nlmsghdr *nlh, void *arg);

__attribute__((format(printf, 3, 4))) static int fail(struct conn *conn, int err,
						      const char *format, ...)
{
	va_list args;

	va_start(args, format);
	vsnprintf(conn->error, sizeof(conn->error), format, args);
	va_end(args);
	return err;
}

/* Returns the length received, or a negative errno. Not everything sent to us is the kernel's. */
static int receive(struct conn *conn, int flags)
{
	union {
		struct sockaddr_nl netlink;
		struct sockaddr_storage any;
	} from;
	struct iovec iov = { .iov_base = conn->buf, .iov_len = sizeof(conn->buf) };
	struct msghdr msg = { .msg_iov = &iov, .msg_iovlen = 1 };
	ssize_t len;

	for (;;) {
		memset(&from, 0, sizeof(from));
		msg.msg_name = &from;
		msg.msg_namelen = sizeof(from);
		len = recvmsg(conn->transport.fd, &msg, flags);
		if (len < 0 && errno == EINTR)
			continue;
		if (len < 0)
			return fail(conn, -errno, "receiving from the kernel: %s", strerror(errno));
		if (len == 0)
			return fail(conn, -ECONNRESET, "the connection to the kernel was closed");
		if (from.any.ss_family == AF_NETLINK && from.netlink.nl_pid != 0)
			continue;
		if (msg.msg_flags & MSG_TRUNC)
			return fail(conn, -EMSGSIZE, "the kernel's message is too long");
		return len;
	}
}

/* 1 to go on, 0 at the end, or the error that the kernel reports. */
static int take_message(struct conn *conn, const struct nlmsghdr *nlh,
			const struct nlmsghdr *request, const struct attr_set *set, reply_fn fn,
			void *arg)
{
	int err;

	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		conn->interrupted = true;
	switch (nlh->nlmsg_type) {
	case NLMSG_NOOP:
		return 1;
	case NLMSG_OVERRUN:
		return fail(conn, -ENOBUFS, "the kernel's reply is incomplete");
	case NLMSG_ERROR:
	case NLMSG_DONE:
		if (nlh->nlmsg_len < NLMSG_HDRLEN + sizeof(err)) {
			/* The bare end of a dump needs no error number. */
			if (nlh->nlmsg_type == NLMSG_DONE)
				return 0;
			return fail(conn, -EBADMSG, "malformed reply from the kernel");
		}
		memcpy(&err, nlmsg_data(nlh), sizeof(err));
		if (err >= 0) {
			char remark[256];

			if (extack_remark(remark, sizeof(remark), nlh))
				fprintf(stderr, "lfringctl: warning: %s\n", remark);
			return 0;
		}
		/* No error number is beyond this one. */
		if (err < -4095)
			return fail(conn, -EBADMSG, "malformed reply from the kernel");
		extack_explain(conn->error, sizeof(conn->error), nlh, request, set, err);
		return err;
	}
	if (nlh->nlmsg_type != request->nlmsg_type)
		return 1;
	if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
		return fail(conn, -EBADMSG, "malformed reply from the kernel");
	err = fn ? fn(conn, nlh, arg) : 0;
	return err < 0 ? err : 1;
}

/* Sends a request, hands each reply to fn, and waits for the end. Frees the request. */
static int talk(struct conn *conn, struct nl_msg *msg, const struct attr_set *set, reply_fn fn,
		void *arg)
{
	struct nlmsghdr *nlh, *request = nlmsg_hdr(msg);
	ssize_t len;
	int err = 1, rem;

	request->nlmsg_seq = ++conn->seq;
	conn->interrupted = false;
	do {
		len = send(conn->transport.fd, request, request->nlmsg_len, MSG_NOSIGNAL);
	} while (len < 0 && errno == EINTR);
	if (len != request->nlmsg_len) {
		err = len < 0 ? -errno : -EMSGSIZE;
		fail(conn, err, "sending to the kernel: %s", strerror(-err));
	}
	while (err > 0) {
		rem = receive(conn, 0);
		if (rem < 0) {
			err = rem;
			break;
		}
		nlh = (struct nlmsghdr *)conn->buf;
		for (; err > 0 && nlmsg_ok(nlh, rem); nlh = nlmsg_next(nlh, &rem)) {
			/* The rest of an earlier request that was given up. */
			if (nlh->nlmsg_seq != request->nlmsg_seq)
				continue;
			err = take_message(conn, nlh, request, set, fn, arg);
		}
		if (err > 0 && rem > 0)
			err = fail(conn, -EBADMSG, "malformed message from the kernel");
	}
	nlmsg_free(msg);
	return err;
}

static struct nl_msg *new_request(struct conn *conn, uint16_t family, unsigned int cmd,
				  unsigned int version, int flags)
{
	struct nl_msg *msg = nlmsg_alloc();

	if (msg && genlmsg_put(msg, 0, 0, family, 0, NLM_F_REQUEST | flags, cmd, version))
		return msg;
	nlmsg_free(msg);
	fail(conn, -ENOMEM, "out of memory");
	return NULL;
}

static int put_failed(struct conn *conn, struct nl_msg *msg)
{
	nlmsg_free(msg);
	return fail(conn, -EMSGSIZE, "the request does not fit into a message");
}

static int take_family(struct conn *conn, const struct nlmsghdr *nlh, void *arg)
{
	struct nlattr *attrs[CTRL_ATTR_MAX + 1], *group[CTRL_ATTR_MCAST_GRP_MAX + 1], *nla;
	int rem;

	(void)arg;
	if (genlmsg_parse((struct nlmsghdr *)nlh, 0, attrs, CTRL_ATTR_MAX, NULL) ||
	    !attrs[CTRL_ATTR_FAMILY_ID] ||
	    nla_len(attrs[CTRL_ATTR_FAMILY_ID]) < (int)sizeof(conn->family))
		return fail(conn, -EBADMSG, "malformed description of the netlink family");
	conn->family = nla_get_u16(attrs[CTRL_ATTR_FAMILY_ID]);
	if (attrs[CTRL_ATTR_VERSION] && nla_len(attrs[CTRL_ATTR_VERSION]) >= (int)sizeof(uint32_t))
		conn->version = nla_get_u32(attrs[CTRL_ATTR_VERSION]);
	if (!attrs[CTRL_ATTR_MCAST_GROUPS])
		return 0;
	nla_for_each_nested(nla, attrs[CTRL_ATTR_MCAST_GROUPS], rem) {
		if (nla_parse_nested(group, CTRL_ATTR_MCAST_GRP_MAX, nla, NULL) ||
		    !group[CTRL_ATTR_MCAST_GRP_NAME] || !group[CTRL_ATTR_MCAST_GRP_ID] ||
		    nla_len(group[CTRL_ATTR_MCAST_GRP_ID]) < (int)sizeof(conn->group))
			continue;
		if (!nla_strcmp(group[CTRL_ATTR_MCAST_GRP_NAME], LFRING_MCGRP_EVENTS))
			conn->group = nla_get_u32(group[CTRL_ATTR_MCAST_GRP_ID]);
	}
	return 0;
}

static int find_family(struct conn *conn)
{
	struct nl_msg *msg;
	int err;

	msg = new_request(conn, GENL_ID_CTRL, CTRL_CMD_GETFAMILY, 1, NLM_F_ACK);
	if (!msg)
		return -ENOMEM;
	if (nla_put_string(msg, CTRL_ATTR_FAMILY_NAME, LFRING_FAMILY_NAME))
		return put_failed(conn, msg);
	err = talk(conn, msg, &(const struct attr_set){ .name = "ctrl" }, take_family, NULL);
	if (err == -ENOENT)
		return fail(conn, err, "the lfring module is not loaded (modprobe lfring)");
	if (!err && !conn->family)
		return fail(conn, -EBADMSG, "the kernel does not describe the netlink family");
	return err;
}

int conn_open(struct conn **connp)
{
	struct conn *conn = calloc(1, sizeof(*conn));
	int err;

	*connp = conn;
	if (!conn)
		return -ENOMEM;
	err = transport_open(&conn->transport);
	if (err)
		return fail(conn, err, "opening a netlink socket: %s", strerror(-err));
	conn->is_open = true;
	return find_family(conn);
}

void conn_close(struct conn *conn)
{
	if (!conn)
		return;
	if (conn->is_open)
		transport_close(&conn->transport);
	free(conn);
}

const char *conn_error(const struct conn *conn)
{
	return conn ? conn->error : "out of memory";
}

unsigned int conn_version(const struct conn *conn)
{
	return conn->version;
}

static int put_value(struct nl_msg *msg, const struct config *config, unsigned int id)
{
	const union config_value *value = &config->value[id];
	unsigned int i;
	int err = 0;

	switch (config->set->attr[id].type) {
	case ATTR_DEV:
		for (i = 0; i < config->given[id] && !err; i++)
			err = nla_put_string(msg, id, value->text[i]);
		return err;
	case ATTR_ADDR:
		return nla_put(msg, id, value->addr.len, value->addr.bytes);
	case ATTR_PORT:
		return nla_put_u16(msg, id, value->num);
	default:
		return nla_put_u32(msg, id, value->num);
	}
}

int conn_change(struct conn *conn, unsigned int cmd, const char *name, const struct config *config)
{
	struct nl_msg *msg = new_request(conn, conn->family, cmd, LFRING_FAMILY_VERSION, NLM_F_ACK);
	unsigned int i;

	if (!msg)
		return -ENOMEM;
	/* All sets have the name first. */
	if (nla_put_string(msg, LFRING_A_PIPELINE_NAME, name))
		return put_failed(conn, msg);
	for (i = 1; config && i <= config->set->max; i++)
		if (config->given[i] && put_value(msg, config, i))
			return put_failed(conn, msg);
	return talk(conn, msg, attr_cmd_set(cmd), NULL, NULL);
}

struct get {
	const struct attr_set *set;
	struct rec_list *list;
};

static int take_record(struct conn *conn, const struct nlmsghdr *nlh, void *arg)
{
	struct genlmsghdr *genl = nlmsg_data(nlh);
	struct get *get = arg;
	int err;

	err = rec_list_add(get->list, get->set, genlmsg_attrdata(genl, 0),
			   genlmsg_attrlen(genl, 0));
	if (err == -EBADMSG)
		fail(conn, err, "malformed reply from the kernel");
	else if (err)
		fail(conn, err, "%s", strerror(-err));
	return err;
}

int conn_get(struct conn *conn, unsigned int cmd, const char *name, struct rec_list *list)
{
	/* Producers and shards come in numbers even when they are of one pipeline. */
	bool dump = !name || cmd == LFRING_CMD_PRODUCER_GET || cmd == LFRING_CMD_SHARD_GET;
	struct get get = { .set = attr_cmd_set(cmd), .list = list };
	unsigned int tries = DUMP_TRIES;
	struct nl_msg *msg;
	int err;

	do {
		rec_list_free(list);
		if (!tries--)
			return fail(conn, -EAGAIN, "%ss come and go too fast to list them",
				    attr_cmd_noun(cmd));
		msg = new_request(conn, conn->family, cmd, LFRING_FAMILY_VERSION,
				  dump ? NLM_F_DUMP : NLM_F_ACK);
		if (!msg)
			return -ENOMEM;
		if (name && nla_put_string(msg, LFRING_A_PIPELINE_NAME, name))
			return put_failed(conn, msg);
		err = talk(conn, msg, get.set, take_record, &get);
	} while (!err && conn->interrupted);
	return err;
}

int conn_subscribe(struct conn *conn)
{
	int err;

	if (!conn->group)
		return fail(conn, -ENOENT, "the loaded module sends no events");
	err = transport_join(&conn->transport, conn->group);
	/* The group that tells when families go has the number of the family it belongs to. */
	if (!err)
		err = transport_join(&conn->transport, GENL_ID_CTRL);
	if (err)
		return fail(conn, err, "subscribing to events: %s", strerror(-err));
	return 0;
}

int conn_fd(const struct conn *conn)
{
	return conn->transport.fd;
}

static bool is_our_end(struct conn *conn, const struct nlmsghdr *nlh)
{
	struct nlattr *attrs[CTRL_ATTR_MAX + 1];
	const struct genlmsghdr *genl = nlmsg_data(nlh);

	return nlh->nlmsg_type == GENL_ID_CTRL && genl->cmd == CTRL_CMD_DELFAMILY &&
	       !genlmsg_parse((struct nlmsghdr *)nlh, 0, attrs, CTRL_ATTR_MAX, NULL) &&
	       attrs[CTRL_ATTR_FAMILY_ID] &&
	       nla_len(attrs[CTRL_ATTR_FAMILY_ID]) >= (int)sizeof(conn->family) &&
	       nla_get_u16(attrs[CTRL_ATTR_FAMILY_ID]) == conn->family;
}

int conn_event(struct conn *conn, conn_event_fn fn, void *arg)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)conn->buf;
	struct genlmsghdr *genl;
	struct rec rec;
	int rem = receive(conn, MSG_DONTWAIT);

	if (rem < 0)
		return rem == -EAGAIN ? 0 : rem;
	for (; nlmsg_ok(nlh, rem); nlh = nlmsg_next(nlh, &rem)) {
		if (nlh->nlmsg_len < NLMSG_HDRLEN + GENL_HDRLEN)
			continue;
		if (is_our_end(conn, nlh))
			return fail(conn, -ENODEV, "the lfring module was unloaded");
		genl = nlmsg_data(nlh);
		if (nlh->nlmsg_type != conn->family || genl->cmd > LFRING_CMD_MAX)
			continue;
		if (!rec_parse(&rec, attr_cmd_set(genl->cmd), genlmsg_attrdata(genl, 0),
			       genlmsg_attrlen(genl, 0)))
			fn(genl->cmd, &rec, arg);
	}
	return 0;
}
