/** What the strip below the tool shows: samples to try or, once images of one's own are open, that set with its progress. */
import { html, nothing, type TemplateResult } from "lit";
import { icon, type Words } from "../element/index";
import type { Batch, BatchItem } from "../store/index";
import type { Sample } from "./samples";

/** What can be done in the strip. */
export interface Actions {
  sample(sample: Sample): void;
  /** Goes to the image at that place of the set. */
  go(place: number): void;
  /** Address of a small picture of an image of the set. */
  picture(item: BatchItem): string;
}

export function sampleStrip(
  samples: readonly Sample[],
  shown: Sample | undefined,
  words: Words,
  actions: Actions,
): TemplateResult {
  const button = (sample: Sample) =>
    html`<button type="button" class="sample" aria-current=${sample === shown} title=${sample.credit} @click=${() => actions.sample(sample)}>
      <img src=${sample.image} alt="" width="56" height="42" loading="lazy">${sample.mask ? html`<img class="mask" src=${sample.mask} alt="" width="56" height="42" loading="lazy">` : nothing}<span>${words.say(`sample-${sample.key}`)}</span></button>`;
  return html`<nav class="samples" aria-label=${words.say("samples")}>${samples.map(button)}</nav>
    <p class="about">${words.say("about")}</p>`;
}

export function setStrip(batch: Batch, words: Words, actions: Actions): TemplateResult {
  const { at, items, progress } = batch;
  const step = (name: "before" | "after", by: number) =>
    html`<button type="button" aria-label=${words.say(`command-${name}`)} title=${words.say(`command-${name}`)} ?disabled=${!items[at + by]}
      @click=${() => actions.go(at + by)}>${icon(name === "before" ? "previous" : "next")}</button>`;
  return html`
    <div class="steps">${step("before", -1)}<span class="number">${words.say("set-place", { at: at + 1, count: items.length })}</span>${step("after", 1)}</div>
    <nav class="set" aria-label=${words.say("set")} @keydown=${(event: KeyboardEvent) => moveInSet(event, batch, actions)}>${items.map((item, place) => setImage(item, place === at, words, () => actions.go(place), actions))}</nav>
    <div class="progress"><progress max=${progress.total} .value=${progress.annotated} aria-label=${words.say("set-progress")}></progress>
      <span class="number">${words.say("set-annotated", { annotated: progress.annotated, count: progress.total })}</span></div>`;
}

function setImage(item: BatchItem, current: boolean, words: Words, open: () => void, actions: Actions): TemplateResult {
  const state = words.say(item.state === "annotated" ? "set-done" : `set-${item.state}`, { objects: item.objects });
  return html`<button type="button" class="sample" aria-current=${current} data-state=${item.state} title="${item.name}: ${state}" @click=${open}>
    <img src=${actions.picture(item)} alt="${item.name}: ${state}" width="56" height="42" loading="lazy" @error=${markUnseen} @load=${markSeen}>
    <span class="unseen">${icon("image")}</span>
    ${item.state === "annotated" ? html`<span class="done">${icon("check")}</span>` : nothing}</button>`;
}

/** What a browser cannot decode, as TIFF and HEIC, has an icon in place of its picture; the tool tells what it is. */
function markUnseen({ currentTarget }: Event): void {
  (currentTarget as Element).classList.add("broken");
}

function markSeen({ currentTarget }: Event): void {
  (currentTarget as Element).classList.remove("broken"); // the place shows another image now
}

/** The arrow keys move through the set while the focus is in it. */
function moveInSet(event: KeyboardEvent, batch: Batch, actions: Actions): void {
  const by = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
  if (!by || !batch.items[batch.at + by]) return;
  event.preventDefault();
  actions.go(batch.at + by);
  (event.currentTarget as Element).querySelectorAll<HTMLElement>("button")[batch.at]?.focus();
}
