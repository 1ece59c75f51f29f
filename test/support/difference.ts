/** What two sets do not have in common, in words that name the second. */
export function difference(
  name: string,
  expected: ReadonlySet<string>,
  found: ReadonlySet<string>,
): string[] {
  return [
    ...[...expected].filter((one) => !found.has(one)).map((one) => `${name} lacks ${one}`),
    ...[...found].filter((one) => !expected.has(one)).map((one) => `${name} has ${one} too much`),
  ];
}
