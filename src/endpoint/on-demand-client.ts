import type { EndpointCall, EndpointClientOptions, EndpointOutcome } from "./endpoint-client.js";

/**
 * Calls endpoints by a client that is loaded and opened by the first call: a gateway calls one only when somebody
 * tries an endpoint out, and would hold some megabytes for it all the time.
 */
export function onDemandClient(
  options: EndpointClientOptions,
): (call: EndpointCall) => Promise<EndpointOutcome> {
  const open = async () => {
    const { EndpointClient } = await import("./endpoint-client.js");
    return new EndpointClient(options);
  };
  let client: ReturnType<typeof open> | undefined;
  return async (call) => {
    client ??= open();
    return (await client).call(call);
  };
}
