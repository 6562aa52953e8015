// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The kernel's own view of the memory, for sync, read and write
 *
 * A cached device keeps one mapping for its life, so that a sync costs no page tables. x86 knows one memory
 * type a page (PAT), and a lasting cached mapping would make each O_SYNC mmap fail: there it is made for the
 * call. A device that is not cached is mapped for the call everywhere, in the way that sync_mode says; on x86
 * in the way that user space has it mapped already.
 */
#include <linux/io.h>
#include <linux/mm.h>

#include "uiomem.h"

/** uiomem_window_init() - make the lasting mapping, or try that one can be made: 0 or -ENOMEM */
int uiomem_window_init(struct uiomem *u)
{
	struct uiomem_window window;
	int ret;

	if (u->cached && !IS_ENABLED(CONFIG_X86)) {
		u->vaddr = memremap(u->addr, u->size, MEMREMAP_WB);
		return u->vaddr ? 0 : -ENOMEM;
	}
	ret = uiomem_window_open(u, &window, 0, PAGE_SIZE);
	if (ret)
		return ret;
	uiomem_window_close(&window);
	ret = uiomem_window_open(u, &window, u->size - PAGE_SIZE, PAGE_SIZE);
	if (ret)
		return ret;
	uiomem_window_close(&window);
	return 0;
}

void uiomem_window_exit(struct uiomem *u)
{
	if (u->vaddr)
		memunmap(u->vaddr);
	u->vaddr = NULL;
}

/**
 * uiomem_window_open() - see a part of the memory
 * @u: the device, held by uiomem_enter()
 * @window: filled in; end it with uiomem_window_close()
 * @offset: bytes from the start of the device
 * @len: bytes, more than 0
 *
 * Return: 0 or -ENOMEM.
 */
int uiomem_window_open(struct uiomem *u, struct uiomem_window *window, size_t offset, size_t len)
{
	const unsigned int kind = READ_ONCE(u->sync_mode) & UIOMEM_SYNC_MODE_KIND;

	window->u = u;
	window->lasting = u->vaddr;
	window->io = !u->cached;
	if (window->lasting) {
		window->base = (char *)u->vaddr + offset;
		return 0;
	}
	down_read(&u->types_lock);
	if (IS_ENABLED(CONFIG_X86) && uiomem_mapped_cached(u, offset, len))
		window->io = false;
	if (!window->io)
		window->base = memremap(u->addr + offset, len, MEMREMAP_WB);
	else if (kind == UIOMEM_SYNC_MODE_WRITECOMBINE || kind == UIOMEM_SYNC_MODE_DMACOHERENT)
		window->base = (void __force *)ioremap_wc(u->addr + offset, len);
	else
		window->base = (void __force *)ioremap(u->addr + offset, len);
	if (window->base)
		return 0;
	up_read(&u->types_lock);
	return -ENOMEM;
}

void uiomem_window_close(struct uiomem_window *window)
{
	if (window->lasting)
		return;
	if (window->io)
		iounmap((void __iomem __force *)window->base);
	else
		memunmap(window->base);
	up_read(&window->u->types_lock);
}

/** uiomem_window_load() - copy from an open window to kernel memory */
void uiomem_window_load(const struct uiomem_window *window, void *to, size_t len)
{
	if (window->io)
		memcpy_fromio(to, (const void __iomem __force *)window->base, len);
	else
		memcpy(to, window->base, len);
}

/** uiomem_window_store() - copy from kernel memory to an open window */
void uiomem_window_store(const struct uiomem_window *window, const void *from, size_t len)
{
	if (window->io) {
		memcpy_toio((void __iomem __force *)window->base, from, len);
		wmb(); /* drain what the write-combine buffers hold before the caller is told */
	} else {
		memcpy(window->base, from, len);
	}
}
