// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The requests of uiomem-ioctl.h */
#include <linux/fs.h>
#include <linux/string.h>
#include <linux/uaccess.h>

#include "cache.h"
#include "uiomem.h"

static long uiomem_get_drv_info(void __user *arg)
{
	uiomem_ioctl_drv_info info = {};

	SET_UIOMEM_IOCTL_FLAGS_IOCTL_VERSION(&info, UIOMEM_IOCTL_VERSION);
	strscpy(info.version, UIOMEM_DRIVER_VERSION, sizeof(info.version));
	if (uiomem_cache)
		strscpy(info.sync_operation, uiomem_cache->name, sizeof(info.sync_operation));
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

static long uiomem_get_dev_info(const struct uiomem *u, void __user *arg)
{
	uiomem_ioctl_dev_info info = { .size = u->size, .addr = u->addr };

	SET_UIOMEM_IOCTL_FLAGS_SHAREABLE(&info, u->shareable);
	SET_UIOMEM_IOCTL_FLAGS_CACHED(&info, u->cached);
	SET_UIOMEM_IOCTL_FLAGS_COHERENT(&info, u->coherent);
	return copy_to_user(arg, &info, sizeof(info)) ? -EFAULT : 0;
}

static long uiomem_get_u64(u64 value, void __user *arg)
{
	return copy_to_user(arg, &value, sizeof(value)) ? -EFAULT : 0;
}

static long uiomem_get_sync_owner(struct uiomem *u, void __user *arg)
{
	u32 owner;

	mutex_lock(&u->sync_lock);
	owner = u->sync_owner;
	mutex_unlock(&u->sync_lock);
	return copy_to_user(arg, &owner, sizeof(owner)) ? -EFAULT : 0;
}

static long uiomem_set_sync_owner(struct uiomem *u, void __user *arg, enum uiomem_owner owner)
{
	u64 command;

	if (copy_from_user(&command, arg, sizeof(command)))
		return -EFAULT;
	return uiomem_sync_command(u, command, owner);
}

static long uiomem_get_sync(struct uiomem *u, void __user *arg)
{
	uiomem_ioctl_sync_args args;

	uiomem_sync_get(u, &args);
	return copy_to_user(arg, &args, sizeof(args)) ? -EFAULT : 0;
}

static long uiomem_set_sync(struct uiomem *u, void __user *arg)
{
	uiomem_ioctl_sync_args args;

	if (copy_from_user(&args, arg, sizeof(args)))
		return -EFAULT;
	return uiomem_sync_set(u, &args);
}

long uiomem_ioctl(struct file *file, unsigned int request, unsigned long arg)
{
	struct uiomem *u = file->private_data;
	void __user *p = (void __user *)arg;

	if (READ_ONCE(u->gone))
		return -ENODEV;

	switch (request) {
	case UIOMEM_IOCTL_GET_DRV_INFO:
		return uiomem_get_drv_info(p);
	case UIOMEM_IOCTL_GET_SIZE:
		return uiomem_get_u64(u->size, p);
	case UIOMEM_IOCTL_GET_PHYS_ADDR:
		return uiomem_get_u64(u->addr, p);
	case UIOMEM_IOCTL_GET_SYNC_OWNER:
		return uiomem_get_sync_owner(u, p);
	case UIOMEM_IOCTL_SET_SYNC_FOR_CPU:
		return uiomem_set_sync_owner(u, p, UIOMEM_OWNER_CPU);
	case UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE:
		return uiomem_set_sync_owner(u, p, UIOMEM_OWNER_DEVICE);
	case UIOMEM_IOCTL_GET_DEV_INFO:
		return uiomem_get_dev_info(u, p);
	case UIOMEM_IOCTL_GET_SYNC:
		return uiomem_get_sync(u, p);
	case UIOMEM_IOCTL_SET_SYNC:
		return uiomem_set_sync(u, p);
	default:
		return -ENOTTY;
	}
}
