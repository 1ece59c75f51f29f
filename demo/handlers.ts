import { type ExecutorRun, type Handler, RunSuspended } from "bosporus/client";
import { Agent, type Question } from "./agent.js";
import { JOBS } from "./jobs.js";
import { chance, type Pace } from "./pace.js";

/** How a person is asked for an approval, which comes as an event of this key. */
export type AskPerson = (eventKey: string) => void;

/** What the executors of the demo do, by the slug of the job. */
export function handlers(pace: Pace, ask: AskPerson): Readonly<Record<string, Handler<unknown>>> {
  return {
    [JOBS.research.slug]: (run) => research(new Agent(run, pace), run, ask),
    [JOBS.summary.slug]: (run) => summarize(new Agent(run, pace), run),
    [JOBS.import.slug]: (run) => importRows(new Agent(run, pace)),
    [JOBS.report.slug]: (run) => report(new Agent(run, pace), run),
    [JOBS.noise.slug]: async (run) => ({ slept_ms: await new Agent(run, pace).think(200, 1500) }),
  };
}

/** Plans, has sources summarized and waits for them, writes, and asks a person before it publishes. */
async function research(agent: Agent, run: ExecutorRun, ask: AskPerson): Promise<unknown> {
  const { question, passage } = run.payload as Question;
  const approval = `approval:${run.id}`;
  // What a run was doing before it slept is in its own state.
  const { phase = "begin" } = ((await readState(run)) ?? {}) as { phase?: string };
  if (phase === "begin") {
    await run.log(`plan: read about "${passage.title}", have it summarized, write`, "info", { question });
    await agent.annotate({ topic: passage.title.slice(0, 80), document: passage.document });
    await agent.callTool({ query: question });
    agent.mayBreakDown(0.08);
    await agent.speak(`**Question.** ${question}\n\nFirst I look at ${passage.document}.`, "thoughts", 0, 20);
    await agent.remember("progress", { phase: "write" });
    await agent.delegate(
      JOBS.page.slug,
      { url: `https://docs.example/${passage.document}` },
      `${run.id}/page`,
      false,
    );
    if (await agent.delegate(JOBS.summary.slug, { passage }, `${run.id}/summary`, chance(0.6))) {
      throw new RunSuspended("waits for the summary");
    }
  }
  if (phase !== "publish") {
    await agent.callTool({ document: passage.document });
    agent.mayBreakDown(0.05);
    await run.checkpoint({ phase: "write", document: passage.document });
    await agent.speak(passage.text, "answer", 20, 95);
    await agent.output("answer", { title: passage.title, characters: passage.text.length });
    if (chance(0.25)) {
      await agent.remember("progress", { phase: "publish" });
      await run.log("a person has to approve this before it is published");
      ask(approval);
      await run.waitForEvent(approval, 600);
    }
  } else {
    const { approved } = (run.lastCheckpoint ?? {}) as { approved?: boolean };
    if (approved === false) throw new Error("a person did not approve of it");
    await run.log("approved");
  }
  await run.progress(100, "published");
  return { title: passage.title, published: true };
}

async function summarize(agent: Agent, run: ExecutorRun): Promise<unknown> {
  const { passage } = run.payload as Question;
  await agent.think(500, 2000);
  agent.mayBreakDown(0.1);
  await agent.speak(passage.text.slice(0, 400), "summary", 0, 100);
  return { words: passage.text.split(/\s+/).length };
}

/** Fails often enough that some are retried and a few end as dead letters. */
async function importRows(agent: Agent): Promise<unknown> {
  for (let done = 20; done <= 100; done += 20) {
    await agent.think(150, 500);
    await agent.run.progress(done, `${done * 37} rows`);
    agent.mayBreakDown(0.12);
  }
  return { rows: 3700 };
}

async function report(agent: Agent, run: ExecutorRun): Promise<unknown> {
  await run.log("collecting the figures of the last minute");
  await agent.think(1000, 4000);
  await agent.output("figures", {
    runs: Math.floor(Math.random() * 500),
    failed: Math.floor(Math.random() * 10),
  });
  return { sent: true };
}

async function readState(run: ExecutorRun): Promise<unknown> {
  const params = { path: { runID: run.id, key: "progress" } };
  const { data } = await run.api.GET("/sdk/v1/runs/{runID}/state/{key}", { params });
  return (data as { value?: unknown } | undefined)?.value;
}
