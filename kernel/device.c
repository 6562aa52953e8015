// SPDX-License-Identifier: GPL-2.0 OR MIT
/* Birth, use and end of a device */
#include <linux/idr.h>
#include <linux/module.h>
#include <linux/slab.h>

#include "cache.h"
#include "uiomem.h"

static DEFINE_MUTEX(uiomem_registry);	/* the list, names, minors and claims */
static LIST_HEAD(uiomem_devices);
static DEFINE_IDA(uiomem_minors);
static dev_t uiomem_devt;

struct class uiomem_class = {
	.name = UIOMEM_NAME,
	.dev_groups = uiomem_class_groups,
};

int uiomem_registry_init(void)
{
	int ret;

	ret = uiomem_inodes_init();
	if (ret)
		return ret;
	ret = alloc_chrdev_region(&uiomem_devt, 0, UIOMEM_MINORS, UIOMEM_NAME);
	if (ret)
		goto err_inodes;
	ret = class_register(&uiomem_class);
	if (ret)
		goto err_chrdev;
	return 0;

err_chrdev:
	unregister_chrdev_region(uiomem_devt, UIOMEM_MINORS);
err_inodes:
	uiomem_inodes_exit();
	return ret;
}

void uiomem_registry_exit(void)
{
	class_unregister(&uiomem_class);
	unregister_chrdev_region(uiomem_devt, UIOMEM_MINORS);
	uiomem_inodes_exit();
	ida_destroy(&uiomem_minors);
}

/** uiomem_reserve_minor() - take a minor for as long as the module is loaded: 0 or -ENOSPC */
int uiomem_reserve_minor(int minor)
{
	const int ret = ida_alloc_range(&uiomem_minors, minor, minor, GFP_KERNEL);

	return ret < 0 ? ret : 0;
}

bool uiomem_any_device(void)
{
	bool any;

	mutex_lock(&uiomem_registry);
	any = !list_empty(&uiomem_devices);
	mutex_unlock(&uiomem_registry);
	return any;
}

/**
 * uiomem_refuse() - say why a region becomes no device
 * @parent: the platform device
 * @region: the region
 * @word: unaligned, zero, wrap, ram, busy, overlap, name, memory, minor or property
 * @fmt: a sentence
 */
void uiomem_refuse(struct device *parent, const struct uiomem_region *region, const char *word,
		   const char *fmt, ...)
{
	const u64 start = region->addr;
	const u64 end = start + region->size;
	struct va_format vaf;
	va_list args;

	va_start(args, fmt);
	vaf.fmt = fmt;
	vaf.va = &args;
	if (region->index >= 0)
		pr_err(UIOMEM_NAME ": region %d [0x%llx, 0x%llx): %s: %pV\n", region->index, start, end, word, &vaf);
	else
		dev_err(parent, "[0x%llx, 0x%llx): %s: %pV\n", start, end, word, &vaf);
	va_end(args);
}

static void uiomem_free(struct device *dev)
{
	struct uiomem *u = container_of(dev, struct uiomem, dev);

	uiomem_inode_free(u->inode);
	kfree(u);
}

static struct uiomem *uiomem_alloc(struct device *parent, const struct uiomem_region *region)
{
	struct uiomem *u = kzalloc(sizeof(*u), GFP_KERNEL);
	int ret;

	if (!u)
		return ERR_PTR(-ENOMEM);
	u->parent = parent;
	u->index = region->index;
	u->addr = region->addr;
	u->size = region->size;
	u->shareable = region->shareable;
	u->cached = region->cached;
	u->coherent = region->coherent || !region->cached;
	u->sync_offset = region->sync_offset;
	u->sync_size = region->sync_size;
	u->sync_direction = region->sync_direction;
	u->sync_mode = region->sync_mode;
	init_rwsem(&u->life);
	init_rwsem(&u->types_lock);
	mutex_init(&u->sync_lock);
	mutex_init(&u->mappings_lock);
	INIT_LIST_HEAD(&u->mappings);
	init_waitqueue_head(&u->unmapped);

	device_initialize(&u->dev);
	u->dev.class = &uiomem_class;
	u->dev.parent = parent;
	u->dev.release = uiomem_free;
	ret = dev_set_name(&u->dev, "%s", region->name ?: dev_name(parent));
	if (!ret) {
		u->inode = uiomem_inode_new();
		ret = PTR_ERR_OR_ZERO(u->inode);
	}
	if (ret) {
		put_device(&u->dev);
		return ERR_PTR(ret);
	}
	if (uiomem_maintained(u) && !uiomem_cache) {
		dev_warn(&u->dev, "this machine offers no cache maintenance, forcing cache off\n");
		u->cached = false;
		u->coherent = true;
	}
	return u;
}

/* One that no device-tree node names, since that node may probe later; when there is no such, any. */
static int uiomem_choose_minor(void)
{
	int from = 0;
	int minor;

	while (from < UIOMEM_MINORS) {
		minor = ida_alloc_range(&uiomem_minors, from, UIOMEM_MINORS - 1, GFP_KERNEL);
		if (minor == -ENOSPC)
			break;
		if (minor < 0 || !uiomem_minor_is_named(minor))
			return minor;
		ida_free(&uiomem_minors, minor);
		from = minor + 1;
	}
	return ida_alloc_range(&uiomem_minors, 0, UIOMEM_MINORS - 1, GFP_KERNEL);
}

/* the minor of a module parameter's region is reserved already */
static int uiomem_take_minor(struct uiomem *u, const struct uiomem_region *region)
{
	int minor = region->minor;

	if (region->index < 0) {
		minor = minor < 0 ? uiomem_choose_minor() :
				    ida_alloc_range(&uiomem_minors, minor, minor, GFP_KERNEL);
		if (minor == -ENOSPC) {
			if (region->minor < 0)
				uiomem_refuse(u->parent, region, "minor", "all %d minor numbers are taken",
					      UIOMEM_MINORS);
			else
				uiomem_refuse(u->parent, region, "minor", "minor number %d is taken", region->minor);
			return -EINVAL;
		}
		if (minor < 0)
			return minor;
	}
	u->dev.devt = MKDEV(MAJOR(uiomem_devt), minor);
	return 0;
}

static void uiomem_put_minor(struct uiomem *u)
{
	if (u->index < 0)
		ida_free(&uiomem_minors, MINOR(u->dev.devt));
}

static int uiomem_register(struct uiomem *u, const struct uiomem_region *region)
{
	struct device *same;
	int ret;

	lockdep_assert_held(&uiomem_registry);
	same = class_find_device_by_name(&uiomem_class, dev_name(&u->dev));
	if (same) {
		put_device(same);
		uiomem_refuse(u->parent, region, "name", "a device called %s exists already", dev_name(&u->dev));
		return -EEXIST;
	}
	ret = uiomem_take_minor(u, region);
	if (ret)
		return ret;
	ret = uiomem_range_claim(u, region, &uiomem_devices);
	if (ret)
		goto err_minor;
	ret = uiomem_window_init(u);
	if (ret) {
		uiomem_refuse(u->parent, region, "memory", "the kernel could not map it");
		goto err_range;
	}
	cdev_init(&u->cdev, &uiomem_fops);
	u->cdev.owner = THIS_MODULE;
	ret = cdev_device_add(&u->cdev, &u->dev);
	if (ret) {
		uiomem_refuse(u->parent, region, "memory", "its files could not be made (%d)", ret);
		goto err_window;
	}
	list_add_tail(&u->node, &uiomem_devices);
	return 0;

err_window:
	uiomem_window_exit(u);
err_range:
	uiomem_range_release(u);
err_minor:
	uiomem_put_minor(u);
	return ret;
}

static void uiomem_print(const struct uiomem *u)
{
	const struct device *dev = &u->dev;

	dev_info(dev, "driver version = %s\n", UIOMEM_DRIVER_VERSION);
	dev_info(dev, "ioctl version  = %d\n", UIOMEM_IOCTL_VERSION);
	dev_info(dev, "major number   = %d\n", MAJOR(dev->devt));
	dev_info(dev, "minor number   = %d\n", MINOR(dev->devt));
	dev_info(dev, "range address  = %pa\n", &u->addr);
	dev_info(dev, "range size     = %zu\n", u->size);
	dev_info(dev, "cached         = %d\n", u->cached);
	dev_info(dev, "coherent       = %d\n", u->coherent);
	dev_info(dev, "sync_operation = %s\n", uiomem_cache ? uiomem_cache->name : "NONE");
	dev_info(dev, "shareable      = %d\n", u->shareable);
}

/**
 * uiomem_create() - make a device; its node and files appear when all of it works
 * @parent: the platform device
 * @region: what is asked for
 *
 * Return: the device, or an error that the log explains: -EINVAL (range, minor), -EBUSY (claimed),
 * -EEXIST (name), -ENOMEM.
 */
struct uiomem *uiomem_create(struct device *parent, const struct uiomem_region *region)
{
	struct uiomem *u;
	int ret;

	ret = uiomem_range_check(parent, region);
	if (ret)
		return ERR_PTR(ret);
	u = uiomem_alloc(parent, region);
	if (IS_ERR(u)) {
		uiomem_refuse(parent, region, "memory", "no memory for the device itself");
		return u;
	}
	mutex_lock(&uiomem_registry);
	ret = uiomem_register(u, region);
	mutex_unlock(&uiomem_registry);
	if (ret) {
		put_device(&u->dev);
		return ERR_PTR(ret);
	}
	if (uiomem_info_enabled())
		uiomem_print(u);
	return u;
}

/**
 * uiomem_destroy() - end a device while files and mappings of it may be open
 * @u: the device
 *
 * When it returns nothing touches the range any more: what was running has finished or given up, and each
 * mapping in user space is empty. The object itself stays until the last file is closed.
 */
void uiomem_destroy(struct uiomem *u)
{
	WRITE_ONCE(u->gone, true);	/* makes a long sync give up */
	cdev_device_del(&u->cdev, &u->dev);
	down_write(&u->life);
	up_write(&u->life);
	uiomem_mappings_revoke(u);

	mutex_lock(&uiomem_registry);
	list_del(&u->node);
	uiomem_window_exit(u);
	uiomem_range_release(u);
	uiomem_put_minor(u);
	mutex_unlock(&uiomem_registry);
	put_device(&u->dev);
}

/** uiomem_enter() - before the memory is touched or mapped: 0, or -ENODEV once the device is gone */
int uiomem_enter(struct uiomem *u)
{
	down_read(&u->life);
	if (!READ_ONCE(u->gone))
		return 0;
	up_read(&u->life);
	return -ENODEV;
}

void uiomem_leave(struct uiomem *u)
{
	up_read(&u->life);
}
