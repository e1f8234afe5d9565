"""Sealed rows under any change: each row that is not as it was is named, however compared; filling in is no change."""

import csv
import datetime
import hashlib
import io
import unicodedata
from collections.abc import Sequence
from pathlib import Path
from unittest.mock import patch

import pytest
from conftest import BASE, TODAY, Folder, copy_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shoukong.evaluation import Evaluation, evaluate_with
from shoukong.portal import Portal, load_portal
from shoukong.sealing import sealed_registers
from shoukong.sealing.canonical_row import canonical_row, row_leaf
from shoukong.sealing.seal_chain import read_chain
from shoukong.sealing.sealed_registers import SealedRegisters
from shoukong.text.merkle import hashes_of, leaf_hash, path_of, root_of

NAMES = [
    "order_no", "received_on", "person", "channel", "content", "amount", "pieces", "urgent", "due_on", "closed_on",
    "arrived_at", "follows", "form_revision",
]  # fmt: skip
EMPTY = {"amount", "closed_on", "follows"}
PARTS = ("records/orders/2025.csv", "records/orders/2026.csv")
THROUGH = datetime.date(2026, 3, 31)
Rows = dict[str, list[dict[str, str]]]


def order(number: int) -> dict[str, str]:
    """A sound order of the first months, its number telling its part."""
    part = number % 2
    cells = dict.fromkeys(NAMES, "") | {"order_no": f"O-202{5 + part}-{number:03}", "person": "P-01"}
    cells |= {"channel": "电话", "content": f"第{number}件，修“水管”", "form_revision": "A/0"}
    return cells | {"received_on": f"202{5 + part}-0{1 + number % 3}-1{number % 10}", "pieces": str(1 + number)}


def parts_of(rows: Rows) -> dict[str, bytes]:
    """The parts as files."""
    made = {}
    for path, several in rows.items():
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, NAMES, lineterminator="\n")
        writer.writeheader()
        writer.writerows(several)
        made[path] = text.getvalue().encode()
    return made


def sealed_rows() -> Rows:
    """The orders that are sealed, by part."""
    return {path: [order(i) for i in range(12) if i % 2 == at] for at, path in enumerate(PARTS)}


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Portal:
    """A portal of twelve orders, sealed by two seals."""
    folder: Folder = copy_of(BASE, tmp_path_factory.mktemp("sealed"))
    folder.keep_seals()
    for path, content in parts_of(sealed_rows()).items():
        folder.write(path, content)
    assert folder.seal("2025", "2026-01-12") == 0
    assert folder.seal("2026-Q1", "2026-04-08") == 0
    return load_portal(folder.root, TODAY)


def faulty(portal: Portal, rows: Rows) -> set[tuple[str, str]]:
    """What became of which orders, were the parts these: told by both ways of comparing, which agree."""
    with evaluate_with(portal, parts_of(rows)) as evaluation:
        told = _faulty(evaluation)
        with patch.object(sealed_registers, "MOST_ROWS", 0):
            assert _faulty(evaluation) == told
    return told


def _faulty(evaluation: Evaluation) -> set[tuple[str, str]]:
    sealed = SealedRegisters(evaluation.control)
    found = [row for row in sealed.faulty() if row.table == "orders"]
    assert len({(row.fault, row.record) for row in found}) == len(found), "each is told once"
    return {(row.fault, row.record) for row in found}


def root_by_path(leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes | None:
    """The root to which a path leads from the hash of a leaf among so many; None where it is no path of such a tree."""
    reached, left, last = leaf, list(path), count - 1
    if not 0 <= index < count:
        return None
    while last:
        if index % 2 or index < last:
            if not left:
                return None
            pair = (left.pop(0), reached) if index % 2 else (reached, left.pop(0))
            reached = hashlib.sha256(b"\x01" + b"".join(pair)).digest()
        index, last = index // 2, last // 2
    return None if left else reached


WORDS = st.text(st.characters(codec="utf-8", exclude_characters="\r\0", exclude_categories=("Cs",)), max_size=6)
FILLED = sorted(set(NAMES) - EMPTY - {"order_no", "received_on", "due_on", "urgent", "arrived_at"})
CHANGES = st.lists(
    st.one_of(
        st.tuples(st.just("change"), st.integers(0, 11), st.sampled_from(FILLED), WORDS),
        st.tuples(st.just("fill"), st.integers(0, 11), st.sampled_from(sorted(EMPTY)), WORDS),
        st.tuples(st.just("delete"), st.integers(0, 11), st.none(), st.none()),
        st.tuples(st.just("add"), st.integers(20, 40), st.integers(0, 6), st.none()),
        st.tuples(st.just("later"), st.integers(50, 60), st.integers(0, 6), st.none()),
    ),
    max_size=5,
)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(CHANGES)
def test_each_row_that_is_not_as_it_was_is_named_and_no_other(portal: Portal, changes: list[tuple]) -> None:
    rows, expected = sealed_rows(), dict[str, str]()
    sealed = {row["order_no"]: dict(row) for several in rows.values() for row in several}
    for kind, number, where, word in changes:
        own = rows[PARTS[number % 2]]
        at = next((i for i, row in enumerate(own) if row["order_no"] == order(number)["order_no"]), None)
        if kind in ("change", "fill") and at is not None:
            own[at][where] = word
        elif kind == "delete" and at is not None:
            del own[at]
        elif kind in ("add", "later") and at is None:
            day = {"received_on": "2026-05-05"} if kind == "later" else {}
            own.insert(min(where, len(own)), order(number) | day)
    now = {row["order_no"]: row for several in rows.values() for row in several}
    for record, row in sealed.items():
        if record not in now:
            expected[record] = "gone"
        elif any(plain(now[record][name]) != plain(cell) for name, cell in row.items() if cell):
            expected[record] = "changed"
    expected |= {r: "added" for r, row in now.items() if r not in sealed and row["received_on"] <= THROUGH.isoformat()}
    assert faulty(portal, rows) == {(fault, record) for record, fault in expected.items()}


def plain(cell: str) -> str:
    """What of a cell is sealed."""
    return unicodedata.normalize("NFC", cell)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(st.permutations(range(6)))
def test_rows_in_any_other_order_are_found_and_no_more_than_moved(portal: Portal, order_of_rows: list[int]) -> None:
    rows = sealed_rows()
    rows[PARTS[0]] = [rows[PARTS[0]][i] for i in order_of_rows]
    moved = [record for fault, record in faulty(portal, rows) if fault == "moved"]
    stay = [row["order_no"] for row in rows[PARTS[0]] if row["order_no"] not in moved]
    assert stay == sorted(stay)
    assert bool(moved) == (order_of_rows != sorted(order_of_rows))


@given(st.dictionaries(st.sampled_from(NAMES), WORDS))
def test_the_database_and_we_hash_a_row_alike(portal: Portal, cells: dict[str, str]) -> None:
    """Including masks: what the database lists of a row is the hash of its cells that are not empty."""
    from shoukong.records import database
    from shoukong.sealing.canonical_row import covered_names, leaf_in_sql, mask_in_sql, salt_in_sql, salt_of

    row = {name: cells.get(name, "") for name in NAMES}
    values = ", ".join(f"${name} AS {name}" for name in NAMES)
    with database.connect() as connection:
        salt, all_names = salt_in_sql("'ab'", "'甲'"), sorted(NAMES)
        told = f"{leaf_in_sql(salt, 'orders', all_names, NAMES)}, {mask_in_sql(all_names)}"
        leaf, mask = connection.execute(f"SELECT {told} FROM (SELECT {values}) r", row).fetchone()
    assert leaf == row_leaf(salt_of("ab", "甲"), "orders", row)
    assert covered_names(mask, sorted(NAMES)) == tuple(sorted(name for name, cell in cells.items() if cell))


def test_the_canonical_row_is_as_the_guide_says() -> None:
    cells = {"repair_no": "BX-1", "fee": "60.00", "note": "", "unit": "一栋"}
    told = "2:ab,13:repair_orders,3:fee,5:60.00,9:repair_no,4:BX-1,4:unit,6:一栋,"
    assert canonical_row("ab", "repair_orders", cells) == told.encode()


@given(st.lists(st.text(max_size=4), min_size=1, max_size=70), st.data())
def test_each_leaf_leads_to_the_root_and_no_other_does(texts: list[str], data: st.DataObject) -> None:
    leaves = hashes_of(texts)
    at = data.draw(st.integers(0, len(texts) - 1))
    path = path_of(leaves, at)
    assert root_by_path(leaf_hash(texts[at].encode()), at, len(texts), path) == root_of(leaves)
    assert root_by_path(leaf_hash(b"other" + texts[at].encode()), at, len(texts), path) != root_of(leaves)
    assert root_by_path(leaf_hash(texts[at].encode()), at, len(texts), (*path, path[0] if path else b"")) is None


def test_roots_are_those_of_rfc_6962() -> None:
    """The example of Certificate Transparency: the roots over the first one, two … eight of its leaves."""
    leaves = [bytes.fromhex(text) for text in (
        "", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f",
    )]  # fmt: skip
    roots = (
        "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
        "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
        "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
        "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
        "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
        "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
        "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
    )
    for count, root in enumerate(roots, start=1):
        assert root_of(b"".join(leaf_hash(leaf) for leaf in leaves[:count])).hex() == root


def test_sealed_lists_checked_out_with_other_line_ends_are_the_same(portal: Portal, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(portal.root, tmp_path / "portal")
    for path in (tmp_path / "portal/seals").rglob("*"):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert faulty(load_portal(tmp_path / "portal", TODAY), sealed_rows()) == set()
    assert read_chain(tmp_path / "portal").is_whole
