import { type LookupAddress, lookup as systemLookup } from "node:dns";
import type { LookupFunction } from "node:net";
import ipaddr from "ipaddr.js";

const ENDPOINT_URL_LENGTH = 2048;

/** A name or a literal leads to an address that endpoints may not have. */
export class PrivateAddressError extends Error {
  readonly code = "PRIVATE_ADDRESS";
}

/** What IANA has given out as global unicast; everything else in IPv6 is special or not assigned. */
const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR("2000::/3");
/** The well-known NAT64 prefix: on an IPv6-only network every IPv4 host is seen through it. */
const NAT64 = ipaddr.IPv6.parseCIDR("64:ff9b::/96");

/**
 * Is this literal address public unicast? An IPv4-mapped or NAT64 address is judged by the IPv4 address it
 * leads to. 6to4 and Teredo are refused whole: the exit of such a tunnel cannot be judged, and nobody serves there.
 */
function isPublicAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return false;
  const parsed = ipaddr.parse(address);
  if (parsed instanceof ipaddr.IPv4) return parsed.range() === "unicast";
  if (parsed.isIPv4MappedAddress()) return parsed.toIPv4Address().range() === "unicast";
  if (parsed.match(NAT64)) {
    return new ipaddr.IPv4(parsed.toByteArray().slice(12)).range() === "unicast";
  }
  return parsed.match(GLOBAL_UNICAST) && parsed.range() === "unicast";
}

/**
 * The `lookup` of outgoing connections. The addresses that are judged are the very ones the socket then connects
 * to, so a name that changes its answer between check and use (DNS rebinding) gains nothing. One address that is
 * not public refuses the name: which one of its answers a socket takes is not ours to choose.
 * `net` does not look up literal addresses: those are for `checkEndpointUrl`.
 */
export function publicLookup(allowPrivate: boolean, resolve: LookupFunction = systemLookup): LookupFunction {
  if (allowPrivate) return resolve;
  return (hostname, options, callback) => {
    resolve(hostname, options, (error, address, family) => {
      if (error) callback(error, address, family);
      else if (allPublic(address)) callback(null, address, family);
      else callback(new PrivateAddressError(refusal(`${hostname} resolves to`)), "", 0);
    });
  };
}

function allPublic(address: string | readonly LookupAddress[]): boolean {
  const answers = typeof address === "string" ? [address] : address.map((answer) => answer.address);
  return answers.every(isPublicAddress);
}

/** The address itself is left out: whoever may create a job need not learn what internal names resolve to. */
function refusal(subject: string): string {
  return `${subject} a private or reserved address: use a public one, or set ALLOW_PRIVATE_ENDPOINTS=true`;
}

export interface EndpointUrlRules {
  readonly allowPrivate: boolean;
  readonly requireTls: boolean;
  /** The variable that asks for TLS, for the message; ENDPOINT_REQUIRE_TLS by default. */
  readonly tlsVariable?: string;
}

export type CheckedUrl = { readonly ok: true; readonly url: URL } | { readonly rejected: string };

/**
 * Judges the URL of an endpoint as far as that goes without resolving its name (control-api 1.1). `rejected` says
 * what to change. Decimal, octal and hexadecimal spellings of an IPv4 address are normalised by the URL parser.
 */
export function checkEndpointUrl(text: string, rules: EndpointUrlRules): CheckedUrl {
  if (text.length > ENDPOINT_URL_LENGTH) {
    return { rejected: `URL is too long: use at most ${ENDPOINT_URL_LENGTH} characters` };
  }
  // The URL parser leaves them out, so that what is called would not be what is shown.
  if (/\p{Cc}/u.test(text)) return { rejected: "URL has control characters: leave them out" };
  if (!URL.canParse(text)) return { rejected: "URL cannot be read: use an absolute http or https URL" };
  const url = new URL(text);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return { rejected: `URL scheme "${url.protocol.slice(0, -1)}" cannot be called: use http or https` };
  }
  if (url.port === "0") return { rejected: "URL has port 0, where nothing can listen: use another" };
  if (rules.requireTls && url.protocol !== "https:") {
    const variable = rules.tlsVariable ?? "ENDPOINT_REQUIRE_TLS";
    return { rejected: `URL must be https: use https, or set ${variable}=false` };
  }
  if (url.username !== "" || url.password !== "") {
    return {
      rejected: "URL carries credentials: remove user and password, and verify the signature instead",
    };
  }
  const host = bareHost(url);
  if (!rules.allowPrivate && isLocal(host)) return { rejected: refusal(`${host} is`) };
  return { ok: true, url };
}

/** The host without the brackets of IPv6 and without the dot that ends a fully qualified name. */
function bareHost(url: URL): string {
  return url.hostname.replace(/^\[|\]$|\.$/g, "");
}

function isLocal(host: string): boolean {
  if (ipaddr.isValid(host)) return !isPublicAddress(host);
  return host === "localhost" || host.endsWith(".localhost");
}
