import { Agent, fetch as send } from "undici";
import { WebSocket } from "ws";
import { type Client, createClient, ok } from "../../src/client/index.js";
import { API_KEY, eventually, type Product, type TriggeredRun } from "../support/product.js";

export interface FleetSize {
  readonly beating: number;
  readonly writing: number;
  readonly claiming: number;
}

const BEAT_MS = 10_000;
const CHUNK_MS = 100;
const TRIGGER_MS = 200;
/** How long a claim waits at a gateway. */
const CLAIM_MS = 5_000;
/** Between a call that failed and its one repetition. */
const RETRY_MS = 500;

type Chunk = { readonly chunk: string };

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Executors, followers and long polls that know one address only. Each call is made at most twice. A member has
 * connections of its own, which it keeps: an idle one is used again after ten seconds.
 */
export class Fleet {
  calls = 0;
  requests = 0;
  /** Connections of streams and WebSockets that ended before what they follow, and were made again. */
  resumed = 0;
  /** Calls that failed twice, and what was seen of streams that must not be. */
  readonly failures: string[] = [];
  readonly #product: Product;
  readonly #url: string;
  readonly #job: { readonly id: string; readonly slug: string };
  readonly #agents: Agent[] = [];
  readonly #work: Promise<void>[] = [];
  readonly #triggered: string[] = [];
  #producing = Promise.resolve();
  #going = true;
  #claiming = true;

  private constructor(product: Product, url: string, job: { id: string; slug: string }) {
    this.#product = product;
    this.#url = url;
    this.#job = job;
  }

  static async start(product: Product, url: string, size: FleetSize): Promise<Fleet> {
    const fleet = new Fleet(product, url, await product.createJob({ max_attempts: 1, timeout_secs: 86_400 }));
    const own = await product.createJob({ max_attempts: 1, timeout_secs: 86_400 });
    for (let index = 0; index < size.beating; index++) fleet.#beat(await product.trigger(own.id), index);
    for (let index = 0; index < size.writing; index++) fleet.#write(await product.trigger(own.id));
    for (let index = 0; index < size.claiming; index++) fleet.#add(fleet.#claim(index));
    fleet.#producing = fleet.#produce();
    fleet.#add(fleet.#producing);
    return fleet;
  }

  /** Ends what is under way; answers once all streams have ended and all runs that were triggered are completed. */
  async stop(): Promise<void> {
    this.#going = false;
    await this.#producing;
    for (const id of this.#triggered) {
      const { status } = await eventually(
        () => this.#product.run(id),
        (run) => run.status === "completed",
      );
      if (status !== "completed") this.failures.push(`run ${id} is ${status} when all is over`);
    }
    this.#claiming = false;
    await Promise.all(this.#work);
    await Promise.all(this.#agents.map((agent) => agent.destroy()));
  }

  /** Runs that were triggered through the balancer. */
  get triggered(): number {
    return this.#triggered.length;
  }

  #add(work: Promise<void>): void {
    this.#work.push(work.catch((error: unknown) => void this.failures.push(String(error))));
  }

  #client(credential: { readonly runToken: string } | { readonly apiKey: string }): Client {
    const agent = new Agent({ keepAliveTimeout: 60_000, connections: 2 });
    this.#agents.push(agent);
    const counted = async (input: string | URL | Request, init?: RequestInit): Promise<Response> => {
      this.requests++;
      const asked = input instanceof Request ? input : new Request(input, init);
      const { url, method, headers, signal } = asked;
      const body = asked.body === null ? undefined : await asked.text();
      const answer = await send(url, {
        method,
        headers: [...headers],
        signal,
        dispatcher: agent,
        ...(body === undefined ? {} : { body }),
      });
      return answer as unknown as Response;
    };
    return createClient({
      baseUrl: this.#url,
      ...credential,
      fetch: counted,
      retry: { attempts: 2, firstPauseMs: RETRY_MS },
    });
  }

  async #call<Data>(
    what: string,
    make: () => Promise<{ data?: Data; error?: unknown; response: Response }>,
  ): Promise<Exclude<Data, undefined> | undefined> {
    this.calls++;
    try {
      return await ok(make());
    } catch (error) {
      const cause = error instanceof Error && error.cause !== undefined ? `, ${String(error.cause)}` : "";
      this.failures.push(`${what}: ${String(error)}${cause}`);
      return undefined;
    }
  }

  #beat(run: TriggeredRun, index: number): void {
    const client = this.#client({ runToken: run.token });
    const path = { params: { path: { runID: run.id } } };
    this.#add(
      (async () => {
        await pause((index * 700) % BEAT_MS);
        while (this.#going) {
          await this.#call("heartbeat", () => client.POST("/sdk/v1/runs/{runID}/heartbeat", path));
          for (let waited = 0; waited < BEAT_MS && this.#going; waited += 100) await pause(100);
        }
      })(),
    );
  }

  /** A run that streams, and who follows it both ways. */
  #write(run: TriggeredRun): void {
    const client = this.#client({ runToken: run.token });
    const path = { params: { path: { runID: run.id } } };
    let written = 0;
    const writing = (async () => {
      for (; this.#going; written++) {
        const body = { chunk: String(written), seq: written };
        await this.#call("stream", () => client.POST("/sdk/v1/runs/{runID}/stream", { ...path, body }));
        await pause(CHUNK_MS);
      }
      await this.#call("complete", () =>
        client.POST("/sdk/v1/runs/{runID}/complete", { ...path, body: { result: written } }),
      );
    })();
    this.#add(writing);
    const compare = async (how: string, following: Promise<readonly string[]>): Promise<void> => {
      const seen = await following;
      await writing;
      const right = Array.from({ length: written }, (_, number) => String(number));
      if (seen.join() !== right.join())
        this.failures.push(`${how}: ${seen.length} of ${written}, or in disorder`);
    };
    this.#add(compare("chunks by SSE", this.#followStream(run)));
    this.#add(compare("chunks by WebSocket", this.#followSocket(run)));
  }

  async #followStream(run: TriggeredRun): Promise<readonly string[]> {
    const client = this.#client({ apiKey: API_KEY });
    const chunks: string[] = [];
    let opened = 0;
    const onOpen = (): void => {
      if (opened++ > 0) this.resumed++;
    };
    for await (const { event, data } of client.follow(`/v1/runs/${run.id}/stream/chunks`, { onOpen })) {
      if (event === "message") chunks.push((data as Chunk).chunk);
    }
    return chunks;
  }

  async #followSocket(run: TriggeredRun): Promise<readonly string[]> {
    const chunks: string[] = [];
    let lastId = "";
    let ended = false;
    for (let lost = 0; !ended; ) {
      const query = lastId === "" ? "" : `&last_event_id=${encodeURIComponent(lastId)}`;
      const address = `${this.#url.replace("http", "ws")}/v1/runs/${run.id}/ws?feed=chunks${query}`;
      const socket = new WebSocket(address, { headers: { Authorization: `Bearer ${API_KEY}` } });
      socket.on("open", () => {
        lost = 0;
      });
      socket.on("message", (text) => {
        const { id, event, data } = JSON.parse(String(text));
        if (id !== "") lastId = id;
        if (event === "message") chunks.push(data.chunk);
        ended ||= event === "end";
      });
      await new Promise<void>((resolve) => {
        socket.on("error", () => undefined);
        socket.on("close", () => resolve());
      });
      if (ended) break;
      this.resumed++;
      lost++;
      if (lost > 20) throw new Error(`a WebSocket was refused ${lost} times`);
      await pause(RETRY_MS);
    }
    return chunks;
  }

  async #claim(index: number): Promise<void> {
    const client = this.#client({ apiKey: API_KEY });
    const body = {
      worker_id: `fleet-${index}`,
      job_slugs: [this.#job.slug],
      wait_ms: CLAIM_MS,
    };
    const claim = () => client.POST("/v1/workers/claim", { body });
    while (this.#claiming) {
      const answer = await this.#call("claim", () =>
        claim().then(
          async (first) => (first.response.ok ? first : pause(RETRY_MS).then(claim)),
          () => pause(RETRY_MS).then(claim),
        ),
      );
      for (const { run_id, run_token } of answer?.runs ?? []) {
        const own = this.#client({ runToken: run_token });
        const path = { params: { path: { runID: run_id } } };
        await this.#call("heartbeat", () => own.POST("/sdk/v1/runs/{runID}/heartbeat", path));
        await this.#call("complete", () => own.POST("/sdk/v1/runs/{runID}/complete", { ...path, body: {} }));
      }
    }
  }

  async #produce(): Promise<void> {
    const client = this.#client({ apiKey: API_KEY });
    const params = { path: { jobID: this.#job.id } };
    while (this.#going) {
      const headers = { "Idempotency-Key": crypto.randomUUID() };
      const answer = await this.#call("trigger", () =>
        client.POST("/v1/jobs/{jobID}/trigger", { params, headers, body: {} }),
      );
      if (answer !== undefined && "id" in answer) this.#triggered.push(answer.id);
      await pause(TRIGGER_MS);
    }
  }
}
