// Numbers and counts as reports write them.

/** Digits behind the point of all percentages of a photo whose best has this probability. */
export function decimals(best) {
  return best < 0.01 ? 3 : 1;
}

/** Percent; what rounding would make 0 or 100 is written as below or above. */
export function percent(probability, digits) {
  const text = (probability * 100).toFixed(digits);
  if (Number(text) === 0 && probability > 0) return `<0.${"0".repeat(digits - 1)}1 %`;
  if (Number(text) === 100 && probability < 1) return `>99.${"9".repeat(digits)} %`;
  return `${text} %`;
}

/** In few digits, but enough to see on which side of `other` the value lies. */
export function telling(value, other) {
  for (let digits = 3; digits <= 6; digits += 1) {
    const text = value.toFixed(digits);
    if (Number(text) < other === value < other) return text;
  }
  return String(value);
}

const whole = new Intl.NumberFormat("en");

/** `1 photo`, `1,200 photos`. */
export function counted(number, word) {
  return `${whole.format(number)} ${word}${number === 1 ? "" : "s"}`;
}
