import { isRefusal } from "../../../core/refusal.ts";
import type { Dialect } from "../dialect.ts";
import { readChat } from "../read-chat.ts";
import { StreamReader } from "../stream-reader.ts";
import { WholeReader } from "../whole-reader.ts";
import { writeError } from "../write-error.ts";
import { chatStreamVoice, chatWholeVoice } from "./voices.ts";

/** OpenAI's chat completions, which is the dialect inside too. */
export const chatDialect: Dialect = {
  path: "/v1/chat/completions",
  slicing: "data_url",
  writeError,
  read: (body, headers) => {
    const chat = readChat(body, headers);
    if (isRefusal(chat)) return chat;
    return {
      chat,
      openReader: (client) =>
        chat.stream
          ? new StreamReader(client, chatStreamVoice(chat))
          : new WholeReader(client, chatWholeVoice),
    };
  },
};
