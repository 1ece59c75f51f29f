const ANY_ADDRESS: ReadonlySet<string> = new Set(["0.0.0.0", "::", ""]);

/** The address under which this machine reaches a server that listens on `host`. */
export function reachableUrl(host: string, port: number): string {
  if (ANY_ADDRESS.has(host)) return `http://localhost:${port}`;
  return `http://${host.includes(":") ? `[${host}]` : host}:${port}`;
}

/** What the banner shows and its commands use. */
export interface BannerFacts {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly projectId: string;
  /** Where the data is kept, or the words for a Redis of the user's own. */
  readonly data: string;
}

/** What is printed when everything answers. The commands can be pasted into a POSIX shell, bash or zsh. */
export function banner({ baseUrl, apiKey, projectId, data }: BannerFacts): string {
  const json = "-H 'Content-Type: application/json'";
  const field = (name: string): string => `node -pe 'JSON.parse(require("fs").readFileSync(0)).${name}'`;
  return `
bosporus is ready

  base URL   ${baseUrl}
  API key    ${apiKey}   (project ${projectId})
  data       ${data}

Try it in another terminal: create a job, trigger a run of it, send the run's first heartbeat

KEY=${apiKey}
JOB=$(curl -sS ${baseUrl}/v1/jobs -H "Authorization: Bearer $KEY" ${json} -d '{"project_id":"${projectId}","name":"Hello","slug":"hello-'$(date +%s)'","execution_mode":"worker"}' | ${field("id")}); echo "job $JOB"
RUN=$(curl -sS ${baseUrl}/v1/jobs/$JOB/trigger -H "Authorization: Bearer $KEY" ${json} -d '{"payload":{"hello":"world"}}'); echo "$RUN"
curl -sS -X POST ${baseUrl}/sdk/v1/runs/$(printf %s "$RUN" | ${field("id")})/heartbeat -H "Authorization: Bearer $(printf %s "$RUN" | ${field("run_token")})"; echo

Ctrl-C stops everything; the next start finds its data again.
`;
}
