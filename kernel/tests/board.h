/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The board under test: its module, its class files, its kernel log. Errors are negative errno values. */
#ifndef BOARD_H
#define BOARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct board {
	const char *module;	/* path of uiomem.ko */
	uint64_t free;		/* physical start of memory that Linux leaves alone, page aligned */
	uint64_t free_size;	/* bytes, at least BOARD_FREE_MIN */
	uint64_t ram_start;	/* a System RAM of 64 MiB or more, the last one */
	uint64_t ram;		/* a page inside it */
	uint64_t ram_end;	/* the first byte after it */
	uint64_t claimed;	/* a page of which a driver has claimed some, 0 when there is none */
	bool has_nodes;		/* booted with nodes.dtso in its device tree */
};

#define BOARD_FREE_MIN	(16u << 20)

/*
 * What differs on a kernel of 32 bits, as this program itself is then: module parameters are longs, sizes are size_t,
 * and a physical address is printed as wide as it is. (With LPAE it is wider than a long; no board of ours has that.)
 */
#define IS_64BIT	(sizeof(long) == 8)
#define ADDRESS_DIGITS	((int)(2 * sizeof(long)))
#define SIZE_MAX_TEXT	(IS_64BIT ? "18446744073709551615" : "4294967295")

/** What /proc/iomem and the device tree say. */
void board_look(struct board *board);

/** insmod with printf-formatted parameters, rmmod. */
int load(const struct board *board, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
int unload(void);
bool loaded(void);
/** insmod uiomem0 over @size bytes of the free memory with option bits, or die */
void load_one(const struct board *board, uint64_t size, unsigned int option);

/**
 * Keep the driver from probing the board's own device-tree nodes, or let it again. @device, a platform device, is one
 * of them; NULL: all.
 */
void nodes_hide(const char *device);
void nodes_show(const char *device);

/** Write the device's name to the driver's file bind or unbind. */
int driver_bind(const char *device);
int driver_unbind(const char *device);

/** A class file's text without its newline; "!<errno>" when it cannot be read. Valid until the next call but 7. */
const char *attr(const char *device, const char *name);
uint64_t attr_num(const char *device, const char *name);
int attr_set(const char *device, const char *name, const char *text);
int write_file(const char *path, const char *text);
bool exists(const char *path);

/** open(/dev/<device>); the descriptor or an error */
int node(const char *device, int flags);
/** the same, or die */
int node_open(const char *device, int flags);

/** The kernel log since a test's start: how many lines have @text. */
void log_start(void);
int log_of_everything(const char *text);
/** The kernel log from now on, and what came since, a line each without time stamps. */
void log_mark(void);
const char *log_since(void);
/** how many lines since the mark have @text */
int log_count(const char *text);
/** the lines since the mark that are the driver's */
const char *log_of_driver(void);

void die(const char *fmt, ...) __attribute__((noreturn, format(printf, 1, 2)));

#endif
