// SPDX-License-Identifier: GPL-2.0
/*
 * Has lfring_bench measure: repetition by repetition, workload by workload, and each contestant
 * in turn, so that what changes with time changes for all of them.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "bench.h"
#include "fmt.h"
#include "transport.h"

enum {
	DEFAULT_REPS = 5,
	MAX_REPS = 1000,
	DEFAULT_MS = 100,
	MAX_MS = 10000,
	WARM_PART = 4, /* of the measured time is spent before */
};

static enum status cannot(int err)
{
	switch (err) {
	case -ENOENT:
		return failed("the module lfring_bench is not loaded, or debugfs is not mounted: "
			      "modprobe lfring_bench, or insmod lfring_bench.ko");
	case -EACCES:
	case -EPERM:
		return failed("measuring in the kernel is for root");
	default:
		return failed("lfring_bench: %s", strerror(-err));
	}
}

/* The line is a word of the list after another, between tabs. */
static bool parse(struct bench_entry *entry, const char *line)
{
	char ours[8];
	unsigned int cpus;

	memset(entry, 0, sizeof(*entry));
	if (sscanf(line, "%31[^\t]\t%31[^\t]\t%15[^\t]\t%7[^\t]\t%u\t%127[^\n]", entry->load,
		   entry->who, entry->safe, ours, &cpus, entry->about) != 6)
		return false;
	entry->ours = !strcmp(ours, "ours");
	return true;
}

static enum status read_list(struct bench *bench)
{
	struct bench_entry *more;
	char line[512];
	FILE *file = transport_bench_list();

	if (!file)
		return cannot(-errno);
	while (fgets(line, sizeof(line), file)) {
		more = realloc(bench->entries, (bench->count + 1) * sizeof(*more));
		if (!more) {
			fclose(file);
			return failed("out of memory");
		}
		bench->entries = more;
		if (!parse(&more[bench->count++], line)) {
			fclose(file);
			return failed("lfring_bench lists what this tool does not understand");
		}
	}
	fclose(file);
	return bench->count ? STATUS_DONE : failed("lfring_bench has no workloads");
}

/* By its name, or by what it begins with before a dot. */
static bool is_meant(const char *load, const char *word)
{
	size_t len = strlen(word);

	return len && !strncmp(load, word, len) && (!load[len] || load[len] == '.');
}

static enum status choose(struct bench *bench, const struct args *args)
{
	size_t i, w;
	bool found;

	for (i = 0; i < bench->count; i++)
		bench->entries[i].wanted = !args->word_count;
	for (w = 0; w < args->word_count; w++) {
		found = false;
		for (i = 0; i < bench->count; i++) {
			if (!is_meant(bench->entries[i].load, args->words[w]))
				continue;
			bench->entries[i].wanted = true;
			found = true;
		}
		if (!found)
			return failed("unknown workload '%s', 'lfringctl bench --list' lists them",
				      args->words[w]);
	}
	return STATUS_DONE;
}

static enum status sample(struct bench_entry *entry, uint64_t ms)
{
	char request[128], reply[64];
	uint64_t ns, items;
	int err;

	snprintf(request, sizeof(request), "%s %s %" PRIu64 " %" PRIu64 "\n", entry->load,
		 entry->who, ms / WARM_PART, ms);
	err = transport_bench_sample(request, reply, sizeof(reply));
	switch (err) {
	case 0:
		break;
	case -ENODEV:
		entry->absent = true;
		return STATUS_DONE;
	case -EIO:
		return failed("%s, %s: items were lost, doubled, made up or out of order, see "
			      "dmesg",
			      entry->load, entry->who);
	case -ENOENT:
		return failed("lfring_bench knows no %s in %s any more", entry->who, entry->load);
	default:
		return failed("%s, %s: %s", entry->load, entry->who, strerror(-err));
	}
	reply[strcspn(reply, "\n")] = '\0';
	if (sscanf(reply, "%" SCNu64 " %" SCNu64, &ns, &items) != 2)
		return failed("%s, %s: the answer '%.40s' is none", entry->load, entry->who, reply);
	/* Nothing came out in the time: the machine was busy otherwise. */
	if (items)
		entry->ns[entry->samples++] = (double)ns / items;
	return STATUS_DONE;
}

static void progress(const struct bench_entry *entry, size_t done, size_t all)
{
	if (!isatty(STDERR_FILENO))
		return;
	if (entry)
		fprintf(stderr, "\r%zu/%zu %s %s\033[K", done, all, entry->load, entry->who);
	else
		fputs("\r\033[K", stderr);
}

static enum status measure(struct bench *bench, uint64_t reps, uint64_t ms)
{
	enum status status = STATUS_DONE;
	size_t i, done = 0, all = 0;
	uint64_t rep;

	for (i = 0; i < bench->count; i++) {
		if (!bench->entries[i].wanted)
			continue;
		all += reps;
		bench->entries[i].ns = calloc(reps, sizeof(double));
		if (!bench->entries[i].ns)
			return failed("out of memory");
	}
	for (rep = 0; rep < reps; rep++) {
		for (i = 0; i < bench->count && status == STATUS_DONE; i++) {
			struct bench_entry *entry = &bench->entries[i];

			if (!entry->wanted)
				continue;
			progress(entry, ++done, all);
			if (!entry->absent)
				status = sample(entry, ms);
		}
	}
	progress(NULL, 0, 0);
	return status;
}

/* The number that an option has, or what it is without it. */
static enum status number(const char *name, const char *text, uint64_t max, uint64_t *val)
{
	enum fmt_error fault;
	char error[128];

	if (!text)
		return STATUS_DONE;
	fault = fmt_parse(text, 0, max, val);
	if (fault) {
		fmt_complain(error, sizeof(error), fault, text, 0, max);
		return usage("%s: %s", name, error);
	}
	return *val ? STATUS_DONE : usage("%s: 0 is none", name);
}

enum status cmd_bench(const struct args *args)
{
	uint64_t reps = DEFAULT_REPS, ms = DEFAULT_MS;
	struct bench bench = { 0 };
	enum status status;
	size_t i;

	if (number("--reps", ARGS_OPT(args, 'r'), MAX_REPS, &reps) ||
	    number("--time", ARGS_OPT(args, 't'), MAX_MS, &ms))
		return STATUS_USAGE;
	status = read_list(&bench);
	if (status == STATUS_DONE)
		status = choose(&bench, args);
	if (status == STATUS_DONE && ARGS_OPT(args, 'l')) {
		bench_list(&bench, args);
	} else if (status == STATUS_DONE) {
		status = measure(&bench, reps, ms);
		if (status == STATUS_DONE)
			status = bench_print(&bench, args);
	}
	for (i = 0; i < bench.count; i++)
		free(bench.entries[i].ns);
	free(bench.entries);
	return status;
}
