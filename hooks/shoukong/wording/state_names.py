"""What the states of duties, breaches, texts, change requests, readings and copies are called."""

from collections.abc import Mapping

from shoukong.control.change_request import RequestState
from shoukong.control.controlled_copy import CopyState
from shoukong.control.life import Status
from shoukong.control.reading import ReadingState
from shoukong.executable.breach_answer import BreachState
from shoukong.executable.occurrence import DutyState
from shoukong.messages.names import Name

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
}
STATUS_NAMES: Mapping[Status, str] = {
    Status.DRAFT: "草案",
    Status.UPCOMING: "待实施",
    Status.IN_FORCE: "有效",
    Status.REVIEW_OVERDUE: "复审逾期",
    Status.SUPERSEDED: "已被代替",
    Status.WITHDRAWN: "已作废",
}
READING_NAMES: Mapping[ReadingState, str] = {
    ReadingState.DONE: "已签",
    ReadingState.UPCOMING: "待实施",
    ReadingState.DUE: "待签",
    ReadingState.OVERDUE: "逾期",
}
REQUEST_NAMES: Mapping[RequestState, str] = {
    RequestState.WAITING: "待决定",
    RequestState.UNDER_WAY: "办理中",
    RequestState.DONE: "已办结",
    RequestState.REFUSED: "不予更改",
}
COPY_NAMES: Mapping[CopyState, str] = {
    CopyState.CURRENT: "现行，可以使用",
    CopyState.NOT_YET: "尚未实施，不得使用",
    CopyState.SUPERSEDED: "已失效，请交回",
    CopyState.RECALLED: "已收回，不得使用",
}
