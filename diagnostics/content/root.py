"""The folder of the shipped content: questionnaires, benchmarks and reports.

In development these folders stand at the root of the repository, in the wheel inside the package, so that installing
never puts a top-level `reports` or `benchmarks` beside other people's packages.
"""

from __future__ import annotations

from pathlib import Path

from diagnostics.words.problems import FailureError

_FOLDERS = ("questionnaires", "benchmarks", "reports")


def content_root() -> Path:
    """Return the folder that contains `questionnaires/`, `benchmarks/` and `reports/`.

    Raises:
        FailureError: Neither the package nor the repository has them (a damaged installation).
    """
    package = Path(__file__).resolve().parents[1]
    packed = package / "_content"
    root = packed if packed.is_dir() else package.parent
    if not all((root / folder).is_dir() for folder in _FOLDERS):
        raise FailureError(f"{root}：缺少内容目录 {'、'.join(_FOLDERS)}，安装不完整，请重新安装。")
    return root
