"""Why records are still kept, in words."""

from shoukong.control.record_keeping import Keeping, KeptRecord
from shoukong.language import Speech
from shoukong.portal import Portal


def keeping_words(record: KeptRecord, portal: Portal, say: Speech) -> str:
    """Why a record may not go yet; empty where it may."""
    number = record.number
    match record.why:
        case Keeping.TIME:
            return say("%(number)s 保存到 %(day)s", number=number, day=record.kept_until)
        case Keeping.OPEN:
            return say("%(number)s 还没有办结", number=number)
        case Keeping.HELD:
            return say("%(number)s 已由 %(hold)s 暂停销毁", number=number, hold=record.by)
        case Keeping.REFERRED:
            title = portal.forms_by_name[record.by].title
            return say("%(number)s 被《%(title)s》的记录引用", number=number, title=title)
        case None:
            return ""
