/** Bounds of webhooks and their deliveries. */
export const WEBHOOK_LIMITS = {
  webhookSubscriptions: 100,
  /** Deliveries of a project that are still to be made; one more is recorded as failed. */
  pendingDeliveries: 10_000,
  /** Ended deliveries kept of a project in each status, as long as WEBHOOK_RETENTION at most. */
  keptDeliveries: 1000,
  /** What is kept of a receiver's answer. */
  webhookResponseBytes: 1024,
  /** Test deliveries one gateway makes at once: each holds a request open. */
  webhookTests: 20,
  /** What a delivery keeps of the run's error for the time after the run has left, in characters. */
  keptErrorLength: 1024,
  webhookBackoff: { maxMs: 1_800_000, jitter: 0.2 },
  /** A delivery whose receiver stays closed off by its circuit breaker is given up after this. */
  deliveryLifeMs: 86_400_000,
} as const;
