/* SPDX-License-Identifier: GPL-2.0 */
/* What the kernel says about a request, beyond an error number. libnl 3.7 skips it. */
#ifndef EXTACK_H
#define EXTACK_H

#include <stddef.h>

#include "attr.h"

struct nlmsghdr;

/*
 * One sentence on why request, made of attributes of set, was answered with reply (an
 * NLMSG_ERROR or NLMSG_DONE) and this negative errno.
 */
void extack_explain(char *buf, size_t size, const struct nlmsghdr *reply,
		    const struct nlmsghdr *request, const struct attr_set *set, int error);

/* What the kernel has to remark about a request that it carried out; false when nothing. */
bool extack_remark(char *buf, size_t size, const struct nlmsghdr *reply);

#endif
