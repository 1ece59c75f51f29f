import { address, query } from "../shell/router.js";
import { Tabs } from "../ui/basics.js";
import { View } from "../ui/page.js";
import { Deliveries } from "./deliveries.js";
import { NewSubscription, Subscriptions } from "./subscriptions.js";

/** Who is told of the ends of runs, and how that went. */
export function WebhooksView() {
  const tab = query.value.get("tab") ?? "subscriptions";
  return (
    <View title="Webhooks" actions={<NewSubscription />}>
      <Tabs
        label="Parts of webhooks"
        current={tab}
        items={[
          { id: "subscriptions", name: "Subscriptions", href: address(["webhooks"]) },
          { id: "deliveries", name: "Deliveries", href: address(["webhooks"], { tab: "deliveries" }) },
        ]}
      />
      {tab === "deliveries" ? <Deliveries /> : <Subscriptions />}
    </View>
  );
}
