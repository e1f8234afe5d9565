"""Messages about what records enclose: photographs, files and signatures."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, WARNING, Entry

ENCLOSURE_MESSAGES: Mapping[str, Entry] = {
    "enclosure-name": Entry(
        ERROR,
        "「{title}」里的「{name}」不是附件的名称",
        "附件用填写页附上，由 shoukong take 登记；名称是文件内容的 SHA-256（64 位小写十六进制）加扩展名，"
        "几个之间空一格",
        "“{name}” in {title} is not the name of an attachment",
        "attach files on the page to fill in and file them by `shoukong take`; a name is the SHA-256 of the file in 64"
        " lower-case hex digits with its extension, several with one space in between",
    ),
    "enclosure-kind": Entry(
        ERROR,
        "「{title}」不收扩展名为 {extension} 的附件",
        "换成可以收的一种：{known}",
        "{title} takes no attachments with the extension {extension}",
        "use one of those that it takes: {known}",
    ),
    "enclosure-missing": Entry(
        ERROR,
        "「{title}」所附的 {file} 不在",
        "把文件放回这个位置（版本库的历史、备份或保存它的电脑里有）；不该附的，按更正删去",
        "{file}, which {title} names, is not there",
        "put the file back there, from the history, a backup or the machine that keeps it; or correct the record",
    ),
    "enclosure-changed": Entry(
        ERROR,
        "附件的内容变了：现在的 SHA-256 是 {digest}，与名称不同",
        "从版本库的历史或备份恢复原来的文件；要换一个附件，按更正办理",
        "the attachment was changed: its SHA-256 is now {digest}, which is not its name",
        "restore the file from the history or a backup; to enclose another one, correct the record",
    ),
    "enclosure-content": Entry(
        ERROR,
        "附件的内容不是扩展名 {extension} 所说的那种文件",
        "用对的扩展名重新附上，按更正换掉这一个",
        "the attachment does not hold what its extension {extension} says",
        "attach the file again with its right extension, and correct the record",
    ),
    "enclosure-too-large": Entry(
        ERROR,
        "附件超过 {limit} MB",
        "缩小后重新附上，按更正换掉这一个",
        "the attachment is larger than {limit} MB",
        "attach a smaller version, and correct the record",
    ),
    "enclosure-exposed": Entry(
        ERROR,
        "个人信息的附件放在了随版本库公开的地方",
        "移到 attachments/personal/ 下的同名文件夹；已经提交过的，还要从版本库的历史里清除",
        "an attachment of a personal field lies where the repository shows it",
        "move it into the folder of the same name below attachments/personal/; where it was committed, purge it from"
        " the history too",
    ),
    "enclosure-located": Entry(
        WARNING,
        "照片里写着拍摄地点，会随网站公布",
        "能公布就不管；不能的，用填写页重新附上（会去掉拍摄地点），按更正换掉这一张",
        "the photograph tells where it was taken, and is published",
        "leave it if everybody may know; else attach it again on the page to fill in, which leaves that out, and"
        " correct the record",
    ),
    "enclosure-unnamed": Entry(
        WARNING,
        "没有记录用到这个附件",
        "核对后删去；该附上的，用填写页附上，由 shoukong take 登记",
        "no record names this attachment",
        "delete it once you are sure; attach what belongs to a record on the page to fill in, and file it by"
        " `shoukong take`",
    ),
}
