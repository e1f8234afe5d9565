"""The member of staff whom an option of a verb names."""

from shoukong.commands.refusal import RefusedError
from shoukong.entries.fault_words import cell_words
from shoukong.entries.known_names import is_known, meant_numbers
from shoukong.entries.meant_cell import Unmeant
from shoukong.evaluation import Evaluation
from shoukong.language import Speech
from shoukong.records.core_people import STAFF
from shoukong.records.core_registers import core_form


def meant_person(evaluation: Evaluation, written: str, say: Speech) -> str:
    """The number of somebody who is named by number or name; as it is written where no register says who there is.

    Raises RefusedError.
    """
    staff = core_form(evaluation.portal, STAFF)
    if staff is None:
        return written
    meant = meant_numbers(evaluation.portal, evaluation.registers, staff, [written])[written]
    if isinstance(meant, Unmeant):
        raise RefusedError(cell_words(meant, say))
    if not is_known(evaluation.registers, staff, meant):
        raise RefusedError(say("人员登记册中没有「%(person)s」：用编号或姓名", person=written))
    return meant
