const LIGHT =
  /^(read-[a-z]+|list-[a-z]+|due|windows-due|authenticate|rate-limit|heartbeat|(?:reserve|release)-reply|put-bootstrap-key|follow-[a-z]+)$/;

/** Whether what a command writes, if it does, may be lost in a failover: it says nothing that a caller relies on. */
export function isLight(name: string): boolean {
  return LIGHT.test(name);
}
