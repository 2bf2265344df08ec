"""A phone photo made fit to be evidence: upright, small, without position, device or owner; the original hashed.

Everything that is not a picture goes because only pixels are carried over: EXIF with GPS, maker notes, XMP, comments,
thumbnails, and films appended to the file.
"""

from __future__ import annotations

import hashlib
import io
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from diagnostics.words.catalogue import name_of, problem
from diagnostics.words.clock import CHINA
from diagnostics.words.problems import InputError, Place, Problem

if TYPE_CHECKING:
    from PIL.Image import Image

LONG_SIDE = 2048
QUALITY = 85
SUFFIXES = (".jpg", ".jpeg", ".png", ".heic", ".heif")

_LARGEST_FILE = 100 * 2**20
# A JPEG is read at a fraction of its size and costs little memory; the others are read in full.
_MOST_POINTS = {"JPEG": 178_000_000, "MPO": 178_000_000}
_MOST_POINTS_ELSEWHERE = 64_000_000
_FORMATS = ("JPEG", "PNG", "HEIF")
# What a HEIC file begins with, after four bytes of length: read only where the extra `heic` is installed.
_HEIC = tuple(b"ftyp" + brand for brand in (b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"))
_SUFFIXES_OF = {
    "JPEG": (".jpg", ".jpeg"), "MPO": (".jpg", ".jpeg"), "PNG": (".png",), "HEIF": (".heic", ".heif"),
}  # fmt: skip
# What else people put into the folder, by its first bytes: named in the message instead of “not an image”.
_OTHER_KINDS = (
    (b"%PDF", "pdf"), (b"GIF8", "gif"), (b"BM", "bmp"), (b"II*\0", "tiff"), (b"MM\0*", "tiff"), (b"PK\3\4", "zip"),
)  # fmt: skip
# EXIF: the group of camera data, in it the moment of exposure; the time of the file as a second choice.
_CAMERA, _EXPOSED, _WRITTEN = 0x8769, 0x9003, 0x0132


@dataclass(frozen=True, kw_only=True)
class Photo:
    """A photo ready to be kept.

    Attributes:
        jpeg: the copy: upright, at most `LONG_SIDE` long, nothing but pixels.
        sha256: hash of the original file.
        taken: when the camera says it was taken; None when it does not say.
        original: the original bytes, only when asked for; they still hold position and device.
        renamed: whether the ending of the name is not that of the content.
    """

    name: str
    jpeg: bytes
    width: int
    height: int
    sha256: str
    size: int
    format: str
    taken: datetime | None
    original: bytes | None = None
    renamed: bool = False

    @property
    def taken_on(self) -> date | None:
        """The day of the photo."""
        return self.taken.date() if self.taken else None


def read_photo(path: Path, *, keep_original: bool = False, long_side: int = LONG_SIDE) -> Photo:
    """Read a photo and make the copy that is kept; the file itself is not changed.

    Raises:
        InputError: It is empty, too large, damaged, or no JPEG, PNG or HEIC.
    """
    data = read_file(path)
    return photo_from(data, path, keep_original=keep_original, long_side=long_side)


def read_file(path: Path) -> bytes:
    """Return the bytes of a file to become evidence; raises InputError when it is missing, empty or too large."""
    place = Place(str(path))
    try:
        size = path.stat().st_size
        if size > _LARGEST_FILE:
            raise InputError([problem("PHOTO-02", place, size=size // 2**20, most=_LARGEST_FILE // 2**20)])
        data = path.read_bytes()
    except OSError as error:
        raise InputError([problem("PHOTO-01", place, reason=error.strerror or str(error))]) from error
    if not data:
        raise InputError([problem("PHOTO-03", place)])
    return data


def photo_from(data: bytes, path: Path, *, keep_original: bool = False, long_side: int = LONG_SIDE) -> Photo:
    """Do the same with bytes that have been read already; `path` names the file in problems."""
    place = Place(str(path))
    image, found = _open(data, place)
    with image:
        taken = _taken(image)
        copy = _decode(image, place, long_side)
    stream = io.BytesIO()
    copy.save(stream, "JPEG", quality=QUALITY, optimize=True)
    return Photo(
        name=path.name,
        jpeg=stream.getvalue(),
        width=copy.width,
        height=copy.height,
        sha256=hashlib.sha256(data).hexdigest(),
        size=len(data),
        format=found,
        taken=taken,
        original=data if keep_original else None,
        renamed=path.suffix.lower() not in _SUFFIXES_OF[found],
    )


@contextmanager
def kept_copy(photo: Photo) -> Iterator[Path]:
    """Offer the copy as a file of its own for as long as the block runs, named like the original."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{Path(photo.name).stem or 'photo'}.jpg"
        path.write_bytes(photo.jpeg)
        yield path


def time_taken(path: Path) -> datetime | None:
    """Return when the camera says a photo was taken, None where nothing can be read; decodes no pixel."""
    try:
        image, _ = _open(read_file(path), Place(str(path)))
        with image:
            return _taken(image)
    except InputError:
        return None


def _open(data: bytes, place: Place) -> tuple[Image, str]:
    """Read the head of an image and refuse what is no photo or has too many points."""
    from PIL.Image import DecompressionBombError
    from PIL.Image import open as open_image

    if not _enable_heic() and data[4:12] in _HEIC:
        raise InputError([problem("PHOTO-09", place)])
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # we count the points ourselves
            image = open_image(io.BytesIO(data), formats=_FORMATS)
    except DecompressionBombError as error:
        raise InputError([problem("PHOTO-04", place, points="", most=_MOST_POINTS["JPEG"] // 10**6)]) from error
    except Exception as error:  # decoders meet hostile bytes here and raise whatever they like
        raise InputError([_not_a_photo(data, place)]) from error
    found = image.format or ""
    most = _MOST_POINTS.get(found, _MOST_POINTS_ELSEWHERE)
    if image.width * image.height > most:
        points = f"（{image.width}×{image.height}）"
        image.close()
        raise InputError([problem("PHOTO-04", place, points=points, most=most // 10**6)])
    return image, found


def _not_a_photo(data: bytes, place: Place) -> Problem:
    kind = next((kind for start, kind in _OTHER_KINDS if data.startswith(start)), "unknown")
    return problem("PHOTO-05", place, kind=name_of("evidence_files", kind))


def _decode(image: Image, place: Place, long_side: int) -> Image:
    """Return the pixels alone: upright, RGB, at most `long_side` long."""
    from PIL import Image as pillow
    from PIL import ImageOps

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            image.draft("RGB", (long_side, long_side))  # a JPEG is read at a fraction of its size
            upright = ImageOps.exif_transpose(image)
            small = _in_srgb(upright)
    except Exception as error:  # see _open
        raise InputError([problem("PHOTO-06", place)]) from error
    small.thumbnail((long_side, long_side), pillow.Resampling.LANCZOS)
    clean = pillow.new("RGB", small.size, "white")
    clean.paste(small)
    return clean


def _in_srgb(image: Image) -> Image:
    """Return the picture as RGB in the colours of a screen; phones write a wider space, which would look pale."""
    from PIL import Image as pillow
    from PIL import ImageCms

    if image.mode in {"RGBA", "LA", "PA"} or "transparency" in image.info:
        layers = image.convert("RGBA")
        flat = pillow.new("RGBA", layers.size, "white")
        flat.alpha_composite(layers)
        return flat.convert("RGB")
    profile = image.info.get("icc_profile")
    if profile and image.mode in {"RGB", "CMYK"}:
        try:
            given = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, given, ImageCms.createProfile("sRGB"), outputMode="RGB")
        except (ImageCms.PyCMSError, OSError):
            converted = None  # a broken profile is no reason to refuse the picture
        if converted is not None:
            return converted
    return image.convert("RGB")


def _taken(image: Image) -> datetime | None:
    try:
        exif = image.getexif()
        told = (exif.get_ifd(_CAMERA).get(_EXPOSED), exif.get(_WRITTEN))
    except Exception:  # broken EXIF is no reason to refuse the picture
        return None
    return next((moment for text in told if (moment := _moment(text)) is not None), None)


def _moment(text: object) -> datetime | None:
    try:
        # a camera says no zone: its clock is that of the place, as a person reads it
        return datetime.strptime(str(text).strip("\0 ")[:19], "%Y:%m:%d %H:%M:%S").replace(tzinfo=CHINA)
    except ValueError:
        return None


@cache
def _enable_heic() -> bool:
    """Let Pillow read HEIC from now on; return False where the extra for it is not installed."""
    try:
        from pillow_heif import register_heif_opener
    except ModuleNotFoundError:
        return False
    register_heif_opener(thumbnails=False)
    return True
