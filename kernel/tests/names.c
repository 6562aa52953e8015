// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The table of names, as insmod regions show it; device-tree.c has the names of nodes. */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include "tests.h"

/* Text that modinfo would print, which the file holds as strings that end in NUL. */
static bool module_says(const struct board *b, const char *text)
{
	FILE *f = fopen(b->module, "r");
	char *file = malloc(8 * MIB);
	size_t n = 0;
	bool found;

	if (f) {
		n = fread(file, 1, 8 * MIB, f);
		fclose(f);
	}
	found = memmem(file, n, text, strlen(text) + 1) != NULL;
	free(file);
	return found;
}

/* major:minor of a class device as text */
static void device_number(const char *device, unsigned int *major, unsigned int *minor)
{
	*major = *minor = ~0u;
	sscanf(attr(device, "dev"), "%u:%u", major, minor);
}

/* lines of /proc/devices that end in the driver's name */
static int majors(void)
{
	FILE *f = fopen("/proc/devices", "r");
	char line[128];
	int count = 0;

	while (f && fgets(line, sizeof(line), f))
		count += strstr(line, " uiomem\n") != NULL;
	if (f)
		fclose(f);
	return count;
}

void test_names(const struct board *b)
{
	unsigned int major, minor;
	struct stat st = {};

	section("names");
	ok(module_says(b, "name=uiomem"), "the module is called uiomem");
	ok(module_says(b, "license=Dual MIT/GPL"), "its licence");
	ok(module_says(b, "alias=of:N*T*Cikwzm,uiomem"), "nodes of its compatible load it");

	is_num(load(b, "uiomem5_addr=0x%llx uiomem5_size=0x1000", (unsigned long long)b->free), 0, "load region 5");
	ok(exists("/sys/module/uiomem"), "/sys/module/uiomem");
	ok(exists("/sys/bus/platform/drivers/uiomem/uiomem.5"), "the driver has platform device uiomem.5");
	ok(exists("/sys/class/uiomem/uiomem5"), "/sys/class/uiomem/uiomem5");
	is_num(stat("/dev/uiomem5", &st), 0, "/dev/uiomem5");
	ok(S_ISCHR(st.st_mode), "is a character device");
	is_num(st.st_mode & 07777, 0600, "of mode 0600");
	is_num(st.st_uid | st.st_gid, 0, "of root");
	device_number("uiomem5", &major, &minor);
	is_num(minor, 5, "region 5 has minor 5");
	is_num(st.st_rdev, makedev(major, minor), "the node has the number that sysfs says");
	is_num(majors(), 1, "there is one major, registered as uiomem");
	is_num(unload(), 0, "unload");
	is_num(majors(), 0, "no major remains");
	ok(!exists("/dev/uiomem5"), "no node remains");
}
