// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * One anonymous inode a device
 *
 * Files opened through any node of a device share its address space, so that removal finds each mapping. The
 * file system is never registered and takes no reference to the module: open files pin that already.
 */
#include <linux/fs.h>
#include <linux/mount.h>
#include <linux/pseudo_fs.h>

#include "uiomem.h"

#define UIOMEM_FS_MAGIC	0x75696f6d	/* "uiom" */

static struct vfsmount *uiomem_mount;

static int uiomem_fs_context(struct fs_context *fc)
{
	return init_pseudo(fc, UIOMEM_FS_MAGIC) ? 0 : -ENOMEM;
}

static struct file_system_type uiomem_fs = {
	.name = UIOMEM_NAME,
	.init_fs_context = uiomem_fs_context,
	.kill_sb = kill_anon_super,
};

int uiomem_inodes_init(void)
{
	uiomem_mount = kern_mount(&uiomem_fs);
	return PTR_ERR_OR_ZERO(uiomem_mount);
}

void uiomem_inodes_exit(void)
{
	kern_unmount(uiomem_mount);
}

struct inode *uiomem_inode_new(void)
{
	return alloc_anon_inode(uiomem_mount->mnt_sb);
}

void uiomem_inode_free(struct inode *inode)
{
	if (!IS_ERR_OR_NULL(inode))
		iput(inode);
}
