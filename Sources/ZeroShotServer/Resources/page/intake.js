// Photos come in: chosen, dropped (folders too) or pasted.

import { get } from "./elements.js";
import { isPhoto, Photo } from "./photo.js";

/** Calls `onPhotos` with photos, and with how many other files were left out. */
export function takeIn(onPhotos) {
  const hand = files => {
    const photos = files.filter(({ file }) => file && isPhoto(file));
    onPhotos(photos.map(({ file, source }) => new Photo(file, source)),
      files.length - photos.length);
  };
  const input = get("files");
  input.addEventListener("change", () => {
    hand([...input.files].map(named));
    input.value = "";
  });
  document.addEventListener("paste", event => {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    hand(files.map(pasted));
  });
  watchDrops(hand);
}

function watchDrops(hand) {
  let depth = 0;  // entering a child comes before leaving its parent
  const carriesFiles = event => event.dataTransfer?.types.includes("Files");
  const mark = () => document.body.classList.toggle("dropping", depth > 0);
  addEventListener("dragenter", event => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth += 1;
    mark();
  });
  addEventListener("dragover", event => {
    if (carriesFiles(event)) event.preventDefault();
  });
  addEventListener("dragleave", event => {
    if (!carriesFiles(event)) return;
    depth = Math.max(0, depth - 1);
    mark();
  });
  addEventListener("drop", async event => {
    if (!carriesFiles(event)) return;
    event.preventDefault();
    depth = 0;
    mark();
    hand(await dropped(event.dataTransfer));
  });
}

/** All files, those in folders with their path. */
async function dropped(transfer) {
  // Entries must be asked for before anything is waited for: the list is emptied afterwards.
  const entries = [...transfer.items].filter(item => item.kind === "file")
    .map(item => ({ entry: item.webkitGetAsEntry?.(), file: item.getAsFile() }));
  const found = await Promise.all(entries.map(({ entry, file }) =>
    entry?.isDirectory ? inFolder(entry) : file ? [named(file)] : []));
  return found.flat();
}

/** Files without hidden ones, in the order of their paths; null for one that cannot be read. */
async function inFolder(folder) {
  const reader = folder.createReader();
  const found = [];
  try {
    // A reader gives its entries in parts, and an empty part at the end.
    while (true) {
      const part = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
      if (part.length === 0) break;
      for (const entry of part.filter(({ name }) => !name.startsWith("."))) {
        found.push(...entry.isDirectory ? await inFolder(entry) : [await inEntry(entry)]);
      }
    }
  } catch {
    found.push({ file: null, source: folder.fullPath });
  }
  return found.sort((a, b) => a.source < b.source ? -1 : 1);
}

async function inEntry(entry) {
  const source = entry.fullPath.replace(/^\//, "");
  try {
    return { file: await new Promise((resolve, reject) => entry.file(resolve, reject)), source };
  } catch {
    return { file: null, source };
  }
}

function named(file) {
  return { file, source: file.webkitRelativePath || file.name };
}

let pastes = 0;

/** Browsers call every pasted picture image.png. */
function pasted(file) {
  if (file.name !== "image.png") return named(file);
  pastes += 1;
  return { file, source: `pasted-${pastes}.png` };
}
