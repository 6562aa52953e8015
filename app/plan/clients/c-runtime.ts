/** What is the same in the C header of every plan. */

/** Between the include guard and the regions. The requests are those of kernel/uiomem-ioctl.h, under names of their own. */
export const cRuntime = String.raw`
#ifndef _POSIX_C_SOURCE
#define _POSIX_C_SOURCE 200809L /* O_SYNC, O_CLOEXEC, when a program asks for plain C99; include this header first */
#endif
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

/** Who writes what the other one reads. */
enum uiomem_direction {
	UIOMEM_BOTH = 0, /* the CPU and the device read and write */
	UIOMEM_CPU_WRITES = 1, /* the CPU writes, the device reads */
	UIOMEM_DEVICE_WRITES = 2 /* the device writes, the CPU reads */
};

enum uiomem_kind {
	UIOMEM_SYNCED, /* memory behind the cache, which the program cleans and invalidates */
	UIOMEM_COHERENT, /* memory behind a cache that the hardware keeps coherent */
	UIOMEM_UNCACHED, /* memory past the cache */
	UIOMEM_REGISTERS /* one access of 32 bits at a time */
};

/** What the plan says. */
struct uiomem_region {
	const char *name;
	const char *device;
	uint64_t address; /* physical */
	uint64_t size; /* bytes */
	enum uiomem_kind kind;
	enum uiomem_direction direction; /* in which the region is used, as far as the plan says so */
};

/** A region that is open. */
struct uiomem {
	const struct uiomem_region *region;
	int fd;
	uint8_t *memory; /* region->size bytes; NULL when it is not open */
	char error[256]; /* after a call that gave -1: why, as a sentence */
};

/* Requests of the driver, and what they carry: the same for programs of 32 and 64 bits. */
struct uiomem_device_info {
	uint64_t flags; /* bit 0 shareable, 1 cached, 2 coherent */
	uint64_t size;
	uint64_t address;
};
struct uiomem_sync_range {
	uint64_t flags; /* bits 0..1 command, 2..3 direction */
	uint64_t size;
	uint64_t offset;
};
#define UIOMEM_SYNC_FOR_CPU _IOW('U', 5, uint64_t)
#define UIOMEM_SYNC_FOR_DEVICE _IOW('U', 6, uint64_t)
#define UIOMEM_DEVICE_INFO _IOR('U', 7, struct uiomem_device_info)
#define UIOMEM_SYNC_RANGE _IOW('U', 9, struct uiomem_sync_range)
#define UIOMEM_FLAG_CACHED 2u
#define UIOMEM_FLAG_COHERENT 4u
/* The most bytes that one packed command can name (bits 31..4). */
#define UIOMEM_LONGEST_SYNC UINT64_C(0xfffffff0)

#ifdef __GNUC__
__attribute__((format(printf, 2, 3)))
#endif
static inline int uiomem_fail(struct uiomem *it, const char *format, ...)
{
	va_list values;

	va_start(values, format);
	vsnprintf(it->error, sizeof(it->error), format, values);
	va_end(values);
	return -1;
}

/** Unmaps and closes; once more does nothing. */
static inline void uiomem_close(struct uiomem *it)
{
	if (it->memory != NULL)
		munmap(it->memory, (size_t)it->region->size);
	if (it->fd >= 0)
		close(it->fd);
	it->memory = NULL;
	it->fd = -1;
}

/** 0 when the device that is open is the one of the plan. */
static inline int uiomem_check_device(struct uiomem *it)
{
	const struct uiomem_region *region = it->region;
	struct uiomem_device_info info;

	if (ioctl(it->fd, UIOMEM_DEVICE_INFO, &info) != 0)
		return uiomem_fail(it, "%s is no uiomem device: %s", region->device, strerror(errno));
	if (info.address != region->address || info.size != region->size)
		return uiomem_fail(it, "%s has %" PRIu64 " bytes at 0x%" PRIx64 ", the plan says %" PRIu64 " bytes at 0x%" PRIx64,
				   region->device, info.size, info.address, region->size, region->address);
	if (region->kind == UIOMEM_COHERENT && (info.flags & UIOMEM_FLAG_COHERENT) == 0)
		return uiomem_fail(it, "%s is not coherent, and the plan says that it is", region->device);
	if (region->kind == UIOMEM_REGISTERS && (info.flags & UIOMEM_FLAG_CACHED) != 0)
		return uiomem_fail(it, "%s is cached, and the plan says that it has registers", region->device);
	return 0;
}

/** Opens, checks and maps a region: 0, or -1 with it->error. Nothing stays open after -1. */
static inline int uiomem_open(struct uiomem *it, const struct uiomem_region *region)
{
	/* The driver maps past the cache what was opened with O_SYNC. */
	const int past_cache = region->kind == UIOMEM_UNCACHED || region->kind == UIOMEM_REGISTERS;
	void *memory;

	it->region = region;
	it->memory = NULL;
	it->error[0] = '\0';
	it->fd = open(region->device, O_RDWR | O_CLOEXEC | (past_cache ? O_SYNC : 0));
	if (it->fd < 0)
		return uiomem_fail(it, "%s cannot be opened: %s", region->device, strerror(errno));
	if (uiomem_check_device(it) != 0) {
		uiomem_close(it);
		return -1;
	}
	if ((size_t)region->size != region->size) {
		uiomem_close(it);
		return uiomem_fail(it, "%s is too large for a program of %u bits", region->device, (unsigned)sizeof(void *) * 8);
	}
	memory = mmap(NULL, (size_t)region->size, PROT_READ | PROT_WRITE, MAP_SHARED, it->fd, 0);
	if (memory == MAP_FAILED) {
		const int cause = errno;

		uiomem_close(it);
		return uiomem_fail(it, "%s cannot be mapped: %s", region->device, strerror(cause));
	}
	it->memory = (uint8_t *)memory;
	return 0;
}

/** Whether all of a range lies in the region. */
static inline int uiomem_inside(const struct uiomem *it, uint64_t offset, uint64_t size)
{
	return size <= it->region->size && offset <= it->region->size - size;
}

static inline int uiomem_outside(struct uiomem *it, uint64_t offset, uint64_t size)
{
	return uiomem_fail(it, "%" PRIu64 " bytes at offset 0x%" PRIx64 " are not inside %s", size, offset, it->region->device);
}

static inline int uiomem_sync(struct uiomem *it, int for_cpu, uint64_t offset, uint64_t size,
			      enum uiomem_direction direction)
{
	const uint64_t way = (uint64_t)direction << 2;
	const uint64_t end = offset + size;
	uint64_t next;

	if (!uiomem_inside(it, offset, size))
		return uiomem_outside(it, offset, size);
	if (it->region->kind != UIOMEM_SYNCED) {
		/* No cache to maintain; accesses of this thread stay on their side of the call. */
		__sync_synchronize();
		return 0;
	}
	if (size == 0)
		return 0;
	/* Sizes of a command are multiples of 16 bytes, and a cache line is longer than that. */
	for (offset &= ~UINT64_C(15); offset < end; offset = next) {
		int status;

		next = end - offset > UIOMEM_LONGEST_SYNC ? offset + UIOMEM_LONGEST_SYNC : (end + 15) & ~UINT64_C(15);
		if (offset <= UINT32_MAX) {
			uint64_t command = offset << 32 | (next - offset) | way | 1;

			status = ioctl(it->fd, for_cpu ? UIOMEM_SYNC_FOR_CPU : UIOMEM_SYNC_FOR_DEVICE, &command);
		} else {
			/* Only this request reaches past 4 GiB; the device keeps the range as its own. */
			struct uiomem_sync_range range;

			range.flags = way | (for_cpu ? 1 : 3);
			range.size = next - offset;
			range.offset = offset;
			status = ioctl(it->fd, UIOMEM_SYNC_RANGE, &range);
		}
		if (status != 0)
			return uiomem_fail(it, "%s cannot be synced: %s", it->region->device, strerror(errno));
	}
	return 0;
}

/** Before the CPU reads what the device wrote: 0, or -1 with it->error. UIOMEM_CPU_WRITES asks for nothing here. */
static inline int uiomem_sync_for_cpu(struct uiomem *it, uint64_t offset, uint64_t size, enum uiomem_direction direction)
{
	return uiomem_sync(it, 1, offset, size, direction);
}

/** Before the device reads what the CPU wrote, and before it writes: 0, or -1 with it->error. */
static inline int uiomem_sync_for_device(struct uiomem *it, uint64_t offset, uint64_t size,
					 enum uiomem_direction direction)
{
	return uiomem_sync(it, 0, offset, size, direction);
}

/** Copies from the region: 0, or -1 with it->error. Syncs nothing. */
static inline int uiomem_read(struct uiomem *it, uint64_t offset, void *to, size_t size)
{
	const uint8_t *from;
	uint8_t *out = (uint8_t *)to;

	if (!uiomem_inside(it, offset, size))
		return uiomem_outside(it, offset, size);
	from = it->memory + offset;
	if (it->region->kind == UIOMEM_SYNCED || it->region->kind == UIOMEM_COHERENT) {
		memcpy(out, from, size);
		return 0;
	}
	/* In aligned words: past the cache an unaligned access, which memcpy makes, may be answered by SIGBUS. */
	while (size > 0) {
		if (((uintptr_t)from & 3) == 0 && size >= 4) {
			const uint32_t word = *(const volatile uint32_t *)(const void *)from;

			memcpy(out, &word, 4);
			from += 4;
			out += 4;
			size -= 4;
		} else {
			*out++ = *(const volatile uint8_t *)from++;
			size--;
		}
	}
	return 0;
}

/** Copies into the region: 0, or -1 with it->error. Syncs nothing. */
static inline int uiomem_write(struct uiomem *it, uint64_t offset, const void *from, size_t size)
{
	uint8_t *to;
	const uint8_t *in = (const uint8_t *)from;

	if (!uiomem_inside(it, offset, size))
		return uiomem_outside(it, offset, size);
	to = it->memory + offset;
	if (it->region->kind == UIOMEM_SYNCED || it->region->kind == UIOMEM_COHERENT) {
		memcpy(to, in, size);
		return 0;
	}
	while (size > 0) {
		if (((uintptr_t)to & 3) == 0 && size >= 4) {
			uint32_t word;

			memcpy(&word, in, 4);
			*(volatile uint32_t *)(void *)to = word;
			to += 4;
			in += 4;
			size -= 4;
		} else {
			*(volatile uint8_t *)to++ = *in++;
			size--;
		}
	}
	return 0;
}

/** The place of a register; a wrong offset is a fault of the program and ends it. */
static inline volatile uint32_t *uiomem_register(const struct uiomem *it, uint64_t offset)
{
	if (offset % 4 != 0 || !uiomem_inside(it, offset, 4)) {
		fprintf(stderr, "%s has no register at offset 0x%" PRIx64 "\n", it->region->device, offset);
		abort();
	}
	return (volatile uint32_t *)(void *)(it->memory + offset);
}

/** Reads a register with one access of 32 bits. */
static inline uint32_t uiomem_read32(const struct uiomem *it, uint64_t offset)
{
	return *uiomem_register(it, offset);
}

/** Writes a register with one access of 32 bits. */
static inline void uiomem_write32(const struct uiomem *it, uint64_t offset, uint32_t value)
{
	*uiomem_register(it, offset) = value;
}
`;
