import { type Static, Type } from "typebox";
import { NewProjectId, SET_RATE_LIMIT, SHOWN_RATE_LIMIT } from "./api-key.js";
import { FairWeight } from "./job.js";
import { component, optional, Text, Time } from "./schema.js";
import { valueWriter } from "./writer.js";

export const ProjectInput = component(
  "ProjectInput",
  "A new project.",
  Type.Object({
    id: NewProjectId,
    name: optional(Type.String({ minLength: 1, maxLength: 255 })),
    fair_weight: Type.Optional(FairWeight),
    ...SET_RATE_LIMIT,
  }),
);

export const ProjectPatch = component(
  "ProjectPatch",
  "What changes of a project.",
  Type.Object({ fair_weight: FairWeight }),
);

export const Project = component(
  "Project",
  "What jobs, runs and keys belong to. Its limit counts for all its keys that have none of their own.",
  Type.Object({
    id: Text,
    name: Text,
    ...SHOWN_RATE_LIMIT,
    fair_weight: optional(FairWeight, "Ours: its share of the calls of dispatchers; absent: 1."),
    created_at: Time,
  }),
);
export type Project = Static<typeof Project>;
export const projectJson = valueWriter(Project);
