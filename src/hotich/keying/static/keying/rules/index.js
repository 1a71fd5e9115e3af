// The rules of one kind of register: what was typed is judged at once, without the network. The
// server judges again, alike: tests/browser/test_rules_js.py holds both together.

import * as family from "./checks_family.js";
import { FORM_CHECKS, numberInTurn } from "./checks_form.js";
import { BIRTH_CHECKS, DEATH_CHECKS, PERSON_CHECKS } from "./checks_life.js";
import { fold } from "./names.js";
import { Record } from "./record.js";
import { normalForm, readTyped } from "./typing.js";

const OF_KIND = {
  KS: BIRTH_CHECKS,
  KH: family.MARRIAGE_CHECKS,
  KT: DEATH_CHECKS,
  CMC: family.RECOGNITION_CHECKS,
  HN: family.MARITAL_STATUS_CHECKS,
  GH: family.GUARDIANSHIP_CHECKS,
  TDCC: family.AMENDMENT_CHECKS,
  NCN: family.ADOPTION_CHECKS,
  LH: family.DIVORCE_CHECKS,
};

/**
 * @typedef {object} Around what a record stands in
 * @property {{year: number, number: number, pages?: ?number, years?: number[]}} book
 * @property {string} today as yyyy-mm-dd
 * @property {string} [language] "vi" or "en"
 */

/** What names a finding between showing it and its acceptance. */
const nameOf = (finding) => `${finding.id}:${finding.fields.join("+")}`;

/**
 * Make the rules of a kind from what the server exports (hotich.rules.export.browser).
 * @param {object} exported
 */
export function prepare(exported) {
  const rules = { ...exported, labels: new Map(exported.fields.map((f) => [f.name, f.label])) };
  const checks = [...FORM_CHECKS, ...PERSON_CHECKS, ...OF_KIND[exported.kind]];
  const known = (field) => exported.fields.find(({ name }) => name === (field.name ?? field));

  /**
   * What the checks find in one record, the form first, then field against field.
   * @param {Object<string, string>} values as written, by field
   * @param {Object<string, string>} flags field → unreadable | blank | crossed_out
   * @param {Around} around
   * @returns {import("./record.js").Finding[]}
   */
  const checkRecord = (values, flags, around) => findIn(new Record(rules, values, flags, around));
  const findIn = (record) => checks.flatMap((check) => [...check(record)]);

  /**
   * What stops the keyer (hard) and what only asks (soft), of the fields on the form (names).
   * @param {{values: object, flags: object, names: string[], expected: number[][]} & Around} typed
   * @returns {{hard: object[], soft: object[]}} findings
   */
  function judge({ values, flags, names, expected, ...around }) {
    const shown = new Set(names);
    const record = new Record(rules, values, flags, around);
    const found = findIn(record).filter(
      ({ severity, fields }) => severity !== "I" && fields.every((name) => shown.has(name)),
    );
    found.push(...numberInTurn(record, values.number ?? "", expected ?? []));
    const stops = ({ severity, check }) => severity === "E" && check <= exported.last_form_check;
    return { hard: found.filter(stops), soft: found.filter((finding) => !stops(finding)) };
  }

  return {
    version: exported.version,
    checkRecord,
    judge,
    nameOf,
    fold,
    /** What leaving a field makes of what was typed; `years` are those of the book. */
    readTyped: (field, text, { years = [] }) =>
      readTyped(known(field), text, years, exported.codes),
    /** The usual form to show beside a value, "" where it has none. */
    normal: (field, text) => normalForm(known(field), text, exported.known),
  };
}
