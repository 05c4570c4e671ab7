// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>

#include <linux/lfring.h>

#include "fmt.h"
#include "hist.h"
#include "text.h"
#include "text_flow.h"

/* A moment and the one that rates are since. */
struct moment {
	const struct rec *now, *before; /* before is NULL for the beginning */
	double seconds;			/* between them */
};

/* How much more a counter came to in a second. */
static double per_second(const struct moment *moment, unsigned int id)
{
	uint64_t before = moment->before ? rec_num(moment->before, id) : 0;

	if (moment->seconds <= 0)
		return 0;
	/* One that went back was begun anew. */
	if (rec_num(moment->now, id) < before)
		before = 0;
	return (rec_num(moment->now, id) - before) / moment->seconds;
}

/* The rate of a counter of bytes. */
static void put_mbps(char *buf, size_t size, const struct moment *moment, unsigned int id)
{
	double bps = 8 * per_second(moment, id);

	/* What came from the kernel can be anything. */
	fmt_mbps(buf, size, bps < 1e18 ? bps : 1e18);
}

static struct moment since(const struct rec *now, const struct rec *before)
{
	uint64_t ns = rec_num(now, LFRING_A_FLOW_STATS_RUN_NS), begin = 0;

	if (before)
		begin = rec_num(before, LFRING_A_FLOW_STATS_RUN_NS);
	/* It was reset meanwhile, or is another flow of the name. */
	if (begin >= ns) {
		before = NULL;
		begin = 0;
	}
	return (struct moment){ .now = now, .before = before, .seconds = (ns - begin) / 1e9 };
}

static void put_share(char *buf, size_t size, uint64_t part, uint64_t whole)
{
	if (whole)
		snprintf(buf, size, "%.3f %%", 100.0 * part / whole);
	else
		snprintf(buf, size, "-");
}

/* A counter, its share of another one if whole is not 0, its rate, and more about it. */
static void row(FILE *file, const struct moment *moment, const char *title, unsigned int id,
		uint64_t whole, const char *remark)
{
	char share[FMT_SIZE] = "";

	if (whole)
		put_share(share, sizeof(share), rec_num(moment->now, id), whole);
	fprintf(file, "  %-10s %14" PRIu64 " %10s %12.1f%s%s\n", title, rec_num(moment->now, id),
		share, per_second(moment, id), *remark ? "  " : "", remark);
}

static void delivery_rows(FILE *file, const struct moment *moment)
{
	const struct rec *stats = moment->now;
	uint64_t received = rec_num(stats, LFRING_A_FLOW_STATS_RECEIVED);
	char remark[128];

	row(file, moment, "received", LFRING_A_FLOW_STATS_RECEIVED, 0, "");
	row(file, moment, "delivered", LFRING_A_FLOW_STATS_DELIVERED, received, "");
	snprintf(remark, sizeof(remark), "duplicate %" PRIu64 ", late %" PRIu64,
		 rec_num(stats, LFRING_A_FLOW_STATS_DROPPED_DUPLICATE),
		 rec_num(stats, LFRING_A_FLOW_STATS_DROPPED_LATE));
	row(file, moment, "dropped", LFRING_A_FLOW_STATS_DROPPED, received, remark);
	snprintf(remark, sizeof(remark), "%" PRIu64 " numbers were given up",
		 rec_num(stats, LFRING_A_FLOW_STATS_GIVEN_UP));
	row(file, moment, "late", LFRING_A_FLOW_STATS_LATE, received, remark);
}

static void metric_rows(FILE *file, const struct moment *moment)
{
	const struct rec *metrics = moment->now;
	char remark[128], late[FMT_SIZE];

	snprintf(remark, sizeof(remark), "in %" PRIu64 " bursts, the longest of %" PRIu64,
		 rec_num(metrics, LFRING_A_FLOW_METRICS_LOSS_BURSTS),
		 rec_num(metrics, LFRING_A_FLOW_METRICS_LOSS_BURST_MAX));
	row(file, moment, "lost", LFRING_A_FLOW_METRICS_LOST,
	    rec_num(metrics, LFRING_A_FLOW_METRICS_EXPECTED), remark);
	row(file, moment, "duplicate", LFRING_A_FLOW_METRICS_DUPLICATE,
	    rec_num(metrics, LFRING_A_FLOW_METRICS_UNIQUE) +
		    rec_num(metrics, LFRING_A_FLOW_METRICS_DUPLICATE),
	    "");
	fmt_time(late, sizeof(late), rec_num(metrics, LFRING_A_FLOW_METRICS_LATE_OFFSET_MAX_NS));
	snprintf(remark, sizeof(remark), "extent up to %" PRIu64 ", late by up to %s",
		 rec_num(metrics, LFRING_A_FLOW_METRICS_EXTENT_MAX), late);
	row(file, moment, "reordered", LFRING_A_FLOW_METRICS_REORDERED,
	    rec_num(metrics, LFRING_A_FLOW_METRICS_UNIQUE), remark);
}

static void times(FILE *file, const struct rec *stats, const struct rec *metrics)
{
	char jitter[FMT_SIZE], median[FMT_SIZE], high[FMT_SIZE];
	struct hist hist;

	fmt_time(jitter, sizeof(jitter), rec_num(metrics, LFRING_A_FLOW_METRICS_JITTER_NS));
	fprintf(file, "  jitter    %s\n", jitter);
	hist_load(&hist, stats, LFRING_A_FLOW_STATS_ADDED_DELAY_NS);
	if (!hist.total)
		return;
	hist_quantile(&hist, 500, median, sizeof(median), HIST_TIMES);
	hist_quantile(&hist, 990, high, sizeof(high), HIST_TIMES);
	fprintf(file, "  delay     half of the packets were held below %s, 99 %% below %s\n",
		median, high);
}

/* Paths are told in the order of the flow's devices, which does not change. */
static void path_table(FILE *file, const struct moment *moment)
{
	size_t i, count = rec_count(moment->now, LFRING_A_FLOW_STATS_PATH);
	struct rec now, before;
	char rate[FMT_SIZE];

	if (count)
		fprintf(file, "\n  %-15s %14s %12s %10s %12s %12s %12s %12s\n", "path", "received",
			"per second", "Mb/s", "duplicate", "reordered", "late", "lost");
	for (i = 0; i < count; i++) {
		struct moment path = { .now = &now, .seconds = moment->seconds };

		now = rec_nest_at(moment->now, LFRING_A_FLOW_STATS_PATH, i);
		if (moment->before) {
			before = rec_nest_at(moment->before, LFRING_A_FLOW_STATS_PATH, i);
			path.before = &before;
		}
		put_mbps(rate, sizeof(rate), &path, LFRING_A_FLOW_PATH_RECEIVED_BYTES);
		fprintf(file, "  ");
		text_name_padded(file, rec_str(&now, LFRING_A_FLOW_PATH_DEV), 15);
		fprintf(file,
			" %14" PRIu64 " %12.1f %10s %12" PRIu64 " %12" PRIu64 " %12" PRIu64
			" %12" PRIu64 "\n",
			rec_num(&now, LFRING_A_FLOW_PATH_RECEIVED),
			per_second(&path, LFRING_A_FLOW_PATH_RECEIVED), rate,
			rec_num(&now, LFRING_A_FLOW_PATH_DUPLICATE),
			rec_num(&now, LFRING_A_FLOW_PATH_REORDERED),
			rec_num(&now, LFRING_A_FLOW_PATH_LATE),
			rec_num(&now, LFRING_A_FLOW_PATH_LOST));
	}
}

/* With one path this is what has been told of the flow. */
static void path_order_table(FILE *file, const struct rec *stats)
{
	size_t i, count = rec_count(stats, LFRING_A_FLOW_STATS_PATH);
	char late[FMT_SIZE], jitter[FMT_SIZE];
	struct rec path, metrics;

	if (count < 2)
		return;
	fprintf(file, "\n  %-15s %14s %12s %10s %12s %12s %12s %12s %10s\n", "each by itself",
		"lost", "in bursts", "longest", "duplicate", "reordered", "extent", "late by",
		"jitter");
	for (i = 0; i < count; i++) {
		path = rec_nest_at(stats, LFRING_A_FLOW_STATS_PATH, i);
		metrics = rec_nest(&path, LFRING_A_FLOW_PATH_METRICS);
		fmt_time(late, sizeof(late),
			 rec_num(&metrics, LFRING_A_FLOW_METRICS_LATE_OFFSET_MAX_NS));
		fmt_time(jitter, sizeof(jitter),
			 rec_num(&metrics, LFRING_A_FLOW_METRICS_JITTER_NS));
		fprintf(file, "  ");
		text_name_padded(file, rec_str(&path, LFRING_A_FLOW_PATH_DEV), 15);
		fprintf(file,
			" %14" PRIu64 " %12" PRIu64 " %10" PRIu64 " %12" PRIu64 " %12" PRIu64
			" %12" PRIu64 " %12s %10s\n",
			rec_num(&metrics, LFRING_A_FLOW_METRICS_LOST),
			rec_num(&metrics, LFRING_A_FLOW_METRICS_LOSS_BURSTS),
			rec_num(&metrics, LFRING_A_FLOW_METRICS_LOSS_BURST_MAX),
			rec_num(&metrics, LFRING_A_FLOW_METRICS_DUPLICATE),
			rec_num(&metrics, LFRING_A_FLOW_METRICS_REORDERED),
			rec_num(&metrics, LFRING_A_FLOW_METRICS_EXTENT_MAX), late, jitter);
	}
}

void text_flow(FILE *file, const struct rec *stats, const struct rec *before)
{
	struct rec bypass = rec_nest(stats, LFRING_A_FLOW_STATS_BYPASS);
	struct rec readers = rec_nest(stats, LFRING_A_FLOW_STATS_READERS);
	struct rec metrics = rec_nest(stats, LFRING_A_FLOW_STATS_METRICS), metrics_before;
	struct moment moment = since(stats, before);
	struct moment measured = { .now = &metrics, .seconds = moment.seconds };
	char rate[FMT_SIZE];

	if (moment.before) {
		metrics_before = rec_nest(moment.before, LFRING_A_FLOW_STATS_METRICS);
		measured.before = &metrics_before;
	}
	put_mbps(rate, sizeof(rate), &moment, LFRING_A_FLOW_STATS_RECEIVED_BYTES);
	text_name(file, rec_str(stats, LFRING_A_FLOW_STATS_NAME));
	fprintf(file, ": %s, %.1f s, %s Mb/s\n", rec_enum(stats, LFRING_A_FLOW_STATS_MODE),
		rec_num(stats, LFRING_A_FLOW_STATS_RUN_NS) / 1e9, rate);
	text_identities(file, stats, "  ok", "  BROKEN");
	fprintf(file, "\n  %-10s %14s %10s %12s\n", "", "packets", "share", "per second");
	delivery_rows(file, &moment);
	metric_rows(file, &measured);
	fprintf(file,
		"\n  held      %" PRIu64 " packets of %" PRIu64 " bytes now, at most %" PRIu64
		" at a time\n",
		rec_num(stats, LFRING_A_FLOW_STATS_HELD),
		rec_num(stats, LFRING_A_FLOW_STATS_HELD_BYTES),
		rec_num(stats, LFRING_A_FLOW_STATS_HELD_HIGH));
	times(file, stats, &metrics);
	text_numbers(file, "numbers", &metrics, LFRING_A_FLOW_METRICS_STREAMS,
		     LFRING_A_FLOW_METRICS_STRAY);
	text_numbers(file, "arrival", stats, LFRING_A_FLOW_STATS_SEGMENTS,
		     LFRING_A_FLOW_STATS_SEGMENTS);
	text_numbers(file, "sender", stats, LFRING_A_FLOW_STATS_RETRANSMITTED,
		     LFRING_A_FLOW_STATS_RETRANSMITTED);
	text_numbers(file, "bypass", &bypass, 1, bypass.set->max);
	text_numbers(file, "readers", &readers, 1, readers.set->max);
	path_table(file, &moment);
	path_order_table(file, stats);
}

void text_flow_histograms(FILE *file, const struct rec *stats)
{
	struct rec metrics = rec_nest(stats, LFRING_A_FLOW_STATS_METRICS);

	text_histogram(file, stats, LFRING_A_FLOW_STATS_ADDED_DELAY_NS,
		       "how long packets were held", HIST_TIMES);
	text_histogram(file, &metrics, LFRING_A_FLOW_METRICS_LOSS_BURST,
		       "packets lost one after the other", HIST_NUMBERS);
	text_histogram(file, &metrics, LFRING_A_FLOW_METRICS_EXTENT,
		       "packets since an earlier one with a higher number (RFC 4737, 4.2)",
		       HIST_NUMBERS);
	text_histogram(file, &metrics, LFRING_A_FLOW_METRICS_LATE_OFFSET_NS,
		       "time since then (RFC 4737, 4.3)", HIST_TIMES);
	text_histogram(file, &metrics, LFRING_A_FLOW_METRICS_N_REORDERING,
		       "reordered packets by n (RFC 4737, 5.3)", HIST_LINEAR);
	text_histogram(file, &metrics, LFRING_A_FLOW_METRICS_DENSITY_EARLY,
		       "packets by how many places they came too early (RFC 5236, 3)", HIST_LINEAR);
	text_histogram(file, &metrics, LFRING_A_FLOW_METRICS_DENSITY_LATE,
		       "the same of those that came too late, or in their place", HIST_LINEAR);
	text_histogram(file, &metrics, LFRING_A_FLOW_METRICS_OCCUPANCY,
		       "packets by how many a buffer would hold then (RFC 5236, 3)", HIST_LINEAR);
}
