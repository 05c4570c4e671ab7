// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include "cmd.h"
#include "json.h"

enum {
	HELP_VALUES = 128
};

/* What must be given, from the table of keys. */
static void needed_keys(const struct cmd *cmd)
{
	char values[HELP_VALUES];
	unsigned int id;

	for (id = 0; cmd->use & KEY_ADD && id <= cmd->set->max; id++) {
		const struct attr *attr = &cmd->set->attr[id];

		if (!(attr->key & KEY_NEEDED))
			continue;
		/* There are too many of those for a line. */
		if (attr->type == ATTR_SEQ)
			snprintf(values, sizeof(values), "SEQ");
		else
			attr_values(attr, values, sizeof(values));
		printf(" %s %s", attr->name, values);
		if (attr->type == ATTR_DEV)
			printf(" [%s %s]...", attr->name, values);
	}
}

static void synopsis(const char *title, const struct cmd *cmd)
{
	const struct cmd_opt *opt;

	printf("lfringctl [-j] [-p] %s", title);
	for (opt = cmd->opts; opt && opt->letter; opt++)
		printf(" [-%c%s%s]", opt->letter, opt->arg ? " " : "", opt->arg ? opt->arg : "");
	if (cmd->subs)
		printf(" COMMAND");
	if (cmd->takes == TAKES_TOPIC)
		printf(" [[flow] COMMAND|commands|keys]");
	if (cmd->takes == TAKES_WORDS)
		printf(" [WORKLOAD]...");
	if (cmd->takes == TAKES_SOURCE)
		printf(" [[flow|pipeline] NAME|PATH]");
	if (cmd->takes >= TAKES_NAME)
		printf(cmd->named ? " NAME" : " [NAME]");
	needed_keys(cmd);
	if (cmd->takes >= TAKES_KEYS)
		printf(" [KEY VALUE]...");
	if (cmd->takes == TAKES_TOLERANCE)
		printf(" [tolerance PERCENT]");
	putchar('\n');
}

static void list_commands(const struct cmd *cmd)
{
	for (; cmd->name; cmd++)
		printf("  %-8s  %s\n", cmd->name, cmd->doc);
}

static void help(void)
{
	puts("usage: lfringctl [-j|--json] [-p] [-V] [-h] COMMAND [NAME] [KEY VALUE]...\n");
	list_commands(cmd_table);
	puts("\n"
	     "  -j, --json     print JSON\n"
	     "  -p, --pretty   print JSON on many lines\n"
	     "  -V, --version  print the tool's version\n"
	     "  -h, --help     print this, or after a command what there is to say about it\n"
	     "\n"
	     "NAME is " DEFAULT_NAME
	     " where one is needed. Keys are listed by 'lfringctl help keys'\n"
	     "and 'lfringctl help flow keys' and explained in lfringctl(8).");
}

/* What is given after the key: a choice, or a number in a unit. */
static void print_key(const struct attr *attr, const char *indent)
{
	char values[HELP_VALUES];

	attr_values(attr, values, sizeof(values));
	printf("%s%-16s %-23s %s\n", indent, attr->name, values, attr->doc);
}

static void print_keys(const struct attr_set *set, unsigned int use, const char *indent)
{
	unsigned int id;

	for (id = 0; id <= set->max; id++)
		if (set->attr[id].key & use)
			print_key(&set->attr[id], indent);
}

static void help_cmd(const char *title, const struct cmd *cmd)
{
	const struct cmd_opt *opt;
	char words[32];

	printf("usage: ");
	synopsis(title, cmd);
	printf("\n%s: %s\n", title, cmd->doc);
	if (cmd->opts || cmd->subs)
		putchar('\n');
	for (opt = cmd->opts; opt && opt->letter; opt++) {
		snprintf(words, sizeof(words), "%s%s%s", opt->name, opt->arg ? " " : "",
			 opt->arg ? opt->arg : "");
		printf("  -%c, --%-16s %s\n", opt->letter, words, opt->doc);
	}
	if (cmd->subs)
		list_commands(cmd->subs);
	if (cmd->use) {
		puts("\nKeys:");
		print_keys(cmd->set, cmd->use, "  ");
	} else if (cmd->takes >= TAKES_KEYS) {
		puts("\nThe keys are listed by 'lfringctl help keys'.");
	}
}

void help_print(const char *title, const struct cmd *cmd)
{
	if (cmd)
		help_cmd(title, cmd);
	else
		help();
}

static void keys_json(const struct attr_set *set, bool pretty)
{
	struct json json;
	unsigned int id;
	size_t i;

	json_init(&json, stdout, pretty);
	json_array(&json, NULL);
	for (id = 0; id <= set->max; id++) {
		const struct attr *attr = &set->attr[id];

		if (!attr->key)
			continue;
		json_object(&json, NULL);
		json_string(&json, "key", attr->name);
		if (attr->unit)
			json_string(&json, "unit", attr->unit);
		json_number(&json, "decimals", attr->type == ATTR_MILLI ? 3 : 0);
		if (attr->type == ATTR_ENUM || attr->type == ATTR_WORD) {
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

static void help_keys(const struct args *args, const struct attr_set *set)
{
	if (args->json)
		keys_json(set, args->pretty);
	else
		print_keys(set, ~0U, "");
}

/* Words only, for completion. */
static void help_commands(const struct cmd *cmd)
{
	for (; cmd->name; cmd++)
		puts(cmd->name);
}

enum status cmd_help(const struct args *args)
{
	const struct cmd *table = cmd_table, *cmd = NULL;
	const struct attr_set *set = &attr_pipeline;
	char title[sizeof(args->title)] = "";
	size_t i, len = 0;

	for (i = 0; i < args->word_count; i++) {
		const char *word = args->words[i];

		if (!table)
			return usage("%s is no group of commands, '%s' is too much", title, word);
		if (!strcmp(word, "commands") || !strcmp(word, "keys")) {
			if (i + 1 < args->word_count)
				return usage("help takes nothing after %s, '%s' is too much", word,
					     args->words[i + 1]);
			if (*word == 'c')
				help_commands(table);
			else
				help_keys(args, set);
			return STATUS_DONE;
		}
		cmd = cmd_find(table, word);
		if (!cmd)
			return STATUS_USAGE;
		len += snprintf(title + len, sizeof(title) - len, "%s%s", i ? " " : "", cmd->name);
		table = cmd->subs;
		set = cmd->set;
	}
	help_print(title, cmd);
	return STATUS_DONE;
}
