/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Which memory type the kernel was asked to map, seen by a kernel probe and not through the driver. */
#ifndef MEMORY_TYPE_H
#define MEMORY_TYPE_H

#include <stdbool.h>

/** Set the probe on remap_pfn_range, or take it away. False where this kernel has no kprobe events. */
bool memory_type_watch(void);
void memory_type_unwatch(void);
/** "cached", "non-cached", "write-combine" or the raw bits; of the last mmap since the last call, "none" without one. */
const char *memory_type_of_last(void);

#endif
