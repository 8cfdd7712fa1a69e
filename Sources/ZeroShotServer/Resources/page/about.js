// What holds for all photos: notices, checkpoint, prompts and how scores read.

import { element, get, isolated, visible } from "./elements.js";
import { counted } from "./numbers.js";

/** Stand in every report, and so in the list at the side. */
const ofEveryReport = new Set([
  "outside-pretraining", "score-is-proxy", "ranking-among-labels", "scores-not-comparable",
]);
/** Count only the photos of one request; the page counts all of them. */
const ofOneRequest = new Set(["images-of-low-confidence", "images-without-answer"]);

const shownTemplates = 100;
const shownPrompts = 20;

/** How the probabilities of a report read. */
export function reading({ scoring }) {
  return scoring.probability === "softmax"
    ? "Probability is a softmax over your labels: how they compare with one another, not how "
      + "likely one of them is true. Some label always comes first."
    : "Probability is a sigmoid: each label is judged on its own, and the values need not sum "
      + "to 1. Right answers are often far below one half.";
}

/** What this question's report has to say beyond what every report says. */
export function remarks({ notices }) {
  return notices.filter(({ code }) => !ofEveryReport.has(code) && !ofOneRequest.has(code))
    .map(({ message }) => element("p", { class: "note low" }, visible(message)));
}

/** Shows the sections at the side; those folded up stay so. */
export function show(report) {
  const about = get("about");
  const folded = [...about.querySelectorAll("details:not([open])")]
    .map(details => details.dataset.section);
  const isFirst = about.childElementCount === 0;
  const isNarrow = matchMedia("(max-width:63.99rem)").matches;
  about.replaceChildren(
    section("notices", "Notices", list(report.notices
      .filter(({ code }) => ofEveryReport.has(code)).map(({ message }) => message))),
    section("scores", "Scores", element("p", {}, reading(report)),
      element("p", {}, scoring(report)), element("p", {}, flag(report))),
    section("checkpoint", "Checkpoint", checkpoint(report)),
    section("prompts", "Prompts", ...prompts(report)),
    ...(report.people.declared || report.people.consentPolicy !== null
      ? [section("people", "People", people(report.people))] : []),
  );
  for (const details of about.children) {
    details.open = isFirst ? !isNarrow : !folded.includes(details.dataset.section);
  }
}

function section(name, heading, ...content) {
  return element("details", { "data-section": name },
    element("summary", {}, element("h2", {}, heading)), ...content);
}

function scoring({ scoring, labels }) {
  const scale = scoring.logitScale.toFixed(2);
  const own = scoring.probability === "softmax"
    ? `Similarity is a cosine; probability is a softmax over these ${labels.length} labels of `
      + `${scale} × similarity`
    : `Similarity is a cosine; probability is a sigmoid of ${scale} × similarity `
      + `${scoring.logitBias < 0 ? "−" : "+"} ${Math.abs(scoring.logitBias).toFixed(2)}, for each `
      + "label on its own";
  return scoring.temperature === undefined ? `${own}.`
    : `${own}; logits are divided by the temperature ${scoring.temperature.toFixed(3)}`
      + `${scoring.shift ? ` and shifted by ${scoring.shift.toFixed(3)}` : ""}.`;
}

function flag({ scoring }) {
  const proxy = scoring.probability === "softmax" ? "similarity" : "probability";
  return `The flag is low where the top-1 ${proxy} is below the threshold. `
    + "Bars show probabilities.";
}

function checkpoint({ checkpoint, parity, decoding }) {
  const { resolution } = checkpoint;
  return terms([
    ["Id", isolated(checkpoint.id)],
    ["Source", isolated(checkpoint.source)],
    ["Revision", checkpoint.revision && code(checkpoint.revision)],
    ["Family", checkpoint.family],
    ["Architecture", visible(checkpoint.architecture)],
    ["Resolution", resolution.maxPatches
      ? `up to ${resolution.maxPatches} patches of `
        + `${resolution.patchSize} × ${resolution.patchSize}`
      : `${resolution.width} × ${resolution.height}`],
    ["Embedding", `${checkpoint.embeddingDimension} numbers`],
    ["Precision", checkpoint.precision],
    ["Parity", parity],
    ["Decoding", decoding],
    ["Fingerprint", code(checkpoint.fingerprint)],
  ]);
}

function prompts({ labels, templates, prompts, averaging, labelSet }) {
  const cut = prompts.truncated.map(one => element("li", {},
    isolated(one.prompt), " (", isolated(one.label),
    `): ${one.tokens} tokens, ${one.limit} fit; lost “`, visible(one.lost), "”"));
  return [
    terms([
      ["Labels", String(labels.length)],
      ["Prompts", `${prompts.count}, averaged `
        + (averaging === "raw" ? "before normalisation" : "at unit length")],
      ["Label set", labelSet && code(labelSet.sha256)],
    ]),
    ...(templates.length > 0 ? [element("h3", {}, counted(templates.length, "template")),
      list(templates, shownTemplates)] : []),
    ...(cut.length > 0 ? [element("h3", {}, `Prompts that were cut: ${cut.length}`),
      limited(cut, shownPrompts)] : []),
  ];
}

function people({ declared, consentPolicy }) {
  return element("p", { class: "lines" },
    declared ? "Declared in the photos. " : "Not declared. ",
    ...(consentPolicy === null ? [] : ["Consent policy: ", element("bdi", {}, consentPolicy)]));
}

function terms(pairs) {
  return element("dl", {}, ...pairs.filter(([, value]) => value).map(([name, value]) =>
    element("div", {}, element("dt", {}, name), element("dd", {}, value))));
}

function list(texts, limit = Infinity) {
  return limited(texts.map(text => element("li", {}, isolated(text))), limit);
}

function limited(items, limit) {
  const rest = items.length - limit;
  return element("ul", {}, ...items.slice(0, limit),
    ...(rest > 0 ? [element("li", {}, `and ${rest} more`)] : []));
}

function code(text) {
  return element("code", {}, visible(text));
}
