// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * uiomem - gives physical memory that the kernel does not manage to user space, with the CPU's caches on
 *
 * Block RAM of programmable logic, on-chip memory, or DDR kept back from Linux becomes a character device to
 * mmap, read and write. The caches are cleaned and invalidated by hand, through class files or ioctl.
 *
 * This file: the module parameters, load and unload.
 */
#include <linux/module.h>
#include <linux/moduleparam.h>

#include "cache.h"
#include "uiomem.h"

/* bits of uiomem<N>_option */
#define OPTION_SHAREABLE	0x1
#define OPTION_CACHED		0x2
#define OPTION_COHERENT		0x4
#define OPTION_DEFAULT		OPTION_CACHED

static int info_enable = 1;
module_param(info_enable, int, 0444);
MODULE_PARM_DESC(info_enable, "print what is installed and removed (default 1)");

#define UIOMEM_PARAMETERS(n)								\
	static ulong uiomem##n##_addr;							\
	module_param_hw(uiomem##n##_addr, ulong, iomem, 0444);				\
	MODULE_PARM_DESC(uiomem##n##_addr, "physical address of uiomem" #n);		\
	static ulong uiomem##n##_size;							\
	module_param(uiomem##n##_size, ulong, 0444);					\
	MODULE_PARM_DESC(uiomem##n##_size, "bytes of uiomem" #n ", 0: no such region");	\
	static ulong uiomem##n##_option = OPTION_DEFAULT;				\
	module_param(uiomem##n##_option, ulong, 0444);					\
	MODULE_PARM_DESC(uiomem##n##_option, "bit 0 shareable, 1 cached, 2 coherent (default 2)")

UIOMEM_PARAMETERS(0);
UIOMEM_PARAMETERS(1);
UIOMEM_PARAMETERS(2);
UIOMEM_PARAMETERS(3);
UIOMEM_PARAMETERS(4);
UIOMEM_PARAMETERS(5);
UIOMEM_PARAMETERS(6);
UIOMEM_PARAMETERS(7);

#define UIOMEM_REGION(n)								\
	{										\
		.index = n,								\
		.name = UIOMEM_NAME #n,							\
		.minor = n,								\
		.addr = uiomem##n##_addr,						\
		.size = uiomem##n##_size,						\
		.shareable = uiomem##n##_option & OPTION_SHAREABLE,			\
		.cached = uiomem##n##_option & OPTION_CACHED,				\
		.coherent = uiomem##n##_option & OPTION_COHERENT,			\
		.sync_size = uiomem##n##_size,						\
		.sync_mode = UIOMEM_SYNC_MODE_NONCACHED,				\
	}

/** uiomem_info_enabled() - whether installs and removals are printed */
bool uiomem_info_enabled(void)
{
	return info_enable;
}

static int __init uiomem_init(void)
{
	const struct uiomem_region regions[UIOMEM_STATIC_REGIONS] = {
		UIOMEM_REGION(0), UIOMEM_REGION(1), UIOMEM_REGION(2), UIOMEM_REGION(3),
		UIOMEM_REGION(4), UIOMEM_REGION(5), UIOMEM_REGION(6), UIOMEM_REGION(7),
	};
	int ret;

	uiomem_cache_init();
	ret = uiomem_registry_init();
	if (ret)
		return ret;
	ret = uiomem_platform_init(regions);
	if (ret)
		uiomem_registry_exit();
	return ret;
}
module_init(uiomem_init);

static void __exit uiomem_exit(void)
{
	uiomem_platform_exit();
	uiomem_registry_exit();
}
module_exit(uiomem_exit);

MODULE_DESCRIPTION("Physical memory outside the kernel for user space, with caches kept by hand");
MODULE_AUTHOR("the uiomem studio authors");
MODULE_LICENSE("Dual MIT/GPL");
MODULE_VERSION(UIOMEM_DRIVER_VERSION);
