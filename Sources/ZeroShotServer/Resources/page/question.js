// The form: what is asked about the photos.

import { element, get, visible } from "./elements.js";
import { parseLabels } from "./labels.js";
import { counted } from "./numbers.js";

const form = get("question");

/** What the server offers to choose from. */
let offered = { checkpoints: [], templateSets: [], labelSets: [] };

/** Shows what there is to choose. */
export function offer(all) {
  offered = all;
  const sets = get("template-set");
  const own = sets.querySelector("[value=own]");
  const named = all.templateSets.filter(({ name }) => name !== "default")
    .map(({ name }) => element("option", { value: name }, name));
  replaceOptions(sets, [sets.options[0], ...named, own]);
  // One that the server cannot read has no labels.
  const labelSets = all.labelSets.filter(({ labels }) => labels !== null);
  replaceOptions(get("label-set"), labelSets.map(({ name }) =>
    element("option", { value: name }, name)));
  get("kind").hidden = labelSets.length === 0;
  if (labelSets.length === 0) form.elements.kind.value = "typed";
  const checkpoint = get("checkpoint");
  replaceOptions(checkpoint, all.checkpoints.map(({ name }) =>
    element("option", { value: name }, visible(name))));
  const preset = all.checkpoints.find(one => one.default);
  if (checkpoint.value === "" || !checkpoint.dataset.isOffered) checkpoint.value = preset?.name;
  checkpoint.dataset.isOffered = "yes";
}

/** Replaces options and keeps what was chosen, where that is still there. */
function replaceOptions(select, options) {
  const chosen = select.value;
  select.replaceChildren(...options);
  if (options.some(option => option.value === chosen)) select.value = chosen;
}

/**
 * What is asked now, or in `missing` what is still needed for a question.
 *
 * Shows which parts of the form belong to it.
 */
export function read() {
  const usesSet = form.elements.kind.value === "set";
  get("typed").hidden = usesSet;
  get("compiled").hidden = !usesSet;
  get("phrasing").hidden = usesSet;
  get("own").hidden = get("template-set").value !== "own";
  // A label set has a checkpoint of its own.
  get("choice").hidden = usesSet || offered.checkpoints.length < 2;
  const classes = usesSet ? labelSet() : typed();
  const missing = classes.missing ?? (form.checkValidity() ? null
    : "A number under More options is missing or out of its range.");
  return missing === null ? question(classes) : { missing };
}

function question({ request: classes, checkpoint = get("checkpoint").value || undefined }) {
  const consentPolicy = get("consent").value.trim() || undefined;
  const threshold = get("threshold").value;
  const request = { ...classes, top: Number(get("top").value) };
  if (checkpoint !== undefined) request.checkpoint = checkpoint;
  if (threshold !== "") request.threshold = Number(threshold);
  if (form.elements.multiLabel.checked) request.multiLabel = true;
  if (form.elements.containsPeople.checked) request.containsPeople = true;
  if (consentPolicy !== undefined) request.consentPolicy = consentPolicy;
  return { request, checkpoint, consentPolicy, text: JSON.stringify(request) };
}

function typed() {
  const { labels, problem } = parseLabels(get("labels").value);
  const needed = problem ?? (labels.length < 2
    ? "A ranking needs two different labels or more." : null);
  get("labels-state").textContent = problem ?? (labels.length > 0
    ? counted(labels.length, "label") : "");
  get("labels-state").classList.toggle("wrong", problem !== null);
  const set = get("template-set").value;
  const templates = get("templates").value.split(/\r\n|\r|\n/).map(line => line.trim())
    .filter(line => line !== "");
  showTemplates(set);
  if (needed !== null) return { missing: needed };
  if (set === "own") {
    return templates.length > 0
      ? { request: { labels, templates } } : { missing: "Write at least one template." };
  }
  return { request: set === "" ? { labels } : { labels, templateSet: set } };
}

function showTemplates(name) {
  const set = offered.templateSets.find(one => one.name === (name === "" ? "default" : name));
  if (!set) {
    get("template-state").textContent = "";
    return;
  }
  const shown = set.templates.slice(0, 2).map(text => `“${text}”`).join(", ");
  const more = set.templates.length - 2;
  get("template-state").textContent = (set.use ? `For ${set.use}. ` : "") + shown
    + (more > 0 ? ` and ${more} more.` : ".");
}

function labelSet() {
  const set = offered.labelSets.find(({ name }) => name === get("label-set").value);
  if (!set) return { missing: "Choose a label set." };
  get("label-set-state").textContent =
    `${counted(set.labels.length, "label")}, compiled for ${visible(set.checkpoint)}.`;
  const served = offered.checkpoints.find(({ name, summary }) =>
    summary ? summary.fingerprint === set.fingerprint : name === set.checkpoint);
  return { request: { labelSet: set.name }, checkpoint: served?.name };
}

/** Marks the labels as what the server found fault with, or as right. */
export function markLabels(text) {
  const labels = get("labels");
  if (text === null) {
    labels.removeAttribute("aria-invalid");
  } else {
    labels.setAttribute("aria-invalid", "true");
    get("labels-state").replaceChildren(`${text}: `, element("a", { href: "#problem" }, "why"));
  }
  get("labels-state").classList.toggle("wrong", text !== null);
}
