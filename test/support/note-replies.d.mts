export function noteReplies(codecs: object, folder: string): void;
