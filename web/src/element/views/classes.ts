/** Classes as chips: pressing one, or its number, gives it to the active object and to those after it. */
import { html, nothing, type TemplateResult } from "lit";
import type { ClassInfo } from "../../annotator/contract";
import type { Annotator } from "../../annotator/index";
import { icon } from "../icons";
import * as objects from "../objects";
import type { Tool } from "../tool";
import { focused } from "./parts";

export function classChips(tool: Tool, annotator: Annotator): TemplateResult {
  const active = annotator.objects.find(({ id }) => id === annotator.active);
  return html`<section class="classes" aria-labelledby="classes-title">
    <h2 id="classes-title">${tool.say("classes")}</h2>
    <div class="chips" role="group" aria-labelledby="classes-title">
      ${annotator.classes.map((one, index) => chip(tool, one, index, one.id === active?.classId))}
      ${tool.shown.addingClass ? newClassField(tool) : html`<button type="button" class="chip add" @click=${() => tool.show({ addingClass: true })}>${icon("plus")}<span>${tool.say("class-add")}</span></button>`}
    </div>
  </section>`;
}

function chip(tool: Tool, one: ClassInfo, index: number, pressed: boolean): TemplateResult {
  return html`<button type="button" class="chip" aria-pressed=${pressed} .style=${`--color: ${one.color}`}
    @click=${() => tool.attempt(() => objects.chooseClass(tool, index))}>
    <span class="dot"></span><span>${one.name}</span>${index < 9 ? html`<kbd>${index + 1}</kbd>` : nothing}</button>`;
}

function newClassField(tool: Tool): TemplateResult {
  const commit = (event: Event) => objects.addClass(tool, (event.target as HTMLInputElement).value);
  return html`<input class="field" type="text" ${focused} aria-label=${tool.say("class-name")} placeholder=${tool.say("class-name")}
    @change=${commit} @blur=${commit}
    @keydown=${(event: KeyboardEvent) => event.key === "Escape" && tool.show({ addingClass: false })}>`;
}
