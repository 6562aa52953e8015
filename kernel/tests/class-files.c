// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The table of class files: modes, texts, what is accepted, what is there at the start. */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests.h"

static const char name[] = "uiomem0";

static void modes(void)
{
	static const struct {
		const char *file;
		unsigned int mode;
	} rows[] = {
		{ "driver_version", 0444 }, { "ioctl_version", 0444 }, { "phys_addr", 0444 }, { "size", 0444 },
		{ "cached", 0444 }, { "coherent", 0444 }, { "shareable", 0444 }, { "sync_operation", 0444 },
		{ "sync_mode", 0664 }, { "sync_offset", 0664 }, { "sync_size", 0664 }, { "sync_direction", 0664 },
		{ "sync_owner", 0444 }, { "sync_for_cpu", 0664 }, { "sync_for_device", 0664 },
	};
	struct stat st;
	char path[128];

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		snprintf(path, sizeof(path), "/sys/class/uiomem/%s/%s", name, rows[i].file);
		st.st_mode = 0;
		stat(path, &st);
		is_num(st.st_mode & 07777, rows[i].mode, "mode of %s", rows[i].file);
	}
}

static void at_the_start(const struct board *b)
{
	char wanted[64];

	ok(strlen(attr(name, "driver_version")) <= 15 && attr(name, "driver_version")[0] != '!',
	   "driver_version has at most 15 characters");
	is_str(attr(name, "ioctl_version"), "1", "ioctl_version");
	snprintf(wanted, sizeof(wanted), "0x%0*llx", ADDRESS_DIGITS, (unsigned long long)b->free);
	is_str(attr(name, "phys_addr"), wanted, "phys_addr has %d hex digits", ADDRESS_DIGITS);
	is_str(attr(name, "size"), "1048576", "size is decimal");
	is_str(attr(name, "cached"), "1", "cached");
	is_str(attr(name, "coherent"), "0", "coherent");
	is_str(attr(name, "shareable"), "0", "shareable");
#if defined(__aarch64__)
	is_str(attr(name, "sync_operation"), "ARM64 Native", "sync_operation");
#elif defined(__arm__)
	is_str(attr(name, "sync_operation"), "ARMV7 Native", "sync_operation");
#elif defined(__x86_64__)
	is_str(attr(name, "sync_operation"), "X86 CLFLUSH", "sync_operation");
#endif
	is_str(attr(name, "sync_mode"), "1", "sync_mode at the start");
	is_str(attr(name, "sync_offset"), "0x0", "sync_offset at the start");
	is_str(attr(name, "sync_size"), "1048576", "sync_size at the start is the whole range");
	is_str(attr(name, "sync_direction"), "0", "sync_direction at the start");
	is_str(attr(name, "sync_owner"), "0", "sync_owner at the start");
	is_str(attr(name, "sync_for_cpu"), "0", "sync_for_cpu at the start");
	is_str(attr(name, "sync_for_device"), "0", "sync_for_device at the start");
}

struct write_row {
	const char *file;
	const char *text;
	int error;
	const char *then;	/* what the file reads afterwards */
};

static void writes(void)
{
	static const struct write_row rows[] = {
		/* bounds of each file */
		{ "sync_mode", "0", 0, "0" }, { "sync_mode", "7", 0, "7" }, { "sync_mode", "8", -EINVAL, "7" },
		{ "sync_mode", "256", -EINVAL, "7" }, { "sync_mode", "4294967296", -EINVAL, "7" },
		{ "sync_mode", "1", 0, "1" },
		{ "sync_direction", "2", 0, "2" }, { "sync_direction", "3", -EINVAL, "2" },
		{ "sync_direction", "4294967297", -EINVAL, "2" }, { "sync_direction", "0", 0, "0" },
		{ "sync_offset", "0xffffffffffffffff", 0, "0xffffffffffffffff" },
		{ "sync_size", SIZE_MAX_TEXT, 0, SIZE_MAX_TEXT },
		{ "sync_size", "18446744073709551615", IS_64BIT ? 0 : -EINVAL, SIZE_MAX_TEXT },
		{ "sync_size", "0", 0, "0" },
		/* the forms of a number */
		{ "sync_offset", "4096", 0, "0x1000" }, { "sync_offset", "0x1F", 0, "0x1f" },
		{ "sync_offset", "0X1f", 0, "0x1f" }, { "sync_offset", "010", 0, "0x8" },
		{ "sync_offset", "+9", 0, "0x9" }, { "sync_offset", "7\n", 0, "0x7" },
		{ "sync_offset", "", 0, "0x7" },	/* no byte is no write */
		{ "sync_offset", "\n", -EINVAL, "0x7" }, { "sync_offset", " ", -EINVAL, "0x7" },
		{ "sync_offset", "-1", -EINVAL, "0x7" }, { "sync_offset", "0x", -EINVAL, "0x7" },
		{ "sync_offset", "1 2", -EINVAL, "0x7" }, { "sync_offset", "1\n\n", -EINVAL, "0x7" },
		{ "sync_offset", "1k", -EINVAL, "0x7" }, { "sync_offset", "08", -EINVAL, "0x7" },
		{ "sync_offset", "x", -EINVAL, "0x7" }, { "sync_offset", "++1", -EINVAL, "0x7" },
		{ "sync_offset", "0x10000000000000000", -ERANGE, "0x7" },
		{ "sync_offset", "18446744073709551616", -ERANGE, "0x7" },
		{ "sync_size", "-1", -EINVAL, "0" }, { "sync_size", "18446744073709551616", -ERANGE, "0" },
		{ "sync_mode", "-1", -EINVAL, "1" }, { "sync_mode", "18446744073709551616", -ERANGE, "1" },
		{ "sync_direction", "\n", -EINVAL, "0" }, { "sync_direction", "0x2", 0, "2" },
		{ "sync_direction", "0", 0, "0" },
		{ "sync_for_cpu", "-1", -EINVAL, "0" }, { "sync_for_cpu", "\n", -EINVAL, "0" },
		{ "sync_for_device", "0x1FFFFFFFFFFFFFFFF", -ERANGE, "0" },
		{ "sync_for_device", "1x", -EINVAL, "0" },
		{ "sync_owner", "1", -EACCES, "0" }, { "size", "1", -EACCES, "1048576" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const struct write_row *r = &rows[i];
		int error = attr_set(name, r->file, r->text);
		char shown[64];
		size_t n = 0;

		/* root may open a 0444 file, and the missing store answers EIO then */
		if (r->error == -EACCES && error == -EIO)
			error = -EACCES;
		for (const char *p = r->text; *p && n < sizeof(shown) - 3; p++) {
			if (*p == '\n')
				shown[n++] = '\\';
			shown[n++] = *p == '\n' ? 'n' : *p;
		}
		shown[n] = 0;
		is_num(error, r->error, "write '%s' to %s", shown, r->file);
		is_str(attr(name, r->file), r->then, "%s reads %s after that", r->file, r->then);
	}
}

static void one_descriptor(void)
{
	const int fd = open("/sys/class/uiomem/uiomem0/sync_for_device", O_WRONLY);
	const int cpu = open("/sys/class/uiomem/uiomem0/sync_for_cpu", O_WRONLY);
	bool good = true;

	for (int i = 0; i < 100; i++) {
		good &= write(fd, "0x0000000000001000", 18) == 18 && attr_num(name, "sync_owner") == 1;
		good &= write(cpu, "0x0000000000001000", 18) == 18 && attr_num(name, "sync_owner") == 0;
	}
	ok(good, "one descriptor is written to a hundred times");
	close(fd);
	close(cpu);
}

/* The files come with the device: whoever hears of it finds them all. */
static void no_stray_files(void)
{
	char path[64];
	int major = -1;
	FILE *f = fopen("/sys/class/uiomem/uiomem0/dev", "r");

	if (f) {
		if (fscanf(f, "%d:", &major) != 1)
			major = -1;
		fclose(f);
	}
	snprintf(path, sizeof(path), "/sys/dev/char/%d:0", major);
	ok(exists(path), "%s names the device", path);
	ok(exists("/sys/bus/platform/devices/uiomem.0"), "the platform device is uiomem.0");
	ok(exists("/sys/class/uiomem/uiomem0/device"), "the class device points to the platform device");
}

void test_class_files(const struct board *b)
{
	section("class files");
	load_one(b, MIB, 2);
	modes();
	at_the_start(b);
	writes();
	one_descriptor();
	no_stray_files();
	is_num(unload(), 0, "unload");
}
