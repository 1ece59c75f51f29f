import { createSigner, createVerifier } from "fast-jwt";

const ISSUER = "strait:sse";

/** What an SSE token allows: reading streams of one project, with the scopes of who asked for it. */
export interface SseToken {
  readonly projectId: string;
  readonly scopes: readonly string[];
}

/**
 * Signs and checks tokens for browsers, which cannot send a header with an EventSource (control-api section 4):
 * HS256, `sub` and `pid` the project, `eid` the environment (none here), `scp` the scopes.
 */
export class SseTokens {
  readonly #sign: (payload: object) => string;
  readonly #verifiers: readonly ((token: string) => unknown)[];

  constructor(signingKeys: readonly string[]) {
    const [signingKey] = signingKeys;
    if (signingKey === undefined) throw new Error("SSE tokens need a signing key");
    this.#sign = createSigner({ algorithm: "HS256", key: signingKey });
    this.#verifiers = signingKeys.map((key) =>
      createVerifier({ algorithms: ["HS256"], key, allowedIss: ISSUER, requiredClaims: ["iss", "exp"] }),
    );
  }

  sign({ projectId, scopes }: SseToken, nowMs: number, expiresAtMs: number): string {
    return this.#sign({
      ...{ iss: ISSUER, sub: projectId, pid: projectId, eid: "", scp: scopes },
      iat: Math.floor(nowMs / 1000),
      exp: Math.floor(expiresAtMs / 1000),
    });
  }

  /** Undefined when it is not one of ours, or not any more. */
  verify(token: string): SseToken | undefined {
    for (const verify of this.#verifiers) {
      try {
        const claims = verify(token) as { pid?: unknown; scp?: unknown };
        const { pid, scp } = claims;
        if (typeof pid !== "string" || pid === "" || !Array.isArray(scp)) return undefined;
        return { projectId: pid, scopes: scp.filter((scope) => typeof scope === "string") };
      } catch {
        // The next key may be the one that signed it.
      }
    }
    return undefined;
  }
}
