/* SPDX-License-Identifier: GPL-2.0 */
/* GenMC does not know the machine's pause, which is no access to memory. */
#ifndef _LFR_SHIM_PROCESSOR_H
#define _LFR_SHIM_PROCESSOR_H

#define cpu_relax()	((void)0)

#endif /* _LFR_SHIM_PROCESSOR_H */
