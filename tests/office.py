"""Word and Excel files as an office program opens them: LibreOffice without a screen.

A test that asks for it is marked `needs("soffice")`.
"""

import csv
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

# It takes two seconds to start, and several times that on a busy machine.
PATIENCE = 120


def lines(word: bytes) -> list[str]:
    """The paragraphs of a Word file, those within tables too, in reading order."""
    text = _converted(word, "docx", "txt:Text (encoded):UTF8").decode("utf-8-sig")
    return [line.strip() for line in text.splitlines() if line.strip()]


def rows(workbook: bytes) -> list[list[str]]:
    """The first sheet of an Excel file, cells as they are shown."""
    text = _converted(workbook, "xlsx", "csv:Text - txt - csv (StarCalc):44,34,76,1").decode("utf-8")
    return list(csv.reader(text.splitlines()))


def pdf(word: bytes) -> bytes:
    """A Word file as it would be printed."""
    return _converted(word, "docx", "pdf")


def _converted(data: bytes, suffix: str, into: str) -> bytes:
    """Each time with a profile of its own: two programs at once would wait for each other."""
    with TemporaryDirectory() as name:
        folder = Path(name)
        source = folder / f"paper.{suffix}"
        source.write_bytes(data)
        command = ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
        command += ["--convert-to", into, "--outdir", str(folder / "out"), str(source)]
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=PATIENCE, check=True
        )
        made = folder / "out" / f"paper.{into.split(':')[0]}"
        assert made.exists(), f"the office program did not open it: {done.stdout} {done.stderr}"
        return made.read_bytes()
