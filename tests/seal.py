"""`python -m tests.seal`: put the digest of each text into the approvals of `tests/controlled`, after changing one."""

import csv
import hashlib
import io
from pathlib import Path

import yaml

ROOT = Path(__file__).parent / "controlled"


def main() -> None:
    """Rewrite the register of approvals; each text is found by its number and revision."""
    table = ROOT / "records/document_approvals/all.csv"
    current = {yaml.safe_load(path.read_text("utf-8"))["id"]: path for path in ROOT.glob("forms/*.yaml")}
    current |= {path.stem: path for path in ROOT.glob("docs/documents/*.md")}
    rows = list(csv.DictReader(io.StringIO(table.read_text("utf-8"))))
    for row in rows:
        archived = list(ROOT.glob(f"*/archive/{row['subject']}/{row['revision'].replace('/', '-')}.*"))
        path = archived[0] if archived else current[row["subject"]]
        row["digest"] = hashlib.sha256(path.read_bytes()).hexdigest()
    with table.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


if __name__ == "__main__":
    main()
