/** Everything that the generated documents are made from. */
export interface DocumentSources {
  /** The text of CONTRIBUTING.md. */
  readonly CONTRIBUTING: string;
  /** The text of src/store/keys.ts. */
  readonly KEYS: string;
  readonly ENVIRONMENT: object;
  readonly LIMITS: object;
  readonly TRANSITIONS: object;
  readonly TERMINAL_STATUSES: readonly string[];
  readonly SLOT_STATUSES: readonly string[];
}

/** What each generated file has to be, by its path, from what it is now and the sources. */
export const DOCUMENTS: Readonly<Record<string, (text: string, sources: DocumentSources) => string>>;
