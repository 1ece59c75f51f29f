import { createSigner, createVerifier } from "fast-jwt";

const ISSUER = "strait:sse";

/** What an SSE token allows: reading streams of one project, with the scopes of who asked for it. */
export interface SseToken {
  readonly projectId: string;
  readonly scopes: readonly string[];
  /** The id of the API key that it was asked for with; undefined for the internal secret. */
  readonly keyId?: string | undefined;
}

/**
 * Signs and checks tokens for browsers, which cannot send a header with an EventSource (control-api section 4):
 * HS256, `sub` and `pid` the project, `eid` the environment (none here), `scp` the scopes, `kid` the API key it dies with.
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

  sign({ projectId, scopes, keyId }: SseToken, nowMs: number, expiresAtMs: number): string {
    return this.#sign({
      ...{ iss: ISSUER, sub: projectId, pid: projectId, eid: "", scp: scopes },
      ...(keyId === undefined ? {} : { kid: keyId }),
      iat: Math.floor(nowMs / 1000),
      exp: Math.floor(expiresAtMs / 1000),
    });
  }

  /** Undefined when it is not one of ours, or not any more. */
  verify(token: string): SseToken | undefined {
    for (const verify of this.#verifiers) {
      try {
        const claims = verify(token) as { pid?: unknown; scp?: unknown; kid?: unknown };
        const { pid, scp, kid } = claims;
        if (typeof pid !== "string" || pid === "" || !Array.isArray(scp)) return undefined;
        const scopes = scp.filter((scope) => typeof scope === "string");
        return { projectId: pid, scopes, ...(typeof kid === "string" ? { keyId: kid } : {}) };
      } catch {
        // The next key may be the one that signed it.
      }
    }
    return undefined;
  }
}
