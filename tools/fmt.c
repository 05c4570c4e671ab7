// SPDX-License-Identifier: GPL-2.0
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "fmt.h"

void fmt_decimal(char *buf, size_t size, uint64_t val, unsigned int digits)
{
	uint64_t scale = 1;
	unsigned int i;

	for (i = 0; i < digits; i++)
		scale *= 10;
	for (; digits && val % 10 == 0; digits--) {
		val /= 10;
		scale /= 10;
	}
	if (digits)
		snprintf(buf, size, "%" PRIu64 ".%0*" PRIu64, val / scale, (int)digits,
			 val % scale);
	else
		snprintf(buf, size, "%" PRIu64, val);
}

void fmt_time(char *buf, size_t size, uint64_t ns)
{
	static const char *const units[] = { "ns", "us", "ms", "s" };
	double val = ns;
	unsigned int i;

	for (i = 0; i < 3 && val >= 999.5; i++)
		val /= 1000;
	if (!i || val >= 99.95)
		snprintf(buf, size, "%.0f %s", val, units[i]);
	else
		snprintf(buf, size, val < 9.995 ? "%.2f %s" : "%.1f %s", val, units[i]);
}

void fmt_mbps(char *buf, size_t size, uint64_t bps)
{
	snprintf(buf, size, "%" PRIu64 ".%03" PRIu64, bps / 1000000, bps / 1000 % 1000);
}

enum fmt_error fmt_parse(const char *text, unsigned int digits, uint64_t max, uint64_t *val)
{
	enum fmt_error error = FMT_OK;
	const char *digit, *point = NULL;
	unsigned int decimals = 0;
	uint64_t n = 0;

	if (text[0] == '-' && text[1] && text[1 + strspn(text + 1, "0123456789.")] == '\0')
		return FMT_NEGATIVE;
	for (digit = text; *digit; digit++) {
		if (*digit == '.' && !point && digit > text && digit[1]) {
			point = digit;
			continue;
		}
		if (*digit < '0' || *digit > '9')
			return FMT_NOT_A_NUMBER;
		if (point && decimals == digits) {
			/* Zeros there do no harm. */
			if (*digit != '0' && error == FMT_OK)
				error = digits ? FMT_TOO_PRECISE : FMT_NOT_WHOLE;
			continue;
		}
		if (point)
			decimals++;
		if (n > (max - (*digit - '0')) / 10)
			error = FMT_TOO_LARGE;
		else
			n = n * 10 + (*digit - '0');
	}
	if (digit == text)
		return FMT_NOT_A_NUMBER;
	for (; decimals < digits && error == FMT_OK; decimals++) {
		if (n > max / 10)
			error = FMT_TOO_LARGE;
		n *= 10;
	}
	*val = n;
	return error;
}

void fmt_complain(char *buf, size_t size, enum fmt_error error, const char *text,
		  unsigned int digits, uint64_t max)
{
	char limit[FMT_SIZE];

	switch (error) {
	case FMT_NEGATIVE:
		snprintf(buf, size, "'%s' is negative, a number from 0 up is expected", text);
		break;
	case FMT_TOO_LARGE:
		fmt_decimal(limit, sizeof(limit), max, digits);
		snprintf(buf, size, "'%s' is too large, no more than %s is possible", text, limit);
		break;
	case FMT_NOT_WHOLE:
		snprintf(buf, size, "'%s' is not a whole number", text);
		break;
	case FMT_TOO_PRECISE:
		snprintf(buf, size, "'%s' has more than %u decimals", text, digits);
		break;
	default:
		snprintf(buf, size,
			 digits ? "'%s' is not a number such as 12 or 12.5" :
				  "'%s' is not a number such as 12",
			 text);
	}
}
