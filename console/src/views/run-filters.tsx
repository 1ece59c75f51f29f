import { useEffect, useRef, useState } from "preact/hooks";
import { useQuery } from "../api/query.js";
import { readJobs } from "../api/reads.js";
import { may } from "../api/session.js";
import { searchWanted } from "../shell/keyboard.js";
import { go, query, setFilters } from "../shell/router.js";
import { Button } from "../ui/basics.js";
import { Icon } from "../ui/icons.js";
import { statusWord } from "../ui/words.js";
import { runAddress } from "./run-columns.js";

const SPANS_MS: Readonly<Record<string, number>> = {
  "15m": 900_000,
  "1h": 3_600_000,
  "1d": 86_400_000,
  "7d": 604_800_000,
};
const SPAN_WORDS: Readonly<Record<string, string>> = {
  "15m": "Last 15 minutes",
  "1h": "Last hour",
  "1d": "Last day",
  "7d": "Last week",
};
const TRIGGERS = [
  ...["manual", "cron", "spawn", "retry", "debounce"],
  ...["job_completion", "job_failure", "job_chain"],
];
const ERROR_CLASSES = [
  "transient",
  "client",
  "server",
  "auth",
  "timeout",
  "connection",
  "rate_limited",
  "oom",
];

/** Filters that are written by hand, with what belongs into them. */
const WRITTEN: Readonly<Record<string, { readonly name: string; readonly hint: string }>> = {
  tag: { name: "Tag", hint: "key or key=value" },
  metadata: { name: "Metadata", hint: "key or key=value" },
  payload: { name: "Payload contains", hint: '{"customer":7}' },
  parent: { name: "Parent", hint: "id of a run" },
  batch: { name: "Batch", hint: "id of a bulk trigger" },
  until: { name: "Created before", hint: "2026-01-31T12:00" },
};

function pair(name: string, text: string): Record<string, string> {
  if (text === "") return {};
  const at = text.indexOf("=");
  return at < 0
    ? { [`${name}_key`]: text }
    : { [`${name}_key`]: text.slice(0, at), [`${name}_value`]: text.slice(at + 1) };
}

/** The smallest id that a run made at this moment can have: ids are in the order of their creation. */
function idAt(ms: number): string {
  const hex = Math.max(0, Math.floor(ms)).toString(16).padStart(12, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8)}-7000-8000-000000000000`;
}

/** What the address says, as the list of runs asks for it. */
export function runsQuery(filters: URLSearchParams): Record<string, string> {
  const value = (name: string): string => filters.get(name) ?? "";
  const untilMs = Date.parse(value("until"));
  return {
    ...pair("tag", value("tag")),
    ...pair("metadata", value("metadata")),
    ...{ status: value("status"), job_id: value("job"), batch_id: value("batch") },
    ...{ triggered_by: value("by"), error_class: value("error"), payload_contains: value("payload") },
    cursor: value("cursor") || (Number.isNaN(untilMs) ? "" : idAt(untilMs)),
    limit: "50",
  };
}

/** The oldest creation (ms) that is asked for; 0 for any. */
export function sinceOf(filters: URLSearchParams): number {
  const span = SPANS_MS[filters.get("since") ?? ""];
  return span === undefined ? 0 : Date.now() - span;
}

interface ChoiceProps {
  readonly name: string;
  readonly label: string;
  readonly any: string;
  readonly options: readonly (readonly [value: string, words: string])[];
}

function Choice({ name, label, any, options }: ChoiceProps) {
  const value = query.value.get(name) ?? "";
  return (
    <select
      aria-label={label}
      value={value}
      data-set={value !== ""}
      onChange={(event) => setFilters({ [name]: event.currentTarget.value })}
    >
      <option value="">{any}</option>
      {options.map(([option, words]) => (
        <option key={option} value={option}>
          {words}
        </option>
      ))}
    </select>
  );
}

function Written({ name, remove }: { name: string; remove: () => void }) {
  const { name: words, hint } = WRITTEN[name] ?? { name, hint: "" };
  return (
    <span class="written">
      <label for={`filter-${name}`}>{words}</label>
      <input
        id={`filter-${name}`}
        value={query.value.get(name) ?? ""}
        placeholder={hint}
        spellcheck={false}
        onChange={(event) => setFilters({ [name]: event.currentTarget.value.trim() })}
      />
      <Button
        kind="quiet"
        icon="cross"
        label={`Remove the filter ${words}`}
        onClick={() => {
          setFilters({ [name]: "" });
          remove();
        }}
      />
    </span>
  );
}

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Filters of the list of runs. All of them are in the address. */
export function RunFilters() {
  const jobs = useQuery(may("jobs:read") ? "jobs-of-filter" : "", (signal) =>
    readJobs({ limit: "100" }, signal),
  );
  const [added, setAdded] = useState<readonly string[]>([]);
  const written = Object.keys(WRITTEN).filter((name) => query.value.has(name) || added.includes(name));
  const [text, setText] = useState(query.value.get("q") ?? "");
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!searchWanted.peek()) return;
    searchWanted.value = false;
    field.current?.focus();
  }, []);
  const search = (event: Event): void => {
    event.preventDefault();
    const wanted = text.trim();
    if (ID.test(wanted)) go(runAddress(wanted.toLowerCase()));
    else setFilters({ q: wanted });
  };
  const isFiltered = [...query.value.keys()].some((name) => name !== "cursor" && name !== "status");
  return (
    <div class="filters">
      <form class="search" onSubmit={search}>
        <Icon name="search" />
        <input
          ref={field}
          data-search
          aria-label="Find a run by its id"
          placeholder="Run id or a part of it"
          spellcheck={false}
          value={text}
          onInput={(event) => setText(event.currentTarget.value)}
        />
        <kbd aria-hidden="true">/</kbd>
      </form>
      <Choice
        name="job"
        label="Job"
        any="Any job"
        options={(jobs.data?.data ?? []).map(({ id, slug }) => [id, slug])}
      />
      <Choice name="since" label="Created" any="Any time" options={Object.entries(SPAN_WORDS)} />
      <Choice
        name="by"
        label="Triggered by"
        any="Any trigger"
        options={TRIGGERS.map((one) => [one, statusWord(one)])}
      />
      <Choice
        name="error"
        label="Error class"
        any="Any error"
        options={ERROR_CLASSES.map((one) => [one, statusWord(one)])}
      />
      <select
        aria-label="Add a filter"
        value=""
        onChange={(event) => {
          setAdded([...added, event.currentTarget.value]);
          event.currentTarget.value = "";
        }}
      >
        <option value="">More filters</option>
        {Object.entries(WRITTEN).map(([name, { name: words }]) => (
          <option key={name} value={name} disabled={written.includes(name)}>
            {words}
          </option>
        ))}
      </select>
      {written.map((name) => (
        <Written key={name} name={name} remove={() => setAdded(added.filter((one) => one !== name))} />
      ))}
      {isFiltered ? (
        <Button
          kind="quiet"
          onClick={() => {
            setAdded([]);
            setText("");
            go(location.pathname, "replace");
          }}
        >
          Clear filters
        </Button>
      ) : null}
    </div>
  );
}
