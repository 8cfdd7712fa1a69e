// Why the photos are not ranked, in the server's words, and what to do next.

import { policyButton } from "./card.js";
import { element, get, visible } from "./elements.js";

/** Whether the question is at fault, so that only another one can be answered. */
export function isOfQuestion(failure) {
  return failure.isRefusal || failure.status === 400 || failure.status === 413;
}

export function clear() {
  get("problem").replaceChildren();
}

/** Explains a failure; `retry` asks the same again. */
export function show(failure, retry) {
  const again = element("button", { type: "button" }, "Try again");
  again.addEventListener("click", retry);
  const number = failure.requestId
    ? element("p", { class: "hint" }, "Request ", element("code", {}, visible(failure.requestId)))
    : null;
  get("problem").replaceChildren(element("div", {
    class: `panel ${failure.isRefusal ? "refused" : "wrong"}`,
  },
  element("h2", {}, title(failure), " ", element("code", {}, visible(failure.code))),
  // The heading says so already.
  element("p", {}, visible(failure.message.replace(/^refused \([a-z-]+\): /, ""))),
  advice(failure) && element("p", {}, advice(failure)),
  element("div", { class: "row" }, ...policyButton(failure.code),
  ...(isOfQuestion(failure) ? [] : [again])),
  number));
}

function title(failure) {
  if (failure.isRefusal) return "Refused";
  if (failure.code === "unreachable") return "The server cannot be reached";
  if (isOfQuestion(failure)) return "The question cannot be asked like this";
  if (failure.status === 503) return "The server has no room";
  return "The photos were not ranked";
}

/** What to do on this page; the server's sentence says the rest. */
function advice(failure) {
  if (failure.isRefusal) {
    return "Nothing was ranked. Change the labels, and the photos are ranked at once.";
  }
  if (failure.code === "unreachable") {
    return "See whether it still runs, and whether this computer is connected. The photos and "
      + "labels stay on this page.";
  }
  if (isOfQuestion(failure)) return "Change it in the form, and the photos are ranked at once.";
  if (failure.status === 503) return "Others keep it busy. Try again in a while.";
  if (failure.status >= 500) {
    return "Try again. If it stays so, give the request's number to whoever runs the server.";
  }
  return null;
}
