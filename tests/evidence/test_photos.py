"""Phone photos become evidence: upright, small, without position; what is wrong with a file is said in words."""

from __future__ import annotations

import hashlib
import io
import struct
import zlib
from datetime import date, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from diagnostics.evidence.photos import LONG_SIDE, Photo, kept_copy, read_photo
from diagnostics.words.clock import CHINA
from diagnostics.words.problems import InputError
from tests.evidence.photo_files import MAKERS, OWNER, RED, SERIAL, heic, jpeg, personal_exif, picture, png, write


def opened(photo: Photo) -> Image.Image:
    return Image.open(io.BytesIO(photo.jpeg), formats=("JPEG",))


def near(pixel: object, wanted: tuple[int, int, int], within: int = 12) -> bool:
    assert isinstance(pixel, tuple)
    return all(abs(have - want) <= within for have, want in zip(pixel, wanted, strict=True))


def code_of(data: bytes, path: Path) -> str:
    with pytest.raises(InputError) as caught:
        read_photo(write(path, data))
    (found,) = caught.value.problems
    assert found.what
    assert found.what_to_do
    assert str(path) in str(found)
    return found.code


@pytest.mark.parametrize("name", MAKERS)
def test_a_photo_of_every_kind_becomes_a_small_jpeg_without_anything_personal(name: str, tmp_path: Path) -> None:
    data = MAKERS[name]()
    photo = read_photo(write(tmp_path / name, data))
    with opened(photo) as copy:
        assert copy.format == "JPEG"
        assert copy.size == (LONG_SIDE, 1365)
        assert dict(copy.getexif()) == {}
        assert set(copy.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
        assert near(copy.getpixel((10, 10)), RED, within=25)
    assert (photo.width, photo.height) == (LONG_SIDE, 1365)
    assert photo.sha256 == hashlib.sha256(data).hexdigest()
    assert (tmp_path / name).read_bytes() == data


@pytest.mark.parametrize("name", MAKERS)
def test_nothing_of_owner_device_or_position_is_left_in_the_bytes(name: str, tmp_path: Path) -> None:
    data = MAKERS[name]()
    assert SERIAL.encode() in data, "the photo of this test has nothing to remove"
    kept = read_photo(write(tmp_path / name, data)).jpeg
    for secret in (SERIAL.encode(), OWNER.encode(), b"Exif", b"GPS", b"xmp", b"ftyp", b"2026:05:12"):
        assert secret not in kept
    assert read_photo(tmp_path / name).jpeg == kept, "the same photo gives the same bytes"


@pytest.mark.parametrize("name", MAKERS)
def test_the_time_of_the_photo_is_kept_as_its_date(name: str, tmp_path: Path) -> None:
    photo = read_photo(write(tmp_path / name, MAKERS[name]()))
    assert photo.taken == datetime(2026, 5, 12, 14, 3, 22, tzinfo=CHINA)
    assert photo.taken_on == date(2026, 5, 12)


@pytest.mark.parametrize(("orientation", "corner"), [(1, (5, 5)), (3, (-6, -6)), (6, (-6, 5)), (8, (5, -6))])
def test_a_photo_held_sideways_comes_out_upright(orientation: int, corner: tuple[int, int], tmp_path: Path) -> None:
    data = jpeg(picture(300, 200), personal_exif(orientation))
    with opened(read_photo(write(tmp_path / "a.jpg", data))) as copy:
        assert copy.size == ((200, 300) if orientation in {6, 8} else (300, 200))
        x, y = (at % size for at, size in zip(corner, copy.size, strict=True))
        assert near(copy.getpixel((x, y)), RED)


def test_a_small_photo_is_not_made_larger(tmp_path: Path) -> None:
    photo = read_photo(write(tmp_path / "a.png", png(picture(320, 240))))
    assert (photo.width, photo.height) == (320, 240)


def test_the_original_is_only_kept_when_asked_for(tmp_path: Path) -> None:
    path = write(tmp_path / "a.jpg", jpeg())
    assert read_photo(path).original is None
    assert read_photo(path, keep_original=True).original == path.read_bytes()


def test_the_copy_is_offered_as_a_file_and_goes_away(tmp_path: Path) -> None:
    photo = read_photo(write(tmp_path / "车间 1.heic", heic()))
    with kept_copy(photo) as path:
        assert path.name == "车间 1.jpg"
        assert path.read_bytes() == photo.jpeg
    assert not path.exists()


def test_a_see_through_picture_lies_on_white(tmp_path: Path) -> None:
    stream = io.BytesIO()
    Image.new("RGBA", (50, 50), (0, 0, 0, 0)).save(stream, "PNG")
    with opened(read_photo(write(tmp_path / "a.png", stream.getvalue()))) as copy:
        assert copy.getpixel((25, 25)) == (255, 255, 255)


def test_colours_of_a_profile_are_brought_to_those_of_a_screen(tmp_path: Path) -> None:
    stream = io.BytesIO()
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    picture(80, 60).save(stream, "JPEG", icc_profile=lab.tobytes())
    with opened(read_photo(write(tmp_path / "a.jpg", stream.getvalue()))) as copy:
        assert "icc_profile" not in copy.info
        assert near(copy.getpixel((5, 5)), RED)


def test_a_broken_profile_or_broken_exif_is_no_reason_to_refuse(tmp_path: Path) -> None:
    stream = io.BytesIO()
    picture(80, 60).save(stream, "JPEG", icc_profile=b"nonsense", exif=b"Exif\0\0MM\0*\0\0\0\x08\xff\xff")
    photo = read_photo(write(tmp_path / "a.jpg", stream.getvalue()))
    assert (photo.width, photo.taken) == (80, None)


def test_a_photo_with_the_wrong_ending_is_read_by_its_content(tmp_path: Path) -> None:
    photo = read_photo(write(tmp_path / "a.png", jpeg()))
    assert (photo.format, photo.renamed) == ("JPEG", True)
    assert not read_photo(write(tmp_path / "b.JPG", jpeg())).renamed


def test_an_empty_file_is_named_as_empty(tmp_path: Path) -> None:
    assert code_of(b"", tmp_path / "a.jpg") == "PHOTO-03"


@pytest.mark.parametrize(("data", "word"), [(b"%PDF-1.7 ...", "PDF"), (b"PK\3\4....", "Office"), (b"hello", "别的")])
def test_another_kind_of_file_is_named(data: bytes, word: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match="PHOTO-05") as caught:
        read_photo(write(tmp_path / "a.jpg", data))
    assert word in str(caught.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="PHOTO-01"):
        read_photo(tmp_path / "a.jpg")


@pytest.mark.parametrize("name", MAKERS)
def test_a_photo_cut_off_at_any_place_is_refused_in_words(name: str, tmp_path: Path) -> None:
    data = MAKERS[name]()
    whole = data[: data.rindex(b"\xff\xd9")] if name.endswith("jpg") else data
    for share in (0.05, 0.3, 0.6, 0.9):
        assert code_of(whole[: int(len(whole) * share)], tmp_path / name) in {"PHOTO-05", "PHOTO-06"}


@pytest.mark.parametrize("number", [48, pytest.param(1200, marks=pytest.mark.long)])
def test_damaged_photos_never_raise_anything_else(number: int, tmp_path: Path) -> None:
    sources = [jpeg(picture(64, 48)), png(picture(64, 48)), heic(picture(64, 48))]
    for round in range(number):
        data = bytearray(sources[round % 3])
        for step in range(6):
            at = (round * 7919 + step * 104729) % len(data)
            data[at] ^= 1 + (round + step) % 255
        path = write(tmp_path / "a.jpg", bytes(data))
        try:
            codes = [] if read_photo(path).width else ["nothing came out"]
        except InputError as error:
            codes = [each.code for each in error.problems]
        assert set(codes) <= {"PHOTO-04", "PHOTO-05", "PHOTO-06"}


def bomb(width: int, height: int) -> bytes:
    """Return a PNG of a few hundred bytes that claims to be huge."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 4096)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize("side", [9_000, 12_000, 60_000])
def test_a_decompression_bomb_is_refused_before_it_is_unpacked(side: int, tmp_path: Path) -> None:
    assert code_of(bomb(side, side), tmp_path / "a.png") == "PHOTO-04"


def test_a_file_as_large_as_a_film_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    with path.open("wb") as file:
        file.truncate(101 * 2**20)
    with pytest.raises(InputError, match="PHOTO-02"):
        read_photo(path)
