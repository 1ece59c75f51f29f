import { Type } from "typebox";
import { StatsSeries, statsPointJson, statsSeriesJson } from "../../../api/run-answers.js";
import { jsonList } from "../../../api/writer.js";
import { json } from "../../wire/reply.js";
import { type ControlRoute, controlRoute } from "../../wire/route.js";
import { isRefused, projectOf } from "../page.js";

/** `GET /v1/stats/series`: what happened in a project over the last hour or day, exact over all processes. Ours. */
export const SERIES_ROUTE: ControlRoute = controlRoute({
  method: "get",
  path: "/v1/stats/series",
  operationId: "getStatsSeries",
  summary: "Ours: triggers, starts, ends, errors and times to start, by minutes or by tens of minutes",
  tag: "runs",
  scope: "stats:read",
  query: Type.Object({
    span: Type.Optional(
      Type.Enum(["1h", "1d"], { description: "`1h` (default): each minute; `1d`: each ten minutes." }),
    ),
  }),
  responses: { 200: StatsSeries },
  async handle({ store: { series }, left }, { caller, query }) {
    const projectId = projectOf(caller);
    if (isRefused(projectId)) return projectId;
    const { stepMs, points } = await series.read(
      projectId,
      query.span ?? "1h",
      left(projectId).map((store) => store.series),
    );
    const shown = points.map(({ atMs, startP50Ms, startP99Ms, ...counts }) =>
      statsPointJson({ at: atMs, ...counts, start_p50_ms: startP50Ms, start_p99_ms: startP99Ms }),
    );
    return json(200, statsSeriesJson({ step_secs: stepMs / 1000, points: jsonList(shown) }));
  },
});
