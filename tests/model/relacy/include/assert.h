/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_RELACY_ASSERT_H
#define _LFR_RELACY_ASSERT_H

void lfr_relacy_assert(const char *what);

#define assert(x)	((x) ? (void)0 : lfr_relacy_assert(#x))

#endif /* _LFR_RELACY_ASSERT_H */
