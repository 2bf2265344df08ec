"""Photos as phones write them, made while the tests run."""

from __future__ import annotations

import io
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import ExifTags, Image, PngImagePlugin

PLACE = (34.0, 44.0, 51.5)  # degrees, minutes, seconds of the GPS block
TAKEN = "2026:05:12 14:03:22"
OWNER, SERIAL = "张三的手机", "SN-4711-SECRET"
RED, BLUE, WHITE = (200, 20, 20), (20, 20, 200), (255, 255, 255)


def picture(width: int = 3000, height: int = 2000) -> Image.Image:
    """Make a picture whose top left quarter is red, the rest blue: one sees which way up it is."""
    image = Image.new("RGB", (width, height), BLUE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    return image


def personal_exif(orientation: int = 1, taken: str = TAKEN) -> Image.Exif:
    """Make EXIF as a phone writes it: position, owner, device, time."""
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    exif[ExifTags.Base.Make] = "Phone"
    exif[ExifTags.Base.Artist] = OWNER
    camera = exif.get_ifd(ExifTags.IFD.Exif)
    camera[ExifTags.Base.DateTimeOriginal] = taken
    camera[ExifTags.Base.BodySerialNumber] = SERIAL
    gps = exif.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef] = "N"
    gps[ExifTags.GPS.GPSLatitude] = PLACE
    gps[ExifTags.GPS.GPSLongitudeRef] = "E"
    gps[ExifTags.GPS.GPSLongitude] = (113.0, 37.0, 30.25)
    return exif


def jpeg(image: Image.Image | None = None, exif: Image.Exif | None = None) -> bytes:
    """Write a JPEG with a comment and XMP beside the EXIF, and a film appended, as some phones do."""
    stream = io.BytesIO()
    found = image or picture()
    xmp = f"<x:xmpmeta>{OWNER}</x:xmpmeta>".encode()
    found.save(stream, "JPEG", exif=exif or personal_exif(), comment=f"by {OWNER}".encode(), xmp=xmp)
    return stream.getvalue() + b"\0\0\0\x18ftypmp42" + SERIAL.encode()


def png(image: Image.Image | None = None) -> bytes:
    """Write a PNG with EXIF and a text chunk."""
    stream = io.BytesIO()
    text = PngImagePlugin.PngInfo()
    text.add_itxt("Author", OWNER)
    (image or picture()).save(stream, "PNG", exif=personal_exif(), pnginfo=text)
    return stream.getvalue()


def heic(image: Image.Image | None = None) -> bytes:
    """Write a HEIC; the test is skipped where the extra `heic` is not installed."""
    pillow_heif = pytest.importorskip("pillow_heif")
    stream = io.BytesIO()
    pillow_heif.from_pillow(image or picture()).save(stream, exif=personal_exif().tobytes(), quality=70)
    return stream.getvalue()


def write(path: Path, data: bytes) -> Path:
    path.write_bytes(data)
    return path


MAKERS: dict[str, Callable[[], bytes]] = {"photo.jpg": jpeg, "photo.png": png, "photo.heic": heic}
