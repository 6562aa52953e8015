// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Overlays of the device tree as folders, as kernels of several boards' makers have them and Linux itself does not:
 *
 *   mkdir /sys/kernel/config/device-tree/overlays/NAME
 *   cat FILE.dtbo > .../NAME/dtbo, or: echo -n FILE.dtbo > .../NAME/path (below the firmware folders)
 *   cat .../NAME/status    applied, or unapplied
 *   rmdir .../NAME         takes it back
 *
 * A write to path fails with what the kernel answers to the overlay; one to dtbo cannot, since configfs hands the
 * whole file over when it is closed: status tells then.
 */
#include <linux/configfs.h>
#include <linux/firmware.h>
#include <linux/limits.h>
#include <linux/mm.h>
#include <linux/module.h>
#include <linux/mutex.h>
#include <linux/of.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/string.h>
#include <linux/version.h>

#define DTBO_MAX	SZ_4M

struct dt_overlay {
	struct config_item item;
	struct mutex lock;	/* all below */
	bool applied;
	int id;			/* of the change set */
	void *blob;		/* the overlay as it was given */
	size_t size;
	char path[NAME_MAX + 1];
};

static struct dt_overlay *to_overlay(struct config_item *item)
{
	return container_of(item, struct dt_overlay, item);
}

static int apply_fdt(void *fdt, u32 size, int *id)
{
#if LINUX_VERSION_CODE >= KERNEL_VERSION(6, 8, 0)
	return of_overlay_fdt_apply(fdt, size, id, NULL);
#else
	return of_overlay_fdt_apply(fdt, size, id);
#endif
}

/* An overlay that is refused leaves some memory behind: to remove what was never put on would follow loose ends. */
static int dt_overlay_apply(struct dt_overlay *overlay, const void *fdt, size_t size)
{
	void *blob;
	int ret;

	lockdep_assert_held(&overlay->lock);
	if (overlay->applied)
		return -EBUSY;
	blob = kvmalloc(size, GFP_KERNEL);
	if (!blob)
		return -ENOMEM;
	memcpy(blob, fdt, size);
	ret = apply_fdt(blob, size, &overlay->id);
	if (ret) {
		pr_err("dt-overlays: %s is refused (%d)\n", config_item_name(&overlay->item), ret);
		kvfree(blob);
		return ret;
	}
	overlay->applied = true;
	overlay->blob = blob;
	overlay->size = size;
	return 0;
}

static ssize_t dt_overlay_status_show(struct config_item *item, char *page)
{
	struct dt_overlay *overlay = to_overlay(item);
	bool applied;

	mutex_lock(&overlay->lock);
	applied = overlay->applied;
	mutex_unlock(&overlay->lock);
	return sprintf(page, "%s\n", applied ? "applied" : "unapplied");
}

static ssize_t dt_overlay_path_show(struct config_item *item, char *page)
{
	struct dt_overlay *overlay = to_overlay(item);
	ssize_t len;

	mutex_lock(&overlay->lock);
	len = sprintf(page, "%s\n", overlay->path);
	mutex_unlock(&overlay->lock);
	return len;
}

static ssize_t dt_overlay_path_store(struct config_item *item, const char *page, size_t count)
{
	struct dt_overlay *overlay = to_overlay(item);
	const struct firmware *file;
	char name[sizeof(overlay->path)];
	int ret;

	if (strscpy(name, page, sizeof(name)) < 0)
		return -ENAMETOOLONG;
	strim(name);
	ret = request_firmware_direct(&file, name, NULL);
	if (ret)
		return ret;
	mutex_lock(&overlay->lock);
	ret = dt_overlay_apply(overlay, file->data, file->size);
	if (!ret)
		strscpy(overlay->path, name, sizeof(overlay->path));
	mutex_unlock(&overlay->lock);
	release_firmware(file);
	return ret ?: count;
}

static ssize_t dt_overlay_dtbo_read(struct config_item *item, void *buf, size_t count)
{
	struct dt_overlay *overlay = to_overlay(item);
	ssize_t size;

	mutex_lock(&overlay->lock);
	size = overlay->size;
	/* asked for the size first, with no buffer */
	if (buf && size)
		memcpy(buf, overlay->blob, min_t(size_t, count, size));
	mutex_unlock(&overlay->lock);
	return size;
}

static ssize_t dt_overlay_dtbo_write(struct config_item *item, const void *buf, size_t count)
{
	struct dt_overlay *overlay = to_overlay(item);
	int ret;

	mutex_lock(&overlay->lock);
	ret = dt_overlay_apply(overlay, buf, count);
	mutex_unlock(&overlay->lock);
	return ret ?: count;
}

CONFIGFS_ATTR_RO(dt_overlay_, status);
CONFIGFS_ATTR(dt_overlay_, path);
CONFIGFS_BIN_ATTR(dt_overlay_, dtbo, NULL, DTBO_MAX);

static struct configfs_attribute *dt_overlay_attrs[] = {
	&dt_overlay_attr_status,
	&dt_overlay_attr_path,
	NULL,
};

static struct configfs_bin_attribute *dt_overlay_bin_attrs[] = {
	&dt_overlay_attr_dtbo,
	NULL,
};

static void dt_overlay_release(struct config_item *item)
{
	struct dt_overlay *overlay = to_overlay(item);

	if (overlay->applied && of_overlay_remove(&overlay->id))
		pr_err("dt-overlays: %s stays in the tree\n", config_item_name(item));
	kvfree(overlay->blob);
	kfree(overlay);
}

static struct configfs_item_operations dt_overlay_item_ops = {
	.release = dt_overlay_release,
};

static const struct config_item_type dt_overlay_type = {
	.ct_item_ops = &dt_overlay_item_ops,
	.ct_attrs = dt_overlay_attrs,
	.ct_bin_attrs = dt_overlay_bin_attrs,
	.ct_owner = THIS_MODULE,
};

static struct config_item *dt_overlays_make_item(struct config_group *group, const char *name)
{
	struct dt_overlay *overlay = kzalloc(sizeof(*overlay), GFP_KERNEL);

	if (!overlay)
		return ERR_PTR(-ENOMEM);
	mutex_init(&overlay->lock);
	config_item_init_type_name(&overlay->item, name, &dt_overlay_type);
	return &overlay->item;
}

static struct configfs_group_operations dt_overlays_group_ops = {
	.make_item = dt_overlays_make_item,
};

static const struct config_item_type dt_overlays_type = {
	.ct_group_ops = &dt_overlays_group_ops,
	.ct_owner = THIS_MODULE,
};

static const struct config_item_type dt_root_type = {
	.ct_owner = THIS_MODULE,
};

static struct config_group dt_overlays_group;

static struct configfs_subsystem dt_subsystem = {
	.su_group = {
		.cg_item = {
			.ci_namebuf = "device-tree",
			.ci_type = &dt_root_type,
		},
	},
	.su_mutex = __MUTEX_INITIALIZER(dt_subsystem.su_mutex),
};

static int __init dt_overlays_init(void)
{
	config_group_init(&dt_subsystem.su_group);
	config_group_init_type_name(&dt_overlays_group, "overlays", &dt_overlays_type);
	configfs_add_default_group(&dt_overlays_group, &dt_subsystem.su_group);
	return configfs_register_subsystem(&dt_subsystem);
}
module_init(dt_overlays_init);

static void __exit dt_overlays_exit(void)
{
	configfs_unregister_subsystem(&dt_subsystem);
}
module_exit(dt_overlays_exit);

MODULE_DESCRIPTION("Overlays of the device tree by configfs");
MODULE_LICENSE("Dual MIT/GPL");
