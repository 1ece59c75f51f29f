import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generate } from "selfsigned";

/** The only name that the server's certificate is for. */
export const SERVER_NAME = "redis.test";

/** Files (PEM): an authority, and a server's and a client's certificate that it has signed. */
export interface Certificates {
  readonly ca: string;
  readonly server: { readonly cert: string; readonly key: string };
  readonly client: { readonly cert: string; readonly key: string };
  release(): Promise<void>;
}

/** Makes an authority that nobody knows but who has its file. */
export async function makeCertificates(): Promise<Certificates> {
  const folder = await mkdtemp(join(tmpdir(), "bosporus-tls-"));
  const common = { keyType: "ec", algorithm: "sha256" } as const;
  const authority = await generate([{ name: "commonName", value: "an authority of tests" }], {
    ...common,
    extensions: [
      { name: "basicConstraints", cA: true, critical: true },
      { name: "keyUsage", keyCertSign: true, cRLSign: true, critical: true },
    ],
  });
  const write = async (name: string, text: string): Promise<string> => {
    const file = join(folder, name);
    await writeFile(file, text, { mode: 0o600 });
    return file;
  };
  const signed = async (name: string): Promise<{ cert: string; key: string }> => {
    const made = await generate([{ name: "commonName", value: name }], {
      ...common,
      ca: { key: authority.private, cert: authority.cert },
      extensions: [
        { name: "basicConstraints", cA: false },
        { name: "subjectAltName", altNames: [{ type: 2, value: name }] },
      ],
    });
    return { cert: await write(`${name}.crt`, made.cert), key: await write(`${name}.key`, made.private) };
  };
  return {
    ca: await write("ca.crt", authority.cert),
    server: await signed(SERVER_NAME),
    client: await signed("client.test"),
    release: () => rm(folder, { recursive: true }),
  };
}
