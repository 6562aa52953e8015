// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Architectures without a backend of their own */
#include <linux/kernel.h>

#include "cache.h"

const struct uiomem_cache *uiomem_cache_native(void)
{
	return NULL;
}
