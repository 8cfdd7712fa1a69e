// The page: photos come in, the form asks, cards show.

import * as about from "./about.js";
import { Server } from "./api.js";
import { Card, verdict, verdicts } from "./card.js";
import * as copies from "./copies.js";
import { element, get, visible } from "./elements.js";
import { takeIn } from "./intake.js";
import { counted, decimals, percent } from "./numbers.js";
import { Previews } from "./previews.js";
import * as problem from "./problem.js";
import * as form from "./question.js";
import { Ranker } from "./ranker.js";

const typingPause = 250;  // milliseconds

const server = new Server();
const ranker = new Ranker(server);
const previews = new Previews();
const cards = new Map();  // by photo, in the order in which they were added
const addresses = new Map();  // of previews, by photo
let question = null;
let missing = "";
let reports = [];  // what the question's answers say beside their photos

// What is asked

let typing = null;

function askSoon() {
  clearTimeout(typing);
  typing = setTimeout(ask, typingPause);
}

function ask() {
  clearTimeout(typing);
  const next = form.read();
  if (next.text !== undefined && next.text === question?.text) return;
  if (next.text === undefined && question === null && next.missing === missing) return;
  problem.clear();
  form.markLabels(null);
  question = next.text === undefined ? null : next;
  missing = next.missing ?? "";
  reports = [];
  ranker.ask(question);
  showAll();
}

async function load() {
  try {
    const [{ checkpoints }, { templateSets }, { labelSets }] = await Promise.all([
      server.get("v1/checkpoints"), server.get("v1/template-sets"), server.get("v1/label-sets"),
    ]);
    form.offer({ checkpoints, templateSets, labelSets });
    showServed(checkpoints.find(one => one.name === get("checkpoint").value)?.summary);
    ask();
  } catch (failure) {
    halt(failure);
  }
}

function again() {
  problem.clear();
  load();
  ranker.resume();
  showAll();
}

function halt(failure) {
  if (failure.status === 401) {
    get("key").hidden = false;
    get("key-state").textContent = server.hasKey ? "The server did not accept this key." : "";
    if (document.activeElement === document.body) get("key-text").focus();
  } else {
    problem.show(failure, again);
    if (problem.isOfQuestion(failure)) {
      form.markLabels(`${failure.isRefusal ? "Refused" : "Not accepted"} (${failure.code})`);
    }
  }
  showAll();
}

// Photos

function add(photos, others) {
  const known = new Set([...cards.keys()].map(photo => photo.key));
  const added = photos.filter(photo => {
    const isNew = !known.has(photo.key);
    known.add(photo.key);
    return isNew;
  });
  const elements = document.createDocumentFragment();
  for (const photo of added) {
    const card = new Card(photo, removeOne);
    cards.set(photo, card);
    elements.append(card.element);
  }
  get("images").append(elements);
  for (const photo of added) {
    previews.make(cards.get(photo).element, photo.file, address => {
      if (cards.has(photo)) {
        addresses.set(photo, address);
        cards.get(photo).showPreview(address);
      } else {
        URL.revokeObjectURL(address);
      }
    });
  }
  remark(others, photos.length - added.length);
  ranker.add(added);
  showAll();
}

function remark(others, repeated) {
  const texts = [
    others > 0 ? `${counted(others, "other file")} left out: only photos are taken.` : null,
    repeated > 0 ? `${counted(repeated, "photo")} ${repeated === 1 ? "is" : "are"} here already.`
      : null,
  ].filter(Boolean);
  get("left-out").replaceChildren(...texts.map(text => element("p", { class: "note" }, text)));
}

function removeOne(photo) {
  const order = [...cards.keys()];
  const at = order.indexOf(photo);
  const neighbour = order[at + 1] ?? order[at - 1];
  remove([photo]);
  if (neighbour) cards.get(neighbour).focus();
  else get("files").focus();
}

function remove(photos) {
  for (const photo of photos) {
    const { element } = cards.get(photo);
    previews.forget(element);
    element.remove();
    cards.delete(photo);
    if (addresses.has(photo)) URL.revokeObjectURL(addresses.get(photo));
    addresses.delete(photo);
  }
  ranker.remove(photos);
  remark(0, 0);
  showAll();
}

// What is shown

function showAll() {
  for (const photo of cards.keys()) showCard(photo);
  showProgress();
}

function showCard(photo) {
  const isAnswered = question !== null && !ranker.isStale(photo);
  const isWaiting = question !== null && !ranker.isHalted;
  cards.get(photo)?.show(isAnswered ? "current" : isWaiting ? "waiting" : "idle");
}

function showProgress() {
  const photos = [...cards.keys()];
  const remaining = question === null ? photos.length : ranker.remaining;
  const done = photos.length - remaining;
  document.body.classList.toggle("empty", photos.length === 0);
  for (const id of ["bar", "clear"]) get(id).hidden = photos.length === 0;
  get("count").textContent = String(photos.length);
  get("files-text").textContent = photos.length === 0 ? "Choose photos" : "Add photos";
  // Photos that failed before are not asked about again, so there may be rows without a report.
  const isReported = done > 0 && reports.length > 0;
  for (const button of get("copies").querySelectorAll("button")) button.disabled = !isReported;
  const isUnderWay = question !== null && !ranker.isHalted && remaining > 0;
  // While all is ranked anew the counts stay, rather than flicker.
  if (!isUnderWay || done > 0) showCounts(photos);
  get("progress").textContent = photos.length === 0 ? ""
    : question === null ? missing
      : isUnderWay ? `Ranking: ${done} of ${counted(photos.length, "photo")} done.` : "";
  for (const id of ["reading", "remarks"]) get(id).hidden = !isUnderWay && !isReported;
  if (remaining === 0 && photos.length > 0) say(summary(photos));
}

function showCounts(photos) {
  const counts = new Map();
  for (const photo of photos) {
    if (question === null || ranker.isStale(photo)) continue;
    const name = verdict(photo.row);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  get("counts").replaceChildren(...Object.keys(verdicts).filter(name => counts.has(name))
    .map(name => element("li", {}, element("span", { class: `badge ${name}` }, verdicts[name]),
      ` ${counts.get(name)}`)));
}

function summary(photos) {
  const rows = photos.map(photo => photo.row);
  const count = name => rows.filter(row => verdict(row) === name).length;
  const parts = [`${counted(rows.length - count("failed"), "photo")} ranked`];
  for (const name of ["low", "none", "failed"]) {
    if (count(name) > 0) parts.push(`${count(name)} ${verdicts[name]}`);
  }
  const [best] = rows.length === 1 ? rows[0].predictions : [];
  const first = best && verdict(rows[0]) !== "none"
    ? ` First: ${visible(best.label)}, ${percent(best.probability, decimals(best.probability))}.`
    : "";
  return `${parts.join(", ")}.${first}`;
}

/** Tells screen readers, once for each text. */
function say(text) {
  if (get("status").textContent !== text) get("status").textContent = text;
}

function showReport(report) {
  reports.push(report);
  if (reports.length > 1) return;
  about.show(report);
  showServed(report.checkpoint);
  get("reading").textContent = about.reading(report);
  get("remarks").replaceChildren(...about.remarks(report));
  get("next").textContent = `Read next: ${report.readNext}`;
  document.querySelector("footer").hidden = false;
}

function showServed(checkpoint) {
  if (!checkpoint) return;
  get("served").textContent =
    [checkpoint.id, checkpoint.family, checkpoint.architecture].map(visible).join(" · ");
}

// Copies

async function copy(button) {
  const rows = [...cards.keys()].filter(photo => !ranker.isStale(photo)).map(photo => photo.row);
  const text = {
    json: () => copies.json(reports, rows),
    csv: () => copies.csv(rows),
    command: () => copies.command(question.request, rows.map(row => row.source), document.baseURI),
  }[button.dataset.form]();
  const isCopied = await toClipboard(text);
  const word = button.textContent;
  button.classList.toggle("done", isCopied);
  say(isCopied ? `Copied as ${word}.` : "The browser did not let the page copy.");
  setTimeout(() => button.classList.remove("done"), 2000);
}

async function toClipboard(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    // Pages from other machines without https have no clipboard of their own.
    const area = element("textarea", { class: "unseen", readonly: "" });
    area.value = text;
    const focused = document.activeElement;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    focused?.focus();
    return isCopied;
  }
}

// Beginning

ranker.onRow = showCard;
ranker.onReport = showReport;
ranker.onHalt = halt;
ranker.onProgress = showProgress;
server.onWait = seconds => {
  get("progress").textContent =
    `The server is busy; asking again in ${counted(seconds, "second")}.`;
};
takeIn(add);
get("question").addEventListener("input", askSoon);
get("question").addEventListener("change", ask);
get("question").addEventListener("submit", event => event.preventDefault());
get("key").addEventListener("submit", event => {
  event.preventDefault();
  server.useKey(get("key-text").value);
  get("key-text").value = "";
  get("key").hidden = true;
  again();
});
get("clear").addEventListener("click", () => {
  remove([...cards.keys()]);
  get("files").focus();
});
get("copies").addEventListener("click", event => {
  const button = event.target.closest("button");
  if (button) copy(button);
});
showAll();
load();
