/** A plan's regions for programs in Python: one module, which also checks the board when it is run. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Plan } from '../schema.ts';
import { type ClientFile, type ClientKind, type ClientRegion, clientRegions, planWords } from './client-region.ts';
import { pythonRuntime } from './python-runtime.ts';

const kinds: Readonly<Record<ClientKind, string>> = {
  synced: 'SYNCED',
  coherent: 'COHERENT',
  uncached: 'UNCACHED',
  registers: 'REGISTERS',
};
const directions = { both: 'BOTH', 'cpu-writes': 'CPU_WRITES', 'device-writes': 'DEVICE_WRITES' } as const;

function constant({ identifier, device, address, size, kind, direction, about }: ClientRegion): string {
  return `
# ${about}.
${identifier} = Region(
    name="${device}",
    address=${hex(address)},
    size=${hex(size)},
    kind=Kind.${kinds[kind]},
    direction=Direction.${directions[direction]},
)
`;
}

export function pythonClient(plan: Plan): ClientFile[] {
  const regions = clientRegions(plan);
  const first = regions.find(({ kind }) => kind !== 'registers')?.identifier ?? 'REGION';
  const list = regions.map(({ identifier }) => `    ${identifier},\n`).join('');
  const text = `#!/usr/bin/env python3
# Regions of ${planWords(plan)}, for programs in Python 3.7 and later that run on the board.
# Rendered by "uiomem-studio plan client python"; render it anew when the plan changes.
# python3 uiomem_regions.py checks that the board's devices are those of the plan.
#
#   from uiomem_regions import ${first}, Direction, Mapping
#
#   with Mapping(${first}) as it:
#       it.write(0, data)
#       it.sync_for_device(0, len(data), Direction.CPU_WRITES)  # now the device may read
#
#       it.sync_for_device(0, 4096, Direction.DEVICE_WRITES)  # now the device may write
#       it.sync_for_cpu(0, 4096, Direction.DEVICE_WRITES)  # when it has written
#       data = it.read(0, 4096)
${pythonRuntime}
${regions.map(constant).join('')}
REGIONS = (${list === '' ? '' : `\n${list}`})


def main():
    failed = False
    for region in REGIONS:
        try:
            with Mapping(region):
                print(f"{region.device} is as the plan says")
        except UiomemError as error:
            print(error, file=sys.stderr)
            failed = True
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
`;
  return [{ path: 'uiomem_regions.py', text }];
}
