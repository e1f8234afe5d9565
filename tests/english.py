"""A small portal in English, of a firm of two: every kind of page, print and feed has something to say in it."""

import datetime
from collections.abc import Iterable, Mapping

from conftest import Folder

from shoukong.portal import load_portal
from shoukong.records.core_declaration import REGISTERS
from shoukong.records.core_shape import CoreRegister

DAY = datetime.date(2026, 11, 26)
SETTINGS = """\
title: Quality Manual
organization: Example Software
address: https://quality.example
rulebook: SOP-01
language: en
kinds:
  - {name: procedure, title: Procedure}
"""
RULEBOOK = """\
---
id: SOP-01
title: Control of documents
kind: procedure
revision: A/0
effective_date: 2026-01-01
owner: Management
review_months: 6
retention: P6Y
audience: [Management]
references: []
figures:
  numbering: {procedure: "SOP-{seq:2}", form: "F-{seq:2}"}
  departments: [Management, Support]
  authority:
    - {kind: procedure, prepare: [Lead], approve: [Founder]}
    - {kind: form, prepare: [Lead], approve: [Founder]}
  signing: [prepare, approve]
  acknowledgement_days: 15
  recall_days: 5
history:
  - {revision: A/0, date: 2026-01-01, summary: First issue}
---

# Control of documents

## 1 Numbers {#c1}

Procedures are numbered {{ figures.numbering.procedure }}.

## 2 Registers {#c2}

Every register that control rests on is kept.
"""
PROCEDURE = """\
---
id: SOP-02
title: Handling of tickets
kind: procedure
revision: {revision}
effective_date: {day}
owner: Support
review_months: 12
retention: P3Y6M
audience: [Support]
references: [SOP-01]
figures:
  days: 3
history:
  - {{revision: A/0, date: 2026-01-01, summary: First issue}}
{history}---

# Handling of tickets

## 1 Answer {{#c1}}

satisfies: [R-01]

A ticket is answered within {{{{ figures.days }}}} days, see [control of documents](SOP-01.md#c1).

```rule
id: RULE-1
title: A ticket is answered in time
sql: |
  SELECT ticket_no AS record, received_on AS "on", title FROM tickets WHERE urgent AND answered_on IS NULL
```

## 2 Review {{#c2}}

{review}

```duty
id: DUTY-1
title: Review the open tickets
repeat: FREQ=MONTHLY;BYMONTHDAY=5
window_days: 5
evidence: SELECT received_on AS done_on, ticket_no AS record FROM tickets WHERE title = 'Review'
```

## 3 Measure {{#c3}}

```indicator
id: KPI-1
title: Tickets
unit: "%"
target: ">= 90"
formula: tickets of the month
chart: bar
rows: SELECT ticket_no AS record, strftime(received_on, '%Y-%m') AS period FROM tickets
sql: SELECT period, count(*) AS value FROM rows GROUP BY period
```
"""
TICKETS = """\
name: tickets
id: F-50
title: Tickets
revision: A/0
effective_date: 2026-01-01
document: SOP-02
clause: [SOP-02#1]
retention: {period: P3Y, from: answered_on}
number: "T-{seq:2}"
date: received_on
dossier: Ticket
order: [[received_on, answered_on]]
print: {layout: sheet, signatures: [Received, Answered], note: One sheet a ticket}
schema:
  primaryKey: ticket_no
  fields:
    - {name: ticket_no, title: Ticket no., type: string, constraints: {required: true, unique: true}}
    - {name: received_on, title: Received, type: date, constraints: {required: true}}
    - {name: answered_on, title: Answered, type: date}
    - {name: title, title: Title, type: string, constraints: {required: true, minLength: 2, maxLength: 40}}
    - {name: kind, title: Kind, type: string, constraints: {enum: [bug, wish]}}
    - {name: effort, title: Effort, type: integer, constraints: {minimum: 1, maximum: 9}}
    - {name: urgent, title: Urgent, type: boolean}
    - {name: seen_at, title: Seen, type: datetime}
    - {name: note, title: Note, type: string, privacy: sensitive}
    - {name: form_revision, title: Form revision, type: string, constraints: {required: true}}
"""
DOSSIER = """\
## Ticket {{ record.ticket_no }}

```query
title: Tickets of the month
sql: SELECT t.ticket_no AS record, o.ticket_no, o.received_on, o.urgent, o.urgent AS wrong FROM tickets t, tickets o
```

```query
title: Tickets by kind
chart: pareto
sql: SELECT t.ticket_no AS record, o.title AS label, count(*) AS value FROM tickets t, tickets o GROUP BY 1, 2
```

```query
title: None
sql: SELECT ticket_no AS record, title FROM tickets WHERE title = 'x'
```
"""
REQUIREMENTS = """\
id: std
title: The standard
source: Part one
items:
  - {id: R-01, statement: Answer in time, kind: text}
"""
RECORDS: Mapping[str, Iterable[Mapping[str, str]]] = {
    "staff": (
        {"staff_no": "P-01", "name": "Ada", "hired_on": "2025-01-01"},
        {"staff_no": "P-02", "name": "Ben", "hired_on": "2025-01-01"},
    ),
    "posts_held": (
        {
            "post_held_no": "H-01",
            "staff_no": "P-01",
            "department": "Management",
            "post": "Founder",
            "from": "2025-01-01",
        },
        {"post_held_no": "H-02", "staff_no": "P-02", "department": "Support", "post": "Lead", "from": "2025-01-01"},
    ),
    "document_acknowledgements": (
        {
            "acknowledgement_no": "K-01",
            "subject": "SOP-02",
            "revision": "A/0",
            "staff_no": "P-02",
            "read_on": "2026-01-05",
        },
    ),
    "document_change_requests": (
        {
            "change_no": "C-01",
            "title": "Be faster",
            "reason": "Too slow",
            "impact": "Support",
            "decision": "agreed",
            "effective_on": "2026-06-01",
            "retraining": "none",
            "department": "Support",
            "requested_by": "P-02",
            "requested_on": "2026-05-02",
            "decided_by": "P-01",
            "decided_on": "2026-05-03",
            "closed_on": "2026-06-02",
        },
    ),
    "document_change_items": (
        {
            "item_no": "I-01",
            "change_no": "C-01",
            "subject": "SOP-02",
            "action": "revise",
            "clause_no": "2",
            "proposal": "Weekly",
            "from_revision": "A/0",
            "to_revision": "B/0",
            "proposed_on": "2026-05-02",
        },
    ),
    "document_reviews": (
        {
            "review_no": "V-01",
            "subject": "SOP-02",
            "revision": "B/0",
            "reviewed_on": "2026-10-01",
            "outcome": "keep",
            "reviewed_by": "P-01",
            "grounds": "It works",
        },
    ),
    "link_reviews": (
        {
            "link_review_no": "L-01",
            "referrer": "F-50",
            "subject": "SOP-02",
            "revision": "B/0",
            "outcome": "nothing to change",
            "checked_by": "P-01",
            "checked_on": "2026-06-05",
        },
    ),
    "controlled_copies": (
        {
            "copy_no": "Y-01",
            "subject": "SOP-02",
            "revision": "A/0",
            "holder": "P-02",
            "kept_at": "Desk",
            "issued_on": "2026-01-03",
        },
        {
            "copy_no": "Y-02",
            "subject": "SOP-02",
            "revision": "B/0",
            "holder": "P-02",
            "kept_at": "Desk",
            "issued_on": "2026-06-03",
            "returned_on": "2026-07-01",
            "return_kind": "handed in",
        },
    ),
    "external_documents": (
        {
            "external_no": "E-01",
            "title": "The standard",
            "external_kind": "standard",
            "issuer": "Institute",
            "edition": "2020",
            "effective_on": "2020-01-01",
            "kept_at": "Shelf",
            "clauses": "SOP-02#1",
        },
    ),
    "training_records": ({"training_no": "N-01", "topic": "Tickets", "trained_on": "2026-02-01", "basis": "SOP-02#2"},),
    "nonconformities": (
        {
            "nonconformity_no": "NC-01",
            "rule": "RULE-1",
            "breach_record": "T-02",
            "description": "Nobody answered",
            "department": "Support",
            "disposition": "Answered",
            "found_on": "2026-09-10",
            "due_on": "2026-10-01",
        },
    ),
    "corrective_actions": (
        {
            "action_no": "CA-01",
            "nonconformity_no": "NC-01",
            "cause": "Holiday",
            "measure": "A deputy",
            "department": "Support",
            "responsible": "P-02",
            "due_on": "2026-10-10",
            "done_on": "2026-10-05",
            "verified_on": "2026-11-01",
            "effective": "true",
        },
        {"action_no": "CA-02", "nonconformity_no": "NC-01", "measure": "A list", "due_on": "2026-10-10"},
    ),
    "indicator_closings": (
        {
            "closing_no": "Z-01",
            "indicator": "KPI-1",
            "period": "2026-09",
            "value": "2",
            "row_count": "2",
            "rows_digest": "0" * 64,
            "closed_on": "2026-10-02",
            "closed_by": "P-01",
        },
    ),
    "tickets": (
        {
            "ticket_no": "T-01",
            "received_on": "2026-08-04",
            "answered_on": "2026-08-05",
            "title": "Review",
            "urgent": "false",
        },
        {
            "ticket_no": "T-02",
            "received_on": "2026-09-02",
            "title": "Crash",
            "kind": "bug",
            "effort": "3",
            "urgent": "true",
        },
        {"ticket_no": "T-03", "received_on": "2026-10-08", "title": "Review", "kind": "wish", "urgent": "false"},
        {
            "ticket_no": "T-04",
            "received_on": "2026-10-09",
            "title": "Slow",
            "urgent": "true",
            "seen_at": "2026-10-09T08:30:00",
        },
    ),
}


def english_portal(folder: Folder) -> Folder:
    """The portal in an empty folder: two procedures, one of them revised, all registers of the engine, tickets."""
    folder.write("portal.yaml", SETTINGS)
    folder.write("docs/documents/SOP-01.md", RULEBOOK)
    folder.write("docs/archive/SOP-02/A-0.md", _procedure("A/0", "2026-01-01", "Open tickets are reviewed.", ""))
    added = "  - {revision: B/0, date: 2026-06-01, summary: Faster, change: C-01}\n"
    folder.write(
        "docs/documents/SOP-02.md", _procedure("B/0", "2026-06-01", "Open tickets are reviewed monthly.", added)
    )
    folder.write(
        "docs/index.md",
        "# Home\n\n{{ sample_notice() }}\n\n{{ due_table() }}\n\n{{ late_table() }}\n\n"
        "{{ broken_table() }}\n\n{{ missed_table() }}\n\n{{ documents_table() }}\n\n{{ findings_table() }}\n",
    )
    folder.write("docs/requirements/std.yaml", REQUIREMENTS)
    folder.write("docs/dossiers/tickets.md", DOSSIER)
    folder.write("forms/tickets.yaml", TICKETS)
    for place, register in enumerate(REGISTERS, start=1):
        folder.write(f"forms/{register.name}.yaml", _form(register, place))
    for table, rows in {**RECORDS, "document_approvals": _approvals(folder)}.items():
        folder.write(f"records/{table}/all.csv", _csv(folder, table, list(rows)))
    return folder


def _procedure(revision: str, day: str, review: str, history: str) -> str:
    return PROCEDURE.format(revision=revision, day=day, review=review, history=history)


def _form(register: CoreRegister, place: int) -> str:
    """A form as the declaration of a register asks for it, in English."""
    names = {register.key: "Number", **{column.name: column.meaning.en for column in register.columns}}
    fields = "".join(
        f"    - {{name: {name}, title: {title!r}, type: {'date' if name.endswith('_on') else 'string'}}}\n"
        for name, title in names.items()
    )
    return (
        f"name: {register.name}\nid: F-{place:02}\ntitle: {register.title.en.capitalize()}\nrevision: A/0\n"
        "effective_date: 2026-01-01\ndocument: SOP-01\nclause: [SOP-01#2]\nretention: {period: permanent}\n"
        f"print: {{layout: list, rows: 5}}\nschema:\n  primaryKey: {register.key}\n  fields:\n{fields}"
        "    - {name: form_revision, title: Form revision, type: string}\n"
    )


def _approvals(folder: Folder) -> Iterable[Mapping[str, str]]:
    """An approval of every text; those of the revised procedure by its change request."""
    texts = [text for several in load_portal(folder.root, DAY).texts.values() for text in several]
    for place, text in enumerate(sorted(texts, key=lambda text: (text.path, str(text.revision))), start=1):
        later = str(text.revision) != "A/0"
        day = "2026-05-10" if later else "2025-12-20"
        yield {
            "approval_no": f"A-{place:02}", "subject": text.subject, "revision": str(text.revision),
            "digest": text.digest, "prepared_by": "P-02", "prepared_on": day, "approved_by": "P-01", "approved_on": day,
            "change_kind": "major" if later else "new", "reason": "Too slow" if later else "First issue",
            "impact": "none", "change_no": "C-01" if later else "",
        }  # fmt: skip


def _csv(folder: Folder, table: str, rows: list[Mapping[str, str]]) -> str:
    form = next(form for form in load_portal(folder.root, DAY).forms if form.name == table)
    names = [field.name for field in form.fields]
    lines = [",".join({**row, "form_revision": "A/0"}.get(name, "") for name in names) for row in rows]
    return "\n".join([",".join(names), *lines]) + "\n"
