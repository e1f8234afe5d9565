"""Forms of the ODK world: XLSForms read as forms of ours, and written from them."""
