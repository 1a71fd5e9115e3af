"""How long the station looks for suggestions among 100,000 phrases, also on a slow machine.

Phrases are drawn by chance from common names; questions are beginnings of them, with and without
marks, from the middle, and some that nothing answers. Each thing is done five times and counts with
its quickest time, so that other work on the machine does not.
"""

from typing import Any

from hotich.cli.bench.figures import Figure
from hotich.cli.bench.keystrokes import modules_page
from hotich.rules import phrasebook

PHRASES, QUESTIONS = 100_000, 400
FIND_MS, BUILD_MS = 10, 300

_SCRIPT = """async ({names, phrases, questions}) => {
  const { Words } = await import("/suggest.js");
  const { fold } = await import("/words_letters.js");
  let state = 7;
  const below = (n) => {  // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) % n;
  };
  const any = (list) => list[below(list.length)];
  const texts = new Set();
  while (texts.size < phrases) {
    const given = `${any(names.given)} ${any(names.given)}`;
    const name = `${any(names.family)} ${any(names.middle)} ${given}`;
    texts.add(below(3) ? name : `thôn ${name}, xã ${any(names.given)} ${any(names.given)}`);
  }
  const rows = [...texts].map((text, at) => [text, 1, Math.ceil((phrases - at) / 100)]);
  const data = { phrases: { text: { basis: rows } }, fields: { basis: ["text", "basis"] } };
  let words = null;
  let build = Infinity;
  for (let round = 0; round < 5; round++) {
    const began = performance.now();
    words = new Words(data);
    build = Math.min(build, performance.now() - began);
  }
  const ask = (index) => {
    const [text] = any(rows);
    const some = text.slice(0, 1 + below(text.length));
    if (index % 5 === 0) return some;
    if (index % 11 === 0) return `${fold(some)} xzq`;
    return index % 3 ? fold(some) : fold(text).split(" ").slice(2).join(" ").slice(0, 12);
  };
  const times = [];
  for (let index = 0; index < questions; index++) {
    const typed = ask(index);
    let least = Infinity;
    for (let round = 0; round < 5; round++) {
      const asked = performance.now();
      words.find("text", typed, { field: "basis" });
      least = Math.min(least, performance.now() - asked);
    }
    times.push(least);
  }
  times.sort((a, b) => a - b);
  return { build, p95: times[Math.floor(questions * 0.95)], most: times[questions - 1] };
}"""


def measure(*, quick: bool) -> list[Figure]:
    """Return the milliseconds to build the index and to answer, at full and at a quarter speed."""
    figures = []
    with modules_page() as page:
        session = page.context.new_cdp_session(page)
        for rate, limit in ((1, FIND_MS), (4, None)):
            session.send("Emulation.setCPUThrottlingRate", {"rate": rate})
            found = page.evaluate(_SCRIPT, _given(PHRASES // 10 if quick else PHRASES))
            slow = "" if rate == 1 else f", {rate} times slower"
            build_limit = BUILD_MS if rate == 1 else None
            figures += [
                Figure(f"suggestions, index{slow}", found["build"], build_limit, "ms"),
                Figure(f"suggestions, p95{slow}", found["p95"], limit, "ms"),
                Figure(f"suggestions, slowest{slow}", found["most"], None, "ms"),
            ]
    return figures


def _given(phrases: int) -> dict[str, Any]:
    told = phrasebook.collect("KS", (), ())["names"]
    names = {
        "family": [row[0] for row in told["family"]],
        "middle": [row[0] for row in told["middle"]["f"] if row[0]],
        "given": [row[0] for row in told["given"]["f"]],
    }
    return {"names": names, "phrases": phrases, "questions": QUESTIONS}
