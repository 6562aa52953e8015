// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Loading and unloading again and again leaves nothing behind. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "tests.h"

/* A file of /proc, whole; the caller frees it. */
static char *contents(const char *path)
{
	char *text = calloc(1, MIB);
	FILE *f = fopen(path, "r");

	if (f) {
		text[fread(text, 1, MIB - 1, f)] = 0;
		fclose(f);
	}
	return text;
}

static void unchanged(const char *path, char *before)
{
	char *after = contents(path);

	is_str(after, before, "%s is as before", path);
	free(before);
	free(after);
}

void test_reload(const struct board *b)
{
	char *devices = contents("/proc/devices");
	char *iomem = contents("/proc/iomem");
	char *mappings = NULL, *line;
	char where[32];
	bool good = true;

	section("reload");
	for (int i = 0; i < 40; i++) {
		load_one(b, MIB, i % 2 ? 2 : 0);
		good &= exists("/dev/uiomem0");
		good &= !unload() && !exists("/dev/uiomem0");
		/* and one that fails half-way */
		good &= load(b, "uiomem0_addr=0x%llx uiomem0_size=0x1000", (unsigned long long)b->ram) == -EINVAL;
	}
	ok(good, "loaded 40 times and refused 40 times");
	unchanged("/proc/devices", devices);
	unchanged("/proc/iomem", iomem);
	mappings = contents("/proc/vmallocinfo");
	snprintf(where, sizeof(where), "phys=0x%0*llx", ADDRESS_DIGITS, (unsigned long long)b->free);
	line = strstr(mappings, where);
	is_str(line ? where : "", "", "the kernel has no mapping of the range");
	free(mappings);
	ok(!exists("/sys/class/uiomem") && !exists("/sys/bus/platform/drivers/uiomem"), "no class, no driver");
}
