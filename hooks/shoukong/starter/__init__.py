"""What a new portal starts with: the files beside this module, filled in with a firm's answers."""

import csv
import datetime
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import jinja2
import yaml

from shoukong.files.folder import files_below
from shoukong.revision import USUAL_REVISIONS, parse_revision_pattern

HERE = Path(__file__).parent
LANGUAGES = ("zh", "en")
COMMON, SCOPE_FORM, SCOPE_RECORDS = "common", "scope_form.yaml", "scope_records.csv"
REVISIONS = {"zh": USUAL_REVISIONS.template, "en": "{number}.{number}"}
_HIDDEN = "dot-"
_TOLD = ("name", "title", "language", "timezone", "steps", "people", "signers", "scopes", "revisions")
_SCOPE_NAME = re.compile(r"[a-z][a-z0-9_]*")
_HISSING = ("s", "x", "z", "ch", "sh")
# Signs of the languages in which the starter is written: a name that holds one would be read as something else.
UNSAFE = frozenset('{}<>[]|`\\"') | {chr(i) for i in range(32)}
TITLES = {"zh": "{name}受控文件与记录", "en": "{name}: controlled documents and records"}
PLACEHOLDERS = {"zh": "待填 {number}", "en": "To be named {number}"}
# Who takes which post: the one who approves, who keeps the documents, who reviews; whoever follows is of the staff.
POSTS = {
    "zh": (("管理层", "总经理"), ("办公室", "文件管理员"), ("办公室", "质量负责人"), ("办公室", "员工")),
    "en": (
        ("Management", "Director"),
        ("Office", "Document controller"),
        ("Office", "Quality lead"),
        ("Office", "Staff member"),
    ),
}
KINDS = {
    "zh": (("procedure", "程序"), ("instruction", "规程"), ("standard", "规范"), ("form", "表单")),
    "en": (("procedure", "Procedures"), ("instruction", "Instructions"), ("standard", "Standards"), ("form", "Forms")),
}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody of the staff, with what the staff register says of them."""

    number: str
    name: str
    department: str
    post: str


@dataclass(frozen=True, slots=True)
class Scope:
    """An axis by which the firm splits duties and breaches; `place` counts the scopes from 1."""

    name: str
    title: str
    place: int
    form_id: str

    @property
    def register(self) -> str:
        """The table of the scope's units."""
        return register_of(self.name)


@dataclass(frozen=True)
class Answers:
    """What a firm says of itself before its portal is made."""

    name: str
    language: str
    timezone: str
    today: datetime.date
    steps: int = 3
    given_names: tuple[str, ...] = ()
    given_scopes: tuple[tuple[str, str], ...] = ()
    given_revisions: str | None = None

    @property
    def title(self) -> str:
        """The title of the site."""
        return TITLES[self.language].format(name=self.name)

    @property
    def revisions(self) -> str:
        """The pattern of its revisions."""
        return self.given_revisions or REVISIONS[self.language]

    @cached_property
    def people(self) -> tuple[Person, ...]:
        """The staff: as many as sign at least, those whose names are not given to be named."""
        unnamed = (PLACEHOLDERS[self.language].format(number=i + 1) for i in range(len(self.given_names), self.steps))
        posts = POSTS[self.language]
        return tuple(
            Person(f"ST-{i + 1:03}", name, *posts[min(i, len(posts) - 1)])
            for i, name in enumerate((*self.given_names, *unnamed))
        )

    @property
    def signers(self) -> str:
        """Who takes which step, as the verb that approves is told."""
        approver, keeper, *others = (person.number for person in self.people)
        review = f"--reviewed-by {others[0]} " if self.steps > 2 else ""
        return f"--prepared-by {keeper} {review}--approved-by {approver}"

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """The scopes, each with a form of its own after those of the starter."""
        count = len(core_forms(self.language))
        given = enumerate(self.given_scopes, start=1)
        return tuple(Scope(name, title, place, f"F-{count + place:02}") for place, (name, title) in given)


def core_forms(language: str) -> tuple[str, ...]:
    """The tables of the forms that every portal starts with."""
    return tuple(Path(path).stem for path in sorted(files_below(HERE / language / "forms")))


def register_of(scope: str) -> str:
    """The table of a scope's units: the plural of the scope's name."""
    if scope.endswith("y") and scope[-2:-1] not in "aeiou":
        return f"{scope[:-1]}ies"
    return f"{scope}es" if scope.endswith(_HISSING) else f"{scope}s"


def is_scope_name(name: str) -> bool:
    """Whether a scope's name can be that of a column."""
    return _SCOPE_NAME.fullmatch(name) is not None


def taken_names(answers: Answers) -> frozenset[str]:
    """The tables and columns of the starter, which a scope cannot be called."""
    forms = (yaml.safe_load(content) for path, content in starter_files(answers).items() if path.startswith("forms/"))
    return frozenset(name for form in forms for name in (form["name"], *(f["name"] for f in form["schema"]["fields"])))


def starter_files(answers: Answers) -> dict[str, bytes]:
    """Every file of a new portal but its approvals, by its path."""
    environment = _environment()
    facts = _facts(answers)
    found = {
        _path(path): _filled(environment, folder, path, facts)
        for folder in (COMMON, answers.language)
        for path in files_below(HERE / folder)
        if path not in (SCOPE_FORM, SCOPE_RECORDS)
    }
    found |= dict(_scope_files(environment, answers, facts))
    return found


def shared_files(language: str) -> dict[str, bytes]:
    """The files of every portal that hold nothing of a firm, by their paths: continuous integration and the like."""
    environment, facts = _environment(), {"language": language, "version": _version()}
    return {_path(path): _filled(environment, COMMON, path, facts) for path in files_below(HERE / COMMON)}


def _scope_files(
    environment: jinja2.Environment, answers: Answers, facts: Mapping[str, object]
) -> Iterator[tuple[str, bytes]]:
    for scope in answers.scopes:
        own = {**facts, "scope": scope}
        yield f"forms/{scope.register}.yaml", _filled(environment, answers.language, SCOPE_FORM, own)
        records = _filled(environment, answers.language, SCOPE_RECORDS, own)
        yield f"records/{scope.register}/{scope.register}.csv", records


def _version() -> str:
    import shoukong

    return shoukong.__version__


def _facts(answers: Answers) -> dict[str, object]:
    pattern = parse_revision_pattern(answers.revisions)
    return {
        **{name: getattr(answers, name) for name in _TOLD},
        "today": answers.today.isoformat(),
        "year": answers.today.year,
        "kinds": KINDS[answers.language],
        "first_revision": str(pattern.first(answers.today)),
        "is_dated": pattern.is_dated,
        "version": _version(),
    }


def _environment() -> jinja2.Environment:
    """Templates with marks of their own: those of Jinja belong to the documents that they make."""
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        block_start_string="<%",
        block_end_string="%>",
        variable_start_string="<<",
        variable_end_string=">>",
        comment_start_string="<#",
        comment_end_string="#>",
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.filters |= {"quoted": _quoted, "cell": _cell}
    return environment


def _filled(environment: jinja2.Environment, folder: str, path: str, facts: Mapping[str, object]) -> bytes:
    return environment.get_template(f"{folder}/{path}").render(facts).encode()


def _path(path: str) -> str:
    """Where a file of the starter goes; a hidden one does not hide here, so that packages hold it."""
    return path.replace(_HIDDEN, ".", 1) if path.startswith(_HIDDEN) else path


def _quoted(text: str) -> str:
    """A text as YAML reads it back, also in a list, with quotes only where it needs them."""
    try:
        is_plain = yaml.safe_load(f"[{text}]") == [text]
    except yaml.YAMLError:
        is_plain = False
    return text if is_plain else json.dumps(text, ensure_ascii=False)


def _cell(text: str) -> str:
    """A text as a cell of CSV."""
    row = io.StringIO(newline="")
    csv.writer(row, lineterminator="").writerow([text])
    return row.getvalue()
