import type { TemplatedApp, us_listen_socket } from "uWebSockets.js";
import type { UwsLibrary } from "../../http-library.js";
import type { Engine, RequestHead, ResponseSide, Socket, SocketEvents, Upgrade } from "./engine.js";
import type { Method } from "./route.js";

/** It ends idle connections after 8 to 12 s, and cannot be told another time. */
const IDLE_SECS = 8;

/** uWebSockets.js. */
export class UwsEngine implements Engine {
  readonly keepAliveSecs = IDLE_SECS;
  readonly sharesPorts = true;
  readonly #library: UwsLibrary;
  readonly #app: TemplatedApp;
  readonly #listening: us_listen_socket[] = [];

  constructor(library: UwsLibrary) {
    this.#library = library;
    this.#app = library.App();
  }

  on(
    method: Method | "head" | "options" | "any",
    path: string,
    handler: (res: ResponseSide, req: RequestHead) => void,
  ): void {
    this.#app[method](path, handler);
  }

  onSocket<State extends object>(
    path: string,
    events: SocketEvents<State>,
    handler: (res: ResponseSide, req: RequestHead, upgrade: Upgrade<State>) => void,
  ): void {
    const upgraded: Socket<State>[] = [];
    this.#app.ws<State>(path, {
      idleTimeout: events.idleSecs,
      maxPayloadLength: events.mostMessageBytes,
      maxBackpressure: events.mostBacklogBytes,
      closeOnBackpressureLimit: 1,
      upgrade: (res, req, context) => {
        const key = req.getHeader("sec-websocket-key");
        const extensions = req.getHeader("sec-websocket-extensions");
        handler(res, req, (state) => {
          res.cork(() => res.upgrade<State>(state, key, "", extensions, context));
          const socket = upgraded.pop();
          if (socket !== undefined) events.open(socket);
        });
      },
      // After the upgrade `cork` still looks at the response, whose memory is free by then: if anything takes that
      // memory before, the library may believe that the connection is to be closed. So nothing is done until then.
      open: (socket) => {
        upgraded.push(socket);
      },
      drain: (socket) => events.drain(socket),
      close: (socket) => {
        upgraded.pop();
        events.close(socket);
      },
    });
  }

  listen(host: string, port: number): Promise<number | undefined> {
    return new Promise((resolve) => {
      this.#app.listen(host, port, (socket) => {
        if (socket === false) {
          resolve(undefined);
          return;
        }
        this.#listening.push(socket);
        resolve(this.#library.us_socket_local_port(socket));
      });
    });
  }

  stopListening(): void {
    for (const socket of this.#listening.splice(0)) this.#library.us_listen_socket_close(socket);
  }

  close(): void {
    this.#app.close();
  }
}
