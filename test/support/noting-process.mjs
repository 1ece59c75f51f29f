/** Loaded before the program by every process of the product that tests start: see note-replies.mjs. */
import process from "node:process";
import { CODECS } from "../../dist/store/commands.js";
import { noteReplies } from "./note-replies.mjs";

noteReplies(CODECS, process.env.SEEN_REPLIES);
