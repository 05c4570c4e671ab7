/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_EXPORT_H
#define _LFR_SHIM_EXPORT_H

/* Something has to go with the semicolon. */
#define EXPORT_SYMBOL(s)	extern __typeof__(s) s

#endif /* _LFR_SHIM_EXPORT_H */
