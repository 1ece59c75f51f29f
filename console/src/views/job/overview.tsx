import type { Job, JobHealth } from "../../api/objects.js";
import { useQuery } from "../../api/query.js";
import { JsonView } from "../../json/view.js";
import { address, query } from "../../shell/router.js";
import { Fact, Tags, Time } from "../../ui/basics.js";
import { Panel } from "../../ui/page.js";
import { Tile, Tiles } from "../../ui/tiles.js";
import { count, duration, statusWord } from "../../ui/words.js";
import { readHealth } from "../jobs.js";
import { NextTicks } from "../ticks.js";

const SPANS = [
  ["1h", "Hour"],
  ["1d", "Day"],
  ["7d", "Week"],
  ["30d", "Month"],
] as const;

function HealthTiles({ health }: { health: JobHealth | undefined }) {
  return (
    <Tiles>
      <Tile
        name="Success"
        value={health === undefined ? undefined : `${health.success_rate.toFixed(1)} %`}
        tone={health !== undefined && health.success_rate < 90 ? "bad" : "good"}
      />
      <Tile name="Ended runs" value={health === undefined ? undefined : count(health.total_runs)} />
      <Tile name="Open runs" value={health === undefined ? undefined : count(health.open_runs)} />
      <Tile
        name="Took on average"
        value={health === undefined ? undefined : duration(health.avg_duration_secs * 1000)}
      />
      <Tile
        name="Took p95"
        value={health === undefined ? undefined : duration(health.p95_duration_secs * 1000)}
      />
      <Tile
        name="Took p99"
        value={health === undefined ? undefined : duration(health.p99_duration_secs * 1000)}
      />
    </Tiles>
  );
}

function Circuit({ endpoint }: { endpoint: Readonly<Record<string, unknown>> | undefined }) {
  if (endpoint === undefined) return null;
  return (
    <Panel title="Endpoint">
      <dl class="facts">
        {Object.entries(endpoint).map(([name, value]) => (
          <Fact key={name} name={statusWord(name)}>
            {String(value)}
          </Fact>
        ))}
      </dl>
    </Panel>
  );
}

/** How a job is set, and how it has gone. */
export function JobOverview({ job }: { job: Job }) {
  const span = query.value.get("span") ?? "1d";
  const health = useQuery(`health:${job.id}:${span}`, (signal) => readHealth(job.id, span, signal), {
    everyMs: 15_000,
  });
  return (
    <>
      <div class="choices" role="group" aria-label="Time">
        {SPANS.map(([id, words]) => (
          <a
            key={id}
            class="button"
            aria-current={id === span ? "true" : undefined}
            href={address(["jobs", job.id], { span: id === "1d" ? "" : id })}
          >
            {words}
          </a>
        ))}
      </div>
      <HealthTiles health={health.data} />
      <div class="pair">
        <Panel title="Limits">
          <dl class="facts">
            <Fact name="Attempts at most">{job.max_attempts}</Fact>
            <Fact name="Retries">{statusWord(job.retry_strategy)}</Fact>
            <Fact name="Timeout">{duration(job.timeout_secs * 1000)}</Fact>
            <Fact name="Runs at a time">
              {job.max_concurrency === undefined || job.max_concurrency === 0
                ? "No limit"
                : count(job.max_concurrency)}
            </Fact>
            <Fact name="By concurrency key">
              {job.max_concurrency_per_key ? count(job.max_concurrency_per_key) : null}
            </Fact>
            <Fact name="Triggers">
              {job.rate_limit_max
                ? `${count(job.rate_limit_max)} in ${duration((job.rate_limit_window_secs ?? 0) * 1000)}`
                : null}
            </Fact>
            <Fact name="Waits for a start">
              {job.run_ttl_secs ? duration(job.run_ttl_secs * 1000) : null}
            </Fact>
          </dl>
        </Panel>
        <Panel title="Job">
          <dl class="facts">
            <Fact name="Kind">
              {job.execution_mode === "http"
                ? "HTTP: its endpoint is called"
                : "Pull: workers claim its runs"}
            </Fact>
            <Fact name="Queue">{job.queue}</Fact>
            <Fact name="Endpoint">
              {job.endpoint_url === undefined ? null : <code class="cut">{job.endpoint_url}</code>}
            </Fact>
            <Fact name="Fallback">
              {job.fallback_endpoint_url === undefined ? null : (
                <code class="cut">{job.fallback_endpoint_url}</code>
              )}
            </Fact>
            <Fact name="Version">{job.version}</Fact>
            <Fact name="Changed">
              <Time at={job.updated_at} />
            </Fact>
            <Fact name="Id">
              <code>{job.id}</code>
            </Fact>
            <Fact name="Tags">{job.tags === undefined ? null : <Tags of={job.tags} />}</Fact>
          </dl>
        </Panel>
      </div>
      <Circuit endpoint={health.data?.endpoint} />
      {job.cron === undefined ? null : (
        <Panel title="Schedule">
          <NextTicks job={job} />
        </Panel>
      )}
      {job.payload_schema === undefined ? null : (
        <Panel title="Payload schema">
          <JsonView value={job.payload_schema} label="payload schema" />
        </Panel>
      )}
    </>
  );
}
