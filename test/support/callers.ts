import { type HttpAnswer, INTERNAL_SECRET, type Product } from "./product.js";

/** A record as the API shows it, whatever its kind. */
// biome-ignore lint/suspicious/noExplicitAny: tests look into records of every shape
export type Shown = any;

/** The control API as one API key sees it. */
export interface Caller {
  readonly key: string;
  readonly keyId: string;
  readonly projectId: string;
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
    gateway?: number,
  ): Promise<HttpAnswer>;
}

/** Makes an API key, and the project with it when it does not exist yet. */
export async function newCaller(
  product: Product,
  options: { projectId?: string; scopes?: readonly string[] } = {},
): Promise<Caller> {
  const { projectId = `project-${crypto.randomUUID()}`, scopes = ["*"] } = options;
  const secret = { "X-Internal-Secret": INTERNAL_SECRET };
  await product.call("POST", "/v1/projects", { body: { id: projectId }, headers: secret });
  const created = await product.call("POST", "/v1/api-keys", {
    body: { project_id: projectId, name: "test", scopes },
    headers: secret,
  });
  if (created.status !== 201) throw new Error(`API key was not created: ${created.text}`);
  const key: string = created.body.key;
  return {
    key,
    keyId: created.body.id,
    projectId,
    call: (method, path, body, headers = {}, gateway = 0) =>
      product.call(method, path, {
        body,
        headers: { Authorization: `Bearer ${key}`, ...headers },
        gateway,
      }),
  };
}

/** Creates a job in the caller's project; a pull job unless `fields` say otherwise. */
export async function createJob(
  caller: Pick<Caller, "projectId" | "call">,
  fields: Record<string, unknown> = {},
): Promise<Shown> {
  const slug = `job-${crypto.randomUUID()}`;
  const answer = await caller.call("POST", "/v1/jobs", {
    project_id: caller.projectId,
    name: slug,
    slug,
    ...fields,
  });
  if (answer.status !== 201) throw new Error(`job was not created: ${answer.text}`);
  return answer.body;
}

/** Everything of a paged list, page by page. */
export async function allPages(
  caller: Pick<Caller, "call">,
  path: string,
  limit: number,
): Promise<{ records: Shown[]; pages: number }> {
  const records: Shown[] = [];
  let cursor = "";
  for (let pages = 1; ; pages++) {
    const query = `${path.includes("?") ? "&" : "?"}limit=${limit}${cursor}`;
    const { status, body, text } = await caller.call("GET", path + query);
    if (status !== 200) throw new Error(`${path}${query}: ${text}`);
    if (body.data.length > limit) throw new Error(`${path}${query}: ${body.data.length} records`);
    records.push(...body.data);
    if (body.has_more !== "next_cursor" in body) throw new Error(`${path}${query}: ${text}`);
    if (!body.has_more) return { records, pages };
    cursor = `&cursor=${encodeURIComponent(body.next_cursor)}`;
  }
}
