import type { Model } from "../core/catalogue/model.ts";
import { readModel } from "../core/catalogue/read-model.ts";
import { listDataFiles, readDataFile, readEntries } from "./data-file.ts";

/**
 * Loads the catalogue's files of a folder. Throws `WrongSetting`, whose one line names file, entry
 * and field, and what is allowed.
 */
export function loadModels(folder: string): readonly Model[] {
  return listDataFiles(folder).flatMap((path) => {
    const file = readDataFile(path, ["models"]);
    return readEntries(path, "models", file["models"]).map((entry) => readModel(entry));
  });
}
