import type { Redis } from "ioredis";
import { serverSetting } from "./server-setting.js";

/** A Redis Stream takes its nodes whole: with the 4 KiB that are preset, a run with three logs holds mostly nothing. */
const STREAM_NODE_BYTES = 1024;
export const STREAM_NODE_ADVICE =
  'set "stream-node-max-bytes 1024": what a live run has logged takes half the memory then';

/** Bytes of a node of Redis Streams; undefined when this user may not ask. */
export async function streamNodeBytes(redis: Redis): Promise<number | undefined> {
  const bytes = await serverSetting(redis, "stream-node-max-bytes");
  return bytes === undefined ? undefined : Number(bytes);
}

/** Whether they are as small as they should be, as far as is known; 0 is without bound. */
export function areNodesSmall(bytes: number | undefined): boolean {
  return bytes === undefined || (bytes > 0 && bytes <= STREAM_NODE_BYTES);
}
