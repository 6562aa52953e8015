/** The layers of docs/develop.md as rules: an import that crosses one fails `make check`. */
const pure = '^app/(plan|devicetree)/';
const test = '\\.test\\.tsx?$';
module.exports = {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'pure-code-has-no-side-effects',
      comment:
        'plan and devicetree are functions over data: no node modules, no host, no helper beyond contracts; their tests read files',
      severity: 'error',
      from: { path: pure, pathNot: [test, '^app/(plan|devicetree)/testing/'] },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'pure-code-imports-contracts-only',
      severity: 'error',
      from: { path: pure },
      to: {
        path: '^(app|remote-helper|e2e|bench|resources)/',
        pathNot: [pure, '^remote-helper/contract', '^remote-helper/rpc/(problem|contract)\\.ts$'],
      },
    },
    {
      name: 'renderer-imports-contracts-pure-code-and-rpc',
      severity: 'error',
      // What a window copies is read by the command line's own parser, in the test of it alone.
      from: { path: '^app/renderer/', pathNot: `^app/renderer/copied-commands/.*${test}` },
      to: {
        path: '^(app|remote-helper|e2e|bench|resources)/',
        // The profiles of boards are data; the scripted host shows one.
        pathNot: [
          '^app/renderer/',
          pure,
          '^app/contract',
          '^remote-helper/contract',
          '^remote-helper/rpc/',
          '^resources/boards/',
        ],
      },
    },
    {
      name: 'renderer-has-no-node',
      severity: 'error',
      from: { path: '^app/renderer/', pathNot: 'vite\\.config\\.ts$' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'electron-in-the-shell-only',
      severity: 'error',
      comment: 'the tests of the shell use its types',
      from: { pathNot: '^(app/(main|preload)|e2e/electron)/' },
      to: { path: '^(node_modules/)?electron(/|$)' },
    },
    {
      name: 'helper-knows-no-app',
      severity: 'error',
      from: { path: '^remote-helper/' },
      to: { path: '^(app|e2e|bench|resources)/' },
    },
    {
      name: 'app-sees-contract-and-rpc-of-the-helper',
      severity: 'error',
      from: { path: '^app/', pathNot: '^app/host/(shell-mode|clean)/' },
      to: { path: '^remote-helper/', pathNot: ['^remote-helper/contract', '^remote-helper/rpc/'] },
    },
    {
      name: 'shell-mode-reads-boards-by-the-code-of-the-helper',
      comment:
        'docs/decisions/0011: what asks a board through BoardFiles, and pure code; never what touches its own machine',
      severity: 'error',
      from: { path: '^app/host/(shell-mode|clean)/' },
      to: {
        path: '^remote-helper/(main|handlers|probe|bundle|startup/|memory/(libc|mapping|mappings|probe|stream)|lease/(board-lease|lease-files|watch))',
        pathNot: ['^remote-helper/startup/after-marker'],
      },
    },
    {
      name: 'command-line-and-windows-use-the-host-by-its-contract',
      comment: 'only the places that start a host may import host/',
      severity: 'error',
      from: { path: '^app/(cli|main|web)/', pathNot: ['^app/cli/start-host\\.ts$', '^app/main/host\\.ts$', test] },
      to: { path: '^app/host/' },
    },
    { name: 'tests-are-leaves', severity: 'error', from: { pathNot: test }, to: { path: test } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)(dist|\\.tsbuild)/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.json'] },
  },
};
