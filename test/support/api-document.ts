import { openApiDocument } from "../../src/http/operator/openapi.js";
import { OPERATIONS } from "../../src/http/routes.js";
import type { Plain } from "./answers.js";

/** The OpenAPI document of this source. */
export function apiDocument(): Plain {
  return JSON.parse(JSON.stringify(openApiDocument(OPERATIONS, ""))) as Plain;
}
