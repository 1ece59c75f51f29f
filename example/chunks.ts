/** First byte of a UTF-8 sequence, or a single byte: not `10xxxxxx`. */
function beginsCharacter(byte: number | undefined): boolean {
  return byte === undefined || (byte & 0b1100_0000) !== 0b1000_0000;
}

/**
 * Cuts valid UTF-8 into texts of at most `chunkBytes` bytes (4 or more), never inside a character. Joined, they
 * are the bytes that came. An empty file is one empty chunk.
 */
export function splitUtf8(bytes: Buffer, chunkBytes: number): string[] {
  const chunks: string[] = [];
  let from = 0;
  do {
    let to = Math.min(from + chunkBytes, bytes.length);
    while (to < bytes.length && !beginsCharacter(bytes[to])) to--;
    chunks.push(bytes.toString("utf8", from, to));
    from = to;
  } while (from < bytes.length);
  return chunks;
}
