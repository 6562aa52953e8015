// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The Zicbom extension (RISC-V CMO base specification 1.0, chapter 2.3) */
#include <linux/kernel.h>

#include <asm/barrier.h>
#include <asm/cacheflush.h>
#include <asm/hwcap.h>

#include "cache.h"

#ifdef CONFIG_RISCV_ISA_ZICBOM

/* MISC-MEM opcode 15, funct3 2; spelled out because assemblers before binutils 2.39 lack the mnemonics */
#define CBO_INVAL	0
#define CBO_CLEAN	1
#define CBO_FLUSH	2
static __always_inline void cbo(const int kind, unsigned long va)
{
	asm volatile(".insn i 15, 2, x0, %0, %1" : : "r" (va), "i" (kind) : "memory");
}

static void riscv_maintain(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu);

static struct uiomem_cache riscv_cache = {
	.name = "RISCV Zicbom",
	.maintain = riscv_maintain,
};

static void riscv_maintain(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu)
{
	const size_t line = riscv_cache.line_size;
	unsigned long va = (unsigned long)vaddr;
	const unsigned long end = va + len;

	mb(); /* after the stores that are to be written back */
	switch (op) {
	case UIOMEM_CACHE_CLEAN:
		for (; va < end; va += line)
			cbo(CBO_CLEAN, va);
		break;
	case UIOMEM_CACHE_INVALIDATE:
		for (; va < end; va += line)
			cbo(CBO_INVAL, va);
		break;
	case UIOMEM_CACHE_FLUSH:
		for (; va < end; va += line)
			cbo(CBO_FLUSH, va);
		break;
	}
	mb(); /* all done before the caller is told */
}

const struct uiomem_cache *uiomem_cache_native(void)
{
	if (!riscv_isa_extension_available(NULL, ZICBOM) || !riscv_cbom_block_size)
		return NULL;
	riscv_cache.line_size = riscv_cbom_block_size;
	return &riscv_cache;
}

#else

const struct uiomem_cache *uiomem_cache_native(void)
{
	return NULL;
}

#endif
