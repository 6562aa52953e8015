/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/* Checks of uiomem-ioctl.h that read the same in C and in C++; HEADER_ASSERT is either one's static assertion. */
#include <stddef.h>

HEADER_ASSERT(sizeof(uiomem_ioctl_drv_info) == 40, "drv_info is 40 bytes");
HEADER_ASSERT(offsetof(uiomem_ioctl_drv_info, version) == 8, "version at 8");
HEADER_ASSERT(offsetof(uiomem_ioctl_drv_info, sync_operation) == 24, "sync_operation at 24");
HEADER_ASSERT(sizeof(uiomem_ioctl_dev_info) == 24, "dev_info is 24 bytes");
HEADER_ASSERT(offsetof(uiomem_ioctl_dev_info, size) == 8, "size at 8");
HEADER_ASSERT(offsetof(uiomem_ioctl_dev_info, addr) == 16, "addr at 16");
HEADER_ASSERT(sizeof(uiomem_ioctl_sync_args) == 24, "sync_args is 24 bytes");
HEADER_ASSERT(offsetof(uiomem_ioctl_sync_args, size) == 8, "size at 8");
HEADER_ASSERT(offsetof(uiomem_ioctl_sync_args, offset) == 16, "offset at 16");

HEADER_ASSERT(UIOMEM_IOCTL_GET_DRV_INFO == 0x80285501, "GET_DRV_INFO");
HEADER_ASSERT(UIOMEM_IOCTL_GET_SIZE == 0x80085502, "GET_SIZE");
HEADER_ASSERT(UIOMEM_IOCTL_GET_PHYS_ADDR == 0x80085503, "GET_PHYS_ADDR");
HEADER_ASSERT(UIOMEM_IOCTL_GET_SYNC_OWNER == 0x80045504, "GET_SYNC_OWNER");
HEADER_ASSERT(UIOMEM_IOCTL_SET_SYNC_FOR_CPU == 0x40085505, "SET_SYNC_FOR_CPU");
HEADER_ASSERT(UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE == 0x40085506, "SET_SYNC_FOR_DEVICE");
HEADER_ASSERT(UIOMEM_IOCTL_GET_DEV_INFO == 0x80185507, "GET_DEV_INFO");
HEADER_ASSERT(UIOMEM_IOCTL_GET_SYNC == 0x80185508, "GET_SYNC");
HEADER_ASSERT(UIOMEM_IOCTL_SET_SYNC == 0x40185509, "SET_SYNC");
HEADER_ASSERT(UIOMEM_IOCTL_MAGIC == 'U', "MAGIC");
HEADER_ASSERT(UIOMEM_IOCTL_FLAGS_SYNC_CMD_FOR_CPU == 1, "FOR_CPU");
HEADER_ASSERT(UIOMEM_IOCTL_FLAGS_SYNC_CMD_FOR_DEVICE == 3, "FOR_DEVICE");

#define FIELD(field, shift, mask)									\
	HEADER_ASSERT(UIOMEM_IOCTL_FLAGS_##field##_SHIFT == shift, #field " starts at bit " #shift);	\
	HEADER_ASSERT(UIOMEM_IOCTL_FLAGS_##field##_MASK == mask, #field " is as wide as " #mask);	\
	HEADER_ASSERT(sizeof(UIOMEM_IOCTL_FLAGS_##field##_MASK) == 8, #field "'s mask is 64 bits wide")

FIELD(IOCTL_VERSION, 0, 0xff);
FIELD(SHAREABLE, 0, 1);
FIELD(CACHED, 1, 1);
FIELD(COHERENT, 2, 1);
FIELD(SYNC_CMD, 0, 3);
FIELD(SYNC_DIR, 2, 3);
FIELD(SYNC_MODE, 8, 0xff);
FIELD(SYNC_OWNER, 16, 1);
#undef FIELD
