// Lists of labels as people type them, and as the command takes them.

/**
 * Labels one a line or separated by commas, with quotes as in CSV around one that holds a comma.
 * `problem` says what is wrong with the first line that is none; the rest is not read then.
 */
export function parseLabels(text) {
  const labels = [];
  for (const [index, line] of text.split(/\r\n|\r|\n/).entries()) {
    const problem = takeLine(line, labels);
    if (problem) return { labels, problem: `Line ${index + 1}: ${problem}` };
  }
  return { labels, problem: null };
}

function takeLine(line, labels) {
  let rest = line;
  while (true) {
    rest = rest.trimStart();
    let label;
    if (rest.startsWith('"')) {
      const quoted = /^"((?:[^"]|"")*)"\s*/.exec(rest);
      if (!quoted) return "the quote is not closed.";
      label = quoted[1].replaceAll('""', '"');
      rest = rest.slice(quoted[0].length);
      if (rest && !rest.startsWith(",")) {
        return `put a comma behind "${label}", or the quotes around all of the label.`;
      }
    } else {
      const end = rest.indexOf(",");
      label = end < 0 ? rest : rest.slice(0, end);
      rest = end < 0 ? "" : rest.slice(end);
    }
    label = label.trim();
    // While somebody types, a comma at the end is no label yet.
    if (label) labels.push(label);
    if (!rest) return null;
    rest = rest.slice(1);
  }
}

/** The labels as `--labels` takes them. */
export function commaSeparated(labels) {
  return labels
    .map(label => /^"|,/.test(label) ? `"${label.replaceAll('"', '""')}"` : label)
    .join(",");
}
