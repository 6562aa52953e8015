// SPDX-License-Identifier: GPL-2.0 OR MIT
/* What sync_for_cpu and sync_for_device accept, and what becomes of the owner. */
#include <errno.h>
#include <stdio.h>

#include "tests.h"

static const char name[] = "uiomem0";

static void stored(const char *offset, const char *size, const char *direction)
{
	attr_set(name, "sync_offset", offset);
	attr_set(name, "sync_size", size);
	attr_set(name, "sync_direction", direction);
}

/* Put the owner on the other side, run the command, see who owns it then. */
static void command(const char *file, const char *text, int error, const char *what)
{
	const bool for_cpu = file[9] == 'c';
	const unsigned int before = for_cpu;
	const unsigned int after = error ? before : !for_cpu;

	attr_set(name, for_cpu ? "sync_for_device" : "sync_for_cpu", "0x0000000000000004");
	is_num(attr_num(name, "sync_owner"), before, "%s: the owner was %u", what, before);
	is_num(attr_set(name, file, text), error, "%s: %s > %s", what, text, file);
	is_num(attr_num(name, "sync_owner"), after, "%s: the owner is %u", what, after);
	is_str(attr(name, file), "0", "%s: nothing is pending", what);
}

static void both(const char *text, int error, const char *what)
{
	command("sync_for_cpu", text, error, what);
	command("sync_for_device", text, error, what);
}

static void nothing(void)
{
	attr_set(name, "sync_for_device", "0x10");
	is_num(attr_set(name, "sync_for_cpu", "0"), 0, "command 0 is accepted");
	is_num(attr_num(name, "sync_owner"), 1, "command 0 does nothing");
	attr_set(name, "sync_offset", "0xffffffffffffffff");
	is_num(attr_set(name, "sync_for_cpu", "0"), 0, "command 0 does not look at the stored range");
}

static void all_with_stored(void)
{
	stored("0", "1048576", "0");
	both("1", 0, "the whole range");
	stored("0x1000", "4096", "1");
	both("1", 0, "a page, CPU writes");
	stored("0xfff", "1", "2");
	both("1", 0, "one byte, device writes");
	stored("0", "0", "0");
	both("1", 0, "size 0");
	stored("1048576", "0", "0");
	both("1", 0, "size 0 at the end");
	stored("0", "1048577", "0");
	both("1", -EINVAL, "a byte too many");
	stored("1", "1048576", "0");
	both("1", -EINVAL, "a byte past the end");
	stored("0x100000", "1", "0");
	both("1", -EINVAL, "one byte at the end");
	stored("0xfffffffffffff000", "8192", "2");
	both("1", -EINVAL, "a sum that wraps");
	stored("1", SIZE_MAX_TEXT, "2");
	both("1", -EINVAL, "one byte and the largest size");
	stored("0xfffffffffffff000", "0", "1");
	both("1", -EINVAL, "nothing, far outside");
	stored("0xfffffffffffff000", "8192", "1");
	command("sync_for_cpu", "1", -EINVAL, "the range counts where nothing is maintained too");
}

static void packed(void)
{
	stored("0x10", "32", "1");
	both("0x0000000000000010", 0, "16 bytes");
	both("0x00000000000FFFF4", 0, "all but a line, direction 1");
	both("0x00000000001000FC", -EINVAL, "past the end in direction 3");
	both("0x000000000010000C", 0, "everything in direction 3, which acts as 0");
	both("0x000FFFF000000018", 0, "the last 16 bytes");
	both("0x000FFFF000000028", -EINVAL, "16 bytes past the end");
	both("0xFFFFFFF0FFFFFFF0", -EINVAL, "a sum that wraps in 32 bits");
	both("0x0000000000000002", 0, "bit 1 alone is a packed command of size 0");
	both("0x0000000000000003", 0, "so is 3");
	both("0x0000100000000001", 0, "an offset and bit 0 are packed, size 0");
	both("1048576", 0, "decimal");
	is_str(attr(name, "sync_offset"), "0x10", "a packed command leaves sync_offset");
	is_str(attr(name, "sync_size"), "32", "a packed command leaves sync_size");
	is_str(attr(name, "sync_direction"), "1", "a packed command leaves sync_direction");
}

static void ignored_bits(void)
{
	/* with the stored range outside, only a packed command can succeed */
	stored("0x100000", "4096", "0");
	command("sync_for_cpu", "1", -EINVAL, "stored");
	command("sync_for_cpu", "0x0000000000000011", 0, "packed with bit 0");
	command("sync_for_cpu", "0x0000000000000012", 0, "packed with bit 1");
	command("sync_for_cpu", "0x0000000000000005", 0, "packed: a direction alone");
}

void test_sync_command(const struct board *b)
{
	static const struct {
		unsigned int option;
		const char *heading;
	} rows[] = {
		{ 2, "sync command, non-coherent" },
		{ 6, "sync command, coherent" },
		{ 0, "sync command, not cached" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(*rows); i++) {
		section(rows[i].heading);
		load_one(b, MIB, rows[i].option);
		all_with_stored();
		packed();
		ignored_bits();
		nothing();
		is_num(unload(), 0, "unload");
	}
}
