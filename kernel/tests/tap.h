/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Test Anything Protocol 12 on stdout. */
#ifndef TAP_H
#define TAP_H

#include <stdbool.h>
#include <stdint.h>

/** A heading; the tests after it carry it as a prefix. */
void section(const char *name);

/** One test. Returns @good. */
bool ok(bool good, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/** Tests of equality; what was found is printed when they fail. Errors are negative errno values. */
bool is_num(int64_t found, int64_t wanted, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool is_hex(uint64_t found, uint64_t wanted, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool is_str(const char *found, const char *wanted, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/** @found has @wanted somewhere in it (or not). */
bool has(const char *found, const char *wanted, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
bool has_not(const char *found, const char *unwanted, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
/** A test that this machine cannot do, and why. */
void skip(const char *what, const char *why);
void note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** The plan and the totals; the exit status. */
int tap_end(void);

#endif
