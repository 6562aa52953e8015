// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The lines of install and removal, whole. */
#include <stdio.h>
#include <string.h>

#include "tests.h"

static void install(const struct board *b, unsigned int option)
{
	const unsigned long long a = b->free;
	char wanted[1024], version[32], operation[32];
	unsigned int major = 0;

	log_mark();
	is_num(load(b, "uiomem2_addr=0x%llx uiomem2_size=0x3000 uiomem2_option=%u info_enable=1", a, option), 0,
	       "load with info_enable=1 and option %u", option);
	strcpy(version, attr("uiomem2", "driver_version"));
	strcpy(operation, attr("uiomem2", "sync_operation"));
	sscanf(attr("uiomem2", "dev"), "%u:", &major);
	snprintf(wanted, sizeof(wanted),
		 "uiomem uiomem2: driver version = %s\n"
		 "uiomem uiomem2: ioctl version  = 1\n"
		 "uiomem uiomem2: major number   = %u\n"
		 "uiomem uiomem2: minor number   = 2\n"
		 "uiomem uiomem2: range address  = 0x%0*llx\n"
		 "uiomem uiomem2: range size     = 12288\n"
		 "uiomem uiomem2: cached         = %u\n"
		 "uiomem uiomem2: coherent       = %u\n"
		 "uiomem uiomem2: sync_operation = %s\n"
		 "uiomem uiomem2: shareable      = %u\n"
		 "uiomem uiomem.2: driver installed.\n",
		 version, major, ADDRESS_DIGITS, a, option >> 1 & 1, (option & 2) ? option >> 2 & 1 : 1, operation, option & 1);
	is_str(log_of_driver(), wanted, "each line of the install, and no other");
	log_mark();
	is_num(unload(), 0, "unload");
	is_str(log_of_driver(), "uiomem uiomem.2: driver removed.\n", "the line of the removal, and no other");
}

static void silent(const struct board *b)
{
	const unsigned long long a = b->free;

	log_mark();
	is_num(load(b, "uiomem2_addr=0x%llx uiomem2_size=0x3000 info_enable=0", a), 0, "load with info_enable=0");
	is_num(unload(), 0, "unload");
	is_str(log_of_driver(), "", "nothing is printed");
	log_mark();
	is_num(load(b, "uiomem2_addr=0x%llx uiomem2_size=0x3001 uiomem1_addr=0x%llx uiomem1_size=0x1000 info_enable=0",
		    a, a), 0, "one of two can be");
	is_num(log_count("uiomem: region 2 ["), 1, "a refused region has its line all the same");
	is_num(unload(), 0, "unload");
}

void test_kernel_log(const struct board *b)
{
	static const unsigned int options[] = { 2, 7, 0 };

	section("kernel log");
	for (size_t i = 0; i < sizeof(options) / sizeof(*options); i++)
		install(b, options[i]);
	silent(b);
}
