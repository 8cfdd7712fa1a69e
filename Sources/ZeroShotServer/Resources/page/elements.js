// Making elements. Text is only ever put in as text: nothing that comes from a photo's name, a
// label or the server can become markup.

/** An element with attributes and children; a child is an element or a text, or nothing. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (value !== null && value !== undefined) made.setAttribute(attribute, value);
  }
  made.append(...children.filter(child => child !== null && child !== undefined));
  return made;
}

/**
 * The text without characters that would move other text or cannot be seen; they are written as
 * `\u{202e}`. Joiners and tags stay: emoji and several scripts are built with them.
 */
export function visible(text) {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}\p{Cf}]/gu, character => {
    const code = character.codePointAt(0);
    const stays = code === 0x200c || code === 0x200d || (code >= 0xe0020 && code <= 0xe007f);
    return stays ? character : `\\u{${code.toString(16)}}`;
  });
}

/** Text of others in an element of its own direction. */
export function isolated(text) {
  return element("bdi", {}, visible(text));
}

/** The element of that id; the page has it. */
export function get(id) {
  return document.getElementById(id);
}
