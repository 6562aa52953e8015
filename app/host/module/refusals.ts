/** The lines by which the driver says why a region became no device, and what each of its words means for a person. */
export interface Refusal {
  /** Region of the insmod line; absent for device-tree nodes. */
  readonly slot?: number;
  /** The platform device, for device-tree nodes. */
  readonly device?: string;
  /** Physical range, `end` exclusive. */
  readonly start: bigint;
  readonly end: bigint;
  readonly word: string;
  /** The driver's own sentence. */
  readonly sentence: string;
}

// kernel/device.c, uiomem_refuse(): pr_err("uiomem: region %d [0x%llx, 0x%llx): %s: …"); dev_err without the region.
const insmodLine = /uiomem: region (\d+) \[(0x[0-9a-f]+), (0x[0-9a-f]+)\): ([a-z]+): (.*)$/;
const treeLine = /uiomem (\S+): \[(0x[0-9a-f]+), (0x[0-9a-f]+)\): ([a-z]+): (.*)$/;

/** Undefined for lines that are no refusal. */
export function parseRefusal(text: string): Refusal | undefined {
  const insmod = insmodLine.exec(text);
  const match = insmod ?? treeLine.exec(text);
  if (match === null) return undefined;
  const [, who = '', start = '', end = '', word = '', sentence = ''] = match;
  return {
    ...(insmod === null ? { device: who } : { slot: Number(who) }),
    start: BigInt(start),
    end: BigInt(end),
    word,
    sentence,
  };
}

export interface Explanation {
  readonly meaning: string;
  readonly fix: string;
}

/** By the word of the driver's line (uiomem-interface.md: Probe and load errors). */
const explanations: Readonly<Record<string, Explanation>> = {
  unaligned: {
    meaning: 'The address or the size is not a multiple of the board’s page size.',
    fix: 'Round the address down and the size up to whole pages (0x1000 on most kernels).',
  },
  zero: {
    meaning: 'The size is 0, or the address is: the insmod line cannot name memory at address 0.',
    fix: 'Give both; for memory at address 0 use a device-tree node.',
  },
  wrap: {
    meaning: 'Address plus size passes the end of the address space.',
    fix: 'Check the digits of address and size; 32-bit boards end at 4 GiB.',
  },
  ram: {
    meaning: 'Linux itself uses part of the range as System RAM, and would be overwritten.',
    fix: 'Keep the range from Linux first: mem= on the kernel’s command line, or a no-map reservation in the device tree; then boot.',
  },
  busy: {
    meaning: 'Another driver has claimed part of the range.',
    fix: 'Look in /proc/iomem who it is; unbind it, or make the region shareable if both really may have it.',
  },
  overlap: {
    meaning: 'Another uiomem device has part of the range.',
    fix: 'Make the ranges apart, or both regions shareable.',
  },
  name: {
    meaning: 'A device of this name exists already.',
    fix: 'Choose another device-name, or remove the other device.',
  },
  memory: {
    meaning: 'The kernel had no memory, or no address space, for the mapping or the device.',
    fix: 'On 32-bit boards raise vmalloc= or make the region smaller.',
  },
  minor: {
    meaning: 'The minor number is taken.',
    fix: 'Choose another minor-number, or leave it out; insmod region N takes minor N.',
  },
  property: {
    meaning: 'A property of the device-tree node has a value that it cannot have.',
    fix: 'Mend the property that the line names.',
  },
};

/** Undefined for words that a newer driver may have; its own sentence then stands alone. */
export function explainRefusal(word: string): Explanation | undefined {
  return explanations[word];
}
