/** How a report looks: on a screen in light and dark, on paper in A4. */
export const reportCss = `
:root {
  --bg: #ffffff; --fg: #1f2328; --soft: #59636e; --line: #d1d9e0; --fill: #f6f8fa;
  --good: #116329; --good-fill: #dafbe1; --bad: #a40e26; --bad-fill: #ffebe9; --warn: #6b4a00; --warn-fill: #fff8c5;
  color-scheme: light;
}
@media screen and (prefers-color-scheme: dark) {
  :root {
    --bg: #16191d; --fg: #e2e6ea; --soft: #a0a8b1; --line: #3a4048; --fill: #1f2329;
    --good: #7ee2a0; --good-fill: #12301d; --bad: #ffa8a0; --bad-fill: #3f1518; --warn: #f0cd6a; --warn-fill: #352a0c;
    color-scheme: dark;
  }
}
* { box-sizing: border-box; }
body { margin: 0; background: var(--bg); color: var(--fg); font: 14px/1.5 system-ui, "Segoe UI", "DejaVu Sans", sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.5rem 4rem; }
h1 { margin: 0 0 .75rem; font-size: 1.6rem; line-height: 1.25; overflow-wrap: anywhere; }
h2 { margin: 2.25rem 0 .5rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line); font-size: 1.15rem; }
h3 { margin: 1.25rem 0 .25rem; font-size: 1rem; overflow-wrap: anywhere; }
p, li, td, th { white-space: pre-line; }
p, li, .long { overflow-wrap: anywhere; }
p { margin: .5rem 0; }
ul { margin: .5rem 0; padding-left: 1.25rem; }
.summary { padding: .6rem .9rem; border-left: 4px solid currentColor; border-radius: 3px; background: var(--fill); font-weight: 600; }
.good { color: var(--good); background: var(--good-fill); }
.bad { color: var(--bad); background: var(--bad-fill); }
.warn { color: var(--warn); background: var(--warn-fill); }
table { width: 100%; margin: .75rem 0 1rem; border-collapse: collapse; font-variant-numeric: tabular-nums; }
caption, figcaption { padding: .2rem 0; color: var(--soft); font-size: .85rem; text-align: left; overflow-wrap: anywhere; }
th, td { padding: .3rem .6rem; border: 1px solid var(--line); text-align: left; vertical-align: top; }
th { background: var(--fill); font-weight: 600; }
.pairs th { width: 12rem; }
.wide { font-size: .9rem; }
.wide .long { min-width: 8rem; }
.wide tbody th { font-weight: 500; }
figure { margin: .5rem 0; }
pre { margin: 0; padding: .6rem .8rem; border: 1px solid var(--line); border-radius: 3px; background: var(--fill); white-space: pre-wrap; overflow-wrap: anywhere; }
code { font: 12.5px/1.45 ui-monospace, "DejaVu Sans Mono", Menlo, Consolas, monospace; }
@media screen and (max-width: 48rem) {
  main { padding: 1rem .75rem 3rem; }
  .pairs th { width: 7rem; }
  th, td { padding: .2rem .35rem; }
  .wide { font-size: .8rem; }
}
@page { size: A4; margin: 16mm 14mm; }
@media print {
  body { font-size: 9.5pt; }
  main { max-width: none; padding: 0; }
  th, td { padding: .2rem .35rem; }
  .wide { font-size: 8pt; }
  .wide .long { min-width: 6rem; }
  h2, h3, caption, figcaption { break-after: avoid; }
  thead { display: table-header-group; }
  tr { break-inside: avoid; }
  code { font-size: 8pt; }
  th, .summary, pre { print-color-adjust: exact; }
}
`;
