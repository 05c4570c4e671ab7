/* SPDX-License-Identifier: GPL-2.0 */
/*
 * Before 6.3 the flags of a mapping are written as they are.
 */
#ifndef _LFRING_COMPAT_LINUX_MM_H
#define _LFRING_COMPAT_LINUX_MM_H

#include <linux/version.h>
#include_next <linux/mm.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(6, 3, 0)
static inline void vm_flags_clear(struct vm_area_struct *vma, vm_flags_t flags)
{
	vma->vm_flags &= ~flags;
}
#endif

#endif /* _LFRING_COMPAT_LINUX_MM_H */
