import { AS_TEXT, answer, api } from "../api/calls.js";
import type { Job } from "../api/objects.js";
import { useQuery } from "../api/query.js";
import { Fact, Loading, Problem, Time } from "../ui/basics.js";

export interface Schedule {
  readonly cron: string;
  readonly timezone: string;
  readonly next: readonly string[];
}

export function readSchedule(jobID: string, signal: AbortSignal): Promise<Schedule> {
  return answer(api().GET("/v1/jobs/{jobID}/schedule", { ...AS_TEXT, signal, params: { path: { jobID } } }));
}

/** When the job's schedule makes its next runs. */
export function NextTicks({ job }: { job: Job }) {
  const { data, error, refresh } = useQuery(
    `schedule:${job.id}:${job.version}`,
    (signal) => readSchedule(job.id, signal),
    { everyMs: 60_000 },
  );
  if (error !== undefined) return <Problem error={error} again={refresh} />;
  if (data === undefined) return <Loading />;
  return (
    <dl class="facts">
      <Fact name="Schedule">
        <code>{data.cron}</code> <span class="faint">{data.timezone}</span>
      </Fact>
      <Fact name="Next">
        <ol class="ticks">
          {data.next.map((at) => (
            <li key={at}>
              <Time at={at} />{" "}
              <span class="faint">
                <Time at={at} age />
              </span>
            </li>
          ))}
        </ol>
      </Fact>
    </dl>
  );
}
