"""What the states of duties, breaches, texts, change requests, readings and copies are called."""

from collections.abc import Mapping

from shoukong.control.change_request import RequestState
from shoukong.control.controlled_copy import CopyState
from shoukong.control.life import Status
from shoukong.control.reading import ReadingState
from shoukong.executable.breach_answer import BreachState
from shoukong.executable.occurrence import DutyState
from shoukong.messages.names import Name
from shoukong.text.block import Strength

DUTY_NAMES: Mapping[DutyState, Name] = {
    DutyState.UPCOMING: Name("未到", "upcoming"),
    DutyState.OPEN: Name("待办", "open"),
    DutyState.ON_TIME: Name("按时", "on time"),
    DutyState.LATE: Name("迟办", "late"),
    DutyState.MISSED: Name("未办", "missed"),
}
BREACH_NAMES: Mapping[BreachState, Name] = {
    BreachState.OPEN: Name("未处理", "open"),
    BreachState.ANSWERED: Name("处理中", "answered"),
    BreachState.CLOSED: Name("已关闭", "closed"),
    BreachState.REOPENED: Name("重新打开", "reopened"),
    BreachState.AGREED: Name("已同意偏离", "deviation agreed"),
    BreachState.NOTED: Name("仅提示", "noted"),
}
STRENGTH_NAMES: Mapping[Strength, Name] = {
    Strength.MUST: Name("必须", "must"),
    Strength.PRINCIPLE: Name("原则上", "in principle"),
    Strength.MAY: Name("可以", "may"),
    Strength.FREE: Name("不作规定", "left free"),
}
STATUS_NAMES: Mapping[Status, Name] = {
    Status.DRAFT: Name("草案", "draft"),
    Status.UPCOMING: Name("待实施", "upcoming"),
    Status.IN_FORCE: Name("有效", "in force"),
    Status.REVIEW_OVERDUE: Name("复审逾期", "review overdue"),
    Status.SUPERSEDED: Name("已被代替", "superseded"),
    Status.WITHDRAWN: Name("已作废", "withdrawn"),
}
READING_NAMES: Mapping[ReadingState, Name] = {
    ReadingState.DONE: Name("已签", "signed"),
    ReadingState.UPCOMING: Name("待实施", "upcoming"),
    ReadingState.DUE: Name("待签", "to sign"),
    ReadingState.OVERDUE: Name("逾期", "overdue"),
}
REQUEST_NAMES: Mapping[RequestState, Name] = {
    RequestState.WAITING: Name("待决定", "undecided"),
    RequestState.UNDER_WAY: Name("办理中", "under way"),
    RequestState.DONE: Name("已办结", "closed"),
    RequestState.REFUSED: Name("不予更改", "refused"),
}
COPY_NAMES: Mapping[CopyState, Name] = {
    CopyState.CURRENT: Name("现行，可以使用", "Current, may be used"),
    CopyState.NOT_YET: Name("尚未实施，不得使用", "Not in force yet, must not be used"),
    CopyState.SUPERSEDED: Name("已失效，请交回", "Superseded, return it"),
    CopyState.RECALLED: Name("已收回，不得使用", "Recalled, must not be used"),
}
