/* SPDX-License-Identifier: GPL-2.0 */
/*
 * case_native.h - what tests/cases/case.h asks of a runner, in user space
 */
#ifndef _LFRING_CASE_NATIVE_H
#define _LFRING_CASE_NATIVE_H

#include <setjmp.h>
#include <linux/compiler.h>
#include <linux/types.h>

/**
 * struct lfr_test - the running case
 * @leave: where an assertion goes
 * @failed: something was not as expected
 * @skipped: the case does not apply here
 * @memory: what lfr_case_alloc() gave
 */
struct lfr_test {
	jmp_buf leave;
	bool failed;
	bool skipped;
	struct lfr_native_memory *memory;
};

/**
 * struct lfr_case - an entry of a suite's table; one without name ends it
 * @name: of the case
 * @run: the case
 */
struct lfr_case {
	const char *name;
	void (*run)(struct lfr_test *t);
};

#define LFR_CASE(fn)		{ .name = #fn, .run = (fn) }
#define LFR_CASE_SLOW(fn)	LFR_CASE(fn)

void __printf(4, 5) lfr_native_fail(struct lfr_test *t, const char *file, int line,
				    const char *fmt, ...);
void __printf(1, 2) lfr_native_note(const char *fmt, ...);
void __attribute__((noreturn)) lfr_native_leave(struct lfr_test *t);

#define LFR_EXPECT_MSG(t, cond, ...)						\
do {										\
	if (!(cond))								\
		lfr_native_fail((t), __FILE__, __LINE__, __VA_ARGS__);		\
} while (0)

#define LFR_EXPECT(t, cond)	LFR_EXPECT_MSG(t, cond, "expected %s", #cond)

#define lfr_native_check_eq(t, a, b, otherwise)					\
do {										\
	long long a_ = (long long)(a), b_ = (long long)(b);			\
	if (a_ != b_) {								\
		lfr_native_fail((t), __FILE__, __LINE__,			\
				"expected %s == %s, got %lld and %lld",		\
				#a, #b, a_, b_);				\
		otherwise;							\
	}									\
} while (0)

#define LFR_EXPECT_EQ(t, a, b)	lfr_native_check_eq(t, a, b, (void)0)
#define LFR_ASSERT_EQ(t, a, b)	lfr_native_check_eq(t, a, b, lfr_native_leave(t))

#define LFR_ASSERT(t, cond)							\
do {										\
	if (!(cond)) {								\
		lfr_native_fail((t), __FILE__, __LINE__, "expected %s", #cond);	\
		lfr_native_leave(t);						\
	}									\
} while (0)

#define LFR_SKIP(t, ...)							\
do {										\
	lfr_native_note(__VA_ARGS__);						\
	(t)->skipped = true;							\
	lfr_native_leave(t);							\
} while (0)

#define LFR_NOTE(t, ...)	do { (void)(t); lfr_native_note(__VA_ARGS__); } while (0)

/* Runs the tables, each case in a process of its own, and says how that went. */
int lfr_native_main(int argc, char **argv, struct lfr_case *const *suites);

#endif /* _LFRING_CASE_NATIVE_H */
