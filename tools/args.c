// SPDX-License-Identifier: GPL-2.0
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include <linux/lfring.h>

#include "cmd.h"
#include "fmt.h"

enum {
	MAX_OPTS = 8
};

struct parser {
	const struct cmd *cmd;
	struct args *args;
	int argc;
	char **argv;
	char letters[3 * MAX_OPTS + 8];
	struct option longs[MAX_OPTS + 4];
};

/* Puts the options of all commands and those of this one into the form of getopt. */
static void prepare(struct parser *p)
{
	static const struct option common[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "pretty", no_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
	};
	const struct cmd_opt *opt = p->cmd->opts;
	size_t len, count = sizeof(common) / sizeof(common[0]);

	memset(p->longs, 0, sizeof(p->longs));
	memcpy(p->longs, common, sizeof(common));
	/* The plus sign: stop at each argument that is not an option, for what follows a key is
	 * its value whatever it looks like. The colon: tell which kind of mistake it is.
	 */
	len = snprintf(p->letters, sizeof(p->letters), "+:jph");
	for (; opt && opt->letter; opt++) {
		len += snprintf(p->letters + len, sizeof(p->letters) - len, "%c%s", opt->letter,
				opt->arg ? ":" : "");
		p->longs[count++] = (struct option){ opt->name,
						     opt->arg ? required_argument : no_argument,
						     NULL, opt->letter };
	}
}

static enum status take_option(struct parser *p, int letter)
{
	const char *text = p->argv[optind - 1];

	switch (letter) {
	case 'j':
		p->args->json = true;
		return STATUS_DONE;
	case 'p':
		p->args->pretty = true;
		return STATUS_DONE;
	case ':':
		return usage("%s needs a value after it", text);
	case '?':
		if (optopt && text[1] != '-')
			return usage("%s knows no option '-%c', see 'lfringctl help %s'",
				     p->args->title, optopt, p->args->title);
		return usage("%s knows no option '%s', see 'lfringctl help %s'", p->args->title,
			     text, p->args->title);
	default:
		p->args->opts[letter - 'a'] = optarg ? optarg : "";
		return STATUS_DONE;
	}
}

static const struct attr_set *set_of(const struct parser *p)
{
	return p->args->config.set;
}

/* What else can stand before a value, where the command takes any. */
static bool is_key(const struct parser *p, const char *word)
{
	return attr_find_key(set_of(p), word) || !strcmp(word, "name") ||
	       (p->cmd->takes == TAKES_TOLERANCE && !strcmp(word, "tolerance"));
}

static enum status set_name(struct parser *p, const char *name)
{
	if (p->args->name)
		return usage("the name is given twice, '%s' and '%s'", p->args->name, name);
	if (!*name)
		return usage("a %s's name cannot be empty", set_of(p)->name);
	if (strlen(name) >= LFRING_NAME_LEN)
		return usage("the name '%s' is too long, at most %d characters are possible", name,
			     LFRING_NAME_LEN - 1);
	p->args->name = name;
	return STATUS_DONE;
}

/* Some keys are for what is new only. */
static enum status not_for_this(const struct parser *p, const char *word)
{
	char list[128] = "";
	unsigned int i;
	size_t len = 0;

	for (i = 0; i <= set_of(p)->max && len < sizeof(list); i++)
		if (set_of(p)->attr[i].key & p->cmd->use)
			len += snprintf(list + len, sizeof(list) - len, "%s%s", len ? ", " : "",
					set_of(p)->attr[i].name);
	return usage("%s cannot be changed, what can is %s", word, list);
}

static enum status take_pair(struct parser *p, const char *word, const char *text)
{
	const struct attr *key = attr_find_key(set_of(p), word);
	char error[256];

	if (!strcmp(word, "name"))
		return set_name(p, text);
	if (!key) {
		if (p->args->tolerance)
			return usage("tolerance is given twice");
		p->args->tolerance = text;
		return STATUS_DONE;
	}
	if (p->cmd->use && !(key->key & p->cmd->use))
		return not_for_this(p, word);
	if (config_set(&p->args->config, key, text, error, sizeof(error)))
		return usage("%s", error);
	return STATUS_DONE;
}

static enum status unknown_key(const struct parser *p, const char *word)
{
	const char *similar = attr_similar_key(set_of(p), word);
	const char *group = set_of(p) == &attr_pipeline ? "" : "flow ";

	if (similar)
		return usage("unknown key '%s', is %s meant? 'lfringctl help %skeys' lists them",
			     word, similar, group);
	return usage("unknown key '%s', 'lfringctl help %skeys' lists them", word, group);
}

/*
 * The first word is the name unless it is a key. Where it need not be given, an odd number of words after a name cannot be
 * right: one of the first two is meant to be a key and is misspelt.
 */
static enum status take_first(struct parser *p, const char *word)
{
	int rest = p->argc - optind;
	const char *next = rest ? p->argv[optind] : "";

	if (p->cmd->named)
		return set_name(p, word);
	if (rest % 2 && next[0] != '-' && !is_key(p, next))
		return unknown_key(p, attr_similar_key(set_of(p), next) &&
						      !attr_similar_key(set_of(p), word) ?
					      next :
					      word);
	if (rest % 2 && next[0] == '-' && next[1] >= '0' && next[1] <= '9')
		return unknown_key(p, word);
	return set_name(p, word);
}

static enum status take_word(struct parser *p)
{
	const char *word = p->argv[optind++];
	bool last = optind == p->argc;
	size_t most;

	switch (p->cmd->takes) {
	case TAKES_NOTHING:
		return usage("%s takes no argument, '%s' is too much", p->args->title, word);
	case TAKES_TOPIC:
	case TAKES_WORDS:
	case TAKES_SOURCE:
		most = p->cmd->takes == TAKES_WORDS ? ARGS_WORDS : 2;
		if (p->args->word_count == most)
			return usage("%s takes at most %zu words, '%s' is too much", p->args->title,
				     most, word);
		p->args->words[p->args->word_count++] = word;
		return STATUS_DONE;
	case TAKES_NAME:
		if (!strcmp(word, "name") && !last)
			return set_name(p, p->argv[optind++]);
		if (p->args->name)
			return usage("%s takes the name of one %s, '%s' is too much",
				     p->args->title, set_of(p)->name, word);
		return set_name(p, word);
	default:
		break;
	}
	if (is_key(p, word)) {
		if (last)
			return usage("the value of %s is missing", word);
		return take_pair(p, word, p->argv[optind++]);
	}
	if (p->args->name || !config_empty(&p->args->config) || p->args->tolerance)
		return unknown_key(p, word);
	return take_first(p, word);
}

enum status args_parse(struct args *args, const struct cmd *cmd, int argc, char **argv)
{
	struct parser p = { .cmd = cmd, .args = args, .argc = argc, .argv = argv };
	enum status status = STATUS_DONE;
	int letter;

	args->config.set = cmd->set ? cmd->set : &attr_pipeline;
	prepare(&p);
	opterr = 0;
	optind = 0; /* makes getopt begin again: the options before the command are done */
	while (status == STATUS_DONE) {
		letter = getopt_long(argc, argv, p.letters, p.longs, NULL);
		if (letter == 'h') {
			/* Which is what the command then is. */
			memset(args->opts, 0, sizeof(args->opts));
			args->opts['h' - 'a'] = "";
			return STATUS_DONE;
		}
		if (letter != -1)
			status = take_option(&p, letter);
		else if (optind < argc)
			status = take_word(&p);
		else
			break;
	}
	if (status == STATUS_DONE && cmd->named && !args->name)
		return usage("%s: which %s? its name is missing", args->title, set_of(&p)->name);
	return status;
}

enum status args_check_new_name(const struct attr_set *set, const char *name)
{
	if (attr_find_key(set, name) || !strcmp(name, "name") ||
	    (set == &attr_pipeline && !strcmp(name, "tolerance")))
		return usage("a %s cannot be named '%s', which is a key", set->name, name);
	return STATUS_DONE;
}

static enum status parse(const char *what, const char *text, unsigned int digits, uint64_t max,
			 uint64_t *val)
{
	enum fmt_error fault = fmt_parse(text, digits, max, val);
	char error[128];

	if (!fault)
		return STATUS_DONE;
	fmt_complain(error, sizeof(error), fault, text, digits, max);
	return usage("%s: %s", what, error);
}

enum status args_milli(const char *what, const char *text, unsigned long max, unsigned long *milli)
{
	uint64_t val;

	if (parse(what, text, 3, max, &val))
		return STATUS_USAGE;
	*milli = val;
	return STATUS_DONE;
}

enum status args_count(const char *what, const char *text, uint64_t max, uint64_t *count)
{
	if (parse(what, text, 0, max, count))
		return STATUS_USAGE;
	return *count ? STATUS_DONE : usage("%s: 0 times is none", what);
}
