"""Make the two static fonts of the reports from Google's variable Noto Sans SC.

Comes in: ``NotoSansSC[wght].ttf`` (17.8 MB, SIL Open Font License 1.1), as the PyPI package
``justmytype-intl-cjk`` 0.1.0 carries it. Goes out: ``NotoSansSC-Regular.ttf`` and
``NotoSansSC-Bold.ttf`` beside this file, about 10 MB each, plus ``OFL.txt``. Same source and
same fontTools version give the same bytes.

Run it in an environment that is thrown away afterwards; neither package is needed at run time::

    python -m venv /tmp/fonts
    /tmp/fonts/bin/pip install fonttools==4.68.0 justmytype-intl-cjk==0.1.0
    /tmp/fonts/bin/python reports/fonts/make_fonts.py

It takes about 40 seconds.
"""

from __future__ import annotations

import argparse
import hashlib
import shutil
import sys
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont
from fontTools.varLib import instancer

HERE = Path(__file__).resolve().parent
SOURCE_PACKAGE = "justmytype-intl-cjk"
SOURCE_NAME = "NotoSansSC[wght].ttf"
SOURCE_SHA256 = "a3041811a78c361b1de50f953c805e0244951c21c5bd412f7232ef0d899af0da"
WEIGHTS = {"Regular": 400, "Bold": 700}

# Whole blocks on top of GBK, so that level 2 of GB 18030-2022 (every character that a name in a public register may
# have) is covered as far as the source goes: Latin and its accents, punctuation to dingbats, radicals, CJK punctuation,
# circled and squared signs, extension A, the later basic ideographs, compatibility ideographs, full-width forms,
# enclosed letters, and the supplementary ideographs (rare surnames and place names).
BLOCKS = (
    (0x0020, 0x024F),
    (0x0300, 0x036F),
    (0x1E00, 0x1EFF),
    (0x2010, 0x27BF),
    (0x2E80, 0x2FDF),
    (0x3000, 0x4DBF),
    (0x9FA6, 0x9FFF),
    (0xF900, 0xFAFF),
    (0xFE30, 0xFE4F),
    (0xFF00, 0xFFEF),
    (0x1F100, 0x1F2FF),
    (0x20000, 0x31FFF),
)
# In names of firms and persons: the first nine are outside GB 2312, the rest outside GBK.
MUST_HAVE = "喆堃昇镕玥珺祎翀垚䶮㛃㬎䲟鿍𫖯𬍛𬭎𬸪"


def gbk_characters() -> set[int]:
    """List the code points that GBK can write (21,886 of them, 20,902 ideographs)."""
    found = set()
    for lead in range(0x81, 0xFF):
        for trail in range(0x40, 0xFF):
            try:
                found.add(ord(bytes((lead, trail)).decode("gbk")))
            except UnicodeDecodeError:
                continue
    return found


def find_source() -> Path:
    """Find the variable font inside the installed package.

    Raises:
        SystemExit: The package is not installed or has no such file.
    """
    try:
        listed = files(SOURCE_PACKAGE) or []
    except PackageNotFoundError:
        sys.exit(f"{SOURCE_PACKAGE} is not installed; see the top of this file.")
    for entry in listed:
        if entry.name == SOURCE_NAME:
            return Path(str(entry.locate()))
    sys.exit(f"{SOURCE_PACKAGE} has no {SOURCE_NAME}; install version 0.1.0.")


def make_font(source: Path, style: str, target: Path) -> None:
    """Write one static weight of ``source``, reduced to the wanted characters.

    Raises:
        SystemExit: A character of ``MUST_HAVE`` is not in the result.
    """
    # recalcTimestamp off: the date in the file stays the source's, not today's.
    font = TTFont(source, recalcTimestamp=False)
    static = instancer.instantiateVariableFont(font, {"wght": WEIGHTS[style]}, updateFontNames=True)
    options = subset.Options(
        layout_features=["*"],
        hinting=False,
        name_IDs=["*"],
        recalc_timestamp=False,
        # A character without a glyph shows as a box, not as an empty space inside a name.
        notdef_outline=True,
    )
    wanted = gbk_characters()
    for first, last in BLOCKS:
        wanted.update(range(first, last + 1))
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=wanted)
    subsetter.subset(static)
    missing = [char for char in MUST_HAVE if ord(char) not in static.getBestCmap()]
    if missing:
        sys.exit(f"{target.name}: missing {''.join(missing)}; the source is not the expected one.")
    static.save(target, reorderTables=True)


def main() -> None:
    """Make both fonts and print their sizes and fingerprints."""
    parser = argparse.ArgumentParser(description="Make the fonts of the reports.")
    parser.add_argument("--source", type=Path, help=f"path of {SOURCE_NAME}")
    parser.add_argument("--out", type=Path, default=HERE, help="folder to write to")
    arguments = parser.parse_args()
    source = arguments.source or find_source()
    fingerprint = hashlib.sha256(source.read_bytes()).hexdigest()
    if fingerprint != SOURCE_SHA256:
        sys.exit(f"{source}: sha256 is {fingerprint}, expected {SOURCE_SHA256}.")
    arguments.out.mkdir(parents=True, exist_ok=True)
    for style in WEIGHTS:
        target = arguments.out / f"NotoSansSC-{style}.ttf"
        make_font(source, style, target)
        content = target.read_bytes()
        print(f"{target.name}  {len(content):,} bytes  {hashlib.sha256(content).hexdigest()}")
    shutil.copyfile(source.with_name("OFL.txt"), arguments.out / "OFL.txt")


if __name__ == "__main__":
    main()
