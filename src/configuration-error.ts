/** A configuration that cannot be used; `message` says which variable and what to change. */
export class ConfigurationError extends Error {
  readonly code = "CONFIGURATION";
}
