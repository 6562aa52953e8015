// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Which physical ranges a device may have, and who else has them */
#include <linux/ioport.h>
#include <linux/limits.h>
#include <linux/mm.h>
#ifdef CONFIG_X86
#include <asm/processor.h>
#endif

#include "uiomem.h"

/* x86 would answer a claim of what is past its address lines as if somebody had it, and dump a stack on ioremap. */
static bool uiomem_addressable(u64 last)
{
#ifdef CONFIG_X86
	return !(last >> boot_cpu_data.x86_phys_bits);
#else
	return true;
#endif
}

/**
 * uiomem_range_check() - refuse what can never be a device
 * @parent: the platform device, for the log
 * @region: what is asked for
 *
 * The whole range is held against the resource tree rather than against struct pages: a no-map reservation
 * has pages but is no System RAM, and RAM may lie in the middle of a range whose ends are free.
 *
 * Return: 0; -EINVAL or -ENOMEM, with a line in the log.
 */
int uiomem_range_check(struct device *parent, const struct uiomem_region *region)
{
	const u64 end = region->addr + region->size;

	if (!region->size) {
		uiomem_refuse(parent, region, "zero", "its size is 0 bytes; the smallest is a page of %lu", PAGE_SIZE);
		return -EINVAL;
	}
	if (!region->addr && region->index >= 0) {
		uiomem_refuse(parent, region, "zero",
			      "it has a size but no address; memory at address 0 needs a device-tree node");
		return -EINVAL;
	}
	if ((region->addr | region->size) & ~PAGE_MASK) {
		uiomem_refuse(parent, region, "unaligned",
			      "address and size must both be multiples of the page size 0x%lx", PAGE_SIZE);
		return -EINVAL;
	}
	if (end < region->addr || end - 1 > PHYS_ADDR_MAX || region->size > SIZE_MAX) {
		uiomem_refuse(parent, region, "wrap", "address plus size passes the end of the address space");
		return -EINVAL;
	}
	if (!uiomem_addressable(end - 1)) {
		uiomem_refuse(parent, region, "memory", "the processor has no such physical addresses");
		return -ENOMEM;
	}
	if (region_intersects(region->addr, region->size, IORESOURCE_SYSTEM_RAM, IORES_DESC_NONE) != REGION_DISJOINT) {
		uiomem_refuse(parent, region, "ram",
			      "the kernel uses part of it as System RAM; keep it back with mem= or a no-map reservation");
		return -EINVAL;
	}
	return 0;
}

static bool uiomem_overlap(const struct uiomem *a, const struct uiomem *b)
{
	return a->addr < (u64)b->addr + b->size && b->addr < (u64)a->addr + a->size;
}

/* A shareable device claims nothing; whether somebody else did shows only when one tries. */
static bool uiomem_range_is_claimed(const struct uiomem *u)
{
	if (!request_mem_region(u->addr, u->size, dev_name(&u->dev)))
		return true;
	release_mem_region(u->addr, u->size);
	return false;
}

/**
 * uiomem_range_claim() - take the range of a new device, or share it
 * @u: the device, named, not yet in @devices
 * @region: what it was made from
 * @devices: all other devices; the caller holds the registry
 *
 * Return: 0, with at most one warning about others on the range; -EBUSY, with a line in the log.
 */
int uiomem_range_claim(struct uiomem *u, const struct uiomem_region *region, struct list_head *devices)
{
	struct uiomem *differs = NULL;	/* shares, with other cache attributes */
	struct uiomem *mixed = NULL;	/* shares while we do not, or the other way round */
	struct uiomem *other;

	list_for_each_entry(other, devices, node) {
		if (!uiomem_overlap(u, other))
			continue;
		if (!u->shareable && !other->shareable) {
			uiomem_refuse(u->parent, region, "overlap", "%s has [0x%llx, 0x%llx) and is not shareable",
				      dev_name(&other->dev), (u64)other->addr, (u64)other->addr + other->size);
			return -EBUSY;
		}
		if (u->shareable != other->shareable)
			mixed = other;
		else if (u->cached != other->cached || u->coherent != other->coherent)
			differs = other;
	}

	if (!u->shareable) {
		u->claim = request_mem_region(u->addr, u->size, dev_name(&u->dev));
		if (!u->claim) {
			uiomem_refuse(u->parent, region, "busy",
				      "another driver has claimed part of it; /proc/iomem says which");
			return -EBUSY;
		}
	}

	if (mixed)
		dev_warn(&u->dev, "shares its range with %s although %s is not shareable\n",
			 dev_name(&mixed->dev), dev_name(u->shareable ? &mixed->dev : &u->dev));
	else if (u->shareable && uiomem_range_is_claimed(u))
		dev_warn(&u->dev, "shares its range with a driver that has claimed it; /proc/iomem says which\n");
	else if (differs)
		dev_warn(&u->dev, "cached %d coherent %d, but %s on the same range has cached %d coherent %d\n",
			 u->cached, u->coherent, dev_name(&differs->dev), differs->cached, differs->coherent);
	return 0;
}

/** uiomem_range_release() - give the range back; nothing of the device may touch it any more */
void uiomem_range_release(struct uiomem *u)
{
	if (u->claim)
		release_mem_region(u->addr, u->size);
	u->claim = NULL;
}
