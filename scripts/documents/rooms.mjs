/** Which room of the code may import which: from the table in CONTRIBUTING.md to the rules that biome checks. */
import { posix } from "node:path";

/**
 * The rooms of CONTRIBUTING.md, in the order of its table: name, path, and the names of the rooms that each may
 * import; undefined where that is everything. `src/store/` is `store`, `src/config.ts` is `config`. Throws for a
 * row that does not say what may be imported, and for a name that is no room.
 */
export function roomsOf(contributing) {
  const rows = contributing.matchAll(/^\| (`[^|]*) \| [^|]* \| (none|everything|`[^|]*`) \|$/gm);
  const rooms = [...rows].flatMap(([, paths, imports]) =>
    quoted(paths).map((path) => ({
      name: posix.basename(path, ".ts"),
      path,
      imports: imports === "everything" ? undefined : quoted(imports),
    })),
  );
  const names = new Set(rooms.map(({ name }) => name));
  const unknown = rooms.flatMap(({ imports = [] }) => imports.filter((name) => !names.has(name)));
  if (unknown.length > 0)
    throw new Error(`CONTRIBUTING.md allows imports of no rooms: ${unknown.join(", ")}`);
  if (names.size < rooms.length) throw new Error("two rooms in CONTRIBUTING.md have one name");
  return rooms;
}

/** `biome.rooms.json`: in each room, imports of the rooms that it may not import are errors. */
export function roomRules(contributing) {
  const rooms = roomsOf(contributing);
  const within = (inner, outer) => inner.path.startsWith(outer.path);
  const overrides = rooms.flatMap((room) => {
    if (room.imports === undefined) return [];
    const allowed = rooms.filter(({ name }) => room.imports.includes(name));
    const forbidden = rooms.filter(
      (other) => ![room, ...allowed].some((open) => within(other, open)) && !within(room, other),
    );
    const group = forbidden.flatMap(({ path }) => specifiers(room.path, path));
    const message = `${room.path} may import ${room.imports.join(", ") || "none of ours"}: CONTRIBUTING.md, Rooms.`;
    const noRestrictedImports = { level: "error", options: { patterns: [{ group, message }] } };
    return [
      {
        includes: [isFolder(room.path) ? `${room.path}**` : room.path],
        linter: { rules: { style: { noRestrictedImports } } },
      },
    ];
  });
  return `${JSON.stringify({ overrides }, null, 2)}\n`;
}

/** Patterns of what files of the room, and of a folder in it, write to import from the other one. */
function specifiers(from, to) {
  const relative = posix.relative(isFolder(from) ? from : posix.dirname(from), to);
  const name = isFolder(to) ? `${relative}/**` : relative.replace(/\.ts$/, ".js");
  return name.startsWith(".") ? [name, `../${name}`] : [`./${name}`];
}

function isFolder(path) {
  return path.endsWith("/");
}

function quoted(text) {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, name]) => name);
}
