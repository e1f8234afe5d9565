"""`python -m sample`: rewrite `records/` with the sample, the same bytes every time."""

import shutil
from pathlib import Path

import yaml

from sample import (
    answers,
    certificates,
    closings,
    committee,
    control,
    documents,
    emergencies,
    equipment,
    found_later,
    hotel,
    people,
    renovation,
    service,
    survey,
    system,
)
from sample.world import FIRST_DAY, LAST_DAY, SEED, World, digest, parts

ROOT = Path(__file__).parent.parent
STORIES = (
    people.tell,
    documents.tell,
    control.tell,
    service.tell,
    survey.tell,
    renovation.tell,
    hotel.tell,
    committee.tell,
    equipment.tell,
    emergencies.tell,
    certificates.tell,
    system.tell,
    service.tell_last,
    found_later.tell,
    answers.tell_last,
    control.tell_last,
    closings.tell,
)
NOTE = "全部记录都是合成的样例，不涉及任何真实的人员或单位。清除样例:.venv/bin/shoukong empty"


def made(root: Path) -> tuple[World, dict[str, bytes]]:
    """The world after all stories, and its files by path."""
    world = World(root)
    for tell in STORIES:
        tell(world)
    return world, dict(parts(world))


def listing(world: World, files: dict[str, bytes]) -> str:
    """`records/sample.yaml`: what marks the records as a sample, and what removes them."""
    told = {
        "note": NOTE,
        "generator": "python -m sample",
        "seed": SEED,
        "period": {"from": FIRST_DAY, "to": LAST_DAY},
        "planted_breaches": [{"rule": rule, "table": table, "record": record} for rule, table, record in world.planted],
        "files": {path: digest(content) for path, content in files.items()},
    }
    return yaml.safe_dump(told, allow_unicode=True, sort_keys=False)


def main() -> None:
    """Write the records of the project that this package stands in."""
    world, files = made(ROOT)
    shutil.rmtree(ROOT / "records", ignore_errors=True)
    for path, content in files.items():
        (ROOT / path).parent.mkdir(parents=True, exist_ok=True)
        (ROOT / path).write_bytes(content)
    (ROOT / "records" / "sample.yaml").write_text(listing(world, files), encoding="utf-8")
    total = sum(len(rows) for rows in world.rows.values())
    print(f"{total} records in {len(files)} files; {len(world.planted)} breaches planted")


if __name__ == "__main__":
    main()
