import { Redis } from "ioredis";
import { FIRST_CELL } from "../../src/store/keys.js";
import { SlowScriptLog } from "../../src/store/slow-scripts.js";
import type { Endpoint } from "../support/endpoint.js";
import { PROJECT, type Product, type TriggeredRun } from "../support/product.js";
import { type OpenedConsole, openConsole } from "./opened.js";

/** What a seeded product holds, by what the tests look for. */
export interface Seeded {
  readonly jobs: Readonly<Record<"triage" | "embed" | "report" | "notify", string>>;
  readonly completed: TriggeredRun;
  readonly executing: TriggeredRun;
  readonly waiting: TriggeredRun;
  readonly failed: TriggeredRun;
  readonly dead: TriggeredRun;
  readonly parent: TriggeredRun;
  readonly queued: readonly TriggeredRun[];
}

const REPORT = `# Quarterly shipping report

The strait was **open** on 88 of 92 days. Traffic grew by 4 % over the quarter.

| Month | Vessels | Delay |
| --- | ---: | ---: |
| January | 3,412 | 41 min |
| February | 3,180 | 38 min |
| March | 3,655 | 52 min |

## What stands out

- Tankers waited longer than in any quarter since 2023.
- Pilots were short on *four* nights; see \`pilots/2026-03.csv\`.

> Night passages were suspended twice because of fog.
`;

async function claim(product: Product, slugs: readonly string[], count: number): Promise<TriggeredRun[]> {
  const answer = await product.control("POST", "/v1/workers/claim", {
    worker_id: "crew-7.eu-west",
    job_slugs: slugs,
    limit: count,
  });
  const runs: { run_id: string; job_id: string; run_token: string }[] = answer.body.runs;
  return runs.map(({ run_id, job_id, run_token }) => ({ id: run_id, jobId: job_id, token: run_token }));
}

async function startOne(product: Product, slug: string, jobId: string, body: unknown): Promise<TriggeredRun> {
  const made = await product.trigger(jobId, body);
  for (let round = 0; round < 50; round++) {
    for (const run of await claim(product, [slug], 1)) {
      await product.executor("POST", run, "heartbeat", {});
      if (run.id === made.id) return run;
    }
  }
  throw new Error("the run that was triggered was not handed out");
}

async function act(product: Product, run: TriggeredRun, operation: string, body: unknown): Promise<void> {
  const answer = await product.executor("POST", run, operation, body);
  if (answer.status >= 300) throw new Error(`${operation}: ${answer.text}`);
}

/** What an agent tells of its work: logs, text, tools, usage, samples. */
async function work(product: Product, run: TriggeredRun): Promise<void> {
  const lines = [
    ["info", "Loaded 3,412 passages of January"],
    ["debug", "cache miss: pilots/2026-01.csv"],
    ["info", "Asking the model for the summary"],
    ["warn", "The answer was cut at 4,096 tokens, asking for the rest"],
    ["info", "Joined 2 parts, 5,812 tokens"],
    ["error", "GET https://weather.example/fog: 503, tried again"],
    ["info", "Fog on 2026-02-11 and 2026-03-02"],
  ];
  for (const [level, message] of lines)
    await act(product, run, "log", { level, message, data: { step: "load", amount: 3412 } });
  await act(product, run, "progress", { percent: 62, step: "write", message: "Writing the summary" });
  for (let at = 0; at < REPORT.length; at += 90) {
    await act(product, run, "stream", { chunk: REPORT.slice(at, at + 90), stream_id: "report" });
  }
  await act(product, run, "stream", {
    chunk: "Which months have fog?\nFebruary and March.\n",
    stream_id: "thoughts",
  });
  for (const [tool, status, ms] of [
    ["web.search", "completed", 812],
    ["sql.query", "completed", 64],
    ["web.fetch", "failed", 5003],
  ] as const) {
    const input = { query: "fog in the strait, 2026" };
    await act(product, run, "tool-call", {
      tool_name: tool,
      status,
      duration_ms: ms,
      input,
      output: { rows: 12 },
    });
  }
  for (const [model, prompt, completion, cost] of [
    ["aurora-large", 18_204, 5_812, 412_000],
    ["aurora-small", 44_120, 2_048, 38_500],
    ["embed-3", 91_000, 0, 9_100],
  ] as const) {
    await act(product, run, "usage", {
      ...{ provider: "polar", model, prompt_tokens: prompt, completion_tokens: completion },
      ...{ total_tokens: prompt + completion, cost_microusd: cost },
    });
  }
  await act(product, run, "checkpoint", {
    source: "executor",
    state: { page: 4, cursor: 9_007_199_254_740_993n.toString() },
  });
  await product.executor("POST", run, "state", { key: "outline", value: ["intro", "months", "outlook"] });
  await act(product, run, "output", { key: "summary", value: { words: 182, language: "en" } });
  for (let sample = 0; sample < 24; sample++) {
    await act(product, run, "resource-snapshot", {
      cpu_percent: 30 + 25 * Math.sin(sample / 3) + sample,
      memory_mb: 240 + sample * 9,
      memory_limit_mb: 512,
      network_rx_bytes: 40_000 * (1 + (sample % 5)),
      network_tx_bytes: 9_000 * (1 + (sample % 3)),
    });
  }
}

const ERRORS = [
  "upstream answered 503: no capacity for model aurora-large in eu-west",
  "tool web.fetch failed after 5003 ms: connection reset by peer",
  "payload.customer 88213 has no open order",
];

/** Fills a product with jobs and runs of every kind, as a fleet would leave it. */
export async function seed(product: Product, receiver: Endpoint): Promise<Seeded> {
  const endpoint = receiver.url((_, response) => response.writeHead(200).end('{"ok":true}'));
  const failing = receiver.url((_, response) =>
    response.writeHead(400).end('{"error":"the CRM refuses customer without a region"}'),
  );
  const job = async (slug: string, fields: Record<string, unknown>): Promise<string> =>
    (await product.createJob({ slug, name: slug, ...fields })).id;
  const jobs = {
    triage: await job("support-triage", {
      name: "Support triage",
      description:
        "Reads a ticket, finds out what it is about, and drafts an answer for a person to approve.",
      tags: { team: "support", tier: "gold" },
      ...{ max_concurrency: 40, max_concurrency_per_key: 1 },
      payload_schema: {
        type: "object",
        required: ["ticket", "language"],
        properties: {
          ticket: { type: "integer", title: "Ticket", description: "Its number in the help desk." },
          language: { enum: ["en", "tr", "de"], title: "Language" },
          urgent: { type: "boolean", title: "Urgent" },
          note: { type: "string", title: "Note" },
        },
      },
    }),
    embed: await job("embed-documents", {
      name: "Embed documents",
      tags: { team: "search" },
      max_attempts: 1,
    }),
    report: await job("shipping-report", {
      name: "Shipping report",
      cron: "0 6 * * 1-5",
      timezone: "Europe/Istanbul",
      tags: { team: "ops" },
    }),
    notify: await job("notify-customer", {
      name: "Notify customer",
      cron: "*/15 * * * *",
      max_concurrency: 5,
    }),
  };
  await product.control("POST", "/v1/webhooks/subscriptions", {
    project_id: PROJECT,
    webhook_url: endpoint,
    event_types: ["run.completed", "run.failed"],
  });
  const crm = await job("sync-crm", { name: "Sync CRM", endpoint_url: failing, max_attempts: 1 });
  for (let at = 0; at < 5; at++) await product.trigger(crm, { payload: { customer: 700 + at } });
  // Ended runs first: lists show the newest on top.
  for (let at = 0; at < 26; at++) {
    const run = await startOne(product, "embed-documents", jobs.embed, {
      payload: { document: at },
      tags: { shard: String(at % 4) },
    });
    if (at % 9 === 4) await product.executor("POST", run, "fail", { error: ERRORS[at % 3] });
    else await act(product, run, "complete", { result: { vectors: 40 + at } });
  }
  const dead = await startOne(product, "embed-documents", jobs.embed, { payload: { document: 99 } });
  await act(product, dead, "fail", { error: ERRORS[0] });
  for (let at = 0; at < 8; at++) {
    const run = await startOne(product, "notify-customer", jobs.notify, {
      payload: { customer: 88213 + at },
    });
    await act(product, run, "complete", { result: { sent: true } });
  }
  const completed = await startOne(product, "shipping-report", jobs.report, {
    payload: {
      quarter: "2026-Q1",
      months: ["January", "February", "March"],
      detail: { night: true, limit: 25 },
    },
    tags: { team: "ops", region: "bosporus" },
  });
  await work(product, completed);
  await act(product, completed, "annotate", { annotations: { reviewer: "defne", build: "2026.11.3" } });
  await act(product, completed, "complete", { result: { words: 182, total: 1 } });

  const failed = await startOne(product, "support-triage", jobs.triage, {
    payload: { ticket: 4711, language: "tr" },
  });
  await act(product, failed, "log", { level: "error", message: ERRORS[1] });
  await product.executor("POST", failed, "fail", { error: ERRORS[1] });
  const waiting = await startOne(product, "support-triage", jobs.triage, {
    payload: { ticket: 4712, language: "en" },
  });
  await act(product, waiting, "log", { level: "info", message: "Draft is ready, waiting for a person" });
  await act(product, waiting, "wait-for-event", { event_key: "approval:ticket-4712", timeout_secs: 86_400 });
  const parent = await startOne(product, "support-triage", jobs.triage, {
    payload: { ticket: 4713, language: "de" },
  });
  for (const slug of ["embed-documents", "notify-customer"]) {
    await product.executor("POST", parent, "spawn", {
      job_slug: slug,
      project_id: PROJECT,
      payload: { ticket: 4713 },
    });
  }
  for (let at = 0; at < 4; at++) {
    const run = await startOne(product, "support-triage", jobs.triage, {
      payload: { ticket: 4720 + at, language: "en" },
      ...(at > 1 ? { concurrency_key: at === 2 ? "acme-shipping" : "golden-horn" } : {}),
    });
    await act(product, run, "progress", {
      percent: 15 + at * 20,
      message: ["Reading", "Searching", "Drafting", "Checking"][at],
    });
  }
  const executing = await startOne(product, "shipping-report", jobs.report, {
    payload: { quarter: "2026-Q2" },
    tags: { region: "dardanelles" },
  });
  await work(product, executing);
  const queued: TriggeredRun[] = [];
  for (let at = 0; at < 6; at++)
    queued.push(
      await product.trigger(jobs.triage, {
        payload: { ticket: 4800 + at, language: "en" },
        priority: at % 3,
        ...(at < 5 ? { concurrency_key: at % 2 === 0 ? "acme-shipping" : "marmara-lines" } : {}),
      }),
    );
  const later = new Date(Date.now() + 3_600_000).toISOString();
  await product.trigger(jobs.notify, { payload: { customer: 1 }, scheduled_at: later });
  const redis = new Redis({ path: product.redis.url.slice("unix://".length) });
  const slow = new SlowScriptLog(redis, FIRST_CELL);
  for (const ms of [11.4, 12.9, 31.2]) slow.note({ trigger: 64, claim: 12 }, ms);
  slow.note({ purge: 1 }, 14.8);
  await redis.ping();
  redis.disconnect();
  return { jobs, completed, executing, waiting, failed, dead, parent, queued };
}

/** A console to look at, with something to see in each view. */
export async function openSeeded(): Promise<OpenedConsole & { readonly seeded: Seeded }> {
  const opened = await openConsole();
  return { ...opened, seeded: await seed(opened.product, opened.endpoint) };
}
