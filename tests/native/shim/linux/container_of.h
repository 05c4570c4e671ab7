/* SPDX-License-Identifier: GPL-2.0 */
#ifndef _LFR_SHIM_CONTAINER_OF_H
#define _LFR_SHIM_CONTAINER_OF_H

#include <stddef.h>

#define container_of(ptr, type, member)	((type *)((char *)(ptr) - offsetof(type, member)))

#endif /* _LFR_SHIM_CONTAINER_OF_H */
