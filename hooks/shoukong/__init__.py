"""Shoukong: control of documents and records in a folder of plain files.

Reading order: `finding` and `messages` (what a check says); `document`, `form`, `requirement`, `revision` (the nouns,
read from text by `yaml_lines`, `yaml_shape` and `markdown`); `portal` (all nouns of a folder); `figures` and `links`
(what follows from them); `control` (which text applies when, what people owe); `executable` (rules, duties,
indicators); `checks` (one file a family); `evaluation` (all of it for one day, made once); `folder`, `git`,
`csv_parts`, `registers`, `cells_in_bulk`, `cells_by_frictionless` (the edges: files, Git, CSV, DuckDB, Frictionless);
`pages` and `paper` (what people see); `commands` and `cli` (the verbs). Nothing here imports MkDocs.
"""

__version__ = "0.1.0"
