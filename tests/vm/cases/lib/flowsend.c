// SPDX-License-Identifier: GPL-2.0
/*
 * flowsend - send numbered UDP datagrams in a given order, and say in which order they arrive.
 *
 * Sender and receiver are one process, each with its socket in a network namespace of its own, so
 * that a case starts one program and nobody has to wait for another. It stays on one processor:
 * what is sent in an order comes to the receiving device in that order. usage() has the rest.
 *
 * Every byte of a payload but those of the number depends on the number, and is looked at when it
 * arrives.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <net/if.h>
#include <netinet/in.h>
#include <netinet/udp.h>
#include <poll.h>
#include <sched.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#ifndef UDP_SEGMENT
#define UDP_SEGMENT	103
#endif

#define MAX_SIZE	65507
#define MAX_SEGMENTS	64

static const char help[] =
	"usage: flowsend [OPTION]... ADDRESS PORT STEP...\n"
	"\n"
	"  -N NETNS     send from there (/run/netns)\n"
	"  -R NETNS     receive there\n"
	"  -i DEVICE    send through this device; -r: receive on that one only\n"
	"  -s PORT      source port\n"
	"  -f FORMAT    be32@0 and the like, rtp or srt\n"
	"  -z SIZE      bytes of payload (64)\n"
	"  -e SEED      of fuzz (1)\n"
	"  -p USEC      time between packets (0)\n"
	"  -w MS        the end: nothing has arrived for so long (80)\n"
	"  -n COUNT     or so many have\n"
	"  -2 DEVICE    send everything through this device as well\n"
	"  -b BYTES     send buffer\n"
	"  -x           with IP options, or headers of IPv6 before that of UDP\n"
	"  -q           print counts instead of numbers\n"
	"  -t           print of each number when it came (ms after the first step) and its\n"
	"               time stamp; needs the receiver's loopback\n"
	"\n"
	"A STEP is a number, a range (1-9, 9-1), or\n"
	"  gso:LIST     one aggregate of the numbers in LIST: 1,3,2,4-8\n"
	"  size:N ssrc:N via:DEVICE pace:USEC   for what follows\n"
	"  again:0|1    srt says of what follows that it is sent again\n"
	"  raw:HEX      a payload as it is\n"
	"  sum:N badsum:N nosum:N   that number, with its checksum as the sender has written it: a right\n"
	"               one, a wrong one or none\n"
	"  len:BYTES    of a UDP header that the sender has written, whatever the length is; 0: as it is\n"
	"  wait:MS      receive for so long\n"
	"  until:N      receive until N packets have come in all, 10 s at most\n"
	"  mark         receive what comes within 30 ms, and print a | after it\n"
	"  fuzz:N       N packets with random contents to random ports from PORT to PORT + 3; many\n"
	"               begin as RTP or SRT do. What has arrived is forgotten.\n"
	"  sh:COMMAND   the shell does that\n"
	"\n"
	"Prints the numbers as they arrived, 1-4 for 1 2 3 4; ssrc/number if it is not ssrc 1 (for srt:\n"
	"socket id); ! after one that is damaged and #BYTES for a payload without a number.\n";

struct arrival {
	uint64_t	number;
	uint32_t	ssrc;
	int		size;		/* -1: this is a mark */
	bool		numbered;
	bool		damaged;
	int64_t		came_ns;
	int64_t		stamp_ns;
};

static struct {
	int	header;		/* of rtp and srt, else 0 */
	int	stream_at;	/* of these: where it says whose number it is */
	bool	little;
	int	at;
	int	bytes;
} format = { .bytes = 4 };

static struct arrival *arrivals;
static size_t nr_arrivals, nr_packets, room;
static int tx, tx2 = -1, written = -1, rx, family = AF_INET;
static struct sockaddr_storage to;
static socklen_t to_len;
static int port;
static size_t size = 64;
static size_t udp_len;
static uint32_t ssrc = 1;
static int again;
static long pace_us;
static int64_t start_ns;
static uint64_t seed = 2;

__attribute__((noreturn, format(printf, 1, 2)))
static void die(const char *fmt, ...)
{
	va_list args;

	fprintf(stderr, "flowsend: ");
	va_start(args, fmt);
	vfprintf(stderr, fmt, args);
	va_end(args);
	fputc('\n', stderr);
	exit(2);
}

static int64_t now_ns(void)
{
	struct timespec ts;

	/* That of time stamps. */
	clock_gettime(CLOCK_REALTIME, &ts);
	return ts.tv_sec * 1000000000LL + ts.tv_nsec;
}

static void set_format(const char *text)
{
	char order[3];
	int bits, at;

	if (!strcmp(text, "rtp")) {
		format.header = 12;
		format.stream_at = 8;
		format.at = 2;
		format.bytes = 2;
		return;
	}
	if (!strcmp(text, "srt")) {
		format.header = 16;
		format.stream_at = 12;
		return;
	}
	if (sscanf(text, "%2[bel]%d@%d", order, &bits, &at) != 3)
		die("format '%s'", text);
	format.little = !strcmp(order, "le");
	format.bytes = bits / 8;
	format.at = at;
}

/* The number's place in its byte order. */
static unsigned char *field_byte(unsigned char *buf, int i)
{
	return &buf[format.at + (format.little ? i : format.bytes - 1 - i)];
}

static size_t least(void)
{
	return format.header ? format.header : format.at + format.bytes;
}

static void fill(unsigned char *buf, size_t len, uint64_t number)
{
	unsigned char low = number;

	for (size_t i = 0; i < len; i++)
		buf[i] = i * 7 + low + 1;
	if (len < least())
		return;
	for (int i = 0; i < format.bytes; i++)
		*field_byte(buf, i) = number >> (8 * i);
	if (format.header) {
		uint32_t stamp = htonl(number * 160), whose = htonl(ssrc);

		if (format.at) {
			/* RTP of version 2, type 96 */
			buf[0] = 0x80;
			buf[1] = 96;
		} else {
			/* A message of its own, number 1; the retransmission flag */
			uint32_t message = htonl(0xc0000001 | (uint32_t)again << 26);

			memcpy(&buf[4], &message, 4);
		}
		memcpy(&buf[format.stream_at - 4], &stamp, 4);
		memcpy(&buf[format.stream_at], &whose, 4);
	}
}

static void note(const struct arrival *new)
{
	if (nr_arrivals == room) {
		room = room ? 2 * room : 1024;
		arrivals = realloc(arrivals, room * sizeof(*arrivals));
		if (!arrivals)
			die("no memory");
	}
	arrivals[nr_arrivals++] = *new;
	if (new->size >= 0)
		nr_packets++;
}

/* Takes one packet if there is one. */
static bool receive_one(void)
{
	static unsigned char buf[MAX_SIZE], like[MAX_SIZE];
	char control[256];
	struct iovec iov = { buf, sizeof(buf) };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct arrival new = { 0 };
	uint32_t mine = ssrc;
	struct timespec ts;
	ssize_t got;

	got = recvmsg(rx, &msg, MSG_DONTWAIT);
	if (got < 0) {
		if (errno == EAGAIN || errno == EINTR)
			return false;
		die("recvmsg: %s", strerror(errno));
	}
	new.came_ns = now_ns();
	new.size = got;
	new.ssrc = 1;
	for (struct cmsghdr *c = CMSG_FIRSTHDR(&msg); c; c = CMSG_NXTHDR(&msg, c)) {
		if (c->cmsg_level == SOL_SOCKET && c->cmsg_type == SO_TIMESTAMPNS) {
			memcpy(&ts, CMSG_DATA(c), sizeof(ts));
			new.stamp_ns = ts.tv_sec * 1000000000LL + ts.tv_nsec;
		}
	}
	/* What is control for SRT has no number. */
	if ((size_t)got >= least() && !(format.header == 16 && buf[0] & 0x80)) {
		new.numbered = true;
		for (int i = 0; i < format.bytes; i++)
			new.number |= (uint64_t)*field_byte(buf, i) << (8 * i);
		if (format.header) {
			memcpy(&new.ssrc, &buf[format.stream_at], 4);
			new.ssrc = ntohl(new.ssrc);
		}
		ssrc = new.ssrc;
		fill(like, got, new.number);
		ssrc = mine;
		new.damaged = memcmp(buf, like, got) != 0;
	}
	note(&new);
	return true;
}

/* Receives until nothing has come for quiet_ms, or total_ms are over, or there are count. */
static void receive(int64_t quiet_ms, int64_t total_ms, size_t count)
{
	int64_t begun = now_ns(), last = begun;

	while (nr_packets < count) {
		struct pollfd fd = { .fd = rx, .events = POLLIN };
		int64_t now = now_ns(), left = total_ms - (now - begun) / 1000000;
		int64_t quiet = quiet_ms - (now - last) / 1000000;

		if (receive_one()) {
			last = now;
			continue;
		}
		if (quiet < left)
			left = quiet;
		if (left <= 0)
			return;
		poll(&fd, 1, left);
	}
}

static void paced(void)
{
	static int64_t due;
	struct pollfd fd = { .fd = rx, .events = POLLIN };

	if (!pace_us)
		return;
	if (!due || due < now_ns() - 20000000)
		due = now_ns();
	due += pace_us * 1000;
	for (int64_t left; (left = due - now_ns()) > 0; ) {
		struct timespec ts = { .tv_nsec = left < 999999999 ? left : 999999999 };

		if (ppoll(&fd, 1, &ts, NULL) > 0)
			receive_one();
	}
}

static void transmit(const void *buf, size_t len, unsigned int segment)
{
	char control[CMSG_SPACE(sizeof(uint16_t))] = { 0 };
	struct iovec iov = { (void *)buf, len };
	struct msghdr msg = {
		.msg_name = &to, .msg_namelen = to_len, .msg_iov = &iov, .msg_iovlen = 1,
	};

	if (segment) {
		struct cmsghdr *c;
		uint16_t value = segment;

		msg.msg_control = control;
		msg.msg_controllen = sizeof(control);
		c = CMSG_FIRSTHDR(&msg);
		c->cmsg_level = IPPROTO_UDP;
		c->cmsg_type = UDP_SEGMENT;
		c->cmsg_len = CMSG_LEN(sizeof(value));
		memcpy(CMSG_DATA(c), &value, sizeof(value));
	}
	/*
	 * A queue that drops, as netem's, says so, but that is no failure here. A send buffer of -b that
	 * does not become free is one: who takes packets on the other side must not keep it.
	 */
	if (sendmsg(tx, &msg, 0) < 0 && errno != ENOBUFS)
		die("sendmsg: %s", strerror(errno));
	if (tx2 >= 0 && sendmsg(tx2, &msg, 0) < 0 && errno != ENOBUFS)
		die("sendmsg: %s", strerror(errno));
}

static void send_number(uint64_t number)
{
	static unsigned char buf[MAX_SIZE];

	fill(buf, size, number);
	transmit(buf, size, 0);
	paced();
}

/* Does something for each number of 1,3,2,4-8 or 8-4. */
static void each(const char *list, void (*what)(uint64_t number))
{
	while (*list) {
		char *end;
		uint64_t first = strtoull(list, &end, 0), last = first;

		if (end == list)
			die("what is '%s'?", list);
		if (*end == '-') {
			list = end + 1;
			last = strtoull(list, &end, 0);
			if (end == list)
				die("what is '%s'?", list);
		}
		for (; first != last; first += first < last ? 1 : -1)
			what(first);
		what(last);
		list = end;
		if (*list == ',')
			list++;
		else if (*list)
			die("what is '%s'?", list);
	}
}

static unsigned char aggregate[MAX_SIZE];
static unsigned int nr_segments;

static void add_segment(uint64_t number)
{
	if (nr_segments == MAX_SEGMENTS || (nr_segments + 1) * size > sizeof(aggregate))
		die("the aggregate is too large");
	fill(&aggregate[nr_segments++ * size], size, number);
}

static void send_raw(const char *hex)
{
	unsigned char buf[2048];
	size_t len = 0;
	unsigned int byte;

	while (len < sizeof(buf) && sscanf(&hex[2 * len], "%2x", &byte) == 1) {
		buf[len++] = byte;
		if (!hex[2 * len - 1])
			die("'%s' ends within a byte", hex);
	}
	transmit(buf, len, 0);
}

/* Adds the 16-bit words of @len bytes; @len is even but for the last ones (RFC 1071). */
static uint32_t add_words(uint32_t sum, const void *data, size_t len)
{
	const unsigned char *p = data;

	for (size_t i = 0; i < len; i++)
		sum += i % 2 ? p[i] : p[i] << 8;
	while (sum >> 16)
		sum = (sum & 0xffff) + (sum >> 16);
	return sum;
}

/* The checksum of a datagram from there to @to (RFC 768, RFC 8200 8.1). */
static uint16_t checksum(const struct sockaddr_storage *source, const void *buf, size_t len)
{
	uint32_t sum = len + IPPROTO_UDP;

	if (family == AF_INET) {
		sum = add_words(sum, &((struct sockaddr_in *)source)->sin_addr, 4);
		sum = add_words(sum, &((struct sockaddr_in *)&to)->sin_addr, 4);
	} else {
		sum = add_words(sum, &((struct sockaddr_in6 *)source)->sin6_addr, 16);
		sum = add_words(sum, &((struct sockaddr_in6 *)&to)->sin6_addr, 16);
	}
	sum = ~add_words(sum, buf, len) & 0xffff;
	return sum ? sum : 0xffff;
}

/* What the kernel sends itself has no checksum as long as it stays in the machine. */
static void send_written(const char *number, const char *kind)
{
	static unsigned char buf[MAX_SIZE];
	struct udphdr *udp = (void *)buf;
	struct sockaddr_storage source, where = to;
	socklen_t len = sizeof(source);

	/* A raw socket of IPv6 takes no port. */
	if (family == AF_INET6)
		((struct sockaddr_in6 *)&where)->sin6_port = 0;
	if (connect(written, (void *)&where, to_len) ||
	    getsockname(written, (void *)&source, &len))
		die("a raw socket: %s", strerror(errno));
	fill(buf + sizeof(*udp), size, strtoull(number, NULL, 0));
	udp->source = udp->dest = htons(port);
	udp->len = htons(udp_len ? udp_len : sizeof(*udp) + size);
	udp->check = 0;
	if (strcmp(kind, "nosum"))
		udp->check = htons(checksum(&source, buf, sizeof(*udp) + size));
	if (!strcmp(kind, "badsum"))
		udp->check ^= htons(0x0100);
	if (send(written, buf, sizeof(*udp) + size, 0) < 0)
		die("a raw socket: %s", strerror(errno));
}

static void set_port(int port)
{
	if (family == AF_INET)
		((struct sockaddr_in *)&to)->sin_port = htons(port);
	else
		((struct sockaddr_in6 *)&to)->sin6_port = htons(port);
}

/* xorshift64* (S. Vigna, "An experimental exploration of Marsaglia's xorshift generators"). */
static uint64_t chance(void)
{
	seed ^= seed >> 12;
	seed ^= seed << 25;
	seed ^= seed >> 27;
	return seed * 2685821657736338717ULL;
}

static void fuzz(long packets)
{
	unsigned char buf[1472];
	uint64_t dice;

	while (packets--) {
		size_t len;

		dice = chance() >> 32;
		len = dice & 3 ? dice / 4 % 40 : dice / 4 % (sizeof(buf) + 1);
		for (size_t i = 0; i < len; i += sizeof(dice)) {
			uint64_t random = chance();

			memcpy(&buf[i], &random, sizeof(random));
		}
		if (dice & 1 << 28 && len > 4) {
			/* Near others; and for RTP what it begins with and few sources. */
			buf[0] = dice & 1 << 27 ? 0x80 : 0;
			buf[2] = 0;
			if (len > 11)
				memset(&buf[8], dice >> 20 & 1, 3);
		}
		set_port(port + (dice >> 24 & 3));
		transmit(buf, len, 0);
		if (!(packets % 64))
			while (receive_one())
				nr_arrivals = nr_packets = 0;
	}
	set_port(port);
	receive(100, INT32_MAX, SIZE_MAX);
	nr_arrivals = nr_packets = 0;
}

static void via(int fd, const char *device)
{
	if (setsockopt(fd, SOL_SOCKET, SO_BINDTODEVICE, device, strlen(device)))
		die("%s: %s", device, strerror(errno));
}

/* Options that tell nobody anything. */
static void extend(int fd)
{
	static const uint8_t nops[8] = { 1, 1, 1, 1, 1, 1, 1, 1 };
	static const uint8_t pads[8] = { 0, 0, 1, 4 };

	if (family == AF_INET ? setsockopt(fd, IPPROTO_IP, IP_OPTIONS, nops, sizeof(nops)) :
				setsockopt(fd, IPPROTO_IPV6, IPV6_HOPOPTS, pads, sizeof(pads)) ||
				setsockopt(fd, IPPROTO_IPV6, IPV6_DSTOPTS, pads, sizeof(pads)))
		die("options: %s", strerror(errno));
}

static void step(const char *text)
{
	const char *arg = strchr(text, ':');
	struct arrival mark = { .size = -1 };
	int rc;

	arg = arg ? arg + 1 : "";
	if (!strncmp(text, "gso:", 4)) {
		nr_segments = 0;
		each(arg, add_segment);
		transmit(aggregate, nr_segments * size, size);
		paced();
	} else if (!strncmp(text, "size:", 5)) {
		size = strtoul(arg, NULL, 0);
		if (size > MAX_SIZE)
			die("size %zu", size);
	} else if (!strncmp(text, "len:", 4)) {
		udp_len = strtoul(arg, NULL, 0);
	} else if (!strncmp(text, "ssrc:", 5)) {
		ssrc = strtoul(arg, NULL, 0);
	} else if (!strncmp(text, "again:", 6)) {
		again = atoi(arg);
	} else if (!strncmp(text, "pace:", 5)) {
		pace_us = strtol(arg, NULL, 0);
	} else if (!strncmp(text, "via:", 4)) {
		via(tx, arg);
	} else if (!strncmp(text, "raw:", 4)) {
		send_raw(arg);
	} else if (!strncmp(text, "sum:", 4) || !strncmp(text, "badsum:", 7) ||
		   !strncmp(text, "nosum:", 6)) {
		char kind[8];

		snprintf(kind, sizeof(kind), "%.*s", (int)(arg - 1 - text), text);
		send_written(arg, kind);
	} else if (!strncmp(text, "wait:", 5)) {
		receive(INT32_MAX, strtol(arg, NULL, 0), SIZE_MAX);
	} else if (!strncmp(text, "until:", 6)) {
		receive(INT32_MAX, 10000, strtoul(arg, NULL, 0));
	} else if (!strncmp(text, "fuzz:", 5)) {
		fuzz(strtol(arg, NULL, 0));
	} else if (!strcmp(text, "mark")) {
		receive(30, INT32_MAX, SIZE_MAX);
		note(&mark);
	} else if (!strncmp(text, "sh:", 3)) {
		rc = system(arg);
		if (rc)
			die("'%s' ended with %d", arg, rc);
	} else {
		each(text, send_number);
	}
}

/* A socket in a network namespace; this process stays where it is. */
static int socket_in(const char *netns, int type, int protocol)
{
	char path[128];
	int here, there, fd;

	if (!netns)
		return socket(family, type | SOCK_CLOEXEC, protocol);
	here = open("/proc/self/ns/net", O_RDONLY | O_CLOEXEC);
	snprintf(path, sizeof(path), "/run/netns/%s", netns);
	there = open(path, O_RDONLY | O_CLOEXEC);
	if (here < 0 || there < 0 || setns(there, CLONE_NEWNET))
		die("%s: %s", netns, strerror(errno));
	fd = socket(family, type | SOCK_CLOEXEC, protocol);
	if (setns(here, CLONE_NEWNET))
		die("setns: %s", strerror(errno));
	close(here);
	close(there);
	return fd;
}

static void local(int fd, int port)
{
	struct sockaddr_in6 v6 = { .sin6_family = AF_INET6, .sin6_port = htons(port) };
	struct sockaddr_in v4 = { .sin_family = AF_INET, .sin_port = htons(port) };
	int one = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &one, sizeof(one));
	if (family == AF_INET ? bind(fd, (void *)&v4, sizeof(v4)) :
				bind(fd, (void *)&v6, sizeof(v6)))
		die("port %d: %s", port, strerror(errno));
}

/* Sends one of these to itself, and tells whether its time stamp is from before it was asked for. */
static bool stamped(int fd)
{
	struct timespec pause = { .tv_nsec = 2000000 }, ts;
	char control[CMSG_SPACE(sizeof(ts))], byte = 0;
	struct iovec iov = { &byte, 1 };
	struct msghdr msg = {
		.msg_iov = &iov, .msg_iovlen = 1,
		.msg_control = control, .msg_controllen = sizeof(control),
	};
	struct cmsghdr *c;
	int64_t asked;

	if (send(fd, &byte, 1, 0) < 0)
		die("a probe: %s", strerror(errno));
	nanosleep(&pause, NULL);
	asked = now_ns();
	if (recvmsg(fd, &msg, 0) < 0)
		die("a probe: %s", strerror(errno));
	c = CMSG_FIRSTHDR(&msg);
	if (!c || c->cmsg_level != SOL_SOCKET || c->cmsg_type != SO_TIMESTAMPNS)
		die("a probe has no time stamp");
	memcpy(&ts, CMSG_DATA(c), sizeof(ts));
	return ts.tv_sec * 1000000000LL + ts.tv_nsec < asked;
}

/*
 * The kernel turns time stamps on some time after the first socket has asked for them. What arrives
 * before is stamped when it is read. So this looks until they are on, which they stay as long as
 * there is a socket that wants them.
 */
static void await_stamps(const char *netns)
{
	struct sockaddr_storage me = { .ss_family = family };
	struct timeval limit = { .tv_sec = 2 };
	socklen_t len = sizeof(me);
	int fd = socket_in(netns, SOCK_DGRAM, 0), one = 1, tries = 0;

	if (fd < 0)
		die("socket: %s", strerror(errno));
	if (family == AF_INET)
		((struct sockaddr_in *)&me)->sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	else
		((struct sockaddr_in6 *)&me)->sin6_addr = in6addr_loopback;
	setsockopt(fd, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one));
	setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof(limit));
	if (bind(fd, (void *)&me, to_len) || getsockname(fd, (void *)&me, &len) ||
	    connect(fd, (void *)&me, len))
		die("a probe: %s", strerror(errno));
	while (!stamped(fd))
		if (++tries == 1000)
			die("there are no time stamps");
	close(fd);
}

static void print_one(const struct arrival *a)
{
	if (!a->numbered) {
		printf("#%d", a->size);
		return;
	}
	if (a->ssrc != 1)
		printf("%u/", a->ssrc);
	printf("%llu%s", (unsigned long long)a->number, a->damaged ? "!" : "");
}

static bool follows(const struct arrival *b, const struct arrival *a)
{
	return a->size >= 0 && b->size >= 0 && a->numbered && b->numbered && !a->damaged &&
	       !b->damaged && a->ssrc == b->ssrc && b->number == a->number + 1;
}

static void print_numbers(bool times)
{
	const char *space = "";

	for (size_t i = 0; i < nr_arrivals; i++) {
		size_t first = i;

		printf("%s", space);
		space = " ";
		if (arrivals[i].size < 0) {
			printf("|");
			continue;
		}
		print_one(&arrivals[i]);
		if (times) {
			printf(":%lld:%lld", (long long)(arrivals[i].came_ns - start_ns) / 1000000,
			       (long long)(arrivals[i].stamp_ns - start_ns) / 1000000);
			continue;
		}
		while (i + 1 < nr_arrivals && follows(&arrivals[i + 1], &arrivals[i]))
			i++;
		if (i > first)
			printf("-%llu", (unsigned long long)arrivals[i].number);
	}
	printf("\n");
}

/* With the numbers of one stream that does not wrap. */
static void print_counts(void)
{
	uint64_t most = 0, highest = 0;
	size_t unique = 0, disorder = 0, duplicate = 0, damaged = 0;
	unsigned char *seen;

	for (size_t i = 0; i < nr_arrivals; i++)
		if (arrivals[i].number > most)
			most = arrivals[i].number;
	seen = most < SIZE_MAX ? calloc(1, most + 1) : NULL;
	if (!seen)
		die("numbers up to %llu", (unsigned long long)most);
	for (size_t i = 0; i < nr_arrivals; i++) {
		const struct arrival *a = &arrivals[i];

		if (a->size < 0)
			continue;
		damaged += a->damaged || !a->numbered;
		if (seen[a->number]++) {
			duplicate++;
			continue;
		}
		unique++;
		disorder += a->number < highest;
		if (a->number > highest)
			highest = a->number;
	}
	printf("received %zu unique %zu disorder %zu duplicate %zu damaged %zu\n",
	       nr_packets, unique, disorder, duplicate, damaged);
}

int main(int argc, char **argv)
{
	const char *from = NULL, *at = NULL, *device = NULL, *listen_on = NULL;
	const char *second = NULL;
	struct timeval limit = { .tv_sec = 2 };
	int opt, one = 1, buffer = 16 << 20, tx_buffer = 0, sport = 0;
	bool quiet = false, times = false, extended = false;
	long idle_ms = 80;
	size_t count = SIZE_MAX;
	cpu_set_t cpus;

	while ((opt = getopt(argc, argv, "+N:R:i:r:s:f:z:p:w:n:e:2:b:xqth")) != -1) {
		switch (opt) {
		case 'N': from = optarg; break;
		case 'R': at = optarg; break;
		case 'i': device = optarg; break;
		case 'r': listen_on = optarg; break;
		case 's': sport = atoi(optarg); break;
		case 'f': set_format(optarg); break;
		case 'z': size = atoi(optarg); break;
		case 'p': pace_us = atol(optarg); break;
		case 'w': idle_ms = atol(optarg); break;
		case 'n': count = atol(optarg); break;
		case 'e': seed = strtoull(optarg, NULL, 0) + 1; break;
		case '2': second = optarg; break;
		case 'b': tx_buffer = atoi(optarg); break;
		case 'x': extended = true; break;
		case 'q': quiet = true; break;
		case 't': times = true; break;
		default:
			fputs(help, opt == 'h' ? stdout : stderr);
			return opt == 'h' ? 0 : 2;
		}
	}
	if (argc - optind < 2) {
		fputs(help, stderr);
		return 2;
	}
	port = atoi(argv[optind + 1]);
	if (strchr(argv[optind], ':')) {
		struct sockaddr_in6 *v6 = (void *)&to;

		family = AF_INET6;
		v6->sin6_family = family;
		v6->sin6_port = htons(port);
		to_len = sizeof(*v6);
		if (inet_pton(family, argv[optind], &v6->sin6_addr) != 1)
			die("address '%s'", argv[optind]);
	} else {
		struct sockaddr_in *v4 = (void *)&to;

		v4->sin_family = family;
		v4->sin_port = htons(port);
		to_len = sizeof(*v4);
		if (inet_pton(family, argv[optind], &v4->sin_addr) != 1)
			die("address '%s'", argv[optind]);
	}

	tx = socket_in(from, SOCK_DGRAM, 0);
	rx = socket_in(at, SOCK_DGRAM, 0);
	/* Only root may have one; who needs it is told when it is used. */
	written = socket_in(from, SOCK_RAW, IPPROTO_UDP);
	if (tx < 0 || rx < 0)
		die("socket: %s", strerror(errno));
	local(rx, port);
	if (sport)
		local(tx, sport);
	if (device)
		via(tx, device);
	if (second) {
		tx2 = socket_in(from, SOCK_DGRAM, 0);
		if (tx2 < 0)
			die("socket: %s", strerror(errno));
		setsockopt(tx2, SOL_SOCKET, SO_SNDBUFFORCE, &buffer, sizeof(buffer));
		via(tx2, second);
	}
	if (listen_on)
		via(rx, listen_on);
	setsockopt(rx, SOL_SOCKET, SO_RCVBUFFORCE, &buffer, sizeof(buffer));
	setsockopt(rx, SOL_SOCKET, SO_TIMESTAMPNS, &one, sizeof(one));
	setsockopt(tx, SOL_SOCKET, SO_SNDBUFFORCE, tx_buffer ? &tx_buffer : &buffer, sizeof(int));

	setsockopt(tx, SOL_SOCKET, SO_SNDTIMEO, &limit, sizeof(limit));
	if (extended)
		extend(tx);

	CPU_ZERO(&cpus);
	CPU_SET(0, &cpus);
	sched_setaffinity(0, sizeof(cpus), &cpus);

	if (times)
		await_stamps(at);
	start_ns = now_ns();
	for (int i = optind + 2; i < argc; i++)
		step(argv[i]);
	receive(idle_ms, INT32_MAX, count);
	if (quiet)
		print_counts();
	else
		print_numbers(times);
	return 0;
}
