// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Armv7: CP15 operations by virtual address, and the outer cache by physical address
 *
 * ARM ARM (DDI 0406C), B4.2.1 "Cache and branch predictor maintenance operations". An outer cache such as
 * the L2C-310 sits behind the inner ones: what goes out is pushed through the inner cache first, and what
 * comes in is dropped from the outer cache first, so that the inner cannot fetch a stale line from it again.
 */
#include <linux/kernel.h>

#include <asm/barrier.h>
#include <asm/cputype.h>
#include <asm/outercache.h>

#include "cache.h"

static void arm_maintain(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu);

static struct uiomem_cache arm_cache = {
	.name = "ARMV7 Native",
	.maintain = arm_maintain,
};

static void arm_inner(enum uiomem_cache_op op, unsigned long va, size_t len)
{
	const size_t line = arm_cache.line_size;
	const unsigned long end = va + len;

	switch (op) {
	case UIOMEM_CACHE_CLEAN:	/* DCCMVAC */
		for (; va < end; va += line)
			asm volatile("mcr p15, 0, %0, c7, c10, 1" : : "r" (va) : "memory");
		break;
	case UIOMEM_CACHE_INVALIDATE:	/* DCIMVAC */
		for (; va < end; va += line)
			asm volatile("mcr p15, 0, %0, c7, c6, 1" : : "r" (va) : "memory");
		break;
	case UIOMEM_CACHE_FLUSH:	/* DCCIMVAC */
		for (; va < end; va += line)
			asm volatile("mcr p15, 0, %0, c7, c14, 1" : : "r" (va) : "memory");
		break;
	}
	dsb();
}

static void arm_outer(enum uiomem_cache_op op, phys_addr_t pa, size_t len)
{
	switch (op) {
	case UIOMEM_CACHE_CLEAN:
		outer_clean_range(pa, pa + len);
		break;
	case UIOMEM_CACHE_INVALIDATE:
		outer_inv_range(pa, pa + len);
		break;
	case UIOMEM_CACHE_FLUSH:
		outer_flush_range(pa, pa + len);
		break;
	}
}

static void arm_maintain(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu)
{
	const unsigned long va = (unsigned long)vaddr;

	if (for_cpu && op != UIOMEM_CACHE_CLEAN) {
		/* a line shared with a neighbour: its dirty half must reach the outer cache before that is flushed */
		if (op == UIOMEM_CACHE_FLUSH)
			arm_inner(UIOMEM_CACHE_CLEAN, va, len);
		arm_outer(op, paddr, len);
		arm_inner(op, va, len);
	} else {
		arm_inner(op, va, len);
		arm_outer(op, paddr, len);
	}
}

const struct uiomem_cache *uiomem_cache_native(void)
{
	/* CTR, B4.1.42: bits 31..29 are 4 from ARMv7 on, 19..16 the smallest data line; log2 of words of 4 bytes */
	const u32 ctr = read_cpuid_cachetype();

	if (ctr >> 29 != 4)
		return NULL;
	arm_cache.line_size = 4UL << ((ctr >> 16) & 0xf);
	return &arm_cache;
}
