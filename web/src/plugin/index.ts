/** The package: the annotator, the storage of its work, and a self-test of where its assets lie. */
export * from "../annotator/index";
export * from "../store/index";
export { type Problem, selfTest } from "./self_test";
