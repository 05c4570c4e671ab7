// SPDX-License-Identifier: GPL-2.0
/*
 * devread - a reader of /dev/lfring/NAME, for the case "deliver".
 *
 *	devread read|map PATH [READY [SLOW [SIZE]]]
 *	devread edges PATH PORT [READY]
 *	devread anew PATH PORT
 *	devread race PATH PROCESSES
 *
 * The first two read until the end, by read() of SIZE bytes, or by mmap() as linux/lfring_dev.h
 * says, and then print an array of one JSON object:
 *
 *	records, missed	how many were read, and how many it was told it lost
 *	order		their numbers follow each other, but for what was missed, and lengths are right
 *	seqs		low 32 bits of their sequence numbers, as ranges; ! is behind a late one
 *	paths		bits of those there are
 *	truncated	how many have not all of the packet
 *	digest		of all that was read, but for what readers differ in
 *	hup		poll() said at the end that there is no more, and only that
 *	...		and of the first one: link, len, caplen, stream, vlan_proto, vlan_tci
 *
 * The file READY is made once the device is open. After the first record it sleeps SLOW ms.
 *
 * The others are for a flow that takes what comes to PORT over lo. "edges" tries what is refused,
 * and "anew" what is there when the last reader has gone, and print what happened. With READY
 * "edges" stays as all the readers that there may be until a signal ends it.
 *
 * "race" has several processes open, read, map and close it until SIGTERM, whatever becomes of it
 * meanwhile, and prints an object:
 *
 *	opened, records	how often, and how often it gave records
 *	ended		how often the device ended while it was open
 *	gone		how often there was no device
 *	other		name of the last error that has no place there, or ""
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <linux/lfring_dev.h>

static struct {
	int	fd;
	int	slow_ms;
	size_t	size;
	uint64_t next, records, missed, truncated, paths, digest;
	bool	ordered;
	struct lfring_record first;
	uint32_t from, to;		/* a range that may go on */
	bool	in_range;
	char	*seqs;
	size_t	seqs_len;
	FILE	*out;
} r = { .ordered = true, .digest = 0xcbf29ce484222325ull, .size = 1 << 17 };

__attribute__((noreturn)) static void die(const char *what)
{
	perror(what);
	exit(2);
}

/* FNV-1a */
static void digest(const void *data, size_t len)
{
	const uint8_t *byte = data;

	while (len--)
		r.digest = (r.digest ^ *byte++) * 0x100000001b3ull;
}

static void end_range(void)
{
	if (!r.in_range)
		return;
	fprintf(r.out, r.from == r.to ? "%u " : "%u-%u ", r.from, r.to);
	r.in_range = false;
}

static void add_seq(uint32_t seq, bool late)
{
	if (r.in_range && !late && seq == r.to + 1) {
		r.to = seq;
		return;
	}
	end_range();
	if (late) {
		fprintf(r.out, "%u! ", seq);
		return;
	}
	r.from = seq;
	r.to = seq;
	r.in_range = true;
}

static void take(struct lfring_record record, const void *data, uint64_t missed)
{
	r.ordered &= record.number == r.next + missed && record.caplen <= record.len;
	r.missed += missed;
	r.truncated += record.caplen < record.len;
	r.paths |= 1ull << (record.path & 63);
	r.next = record.number + 1;
	if (!r.records++)
		r.first = record;
	add_seq(record.seq, record.flags & LFRING_RECORD_LATE);
	record.missed = 0;
	digest(&record, sizeof(record));
	digest(data, record.caplen);
	if (r.records == 1)
		usleep(r.slow_ms * 1000);
}

static size_t padded(uint32_t caplen)
{
	return sizeof(struct lfring_record) + ((caplen + 7) & ~7u);
}

static void by_read(void)
{
	char *buf = malloc(r.size), *at;
	const struct lfring_record *record;
	ssize_t len;
	size_t i;

	while ((len = read(r.fd, buf, r.size)) > 0)
		for (at = buf; len; at += padded(record->caplen), len -= padded(record->caplen)) {
			record = (void *)at;
			take(*record, record + 1, record->missed);
			for (i = sizeof(*record) + record->caplen; i < padded(record->caplen); i++)
				r.ordered &= !at[i];
		}
	if (len)
		die("read");
}

static void by_map(void)
{
	size_t page = sysconf(_SC_PAGESIZE);
	struct lfring_area *area = mmap(NULL, page, PROT_READ, MAP_SHARED, r.fd, 0);
	struct pollfd poll_fd = { .fd = r.fd, .events = POLLIN };
	uint64_t n = r.next, head, missed = 0;
	struct lfring_record record;
	char *copy, *slot;
	bool closed;
	size_t len;

	if (area == MAP_FAILED || area->magic != LFRING_AREA_MAGIC ||
	    area->version != LFRING_AREA_VERSION)
		die("mmap");
	len = area->slots_offset + (size_t)area->slots * area->slot_bytes;
	area = mmap(NULL, len, PROT_READ, MAP_SHARED, r.fd, 0);
	if (area == MAP_FAILED)
		die("mmap");
	copy = malloc(area->slot_bytes);
	for (;;) {
		closed = __atomic_load_n(&area->state, __ATOMIC_ACQUIRE) & LFRING_AREA_CLOSED;
		head = __atomic_load_n(&area->head, __ATOMIC_ACQUIRE);
		if (head - n > area->slots - 1) {
			missed += head - (area->slots - 1) - n;
			n = head - (area->slots - 1);
		}
		for (; n != head; n++) {
			slot = (char *)area + area->slots_offset +
			       (n & (area->slots - 1)) * area->slot_bytes;
			memcpy(&record, slot, sizeof(record));
			len = area->slot_bytes - sizeof(record);
			if (record.caplen < len)
				len = record.caplen;
			memcpy(copy, slot + sizeof(record), len);
			__atomic_thread_fence(__ATOMIC_ACQUIRE);
			if (__atomic_load_n(&area->head, __ATOMIC_RELAXED) - n > area->slots - 1) {
				missed++;
				continue;
			}
			take(record, copy, missed);
			missed = 0;
		}
		if (lseek(r.fd, n, SEEK_SET) != (off_t)n)
			die("lseek");
		if (closed)
			return;
		poll(&poll_fd, 1, -1);
	}
}

static void tell(void)
{
	struct pollfd poll_fd = { .fd = r.fd, .events = POLLIN };

	poll(&poll_fd, 1, 0);
	end_range();
	fclose(r.out);
	if (r.seqs_len)
		r.seqs[r.seqs_len - 1] = 0;
	printf("[{\"records\":%ju,\"missed\":%ju,\"order\":%s,\"seqs\":\"%s\",\"paths\":%ju,\"truncated\":%ju,\"digest\":%ju,\"hup\":%s,\"link\":%u,\"len\":%u,\"caplen\":%u,\"stream\":%u,\"vlan_proto\":%u,\"vlan_tci\":%u}]\n",
	       (uintmax_t)r.records, (uintmax_t)r.missed, r.ordered ? "true" : "false", r.seqs,
	       (uintmax_t)r.paths, (uintmax_t)r.truncated, (uintmax_t)r.digest,
	       poll_fd.revents == POLLHUP ? "true" : "false", r.first.link, r.first.len,
	       r.first.caplen, r.first.stream, r.first.vlan_proto, r.first.vlan_tci);
}

/* --- edges */

static int sender;
static struct sockaddr_in to = { .sin_family = AF_INET };

static void send_number(uint32_t number)
{
	uint32_t payload[4] = { htonl(number) };

	/* 14 bytes of payload, 56 with all headers, 120 in all with that of the record. */
	if (sendto(sender, payload, 14, 0, (void *)&to, sizeof(to)) != 14)
		die("sendto");
}

static void make(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY, 0600));
}

/* A number that was returned, or the name of the error. */
static void say(intmax_t value)
{
	if (value < 0)
		printf("%s ", strerrorname_np(errno));
	else
		printf("%jd ", value);
}

/* Numbers of the records that a read() gives. */
static void say_read(size_t size)
{
	char buf[4096], *at;
	ssize_t len = read(r.fd, buf, size);

	if (len <= 0)
		say(len);
	for (at = buf; len > 0; len -= 120, at += 120)
		printf("#%ju ", (uintmax_t)((struct lfring_record *)at)->number);
}

static void say_map(size_t len, int prot, int flags, off_t offset)
{
	say(mmap(NULL, len, prot, flags, r.fd, offset) == MAP_FAILED ? -1 : 0);
}

static short polled(void)
{
	struct pollfd poll_fd = { .fd = r.fd, .events = POLLIN };

	return poll(&poll_fd, 1, 0) ? poll_fd.revents : 0;
}

static void edges(const char *path, int port, const char *ready)
{
	const struct rlimit many = { 2000, 2000 };
	const size_t page = sysconf(_SC_PAGESIZE);
	static const int sizes[] = { 0, 63, 64, 119, 120, 120 };
	char buf[4096] = {};
	size_t i;
	void *at;
	int fd, n;

	sender = socket(AF_INET, SOCK_DGRAM, 0);
	to.sin_port = htons(port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	printf("open: ");
	say(open(path, O_RDWR));
	say(open(path, O_WRONLY));
	r.fd = open(path, O_RDONLY | O_NONBLOCK);

	printf("\nempty: ");
	say_read(4096);
	say(polled());
	say(lseek(r.fd, 0, SEEK_CUR));
	say(lseek(r.fd, 0, SEEK_END));
	say(lseek(r.fd, 1, SEEK_SET));

	printf("\nshort: ");
	send_number(1);
	say(polled() == (POLLIN));
	at = mmap(NULL, page, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	say(read(r.fd, at, page));
	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		say_read(sizes[i]);

	printf("\nwhole: ");
	send_number(2);
	send_number(3);
	say_read(120 + 119);
	say_read(240);

	printf("\nseek: ");
	say(lseek(r.fd, 0, SEEK_SET));
	say_read(4096);
	say(lseek(r.fd, 3, SEEK_SET));
	say_read(4096);
	say(lseek(r.fd, 4, SEEK_SET));
	say(lseek(r.fd, -1, SEEK_SET));
	say(lseek(r.fd, INT64_MAX, SEEK_SET));
	say(lseek(r.fd, -1, SEEK_CUR));
	say_read(4096);
	say(lseek(r.fd, 1, SEEK_END));
	say(lseek(r.fd, -1, SEEK_END));
	say(lseek(r.fd, 0, SEEK_CUR));

	printf("\nother: ");
	say(pread(r.fd, buf, sizeof(buf), 0));
	say(write(r.fd, buf, 1));
	say(ioctl(r.fd, 0));

	printf("\nmap: ");
	say_map(page, PROT_READ, MAP_SHARED, 0);
	say_map(page, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	say_map(page, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0);
	say_map(page, PROT_READ, MAP_SHARED, page);
	say_map(1 << 30, PROT_READ, MAP_SHARED, 0);
	at = mmap(NULL, page, PROT_READ, MAP_SHARED, r.fd, 0);
	say(mprotect(at, page, PROT_READ | PROT_WRITE));
	munmap(at, page);

	printf("\nreaders: ");
	setrlimit(RLIMIT_NOFILE, &many);
	for (n = 1; (fd = open(path, O_RDONLY)) >= 0; n++)
		;
	say(n);
	say(fd);
	printf("\n");
	if (ready) {
		fflush(stdout);
		make(ready);
		pause();
	}
}

/* Nobody has it open: all begins anew but for the numbers. */
static void anew(const char *path, int port)
{
	struct lfring_record record[8];

	sender = socket(AF_INET, SOCK_DGRAM, 0);
	to.sin_port = htons(port);
	to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	send_number(4);
	r.fd = open(path, O_RDONLY | O_NONBLOCK);
	say(lseek(r.fd, 0, SEEK_CUR));
	say_read(4096);
	say(lseek(r.fd, 0, SEEK_SET));
	send_number(5);
	say(read(r.fd, record, sizeof(record)));
	say(record->number);
	say(record->missed);
	printf("\n");
}

/* --- race */

struct race {
	uint64_t opened, records, ended, gone;
	int	other;		/* an errno */
};

/* Open it, and do what a reader does. Returns 0 or an errno that has no place there. */
static int race_once(const char *path, size_t page, struct race *race)
{
	char buf[4096], *at;
	ssize_t len = -1;
	int fd = open(path, O_RDONLY | O_NONBLOCK), looks;

	if (fd < 0) {
		race->gone++;
		/* Who makes it anew needs the processor, too. */
		if (errno == ENOENT) {
			usleep(200);
			return 0;
		}
		return errno == ENXIO || errno == ENODEV ? 0 : errno;
	}
	race->opened++;
	at = mmap(NULL, page, PROT_READ, MAP_SHARED, fd, 0);
	/* Some stay until its end, if that comes soon. */
	for (looks = race->opened % 4 ? 3 : 200; looks && len; looks--) {
		struct pollfd poll_fd = { .fd = fd, .events = POLLIN };

		poll(&poll_fd, 1, 1);
		len = read(fd, buf, sizeof(buf));
		if (len < 0 && errno != EAGAIN)
			return errno;
		race->records += len > 0;
	}
	race->ended += !len;
	if (at == MAP_FAILED || ((struct lfring_area *)at)->magic != LFRING_AREA_MAGIC)
		return EBADMSG;
	/* Every other time the mapping is what goes last. */
	if (race->opened & 1)
		munmap(at, page);
	close(fd);
	if (!(race->opened & 1))
		munmap(at, page);
	return 0;
}

/* Of all of them. */
static volatile sig_atomic_t *enough;

static void stop(int signal)
{
	(void)signal;
	*enough = 1;
}

static void *shared(size_t len)
{
	void *at = mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		die("mmap");
	return at;
}

static void race(const char *path, int processes)
{
	struct race *races = shared(processes * sizeof(*races)), all = {};
	size_t page = sysconf(_SC_PAGESIZE);
	int n;

	enough = shared(sizeof(*enough));
	signal(SIGTERM, stop);
	for (n = 0; n < processes; n++) {
		if (fork())
			continue;
		while (!*enough && !races[n].other)
			races[n].other = race_once(path, page, &races[n]);
		_exit(0);
	}
	while (wait(NULL) > 0)
		;
	for (n = 0; n < processes; n++) {
		all.opened += races[n].opened;
		all.records += races[n].records;
		all.ended += races[n].ended;
		all.gone += races[n].gone;
		all.other = races[n].other ?: all.other;
	}
	printf("[{\"opened\":%ju,\"records\":%ju,\"ended\":%ju,\"gone\":%ju,\"other\":\"%s\"}]\n",
	       (uintmax_t)all.opened, (uintmax_t)all.records, (uintmax_t)all.ended,
	       (uintmax_t)all.gone, all.other ? strerrorname_np(all.other) : "");
}

int main(int argc, char **argv)
{
	if (argc < 3)
		return 2;
	if (!strcmp(argv[1], "edges")) {
		edges(argv[2], atoi(argv[3]), argv[4]);
		return 0;
	}
	if (!strcmp(argv[1], "anew")) {
		anew(argv[2], atoi(argv[3]));
		return 0;
	}
	if (!strcmp(argv[1], "race")) {
		race(argv[2], atoi(argv[3]));
		return 0;
	}
	r.fd = open(argv[2], O_RDONLY);
	if (r.fd < 0)
		die(argv[2]);
	r.out = open_memstream(&r.seqs, &r.seqs_len);
	r.next = lseek(r.fd, 0, SEEK_CUR);
	if (argc > 3)
		make(argv[3]);
	if (argc > 4)
		r.slow_ms = atoi(argv[4]);
	if (argc > 5)
		r.size = atoi(argv[5]);
	if (!strcmp(argv[1], "read"))
		by_read();
	else
		by_map();
	tell();
	return 0;
}
