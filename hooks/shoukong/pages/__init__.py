"""What people see on the site: one file for each kind of page, in one visible list."""
