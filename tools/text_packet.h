/* SPDX-License-Identifier: GPL-2.0 */
/* A packet in a line on the standard output. */
#ifndef TEXT_PACKET_H
#define TEXT_PACKET_H

#include <linux/lfring_dev.h>

void text_packet(const struct lfring_record *record);
void text_packet_json(const struct lfring_record *record);

#endif
