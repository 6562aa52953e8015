// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * Open, read, write, lseek
 *
 * Data passes through a buffer of the kernel's own: the device is held while that is filled or emptied, and
 * let go before user memory is touched, so that a page fault there can wait for anything.
 */
#include <linux/fs.h>
#include <linux/module.h>
#include <linux/sched/signal.h>
#include <linux/sizes.h>
#include <linux/slab.h>
#include <linux/uaccess.h>

#include "cache.h"
#include "uiomem.h"

#define STEP	SZ_64K	/* bytes at a time; a multiple of any cache line */

static int uiomem_open(struct inode *inode, struct file *file)
{
	struct uiomem *u = container_of(inode->i_cdev, struct uiomem, cdev);

	if (READ_ONCE(u->gone))
		return -ENODEV;
	file->private_data = u;
	file->f_mapping = u->inode->i_mapping;
	return 0;
}

static int uiomem_load(struct uiomem *u, size_t offset, void *to, size_t len)
{
	struct uiomem_window window;
	int ret;

	ret = uiomem_enter(u);
	if (ret)
		return ret;
	ret = uiomem_window_open(u, &window, offset, len);
	if (!ret) {
		if (uiomem_maintained(u))
			uiomem_cache_lines(UIOMEM_CACHE_INVALIDATE, window.base, u->addr + offset, len, true);
		uiomem_window_load(&window, to, len);
		if (uiomem_maintained(u))
			uiomem_cache_lines(UIOMEM_CACHE_INVALIDATE, window.base, u->addr + offset, len, true);
		uiomem_window_close(&window);
	}
	uiomem_leave(u);
	return ret;
}

static int uiomem_store(struct uiomem *u, size_t offset, const void *from, size_t len)
{
	struct uiomem_window window;
	int ret;

	ret = uiomem_enter(u);
	if (ret)
		return ret;
	ret = uiomem_window_open(u, &window, offset, len);
	if (!ret) {
		if (uiomem_maintained(u))
			uiomem_cache_cut_lines(window.base, u->addr + offset, len);
		uiomem_window_store(&window, from, len);
		if (uiomem_maintained(u))
			uiomem_cache_lines(UIOMEM_CACHE_CLEAN, window.base, u->addr + offset, len, false);
		uiomem_window_close(&window);
	}
	uiomem_leave(u);
	return ret;
}

static ssize_t uiomem_transfer(struct uiomem *u, char __user *to, const char __user *from, size_t count,
			       loff_t *ppos)
{
	const size_t start = *ppos;
	size_t done = 0;
	void *buffer;
	int ret = 0;

	count = min_t(size_t, count, u->size - start);
	buffer = kvmalloc(min_t(size_t, count, STEP), GFP_KERNEL);
	if (!buffer)
		return -ENOMEM;
	while (done < count && !ret) {
		const size_t offset = start + done;
		size_t n = min_t(size_t, count - done, STEP - (offset & (STEP - 1)));
		size_t missed = 0;

		if (fatal_signal_pending(current)) {
			ret = -EINTR;
			break;
		}
		if (from) {
			missed = copy_from_user(buffer, from + done, n);
			n -= missed;
			if (n)
				ret = uiomem_store(u, offset, buffer, n);
		} else {
			ret = uiomem_load(u, offset, buffer, n);
			if (!ret)
				missed = copy_to_user(to + done, buffer, n);
			n -= missed;
		}
		if (!ret)
			done += n;
		if (missed && !ret)
			ret = -EFAULT;
		cond_resched();
	}
	kvfree(buffer);
	*ppos = start + done;
	return done ? done : ret;
}

static ssize_t uiomem_read(struct file *file, char __user *buf, size_t count, loff_t *ppos)
{
	struct uiomem *u = file->private_data;

	if (READ_ONCE(u->gone))
		return -ENODEV;
	if (*ppos < 0)
		return -EINVAL;
	if (!count || *ppos >= u->size)
		return 0;
	return uiomem_transfer(u, buf, NULL, count, ppos);
}

static ssize_t uiomem_write(struct file *file, const char __user *buf, size_t count, loff_t *ppos)
{
	struct uiomem *u = file->private_data;

	if (READ_ONCE(u->gone))
		return -ENODEV;
	if (*ppos < 0)
		return -EINVAL;
	if (!count)
		return 0;
	if (*ppos >= u->size)
		return -ENOSPC;
	return uiomem_transfer(u, NULL, buf, count, ppos);
}

static loff_t uiomem_llseek(struct file *file, loff_t offset, int whence)
{
	struct uiomem *u = file->private_data;

	if (READ_ONCE(u->gone))
		return -ENODEV;
	return fixed_size_llseek(file, offset, whence, u->size);
}

const struct file_operations uiomem_fops = {
	.owner = THIS_MODULE,
	.open = uiomem_open,
	.read = uiomem_read,
	.write = uiomem_write,
	.llseek = uiomem_llseek,
	.mmap = uiomem_mmap,
	.unlocked_ioctl = uiomem_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
};
