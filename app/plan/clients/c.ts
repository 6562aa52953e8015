/** A plan's regions for programs in C99 and C++: a header that is all of it, and a program that checks the board. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Plan } from '../schema.ts';
import { cRuntime } from './c-runtime.ts';
import { type ClientFile, type ClientKind, type ClientRegion, clientRegions, planWords } from './client-region.ts';

const kinds: Readonly<Record<ClientKind, string>> = {
  synced: 'UIOMEM_SYNCED',
  coherent: 'UIOMEM_COHERENT',
  uncached: 'UIOMEM_UNCACHED',
  registers: 'UIOMEM_REGISTERS',
};
const directions = {
  both: 'UIOMEM_BOTH',
  'cpu-writes': 'UIOMEM_CPU_WRITES',
  'device-writes': 'UIOMEM_DEVICE_WRITES',
} as const;

function constant({ identifier, device, address, size, kind, direction, about }: ClientRegion): string {
  return `
/* ${about}. */
static const struct uiomem_region ${identifier} = {
	"${device}", "/dev/${device}", UINT64_C(${hex(address)}), UINT64_C(${hex(size)}), ${kinds[kind]}, ${directions[direction]}
};
`;
}

export function cClient(plan: Plan): ClientFile[] {
  const regions = clientRegions(plan);
  const head = `/*
 * Regions of ${planWords(plan)}, for programs in C99 and C++ that run on the board.
 * Rendered by "uiomem-studio plan client c"; render it anew when the plan changes.
 *
 * Compile a program that includes it, such as uiomem_check.c, on the board or on the workstation:
 *	gcc -O2 -Wall -o uiomem_check uiomem_check.c
 *	aarch64-linux-gnu-gcc -O2 -Wall -static -o uiomem_check uiomem_check.c
 *
${usage(regions[0]?.identifier ?? 'REGION')} */
#ifndef UIOMEM_REGIONS_H
#define UIOMEM_REGIONS_H
`;
  const header = `${head}${cRuntime}${regions.map(constant).join('')}
#endif /* UIOMEM_REGIONS_H */
`;
  const check = `/*
 * Checks that the board's devices are those of ${planWords(plan)}: 0 when each one is.
 * Rendered by "uiomem-studio plan client c". Reads and writes no memory.
 */
#include "uiomem_regions.h"

int main(void)
{
	static const struct uiomem_region *const regions[] = {
${regions.map(({ identifier }) => `\t\t&${identifier},\n`).join('')}		NULL
	};
	int failed = 0;
	size_t i;

	for (i = 0; regions[i] != NULL; i++) {
		struct uiomem it;

		if (uiomem_open(&it, regions[i]) != 0) {
			fprintf(stderr, "%s\\n", it.error);
			failed = 1;
			continue;
		}
		printf("%s is as the plan says\\n", regions[i]->device);
		uiomem_close(&it);
	}
	return failed;
}
`;
  return [
    { path: 'uiomem_regions.h', text: header },
    { path: 'uiomem_check.c', text: check },
  ];
}

/** How a region is used, as the part of a comment. */
function usage(identifier: string): string {
  return ` *	struct uiomem it;
 *
 *	if (uiomem_open(&it, &${identifier}) != 0) {
 *		fprintf(stderr, "%s\\n", it.error);
 *		return 1;
 *	}
 *	uiomem_write(&it, 0, data, size);
 *	uiomem_sync_for_device(&it, 0, size, UIOMEM_CPU_WRITES);	now the device may read
 *
 *	uiomem_sync_for_device(&it, 0, size, UIOMEM_DEVICE_WRITES);	now the device may write
 *	uiomem_sync_for_cpu(&it, 0, size, UIOMEM_DEVICE_WRITES);	when it has written
 *	uiomem_read(&it, 0, data, size);
 *	uiomem_close(&it);
`;
}
