// SPDX-License-Identifier: GPL-2.0
#include <stdio.h>
#include <string.h>

#include <linux/lfring.h>

#include "cmd.h"
#include "json.h"
#include "nl.h"
#include "transport.h"
#include "version.h"

/* The tool's version may have a commit after the release, the module's may not. */
static bool same_release(const char *a, const char *b)
{
	size_t len = strcspn(a, "-+ ");

	return len == strcspn(b, "-+ ") && !strncmp(a, b, len);
}

enum status cmd_version(const struct args *args)
{
	char version[64];
	struct json json;
	struct conn *conn;
	bool loaded, versioned;

	/* Not being loaded is an answer here. */
	loaded = !conn_open(&conn);
	versioned = !transport_module_version(version, sizeof(version));
	if (args->json) {
		json_init(&json, stdout, args->pretty);
		json_array(&json, NULL);
		json_object(&json, NULL);
		json_string(&json, "tool", LFRINGCTL_VERSION);
		if (versioned)
			json_string(&json, "module", version);
		else
			json_null(&json, "module");
		if (loaded)
			json_number(&json, "family_version", conn_version(conn));
		else
			json_null(&json, "family_version");
		json_end(&json);
		json_end(&json);
	} else {
		printf("lfringctl %s\n", LFRINGCTL_VERSION);
		if (loaded)
			printf("lfring module %s, netlink family version %u\n",
			       versioned ? version : "of unknown version", conn_version(conn));
		else
			printf("lfring module not loaded\n");
	}
	if (loaded && versioned && !same_release(LFRINGCTL_VERSION, version))
		fprintf(stderr,
			"lfringctl: warning: tool %s and module %s are of different "
			"versions\n",
			LFRINGCTL_VERSION, version);
	if (loaded && conn_version(conn) != LFRING_FAMILY_VERSION)
		fprintf(stderr,
			"lfringctl: warning: the tool was made for version %u of the netlink "
			"family, the module has %u\n",
			LFRING_FAMILY_VERSION, conn_version(conn));
	conn_close(conn);
	return STATUS_DONE;
}
