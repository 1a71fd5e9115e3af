// Checks 13 to 20 and 26: every person, births and deaths, field against field. The twin of
// hotich/rules/checks/persons.py, birth.py and death.py. Partial dates are taken at their bounds:
// a finding is made only where it is certain.

import { dayFromWords, daysBetween, shown, yearOf } from "./dates.js";
import { canonical, samePeople, surnameOf, surnames } from "./names.js";
import { REGISTERED } from "./record.js";

const [BORN, BORN_WORDS] = ["child_birth_date", "child_birth_date_words"];
const [DEAD_BORN, DIED] = ["deceased_birth_date", "deceased_death_date"];
const [DIED_WORDS, NOTICE] = ["deceased_death_date_words", "notice_date"];
const KIND = "registration_kind";
const PARENTS = ["mother", "father"];

/** Check 13: everyone is born before the registration. */
function* bornBeforeRegistration(record) {
  for (const { birth } of record.persons) {
    if (record.isAfter(birth, REGISTERED)) {
      yield record.found("R13a", [birth, REGISTERED], { birth, registered: REGISTERED });
    }
  }
}

/** Check 14: not registered in the future, nobody born before 1900. */
function* sensibleDates(record) {
  const registered = record.span(REGISTERED);
  const limit = record.limits.oldest_birth_year;
  if (registered && registered[0] > record.today) {
    yield record.found("R14a", [REGISTERED], { registered: REGISTERED });
  }
  for (const { birth, weighed_elsewhere: elsewhere } of record.persons) {
    const span = record.span(birth);
    if (span && yearOf(span[1]) < limit && !elsewhere) {
      yield record.found("R14b", [birth], { birth }, { limit });
    }
  }
}

/** Where a person's birth date stands: an applicant's with their namesakes who could have come. */
function birthFields(record, who) {
  if (who.birth) return [who.birth];
  const nameOf = (someone) => canonical(record.value(someone.name));
  const name = nameOf(who);
  const came = (birth) => record.ageAtMost(birth, REGISTERED) >= record.limits.paper_least_age;
  const namesakes = record.persons.filter((other) => came(other.birth) && nameOf(other) === name);
  return name ? namesakes.map((other) => other.birth) : [];
}

/** Check 26: an ID paper is issued before the registration, and a card to nobody under 14. */
function* paperDate(record) {
  const cards = [...record.meant.no_paper_kind, ...record.meant.identity_cards];
  const { paper_least_age: limit, children_have_cards_from: allowed } = record.limits;
  for (const who of record.persons) {
    const issued = who.paper_date;
    const span = record.span(issued);
    if (!span) continue;
    if (record.isAfter(issued, REGISTERED)) {
      yield record.found("R26a", [issued, REGISTERED], { issued, registered: REGISTERED });
    }
    if (!cards.includes(record.value(who.paper_kind))) continue; // a child may have a passport
    const births = birthFields(record, who);
    const young = births.length && births.every((born) => record.ageAtMost(born, issued) < limit);
    if (young && span[1] < allowed) {
      yield record.found("R26b", [issued, births[0]], { issued, birth: births[0] }, { limit });
    }
  }
}

/** Check 13: "on time" or "late" as the days say. */
function* onTime(record) {
  const [birth, registered] = [record.span(BORN), record.span(REGISTERED)];
  if (!birth || !registered) return;
  const limit = record.limits.on_time_days;
  const kind = record.value(KIND);
  const least = daysBetween(registered[0], birth[1]);
  const most = daysBetween(registered[1], birth[0]);
  const say = (id) =>
    record.found(id, [KIND, BORN, REGISTERED], { birth: BORN, registered: REGISTERED }, { limit });
  if (kind === record.meant.birth_on_time && least > limit) yield say("R13b");
  if (kind === record.meant.birth_late && most >= 0 && most <= limit) yield say("R13c");
}

/** Check 15: each parent's age at the birth. */
function* parentsAge(record) {
  const limit = record.limits.parent_least_age;
  for (const parent of PARENTS) {
    const [youngest, oldest] = record.limits[`${parent}_age`];
    const born = `${parent}_birth_date`;
    const said = { parent_birth: born, birth: BORN };
    const atMost = record.ageAtMost(born, BORN);
    if (atMost < limit) yield record.found("R15a", [born, BORN], said, { limit });
    else if (atMost < youngest || record.ageAtLeast(born, BORN) > oldest) {
      yield record.found("R15b", [born, BORN], said, { youngest, oldest });
    }
  }
}

/** Check 16: the parents given are those that the parentage code says are known. */
function* parentage(record) {
  const code = record.value("child_parentage");
  if (!Object.hasOwn(record.meant.unknown_parents, code)) return;
  const facts = record.codeFacts("parentage", "LoaiKhaiSinh", code);
  for (const parent of PARENTS) {
    const name = `${parent}_name`;
    const known = !record.meant.unknown_parents[code].includes(parent);
    const say = (id) => record.found(id, [name, "child_parentage"], { value: name }, facts);
    if (record.value(name) && !known) yield say("R16a");
    if (known && !record.given(name)) yield say("R16b");
  }
}

/** A field of the parents who are given, with its values. */
function ofParents(record, part) {
  const present = PARENTS.filter((parent) => record.given(`${parent}_name`));
  const fields = present.map((parent) => `${parent}_${part}`);
  return [fields, fields.map((name) => record.value(name))];
}

/** Check 17: the child's people is a parent's; silent where a parent's is not known. */
function* childPeople(record) {
  const child = record.value("child_ethnicity");
  const [fields, given] = ofParents(record, "ethnicity");
  if (!child || !given.length || !given.every(Boolean)) return;
  if (given.some((people) => people === child || samePeople(child, people, record.known))) return;
  const parents = given.join(", ");
  yield record.found("R17", ["child_ethnicity", ...fields], {}, { child, parents });
}

/** Check 18: the child's surname is a parent's; silent where a parent's is not known. */
function* childSurname(record) {
  const { known } = record;
  const name = record.value("child_name");
  const [fields, given] = ofParents(record, "name");
  const families = given.map((parent) => surnames(parent, known));
  const own = surnames(name, known);
  if (!families.length || ![own, ...families].every((family) => family.length)) return;
  if (families.flat().some((surname) => own.includes(surname))) return;
  const [child, ...parents] = [name, ...given].map((one) => surnameOf(one, known));
  yield record.found("R18", ["child_name", ...fields], {}, { child, parents: parents.join(", ") });
}

/** Checks 19 and 20: digits and words name the same day, where both can be read. */
function* dateInWords(record, id, date, words, fact) {
  const span = record.span(date);
  const day = dayFromWords(record.value(words));
  if (span && day && (day < span[0] || day > span[1])) {
    yield record.found(id, [date, words], { [fact]: date }, { words: shown(day) });
  }
}

const birthDateInWords = (record) => dateInWords(record, "R19", BORN, BORN_WORDS, "birth");

/** Check 20: death ≤ registration, and "on time" only within the days that the law gives. */
function* diedBeforeRegistration(record) {
  const [died, registered] = [record.span(DIED), record.span(REGISTERED)];
  if (!died || !registered) return;
  const said = { death: DIED, registered: REGISTERED };
  if (record.isAfter(DIED, REGISTERED)) yield record.found("R20a", [DIED, REGISTERED], said);
  const limit = record.limits.death_on_time_days;
  const late = daysBetween(registered[0], died[1]) > limit;
  if (late && record.value(KIND) === record.meant.death_on_time) {
    yield record.found("R20d", [KIND, DIED, REGISTERED], said, { limit });
  }
}

/** Check 20: birth ≤ death, and a life of a possible length. */
function* lived(record) {
  const limit = record.limits.oldest_age;
  const [fields, said] = [[DEAD_BORN, DIED], { birth: DEAD_BORN, death: DIED }];
  if (record.isAfter(DEAD_BORN, DIED)) yield record.found("R20b", fields, said);
  else if (record.ageAtLeast(DEAD_BORN, DIED) > limit) {
    yield record.found("R20c", fields, said, { limit });
  }
}

/** Check 20: the death notice is of a day from the death to the registration. */
function* notice(record) {
  if (record.isAfter(DIED, NOTICE)) {
    yield record.found("R20e", [NOTICE, DIED], { notice: NOTICE, death: DIED });
  }
  if (record.isAfter(NOTICE, REGISTERED)) {
    yield record.found("R20f", [NOTICE, REGISTERED], { notice: NOTICE, registered: REGISTERED });
  }
}

const deathDateInWords = (record) => dateInWords(record, "R20g", DIED, DIED_WORDS, "death");

export const PERSON_CHECKS = [bornBeforeRegistration, sensibleDates, paperDate];

export const BIRTH_CHECKS = [
  onTime,
  parentsAge,
  parentage,
  childPeople,
  childSurname,
  birthDateInWords,
];

export const DEATH_CHECKS = [diedBeforeRegistration, lived, notice, deathDateInWords];
