// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * DC instructions by virtual address to the point of coherency
 *
 * Arm ARM (DDI 0487), D7.5.9 "Cache maintenance instructions"; the line is CTR_EL0.DminLine, the smallest of
 * all data and unified caches, as the kernel sanitises it over CPUs that differ.
 */
#include <linux/kernel.h>

#include <asm/alternative.h>
#include <asm/barrier.h>
#include <asm/cpufeature.h>
#include <asm/sysreg.h>

#include "cache.h"

#define CTR_EL0_DMINLINE_LSB	16	/* log2 of the words of 4 bytes in a line, bits 19..16 */

static void arm64_maintain(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu);

static struct uiomem_cache arm64_cache = {
	.name = "ARM64 Native",
	.maintain = arm64_maintain,
};

static void arm64_maintain(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu)
{
	const size_t line = arm64_cache.line_size;
	unsigned long va = (unsigned long)vaddr;
	const unsigned long end = va + len;

	switch (op) {
	case UIOMEM_CACHE_CLEAN:
		/* early Cortex-A53 (errata 819472, 824069, 826319, 827319) must not clean alone */
		for (; va < end; va += line)
			asm volatile(ALTERNATIVE("dc cvac, %0", "dc civac, %0", ARM64_WORKAROUND_CLEAN_CACHE)
				     : : "r" (va) : "memory");
		break;
	case UIOMEM_CACHE_INVALIDATE:
		for (; va < end; va += line)
			asm volatile("dc ivac, %0" : : "r" (va) : "memory");
		break;
	case UIOMEM_CACHE_FLUSH:
		for (; va < end; va += line)
			asm volatile("dc civac, %0" : : "r" (va) : "memory");
		break;
	}
	dsb(sy);
}

const struct uiomem_cache *uiomem_cache_native(void)
{
	arm64_cache.line_size = 4UL << ((read_sanitised_ftr_reg(SYS_CTR_EL0) >> CTR_EL0_DMINLINE_LSB) & 0xf);
	return &arm64_cache;
}
