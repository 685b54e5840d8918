import type { ChatRequest } from "../../../core/chat/request.ts";
import { isRefusal, type Refusal } from "../../../core/refusal.ts";
import type { Dialect } from "../dialect.ts";
import type { ExtraHeaders } from "../extra-headers.ts";
import { parseBody } from "../parse-body.ts";
import { readChatBody } from "../read-chat.ts";
import { StreamReader } from "../stream-reader.ts";
import { WholeReader } from "../whole-reader.ts";
import { writeError } from "../write-error.ts";
import { checkRequest } from "./check-request.ts";
import { type Echo, echoOf } from "./echo.ts";
import { putRecalled, type RecalledItems, recallItems } from "./recall-items.ts";
import { errorWriter, renameFields } from "./rename-fields.ts";
import { responseStreamVoice, responseWholeVoice } from "./voices.ts";
import { writeChat } from "./write-chat.ts";
import { writeMessages } from "./write-messages.ts";

/** OpenAI's Responses: read into the equal chat completion, told as items and typed events. */
export const responsesDialect: Dialect = {
  path: "/v1/responses",
  slicing: "data_url",
  writeError,
  read: async (body, headers, recall) => {
    const recalled = await recallItems(body, recall);
    if (isRefusal(recalled)) return recalled;
    const read = readResponse(body, headers, recalled);
    if (isRefusal(read)) return read;
    const { chat, echo, origins } = read;
    const telling = { echo, writeError: errorWriter(origins) };
    return {
      chat,
      writeError: telling.writeError,
      openReader: (client) =>
        chat.stream
          ? new StreamReader(client, responseStreamVoice({ ...telling, after: -1 }))
          : new WholeReader(client, responseWholeVoice(telling)),
    };
  },
};

/** A request for a response, as the chat inside. */
export interface ReadResponse {
  readonly chat: ChatRequest;
  readonly echo: Echo;
  /** The fields that the chat's messages came from. */
  readonly origins: readonly string[];
}

/**
 * Reads the body of `POST /v1/responses`, once; refusals name its own fields. `recalled` are the
 * items that it only names.
 */
export function readResponse(
  body: Buffer,
  headers: ExtraHeaders,
  recalled: RecalledItems,
): ReadResponse | Refusal {
  return parseBody(body, "data_url", (value, sliced) => {
    const checked = checkRequest(value);
    if (isRefusal(checked)) return checked;
    const { head } = checked;
    const { input, instructions = null } = head;
    const items = typeof input === "string" ? input : putRecalled(input, recalled);
    if (typeof items !== "string" && "refused" in items) return items;
    const written = writeMessages({ instructions, input: items });
    if (isRefusal(written)) return written;
    const chat = readChatBody(writeChat(head, written), sliced, headers);
    if (isRefusal(chat)) return renameFields(chat, written.origins);
    return { chat, echo: echoOf(head), origins: written.origins };
  });
}
