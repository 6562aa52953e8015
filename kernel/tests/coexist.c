// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Mappings of several memory types on the same pages. ARM allows them and clients rely on it; x86 has one type a
 * page (PAT), so that the driver has rules for it. What x86 really mapped is in pat_memtype_list.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests.h"
#include "touch.h"

static const char name[] = "uiomem0";
static int cached, sync_fd;

static unsigned char *map(int fd, off_t offset, size_t len)
{
	return mmap(NULL, len, PROT_READ | PROT_WRITE, MAP_SHARED, fd, offset);
}

/* read, write and sync of all of it, whatever is mapped */
static bool works(void)
{
	static char page[PAGE];
	bool good = true;

	for (off_t at = 0; at < 4 * (off_t)PAGE; at += PAGE) {
		memset(page, 0x40 + at / PAGE, PAGE);
		good &= pwrite(cached, page, PAGE, at) == PAGE;
		memset(page, 0, PAGE);
		good &= pread(cached, page, PAGE, at) == PAGE && page[17] == 0x40 + at / PAGE;
	}
	good &= !attr_set(name, "sync_for_device", "1") && !attr_set(name, "sync_for_cpu", "1");
	return good;
}

#if !defined(__x86_64__)

static void rules(const struct board *b)
{
	unsigned char *one = map(cached, 0, MIB);
	unsigned char *two = map(sync_fd, 0, MIB);

	(void)b;
	ok(one != MAP_FAILED && two != MAP_FAILED, "a cached and an O_SYNC mapping at once");
	attr_set(name, "sync_mode", "2");
	ok(map(sync_fd, 0, MIB) != MAP_FAILED, "and a write-combine one");
	one[PAGE + 1] = 61;
	attr_set(name, "sync_for_device", "1");
	is_num(two[PAGE + 1], 61, "what one writes and cleans the other reads");
	two[PAGE + 2] = 62;
	attr_set(name, "sync_for_cpu", "1");
	is_num(one[PAGE + 2], 62, "and the other way round, after an invalidate");
	ok(works(), "read, write and sync work meanwhile");
	is_str(log_of_driver(), "", "nothing is logged");
}

#else

/* the types of pat_memtype_list that overlap a range, without repetitions, such as "write-back" */
static const char *types(uint64_t start, uint64_t end)
{
	static char text[128];
	FILE *f = fopen("/sys/kernel/debug/x86/pat_memtype_list", "r");
	unsigned long long from, to;
	char line[128], type[32];

	*text = 0;
	while (f && fgets(line, sizeof(line), f)) {
		if (sscanf(line, "PAT: [mem 0x%llx-0x%llx] %31s", &from, &to, type) != 3 &&
		    sscanf(line, "%31s @ 0x%llx-0x%llx", type, &from, &to) != 3)
			continue;
		if (from < end && start < to && !strstr(text, type))
			strcat(strcat(text, *text ? " " : ""), type);
	}
	if (f)
		fclose(f);
	return text;
}

static void rules(const struct board *b)
{
	const uint64_t end = b->free + 4 * PAGE;
	unsigned char *one = map(cached, 0, 4 * PAGE), *two;

	is_str(types(b->free, end), "write-back", "a cached mapping is write-back");
	ok(works(), "read, write and sync work beside it");
	is_str(types(b->free, end), "write-back", "and leave it as it is");
	log_mark();
	ok(map(sync_fd, PAGE, PAGE) == MAP_FAILED && errno == EINVAL, "O_SYNC over it gives EINVAL");
	is_num(log_count("uiomem uiomem0: [0x1000, 0x2000) is mapped cached"), 1, "with a line that says where");
	is_num(log_count("uiomem0"), 1, "and no other");
	two = map(sync_fd, 4 * PAGE, PAGE);
	ok(two != MAP_FAILED, "O_SYNC beside it is allowed");
	is_str(types(end, end + PAGE), "uncached-minus", "and uncached");
	munmap(two, PAGE);
	munmap(one, 4 * PAGE);
	is_str(types(b->free, b->free + MIB), "", "no type outlives the last mapping: no lasting kernel mapping");

	two = map(sync_fd, 0, 4 * PAGE);
	is_str(types(b->free, end), "uncached-minus", "O_SYNC without a cached one is uncached");
	ok(works(), "read, write and sync work beside it");
	log_mark();
	one = map(cached, 0, 4 * PAGE);
	ok(one != MAP_FAILED, "a cached mapping over it is allowed");
	is_num(log_count("is mapped non-cached: on x86 this mapping becomes so too"), 1, "with a line");
	is_str(types(b->free, end), "uncached-minus", "and becomes uncached");
	munmap(map(cached, PAGE, PAGE), PAGE);
	is_num(log_count("uiomem0"), 1, "which is logged once");
	one[9] = 9;
	is_num(two[9], 9, "both show the same memory");
	munmap(one, 4 * PAGE);
	munmap(two, 4 * PAGE);
	one = map(cached, 0, 4 * PAGE);
	is_str(types(b->free, end), "write-back", "later a cached mapping is write-back again");
	munmap(one, 4 * PAGE);

	attr_set(name, "sync_mode", "2");
	two = map(sync_fd, 0, PAGE);
	is_str(types(b->free, b->free + PAGE), "write-combining", "mode 2 is write-combining");
	attr_set(name, "sync_mode", "1");
	ok(map(sync_fd, 0, PAGE) != MAP_FAILED, "mode 1 over it is allowed");
	ok(works(), "read, write and sync work beside them");
}

#endif

void test_coexist(const struct board *b)
{
	section("memory types together");
	load_one(b, MIB, 2);
	cached = node_open(name, O_RDWR);
	sync_fd = node_open(name, O_RDWR | O_SYNC);
	log_mark();
	rules(b);
	close(cached);
	close(sync_fd);
	is_num(unload(), -EAGAIN, "mappings left over keep the module");
	unmap_all_of(name);
	is_num(unload(), 0, "unload");
}
