// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The requests from a 32-bit caller. On x86-64 a 64-bit program can make 32-bit system calls; for arm64 this
 * program is built for armhf too, and its ioctl tests run there.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests.h"

#if defined(__x86_64__)

static int fd;

static long request(unsigned long number, void *arg)
{
	long result;

	/* ioctl is number 54 there */
	asm volatile("int $0x80" : "=a" (result) : "0" (54), "b" (fd), "c" (number), "d" (arg)
		     : "memory", "r8", "r9", "r10", "r11");
	return (int)result;
}

void test_compat(const struct board *b)
{
	uint64_t *low = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_32BIT, -1, 0);
	uiomem_ioctl_drv_info *drv = (void *)low;
	uiomem_ioctl_dev_info *dev = (void *)low;
	uiomem_ioctl_sync_args *args = (void *)low;

	section("32-bit callers");
	load_one(b, MIB, 3);
	fd = node_open("uiomem0", O_RDONLY);
	is_num(request(UIOMEM_IOCTL_GET_DRV_INFO, low), 0, "GET_DRV_INFO");
	is_str(drv->version, attr("uiomem0", "driver_version"), "its version");
	is_num(request(UIOMEM_IOCTL_GET_SIZE, low), 0, "GET_SIZE");
	is_hex(*low, MIB, "the size");
	is_num(request(UIOMEM_IOCTL_GET_PHYS_ADDR, low), 0, "GET_PHYS_ADDR");
	is_hex(*low, b->free, "the address");
	is_num(request(UIOMEM_IOCTL_GET_DEV_INFO, low), 0, "GET_DEV_INFO");
	is_hex(dev->flags, 3, "its flags");
	*low = 0x10;
	is_num(request(UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE, low), 0, "SET_SYNC_FOR_DEVICE");
	is_num(request(UIOMEM_IOCTL_GET_SYNC_OWNER, low), 0, "GET_SYNC_OWNER");
	is_num(*(uint32_t *)low, 1, "the owner");
	*low = 0x10;
	is_num(request(UIOMEM_IOCTL_SET_SYNC_FOR_CPU, low), 0, "SET_SYNC_FOR_CPU");
	*args = (uiomem_ioctl_sync_args){ .flags = 3 | 2 << 2 | 5 << 8, .size = 0x2000, .offset = 0x1000 };
	is_num(request(UIOMEM_IOCTL_SET_SYNC, low), 0, "SET_SYNC");
	memset(low, 0xff, sizeof(*args));
	is_num(request(UIOMEM_IOCTL_GET_SYNC, low), 0, "GET_SYNC");
	is_hex(args->flags, 1 << 16 | 2 << 2 | 5 << 8, "its flags");
	is_hex(args->size, 0x2000, "its size");
	is_hex(args->offset, 0x1000, "its offset");
	is_num(request(0x8008550a, low), -ENOTTY, "an unknown request");
	is_num(request(UIOMEM_IOCTL_GET_SIZE, NULL), -EFAULT, "a bad pointer");
	close(fd);
	is_num(unload(), 0, "unload");
}

#else

void test_compat(const struct board *b)
{
	(void)b;
	section("32-bit callers");
	note("the ioctl tests run from a program built for armhf");
}

#endif
