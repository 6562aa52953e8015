// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The memory in user space, and how it is taken away again
 *
 * A mapping is filled when it is made and never refilled: a page fault in it can only mean that the device
 * is gone.
 */
#include <linux/kref.h>
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>

#include "compat.h"
#include "uiomem.h"

/** struct uiomem_mapping - one call of mmap; all pieces and forks of what it made share it */
struct uiomem_mapping {
	struct kref ref;
	struct list_head node;	/* in uiomem.mappings */
	struct uiomem *u;	/* held by the file of the mapping */
	struct mm_struct *mm;	/* in which mmap was called; its struct is held */
	size_t start;		/* bytes from the start of the device */
	size_t end;
	bool noncached;
	bool settled;		/* its call of mmap is known to be over */
};

static void uiomem_mapping_free(struct kref *ref)
{
	struct uiomem_mapping *m = container_of(ref, struct uiomem_mapping, ref);

	list_del(&m->node);
	mutex_unlock(&m->u->mappings_lock);
	mmdrop(m->mm);
	kfree(m);
}

static void uiomem_mapping_put(struct uiomem_mapping *m)
{
	kref_put_mutex(&m->ref, uiomem_mapping_free, &m->u->mappings_lock);
}

static void uiomem_vm_open(struct vm_area_struct *vma)
{
	struct uiomem_mapping *m = vma->vm_private_data;

	kref_get(&m->ref);
}

static void uiomem_vm_close(struct vm_area_struct *vma)
{
	uiomem_mapping_put(vma->vm_private_data);
}

/*
 * With a leaked type (arch/x86/mm/pat/memtype.c: "freeing invalid memtype") no mapping of another type can be made
 * there until the next boot.
 */
static int uiomem_vm_may_split(struct vm_area_struct *vma, unsigned long addr)
{
	return UIOMEM_SPLIT_LEAKS_TYPE ? -EINVAL : 0;
}

static vm_fault_t uiomem_vm_fault(struct vm_fault *vmf)
{
	return VM_FAULT_SIGBUS;
}

#ifdef CONFIG_HAVE_IOREMAP_PROT
/* A debugger looks: the device is held, so that nothing is touched once it is gone. */
static int uiomem_vm_access(struct vm_area_struct *vma, unsigned long addr, void *buf, int len, int write)
{
	struct uiomem_mapping *m = vma->vm_private_data;
	int ret;

	ret = uiomem_enter(m->u);
	if (ret)
		return ret;
	ret = generic_access_phys(vma, addr, buf, len, write);
	uiomem_leave(m->u);
	return ret;
}
#endif

static const struct vm_operations_struct uiomem_vm_ops = {
	.open = uiomem_vm_open,
	.close = uiomem_vm_close,
	.UIOMEM_MAY_SPLIT = uiomem_vm_may_split,
	.fault = uiomem_vm_fault,
#ifdef CONFIG_HAVE_IOREMAP_PROT
	.access = uiomem_vm_access,
#endif
};

static bool uiomem_wants_noncached(struct uiomem *u, struct file *file, unsigned int mode)
{
	return (file->f_flags & O_SYNC) || (mode & UIOMEM_SYNC_MODE_ALWAYS) || !u->cached;
}

static pgprot_t uiomem_noncached(pgprot_t prot, unsigned int mode)
{
	switch (mode & UIOMEM_SYNC_MODE_KIND) {
	case UIOMEM_SYNC_MODE_NONCACHED:
		return pgprot_noncached(prot);
	case UIOMEM_SYNC_MODE_WRITECOMBINE:
		return pgprot_writecombine(prot);
	case UIOMEM_SYNC_MODE_DMACOHERENT:
#ifdef CONFIG_ARM
		return pgprot_dmacoherent(prot);
#else
		return pgprot_writecombine(prot);
#endif
	default:
		return prot;
	}
}

/* x86: what is already mapped there, in the other way? The caller holds mappings_lock. */
static bool uiomem_other_type(const struct uiomem_mapping *m)
{
	struct uiomem_mapping *other;

	list_for_each_entry(other, &m->u->mappings, node)
		if (other->noncached != m->noncached && other->start < m->end && m->start < other->end)
			return true;
	return false;
}

/** uiomem_mapped_cached() - whether user space has a cacheable mapping of some of a range */
bool uiomem_mapped_cached(struct uiomem *u, size_t offset, size_t len)
{
	struct uiomem_mapping *m;
	bool found = false;

	mutex_lock(&u->mappings_lock);
	list_for_each_entry(m, &u->mappings, node)
		found |= !m->noncached && m->start < offset + len && offset < m->end;
	mutex_unlock(&u->mappings_lock);
	return found;
}

static int uiomem_mapping_add(struct uiomem_mapping *m)
{
	struct uiomem *u = m->u;
	int ret = 0;

	mutex_lock(&u->mappings_lock);
	if (IS_ENABLED(CONFIG_X86) && uiomem_other_type(m)) {
		if (m->noncached) {
			dev_warn(&u->dev, "[0x%zx, 0x%zx) is mapped cached: x86 maps it non-cached only when that is gone\n",
				 m->start, m->end);
			ret = -EINVAL;
		} else if (!u->mixed_type_logged) {
			dev_warn(&u->dev, "[0x%zx, 0x%zx) is mapped non-cached: on x86 this mapping becomes so too\n",
				 m->start, m->end);
			u->mixed_type_logged = true;
		}
	}
	if (!ret)
		list_add_tail(&m->node, &u->mappings);
	mutex_unlock(&u->mappings_lock);
	return ret;
}

static int uiomem_map(struct uiomem *u, struct file *file, struct vm_area_struct *vma)
{
	const size_t len = vma->vm_end - vma->vm_start;
	const unsigned int mode = READ_ONCE(u->sync_mode);
	pgprot_t prot = vma->vm_page_prot;
	struct uiomem_mapping *m;
	int ret;

	if (vma->vm_pgoff >= u->size >> PAGE_SHIFT || len > u->size - (vma->vm_pgoff << PAGE_SHIFT))
		return -ENXIO;
	if (!(vma->vm_flags & VM_MAYSHARE)) {
		if (vma->vm_flags & VM_WRITE)
			return -EINVAL;
		uiomem_vm_flags_clear(vma, VM_MAYWRITE);
	}

	m = kzalloc(sizeof(*m), GFP_KERNEL);
	if (!m)
		return -ENOMEM;
	kref_init(&m->ref);
	m->u = u;
	m->start = vma->vm_pgoff << PAGE_SHIFT;
	m->end = m->start + len;
	if (uiomem_wants_noncached(u, file, mode)) {
		prot = uiomem_noncached(prot, mode);
		m->noncached = mode & UIOMEM_SYNC_MODE_KIND;
	}
	ret = uiomem_mapping_add(m);
	if (ret) {
		kfree(m);
		return ret;
	}
	m->mm = vma->vm_mm;
	mmgrab(m->mm);

	vma->vm_page_prot = prot;
	vma->vm_private_data = m;
	vma->vm_ops = &uiomem_vm_ops;
	down_write(&u->types_lock);
	ret = remap_pfn_range(vma, vma->vm_start, PHYS_PFN(u->addr) + vma->vm_pgoff, len, prot);
	up_write(&u->types_lock);
	if (ret) {
		dev_warn(&u->dev, "[0x%zx, 0x%zx) could not be mapped (%d)\n", m->start, m->end, ret);
		vma->vm_private_data = NULL;
		vma->vm_ops = NULL;
		uiomem_mapping_put(m);
	}
	return ret;
}

int uiomem_mmap(struct file *file, struct vm_area_struct *vma)
{
	struct uiomem *u = file->private_data;
	int ret;

	ret = uiomem_enter(u);
	if (ret)
		return ret;
	ret = uiomem_map(u, file, vma);
	uiomem_leave(u);
	return ret;
}

/* Wait until each call of mmap that filled a mapping has also linked it where zapping finds it. */
static void uiomem_mappings_settle(struct uiomem *u)
{
	struct uiomem_mapping *m;
	struct mm_struct *mm;

	do {
		mm = NULL;
		mutex_lock(&u->mappings_lock);
		list_for_each_entry(m, &u->mappings, node) {
			if (m->settled)
				continue;
			m->settled = true;
			mm = m->mm;
			mmgrab(mm);
			break;
		}
		mutex_unlock(&u->mappings_lock);
		if (mm) {
			/* mmap holds this for writing from before the filling until after the linking */
			mmap_read_lock(mm);
			mmap_read_unlock(mm);
			mmdrop(mm);
		}
	} while (mm);
}

/** uiomem_mappings_revoke() - empty each mapping; the device is gone, so none is made any more */
void uiomem_mappings_revoke(struct uiomem *u)
{
	uiomem_mappings_settle(u);
	unmap_mapping_range(u->inode->i_mapping, 0, 0, 1);
}
