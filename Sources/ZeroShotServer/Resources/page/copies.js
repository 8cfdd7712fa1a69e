// The rankings in forms that go elsewhere: JSON, CSV and a command line.

import { commaSeparated } from "./labels.js";

/**
 * One report of all photos, in the form of the server's own. Of notices those are kept that every
 * part had: a count of one part says nothing about the whole.
 */
export function json(reports, rows) {
  const [first, ...others] = reports;
  const notices = first.notices.filter(({ code, message }) =>
    others.every(report => report.notices.some(other =>
      other.code === code && other.message === message)));
  const members = Object.entries({ ...first, notices });
  const at = members.findIndex(([name]) => name === "people");
  members.splice(at < 0 ? members.length : at, 0, ["images", rows]);
  return JSON.stringify(Object.fromEntries(members), null, 2) + "\n";
}

/** RFC 4180: one row for each prediction, and one for each photo that failed. */
export function csv(rows) {
  const abstains = rows.some(row => row.abstention);
  const decides = rows.some(row => row.predictions.some(one => one.decision !== undefined));
  const further = [...(abstains ? ["abstention"] : []), ...(decides ? ["decision"] : [])];
  const lines = [
    ["source", "rank", "label", "similarity", "probability", "flag", ...further, "error"],
  ];
  for (const row of rows) {
    if (row.error) {
      const message = `${row.error.code}: ${row.error.message}`;
      lines.push([row.source, "", "", "", "", "", ...further.map(() => ""), message]);
    }
    for (const one of row.predictions) {
      const values = { abstention: row.abstention?.reason ?? "", decision: one.decision ?? "" };
      lines.push([
        row.source, one.rank, one.label, one.similarity, one.probability, row.confidence.flag,
        ...further.map(name => values[name]), "",
      ]);
    }
  }
  return lines.map(line => line.map(field).join(",") + "\r\n").join("");
}

function field(value) {
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** What gives the same rankings in a shell, in the folder where the photos are. */
export function command(request, sources, server) {
  const words = ["zeroshot", "classify", ...sources.map(input)];
  const before = [];
  if (request.labelSet !== undefined) {
    const file = `${request.labelSet}.labelset`;
    const address = new URL(`v1/label-sets/${encodeURIComponent(request.labelSet)}`, server);
    before.push(["curl", "--fail", "--header", "Accept: application/octet-stream", "--output",
      file, address.href]);
    words.push("--label-set", file);
  } else {
    words.push(...option("--labels", commaSeparated(request.labels)));
  }
  for (const template of request.templates ?? []) words.push(...option("--template", template));
  if (request.templateSet !== undefined) words.push("--template-set", request.templateSet);
  if (request.checkpoint !== undefined) words.push("--checkpoint", request.checkpoint);
  words.push("--top", String(request.top));
  if (request.threshold !== undefined) {
    words.push(...option("--threshold", String(request.threshold)));
  }
  if (request.multiLabel) words.push("--multi-label");
  if (request.containsPeople) words.push("--contains-people");
  if (request.consentPolicy !== undefined) {
    words.push(...option("--consent-policy", request.consentPolicy));
  }
  return [...before, words].map(line => line.map(quoted).join(" ")).join(" &&\n") + "\n";
}

/** What begins with a dash would be taken for an option of its own. */
function option(name, value) {
  return value.startsWith("-") ? [`${name}=${value}`] : [name, value];
}

/** A file name that is no option, no list and no standard input. */
function input(source) {
  return /^[-@]/.test(source) ? `./${source}` : source;
}

/** A word for a POSIX shell that stands for exactly this text. */
export function quoted(word) {
  return /^[\w./:=,+@%-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
