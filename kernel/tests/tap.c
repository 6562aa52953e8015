// SPDX-License-Identifier: GPL-2.0 OR MIT
#define _GNU_SOURCE
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "tap.h"

static int number;
static int failures;
static int skips;
static const char *heading = "";

static bool report(bool good, const char *fmt, va_list args)
{
	printf("%s %d - %s: ", good ? "ok" : "not ok", ++number, heading);
	vprintf(fmt, args);
	putchar('\n');
	failures += !good;
	fflush(stdout);
	return good;
}

#define REPORT(good)				\
	do {					\
		va_list args;			\
						\
		va_start(args, fmt);		\
		report((good), fmt, args);	\
		va_end(args);			\
	} while (0)

void section(const char *name)
{
	heading = name;
}

bool ok(bool good, const char *fmt, ...)
{
	REPORT(good);
	return good;
}

bool is_num(int64_t found, int64_t wanted, const char *fmt, ...)
{
	REPORT(found == wanted);
	if (found != wanted)
		note("found %lld, wanted %lld", (long long)found, (long long)wanted);
	return found == wanted;
}

bool is_hex(uint64_t found, uint64_t wanted, const char *fmt, ...)
{
	REPORT(found == wanted);
	if (found != wanted)
		note("found 0x%llx, wanted 0x%llx", (unsigned long long)found, (unsigned long long)wanted);
	return found == wanted;
}

static void note_lines(const char *label, const char *text)
{
	const char *end;

	note("%s", label);
	for (; *text; text = *end ? end + 1 : end) {
		end = strchrnul(text, '\n');
		note("  %.*s", (int)(end - text), text);
	}
}

bool is_str(const char *found, const char *wanted, const char *fmt, ...)
{
	const bool good = !strcmp(found, wanted);

	REPORT(good);
	if (!good) {
		note_lines("found", found);
		note_lines("wanted", wanted);
	}
	return good;
}

bool has(const char *found, const char *wanted, const char *fmt, ...)
{
	const bool good = strstr(found, wanted) != NULL;

	REPORT(good);
	if (!good) {
		note_lines("found", found);
		note_lines("wanted in it", wanted);
	}
	return good;
}

bool has_not(const char *found, const char *unwanted, const char *fmt, ...)
{
	const bool good = strstr(found, unwanted) == NULL;

	REPORT(good);
	if (!good) {
		note_lines("found", found);
		note_lines("which must not have", unwanted);
	}
	return good;
}

void skip(const char *what, const char *why)
{
	printf("ok %d - %s: %s # SKIP %s\n", ++number, heading, what, why);
	skips++;
	fflush(stdout);
}

void note(const char *fmt, ...)
{
	va_list args;

	printf("# ");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	putchar('\n');
	fflush(stdout);
}

int tap_end(void)
{
	printf("1..%d\n", number);
	note("%d passed, %d failed, %d skipped", number - failures - skips, failures, skips);
	return failures || !number;
}
