// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * No lock that mmap, a fault or removal needs is held across a copy to or from user memory: copies are made to
 * block in page faults that userfaultfd does not answer, everything else must go on meanwhile.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <linux/userfaultfd.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests.h"
#include "touch.h"

static const char name[] = "uiomem0";

enum { READ, WRITE, GET, COMMAND, SET, BLOCKED };

struct call {
	pthread_t thread;
	int kind;
	int fd;
	unsigned char *page;	/* of which no page is there */
	long result;
};

static void *blocked(void *arg)
{
	struct call *c = arg;
	long n = -1;

	switch (c->kind) {
	case READ:
		n = pread(c->fd, c->page, PAGE, 0);
		break;
	case WRITE:
		n = pwrite(c->fd, c->page, PAGE, PAGE);
		break;
	case GET:
		n = ioctl(c->fd, UIOMEM_IOCTL_GET_SYNC, c->page);
		break;
	case COMMAND:
		n = ioctl(c->fd, UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE, c->page);
		break;
	case SET:
		n = ioctl(c->fd, UIOMEM_IOCTL_SET_SYNC, c->page);
		break;
	}
	c->result = n < 0 ? -errno : n;
	return NULL;
}

/* Run by a child, so that a hang is seen and not suffered. 0: it ended by itself with status 0 in time. */
static int in_time(int (*what)(void))
{
	const pid_t child = fork();
	int status = -1;

	if (!child) {
		alarm(10);
		_exit(what());
	}
	for (int i = 0; i < 1000; i++) {
		if (waitpid(child, &status, WNOHANG) == child)
			return status;
		usleep(10000);
	}
	kill(child, SIGKILL);
	return -1;
}

static int use_it(void)
{
	const int fd = node(name, O_RDWR);
	unsigned char word[16] = "meanwhile", back[16] = "";
	unsigned char *at = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	uint64_t command = 1;
	uiomem_ioctl_sync_args args;

	if (at == MAP_FAILED)
		return 1;
	if (pwrite(fd, word, 16, 4 * PAGE) != 16 || pread(fd, back, 16, 4 * PAGE) != 16 || memcmp(word, back, 16))
		return 2;
	if (ioctl(fd, UIOMEM_IOCTL_SET_SYNC_FOR_CPU, &command) || ioctl(fd, UIOMEM_IOCTL_GET_SYNC, &args))
		return 3;
	if (attr_set(name, "sync_for_device", "1") || attr_set(name, "sync_for_cpu", "1") || at[4 * PAGE] != 'm')
		return 4;
	return munmap(at, MIB) ? 5 : 0;
}

static int unbind_it(void)
{
	return driver_unbind("uiomem.0") ? 1 : 0;
}

static int bind_it(void)
{
	return driver_bind("uiomem.0") ? 1 : 0;
}

static void start(struct call *calls, int fd, unsigned char *area)
{
	for (int i = 0; i < BLOCKED; i++) {
		calls[i] = (struct call){ .kind = i, .fd = fd, .page = area + i * PAGE };
		if (pthread_create(&calls[i].thread, NULL, blocked, &calls[i]))
			die("pthread_create");
	}
}

/* Wait until each call has its fault pending. */
static bool all_wait(int faults)
{
	for (int i = 0; i < BLOCKED; i++) {
		struct pollfd p = { .fd = faults, .events = POLLIN };
		struct uffd_msg message;

		if (poll(&p, 1, 5000) != 1 || read(faults, &message, sizeof(message)) != sizeof(message))
			return false;
	}
	return true;
}

static void answer(int faults, unsigned char *area, struct call *calls)
{
	static unsigned char pages[BLOCKED * PAGE];
	struct uffdio_copy copy = {
		.dst = (uintptr_t)area, .src = (uintptr_t)pages, .len = sizeof(pages),
	};
	uint64_t command = 0x10;
	uiomem_ioctl_sync_args args = { .flags = 3, .size = PAGE };

	memcpy(pages + COMMAND * PAGE, &command, sizeof(command));
	memcpy(pages + SET * PAGE, &args, sizeof(args));
	if (ioctl(faults, UFFDIO_COPY, &copy))
		die("UFFDIO_COPY");
	for (int i = 0; i < BLOCKED; i++)
		pthread_join(calls[i].thread, NULL);
}

void test_blocked_copy(const struct board *b)
{
	struct uffdio_api api = { .api = UFFD_API };
	struct uffdio_register range = { .mode = UFFDIO_REGISTER_MODE_MISSING };
	const int faults = syscall(SYS_userfaultfd, O_CLOEXEC);
	struct call calls[BLOCKED];
	unsigned char *area;
	int fd;

	section("copies that block");
	if (faults < 0 || ioctl(faults, UFFDIO_API, &api)) {
		skip("all", "this kernel has no userfaultfd");
		return;
	}
	load_one(b, MIB, 2);
	fd = node_open(name, O_RDWR);
	for (int round = 0; round < 2; round++) {
		area = mmap(NULL, BLOCKED * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
		range.range.start = (uintptr_t)area;
		range.range.len = BLOCKED * PAGE;
		if (ioctl(faults, UFFDIO_REGISTER, &range))
			die("UFFDIO_REGISTER");
		start(calls, fd, area);
		ok(all_wait(faults), "read, write and three requests wait in the user's memory");
		is_num(in_time(use_it), 0, "another process opens, maps, reads, writes, syncs meanwhile");
		if (round) {
			is_num(in_time(unbind_it), 0, "the device is removed meanwhile");
			ok(!exists("/dev/uiomem0"), "and gone");
		}
		answer(faults, area, calls);
		is_num(calls[READ].result, PAGE, "the read, whose data was there before, ends well");
		is_num(calls[WRITE].result, round ? -ENODEV : (long)PAGE, "the write");
		is_num(calls[GET].result, 0, "GET_SYNC, whose values were there before");
		is_num(calls[COMMAND].result, round ? -ENODEV : 0, "SET_SYNC_FOR_DEVICE");
		is_num(calls[SET].result, round ? -ENODEV : 0, "SET_SYNC");
		munmap(area, BLOCKED * PAGE);
	}
	is_num(in_time(bind_it), 0, "the device comes back");
	close(fd);
	close(faults);
	is_num(unload(), 0, "unload");
}
