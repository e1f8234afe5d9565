"""`shoukong form export`: write a form as an XLSForm, for tools of the ODK world."""

from shoukong.commands.form_file import Wish, write_form_file
from shoukong.language import speech
from shoukong.xlsform.survey_book import survey_book


def run(wish: Wish) -> int:
    """Write the workbook, and say what of the form an XLSForm cannot hold."""
    done = write_form_file(wish, lambda form: f"{form.name}.xlsx", lambda _, form, say: survey_book(form, say))
    if isinstance(done, int):
        return done
    say = speech(wish.language)
    for each in done.constraints:
        print(say("XLSForm 说不了的：%(what)s", what=each.message))
    return 0
