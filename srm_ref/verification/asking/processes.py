"""How does one exchange lines with another process, and end it when it takes too long?

Contents: LineProcess, run_once.
"""

from __future__ import annotations

import os
import queue
import signal
import subprocess
import tempfile
import threading
from typing import Sequence

__all__ = ["LineProcess", "run_once"]

TAIL = 2000             # characters of standard error that are shown


class LineProcess:
    """A process that answers lines with lines; what it writes to standard error is kept for `complaint`.

    Parameters
    ----------
    command : sequence of str
    directory : str, optional
        Its working directory; default: ours.
    """

    def __init__(self, command: Sequence[str], directory: str | None = None) -> None:
        self._errors = tempfile.TemporaryFile()
        try:
            self._process = subprocess.Popen(list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                                             stderr=self._errors, start_new_session=True, text=True, encoding="utf-8",
                                             cwd=directory)
        except OSError:
            self._errors.close()
            raise
        self._lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._process.stdout:
            self._lines.put(line)
        self._lines.put("")

    def send(self, line: str) -> None:
        """Send one line; if the process has ended, `receive` notices it."""
        try:
            self._process.stdin.write(line + "\n")
            self._process.stdin.flush()
        except OSError:
            self._lines.put("")

    def receive(self, timeout: float) -> str | None:
        """Return the next line, "" where the process has ended, None where `timeout` seconds have passed."""
        try:
            return self._lines.get(timeout=timeout)
        except queue.Empty:
            return None

    def complaint(self) -> str:
        """Return how the process ended and the last of its standard error."""
        status = self._process.wait()
        self._errors.seek(0)
        return _ended(status, self._errors.read().decode(errors="replace"))

    def close(self) -> None:
        """End the process and all processes that it started."""
        _end(self._process)
        self._process.stdin.close()
        self._process.stdout.close()
        self._errors.close()


def run_once(command: Sequence[str], text: str, timeout: float) -> tuple[str | None, str]:
    """Run a program with `text` on standard input.

    Parameters
    ----------
    command : sequence of str
    text : str
    timeout : float
        Seconds.

    Returns
    -------
    output : str or None
        Its standard output; None where it failed or took too long.
    complaint : str
        "" for success, "timeout", or how it failed.
    """
    try:
        process = subprocess.Popen(list(command), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   start_new_session=True, text=True, encoding="utf-8", errors="replace")
    except OSError as error:
        return None, f"{command[0]!r} cannot be started: {error.strerror}"
    try:
        output, errors = process.communicate(text, timeout=timeout)
    except subprocess.TimeoutExpired:
        return None, "timeout"
    finally:
        _end(process)
        for pipe in (process.stdin, process.stdout, process.stderr):
            pipe.close()
    return (output, "") if process.returncode == 0 else (None, _ended(process.returncode, errors))


def _ended(status: int, errors: str) -> str:
    how = f"ended by signal {-status}" if status < 0 else f"exit status {status}"
    return f"{how}\n{errors[-TAIL:].strip()}".strip()


def _end(process: subprocess.Popen) -> None:
    """End a process with its group: a shell's children would keep the pipes open."""
    try:
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass                                                    # it has ended already
    process.wait()
