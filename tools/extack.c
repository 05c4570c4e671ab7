// SPDX-License-Identifier: GPL-2.0
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include <linux/lfring.h>
#include <netlink/attr.h>
#include <netlink/msg.h>
#include <netlink/genl/genl.h>

#include "extack.h"
#include "fmt.h"

/* The attributes behind the error in reply. Where they begin depends on the kind of reply. */
static int parse(const struct nlmsghdr *reply, struct nlattr **attrs)
{
	unsigned int len = reply->nlmsg_len - NLMSG_HDRLEN;
	const char *data = nlmsg_data(reply);
	unsigned int skip = sizeof(int);

	memset(attrs, 0, (NLMSGERR_ATTR_MAX + 1) * sizeof(*attrs));
	if (!(reply->nlmsg_flags & NLM_F_ACK_TLVS))
		return -ENOENT;
	if (reply->nlmsg_type == NLMSG_ERROR) {
		const struct nlmsgerr *err = nlmsg_data(reply);

		if (len < sizeof(*err))
			return -EBADMSG;
		skip = sizeof(*err);
		if (!(reply->nlmsg_flags & NLM_F_CAPPED)) {
			if (err->msg.nlmsg_len < NLMSG_HDRLEN || err->msg.nlmsg_len > len)
				return -EBADMSG;
			skip += NLMSG_ALIGN(err->msg.nlmsg_len) - NLMSG_HDRLEN;
		}
	}
	if (skip > len)
		return -EBADMSG;
	if (nla_parse(attrs, NLMSGERR_ATTR_MAX, (struct nlattr *)(data + skip), len - skip, NULL))
		return -EBADMSG;
	return 0;
}

/* The text of a string attribute that may lack its end, on one line. */
static bool get_text(struct nlattr *nla, char *buf, size_t size)
{
	size_t i, len;

	if (!nla || nla_len(nla) < 1)
		return false;
	len = strnlen(nla_data(nla), nla_len(nla));
	if (len >= size)
		len = size - 1;
	memcpy(buf, nla_data(nla), len);
	for (i = 0; i < len; i++)
		if ((unsigned char)buf[i] < ' ')
			buf[i] = ' ';
	while (len && (buf[len - 1] == ' ' || buf[len - 1] == '.'))
		len--;
	buf[len] = '\0';
	return len;
}

static bool get_u32(struct nlattr *nla, uint32_t *val)
{
	if (!nla || nla_len(nla) < (int)sizeof(*val))
		return false;
	*val = nla_get_u32(nla);
	return true;
}

static bool get_u64(struct nlattr *nla, uint64_t *val)
{
	if (!nla || nla_len(nla) < (int)sizeof(*val))
		return false;
	*val = nla_get_u64(nla);
	return true;
}

/* The attribute of the request at this offset. */
static struct nlattr *find_attr(const struct nlmsghdr *request, uint32_t offset)
{
	struct nlattr *nla;
	int rem;

	nlmsg_for_each_attr(nla, (struct nlmsghdr *)request, GENL_HDRLEN, rem) {
		size_t start = (char *)nla - (char *)request;

		if (offset >= start && offset < start + nla->nla_len)
			return nla;
	}
	return NULL;
}

static void put_range(char *buf, size_t size, struct nlattr *nla, const struct attr *attr)
{
	struct nlattr *policy[NL_POLICY_TYPE_ATTR_MAX + 1];
	char low[FMT_SIZE], high[FMT_SIZE];
	uint64_t min = 0, max;
	uint32_t len;

	if (!nla || nla_parse_nested(policy, NL_POLICY_TYPE_ATTR_MAX, nla, NULL))
		return;
	if (get_u64(policy[NL_POLICY_TYPE_ATTR_MAX_VALUE_U], &max)) {
		get_u64(policy[NL_POLICY_TYPE_ATTR_MIN_VALUE_U], &min);
		attr_format(attr, min, low, sizeof(low));
		attr_format(attr, max, high, sizeof(high));
		snprintf(buf, size, " (allowed are %s to %s%s%s)", low, high, attr->unit ? " " : "",
			 attr->unit ? attr->unit : "");
	} else if (get_u32(policy[NL_POLICY_TYPE_ATTR_MAX_LENGTH], &len)) {
		snprintf(buf, size, " (at most %u characters)", len);
	}
}

/* For a kernel that gives a number only. */
static const char *describe(int error, const struct nlmsghdr *request)
{
	const struct genlmsghdr *genl = nlmsg_data(request);
	bool is_flow = genl->cmd >= LFRING_CMD_FLOW_GET;

	switch (error) {
	case -EPERM:
		return "this needs CAP_NET_ADMIN (root, or sudo)";
	case -ENOENT:
		return is_flow ? "there is no such flow" : "there is no such pipeline";
	case -EEXIST:
		return is_flow ? "there is such a flow already" :
				 "there is such a pipeline already";
	case -EBUSY:
		if (is_flow)
			return strerror(EBUSY);
		return genl->cmd == LFRING_CMD_PIPELINE_START ? "it is running already" :
								"it is running, stop it first";
	case -EOPNOTSUPP:
		return is_flow ? "the loaded module knows no flows, it is older than this tool" :
				 "the loaded module does not know this command, it may be older "
				 "than this tool";
	default:
		return strerror(-error);
	}
}

/* Whether word stands in text by itself, not as part of a longer one. */
static bool mentions(const char *text, const char *word)
{
	static const char name_chars[] = "abcdefghijklmnopqrstuvwxyz_0123456789";
	size_t len = strlen(word);
	const char *at = text;

	while (len && (at = strstr(at, word))) {
		if ((at == text || !strchr(name_chars, at[-1])) &&
		    (!at[len] || !strchr(name_chars, at[len])))
			return true;
		at++;
	}
	return false;
}

void extack_explain(char *buf, size_t size, const struct nlmsghdr *reply,
		    const struct nlmsghdr *request, const struct attr_set *set, int error)
{
	char message[256], subject[96] = "", range[128] = "", whose[LFRING_NAME_LEN + 2] = "";
	struct nlattr *attrs[NLMSGERR_ATTR_MAX + 1], *bad = NULL, *name;
	const struct attr *attr = NULL;
	uint32_t offset, missing;
	char value[FMT_SIZE];

	parse(reply, attrs);
	if (!get_text(attrs[NLMSGERR_ATTR_MSG], message, sizeof(message)))
		snprintf(message, sizeof(message), "%s", describe(error, request));
	else if (error == -EPERM && !strstr(message, "CAP_NET_ADMIN"))
		snprintf(message + strlen(message), sizeof(message) - strlen(message), ": %s",
			 describe(error, request));

	if (get_u32(attrs[NLMSGERR_ATTR_OFFS], &offset))
		bad = find_attr(request, offset);
	if (bad && (unsigned int)nla_type(bad) <= set->max && set->attr[nla_type(bad)].name) {
		attr = &set->attr[nla_type(bad)];
		/* Whoever names the attribute has words of their own for what is allowed. */
		if (!mentions(message, attr->name)) {
			put_range(range, sizeof(range), attrs[NLMSGERR_ATTR_POLICY], attr);
			if (attr->type != ATTR_STRING &&
			    attr_format_data(attr, nla_data(bad), nla_len(bad), value,
					     sizeof(value))) {
				snprintf(subject, sizeof(subject), "%s %s: ", attr->name, value);
			}
		}
	} else if (get_u32(attrs[NLMSGERR_ATTR_MISS_TYPE], &missing) && missing <= set->max &&
		   set->attr[missing].name && !mentions(message, set->attr[missing].name)) {
		snprintf(subject, sizeof(subject), "%s is missing: ", set->attr[missing].name);
	}

	/* Which pipeline or flow it is about. */
	name = nlmsg_find_attr((struct nlmsghdr *)request, GENL_HDRLEN, LFRING_A_PIPELINE_NAME);
	if (name && error != -EPERM && !mentions(message, nla_data(name)))
		snprintf(whose, sizeof(whose), "%.31s: ", (char *)nla_data(name));
	snprintf(buf, size, "%s%s%s%s", whose, subject, message, range);
}

bool extack_remark(char *buf, size_t size, const struct nlmsghdr *reply)
{
	struct nlattr *attrs[NLMSGERR_ATTR_MAX + 1];

	return !parse(reply, attrs) && get_text(attrs[NLMSGERR_ATTR_MSG], buf, size);
}
