/** Notes which replies commands have given, each once a process: at once, because tests kill processes. */
import { randomUUID } from "node:crypto";
import { appendFileSync } from "node:fs";
import { join } from "node:path";

/** From now on what the codecs (`CODECS` of src/store/commands.ts) read is noted in a file of its own in the folder. */
export function noteReplies(codecs, folder) {
  const file = join(folder, `${randomUUID()}.replies`);
  const noted = new Set();
  for (const [command, codec] of Object.entries(codecs)) {
    const { decode } = codec;
    codec.decode = (reply) => {
      const answer = decode(reply);
      const outcome = typeof answer === "object" && answer !== null ? answer.outcome : undefined;
      const name = `${command} ${outcome}`;
      if (outcome === undefined || noted.has(name)) return answer;
      noted.add(name);
      appendFileSync(file, `${name}\n`);
      return answer;
    };
  }
}
