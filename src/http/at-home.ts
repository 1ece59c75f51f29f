import { type Failure, isFailure } from "../domain/failures.js";
import type { HomeDirectory } from "../store/home-directory.js";

/** How often a call looks anew where its project lies: as often as an operator may give it another cell meanwhile. */
const MOST_LOOKS = 3;

/**
 * Does again what a cell has refused because the project lies elsewhere, once this process knows where: `act` chooses the
 * cell each time. A job that is not found may be one that was made there: that is looked at once. A refused call has written
 * nothing.
 */
export async function atHome<Answer extends object>(
  homes: HomeDirectory,
  act: () => Answer | Failure | Promise<Answer | Failure>,
): Promise<Answer | Failure> {
  for (let looks = 0; ; looks++) {
    const answer = await act();
    if (!isFailure(answer)) return answer;
    const isUnknown = answer.failure === "job_not_found" && looks === 0 && homes.areMany;
    const isElsewhere = answer.failure === "project_elsewhere" && looks < MOST_LOOKS;
    if (!isUnknown && !isElsewhere) return answer;
    const looked = homes.refresh();
    // What is not found while some cell is away is not found all the same.
    await (isUnknown ? looked.catch(() => undefined) : looked);
  }
}
