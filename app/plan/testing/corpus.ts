/** The facts corpus: app/plan/facts/*.json as facts, by the names of their files; facts/README.md says how one is added. */
import { z } from 'zod';
import { type BoardFacts, boardFacts } from '../../../remote-helper/contract/facts.ts';
import am64x from '../facts/am64x.json' with { type: 'json' };
import cycloneV from '../facts/cyclone-v.json' with { type: 'json' };
import emulatedArm64 from '../facts/emulated-arm64-6.1.json' with { type: 'json' };
import emulatedArm64Newer from '../facts/emulated-arm64-6.12.json' with { type: 'json' };
import emulatedArmhf from '../facts/emulated-armhf.json' with { type: 'json' };
import emulatedX86 from '../facts/emulated-x86-64-6.1.json' with { type: 'json' };
import generic from '../facts/generic.json' with { type: 'json' };
import genericArm from '../facts/generic-arm.json' with { type: 'json' };
import genericArm64 from '../facts/generic-arm64.json' with { type: 'json' };
import genericRiscv64 from '../facts/generic-riscv64.json' with { type: 'json' };
import polarfireSoc from '../facts/polarfire-soc.json' with { type: 'json' };
import raspberryPi4 from '../facts/raspberry-pi-4.json' with { type: 'json' };
import raspberryPi5 from '../facts/raspberry-pi-5.json' with { type: 'json' };
import zynq7000 from '../facts/zynq-7000.json' with { type: 'json' };
import zynqmp from '../facts/zynqmp.json' with { type: 'json' };

/** As the files say it: what the schema knows, and where it is from. */
export const corpusFiles: Readonly<Record<string, object>> = {
  am64x,
  'cyclone-v': cycloneV,
  'emulated-arm64-6.1': emulatedArm64,
  'emulated-arm64-6.12': emulatedArm64Newer,
  'emulated-armhf': emulatedArmhf,
  'emulated-x86-64-6.1': emulatedX86,
  generic,
  'generic-arm': genericArm,
  'generic-arm64': genericArm64,
  'generic-riscv64': genericRiscv64,
  'polarfire-soc': polarfireSoc,
  'raspberry-pi-4': raspberryPi4,
  'raspberry-pi-5': raspberryPi5,
  'zynq-7000': zynq7000,
  zynqmp,
};

export function corpusFacts(name: string): BoardFacts {
  return z.decode(boardFacts, corpusFiles[name] as never);
}
