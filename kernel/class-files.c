// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The files of /sys/class/uiomem/<device name>/ */
#include <linux/device.h>
#include <linux/kernel.h>
#include <linux/limits.h>
#include <linux/sysfs.h>

#include "cache.h"
#include "uiomem.h"

static struct uiomem *to_uiomem(struct device *dev)
{
	return container_of(dev, struct uiomem, dev);
}

static ssize_t driver_version_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", UIOMEM_DRIVER_VERSION);
}
static DEVICE_ATTR_RO(driver_version);

static ssize_t ioctl_version_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", UIOMEM_IOCTL_VERSION);
}
static DEVICE_ATTR_RO(ioctl_version);

static ssize_t phys_addr_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%pa\n", &to_uiomem(dev)->addr);
}
static DEVICE_ATTR_RO(phys_addr);

static ssize_t size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%zu\n", to_uiomem(dev)->size);
}
static DEVICE_ATTR_RO(size);

static ssize_t cached_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", to_uiomem(dev)->cached);
}
static DEVICE_ATTR_RO(cached);

static ssize_t coherent_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", to_uiomem(dev)->coherent);
}
static DEVICE_ATTR_RO(coherent);

static ssize_t shareable_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", to_uiomem(dev)->shareable);
}
static DEVICE_ATTR_RO(shareable);

static ssize_t sync_operation_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%s\n", uiomem_cache ? uiomem_cache->name : "NONE");
}
static DEVICE_ATTR_RO(sync_operation);

static ssize_t sync_owner_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%d\n", READ_ONCE(to_uiomem(dev)->sync_owner));
}
static DEVICE_ATTR_RO(sync_owner);

static ssize_t sync_mode_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", READ_ONCE(to_uiomem(dev)->sync_mode));
}

static ssize_t sync_mode_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	struct uiomem *u = to_uiomem(dev);
	u64 value;
	int ret;

	ret = kstrtou64(buf, 0, &value);
	if (ret)
		return ret;
	if (value > UIOMEM_SYNC_MODE_MAX)
		return -EINVAL;
	mutex_lock(&u->sync_lock);
	WRITE_ONCE(u->sync_mode, value);
	mutex_unlock(&u->sync_lock);
	return count;
}
static DEVICE_ATTR(sync_mode, 0664, sync_mode_show, sync_mode_store);

static ssize_t sync_offset_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	struct uiomem *u = to_uiomem(dev);
	u64 value;

	mutex_lock(&u->sync_lock);
	value = u->sync_offset;
	mutex_unlock(&u->sync_lock);
	return sysfs_emit(buf, "0x%llx\n", value);
}

static ssize_t sync_offset_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	struct uiomem *u = to_uiomem(dev);
	u64 value;
	int ret;

	ret = kstrtou64(buf, 0, &value);
	if (ret)
		return ret;
	mutex_lock(&u->sync_lock);
	u->sync_offset = value;
	mutex_unlock(&u->sync_lock);
	return count;
}
static DEVICE_ATTR(sync_offset, 0664, sync_offset_show, sync_offset_store);

static ssize_t sync_size_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%zu\n", READ_ONCE(to_uiomem(dev)->sync_size));
}

static ssize_t sync_size_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	struct uiomem *u = to_uiomem(dev);
	u64 value;
	int ret;

	ret = kstrtou64(buf, 0, &value);
	if (ret)
		return ret;
	if (value > SIZE_MAX)
		return -EINVAL;
	mutex_lock(&u->sync_lock);
	WRITE_ONCE(u->sync_size, value);
	mutex_unlock(&u->sync_lock);
	return count;
}
static DEVICE_ATTR(sync_size, 0664, sync_size_show, sync_size_store);

static ssize_t sync_direction_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return sysfs_emit(buf, "%u\n", READ_ONCE(to_uiomem(dev)->sync_direction));
}

static ssize_t sync_direction_store(struct device *dev, struct device_attribute *attr, const char *buf,
				    size_t count)
{
	struct uiomem *u = to_uiomem(dev);
	u64 value;
	int ret;

	ret = kstrtou64(buf, 0, &value);
	if (ret)
		return ret;
	if (value > UIOMEM_FROM_DEVICE)
		return -EINVAL;
	mutex_lock(&u->sync_lock);
	WRITE_ONCE(u->sync_direction, value);
	mutex_unlock(&u->sync_lock);
	return count;
}
static DEVICE_ATTR(sync_direction, 0664, sync_direction_show, sync_direction_store);

static ssize_t uiomem_show_pending(struct uiomem *u, enum uiomem_owner owner, char *buf)
{
	u64 value;

	mutex_lock(&u->sync_lock);
	value = u->sync_pending[owner];
	mutex_unlock(&u->sync_lock);
	return sysfs_emit(buf, "%llu\n", value);
}

static ssize_t uiomem_store_command(struct uiomem *u, enum uiomem_owner owner, const char *buf, size_t count)
{
	u64 command;
	int ret;

	ret = kstrtou64(buf, 0, &command);
	if (!ret)
		ret = uiomem_sync_command(u, command, owner);
	return ret ? ret : count;
}

static ssize_t sync_for_cpu_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return uiomem_show_pending(to_uiomem(dev), UIOMEM_OWNER_CPU, buf);
}

static ssize_t sync_for_cpu_store(struct device *dev, struct device_attribute *attr, const char *buf, size_t count)
{
	return uiomem_store_command(to_uiomem(dev), UIOMEM_OWNER_CPU, buf, count);
}
static DEVICE_ATTR(sync_for_cpu, 0664, sync_for_cpu_show, sync_for_cpu_store);

static ssize_t sync_for_device_show(struct device *dev, struct device_attribute *attr, char *buf)
{
	return uiomem_show_pending(to_uiomem(dev), UIOMEM_OWNER_DEVICE, buf);
}

static ssize_t sync_for_device_store(struct device *dev, struct device_attribute *attr, const char *buf,
				     size_t count)
{
	return uiomem_store_command(to_uiomem(dev), UIOMEM_OWNER_DEVICE, buf, count);
}
static DEVICE_ATTR(sync_for_device, 0664, sync_for_device_show, sync_for_device_store);

static struct attribute *uiomem_class_attrs[] = {
	&dev_attr_driver_version.attr,
	&dev_attr_ioctl_version.attr,
	&dev_attr_phys_addr.attr,
	&dev_attr_size.attr,
	&dev_attr_cached.attr,
	&dev_attr_coherent.attr,
	&dev_attr_shareable.attr,
	&dev_attr_sync_operation.attr,
	&dev_attr_sync_mode.attr,
	&dev_attr_sync_offset.attr,
	&dev_attr_sync_size.attr,
	&dev_attr_sync_direction.attr,
	&dev_attr_sync_owner.attr,
	&dev_attr_sync_for_cpu.attr,
	&dev_attr_sync_for_device.attr,
	NULL,
};

static const struct attribute_group uiomem_class_group = {
	.attrs = uiomem_class_attrs,
};

const struct attribute_group *uiomem_class_groups[] = {
	&uiomem_class_group,
	NULL,
};
