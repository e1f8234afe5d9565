"""Where values become words: how breaches, duties and indicators are said in messages, on pages and by verbs."""
