// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * remap_pfn_range(vma, addr, pfn, size, prot): prot is the fifth argument.
 *
 * arm64: bits 4..2 are the index of the type (arch/arm64/include/asm/memory.h: 0 and 1 MT_NORMAL, 2 MT_NORMAL_NC,
 * 3 MT_DEVICE_nGnRnE). x86: PWT is bit 3, PCD bit 4, PAT bit 7 (arch/x86/mm/init.c: none write-back, PWT
 * write-combine, PCD uncached-minus). arm: the fifth argument lies on the stack; bits 5..2 are L_PTE_MT of
 * arch/arm/include/asm/pgtable-2level.h: 0 uncached, 1 bufferable, 3 write-back, 7 write-allocate.
 */
#define _GNU_SOURCE
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "board.h"
#include "memory-type.h"

#define TRACING	"/sys/kernel/tracing/"

#if defined(__aarch64__)
#define PROT_FETCH	"%x4:x64"
static const char *type_name(unsigned long long prot)
{
	switch (prot >> 2 & 7) {
	case 0:
	case 1:
		return "cached";
	case 2:
		return "write-combine";
	case 3:
		return "non-cached";
	default:
		return NULL;
	}
}
#elif defined(__x86_64__)
#define PROT_FETCH	"%r8:x64"
static const char *type_name(unsigned long long prot)
{
	switch (prot & 0x98) {
	case 0:
		return "cached";
	case 0x08:
		return "write-combine";
	case 0x10:
		return "non-cached";
	default:
		return NULL;
	}
}
#elif defined(__arm__)
#define PROT_FETCH	"$stack0:x32"
static const char *type_name(unsigned long long prot)
{
	switch (prot >> 2 & 15) {
	case 3:
	case 7:
		return "cached";
	case 1:
		return "write-combine";
	case 0:
		return "non-cached";
	default:
		return NULL;
	}
}
#else
#define PROT_FETCH	"%r0:x64"
static const char *type_name(unsigned long long prot)
{
	(void)prot;
	return NULL;
}
#endif

bool memory_type_watch(void)
{
	return !write_file(TRACING "kprobe_events", "p:uiomem_type remap_pfn_range prot=" PROT_FETCH) &&
	       !write_file(TRACING "events/kprobes/uiomem_type/enable", "1");
}

void memory_type_unwatch(void)
{
	write_file(TRACING "events/kprobes/uiomem_type/enable", "0");
	write_file(TRACING "kprobe_events", "-:uiomem_type");
}

const char *memory_type_of_last(void)
{
	static char raw[32];
	char line[512], found[32] = "";
	FILE *f = fopen(TRACING "trace", "r");
	const char *type;

	while (f && fgets(line, sizeof(line), f)) {
		const char *prot = strstr(line, "prot=0x");

		if (prot)
			snprintf(found, sizeof(found), "%.20s", prot + 5);
	}
	if (f)
		fclose(f);
	/* opening it for truncation empties it */
	close(open(TRACING "trace", O_WRONLY | O_TRUNC | O_CLOEXEC));
	if (!*found)
		return "none";
	type = type_name(strtoull(found, NULL, 16));
	snprintf(raw, sizeof(raw), "%s", found);
	return type ? type : raw;
}
