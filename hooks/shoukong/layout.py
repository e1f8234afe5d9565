"""Where in its folder everything of a portal stands; what is below `docs` and not under control are its own pages."""

DOCS = "docs"
DOCUMENTS, FORMS = "docs/documents", "forms"
DOCUMENT_ARCHIVE, FORM_ARCHIVE = "docs/archive", "forms/archive"
REQUIREMENTS, DOSSIERS = "docs/requirements", "docs/dossiers"
RECORDS, CALENDAR, ENTRIES = "records", "calendar", "entries"
# What records enclose; those of personal fields lie apart, on the machine that keeps them, and are never published.
ENCLOSURES, PERSONAL_ENCLOSURES = "attachments", "attachments/personal"
SEALS = "seals"
SETTINGS, GLOSSARY = "portal.yaml", "docs/glossary.yaml"
SAMPLE = "records/sample.yaml"
CONTROLLED = tuple(f"{folder}/" for folder in (DOCUMENTS, REQUIREMENTS, DOCUMENT_ARCHIVE, DOSSIERS))
