import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import type { HttpServer } from "../wire/server.js";

/** Nothing of the page comes from elsewhere: no other host, no font but the system's. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
const CACHE = "public, max-age=3600";

const PAGE = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>bosporus API</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/reference/viewer.css">
</head>
<body>
<div id="viewer"></div>
<script src="/reference/viewer.js"></script>
<script src="/reference/start.js"></script>
</body>
</html>
`;

const START = `window.onload = () => {
  SwaggerUIBundle({
    url: "/reference/openapi.json",
    dom_id: "#viewer",
    deepLinking: true,
    filter: true,
    docExpansion: "list",
    defaultModelsExpandDepth: -1,
    displayRequestDuration: true,
    persistAuthorization: false,
    tryItOutEnabled: false,
    validatorUrl: null,
  });
};
`;

interface Asset {
  readonly type: string;
  readonly read: () => Buffer;
}

function text(content: string): () => Buffer {
  const bytes = Buffer.from(content);
  return () => bytes;
}

/** A file of the viewer, read when it is asked for first. */
function viewerFile(name: string): () => Buffer {
  let bytes: Buffer | undefined;
  return () => {
    const folder = dirname(createRequire(import.meta.url).resolve("swagger-ui-dist/package.json"));
    bytes ??= readFileSync(join(folder, name));
    return bytes;
  };
}

const ASSETS: Readonly<Record<string, Asset>> = {
  "/reference": { type: "text/html; charset=utf-8", read: text(PAGE) },
  "/reference/start.js": { type: "text/javascript; charset=utf-8", read: text(START) },
  "/reference/viewer.js": {
    type: "text/javascript; charset=utf-8",
    read: viewerFile("swagger-ui-bundle.js"),
  },
  "/reference/viewer.css": { type: "text/css; charset=utf-8", read: viewerFile("swagger-ui.css") },
};

/** A step a turn of the event loop. */
async function madeInTurns(steps: Generator<undefined, object>): Promise<Buffer> {
  for (;;) {
    const { done, value } = steps.next();
    if (done === true) return Buffer.from(JSON.stringify(value));
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** The API description, made when it is asked for first, and `/reference`: the same as a page (control-api 9), by a viewer that the server brings with it. */
export function bindReference(server: HttpServer, describe: () => Generator<undefined, object>): void {
  let document: Promise<Buffer> | undefined;
  server.bind("get", "/reference/openapi.json", (exchange) => {
    document ??= madeInTurns(describe());
    exchange.answerWith(document.then((body) => ({ status: 200, body })));
  });
  for (const [path, { type, read }] of Object.entries(ASSETS)) {
    server.bind("get", path, (exchange) => {
      exchange.send({
        status: 200,
        body: read(),
        headers: {
          "Content-Type": type,
          "Cache-Control": CACHE,
          "Content-Security-Policy": POLICY,
          "X-Content-Type-Options": "nosniff",
        },
      });
    });
  }
}
