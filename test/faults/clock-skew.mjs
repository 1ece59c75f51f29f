// Loaded into a process whose clock is to be wrong: by CLOCK_SKEW_MS, for as long as it lives.
const skewMs = Number(process.env["CLOCK_SKEW_MS"]);
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
