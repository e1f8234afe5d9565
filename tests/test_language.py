"""Every text that people read has its English, said by the number it tells, and the catalogue holds nothing else."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from conftest import PROJECT
from jinja2 import Environment, nodes

from shoukong.finding import Place, finding
from shoukong.language import IN_CHINESE, LANGUAGES, SCRIPTS, catalogue, speech, words_of_scripts
from shoukong.messages.catalogue import CATALOGUE, fix_of, message_of
from shoukong.pages.chart import bar_chart, pareto_chart
from shoukong.pages.templating import fill
from shoukong.wording.duty_words import repeat_words

ENGINE = PROJECT / "hooks/shoukong"
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
PLACEHOLDERS = {None: re.compile(r"%\((\w+)\)s"), SCRIPTS: re.compile(r"\{(\w+)\}")}
SAID = re.compile(r'\bsay\("((?:[^"\\]|\\.)*)"(?:, \{([^}]*)\})?')
# What is shown is worded here; elsewhere Chinese stands for what a firm writes, or in pairs with its English.
WORDED = (
    "days/retention.py",
    "control/passage.py",
    "entries/fault_words.py",
    "entries/template_book.py",
    "pages",
    "paper",
    "wording",
)
VERBS = (
    "acknowledge",
    "add",
    "approve",
    "build",
    "close",
    "empty",
    "form_export",
    "form_file",
    "form_import",
    "import_files",
    "issued_copy",
    "new",
    "new_answers",
    "print_out",
    "printed_register",
    "printed_text",
    "renumber",
    "revise",
    "rule_mutants",
    "rule_new",
    "rule_test",
    "row_table",
    "scan",
    "scan_plan",
    "scan_words",
    "seal",
    "sign",
    "signing_words",
    "take",
    "template",
    "upgrade",
)
WORDED += tuple(f"commands/{verb}.py" for verb in VERBS)
# Chinese that nobody reads as words of the portal: what a record holds, what is said in both languages at once, signs
# to break lines at, endings of titles, units, other spellings.
OTHERWISE = {
    "commands/new_answers.py": {"_ASK_LANGUAGE", "_LANGUAGE_UNKNOWN", "_SEPARATORS"},
    "commands/revise.py": {"_request_row"},
    "pages/chart/lettering.py": {"_WORDS"},
    "pages/chart/scale.py": {"_powers"},
    "pages/plain_signs.py": {"_TAIWAN"},
    "text/inert_cell.py": {"_COMPUTED"},
    "paper/slots.py": {"_LONG_TITLE"},
    "paper/printable_signs.py": None,
    "paper/glyphs.py": None,
    "paper/fonts.py": None,
    "paper/word_file.py": {"_SONG", "_HEI"},
    "wording/breach_words.py": {"_in_chinese", "breach_words", "column_words"},
    "wording/indicator_words.py": {"_SIGNS"},
}


@dataclass(frozen=True)
class Said:
    """A text that is said somewhere: whether it tells a number, the values given to it, and if a script says it."""

    text: str
    counts: bool
    values: frozenset[str]
    context: str | None = None


def words_in_python(path: Path) -> Iterator[Said]:
    """What a module says: `say("…")`, `view.say("…")` and their `.count("…", n)`."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Call) and (kind := _saying(node.func)):
            first = node.args[0]
            assert isinstance(first, ast.Constant), f"{path}:{node.lineno} says no text of its own"
            yield Said(str(first.value), kind == "count", frozenset(str(k.arg) for k in node.keywords))


def _saying(function: ast.expr) -> str:
    def is_say(node: ast.expr) -> bool:
        return (isinstance(node, ast.Name) and node.id == "say") or (
            isinstance(node, ast.Attribute) and node.attr == "say"
        )

    if is_say(function):
        return "say"
    return (
        "count" if isinstance(function, ast.Attribute) and function.attr == "count" and is_say(function.value) else ""
    )


def parsed(path: Path) -> nodes.Template:
    """A template as Jinja reads it."""
    environment = Environment(extensions=["jinja2.ext.i18n"], comment_start_string="{##", comment_end_string="##}")
    return environment.parse(path.read_text("utf-8"))


def words_in_template(path: Path) -> Iterator[Said]:
    """What a template says: `_('…')` and `_n('…', n)`."""
    for call in parsed(path).find_all(nodes.Call):
        if isinstance(call.node, nodes.Name) and call.node.name in ("_", "_n"):
            (first, *_) = call.args
            assert isinstance(first, nodes.Const), f"{path}:{call.lineno} says no text of its own"
            yield Said(first.value, call.node.name == "_n", frozenset(k.key for k in call.kwargs))


def words_in_script(path: Path) -> Iterator[Said]:
    """What a script says: `say("…", { … })`; a value `n` is a number that chooses the form."""
    for text, given in SAID.findall(path.read_text("utf-8")):
        values = frozenset(re.findall(r"(?:^|,)\s*(\w+)\s*(?=[:,]|$)", given))
        yield Said(text, "n" in values, values, SCRIPTS)


def everything_said() -> Iterator[Said]:
    """What all modules, templates and scripts say."""
    for path in sorted(ENGINE.rglob("*.py")):
        yield from words_in_python(path)
    for path in sorted(ENGINE.rglob("*.j2")):
        yield from words_in_template(path)
    for path in sorted(ENGINE.rglob("assets/*.js")):
        yield from words_in_script(path)


def test_every_text_is_in_the_catalogue_and_nothing_else() -> None:
    said = {(each.context or "", each.text, each.counts) for each in everything_said()}
    held = {(m.context or "", id_of(m), bool(m.pluralizable)) for m in catalogue("en") if m.id}
    assert sorted(said - held) == []
    assert sorted(held - said) == []


def test_a_text_stands_in_the_catalogue_once_and_in_order() -> None:
    """Two translations of one text: the later would win without a word, wherever the text is said."""
    source = (ENGINE / "languages/en.po").read_text("utf-8")
    _, *entries = source.strip("\n").split("\n\n")
    ids = [_written_id(entry) for entry in entries]
    assert [former for former, later in pairwise(ids) if former >= later] == []


def _written_id(entry: str) -> tuple[str, str]:
    """The context and the text of an entry as its lines have them."""
    context = re.search(r'^msgctxt "(.*)"$', entry, re.M)
    text = re.search(r'^msgid ((?:".*"\n)+)', entry, re.M)
    assert text, entry
    return (context[1] if context else "", "".join(re.findall(r'"(.*)"', text[1])))


def id_of(message: Message) -> str:
    """The Chinese of a message."""
    return message.id if isinstance(message.id, str) else message.id[0]


def test_every_text_is_translated_without_a_chinese_sign() -> None:
    for message in catalogue("en"):
        if not message.id:
            continue
        texts = (message.string,) if isinstance(message.string, str) else message.string
        assert all(texts), f"{message.id} has no English"
        assert not any(CHINESE.search(text.replace("\u3000", "")) for text in texts), message.id


def test_a_translation_takes_the_values_that_the_text_is_given() -> None:
    given: dict[tuple[str | None, str], set[str]] = {}
    for each in everything_said():
        values = given.setdefault((each.context, each.text), set())
        values |= each.values | ({"n"} if each.counts else set())
        assert set(PLACEHOLDERS[each.context].findall(each.text)) <= values, each.text
    for message in (each for each in catalogue("en") if each.id):
        texts = (message.string,) if isinstance(message.string, str) else message.string
        for text in texts:
            named = set(PLACEHOLDERS[message.context].findall(text))
            assert named <= given[message.context, id_of(message)], text
            assert message.context or re.sub(r"%\(\w+\)s|%%", "", text).count("%") == 0, text


@pytest.mark.parametrize("path", sorted(ENGINE.rglob("*.j2")), ids=lambda path: path.name)
def test_a_template_holds_no_text_that_cannot_be_translated(path: Path) -> None:
    tree = parsed(path)
    assert [data.data for data in tree.find_all(nodes.TemplateData) if _is_worded(data.data)] == []
    said = {each.text for each in words_in_template(path)}
    constants = (c.value for c in tree.find_all(nodes.Const) if isinstance(c.value, str))
    assert [text for text in constants if _is_worded(text) and text not in said] == []


@pytest.mark.parametrize("path", sorted(ENGINE.rglob("assets/*.js")), ids=lambda path: path.name)
def test_a_script_holds_no_text_that_cannot_be_translated(path: Path) -> None:
    """But for the signs of a query that are written in several ways."""
    bare = re.sub(r"/\*.*?\*/|^\s*//.*?$", "", path.read_text("utf-8"), flags=re.S | re.M)
    bare = re.sub(r"^const COMPUTED = .*$", "", bare, flags=re.M)
    assert CHINESE.findall(SAID.sub("", bare).replace("\u3000", "")) == []


def test_the_words_of_scripts_are_told_by_their_number() -> None:
    words = words_of_scripts("en")
    assert words["共 {n} 行"] == ["{n} row", "{n} rows"]
    assert words["关闭"] == ["Close"]
    assert words_of_scripts("zh") == {}


def _is_worded(text: str) -> bool:
    return CHINESE.search(text.replace("\u3000", "")) is not None


@pytest.mark.parametrize(
    "path",
    [p for p in sorted(ENGINE.rglob("*.py")) if p.relative_to(ENGINE).as_posix().startswith(WORDED)],
    ids=lambda path: path.relative_to(ENGINE).as_posix(),
)
def test_a_module_that_words_things_holds_no_text_that_cannot_be_translated(path: Path) -> None:
    others = OTHERWISE.get(path.relative_to(ENGINE).as_posix(), set())
    if others is None:
        return
    said = {each.text for each in words_in_python(path)}
    assert [text for text in _texts(ast.parse(path.read_text("utf-8")), others) if text not in said] == []


def _texts(tree: ast.AST, others: set[str]) -> Iterator[str]:
    """Chinese texts that are no docstring, no name in two languages, and not excepted by the name they belong to."""
    for node in ast.iter_child_nodes(tree):
        is_docstring = isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        is_pair = isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Name"
        if is_docstring or is_pair or _name_of(node) in others:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _is_worded(node.value):
            yield node.value
        yield from _texts(node, others)


def _name_of(node: ast.AST) -> str:
    if isinstance(node, ast.FunctionDef):
        return node.name
    targets = node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
    return targets[0].id if targets and isinstance(targets[0], ast.Name) else ""


def test_a_number_takes_its_form() -> None:
    say = speech("en")
    assert [say.count("%(n)s 个月", n) for n in (0, 1, 2)] == ["0 months", "1 month", "2 months"]
    assert IN_CHINESE.count("%(n)s 个月", 1) == "1 个月"


def test_two_languages_speak_side_by_side() -> None:
    """Neither changes what the other says: there is no language of the process."""
    texts = {language: bar_chart("T", ["a", "b"], [1, 2], say=speech(language)) for language in LANGUAGES}
    assert CHINESE.search(texts["zh"])
    assert not CHINESE.search(texts["en"])
    assert bar_chart("T", ["a", "b"], [1, 2]) == texts["zh"]


def test_charts_speak_english() -> None:
    html = pareto_chart("Causes", [("late", 3), ("lost", 1)], say=speech("en"))
    assert "2 in all, total 4." in html
    assert not CHINESE.search(html)


@pytest.mark.parametrize(
    ("repeat", "words"),
    [
        ("FREQ=MONTHLY;BYMONTHDAY=5", "every month on the 5th"),
        ("FREQ=MONTHLY;BYMONTHDAY=-1", "every month on the last day"),
        ("FREQ=MONTHLY;BYDAY=2MO", "every month on the 2nd Mon"),
        ("FREQ=WEEKLY;BYDAY=MO,FR", "every Mon, Fri"),
        ("FREQ=WEEKLY;INTERVAL=2;BYDAY=MO", "every 2 weeks on Mon"),
        ("FREQ=YEARLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1", "at the end of every quarter"),
        ("FREQ=YEARLY;BYMONTH=11;BYMONTHDAY=22", "every year in November on the 22nd"),
        ("FREQ=DAILY;COUNT=1", "every day, 1 time"),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", "every month on the last weekday"),
    ],
)
def test_a_rule_of_recurrence_is_said_in_english(repeat: str, words: str) -> None:
    assert repeat_words(repeat, speech("en")) == words


def test_a_finding_lists_what_it_names_as_its_language_does() -> None:
    item = finding("key-unknown", Place("portal.yaml"), key="x", known=("a", "b"))
    assert "a、b" in fix_of(item, "zh") + message_of(item, "zh")
    assert "a, b" in fix_of(item, "en") + message_of(item, "en")


def test_no_message_of_the_check_is_in_two_languages() -> None:
    for code, entry in CATALOGUE.items():
        assert not CHINESE.search(entry.en + entry.en_fix), code


def test_a_template_speaks_either_language_in_one_process() -> None:
    first, english, again = (fill("search.md.j2", speech(language)) for language in ("zh", "en", "zh"))
    assert "# 检索" in first
    assert "# Search" in english
    assert again == first
