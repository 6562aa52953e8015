/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Maintaining the CPU's caches by hand
 *
 * One backend is compiled in by architecture; the PMEM API of the kernel is the fallback, and where that
 * is missing too there is none, and devices are made non-cached.
 */
#ifndef UIOMEM_CACHE_H
#define UIOMEM_CACHE_H

#include <linux/types.h>

enum uiomem_cache_op {
	UIOMEM_CACHE_CLEAN,		/* write back, keep */
	UIOMEM_CACHE_INVALIDATE,	/* discard */
	UIOMEM_CACHE_FLUSH,		/* write back, then discard */
};

/**
 * struct uiomem_cache - a way to maintain caches
 * @name: as shown in sync_operation, at most 15 characters
 * @line_size: bytes of the smallest line that an operation affects
 * @maintain: act on whole lines. @vaddr, @paddr and @len are multiples of the line size. @for_cpu says which
 *	way the data goes, for caches with an order. The barrier completes before the return.
 */
struct uiomem_cache {
	const char *name;
	size_t line_size;
	void (*maintain)(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu);
};

/** uiomem_cache_native() - the architecture's own backend, or NULL on this machine */
const struct uiomem_cache *uiomem_cache_native(void);

/** uiomem_cache - the backend in use, NULL without one; set once at load */
extern const struct uiomem_cache *uiomem_cache;
void uiomem_cache_init(void);

struct uiomem;
int uiomem_cache_maintain(struct uiomem *u, enum uiomem_cache_op op, size_t offset, size_t len, bool for_cpu);
void uiomem_cache_cut_lines(void *vaddr, phys_addr_t paddr, size_t len);
void uiomem_cache_lines(enum uiomem_cache_op op, void *vaddr, phys_addr_t paddr, size_t len, bool for_cpu);

#endif /* UIOMEM_CACHE_H */
