import { isRefusal } from "../../../core/refusal.ts";
import type { Dialect } from "../dialect.ts";
import { StreamReader } from "../stream-reader.ts";
import { WholeReader } from "../whole-reader.ts";
import { readMessages } from "./read-messages.ts";
import { messagesStreamVoice, messagesWholeVoice } from "./voices.ts";
import { tellMessagesRefusal, writeMessagesError } from "./write-error.ts";

/** Anthropic's Messages, for whatever model. */
export const messagesDialect: Dialect = {
  path: "/v1/messages",
  slicing: "data_field",
  writeError: writeMessagesError,
  read: (body, headers) => {
    const chat = readMessages(body, headers);
    if (isRefusal(chat)) return chat;
    return {
      chat,
      writeError: tellMessagesRefusal,
      openReader: (client) =>
        chat.stream
          ? new StreamReader(client, messagesStreamVoice({ after: 0 }))
          : new WholeReader(client, messagesWholeVoice),
    };
  },
};
