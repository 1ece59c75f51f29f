// Loaded into a process whose clock is to be wrong: by CLOCK_SKEW_MS from its start, by CLOCK_STEP_MS more at each SIGUSR2.
let skewMs = Number(process.env["CLOCK_SKEW_MS"] ?? 0);
process.on("SIGUSR2", () => {
  skewMs += Number(process.env["CLOCK_STEP_MS"] ?? 0);
});
const RightDate = Date;
globalThis.Date = class extends RightDate {
  constructor(...parts) {
    if (parts.length === 0) super(RightDate.now() + skewMs);
    else super(...parts);
  }

  static now() {
    return RightDate.now() + skewMs;
  }
};
