/* SPDX-License-Identifier: GPL-2.0 */
/*
 * debugfs.h - a look inside, for people who debug lfring itself
 */
#ifndef _LFRING_CONTROL_DEBUGFS_H
#define _LFRING_CONTROL_DEBUGFS_H

void lfr_debugfs_init(void);
void lfr_debugfs_exit(void);

#endif /* _LFRING_CONTROL_DEBUGFS_H */
