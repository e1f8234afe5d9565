"""The plugin of MkDocs: a portal's pages, menu and settings for the site, taken from the engine."""
