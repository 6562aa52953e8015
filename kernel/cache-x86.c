// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * CLFLUSH and its successors
 *
 * Intel SDM volume 2: CLFLUSHOPT and CLWB are ordered by SFENCE or MFENCE only. There is no instruction that
 * discards a line without writing it back, so to invalidate is to flush. The kernel patches in the best
 * instruction that the CPU has.
 */
#include <linux/kernel.h>

#include <asm/barrier.h>
#include <asm/cpufeature.h>
#include <asm/processor.h>
#include <asm/special_insns.h>

#include "cache.h"

static void x86_maintain(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu);

static struct uiomem_cache x86_cache = {
	.name = "X86 CLFLUSH",
	.maintain = x86_maintain,
};

static void x86_maintain(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu)
{
	const size_t line = x86_cache.line_size;
	char *va = vaddr;
	char *const end = va + len;

	mb(); /* after the stores that are to be written back */
	if (op == UIOMEM_CACHE_CLEAN) {
		for (; va < end; va += line)
			clwb(va);
	} else {
		for (; va < end; va += line)
			clflushopt(va);
	}
	mb(); /* all done before the caller is told */
}

const struct uiomem_cache *uiomem_cache_native(void)
{
	if (!boot_cpu_has(X86_FEATURE_CLFLUSH) || !boot_cpu_data.x86_clflush_size)
		return NULL;
	x86_cache.line_size = boot_cpu_data.x86_clflush_size;
	return &x86_cache;
}
