"""Forms from published Table Schemas as they are: only what makes them forms is added."""

import json
from pathlib import Path

import frictionless
import pytest
from conftest import TODAY

from shoukong.commands import package
from shoukong.evaluation import check, evaluate
from shoukong.finding import Finding
from shoukong.forms.form import Field
from shoukong.messages.catalogue import message_of
from shoukong.pages.form_pages import form_pages
from shoukong.pages.register_pages import register_pages, write_register
from shoukong.pages.view import View
from shoukong.portal import load_portal
from shoukong.records.registers import open_registers

DOCUMENT = """---
id: QM-1
title: Data
kind: procedure
revision: A/0
effective_date: 2025-01-05
owner: Data
review_months: 24
retention: P10Y
audience: [Data]
references: []
history:
  - {revision: A/0, date: 2025-01-05, summary: First}
---

# Data

## 1 Records

Records are kept.
"""
HEAD = """name: {name}
id: F-{name}
title: {name}
revision: A/0
effective_date: 2025-01-05
document: QM-1
clause: QM-1#1
retention: {{period: P3Y}}
schema:
"""
PARKING = """  {
    "$schema": "https://specs.frictionlessdata.io/schemas/table-schema.json",
    "name": "parking", "version": "0.6.0", "homepage": "https://example.org/parking",
    "contributors": [{"title": "A city", "role": "author"}], "created": "2018-06-01", "keywords": [],
    "fields": [
      {"name": "id", "type": "string", "description": "Given by the city.", "example": "75114-P-001",
       "constraints": {"required": true, "unique": true, "pattern": "^[0-9]{5}-P-[0-9]{3}$"}},
      {"name": "nom", "type": "string", "description": "", "constraints": {"required": true}},
      {"name": "gratuit", "type": "boolean", "constraints": {"required": true}},
      {"name": "nb_places", "type": "integer", "constraints": {"required": true, "minimum": 0}},
      {"name": "hauteur_max", "type": "number", "constraints": {"required": false}, "missingValues": ["", "N/A"]},
      {"name": "Xlong", "type": "number", "constraints": {"minimum": -180, "maximum": 180}},
      {"name": "num_siret", "type": "string", "constraints": {"pattern": "[0-9]{14}"}},
      {"name": "url", "type": "string", "format": "uri"},
      {"name": "date_maj", "type": "date", "format": "%Y-%m-%d", "rdfType": "https://schema.org/Date"}
    ],
    "missingValues": ["", "ND"],
    "primaryKey": ["id"]
  }
"""
PARKING_ROWS = """id,nom,gratuit,nb_places,hauteur_max,Xlong,num_siret,url,date_maj
75114-P-001,Nord,true,120,N/A,2.32,21750001600019,https://example.org/p,2025-11-02
75114-P-002,Sud,false,0,1.90,ND,ND,ND,ND
"""
DEPLOYMENTS = """  {
    "name": "deployments", "title": "Deployments", "description": "Where and when cameras stood.",
    "fields": [
      {"name": "deploymentID", "type": "string", "skos:exactMatch": "http://example.org/d",
       "constraints": {"required": true, "unique": true}},
      {"name": "locationID", "type": "string"},
      {"name": "latitude", "type": "number", "constraints": {"required": true, "minimum": -90, "maximum": 90}},
      {"name": "uncertainty", "type": "integer", "constraints": {"required": false, "minimum": 1}},
      {"name": "deploymentStart", "type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z",
       "constraints": {"required": true}},
      {"name": "deploymentEnd", "type": "datetime", "format": "%Y-%m-%dT%H:%M:%S%z"},
      {"name": "delay", "type": "integer", "constraints": {"minimum": 0}},
      {"name": "baitUse", "type": "boolean"},
      {"name": "feature", "type": "string", "constraints": {"enum": ["roadPaved", "trailGame", "other"]}}
    ],
    "missingValues": ["", "NaN", "nan"],
    "primaryKey": "deploymentID"
  }
"""
DEPLOYMENT_ROWS = """deploymentID,locationID,latitude,uncertainty,deploymentStart,deploymentEnd,delay,baitUse,feature
8f3a77c2,e254a13c,51.496,187,2025-05-30T02:57:37Z,2025-07-01T09:41:41+02:00,0,false,trailGame
00a2c20d,NaN,50.699,NaN,2025-06-01T22:30:00Z,,120,true,
"""
STOPS = """  fields:
    - {name: stop_id, type: string, description: Identifies a stop., constraints: {required: true}}
    - {name: stop_name, type: string}
    - {name: stop_lat, type: number, constraints: {minimum: -90, maximum: 90}}
    - {name: location_type, type: integer, constraints: {enum: ["0", "1", "2", "3", "4"]}}
    - {name: parent_station, type: string}
    - {name: stop_timezone, type: string}
  primaryKey: stop_id
  foreignKeys:
    - {fields: parent_station, reference: {resource: "", fields: stop_id}}
"""
STOP_ROWS = """stop_id,stop_name,stop_lat,location_type,parent_station,stop_timezone
S1,Central,47.5,1,,
10,Platform 1,47.5,0,S1,Europe/Zurich
"""
ACTIVITIES = """  fields:
    - {name: iati-identifier, title: IATI identifier, type: string, constraints: {required: true}}
    - {name: reporting-org, type: string}
    - {name: default_currency, type: string, constraints: {minLength: 3, maxLength: 3}}
    - {name: budget_month, type: yearmonth}
    - {name: duration, type: duration}
    - {name: point, type: geopoint, format: array}
    - {name: budget, type: number}
    - {name: fiscal_year, type: year}
    - {name: notes, type: any}
  primaryKey: [iati-identifier]
"""
ACTIVITY_ROWS = """iati-identifier,reporting-org,default_currency,budget_month,duration,point,budget,fiscal_year,notes
GB-1-2025,GB-1,EUR,2025-04,P1Y6M,"[2.35, 48.85]",1200.50,2025,free words
"""
STATIONS = """  fields:
    - {name: station, type: integer, constraints: {required: true, minimum: 1}}
    - {name: twin, type: integer}
    - {name: opened, type: time, format: "%H:%M:%S"}
  primaryKey: station
  foreignKeys:
    - {fields: [twin], reference: {resource: stations, fields: [station]}}
"""
READINGS = """  fields:
    - {name: at, type: datetime, constraints: {required: true}}
    - {name: sensor, type: string}
    - {name: value, type: number, missingValues: ["", "-"]}
"""
READING_ROWS = """at,sensor,value
2026-01-05T08:00:00+08:00,S1,1.5
2026-01-05T08:00:00+08:00,S2,-
2026-01-05T09:00:00+08:00,S1,1.5
"""
STATION_ROWS = "station,twin,opened\n1,10,06:00:00\n10,1,23:59:59\n100,,\n"
PUBLISHED = {
    "parking": (PARKING, PARKING_ROWS),
    "deployments": (DEPLOYMENTS, DEPLOYMENT_ROWS),
    "stops": (STOPS, STOP_ROWS),
    "activities": (ACTIVITIES, ACTIVITY_ROWS),
    "stations": (STATIONS, STATION_ROWS),
    "readings": (READINGS, READING_ROWS),
}


def portal_of(root: Path, name: str, schema: str, rows: str, zone: str = "Asia/Shanghai") -> Path:
    """A portal of one form and its records."""
    files = {
        "docs/documents/QM-1.md": DOCUMENT,
        f"forms/{name}.yaml": HEAD.format(name=name) + schema,
        f"records/{name}/all.csv": rows,
        "portal.yaml": f"title: Data\norganization: A city\ntimezone: {zone}\n",
    }
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return root


def findings(root: Path) -> tuple[Finding, ...]:
    """What a check finds."""
    return check(load_portal(root, TODAY)).findings


@pytest.mark.parametrize("name", PUBLISHED)
def test_a_published_schema_is_taken_as_it_is(tmp_path: Path, name: str) -> None:
    assert findings(portal_of(tmp_path, name, *PUBLISHED[name])) == ()


@pytest.mark.parametrize("name", PUBLISHED)
def test_its_pages_are_made(tmp_path: Path, name: str) -> None:
    with evaluate(load_portal(portal_of(tmp_path, name, *PUBLISHED[name]), TODAY)) as evaluation:
        view = View(evaluation)
        paths = {page.path for page in (*form_pages(view), *register_pages(view))}
    assert {f"forms/{name}.md", f"registers/{name}.md"} <= paths


@pytest.mark.parametrize(
    ("name", "old", "new", "code"),
    [
        ("parking", "75114-P-002", "75114-Q-002", "cell-pattern"),
        ("parking", "https://example.org/p,", "no address,", "cell-type"),
        ("parking", "true,120", "oui,120", "cell-type"),
        ("deployments", "2025-05-30T02:57:37Z", "2025-05-32T02:57:37Z", "cell-type"),
        ("deployments", "2025-06-01T22:30:00Z", "2026-11-23T16:00:00Z", "date-in-future"),
        ("deployments", "trailGame", "trail", "cell-enum"),
        ("stops", "0,S1", "0,S2", "reference-dangling"),
        ("stops", "1,,", "5,,", "cell-enum"),
        ("activities", "2025-04", "2025-13", "cell-type"),
        ("activities", "P1Y6M", "18 months", "cell-type"),
        ("activities", '"[2.35, 48.85]"', '"2.35, 48.85"', "cell-type"),
        ("readings", "S2,-", "S2,x", "cell-type"),
        ("readings", "08:00:00+08:00,S2,-", "08:00:00+08:00,S1,1.5", "record-twice"),
        ("readings", "S2,-", "S2", "row-short"),
        ("stations", "1,10,", "1,11,", "reference-dangling"),
        ("stations", "\n100,", "\n10,", "record-twice"),
        ("stations", "\n100,", "\n0100,", "cell-type"),
    ],
)
def test_a_cell_that_the_schema_forbids_is_one_finding(
    tmp_path: Path, name: str, old: str, new: str, code: str
) -> None:
    schema, rows = PUBLISHED[name]
    assert old in rows
    assert [f.code for f in findings(portal_of(tmp_path, name, schema, rows.replace(old, new)))] == [code]


@pytest.mark.parametrize(
    ("zone", "local"), [("Asia/Shanghai", "2025-05-30T10:57:37"), ("America/New_York", "2025-05-29T22:57:37")]
)
def test_a_moment_stands_as_the_firms_clocks_show_it(tmp_path: Path, zone: str, local: str) -> None:
    root = portal_of(tmp_path, "deployments", DEPLOYMENTS, DEPLOYMENT_ROWS, zone)
    with open_registers(load_portal(root, TODAY)) as registers:
        rows = dict(registers.rows('SELECT "deploymentID", "deploymentStart" FROM deployments'))
    assert rows["8f3a77c2"] == local


def test_moments_of_two_offsets_are_put_in_order_by_when_they_were(tmp_path: Path) -> None:
    root = portal_of(tmp_path, "deployments", DEPLOYMENTS, DEPLOYMENT_ROWS)
    form = (root / "forms/deployments.yaml").read_text("utf-8")
    (root / "forms/deployments.yaml").write_text(
        form.replace("schema:\n", "order:\n  - [deploymentStart, deploymentEnd]\nschema:\n", 1), "utf-8"
    )
    assert findings(root) == ()
    rows = DEPLOYMENT_ROWS.replace("2025-07-01T09:41:41+02:00", "2025-05-30T04:57:36+02:00")
    (root / "records/deployments/all.csv").write_text(rows, "utf-8")
    assert [f.code for f in findings(root)] == ["dates-backwards"]


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        ('"primaryKey": ["id"]', '"primaryKey": ["id", "nom"]', "key-composite", "id、nom"),
        ('"type": "boolean"', '"type": "geojson"', "value-kind", "geojson"),
        ('"type": "boolean"', '"type": "boolean", "trueValues": ["oui"]', "property-unheeded", "oui"),
        ('"format": "%Y-%m-%d"', '"format": "%d/%m/%Y"', "property-unheeded", "%d/%m/%Y"),
        ('"primaryKey": ["id"]', '"primaryKey": ["id"], "missingValue": [""]', "key-unknown", "missingValue"),
        ('"name": "nom"', '"name": "nom", "categories": ["a", "b"]', "property-unchecked", "categories"),
        ('"primaryKey": ["id"]', '"primaryKey": ["id"], "uniqueKeys": [["nom"]]', "property-unchecked", "uniqueKeys"),
        ('"unique": true', '"unique": true, "jsonSchema": {}', "property-unchecked", "jsonSchema"),
        ('"name": "nom"', '"name": "ID"', "field-twice", "ID"),
        ('"name": "nom"', '"name": "le nom"', "field-name", "le nom"),
    ],
)  # fmt: skip
def test_what_cannot_be_heeded_is_one_finding_that_names_it(
    tmp_path: Path, old: str, new: str, code: str, told: str
) -> None:
    assert old in PARKING
    found = findings(portal_of(tmp_path, "parking", PARKING.replace(old, new), PARKING_ROWS))
    assert [f.code for f in found if not f.code.startswith("column")] == [code]
    assert told in message_of(found[0], "zh")


def test_without_a_title_a_column_is_called_by_its_name(tmp_path: Path) -> None:
    portal = load_portal(portal_of(tmp_path, "parking", *PUBLISHED["parking"]), TODAY)
    field = portal.forms_by_name["parking"].field("nb_places")
    assert isinstance(field, Field)
    assert field.title == "nb_places"


def test_a_record_without_its_forms_revision_was_made_on_that_of_its_day(tmp_path: Path) -> None:
    root = portal_of(tmp_path, "parking", *PUBLISHED["parking"])
    with evaluate(load_portal(root, TODAY)) as evaluation:
        view = View(evaluation)
        write_register(view, view.portal.forms_by_name["parking"], tmp_path / "parking")
    told = json.loads((tmp_path / "parking/index.json").read_text("utf-8"))
    assert told["form"]["history"] == [{"revision": "A/0", "from": "2025-01-05", "url": "forms/parking/A-0/"}]


@pytest.mark.parametrize(("cell", "codes"), [("0", ["cell-minimum"]), ("0.5", []), ("0.000000001", [])])
def test_a_bound_finer_than_any_cell_holds_all_the_same(tmp_path: Path, cell: str, codes: list[str]) -> None:
    schema = STATIONS.replace(
        '{name: opened, type: time, format: "%H:%M:%S"}', "{name: speed, type: number, constraints: {minimum: 1e-15}}"
    )
    rows = STATION_ROWS.replace("opened", "speed").replace("06:00:00", cell).replace("23:59:59", "1")
    assert [f.code for f in findings(portal_of(tmp_path, "stations", schema, rows))] == codes


def test_a_record_without_a_key_is_known_by_what_it_says(tmp_path: Path) -> None:
    def numbers(rows: str) -> list[str]:
        root = portal_of(tmp_path, "readings", READINGS, rows)
        with open_registers(load_portal(root, TODAY)) as registers:
            return [number for (number,) in registers.rows("SELECT _record FROM readings ORDER BY rowid")]

    before = numbers(READING_ROWS)
    assert len(set(before)) == 3
    header, first, *others = READING_ROWS.splitlines(keepends=True)
    assert numbers("".join((header, *others, first))) == [*before[1:], before[0]]


def test_a_pattern_of_numbers_needs_a_key(tmp_path: Path) -> None:
    root = portal_of(tmp_path, "readings", READINGS, READING_ROWS)
    form = (root / "forms/readings.yaml").read_text("utf-8")
    (root / "forms/readings.yaml").write_text(form.replace("schema:", 'number: "R-{seq:3}"\nschema:', 1), "utf-8")
    assert [(f.code, f.place.field) for f in findings(root)] == [("key-missing", "primaryKey")]


def test_the_data_package_of_a_register_without_a_key_is_sound(tmp_path: Path) -> None:
    root = portal_of(tmp_path / "portal", "readings", READINGS, READING_ROWS)
    assert package.run(root, tmp_path / "package", TODAY, TODAY, "zh") == 0
    report = frictionless.Package(str(tmp_path / "package/data/datapackage.json")).validate()
    assert report.valid, report.flatten(["message"])
