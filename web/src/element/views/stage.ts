/** The picture, and what lies over it: loading, messages, where to drop files, what to do when there is no picture. */
import { html, nothing, type TemplateResult } from "lit";
import { live } from "lit/directives/live.js";
import { icon } from "../icons";
import type { Action, NumberChoice } from "../notices";
import type { Tool } from "../tool";

export function stage(tool: Tool): TemplateResult {
  const empty = !tool.annotator && tool.desk.opening === 0;
  return html`<div class="stage" id="stage">
    ${tool.elsewhere ? nothing : tool.desk.layers}
    ${empty ? emptyHint(tool) : nothing}
    ${tool.progress && (tool.desk.opening > 0 || tool.models.loading) ? loading(tool, tool.progress) : nothing}
    ${tool.shown.drop ? dropAreas(tool) : nothing}
    ${notice(tool)}
  </div>`;
}

function emptyHint(tool: Tool): TemplateResult {
  return html`<div class="empty">${icon("image")}
    <p><strong>${tool.say("empty")}</strong></p>
    ${tool.settings.files ? html`<p>${tool.say("empty-files")}</p><button type="button" class="button primary" @click=${() => tool.run("open")}>${icon("open")}<span>${tool.say("command-open")}</span></button>` : nothing}
  </div>`;
}

function loading(tool: Tool, { stage: name, share }: NonNullable<Tool["progress"]>): TemplateResult {
  const percent = share === null ? "" : `${Math.floor(share * 100)} %`;
  return html`<div class="loading" id="loading" role="status">
    <p><span>${tool.say(`loading-${name}`)}</span> <span class="number">${percent}</span></p>
    ${
      share === null
        ? html`<progress aria-label=${tool.say("loading")}></progress>`
        : html`<progress max="1" .value=${share} aria-label=${tool.say("loading")}></progress>`
    }
  </div>`;
}

function notice(tool: Tool): TemplateResult {
  const notice = tool.notices.current;
  const close = () => tool.notices.dismiss();
  const act = ({ run }: Action) => {
    close();
    tool.attempt(run);
  };
  const role = notice?.tone === "info" ? "status" : "alert";
  return html`<div class="notice ${notice?.tone ?? ""}" role=${role} data-code=${notice?.code ?? nothing} ?hidden=${!notice}>${
    notice &&
    html`${icon("alert")}
    <div class="says"><p><strong>${notice.message}</strong> <span>${notice.hint}</span></p>
    ${notice.choice ? numberChoice(tool, notice.choice) : nothing}
    ${notice.actions.map((action) => html`<button type="button" class="button" @click=${() => act(action)}>${action.words}</button>`)}</div>
    <button type="button" class="button" aria-label=${tool.say("dismiss")} title=${tool.say("dismiss")} @click=${close}>${icon("close")}</button>`
  }</div>`;
}

function numberChoice(tool: Tool, { words, value, least, most, set }: NumberChoice): TemplateResult {
  const choose = (event: Event) => {
    const chosen = (event.target as HTMLInputElement).valueAsNumber;
    if (chosen >= least && chosen <= most) tool.attempt(() => set(Math.round(chosen)));
  };
  return html`<label class="number-choice"><span>${words}</span>
    <input class="field" type="number" min=${least} max=${most} .value=${live(String(value))} @change=${choose}></label>`;
}

function dropAreas(tool: Tool): TemplateResult {
  const area = (kind: "image" | "mask") =>
    html`<div data-drop=${kind} class=${tool.shown.drop === kind ? "over" : ""}>${icon(kind)}<span>${tool.say(`drop-${kind}`)}</span></div>`;
  return html`<div class="drop" id="drop">${tool.settings.files ? area("image") : nothing}${area("mask")}</div>`;
}
