// SPDX-License-Identifier: GPL-2.0 OR MIT
/* A device-tree node, read into a region; bindings/ikwzm,uiomem.yaml describes it */
#include <linux/ioport.h>
#include <linux/of.h>
#include <linux/of_address.h>
#include <linux/of_reserved_mem.h>
#include <linux/platform_device.h>

#include "uiomem.h"

static int uiomem_bad(struct device *dev, const struct uiomem_region *region, const char *property, const char *wanted)
{
	uiomem_refuse(dev, region, "property", "%s must be %s", property, wanted);
	return -EINVAL;
}

/* The first of reg and memory-region. */
static int uiomem_read_range(struct platform_device *pdev, struct uiomem_region *region)
{
	struct device *dev = &pdev->dev;
	struct reserved_mem *reserved;
	struct resource from_node;
	struct resource *res;
	struct device_node *node;
	int ret = 0;

	res = platform_get_resource(pdev, IORESOURCE_MEM, 0);
	if (res) {
		region->addr = res->start;
		region->size = resource_size(res);
		return 0;
	}
	if (of_find_property(dev->of_node, "reg", NULL))
		return uiomem_bad(dev, region, "reg", "an address and a size that the parent's ranges translate");

	node = of_parse_phandle(dev->of_node, "memory-region", 0);
	if (!node)
		return uiomem_bad(dev, region, "reg or memory-region", "given");
	reserved = of_reserved_mem_lookup(node);
	if (reserved) {
		region->addr = reserved->base;
		region->size = reserved->size;
		region->reserved_memory = reserved->name;
	} else if (!of_address_to_resource(node, 0, &from_node)) {
		region->addr = from_node.start;
		region->size = resource_size(&from_node);
		region->reserved_memory = kbasename(node->full_name);
	} else {
		ret = uiomem_bad(dev, region, "memory-region", "a node of /reserved-memory that the kernel has set up");
	}
	of_node_put(node);
	return ret;
}

/* A number of one or two cells: 1 when it is there, 0 when not, -EINVAL when it is neither. */
static int uiomem_read_number(struct device *dev, const struct uiomem_region *region, const char *name, u64 *value)
{
	const __be32 *cells;
	int len;

	cells = of_get_property(dev->of_node, name, &len);
	if (!cells)
		return 0;
	if (len != sizeof(*cells) && len != 2 * sizeof(*cells))
		return uiomem_bad(dev, region, name, "one number of one or two cells");
	*value = be32_to_cpu(cells[0]);
	if (len > sizeof(*cells))
		*value = *value << 32 | be32_to_cpu(cells[1]);
	return 1;
}

static int uiomem_read_cell(struct device *dev, const struct uiomem_region *region, const char *name, u64 low,
			    u64 high, int *value)
{
	const __be32 *cell;
	u64 found;
	int len;

	cell = of_get_property(dev->of_node, name, &len);
	if (!cell)
		return 0;
	found = len == sizeof(*cell) ? be32_to_cpup(cell) : U64_MAX;
	if (found < low || found > high) {
		uiomem_refuse(dev, region, "property", "%s must be one cell of %llu to %llu", name, low, high);
		return -EINVAL;
	}
	*value = found;
	return 0;
}

static void uiomem_read_cache(const struct device_node *node, struct uiomem_region *region)
{
	if (of_property_read_bool(node, "cache-off")) {
		region->cached = false;
		region->coherent = true;
	} else if (of_property_read_bool(node, "cache-noncoherent")) {
		region->cached = true;
		region->coherent = false;
	} else if (of_property_read_bool(node, "cache-coherent")) {
		region->cached = true;
		region->coherent = true;
	}
}

static int uiomem_read_sync(struct device *dev, struct uiomem_region *region)
{
	int direction = UIOMEM_BIDIRECTIONAL;
	int mode = UIOMEM_SYNC_MODE_NONCACHED;
	int ret;

	ret = uiomem_read_number(dev, region, "sync-offset", &region->sync_offset);
	if (ret < 0)
		return ret;
	if (ret && region->sync_offset >= region->size)
		return uiomem_bad(dev, region, "sync-offset", "inside the range");
	region->sync_size = region->size - region->sync_offset;
	ret = uiomem_read_number(dev, region, "sync-size", &region->sync_size);
	if (ret < 0)
		return ret;
	if (region->sync_size > region->size - region->sync_offset)
		return uiomem_bad(dev, region, "sync-size", "at most what the range has after sync-offset");
	ret = uiomem_read_cell(dev, region, "sync-direction", UIOMEM_BIDIRECTIONAL, UIOMEM_FROM_DEVICE, &direction);
	if (ret)
		return ret;
	ret = uiomem_read_cell(dev, region, "sync-mode", UIOMEM_SYNC_MODE_NONCACHED, UIOMEM_SYNC_MODE_DMACOHERENT,
			       &mode);
	if (ret)
		return ret;
	region->sync_direction = direction;
	region->sync_mode = mode;
	if (of_property_read_bool(dev->of_node, "sync-always"))
		region->sync_mode |= UIOMEM_SYNC_MODE_ALWAYS;
	return 0;
}

static int uiomem_read_name(struct device *dev, struct uiomem_region *region)
{
	int ret;

	ret = of_property_read_string(dev->of_node, "device-name", &region->name);
	if (ret == -EINVAL) {	/* not given */
		region->name = NULL;
		if (region->minor < 0)
			return 0;
		region->name = devm_kasprintf(dev, GFP_KERNEL, UIOMEM_NAME "%d", region->minor);
		return region->name ? 0 : -ENOMEM;
	}
	if (ret || !*region->name || strchr(region->name, '/') || !strcmp(region->name, ".") ||
	    !strcmp(region->name, ".."))
		return uiomem_bad(dev, region, "device-name", "a file name");
	return 0;
}

/** uiomem_minor_is_named() - whether a device-tree node asks for the minor number, probed or not */
bool uiomem_minor_is_named(int minor)
{
	struct device_node *node;
	const __be32 *cell;
	int len;

	for_each_compatible_node(node, NULL, UIOMEM_COMPATIBLE) {
		cell = of_get_property(node, "minor-number", &len);
		if (cell && len == sizeof(*cell) && be32_to_cpup(cell) == minor) {
			of_node_put(node);
			return true;
		}
	}
	return false;
}

/**
 * uiomem_properties_read() - what a device-tree node asks for
 * @pdev: its platform device
 * @region: filled in; strings belong to the node or to @pdev
 *
 * Return: 0; -EINVAL with a line in the log that names the property; -ENOMEM.
 */
int uiomem_properties_read(struct platform_device *pdev, struct uiomem_region *region)
{
	struct device *dev = &pdev->dev;
	int ret;

	*region = (struct uiomem_region){ .index = -1, .minor = -1, .cached = true };
	ret = uiomem_read_range(pdev, region);
	if (ret)
		return ret;
	region->shareable = of_property_read_bool(dev->of_node, "shareable");
	uiomem_read_cache(dev->of_node, region);
	ret = uiomem_read_cell(dev, region, "minor-number", 0, UIOMEM_MINORS - 1, &region->minor);
	if (ret)
		return ret;
	ret = uiomem_read_name(dev, region);
	if (ret)
		return ret;
	return uiomem_read_sync(dev, region);
}
