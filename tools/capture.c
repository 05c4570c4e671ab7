// SPDX-License-Identifier: GPL-2.0
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <time.h>
#include <unistd.h>

#include "capture.h"
#include "pcapng.h"
#include "version.h"
#include "wait.h"

enum {
	BUF_SIZE = 1024 * 1024,
	MAX_DELAY = 500000000, /* ns that a packet waits for others to be written with */
	MAX_INTERFACES = 1024,
	LINK_ETHERNET = 1,
	VLAN_AT = 12, /* after the addresses */
	VLAN_LEN = 4,
};

_Static_assert((int)PACKETS_MAX_CAPLEN + (int)VLAN_LEN <= (int)PCAPNG_SNAPLEN, "packets fit");
_Static_assert((int)PCAPNG_MAX_BLOCK <= (int)BUF_SIZE, "blocks fit");

/* There is one for each way that packets come, and for each kind of them. */
struct capture_interface {
	uint16_t link;
	uint16_t path;
	uint64_t received, lost;
};

static uint64_t now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_REALTIME, &time);
	return time.tv_sec * 1000000000ULL + time.tv_nsec;
}

enum status capture_open(struct capture *capture, const char *path)
{
	*capture = (struct capture){ .title = path, .path = path, .fd = -1 };
	if (!strcmp(path, "-")) {
		capture->title = "the standard output";
		capture->path = NULL;
		if (isatty(STDOUT_FILENO))
			return usage("--write: pcapng is nothing for a terminal, give a file or a "
				     "pipe");
		capture->fd = STDOUT_FILENO;
	} else {
		capture->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
		capture->created = capture->fd >= 0;
		if (capture->fd < 0 && errno == EEXIST)
			capture->fd = open(path, O_WRONLY | O_CLOEXEC);
		if (capture->fd < 0)
			return failed("writing to %s: %s", path, strerror(errno));
	}
	capture->buf = malloc(BUF_SIZE);
	return capture->buf ? STATUS_DONE : failed("out of memory");
}

static bool is_regular(int fd, struct stat *stat)
{
	return !fstat(fd, stat) && S_ISREG(stat->st_mode);
}

enum status capture_begin(struct capture *capture, const struct source *source)
{
	struct stat here, there;
	struct utsname name;
	char os[PCAPNG_MAX_TEXT + 1];

	if (is_regular(capture->fd, &here)) {
		if (!fstat(source->fd, &there) && here.st_dev == there.st_dev &&
		    here.st_ino == there.st_ino)
			return failed("writing to %s: it is what is to be read", capture->title);
		if (capture->path && ftruncate(capture->fd, 0))
			return failed("writing to %s: %s", capture->title, strerror(errno));
	}
	uname(&name);
	snprintf(os, sizeof(os), "%.64s %.128s", name.sysname, name.release);
	capture->used =
		pcapng_section(capture->buf, name.machine, os, "lfringctl " LFRINGCTL_VERSION);
	capture->source = source;
	capture->begin = now();
	return STATUS_DONE;
}

/* Takes what is no whole block off the end again. */
static void cut(struct capture *capture, size_t excess)
{
	struct stat stat;
	off_t end;

	if (!excess || !is_regular(capture->fd, &stat))
		return;
	end = lseek(capture->fd, 0, SEEK_CUR);
	/* If it cannot be done, who reads the file notices where it ends. */
	if (end < 0 || ftruncate(capture->fd, end - excess))
		return;
}

int capture_flush(struct capture *capture)
{
	size_t done = 0, whole;
	uint64_t packets;
	ssize_t len;

	while (done < capture->used && !capture->error) {
		len = wait_write(capture->fd, capture->buf + done, capture->used - done);
		if (len > 0)
			done += len;
		else if (len == 0 || errno != EINTR)
			capture->error = len ? errno : EIO;
	}
	whole = pcapng_whole(capture->buf, done, &packets);
	capture->made = capture->made || whole;
	capture->written += packets;
	if (capture->error)
		cut(capture, done - whole);
	capture->used = 0;
	return capture->error;
}

/* Room for one block, or NULL. */
static void *room(struct capture *capture)
{
	if (capture->used && (BUF_SIZE - capture->used < PCAPNG_MAX_BLOCK ||
			      wait_now() - capture->since > MAX_DELAY))
		capture_flush(capture);
	if (capture->error)
		return NULL;
	if (!capture->used)
		capture->since = wait_now();
	return capture->buf + capture->used;
}

static int add_interface(struct capture *capture, const struct lfring_record *record)
{
	const char *dev = source_dev(capture->source, record->path);
	struct capture_interface *interfaces;
	char description[PCAPNG_MAX_TEXT + 1];
	void *block;

	if (capture->count == MAX_INTERFACES) {
		capture->error = EBADMSG;
		return EBADMSG;
	}
	interfaces = realloc(capture->interfaces, (capture->count + 1) * sizeof(*interfaces));
	if (!interfaces) {
		capture->error = ENOMEM;
		return ENOMEM;
	}
	capture->interfaces = interfaces;
	block = room(capture);
	if (!block)
		return capture->error;
	if (dev)
		snprintf(description, sizeof(description), "%s", dev);
	else
		snprintf(description, sizeof(description), "path %u", record->path);
	capture->used += pcapng_interface(block, record->link, capture->source->title, description);
	capture->last = capture->count++;
	interfaces[capture->last] =
		(struct capture_interface){ .link = record->link, .path = record->path };
	return 0;
}

static bool matches(const struct capture_interface *interface, const struct lfring_record *record)
{
	return interface->link == record->link && interface->path == record->path;
}

/* Makes the packet's interface the last one that was used. */
static int find_interface(struct capture *capture, const struct lfring_record *record)
{
	size_t i;

	if (capture->count && matches(&capture->interfaces[capture->last], record))
		return 0;
	for (i = 0; i < capture->count; i++) {
		if (matches(&capture->interfaces[i], record)) {
			capture->last = i;
			return 0;
		}
	}
	return add_interface(capture, record);
}

/* The packet as it was on the wire, with the tag that had been taken off. */
static void put_tag(struct pcapng_packet *packet, unsigned char *tag,
		    const struct lfring_record *record)
{
	uint16_t proto = htons(record->vlan_proto), tci = htons(record->vlan_tci);
	struct iovec *part = packet->part;

	if (record->link != LINK_ETHERNET || !record->vlan_proto || record->caplen < VLAN_AT)
		return;
	memcpy(tag, &proto, sizeof(proto));
	memcpy(tag + sizeof(proto), &tci, sizeof(tci));
	part[2].iov_base = (char *)part[0].iov_base + VLAN_AT;
	part[2].iov_len = part[0].iov_len - VLAN_AT;
	part[1] = (struct iovec){ tag, VLAN_LEN };
	part[0].iov_len = VLAN_AT;
	packet->len += VLAN_LEN;
}

int capture_packet(struct capture *capture, const struct lfring_record *record, const void *data)
{
	struct pcapng_packet packet = {
		.time = record->time,
		.len = record->len,
		.lost = record->missed,
		.part = { { (void *)data, record->caplen } },
	};
	struct capture_interface *interface;
	unsigned char tag[VLAN_LEN];
	void *block;

	if (find_interface(capture, record))
		return capture->error;
	interface = &capture->interfaces[capture->last];
	interface->received += 1 + record->missed;
	interface->lost += record->missed;
	packet.interface = capture->last;
	put_tag(&packet, tag, record);
	block = room(capture);
	if (!block)
		return capture->error;
	capture->used += pcapng_packet(block, &packet);
	return 0;
}

int capture_end(struct capture *capture)
{
	uint64_t end = now();
	size_t i;

	for (i = 0; i < capture->count && !capture->error; i++) {
		const struct capture_interface *interface = &capture->interfaces[i];
		struct pcapng_statistics statistics = {
			.interface = i,
			.begin = capture->begin,
			.end = end,
			.received = interface->received,
			.lost = interface->lost,
		};
		void *block = room(capture);

		if (block)
			capture->used += pcapng_statistics(block, &statistics);
	}
	capture_flush(capture);
	/* Some file systems tell only now. The standard output is closed by main(). */
	if (capture->path && close(capture->fd) && !capture->error)
		capture->error = errno;
	capture->fd = -1;
	return capture->error;
}

enum status capture_failed(const struct capture *capture)
{
	if (capture->error == EBADMSG)
		return failed("writing to %s: packets come over more than %d paths; %" PRIu64
			      " packets are in it",
			      capture->title, MAX_INTERFACES, capture->written);
	return failed("writing to %s: %s; %" PRIu64 " packets are in it", capture->title,
		      strerror(capture->error), capture->written);
}

void capture_close(struct capture *capture)
{
	if (capture->fd >= 0 && capture->path)
		close(capture->fd);
	if (capture->created && !capture->made)
		unlink(capture->path);
	free(capture->interfaces);
	free(capture->buf);
}
