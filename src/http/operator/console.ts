import { readdirSync, readFileSync } from "node:fs";
import { dirname, extname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { fail } from "../../domain/failures.js";
import type { HttpServer } from "../wire/server.js";

/** Where the build puts the console: beside the program. */
const FOLDER = join(dirname(fileURLToPath(import.meta.url)), "..", "..", "console");
const PAGE = "index.html";

/** Nothing but the console's own files, no markup from text, and no page around it. */
const POLICY = [
  ...["default-src 'none'", "script-src 'self'", "style-src 'self'", "connect-src 'self'"],
  ...["img-src 'self' data:", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"],
  ...["require-trusted-types-for 'script'", "trusted-types 'none'"],
].join("; ");

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
};

interface File {
  readonly plain: Buffer;
  readonly gzip: Buffer | undefined;
}

/** The files of the build by their path; none when it was built without the console. */
function filesOf(folder: string): ReadonlyMap<string, File> {
  const files = new Map<string, File>();
  let found: string[];
  try {
    found = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)));
  } catch {
    return files;
  }
  for (const path of found) {
    if (path.endsWith(".gz")) continue;
    const gzip = found.includes(`${path}.gz`) ? readFileSync(join(folder, `${path}.gz`)) : undefined;
    files.set(path, { plain: readFileSync(join(folder, path)), gzip });
  }
  return files;
}

const HEADERS = {
  "Content-Security-Policy": POLICY,
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Opener-Policy": "same-origin",
  Vary: "Accept-Encoding",
};

/**
 * `/console`: a page for people, which uses nothing but the API. Each address below it that is no file is a view of the
 * page. All links are relative, because the gateway may be behind a path prefix it does not know.
 */
export function bindConsole(server: HttpServer): void {
  let files: ReadonlyMap<string, File> | undefined;
  server.bind("get", "/console", (exchange) => {
    exchange.send({ status: 308, headers: { Location: "console/", "Cache-Control": "no-cache" } });
  });
  server.bind("get", "/console/*", (exchange, req) => {
    files ??= filesOf(FOLDER);
    const path = req.getUrl().slice("/console/".length);
    const page = files.get(PAGE);
    const file = files.get(path);
    if (page === undefined || (file === undefined && path.startsWith("assets/"))) {
      exchange.refuse(fail("route_not_found"));
      return;
    }
    if (file === undefined || path === PAGE) {
      const up = "../".repeat(path.split("/").length - 1);
      const body = page.plain.toString().replaceAll('="./', `="./${up}`);
      exchange.send({
        status: 200,
        body,
        headers: { ...HEADERS, "Content-Type": TYPES[".html"] ?? "", "Cache-Control": "no-cache" },
      });
      return;
    }
    const compressed = /\bgzip\b/.test(req.getHeader("accept-encoding")) ? file.gzip : undefined;
    exchange.send({
      status: 200,
      body: compressed ?? file.plain,
      headers: {
        ...HEADERS,
        ...(compressed === undefined ? {} : { "Content-Encoding": "gzip" }),
        "Content-Type": TYPES[extname(path)] ?? "application/octet-stream",
        // Its name carries a digest of its content.
        "Cache-Control": path.startsWith("assets/") ? "public, max-age=31536000, immutable" : "no-cache",
      },
    });
  });
}
