/* SPDX-License-Identifier: GPL-2.0 */
/*
 * compat.h - what the library uses and older kernels do not have
 *
 * Installed with the other headers. What only lfring.ko needs is in kmod/compat.
 */
#ifndef _LFRING_COMPAT_H
#define _LFRING_COMPAT_H

#include <asm/local64.h>
#include <linux/types.h>

#ifdef __KERNEL__
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 5, 0)
static __always_inline bool local64_try_cmpxchg(local64_t *l, s64 *old, s64 new)
{
	s64 expected = *old;

	*old = local64_cmpxchg(l, expected, new);
	return *old == expected;
}
#endif
#endif

#endif /* _LFRING_COMPAT_H */
