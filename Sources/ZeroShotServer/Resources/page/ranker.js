// Gets all photos ranked by the question of the moment, sending each photo only once.
//
// The server keeps the embedding of a photo it has seen for a while and ranks it again by its id.
// When it has forgotten one, the photo is sent again.

import { Failure } from "./api.js";

const requestsAtOnce = 3;
const longestUpload = 8 << 20;  // bytes of photos in one request, unless one alone is larger

/** Failures of a single photo that say nothing about the question or the server. */
const ofOnePhoto = new Set([408, 413, 415]);

/** Asks for rankings, a few requests at a time. */
export class Ranker {
  #server;
  #photos = [];
  #question = null;
  #isHalted = false;
  #active = 0;
  #reranking = new AbortController();
  // Halved when the server finds a request too large.
  #uploads = 8;
  #ids = 48;

  /** Told of each photo that has a new row. */
  onRow = () => {};
  /** Told what a report says beside its photos. */
  onReport = () => {};
  /** Told why nothing more is asked for. */
  onHalt = () => {};
  /** Told whenever a request begins or ends. */
  onProgress = () => {};

  constructor(server) {
    this.#server = server;
  }

  get isHalted() { return this.#isHalted; }
  get isBusy() { return this.#active > 0; }

  /** How many photos have no answer to the question yet. */
  get remaining() { return this.#photos.filter(photo => this.isStale(photo)).length; }

  /** Whether the photo's row, if it has one, answers another question. */
  isStale(photo) { return photo.answered !== this.#question; }

  /** Asks a new question about all photos; null asks nothing. */
  ask(question) {
    this.#question = question;
    // A photo on its way is worth having; its row is not.
    this.#reranking.abort();
    this.#reranking = new AbortController();
    this.resume();
  }

  /** Goes on after a halt. */
  resume() {
    this.#isHalted = false;
    this.#pump();
  }

  add(photos) {
    this.#photos.push(...photos);
    this.#pump();
  }

  remove(photos) {
    const gone = new Set(photos);
    this.#photos = this.#photos.filter(photo => !gone.has(photo));
    this.#pump();
  }

  #pump() {
    this.#repeatFailures();
    while (this.#question && !this.#isHalted && this.#active < requestsAtOnce) {
      const batch = this.#nextBatch();
      if (!batch) break;
      this.#rank(batch, this.#question);
    }
    this.onProgress();
  }

  /** What failed for the photo's own sake is not sent again only because the labels changed. */
  #repeatFailures() {
    const question = this.#question;
    if (!question) return;
    for (const photo of this.#photos) {
      const failure = photo.failure;
      if (failure && this.isStale(photo) && failure.checkpoint === question.checkpoint
        && failure.consentPolicy === question.consentPolicy) {
        this.#set(photo, failure.row, question);
      }
    }
  }

  /** Photos that the server knows come first: their answers are nearly free. */
  #nextBatch() {
    const waiting = this.#photos.filter(photo => this.isStale(photo) && !photo.isUnderWay);
    const known = waiting.filter(photo => this.#isKnown(photo));
    if (known.length > 0) return { photos: known.slice(0, this.#ids), known: true };
    const photos = [];
    let bytes = 0;
    for (const photo of waiting) {
      bytes += photo.file.size;
      if (photos.length === this.#uploads || (photos.length > 0 && bytes > longestUpload)) break;
      photos.push(photo);
    }
    return photos.length > 0 ? { photos, known: false } : null;
  }

  #isKnown(photo) {
    return photo.id !== null && photo.sentTo.has(this.#question.checkpoint);
  }

  async #rank(batch, question) {
    this.#active += 1;
    for (const photo of batch.photos) photo.isUnderWay = true;
    try {
      const signal = batch.known ? this.#reranking.signal : undefined;
      const report = await this.#server.post("v1/classify", body(batch, question), { signal });
      if (report.images?.length !== batch.photos.length) {
        throw new Failure({
          code: "unexpected-answer", message: "The answer does not fit what was asked.",
        });
      }
      this.#take(report, batch, question);
    } catch (failure) {
      await this.#deal(failure, batch, question);
    } finally {
      this.#active -= 1;
      for (const photo of batch.photos) photo.isUnderWay = false;
      this.#pump();
    }
  }

  #take({ images, ...report }, batch, question) {
    if (question === this.#question) this.onReport(report);
    for (const [index, photo] of batch.photos.entries()) {
      const row = { ...images[index], source: photo.source };
      photo.id = row.id ?? null;
      if (photo.id !== null) photo.sentTo.add(question.checkpoint);
      if (row.error) this.#keepFailure(photo, row, question);
      if (question === this.#question) this.#set(photo, row, question);
    }
  }

  #set(photo, row, question) {
    photo.row = row;
    photo.answered = question;
    this.onRow(photo);
  }

  #keepFailure(photo, row, { checkpoint, consentPolicy }) {
    photo.failure = { row, checkpoint, consentPolicy };
  }

  #fail(photo, code, message, question) {
    const row = {
      source: photo.source, id: null, width: null, height: null, predictions: [],
      confidence: null, abstention: null, people: { evidence: [] }, notices: [],
      error: { code, message },
    };
    this.#keepFailure(photo, row, question);
    if (question === this.#question) this.#set(photo, row, question);
  }

  async #deal(failure, batch, question) {
    if (failure.name === "AbortError") return;
    if (failure.code === "image-not-kept") {
      for (const photo of batch.photos) photo.sentTo.delete(question.checkpoint);
    } else if (failure.status === 413 && await this.#isTooLarge(question)) {
      if (question === this.#question) this.#halt(failure);
    } else if (ofOnePhoto.has(failure.status)) {
      this.#dealWithSize(failure, batch, question);
    } else if (failure.status === 0 && !batch.known && await this.#setAside(batch, question)) {
      // The others of the batch are sent anew.
    } else if (question === this.#question || failure.status === 401 || failure.status === 0) {
      this.#halt(failure);
    }
  }

  #halt(failure) {
    this.#isHalted = true;
    this.onHalt(failure);
  }

  /** Whether the question is too large by itself: asked of a photo that there is not. */
  async #isTooLarge({ request }) {
    try {
      const images = [{ id: `sha256:${"0".repeat(64)}` }];
      await this.#server.post("v1/classify", { images, ...request });
      return false;
    } catch (failure) {
      return failure.status === 413;
    }
  }

  #dealWithSize(failure, batch, question) {
    const half = Math.floor(batch.photos.length / 2);
    if (half === 0) {
      this.#fail(batch.photos[0], failure.code, failure.message, question);
    } else if (batch.known) {
      this.#ids = Math.min(this.#ids, half);
    } else {
      this.#uploads = Math.min(this.#uploads, half);
    }
  }

  /** Whether files of the batch were the reason: a file that is gone breaks its request off. */
  async #setAside(batch, question) {
    const readable = await Promise.all(batch.photos.map(async photo => {
      try {
        await photo.file.slice(0, 1).arrayBuffer();
        return true;
      } catch {
        return false;
      }
    }));
    for (const [index, photo] of batch.photos.entries()) {
      if (readable[index]) continue;
      this.#fail(photo, "unreadable-file", "The file was moved, changed or deleted after it was "
        + "chosen. Remove it here and add it again.", question);
    }
    return readable.includes(false);
  }
}

function body({ photos, known }, { request }) {
  if (known) {
    return { images: photos.map(({ id, source }) => ({ id, source })), ...request };
  }
  const form = new FormData();
  form.append("request", JSON.stringify(request));
  for (const photo of photos) form.append("image", photo.file, photo.source);
  return form;
}
