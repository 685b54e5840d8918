import { newId } from "../../api/new-id.ts";
import type { ChosenPicture } from "./turns.ts";

/** A picture's file as the data URL that goes to the model, byte by byte as it is. */
export async function readPictureFile(file: File): Promise<ChosenPicture> {
  const url = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(new Error(`${file.name} can't be read from the disk.`));
    reader.readAsDataURL(file);
  });
  return { id: newId(), name: file.name, url };
}

/** The pictures among what was dropped or pasted. */
export function picturesAmong(files: FileList): readonly File[] {
  return [...files].filter(({ type }) => type.startsWith("image/"));
}

/** A picture at an address, which the gateway fetches. */
export function pictureAt(address: string): ChosenPicture {
  return { id: newId(), name: address.replace(/^https?:\/\//, ""), url: address };
}
