// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The conformance program of the uiomem driver: root, on a board, module not loaded.
 *
 *   conformance --module uiomem.ko --free ADDR,SIZE [--only NAME]
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tests.h"

static const struct {
	const char *name;
	void (*run)(const struct board *b);
	bool with_nodes;	/* needs a board booted with nodes.dtso; the others need one without */
} tests[] = {
	{ "header", test_header, false },
	{ "load-errors", test_load_errors, false },
	{ "class-files", test_class_files, false },
	{ "sync-command", test_sync_command, false },
	{ "ioctl", test_ioctl, false },
	{ "read-write", test_read_write, false },
};

static void usage(void)
{
	fprintf(stderr, "usage: conformance --module uiomem.ko --free ADDR,SIZE [--only NAME]\n");
	exit(2);
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

	for (size_t i = 0; i < sizeof(tests) / sizeof(*tests); i++) {
		if (only && strcmp(only, tests[i].name))
			continue;
		if (tests[i].with_nodes != board.has_nodes) {
			section(tests[i].name);
			skip("all", board.has_nodes ? "this board was booted with nodes.dtso" :
						      "this board was booted without nodes.dtso");
			continue;
		}
		tests[i].run(&board);
		if (loaded() && unload())
			die("%s left the module loaded", tests[i].name);
	}
	return tap_end();
}
