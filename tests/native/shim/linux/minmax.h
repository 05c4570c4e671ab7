/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_MINMAX_H
#define _LFR_SHIM_MINMAX_H

#include <linux/types.h>

/* As strict as the kernel's: a comparison of two types does not compile. */
#define lfr_shim_cmp(a, b, op)						\
({									\
	__typeof__(a) a_ = (a);						\
	__typeof__(b) b_ = (b);						\
	(void)(&a_ == &b_);						\
	a_ op b_ ? a_ : b_;						\
})

#define min(a, b)	lfr_shim_cmp(a, b, <)
#define max(a, b)	lfr_shim_cmp(a, b, >)

#define min_t(type, a, b)						\
({									\
	type a_ = (a), b_ = (b);					\
	a_ < b_ ? a_ : b_;						\
})

#define max_t(type, a, b)						\
({									\
	type a_ = (a), b_ = (b);					\
	a_ > b_ ? a_ : b_;						\
})

#define clamp_t(type, v, lo, hi)	min_t(type, max_t(type, v, lo), hi)

#endif /* _LFR_SHIM_MINMAX_H */
