import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** An address from text, a mapped IPv4 one as IPv4; undefined when it is none. */
function parse(text: string): Address | undefined {
  const plain = text.trim().replace(/^\[|\](?::\d+)?$/g, "");
  return ipaddr.isValid(plain) ? ipaddr.process(plain) : undefined;
}

/** Tells where a request came from, through proxies that are trusted. */
export class ClientAddresses {
  readonly #trusted: readonly Network[];

  constructor(trusted: readonly string[]) {
    this.#trusted = trusted.map((network) => ipaddr.parseCIDR(network));
  }

  /** Whether `X-Forwarded-For` is ever looked at. */
  get readsForwarded(): boolean {
    return this.#trusted.length > 0;
  }

  /**
   * The address of the client: the peer's own, or, when the peer is a trusted proxy, the last one in
   * `X-Forwarded-For` that is not. What is left of that anybody may have written.
   */
  of(peer: string, forwardedFor: string): string {
    let client = parse(peer);
    if (client === undefined) return peer;
    const hops = forwardedFor === "" ? [] : forwardedFor.split(",");
    while (this.#isTrusted(client)) {
      const next = parse(hops.pop() ?? "");
      if (next === undefined) break;
      client = next;
    }
    return client.toString();
  }

  #isTrusted(address: Address): boolean {
    return this.#trusted.some(
      ([network, bits]) => network.kind() === address.kind() && address.match(network as never, bits),
    );
  }
}
