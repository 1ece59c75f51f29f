const SLOTS = 16_384;
const POLYNOMIAL = 0x1021;

/** The slot of a Redis Cluster that has the keys with this hash tag, which is their text between `{` and `}`. */
export function hashSlot(tag: string): number {
  // CRC16 as XMODEM has it.
  let crc = 0;
  for (const byte of Buffer.from(tag)) {
    crc ^= byte << 8;
    for (let bit = 0; bit < 8; bit++) crc = ((crc << 1) ^ (crc & 0x8000 ? POLYNOMIAL : 0)) & 0xffff;
  }
  return crc % SLOTS;
}
