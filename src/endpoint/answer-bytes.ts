import type { Socket } from "node:net";

/** Of an answer, what is parsed at once. */
const PIECE_BYTES = 2048;
/** Where in `HTTP/1.1 100` the digits of the status are. */
const STATUS_AT = 9;
const HEAD_END = "\r\n\r\n";
const INTERIM = "HTTP/1.1 100";
const TWO = 0x32;

/**
 * What undici reads of a connection, for two things that it does not do by itself. It reads on to the end of what it was
 * given when headers have become too large, at many times the cost of before: what it is given is small, and nothing once
 * it has given the connection up. And it gives up a call that is answered `100 Continue` first, which was not asked for
 * but has to be passed over (RFC 9110, 15.2): it is given as 102, which undici passes over.
 */
export function readAnswersOf(socket: Socket): void {
  const interim = new InterimAnswers();
  const read = socket.read.bind(socket);
  socket.read = () => {
    if (socket.destroyed) return null;
    const piece: Buffer | null = read(Math.min(socket.readableLength, PIECE_BYTES) || undefined);
    if (piece !== null) interim.see(piece);
    return piece;
  };
  const write = socket.write.bind(socket) as (...given: unknown[]) => boolean;
  socket.write = (...given: unknown[]) => {
    interim.begin();
    return write(...given);
  };
}

/** Follows the status lines in front of the answer to the request that was written last. */
class InterimAnswers {
  /** Bytes of the status line that were seen and are those of `100`, all of them, or of another interim answer. */
  #matched = 0;
  /** Bytes of the end of an interim head that were seen; undefined outside of one. */
  #ended: number | undefined = undefined;
  #isFinal = false;

  begin(): void {
    this.#matched = 0;
    this.#ended = undefined;
    this.#isFinal = false;
  }

  see(piece: Buffer): void {
    for (let at = 0; at < piece.length && !this.#isFinal; at++) {
      if (this.#ended === undefined) this.#seeStatus(piece, at);
      else this.#seeHead(piece[at]);
    }
  }

  #seeStatus(piece: Buffer, at: number): void {
    const isLast = this.#matched === INTERIM.length - 1;
    const same = piece[at] === INTERIM.charCodeAt(this.#matched);
    if (!same && this.#matched <= STATUS_AT) {
      this.#isFinal = true;
      return;
    }
    if (same && isLast) piece[at] = TWO;
    this.#matched++;
    // Of any other interim answer, what matters is where it ends.
    if (!same || isLast) this.#ended = 0;
  }

  #seeHead(byte: number | undefined): void {
    const ended = this.#ended ?? 0;
    if (byte === HEAD_END.charCodeAt(ended)) this.#ended = ended + 1;
    else this.#ended = byte === HEAD_END.charCodeAt(0) ? 1 : 0;
    if (this.#ended < HEAD_END.length) return;
    this.#matched = 0;
    this.#ended = undefined;
  }
}
