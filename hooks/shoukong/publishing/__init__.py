"""The site as a whole: the tree that is handed to a generator, its libraries, its links, its copy to carry."""
