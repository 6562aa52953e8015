/** Bytes as rows of 16: address, words of the access width (little-endian, as the board holds them), characters. */
export function hexDump(bytes: Uint8Array, address: bigint, width: 8 | 16 | 32 | 64): string {
  const wordBytes = width / 8;
  const rows: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const row = bytes.subarray(at, at + 16);
    const words: string[] = [];
    for (let word = 0; word < row.length; word += wordBytes) {
      words.push(
        Buffer.from(row.subarray(word, word + wordBytes))
          .reverse()
          .toString('hex'),
      );
    }
    const columns = (16 / wordBytes) * (wordBytes * 2 + 1) - 1;
    const characters = [...row].map((byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
    const where = (address + BigInt(at)).toString(16).padStart(10, '0');
    rows.push(`0x${where}  ${words.join(' ').padEnd(columns)}  ${characters}`);
  }
  return rows.join('\n');
}
