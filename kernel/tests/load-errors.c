// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Regions that insmod must refuse: the errno, the line, and that nothing remains. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "tests.h"

static void refused(const struct board *b, const char *what, uint64_t addr, uint64_t size, int error, const char *word)
{
	char line[128];

	log_mark();
	is_num(load(b, "uiomem3_addr=0x%llx uiomem3_size=0x%llx", (unsigned long long)addr, (unsigned long long)size),
	       error, "%s: insmod fails", what);
	snprintf(line, sizeof(line), "uiomem: region 3 [0x%llx, 0x%llx): %s: ", (unsigned long long)addr,
		 (unsigned long long)(addr + size), word);
	has(log_since(), line, "%s: the log says %s", what, word);
	is_num(log_count("uiomem: region "), 1, "%s: in one line", what);
	has_not(log_since(), "Call trace", "%s: no stack", what);
	ok(!loaded(), "%s: no module remains", what);
	ok(!exists("/dev/uiomem3") && !exists("/sys/class/uiomem") &&
	   !exists("/sys/bus/platform/devices/uiomem.3") && !exists("/sys/bus/platform/drivers/uiomem"),
	   "%s: no node, class, device or driver remains", what);
	if (loaded())
		unload();
}

static void together(const struct board *b)
{
	const unsigned long long a = b->free;

	log_mark();
	is_num(load(b, "uiomem0_addr=0x%llx uiomem0_size=0x1000 uiomem1_addr=0x%llx uiomem1_size=0x1001", a, a + MIB),
	       0, "one of two regions is enough to load");
	ok(exists("/dev/uiomem0") && !exists("/dev/uiomem1"), "the good one is there, the bad one is not");
	has(log_since(), "uiomem: region 1 [", "the log names the bad one");
	ok(!exists("/sys/bus/platform/devices/uiomem.1"), "no platform device of the bad one remains");
	is_num(unload(), 0, "unload");

	log_mark();
	is_num(load(b, "uiomem0_addr=0x%llx uiomem0_size=0x2000 uiomem1_addr=0x%llx uiomem1_size=0x2000", a, a + PAGE),
	       0, "overlapping regions load");
	ok(exists("/dev/uiomem0") && !exists("/dev/uiomem1"), "the first has the range");
	has(log_since(), ": overlap: uiomem0 has [", "the log says overlap, and with what");
	is_num(unload(), 0, "unload");

	log_mark();
	is_num(load(b, "uiomem0_addr=0x%llx uiomem0_size=0x10 uiomem1_addr=0x%llx uiomem1_size=0x1000",
		    a, (unsigned long long)b->ram), -EINVAL, "the first error is insmod's");
	is_num(log_count("uiomem: region "), 2, "each bad region has its line");
	ok(!loaded(), "nothing remains");
}

static void not_offered(const struct board *b)
{
	static const char file[] = "/sys/bus/platform/drivers_autoprobe";

	write_file(file, "0");
	refused(b, "a bus that probes nothing by itself", b->free, PAGE, -ENODEV, "busy");
	write_file(file, "1");
}

void test_load_errors(const struct board *b)
{
	section("load errors");
	refused(b, "an address off a page", b->free + 0x800, PAGE, -EINVAL, "unaligned");
	refused(b, "a size off a page", b->free, PAGE + 1, -EINVAL, "unaligned");
	refused(b, "no address", 0, PAGE, -EINVAL, "zero");
	refused(b, "a wrap", -(unsigned long)PAGE, 2 * PAGE, -EINVAL, "wrap");
	refused(b, "System RAM", b->ram, PAGE, -EINVAL, "ram");
	refused(b, "RAM at the start", b->ram_end - PAGE, 2 * PAGE, -EINVAL, "ram");
	refused(b, "RAM in the middle", b->ram_start - PAGE, b->ram_end - b->ram_start + 2 * PAGE, -EINVAL, "ram");
	if (IS_64BIT) {
		refused(b, "a wrap to 0", -(unsigned long)PAGE, PAGE, -EINVAL, "wrap");
		refused(b, "past the physical address space", 0x1000000000000000, PAGE, -ENOMEM, "memory");
	} else {
		is_num(load(b, "uiomem3_addr=0x100000000 uiomem3_size=0x1000"), -ERANGE,
		       "an address past a long: insmod fails");
		ok(!loaded(), "an address past a long: no module remains");
	}

	if (b->claimed)
		refused(b, "a claimed range", b->claimed, PAGE, -EBUSY, "busy");
	else
		skip("a claimed range", "this machine has none that the test knows");

	together(b);
	not_offered(b);
	is_num(load(b, "uiomem0_addr=0x%llx", (unsigned long long)b->free), 0, "an address of size 0 is no region");
	ok(!exists("/dev/uiomem0"), "and makes no device");
	is_num(unload(), 0, "unload");
	is_num(load(b, "%s", ""), 0, "no region is no error");
	is_num(unload(), 0, "unload");
	is_num(load(b, "uiomem0_addr=nonsense"), -EINVAL, "an address that is no number");
}
