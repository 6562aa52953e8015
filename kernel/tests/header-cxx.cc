// SPDX-License-Identifier: GPL-2.0 OR MIT
// uiomem-ioctl.h alone, in C++: its layout, and that each function can be called.
#include "../uiomem-ioctl.h"

#define HEADER_ASSERT(condition, what) static_assert(condition, what)
#include "header-fields.h"

extern "C" int header_cxx_round_trip()
{
	uiomem_ioctl_drv_info drv = uiomem_ioctl_drv_info();
	uiomem_ioctl_dev_info dev = uiomem_ioctl_dev_info();
	uiomem_ioctl_sync_args args = uiomem_ioctl_sync_args();

	SET_UIOMEM_IOCTL_FLAGS_IOCTL_VERSION(&drv, 1);
	SET_UIOMEM_IOCTL_FLAGS_SHAREABLE(&dev, 1);
	SET_UIOMEM_IOCTL_FLAGS_CACHED(&dev, 1);
	SET_UIOMEM_IOCTL_FLAGS_COHERENT(&dev, 1);
	SET_UIOMEM_IOCTL_FLAGS_SYNC_CMD(&args, UIOMEM_IOCTL_FLAGS_SYNC_CMD_FOR_DEVICE);
	SET_UIOMEM_IOCTL_FLAGS_SYNC_DIR(&args, 2);
	SET_UIOMEM_IOCTL_FLAGS_SYNC_MODE(&args, 7);
	SET_UIOMEM_IOCTL_FLAGS_SYNC_OWNER(&args, 1);
	return drv.flags == 1 && dev.flags == 7 && args.flags == 0x1070b &&
	       GET_UIOMEM_IOCTL_FLAGS_IOCTL_VERSION(&drv) == 1 && GET_UIOMEM_IOCTL_FLAGS_SHAREABLE(&dev) == 1 &&
	       GET_UIOMEM_IOCTL_FLAGS_CACHED(&dev) == 1 && GET_UIOMEM_IOCTL_FLAGS_COHERENT(&dev) == 1 &&
	       GET_UIOMEM_IOCTL_FLAGS_SYNC_CMD(&args) == 3 && GET_UIOMEM_IOCTL_FLAGS_SYNC_DIR(&args) == 2 &&
	       GET_UIOMEM_IOCTL_FLAGS_SYNC_MODE(&args) == 7 && GET_UIOMEM_IOCTL_FLAGS_SYNC_OWNER(&args) == 1;
}
