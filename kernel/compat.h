/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* The calls that differ between kernels, 5.10 and later */
#ifndef UIOMEM_COMPAT_H
#define UIOMEM_COMPAT_H

#include <linux/mm.h>
#include <linux/version.h>

#if LINUX_VERSION_CODE < KERNEL_VERSION(5, 10, 0)
#error "uiomem needs Linux 5.10 or newer"
#endif

/* vm_flags became read-only outside of these calls in 6.3 */
static inline void uiomem_vm_flags_clear(struct vm_area_struct *vma, unsigned long flags)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 3, 0)
	vm_flags_clear(vma, flags);
#else
	vma->vm_flags &= ~flags;
#endif
}

/* the operation that is asked before a mapping is split got its present name in 5.11 */
#if LINUX_VERSION_CODE >= KERNEL_VERSION(5, 11, 0)
#define UIOMEM_MAY_SPLIT	may_split
#else
#define UIOMEM_MAY_SPLIT	split
#endif

/* x86 keeps the memory type of a whole mapping; what it does when that is split leaks the type before 6.15 */
#define UIOMEM_SPLIT_LEAKS_TYPE	(IS_ENABLED(CONFIG_X86) && LINUX_VERSION_CODE < KERNEL_VERSION(6, 15, 0))

#endif /* UIOMEM_COMPAT_H */
