// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A stand-in for another driver of the uiomem interface, for tests alone
 *
 * It has the names, parameters and class files of that interface and the version string of the reference, and is written
 * from the interface's description, not from that driver. Like it, it loads although a region could not be made, keeps a
 * refused command in its class file, and answers 0 to a write at the end. It does no cache maintenance: the emulated board
 * has no caches. arm64 and Linux 6.1 only.
 */
#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/io.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/platform_device.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#define DRIVER_VERSION "1.1.0-beta.1"
#define REGIONS 8

struct region {
	struct platform_device *pdev;
	struct device dev;
	struct cdev cdev;
	phys_addr_t addr;
	size_t size;
	bool shareable, cached, coherent;
	int sync_mode, sync_direction, sync_owner;
	u64 sync_offset, sync_size, for_cpu, for_device;
};

static int info_enable = 1;
module_param(info_enable, int, 0444);
MODULE_PARM_DESC(info_enable, "print what is made and removed");

#define REGION_PARAMETERS(n)							\
	static ulong uiomem##n##_addr;						\
	static ulong uiomem##n##_size;						\
	static ulong uiomem##n##_option = 2;					\
	module_param_hw(uiomem##n##_addr, ulong, iomem, 0444);			\
	MODULE_PARM_DESC(uiomem##n##_addr, "physical address");			\
	module_param(uiomem##n##_size, ulong, 0444);				\
	MODULE_PARM_DESC(uiomem##n##_size, "bytes");				\
	module_param(uiomem##n##_option, ulong, 0444);				\
	MODULE_PARM_DESC(uiomem##n##_option, "bit 0 shareable, 1 cached, 2 coherent")

REGION_PARAMETERS(0);
REGION_PARAMETERS(1);
REGION_PARAMETERS(2);
REGION_PARAMETERS(3);
REGION_PARAMETERS(4);
REGION_PARAMETERS(5);
REGION_PARAMETERS(6);
REGION_PARAMETERS(7);

static struct class *uiomem_class;
static dev_t numbers;
static struct region *regions[REGIONS];

static struct region *to_region(struct device *dev)
{
	return container_of(dev, struct region, dev);
}

#define SHOW(name, format, value)									\
	static ssize_t name##_show(struct device *dev, struct device_attribute *attr, char *buf)	\
	{												\
		const struct region *r __maybe_unused = to_region(dev);					\
												\
		return sysfs_emit(buf, format "\n", value);						\
	}

#define STORE(name, most)										\
	static ssize_t name##_store(struct device *dev, struct device_attribute *attr,			\
				    const char *buf, size_t count)					\
	{												\
		u64 value;										\
		int status = kstrtou64(buf, 0, &value);							\
												\
		if (status)										\
			return status;									\
		if (value > (most))									\
			return -EINVAL;									\
		to_region(dev)->name = value;								\
		return count;										\
	}

SHOW(driver_version, "%s", DRIVER_VERSION)
SHOW(ioctl_version, "%d", 1)
SHOW(phys_addr, "%pa", &r->addr)
SHOW(size, "%zu", r->size)
SHOW(cached, "%d", r->cached)
SHOW(coherent, "%d", r->coherent)
SHOW(shareable, "%d", r->shareable)
SHOW(sync_operation, "%s", "ARM64 Native")
SHOW(sync_owner, "%d", r->sync_owner)
SHOW(sync_mode, "%d", r->sync_mode)
STORE(sync_mode, 7)
SHOW(sync_offset, "0x%llx", r->sync_offset)
STORE(sync_offset, U64_MAX)
SHOW(sync_size, "%llu", r->sync_size)
STORE(sync_size, SIZE_MAX)
SHOW(sync_direction, "%d", r->sync_direction)
STORE(sync_direction, 2)
SHOW(sync_for_cpu, "%llu", r->for_cpu)
SHOW(sync_for_device, "%llu", r->for_device)

static int sync_command(struct region *r, const char *buf, u64 *pending, int owner)
{
	u64 offset, size;
	int status = kstrtou64(buf, 0, pending);

	if (status || !*pending)
		return status;
	offset = *pending & ~1ULL ? *pending >> 32 : r->sync_offset;
	size = *pending & ~1ULL ? *pending & 0xfffffff0 : r->sync_size;
	if (offset + size > r->size)
		return -EINVAL;
	*pending = 0;
	r->sync_owner = owner;
	return 0;
}

static ssize_t sync_for_cpu_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	struct region *r = to_region(dev);
	int status = sync_command(r, buf, &r->for_cpu, 0);

	return status ?: count;
}

static ssize_t sync_for_device_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	struct region *r = to_region(dev);
	int status = sync_command(r, buf, &r->for_device, 1);

	return status ?: count;
}

static DEVICE_ATTR_RO(driver_version);
static DEVICE_ATTR_RO(ioctl_version);
static DEVICE_ATTR_RO(phys_addr);
static DEVICE_ATTR_RO(size);
static DEVICE_ATTR_RO(cached);
static DEVICE_ATTR_RO(coherent);
static DEVICE_ATTR_RO(shareable);
static DEVICE_ATTR_RO(sync_operation);
static DEVICE_ATTR_RO(sync_owner);
static DEVICE_ATTR(sync_mode, 0664, sync_mode_show, sync_mode_store);
static DEVICE_ATTR(sync_offset, 0664, sync_offset_show, sync_offset_store);
static DEVICE_ATTR(sync_size, 0664, sync_size_show, sync_size_store);
static DEVICE_ATTR(sync_direction, 0664, sync_direction_show, sync_direction_store);
static DEVICE_ATTR(sync_for_cpu, 0664, sync_for_cpu_show, sync_for_cpu_store);
static DEVICE_ATTR(sync_for_device, 0664, sync_for_device_show, sync_for_device_store);

static struct attribute *uiomem_attrs[] = {
	&dev_attr_driver_version.attr, &dev_attr_ioctl_version.attr, &dev_attr_phys_addr.attr, &dev_attr_size.attr,
	&dev_attr_cached.attr, &dev_attr_coherent.attr, &dev_attr_shareable.attr, &dev_attr_sync_operation.attr,
	&dev_attr_sync_owner.attr, &dev_attr_sync_mode.attr, &dev_attr_sync_offset.attr, &dev_attr_sync_size.attr,
	&dev_attr_sync_direction.attr, &dev_attr_sync_for_cpu.attr, &dev_attr_sync_for_device.attr, NULL
};
ATTRIBUTE_GROUPS(uiomem);

static int uiomem_open(struct inode *inode, struct file *file)
{
	file->private_data = container_of(inode->i_cdev, struct region, cdev);
	return 0;
}

static int uiomem_mmap(struct file *file, struct vm_area_struct *vma)
{
	const struct region *r = file->private_data;
	const u64 offset = (u64)vma->vm_pgoff << PAGE_SHIFT;
	const u64 length = vma->vm_end - vma->vm_start;

	if (offset + length > PAGE_ALIGN(r->size))
		return -EINVAL;
	if ((file->f_flags & O_SYNC) || (r->sync_mode & 4) || !r->cached) {
		if ((r->sync_mode & 3) == 1)
			vma->vm_page_prot = pgprot_noncached(vma->vm_page_prot);
		else if (r->sync_mode & 3)
			vma->vm_page_prot = pgprot_writecombine(vma->vm_page_prot);
	}
	return remap_pfn_range(vma, vma->vm_start, (r->addr >> PAGE_SHIFT) + vma->vm_pgoff, length, vma->vm_page_prot);
}

/* Reading and writing differ only in which way the bytes go. */
static ssize_t transfer(struct file *file, char __user *buf, size_t count, loff_t *pos, bool in)
{
	const struct region *r = file->private_data;
	unsigned long left;
	void *memory;

	if (*pos >= r->size)
		return 0;
	count = min_t(size_t, count, r->size - *pos);
	memory = memremap(r->addr, r->size, MEMREMAP_WB);
	if (!memory)
		return -ENOMEM;
	left = in ? copy_from_user(memory + *pos, buf, count) : copy_to_user(buf, memory + *pos, count);
	memunmap(memory);
	*pos += count - left;
	return count - left;
}

static ssize_t uiomem_read(struct file *file, char __user *buf, size_t count, loff_t *pos)
{
	return transfer(file, buf, count, pos, false);
}

static ssize_t uiomem_write(struct file *file, const char __user *buf, size_t count, loff_t *pos)
{
	return transfer(file, (char __user *)buf, count, pos, true);
}

static const struct file_operations uiomem_fops = {
	.owner = THIS_MODULE, .open = uiomem_open, .mmap = uiomem_mmap, .read = uiomem_read, .write = uiomem_write,
	.llseek = default_llseek,
};

static void region_release(struct device *dev)
{
	kfree(to_region(dev));
}

static int region_make(int minor, ulong addr, ulong size, ulong option)
{
	struct region *r;
	int status;

	if (!size)
		return 0;
	if (pfn_valid(addr >> PAGE_SHIFT) || pfn_valid((addr + size - 1) >> PAGE_SHIFT))
		return -EINVAL;
	r = kzalloc(sizeof(*r), GFP_KERNEL);
	if (!r)
		return -ENOMEM;
	r->pdev = platform_device_register_simple("uiomem", minor, NULL, 0);
	if (IS_ERR(r->pdev)) {
		status = PTR_ERR(r->pdev);
		kfree(r);
		return status;
	}
	r->addr = addr;
	r->size = size;
	r->sync_size = size;
	r->sync_mode = 1;
	r->shareable = option & 1;
	r->cached = option >> 1 & 1;
	r->coherent = !r->cached || option >> 2 & 1;
	device_initialize(&r->dev);
	r->dev.class = uiomem_class;
	r->dev.parent = &r->pdev->dev;
	r->dev.devt = MKDEV(MAJOR(numbers), minor);
	r->dev.groups = uiomem_groups;
	r->dev.release = region_release;
	cdev_init(&r->cdev, &uiomem_fops);
	r->cdev.owner = THIS_MODULE;
	status = dev_set_name(&r->dev, "uiomem%d", minor) ?: cdev_device_add(&r->cdev, &r->dev);
	if (status) {
		platform_device_unregister(r->pdev);
		put_device(&r->dev);
		return status;
	}
	regions[minor] = r;
	if (info_enable)
		dev_info(&r->dev, "driver version = %s\n", DRIVER_VERSION);
	return 0;
}

static int __init uiomem_init(void)
{
	const ulong wanted[REGIONS][3] = {
		{ uiomem0_addr, uiomem0_size, uiomem0_option }, { uiomem1_addr, uiomem1_size, uiomem1_option },
		{ uiomem2_addr, uiomem2_size, uiomem2_option }, { uiomem3_addr, uiomem3_size, uiomem3_option },
		{ uiomem4_addr, uiomem4_size, uiomem4_option }, { uiomem5_addr, uiomem5_size, uiomem5_option },
		{ uiomem6_addr, uiomem6_size, uiomem6_option }, { uiomem7_addr, uiomem7_size, uiomem7_option },
	};
	int status = alloc_chrdev_region(&numbers, 0, REGIONS, "uiomem");
	int minor;

	if (status)
		return status;
	uiomem_class = class_create(THIS_MODULE, "uiomem");
	if (IS_ERR(uiomem_class)) {
		unregister_chrdev_region(numbers, REGIONS);
		return PTR_ERR(uiomem_class);
	}
	/* what becomes of a region is not told: insmod succeeds all the same */
	for (minor = 0; minor < REGIONS; minor++)
		region_make(minor, wanted[minor][0], wanted[minor][1], wanted[minor][2]);
	return 0;
}

static void __exit uiomem_exit(void)
{
	int minor;

	for (minor = 0; minor < REGIONS; minor++) {
		struct region *r = regions[minor];
		struct platform_device *pdev;

		if (!r)
			continue;
		pdev = r->pdev;
		cdev_device_del(&r->cdev, &r->dev);
		put_device(&r->dev);
		platform_device_unregister(pdev);
	}
	class_destroy(uiomem_class);
	unregister_chrdev_region(numbers, REGIONS);
}

module_init(uiomem_init);
module_exit(uiomem_exit);
MODULE_DESCRIPTION("Stand-in for another driver of the uiomem interface, for tests");
MODULE_LICENSE("Dual MIT/GPL");
