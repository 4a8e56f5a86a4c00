"""Generators, answer checker, texts and ids of the practice page, run where they run for students: in a browser."""

import uuid

import pytest
from practice_stub import REGISTRATION

from gateway.library import load

pytestmark = pytest.mark.browser

CHECK = """async (cases) => {
  const { check } = await import("/static/practice/answers.js");
  return cases.map(([answer, text, lang]) => check(answer, text, lang));
}"""

NUMBER = {"kind": "number", "n": 1250, "d": 100, "units": []}  # 12.5
BIG = {"kind": "number", "n": 1500, "units": []}
SMALL = {"kind": "number", "n": 3, "d": 2, "units": []}
HALF = {"kind": "fraction", "n": 1, "d": 2, "units": []}
INCHES = {"kind": "number", "n": 36, "units": ["inches"]}
PERCENT = {"kind": "number", "n": 25, "units": ["%"]}
RATIO = {"kind": "ratio", "a": 2, "b": 3}
SIMPLEST = {"kind": "ratio", "a": 2, "b": 3, "simplest": True}
CHOICE = {"kind": "choice", "value": "packA"}

CASES = [
    (NUMBER, "12.5", "en", "right"),
    (NUMBER, " 12.50 ", "en", "right"),
    (NUMBER, "$12.50", "en", "right"),
    (NUMBER, "12,5", "es", "right"),
    (NUMBER, "12,5", "en", "right"),
    (NUMBER, "12 1/2", "en", "right"),
    (NUMBER, "12½", "en", "right"),
    (NUMBER, "25/2", "en", "right"),
    (NUMBER, "-12.5", "en", "wrong"),
    (NUMBER, "125", "en", "wrong"),
    (BIG, "1,500", "en", "right"),
    (BIG, "1 500", "en", "right"),
    (BIG, "1.500", "es", "right"),
    (BIG, "1,500", "es", "right"),
    (BIG, "1.500", "en", "wrong"),
    (SMALL, "1,500", "es", "right"),
    (SMALL, "1,500", "en", "wrong"),
    (SMALL, "1,5", "es", "right"),
    (HALF, "1/2", "en", "right"),
    (HALF, "2/4", "en", "right"),
    (HALF, "0.5", "en", "right"),
    (HALF, ".5", "en", "right"),
    (HALF, "0,5", "es", "right"),
    (HALF, "½", "en", "right"),
    (HALF, "1\u20442", "en", "right"),
    (HALF, "2/1", "en", "wrong"),
    (HALF, "1/0", "en", "unclear"),
    ({**HALF, "simplest": True}, "2/4", "en", "simplify"),
    (INCHES, "36 inches", "en", "right"),
    (INCHES, "36 Inches.", "en", "right"),
    (INCHES, "36 feet", "en", "unclear"),
    (PERCENT, "25%", "en", "right"),
    (PERCENT, "25 %", "es", "right"),
    (PERCENT, "0.25", "en", "wrong"),
    (INCHES, "36%", "en", "unclear"),
    (RATIO, "2:3", "en", "right"),
    (RATIO, "2 to 3", "en", "right"),
    (RATIO, "2 TO 3", "en", "right"),
    (RATIO, "2 a 3", "es", "right"),
    (RATIO, "2 es a 3", "es", "right"),
    (RATIO, "2/3", "en", "right"),
    (RATIO, "4 : 6", "en", "right"),
    (RATIO, "\uff12\uff1a\uff13", "en", "right"),
    (RATIO, "3:2", "en", "swapped"),
    (RATIO, "2:4", "en", "wrong"),
    (RATIO, "2", "en", "unclear"),
    (RATIO, "2:0", "en", "unclear"),
    (SIMPLEST, "4:6", "en", "simplify"),
    (SIMPLEST, "2:3", "en", "right"),
    (SIMPLEST, "1:1.5", "en", "simplify"),
    (CHOICE, "packA", "en", "right"),
    (CHOICE, "packB", "en", "wrong"),
    (CHOICE, "", "en", "unclear"),
    (BIG, "", "en", "unclear"),
    (BIG, "about 1500", "en", "unclear"),
    (BIG, "1e3", "en", "unclear"),
    (BIG, "9" * 400, "en", "wrong"),
]

SURVEY = """async ([activities, seeds]) => {
  const { drawItems, formats } = await import("/static/practice/items/draw.js");
  const { answerText } = await import("/static/practice/views/answer.js");
  const { check } = await import("/static/practice/answers.js");
  const faults = [];
  let drawn = 0;
  for (const activity of activities) for (let seed = 0; seed < seeds; seed += 1) {
    const both = ["en", "es"].map((tag) => drawItems(activity, `seed ${seed}`, tag));
    both[0].forEach((item, at) => {
      const core = ({ answer: { kind, n, d, a, b, value } }) => JSON.stringify({ kind, n, d, a, b, value });
      if (core(item) !== core(both[1][at])) faults.push(["differs by language", item, both[1][at]]);
    });
    both.forEach((items, which) => items.forEach((item) => {
      const tag = ["en", "es"][which];
      drawn += 1;
      const words = JSON.stringify(item);
      if (/[{]\\w+[}]|undefined|NaN|Infinity/.test(words)) faults.push(["unfilled", item]);
      if (item.hints.length !== 2 || !item.prompt || !item.ask || !item.because) faults.push(["incomplete", item]);
      const kind = item.answer.kind;
      const text = kind === "choice" ? item.answer.value : answerText(item, formats(tag));
      if (check(item.answer, text, tag) !== "right") faults.push(["own answer refused", text, item]);
      if (kind === "choice" && new Set(item.choices.map((one) => one.label)).size !== 3) faults.push(["choices", item]);
      if (kind === "number" && !(item.answer.n > 0)) faults.push(["not positive", item]);
    }));
  }
  return { faults: faults.slice(0, 5), drawn };
}"""

COMPARE = """async () => {
  const { PAGE } = await import("/static/practice/strings/page.js");
  const { default: en } = await import("/static/practice/strings/items-en.js");
  const { default: es } = await import("/static/practice/strings/items-es.js");
  const places = (text) => [...text.matchAll(/[{](\\w+)[}]/g)].map((one) => one[1]).sort().join();
  const flat = (value, path = "") => typeof value === "string" ? [[path, places(value)]]
    : Object.entries(value).flatMap(([key, inner]) => flat(inner, `${path}/${key}`));
  return [[flat(PAGE.en), flat(PAGE.es)], [flat(en), flat(es)]];
}"""


@pytest.fixture
def bare(page, content):
    """Open a page of the content host without a launch, to run modules in."""
    page.goto(content.page_url("juice-stand"))
    return page


def test_equivalent_forms_are_right_and_unreadable_ones_are_no_answer(bare):
    got = bare.evaluate(CHECK, [case[:3] for case in CASES])
    assert [(case[1], case[2], verdict) for case, verdict in zip(CASES, got, strict=True)] == [
        (case[1], case[2], case[3]) for case in CASES
    ]


def test_every_drawn_question_is_whole_and_its_own_answer_is_right(bare):
    drawn_from = [one.page_data() for one in load().activities if one.practice]
    seen = bare.evaluate(SURVEY, [drawn_from, 150])
    assert seen["faults"] == []
    assert seen["drawn"] == 2 * 150 * sum(one["items"] for one in drawn_from)


def test_every_generator_of_the_library_is_there_and_used(bare):
    there = bare.evaluate("async () => Object.keys((await import('/static/practice/items/draw.js')).GENERATORS)")
    assert {one.practice.generator for one in load().activities if one.practice} == set(there)


def test_the_same_seed_draws_the_same_questions_and_another_seed_others(bare):
    script = """async (activity) => {
      const { drawItems } = await import("/static/practice/items/draw.js");
      return ["one", "one", "two"].map((seed) => JSON.stringify(drawItems(activity, seed, "en")));
    }"""
    first, again, other = bare.evaluate(script, load().activity("trail-mix-tables").page_data())
    assert first == again
    assert first != other


def test_U62_both_languages_have_the_same_texts_and_places(bare):
    for english, spanish in bare.evaluate(COMPARE):
        assert sorted(english) == sorted(spanish)


def test_statement_ids_are_name_based_uuids_of_the_registration(bare):
    script = """async ([registration, name]) =>
      (await import("/static/practice/ids.js")).statementId(registration, name)"""
    made = bare.evaluate(script, [REGISTRATION, "answered/0/1"])
    assert made == str(uuid.uuid5(uuid.UUID(REGISTRATION), "answered/0/1"))
