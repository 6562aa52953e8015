/** A plan's regions for programs in Rust: a module without any crate, and a program that checks the board. */
import { hex } from '../../../remote-helper/contract/quantity.ts';
import type { Plan } from '../schema.ts';
import { type ClientFile, type ClientKind, type ClientRegion, clientRegions, planWords } from './client-region.ts';
import { rustRuntime } from './rust-runtime.ts';

const kinds: Readonly<Record<ClientKind, string>> = {
  synced: 'Synced',
  coherent: 'Coherent',
  uncached: 'Uncached',
  registers: 'Registers',
};
const directions = { both: 'Both', 'cpu-writes': 'CpuWrites', 'device-writes': 'DeviceWrites' } as const;

function constant({ identifier, device, address, size, kind, direction, about }: ClientRegion): string {
  return `
/// ${about}.
pub static ${identifier}: Region = Region {
    name: "${device}",
    device: "/dev/${device}",
    address: ${hex(address)},
    size: ${hex(size)},
    kind: Kind::${kinds[kind]},
    direction: Direction::${directions[direction]},
};
`;
}

export function rustClient(plan: Plan): ClientFile[] {
  const regions = clientRegions(plan);
  const first = regions[0]?.identifier ?? 'REGION';
  const module = `//! Regions of ${planWords(plan)}, for programs in Rust (edition 2021) that run on the board.
//! Rendered by "uiomem-studio plan client rust"; render it anew when the plan changes. It needs no crate:
//! rustc --edition 2021 -O uiomem_check.rs
//!
//! \`\`\`ignore
//! let mut it = Mapping::open(&${first})?;
//! it.write(0, &data)?;
//! it.sync_for_device(0, data.len() as u64, Direction::CpuWrites)?; // now the device may read
//!
//! it.sync_for_device(0, 4096, Direction::DeviceWrites)?; // now the device may write
//! it.sync_for_cpu(0, 4096, Direction::DeviceWrites)?; // when it has written
//! it.read(0, &mut data)?;
//! \`\`\`
${rustRuntime}${regions.map(constant).join('')}
/// All of them, in the order of the plan.
pub static REGIONS: &[&Region] = &[${regions.map(({ identifier }) => `\n    &${identifier},`).join('')}${regions.length > 0 ? '\n' : ''}];
`;
  const check = `//! Checks that the board's devices are those of ${planWords(plan)}: 0 when each one is.
//! Rendered by "uiomem-studio plan client rust". Reads and writes no memory.
mod uiomem_regions;

use std::process::ExitCode;
use uiomem_regions::{Mapping, REGIONS};

fn main() -> ExitCode {
    let mut code = ExitCode::SUCCESS;
    for &region in REGIONS {
        match Mapping::open(region) {
            Ok(_) => println!("{} is as the plan says", region.device),
            Err(error) => {
                eprintln!("{}", error);
                code = ExitCode::FAILURE;
            }
        }
    }
    code
}
`;
  return [
    { path: 'uiomem_regions.rs', text: module },
    { path: 'uiomem_check.rs', text: check },
  ];
}
