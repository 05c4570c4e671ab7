/* SPDX-License-Identifier: GPL-2.0 */
/*
 * params.h - module parameters
 */
#ifndef _LFRING_CONTROL_PARAMS_H
#define _LFRING_CONTROL_PARAMS_H

int lfr_params_check(void);
int lfr_params_start(void);

#endif /* _LFRING_CONTROL_PARAMS_H */
