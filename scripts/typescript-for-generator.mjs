/**
 * openapi-typescript writes types with the programming interface of TypeScript 5, which TypeScript 7 no longer has:
 * where the generator asks for `typescript` it gets version 5, everything else keeps 7.
 */
export function resolve(specifier, context, next) {
  const forGenerator = context.parentURL?.includes("/node_modules/openapi-typescript/") === true;
  return next(specifier === "typescript" && forGenerator ? "typescript-5" : specifier, context);
}
