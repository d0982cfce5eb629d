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
export { type DocumentInfo, Store } from "./database";
export { asksForExport } from "./faults";
export { type Content, documentKey } from "./keys";
export { clearAssets, storageUsage, type Usage } from "./storage";
