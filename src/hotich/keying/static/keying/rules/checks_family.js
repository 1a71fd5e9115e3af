// Checks 21 to 25: spouses, kin, guardians, marital status, amendments. The twin of marriage.py,
// recognition.py, guardianship.py, marital_status.py and amendment.py in hotich/rules/checks.

import { fold, nfc } from "./names.js";
import { REGISTERED } from "./record.js";

const [SINCE, DIVORCED_MARRIAGE, JUDGED] = ["marriage_since", "marriage_date", "judgment_date"];
const [PARENT, CHILD, WARD] = ["parent_birth_date", "child_birth_date", "ward_birth_date"];
const GROUNDS = ["basis", "reason", "remarks"];
const [PERSON, FROM, UNTIL] = ["person_birth_date", "person_period_from", "person_period_to"];

/** The field with the day of the wedding. */
function weddingField(record) {
  if (record.kind === "LH") return DIVORCED_MARRIAGE;
  return record.span(SINCE) ? SINCE : REGISTERED;
}

/** Check 21: husband and wife had the age that the law of their day asked for. */
function* spousesAge(record) {
  const wedding = weddingField(record);
  const span = record.span(wedding);
  // "From 20 years" meant the day after the 19th birthday until the law of 2014 was in force.
  const enteredIsEnough = Number(span?.[0] < record.limits.full_marriage_age_from);
  for (const spouse of ["husband", "wife"]) {
    const birth = `${spouse}_birth_date`;
    const limit = record.limits[`${spouse}_least_age`];
    if (record.ageAtMost(birth, wedding) < limit - enteredIsEnough) {
      yield record.found("R21a", [birth, wedding], { birth, wedding }, { limit });
    }
  }
}

/** Check 21: husband and wife have different numbers, and these are not of one sex. */
function* spousesNumbers(record) {
  const [husband, wife] = [record.person("husband"), record.person("wife")];
  const shared = record.identityOf(husband);
  if (shared && shared === record.identityOf(wife)) {
    const fields = [husband.paper_number, wife.paper_number];
    yield record.found("R21b", fields, { value: husband.paper_number });
    return;
  }
  const [his, hers] = [record.numberOf(husband), record.numberOf(wife)];
  if (his && hers && his.sex === hers.sex) {
    yield record.found("R21c", [his.name, hers.name], {}, record.sexFacts(his.sex));
  }
}

/** Check 21: marriage ≤ judgment ≤ note of a divorce or an annulment. */
function* judgment(record) {
  if (record.isAfter(JUDGED, REGISTERED)) {
    const said = { judgment: JUDGED, registered: REGISTERED };
    yield record.found("R21e", [JUDGED, REGISTERED], said);
  }
  if (record.isAfter(DIVORCED_MARRIAGE, JUDGED)) {
    const said = { judgment: JUDGED, wedding: DIVORCED_MARRIAGE };
    yield record.found("R21f", [DIVORCED_MARRIAGE, JUDGED], said);
  }
}

/** Check 22: the parent is older than the child, by enough years to be one. */
function* parentOlder(record) {
  const [parent, child] = [record.span(PARENT), record.span(CHILD)];
  const limit = record.limits.recognised_gap;
  const said = { parent_birth: PARENT, child_birth: CHILD };
  if (parent && child && parent[0] >= child[1]) yield record.found("R22a", [PARENT, CHILD], said);
  else if (record.ageAtMost(PARENT, CHILD) < limit) {
    yield record.found("R22b", [PARENT, CHILD], said, { limit });
  }
}

/** Check 22: whoever is recognised as a father is a man, as far as a number of 12 digits tells. */
function* parentSex(record) {
  const code = record.value("recognition_kind");
  const numbered = record.numberOf(record.person("parent"));
  if (!numbered || !Object.hasOwn(record.meant.parents_sex, code)) return;
  if (numbered.sex === record.meant.parents_sex[code]) return;
  const words = record.codeFacts("recognition", "loaiXacNhan", code);
  const facts = { ...words, ...record.sexFacts(numbered.sex) };
  yield record.found("R22c", ["recognition_kind", numbered.name], {}, facts);
}

/** Check 22: adoptive parents are so much older than the child as the law asks. */
function* adoptiveParents(record) {
  const limit = record.limits.adoption_gap;
  for (const born of ["adoptive_father_birth_date", "adoptive_mother_birth_date"]) {
    if (record.ageAtMost(born, CHILD) < limit) {
      const said = { parent_birth: born, child_birth: CHILD };
      yield record.found("R22d", [born, CHILD], said, { limit });
    }
  }
}

/** Check 22: who is adopted is not yet of age; a later registration may be of an old event. */
function* adoptedChild(record) {
  const limit = record.limits.adopted_below_age;
  const isNew = record.meant.new_adoption.includes(record.value("registration_kind"));
  if (isNew && record.ageAtLeast(CHILD, REGISTERED) >= limit) {
    const said = { child_birth: CHILD, registered: REGISTERED };
    yield record.found("R22e", [CHILD, REGISTERED], said, { limit });
  }
}

/** Checks 23 and 25: somebody is not yet of an age at the registration. */
function* tooYoung(record, id, birth, limit) {
  if (record.ageAtMost(birth, REGISTERED) < limit) {
    yield record.found(id, [birth, REGISTERED], { birth, registered: REGISTERED }, { limit });
  }
}

/** Check 23: the period begins before it ends, and ends before the paper is issued. */
function* certifiedPeriod(record) {
  if (record.isAfter(FROM, UNTIL)) {
    yield record.found("R23a", [FROM, UNTIL], { since: FROM, until: UNTIL });
  }
  for (const name of [UNTIL, FROM]) {
    if (record.isAfter(name, REGISTERED)) {
      yield record.found("R23b", [name, REGISTERED], { value: name, registered: REGISTERED });
    }
  }
}

/** Check 23: nobody asks for such a certificate as a child. */
const certifiedAge = (record) =>
  tooYoung(record, "R23c", PERSON, record.limits.certificate_least_age);

/** Check 24: "from" is not "to", letter by letter: Lí to Lý may be all that was amended. */
function* changesSomething(record) {
  const [before, after] = [record.value("change_from"), record.value("change_to")];
  if (before && nfc(before).toLowerCase() === nfc(after).toLowerCase()) {
    yield record.found("R24", ["change_to", "change_from"], { value: "change_from" });
  }
}

/** Check 25: an adult has a guardian only for want of capacity. */
function* adultWard(record) {
  const limit = record.limits.adult_age;
  if (!(record.ageAtLeast(WARD, REGISTERED) >= limit)) return;
  if (record.value("registration_kind") === record.meant.guardianship_ended) return;
  if (GROUNDS.some((name) => record.flags.has(name))) return;
  const grounds = GROUNDS.map((name) => fold(record.value(name)));
  if (record.meant.incapacity.some((words) => grounds.some((one) => one.includes(words)))) return;
  const said = { birth: WARD, registered: REGISTERED };
  yield record.found("R25a", [WARD, "basis", REGISTERED], said, { limit });
}

/** Check 25: a guardian is of age. */
function* guardiansAge(record) {
  for (const role of ["guardian1", "guardian2"]) {
    yield* tooYoung(record, "R25b", `${role}_birth_date`, record.limits.adult_age);
  }
}

export const MARRIAGE_CHECKS = [spousesAge, spousesNumbers];
export const DIVORCE_CHECKS = [...MARRIAGE_CHECKS, judgment];
export const RECOGNITION_CHECKS = [parentOlder, parentSex];
export const ADOPTION_CHECKS = [adoptiveParents, adoptedChild];
export const MARITAL_STATUS_CHECKS = [certifiedPeriod, certifiedAge];
export const AMENDMENT_CHECKS = [changesSomething];
export const GUARDIANSHIP_CHECKS = [adultWard, guardiansAge];
