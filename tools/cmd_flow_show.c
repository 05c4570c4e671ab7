// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include <linux/lfring.h>

#include "cmd.h"
#include "fmt.h"
#include "text.h"

/* A name that could be taken for something else has to be announced. */
static void show_name(const char *name)
{
	if (name[0] == '-' || attr_find_key(&attr_flow, name) || !strcmp(name, "name"))
		printf("name ");
	text_word(stdout, name);
}

static void show_value(const struct rec *rec, unsigned int id)
{
	const char *name = rec->set->attr[id].name;
	char value[FMT_SIZE];
	size_t i;

	if (rec->set->attr[id].type == ATTR_DEV) {
		for (i = 0; i < rec_count(rec, id); i++) {
			printf(" %s ", name);
			text_word(stdout, rec_str_at(rec, id, i));
		}
	} else if (rec_has(rec, id)) {
		rec_text(rec, id, value, sizeof(value));
		printf(" %s %s", name, value);
	}
}

/* Where it can be read, if that is not what its name says; to a shell it is a comment. */
static void show_device(const struct rec *rec)
{
	static const char dir[] = "lfring/";
	const char *device;

	if (!rec_has(rec, LFRING_A_FLOW_DEVICE))
		return;
	device = rec_str(rec, LFRING_A_FLOW_DEVICE);
	if (!strncmp(device, dir, strlen(dir)) &&
	    !strcmp(device + strlen(dir), rec_str(rec, LFRING_A_FLOW_NAME)))
		return;
	printf(" # ");
	text_name(stdout, device);
}

/* What is to be given to add, so that it comes out the same. */
static void show_text(const struct rec *rec)
{
	unsigned int id;

	show_name(rec_str(rec, LFRING_A_FLOW_NAME));
	for (id = LFRING_A_FLOW_NAME + 1; id <= rec->set->max; id++) {
		const struct attr *attr = &rec->set->attr[id];

		if (id == LFRING_A_FLOW_SPORT)
			printf(" %s %s", rec->set->attr[0].name, rec->set->attr[0].names[0]);
		if (attr->key)
			show_value(rec, id);
	}
	show_device(rec);
	putchar('\n');
}

enum status cmd_flow_show(const struct args *args)
{
	return cmd_list(args, LFRING_CMD_FLOW_GET, show_text);
}
