"""Where the keys lie with which people sign: in the home folder, by the staff number, never in the portal."""

from pathlib import Path

_PREFIX = "shoukong-"


def key_folder() -> Path | None:
    """The folder of OpenSSH in the home folder; None where there is no home."""
    try:
        return Path.home() / ".ssh"
    except RuntimeError:
        return None


def key_path(person: str) -> Path | None:
    """Where a person's own key is looked for; None where there is no home, or the number cannot be a file's name."""
    folder = key_folder()
    is_name = person not in ("", ".", "..") and not set(person) & set('/\\:*?"<>|') and person.isprintable()
    return folder / f"{_PREFIX}{person}" if folder and is_name else None


def people_with_key() -> tuple[str, ...]:
    """The staff numbers whose keys lie here."""
    folder = key_folder()
    if folder is None or not folder.is_dir():
        return ()
    return tuple(
        sorted(path.name.removeprefix(_PREFIX).removesuffix(".pub") for path in folder.glob(f"{_PREFIX}*.pub"))
    )
