/** Made from resources/snippets by `node resources/workstation/snippets.ts`. */
import type { Snippet } from './snippet.ts';

export const snippets: readonly Snippet[] = [
  {
    name: 'block-ram',
    title: 'Block RAM of programmable logic',
    about:
      'Memory behind an AXI port. Programs see it cached; syncs write back what they wrote and fetch what the logic wrote. Program the logic first: a read of what is not there stops the board.',
    places: ['a text', 'root', 'bus'],
    text: '/dts-v1/;\n/plugin/;\n\n&{/} {\n\tuiomem@${2:a0000000} {\n\t\tcompatible = "ikwzm,uiomem";\n\t\t/* /dev/${1:bram0} */\n\t\tdevice-name = "${1:bram0}";\n\t\t/* Address and size as in the address editor of the design, in whole pages. */\n\t\treg = <0x0 0x${2:a0000000} 0x0 0x${3:40000}>;\n\t\t/* 0 both, 1 CPU writes and device reads, 2 device writes and CPU reads */\n\t\tsync-direction = <${4:0}>;\n\t};\n};',
    piece:
      'uiomem@${2:a0000000} {\n\tcompatible = "ikwzm,uiomem";\n\t/* /dev/${1:bram0} */\n\tdevice-name = "${1:bram0}";\n\t/* Address and size as in the address editor of the design, in whole pages. */\n\treg = <0x0 0x${2:a0000000} 0x0 0x${3:40000}>;\n\t/* 0 both, 1 CPU writes and device reads, 2 device writes and CPU reads */\n\tsync-direction = <${4:0}>;\n};',
  },
  {
    name: 'logic-registers',
    title: 'Registers of programmable logic',
    about:
      'Never cached: each access reaches the register, in the width in which the program makes it. Map with O_SYNC, or let sync-always make each mapping so.',
    places: ['a text', 'root', 'bus'],
    text: '/dts-v1/;\n/plugin/;\n\n&{/} {\n\tuiomem@${2:a0010000} {\n\t\tcompatible = "ikwzm,uiomem";\n\t\t/* /dev/${1:regs0} */\n\t\tdevice-name = "${1:regs0}";\n\t\treg = <0x0 0x${2:a0010000} 0x0 0x${3:1000}>;\n\t\t/* A cache would keep what the logic changes, and merge what it must see apart. */\n\t\tcache-off;\n\t\t/* Non-cached, for mappings without O_SYNC too. */\n\t\tsync-mode = <1>;\n\t\tsync-always;\n\t};\n};',
    piece:
      'uiomem@${2:a0010000} {\n\tcompatible = "ikwzm,uiomem";\n\t/* /dev/${1:regs0} */\n\tdevice-name = "${1:regs0}";\n\treg = <0x0 0x${2:a0010000} 0x0 0x${3:1000}>;\n\t/* A cache would keep what the logic changes, and merge what it must see apart. */\n\tcache-off;\n\t/* Non-cached, for mappings without O_SYNC too. */\n\tsync-mode = <1>;\n\tsync-always;\n};',
  },
  {
    name: 'memory-pool',
    title: 'Pool of reserved memory for a driver',
    about:
      'Memory that drivers of the kernel take their buffers from; the kernel chooses the place. It is no place for a uiomem device, which wants a range of its own with no-map.',
    places: ['a text', 'root'],
    text: '/dts-v1/;\n/plugin/;\n\n&{/} {\n\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n\n\t\t${1:buffers}: ${1:buffers} {\n\t\t\tcompatible = "shared-dma-pool";\n\t\t\t/* How much, and what its address is a multiple of. */\n\t\t\tsize = <0x0 0x${2:2000000}>;\n\t\t\talignment = <0x0 0x${3:200000}>;\n\t\t\t/* Linux uses it until a driver wants it. */\n\t\t\treusable;\n\t\t};\n\t};\n};',
    piece:
      'reserved-memory {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\tranges;\n\n\t${1:buffers}: ${1:buffers} {\n\t\tcompatible = "shared-dma-pool";\n\t\t/* How much, and what its address is a multiple of. */\n\t\tsize = <0x0 0x${2:2000000}>;\n\t\talignment = <0x0 0x${3:200000}>;\n\t\t/* Linux uses it until a driver wants it. */\n\t\treusable;\n\t};\n};',
  },
  {
    name: 'on-chip-memory',
    title: 'On-chip memory',
    about:
      'SRAM of the processing system, near to the CPU and seen by the logic. On some boards boot firmware or a driver of SRAM has a part of it: choose what is left.',
    places: ['a text', 'root', 'bus'],
    text: '/dts-v1/;\n/plugin/;\n\n&{/} {\n\tuiomem@${2:fffc0000} {\n\t\tcompatible = "ikwzm,uiomem";\n\t\t/* /dev/${1:ocm} */\n\t\tdevice-name = "${1:ocm}";\n\t\treg = <0x0 0x${2:fffc0000} 0x0 0x${3:20000}>;\n\t};\n};',
    piece:
      'uiomem@${2:fffc0000} {\n\tcompatible = "ikwzm,uiomem";\n\t/* /dev/${1:ocm} */\n\tdevice-name = "${1:ocm}";\n\treg = <0x0 0x${2:fffc0000} 0x0 0x${3:20000}>;\n};',
  },
  {
    name: 'reserved-region',
    title: 'DDR kept from Linux, as a uiomem device',
    about:
      'Memory of the board that Linux does not map from the next boot on, and a device that gives it to programs. Not for a running kernel: reservations are read once, at boot.',
    places: ['a text', 'root'],
    text: '/dts-v1/;\n/plugin/;\n\n&{/} {\n\treserved-memory {\n\t\t/* As many as the root has; without these three lines the kernel reads none of it. */\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n\n\t\t${1:frames}: ${1:frames}@${2:70000000} {\n\t\t\treg = <0x0 0x${2:70000000} 0x0 0x${3:1000000}>;\n\t\t\t/* Linux has no mapping of its own of it, so that ours may be cached in another way. */\n\t\t\tno-map;\n\t\t};\n\t};\n\n\tuiomem-${1:frames} {\n\t\tcompatible = "ikwzm,uiomem";\n\t\t/* /dev/${1:frames} */\n\t\tdevice-name = "${1:frames}";\n\t\tmemory-region = <&${1:frames}>;\n\t};\n};',
    piece:
      'reserved-memory {\n\t/* As many as the root has; without these three lines the kernel reads none of it. */\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\tranges;\n\n\t${1:frames}: ${1:frames}@${2:70000000} {\n\t\treg = <0x0 0x${2:70000000} 0x0 0x${3:1000000}>;\n\t\t/* Linux has no mapping of its own of it, so that ours may be cached in another way. */\n\t\tno-map;\n\t};\n};\n\nuiomem-${1:frames} {\n\tcompatible = "ikwzm,uiomem";\n\t/* /dev/${1:frames} */\n\tdevice-name = "${1:frames}";\n\tmemory-region = <&${1:frames}>;\n};',
  },
  {
    name: 'run-time-overlay',
    title: 'Overlay for a running kernel',
    about:
      "Put onto the live tree by configfs or by the FPGA manager. What it names of the board is looked up then: labels in the __symbols__ of the board's tree, which is there only when that was compiled with dtc -@; a target-path works on all.",
    places: ['a text'],
    text: '/dts-v1/;\n/plugin/;\n\n/ {\n\tfragment@0 {\n\t\t/* Children of the root, or of a simple-bus, become devices. */\n\t\ttarget-path = "${1:/}";\n\n\t\t__overlay__ {\n\t\t\tuiomem@${3:a0000000} {\n\t\t\t\tcompatible = "ikwzm,uiomem";\n\t\t\t\t/* /dev/${2:bram0} */\n\t\t\t\tdevice-name = "${2:bram0}";\n\t\t\t\t/* In the cells of the target. */\n\t\t\t\treg = <0x0 0x${3:a0000000} 0x0 0x${4:40000}>;\n\t\t\t};\n\t\t};\n\t};\n};',
    piece: '',
  },
  {
    name: 'shareable-region',
    title: 'One region as two devices',
    about:
      'Two devices over the same reservation, such as one for what the CPU writes and one for what the logic writes, each with its own sync range. Both are shareable, so that neither claims the range, and both are cached alike: memory that is seen in two ways is undefined.',
    places: ['a text', 'root'],
    text: '/dts-v1/;\n/plugin/;\n\n&{/} {\n\treserved-memory {\n\t\t#address-cells = <2>;\n\t\t#size-cells = <2>;\n\t\tranges;\n\n\t\t${1:shared}: ${1:shared}@${2:70000000} {\n\t\t\treg = <0x0 0x${2:70000000} 0x0 0x${3:200000}>;\n\t\t\tno-map;\n\t\t};\n\t};\n\n\tuiomem-${1:shared}-out {\n\t\tcompatible = "ikwzm,uiomem";\n\t\tdevice-name = "${1:shared}-out";\n\t\tmemory-region = <&${1:shared}>;\n\t\tshareable;\n\t\t/* CPU writes and device reads */\n\t\tsync-direction = <1>;\n\t};\n\n\tuiomem-${1:shared}-in {\n\t\tcompatible = "ikwzm,uiomem";\n\t\tdevice-name = "${1:shared}-in";\n\t\tmemory-region = <&${1:shared}>;\n\t\tshareable;\n\t\t/* device writes and CPU reads */\n\t\tsync-direction = <2>;\n\t};\n};',
    piece:
      'reserved-memory {\n\t#address-cells = <2>;\n\t#size-cells = <2>;\n\tranges;\n\n\t${1:shared}: ${1:shared}@${2:70000000} {\n\t\treg = <0x0 0x${2:70000000} 0x0 0x${3:200000}>;\n\t\tno-map;\n\t};\n};\n\nuiomem-${1:shared}-out {\n\tcompatible = "ikwzm,uiomem";\n\tdevice-name = "${1:shared}-out";\n\tmemory-region = <&${1:shared}>;\n\tshareable;\n\t/* CPU writes and device reads */\n\tsync-direction = <1>;\n};\n\nuiomem-${1:shared}-in {\n\tcompatible = "ikwzm,uiomem";\n\tdevice-name = "${1:shared}-in";\n\tmemory-region = <&${1:shared}>;\n\tshareable;\n\t/* device writes and CPU reads */\n\tsync-direction = <2>;\n};',
  },
  {
    name: 'sync-range',
    title: 'The range that syncs act on',
    about:
      'Where a program syncs without saying what, this part of the region is meant. A small one is quick: a sync goes over each line of it.',
    places: ['uiomem'],
    text: '/dts-v1/;\n/plugin/;\n\n&{/} {\n\tuiomem@a0000000 {\n\t\tcompatible = "ikwzm,uiomem";\n\t\treg = <0x0 0xa0000000 0x0 0x40000>;\n\t\t/* the piece */\n\t\t/* Bytes from the start of the region, and how many. */\n\t\tsync-offset = <0x${1:0}>;\n\t\tsync-size = <0x${2:1000}>;\n\t\t/* 0 both, 1 CPU writes and device reads, 2 device writes and CPU reads */\n\t\tsync-direction = <${3:2}>;\n\t\t/* to here */\n\t};\n};',
    piece:
      '/* Bytes from the start of the region, and how many. */\nsync-offset = <0x${1:0}>;\nsync-size = <0x${2:1000}>;\n/* 0 both, 1 CPU writes and device reads, 2 device writes and CPU reads */\nsync-direction = <${3:2}>;',
  },
];
