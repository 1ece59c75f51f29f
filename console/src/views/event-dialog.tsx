import { AS_TEXT, answer, api } from "../api/calls.js";
import { JsonEditor } from "../json/editor.js";
import { Raw } from "../json/reader.js";
import { ask, tell } from "../ui/dialogs.js";

/** Completes a wait by hand. */
export function askEvent(key: string, done: () => void): void {
  let text = "{}";
  ask({
    title: "Send the event",
    wide: true,
    body: (
      <>
        <p>
          The run that waits for <code>{key}</code> goes on with this payload.
        </p>
        <JsonEditor
          label="Payload of the event"
          text={text}
          onText={(next) => {
            text = next;
          }}
        />
      </>
    ),
    action: "Send",
    run: async () => {
      const given = text.trim();
      if (given !== "") JSON.parse(given);
      await answer(
        api().POST("/v1/events/{eventKey}/send", {
          ...AS_TEXT,
          params: { path: { eventKey: key } },
          body: given === "" ? {} : { payload: new Raw(given) },
        }),
      );
      tell("The event was sent.");
      done();
    },
  });
}
