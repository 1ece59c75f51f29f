/** What a path was found to be for. */
export interface Match<Handler> {
  readonly handler: Handler;
  /** What the parameters of the pattern stand for, in order, not decoded. */
  readonly params: readonly string[];
}

class Place<Handler> {
  readonly named = new Map<string, Place<Handler>>();
  parameter: Place<Handler> | undefined;
  /** What is called for a path that ends here. */
  here: Handler | undefined;
  /** What is called for all paths that go on from here. */
  rest: Handler | undefined;
}

/** The value of `any` in the table of methods. */
const ANY = "any";

/**
 * Finds the handler of a path as uWebSockets.js does: a named segment before a parameter before a final `*`, at each
 * segment; a handler of the method itself before one of any method. The first of two for the same pattern stays.
 */
export class Router<Handler> {
  readonly #methods = new Map<string, Place<Handler>>();

  /** `method` in lower case, or `any`; a pattern as `/v1/runs/:id`, or `/v1/*` with all that is behind. */
  add(method: string, pattern: string, handler: Handler): void {
    let place = this.#methods.get(method);
    if (place === undefined) {
      place = new Place();
      this.#methods.set(method, place);
    }
    for (const segment of segmentsOf(pattern)) {
      if (segment === "*") {
        place.rest ??= handler;
        return;
      }
      place = segment.startsWith(":") ? parameterOf(place) : namedOf(place, segment);
    }
    place.here ??= handler;
  }

  /** Undefined when nothing is for the path. */
  find(method: string, path: string): Match<Handler> | undefined {
    const segments = segmentsOf(path);
    for (const name of [method, ANY]) {
      const root = this.#methods.get(name);
      const found = root === undefined ? undefined : search(root, segments, 0, []);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function segmentsOf(path: string): string[] {
  return path.slice(1).split("/");
}

function parameterOf<Handler>(place: Place<Handler>): Place<Handler> {
  place.parameter ??= new Place();
  return place.parameter;
}

function namedOf<Handler>(place: Place<Handler>, segment: string): Place<Handler> {
  let next = place.named.get(segment);
  if (next === undefined) {
    next = new Place();
    place.named.set(segment, next);
  }
  return next;
}

/** As deep as the deepest pattern at most, however long the path is. */
function search<Handler>(
  place: Place<Handler>,
  segments: readonly string[],
  at: number,
  params: readonly string[],
): Match<Handler> | undefined {
  const segment = segments[at];
  if (segment === undefined) return place.here === undefined ? undefined : { handler: place.here, params };
  const named = place.named.get(segment);
  const found = named === undefined ? undefined : search(named, segments, at + 1, params);
  if (found !== undefined) return found;
  if (place.parameter !== undefined && segment !== "") {
    const deeper = search(place.parameter, segments, at + 1, [...params, segment]);
    if (deeper !== undefined) return deeper;
  }
  return place.rest === undefined ? undefined : { handler: place.rest, params };
}
