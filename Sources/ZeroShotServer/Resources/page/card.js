// One photo with its ranking.

import { element, get, visible } from "./elements.js";
import { decimals, percent, telling } from "./numbers.js";

/** What a card says at a glance, and the words for it. */
export const verdicts = {
  ok: "ok",
  low: "low confidence",
  none: "none of these",
  failed: "failed",
  waiting: "waiting",
  idle: "not ranked",
};

/** What the row says at a glance. */
export function verdict(row) {
  if (row.error) return "failed";
  return row.abstention ? "none" : row.confidence.flag;
}

export class Card {
  #photo;
  #picture = element("div", { class: "picture" });
  #facts = element("p");
  #body = element("div", { class: "body" });
  #shown = null;

  constructor(photo, onRemove) {
    this.#photo = photo;
    const name = visible(photo.source);
    const remove = element("button", {
      type: "button", class: "remove", "aria-label": `Remove ${name}`, title: "Remove",
    }, "×");
    remove.addEventListener("click", () => onRemove(photo));
    this.element = element("article", {},
      this.#picture,
      element("div", { class: "head" }, element("h3", {}, name), this.#facts),
      remove, this.#body);
    this.#picture.append(element("span", { class: "format" }, photo.extension || "photo"));
  }

  /** The small copy of the picture; the heading names it, so it needs no text of its own. */
  showPreview(address) {
    this.#picture.replaceChildren(element("img", { src: address, alt: "", decoding: "async" }));
  }

  /** Puts the keyboard's focus on the card's button. */
  focus() {
    this.element.querySelector(".remove").focus();
  }

  /**
   * Shows the photo's row, or why there is none. `state` is `current` for a row that answers the
   * question of the moment, `waiting` for one to come, `idle` where none will come.
   */
  show(state) {
    const { row } = this.#photo;
    const keepsOld = state === "waiting" && row !== null && !row.error;
    this.element.classList.toggle("stale", keepsOld);
    this.element.setAttribute("aria-busy", String(state === "waiting"));
    const shown = state === "current" || keepsOld ? row : state;
    if (shown === this.#shown) return;
    this.#shown = shown;
    if (shown === row) this.#showRow(row);
    else this.#showState(state);
  }

  #showState(state) {
    this.#facts.replaceChildren(badge(state));
    this.#body.replaceChildren();
  }

  #showRow(row) {
    const size = row.width && row.height ? `${row.width} × ${row.height}` : null;
    const { confidence } = row;
    const sureness = confidence
      ? `top-1 ${confidence.proxy.kind} ${telling(confidence.proxy.value, confidence.threshold)}, `
        + `threshold ${confidence.threshold}`
      : null;
    this.#facts.replaceChildren(badge(verdict(row)),
      ...[size, sureness].filter(Boolean).map(text => element("span", {}, text)));
    this.#body.replaceChildren(...(row.predictions.length > 0 ? [table(row)] : []),
      ...remarks(row));
  }
}

function badge(name) {
  return element("span", { class: `badge ${name}` }, verdicts[name]);
}

function table({ source, predictions }) {
  const digits = decimals(predictions[0].probability);
  const rows = predictions.map(({ label, probability, similarity, decision }) => {
    const mark = decision === undefined ? "" : decision ? " ✓" : " ✗";
    const heading = element("th", { scope: "row" }, visible(label), mark);
    heading.style.setProperty("--w", `${(probability * 100).toFixed(1)}%`);
    return element("tr", {}, heading, element("td", {}, percent(probability, digits)),
      element("td", {}, similarity.toFixed(3)));
  });
  const column = text => element("th", { scope: "col" }, text);
  return element("table", {},
    element("caption", { class: "unseen" }, `Ranking of ${visible(source)}`),
    element("thead", {}, element("tr", {}, column("label"), column("probability"),
      column("similarity"))),
    element("tbody", {}, ...rows));
}

function remarks(row) {
  const kinds = { "low-confidence": "low", "none-of-these": "none" };
  const note = (text, kind) => element("p", { class: `note ${kind}` }, visible(text));
  return [
    ...(row.error ? [note(`Not ranked (${row.error.code}): ${row.error.message}`, "failed"),
      ...policyButton(row.error.code)] : []),
    ...row.people.evidence.map(text => note(`People in the metadata: ${text}`, "")),
    ...row.notices.map(({ code, message }) => note(message, kinds[code] ?? "")),
  ];
}

/** Leads to the one thing on the page that may lift the refusal of a photo with people. */
export function policyButton(code) {
  if (code !== "people-without-policy") return [];
  const button = element("button", { type: "button" }, "Write a consent policy");
  button.addEventListener("click", () => {
    get("more").open = true;
    get("consent").focus();
  });
  return [button];
}
