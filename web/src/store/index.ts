/** Work that outlives the tab: documents by image content, autosave, sets of images. */
export {
  Keeper,
  type KeepOptions,
  keep,
  LONGEST_WAIT_MS,
  type Restored,
  type Savable,
  type SavedState,
} from "./autosave";
export { Batch, type BatchExport, type BatchItem, type BatchOptions, type BatchProgress, type Writer } from "./batch";
export { type DocumentInfo, Store } from "./database";
export { asksForExport } from "./faults";
export { droppedFiles, pickFolder } from "./folder";
export { type Content, documentKey } from "./keys";
export { type Pair, pairFiles, pathOf, type Sorted } from "./pairs";
export { type FilePicture, pictureOf } from "./pictures";
export { clearAssets, storageUsage, type Usage } from "./storage";
export type { Kept } from "./unsaved";
export { type ZipEntry, zip } from "./zip";
