// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The table of device-tree properties, over the nodes of nodes.dtso. Each node is hidden from the driver until its
 * turn; then the module is loaded with that node alone, or with a few.
 */
#define _GNU_SOURCE
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "tests.h"
#include "touch.h"

struct good {
	const char *node;	/* the platform device */
	const char *device;
	uint64_t addr;
	uint64_t size;
	const char *kind;	/* shareable cached coherent */
	const char *sync;	/* offset size direction mode */
	int minor;		/* -1: any that no node asks for */
};

#define PLAIN	"0x0 16384 0 1"

static const struct good good[] = {
	{ "7c000000.t-reg", "7c000000.t-reg", 0x7c000000, 0x4000, "0 1 0", PLAIN, -1 },
	{ "7c010000.t-off", "7c010000.t-off", 0x7c010000, 0x4000, "0 0 1", PLAIN, -1 },
	{ "7c020000.t-noncoherent", "7c020000.t-noncoherent", 0x7c020000, 0x4000, "0 1 0", PLAIN, -1 },
	{ "7c030000.t-coherent", "7c030000.t-coherent", 0x7c030000, 0x4000, "0 1 1", PLAIN, -1 },
	{ "7c040000.t-all-flags", "7c040000.t-all-flags", 0x7c040000, 0x4000, "0 0 1", PLAIN, -1 },
	{ "7c050000.t-two-flags", "7c050000.t-two-flags", 0x7c050000, 0x4000, "0 1 0", PLAIN, -1 },
	{ "7c060000.t-shareable", "7c060000.t-shareable", 0x7c060000, 0x4000, "1 1 0", PLAIN, -1 },
	{ "7c070000.t-minor", "uiomem200", 0x7c070000, 0x4000, "0 1 0", PLAIN, 200 },
	{ "7c080000.t-name-minor", "named", 0x7c080000, 0x4000, "0 1 0", PLAIN, 255 },
	{ "7c090000.t-name", "just-a.name", 0x7c090000, 0x4000, "0 1 0", PLAIN, -1 },
	{ "7c0a0000.t-offset32", "7c0a0000.t-offset32", 0x7c0a0000, 0x4000, "0 1 0", "0x1000 12288 0 1", -1 },
	{ "7c0b0000.t-sync64", "7c0b0000.t-sync64", 0x7c0b0000, 0x4000, "0 1 0", "0x2000 4096 0 1", -1 },
	{ "7c0c0000.t-size32", "7c0c0000.t-size32", 0x7c0c0000, 0x4000, "0 1 0", "0x0 2048 0 1", -1 },
	{ "7c0d0000.t-direction", "7c0d0000.t-direction", 0x7c0d0000, 0x4000, "0 1 0", "0x0 16384 2 1", -1 },
	{ "7c0e0000.t-mode", "7c0e0000.t-mode", 0x7c0e0000, 0x4000, "0 1 0", "0x0 16384 1 2", -1 },
	{ "7c0f0000.t-always3", "7c0f0000.t-always3", 0x7c0f0000, 0x4000, "0 1 0", "0x0 16384 0 7", -1 },
	{ "7c100000.t-always", "7c100000.t-always", 0x7c100000, 0x4000, "0 1 0", "0x0 16384 0 5", -1 },
	{ "7c110000.t-two-reg", "7c110000.t-two-reg", 0x7c110000, 0x4000, "0 1 0", PLAIN, -1 },
	{ "t-nomap", "t-nomap", 0x61000000, 0x100000, "0 1 0", "0x0 1048576 0 1", -1 },
	{ "t-two-regions", "t-two-regions", 0x61100000, 0x100000, "0 1 0", "0x0 1048576 0 1", -1 },
	{ "7c130000.t-reg-wins", "7c130000.t-reg-wins", 0x7c130000, 0x4000, "0 1 0", PLAIN, -1 },
	{ "7c140000.t-last", "7c140000.t-last", 0x7c140000, 0x4000, "0 1 0", "0x3fff 1 0 1", -1 },
	{ "7c150000.t-sync-none", "7c150000.t-sync-none", 0x7c150000, 0x4000, "0 1 0", "0x0 0 0 1", -1 },
	{ "0.t-zero", "0.t-zero", 0, 0x1000, "0 0 1", "0x0 4096 0 1", -1 },
	{ "7c170000.t-minor3", "uiomem3", 0x7c170000, 0x4000, "0 1 0", PLAIN, 3 },
	{ "7c184000.t-inside", "7c184000.t-inside", 0x7c184000, 0x4000, "0 1 0", PLAIN, -1 },
};

static int minor_of(const char *device)
{
	int minor = -1;

	sscanf(attr(device, "dev"), "%*d:%d", &minor);
	return minor;
}

static bool named_by_a_node(int minor)
{
	return minor == 1 || minor == 3 || minor == 200 || minor == 255;
}

static void can_be(const struct board *b, const struct good *g)
{
	char found[64], path[128];
	int minor;

	nodes_show(g->node);
	is_num(load(b, "%s", ""), 0, "%s: load", g->node);
	snprintf(path, sizeof(path), "/dev/%s", g->device);
	ok(exists(path), "%s: %s is there", g->node, path);
	is_hex(attr_num(g->device, "phys_addr"), g->addr, "%s: address", g->node);
	is_hex(attr_num(g->device, "size"), g->size, "%s: size", g->node);
	snprintf(found, sizeof(found), "%s %s %s", attr(g->device, "shareable"), attr(g->device, "cached"),
		 attr(g->device, "coherent"));
	is_str(found, g->kind, "%s: shareable, cached, coherent", g->node);
	snprintf(found, sizeof(found), "%s %s %s %s", attr(g->device, "sync_offset"), attr(g->device, "sync_size"),
		 attr(g->device, "sync_direction"), attr(g->device, "sync_mode"));
	is_str(found, g->sync, "%s: sync offset, size, direction, mode", g->node);
	minor = minor_of(g->device);
	ok(g->minor < 0 ? minor >= 0 && !named_by_a_node(minor) : minor == g->minor, "%s: minor %d", g->node, minor);
	is_num(unload(), 0, "%s: unload", g->node);
	nodes_hide(g->node);
}

static const struct {
	const char *node;
	const char *line;	/* in the log */
} bad[] = {
	{ "b-no-range", "property: reg or memory-region must be given" },
	{ "7c200800.b-address", "[0x7c200800, 0x7c201800): unaligned: " },
	{ "7c210000.b-size", "[0x7c210000, 0x7c211001): unaligned: " },
	{ "50000000.b-ram", "[0x50000000, 0x50001000): ram: " },
	{ "6ff00000.b-ram-middle", "[0x6ff00000, 0x70100000): ram: " },
	{ "b-mapped", "[0x61200000, 0x61300000): ram: " },
	{ "b-no-region", "property: memory-region must be " },
	{ "7c280000.b-minor", "property: minor-number must be one cell of 0 to 255" },
	{ "7c290000.b-minor-cells", "property: minor-number must be one cell of 0 to 255" },
	{ "7c2a0000.b-name-empty", "property: device-name must be a file name" },
	{ "7c2b0000.b-name-slash", "property: device-name must be a file name" },
	{ "7c2c0000.b-name-dots", "property: device-name must be a file name" },
	{ "7c2d0000.b-name-cells", "property: device-name must be a file name" },
	{ "7c2e0000.b-offset", "property: sync-offset must be inside the range" },
	{ "7c2f0000.b-offset-cells", "property: sync-offset must be one number of one or two cells" },
	{ "7c300000.b-size-large", "property: sync-size must be at most what the range has after sync-offset" },
	{ "7c310000.b-sum", "property: sync-size must be at most " },
	{ "7c320000.b-wrap", "property: sync-size must be at most " },
	{ "7c330000.b-direction", "property: sync-direction must be one cell of 0 to 2" },
	{ "7c340000.b-mode0", "property: sync-mode must be one cell of 1 to 3" },
	{ "7c350000.b-mode4", "property: sync-mode must be one cell of 1 to 3" },
	{ "7c360000.b-guide", "property: sync-size must be at most " },
	{ "7c3b0000.b-size-empty", "property: sync-size must be one number of one or two cells" },
};

static bool bound(const char *node)
{
	char path[256];

	snprintf(path, sizeof(path), "/sys/bus/platform/drivers/uiomem/%s", node);
	return exists(path);
}

/* One line, no device, and a bind by hand tells the error. */
static void cannot_be(const struct board *b, const char *node, const char *line)
{
	char wanted[256];

	nodes_show(node);
	log_mark();
	is_num(load(b, "%s", ""), 0, "%s: the module loads", node);
	ok(!bound(node), "%s: the node is not bound", node);
	snprintf(wanted, sizeof(wanted), "uiomem %s: [", node);
	is_num(log_count(wanted), 1, "%s: one line about it", node);
	has(log_since(), line, "%s: it says why", node);
	is_num(driver_bind(node), -EINVAL, "%s: bind gives EINVAL", node);
	is_num(unload(), 0, "%s: unload", node);
	nodes_hide(node);
}

static void two(const struct board *b, const char *first, const char *second, int error, const char *line)
{
	char wanted[256];

	nodes_show(first);
	is_num(load(b, "%s", ""), 0, "%s: load", first);
	nodes_show(second);
	log_mark();
	is_num(driver_bind(second), error, "%s after it: bind gives the error", second);
	ok(bound(first) && !bound(second), "the first is there, the second is not");
	snprintf(wanted, sizeof(wanted), "uiomem %s: [", second);
	is_num(log_count(wanted), 1, "one line about the second");
	has(log_since(), line, "it says why");
	is_num(driver_unbind(first), 0, "without the first");
	is_num(driver_bind(second), 0, "the second can be");
	is_num(driver_bind(first), error, "then the first cannot");
	is_num(unload(), 0, "unload");
	nodes_hide(first);
	nodes_hide(second);
}

/* Regions of the module parameters beside nodes. */
static void against_insmod(const struct board *b)
{
	nodes_show("7c170000.t-minor3");
	log_mark();
	is_num(load(b, "uiomem3_addr=0x%llx uiomem3_size=0x1000", (unsigned long long)b->free), 0,
	       "region 3 beside a node that asks for minor 3");
	is_hex(attr_num("uiomem3", "phys_addr"), b->free, "the region has the minor and the name");
	ok(!bound("7c170000.t-minor3"), "the node is not bound");
	has(log_since(), "uiomem 7c170000.t-minor3: [0x7c170000, 0x7c174000): minor: minor number 3 is taken",
	    "a line says why");
	is_num(unload(), 0, "unload");
	is_num(load(b, "uiomem3_addr=0x%llx uiomem3_size=0x1001", (unsigned long long)b->free), -EINVAL,
	       "a region that cannot be keeps the minor all the same");
	nodes_hide("7c170000.t-minor3");

	nodes_show("70000000.t-insmod");
	log_mark();
	is_num(load(b, "uiomem0_addr=0x70002000 uiomem0_size=0x4000 uiomem1_addr=0x70008000 uiomem1_size=0x1000"), 0,
	       "a region over a node's range");
	ok(bound("70000000.t-insmod") && !exists("/dev/uiomem0") && exists("/dev/uiomem1"), "the node has it");
	has(log_since(),
	    "uiomem: region 0 [0x70002000, 0x70006000): overlap: 70000000.t-insmod has [0x70000000, 0x70004000)",
	    "a line says so");
	is_num(unload(), 0, "unload");
	is_num(log_count("nonexistent"), 0, "nothing is freed that was not owned");
	is_num(load(b, "uiomem0_addr=0x70002000 uiomem0_size=0x4000"), 0, "the module loads for the node alone");
	is_num(unload(), 0, "unload");
	nodes_hide("70000000.t-insmod");
}

/* A node without minor-number must not take one that another node names, probed or not. */
static void chosen_minors(const struct board *b)
{
	static const char *const nodes[] = { "7c000000.t-reg", "7c010000.t-off", "7c030000.t-coherent" };
	int minors = 0;

	for (size_t i = 0; i < 3; i++)
		nodes_show(nodes[i]);
	is_num(load(b, "%s", ""), 0, "load three nodes without minor-number");
	for (size_t i = 0; i < 3; i++)
		minors |= 1 << minor_of(nodes[i]);
	is_hex(minors, 1 << 0 | 1 << 2 | 1 << 4, "they leave minors 1 and 3 to the nodes that name them");
	is_num(unload(), 0, "unload");
	for (size_t i = 0; i < 3; i++)
		nodes_hide(nodes[i]);
}

static void log_lines(const struct board *b)
{
	nodes_show("t-nomap");
	log_mark();
	is_num(load(b, "%s", ""), 0, "load a memory-region");
	has(log_since(), "uiomem t-nomap: assigned reserved memory node test-nomap@61000000\n",
	    "the log names the node");
	has(log_since(), "uiomem t-nomap: driver installed.\n", "and the installation");
	has(log_since(), IS_64BIT ? "uiomem t-nomap: range address  = 0x0000000061000000\n" :
	    "uiomem t-nomap: range address  = 0x61000000\n", "and the range");
	log_mark();
	is_num(unload(), 0, "unload");
	is_str(log_of_driver(), "uiomem t-nomap: driver removed.\n", "the log has the removal");
	log_mark();
	is_num(load(b, "info_enable=0"), 0, "load it with info_enable=0");
	is_str(log_of_driver(), "", "nothing is printed");
	is_num(unload(), 0, "unload");
	nodes_hide("t-nomap");
}

static void life(const struct board *b)
{
	unsigned char *at;
	int fd;

	nodes_show("t-nomap");
	is_num(load(b, "%s", ""), 0, "load a memory-region");
	fd = node_open("t-nomap", O_RDWR);
	at = mmap(NULL, PAGE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	ok(at != MAP_FAILED && !touch_write(at, 9), "map it");
	ok(pread(fd, at + 1, 1, 0) == 1 && at[1] == 9, "read what was written");
	is_num(driver_unbind("t-nomap"), 0, "unbind it");
	is_num(touch_read(at), SIGBUS, "the mapping gives SIGBUS");
	ok(pread(fd, at + 1, 1, 0) == -1 && errno == ENODEV, "the file ENODEV");
	is_num(driver_bind("t-nomap"), 0, "bind it");
	ok(exists("/dev/t-nomap"), "it is back");
	munmap(at, PAGE);
	close(fd);
	is_num(unload(), 0, "unload");
	nodes_hide("t-nomap");
}

void test_device_tree(const struct board *b)
{
	section("device tree");
	if (!b->has_nodes) {
		skip("all", "this board's device tree has not the nodes of nodes.dtso, or it has no device tree");
		return;
	}
	for (size_t i = 0; i < sizeof(good) / sizeof(*good); i++)
		can_be(b, &good[i]);
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		cannot_be(b, bad[i].node, bad[i].line);
	two(b, "7c080000.t-name-minor", "7c3c0000.b-minor-taken", -EINVAL, "minor: minor number 255 is taken");
	two(b, "7c080000.t-name-minor", "7c3d0000.b-name-taken", -EEXIST, "name: a device called named exists already");
	two(b, "7c000000.t-reg", "7c002000.b-overlap", -EBUSY, "overlap: 7c000000.t-reg has [0x7c000000, 0x7c004000)");
	against_insmod(b);
	chosen_minors(b);
	log_lines(b);
	life(b);
	is_num(load(b, "%s", ""), 0, "load with all of these hidden");
	ok(!bound("7c3e0000.b-compatible"), "a node of another compatible is left alone");
	is_num(unload(), 0, "unload");
}
