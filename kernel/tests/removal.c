// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A device that ends while it is open and mapped, and comes back. */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests.h"
#include "touch.h"

static const char name[] = "uiomem0";
static const char left_over[] = "/dev/left-over";

static long result(ssize_t n)
{
	return n < 0 ? -errno : n;
}

static void make_left_over(void)
{
	struct stat st;

	unlink(left_over);
	if (stat("/dev/uiomem0", &st) || mknod(left_over, S_IFCHR | 0600, st.st_rdev))
		die("%s", left_over);
}

static int open_left_over(void)
{
	const int fd = open(left_over, O_RDWR | O_CLOEXEC);

	if (fd < 0)
		return -errno;
	close(fd);
	return 0;
}

/* each way to use an open file of a device that is gone */
static void file_is_dead(int fd, const char *what)
{
	static const unsigned long requests[] = {
		UIOMEM_IOCTL_GET_DRV_INFO, UIOMEM_IOCTL_GET_SIZE, UIOMEM_IOCTL_GET_PHYS_ADDR,
		UIOMEM_IOCTL_GET_SYNC_OWNER, UIOMEM_IOCTL_SET_SYNC_FOR_CPU, UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE,
		UIOMEM_IOCTL_GET_DEV_INFO, UIOMEM_IOCTL_GET_SYNC, UIOMEM_IOCTL_SET_SYNC, 0x80086102,
	};
	uint64_t room[8] = { 1 };
	char byte = 0;

	is_num(result(read(fd, &byte, 1)), -ENODEV, "%s: read", what);
	is_num(result(pread(fd, &byte, 1, MIB)), -ENODEV, "%s: read at the end", what);
	is_num(result(pwrite(fd, &byte, 1, 0)), -ENODEV, "%s: write", what);
	is_num(result(pwrite(fd, &byte, 1, MIB)), -ENODEV, "%s: write at the end", what);
	is_num(result(lseek(fd, 0, SEEK_SET)), -ENODEV, "%s: lseek", what);
	for (size_t i = 0; i < sizeof(requests) / sizeof(*requests); i++)
		is_num(result(ioctl(fd, requests[i], room)), -ENODEV, "%s: ioctl 0x%lx", what, requests[i]);
	ok(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, fd, 0) == MAP_FAILED && errno == ENODEV, "%s: mmap", what);
}

/* What a child that had the mapping before finds; it is told and answers through pipes. */
struct child {
	pid_t pid;
	int tell, answer;
};

static struct child child_with(unsigned char *at)
{
	int to[2], from[2];
	struct child c;
	char byte;

	if (pipe(to) || pipe(from))
		die("pipe");
	c.pid = fork();
	if (!c.pid) {
		byte = at[0];
		if (write(from[1], &byte, 1) != 1 || read(to[0], &byte, 1) != 1)
			_exit(1);
		byte = touch_write(at, 1);
		_exit(write(from[1], &byte, 1) != 1);
	}
	close(to[0]);
	close(from[1]);
	c.tell = to[1];
	c.answer = from[0];
	if (read(c.answer, &byte, 1) != 1)
		die("the child does not answer");
	return c;
}

static int child_touches(struct child *c)
{
	char byte = 0;

	if (write(c->tell, &byte, 1) != 1 || read(c->answer, &byte, 1) != 1)
		byte = -1;
	waitpid(c->pid, NULL, 0);
	close(c->tell);
	close(c->answer);
	return byte;
}

static bool debugger_sees(const unsigned char *at)
{
	const int mem = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	char byte = 0;
	const bool good = pread(mem, &byte, 1, (off_t)(uintptr_t)at) == 1;

	close(mem);
	return good;
}

static void end_and_come_back(const struct board *b, unsigned int option)
{
	int fd, other, late_fd, attribute, command;
	unsigned char *all, *private, *late;
	struct child child;
	char text[16] = "";

	load_one(b, MIB, option);
	make_left_over();
	fd = node_open(name, O_RDWR);
	other = node_open(name, O_RDONLY | (option & 2 ? 0 : O_SYNC));
	attribute = open("/sys/class/uiomem/uiomem0/size", O_RDONLY);
	command = open("/sys/class/uiomem/uiomem0/sync_for_cpu", O_RDWR);
	ok(read(attribute, text, 8) == 8, "a class file is open");
	all = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	private = mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, other, PAGE);
	ok(all != MAP_FAILED && private != MAP_FAILED, "two mappings are there");
	all[0] = 1;
#if !defined(__x86_64__)
	munmap(all + 8 * PAGE, PAGE);
#endif
	child = child_with(all);
	is_num(unload(), -EAGAIN, "rmmod answers EAGAIN");
	ok(exists("/dev/uiomem0") && all[0] == 1, "and changes nothing");

	log_mark();
	is_num(driver_unbind("uiomem.0"), 0, "unbind");
	is_str(log_of_driver(), "uiomem uiomem.0: driver removed.\n", "one line says so");
	ok(!exists("/dev/uiomem0") && !exists("/sys/class/uiomem/uiomem0"), "node and class files are gone");
	file_is_dead(fd, "the open file");
	is_num(touch_read(all), SIGBUS, "reading the mapping gives SIGBUS");
	is_num(touch_write(all + MIB - 1, 7), SIGBUS, "so does writing it");
	is_num(touch_read(private), SIGBUS, "so does the private one");
	is_num(child_touches(&child), SIGBUS, "and that of the child");
	is_num(debugger_sees(all), 0, "a debugger sees nothing");
	is_num(result(pread(attribute, text, 8, 0)), -ENODEV, "an open class file gives ENODEV");
	is_num(result(pwrite(command, "1", 1, 0)), -ENODEV, "so does writing one");
	is_num(open_left_over(), -ENXIO, "a left-over node cannot be opened");
	is_num(unload(), -EAGAIN, "the open file still keeps the module");

	is_num(driver_bind("uiomem.0"), 0, "bind");
	ok(exists("/dev/uiomem0"), "the node is back");
	is_hex(attr_num(name, "phys_addr"), b->free, "over the same range");
	is_num(open_left_over(), 0, "with the same number");
	late_fd = node_open(name, O_RDWR);
	late = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_SHARED, late_fd, 0);
	ok(late != MAP_FAILED && !touch_write(late, 0x77), "and can be mapped");
	file_is_dead(fd, "the old file, with the device back");
	is_num(touch_read(all), SIGBUS, "the old mapping stays dead");
	is_num(result(pread(attribute, text, 8, 0)), -ENODEV, "so does the old class file");

	is_num(driver_unbind("uiomem.0"), 0, "unbind again");
	is_num(touch_read(late), SIGBUS, "the new mapping is dead now");
	munmap(all, MIB);
	munmap(private, PAGE);
	is_num(close(fd) | close(other), 0, "close the old files");
	is_num(unload(), -EAGAIN, "the newer one keeps the module, with no device left");
	close(late_fd);
	is_num(unload(), -EAGAIN, "a mapping alone keeps it too");
	is_num(munmap(late, MIB), 0, "unmap it");
	close(attribute);
	close(command);
	is_num(unload(), 0, "then it unloads");
	is_num(open_left_over(), -ENXIO, "and the left-over node leads nowhere");
	unlink(left_over);
}

/* what another device gets when one ends: its own minor and range are free, its neighbours untouched */
static void neighbours(const struct board *b)
{
	const unsigned long long a = b->free;
	unsigned char *at;
	int fd;

	is_num(load(b, "uiomem0_addr=0x%llx uiomem0_size=0x4000 uiomem1_addr=0x%llx uiomem1_size=0x4000", a, a + 0x4000),
	       0, "load two");
	fd = node_open("uiomem1", O_RDWR);
	at = mmap(NULL, 4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	at[5] = 55;
	is_num(driver_unbind("uiomem.0"), 0, "unbind one");
	is_num(touch_read(at + 5), 0, "the mapping of the other stays");
	ok(at[5] == 55 && pread(fd, at + 6, 1, 0) == 1, "and its file works");
	is_num(driver_bind("uiomem.0"), 0, "bind it again");
	is_num(driver_unbind("uiomem.0"), 0, "and unbind it");
	munmap(at, 4 * PAGE);
	close(fd);
	is_num(unload(), 0, "unload with one unbound");
}

void test_removal(const struct board *b)
{
	static const struct {
		unsigned int option;
		const char *heading;
	} rows[] = { { 2, "removal, non-coherent" }, { 0, "removal, not cached" } };

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		section(rows[i].heading);
		end_and_come_back(b, rows[i].option);
	}
	section("removal of one of two");
	neighbours(b);
}
