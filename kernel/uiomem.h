/* SPDX-License-Identifier: GPL-2.0 OR MIT */
/*
 * What the parts of the driver know of each other
 *
 * A device lives from uiomem_create() to the last reference to its struct device. uiomem_destroy() ends
 * its access to the memory; what user space still holds open then answers ENODEV or SIGBUS.
 *
 * Locks, outermost first:
 *   uiomem_registry (device.c)  names, minors, ranges and the list of devices
 *   uiomem.life                 read: about to touch the memory or the mapping; write: uiomem_destroy()
 *   uiomem.sync_lock            the sync parameters and the owner
 *   uiomem.types_lock           x86: one memory type a page
 *   uiomem.mappings_lock        the list of mappings in user space
 * None of them is ever held across a copy to or from user memory.
 */
#ifndef UIOMEM_H
#define UIOMEM_H

#include <linux/cdev.h>
#include <linux/device.h>
#include <linux/fs.h>
#include <linux/list.h>
#include <linux/mutex.h>
#include <linux/rwsem.h>
#include <linux/types.h>

#include "uiomem-ioctl.h"

#define UIOMEM_NAME		"uiomem"
#define UIOMEM_COMPATIBLE	"ikwzm,uiomem"
#define UIOMEM_DRIVER_VERSION	"0.1.0-studio"	/* at most 15 characters */
#define UIOMEM_IOCTL_VERSION	1
#define UIOMEM_MINORS		256
#define UIOMEM_STATIC_REGIONS	8

/* sync_mode: bits 1..0 how a non-cached mapping is made, bit 2 also without O_SYNC */
#define UIOMEM_SYNC_MODE_KIND		0x3
#define UIOMEM_SYNC_MODE_NONCACHED	1
#define UIOMEM_SYNC_MODE_WRITECOMBINE	2
#define UIOMEM_SYNC_MODE_DMACOHERENT	3
#define UIOMEM_SYNC_MODE_ALWAYS		0x4
#define UIOMEM_SYNC_MODE_MAX		7

enum uiomem_direction {
	UIOMEM_BIDIRECTIONAL = 0,
	UIOMEM_TO_DEVICE = 1,	/* CPU writes, device reads */
	UIOMEM_FROM_DEVICE = 2,	/* device writes, CPU reads */
};

enum uiomem_owner {
	UIOMEM_OWNER_CPU = 0,
	UIOMEM_OWNER_DEVICE = 1,
};

/** struct uiomem_region - what is asked for, by module parameters or by the device tree */
struct uiomem_region {
	int index;			/* of the module parameter, -1 from the device tree */
	const char *name;		/* of the device, NULL: the platform device's */
	int minor;			/* -1: any */
	phys_addr_t addr;
	u64 size;
	bool shareable;
	bool cached;
	bool coherent;
	u64 sync_offset;
	u64 sync_size;
	unsigned int sync_direction;
	unsigned int sync_mode;
	const char *reserved_memory;	/* the node's name, or NULL */
};

/** struct uiomem - a device */
struct uiomem {
	struct device dev;
	struct cdev cdev;
	struct device *parent;		/* the platform device, valid until uiomem_destroy() */
	struct list_head node;		/* in the list of devices */
	struct inode *inode;		/* holds the address space that all mappings belong to */
	int index;			/* as in struct uiomem_region */
	phys_addr_t addr;
	size_t size;
	bool shareable;
	bool cached;
	bool coherent;
	struct resource *claim;		/* NULL when shareable */
	void *vaddr;			/* lasting cached mapping, NULL when mapped for each use */

	struct rw_semaphore life;
	bool gone;			/* set once, before life is taken for writing */

	struct mutex sync_lock;		/* the sync_* below */
	u64 sync_offset;
	size_t sync_size;
	unsigned int sync_direction;
	unsigned int sync_mode;
	enum uiomem_owner sync_owner;
	u64 sync_pending[2];		/* command being carried out, by the owner that it makes */

	struct rw_semaphore types_lock;	/* x86: a window is open (read), a memory type is chosen (write) */
	struct mutex mappings_lock;	/* mappings and mixed_type_logged */
	struct list_head mappings;	/* of user space, struct uiomem_mapping */
	wait_queue_head_t unmapped;	/* one of them is gone */
	bool mixed_type_logged;
};

/* module.c */
bool uiomem_info_enabled(void);

/* device.c */
extern struct class uiomem_class;
int uiomem_registry_init(void);
void uiomem_registry_exit(void);
int uiomem_reserve_minor(int minor);
bool uiomem_any_device(void);
struct uiomem *uiomem_create(struct device *parent, const struct uiomem_region *region);
void uiomem_destroy(struct uiomem *u);
int uiomem_enter(struct uiomem *u);
void uiomem_leave(struct uiomem *u);
void uiomem_refuse(struct device *parent, const struct uiomem_region *region, const char *word,
		   const char *fmt, ...) __printf(4, 5);

/* range.c */
int uiomem_range_check(struct device *parent, const struct uiomem_region *region);
int uiomem_range_claim(struct uiomem *u, const struct uiomem_region *region, struct list_head *devices);
void uiomem_range_release(struct uiomem *u);

/* window.c */
struct uiomem_window {
	struct uiomem *u;
	void *base;
	bool io;	/* base is __iomem: not cached */
	bool lasting;
};

int uiomem_window_init(struct uiomem *u);
void uiomem_window_exit(struct uiomem *u);
int uiomem_window_open(struct uiomem *u, struct uiomem_window *window, size_t offset, size_t len);
void uiomem_window_close(struct uiomem_window *window);
void uiomem_window_load(const struct uiomem_window *window, void *to, size_t len);
void uiomem_window_store(const struct uiomem_window *window, const void *from, size_t len);

/* sync.c */
int uiomem_sync_command(struct uiomem *u, u64 command, enum uiomem_owner owner);
int uiomem_sync_set(struct uiomem *u, const uiomem_ioctl_sync_args *args);
void uiomem_sync_get(struct uiomem *u, uiomem_ioctl_sync_args *args);
bool uiomem_sync_fits(const struct uiomem *u, u64 offset, u64 len);

static inline bool uiomem_maintained(const struct uiomem *u)
{
	return u->cached && !u->coherent;
}

/* class-files.c */
extern const struct attribute_group *uiomem_class_groups[];

/* file.c, ioctl.c, mmap.c */
extern const struct file_operations uiomem_fops;
long uiomem_ioctl(struct file *file, unsigned int request, unsigned long arg);
int uiomem_mmap(struct file *file, struct vm_area_struct *vma);
bool uiomem_mapped_cached(struct uiomem *u, size_t offset, size_t len);
void uiomem_mappings_revoke(struct uiomem *u);

/* inode.c */
int uiomem_inodes_init(void);
void uiomem_inodes_exit(void);
struct inode *uiomem_inode_new(void);
void uiomem_inode_free(struct inode *inode);

/* platform.c, properties.c */
struct platform_device;
int uiomem_platform_init(const struct uiomem_region *regions);
void uiomem_platform_exit(void);
int uiomem_properties_read(struct platform_device *pdev, struct uiomem_region *region);
bool uiomem_minor_is_named(int minor);

#endif /* UIOMEM_H */
