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

/* clang-format off */

#define CMD(_name, _takes, _doc) \
	.name = #_name, .run = cmd_##_name, .takes = _takes, .doc = _doc

const struct cmd cmd_table[] = {
	{ CMD(show, TAKES_NAME, "show the configuration of pipelines") },
	{ CMD(stats, TAKES_NAME, "show what pipelines do and have done"), .opts = stats_opts },
	{ CMD(add, TAKES_KEYS, "add a pipeline") },
	{ CMD(set, TAKES_KEYS, "change a pipeline's configuration") },
	{ CMD(del, TAKES_NAME, "stop a pipeline and remove it") },
	{ CMD(start, TAKES_NAME, "start a pipeline, counting from zero") },
	{ CMD(stop, TAKES_NAME, "stop a pipeline in order, keeping its counters") },
	{ CMD(reset, TAKES_NAME, "set a stopped pipeline's counters to zero") },
	{ CMD(run, TAKES_TOLERANCE, "set, start, watch to the end, and judge") },
	{ CMD(monitor, TAKES_NOTHING, "tell what happens to pipelines and flows") },
	{ CMD(read, TAKES_SOURCE, "read the packets of a flow or pipeline, as they leave it"),
	  .opts = cmd_read_opts },
	{ .name = "flow", .doc = "put packets from the network in order, and measure them",
	  .subs = cmd_flow_table, .set = &attr_flow },
	{ CMD(bench, TAKES_WORDS, "compare lfring and the kernel's own structures"),
	  .opts = bench_opts },
	{ CMD(version, TAKES_NOTHING, "tell the version of tool and module") },
	{ CMD(help, TAKES_TOPIC, "explain a command, or list 'commands' or 'keys'") },
	{ 0 },
};

/* clang-format on */

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

/* How a command is called in what is said of it. */
static const char *kind(const struct cmd *table)
{
	return table == cmd_table ? "" : "flow ";
}

const struct cmd *cmd_find(const struct cmd *table, const char *name)
{
	const struct cmd *cmd, *found = NULL;
	char candidates[128] = "";
	size_t len = strlen(name), used = 0;
	int count = 0;

	for (cmd = table; cmd->name; cmd++) {
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
		usage("the %scommand '%s' could be any of %s", kind(table), name, candidates);
	else
		usage("unknown %scommand '%s', 'lfringctl help%s' lists them", kind(table), name,
		      table == cmd_table ? "" : " flow");
	return NULL;
}

/* What stands before a command. -1 to go on, or the status to end with. */
static int take_options(struct args *args, const struct cmd *group, int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },    { "pretty", no_argument, NULL, 'p' },
		{ "Version", no_argument, NULL, 'V' }, { "version", no_argument, NULL, 'V' },
		{ "help", no_argument, NULL, 'h' },    { 0 },
	};
	int letter;

	opterr = 0;
	optind = 0; /* makes getopt begin anew */
	while ((letter = getopt_long(argc, argv, "+jpVh", options, NULL)) != -1) {
		switch (letter) {
		case 'j':
			args->json = true;
			break;
		case 'p':
			args->pretty = true;
			break;
		case 'V':
			printf("lfringctl %s\n", LFRINGCTL_VERSION);
			return STATUS_DONE;
		case 'h':
			help_print(args->title, group);
			return STATUS_DONE;
		default:
			return usage("unknown option '%s', see 'lfringctl --help'",
				     argv[optind - 1]);
		}
	}
	return -1;
}

static enum status run(int argc, char **argv)
{
	const struct cmd *table = cmd_table, *cmd = NULL;
	struct args args = { 0 };
	enum status status;
	size_t len = 0;
	int end;

	for (;;) {
		end = take_options(&args, cmd, argc, argv);
		if (end >= 0)
			return end;
		if (optind == argc)
			return usage("which %scommand? 'lfringctl help%s' lists them", kind(table),
				     table == cmd_table ? "" : " flow");
		cmd = cmd_find(table, argv[optind]);
		if (!cmd)
			return STATUS_USAGE;
		len += snprintf(args.title + len, sizeof(args.title) - len, "%s%s", len ? " " : "",
				cmd->name);
		argc -= optind;
		argv += optind;
		if (!cmd->subs)
			break;
		table = cmd->subs;
	}
	status = args_parse(&args, cmd, argc, argv);
	if (status != STATUS_DONE)
		return status;
	if (ARGS_OPT(&args, 'h')) {
		help_print(args.title, cmd);
		return STATUS_DONE;
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
