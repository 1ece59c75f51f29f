/** Bounds of moving a project to another cell. */
export const MOVE_LIMITS = {
  /** Jobs of a project that may be moved to another cell, and ends not yet told of that are looked at then. */
  movedJobs: 1000,
  endingsLooked: 1000,
  /** Ticks of a job that came while its project was on its way. */
  ticksMadeUp: 1000,
  tickLateMs: 3_600_000,
  /** For so long a project stays in its cell because of a child that a run of another cell was promised. */
  comingMs: 3_600_000,
  /** For so long a project may be kept from beginning anything, so that it comes to rest. */
  drainSecs: 3600,
  /** A caller of one is told to come again after so long at most: it may move at any time. */
  drainedRetryMs: 5000,
  /** Runs and the like that are named when a project cannot move because of them. */
  busyNamed: 10,
} as const;
