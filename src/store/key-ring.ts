import type { Cells } from "../domain/cells.js";
import { type ApiKey, type ApiKeys, apiKeyDigest, cellOfApiKey, type FoundKey } from "./api-keys.js";

type Verdict = FoundKey | "unknown" | { readonly lockedSecs: number };

/**
 * The API keys of all cells. A key that names its cell is looked up there; one that names none, because people have made
 * it, is looked for in all. Failures of an address are counted in one cell, that of its name, so that there are
 * no more tries for whoever names another cell each time.
 */
export class KeyRing {
  readonly #cells: Cells<ApiKeys>;

  constructor(cells: Cells<ApiKeys>) {
    this.#cells = cells;
  }

  /** As {@link ApiKeys.authenticate}. */
  async authenticate(secret: string, address: string): Promise<Verdict> {
    if (this.#cells.all.length === 1) return this.#cells.first.authenticate(secret, address);
    const cell = await this.#cellOf(secret);
    const found = cell === undefined ? "unknown" : await cell.authenticate(secret, "");
    if (address === "") return found;
    const goodDigest = found !== "unknown" && "key" in found && isGood(found.key) ? apiKeyDigest(secret) : "";
    const lockedSecs = await this.#cells.ofName(address).judgeApiKey(address, goodDigest);
    return lockedSecs > 0 ? { lockedSecs } : found;
  }

  /** As {@link ApiKeys.find}. */
  async find(secret: string): Promise<ApiKey | undefined> {
    return (await this.#cellOf(secret))?.find(secret);
  }

  async #cellOf(secret: string): Promise<ApiKeys | undefined> {
    const { all, first } = this.#cells;
    if (all.length === 1) return first;
    const named = cellOfApiKey(secret);
    if (named !== undefined && !this.#cells.areGiven) return all[named];
    const own = named === undefined ? undefined : all[named];
    const key = await own?.find(secret);
    // Keys go with their projects to other cells than they name; for a moment they are in both.
    if (own !== undefined && key !== undefined && this.#cells.ofProject(key.projectId) === own) return own;
    const known = await Promise.all(all.map((cell) => cell.find(secret)));
    const home = all.find((cell, index) => {
      const found = known[index];
      return found !== undefined && this.#cells.ofProject(found.projectId) === cell;
    });
    return home ?? all[known.findIndex((found) => found !== undefined)];
  }
}

function isGood({ revokedAtMs, expiresAtMs }: ApiKey): boolean {
  return revokedAtMs === undefined && (expiresAtMs === 0 || expiresAtMs > Date.now());
}
