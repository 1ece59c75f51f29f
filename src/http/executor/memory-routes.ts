import { Type } from "typebox";
import { MemoryBody } from "../../api/executor-bodies.js";
import { MemoryEntry, memoriesJson, memoryJson } from "../../api/memory-entry.js";
import { fail, isFailure } from "../../domain/failures.js";
import { isId } from "../../domain/ids.js";
import { LIMITS } from "../../domain/limits.js";
import type { Gateway } from "../gateway.js";
import { json, noContent } from "../wire/reply.js";
import { type ExecutorRoute, executorRoute } from "../wire/route.js";
import { invalid } from "./operations.js";

const PATH = "/sdk/v1/runs/:runID/memory";

/** The memory of the run's job: key-value data that outlives the run (executor-api rows 23 to 25). */
export function memoryRoutes({ store: { memory } }: Gateway): ExecutorRoute[] {
  return [
    executorRoute({
      method: "post",
      path: `${PATH}/*`,
      rest: "key",
      operationId: "writeMemory",
      summary: "Write an entry of the job’s memory",
      body: MemoryBody,
      responses: { 201: MemoryEntry },
      async handle({ token, params: [, key = ""], body, raw }) {
        if (!isId(token.runId)) return fail("not_found");
        const value = raw("value") ?? "null";
        const size = Buffer.byteLength(value);
        if (key.length < 1 || key.length > LIMITS.stateKeyLength) {
          return invalid(`key: must have 1..${LIMITS.stateKeyLength} characters`);
        }
        if (size > LIMITS.memoryValueBytes)
          return invalid(`value: must have at most ${LIMITS.memoryValueBytes} bytes`);
        const written = await memory.write(token, { key, value, size, ttlSecs: body.ttl_secs ?? 0 });
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
      async handle({ token }) {
        if (!isId(token.runId)) return fail("not_found");
        const read = await memory.list(token);
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
      async handle({ token, params: [, key = ""] }) {
        if (!isId(token.runId)) return fail("not_found");
        const read = await memory.read(token, key);
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
      async handle({ token, params: [, key = ""] }) {
        if (!isId(token.runId)) return fail("not_found");
        return (await memory.delete(token, key)) ?? noContent();
      },
    }),
  ];
}
