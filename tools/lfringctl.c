// SPDX-License-Identifier: GPL-2.0
/* Finds the command, calls it, and sees to it that what it wrote has arrived. */
#include <errno.h>
#include <getopt.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "output.h"
#include "version.h"

static const struct cmd_opt stats_opts[] = {
	{ 'w', "watch", "SECONDS", "show it again every so many seconds, until interrupted" },
	{ 'c', "count", "COUNT", "show it so many times, then end" },
	{ 'o', "oneline", NULL, "one line for each pipeline" },
	{ 0 },
};

static const struct cmd_opt bench_opts[] = {
	{ 'r', "reps", "COUNT", "repetitions, 5 unless given" },
	{ 't', "time", "MS", "measured time of each sample, 100 ms unless given" },
	{ 'l', "list", NULL, "list the workloads" },
	{ 0 },
};

const struct cmd cmd_table[] = {
	{ "show", cmd_show, TAKES_NAME, "show the configuration of pipelines", NULL },
	{ "stats", cmd_stats, TAKES_NAME, "show what pipelines do and have done", stats_opts },
	{ "add", cmd_add, TAKES_KEYS, "add a pipeline", NULL },
	{ "set", cmd_set, TAKES_KEYS, "change a pipeline's configuration", NULL },
	{ "del", cmd_del, TAKES_NAME, "stop a pipeline and remove it", NULL },
	{ "start", cmd_start, TAKES_NAME, "start a pipeline, counting from zero", NULL },
	{ "stop", cmd_stop, TAKES_NAME, "stop a pipeline in order, keeping its counters", NULL },
	{ "reset", cmd_reset, TAKES_NAME, "set a stopped pipeline's counters to zero", NULL },
	{ "run", cmd_run, TAKES_TOLERANCE, "set, start, watch to the end, and judge", NULL },
	{ "monitor", cmd_monitor, TAKES_NOTHING, "tell what happens to pipelines", NULL },
	{ "bench", cmd_bench, TAKES_WORDS, "compare lfring and the kernel's own structures",
	  bench_opts },
	{ "version", cmd_version, TAKES_NOTHING, "tell the version of tool and module", NULL },
	{ "help", cmd_help, TAKES_TOPIC, "explain a command, or list 'commands' or 'keys'", NULL },
	{ 0 },
};

static void complain(const char *format, va_list args)
{
	fputs("lfringctl: ", stderr);
	vfprintf(stderr, format, args);
	putc('\n', stderr);
}

enum status failed(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(format, args);
	va_end(args);
	return STATUS_FAILED;
}

enum status usage(const char *format, ...)
{
	va_list args;

	va_start(args, format);
	complain(format, args);
	va_end(args);
	return STATUS_USAGE;
}

const struct cmd *cmd_find(const char *name)
{
	const struct cmd *cmd, *found = NULL;
	char candidates[128] = "";
	size_t len = strlen(name), used = 0;
	int count = 0;

	for (cmd = cmd_table; cmd->name; cmd++) {
		if (!strcmp(cmd->name, name))
			return cmd;
		if (!len || strncmp(cmd->name, name, len))
			continue;
		found = cmd;
		used += snprintf(candidates + used, sizeof(candidates) - used, "%s%s",
				 count++ ? ", " : "", cmd->name);
	}
	if (count == 1)
		return found;
	if (count)
		usage("the command '%s' could be any of %s", name, candidates);
	else
		usage("unknown command '%s', 'lfringctl help' lists them", name);
	return NULL;
}

static enum status run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },    { "pretty", no_argument, NULL, 'p' },
		{ "Version", no_argument, NULL, 'V' }, { "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },    { 0 },
	};
	const struct cmd *cmd = NULL;
	struct args args = { 0 };
	enum status status;
	int letter;

	opterr = 0;
	while ((letter = getopt_long(argc, argv, "+jpVh", options, NULL)) != -1) {
		switch (letter) {
		case 'j':
			args.json = true;
			break;
		case 'p':
			args.pretty = true;
			break;
		case 'V':
			printf("lfringctl %s\n", LFRINGCTL_VERSION);
			return STATUS_DONE;
		case 'h':
			return cmd_help(&args);
		default:
			return usage("unknown option '%s', see 'lfringctl --help'",
				     argv[optind - 1]);
		}
	}
	if (optind == argc)
		return usage("which command? 'lfringctl help' lists them");
	cmd = cmd_find(argv[optind]);
	if (!cmd)
		return STATUS_USAGE;
	status = args_parse(&args, cmd, argc - optind, argv + optind);
	if (status != STATUS_DONE)
		return status;
	if (ARGS_OPT(&args, 'h')) {
		args.name = cmd->name;
		return cmd_help(&args);
	}
	return cmd->run(&args);
}

int main(int argc, char **argv)
{
	enum status status;
	int error;

	/* A reader that goes away is an error of writing, noticed below. */
	signal(SIGPIPE, SIG_IGN);
	output_init();
	status = run(argc, argv);
	/* A full disk may show only when the last of it is written. */
	error = output_close();
	if (error && error != EPIPE)
		failed("writing to the standard output: %s", strerror(error));
	return error && status == STATUS_DONE ? STATUS_FAILED : status;
}
