import ipaddr from "ipaddr.js";

type Address = ipaddr.IPv4 | ipaddr.IPv6;
type Network = [Address, number];

/** Whoever has one IPv6 address has the 2^64 beside it: what is counted by address counts these as one. */
const IPV6_COUNTED_BITS = 64;
/** `1.2.3.4:5678`, `[::1]`, `[::1]:5678`: some proxies write the port behind the address. */
const WITH_PORT = /^\[([^\]]+)\](?::\d+)?$|^(\d+\.\d+\.\d+\.\d+):\d+$/;

/** An address from text, a mapped IPv4 one as IPv4; undefined when it is none. */
function parse(text: string): Address | undefined {
  const trimmed = text.trim();
  const ported = WITH_PORT.exec(trimmed);
  const plain = ported?.[1] ?? ported?.[2] ?? trimmed;
  return ipaddr.isValid(plain) ? ipaddr.process(plain) : undefined;
}

/** What an address is counted as: an IPv4 address itself, of an IPv6 address the /64 it is in. */
function counted(address: Address): string {
  if (address instanceof ipaddr.IPv4) return address.toString();
  const network = ipaddr.IPv6.networkAddressFromCIDR(`${address.toNormalizedString()}/${IPV6_COUNTED_BITS}`);
  return `${network.toString()}/${IPV6_COUNTED_BITS}`;
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

  /** Whether the peer is a trusted proxy. */
  isProxy(peer: string): boolean {
    const address = this.#trusted.length === 0 ? undefined : parse(peer);
    return address !== undefined && this.#isTrusted(address);
  }

  /**
   * What the client's address is counted as: that of the peer, or, when the peer is a trusted proxy, of the last one in
   * `X-Forwarded-For` that is not. What is left of that anybody may have written. `forwardedFor`: all lines of that
   * name, joined by commas in the order in which they came.
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
    return counted(client);
  }

  #isTrusted(address: Address): boolean {
    return this.#trusted.some(
      ([network, bits]) => network.kind() === address.kind() && address.match(network as never, bits),
    );
  }
}
