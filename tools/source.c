// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <linux/lfring.h>

#include "nl.h"
#include "source.h"
#include "transport.h"

/* What can be read, and how it is asked for. */
static const struct kind {
	const struct attr_set *set;
	unsigned int cmd;
	unsigned int device; /* the attribute that says where */
} kinds[] = {
	{ &attr_flow, LFRING_CMD_FLOW_GET, LFRING_A_FLOW_DEVICE },
	{ &attr_pipeline, LFRING_CMD_PIPELINE_GET, LFRING_A_PIPELINE_DEVICE },
};

enum {
	KINDS = sizeof(kinds) / sizeof(kinds[0])
};

/* 0 with or without one in the list, or a negative errno. */
static int ask(struct conn *conn, const struct kind *kind, const char *name, struct rec_list *list)
{
	int err = conn_get(conn, kind->cmd, name, list);

	if (err == -ENOENT || (err == -EOPNOTSUPP && kind->set == &attr_flow)) {
		rec_list_free(list);
		return 0;
	}
	return err;
}

static enum status take(struct source *source, const struct kind *kind, const char *name)
{
	const struct rec *rec = &source->list.first->rec;

	if (!rec_has(rec, kind->device))
		return failed("the %s %s has no device to read from; is the module older than "
			      "lfringctl?",
			      kind->set->name, name);
	source->title = rec_str(rec, kind->device);
	transport_device(source->path, sizeof(source->path), source->title);
	if (kind->set == &attr_flow)
		source->flow = rec;
	return STATUS_DONE;
}

/* wanted is NULL for either kind. */
static enum status look_up(struct source *source, struct conn *conn, const struct kind *wanted,
			   const char *name)
{
	const struct kind *kind, *found = NULL;
	struct rec_list list;

	for (kind = kinds; kind < kinds + KINDS; kind++) {
		if (wanted && kind != wanted)
			continue;
		rec_list_init(&list);
		if (ask(conn, kind, name, &list)) {
			rec_list_free(&list);
			return failed("%s", conn_error(conn));
		}
		if (!list.count)
			continue;
		if (found) {
			rec_list_free(&list);
			return failed("there is a %s %s and a %s %s, say which: 'lfringctl read "
				      "%s %s' or 'lfringctl read %s %s'",
				      found->set->name, name, kind->set->name, name,
				      found->set->name, name, kind->set->name, name);
		}
		found = kind;
		rec_list_move(&source->list, &list);
	}
	if (found)
		return take(source, found, name);
	if (wanted)
		return failed("there is no %s %s in this network namespace", wanted->set->name,
			      name);
	return failed("there is no flow and no pipeline %s in this network namespace", name);
}

/* The kind that a word means, or NULL. */
static const struct kind *find_kind(const char *word)
{
	size_t i;

	for (i = 0; i < KINDS; i++)
		if (!strcmp(kinds[i].set->name, word))
			return &kinds[i];
	return NULL;
}

enum status source_find(struct source *source, const char *const *words, size_t count)
{
	const char *name = count ? words[count - 1] : DEFAULT_NAME;
	const struct kind *wanted = NULL;
	enum status status;
	struct conn *conn;

	*source = (struct source){ .fd = -1 };
	rec_list_init(&source->list);
	if (count > 1) {
		wanted = find_kind(words[0]);
		if (!wanted)
			return usage("read takes one name, or flow or pipeline before it; '%s' is "
				     "neither",
				     words[0]);
	} else if (strchr(name, '/')) {
		if (strlen(name) >= sizeof(source->path))
			return usage("the path is too long");
		strcpy(source->path, name);
		source->title = name;
		return STATUS_DONE;
	}
	if (!*name || strlen(name) >= LFRING_NAME_LEN)
		return usage("'%s' cannot be a name, which has 1 to %d characters", name,
			     LFRING_NAME_LEN - 1);
	if (conn_open(&conn))
		status = failed("%s", conn_error(conn));
	else
		status = look_up(source, conn, wanted, name);
	conn_close(conn);
	return status;
}

static enum status cannot_open(const struct source *source, int error)
{
	switch (error) {
	case EACCES:
		return failed("%s: %s; read it as root, or have root allow it to you (chmod, chgrp "
			      "or setfacl)",
			      source->path, strerror(error));
	case EPERM:
		return failed("%s: it is of another network namespace, where it can be read; here "
			      "it takes CAP_NET_ADMIN in that one",
			      source->path);
	case ENOENT:
		return failed("%s: there is no such device node; the flow or pipeline is gone, or "
			      "/dev is not the kernel's here (devtmpfs)",
			      source->path);
	case EUSERS:
		return failed(
			"%s: it has as many readers as it can have; wait until one of them ends",
			source->path);
	case ENXIO:
	case ENODEV:
		return failed("%s: what it was the device of is gone", source->path);
	default:
		return failed("%s: %s", source->path, strerror(error));
	}
}

enum status source_open(struct source *source)
{
	struct stat stat;

	/* A pipe that nobody writes to yet is no reason to wait here, out of reach of signals. */
	source->fd = open(source->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (source->fd < 0)
		return source->list.count || errno != ENOENT ?
			       cannot_open(source, errno) :
			       failed("%s: %s", source->path, strerror(errno));
	if (!fstat(source->fd, &stat) && S_ISDIR(stat.st_mode))
		return failed("%s: %s", source->path, strerror(EISDIR));
	return STATUS_DONE;
}

void source_free(struct source *source)
{
	if (source->fd >= 0)
		close(source->fd);
	rec_list_free(&source->list);
}

const char *source_dev(const struct source *source, unsigned int path)
{
	if (!source->flow || path >= rec_count(source->flow, LFRING_A_FLOW_DEV))
		return NULL;
	return rec_str_at(source->flow, LFRING_A_FLOW_DEV, path);
}
