/** lib/devres.c: __devm_ioremap_resource(), and kernel/resource.c; Linux 6.1 and 6.12. */
import { line } from './format.ts';
import type { Message } from './message.ts';

export const resourceTaken: Message = {
  id: 'resource.taken',
  weight: 'cause',
  lines: [line("%s: can't request region for resource %pR", 'device', 'resource')],
  explain: ({ device = '', resource = '' }) => ({
    meaning: `${device} wanted ${resource}, which another driver has claimed; a uiomem region over it is one reason.`,
    hint: '/proc/iomem tells who has it; unload one of the two, or make the region elsewhere.',
  }),
};

export const resourceNotThere: Message = {
  id: 'resource.freed-twice',
  weight: 'note',
  lines: [
    line('resource: Trying to free nonexistent resource <%pa-%pa>', 'start', 'end'),
    line('Trying to free nonexistent resource <%016llx-%016llx>', 'start', 'end'),
  ],
  explain: () => ({
    meaning:
      'A driver gave back a range that it did not have. The reference driver does so after an insmod region was refused over one of the device tree.',
    hint: 'What is claimed may no longer be what /proc/iomem tells; boot, and use the driver of this tool.',
  }),
};

export const resourceSpans: Message = {
  id: 'resource.spans',
  weight: 'note',
  lines: [
    line(
      'resource: resource sanity check: requesting [mem %pa-%pa], which spans more than %s %pR',
      'start',
      'end',
      'name',
      'resource',
    ),
    line(
      'resource sanity check: requesting [mem %pa-%pa], which spans more than %s %pR',
      'start',
      'end',
      'name',
      'resource',
    ),
  ],
  explain: ({ start = '', end = '', name = '', resource = '' }) => ({
    meaning: `${start} to ${end} was mapped, which is more than what ${name} has there (${resource}).`,
    hint: 'Make the region end where that resource ends.',
  }),
};

export const resourceDuplicateFile: Message = {
  id: 'resource.duplicate-file',
  weight: 'cause',
  lines: [line("sysfs: cannot create duplicate filename '%s/%s'", 'folder', 'name')],
  explain: ({ folder = '', name = '' }) => ({
    meaning: `Two devices would both be ${name} in /sys${folder}; the second was not made. The reference driver does so for a device name that exists.`,
    hint: 'Give one of them another name, or use the driver of this tool, which refuses it in one line.',
  }),
};
