/** A device-tree source of so many nodes, in the shape of the kernel's own: a bus of devices that name clocks and interrupts. */

/** `more`: what stands before the devices, too. */
export function longSource(nodes: number, more = ''): string {
  const devices = Array.from({ length: nodes }, (_, index) => {
    const at = (index * 0x1000).toString(16);
    return `	dev${index}: device@${at} {
		compatible = "vendor,device-${index % 50}", "vendor,device";
		reg = <0x${at} 0x1000>;
		interrupts = <0 ${index % 900} 4>;
		clocks = <&clk ${index % 7}>;
		status = "${index % 3 === 0 ? 'disabled' : 'okay'}";
	};
`;
  });
  return `/dts-v1/;

/ {
	#address-cells = <1>;
	#size-cells = <1>;
	interrupt-parent = <&gic>;

	gic: interrupt-controller@f0000000 {
		reg = <0xf0000000 0x1000>;
		interrupt-controller;
		#interrupt-cells = <3>;
	};

	clk: clock {
		#clock-cells = <1>;
	};

${more}${devices.join('\n')}};
`;
}
