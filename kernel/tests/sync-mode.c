// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Each sync_mode, with each way to open, on each kind of device: the type of the mapping. */
#define _GNU_SOURCE
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "memory-type.h"
#include "tests.h"

static const char name[] = "uiomem0";

static const char *wanted(bool cached, int flags, int mode)
{
	static const char *const kinds[] = { "cached", "non-cached", "write-combine", "write-combine" };

	return (flags & O_SYNC) || (mode & 4) || !cached ? kinds[mode & 3] : "cached";
}

static void one(bool cached, int flags, const char *flag_name, int mode)
{
	char text[4];
	void *at;
	int fd;

	snprintf(text, sizeof(text), "%d", mode);
	attr_set(name, "sync_mode", text);
	fd = node_open(name, O_RDWR | flags);
	memory_type_of_last();
	at = mmap(NULL, 2 * PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, PAGE);
	is_str(at == MAP_FAILED ? "no mapping" : memory_type_of_last(), wanted(cached, flags, mode),
	       "mode %d, opened with %s", mode, flag_name);
	if (at != MAP_FAILED) {
		char word[8] = "";

		memcpy((char *)at + 64, "a word!", 8);
		if (!(pread(fd, word, 8, PAGE + 64) == 8 && pwrite(fd, word, 8, PAGE + 64) == 8))
			ok(false, "mode %d, opened with %s: read and write beside it", mode, flag_name);
		munmap(at, 2 * PAGE);
	}
	close(fd);
}

void test_sync_mode(const struct board *b)
{
	static const struct {
		unsigned int option;
		const char *heading;
	} kinds[] = {
		{ 2, "sync_mode, non-coherent" }, { 6, "sync_mode, coherent" }, { 0, "sync_mode, not cached" },
	};
	static const struct {
		int flags;
		const char *name;
	} opens[] = {
		{ 0, "no flag" }, { O_DSYNC, "O_DSYNC" }, { O_SYNC & ~O_DSYNC, "__O_SYNC" }, { O_SYNC, "O_SYNC" },
	};

	section("sync_mode");
	if (!memory_type_watch()) {
		skip("the type of each mapping", "this kernel has no kprobe events");
		return;
	}
	for (size_t k = 0; k < sizeof(kinds) / sizeof(*kinds); k++) {
		section(kinds[k].heading);
		load_one(b, MIB, kinds[k].option);
		for (size_t o = 0; o < sizeof(opens) / sizeof(*opens); o++)
			for (int mode = 0; mode < 8; mode++)
				one(kinds[k].option & 2, opens[o].flags, opens[o].name, mode);
		is_num(unload(), 0, "unload");
	}
	memory_type_unwatch();
}
