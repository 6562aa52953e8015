// SPDX-License-Identifier: GPL-2.0 OR MIT
#define _GNU_SOURCE
#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "board.h"

void die(const char *fmt, ...)
{
	va_list args;

	printf("Bail out! ");
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf(" (%s)\n", strerror(errno));
	exit(2);
}

void board_look(struct board *board)
{
	unsigned long long start, end;
	char line[256];
	FILE *f = fopen("/proc/iomem", "r");

	if (!f)
		die("/proc/iomem");
	while (fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%llx-%llx", &start, &end) != 2)
			continue;
		/* -M virt's PL011, a PC's HPET */
		if (strstr(line, "pl011@") || strstr(line, ": HPET"))
			board->claimed = start;
		if (line[0] == ' ' || !strstr(line, ": System RAM"))
			continue;
		if (end - start < 64u << 20)
			continue;
		board->ram_start = start;
		board->ram = start + (32u << 20);
		board->ram_end = end + 1;
	}
	fclose(f);
	if (!board->ram_end)
		die("/proc/iomem shows no System RAM; is this root?");
	board->has_nodes = exists("/proc/device-tree/t-reg@7c000000");
}

#define DEVICES	"/sys/bus/platform/devices"

static void override(const char *device, const char *driver)
{
	char path[512];

	snprintf(path, sizeof(path), DEVICES "/%s/driver_override", device);
	if (write_file(path, driver))
		die("%s", path);
}

/* A platform device whose driver_override names another driver is never offered to ours. */
static void override_all(const char *driver)
{
	DIR *devices = opendir(DEVICES);
	const struct dirent *entry;
	char path[512], compatible[64];

	while (devices && (entry = readdir(devices))) {
		ssize_t n = -1;
		int fd;

		snprintf(path, sizeof(path), DEVICES "/%s/of_node/compatible", entry->d_name);
		fd = open(path, O_RDONLY | O_CLOEXEC);
		if (fd >= 0) {
			n = read(fd, compatible, sizeof(compatible) - 1);
			close(fd);
		}
		if (n > 0 && !strcmp(compatible, "ikwzm,uiomem"))
			override(entry->d_name, driver);
	}
	if (devices)
		closedir(devices);
}

void nodes_hide(const char *device)
{
	if (device)
		override(device, "none");
	else
		override_all("none");
}

void nodes_show(const char *device)
{
	if (device)
		override(device, "\n");
	else
		override_all("\n");
}

int driver_bind(const char *device)
{
	return write_file("/sys/bus/platform/drivers/uiomem/bind", device);
}

int driver_unbind(const char *device)
{
	return write_file("/sys/bus/platform/drivers/uiomem/unbind", device);
}

int load(const struct board *board, const char *fmt, ...)
{
	char parameters[1024];
	va_list args;
	int fd, ret;

	va_start(args, fmt);
	vsnprintf(parameters, sizeof(parameters), fmt, args);
	va_end(args);
	fd = open(board->module, O_RDONLY | O_CLOEXEC);
	if (fd < 0)
		die("%s", board->module);
	ret = syscall(SYS_finit_module, fd, parameters, 0) ? -errno : 0;
	close(fd);
	return ret;
}

int unload(void)
{
	return syscall(SYS_delete_module, "uiomem", O_NONBLOCK) ? -errno : 0;
}

bool loaded(void)
{
	return exists("/sys/module/uiomem");
}

void load_one(const struct board *board, uint64_t size, unsigned int option)
{
	int ret = load(board, "uiomem0_addr=0x%llx uiomem0_size=0x%llx uiomem0_option=%u",
		       (unsigned long long)board->free, (unsigned long long)size, option);

	if (ret) {
		errno = -ret;
		die("uiomem0 over free memory could not be loaded");
	}
}

const char *attr(const char *device, const char *name)
{
	static char texts[8][256];
	static unsigned int turn;
	char *text = texts[turn++ % 8];
	char path[256];
	ssize_t n = -1;
	int fd;

	snprintf(path, sizeof(path), "/sys/class/uiomem/%s/%s", device, name);
	fd = open(path, O_RDONLY | O_CLOEXEC);
	if (fd >= 0)
		n = read(fd, text, sizeof(texts[0]) - 1);
	if (n < 0) {
		snprintf(text, sizeof(texts[0]), "!%d", errno);
	} else {
		text[n] = 0;
		if (n && text[n - 1] == '\n')
			text[n - 1] = 0;
		else
			strcat(text, "(no newline)");
	}
	if (fd >= 0)
		close(fd);
	return text;
}

uint64_t attr_num(const char *device, const char *name)
{
	return strtoull(attr(device, name), NULL, 0);
}

int write_file(const char *path, const char *text)
{
	const int fd = open(path, O_WRONLY | O_CLOEXEC);
	int ret = 0;

	if (fd < 0)
		return -errno;
	if (write(fd, text, strlen(text)) < 0)
		ret = -errno;
	close(fd);
	return ret;
}

int attr_set(const char *device, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/class/uiomem/%s/%s", device, name);
	return write_file(path, text);
}

bool exists(const char *path)
{
	struct stat st;

	return !lstat(path, &st);
}

int node(const char *device, int flags)
{
	char path[256];
	int fd;

	snprintf(path, sizeof(path), "/dev/%s", device);
	fd = open(path, flags | O_CLOEXEC);
	return fd < 0 ? -errno : fd;
}

int node_open(const char *device, int flags)
{
	const int fd = node(device, flags);

	if (fd < 0) {
		errno = -fd;
		die("/dev/%s", device);
	}
	return fd;
}
