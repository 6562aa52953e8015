// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Each request: what it gives and takes, and its errors. Numbers and layouts are header.c's. */
#include <errno.h>
#include <string.h>
#include <unistd.h>

#include "tests.h"

static const char name[] = "uiomem0";
static int fd;

static int request(unsigned long number, void *arg)
{
	return ioctl(fd, number, arg) ? -errno : 0;
}

static void info(const struct board *b, unsigned int option)
{
	uiomem_ioctl_drv_info drv;
	uiomem_ioctl_dev_info dev;
	uint64_t value = 0;
	uint32_t owner[2] = { 7, 0x5a5a5a5a };

	memset(&drv, 0xff, sizeof(drv));
	is_num(request(UIOMEM_IOCTL_GET_DRV_INFO, &drv), 0, "GET_DRV_INFO");
	is_hex(drv.flags, 1, "its flags are version 1 and nothing else");
	is_str(drv.version, attr(name, "driver_version"), "its version is driver_version");
	is_str(drv.sync_operation, attr(name, "sync_operation"), "its sync_operation is that of the file");
	ok(!drv.version[15] && !drv.sync_operation[15], "both texts end");

	is_num(request(UIOMEM_IOCTL_GET_SIZE, &value), 0, "GET_SIZE");
	is_hex(value, MIB, "the size");
	is_num(request(UIOMEM_IOCTL_GET_PHYS_ADDR, &value), 0, "GET_PHYS_ADDR");
	is_hex(value, b->free, "the address");

	memset(&dev, 0xff, sizeof(dev));
	is_num(request(UIOMEM_IOCTL_GET_DEV_INFO, &dev), 0, "GET_DEV_INFO");
	is_hex(dev.flags, option, "its flags are the option's bits");
	is_hex(dev.size, MIB, "its size");
	is_hex(dev.addr, b->free, "its address");

	is_num(request(UIOMEM_IOCTL_GET_SYNC_OWNER, owner), 0, "GET_SYNC_OWNER");
	is_num(owner[0], 0, "the owner is the CPU at the start");
	is_hex(owner[1], 0x5a5a5a5a, "it writes 4 bytes");
}

static void commands(void)
{
	uint64_t command = 0x0000100000001004;
	uint32_t owner = 7;

	is_num(request(UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE, &command), 0, "SET_SYNC_FOR_DEVICE");
	request(UIOMEM_IOCTL_GET_SYNC_OWNER, &owner);
	is_num(owner, 1, "the owner is the device");
	is_num(request(UIOMEM_IOCTL_SET_SYNC_FOR_CPU, &command), 0, "SET_SYNC_FOR_CPU");
	request(UIOMEM_IOCTL_GET_SYNC_OWNER, &owner);
	is_num(owner, 0, "the owner is the CPU");
	command = 1;
	is_num(request(UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE, &command), 0, "command 1");
	is_num(attr_num(name, "sync_owner"), 1, "works on what is stored");
	command = 0;
	is_num(request(UIOMEM_IOCTL_SET_SYNC_FOR_CPU, &command), 0, "command 0");
	is_num(attr_num(name, "sync_owner"), 1, "does nothing");
	command = 0x0010000000000010;
	is_num(request(UIOMEM_IOCTL_SET_SYNC_FOR_CPU, &command), -EINVAL, "a command past the end");
	is_num(attr_num(name, "sync_owner"), 1, "leaves the owner");
	is_str(attr(name, "sync_for_cpu"), "0", "and nothing pending");
	is_num(attr_set(name, "sync_for_cpu", "0x10"), 0, "back to the CPU");
}

static uint64_t flags(unsigned int cmd, unsigned int dir, unsigned int mode, unsigned int owner)
{
	return cmd | dir << 2 | mode << 8 | owner << 16;
}

/* SET_SYNC, then what GET_SYNC says as { direction, mode, owner, size, offset }. */
static void set_sync(uint64_t f, uint64_t size, uint64_t offset, int error, uint64_t then_flags, uint64_t then_size,
		     uint64_t then_offset, const char *what)
{
	uiomem_ioctl_sync_args args = { .flags = f, .size = size, .offset = offset };

	is_num(request(UIOMEM_IOCTL_SET_SYNC, &args), error, "SET_SYNC, %s", what);
	memset(&args, 0xff, sizeof(args));
	is_num(request(UIOMEM_IOCTL_GET_SYNC, &args), 0, "GET_SYNC after it");
	is_hex(args.flags, then_flags, "%s: flags", what);
	is_hex(args.size, then_size, "%s: size", what);
	is_hex(args.offset, then_offset, "%s: offset", what);
}

static void sync_args(void)
{
	uiomem_ioctl_sync_args args;

	is_num(request(UIOMEM_IOCTL_GET_SYNC, &args), 0, "GET_SYNC");
	is_hex(args.flags, flags(0, 0, 1, 0), "at the start: mode 1");
	is_hex(args.size, MIB, "at the start: the whole size");
	is_hex(args.offset, 0, "at the start: offset 0");

	set_sync(flags(0, 2, 6, 0), 0x2000, 0x3000, 0, flags(0, 2, 6, 0), 0x2000, 0x3000, "all is stored");
	is_str(attr(name, "sync_mode"), "6", "sync_mode shows it");
	is_str(attr(name, "sync_direction"), "2", "sync_direction shows it");
	is_str(attr(name, "sync_offset"), "0x3000", "sync_offset shows it");
	is_str(attr(name, "sync_size"), "8192", "sync_size shows it");
	set_sync(flags(0, 3, 6, 0), 0x2000, 0x3000, 0, flags(0, 2, 6, 0), 0x2000, 0x3000, "direction 3 leaves it");
	set_sync(flags(0, 0, 0, 0), 0x2000, 0x3000, 0, flags(0, 0, 6, 0), 0x2000, 0x3000, "mode 0 leaves it");
	set_sync(flags(0, 0, 4, 0), 0x2000, 0x3000, 0, flags(0, 0, 4, 0), 0x2000, 0x3000, "mode 4 is stored");
	set_sync(flags(0, 1, 8, 0), 0x10, 0x20, -EINVAL, flags(0, 0, 4, 0), 0x2000, 0x3000, "mode 8 stores nothing");
	set_sync(flags(0, 1, 255, 0), 0x10, 0x20, -EINVAL, flags(0, 0, 4, 0), 0x2000, 0x3000, "nor does 255");
	set_sync(flags(0, 0, 1, 0), 0, 0, 0, flags(0, 0, 1, 0), 0x2000, 0, "size 0 leaves it, offset 0 is stored");
	set_sync(flags(2, 0, 1, 1), 0x2000, 0, 0, flags(0, 0, 1, 0), 0x2000, 0, "command 2 and the owner bit do nothing");
	set_sync(flags(3, 0, 1, 0), 0x2000, 0, 0, flags(0, 0, 1, 1), 0x2000, 0, "command 3 is for the device");
	set_sync(flags(0, 0, 1, 0), 0x2000, 0, 0, flags(0, 0, 1, 1), 0x2000, 0, "command 0 runs nothing");
	set_sync(flags(1, 0, 1, 1), 0x2000, 0, 0, flags(0, 0, 1, 0), 0x2000, 0, "command 1 is for the CPU");
	set_sync(flags(3, 1, 2, 0), 0x1000, MIB, -EINVAL, flags(0, 1, 2, 0), 0x1000, MIB,
		 "what was stored stays when the command fails");
	set_sync(flags(3, 1, 2, 0), 0x2000, -0x1000ull, -EINVAL, flags(0, 1, 2, 0), 0x2000, -0x1000ull, "a wrap");
	set_sync(flags(0, 0, 1, 0), MIB, 0, 0, flags(0, 0, 1, 0), MIB, 0, "back to the start");
	set_sync(~0x0000ff03ull | flags(0, 0, 1, 0), 0, 0, 0, flags(0, 0, 1, 0), MIB, 0, "unknown bits are ignored");
}

static void errors(void)
{
	static const unsigned long all[] = {
		UIOMEM_IOCTL_GET_DRV_INFO, UIOMEM_IOCTL_GET_SIZE, UIOMEM_IOCTL_GET_PHYS_ADDR,
		UIOMEM_IOCTL_GET_SYNC_OWNER, UIOMEM_IOCTL_SET_SYNC_FOR_CPU, UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE,
		UIOMEM_IOCTL_GET_DEV_INFO, UIOMEM_IOCTL_GET_SYNC, UIOMEM_IOCTL_SET_SYNC,
	};
	uint64_t nothing[8] = { 0 };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		is_num(request(all[i], (void *)8), -EFAULT, "request 0x%lx at a bad pointer", all[i]);
		is_num(request(all[i], NULL), -EFAULT, "request 0x%lx at NULL", all[i]);
		is_num(request(all[i] ^ 0x00010000, nothing), -ENOTTY, "request 0x%lx with another size", all[i]);
		is_num(request(all[i] ^ 0xc0000000, nothing), -ENOTTY, "request 0x%lx the other way", all[i]);
	}
	is_num(request(0x8008550a, nothing), -ENOTTY, "request 10");
	is_num(request(0x80085500, nothing), -ENOTTY, "request 0");
	is_num(request(0x80086102, nothing), -ENOTTY, "another magic");
}

void test_ioctl(const struct board *b)
{
	static const unsigned int options[] = { 2, 3, 6, 7, 4, 5 };

	section("ioctl");
	load_one(b, MIB, 2);
	fd = node_open(name, O_RDONLY);	/* as most clients do */
	info(b, 2);
	commands();
	sync_args();
	errors();
	close(fd);
	is_num(unload(), 0, "unload");

	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++) {
		uiomem_ioctl_dev_info dev = {};

		load_one(b, MIB, options[i]);
		fd = node_open(name, O_RDONLY);
		is_num(request(UIOMEM_IOCTL_GET_DEV_INFO, &dev), 0, "GET_DEV_INFO with option %u", options[i]);
		is_hex(dev.flags, options[i], "its flags with option %u", options[i]);
		close(fd);
		is_num(unload(), 0, "unload");
	}
}
