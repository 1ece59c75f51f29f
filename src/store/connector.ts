import { createConnection, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { AbstractConnector, type RedisOptions, SentinelConnector } from "ioredis";
import type { ClusterNodes } from "./cluster-nodes.js";

type Emit = (type: string, error: Error) => void;

/** What the connections of one kind share. */
export interface Line {
  /** A socket that was sent something and hears nothing for this many ms is taken for dead. */
  readonly silenceMs: number;
  /** Sockets that are open. */
  readonly sockets: Set<Socket>;
  /** Hears why a server that answered is not used. */
  refused(reason: string): void;
}

const LOOK_MS = 250;

/**
 * Destroys the socket when something was sent and nothing comes back for `limitMs`: a peer that vanished without a
 * RST answers nothing, and the kernel would go on trying for a quarter of an hour. The client's own `socketTimeout` is
 * not used because its timer outlives the socket it was set for, and then ends the next one.
 */
function endWhenSilent(socket: Socket, limitMs: number): void {
  // What was written by the time something last came: all of it may have been answered.
  let answered = 0;
  let unansweredSinceMs: number | undefined;
  socket.on("data", () => {
    answered = socket.bytesWritten;
    unansweredSinceMs = undefined;
  });
  const timer = setInterval(() => {
    if (socket.bytesWritten <= answered) return;
    unansweredSinceMs ??= performance.now();
    if (performance.now() - unansweredSinceMs < limitMs) return;
    socket.destroy(new Error(`Redis has answered nothing for ${limitMs} ms`));
  }, LOOK_MS);
  timer.unref();
  socket.once("close", () => clearInterval(timer));
}

function enter(socket: Socket, line: Line): void {
  line.sockets.add(socket);
  socket.once("close", () => line.sockets.delete(socket));
  // Before that, the connect timeout watches; and a listener for data would take what the handshake needs.
  socket.once(isTls(socket) ? "secureConnect" : "connect", () => endWhenSilent(socket, line.silenceMs));
}

function isTls(socket: Socket): socket is TLSSocket {
  return "encrypted" in socket;
}

function isPrimary({ role }: { role?: string }, line: Line): boolean {
  // Without the right to ask there is no role: then the first write that is refused tells.
  if (role === undefined || role === "master") return true;
  line.refused("the server is a replica");
  return false;
}

/** Where the keys of a cell lie in a cluster. */
export interface Slot {
  readonly nodes: ClusterNodes;
  readonly slot: number;
}

interface Place {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly tls?: ConnectionOptions;
  readonly disconnectTimeout?: number;
}

/**
 * Reaches the server that the address names at each connect anew, or the master that then has the slot, and takes none
 * that is a replica.
 */
function directConnector(line: Line, at: Slot | undefined) {
  return class extends AbstractConnector {
    readonly #place: Place;

    constructor(options: unknown) {
      const place = options as Place;
      super(place.disconnectTimeout ?? 0);
      this.#place = place;
    }

    override check(info: { role?: string }): boolean {
      return isPrimary(info, line);
    }

    override async connect(_: Emit): Promise<Socket> {
      const { host = "localhost", port = 6379, path, tls } = this.#place;
      this.connecting = true;
      // With no master known, the first node says what is wrong: by its silence, or by refusing commands.
      const master = await at?.nodes.masterOf(at.slot);
      if (!this.connecting) throw new Error("the connection was given up");
      const where = master ?? (path === undefined ? { host, port } : { path });
      const socket = tls === undefined ? createConnection(where) : connectTls({ ...where, ...tls });
      socket.once("error", (error) => {
        this.firstError = error;
      });
      this.stream = socket;
      enter(socket, line);
      return socket;
    }
  };
}

/** Asks the Sentinels at each connect anew where the primary is. */
function sentinelConnector(line: Line) {
  return class extends SentinelConnector {
    constructor(options: unknown) {
      super(options as ConstructorParameters<typeof SentinelConnector>[0]);
    }

    override check(info: { role?: string }): boolean {
      return super.check(info) && isPrimary(info, line);
    }

    override async connect(emit: Emit): Promise<Socket> {
      const socket = await super.connect(emit);
      enter(socket, line);
      return socket;
    }
  };
}

/** The `Connector` option of the client's connections; without a slot they go where their options say. */
export function connectorOf(
  line: Line,
  at: Slot | undefined,
  bySentinel: boolean,
): NonNullable<RedisOptions["Connector"]> {
  return bySentinel ? sentinelConnector(line) : directConnector(line, at);
}
