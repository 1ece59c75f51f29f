import type { Config } from "../config.js";
import type { EndpointUrlRules } from "../domain/public-address.js";

/** What URLs that are told of something must be like: webhooks, `webhook_url` of jobs, `notify_url` of waits. */
export function webhookRules(config: Config): EndpointUrlRules {
  return {
    allowPrivate: config.allowPrivateEndpoints,
    requireTls: config.webhookRequireTls,
    tlsVariable: "WEBHOOK_REQUIRE_TLS",
  };
}
