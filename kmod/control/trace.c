// SPDX-License-Identifier: GPL-2.0
/*
 * trace.c - the tracepoints that engine/trace.h declares
 */
#define CREATE_TRACE_POINTS
#include "engine/trace.h"
