/**
 * Carries out the steps of this project's Dockerfile in folders instead of containers. Knows the instructions
 * that the file uses, and refuses others, so that nothing is passed over in silence.
 */
import { spawnSync } from "node:child_process";
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import process from "node:process";

function instructions(text) {
  return text
    .replace(/\\\n\s*/g, " ")
    .split("\n")
    .filter((line) => line.trim() !== "" && !line.startsWith("#"))
    .map((line) => /^(\w+)\s+(.*)$/.exec(line)?.slice(1) ?? [line, ""]);
}

/** The names that `.dockerignore` lets through; it has to be a list of exceptions from `*`. */
function allowedNames(context) {
  const [first, ...rest] = readFileSync(join(context, ".dockerignore"), "utf8").trim().split("\n");
  if (first !== "*" || !rest.every((line) => /^![\w.-]+$/.test(line))) {
    throw new Error(".dockerignore has a pattern that this script does not know");
  }
  return new Set(rest.map((line) => line.slice(1)));
}

function copyInto(sources, target, targetIsFolder) {
  for (const source of sources) {
    if (!existsSync(source)) throw new Error(`COPY: ${source} is not there`);
    const isFolder = statSync(source).isDirectory();
    cpSync(source, isFolder || !targetIsFolder ? target : join(target, basename(source)), {
      recursive: true,
      verbatimSymlinks: true,
    });
  }
}

class Stage {
  environment = {};
  workdir = "/";
  user = "root";
  entrypoint = [];
  command = [];
  healthcheck = [];

  constructor(base, root) {
    this.base = base;
    this.root = root;
    mkdirSync(root, { recursive: true, mode: 0o755 });
  }

  /** Where a path of the image lies on this machine. */
  path(inImage) {
    return join(this.root, inImage.startsWith("/") ? inImage : join(this.workdir, inImage));
  }
}

/**
 * Carries out the Dockerfile in `context` and gives back its last stage: where its files lie, and how its
 * process is started and asked for its health.
 */
export function executeDockerfile(context, outputFolder) {
  const stages = new Map();
  const allowed = allowedNames(context);
  let stage;
  const steps = {
    FROM(rest) {
      const [, base, name] = /^(\S+)(?:\s+AS\s+(\S+))?$/i.exec(rest) ?? [];
      stage = new Stage(base, join(outputFolder, `stage-${stages.size}`));
      stages.set(name ?? `stage-${stages.size}`, stage);
    },
    WORKDIR(rest) {
      stage.workdir = rest;
      mkdirSync(stage.path("."), { recursive: true, mode: 0o755 });
    },
    ENV(rest) {
      const [, name, value] = /^(\w+)=(\S+)$/.exec(rest) ?? [];
      if (name === undefined) throw new Error(`ENV: cannot read ${rest}`);
      stage.environment[name] = value;
    },
    COPY(rest) {
      const words = rest.split(/\s+/);
      const from = words[0].startsWith("--from=")
        ? stages.get(words.shift().slice("--from=".length))
        : undefined;
      const target = words.pop();
      const sources = words.map((word) => {
        if (from !== undefined) return from.path(word);
        if (!allowed.has(word.split("/")[0])) throw new Error(`COPY: .dockerignore keeps ${word} out`);
        return join(context, word);
      });
      copyInto(sources, stage.path(target), target === "./" || target.endsWith("/"));
    },
    RUN(rest) {
      const { status } = spawnSync("sh", ["-c", rest], {
        cwd: stage.path("."),
        env: { ...process.env, ...stage.environment },
        stdio: "inherit",
      });
      if (status !== 0) throw new Error(`RUN ${rest}: ended with code ${status}`);
    },
    USER(rest) {
      stage.user = rest;
    },
    EXPOSE() {},
    HEALTHCHECK(rest) {
      stage.healthcheck = JSON.parse(rest.slice(rest.indexOf("CMD ") + "CMD ".length));
    },
    ENTRYPOINT(rest) {
      stage.entrypoint = JSON.parse(rest);
    },
    CMD(rest) {
      stage.command = JSON.parse(rest);
    },
  };
  for (const [name, rest] of instructions(readFileSync(join(context, "Dockerfile"), "utf8"))) {
    console.log(`-- ${name} ${rest}`);
    const step = steps[name];
    if (step === undefined)
      throw new Error(`the Dockerfile has an instruction ${name} that is not known here`);
    step(rest);
  }
  return { stage, files: readdirSync(stage.path(".")) };
}
