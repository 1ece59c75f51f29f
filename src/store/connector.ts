import { createConnection, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls, type TLSSocket } from "node:tls";
import { AbstractConnector, type RedisOptions, SentinelConnector } from "ioredis";

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

interface Address {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
  readonly tls?: ConnectionOptions;
  readonly disconnectTimeout?: number;
}

/** Reaches the server that the address names at each connect anew, and takes none that is a replica. */
function directConnector(line: Line) {
  return class extends AbstractConnector {
    readonly #address: Address;

    constructor(options: unknown) {
      const address = options as Address;
      super(address.disconnectTimeout ?? 0);
      this.#address = address;
    }

    override check(info: { role?: string }): boolean {
      return isPrimary(info, line);
    }

    override async connect(_: Emit): Promise<Socket> {
      const { host = "localhost", port = 6379, path, tls } = this.#address;
      this.connecting = true;
      const where = path === undefined ? { host, port } : { path };
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

/** The `Connector` option of the client's connections. */
export function connectorOf(line: Line, bySentinel: boolean): NonNullable<RedisOptions["Connector"]> {
  return bySentinel ? sentinelConnector(line) : directConnector(line);
}
