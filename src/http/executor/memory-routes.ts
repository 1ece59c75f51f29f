import { Type } from "typebox";
import { MemoryBody } from "../../api/executor-bodies.js";
import { MemoryEntry, memoriesJson, memoryJson } from "../../api/memory-entry.js";
import { fail, isFailure } from "../../domain/failures.js";
import { LIMITS } from "../../domain/limits.js";
import { json, noContent } from "../wire/reply.js";
import { type ExecutorRoute, executorRoute } from "../wire/route.js";
import { invalid, RUN_PATH } from "./operations.js";

const PATH = `${RUN_PATH}/memory`;

/** The memory of the run's job: key-value data that outlives the run (executor-api rows 23 to 25). */
export const MEMORY_ROUTES: readonly ExecutorRoute[] = [
  executorRoute({
    method: "post",
    path: `${PATH}/*`,
    rest: "key",
    operationId: "writeMemory",
    summary: "Write an entry of the job’s memory",
    body: MemoryBody,
    responses: { 201: MemoryEntry },
    async handle(gateway, { token, params: [, key = ""], body, raw }) {
      const value = raw("value") ?? "null";
      const size = Buffer.byteLength(value);
      if (key.length < 1 || key.length > LIMITS.stateKeyLength) {
        return invalid(`key: must have 1..${LIMITS.stateKeyLength} characters`);
      }
      if (size > LIMITS.memoryValueBytes)
        return invalid(`value: must have at most ${LIMITS.memoryValueBytes} bytes`);
      const written = await gateway.store.memory.write(token, {
        key,
        value,
        size,
        ttlSecs: body.ttl_secs ?? 0,
      });
      if (isFailure(written)) return written;
      return json(201, memoryJson(written.jobId, written.projectId, key, written.entry));
    },
  }),
  executorRoute({
    method: "get",
    path: PATH,
    operationId: "listMemory",
    summary: "The job’s memory, sorted by key",
    responses: { 200: Type.Array(MemoryEntry) },
    async handle(gateway, { token, gone }) {
      const read = await gateway.largeReads.inTurn(gone, () => gateway.store.memory.list(token));
      if (isFailure(read)) return read;
      return json(200, memoriesJson(read.jobId, read.projectId, read.entries));
    },
  }),
  executorRoute({
    method: "get",
    path: `${PATH}/*`,
    rest: "key",
    operationId: "readMemory",
    summary: "One entry of the job’s memory",
    responses: { 200: MemoryEntry },
    async handle(gateway, { token, params: [, key = ""] }) {
      const read = await gateway.store.memory.read(token, key);
      if (isFailure(read)) return read;
      const { entry } = read;
      return entry === undefined
        ? fail("memory_key_not_found")
        : json(200, memoryJson(read.jobId, read.projectId, key, entry));
    },
  }),
  executorRoute({
    method: "del",
    path: `${PATH}/*`,
    rest: "key",
    operationId: "deleteMemory",
    summary: "Delete an entry of the job’s memory",
    responses: { 204: null },
    async handle(gateway, { token, params: [, key = ""] }) {
      return (await gateway.store.memory.delete(token, key)) ?? noContent();
    },
  }),
];
