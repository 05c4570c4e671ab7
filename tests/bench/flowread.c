// SPDX-License-Identifier: GPL-2.0
/*
 * flowread.c - read packets as fast as they come, for tests/bench/forward
 *
 *	flowread tpacket IFNAME		by AF_PACKET, TPACKET_V3: blocks in a ring that is mapped
 *	flowread lfring PATH		from /dev/lfring/NAME, mapped
 *
 * Both look at the first bytes of each packet. A line "ready" says that what comes is read; after
 * SIGTERM what is there is read, and another line says how many packets were. The others were lost.
 */
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <unistd.h>
#include <arpa/inet.h>
#include <linux/if_ether.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <linux/lfring_dev.h>

/* 8 MiB; a block is handed over when it is full or after 10 ms, so they are small. */
#define BLOCK_BYTES	(1u << 17)
#define BLOCKS		64u
#define BLOCK_MS	10u

/*
 * While packets come, whoever reads records sleeps so long before it looks again, which is about
 * as often as a block is full; it waits to be woken when none has come meanwhile.
 */
#define PAUSE_NS	2000000

/* Records that are looked at before it is asked whether they still were there. */
#define BATCH		64u

static volatile sig_atomic_t ended;
static uint64_t packets;
static volatile uint64_t seen;	/* so that what is looked at is needed */

static void on_term(int signal)
{
	(void)signal;
	ended = 1;
}

static void die(const char *what)
{
	fprintf(stderr, "flowread: %s: %s\n", what, strerror(errno));
	exit(1);
}

static void look(const void *packet)
{
	uint64_t word;

	memcpy(&word, packet, sizeof(word));
	seen = word;
	packets++;
}

static void say_ready(void)
{
	puts("ready");
	fflush(stdout);
}

static void wait_for(int fd)
{
	struct pollfd poller = { .fd = fd, .events = POLLIN };

	poll(&poller, 1, 100);
}

static void read_block(const struct tpacket_block_desc *block)
{
	const char *at = (const char *)block + block->hdr.bh1.offset_to_first_pkt;
	uint32_t i;

	for (i = 0; i < block->hdr.bh1.num_pkts; i++) {
		const struct tpacket3_hdr *packet = (const void *)at;

		look(at + packet->tp_mac);
		at += packet->tp_next_offset;
	}
}

static void read_tpacket(const char *ifname)
{
	struct tpacket_req3 ring = {
		.tp_block_size = BLOCK_BYTES,
		.tp_block_nr = BLOCKS,
		.tp_frame_size = 2048,
		.tp_frame_nr = BLOCK_BYTES / 2048 * BLOCKS,
		.tp_retire_blk_tov = BLOCK_MS,
	};
	struct sockaddr_ll address = {
		.sll_family = AF_PACKET,
		.sll_protocol = htons(ETH_P_IP),
		.sll_ifindex = (int)if_nametoindex(ifname),
	};
	struct tpacket_block_desc *block;
	int fd, version = TPACKET_V3;
	uint32_t at = 0;
	char *map;

	fd = socket(AF_PACKET, SOCK_RAW, 0);
	if (fd < 0)
		die("socket");
	if (setsockopt(fd, SOL_PACKET, PACKET_VERSION, &version, sizeof(version)) ||
	    setsockopt(fd, SOL_PACKET, PACKET_RX_RING, &ring, sizeof(ring)))
		die("TPACKET_V3");
	map = mmap(NULL, (size_t)BLOCK_BYTES * BLOCKS, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (map == MAP_FAILED)
		die("mmap");
	if (bind(fd, (struct sockaddr *)&address, sizeof(address)))
		die(ifname);
	say_ready();
	for (;;) {
		block = (void *)(map + (size_t)at * BLOCK_BYTES);
		if (!(__atomic_load_n(&block->hdr.bh1.block_status, __ATOMIC_ACQUIRE) &
		      TP_STATUS_USER)) {
			if (ended)
				break;
			wait_for(fd);
			continue;
		}
		read_block(block);
		__atomic_store_n(&block->hdr.bh1.block_status, TP_STATUS_KERNEL, __ATOMIC_RELEASE);
		at = (at + 1) % BLOCKS;
	}
}

/*
 * Look at the records from @n up to @end. What was written over meanwhile, which the head tells
 * afterwards, has been lost; @most is how far the head may be from one that was not.
 */
static void read_records(const struct lfring_area *area, const char *slots, uint32_t slot_bytes,
			 uint64_t n, uint64_t end, uint64_t most)
{
	uint64_t i, head;

	for (i = n; i != end; i++)
		look(slots + (i & most) * slot_bytes + sizeof(struct lfring_record));
	__atomic_thread_fence(__ATOMIC_ACQUIRE);
	head = __atomic_load_n(&area->head, __ATOMIC_RELAXED);
	if (head - n > most)
		packets -= head - most < end ? head - most - n : end - n;
}

static void read_lfring(const char *path)
{
	const struct lfring_area *area;
	const struct timespec pause = { .tv_nsec = PAUSE_NS };
	uint64_t n, head, end, most;
	bool came = false;
	struct lfring_area first;
	const char *slots;
	size_t bytes;
	int fd;

	fd = open(path, O_RDONLY);
	if (fd < 0)
		die(path);
	area = mmap(NULL, sizeof(*area), PROT_READ, MAP_SHARED, fd, 0);
	if (area == MAP_FAILED)
		die("mmap");
	first = *area;
	bytes = first.slots_offset + (size_t)first.slots * first.slot_bytes;
	area = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, 0);
	if (area == MAP_FAILED)
		die("mmap");
	slots = (const char *)area + first.slots_offset;
	most = first.slots - 1;
	n = __atomic_load_n(&area->head, __ATOMIC_ACQUIRE);
	say_ready();
	for (;;) {
		head = __atomic_load_n(&area->head, __ATOMIC_ACQUIRE);
		if (n == head) {
			if (ended)
				break;
			if (came) {
				nanosleep(&pause, NULL);
				came = false;
				continue;
			}
			lseek(fd, (off_t)n, SEEK_SET);
			wait_for(fd);
			continue;
		}
		came = true;
		if (head - n > most)
			n = head - most;
		end = head - n > BATCH ? n + BATCH : head;
		read_records(area, slots, first.slot_bytes, n, end, most);
		n = end;
	}
}

int main(int argc, char **argv)
{
	struct sigaction action = { .sa_handler = on_term };

	if (argc != 3) {
		fprintf(stderr, "usage: flowread tpacket IFNAME | lfring PATH\n");
		return 2;
	}
	/* To fetch a page of the program takes as long as the host takes: packets come meanwhile. */
	if (mlockall(MCL_CURRENT | MCL_FUTURE))
		die("mlockall");
	sigaction(SIGTERM, &action, NULL);
	if (!strcmp(argv[1], "tpacket"))
		read_tpacket(argv[2]);
	else
		read_lfring(argv[2]);
	printf("%llu\n", (unsigned long long)packets);
	return 0;
}
