// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The table of module parameters. */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests.h"

/* "mode value" of a parameter as sysfs has it */
static const char *parameter(const char *name)
{
	static char text[128];
	char path[128];
	struct stat st = {};
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/sys/module/uiomem/parameters/%s", name);
	stat(path, &st);
	n = snprintf(text, sizeof(text), "0%o ", st.st_mode & 07777);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0) {
		const ssize_t more = read(fd, text + n, sizeof(text) - 1 - n);

		text[more > 0 ? n + more - 1 : n] = 0;
		close(fd);
	}
	return text;
}

static void defaults(const struct board *b)
{
	char name[32];

	is_num(load(b, "%s", ""), 0, "load without parameters");
	is_str(parameter("info_enable"), "0444 1", "info_enable: mode and default");
	for (int i = 0; i < 8; i++) {
		snprintf(name, sizeof(name), "uiomem%d_addr", i);
		is_str(parameter(name), "0444 0", "%s: mode and default", name);
		snprintf(name, sizeof(name), "uiomem%d_size", i);
		is_str(parameter(name), "0444 0", "%s: mode and default", name);
		snprintf(name, sizeof(name), "uiomem%d_option", i);
		is_str(parameter(name), "0444 2", "%s: mode and default", name);
	}
	ok(!exists("/sys/module/uiomem/parameters/uiomem8_addr"), "there is no region 8");
	is_num(unload(), 0, "unload");
}

static void all_regions(const struct board *b)
{
	char text[1024] = "", device[16], wanted[32];

	for (int i = 0; i < 8; i++)
		sprintf(text + strlen(text), "uiomem%d_addr=0x%llx uiomem%d_size=%u ", i,
			(unsigned long long)b->free + i * MIB, i, PAGE * (i + 1));
	is_num(load(b, "%s", text), 0, "load all eight regions");
	for (int i = 0; i < 8; i++) {
		unsigned int minor = 99;

		snprintf(device, sizeof(device), "uiomem%d", i);
		sscanf(attr(device, "dev"), "%*u:%u", &minor);
		is_num(minor, i, "%s has minor %d", device, i);
		is_hex(attr_num(device, "phys_addr"), b->free + i * MIB, "its address");
		is_num(attr_num(device, "size"), PAGE * (i + 1), "its size");
		snprintf(text, sizeof(text), "uiomem%d_addr", i);
		snprintf(wanted, sizeof(wanted), "0444 %llu", (unsigned long long)b->free + i * MIB);
		is_str(parameter(text), wanted, "its parameter shows the address");
	}
	is_num(unload(), 0, "unload");
}

static void options(const struct board *b)
{
	static const struct {
		unsigned long option;
		const char *is;		/* shareable cached coherent */
	} rows[] = {
		{ 0, "0 0 1" }, { 1, "1 0 1" }, { 2, "0 1 0" }, { 3, "1 1 0" },
		{ 4, "0 0 1" }, { 5, "1 0 1" }, { 6, "0 1 1" }, { 7, "1 1 1" },
		{ 0xfffffff8, "0 0 1" }, { 0xfffffffa, "0 1 0" },
	};
	char found[16];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		is_num(load(b, "uiomem0_addr=%llu uiomem0_size=4096 uiomem0_option=%lu", (unsigned long long)b->free,
			    rows[i].option), 0, "load with option 0x%lx", rows[i].option);
		snprintf(found, sizeof(found), "%s %s %s", attr("uiomem0", "shareable"), attr("uiomem0", "cached"),
			 attr("uiomem0", "coherent"));
		is_str(found, rows[i].is, "shareable, cached and coherent of it");
		is_num(unload(), 0, "unload");
	}
	load_one(b, PAGE, 2);
	is_num(attr_num("uiomem0", "cached"), 1, "the bits are those of the option");
	is_num(unload(), 0, "unload");
	is_num(load(b, "uiomem0_addr=0x%llx uiomem0_size=4096", (unsigned long long)b->free), 0, "load without option");
	is_num(attr_num("uiomem0", "cached") << 1 | attr_num("uiomem0", "coherent"), 2, "is cached and not coherent");
	is_num(unload(), 0, "unload");
}

void test_parameters(const struct board *b)
{
	section("parameters");
	defaults(b);
	all_regions(b);
	options(b);
	is_num(load(b, "info_enable=x"), -EINVAL, "info_enable is a number");
	is_num(load(b, "uiomem0_size=-1k"), -EINVAL, "so is a size");
	is_num(load(b, "uiomem0_option=two"), -EINVAL, "and an option");
	ok(!loaded(), "none of these loaded");
}
