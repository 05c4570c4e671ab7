// SPDX-License-Identifier: GPL-2.0
/*
 * In place of tools/transport.c: the kernel is a process that listens on the socket named by
 * LFRING_TEST_KERNEL and answers as a kernel would.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>
#include <linux/netlink.h>

#include "transport.h"

/* A message of this type joins the group whose number is all it contains. */
#define TYPE_JOIN 0xfff0

int transport_open(struct transport *transport)
{
	struct sockaddr_un addr = { .sun_family = AF_UNIX };
	const char *path = getenv("LFRING_TEST_KERNEL");
	int err;

	if (!path || strlen(path) >= sizeof(addr.sun_path))
		return -EPROTONOSUPPORT;
	strcpy(addr.sun_path, path);
	transport->fd = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
	if (transport->fd < 0)
		return -errno;
	if (connect(transport->fd, (struct sockaddr *)&addr, sizeof(addr))) {
		err = -errno;
		close(transport->fd);
		return err;
	}
	return 0;
}

int transport_join(struct transport *transport, unsigned int group)
{
	struct {
		struct nlmsghdr header;
		unsigned int group;
	} message = { { .nlmsg_len = sizeof(message), .nlmsg_type = TYPE_JOIN }, group };

	if (send(transport->fd, &message, sizeof(message), MSG_NOSIGNAL) != sizeof(message))
		return -errno;
	return 0;
}

void transport_close(struct transport *transport)
{
	close(transport->fd);
}

int transport_module_version(char *buf, size_t size)
{
	const char *version = getenv("LFRING_TEST_VERSION");

	if (!version)
		return -ENOENT;
	snprintf(buf, size, "%s", version);
	return 0;
}

/* /dev is the directory LFRING_TEST_DEV. */
void transport_device(char *buf, size_t size, const char *device)
{
	const char *dir = getenv("LFRING_TEST_DEV");

	snprintf(buf, size, "%s/%s", dir ? dir : "/nonexistent", device);
}

/*
 * lfring_bench is a directory, LFRING_TEST_BENCH: the file list is the module's, the file requests
 * gets what is asked for, and the answer to the first request is the first line of the file
 * answers, and so on; "-5" is the error of that number.
 */
static FILE *bench_file(const char *name, const char *mode)
{
	const char *dir = getenv("LFRING_TEST_BENCH");
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", dir ? dir : "/nonexistent", name);
	return fopen(path, mode);
}

FILE *transport_bench_list(void)
{
	return bench_file("list", "re");
}

int transport_bench_sample(const char *request, char *reply, size_t size)
{
	static unsigned int requests;
	FILE *file = bench_file("requests", "ae");
	unsigned int i;
	int err = 0;

	if (!file)
		return -errno;
	fputs(request, file);
	fclose(file);
	file = bench_file("answers", "re");
	if (!file)
		return -errno;
	for (i = 0; i <= requests && !err; i++)
		if (!fgets(reply, size, file))
			err = -ENODATA;
	requests++;
	fclose(file);
	return err ? err : reply[0] == '-' ? atoi(reply) : 0;
}
