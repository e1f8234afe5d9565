"""The list of signers is read as OpenSSH reads it, and an audience names people who exist."""

import base64
import datetime
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from conftest import Folder, new_key
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shoukong.control.allowed_signers import read_signers
from shoukong.control.approval_signature import ALLOWED_SIGNERS

needs_ssh = pytest.mark.skipif(shutil.which("ssh-keygen") is None, reason="OpenSSH is not installed")
# K stands for a key with its type, T for its type, B for its blob.
SOUND = (
    "A K", "A K of a person", "A \t K", "  A K", 'A namespaces="shoukong-n" K',
    'A namespaces="shoukong-m,shoukong-n" K',
    'A valid-after="20200101" K', 'A valid-after="20200101",valid-before="20991231" K', 'A K ssh-rsa x="y"',
)  # fmt: skip
# What OpenSSH reads and we do not: it names several people, or says in another way what can be said in one.
REFUSED = (
    '"A" K', "A,B K", "* K", "A* K", "!B,A K", 'A namespaces="*" K', 'A NAMESPACES="shoukong-n" K',
    'A valid-after="202001010000" K', 'A valid-before="20991231Z" K', "A K \u202e",
)  # fmt: skip
FAULTY = (
    "A namespaces=shoukong-n K", 'A valid-after="2020-01-01" K', 'A valid-after="20201301" K', "A other K",
    'A other="x" K',
    'A valid-after="20300101",valid-before="20200101" K', 'A namespaces="shoukong-n", K', 'A namespaces="" K',
    "A T", "A B", "A",
    'A namespaces="shoukong-n" valid-after="20200101" K', 'A valid-after="20200101",valid-after="20210101" K', "K",
    "A ssh-rsa B", "A T B=", "A T BAAA",
)  # fmt: skip


@pytest.fixture(scope="module")
def signed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a key and a message signed with it."""
    folder = tmp_path_factory.mktemp("signed")
    key = new_key(folder / "key")
    (folder / "message").write_text("x")
    subprocess.run(["ssh-keygen", "-q", "-Y", "sign", "-f", key, "-n", "shoukong-n", folder / "message"], check=True)
    return folder


def written_out(signed: Path, line: str) -> str:
    """A line with the key in the place of what stands for it."""
    type_, blob = (signed / "key.pub").read_text("utf-8").split()[:2]
    words = {"K": f"{type_} {blob}", "T": type_, "B": blob, "B=": f"{blob}=", "BAAA": blob[:-3]}
    return "".join(words.get(part, part) for part in re.split(r"([ \t]+)", line))


def is_read_by_ssh(signed: Path, line: str) -> bool:
    """Whether OpenSSH accepts A's signature by a list of one line."""
    (signed / "signers").write_text(f"{line}\n")
    names = ["-f", signed / "signers", "-I", "A", "-n", "shoukong-n", "-s", signed / "message.sig"]
    return subprocess.run(["ssh-keygen", "-Y", "verify", *names], input=b"x", capture_output=True).returncode == 0


@needs_ssh
@pytest.mark.parametrize("line", [*SOUND, *REFUSED, *FAULTY])
def test_a_line_is_read_where_openssh_reads_it(signed: Path, line: str) -> None:
    written = written_out(signed, line)
    signers, faults = read_signers(f"# 公钥\n\n{written}\n")
    assert bool(signers) == (not faults) == (line in SOUND)
    assert is_read_by_ssh(signed, written) == (line in (*SOUND, *REFUSED))


PIECES = (
    "A", "B", "T", "B", "K", " ", "  ", "\t", ",", '"', "#", "*", "!", "valid-after=", "valid-before=", "namespaces=",
    '"20200101"', '"20300231"', '"20991231"', '"20200101Z"', '"shoukong-n"', '"shoukong-m"', "cert-authority", "\x0b",
    "\u00a0", "\r", "ssh-rsa", "=", "AAAA",
)  # fmt: skip


@needs_ssh
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.one_of(
        st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
        st.tuples(st.sampled_from(SOUND), st.integers(0, 60), st.sampled_from(PIECES)).map(
            lambda given: given[0][: given[1]] + given[2] + given[0][given[1] :]
        ),
    )
)
def test_no_line_is_read_that_openssh_refuses(signed: Path, line: str) -> None:
    written = written_out(signed, line)
    signers, _ = read_signers(written)
    counts = [s for s in signers if s.person == "A" and s.holds(datetime.date.today(), "shoukong-n")]
    own = (signed / "key.pub").read_text("utf-8").split()[1]
    if any(base64.b64encode(signer.key).decode() == own for signer in counts):
        assert is_read_by_ssh(signed, written)


@needs_ssh
def test_a_line_that_is_written_is_read_as_it_was(signed: Path) -> None:
    for line in SOUND:
        (signer,), _ = read_signers(written_out(signed, line))
        assert read_signers(signer.written)[0] == (signer,)


@given(st.text(max_size=80))
def test_any_list_is_read_and_each_line_once(text: str) -> None:
    signers, faults = read_signers(text)
    told = [signer.line for signer in signers] + [line for line, _, _ in faults]
    assert len(told) == len(set(told))


def findings(folder: Folder) -> list[tuple[str, int | None]]:
    """What is said of the list of signers."""
    return [(f.code, f.place.line) for f in folder.findings() if f.place.path == ALLOWED_SIGNERS]


@needs_ssh
def test_a_key_of_two_people_is_told_where_the_second_comes_in(controlled: Folder, tmp_path: Path) -> None:
    one, two = ((new_key(tmp_path / n).with_suffix(".pub")).read_text("utf-8").strip() for n in ("one", "two"))
    lines = (f"YG-01 {one}", f"YG-02 {two}", f"YG-01 {one}", f"YG-03 {two}", f"YG-02 {one}")
    controlled.write(ALLOWED_SIGNERS, "\n".join(lines))
    assert findings(controlled) == [("signer-shared", 4), ("signer-shared", 5)]
    controlled.write(ALLOWED_SIGNERS, f"YG-01,YG-02 {one}\n")
    assert findings(controlled) == [("signer-pattern", 1)]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gbk"])
def test_a_list_in_another_encoding_is_told_as_such(controlled: Folder, encoding: str) -> None:
    controlled.write(ALLOWED_SIGNERS, "# 钥匙\n".encode(encoding))
    ((code, _),) = findings(controlled)
    assert code in ("file-bom", "file-encoding")


@pytest.mark.parametrize(
    ("audience", "told"),
    [
        ("[客服部, 总经理室, 主管经理]", []),
        ("[客服部/主管经理]", []),
        ("[客务部]", ["客务部"]),
        ("[客服部, 客服部/经办]", ["客服部/经办"]),
        ("[客服部/]", ["客服部/"]),
        ("[客服 部]", ["客服 部"]),
        ("[各部门员工, 所有人]", ["各部门员工", "所有人"]),
    ],
)
def test_a_word_of_an_audience_that_means_nobody_is_told(controlled: Folder, audience: str, told: list[str]) -> None:
    controlled.replace("docs/documents/QM-01.md", "audience: [客服部]", f"audience: {audience}")
    found = [f.facts["word"] for f in controlled.findings() if f.code == "audience-unknown"]
    assert found == told


def test_a_firm_without_staff_and_departments_may_write_any_audience(folder: Folder) -> None:
    folder.write("portal.yaml", "title: 门户\norganization: 单位\n")
    folder.replace("docs/documents/QM-01.md", "audience: [客服部]", "audience: [甲班]")
    assert "audience-unknown" not in {f.code for f in folder.findings()}
