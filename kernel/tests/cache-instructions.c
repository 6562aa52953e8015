// SPDX-License-Identifier: GPL-2.0 OR MIT
/*
 * A plugin of QEMU (TCG, plugin API version 1) that counts cache instructions as the emulated processors run them.
 *
 *   qemu-system-aarch64 ... -plugin file=cache-instructions.so,counts=FILE
 *
 * FILE becomes three 64-bit counters in the workstation's byte order, live: clean, invalidate, clean and invalidate.
 * On x86, where nothing invalidates alone: CLWB, 0, CLFLUSH and CLFLUSHOPT.
 * The declarations are those of QEMU's include/qemu/qemu-plugin.h that are used here; distributions do not package it.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

typedef uint64_t qemu_plugin_id_t;

typedef struct {
	const char *target_name;
	/* more follows */
} qemu_info_t;

struct qemu_plugin_tb;
struct qemu_plugin_insn;
enum qemu_plugin_op { QEMU_PLUGIN_INLINE_ADD_U64 };

typedef void (*translated_t)(qemu_plugin_id_t id, struct qemu_plugin_tb *tb);

void qemu_plugin_register_vcpu_tb_trans_cb(qemu_plugin_id_t id, translated_t cb);
void qemu_plugin_register_vcpu_insn_exec_inline(struct qemu_plugin_insn *insn, enum qemu_plugin_op op, void *counter,
						uint64_t add);
size_t qemu_plugin_tb_n_insns(const struct qemu_plugin_tb *tb);
struct qemu_plugin_insn *qemu_plugin_tb_get_insn(const struct qemu_plugin_tb *tb, size_t index);
const void *qemu_plugin_insn_data(const struct qemu_plugin_insn *insn);
size_t qemu_plugin_insn_size(const struct qemu_plugin_insn *insn);

__attribute__((visibility("default"))) int qemu_plugin_version = 1;

enum { CLEAN, INVALIDATE, FLUSH, KINDS, OTHER = KINDS };

static uint64_t *counts;
static bool arm64, arm;

/* Arm ARM (DDI 0487), C5.3: DC <op>, Xt is SYS with the register in bits 4..0. */
static int arm64_kind(const uint8_t *code)
{
	uint32_t word;

	memcpy(&word, code, sizeof(word));
	switch (word & ~0x1fu) {
	case 0xd50b7a20:	/* DC CVAC */
		return CLEAN;
	case 0xd5087620:	/* DC IVAC */
		return INVALIDATE;
	case 0xd50b7e20:	/* DC CIVAC */
		return FLUSH;
	default:
		return OTHER;
	}
}

/* ARM ARM (DDI 0406C), B4.2.1: MCR p15, 0, <Rt>, c7, <CRm>, 1, with Rt in bits 15..12, unconditional. */
static int arm_kind(const uint8_t *code)
{
	uint32_t word;

	memcpy(&word, code, sizeof(word));
	switch (word & ~0xf000u) {
	case 0xee070f3a:	/* DCCMVAC */
		return CLEAN;
	case 0xee070f36:	/* DCIMVAC */
		return INVALIDATE;
	case 0xee070f3e:	/* DCCIMVAC */
		return FLUSH;
	default:
		return OTHER;
	}
}

/* Intel SDM volume 2: CLFLUSH 0F AE /7, CLFLUSHOPT 66 0F AE /7, CLWB 66 0F AE /6, of a memory operand. */
static int x86_kind(const uint8_t *code, size_t size)
{
	bool prefix = false;
	size_t at = 0;

	for (; at < size && (code[at] == 0x66 || code[at] == 0x3e || (code[at] & 0xf0) == 0x40); at++)
		prefix |= code[at] == 0x66;
	if (at + 3 > size || code[at] != 0x0f || code[at + 1] != 0xae || code[at + 2] >= 0xc0)
		return OTHER;
	switch (code[at + 2] >> 3 & 7) {
	case 7:
		return FLUSH;
	case 6:
		return prefix ? CLEAN : OTHER;
	default:
		return OTHER;
	}
}

static void translated(qemu_plugin_id_t id, struct qemu_plugin_tb *tb)
{
	const size_t n = qemu_plugin_tb_n_insns(tb);

	(void)id;
	for (size_t i = 0; i < n; i++) {
		struct qemu_plugin_insn *insn = qemu_plugin_tb_get_insn(tb, i);
		const uint8_t *code = qemu_plugin_insn_data(insn);
		const size_t size = qemu_plugin_insn_size(insn);
		int kind = OTHER;

		if (!arm64 && !arm)
			kind = x86_kind(code, size);
		else if (size == 4)
			kind = arm ? arm_kind(code) : arm64_kind(code);
		if (kind != OTHER)
			qemu_plugin_register_vcpu_insn_exec_inline(insn, QEMU_PLUGIN_INLINE_ADD_U64, &counts[kind], 1);
	}
}

__attribute__((visibility("default"))) int qemu_plugin_install(qemu_plugin_id_t id, const qemu_info_t *info, int argc,
							       char **argv)
{
	int fd = -1;

	for (int i = 0; i < argc; i++)
		if (!strncmp(argv[i], "counts=", 7))
			fd = open(argv[i] + 7, O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
	if (fd < 0 || ftruncate(fd, KINDS * sizeof(*counts)))
		return -1;
	counts = mmap(NULL, KINDS * sizeof(*counts), PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	close(fd);
	if (counts == MAP_FAILED)
		return -1;
	arm64 = !strcmp(info->target_name, "aarch64");
	arm = !strcmp(info->target_name, "arm");
	qemu_plugin_register_vcpu_tb_trans_cb(id, translated);
	return 0;
}
