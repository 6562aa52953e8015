// SPDX-License-Identifier: GPL-2.0 OR MIT
/* read, write, lseek, poll: positions, edges, faults in the user's buffer. */
#define _GNU_SOURCE
#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/sendfile.h>
#include <sys/uio.h>
#include <unistd.h>

#include "tests.h"

static const char name[] = "uiomem0";
static int fd;
static unsigned char *pattern;	/* MIB bytes */

static ssize_t result(ssize_t n)
{
	return n < 0 ? -errno : n;
}

static void fill(unsigned int seed)
{
	for (size_t i = 0; i < MIB; i++) {
		seed = seed * 1664525 + 1013904223;
		pattern[i] = seed >> 24;
	}
}

static void whole(void)
{
	unsigned char *back = malloc(MIB);

	fill(1);
	is_num(lseek(fd, 0, SEEK_SET), 0, "lseek to the start");
	is_num(result(write(fd, pattern, MIB)), MIB, "write all of it");
	is_num(lseek(fd, 0, SEEK_CUR), MIB, "the position is at the end");
	is_num(lseek(fd, 0, SEEK_SET), 0, "lseek to the start");
	memset(back, 0, MIB);
	is_num(result(read(fd, back, MIB)), MIB, "read all of it");
	ok(!memcmp(pattern, back, MIB), "what is read is what was written");
	free(back);
}

/* Against a copy in our own memory: any start and length, lines shared with neighbours. */
static void pieces(void)
{
	static unsigned char back[300000];
	unsigned int seed = 7;
	bool good = true;

	for (int i = 0; i < 400 && good; i++) {
		size_t start, len;

		seed = seed * 1664525 + 1013904223;
		start = (seed >> 8) % MIB;
		seed = seed * 1664525 + 1013904223;
		len = i % 2 ? (seed >> 8) % 300 : (seed >> 8) % sizeof(back);
		if (start + len > MIB)
			len = MIB - start;
		for (size_t k = 0; k < len; k++)
			pattern[start + k] = seed + k * 3;
		good &= pwrite(fd, pattern + start, len, start) == (ssize_t)len;
		good &= pread(fd, back, len, start) == (ssize_t)len && !memcmp(back, pattern + start, len);
	}
	ok(good, "400 writes and reads of any start and length");
	good = true;
	for (size_t at = 0; at < MIB; at += sizeof(back)) {
		const size_t len = at + sizeof(back) > MIB ? MIB - at : sizeof(back);

		good &= pread(fd, back, len, at) == (ssize_t)len && !memcmp(back, pattern + at, len);
	}
	ok(good, "their neighbours are whole");
}

static void ends(void)
{
	char buffer[64] = "";
	struct iovec parts[2] = { { buffer, 5 }, { buffer + 5, 7 } };

	is_num(result(pread(fd, buffer, 64, MIB - 10)), 10, "a read is clipped at the end");
	is_num(result(pread(fd, buffer, 64, MIB)), 0, "a read at the end gives 0");
	is_num(result(pread(fd, buffer, 64, MIB + 100)), 0, "a read past the end gives 0");
	is_num(result(pread(fd, buffer, 64, (off_t)1 << 62)), 0, "a read far past the end gives 0");
	is_num(result(pread(fd, buffer, 0, 0)), 0, "a read of nothing");
	is_num(result(pread(fd, buffer, 1, -1)), -EINVAL, "a read before the start");
	is_num(result(pwrite(fd, pattern + MIB - 10, 64, MIB - 10)), 10, "a write is clipped at the end");
	is_num(result(pwrite(fd, buffer, 1, MIB)), -ENOSPC, "a write at the end gives ENOSPC");
	is_num(result(pwrite(fd, buffer, 1, MIB + 1)), -ENOSPC, "so does one past it");
	is_num(result(pwrite(fd, buffer, 1, (off_t)1 << 62)), -ENOSPC, "and one far past it");
	is_num(result(pwrite(fd, buffer, 0, MIB)), 0, "a write of nothing at the end gives 0");
	is_num(result(pwrite(fd, buffer, 1, -1)), -EINVAL, "a write before the start");
	is_num(lseek(fd, MIB - 6, SEEK_SET), MIB - 6, "lseek");
	is_num(result(readv(fd, parts, 2)), 6, "readv over the end");
	is_num(lseek(fd, 0, SEEK_CUR), MIB, "its position");
}

static void seeks(void)
{
	static const struct {
		off_t offset;
		int whence;
		off_t then;
	} rows[] = {
		{ 0, SEEK_SET, 0 }, { MIB, SEEK_SET, MIB }, { MIB + 1, SEEK_SET, -EINVAL }, { -1, SEEK_SET, -EINVAL },
		{ 0x1000, SEEK_SET, 0x1000 }, { 0x10, SEEK_CUR, 0x1010 }, { -0x1010, SEEK_CUR, 0 },
		{ -1, SEEK_CUR, -EINVAL }, { MIB, SEEK_CUR, MIB }, { 1, SEEK_CUR, -EINVAL },
		{ 0, SEEK_END, MIB }, { -16, SEEK_END, MIB - 16 }, { 1, SEEK_END, -EINVAL },
		{ -(off_t)MIB, SEEK_END, 0 }, { -(off_t)MIB - 1, SEEK_END, -EINVAL },
		{ (off_t)1 << 62, SEEK_SET, -EINVAL }, { 0, 99, -EINVAL },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		const off_t at = lseek(fd, rows[i].offset, rows[i].whence);

		is_num(at < 0 ? -errno : at, rows[i].then, "lseek(%lld, %d)", (long long)rows[i].offset,
		       rows[i].whence);
	}
}

/* A buffer whose second half is not there. */
static void faults(void)
{
	unsigned char *two = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	unsigned char byte = 0;
	ssize_t reached, done;

	munmap(two + PAGE, PAGE);
	memset(two, 0x11, PAGE);
	/* the processor's copy works in blocks, and may stop as much as a block of 64 bytes before the fault */
	reached = result(pwrite(fd, two, 2 * PAGE, 0));
	ok(reached > (ssize_t)PAGE - 64 && reached <= (ssize_t)PAGE, "a write does the bytes it can reach (%zd)", reached);
	done = result(pwrite(fd, two + PAGE - 1, 2, 0));
#if defined(__arm__)
	/* arch/arm/lib/copy_template.S loads both before it stores one */
	ok(done == 1 || done == -EFAULT, "even a single one, or none of so few (%zd)", done);
#else
	is_num(done, 1, "even a single one");
#endif
	is_num(result(pwrite(fd, two + PAGE, 1, 0)), -EFAULT, "a write of none of them gives EFAULT");
	memset(pattern, 0x11, reached);
	memset(two, 0x22, PAGE);
	is_num(result(pread(fd, two, 2 * PAGE, 0)), PAGE, "a read does the bytes it can reach");
	ok(!memcmp(two, pattern, PAGE), "what the write said it did is there, and nothing else");
	is_num(result(pread(fd, two + PAGE, 1, 0)), -EFAULT, "a read of none of them gives EFAULT");
	is_num(result(pread(fd, two, PAGE, MIB)), 0, "at the end nothing is touched");
	is_num(result(pread(fd, &byte, 1, PAGE)), 1, "the byte after the partial write");
	is_num(byte, pattern[PAGE], "is as it was");
	lseek(fd, 0, SEEK_SET);
	is_num(result(read(fd, two, 2 * PAGE)), PAGE, "a partial read");
	is_num(lseek(fd, 0, SEEK_CUR), PAGE, "moves the position by what was done");
	lseek(fd, 0, SEEK_SET);
	result(read(fd, two + PAGE, 1));
	is_num(lseek(fd, 0, SEEK_CUR), 0, "EFAULT does not move it");
	munmap(two, PAGE);
}

/* The user's buffer is a mapping of the same device: no lock may be held while it is touched. */
static void into_itself(void)
{
	unsigned char *map = mmap(NULL, MIB, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);

	if (!ok(map != MAP_FAILED, "map it"))
		return;
	fill(3);
	is_num(result(pwrite(fd, pattern, MIB, 0)), MIB, "write a pattern");
	is_num(result(pread(fd, map + 0x80000, 0x40000, 0)), 0x40000, "read from the device into its own mapping");
	ok(!memcmp(map + 0x80000, pattern, 0x40000), "the pattern is there");
	is_num(result(pwrite(fd, map, 0x40000, 0xc0000)), 0x40000, "write to the device from its own mapping");
	ok(!memcmp(map + 0xc0000, pattern, 0x40000), "the pattern is there");
	munmap(map, MIB);
}

static void waiting(void)
{
	struct pollfd p = { .fd = fd, .events = POLLIN | POLLOUT };
	struct epoll_event event = { .events = EPOLLIN };
	const int e = epoll_create1(0);

	is_num(poll(&p, 1, 0), 1, "poll is ready at once");
	is_num(p.revents, POLLIN | POLLOUT, "for reading and writing");
	is_num(result(epoll_ctl(e, EPOLL_CTL_ADD, fd, &event)), -EPERM, "epoll gives EPERM");
	close(e);
}

static void open_modes(void)
{
	char byte = 0;
	int other = node_open(name, O_RDONLY);

	is_num(result(pwrite(other, &byte, 1, 0)), -EBADF, "no write to a read-only descriptor");
	close(other);
	other = node_open(name, O_WRONLY);
	is_num(result(pread(other, &byte, 1, 0)), -EBADF, "no read from a write-only descriptor");
	close(other);
	other = node_open(name, O_RDWR);
	lseek(other, 0x100, SEEK_SET);
	lseek(fd, 0x200, SEEK_SET);
	is_num(lseek(other, 0, SEEK_CUR), 0x100, "each open has a position of its own");
	close(other);
}

static void owner_stays(void)
{
	char byte = 0;

	attr_set(name, "sync_for_device", "0x10");
	pread(fd, &byte, 1, 0);
	pwrite(fd, &byte, 1, 0);
	is_num(attr_num(name, "sync_owner"), 1, "read and write leave the owner");
	attr_set(name, "sync_for_cpu", "0x10");
	pread(fd, &byte, 1, 0);
	pwrite(fd, &byte, 1, 0);
	is_num(attr_num(name, "sync_owner"), 0, "either owner");
}

void test_read_write(const struct board *b)
{
	static const struct {
		unsigned int option;
		const char *mode;
		const char *heading;
	} rows[] = {
		{ 2, "1", "read and write, non-coherent" },
		{ 6, "1", "read and write, coherent" },
		{ 0, "2", "read and write, write-combine" },
		{ 0, "1", "read and write, non-cached" },
	};

	pattern = malloc(MIB);
	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		section(rows[i].heading);
		load_one(b, MIB, rows[i].option);
		attr_set(name, "sync_mode", rows[i].mode);
		fd = node_open(name, O_RDWR);
		whole();
		pieces();
		ends();
		seeks();
		faults();
		into_itself();
		waiting();
		open_modes();
		owner_stays();
		close(fd);
		is_num(unload(), 0, "unload");
	}
	free(pattern);
}
