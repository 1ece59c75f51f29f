import { type Failure, isFailure } from "../domain/failures.js";
import type { HomeDirectory } from "../store/home-directory.js";

/** How often a call looks anew where its project lies: as often as an operator may give it another cell meanwhile. */
const MOST_LOOKS = 3;

/**
 * Does again what a cell has refused because the project lies elsewhere, once this process knows where: `act` chooses the
 * cell each time. A refused call has written nothing.
 */
export async function atHome<Answer extends object>(
  homes: HomeDirectory,
  act: () => Answer | Failure | Promise<Answer | Failure>,
): Promise<Answer | Failure> {
  for (let looks = 0; ; looks++) {
    const answer = await act();
    if (!isFailure(answer) || answer.failure !== "project_elsewhere" || looks === MOST_LOOKS) return answer;
    await homes.refresh();
  }
}
