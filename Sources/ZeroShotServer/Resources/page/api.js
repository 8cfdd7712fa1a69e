// Talking to the server.

/** An answer that is not the one that was asked for. */
export class Failure extends Error {
  constructor({ status = 0, code, message, requestId = null, retryAfter = null }) {
    super(message);
    Object.assign(this, { status, code, requestId, retryAfter });
  }

  /** Whether the server refuses the question itself, rather than this way of asking. */
  get isRefusal() {
    return this.status === 422;
  }
}

const storageName = "zeroshot.api-key";
const attempts = 6;
const longestWait = 30;

/** Requests to one server; the API key is kept for the tab. */
export class Server {
  #key = readKey();

  /** Told how many seconds a request waits until the server has room for it. */
  onWait = () => {};

  get hasKey() {
    return this.#key !== "";
  }

  useKey(key) {
    this.#key = key;
    try {
      sessionStorage.setItem(storageName, key);
    } catch {
      // Storage is turned off: the key lasts until the page is left.
    }
  }

  get(path, options) {
    return this.#send(path, { method: "GET" }, options);
  }

  /** Sends an object as JSON, or a form with files. */
  post(path, body, options) {
    const isForm = body instanceof FormData;
    return this.#send(path, {
      method: "POST",
      headers: isForm ? {} : { "Content-Type": "application/json" },
      body: isForm ? body : JSON.stringify(body),
    }, options);
  }

  /** Asks again when the server says that it is too busy, as long as that may help. */
  async #send(path, request, { signal } = {}) {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#sendOnce(path, request, signal);
      } catch (failure) {
        if (failure.status !== 503 || attempt === attempts) throw failure;
        const seconds = Math.min(Math.max(failure.retryAfter ?? attempt, 1), longestWait);
        this.onWait(seconds);
        await pause(seconds, signal);
      }
    }
  }

  async #sendOnce(path, request, signal) {
    const headers = { Accept: "application/json", ...request.headers };
    if (this.#key) headers.Authorization = `Bearer ${this.#key}`;
    let response;
    try {
      response = await fetch(path, { ...request, headers, signal });
    } catch (error) {
      throw error.name === "AbortError" ? error : new Failure({
        code: "unreachable", message: "The server does not answer.",
      });
    }
    if (!response.ok) throw await failure(response);
    try {
      return await response.json();
    } catch (error) {
      throw error.name === "AbortError" ? error : new Failure({
        code: "unreachable", message: "The server's answer broke off.",
      });
    }
  }
}

async function failure(response) {
  const retryAfter = Number(response.headers.get("Retry-After"));
  const basics = {
    status: response.status,
    retryAfter: Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  };
  try {
    const { error } = await response.json();
    return new Failure({ ...basics, ...error });
  } catch {
    // Something between page and server answered.
    return new Failure({
      ...basics, code: `http-${response.status}`,
      message: `The answer was ${response.status} ${response.statusText}`.trim() + ".",
    });
  }
}

function pause(seconds, signal) {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, seconds * 1000);
    signal?.addEventListener("abort", () => {
      clearTimeout(timer);
      reject(signal.reason);
    }, { once: true });
  });
}

function readKey() {
  try {
    return sessionStorage.getItem(storageName) ?? "";
  } catch {
    return "";
  }
}
