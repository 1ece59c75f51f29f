import { createServer } from "node:net";

/** A port that can be listened on, or one line that says why not. Port 0 comes back as a free one. */
export type PortCheck =
  | { readonly outcome: "free"; readonly port: number }
  | { readonly outcome: "taken"; readonly reason: string };

function explain(error: NodeJS.ErrnoException, host: string, port: number): string {
  if (error.code === "EADDRINUSE") {
    return `Port ${port} is in use: end the program that listens there, or choose another port: PORT=${port === 65_535 ? port - 1 : port + 1} npm start`;
  }
  if (error.code === "EACCES") {
    return `Port ${port} needs rights that this user does not have: choose one above 1023, for example PORT=8080 npm start`;
  }
  return `Cannot listen on ${host}:${port} (${error.code ?? error.message}): set HOST to an address of this machine`;
}

/**
 * Checks before anything is started that the port is free: the gateways share their port with each other
 * (SO_REUSEPORT), so that they would also share it with a foreign gateway without noticing.
 */
export function checkPort(host: string, port: number): Promise<PortCheck> {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    const reason = "PORT is not a port number: set it to a number from 0 (any free port) to 65535";
    return Promise.resolve({ outcome: "taken", reason });
  }
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", (error: NodeJS.ErrnoException) => {
      resolve({ outcome: "taken", reason: explain(error, host, port) });
    });
    // Of the two addresses of that name, the one that every machine has.
    server.listen({ host: host === "localhost" ? "127.0.0.1" : host, port, exclusive: true }, () => {
      const address = server.address();
      const bound = typeof address === "object" && address !== null ? address.port : port;
      server.close(() => resolve({ outcome: "free", port: bound }));
    });
  });
}
