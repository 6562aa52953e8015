// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The platform driver, for device-tree nodes and for the regions of the module parameters */
#include <linux/mod_devicetable.h>
#include <linux/module.h>
#include <linux/platform_device.h>

#include "uiomem.h"

#define NOT_PROBED	1

/* A region of the module parameters: present when size is not 0. */
static struct {
	struct uiomem_region region;
	struct platform_device *pdev;
	int result;	/* of the last probe: 0, an error, NOT_PROBED */
} uiomem_static[UIOMEM_STATIC_REGIONS];

static void uiomem_remove(void *data)
{
	struct uiomem *u = data;
	struct device *parent = u->parent;

	uiomem_destroy(u);
	if (uiomem_info_enabled())
		dev_info(parent, "driver removed.\n");
}

static int uiomem_install(struct device *dev, const struct uiomem_region *region)
{
	struct uiomem *u;
	int ret;

	u = uiomem_create(dev, region);
	if (IS_ERR(u))
		return PTR_ERR(u);
	ret = devm_add_action(dev, uiomem_remove, u);
	if (ret) {
		uiomem_destroy(u);
		return ret;
	}
	if (uiomem_info_enabled()) {
		if (region->reserved_memory)
			dev_info(dev, "assigned reserved memory node %s\n", region->reserved_memory);
		dev_info(dev, "driver installed.\n");
	}
	return 0;
}

static int uiomem_probe(struct platform_device *pdev)
{
	struct uiomem_region region;
	unsigned int i;
	int ret;

	for (i = 0; i < UIOMEM_STATIC_REGIONS; i++) {
		if (uiomem_static[i].pdev != pdev)
			continue;
		uiomem_static[i].result = uiomem_install(&pdev->dev, &uiomem_static[i].region);
		return uiomem_static[i].result;
	}
	if (!pdev->dev.of_node)
		return -ENODEV;
	ret = uiomem_properties_read(pdev, &region);
	if (ret)
		return ret;
	return uiomem_install(&pdev->dev, &region);
}

static const struct of_device_id uiomem_of_match[] = {
	{ .compatible = UIOMEM_COMPATIBLE },
	{ }
};
MODULE_DEVICE_TABLE(of, uiomem_of_match);

static struct platform_driver uiomem_driver = {
	.probe = uiomem_probe,
	.driver = {
		.name = UIOMEM_NAME,
		.of_match_table = uiomem_of_match,
		.probe_type = PROBE_FORCE_SYNCHRONOUS,	/* init looks at what came of it */
	},
};

/* Probe the region now; whatever keeps it from being a device is in the log. */
static int uiomem_static_add(unsigned int i)
{
	const struct uiomem_region *region = &uiomem_static[i].region;
	struct platform_device *pdev;
	int ret;

	pdev = platform_device_alloc(UIOMEM_NAME, i);
	if (!pdev) {
		uiomem_refuse(NULL, region, "memory", "no memory for its platform device");
		return -ENOMEM;
	}
	uiomem_static[i].pdev = pdev;
	uiomem_static[i].result = NOT_PROBED;
	ret = platform_device_add(pdev);
	if (ret) {
		uiomem_refuse(NULL, region, "name", "platform device " UIOMEM_NAME ".%u could not be added (%d)",
			      i, ret);
		uiomem_static[i].pdev = NULL;
		platform_device_put(pdev);
		return ret;
	}
	ret = uiomem_static[i].result;
	if (ret == NOT_PROBED) {
		uiomem_refuse(NULL, region, "busy", "the bus did not offer it; see its file drivers_autoprobe");
		ret = -ENODEV;
	}
	if (ret) {
		uiomem_static[i].pdev = NULL;
		platform_device_unregister(pdev);
	}
	return ret;
}

static void uiomem_static_remove_all(void)
{
	unsigned int i;

	for (i = 0; i < UIOMEM_STATIC_REGIONS; i++) {
		struct platform_device *pdev = uiomem_static[i].pdev;

		if (pdev)
			platform_device_unregister(pdev);
		uiomem_static[i].pdev = NULL;
	}
}

/**
 * uiomem_platform_init() - make all devices
 * @regions: UIOMEM_STATIC_REGIONS regions of the module parameters, those of size 0 are not asked for
 *
 * Device-tree nodes probe first, but cannot take the minor of a region that is asked for.
 *
 * Return: 0 when any device came to be or none was asked for, else the first error; nothing remains then.
 */
int uiomem_platform_init(const struct uiomem_region *regions)
{
	unsigned int i;
	int first = 0;
	int ret;

	for (i = 0; i < UIOMEM_STATIC_REGIONS; i++) {
		uiomem_static[i].region = regions[i];
		if (!regions[i].size)
			continue;
		ret = uiomem_reserve_minor(regions[i].minor);
		if (ret)
			return ret;
	}
	ret = platform_driver_register(&uiomem_driver);
	if (ret)
		return ret;
	for (i = 0; i < UIOMEM_STATIC_REGIONS; i++) {
		if (!regions[i].size)
			continue;
		ret = uiomem_static_add(i);
		if (ret && !first)
			first = ret;
	}
	if (first && !uiomem_any_device()) {
		uiomem_platform_exit();
		return first;
	}
	return 0;
}

void uiomem_platform_exit(void)
{
	uiomem_static_remove_all();
	platform_driver_unregister(&uiomem_driver);
}
