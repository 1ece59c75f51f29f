import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import { Server as NetServer, type Socket as TcpSocket } from "node:net";
import type { Duplex } from "node:stream";
import type { Engine, RequestHead, ResponseSide, SocketEvents, Upgrade } from "./engine.js";
import { NodeRequest, NodeResponse, targetOf } from "./node-exchange.js";
import { Router } from "./node-router.js";
import { SocketSide } from "./node-socket.js";
import { InTurn } from "./node-turns.js";
import { answerUnreadable } from "./node-unreadable.js";
import type { Method } from "./route.js";
import { SendingTurns } from "./sending-turns.js";

/** The bytes of a request's head, its request line included. */
const HEAD_BYTES = 16_384;
/** What a connection may take for the head of a request, ms. */
const HEAD_MS = 15_000;
/** A body that does not come is answered by its reader; the library ends only what has no reader, ms later. */
const BODY_GRACE_MS = 10_000;
/** How long a connection is kept without a request, ms; it is told to the client. */
const IDLE_MS = 75_000;
/**
 * How often the library looks for what is overdue, ms. All that it finds it ends in one turn of the event loop: what came
 * within a time so short takes less than that to be ended.
 */
const LOOK_EVERY_MS = 20;
/** How long an answer is waited for by a client that has closed its half of the connection, ms: longer than calls take. */
const HALF_CLOSED_MS = 10_000;
const BACKLOG = 4_096;
/** What the library of WebSockets takes; it would answer anything else by itself. */
const SOCKET_KEY = /^[+/0-9A-Za-z]{22}==$/;
const SOCKET_VERSION = /^(?:8|13)$/;

/** Of the port, and of the address. */
const CANNOT_LISTEN = new Set([
  ...["EADDRINUSE", "EACCES"],
  ...["EADDRNOTAVAIL", "EAFNOSUPPORT", "EINVAL", "ENOTFOUND", "EAI_AGAIN"],
]);

type Handler = (res: ResponseSide, req: RequestHead) => void;
type SocketHandler = (
  req: IncomingMessage,
  connection: TcpSocket,
  head: Buffer,
  params: readonly string[],
) => void;

/** Whether this Node lets several processes listen on one port (SO_REUSEPORT). */
function sharesPorts(): boolean {
  const [major = 0, minor = 0] = process.versions.node.split(".").map(Number);
  return (
    process.platform === "linux" &&
    (major > 23 || (major === 23 && minor >= 1) || (major === 22 && minor >= 12))
  );
}

/** `node:http`: the server of Node itself, which runs wherever Node does. */
export class NodeEngine implements Engine {
  readonly keepAliveSecs = undefined;
  readonly sharesPorts = sharesPorts();
  readonly #server: Server;
  readonly #routes = new Router<Handler>();
  readonly #sockets = new Router<SocketHandler>();
  readonly #upgraded = new Set<Duplex>();
  readonly #turns = new InTurn();
  readonly #ending = new SendingTurns();
  readonly #added: NetServer[] = [];

  /** `bodyMs`: how long a reader waits for a body. */
  constructor(bodyMs: number) {
    this.#server = createServer({
      maxHeaderSize: HEAD_BYTES,
      // Asked for below, where the refusal has a body.
      requireHostHeader: false,
      headersTimeout: HEAD_MS,
      requestTimeout: HEAD_MS + bodyMs + BODY_GRACE_MS,
      keepAliveTimeout: IDLE_MS,
      connectionsCheckingInterval: LOOK_EVERY_MS,
    });
    // Beyond a number of fields the library would drop the rest in silence; their bytes are bounded.
    this.#server.maxHeadersCount = 0;
    // A client that has closed its half gets its answer. It may as well have gone: see `endsWithClient`.
    Object.assign(this.#server, { httpAllowHalfOpen: true });
    this.#server.on("connection", (connection) => {
      connection.once("end", () => setTimeout(() => this.#hasGone(connection), HALF_CLOSED_MS).unref());
    });
    this.#server.on("request", (req, res) => {
      this.#turns.wait(req, res, () => this.#handle(req, res));
    });
    // What else a client expects than to be told to go on, nobody here knows: it gets its answer.
    this.#server.on("checkExpectation", (req, res) => this.#server.emit("request", req, res));
    this.#server.on("connect", (_, connection) => answerUnreadable("CONNECT", connection));
    this.#server.on("upgrade", (req, connection, head) => this.#upgrade(req, connection, head));
    this.#server.on("clientError", (error: NodeJS.ErrnoException, connection) => {
      this.#turns.afterAll(connection, () => void this.#endUnreadable(error.code, connection));
    });
  }

  on(method: Method | "head" | "options" | "any", path: string, handler: Handler): void {
    this.#routes.add(method === "del" ? "delete" : method, path, handler);
  }

  onSocket<State extends object>(
    path: string,
    events: SocketEvents<State>,
    handler: (res: ResponseSide, req: RequestHead, upgrade: Upgrade<State>) => void,
  ): void {
    const side = new SocketSide(events);
    this.#sockets.add("get", path, (req, connection, head, params) => {
      const res = new ServerResponse(req);
      res.shouldKeepAlive = false;
      res.assignSocket(connection);
      res.once("finish", () => connection.destroySoon());
      // While it is not known what becomes of it, the loss of the connection is that of the request.
      const lost = (): void => void res.destroy();
      connection.on("error", lost);
      connection.on("close", lost);
      handler(new NodeResponse(req, res), new NodeRequest(req, params), (state) => {
        connection.off("error", lost);
        connection.off("close", lost);
        res.detachSocket(connection);
        side.open(req, connection, head, state);
      });
    });
  }

  listen(host: string, port: number): Promise<number | undefined> {
    const listener = this.#server.listening ? this.#addListener() : this.#server;
    return new Promise((resolve, reject) => {
      listener.once("error", (error: NodeJS.ErrnoException) => {
        if (CANNOT_LISTEN.has(error.code ?? "")) resolve(undefined);
        else reject(error);
      });
      const where = { host, port, backlog: BACKLOG, ...(this.sharesPorts && { reusePort: true }) };
      listener.listen(where, () => {
        const address = listener.address();
        resolve(typeof address === "object" && address !== null ? address.port : port);
      });
    });
  }

  stopListening(): void {
    // The server's own `close` would also end idle connections, on which a request may be on its way.
    NetServer.prototype.close.call(this.#server);
    for (const listener of this.#added) listener.close();
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
    for (const connection of this.#upgraded) connection.destroy();
  }

  /** What listens on one address more; its connections are those of the server. */
  #addListener(): NetServer {
    const listener = new NetServer({ allowHalfOpen: true }, (connection) => {
      this.#server.emit("connection", connection);
    });
    this.#added.push(listener);
    return listener;
  }

  async #endUnreadable(code: string | undefined, connection: Duplex): Promise<void> {
    await this.#ending.turn(0);
    answerUnreadable(code, connection);
  }

  #hasGone(connection: TcpSocket): void {
    if (!this.#upgraded.has(connection) && connection.writableLength === 0) connection.destroy();
  }

  #handle(req: IncomingMessage, res: ServerResponse): void {
    if (req.httpVersion === "1.1" && req.headers.host === undefined) {
      answerUnreadable("no Host", req.socket);
      return;
    }
    const found = this.#routes.find((req.method ?? "").toLowerCase(), targetOf(req).path);
    if (found === undefined) {
      res.writeHead(404).end();
      return;
    }
    found.handler(new NodeResponse(req, res), new NodeRequest(req, found.params));
  }

  #upgrade(req: IncomingMessage, connection: Duplex, head: Buffer): void {
    const asked =
      /^websocket$/i.test(req.headers.upgrade ?? "") &&
      SOCKET_KEY.test(req.headers["sec-websocket-key"] ?? "") &&
      SOCKET_VERSION.test(req.headers["sec-websocket-version"] ?? "");
    const found = asked
      ? this.#sockets.find((req.method ?? "").toLowerCase(), targetOf(req).path)
      : undefined;
    if (found === undefined) {
      this.#readAgain(req, connection, head);
      return;
    }
    this.#upgraded.add(connection);
    connection.once("close", () => this.#upgraded.delete(connection));
    found.handler(req, connection as TcpSocket, head, found.params);
  }

  /**
   * Whoever asks for another protocol (`h2c`, as Java does) and can be answered in this one is: the request is read
   * anew without that wish, since the library has stopped to read the connection as HTTP.
   */
  #readAgain(req: IncomingMessage, connection: Duplex, head: Buffer): void {
    const lines = [`${req.method} ${req.url} HTTP/${req.httpVersion}`];
    for (let at = 0; at + 1 < req.rawHeaders.length; at += 2) {
      const [name = "", value = ""] = req.rawHeaders.slice(at, at + 2);
      if (/^(?:upgrade|http2-settings)$/i.test(name)) continue;
      const kept = /^connection$/i.test(name) ? withoutUpgrade(value) : value;
      if (kept !== "") lines.push(`${name}: ${kept}`);
    }
    connection.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]));
    this.#server.emit("connection", connection);
  }
}

function withoutUpgrade(connection: string): string {
  const wishes = connection.split(",").map((wish) => wish.trim());
  return wishes.filter((wish) => !/^(?:upgrade|http2-settings)$/i.test(wish)).join(", ");
}
