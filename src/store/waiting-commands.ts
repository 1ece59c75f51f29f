import { takeLuaCounts } from "../metrics/lua-counts.js";
import type { CommandName } from "./commands.js";
import type { Crowd, Share } from "./crowd.js";
import type { Packed, Reply } from "./replies.js";
import { StorageFullError } from "./storage.js";

/** A command on its way to Redis and back. */
export interface WaitingCommand {
  readonly name: CommandName | "once";
  readonly args: readonly Packed[];
  /** Of the project that calls, where the command says which. */
  readonly share: Share | undefined;
  /** How many usual commands it is as dear as. */
  readonly weight: number;
  readonly resolve: (reply: Reply) => void;
  readonly reject: (error: unknown) => void;
}

/** A command that Lua could not run: a bug of ours, never of a caller. */
export class ScriptError extends Error {
  readonly code = "SCRIPT";
}

/** Instead of 1, good, or 0, an error: the command was not given because Redis is full. */
export const NO_ROOM = 2;
export const NO_ROOM_ERROR = "Redis is full";
/** The command was not given because those before it have answered as much as one call may: it goes with the next. */
export const LATER = 3;

export function weightOf({ weight }: WaitingCommand): number {
  return weight;
}

/** Characters of its arguments. */
export function bytesOf({ args }: WaitingCommand): number {
  return packedBytes(args);
}

function packedBytes(args: readonly Packed[]): number {
  let bytes = 0;
  for (const one of args) bytes += typeof one === "string" ? one.length : packedBytes(one);
  return bytes;
}

/** Those of a group that were not begun. */
export function leftOf(
  group: readonly WaitingCommand[],
  replies: readonly Reply[],
): readonly WaitingCommand[] {
  return group.filter((_, index) => replies[index * 2] === LATER);
}

/** Hands each command of a group its reply, but for those that were not begun. */
export function deliver(group: readonly WaitingCommand[], replies: readonly Reply[]): void {
  group.forEach((one, index) => {
    const reply = replies[index * 2 + 1];
    if (replies[index * 2] === LATER) return;
    if (replies[index * 2] === NO_ROOM) {
      one.reject(new StorageFullError(NO_ROOM_ERROR));
      return;
    }
    if (replies[index * 2] !== 1 || reply === undefined) {
      one.reject(new ScriptError(`${one.name}: ${String(reply)}`));
      return;
    }
    try {
      one.resolve(reply);
    } catch (error) {
      one.reject(error);
    }
  });
  const counts = replies[group.length * 2];
  if (typeof counts === "object") takeLuaCounts(counts);
}

/** Tells all of a group why it has no reply. */
export function refuse(group: readonly WaitingCommand[], error: unknown): void {
  for (const one of group) one.reject(error);
}

/** They wait no more. */
export function leaveShares(crowd: Crowd, group: readonly WaitingCommand[]): void {
  for (const { share, weight } of group) if (share !== undefined) crowd.leave(share, weight);
}
