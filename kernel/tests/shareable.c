// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Several devices on one range, and ranges that others have claimed. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests.h"

static bool in_iomem(const char *text)
{
	FILE *f = fopen("/proc/iomem", "r");
	char line[128];
	bool found = false;

	while (f && fgets(line, sizeof(line), f))
		found |= strstr(line, text) != NULL;
	if (f)
		fclose(f);
	return found;
}

static int two(const struct board *b, unsigned int first, unsigned int second)
{
	const unsigned long long a = b->free;

	log_mark();
	return load(b, "uiomem0_addr=0x%llx uiomem0_size=0x4000 uiomem0_option=%u "
		    "uiomem1_addr=0x%llx uiomem1_size=0x4000 uiomem1_option=%u info_enable=0",
		    a, first, a + PAGE, second);
}

static void one_line(const char *what)
{
	const char *log = log_of_driver();
	const char *end = strchr(log, '\n');

	ok(end && !end[1], "%s: one line", what);
	has(log, "uiomem0", "%s: it names the first", what);
	has(log, "uiomem1", "%s: and the second", what);
}

static void same_memory(void)
{
	const int x = node_open("uiomem0", O_RDWR);
	const int y = node_open("uiomem1", O_RDWR);
	char word[] = "shared!", back[sizeof(word)] = "";

	is_num(pwrite(x, word, sizeof(word), PAGE + 16), sizeof(word), "write through one");
	is_num(pread(y, back, sizeof(back), 16), sizeof(back), "read through the other");
	is_str(back, word, "finds it");
	close(x);
	close(y);
}

static void claimed_by_others(const struct board *b)
{
	char where[32];

	if (!b->claimed) {
		skip("a range that another driver has claimed", "this machine has none that the test knows");
		return;
	}
	snprintf(where, sizeof(where), "0x%llx", (unsigned long long)b->claimed);
	log_mark();
	is_num(load(b, "uiomem0_addr=%s uiomem0_size=0x1000 uiomem0_option=1 info_enable=0", where), 0,
	       "shareable over a range that another driver has claimed, at %s", where);
	is_num(log_count("uiomem0: shares its range with a driver that has claimed it"), 1, "is allowed with a warning");
	is_num(strcmp(log_of_driver(), "") != 0, 1, "which is logged");
	is_num(unload(), 0, "unload");
	is_num(load(b, "uiomem0_addr=%s uiomem0_size=0x1000 uiomem0_option=0", where), -EBUSY,
	       "the other driver's claim is still there");
}

void test_shareable(const struct board *b)
{
	section("shareable");
	is_num(two(b, 3, 3), 0, "two shareable ones with equal attributes");
	is_str(log_of_driver(), "", "are silent");
	ok(!in_iomem(" : uiomem0") && !in_iomem(" : uiomem1"), "neither claims the range");
	same_memory();
	is_num(unload(), 0, "unload");

	is_num(two(b, 3, 7), 0, "coherent and not");
	one_line("coherent and not");
	is_num(unload(), 0, "unload");
	is_num(two(b, 3, 1), 0, "cached and not");
	one_line("cached and not");
	is_num(unload(), 0, "unload");

	is_num(two(b, 2, 3), 0, "shareable over a non-shareable one");
	one_line("shareable over a non-shareable one");
	ok(in_iomem(" : uiomem0") && !in_iomem(" : uiomem1"), "the non-shareable one has claimed it");
	same_memory();
	is_num(unload(), 0, "unload");
	is_num(two(b, 3, 2), 0, "a non-shareable one over a shareable one");
	one_line("a non-shareable one over a shareable one");
	ok(exists("/dev/uiomem0") && exists("/dev/uiomem1"), "both are there");
	is_num(unload(), 0, "unload");
	is_num(two(b, 2, 7), 0, "shareable and with other attributes over a non-shareable one");
	one_line("both differences");
	is_num(unload(), 0, "unload");
	ok(!in_iomem(" : uiomem"), "no claim remains");
	claimed_by_others(b);
}
