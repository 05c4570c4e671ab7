// SPDX-License-Identifier: GPL-2.0
/* Medians and ratios, for people and as JSON. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "json.h"

static int by_value(const void *a, const void *b)
{
	double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

double bench_median(struct bench_entry *entry)
{
	size_t middle = entry->samples / 2;

	qsort(entry->ns, entry->samples, sizeof(*entry->ns), by_value);
	return entry->samples % 2 ? entry->ns[middle] :
				    (entry->ns[middle - 1] + entry->ns[middle]) / 2;
}

static bool many_producers(const struct bench_entry *entry)
{
	return !strcmp(entry->safe, "mpsc") || !strcmp(entry->safe, "mpmc");
}

static bool comparable(const struct bench_entry *ours, const struct bench_entry *peer)
{
	if (strcmp(ours->load, peer->load) || peer->ours || !peer->samples)
		return false;
	if (!strcmp(ours->safe, "local") || !strcmp(ours->safe, "mpsc"))
		return many_producers(peer);
	return !strcmp(ours->safe, peer->safe);
}

struct bench_entry *bench_best_peer(struct bench *bench, const struct bench_entry *ours)
{
	struct bench_entry *best = NULL;
	size_t i;

	if (!ours->ours || !ours->samples)
		return NULL;
	for (i = 0; i < bench->count; i++)
		if (comparable(ours, &bench->entries[i]) &&
		    (!best || bench_median(&bench->entries[i]) < bench_median(best)))
			best = &bench->entries[i];
	return best;
}

void bench_list(const struct bench *bench, const struct args *args)
{
	const struct bench_entry *entry;
	const char *last = "";
	struct json json;
	size_t i;

	json_init(&json, stdout, args->pretty);
	if (args->json)
		json_array(&json, NULL);
	for (i = 0; i < bench->count; i++) {
		entry = &bench->entries[i];
		if (!entry->wanted || !strcmp(entry->load, last))
			continue;
		last = entry->load;
		if (args->json) {
			json_object(&json, NULL);
			json_string(&json, "workload", entry->load);
			json_string(&json, "about", entry->about);
			json_end(&json);
		} else {
			printf("%-18s %s\n", entry->load, entry->about);
		}
	}
	if (args->json)
		json_end(&json);
}

static void print_json(struct bench *bench, bool pretty)
{
	struct bench_entry *entry, *best;
	struct json json;
	size_t i;

	json_init(&json, stdout, pretty);
	json_array(&json, NULL);
	for (i = 0; i < bench->count; i++) {
		entry = &bench->entries[i];
		if (!entry->wanted)
			continue;
		json_object(&json, NULL);
		json_string(&json, "workload", entry->load);
		json_string(&json, "about", entry->about);
		json_string(&json, "contestant", entry->who);
		json_string(&json, "safe_for", entry->safe);
		json_bool(&json, "ours", entry->ours);
		json_number(&json, "samples", entry->samples);
		if (entry->samples) {
			json_float(&json, "median_ns", bench_median(entry));
			json_float(&json, "min_ns", entry->ns[0]);
			json_float(&json, "max_ns", entry->ns[entry->samples - 1]);
		}
		best = bench_best_peer(bench, entry);
		if (best) {
			json_string(&json, "best_peer", best->who);
			json_float(&json, "ratio", bench_median(best) / bench_median(entry));
		}
		json_end(&json);
	}
	json_end(&json);
}

static int by_median(const void *a, const void *b)
{
	struct bench_entry *x = *(struct bench_entry *const *)a;
	struct bench_entry *y = *(struct bench_entry *const *)b;
	double nx = bench_median(x), ny = bench_median(y);

	return (nx > ny) - (nx < ny);
}

static void print_row(struct bench *bench, struct bench_entry *entry)
{
	struct bench_entry *best = bench_best_peer(bench, entry);
	double median = bench_median(entry);

	printf("%c %-14s %-8s %9.2f %9.2f %9.2f %3zu", entry->ours ? '*' : ' ', entry->who,
	       entry->safe, median, entry->ns[0], entry->ns[entry->samples - 1], entry->samples);
	if (best)
		printf(" %6.2f of %s", bench_median(best) / median, best->who);
	putchar('\n');
}

/* One workload, the fastest first. Those from first on are of it, up to the one returned. */
static size_t print_load(struct bench *bench, size_t first, struct bench_entry **rows)
{
	const char *load = bench->entries[first].load;
	size_t i, n = 0;

	for (i = first; i < bench->count && !strcmp(bench->entries[i].load, load); i++)
		if (bench->entries[i].samples)
			rows[n++] = &bench->entries[i];
	if (!n)
		return i;
	qsort(rows, n, sizeof(*rows), by_median);
	printf("%s: %s\n  %-14s %-8s %9s %9s %9s %3s  ratio\n", load, bench->entries[first].about,
	       "", "safe for", "ns/item", "min", "max", "n");
	for (first = 0; first < n; first++)
		print_row(bench, rows[first]);
	putchar('\n');
	return i;
}

enum status bench_print(struct bench *bench, const struct args *args)
{
	struct bench_entry **rows;
	const char *last = "";
	size_t i;

	if (args->json) {
		print_json(bench, args->pretty);
		return STATUS_DONE;
	}
	rows = calloc(bench->count + 1, sizeof(struct bench_entry *));
	if (!rows)
		return failed("out of memory");
	for (i = 0; i < bench->count;)
		i = print_load(bench, i, rows);
	free(rows);
	puts("* is lfring's; its ratio is to the best that is as safe: above 1 lfring is faster.");
	for (i = 0; i < bench->count; i++) {
		const struct bench_entry *entry = &bench->entries[i];

		if (!entry->absent || !strcmp(entry->load, last))
			continue;
		printf("%s %s",
		       *last ? "," : "Left out, for there are not enough CPUs:", entry->load);
		last = entry->load;
	}
	if (*last)
		putchar('\n');
	return STATUS_DONE;
}
