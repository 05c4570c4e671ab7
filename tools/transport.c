// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>
#include <linux/netlink.h>
#include <netlink/netlink.h>
#include <netlink/socket.h>

#include "transport.h"

#ifndef SOL_NETLINK
#define SOL_NETLINK 270
#endif

int transport_open(struct transport *transport)
{
	/*
	 * Messages with errors, without the request in them, and refusal of what the kernel does
	 * not know in dump requests. libnl knows nothing of these.
	 */
	static const int options[] = { NETLINK_EXT_ACK, NETLINK_CAP_ACK, NETLINK_GET_STRICT_CHK };
	struct nl_sock *sk = nl_socket_alloc();
	const int on = 1;
	unsigned int i;
	int err;

	if (!sk)
		return -ENOMEM;
	err = nl_connect(sk, NETLINK_GENERIC);
	if (err < 0) {
		/* libnl has its own numbers, but the system's is still there. */
		err = errno ? -errno : -EPROTONOSUPPORT;
		nl_socket_free(sk);
		return err;
	}
	transport->fd = nl_socket_get_fd(sk);
	transport->private = sk;
	for (i = 0; i < sizeof(options) / sizeof(options[0]); i++) {
		if (setsockopt(transport->fd, SOL_NETLINK, options[i], &on, sizeof(on))) {
			err = -errno;
			transport_close(transport);
			return err;
		}
	}
	/* Room for the events of a second or so; less does no harm, so a failure is none. */
	nl_socket_set_buffer_size(sk, 1 << 20, 0);
	return 0;
}

int transport_join(struct transport *transport, unsigned int group)
{
	errno = 0;
	if (nl_socket_add_membership(transport->private, group) < 0)
		return errno ? -errno : -EINVAL;
	return 0;
}

void transport_close(struct transport *transport)
{
	nl_socket_free(transport->private);
	transport->private = NULL;
	transport->fd = -1;
}

int transport_module_version(char *buf, size_t size)
{
	FILE *file = fopen("/sys/module/lfring/version", "re");
	int err = 0;

	if (!file)
		return -errno;
	if (fgets(buf, size, file))
		buf[strcspn(buf, "\n")] = '\0';
	else
		err = -EIO;
	fclose(file);
	return err;
}

void transport_device(char *buf, size_t size, const char *device)
{
	snprintf(buf, size, "/dev/%s", device);
}

#define BENCH_DIR "/sys/kernel/debug/lfring_bench"

FILE *transport_bench_list(void)
{
	return fopen(BENCH_DIR "/list", "re");
}

int transport_bench_sample(const char *request, char *reply, size_t size)
{
	int fd = open(BENCH_DIR "/sample", O_RDWR | O_CLOEXEC);
	ssize_t len;
	int err = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, request, strlen(request)) < 0) {
		err = -errno;
	} else {
		len = pread(fd, reply, size - 1, 0);
		if (len < 0)
			err = -errno;
		else
			reply[len] = '\0';
	}
	close(fd);
	return err;
}
