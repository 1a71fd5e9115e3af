// A date in words from its digits, in the manner in which this book writes them.

const UNITS = ["không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín"];

function tens(value, manner, short = false) {
  const [ten, unit] = [Math.floor(value / 10), value % 10];
  if (!ten) return UNITS[unit];
  const head = ten === 1 ? "mười" : short && unit ? UNITS[ten] : `${UNITS[ten]} mươi`;
  if (!unit) return head;
  if (ten === 1) return `${head} ${unit === 5 ? "lăm" : UNITS[unit]}`;
  return `${head} ${{ 1: "mốt", 4: manner.four, 5: manner.five }[unit] ?? UNITS[unit]}`;
}

function yearWords(year, manner) {
  const [thousands, rest] = [Math.floor(year / 1000), year % 1000];
  const [hundreds, last] = [Math.floor(rest / 100), rest % 100];
  const short = manner.year === "short";
  if (manner.year === "digits" && last > 9) {
    const head = `${UNITS[thousands]} ${UNITS[hundreds]}`;
    const plain = last < 20 || last % 10 === 0;
    const tail = plain ? `${UNITS[Math.floor(last / 10)]} ${UNITS[last % 10]}` : tens(last, manner, true);
    return `${head} ${tail}`;
  }
  let words = `${UNITS[thousands]} ${manner.thousand}`;
  if (hundreds || (last && !(short && last < 10))) words += ` ${UNITS[hundreds]} trăm`;
  if (last) words += `${last < 10 ? ` ${manner.zero}` : ""} ${tens(last, manner, short)}`;
  return words;
}

/** "03.05.2009" → "ngày ba tháng năm năm hai nghìn không trăm linh chín"; "" for anything else. */
export function inWords(date, manner) {
  const found = /^(?:(?:(\d{2})\.)?(\d{2})\.)?(\d{4})( âm lịch)?$/.exec(date);
  if (!found) return "";
  const [day, month, year] = [Number(found[1]), Number(found[2]), Number(found[3])];
  const words = [];
  if (day) words.push(`ngày ${manner.early && day <= 10 ? `${manner.early} ` : ""}${tens(day, manner)}`);
  if (month) words.push(`tháng ${month === 4 ? "tư" : tens(month, manner)}`);
  words.push(`năm ${yearWords(year, manner)}`);
  const text = words.join(" ") + (found[4] ?? "");
  return manner.capital ? text[0].toUpperCase() + text.slice(1) : text;
}

const MANNERS = [];
for (const year of ["full", "short", "digits"])
  for (const early of ["", "mồng", "mùng"])
    for (const five of ["lăm", "nhăm"])
      for (const four of ["tư", "bốn"])
        for (const thousand of ["nghìn", "ngàn"])
          for (const zero of ["linh", "lẻ"])
            for (const capital of [true, false])
              MANNERS.push({ zero, thousand, four, five, early, year, capital });

/** The manners of writing dates, those seen last first. */
export class Manners {
  #order = [...MANNERS];

  /** Note the manner of a text that stands for a date; nothing where it is in none of ours. */
  learn(date, text) {
    const at = this.#order.findIndex((manner) => inWords(date, manner) === text);
    if (at > 0) this.#order.unshift(...this.#order.splice(at, 1));
  }

  /** Every way to write a date, the likeliest first. */
  *write(date) {
    const said = new Set();
    for (const manner of this.#order) {
      const text = inWords(date, manner);
      if (text && !said.has(text)) yield text;
      said.add(text);
    }
  }
}
