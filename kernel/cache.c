// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Choice of the backend, and maintenance of byte ranges in whole lines and bounded steps */
#include <linux/cache.h>
#include <linux/kernel.h>
#include <linux/libnvdimm.h>
#include <linux/sched.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>

#include "cache.h"
#include "uiomem.h"

/* between two looks at signals, removal and the scheduler; a power of two above any line */
#define STEP	SZ_64K

const struct uiomem_cache *uiomem_cache;

#ifdef CONFIG_ARCH_HAS_PMEM_API
static void pmem_maintain(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu)
{
	if (op != UIOMEM_CACHE_INVALIDATE)
		arch_wb_cache_pmem(vaddr, len);
	if (op != UIOMEM_CACHE_CLEAN)
		arch_invalidate_pmem(vaddr, len);
}

static const struct uiomem_cache pmem_cache = {
	.name = "PMEM API",
	.line_size = L1_CACHE_BYTES,
	.maintain = pmem_maintain,
};
#endif

void uiomem_cache_init(void)
{
	uiomem_cache = uiomem_cache_native();
#ifdef CONFIG_ARCH_HAS_PMEM_API
	if (!uiomem_cache)
		uiomem_cache = &pmem_cache;
#endif
}

/**
 * uiomem_cache_lines() - act on each line that a byte range touches, exactly once
 * @op: what to do; an invalidate becomes a flush on a first or last line that the range covers in part only,
 *	so that a neighbour's data in it survives
 * @vaddr: start of the range
 * @paddr: the same, physical; a page's offset is the same in both
 * @len: bytes
 * @for_cpu: as in struct uiomem_cache
 */
void uiomem_cache_lines(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu)
{
	const size_t line = uiomem_cache->line_size;
	const size_t before = paddr & (line - 1);
	char *va = (char *)vaddr - before;
	phys_addr_t pa = paddr - before;
	size_t whole = ALIGN(before + len, line);
	const bool cut_end = (before + len) != whole;

	if (!len)
		return;
	if (op == UIOMEM_CACHE_INVALIDATE && before) {
		uiomem_cache->maintain(UIOMEM_CACHE_FLUSH, va, pa, line, for_cpu);
		va += line;
		pa += line;
		whole -= line;
	}
	if (op == UIOMEM_CACHE_INVALIDATE && cut_end && whole) {
		whole -= line;
		uiomem_cache->maintain(UIOMEM_CACHE_FLUSH, va + whole, pa + whole, line, for_cpu);
	}
	if (whole)
		uiomem_cache->maintain(op, va, pa, whole, for_cpu);
}

/**
 * uiomem_cache_cut_lines() - flush the first and the last line where a byte range covers them in part only
 * @vaddr: start of the range
 * @paddr: the same, physical
 * @len: bytes, more than 0
 *
 * Done before a range is overwritten, so that what else is in those lines comes from memory.
 */
void uiomem_cache_cut_lines(void *vaddr, phys_addr_t paddr, size_t len)
{
	const size_t line = uiomem_cache->line_size;
	const size_t before = paddr & (line - 1);
	const size_t after = (paddr + len) & (line - 1);
	const size_t last = before + len - after;
	char *va = vaddr;

	if (before)
		uiomem_cache->maintain(UIOMEM_CACHE_FLUSH, va - before, paddr - before, line, true);
	if (after && (!before || last))
		uiomem_cache->maintain(UIOMEM_CACHE_FLUSH, va + len - after, paddr + len - after, line, true);
}

/**
 * uiomem_cache_maintain() - maintain a range of a device that uiomem_enter() holds
 * @u: the device, cached and not coherent
 * @op: what to do
 * @offset: bytes from the start of the device
 * @len: bytes; offset + len lies inside the device
 * @for_cpu: as in struct uiomem_cache
 *
 * Return: 0; -EINTR when a fatal signal came, -ENODEV when the device is being removed, -ENOMEM when it
 * could not be mapped: lines done stay done.
 */
int uiomem_cache_maintain(struct uiomem *u, enum uiomem_cache_op op, size_t offset, size_t len, bool for_cpu)
{
	while (len) {
		const size_t n = min_t(size_t, len, STEP - (offset & (STEP - 1)));
		struct uiomem_window window;
		int ret;

		if (fatal_signal_pending(current))
			return -EINTR;
		if (READ_ONCE(u->gone))
			return -ENODEV;
		ret = uiomem_window_open(u, &window, offset, n);
		if (ret)
			return ret;
		uiomem_cache_lines(op, window.base, u->addr + offset, n, for_cpu);
		uiomem_window_close(&window);
		offset += n;
		len -= n;
		cond_resched();
	}
	return 0;
}
