import { spawnSync } from "node:child_process";
import process from "node:process";
import type { Browser } from "playwright-core";

const COLOURS: Readonly<Record<string, string>> = {
  "31": "#f28b82",
  "32": "#8ccf9b",
  "33": "#e8c36a",
  "36": "#7cc7e8",
  "90": "#8b949e",
};

/** What the command prints on a terminal. */
function printed(command: string, environment: Readonly<Record<string, string>>): string {
  const { stdout } = spawnSync("script", ["-qec", command, "/dev/null"], {
    encoding: "utf8",
    env: { ...process.env, TERM: "xterm-256color", ...environment },
  });
  return stdout.replaceAll("\r", "").trimEnd();
}

/** Text with the colours of a terminal as HTML. */
function asHtml(text: string): string {
  const escaped = text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
  // biome-ignore lint/suspicious/noControlCharactersInRegex: a terminal's colours begin with one
  return escaped.replace(/\u001b\[(\d+)m/g, (_, code: string) => {
    if (code === "1") return "<b>";
    if (code === "22") return "</b>";
    const colour = COLOURS[code];
    return colour === undefined ? "</span>" : `<span style="color:${colour}">`;
  });
}

/** A picture of what a command of ours prints; `shown` is how one would type it. */
export async function pictureOf(
  browser: Browser,
  path: string,
  shown: string,
  command: string,
  environment: Readonly<Record<string, string>>,
): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1000, height: 400 }, deviceScaleFactor: 2 });
  await page.setContent(
    `<body style="margin:0;background:#0d1117"><pre id="shot" style="margin:0;padding:20px 24px;color:#d6dde5;background:#0d1117;font:13px/19px 'DejaVu Sans Mono',monospace;white-space:pre-wrap;overflow-wrap:anywhere"><span style="color:#8b949e">$</span> <b>${asHtml(shown)}</b>\n${asHtml(printed(command, environment))}</pre></body>`,
  );
  await page.locator("#shot").screenshot({ path });
  await page.close();
}
