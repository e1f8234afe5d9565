"""The edges: the files of a portal as the disk, Git and caches hold them; nothing else reads or writes there."""
