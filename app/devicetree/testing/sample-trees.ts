const lengths = Array.from({ length: 30 }, (_, index) => index + 1);

/** Small trees of many kinds, as texts. They differ in what a reader, a writer or a printer may get wrong. */
export const sampleTrees: Readonly<Record<string, { readonly text: string; readonly options?: readonly string[] }>> = {
  empty: { text: '/dts-v1/; / { };' },
  'a property without a value': { text: '/dts-v1/; / { a; };' },
  'all kinds of values': {
    text: `/dts-v1/;
/ {
	cells = <0 1 0xffffffff>;
	text = "one";
	texts = "one", "two", "";
	empty-text = "";
	bytes = [00 01 02];
	odd = [ff 00 61 62 00];
	wide = /bits/ 64 <0x123456789abcdef0 1>;
	narrow = /bits/ 16 <1 2 3>, /bits/ 8 <9>;
	mixed = "text", <1 2>, [aa];
	quoted = "a \\"quote\\", a \\\\ and a \\t tab\\n";
	umlaut = "Gr\u00f6\u00dfe";
	zeros = [00 00 00 00];
	like-texts = <0x61620000>;
};`,
  },
  reservations: {
    text: `/dts-v1/;
/memreserve/ 0x80000000 0x10000;
/memreserve/ 0xffffffff00000000 0x1;
/ { a = <1>; };`,
  },
  'another boot CPU': { text: '/dts-v1/; / { a = <1>; };', options: ['-b', '3'] },
  'names that share their ends': {
    text: `/dts-v1/;
/ {
	assigned-reg = <1>; reg = <2>; g = <3>; register = <4>;
	clock-names = "a"; names = "b"; x { assigned-names = "c"; eg = <1>; };
};`,
  },
  'short names before long ones': { text: '/dts-v1/; / { reg = <1>; assigned-reg = <2>; x { gned-reg = <3>; }; };' },
  'names of each length': {
    text: `/dts-v1/; / { ${lengths.map((count) => `${'n'.repeat(count)}x = [${'ab'.repeat(count)}];`).join(' ')} ${lengths
      .map((count) => `${'c'.repeat(count)} { };`)
      .join(' ')} };`,
  },
  'a soc with phandles': {
    text: `/dts-v1/;
/ {
	#address-cells = <2>;
	#size-cells = <2>;
	interrupt-parent = <&gic>;
	aliases { serial0 = &uart0; };
	chosen { stdout-path = "serial0:115200n8"; };
	memory@40000000 { device_type = "memory"; reg = <0 0x40000000 0 0x40000000>; };
	reserved-memory {
		#address-cells = <2>;
		#size-cells = <2>;
		ranges;
		plmem: plmem@70000000 { reg = <0 0x70000000 0 0x100000>; no-map; };
	};
	clk: clock { compatible = "fixed-clock"; #clock-cells = <0>; clock-frequency = <24000000>; };
	soc {
		compatible = "simple-bus";
		#address-cells = <1>;
		#size-cells = <1>;
		ranges = <0 0 0x8000000 0x8000000>;
		gic: interrupt-controller@0 {
			compatible = "arm,gic-400";
			interrupt-controller;
			#interrupt-cells = <3>;
			reg = <0 0x1000>, <0x10000 0x1000>;
		};
		uart0: serial@1000000 {
			compatible = "arm,pl011", "arm,primecell";
			reg = <0x1000000 0x1000>;
			interrupts = <0 1 4>, <0 2 4>;
			clocks = <&clk>, <&clk>;
			clock-names = "uartclk", "apb_pclk";
			status = "okay";
		};
		uiomem@2000000 {
			compatible = "ikwzm,uiomem";
			memory-region = <&plmem>;
			interrupts-extended = <&gic 0 3 4>, <&gic 0 4 4>;
			cache-noncoherent;
		};
	};
};`,
    options: ['-@'],
  },
  'an overlay': {
    text: `/dts-v1/;
/plugin/;
&soc {
	#address-cells = <1>;
	mem: uiomem@3000000 { compatible = "ikwzm,uiomem"; reg = <0x3000000 0x1000>; clocks = <&clk 1>, <&clk 2>; };
	user { memory = <&mem>; };
};
&{/chosen} { bootargs = "quiet"; };`,
    options: ['-@'],
  },
  'many levels': { text: `/dts-v1/; / { ${'n { a = <1>; '.repeat(60)}${'}; '.repeat(60)} };` },
  'many siblings': {
    text: `/dts-v1/; / { ${Array.from({ length: 300 }, (_, index) => `node@${index.toString(16)} { reg = <${index}>; };`).join(' ')} };`,
  },
};
