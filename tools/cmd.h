/* SPDX-License-Identifier: GPL-2.0 */
/* The commands, and what they are called with. */
#ifndef CMD_H
#define CMD_H

#include <stdbool.h>
#include <stddef.h>

#include "config.h"
#include "rec.h"

enum status {
	STATUS_DONE = 0,
	STATUS_FAILED = 1,
	STATUS_USAGE = 2
};

#define DEFAULT_NAME "lfring0"

enum {
	ARGS_WORDS = 64
};

struct args {
	char title[32]; /* of the command, such as "flow show" */
	bool json;
	bool pretty;
	const char *name; /* NULL when not given */
	struct config config;
	const char *tolerance; /* NULL when not given */
	const char *words[ARGS_WORDS];
	size_t word_count;
	const char *opts[26]; /* values of -a to -z: NULL without, "" when it takes none */
};

/* The value of a command's option -letter, or NULL. */
#define ARGS_OPT(args, letter) ((args)->opts[(letter) - 'a'])

struct cmd_opt {
	char letter;
	const char *name;
	const char *arg; /* what its argument is called, NULL when it takes none */
	const char *doc;
};

enum cmd_takes {
	TAKES_NOTHING,
	TAKES_TOPIC,  /* up to two words, in args.words */
	TAKES_WORDS,  /* any number of words, in args.words */
	TAKES_SOURCE, /* what can be read, up to two words, in args.words */
	TAKES_NAME,
	TAKES_KEYS,	 /* NAME and KEY VALUE pairs */
	TAKES_TOLERANCE, /* and also that */
};

struct cmd {
	const char *name;
	enum status (*run)(const struct args *args);
	enum cmd_takes takes;
	const char *doc;
	const struct cmd_opt *opts; /* the last one has no letter */
	const struct cmd *subs;	    /* the commands it is a group of, likewise */
	const struct attr_set *set; /* what names and keys are of, NULL for pipelines */
	bool named;		    /* the name must be given */
	unsigned int use;	    /* KEY_ADD or KEY_SET, 0 for both */
};

/* The table, in lfringctl.c; the last one has no name. Those of flows are in cmd_flow.c. */
extern const struct cmd cmd_table[];
extern const struct cmd cmd_flow_table[];
extern const struct cmd_opt cmd_flow_stats_opts[];
extern const struct cmd_opt cmd_read_opts[];

/* By its name or an unambiguous beginning of it; NULL after saying why not. */
const struct cmd *cmd_find(const struct cmd *table, const char *name);

/* Explains the command of that title; all of them when it is NULL. */
void help_print(const char *title, const struct cmd *cmd);

/* Says what is wrong, prefixed with the program's name, and returns the status for it. */
__attribute__((format(printf, 1, 2))) enum status failed(const char *format, ...);
__attribute__((format(printf, 1, 2))) enum status usage(const char *format, ...);

/* Parses what follows the command's name, which is argv[0]. */
enum status args_parse(struct args *args, const struct cmd *cmd, int argc, char **argv);

/* Whether something of that name could be confused with something else on the command line. */
enum status args_check_new_name(const struct attr_set *set, const char *name);

/* A number in thousandths from an option or tolerance, which what names. */
enum status args_milli(const char *what, const char *text, unsigned long max, unsigned long *milli);
/* How many times something is to be done, which is not 0. */
enum status args_count(const char *what, const char *text, uint64_t max, uint64_t *count);

enum status cmd_add(const struct args *args);
enum status cmd_bench(const struct args *args);
enum status cmd_del(const struct args *args);
enum status cmd_flow_add(const struct args *args);
enum status cmd_flow_del(const struct args *args);
enum status cmd_flow_flush(const struct args *args);
enum status cmd_flow_reset(const struct args *args);
enum status cmd_flow_set(const struct args *args);
enum status cmd_flow_show(const struct args *args);
enum status cmd_flow_stats(const struct args *args);
enum status cmd_help(const struct args *args);
enum status cmd_monitor(const struct args *args);
enum status cmd_read(const struct args *args);
enum status cmd_reset(const struct args *args);
enum status cmd_run(const struct args *args);
enum status cmd_set(const struct args *args);
enum status cmd_show(const struct args *args);
enum status cmd_start(const struct args *args);
enum status cmd_stats(const struct args *args);
enum status cmd_stop(const struct args *args);
enum status cmd_version(const struct args *args);

/* One request that changes something and has no more to it. */
enum status cmd_change(const struct args *args, unsigned int cmd);

/* What a get command tells, as JSON or each record as text. */
enum status cmd_list(const struct args *args, unsigned int cmd, void (*text)(const struct rec *));

#endif
