/** Whether a connection takes more, and who waits until it does. */
export class Writability {
  #free = true;
  #waiting: ((free: boolean) => void) | undefined;

  get free(): boolean {
    return this.#free;
  }

  blocked(): void {
    this.#free = false;
  }

  drained(): void {
    this.#free = true;
    this.#waiting?.(true);
  }

  /** The connection has gone. */
  close(): void {
    this.#waiting?.(false);
  }

  /** True as soon as it takes more, false when it did not within the time. One waits at a time. */
  wait(timeoutMs: number): Promise<boolean> {
    if (this.#free) return Promise.resolve(true);
    return new Promise((resolve) => {
      const timer = setTimeout(() => this.#waiting?.(false), timeoutMs);
      this.#waiting = (free) => {
        clearTimeout(timer);
        this.#waiting = undefined;
        resolve(free);
      };
    });
  }
}
