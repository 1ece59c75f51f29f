import process from "node:process";
import { styleText } from "node:util";

const coloured = process.stdout.isTTY && !process.env["NO_COLOR"];

/** Colour or weight where a person looks on, plain text in a file or a pipe. */
export function styled(format: Parameters<typeof styleText>[0], text: string): string {
  return coloured ? styleText(format, text) : text;
}
