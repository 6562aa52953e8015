// SPDX-License-Identifier: GPL-2.0 OR MIT
/* What a mapping is: its place, its rights, its flags, and who else may look through it. */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/uio.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests.h"
#include "touch.h"

static const char name[] = "uiomem0";
static int fd;

static unsigned char *map(size_t len, int prot, int flags, off_t offset)
{
	return mmap(NULL, len, prot, flags, fd, offset);
}

static int map_error(size_t len, int prot, int flags, off_t offset)
{
	void *at = map(len, prot, flags, offset);

	if (at == MAP_FAILED)
		return -errno;
	munmap(at, len);
	return 0;
}

static long result(ssize_t n)
{
	return n < 0 ? -errno : n;
}

static bool splits(void)
{
#if defined(__x86_64__)
	struct utsname name;
	unsigned int major = 0, minor = 0;

	uname(&name);
	sscanf(name.release, "%u.%u", &major, &minor);
	return major > 6 || (major == 6 && minor >= 15);
#else
	return true;
#endif
}

static void places(void)
{
	static const int rw = PROT_READ | PROT_WRITE;
	unsigned char *at = map(2 * PAGE, rw, MAP_SHARED, 3 * PAGE);
	unsigned char word[8] = "offset!", back[8] = "";

	ok(at != MAP_FAILED, "map two pages at an offset");
	memcpy(at + PAGE + 8, word, 8);
	attr_set(name, "sync_for_device", "0x0000400000001004");
	is_num(result(pread(fd, back, 8, 4 * PAGE + 8)), 8, "read where it should be");
	is_str((char *)back, (char *)word, "the mapping starts at its offset");
	munmap(at, 2 * PAGE);

	is_num(map_error(MIB, rw, MAP_SHARED, 0), 0, "map all of it");
	is_num(map_error(PAGE, rw, MAP_SHARED, MIB - PAGE), 0, "map the last page");
	is_num(map_error(1, rw, MAP_SHARED, MIB - PAGE), 0, "map a byte of it");
	is_num(map_error(PAGE, rw, MAP_SHARED, MIB), -ENXIO, "a page at the end");
	is_num(map_error(MIB + 1, rw, MAP_SHARED, 0), -ENXIO, "a byte too many");
	is_num(map_error(2 * PAGE, rw, MAP_SHARED, MIB - PAGE), -ENXIO, "a page past the end");
	is_num(map_error(MIB, rw, MAP_SHARED, PAGE), -ENXIO, "all of it from the second page");
	/* a character device has a long of bytes, and mmap counts pages in a long */
	is_num(map_error(PAGE, rw, MAP_SHARED, (off_t)1 << (IS_64BIT ? 44 : 31)), -ENXIO, "far past the end");
	is_num(map_error(PAGE, rw, MAP_SHARED, IS_64BIT ? -(off_t)PAGE : (off_t)UINT32_MAX * PAGE), -EOVERFLOW,
	       "an offset whose end wraps");
}

static void rights(void)
{
	unsigned char *at = map(PAGE, PROT_READ, MAP_PRIVATE, 0);
	unsigned char *writer = map(PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	const int ro = node_open(name, O_RDONLY);
	const int wo = node_open(name, O_WRONLY);

	is_num(map_error(PAGE, PROT_READ | PROT_WRITE, MAP_PRIVATE, 0), -EINVAL, "MAP_PRIVATE with PROT_WRITE");
	is_num(map_error(PAGE, PROT_WRITE, MAP_PRIVATE, 0), -EINVAL, "MAP_PRIVATE with PROT_WRITE alone");
	ok(at != MAP_FAILED, "MAP_PRIVATE with PROT_READ");
	writer[5] = 0x6b;
	is_num(at[5], 0x6b, "shows the memory");
	is_num(mprotect(at, PAGE, PROT_READ | PROT_WRITE) ? -errno : 0, -EACCES, "and cannot be made writable");
	munmap(at, PAGE);
	munmap(writer, PAGE);
	ok(mmap(NULL, PAGE, PROT_READ, MAP_SHARED, ro, 0) != MAP_FAILED, "a read-only descriptor maps for reading");
	ok(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, ro, 0) == MAP_FAILED && errno == EACCES, "not for writing");
	ok(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, wo, 0) == MAP_FAILED && errno == EACCES,
	   "a write-only descriptor maps not at all");
	close(ro);
	close(wo);
}

static void executes(void)
{
#if defined(__aarch64__)
	static const unsigned int code[] = { 0x528008c0, 0xd65f03c0 };	/* mov w0, #70; ret */
#elif defined(__arm__)
	static const unsigned int code[] = { 0xe3a00046, 0xe12fff1e };	/* mov r0, #70; bx lr */
#else
	static const unsigned char code[] = { 0xb8, 70, 0, 0, 0, 0xc3 };	/* mov $70, %eax; ret */
#endif
	unsigned char *at = map(PAGE, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_SHARED, PAGE);
	int (*function)(void) = (int (*)(void))at;

	if (!ok(at != MAP_FAILED, "PROT_EXEC is allowed"))
		return;
	memcpy(at, code, sizeof(code));
	__builtin___clear_cache((char *)at, (char *)at + sizeof(code));
	is_num(function(), 70, "code there runs");
	munmap(at, PAGE);
}

/* the VmFlags of the mapping at an address */
static const char *vm_flags(const void *at)
{
	static char line[512];
	FILE *f = fopen("/proc/self/smaps", "r");
	unsigned long start, end;
	bool here = false;

	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2)
			here = start <= (unsigned long)at && (unsigned long)at < end;
		else if (here && !strncmp(line, "VmFlags:", 8))
			break;
	}
	if (f)
		fclose(f);
	return line;
}

static void flags_of(void)
{
	unsigned char *at = map(4 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	const char *flags = vm_flags(at);

	has(flags, " io", "VM_IO");
	has(flags, " pf", "VM_PFNMAP");
	has(flags, " de", "VM_DONTEXPAND");
	has(flags, " dd", "VM_DONTDUMP");
	ok(mremap(at, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE) == MAP_FAILED && errno == EFAULT, "mremap does not grow it");
	munmap(at, 4 * PAGE);
}

static void filled(void)
{
	unsigned char *at = map(MIB, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	struct rusage before, after;
	unsigned int sum = 0;

	getrusage(RUSAGE_SELF, &before);
	for (size_t i = 0; i < MIB; i += PAGE)
		sum += at[i];
	getrusage(RUSAGE_SELF, &after);
	ok(after.ru_minflt - before.ru_minflt < 8, "256 pages are read without page faults (%ld)",
	   after.ru_minflt - before.ru_minflt + (sum & 0));
	munmap(at, MIB);
}

/* Split and moved. Before 6.15 x86 leaks the type of a mapping that is split, so that the driver refuses to. */
static void shapes(void)
{
	unsigned char *at = map(8 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, 0), *moved;
	unsigned char *place = mmap(NULL, 8 * PAGE, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int status = -1;
	pid_t child;

	at[3 * PAGE] = 33;
	if (splits()) {
		is_num(munmap(at, PAGE) | munmap(at + 2 * PAGE, PAGE), 0, "unmap pieces of a mapping");
		is_num(at[3 * PAGE], 33, "the rest stays");
	} else {
		is_num(result(munmap(at, PAGE)), -EINVAL, "a mapping is not split on x86");
		is_num(result(mprotect(at + PAGE, PAGE, PROT_READ)), -EINVAL, "by mprotect neither");
		at[0] = 1;
		munmap(at, 8 * PAGE);
		at = map(5 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, 3 * PAGE) - 3 * PAGE;
	}
	moved = mremap(at + 3 * PAGE, 5 * PAGE, 5 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED, place);
	ok(moved == place && moved[0] == 33, "mremap moves it");
	child = fork();
	if (!child) {
		moved[1] = moved[0] + 1;
		_exit(0);
	}
	waitpid(child, &status, 0);
	is_num(status, 0, "a child has the mapping");
	is_num(moved[1], 34, "what it writes is seen here");
	munmap(place, 8 * PAGE);
	munmap(at, 8 * PAGE);
}

/* The kernel must not take references to pages that nobody manages. */
static void no_user_pages(void)
{
	unsigned char *at = map(MIB, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	struct iovec io = { at, PAGE };
	unsigned char *copy = aligned_alloc(PAGE, PAGE);
	struct iovec local = { copy, PAGE };
	int disk, ends[2];

	disk = open("/disk/uiomem-direct", O_RDWR | O_CREAT | O_DIRECT, 0600);
	if (disk >= 0) {
		is_num(result(write(disk, at, PAGE)), -EFAULT, "write with O_DIRECT from it");
		is_num(result(write(disk, copy, PAGE)), PAGE, "write with O_DIRECT from ordinary memory");
		is_num(result(pread(disk, at, PAGE, 0)), -EFAULT, "read with O_DIRECT into it");
		close(disk);
		unlink("/disk/uiomem-direct");
	} else {
		skip("O_DIRECT", "no disk with a file system at /disk");
	}
	if (pipe(ends))
		die("pipe");
	is_num(result(vmsplice(ends[1], &io, 1, 0)), -EFAULT, "vmsplice from it");
	is_num(result(process_vm_readv(getpid(), &local, 1, &io, 1, 0)), -EFAULT, "process_vm_readv from it");
	close(ends[0]);
	close(ends[1]);
	free(copy);
	munmap(at, MIB);
}

static void debugger(void)
{
#if defined(__arm__)
	skip("a debugger reads and writes it", "32-bit ARM has no HAVE_IOREMAP_PROT (mm/memory.c, generic_access_phys)");
#else
	unsigned char *at = map(PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, 0);
	const int mem = open("/proc/self/mem", O_RDWR);
	char back[8] = "";

	memcpy(at + 100, "look in", 8);
	is_num(result(pread(mem, back, 8, (off_t)(uintptr_t)at + 100)), 8, "a debugger reads it");
	is_str(back, "look in", "and finds what is there");
	is_num(result(pwrite(mem, "put in!", 8, (off_t)(uintptr_t)at + 100)), 8, "a debugger writes it");
	is_str((char *)at + 100, "put in!", "and it is there");
	close(mem);
	munmap(at, PAGE);
#endif
}

static void many(void)
{
	static int opens[200];
	unsigned char *maps[200];
	bool good = true;

	for (int i = 0; i < 200; i++) {
		opens[i] = node(name, O_RDWR | (i & 1 ? O_SYNC : 0));
		/* x86 has one type a page */
		maps[i] = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, opens[i], (i & 1) * PAGE);
		good &= opens[i] >= 0 && maps[i] != MAP_FAILED;
	}
	ok(good, "200 opens and mappings at once");
	for (int i = 0; i < 200; i++) {
		munmap(maps[i], PAGE);
		close(opens[i]);
	}
}

void test_mmap(const struct board *b)
{
	section("mmap");
	load_one(b, MIB, 6);
	fd = node_open(name, O_RDWR);
	places();
	rights();
	executes();
	flags_of();
	filled();
	shapes();
	no_user_pages();
	debugger();
	many();
	close(fd);
	unmap_all_of(name);
	is_num(unload(), 0, "unload");
}
