/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_TYPES_H
#define _LFR_SHIM_TYPES_H

#include_next <linux/types.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

typedef uint8_t u8;
typedef uint16_t u16;
typedef uint32_t u32;
typedef uint64_t u64;
typedef int8_t s8;
typedef int16_t s16;
typedef int32_t s32;
typedef int64_t s64;

typedef unsigned int gfp_t;

#define U32_MAX	UINT32_MAX
#define S32_MAX	INT32_MAX
#define U64_MAX	UINT64_MAX
#define S64_MIN	INT64_MIN
#define S64_MAX	INT64_MAX

/* Aligned on 32-bit machines too, as in the kernel. */
typedef struct {
	int counter;
} atomic_t;

typedef struct {
	s64 counter __attribute__((aligned(8)));
} atomic64_t;

typedef struct {
	long counter;
} atomic_long_t;

#endif /* _LFR_SHIM_TYPES_H */
