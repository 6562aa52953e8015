/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * Requests of the uiomem character devices
 *
 * For user space (C99, C++98 and later) and for the driver itself. The numbers and the layouts are
 * the same for 32- and 64-bit callers: each field is 8 bytes wide or an array of 16 characters.
 */
#ifndef UIOMEM_IOCTL_H
#define UIOMEM_IOCTL_H

#ifdef __KERNEL__
#include <linux/ioctl.h>
#include <linux/types.h>
#else
#include <stdint.h>
#include <sys/ioctl.h>
#endif

/** What the driver is: UIOMEM_IOCTL_GET_DRV_INFO. */
typedef struct {
	uint64_t flags;			/* bits 0..7: version of this interface */
	char version[16];		/* of the driver, ends in NUL */
	char sync_operation[16];	/* how it maintains caches; empty when it cannot */
} uiomem_ioctl_drv_info;

/** What the device is: UIOMEM_IOCTL_GET_DEV_INFO. */
typedef struct {
	uint64_t flags;		/* bit 0 shareable, 1 cached, 2 coherent */
	uint64_t size;		/* bytes */
	uint64_t addr;		/* physical address */
} uiomem_ioctl_dev_info;

/** The stored sync parameters: UIOMEM_IOCTL_GET_SYNC, UIOMEM_IOCTL_SET_SYNC. */
typedef struct {
	uint64_t flags;		/* bits 0..1 command, 2..3 direction, 8..15 mode, 16 owner */
	uint64_t size;		/* bytes; SET_SYNC: 0 leaves the stored size */
	uint64_t offset;	/* bytes from the start of the device */
} uiomem_ioctl_sync_args;

/*
 * Fields of the flags: UIOMEM_IOCTL_FLAGS_<field>_SHIFT, UIOMEM_IOCTL_FLAGS_<field>_MASK (right-aligned),
 * SET_UIOMEM_IOCTL_FLAGS_<field>(p, value), GET_UIOMEM_IOCTL_FLAGS_<field>(p).
 */
#define UIOMEM_IOCTL_FLAGS_IOCTL_VERSION_SHIFT	0
#define UIOMEM_IOCTL_FLAGS_IOCTL_VERSION_MASK	((uint64_t)0xFF)

#define UIOMEM_IOCTL_FLAGS_SHAREABLE_SHIFT	0
#define UIOMEM_IOCTL_FLAGS_SHAREABLE_MASK	((uint64_t)0x1)
#define UIOMEM_IOCTL_FLAGS_CACHED_SHIFT		1
#define UIOMEM_IOCTL_FLAGS_CACHED_MASK		((uint64_t)0x1)
#define UIOMEM_IOCTL_FLAGS_COHERENT_SHIFT	2
#define UIOMEM_IOCTL_FLAGS_COHERENT_MASK	((uint64_t)0x1)

#define UIOMEM_IOCTL_FLAGS_SYNC_CMD_SHIFT	0
#define UIOMEM_IOCTL_FLAGS_SYNC_CMD_MASK	((uint64_t)0x3)
#define UIOMEM_IOCTL_FLAGS_SYNC_DIR_SHIFT	2
#define UIOMEM_IOCTL_FLAGS_SYNC_DIR_MASK	((uint64_t)0x3)
#define UIOMEM_IOCTL_FLAGS_SYNC_MODE_SHIFT	8
#define UIOMEM_IOCTL_FLAGS_SYNC_MODE_MASK	((uint64_t)0xFF)
#define UIOMEM_IOCTL_FLAGS_SYNC_OWNER_SHIFT	16
#define UIOMEM_IOCTL_FLAGS_SYNC_OWNER_MASK	((uint64_t)0x1)

/* Commands in the field SYNC_CMD of UIOMEM_IOCTL_SET_SYNC; 0 and 2 store and run nothing. */
#define UIOMEM_IOCTL_FLAGS_SYNC_CMD_FOR_CPU	1
#define UIOMEM_IOCTL_FLAGS_SYNC_CMD_FOR_DEVICE	3

#define UIOMEM_IOCTL_FLAGS_FIELD(info_t, field)							\
static inline void SET_UIOMEM_IOCTL_FLAGS_##field(info_t *p, int value)				\
{												\
	p->flags &= ~(UIOMEM_IOCTL_FLAGS_##field##_MASK << UIOMEM_IOCTL_FLAGS_##field##_SHIFT);	\
	p->flags |= ((uint64_t)value & UIOMEM_IOCTL_FLAGS_##field##_MASK)			\
		    << UIOMEM_IOCTL_FLAGS_##field##_SHIFT;					\
}												\
static inline int GET_UIOMEM_IOCTL_FLAGS_##field(info_t *p)					\
{												\
	return (int)((p->flags >> UIOMEM_IOCTL_FLAGS_##field##_SHIFT)				\
		     & UIOMEM_IOCTL_FLAGS_##field##_MASK);					\
}

UIOMEM_IOCTL_FLAGS_FIELD(uiomem_ioctl_drv_info, IOCTL_VERSION)
UIOMEM_IOCTL_FLAGS_FIELD(uiomem_ioctl_dev_info, SHAREABLE)
UIOMEM_IOCTL_FLAGS_FIELD(uiomem_ioctl_dev_info, CACHED)
UIOMEM_IOCTL_FLAGS_FIELD(uiomem_ioctl_dev_info, COHERENT)
UIOMEM_IOCTL_FLAGS_FIELD(uiomem_ioctl_sync_args, SYNC_CMD)
UIOMEM_IOCTL_FLAGS_FIELD(uiomem_ioctl_sync_args, SYNC_DIR)
UIOMEM_IOCTL_FLAGS_FIELD(uiomem_ioctl_sync_args, SYNC_MODE)
UIOMEM_IOCTL_FLAGS_FIELD(uiomem_ioctl_sync_args, SYNC_OWNER)

#undef UIOMEM_IOCTL_FLAGS_FIELD

#define UIOMEM_IOCTL_MAGIC		'U'
#define UIOMEM_IOCTL_GET_DRV_INFO	_IOR(UIOMEM_IOCTL_MAGIC, 1, uiomem_ioctl_drv_info)
#define UIOMEM_IOCTL_GET_SIZE		_IOR(UIOMEM_IOCTL_MAGIC, 2, uint64_t)
#define UIOMEM_IOCTL_GET_PHYS_ADDR	_IOR(UIOMEM_IOCTL_MAGIC, 3, uint64_t)
#define UIOMEM_IOCTL_GET_SYNC_OWNER	_IOR(UIOMEM_IOCTL_MAGIC, 4, uint32_t)
#define UIOMEM_IOCTL_SET_SYNC_FOR_CPU	_IOW(UIOMEM_IOCTL_MAGIC, 5, uint64_t)
#define UIOMEM_IOCTL_SET_SYNC_FOR_DEVICE _IOW(UIOMEM_IOCTL_MAGIC, 6, uint64_t)
#define UIOMEM_IOCTL_GET_DEV_INFO	_IOR(UIOMEM_IOCTL_MAGIC, 7, uiomem_ioctl_dev_info)
#define UIOMEM_IOCTL_GET_SYNC		_IOR(UIOMEM_IOCTL_MAGIC, 8, uiomem_ioctl_sync_args)
#define UIOMEM_IOCTL_SET_SYNC		_IOW(UIOMEM_IOCTL_MAGIC, 9, uiomem_ioctl_sync_args)

#endif /* UIOMEM_IOCTL_H */
