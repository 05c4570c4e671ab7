// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <math.h>
#include <stdio.h>

#include <linux/lfring.h>

#include "account.h"
#include "fmt.h"
#include "json.h"
#include "run.h"
#include "text.h"

struct verdict {
	bool stopped;
	bool nothing_dropped;
	bool rate_kept;
	bool accounted;
	double deviation; /* percent */
};

static struct verdict judge(const struct run *run, const struct rec *stats)
{
	double target = rec_num(stats, LFRING_A_STATS_TARGET_BPS);
	double rate = rec_num(stats, LFRING_A_STATS_RATE_BPS);
	double seconds = rec_num(stats, LFRING_A_STATS_RUN_NS) / 1e9;
	const struct rec *config = &run->config.first->rec;
	struct verdict verdict = {
		.stopped = rec_num(stats, LFRING_A_STATS_STATE) == LFRING_STATE_STOPPED,
		.nothing_dropped = rec_num(stats, LFRING_A_STATS_DROPPED) == 0,
		.rate_kept = true,
		.accounted = account_all_hold(stats),
	};
	double grain;

	/* Producers that do not wait have no target. */
	if (target <= 0 || rec_num(config, LFRING_A_PIPELINE_PACE) == LFRING_PACE_NONE)
		return verdict;
	verdict.deviation = (rate - target) / target * 100;
	/* Packets are whole: at the end each producer can be up to one off the exact number. */
	grain = seconds > 0 ? rec_num(config, LFRING_A_PIPELINE_PRODUCERS) * 8.0 *
				      rec_num(config, LFRING_A_PIPELINE_PACKET_SIZE) / seconds :
			      0;
	verdict.rate_kept = fabs(rate - target) <= target * run->tolerance / 1e5 + grain;
	return verdict;
}

static bool passed(const struct verdict *verdict)
{
	return verdict->stopped && verdict->nothing_dropped && verdict->rate_kept &&
	       verdict->accounted;
}

static void summary_json(const struct run *run, const struct args *args, const struct rec *stats,
			 const struct verdict *verdict)
{
	struct json json;

	json_init(&json, stdout, args->pretty);
	json_array(&json, NULL);
	json_object(&json, NULL);
	snapshot_json(&json, &run->snapshot, stats);
	json_decimal(&json, "tolerance_percent", run->tolerance, 3);
	json_float(&json, "deviation_percent", verdict->deviation);
	json_bool(&json, "interrupted", run->interrupted);
	if (run->has_cpu) {
		json_object(&json, "cpu");
		json_number(&json, "cpus", run->cpu.cpus);
		json_float(&json, "wall_seconds", run->cpu.wall);
		json_float(&json, "busy_seconds", run->cpu.busy);
		json_float(&json, "irq_seconds", run->cpu.irq);
		json_end(&json);
	}
	json_object(&json, "verdict");
	json_bool(&json, "stopped", verdict->stopped);
	json_bool(&json, "nothing_dropped", verdict->nothing_dropped);
	json_bool(&json, "rate_kept", verdict->rate_kept);
	json_bool(&json, "accounted", verdict->accounted);
	json_bool(&json, "passed", passed(verdict));
	json_end(&json);
	json_end(&json);
	json_end(&json);
}

static const char *mark(bool good)
{
	return good ? "  ok" : "  FAIL";
}

static void print_counter(const struct rec *stats, unsigned int id)
{
	printf("  %-9s %12" PRIu64 "\n", stats->set->attr[id].name, rec_num(stats, id));
}

static void print_drops(const struct rec *stats, const struct verdict *verdict)
{
	struct rec drops = rec_nest(stats, LFRING_A_STATS_DROPS);
	uint64_t offered = rec_num(stats, LFRING_A_STATS_OFFERED);
	uint64_t dropped = rec_num(stats, LFRING_A_STATS_DROPPED);
	const char *separator = " (";
	unsigned int id;

	printf("  %-9s %12" PRIu64, "dropped", dropped);
	if (dropped && offered)
		printf(" = %.3f %%", 100.0 * dropped / offered);
	for (id = 1; dropped && id <= drops.set->max; id++) {
		if (!rec_num(&drops, id))
			continue;
		printf("%s%s %" PRIu64, separator, drops.set->attr[id].name, rec_num(&drops, id));
		separator = ", ";
	}
	printf("%s%s\n", separator[0] == ',' ? ")" : "", mark(verdict->nothing_dropped));
}

static void print_rate(const struct run *run, const struct rec *stats,
		       const struct verdict *verdict)
{
	char rate[FMT_SIZE], target[FMT_SIZE], tolerance[FMT_SIZE];

	fmt_mbps(rate, sizeof(rate), rec_num(stats, LFRING_A_STATS_RATE_BPS));
	fmt_mbps(target, sizeof(target), rec_num(stats, LFRING_A_STATS_TARGET_BPS));
	fmt_decimal(tolerance, sizeof(tolerance), run->tolerance, 3);
	printf("  target    %12s Mb/s\n", target);
	printf("  achieved  %12s Mb/s, %+.4f %%, tolerance %s %%%s\n", rate, verdict->deviation,
	       tolerance, mark(verdict->rate_kept));
}

static void summary_text(const struct run *run, const struct rec *stats,
			 const struct verdict *verdict)
{
	unsigned int id;
	char stop[FMT_SIZE];

	text_name(stdout, run->name);
	printf(": %s after %.3f s%s%s\n", rec_enum(stats, LFRING_A_STATS_STATE),
	       rec_num(stats, LFRING_A_STATS_RUN_NS) / 1e9, run->interrupted ? ", interrupted" : "",
	       verdict->stopped ? "" : mark(false));
	for (id = LFRING_A_STATS_OFFERED; id <= LFRING_A_STATS_IN_WINDOW; id++) {
		if (id == LFRING_A_STATS_DROPPED)
			print_drops(stats, verdict);
		else
			print_counter(stats, id);
	}
	print_rate(run, stats, verdict);
	if (run->has_cpu)
		printf("  CPU       %12.2f s busy in %.2f s on %u CPUs, %.1f %% of the machine, "
		       "%.2f s in interrupts\n",
		       run->cpu.busy, run->cpu.wall, run->cpu.cpus,
		       100 * run->cpu.busy / (run->cpu.wall * run->cpu.cpus), run->cpu.irq);
	fmt_time(stop, sizeof(stop), rec_num(stats, LFRING_A_STATS_SHUTDOWN_NS));
	printf("  shutdown  %12s\n", stop);
	text_identities(stdout, stats, mark(true), mark(false));
	printf("%s\n", passed(verdict) ? "PASS" : "FAIL");
}

enum status run_summary(const struct run *run, const struct args *args)
{
	const struct rec *stats = &run->snapshot.stats.first->rec;
	struct verdict verdict = judge(run, stats);

	if (args->json)
		summary_json(run, args, stats, &verdict);
	else
		summary_text(run, stats, &verdict);
	return passed(&verdict) ? STATUS_DONE : STATUS_FAILED;
}
