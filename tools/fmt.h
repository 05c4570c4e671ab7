/* SPDX-License-Identifier: GPL-2.0 */
/* Numbers to text and back. */
#ifndef FMT_H
#define FMT_H

#include <stddef.h>
#include <stdint.h>

enum {
	FMT_SIZE = 48
};

/* val divided by ten to the power of digits, exactly, without trailing zeros. */
void fmt_decimal(char *buf, size_t size, uint64_t val, unsigned int digits);

/* A time with a unit that suits its length, such as "1.25 ms". */
void fmt_time(char *buf, size_t size, uint64_t ns);

/* A bit rate in Mb/s, to the kilobit. */
void fmt_mbps(char *buf, size_t size, uint64_t bps);

enum fmt_error {
	FMT_OK,
	FMT_NOT_A_NUMBER,
	FMT_NEGATIVE,
	FMT_TOO_LARGE,
	FMT_NOT_WHOLE,	 /* a fraction where none is allowed */
	FMT_TOO_PRECISE, /* more decimals than digits */
};

/* Reads a decimal number in units of ten to the power of -digits, up to max of those units. */
enum fmt_error fmt_parse(const char *text, unsigned int digits, uint64_t max, uint64_t *val);

/* Writes what is wrong with text, as the end of a sentence that began with its key. */
void fmt_complain(char *buf, size_t size, enum fmt_error error, const char *text,
		  unsigned int digits, uint64_t max);

#endif
