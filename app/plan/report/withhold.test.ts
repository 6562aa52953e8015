import fc from 'fast-check';
import { expect, it } from 'vitest';
import { withhold } from './withhold.ts';

const hidden = (text: string, words: string[] = []) => withhold(text, words).value;

it('hides known words wherever they stand, the longer first', () => {
  const words = ['/home/ada/keys/board', 'hunter2-hunter2', 'hunter2-hunter2-and-more'];
  expect(
    withhold(
      { a: ['x hunter2-hunter2-and-more y', { b: 'hunter2-hunter2' }], n: 1n, path: '-i /home/ada/keys/board' },
      words,
    ),
  ).toEqual({ value: { a: ['x (withheld) y', { b: '(withheld)' }], n: 1n, path: '-i (withheld)' }, count: 3 });
  // Hiding a common word would tell it.
  expect(hidden('root@board is root', ['root'])).toBe('root@board is root');
});

it.each([
  ['Signing key: /var/lib/dkms/mok.key', 'Signing key: (withheld)'],
  [
    'sign-file sha512 certs/signing_key.pem certs/signing_key.x509',
    'sign-file sha512 (withheld) certs/signing_key.x509',
  ],
  ['ssh -i /home/ada/.ssh/bench root@10.0.0.5', 'ssh -i (withheld) root@10.0.0.5'],
  ['key ~/.ssh/id_ed25519 refused', 'key (withheld) refused'],
  ['/mnt/keys/id_rsa: permission denied', '(withheld): permission denied'],
  ['git clone https://ada:s3cret@example.org/x.git', 'git clone https://ada:(withheld)@example.org/x.git'],
  ['mount: password=abc,user=ada', 'mount: password=(withheld),user=ada'],
  ['Passphrase: open sesame', 'Passphrase: (withheld) sesame'],
  ['a\n-----BEGIN OPENSSH PRIVATE KEY-----\nb3Bl\n-----END OPENSSH PRIVATE KEY-----\nz', 'a\n(withheld)\nz'],
  ['cut -----BEGIN RSA PRIVATE KEY-----\nb3Bl', 'cut (withheld)'],
])('hides what looks like a secret: %s', (said, left) => {
  expect(hidden(said)).toBe(left);
});

it.each([
  'insmod uiomem.ko uiomem0_addr=0x70000000 uiomem0_size=0x100000',
  '/lib/modules/6.1.0-56-cloud-arm64/updates/uiomem.ko',
  'reserved-memory/keyboard@70000000: key 0x10',
  'a board without password',
  '0x70000000-0x700fffff : uiomem0',
])('leaves everything else: %s', (said) => {
  expect(withhold(said, [])).toEqual({ value: said, count: 0 });
});

it('is done once, counts what was hidden before, and takes no long time', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      const once = withhold(text, ['long enough']);
      expect(withhold(once.value, ['long enough'])).toEqual(once);
    }),
  );
  for (const unit of ['a', '/', ':', 'a/', '://', 'x:', 'password', '-----BEGIN ', '@', '.key', '/.ssh']) {
    const before = process.cpuUsage();
    withhold(unit.repeat(65_536 / unit.length), []);
    // Of the processor, which others may use too; what is quadratic takes many seconds.
    expect([unit, process.cpuUsage(before).user < 2_000_000]).toEqual([unit, true]);
  }
});
