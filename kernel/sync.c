// SPDX-License-Identifier: GPL-2.0 OR MIT
/* The sync command: whose turn it is, and what the caches must do for it */
#include <linux/limits.h>

#include "cache.h"
#include "uiomem.h"

struct uiomem_sync {
	u64 offset;
	u64 size;
	unsigned int direction;
};

/** uiomem_sync_fits() - whether a range lies inside the device, without a sum that could wrap */
bool uiomem_sync_fits(const struct uiomem *u, u64 offset, u64 len)
{
	return offset <= u->size && len <= u->size - offset;
}

/* A packed command: bits 63..32 offset, 31..4 size, 3..2 direction. */
static struct uiomem_sync uiomem_sync_unpack(u64 command)
{
	struct uiomem_sync sync = {
		.offset = command >> 32,
		.size = command & 0xfffffff0,
		.direction = (command >> 2) & 3,
	};

	return sync;
}

static struct uiomem_sync uiomem_sync_stored(const struct uiomem *u)
{
	struct uiomem_sync sync = {
		.offset = u->sync_offset,
		.size = u->sync_size,
		.direction = u->sync_direction,
	};

	lockdep_assert_held(&u->sync_lock);
	return sync;
}

static int uiomem_sync_maintain(struct uiomem *u, const struct uiomem_sync *sync, enum uiomem_owner owner)
{
	const bool for_cpu = owner == UIOMEM_OWNER_CPU;
	enum uiomem_cache_op op;

	if (!uiomem_sync_fits(u, sync->offset, sync->size))
		return -EINVAL;
	if (!uiomem_maintained(u))
		return 0;
	if (for_cpu && sync->direction == UIOMEM_TO_DEVICE)
		return 0;
	if (for_cpu || sync->direction == UIOMEM_FROM_DEVICE)
		op = UIOMEM_CACHE_INVALIDATE;
	else
		op = UIOMEM_CACHE_CLEAN;
	return uiomem_cache_maintain(u, op, sync->offset, sync->size, for_cpu);
}

/* The caller holds the device by uiomem_enter(), and sync_lock, which is let go while the caches work. */
static int uiomem_sync_run(struct uiomem *u, u64 command, const struct uiomem_sync *sync, enum uiomem_owner owner)
{
	int ret;

	u->sync_pending[owner] = command;
	mutex_unlock(&u->sync_lock);
	ret = uiomem_sync_maintain(u, sync, owner);
	mutex_lock(&u->sync_lock);
	u->sync_pending[owner] = 0;
	if (!ret)
		u->sync_owner = owner;
	return ret;
}

/**
 * uiomem_sync_command() - carry out what was written to sync_for_cpu or sync_for_device
 * @u: the device
 * @command: 0 nothing, 1 the stored parameters, else packed
 * @owner: who owns the memory when it succeeds
 *
 * Return: 0; -EINVAL when the range is not inside the device, -EINTR on a fatal signal, -ENODEV when the
 * device is gone, -ENOMEM: the owner is unchanged then.
 */
int uiomem_sync_command(struct uiomem *u, u64 command, enum uiomem_owner owner)
{
	struct uiomem_sync sync;
	int ret;

	ret = uiomem_enter(u);
	if (ret)
		return ret;
	if (command) {
		mutex_lock(&u->sync_lock);
		sync = command == 1 ? uiomem_sync_stored(u) : uiomem_sync_unpack(command);
		ret = uiomem_sync_run(u, command, &sync, owner);
		mutex_unlock(&u->sync_lock);
	}
	uiomem_leave(u);
	return ret;
}

/** uiomem_sync_set() - UIOMEM_IOCTL_SET_SYNC: store, then run the command; errors as uiomem_sync_command() */
int uiomem_sync_set(struct uiomem *u, const uiomem_ioctl_sync_args *args)
{
	uiomem_ioctl_sync_args copy = *args;
	const unsigned int mode = GET_UIOMEM_IOCTL_FLAGS_SYNC_MODE(&copy);
	const unsigned int direction = GET_UIOMEM_IOCTL_FLAGS_SYNC_DIR(&copy);
	const unsigned int command = GET_UIOMEM_IOCTL_FLAGS_SYNC_CMD(&copy);
	struct uiomem_sync sync;
	int ret;

	if (mode > UIOMEM_SYNC_MODE_MAX || args->size > SIZE_MAX)
		return -EINVAL;
	ret = uiomem_enter(u);
	if (ret)
		return ret;
	mutex_lock(&u->sync_lock);
	if (direction <= UIOMEM_FROM_DEVICE)
		u->sync_direction = direction;
	if (mode)
		WRITE_ONCE(u->sync_mode, mode);
	u->sync_offset = args->offset;
	if (args->size)
		u->sync_size = args->size;
	sync = uiomem_sync_stored(u);
	if (command == UIOMEM_IOCTL_FLAGS_SYNC_CMD_FOR_CPU)
		ret = uiomem_sync_run(u, 1, &sync, UIOMEM_OWNER_CPU);
	else if (command == UIOMEM_IOCTL_FLAGS_SYNC_CMD_FOR_DEVICE)
		ret = uiomem_sync_run(u, 1, &sync, UIOMEM_OWNER_DEVICE);
	mutex_unlock(&u->sync_lock);
	uiomem_leave(u);
	return ret;
}

/** uiomem_sync_get() - UIOMEM_IOCTL_GET_SYNC: the stored parameters and the owner, of one moment */
void uiomem_sync_get(struct uiomem *u, uiomem_ioctl_sync_args *args)
{
	args->flags = 0;
	mutex_lock(&u->sync_lock);
	SET_UIOMEM_IOCTL_FLAGS_SYNC_DIR(args, u->sync_direction);
	SET_UIOMEM_IOCTL_FLAGS_SYNC_MODE(args, u->sync_mode);
	SET_UIOMEM_IOCTL_FLAGS_SYNC_OWNER(args, u->sync_owner);
	args->size = u->sync_size;
	args->offset = u->sync_offset;
	mutex_unlock(&u->sync_lock);
}
