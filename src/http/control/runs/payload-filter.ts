import type { RunView } from "../../../api/run.js";
import { type Failure, fail } from "../../../domain/failures.js";
import { parseJson } from "../../../domain/json.js";
import { LIMITS } from "../../../domain/limits.js";
import type { Gateway } from "../../gateway.js";
import { notComputed } from "../../inspection.js";

/** Looks into payloads, for one page of runs. */
export interface PayloadFilter {
  /** Whether the payload of each run contains what was asked for; fewer answers when the page may cost no more. */
  sift(runs: readonly RunView[]): Promise<readonly boolean[]>;
  /** Why there is no page. */
  refused(): Failure | undefined;
}

/** The first payloads, as far as they may be looked at in one task: at least one. */
function chunkOf(payloads: readonly string[], runSteps: number): string[] {
  let characters = 0;
  const end = payloads.findIndex((text, index) => {
    characters += text.length;
    return index > 0 && characters > runSteps;
  });
  return payloads.slice(0, end < 0 ? payloads.length : end);
}

/** The filter of `payload_contains` (control-api 3.2); undefined when nothing of it was asked. */
export function payloadFilter(
  { sandbox, config }: Gateway,
  projectId: string,
  part: string | undefined,
): PayloadFilter | Failure | undefined {
  if (part === undefined) return undefined;
  if ("rejected" in parseJson(Buffer.from(part), LIMITS.jsonDepth, "text")) {
    return fail("bad_request", { message: "payload_contains must be valid JSON" });
  }
  const runSteps = LIMITS.containment.run * config.maxBodyBytes;
  let stepsLeft = LIMITS.containment.page * config.maxBodyBytes;
  let looked = 0;
  let refusal: Failure | undefined;

  /** Nothing more is looked at. A page in which nothing was is refused: its cursor would lead nowhere. */
  const end = (run: RunView | undefined): void => {
    stepsLeft = 0;
    if (looked > 0) return;
    const message = `payload_contains takes too long on the payload of run ${run?.fields.get("id")}: ask for less`;
    refusal = fail("bad_request", { message });
  };

  return {
    refused: () => refusal,
    async sift(runs) {
      const payloads = runs.map((run) => run.fields.get("payload") || "{}");
      const answers: boolean[] = [];
      while (answers.length < payloads.length && stepsLeft > 0) {
        const wholes = chunkOf(payloads.slice(answers.length), runSteps);
        const characters = wholes.reduce((sum, text) => sum + text.length, 0);
        const input = { part, wholes, steps: runSteps };
        const computed = await sandbox.run(projectId, "contain", input, characters);
        if ("notComputed" in computed) {
          if (computed.notComputed === "busy") refusal = notComputed("busy");
          end(runs[answers.length]);
          return answers;
        }
        const { contained } = computed;
        stepsLeft -= runSteps - computed.stepsLeft;
        if (contained.length === 0) end(runs[answers.length]);
        answers.push(...contained);
        looked += contained.length;
      }
      return answers;
    },
  };
}
