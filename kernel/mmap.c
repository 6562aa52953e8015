// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * The memory in user space, and how it is taken away again
 *
 * A mapping is filled when it is made and never refilled: a page fault in it can only mean that the device
 * is gone.
 */
#include <linux/mm.h>
#include <linux/sched/mm.h>
#include <linux/slab.h>
#include <linux/wait.h>

#include "compat.h"
#include "uiomem.h"

/** struct uiomem_mapping - one vm area: a call of mmap, a piece of what it made, or a fork's copy of one */
struct uiomem_mapping {
	struct list_head node;	/* in uiomem.mappings */
	struct uiomem *u;	/* held by the file of the mapping */
	struct mm_struct *mm;	/* whose area it is; its struct is held */
	size_t start;		/* bytes from the start of the device, of the call of mmap */
	size_t end;
	bool noncached;
	bool revoked;
};

/* A fork, or a mapping that is cut or moved: the new area is its mm's own. */
static void uiomem_vm_open(struct vm_area_struct *vma)
{
	const struct uiomem_mapping *from = vma->vm_private_data;
	struct uiomem *u = from->u;
	struct uiomem_mapping *m;

	/* one small object, and nobody whom a failure could be told to */
	m = kmemdup(from, sizeof(*from), GFP_KERNEL | __GFP_NOFAIL);
	m->mm = vma->vm_mm;
	m->revoked = false;
	mmgrab(m->mm);
	vma->vm_private_data = m;
	mutex_lock(&u->mappings_lock);
	list_add_tail(&m->node, &u->mappings);
	mutex_unlock(&u->mappings_lock);
}

static void uiomem_mapping_remove(struct uiomem_mapping *m)
{
	struct uiomem *u = m->u;

	mutex_lock(&u->mappings_lock);
	list_del(&m->node);
	mutex_unlock(&u->mappings_lock);
	wake_up_all(&u->unmapped);
	mmdrop(m->mm);
	kfree(m);
}

static void uiomem_vm_close(struct vm_area_struct *vma)
{
	uiomem_mapping_remove(vma->vm_private_data);
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
	m->u = u;
	m->mm = vma->vm_mm;
	m->start = vma->vm_pgoff << PAGE_SHIFT;
	m->end = m->start + len;
	if (uiomem_wants_noncached(u, file, mode)) {
		prot = uiomem_noncached(prot, mode);
		m->noncached = mode & UIOMEM_SYNC_MODE_KIND;
	}
	mmgrab(m->mm);
	ret = uiomem_mapping_add(m);
	if (ret) {
		mmdrop(m->mm);
		kfree(m);
		return ret;
	}

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
		uiomem_mapping_remove(m);
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

/*
 * Empty the areas of one process. Its lock is held for writing: x86 forgets the memory type of an area both when
 * it is emptied and when it is unmapped, and does not mind who else is about to.
 */
static void uiomem_zap(const struct uiomem *u, struct mm_struct *mm)
{
	struct vm_area_struct *vma;

	mmap_write_lock(mm);
	for (vma = find_vma(mm, 0); vma; vma = find_vma(mm, vma->vm_end)) {
		const struct uiomem_mapping *m = vma->vm_private_data;

		if (vma->vm_ops == &uiomem_vm_ops && m->u == u)
			zap_vma_ptes(vma, vma->vm_start, vma->vm_end - vma->vm_start);
	}
	mmap_write_unlock(mm);
}

/* A process with mappings that are still to be emptied, and marks those; its struct is held. NULL: there is none. */
static struct mm_struct *uiomem_mapper(struct uiomem *u)
{
	struct mm_struct *mm = NULL;
	struct uiomem_mapping *m;

	mutex_lock(&u->mappings_lock);
	list_for_each_entry(m, &u->mappings, node) {
		if (m->revoked || (mm && mm != m->mm))
			continue;
		m->revoked = true;
		if (!mm) {
			mm = m->mm;
			mmgrab(mm);
		}
	}
	mutex_unlock(&u->mappings_lock);
	return mm;
}

static bool uiomem_is_mapper(struct uiomem *u, const struct mm_struct *mm)
{
	struct uiomem_mapping *m;
	bool found = false;

	mutex_lock(&u->mappings_lock);
	list_for_each_entry(m, &u->mappings, node)
		found |= m->mm == mm;
	mutex_unlock(&u->mappings_lock);
	return found;
}

/**
 * uiomem_mappings_revoke() - empty each mapping; the device is gone, so none is made any more
 * @u: the device
 *
 * A call of mmap or fork that is under way holds the lock of its process until the new area can be found there.
 */
void uiomem_mappings_revoke(struct uiomem *u)
{
	struct mm_struct *mm;

	while ((mm = uiomem_mapper(u))) {
		if (mmget_not_zero(mm)) {
			uiomem_zap(u, mm);
			mmput(mm);
		} else {
			/* it exits, and unmaps everything by itself */
			wait_event(u->unmapped, !uiomem_is_mapper(u, mm));
		}
		mmdrop(mm);
	}
	/* a child whose fork copied an area and has not opened it yet */
	unmap_mapping_range(u->inode->i_mapping, 0, 0, 1);
}
