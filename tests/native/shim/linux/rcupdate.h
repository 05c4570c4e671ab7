/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_RCUPDATE_H
#define _LFR_SHIM_RCUPDATE_H

#include <linux/compiler.h>

#define __rcu
#define rcu_assign_pointer(p, v)	smp_store_release(&(p), (v))
/* Nothing here knows about dependencies; an acquire orders more. */
#define rcu_dereference_raw(p)		smp_load_acquire(&(p))

#endif /* _LFR_SHIM_RCUPDATE_H */
