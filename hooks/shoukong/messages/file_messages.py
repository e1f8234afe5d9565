"""Messages about files, the YAML in them, and the settings of the portal."""

from collections.abc import Mapping

from shoukong.messages.entry import ERROR, NOTICE, Entry

FILE_MESSAGES: Mapping[str, Entry] = {
    # Files
    "file-not-a-file": Entry(
        ERROR,
        "这里应当是文件，却是文件夹",
        "把同名的文件夹移走或改名",
        "this is a folder, not a file",
        "move or rename the folder",
    ),
    "file-broken-link": Entry(
        ERROR,
        "链接指向不存在的「{target}」",
        "恢复它指向的文件，或删去这个链接",
        "the link points to “{target}”, which does not exist",
        "restore the file it points to, or delete the link",
    ),
    "file-no-permission": Entry(
        ERROR,
        "没有读取这个文件的权限",
        "改正文件的权限",
        "no permission to read this file",
        "correct the file's permissions",
    ),
    "file-empty": Entry(
        ERROR,
        "文件是空的",
        "写入内容（记录文件至少要有表头），或删去文件",
        "the file is empty",
        "write its content (records need a header at least) or delete it",
    ),
    "file-name": Entry(
        ERROR,
        "文件名不是 UTF-8 编码，没有读入",
        "改名；从旧压缩包解出的文件可另用支持 UTF-8 的工具解压",
        "the name of this file is not UTF-8, so it was not read",
        "rename it; unpack old archives with a tool that knows their encoding",
    ),
    "file-too-large": Entry(
        ERROR,
        "文件超过 {limit} 字节",
        "拆成几个文件，或删去多余内容",
        "the file is larger than {limit} bytes",
        "split it or remove what is not needed",
    ),
    "file-encoding": Entry(
        ERROR,
        "文件不是 UTF-8 编码，看来是 {guess}",
        "用编辑器另存为 UTF-8（不带 BOM）",
        "the file is not UTF-8; it looks like {guess}",
        "save it as UTF-8 without a byte order mark",
    ),
    "file-conflict": Entry(
        ERROR,
        "这里有没有解决的合并冲突：{written}",
        "在两份文字中选定要留的，删去 <<<<<<<、=======、>>>>>>> 这几行，再运行检查",
        "a merge conflict is not resolved here: {written}",
        "choose what is to stay, delete the lines <<<<<<<, ======= and >>>>>>>, and check again",
    ),
    "file-bom": Entry(
        ERROR,
        "文件开头有 BOM 标记",
        "另存为不带 BOM 的 UTF-8",
        "the file starts with a byte order mark",
        "save it as UTF-8 without a byte order mark",
    ),
    "file-nul": Entry(
        ERROR,
        "文件里有空字符(NUL)",
        "删去该字符；文件可能已损坏，可从 Git 恢复",
        "the file holds a NUL byte",
        "delete it; the file may be damaged and can be restored from Git",
    ),
    "held-back": Entry(
        NOTICE,
        "因这个错误，有 {count} 项由它推算的结果没有报告（{codes}）",
        "改正这个错误后再检查一次",
        "results that rest on it and are not told for this fault: {count} ({codes})",
        "mend the fault and check again",
    ),
    "name-composed": Entry(
        ERROR,
        "名称「{name}」中的字符是拼成的（{spelt}），看上去与通常的写法一样，别处写的编号和链接却找不到它",
        "改名为 {composed}：看上去不变，字符是合成的(NFC)；在 Git 中先改成别的名字，再改回来",
        "the name “{name}” has signs made of parts ({spelt}): it looks as usual, and numbers and links do not find it",
        "rename it to {composed}, which looks the same (NFC); with Git by way of another name",
    ),
    "word-composed": Entry(
        ERROR,
        "「{word}」中的字符是拼成的（{spelt}），看上去与「{composed}」一样，却是另一个词，所以对不上",
        "删去重新输入，或把文件转为 NFC",
        "“{word}” has signs made of parts ({spelt}): it looks like “{composed}” but is another word",
        "delete it and type it again, or convert the file to NFC",
    ),
    # YAML
    "yaml-syntax": Entry(
        ERROR,
        "YAML 写法有误，读到这一行为止",
        "检查这一行的缩进、冒号后的空格和引号",
        "YAML cannot be read: {problem}",
        "check indentation, the space after colons, and quotes on this line",
    ),
    "yaml-too-large": Entry(
        ERROR,
        "YAML 展开后超过 {limit} 个值或嵌套过深",
        "去掉别名(& 与 *)和多余的嵌套",
        "the YAML expands to more than {limit} values, or nests too deep",
        "remove aliases (& and *) and needless nesting",
    ),
    "yaml-key": Entry(ERROR, "键必须是一个词", "把键改成文字", "a key must be a word", "write the key as a text"),
    "yaml-key-twice": Entry(
        ERROR, "键「{key}」出现了两次", "留下一个", "the key “{key}” stands twice", "keep one of them"
    ),
    "yaml-cut": Entry(
        ERROR,
        "花括号里的「{lost}」成了没有值的键：前面只读到「{kept}」",
        "整段是一句话的，加上引号",
        "“{lost}” within braces is a key without a value: before the comma only “{kept}” was read",
        "put quotes around a text that holds a comma",
    ),
    "yaml-value": Entry(
        ERROR,
        "值「{value}」无法识别，或大得无法计算",
        "给它加上引号，或改成正确的写法；日期在 1900 年至 2199 年之间，数不超过 10 的 15 次方",
        "the value “{value}” cannot be read, or lies too far away to calculate with",
        "quote it or write it correctly; days lie between 1900 and 2199, numbers within 10 to the power of 15",
    ),
    "value-kind": Entry(
        ERROR,
        "这里应当是{expected}，却是「{value}」",
        "改成{expected}",
        "expected {expected_en}, found “{value}”",
        "write {expected_en}",
    ),
    "key-missing": Entry(ERROR, "缺少「{key}」", "补上「{key}:」", "“{key}” is missing", "add “{key}:”"),
    "key-unknown": Entry(
        ERROR,
        "不认识的键「{key}」",
        "改正拼写或删去；可用的键：{known}",
        "unknown key “{key}”",
        "correct its spelling or delete it; keys: {known}",
    ),
    # Settings
    "settings-missing": Entry(
        ERROR,
        "根目录下没有 portal.yaml",
        "新建 portal.yaml，写上 title 与 organization",
        "there is no portal.yaml in the root",
        "create portal.yaml with title and organization",
    ),
    "holidays-unknown": Entry(
        ERROR,
        "没有「{place}」的公共假日",
        "写国家或地区的代码，例如 {near}，或写 none（只有周末）；不写就是 {default}",
        "no public holidays are known of “{place}”",
        "write the code of a country or part, such as {near}, or none for weekends alone; left out, it is {default}",
    ),
    "timezone-unknown": Entry(
        ERROR,
        "没有名为「{zone}」的时区，暂按 {default} 判断哪一天是今天",
        "写时区数据库(IANA)中的名称，例如 {near}；不写 timezone 就是 {default}",
        "there is no time zone “{zone}”; until this is mended, today is the day in {default}",
        "write a name of the IANA database, such as {near}; without timezone it is {default}",
    ),
    "format-newer": Entry(
        ERROR,
        "门户的格式是 {written}，这个版本的程序只认得到 {known}，其余不再检查",
        "升级程序：pip install --upgrade shoukong；若 format 写错了，改成 {known}",
        "the portal is in format {written}; this program knows formats up to {known}, and checks no further",
        "upgrade the program: pip install --upgrade shoukong; where `format` is a slip, write {known}",
    ),
    "revisions-faulty": Entry(
        ERROR,
        "版本的写法「{pattern}」用不上：「{part}」分不清先后，或不是已知的部分",
        "用 {{letter}}、{{number}}、{{year}}、{{month}}、{{day}} 按先后写，数字之间要有分隔，"
        "月前有年，日前有月，例如 {{letter}}/{{number}}、{{number}}.{{number}}、{{year}}-{{month}}",
        "the pattern of revisions “{pattern}” cannot be used: “{part}” cannot be ordered or is unknown",
        "write {{letter}}, {{number}}, {{year}}, {{month}} and {{day}} in their order, with a sign between numbers, "
        "the year before the month, such as {{letter}}/{{number}}, {{number}}.{{number}} or {{year}}-{{month}}",
    ),
    "kind-taken": Entry(
        ERROR,
        "文件类别「{kind}」写了两次，或是表单的类别",
        "每个类别一个不同的名称；form 总是表单的类别，不用写",
        "the kind of documents “{kind}” is there twice, or is that of forms",
        "give each kind a name of its own; form is always the kind of forms and is not listed",
    ),
    "revisions-unfit": Entry(
        ERROR,
        "没有一份文件或表单的版本合乎写法「{pattern}」，例如「{written}」",
        "把 portal.yaml 的 revisions 改成文件里的写法；不写 revisions 就是 {{letter}}/{{number}}",
        "the revision of no document or form fits the pattern “{pattern}”, such as “{written}”",
        "write in revisions of portal.yaml how the texts have it; without that key it is {{letter}}/{{number}}",
    ),
    "language-unknown": Entry(
        ERROR,
        "没有「{language}」的文字，网站、打印件和消息暂用 {default}",
        "language 写成有文字的一种：{known}；不写 language 就是 {default}",
        "there are no texts in “{language}”; until this is mended, site, prints and messages are in {default}",
        "write a language that has texts: {known_en}; without language it is {default}",
    ),
    "rulebook-unknown": Entry(
        ERROR,
        "规则文件「{document}」不存在",
        "把 rulebook 改成现有文件的编号",
        "the rulebook “{document}” does not exist",
        "name an existing document as rulebook",
    ),
}
