// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The conformance program of the uiomem driver: root, on a board, module not loaded.
 *
 *   conformance --module uiomem.ko --free ADDR,SIZE [--only NAME[,NAME...]]
 *
 * README.md says which row of the interface each test covers.
 */
#define _GNU_SOURCE
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "tests.h"

static const struct {
	const char *name;
	void (*run)(const struct board *b);
} tests[] = {
	{ "header", test_header },
	{ "names", test_names },
	{ "parameters", test_parameters },
	{ "load-errors", test_load_errors },
	{ "shareable", test_shareable },
	{ "kernel-log", test_kernel_log },
	{ "class-files", test_class_files },
	{ "sync-command", test_sync_command },
	{ "ioctl", test_ioctl },
	{ "compat", test_compat },
	{ "read-write", test_read_write },
	{ "mmap", test_mmap },
	{ "sync-mode", test_sync_mode },
	{ "coexist", test_coexist },
	{ "long-sync", test_long_sync },
	{ "blocked-copy", test_blocked_copy },
	{ "removal", test_removal },
	{ "races", test_races },
	{ "reload", test_reload },
	{ "device-tree", test_device_tree },
};

static void usage(void)
{
	fprintf(stderr, "usage: conformance --module uiomem.ko --free ADDR,SIZE [--only NAME[,NAME...]]\n");
	exit(2);
}

static bool wanted(const char *only, const char *name)
{
	const size_t len = strlen(name);

	for (; only && *only; only = strchrnul(only, ','), only += !!*only)
		if (!strncmp(only, name, len) && (!only[len] || only[len] == ','))
			return true;
	return !only;
}

/* A bug in the driver often shows in the kernel's log only. */
static void healthy(const char *name)
{
	static const char *const bad[] = {
		"BUG:", "WARNING:", "Oops", "Call trace", "Call Trace", "Unable to handle", "nonexistent resource",
		"refcount_t", "ioremap error", "inconsistent lock", "blocked for more than", "corruption",
		"conflicting memory types", "freeing invalid memtype",
	};
	const char *found = "";

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++)
		if (log_of_everything(bad[i]))
			found = bad[i];
	section(name);
	is_str(found, "", "the kernel's log shows no fault");
}

static double seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec + now.tv_nsec * 1e-9;
}

int main(int argc, char **argv)
{
	struct board board = {};
	const char *only = NULL;
	char *end;

	for (int i = 1; i < argc; i += 2) {
		if (i + 1 == argc)
			usage();
		if (!strcmp(argv[i], "--module")) {
			board.module = argv[i + 1];
		} else if (!strcmp(argv[i], "--free")) {
			board.free = strtoull(argv[i + 1], &end, 0);
			if (*end != ',')
				usage();
			board.free_size = strtoull(end + 1, &end, 0);
		} else if (!strcmp(argv[i], "--only")) {
			only = argv[i + 1];
		} else {
			usage();
		}
	}
	if (!board.module || board.free % PAGE || board.free_size < BOARD_FREE_MIN)
		usage();
	if (loaded())
		die("uiomem is loaded already");
	board_look(&board);
	nodes_hide(NULL);

	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		const double start = seconds();

		if (!wanted(only, tests[i].name))
			continue;
		log_start();
		tests[i].run(&board);
		if (loaded() && unload())
			die("%s left the module loaded", tests[i].name);
		healthy(tests[i].name);
		note("%s took %.1f s", tests[i].name, seconds() - start);
	}
	nodes_show(NULL);
	return tap_end();
}
