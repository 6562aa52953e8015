/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* One function a table of the interface; each leaves the module unloaded. */
#ifndef TESTS_H
#define TESTS_H

#include <fcntl.h>
#include <sys/ioctl.h>

#include "board.h"
#include "tap.h"
#include "../uiomem-ioctl.h"

#define MIB	(1u << 20)
#define PAGE	4096u

void test_header(const struct board *b);
void test_names(const struct board *b);
void test_parameters(const struct board *b);
void test_load_errors(const struct board *b);
void test_shareable(const struct board *b);
void test_kernel_log(const struct board *b);
void test_class_files(const struct board *b);
void test_sync_command(const struct board *b);
void test_ioctl(const struct board *b);
void test_compat(const struct board *b);
void test_read_write(const struct board *b);
void test_mmap(const struct board *b);
void test_sync_mode(const struct board *b);
void test_coexist(const struct board *b);
void test_long_sync(const struct board *b);
void test_blocked_copy(const struct board *b);
void test_removal(const struct board *b);
void test_races(const struct board *b);
void test_reload(const struct board *b);
void test_device_tree(const struct board *b);

#endif
