/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_PREFETCH_H
#define _LFR_SHIM_PREFETCH_H

/* As x86 kernels have it: GCC has an instruction of its own for that only if told to. */
#if defined(__x86_64__)
#define prefetchw(p)	__asm__ __volatile__("prefetchw %0" : : "m" (*(const char *)(p)))
#else
#define prefetchw(p)	__builtin_prefetch((p), 1)
#endif

#endif /* _LFR_SHIM_PREFETCH_H */
