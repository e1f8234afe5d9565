"""Shoukong: control of documents and records in a folder of plain files.

Reading order: `finding` and `catalogue` (what a check says); `document`, `form`, `requirement`, `revision`, `number`
(the nouns, read from text by `yamltext`, `shape` and `markdown`); `portal` (all nouns of a folder); `figures` and
`links` (what follows from them); `control` (which text applies when, what people owe); `checks` (one file a family);
`folder`, `parts`, `registers`, `verdict`, `authority`, `datapackage` (the edges: files, CSV, DuckDB, Frictionless);
`pages` and `paper` (what people see); `commands` and `cli` (the verbs). Nothing here imports MkDocs.
"""

__version__ = "0.1.0"
