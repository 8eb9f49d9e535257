"""The process in which Word templates are filled in reaches nothing but its pipes."""

import subprocess
import sys

import pytest

ATTEMPTS = {
    "联网": "import socket; socket.create_connection(('127.0.0.1', 9))",
    "查域名": "import socket; socket.getaddrinfo('localhost', 80)",
    "运行程序": "import subprocess; subprocess.run(['true'])",
    "调用外壳": "import os; os.system('true')",
    "写文件": "open('x.txt', 'w')",
    "删文件": "import os; os.remove('x.txt')",
    "载入机器代码": "import ctypes; ctypes.CDLL(None)",
}


@pytest.mark.parametrize("name", ATTEMPTS)
def test_a_confined_process_refuses(name: str) -> None:
    code = f"from xuncha_docs.foreign.confinement import confine\nconfine()\n{ATTEMPTS[name]}"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert run.returncode == 1
    assert "PermissionError: 这个进程不许" in run.stderr


def test_a_confined_process_still_reads_files() -> None:
    code = f"from xuncha_docs.foreign.confinement import confine\nconfine()\nprint(len(open({__file__!r}).read()) > 9)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout == "True\n"
