interface Entry<Task> {
  readonly task: Task;
  readonly characters: number;
}

/** Tasks that wait, by project: projects take turns, whatever number each has waiting. */
export class FairQueue<Task> {
  readonly #limits: { waiting: number; waitingOfProject: number; waitingCharacters: number };
  /** In the order in which the projects have their next turn. */
  readonly #waiting = new Map<string, Entry<Task>[]>();
  readonly #running = new Map<string, number>();
  #size = 0;
  #characters = 0;

  constructor(limits: { waiting: number; waitingOfProject: number; waitingCharacters: number }) {
    this.#limits = limits;
  }

  /** How many wait. */
  get size(): number {
    return this.#size;
  }

  /** Whether there was room for the task. */
  push(project: string, task: Task, characters: number): boolean {
    const { waiting, waitingOfProject, waitingCharacters } = this.#limits;
    const own = this.#waiting.get(project) ?? [];
    const full = this.#size >= waiting || this.#characters + characters > waitingCharacters;
    // One that would wait alone is let in, or a text above the bound could never be computed.
    if (own.length >= waitingOfProject || (full && this.#size > 0)) return false;
    own.push({ task, characters });
    this.#add(project, own, characters);
    return true;
  }

  /** Puts a task that was taken in front again. */
  putBack(project: string, task: Task): void {
    const own = this.#waiting.get(project) ?? [];
    own.unshift({ task, characters: 0 });
    this.#add(project, own, 0);
  }

  /** Takes the next task of a project that has fewer than `share` running, and counts it as running. */
  next(share: number): { project: string; task: Task } | undefined {
    for (const [project, own] of this.#waiting) {
      const running = this.#running.get(project) ?? 0;
      if (running >= share) continue;
      const entry = own.shift();
      this.#waiting.delete(project);
      if (own.length > 0) this.#waiting.set(project, own);
      if (entry === undefined) continue;
      this.#size--;
      this.#characters -= entry.characters;
      this.#running.set(project, running + 1);
      return { project, task: entry.task };
    }
    return undefined;
  }

  /** A task that was taken has ended. */
  ended(project: string): void {
    const running = (this.#running.get(project) ?? 0) - 1;
    if (running > 0) this.#running.set(project, running);
    else this.#running.delete(project);
  }

  /** Takes all that wait. */
  clear(): { project: string; task: Task }[] {
    const all = [...this.#waiting].flatMap(([project, own]) => own.map(({ task }) => ({ project, task })));
    this.#waiting.clear();
    this.#size = 0;
    this.#characters = 0;
    return all;
  }

  #add(project: string, own: Entry<Task>[], characters: number): void {
    this.#waiting.set(project, own);
    this.#size++;
    this.#characters += characters;
  }
}
