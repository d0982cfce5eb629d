/** Many files at once: from a folder that is chosen, or from what is dropped. */

interface PickerWindow {
  showDirectoryPicker?(options: { id: string; mode: "read" }): Promise<FileSystemDirectoryHandle>;
}

/** Lets a person choose a folder and gives all files in it; null when nothing was chosen. Call it in a click. */
export async function pickFolder(): Promise<File[] | null> {
  const { showDirectoryPicker } = window as PickerWindow;
  if (!showDirectoryPicker) return pickByInput();
  const folder = await showDirectoryPicker({ id: "focalclick", mode: "read" }).catch((error: DOMException) => {
    if (error.name === "AbortError") return null;
    throw error;
  });
  return folder && filesBelow(folder, "");
}

/** All files of a drop, also those in dropped folders. */
export async function droppedFiles(transfer: DataTransfer): Promise<File[]> {
  const entries = [...transfer.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (!entries.some((entry) => entry.isDirectory)) return [...transfer.files];
  return (await Promise.all(entries.map(filesOf))).flat();
}

function pickByInput(): Promise<File[] | null> {
  const input = Object.assign(document.createElement("input"), { type: "file", multiple: true, webkitdirectory: true });
  return new Promise((resolve) => {
    input.addEventListener("change", () => resolve([...(input.files ?? [])]));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}

async function filesBelow(folder: FileSystemDirectoryHandle, path: string): Promise<File[]> {
  const found: File[] = [];
  for await (const handle of folder.values()) {
    if (handle.kind === "directory") {
      found.push(...(await filesBelow(handle as FileSystemDirectoryHandle, `${path}${handle.name}/`)));
    } else found.push(placed(await (handle as FileSystemFileHandle).getFile(), path));
  }
  return found;
}

async function filesOf(entry: FileSystemEntry): Promise<File[]> {
  if (entry.isFile) {
    const file = await new Promise<File>((...done) => (entry as FileSystemFileEntry).file(...done));
    return [placed(file, entry.fullPath.slice(1, -file.name.length))];
  }
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const found: File[] = [];
  for (;;) {
    const part = await new Promise<FileSystemEntry[]>((...done) => reader.readEntries(...done)); // at most a hundred
    if (part.length === 0) return found;
    found.push(...(await Promise.all(part.map(filesOf))).flat());
  }
}

/** A file that knows its folder, as those of an input with `webkitdirectory` do. */
function placed(file: File, path: string): File {
  return path ? Object.defineProperty(file, "webkitRelativePath", { value: path + file.name }) : file;
}
