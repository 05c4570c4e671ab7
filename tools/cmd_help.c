// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "json.h"

static void synopsis(const struct cmd *cmd)
{
	static const char *const takes[] = {
		[TAKES_NOTHING] = "",
		[TAKES_TOPIC] = " [COMMAND|commands|keys]",
		[TAKES_WORDS] = " [WORKLOAD]...",
		[TAKES_NAME] = " [NAME]",
		[TAKES_KEYS] = " [NAME] [KEY VALUE]...",
		[TAKES_TOLERANCE] = " [NAME] [KEY VALUE]... [tolerance PERCENT]",
	};
	const struct cmd_opt *opt;

	printf("lfringctl [-j] [-p] %s", cmd->name);
	for (opt = cmd->opts; opt && opt->letter; opt++)
		printf(" [-%c%s%s]", opt->letter, opt->arg ? " " : "", opt->arg ? opt->arg : "");
	puts(takes[cmd->takes]);
}

static void help(void)
{
	const struct cmd *cmd;

	puts("usage: lfringctl [-j|--json] [-p] [-V] [-h] COMMAND [NAME] [KEY VALUE]...\n");
	for (cmd = cmd_table; cmd->name; cmd++)
		printf("  %-8s  %s\n", cmd->name, cmd->doc);
	puts("\n"
	     "  -j, --json     print JSON\n"
	     "  -p, --pretty   print JSON on many lines\n"
	     "  -V, --version  print the tool's version\n"
	     "  -h, --help     print this, or after a command what there is to say about it\n"
	     "\n"
	     "NAME is " DEFAULT_NAME
	     " where one is needed. Keys are listed by 'lfringctl help keys'\n"
	     "and explained in lfringctl(8).");
}

static void help_cmd(const struct cmd *cmd)
{
	const struct cmd_opt *opt;
	char words[32];

	printf("usage: ");
	synopsis(cmd);
	printf("\n%s: %s\n", cmd->name, cmd->doc);
	if (cmd->opts)
		putchar('\n');
	for (opt = cmd->opts; opt && opt->letter; opt++) {
		snprintf(words, sizeof(words), "%s%s%s", opt->name, opt->arg ? " " : "",
			 opt->arg ? opt->arg : "");
		printf("  -%c, --%-16s %s\n", opt->letter, words, opt->doc);
	}
	if (cmd->takes >= TAKES_KEYS)
		puts("\nThe keys are listed by 'lfringctl help keys'.");
}

/* Words only, for completion. */
static void help_commands(void)
{
	const struct cmd *cmd;

	for (cmd = cmd_table; cmd->name; cmd++)
		puts(cmd->name);
}

/* What is given after the key: a choice, or a number in a unit. */
static void print_values(const struct attr *attr)
{
	char values[64] = "NUMBER";
	size_t i, len = 0;

	if (attr->type == ATTR_ENUM)
		for (i = 0; attr->names[i] && len < sizeof(values); i++)
			len += snprintf(values + len, sizeof(values) - len, "%s%s", i ? "|" : "",
					attr->names[i]);
	else if (attr->unit)
		snprintf(values, sizeof(values), "%s", attr->unit);
	printf("%-16s %-23s ", attr->name, values);
}

static void help_keys(void)
{
	unsigned int id;

	for (id = 1; id <= attr_pipeline.max; id++) {
		const struct attr *attr = &attr_pipeline.attr[id];

		if (!attr->key)
			continue;
		print_values(attr);
		puts(attr->doc);
	}
}

static void keys_json(bool pretty)
{
	struct json json;
	unsigned int id;
	size_t i;

	json_init(&json, stdout, pretty);
	json_array(&json, NULL);
	for (id = 1; id <= attr_pipeline.max; id++) {
		const struct attr *attr = &attr_pipeline.attr[id];

		if (!attr->key)
			continue;
		json_object(&json, NULL);
		json_string(&json, "key", attr->name);
		if (attr->unit)
			json_string(&json, "unit", attr->unit);
		json_number(&json, "decimals", attr->type == ATTR_MILLI ? 3 : 0);
		if (attr->type == ATTR_ENUM) {
			json_array(&json, "values");
			for (i = 0; attr->names[i]; i++)
				json_string(&json, NULL, attr->names[i]);
			json_end(&json);
		}
		json_string(&json, "doc", attr->doc);
		json_end(&json);
	}
	json_end(&json);
}

enum status cmd_help(const struct args *args)
{
	const struct cmd *cmd;

	if (!args->name) {
		help();
	} else if (!strcmp(args->name, "commands")) {
		help_commands();
	} else if (!strcmp(args->name, "keys")) {
		if (args->json)
			keys_json(args->pretty);
		else
			help_keys();
	} else {
		cmd = cmd_find(args->name);
		if (!cmd)
			return STATUS_USAGE;
		help_cmd(cmd);
	}
	return STATUS_DONE;
}
