// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <string.h>

#include <linux/lfring.h>

#include "account.h"
#include "fmt.h"
#include "hist.h"
#include "text.h"

enum {
	BAR_WIDTH = 40
};

void text_name_padded(FILE *file, const char *name, int columns)
{
	const unsigned char *c = (const unsigned char *)name;
	int used = 0;

	for (; *c; c++)
		used += fprintf(file, *c < ' ' || *c == 0x7f ? "\\x%02x" : "%c", *c);
	fprintf(file, "%*s", used < columns ? columns - used : 0, "");
}

void text_name(FILE *file, const char *name)
{
	text_name_padded(file, name, 0);
}

void text_word(FILE *file, const char *word)
{
	static const char safe[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789"
				   "_-.:,@%+/";
	const unsigned char *c = (const unsigned char *)word;

	if (*word && strspn(word, safe) == strlen(word)) {
		fputs(word, file);
		return;
	}
	fputs("$'", file);
	for (; *c; c++)
		if (*c < ' ' || *c >= 0x7f)
			fprintf(file, "\\x%02x", *c);
		else
			fprintf(file, "%s%c", *c == '\'' || *c == '\\' ? "\\" : "", *c);
	putc('\'', file);
}

void text_identities(FILE *file, const struct rec *stats, const char *good, const char *bad)
{
	const struct identity *identity = account_identities(stats->set);
	unsigned int j;

	for (; identity->total; identity++) {
		bool holds = account_holds(identity, stats);

		fprintf(file, "  %-9s %12" PRIu64 " %s", stats->set->attr[identity->total].name,
			rec_num(stats, identity->total), holds ? " =" : "!=");
		for (j = 0; j < IDENTITY_PARTS && identity->parts[j]; j++)
			fprintf(file, "%s %s %" PRIu64, j ? " +" : "",
				stats->set->attr[identity->parts[j]].name,
				rec_num(stats, identity->parts[j]));
		fprintf(file, "%s\n", holds ? good : bad);
	}
}

void text_oneline(FILE *file, const struct rec *stats)
{
	struct rec ring = rec_nest(stats, LFRING_A_STATS_RING);
	char rate[FMT_SIZE];

	fmt_mbps(rate, sizeof(rate), rec_num(stats, LFRING_A_STATS_RATE_BPS));
	fprintf(file,
		"[stats] inserted=%" PRIu64 " trimmed=%" PRIu64 " (rate=%s Mb/s) "
		"btree=%" PRIu64 " ring=%" PRIu64 "/%" PRIu64 " (produced=%" PRIu64
		" dropped=%" PRIu64 ")",
		rec_num(stats, LFRING_A_STATS_INSERTED), rec_num(stats, LFRING_A_STATS_EVICTED),
		rate, rec_num(stats, LFRING_A_STATS_IN_WINDOW), rec_num(&ring, LFRING_A_RING_LEN),
		rec_num(&ring, LFRING_A_RING_CAPACITY), rec_num(stats, LFRING_A_STATS_PRODUCED),
		rec_num(stats, LFRING_A_STATS_DROPPED));
}

void text_numbers(FILE *file, const char *title, const struct rec *rec, unsigned int from,
		  unsigned int to)
{
	const char *separator = "";
	unsigned int id;

	fprintf(file, "  %-9s ", title);
	for (id = from; id <= to; id++) {
		if (!rec_has(rec, id))
			continue;
		fprintf(file, "%s%s %" PRIu64, separator, rec->set->attr[id].name,
			rec_num(rec, id));
		separator = ", ";
	}
	putc('\n', file);
}

void text_histogram(FILE *file, const struct rec *stats, unsigned int id, const char *doc,
		    enum hist_scale scale)
{
	char low[FMT_SIZE], median[FMT_SIZE], high[FMT_SIZE];
	unsigned int i, width;
	struct hist hist;

	hist_load(&hist, stats, id);
	if (!hist.total)
		return;
	hist_quantile(&hist, 500, median, sizeof(median), scale);
	hist_quantile(&hist, 990, high, sizeof(high), scale);
	fprintf(file, "\n  %s: %s; half below %s, 99 %% below %s\n", stats->set->attr[id].name, doc,
		median, high);
	for (i = hist.first; i <= hist.last; i++) {
		hist_edge(i, low, sizeof(low), scale);
		width = (double)hist.buckets[i] / hist.most * BAR_WIDTH + 0.5;
		if (!width && hist.buckets[i])
			width = 1;
		fprintf(file, "    from %8s %12" PRIu64 "%s%.*s\n", low, hist.buckets[i],
			width ? "  " : "", (int)width,
			"################################################################");
	}
}

static void producer_table(FILE *file, const struct snapshot *snapshot, const struct rec *stats)
{
	char late[FMT_SIZE], rate[FMT_SIZE], target[FMT_SIZE];
	const struct rec_node *node;
	bool begun = false;

	for (node = snapshot->producers.first; node; node = node->next) {
		const struct rec *rec = &node->rec;

		if (!snapshot_belongs(rec, stats))
			continue;
		if (!begun)
			fprintf(file, "\n  %8s %-7s %12s %12s %8s %10s %10s %8s %9s\n", "producer",
				"state", "offered", "produced", "dropped", "Mb/s", "target",
				"overdue", "max late");
		begun = true;
		fmt_time(late, sizeof(late), rec_num(rec, LFRING_A_PRODUCER_MAX_LATE_NS));
		fmt_mbps(rate, sizeof(rate), rec_num(rec, LFRING_A_PRODUCER_RATE_BPS));
		fmt_mbps(target, sizeof(target), rec_num(rec, LFRING_A_PRODUCER_TARGET_BPS));
		fprintf(file,
			"  %8" PRIu64 " %-7s %12" PRIu64 " %12" PRIu64 " %8" PRIu64
			" %10s %10s %8" PRIu64 " %9s\n",
			rec_num(rec, LFRING_A_PRODUCER_ID),
			rec_num(rec, LFRING_A_PRODUCER_RUNNING) ? "running" : "ended",
			rec_num(rec, LFRING_A_PRODUCER_OFFERED),
			rec_num(rec, LFRING_A_PRODUCER_PRODUCED),
			rec_num(rec, LFRING_A_PRODUCER_DROPPED), rate, target,
			rec_num(rec, LFRING_A_PRODUCER_OVERDUE), late);
	}
}

static void shard_table(FILE *file, const struct snapshot *snapshot, const struct rec *stats)
{
	const struct rec_node *node;
	bool begun = false;

	for (node = snapshot->shards.first; node; node = node->next) {
		const struct rec *rec = &node->rec;

		if (!snapshot_belongs(rec, stats))
			continue;
		if (!begun)
			fprintf(file, "\n  %8s %8s %8s %10s %14s %14s %8s\n", "shard", "len",
				"capacity", "high water", "pushed", "popped", "stalls");
		begun = true;
		fprintf(file,
			"  %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %10" PRIu64 " %14" PRIu64
			" %14" PRIu64 " %8" PRIu64 "\n",
			rec_num(rec, LFRING_A_SHARD_ID), rec_num(rec, LFRING_A_SHARD_LEN),
			rec_num(rec, LFRING_A_SHARD_CAPACITY),
			rec_num(rec, LFRING_A_SHARD_HIGH_WATER),
			rec_num(rec, LFRING_A_SHARD_PUSHED), rec_num(rec, LFRING_A_SHARD_POPPED),
			rec_num(rec, LFRING_A_SHARD_STALLS));
	}
}

static void headline(FILE *file, const struct rec *stats)
{
	char run[FMT_SIZE], rate[FMT_SIZE], target[FMT_SIZE];

	fmt_mbps(rate, sizeof(rate), rec_num(stats, LFRING_A_STATS_RATE_BPS));
	fmt_mbps(target, sizeof(target), rec_num(stats, LFRING_A_STATS_TARGET_BPS));
	snprintf(run, sizeof(run), "%.1f", rec_num(stats, LFRING_A_STATS_RUN_NS) / 1e9);
	text_name(file, rec_str(stats, LFRING_A_STATS_NAME));
	fprintf(file, ": %s, %s s, %s Mb/s of %s Mb/s\n", rec_enum(stats, LFRING_A_STATS_STATE),
		run, rate, target);
}

void text_stats(FILE *file, const struct snapshot *snapshot, const struct rec *stats)
{
	struct rec drops = rec_nest(stats, LFRING_A_STATS_DROPS);
	struct rec ring = rec_nest(stats, LFRING_A_STATS_RING);
	struct rec window = rec_nest(stats, LFRING_A_STATS_WINDOW);
	struct rec pool = rec_nest(stats, LFRING_A_STATS_POOL);
	struct rec readers = rec_nest(stats, LFRING_A_STATS_READERS);
	uint64_t state = rec_num(stats, LFRING_A_STATS_STATE);
	char shutdown[FMT_SIZE];

	headline(file, stats);
	/* Counters move while they are read. */
	text_identities(file, stats, "",
			state == LFRING_STATE_RUNNING || state == LFRING_STATE_DRAINING ?
				"  (in flight)" :
				"  WRONG");
	text_numbers(file, "dropped", &drops, 1, drops.set->max);
	text_numbers(file, "ring", &ring, 1, ring.set->max);
	text_numbers(file, "window", &window, LFRING_A_WINDOW_SIZE, LFRING_A_WINDOW_NEXT_SEQ);
	text_numbers(file, "", &window, LFRING_A_WINDOW_MISSING, window.set->max);
	text_numbers(file, "producers", stats, LFRING_A_STATS_RETRIES, LFRING_A_STATS_OVERDUE);
	text_numbers(file, "consumer", stats, LFRING_A_STATS_WAKEUPS_TIMER, LFRING_A_STATS_DRAINS);
	text_numbers(file, "memory", stats, LFRING_A_STATS_PACKETS_ALLOCATED,
		     LFRING_A_STATS_PACKETS_ALLOCATED);
	text_numbers(file, "pool", &pool, LFRING_A_POOL_SIZE, LFRING_A_POOL_HIGH_WATER);
	text_numbers(file, "", &pool, LFRING_A_POOL_ALLOCS, pool.set->max);
	text_numbers(file, "readers", &readers, 1, readers.set->max);
	if (rec_num(stats, LFRING_A_STATS_SHUTDOWN_NS)) {
		fmt_time(shutdown, sizeof(shutdown), rec_num(stats, LFRING_A_STATS_SHUTDOWN_NS));
		fprintf(file, "  stop      the last one took %s\n", shutdown);
	}
	producer_table(file, snapshot, stats);
	shard_table(file, snapshot, stats);
	text_histogram(file, stats, LFRING_A_STATS_RESIDENCY_NS, "time of packets in the ring",
		       HIST_TIMES);
	text_histogram(file, stats, LFRING_A_STATS_DRAIN_PACKETS,
		       "packets the consumer took at once", HIST_NUMBERS);
	text_histogram(file, stats, LFRING_A_STATS_WAKE_LATE_NS, "how late the consumer woke up",
		       HIST_TIMES);
}
